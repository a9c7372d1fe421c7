"""Sentences inside rows: where they end, and which say the same."""

from __future__ import annotations

import pytest
from specimens import parsed

from pipeline.align import align
from pipeline.align.sentences import sentence_rows, sentences
from pipeline.ids import DocumentId, ExpressionId
from pipeline.languages import load
from pipeline.model import Expression, Kind, Provenance, Status, Subdivision

DOCUMENT = DocumentId.parse("ST 10125/22")


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("pl", "Zgodnie z art. 4 ust. 2 Rady. To jest ważne.", ["Zgodnie z art. 4 ust. 2 Rady.", "To jest ważne."]),
        ("nl", "Document nr. 7 geldt. Het blijft van kracht.", ["Document nr. 7 geldt.", "Het blijft van kracht."]),
        ("cs", "Podle čl. 5 č. 12 platí. Trvá to.", ["Podle čl. 5 č. 12 platí.", "Trvá to."]),
        ("de", "Am 10. Juni galt es. Bis 2022. Danach nicht!", ["Am 10. Juni galt es.", "Bis 2022.", "Danach nicht!"]),
        ("fr", "« Il dit. » Il part… Puis rien", ["« Il dit. »", "Il part…", "Puis rien"]),
        ("en", "Mr. J. Smith, e.g. in Rome", ["Mr. J. Smith, e.g. in Rome"]),
        ("bg", "Това е така. Съветът реши.", ["Това е така.", "Съветът реши."]),
        ("en", "", []),
    ],
)
def test_a_sentence_ends_where_a_reader_says_it_does(code: str, text: str, expected: list[str]) -> None:
    assert sentences(text, load(code)) == expected


def clause(code: str, text: str) -> Expression:
    part = Subdivision(Kind.POINT, "para_1", "", "1.", (Subdivision(Kind.CLAUSE, "para_1__clause_1", text),))
    return Expression(ExpressionId("d", DOCUMENT, code), Provenance(Status.SPECIMEN), (part,))


def test_sentences_of_a_clause_are_joined_by_what_they_say() -> None:
    texts = [
        clause("de", "Der Vertrag von 1957 wurde in Rom geschlossen. Das Protokoll Nr. 9 gilt bis 2031 weiter."),
        clause("fr", "Le traité de 1957 a été conclu à Rome. Le protocole nº 9 reste applicable jusqu'en 2031."),
        clause("it", "Il trattato del 1957 è stato concluso a Roma. Il protocollo n. 9 si applica fino al 2031."),
    ]
    rows = sentence_rows(align(texts), texts)
    assert [row.id for row in rows] == ["para_1__clause_1__s_1", "para_1__clause_1__s_2"]
    assert ["1957" in text for _, text in rows[0].texts] == [True] * 3
    assert ["2031" in text for _, text in rows[1].texts] == [True] * 3


def test_one_sentence_for_two_keeps_both_in_one_row() -> None:
    texts = [
        clause("de", "Der Vertrag von 1957 wurde in Rom geschlossen; das Protokoll 9 gilt bis 2031 weiter."),
        clause("fr", "Le traité de 1957 a été conclu à Rome. Le protocole 9 reste applicable jusqu'en 2031."),
        clause("it", "Il trattato del 1957 è stato concluso a Roma. Il protocollo 9 si applica fino al 2031."),
    ]
    (row,) = sentence_rows(align(texts), texts)
    assert [code for code, _ in row.texts] == ["de", "fr", "it"]
    assert all("1957" in text and "2031" in text for _, text in row.texts)


def test_no_word_of_the_specimens_is_lost_or_doubled() -> None:
    texts = [parsed(code, "adopted")[1] for code in ("de", "el", "nl")]
    rows = sentence_rows(align(texts), texts)
    for text in texts:
        whole = " ".join([*(p.text for p in text.walk() if p.text), *(note.text for note in text.notes)])
        found = " ".join(own for row in rows for code, own in row.texts if code == text.language)
        assert sorted(found.split()) == sorted(whole.split())
