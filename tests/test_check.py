"""The findings: each rule on a divergence made by hand, and its silence where nothing was altered; decisions; laws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import ROOT

from pipeline.align import align
from pipeline.align.concepts import settle_concepts
from pipeline.align.decided import decide_parts, with_decisions
from pipeline.align.identity import with_wids
from pipeline.build import make_expression
from pipeline.check import RULES, check
from pipeline.check.decisions import judge, read_decisions, stale, with_decision, written
from pipeline.check.majority import split
from pipeline.check.quantities import quantities
from pipeline.compare import compare
from pipeline.errors import CorpusError
from pipeline.findings import Decision, Finding, Severity, Verdict
from pipeline.ids import DocumentId, ExpressionId
from pipeline.model import Alignment, Expression, Provenance, Status

DOCUMENT = DocumentId.parse("ST 10125/22")
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/cases/check").glob("*.txt"))}
ALL = tuple(TEXTS)


@cache
def parsed(code: str, text: str) -> Expression:
    id = ExpressionId("made", DOCUMENT, code)
    return make_expression(text.encode(), f"{code}.txt", "txt", id, Provenance(Status.SPECIMEN))[1]


def aligned(texts: Mapping[str, str]) -> tuple[Alignment, list[Expression]]:
    expressions = [parsed(code, text) for code, text in texts.items()]
    alignment = align(expressions)
    return alignment, [with_wids(one, alignment) for one in settle_concepts(expressions, alignment)]


@cache
def checked(*texts: tuple[str, str]) -> tuple[Finding, ...]:
    alignment, expressions = aligned(dict(texts))
    return check(alignment, expressions)


def altered(code: str, old: str, new: str, languages: tuple[str, ...] = ALL) -> tuple[Finding, ...]:
    """The findings where one language has `new` for `old`; both name one place or several, parted by " // "."""
    text = TEXTS[code]
    for before, after in zip(old.split(" // "), new.split(" // "), strict=True):
        assert before in text, f"{before!r} is not in the text"
        text = text.replace(before, after, 1)
    return checked(*((one, text if one == code else TEXTS[one]) for one in languages))


def test_there_are_five_texts() -> None:
    assert ALL == ("de", "en", "fr", "hu", "nl")


@pytest.mark.parametrize("languages", [ALL, ("de", "hu", "nl"), ("en", "fr"), ("nl",)])
def test_texts_that_agree_have_no_finding(languages: tuple[str, ...]) -> None:
    assert checked(*((code, TEXTS[code]) for code in languages)) == ()


@dataclass(frozen=True)
class Case:
    """A divergence: what was altered, and all that should be said of it: rules with the parts they name."""

    label: str
    code: str
    old: str
    new: str
    said: tuple[tuple[str, str], ...]


RECALLS = " HERINNERT ERAAN dat de rivieren van de Unie vele grenzen overschrijden voordat zij de zee bereiken;"
ASKS = (
    " VERZOEKT de Commissie en de lidstaten om uiterlijk op 1 maart 2024 verslag uit te brengen over de kwaliteit "
    "van drinkwater;"
)
STRESSES = " BENADRUKT dat “schoon water” een gemeenschappelijk goed van alle mensen is;"
ENGLISH = " HERINNERT ERAAN dat the rivers of the Union cross many borders before they reach the sea;"
CASES = [
    Case("a clause is missing", "nl", RECALLS, "", (("part-missing", "para_1__clause_2"),)),
    Case(
        "a point is missing, its clause is not told again",
        "hu",
        "4. FELKÉRI a Bizottságot, hogy nyújtson áttekintést a meghozott intézkedésekről.\n",
        "",
        (("part-missing", "para_4"),),
    ),
    Case("a heading is missing", "de", "\nBöden\n", "", (("part-missing", "crossHeading_2"),)),
    Case(
        "an item is missing, and with it the mark of a note",
        "en",
        "– Regulation (EU) 2021/695 on the framework programme for research2;\n",
        "",
        (("part-missing", "preamble__rec_2"), ("mark-missing", "authorialNote_2")),
    ),
    Case(
        "a clause too many",
        "nl",
        " zijn onderzocht;",
        " zijn onderzocht; BETREURT dat vele vissen in de rivieren zijn gestorven;",
        (("part-surplus", "para_3__clause_3"),),
    ),
    Case(
        "two points in one", "nl", "\n\n2. VERZOEKT", " VERZOEKT", (("part-merged", "para_2"), ("number-gap", "para_3"))
    ),
    Case(
        "a clause in the point before",
        "nl",
        f"\n\n2.{ASKS}",
        f"{ASKS}\n\n2.",
        (("part-elsewhere", "para_2__clause_1"),),
    ),
    Case("two clauses in another order", "nl", ASKS + STRESSES, STRESSES + ASKS, (("order", "para_2__clause_2"),)),
    Case("a number twice", "nl", "\n3. ROEPT", "\n2. ROEPT", (("number-twice", "para_3"),)),
    Case("a number left out", "de", "\n4. ERSUCHT", "\n5. ERSUCHT", (("number-other", "para_5"),)),
    Case("a wrong number", "fr", "\n3. DEMANDE", "\n7. DEMANDE", (("number-other", "para_3"),)),
    Case("a passage in another language", "nl", RECALLS, ENGLISH, (("untranslated", "para_1__clause_2"),)),
    Case(
        "a stronger verb",
        "nl",
        "4. VERZOEKT de Commissie",
        "4. DRINGT ER bij de Commissie OP AAN",
        (("verb-strength", "para_4__clause_1"),),
    ),
    Case("a weaker verb", "en", "CALLS ON", "ENCOURAGES", (("verb-strength", "para_3__clause_1"),)),
    Case(
        "another verb",
        "hu",
        "HANGSÚLYOZZA, hogy",
        "SAJNÁLATOSNAK TARTJA, hogy",
        (("verb-concept", "para_2__clause_2"),),
    ),
    Case(
        "a verb that is not in capitals", "nl", "BENADRUKT dat", "benadrukt dat", (("part-merged", "para_2__clause_2"),)
    ),
    Case(
        "an addressee is missing",
        "fr",
        "la Commission et les États membres à",
        "la Commission à",
        (("addressee-missing", "para_2__clause_1"),),
    ),
    Case(
        "an addressee too many",
        "nl",
        "VERZOEKT de Commissie een",
        "VERZOEKT de Commissie en de lidstaten een",
        (("addressee-surplus", "para_4__clause_1"),),
    ),
    Case(
        "another addressee",
        "nl",
        "VERZOEKT de Commissie een",
        "VERZOEKT de lidstaten een",
        (("addressee-missing", "para_4__clause_1"), ("addressee-surplus", "para_4__clause_1")),
    ),
    Case(
        "another day, year first",
        "hu",
        "2021. szeptember 28-i",
        "2021. szeptember 26-i",
        (("date", "preamble__rec_1"),),
    ),
    Case("another month", "fr", "28 septembre 2021", "28 novembre 2021", (("date", "preamble__rec_1"),)),
    Case("a date that is left out", "de", " bis zum 1. März 2024", "", (("date", "para_2__clause_1"),)),
    Case("another document code", "de", "12301/21", "12310/21", (("document-code", "authorialNote_1"),)),
    Case("another number of an act", "nl", "2021/695", "2021/659", (("document-code", "preamble__rec_2"),)),
    Case("another issue of the Official Journal", "fr", "L 431", "L 413", (("citation", "authorialNote_2"),)),
    Case("another percentage", "hu", "25 %-át", "35 %-át", (("percentage", "para_1__clause_1"),)),
    Case("another amount", "de", "350 Mio. EUR", "530 Mio. EUR", (("amount", "para_1__clause_1"),)),
    Case("another article", "en", "Article 47", "Article 74", (("article", "para_1__clause_1"),)),
    Case("another figure", "nl", "3877", "3787", (("figure", "para_3__clause_2"),)),
    Case("a mark is missing", "nl", "meren1;", "meren;", (("mark-missing", "authorialNote_1"),)),
    Case(
        "a mark in another part",
        "nl",
        "onderzoek2; // bereiken;",
        "onderzoek; // bereiken2;",
        (("mark-elsewhere", "authorialNote_2"),),
    ),
    Case("a mark twice", "nl", "bereiken;", "bereiken2;", (("mark-twice", "para_1__clause_2"),)),
    Case("a note number left out", "de", "Forschung2; // 2 ABl.", "Forschung3; // 3 ABl.", (("mark-gap", ""),)),
    Case(
        "the title on the cover in another order",
        "nl",
        "Betreft: Conclusies van de Raad over schoon water en gezonde bodems",
        "Betreft: Conclusies van de Raad over gezonde bodems en schoon water",
        (("title-on-cover", "docTitle"),),
    ),
    Case(
        "another word in the title on the cover",
        "de",
        "Betr.: Schlussfolgerungen des Rates zu sauberem Wasser",
        "Betr.: Schlussfolgerungen des Rates zu sauberem Wissen",
        (("title-on-cover", "docTitle"),),
    ),
    Case(
        "quotation marks of another language",
        "de",
        "„sauberes Wasser“",
        "“sauberes Wasser”",
        (("quotation-marks", "para_2__clause_2"),),
    ),
    Case("another list mark", "nl", "– Verordening", "- Verordening", (("list-label", "preamble__rec_2"),)),
    Case("the Official Journal by another name", "nl", "PB L 431", "OJ L 431", (("citation-form", "authorialNote_2"),)),
    Case(
        "a leading zero in a citation", "nl", "van 2.12.2021", "van 02.12.2021", (("citation-form", "authorialNote_2"),)
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_a_divergence_is_told_once_at_its_place(case: Case) -> None:
    findings = altered(case.code, case.old, case.new)
    assert tuple((finding.rule, finding.wid) for finding in findings) == case.said, findings
    assert all(finding.languages == (case.code,) for finding in findings)
    assert all(finding.evidence or finding.rule in ("number-gap", "mark-gap") for finding in findings)


SAME = [
    ("de", "3877 Orte", "3 877 Orte"),  # a separator of thousands
    ("fr", "25 %", "vingt-cinq pour cent (25 %)"),
    ("hu", "2024. március 1-jéig", "2024. 03. 01-ig"),  # a date in figures
    ("en", "EUR 350 million", "€350 million"),
    ("nl", "de lidstaten om", "de EU-lidstaten om"),
    ("fr", "DEMANDE aux", "APPELLE les"),  # a verb for the same
]


@pytest.mark.parametrize(("code", "old", "new"), SAME)
def test_another_form_of_the_same_is_no_finding(code: str, old: str, new: str) -> None:
    assert altered(code, old, new) == ()


def test_two_languages_alone_are_both_named_and_it_is_no_error() -> None:
    for old, new, rule in (
        ("3877", "3787", "figure"),
        (RECALLS, "", "part-missing"),
        (ASKS + STRESSES, STRESSES + ASKS, "order"),
    ):
        (finding,) = altered("nl", old, new, ("fr", "nl"))
        assert (finding.rule, finding.languages, finding.severity) == (rule, ("fr", "nl"), Severity.WARNING)
        assert "two languages alone do not say which one errs" in str(finding.message)


def test_of_three_languages_the_one_alone_is_named_and_evidence_called_thin() -> None:
    (finding,) = altered("nl", "3877", "3787", ("de", "fr", "nl"))
    assert (finding.languages, finding.severity) == (("nl",), Severity.WARNING)
    assert "thin evidence" in str(finding.message)
    (finding,) = altered("nl", "3877", "3787")
    assert finding.severity is Severity.ERROR


def test_a_verb_is_named_with_the_majority_and_its_direction() -> None:
    (finding,) = altered("nl", "4. VERZOEKT de Commissie", "4. DRINGT ER bij de Commissie OP AAN")
    assert "DRINGT ER … OP AAN in nl is stronger than the verb (invite)" in str(finding.message)
    assert [line.language for line in finding.evidence] == ["nl", "de", "en", "fr", "hu"]


def test_one_verb_for_two_concepts_is_left_alone() -> None:
    # German FORDERT … AUF serves for inviting as well, so it says nothing against its neighbours
    findings = altered("de", "4. ERSUCHT die Kommission,", "4. FORDERT die Kommission AUF,")
    assert [finding.rule for finding in findings] == ["verb-varies"]
    # and so do those of the others, so that English CALLS ON is not said to be stronger either
    assert [finding.rule for finding in altered("en", "4. INVITES", "4. CALLS ON")] == ["verb-varies"]
    assert [finding.rule for finding in altered("en", "4. INVITES", "4. URGES")] == ["verb-strength"]


def test_a_part_that_one_language_did_not_revise_is_named() -> None:
    new = {
        "de": ("viele Grenzen überqueren", "sehr viele Landesgrenzen in Europa überqueren"),
        "en": ("cross many borders", "cross very many national borders in Europe"),
        "fr": ("traversent de nombreuses frontières", "traversent de très nombreuses frontières nationales en Europe"),
        "nl": ("vele grenzen overschrijden", "zeer vele landsgrenzen in Europa overschrijden"),
    }
    old, before = aligned(TEXTS)
    texts = {code: text.replace(*new[code]) if code in new else text for code, text in TEXTS.items()}
    alignment, after = aligned(texts)
    comparisons = [compare(a, b) for a, b in zip(before, after, strict=True)]
    (finding,) = check(alignment, after, comparisons)
    assert (finding.rule, finding.languages, finding.wid) == ("unchanged", ("hu",), "para_1__clause_2")
    assert check(old, before, [compare(one, one) for one in before]) == ()


def test_a_verb_translated_in_two_ways_is_named() -> None:
    """Where the others have one verb in three places."""
    more = {
        "de": "5. ERSUCHT die Kommission, jedes Jahr zu berichten.",
        "en": "5. INVITES the Commission to report each year.",
        "fr": "5. INVITE la Commission à faire rapport chaque année.",
        "hu": "5. FELKÉRI a Bizottságot, hogy évente tegyen jelentést.",
        "nl": "5. NODIGT de Commissie UIT elk jaar verslag uit te brengen.",
    }
    anchor = "\n\n" + " " * 48
    texts = {code: text.replace(anchor, f"\n\n{more[code]}{anchor}") for code, text in TEXTS.items()}
    (finding,) = checked(*texts.items())
    assert (finding.rule, finding.languages, finding.severity) == ("verb-varies", ("nl",), Severity.INFO)
    same = {**texts, "nl": texts["nl"].replace("NODIGT de Commissie UIT", "VERZOEKT de Commissie")}
    assert checked(*same.items()) == ()


def test_each_rule_is_tried_here() -> None:
    tried = {rule for case in CASES for rule, _ in case.said} | {"unchanged", "verb-varies"}
    # a clause without verb and a part in two pieces are made where they are read, below
    assert {rule.name for rule in RULES} - tried == {"verb-missing", "part-split"}


def test_a_clause_without_operative_verb_is_named() -> None:
    alignment, texts = aligned(TEXTS)
    bare = [
        replace(text, parts=tuple(_bare(part) for part in text.parts)) if text.language == "nl" else text
        for text in texts
    ]
    said = [finding for finding in check(alignment, bare) if finding.rule == "verb-missing"]
    assert [(finding.wid, finding.languages) for finding in said] == [("para_4__clause_1", ("nl",))]


def _bare(part):
    if part.eid == "para_4__clause_1":
        return replace(part, verb=None)
    return replace(part, children=tuple(_bare(child) for child in part.children))


def test_a_part_in_two_pieces_is_named() -> None:
    (finding,) = altered(
        "nl", " wordt besteed overeenkomstig", " WORDT BESTEED; BENADRUKT dat dit gebeurt overeenkomstig"
    )
    assert (finding.rule, finding.languages) in {("part-split", ("nl",)), ("part-surplus", ("nl",))}


# Figures in each language


@pytest.mark.parametrize(
    ("code", "text", "values"),
    [
        ("de", "vom 28. September 2021", {"2021-09-28"}),
        ("en", "of 28 September 2021; you may stay, 4 may go", {"2021-09-28", "4"}),
        ("hu", "2021. szeptember 28-án", {"2021-09-28"}),
        ("lv", "2021. gada 28. septembra", {"2021-09-28"}),
        ("lt", "2021 m. rugsėjo 28 d.", {"2021-09-28"}),
        ("fi", "28 päivänä syyskuuta 2021", {"2021-09-28"}),
        ("fr", "le 1er mars 2024 et le 2.12.2021", {"2024-03-01", "2021-12-02"}),
        ("bg", "от 28 септември 2021 г.", {"2021-09-28"}),
        ("cs", "v článku 14 a pro výkon", {"14"}),
        ("pl", "1 234,50 EUR i 25,5 %", {"1234.50", "25.5"}),
        ("sv", "direktiv 95/46/EG, artikel 34.2", {"95/46", "34"}),
        ("it", "COM(2021) 252 e L 431", {"2021 252", "L 431"}),
    ],
)
def test_figures_are_read_in_the_form_of_the_language(code: str, text: str, values: set[str]) -> None:
    assert quantities(text, code).values >= values


# Decisions


FINDING = altered("nl", "3877", "3787")[0]
DISMISSED = Decision(
    FINDING.fingerprint,
    Verdict.DISMISSED,
    'a "typo"\nin the source',
    "A. Vertaler",
    FINDING.rule,
    FINDING.wid,
    ("nl",),
    document=DOCUMENT,
    date="2026-01-31",
)


def test_a_decision_holds_for_its_finding_and_goes_stale_when_the_text_changes() -> None:
    (judged,) = judge([FINDING], [DISMISSED])
    assert judged.decision == DISMISSED and stale([FINDING], [DISMISSED]) == ()
    (changed,) = altered("nl", "3877 plaatsen", "3787 plekken")
    assert judge([changed], [DISMISSED])[0].decision is None
    (notice,) = stale([changed], [DISMISSED])
    assert (notice.level, notice.code) == ("warning", "stale-decision") and changed.fingerprint in notice.message
    (notice,) = stale([], [DISMISSED])
    assert "no such finding any more" in notice.message


def test_a_finding_keeps_its_fingerprint_when_other_places_change() -> None:
    (other, same) = altered("nl", "25 % // 3877", "35 % // 3787")
    assert (other.rule, same.fingerprint) == ("percentage", FINDING.fingerprint)


def test_the_order_of_the_texts_does_not_matter() -> None:
    alignment, texts = aligned({**TEXTS, "nl": TEXTS["nl"].replace("3877", "3787")})
    assert check(alignment, texts) == check(alignment, texts[::-1]) == (FINDING,)


def test_the_file_keeps_what_people_wrote() -> None:
    hand = "# ours\n\n[[decision]]   # old\nby = 'X'\nfingerprint='f'\nverdict = 'accepted'\nreason = '''why\nnot'''\n"
    text = with_decision(hand, DISMISSED)
    assert text.startswith(hand)
    first, second = read_decisions(text)
    assert (first.by, first.reason, second) == ("X", "why\nnot", DISMISSED)
    again = with_decision(text, replace(DISMISSED, verdict=Verdict.ACCEPTED))
    assert [one.verdict for one in read_decisions(again)] == ["accepted", "accepted"], "the later decision holds"


@given(st.text(), st.text())
@settings(max_examples=30)
def test_what_is_written_is_read_back(reason: str, by: str) -> None:
    decision = replace(DISMISSED, reason=f"x{reason}".replace("\ud800", ""), by=f"y{by}")
    try:
        written(decision).encode()
    except UnicodeEncodeError:
        return  # lone surrogates are no text
    assert read_decisions(written(decision)) == (decision,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[decision]", "not valid TOML"),
        ("decision = 1", "list of tables"),
        ("[[decisions]]", "unknown table 'decisions'"),
        ("[[decision]]\nfingerprint = 'a'\nverdict = 'dismissed'\nby = 'B'", 'decision 1: needs reason = "…"'),
        ("[[decision]]\nfingerprint='a'\nverdict='maybe'\nby='B'\nreason='r'", "verdict is 'maybe'"),
        ("[[decision]]\nfingerprint='a'\nverdict='split'\nby='B'\nreason='r'", "split needs document"),
        ("[[decision]]\nfingerprint='a'\nverdict='split'\nby='B'\nreason='r'\nparts=['zz:a']", "names no part"),
        (
            "[[decision]]\nfingerprint='a'\nverdict='accepted'\nby='B'\nreason='r'\ndate='2026-01-31'",
            "without quotation marks",
        ),
        ("[[decision]]\nfingerprint='a'\nverdict='accepted'\nby='B'\nreason='r'\nwhy='x'", "unknown field 'why'"),
        (
            "[[decision]]\nfingerprint='a'\nverdict='accepted'\nby='B'\nreason='r'\nlanguages=['Dutch']",
            "two-letter codes",
        ),
        (
            "[[decision]]\nfingerprint='a'\nverdict='accepted'\nby='B'\nreason='r'\ndocument='x'",
            "not a Council document code",
        ),
    ],
)
def test_a_wrong_file_gets_one_line(text: str, said: str) -> None:
    with pytest.raises(CorpusError) as error:
        read_decisions(text, "d/decisions.toml")
    assert said in str(error.value) and str(error.value).startswith("d/decisions.toml")
    assert "\n" not in str(error.value)


def rows_with(alignment: Alignment, eid: str) -> list[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    return [(row.wid, row.cells) for row in alignment.rows if any(eid in eids for _, eids in row.cells)]


def decision(verdict: Verdict, *parts: tuple[str, str]) -> Decision:
    _, texts = aligned(TEXTS)
    return replace(decide_parts(verdict, parts, texts, "because", "A. Vertaler"), document=DOCUMENT)


def test_rows_are_split_joined_and_confirmed_as_decided() -> None:
    alignment, texts = aligned(TEXTS)
    apart = decision(Verdict.SPLIT, ("nl", "para_4__clause_1"))
    cut, notices = with_decisions(alignment, texts, [apart])
    assert notices == ()
    assert [len(cells) for _, cells in rows_with(cut, "para_4__clause_1")] == [4, 1]
    assert check(cut, texts)[0].rule in ("part-missing", "part-elsewhere")
    wids = [row.wid for row in cut.rows]
    assert len(set(wids)) == len(wids)
    back = decision(Verdict.CONFIRMED, ("de", "para_4__clause_1"), ("nl", "para_4__clause_1"))
    again, _ = with_decisions(cut, texts, [back])
    assert rows_with(again, "para_4__clause_1") == rows_with(alignment, "para_4__clause_1")
    joined, _ = with_decisions(
        alignment, texts, [decision(Verdict.JOINED, ("nl", "para_3__clause_1"), ("nl", "para_3__clause_2"))]
    )
    ((_, cells),) = rows_with(joined, "para_3__clause_1")
    assert all(eids == ("para_3__clause_1", "para_3__clause_2") for _, eids in cells)
    (row,) = [row for row in joined.rows if row.wid == "para_3__clause_1"]
    assert row.score == 1 and row.evidence[-1].detail == "joined by A. Vertaler: because"


def test_a_decision_on_rows_goes_stale_when_a_text_under_it_changes() -> None:
    apart = decision(Verdict.SPLIT, ("nl", "para_4__clause_1"))
    alignment, texts = aligned({**TEXTS, "nl": TEXTS["nl"].replace("een overzicht", "het overzicht")})
    same, (notice,) = with_decisions(alignment, texts, [apart])
    assert same.rows == alignment.rows
    assert notice.code == "stale-decision" and "nl:para_4__clause_1" in notice.message
    with pytest.raises(CorpusError, match="no part para_99"):
        decide_parts(Verdict.SPLIT, [("nl", "para_99")], texts, "r", "b")


# The majority


def test_who_is_accused() -> None:
    assert split("abc", "d").firm and split("abc", "d").accused == ("d",)  # type: ignore[union-attr]
    assert not split("ab", "d").firm  # type: ignore[union-attr]
    assert split("a", "d").accused == ("a", "d")  # type: ignore[union-attr]
    assert split("ab", "cd") is None and split("ab", "") is None
