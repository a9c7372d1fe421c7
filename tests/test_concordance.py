"""The concordance of a corpus: every verb once, counts that add up, and what the rows teach the lexicon."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from corpora import tiny_corpus
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import main
from pipeline.concordance import (
    Counts,
    Occurrence,
    Opposite,
    Pair,
    Use,
    correspondences,
    merged,
    occurrences,
    opposites,
    pairs,
    proposals,
    uses,
)
from pipeline.concordance.occurrences import CONTEXT
from pipeline.export.concordance import lexicon_toml
from pipeline.ids import DocumentId, ExpressionId
from pipeline.languages import concepts, load
from pipeline.model import Alignment, Expression, Kind, OperativeVerb, Provenance, Row, Status, Subdivision

DOCUMENT = DocumentId.parse("ST 10125/22")
OFFICIAL, SPECIMEN = Provenance(Status.OFFICIAL), Provenance(Status.SPECIMEN)
CODES = ("de", "en", "fr", "nl")
NAMES = ("invite", "urge", "welcome", "recall")


def verb(code: str, concept: str) -> OperativeVerb:
    """The usual form of a concept; a text in capitals that is no concept is a verb that the lexicon does not know."""
    if concept not in concepts():
        return OperativeVerb(concept, concept, "", (), "", 0, ((0, len(concept)),))
    form = next(form for form in load(code).verbs if form.concept == concept and "…" not in form.text)
    known = concepts()[concept]
    return OperativeVerb(form.text, form.text, "", (concept,), known.group, known.rank, ((0, len(form.text)),))


def document(
    *rows: Mapping[str, str], date: str = "2022-06-10", official: tuple[str, ...] = ("nl",), rest: str = "that."
) -> list[Occurrence]:
    """The occurrences of a document whose rows have these concepts, or unknown verbs, in these languages."""
    texts = []
    for code in sorted({code for row in rows for code in row}):
        clauses = []
        for number, row in enumerate(rows, 1):
            if code in row:
                opens = verb(code, row[code]) if row[code] else None
                text = f"{opens.text} {rest}" if opens else rest
                eid = f"para_1__clause_{number}"
                clauses.append(Subdivision(Kind.CLAUSE, eid, text, verb=opens, wid=eid))
        point = Subdivision(Kind.POINT, "para_1", num="1.", children=tuple(clauses), wid="para_1")
        provenance = OFFICIAL if code in official else SPECIMEN
        texts.append(Expression(ExpressionId("made", DOCUMENT, code), provenance, (point,)))
    named = (f"para_1__clause_{number}" for number in range(1, len(rows) + 1))
    lines = tuple(
        Row(eid, Kind.CLAUSE, tuple((code, (eid,)) for code in sorted(row)), 1.0)
        for eid, row in zip(named, rows, strict=True)
    )
    return list(occurrences("made", date, Alignment(DOCUMENT, tuple(sorted(rows[0])), lines), texts))


def row(concept: str, **others: str) -> dict[str, str]:
    """One concept in all languages but those named."""
    return dict.fromkeys(CODES, concept) | others


ROWS = st.builds(row, st.sampled_from(NAMES), nl=st.sampled_from(["", "BEZWEERT", *NAMES]))
DOCUMENTS = st.lists(st.lists(ROWS, min_size=1, max_size=4), min_size=1, max_size=4)


def counted(rows: list[dict[str, str]]) -> tuple[Counts[Use], Counts[Opposite], Counts[Pair]]:
    found = document(*rows)
    return uses(found), opposites(found), pairs(found, "nl", "en")


@given(documents=DOCUMENTS, data=st.data())
def test_counts_are_the_same_in_any_order_and_any_grouping(
    documents: list[list[dict[str, str]]], data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(documents))
    cut = data.draw(st.integers(0, len(mixed)))
    for kind in range(3):
        counts = [counted(rows)[kind] for rows in documents]
        other = [counted(rows)[kind] for rows in mixed]
        assert merged(other) == merged(counts)
        assert merged(other[:cut]) + merged(other[cut:]) == merged(counts)


@given(documents=DOCUMENTS)
def test_a_document_that_is_subtracted_was_never_there(documents: list[list[dict[str, str]]]) -> None:
    for kind in range(3):
        counts = [counted(rows)[kind] for rows in documents]
        assert merged(counts) - counts[0] == merged(counts[1:])
        assert counts[0] - counts[0] == Counts()


@given(documents=DOCUMENTS)
def test_every_printed_verb_is_counted_once(documents: list[list[dict[str, str]]]) -> None:
    printed = sum(bool(concept) for rows in documents for row in rows for concept in row.values())
    assert sum(tally.clauses for _, tally in merged(counted(rows)[0] for rows in documents)) == printed


def test_an_occurrence_says_where_it_stands_and_shows_the_verb_in_its_words() -> None:
    long = "the Commission to act, " * 20
    (found,) = document(row("invite"), rest=long)
    assert (found.place, found.concept, found.year, found.wid) == ("1.1", "invite", "2022", "para_1__clause_1")
    (dutch,) = found.of("nl")
    assert (dutch.form, dutch.keyword, dutch.before, dutch.eid) == ("VERZOEKT", "VERZOEKT", "", "para_1__clause_1")
    assert dutch.after.endswith(" …") and len(dutch.after) <= CONTEXT + 2
    assert long.startswith(dutch.after.removesuffix(" …").strip())


def test_official_texts_and_specimens_are_counted_apart() -> None:
    found = uses(document(row("invite"), row("invite"), official=("nl",)))
    both = uses(document(row("invite"), official=()))
    tallies = {(key.language, key.status): tally.clauses for key, tally in found + both}
    assert tallies["nl", Status.OFFICIAL] == 2
    assert tallies["nl", Status.SPECIMEN] == 1
    assert tallies["en", Status.SPECIMEN] == 3
    assert ("en", Status.OFFICIAL) not in tallies


def test_two_forms_that_never_part_have_dice_one_and_a_ratio_that_grows_with_the_evidence() -> None:
    rows = [row("invite"), row("recall"), row("welcome")]
    few, many = (correspondences(merged([pairs(document(*rows), "nl", "en")] * times)) for times in (1, 9))
    assert [one.dice for one in few] == [1.0] * 3
    assert all(a.likelihood < b.likelihood for a, b in zip(few, many, strict=True))
    assert [one.documents for one in many] == [9] * 3


def test_the_measures_are_those_of_their_sources() -> None:
    """Dunning's ratio worked out by hand for 2 rows of 4 with both forms, and none with one alone: 8 ln 2."""
    rows = [row("invite"), row("invite"), row("recall"), row("recall")]
    found = {one.left: one for one in correspondences(pairs(document(*rows), "nl", "en"))}
    assert found["VERZOEKT"].likelihood == pytest.approx(8 * 0.6931471805599453)
    mixed = [row("invite"), row("invite", nl="urge"), row("urge")]
    both = {(one.left, one.right): one for one in correspondences(pairs(document(*mixed), "nl", "en"))}
    assert both["VERZOEKT", "INVITES"].dice == pytest.approx(2 * 1 / (1 + 2))


