"""Consolidation: corrigenda in the languages they name, later versions, addenda; which word came from where."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given, settings
from specimens import parsed
from test_compare import EXPRESSIONS

from pipeline.build import make_expression
from pipeline.cli import main
from pipeline.compare import segments
from pipeline.compare.parts import outline
from pipeline.consolidate import (
    NO_LEGAL_VALUE,
    Consolidation,
    Modifier,
    Operation,
    consolidate,
    is_corrigendum,
)
from pipeline.consolidate.instructions import corrigendum
from pipeline.consolidate.values import Corrigendum
from pipeline.errors import ConclusioError
from pipeline.export.consolidation import consolidation_text
from pipeline.ids import UNKNOWN, DocumentId, ExpressionId
from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import Block, Expression, Kind, Origin, Provenance, Run, Source, Status, Subdivision

CASES = Path(__file__).parent / "cases" / "corrigenda"
SPECIMEN = Provenance(Status.SPECIMEN)


def cases() -> list[dict]:
    files = sorted(CASES.glob("*.toml"))
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    assert all(table["specimen"] for table in tables)
    return [{**case, "file": file.stem} for file, table in zip(files, tables, strict=True) for case in table["case"]]


def document(*suffixes: str) -> DocumentId:
    return DocumentId("ST", 10125, 2022, suffixes)


def modifier(text: str, code: str, *suffixes: str) -> Modifier:
    id = ExpressionId("test", document(*suffixes), code)
    source, expression = make_expression(text.strip().encode(), "cor.txt", "txt", id, SPECIMEN)
    return Modifier(expression, "", source)


def text_of(expression: Expression, eid: str) -> str:
    part = expression.part(eid)
    return part.text if part else next(note.text for note in expression.notes if note.eid == eid)


def words_with(found: Consolidation, siglum: str) -> list[str]:
    texts = {part.key: part.text for part in outline(found.result).parts}
    return [texts[one.eid][one.start : one.end] for one in found.passages if one.siglum == siglum]


def covered(found: Consolidation) -> bool:
    """The passages of each part follow each other and are its text."""
    ends: dict[str, int] = {}
    for one in found.passages:
        assert one.start == ends.get(one.eid, 0) < one.end
        ends[one.eid] = one.end
    return all(ends.get(part.key, 0) == len(part.text) for part in outline(found.result).parts)


def test_there_are_cases_of_each_sort_in_at_least_six_languages() -> None:
    assert {case["file"] for case in cases()} == {
        "right_place", "wrong_place", "twice_there", "other_language", "chained", "whole_text",
    }  # fmt: skip
    assert len({case["lang"] for case in cases()}) >= 6


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['file']}-{case['lang']}-{case['label'][:30]}")
def test_a_corrigendum_is_applied_at_its_place_or_refused(case: dict) -> None:
    base = parsed(case["lang"], "adopted")[1]
    modifiers = [modifier(t, case["lang"], c) for t, c in zip(case["texts"], case["codes"], strict=True)]
    found = consolidate(base, modifiers)
    codes = [notice.code for notice in found.notices]
    assert codes == ([case["notice"]] if "notice" in case else [])
    assert covered(found)
    applied = [one for one in found.modifications if one.applied]
    if "eid" not in case:
        assert not applied
        assert segments(found.result) == segments(base)
        return
    assert case["before"] in text_of(base, case["eid"])
    assert case["after"] in text_of(found.result, case["eid"])
    assert case["eid"] in [eid for one in applied for eid in one.eids]
    assert len(applied) == case.get("instructions", len(applied))
    if "words" in case:
        assert words_with(found, "C1") == case["words"]
    if "sigla" in case:
        assert [one.mark for one in found.sigla] == ["B", *case["sigla"]]
    if "verb" in case:
        verb = found.result.part(case["eid"]).verb
        assert verb is not None and verb.text == case["verb"]


def read(code: str, text: str) -> Corrigendum:
    blocks = tuple(Block((Run(line),), Origin("line", 0, 0)) for line in text.split("\n"))
    expression = Expression(ExpressionId("", document("COR 1"), code), SPECIMEN, ())
    return corrigendum(expression, load(code), Source("x", code, "", blocks))


A, B = "alpha beta 12", "gamma delta 13"


@cache
def places(code: str) -> tuple[str, str]:
    forms = load(code).corrigendum
    return forms["page"][0].replace("{n}", "5"), forms["point"][0].replace("{n}", "4")


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_each_form_of_each_language_is_understood(code: str) -> None:
    language = load(code)
    forms, (opening, closing) = language.corrigendum, language.quotes
    one, other = f"{opening}{A}{closing}", f"{opening}{B}{closing}"
    page, point = places(code)
    for word, answer in product(forms["for"], forms["read"]):
        got = read(code, f"{page}, {point}:\n{word}: {one}\n{answer}: {other}.").modifications
        assert [(m.op, m.old, m.text, m.target.page, m.target.point) for m in got] == [
            (Operation.REPLACE, A, B, "5", "4")
        ], (word, answer)
    for word in forms["delete"]:
        for text in (f"{page}, {point}: {word} {one}.", f"{page}, {point}: {one} {word}."):
            assert [(m.op, m.old) for m in read(code, text).modifications] == [(Operation.DELETE, A)], text
    firsts = [f"{word} {one}" for word in forms["after"]] + [f"{one} {word}" for word in forms["behind"]]
    for first, word in product(firsts, forms["insert"]):
        for text in (f"{point}: {first} {word} {other}", f"{point}: {first} {other} {word}"):
            assert [(m.op, m.old, m.text) for m in read(code, text).modifications] == [(Operation.INSERT, A, B)], text


def test_a_place_without_an_instruction_becomes_a_notice() -> None:
    found = read("en", "On page 5, point 4, the sense was unclear.")
    assert found.modifications == ()
    assert {notice.code for notice in found.notices} == {"corrigendum-unread"}


@pytest.mark.parametrize("code", ["bg", "ga", "lv", "mt", "nl", "sv"])
def test_a_corrigendum_with_the_whole_text_puts_it_in_the_place_of_the_old_one(code: str) -> None:
    base = parsed(code, "rev1")[1]
    corrected = parsed(code, "adopted")[1]
    words = load(code).corrigendum["whole"][0]
    note = Subdivision(base.parts[0].kind, "cover__note", f"… {words} …")
    cover = tuple(part for part in corrected.parts if part.eid != "cover__note")
    whole = replace(corrected, id=ExpressionId("test", document("COR 1"), code), parts=(note, *cover))
    found = consolidate(base, [Modifier(whole)])
    assert [one.op for one in found.modifications] == [Operation.WHOLE]
    body = [(p.kind, p.eid, p.text) for p in corrected.walk() if not p.eid.startswith("cover")]
    assert [(p.kind, p.eid, p.text) for p in found.result.walk() if not p.eid.startswith("cover")] == body
    assert text_of(found.result, "cover__type") == text_of(base, "cover__type")
    assert covered(found) and words_with(found, "C1")


@settings(max_examples=40)
@given(EXPRESSIONS)
def test_without_documents_nothing_changes(text: Expression) -> None:
    found = consolidate(text)
    assert found.result == text
    assert (found.modifications, found.notices) == ((), ())
    assert covered(found) and {one.siglum for one in found.passages} <= {"B"}


@settings(max_examples=40)
@given(EXPRESSIONS, EXPRESSIONS)
def test_a_later_version_gives_its_own_text(old: Expression, new: Expression) -> None:
    new = replace(new, parts=(*new.parts, Subdivision(Kind.POINT, "para_9", A, "9.")))
    found = consolidate(old, [Modifier(new)])
    assert segments(found.result) == segments(new)
    assert covered(found)


def test_a_document_without_points_does_not_take_the_place_of_the_text() -> None:
    found = consolidate(parsed("en", "adopted")[1], [modifier("A letter of thanks.", "en", "REV 1")])
    assert [notice.code for notice in found.notices] == ["modifier-left-out"]
    assert segments(found.result) == segments(parsed("en", "adopted")[1])


@pytest.mark.parametrize("code", ["el", "mt", "nl"])
def test_words_keep_the_siglum_of_the_document_they_came_with(code: str) -> None:
    old, new = parsed(code, "rev1")[1], parsed(code, "adopted")[1]
    point = new.part("para_4__clause_2").text
    page, place = places(code)
    forms, (opening, closing) = load(code).corrigendum, load(code).quotes
    whole = point.split()[-6:-1]
    text = (
        f"{page}, {place}: {forms['for'][0]}: {opening}{' '.join(whole)}{closing} "
        f"{forms['read'][0]}: {opening}{' '.join([*whole[:3], 'Xyz', *whole[4:]])}{closing}"
    )
    found = consolidate(
        old, [Modifier(new, "2022-06-10"), modifier(f"{forms['name'][0].upper()}\n\n{text}", code, "COR 1")]
    )
    assert [one.mark for one in found.sigla] == ["B", "M1", "C1"]
    assert found.notices == ()
    assert words_with(found, "C1") == ["Xyz"]
    assert any("2022" in words for words in words_with(found, "M1"))
    assert covered(found)


def test_parts_keep_their_wid_through_a_corrigendum() -> None:
    base = parsed("nl", "adopted")[1]
    named = replace(base, parts=tuple(with_wids(part) for part in base.parts))
    text = 'RECTIFICATIE\n\nBladzijde 5, punt 6: in plaats van: "BENADRUKT het belang" te lezen: "Het belang"'
    found = consolidate(named, [modifier(text, "nl", "COR 1")])
    assert found.notices == ()
    assert {part.wid for part in found.result.walk()} <= {part.wid for part in named.walk()}
    assert found.result.part("para_6__clause_1").verb.text == "DRINGT EROP AAN"


def with_wids(part: Subdivision) -> Subdivision:
    return replace(part, wid=f"w-{part.eid}", children=tuple(with_wids(below) for below in part.children))


def test_notes_stay_at_their_words() -> None:
    base = parsed("nl", "adopted")[1]
    note = next(note for note in base.notes if note.anchor.startswith("para_"))
    before = text_of(base, note.anchor)[: note.offset]
    first = " ".join(before.split()[:4])
    number = note.anchor.split("__")[0].removeprefix("para_")
    text = f'RECTIFICATIE\n\nBladzijde 5, punt {number}: in plaats van: "{first}" te lezen: "{first} heel nieuw"'
    found = consolidate(base, [modifier(text, "nl", "COR 1")])
    moved = next(one for one in found.result.notes if one.eid == note.eid)
    assert found.notices == ()
    assert text_of(found.result, moved.anchor)[: moved.offset] == before.replace(first, f"{first} heel nieuw", 1)


def test_an_addendum_stands_behind_the_text_and_its_corrigendum_touches_it_alone() -> None:
    base = parsed("en", "adopted")[1]
    text = "1. INVITES the Commission to report by 8 March 2022;\n\n2. STRESSES this."
    added = modifier(f"ANNEX\n\nConclusions on reports\n\nTHE COUNCIL OF THE EUROPEAN UNION,\n\n{text}", "en", "ADD 1")
    assert added.expression.of_kind(Kind.POINT)
    text = "CORRIGENDUM\n\nOn page 5, point 1: for: ‘8 March 2022’ read: ‘9 March 2023’."
    found = consolidate(base, [added, modifier(text, "en", "ADD 1", "COR 1")])
    assert found.notices == ()
    assert [one.mark for one in found.sigla] == ["B", "A1", "C1"]
    assert "9 March 2023" in text_of(found.result, "add_1__para_1__clause_1")
    assert segments(found.result)[: len(list(base.walk()))] == segments(base)[: len(list(base.walk()))]
    assert covered(found)


def test_documents_of_several_languages_are_refused() -> None:
    with pytest.raises(ConclusioError, match="one language"):
        consolidate(parsed("nl", "adopted")[1], [Modifier(parsed("fr", "adopted")[1])])


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_a_corrigendum_without_a_code_is_known_by_its_name(code: str) -> None:
    made = modifier(f"{load(code).corrigendum['name'][0].upper()}\n\n{A} {B}", code).expression
    assert is_corrigendum(replace(made, id=replace(made.id, document=UNKNOWN)))
    adopted = parsed(code, "adopted")[1]
    assert not is_corrigendum(replace(adopted, id=replace(adopted.id, document=UNKNOWN)))


def test_the_text_says_what_it_is_and_where_its_words_came_from() -> None:
    base = parsed("en", "adopted")[1]
    text = "CORRIGENDUM\n\nOn page 5, point 4: for: ‘8 March 2022’, read: ‘9 March 2022’."
    out = consolidation_text(consolidate(base, [modifier(text, "en", "COR 1")]))
    assert out.startswith(NO_LEGAL_VALUE)
    assert "►C1 ST 10125/22 COR 1" in out
    assert "Conference of ►C1 9 ◄ March 2022" in out


@pytest.fixture
def files(tmp_path: Path, corpus_path: Path) -> list[str]:
    base = corpus_path / "2022-research-innovation" / "ST-10125-2022-INIT" / "en.txt"
    cor = tmp_path / "en.txt"
    text = "10125/22\nCOR 1 (en)\n\nCORRIGENDUM\n\nOn page 5, point 4: for: ‘8 March 2022’, read: ‘9 March 2022’."
    cor.write_text(text, encoding="utf-8")
    return [str(base), str(cor)]


@pytest.mark.parametrize("form", ["text", "json", "akn"])
def test_every_output_of_the_command_says_that_it_has_no_legal_value(files: list[str], form: str) -> None:
    result = CliRunner().invoke(main, ["consolidate", *files, "--lang", "en", "--format", form])
    assert result.exit_code == 0, result.output
    assert NO_LEGAL_VALUE in result.stdout
    assert "ST 10125/22 COR 1" in result.stdout
    if form == "json":
        view = json.loads(result.stdout)
        assert view["legal_value"] is False
        schema = (ROOT / "docs" / "schemas" / "consolidation.schema.json").read_text(encoding="utf-8")
        jsonschema.validate(view, json.loads(schema))
        assert [one["applied"] for one in view["modifications"]] == [True]


def test_a_dossier_is_consolidated_at_a_date_or_document(corpus_path: Path) -> None:
    command = [
        "consolidate",
        "--corpus",
        str(corpus_path),
        "--dossier",
        "2022-research-innovation",
        "--lang",
        "mt",
        "--json",
    ]
    sigla = []
    for at in ([], ["--at", "2022-06-05"], ["--at", "ST 9524/1/22 REV 1"], ["--at", "ST 10125/22"]):
        result = CliRunner().invoke(main, [*command, *at])
        assert result.exit_code == 0, result.output
        sigla.append([one["siglum"] for one in json.loads(result.stdout)["sigla"]])
    assert sigla == [["B", "M1"], ["B"], ["B"], ["B", "M1"]]
    wrong = CliRunner().invoke(main, [*command, "--at", "ST 1/22"])
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)


def test_a_refused_instruction_is_one_line_on_standard_error(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text(
        "CORRIGENDUM\n\nOn page 5, point 4: for: ‘no such words’, read: ‘others’.", encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["consolidate", *files, "--lang", "en", "--strict"])
    assert result.exit_code == 1
    assert "corrigendum-nowhere" in result.stderr
