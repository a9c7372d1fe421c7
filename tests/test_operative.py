from collections import Counter

import pytest
from specimens import GOLD_FAULTS, STRUCTURE, VERSIONS, gold, of_clause, parsed, plain_unit

from pipeline.build import make_expression
from pipeline.ids import UNKNOWN, ExpressionId
from pipeline.languages import PROTOCOL_ORDER, concepts, load
from pipeline.model import Expression, Kind, Provenance, Status, Subdivision
from pipeline.operative.lexicon import find_verbs

BOTH = [(code, version) for code in PROTOCOL_ORDER for version in VERSIONS]


def read(text: str, code: str = "nl") -> Expression:
    id = ExpressionId("", UNKNOWN, code)
    return make_expression(text.encode(), "t.txt", "txt", id, Provenance(Status.SPECIMEN))[1]


def clauses(code: str, version: str) -> list[tuple[str, Subdivision]]:
    """Unit id and clause, in order. Fails when the counts per point differ."""
    _, expression = parsed(code, version)
    points = expression.of_kind(Kind.POINT)
    pairs = []
    for point, names in zip(points, STRUCTURE[version]["paragraphs"], strict=True):
        pairs += list(zip(names, point.children, strict=True))
    return pairs


@pytest.mark.parametrize(("code", "version"), BOTH)
def test_clauses_and_verbs_are_those_of_the_gold(code: str, version: str) -> None:
    for name, clause in clauses(code, version):
        assert clause.text == plain_unit(code, version, name)
        assert clause.verb is not None
        assert (name, clause.verb.text) == (name, of_clause(code, version, "verbs", name))
        printed = " … ".join(clause.text[start:end] for start, end in clause.verb.spans)
        assert printed == clause.verb.text


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_concepts_are_those_of_the_gold_or_of_the_same_verb(code: str) -> None:
    found = [
        of_clause(code, version, "concepts", name) in clause.verb.concepts
        for version in VERSIONS
        for name, clause in clauses(code, version)
        if clause.verb
    ]
    assert sum(found) / len(found) >= 0.99


def test_every_dutch_verb_has_its_concept_first() -> None:
    for name, clause in clauses("nl", "adopted"):
        assert clause.verb and clause.verb.concepts[0] == of_clause("nl", "adopted", "concepts", name), name


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_addressees_are_those_of_the_gold(code: str) -> None:
    right: Counter[str] = Counter()
    for version in VERSIONS:
        for name, clause in clauses(code, version):
            entry = gold(code)["addressees"].get(name, {})
            if entry.get(version, entry.get("adopted")) is None and entry:
                continue  # the gold says that it did not list them for this version
            if (code, version, name) in GOLD_FAULTS:
                continue
            expected = entry.get(version) or entry.get("adopted") or []
            found = [addressee.text for addressee in clause.addressees]
            right["expected"] += len(expected)
            right["found"] += len(found)
            right["both"] += len(set(expected) & set(found))
    assert right["both"] / right["found"] >= 0.95 and right["both"] / right["expected"] >= 0.95, right


@pytest.mark.parametrize(
    ("code", "text", "verbs"),
    [
        ("nl", "1. MOEDIGT open wetenschap AAN en VERZOEKT de Commissie dit te doen;", ["MOEDIGT … AAN", "VERZOEKT"]),
        ("nl", "1. NEEMT NOTA van de strategie;", ["NEEMT NOTA"]),
        ("nl", "1. STEUNT de EOR, FAIR-gegevens en O&I in de EU (PB L 431);", ["STEUNT"]),
        ("en", "1. STRONGLY CONDEMNS the attack and URGES all parties to stop;", ["STRONGLY CONDEMNS", "URGES"]),
        ("ga", "1. TUGANN SÍ DÁ hAIRE an ról;", ["TUGANN SÍ DÁ hAIRE"]),
        ("et", "1. KUTSUB komisjoni ÜLES tegutsema;", ["KUTSUB … ÜLES"]),
        ("el", "1. ΤΟΝΊΖΕΙ τον ρόλο·", ["ΤΟΝΊΖΕΙ"]),
        ("fr", "1. RECONNAIT le rôle de l’Union;", ["RECONNAIT"]),
        ("de", "1. BEGRÜßT den Beschluss;", ["BEGRÜßT"]),
        ("en", "1. AND INVITES the Commission to act; HEREBY ADOPTS this plan;", ["INVITES", "HEREBY ADOPTS"]),
        ("mt", "1. JILQA’ l-pjan; JIĠBED L-ATTENZJONI għar-riskji;", ["JILQA’", "JIĠBED L-ATTENZJONI"]),
    ],
)
def test_verbs_as_they_are_printed(code: str, text: str, verbs: list[str]) -> None:
    found = read(text, code).of_kind(Kind.CLAUSE)
    assert [clause.verb.text for clause in found if clause.verb] == verbs


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_every_form_of_the_language_file_is_found_as_it_is_printed(code: str) -> None:
    forms = [form for form in load(code).verbs if concepts()[form.concept].group != "preamble" and "…" not in form.text]
    assert forms
    for form in forms:
        (match, *_) = find_verbs(f"{form.text} xxx yyy;", load(code), "")
        assert match.text == form.text and form.concept in match.concepts