def test_a_language_without_a_verb_is_counted_as_such_and_one_that_is_not_there_is_not() -> None:
    without = row("invite", nl="")
    absent = {code: "invite" for code in CODES if code != "nl"}
    found = correspondences(pairs(document(without, absent), "nl", "en"))
    assert [(one.left, one.right, one.clauses) for one in found] == [("", "INVITES", 1)]


def test_a_verb_that_the_lexicon_does_not_know_is_proposed_for_what_stands_opposite() -> None:
    counts = opposites(document(*[row("urge", nl="BEZWEERT")] * 2, row("welcome")))
    (one,) = proposals(counts)
    assert (one.language, one.form, one.concept, one.known) == ("nl", "BEZWEERT", "urge", ())
    assert (one.clauses, one.judged, one.documents, one.official, one.witnessed) == (2, 2, 1, 2, 0)


def test_a_known_verb_opposite_another_concept_is_proposed_for_it() -> None:
    (one,) = proposals(opposites(document(*[row("urge", nl="welcome")] * 3)))
    assert (one.form, one.concept, one.known) == (verb("nl", "welcome").text, "urge", ("welcome",))


def test_what_the_lexicon_says_already_is_no_proposal() -> None:
    assert proposals(opposites(document(*[row(name) for name in NAMES] * 3)), least=1) == ()