def test_an_unknown_opener_in_capitals_is_found_and_reported() -> None:
    expression = read("1. ERKENT de rol; FLABBERT de Commissie te handelen;")
    verbs = [clause.verb for clause in expression.of_kind(Kind.CLAUSE)]
    assert [verb.text for verb in verbs if verb] == ["ERKENT", "FLABBERT"]
    assert verbs[1] is not None and verbs[1].concepts == ()
    assert "unknown-verb" in {notice.code for notice in expression.notices}


@pytest.mark.parametrize(
    ("text", "verb", "concepts"),
    [
        ("1. LEGT den Mitgliedstaaten NAHE, sich zu beteiligen;", "LEGT … NAHE", ()),
        ("1. STELLT der Kommission ANHEIM, zu handeln;", "STELLT … ANHEIM", ()),
        ("1. STELLT die Rolle der Union und von ERASMUS, fest;", "STELLT", ("note", "highlight")),
        ("1. STELLT mit der NATO, der UNO und der OSZE FEST, dass;", "STELLT … FEST", ("note", "point_out")),
    ],
)
def test_a_verb_with_a_particle_that_no_form_has_is_unknown(text: str, verb: str, concepts: tuple[str, ...]) -> None:
    clause = read(f"{text}\n\n2. BEGRÜẞT den Plan.", "de").of_kind(Kind.CLAUSE)[0]
    assert clause.verb and (clause.verb.text, clause.verb.concepts[:2]) == (verb, concepts)


def test_a_point_without_a_verb_keeps_its_text_and_is_reported() -> None:
    expression = read("1. De Raad is het daarmee eens.\n\n2. STEUNT dit.")
    clause = expression.of_kind(Kind.CLAUSE)[0]
    assert clause.verb is None and clause.text == "De Raad is het daarmee eens."
    assert "no-verb" in {notice.code for notice in expression.notices}


def test_one_verb_for_two_concepts_is_read_by_its_addressee() -> None:
    asked = read("1. VYZÝVÁ Komisi, aby jednala;", "cs").of_kind(Kind.CLAUSE)[0]
    called = read("1. VYZÝVÁ k boji proti diskriminaci;", "cs").of_kind(Kind.CLAUSE)[0]
    assert asked.verb and called.verb
    assert asked.verb.text == called.verb.text == "VYZÝVÁ"
    assert called.verb.concepts[0] == "call_for"
    assert asked.verb.concepts[0] != "call_for"


def test_only_those_right_after_the_verb_are_asked() -> None:
    text = "1. VERZOEKT de Commissie om met de lidstaten een dialoog te voeren;"
    clause = read(text).of_kind(Kind.CLAUSE)[0]
    assert [(a.kind, a.text) for a in clause.addressees] == [("commission", "de Commissie")]
    assert [clause.text[a.start : a.end] for a in clause.addressees] == ["de Commissie"]


@pytest.mark.parametrize(
    "between",
    [" AAN de Commissie", ", in deze bijzondere context, de Commissie AAN", " nu AAN, in deze context, de Commissie"],
)
def test_who_is_asked_may_stand_behind_a_particle_and_an_insertion(between: str) -> None:
    clause = read(f"1. MOEDIGT{between} om meer te doen;").of_kind(Kind.CLAUSE)[0]
    assert clause.verb and clause.verb.text in ("MOEDIGT AAN", "MOEDIGT … AAN")
    assert [a.text for a in clause.addressees] == ["de Commissie"]


def test_who_stands_behind_what_is_asked_is_not_asked() -> None:
    clause = read("1. MOEDIGT samenwerking AAN tussen universiteiten, de Commissie en derden;").of_kind(Kind.CLAUSE)[0]
    assert clause.addressees == ()