@pytest.mark.parametrize(
    ("rows", "least", "share", "expected"),
    [
        ([row("urge", nl="BEZWEERT")], 2, 0.75, 0),  # one clause proves nothing
        ([row("urge", nl="BEZWEERT")], 1, 0.75, 1),
        ([row("urge", nl="BEZWEERT"), row("urge", nl="BEZWEERT"), row("recall", nl="BEZWEERT")], 2, 0.75, 0),
        ([row("urge", nl="BEZWEERT"), row("urge", nl="BEZWEERT"), row("recall", nl="BEZWEERT")], 2, 0.6, 1),
        ([row("urge", nl="BEZWEERT", fr="recall", de="welcome")] * 3, 2, 0.75, 0),  # the others do not agree
        ([{"en": "urge", "fr": "urge", "nl": "BEZWEERT"}] * 3, 2, 0.75, 0),  # too few others
    ],
)
def test_the_thresholds_hold(rows: list[dict[str, str]], least: int, share: float, expected: int) -> None:
    assert len(proposals(opposites(document(*rows)), least, share)) == expected


def test_only_official_texts_make_a_form_attested_and_only_official_witnesses_are_counted_as_such() -> None:
    planted = [row("urge", nl="BEZWEERT")] * 2
    (ours,) = proposals(opposites(document(*planted, official=())))
    assert (ours.official, ours.witnessed) == (0, 0)
    assert "attested =" not in lexicon_toml([ours], {ours: document(*planted, official=())[0]}, 2, 0.75)
    (theirs,) = proposals(opposites(document(*planted, official=CODES)))
    assert (theirs.official, theirs.witnessed) == (2, 2)
    table = tomllib.loads(lexicon_toml([theirs], {theirs: document(*planted, official=CODES)[0]}, 2, 0.75))
    entry = {"text": "BEZWEERT", "number": "sg", "attested": True, "source": "ST 10125/22 nl"}
    assert table == {"nl": {"verbs": {"urge": [entry]}}}


@given(
    form=st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.split() and text not in concepts())
)
def test_proposals_stay_toml_whatever_a_text_holds(form: str) -> None:
    found = document(*[row("urge", nl=form)] * 2)
    (one,) = proposals(opposites(found))
    (entry,) = tomllib.loads(lexicon_toml([one], {one: found[0]}, 2, 0.75))["nl"]["verbs"]["urge"]
    assert entry["text"] == one.form == " ".join(form.split())


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The beginning of the included dossier in four languages, with a Dutch verb that no lexicon knows."""
    corpus = tiny_corpus(tmp_path_factory.mktemp("planted"), CODES)
    for path in corpus.glob("*/*/nl.txt"):
        before = path.read_bytes()
        path.write_bytes(before.replace(b"3. BENADRUKT", b"3. BEJUBELT"))
        table = path.parent.parent / "dossier.toml"
        sums = [hashlib.sha256(data).hexdigest() for data in (before, path.read_bytes())]
        assert sums[0] != sums[1]
        table.write_text(table.read_text(encoding="utf-8").replace(*sums), encoding="utf-8")
    return corpus


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def schema(root: Path, name: str) -> dict[str, object]:
    return json.loads((root / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_a_planted_verb_leads_to_a_proposal_and_no_language_file_is_touched(
    planted: Path, root: Path, tmp_path: Path
) -> None:
    files = {path: path.read_bytes() for path in (root / "pipeline" / "languages").glob("*.toml")}
    written = tmp_path / "proposals.toml"
    assert run("lexicon", "--corpus", planted, "--write", written) == ""
    found = tomllib.loads(written.read_text(encoding="utf-8"))
    assert [entry["text"] for entry in found["nl"]["verbs"]["stress"]] == ["BEJUBELT"]
    assert list(found) == ["nl"]
    assert files == {path: path.read_bytes() for path in files}
    view = json.loads(run("lexicon", "--corpus", planted, "--format", "json"))
    jsonschema.validate(view, schema(root, "lexicon"))
    (one,) = view["proposals"]
    assert one["known"] == [] and (one["clauses"], one["documents"], one["official"]) == (2, 2, 1)


def test_the_concordance_finds_by_concept_and_by_form_and_keeps_specimens_apart(planted: Path, root: Path) -> None:
    view = json.loads(run("concordance", "stress", "--corpus", planted, "--format", "json"))
    jsonschema.validate(view, schema(root, "concordance"))
    by_form = json.loads(run("concordance", "bejubelt", "--corpus", planted, "--format", "json"))
    assert len(by_form["occurrences"]) == 2
    assert all(one in view["occurrences"] for one in by_form["occurrences"])
    for one in view["occurrences"]:
        adopted = one["document"] == "ST 10125/22"
        statuses = {said["language"]: said["status"] for said in one["said"]}
        assert statuses == {code: "official" if adopted and code == "nl" else "specimen" for code in statuses}
    said = run("concordance", "stress", "--corpus", planted, "--lang", "nl")
    assert "nl specimen  BEJUBELT: [BEJUBELT]" in said and "nl official  BEJUBELT: [BEJUBELT]" in said
    assert "en " not in {line[2:5] for line in said.splitlines()}
    lines = list(
        csv.DictReader(io.StringIO(run("concordance", "--counts", "--corpus", planted, "--format", "csv")[1:]))
    )
    assert {line["Status"] for line in lines if line["Language"] == "nl"} == {"official", "specimen"}
    assert {line["Status"] for line in lines if line["Language"] == "en"} == {"specimen"}


def test_the_dictionary_is_printed_in_three_forms(planted: Path, root: Path) -> None:
    view = json.loads(run("dictionary", "--corpus", planted, "--from", "nl", "--to", "en", "--format", "json"))
    jsonschema.validate(view, schema(root, "dictionary"))
    (one,) = [one for one in view["pairs"] if one["from"] == "BEJUBELT"]
    assert (one["to"], one["clauses"], one["documents"], one["official"]) == ("STRESSES", 2, 2, 0)
    stresses = sum(other["clauses"] for other in view["pairs"] if other["to"] == "STRESSES")
    assert one["dice"] == round(2 * 2 / (2 + stresses), 4) < 1
    lines = run("dictionary", "--corpus", planted, "--from", "nl", "--to", "en", "--format", "csv").splitlines()
    assert len(lines) == len(view["pairs"]) + 1
    assert "BEJUBELT\n  STRESSES: clauses " in run("dictionary", "--corpus", planted, "--from", "nl", "--to", "en")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["concordance", "NOSUCHVERB"], "neither a concept nor a printed form"),
        (["dictionary", "--from", "nl", "--to", "mt"], "no document has verbs in both 'nl' and 'mt'"),
        (["dictionary", "--from", "xx", "--to", "nl"], "unknown language 'xx'"),
        (["lexicon", "--lang", "nl,zz"], "unknown language 'zz'"),
    ],
)
def test_what_cannot_be_answered_is_one_line(planted: Path, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(main, [*arguments, "--corpus", str(planted)])
    assert result.exit_code == 2
    assert said in result.stderr.splitlines()[-1]
    assert result.stdout == ""
