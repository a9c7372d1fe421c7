import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens import STRUCTURE, VERSIONS, parsed, plain_unit, unit

from pipeline.build import make_expression
from pipeline.export.json import dump, expression_view
from pipeline.ids import UNKNOWN, ExpressionId
from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import Expression, Kind, Provenance, Source, Status, Style
from pipeline.parse import account, session
from pipeline.repair import plain

BOTH = [(code, version) for code in PROTOCOL_ORDER for version in VERSIONS]


def read(text: str, code: str = "nl") -> tuple[Source, Expression]:
    return make_expression(text.encode(), "t.txt", "txt", ExpressionId("", UNKNOWN, code), Provenance(Status.SPECIMEN))


@pytest.mark.parametrize(("code", "version"), BOTH)
def test_every_part_of_every_specimen_is_found(code: str, version: str) -> None:
    _, expression = parsed(code, version)
    cover = expression.of_kind(Kind.COVER)
    assert [f"cover.{p.eid.removeprefix('cover__')}" for p in cover] == [
        {"cover.prev": "cover.previous", "cover.subject2": "cover.subtitle"}.get(name, name)
        for name in STRUCTURE["cover"]
    ]
    assert [f"{part.num} {part.text}".strip() for part in cover] == [
        plain_unit(code, version, name) for name in STRUCTURE["cover"]
    ]
    for kind, name in ((Kind.ANNEX, "annex.label"), (Kind.TITLE, "annex.title"), (Kind.ENACTING, "enact")):
        assert [part.text for part in expression.of_kind(kind)] == [plain_unit(code, version, name)]
    assert [part.text for part in expression.of_kind(Kind.PREAMBLE)] == [plain_unit(code, version, "pre.verb")]
    items = expression.of_kind(Kind.ITEM)
    assert [f"{part.num} {part.text}" for part in items] == [plain_unit(code, version, f"pre.{n}") for n in (1, 2)]
    headings = STRUCTURE[version]["headings_before"]
    assert [part.text for part in expression.of_kind(Kind.HEADING)] == [
        plain_unit(code, version, name) for name in headings.values()
    ]
    assert [point.num for point in expression.of_kind(Kind.POINT)] == [f"{n}." for n in range(1, 16)]
    assert not expression.of_kind(Kind.JUNK)


@pytest.mark.parametrize(("code", "version"), BOTH)
def test_every_note_is_anchored_at_its_word(code: str, version: str) -> None:
    _, expression = parsed(code, version)
    expected = {}
    clauses = [name for point in STRUCTURE[version]["paragraphs"] for name in point]
    for name in ("pre.1", "pre.2", *clauses):
        text = unit(code, version, name)
        if "[^" in text:
            before, _, rest = text.partition("[^")
            expected[rest.split("]")[0]] = before.removeprefix("– ")
    found = {}
    for note in expression.notes:
        part = expression.part(note.anchor)
        assert part is not None, f"note {note.mark} has no anchor"
        found[note.mark] = part.text[: note.offset]
    assert found == expected


@pytest.mark.parametrize(("code", "version"), BOTH)
def test_nothing_is_lost_and_the_order_is_kept(code: str, version: str) -> None:
    source, expression = parsed(code, version)
    assert account(source, expression).lost == 0
    assert squeeze(printed(expression)) == squeeze("".join(plain(block) for block in source.blocks))


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_the_cover_names_the_session(code: str) -> None:
    _, expression = parsed(code, "adopted")
    assert session(expression.parts, load(code)) == "3877"


def test_the_dutch_text_counts_as_announced() -> None:
    _, expression = parsed("nl", "adopted")
    view = expression_view(expression)
    assert len([value for name, value in view["cover"].items() if value and name != "session"]) == 8
    assert len(view["preamble"]["items"]) == 2
    assert [len(point["clauses"]) for point in view["points"]] == [4, 3, 1, 3, 2, 4, 2, 2, 2, 1, 2, 4, 3, 1, 1]
    assert (view["points"][0]["num"], view["points"][0]["heading"]) == ("1", "Inleiding")
    assert view["cover"]["previous"] == "9524/1/22 REV 1"
    assert view["provenance"] == "official"
    assert json.loads(dump(view)) == view


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("overeen", "stemming", "soft-hyphen"),
        ("beleids", "vorming", "soft-hyphen"),
        ("ontwikkelings", "personeel", "soft-hyphen"),
        ("openwetenschaps", "infrastructuur", "soft-hyphen"),
        ("O&I", "samenwerking", "hard-hyphen"),
        ("onderzoeks", "en", "suspended-hyphen"),
    ],
)
def test_the_six_hyphens_of_the_dutch_text(before: str, after: str, rule: str) -> None:
    source, _ = parsed("nl", "adopted")
    around = [
        (source.text[: step.origin.start].endswith(before), source.text[step.origin.end :].startswith(after), step.rule)
        for step in source.repairs
    ]
    assert (True, True, rule) in around


def test_eids_are_unique() -> None:
    for code, version in BOTH:
        _, expression = parsed(code, version)
        eids = [part.eid for part in expression.walk()] + [note.eid for note in expression.notes]
        assert len(eids) == len(set(eids))


def test_what_fits_nowhere_is_kept_and_reported() -> None:
    source, expression = read("DE RAAD VAN DE EUROPESE UNIE,\n\n– een los streepje;\n\n1. ERKENT de rol;\n")
    assert [part.text for part in expression.of_kind(Kind.JUNK)] == ["– een los streepje;"]
    assert "not-understood" in {notice.code for notice in expression.notices}
    assert account(source, expression).lost == 0


def test_a_number_that_occurs_twice_is_kept_and_reported() -> None:
    _, expression = read("1. ERKENT de rol;\n\n2. STEUNT dit;\n\n2. STEUNT dat;\n")
    assert [point.eid for point in expression.of_kind(Kind.POINT)] == ["para_1", "para_2", "para_2-2"]
    assert "number-twice" in {notice.code for notice in expression.notices}


def test_a_text_without_points_says_so() -> None:
    _, expression = read("Zomaar een stuk tekst zonder enig nummer.\n")
    assert "no-points" in {notice.code for notice in expression.notices}


def test_a_list_inside_a_point_belongs_to_it() -> None:
    _, expression = read("1. VERZOEKT de Commissie:\n\n– dit te doen;\n\n– dat te laten;\n\n2. STEUNT dit.\n")
    items = expression.of_kind(Kind.ITEM)
    assert [(item.eid, item.text) for item in items] == [
        ("para_1__item_1", "dit te doen;"),
        ("para_1__item_2", "dat te laten;"),
    ]


PIECES = st.sampled_from(
    [
        "RESULTAAT BESPREKINGEN",
        "van: iemand",
        "BIJLAGE",
        "Conclusies",
        "DE RAAD VAN DE EUROPESE UNIE,",
        "HERINNEREND AAN",
        "– iets;",
        "1. MERKT OP dat het zo is; en ERKENT de rol;",
        "3. zonder werkwoord",
        "3. STEUNT dit.",
        "Een kop",
        "een zin.",
        "(a) eerste;",
        " " * 40,
        "1 Doc. 1.",
        "wereld1 en meer",
    ]
)


@given(st.lists(PIECES | st.text(max_size=30), min_size=1, max_size=12), st.sampled_from(PROTOCOL_ORDER))
def test_law_any_text_parses_and_loses_nothing(pieces: list[str], code: str) -> None:
    text = "\n\n".join(pieces).replace("\0", "")
    if not text.strip():
        return
    source, expression = read(text, code)
    assert account(source, expression).lost == 0
    standing = (plain(block) for block in source.blocks if block.style is not Style.FURNITURE)
    assert squeeze(printed(expression)) == squeeze("".join(standing))
    eids = [part.eid for part in expression.walk()] + [note.eid for note in expression.notes]
    assert len(eids) == len(set(eids))
    json.loads(dump(expression_view(expression)))


def printed(expression: Expression) -> str:
    """All text of an expression in the order of the file."""
    parts = enumerate(expression.walk())
    pieces = [(origin.start, i, part.num + part.text) for i, part in parts for origin in part.origins]
    pieces += [(origin.start, 0, note.mark + note.text) for note in expression.notes for origin in note.origins]
    return "".join(text for _, _, text in sorted(pieces))


def squeeze(text: str) -> str:
    return "".join(text.split())


JOINT = """\
THE COUNCIL OF THE EUROPEAN UNION AND THE REPRESENTATIVES OF THE GOVERNMENTS OF THE MEMBER STATES, MEETING WITHIN
THE COUNCIL,

RECALLING THAT:

1. the strategy covers all policy areas1 and 73 million young people;

INVITE THE MEMBER STATES AND THE COMMISSION TO:

2. DEVELOP an approach in line with the Regulation2, which:

(a) is inclusive;

3. REPORT on it.

CALL ON THE COMMISSION TO:

4. ENCOURAGE its use.

1 OJ C 456, 18.12.2018,
p. 1.

2 OJ L 189, 28.5.2021, p. 1.
"""


def read_joint() -> Expression:
    id = ExpressionId("", UNKNOWN, "en")
    return make_expression(JOINT.encode(), "en.txt", "txt", id, Provenance(Status.SPECIMEN))[1]


def test_what_a_block_verb_asks_for_is_its_list_also_in_capitals() -> None:
    expression = read_joint()
    points = expression.of_kind(Kind.POINT)
    assert [clause.verb and clause.verb.text for clause in expression.of_kind(Kind.CLAUSE)] == ["INVITE", "CALL ON"]
    assert [
        (part.num, part.text.split()[0]) for point in points for part in point.walk() if part.kind is Kind.ITEM
    ] == [
        ("2.", "DEVELOP"),
        ("(a)", "is"),
        ("3.", "REPORT"),
        ("4.", "ENCOURAGE"),
    ]
    assert expression.notices == ()


def test_a_formula_over_two_lines_is_one_formula() -> None:
    (formula,) = read_joint().of_kind(Kind.ENACTING)
    assert formula.text.endswith("MEETING WITHIN THE COUNCIL,")


def test_notes_without_a_note_area_are_found_by_their_marks() -> None:
    notes = read_joint().notes
    assert [(note.mark, note.text) for note in notes] == [
        ("1", "OJ C 456, 18.12.2018, p. 1."),
        ("2", "OJ L 189, 28.5.2021, p. 1."),
    ]
    assert notes[0].anchor == "preamble__rec_1" and "areas and 73" in read_joint().of_kind(Kind.ITEM)[0].text


def test_a_figure_at_a_line_start_is_no_note_without_a_mark() -> None:
    id = ExpressionId("", UNKNOWN, "en")
    text = "1. WELCOMES the plan for\n\n2 years and the 3 pilots;\n\n2. URGES the Commission to act.\n"
    expression = make_expression(text.encode(), "en.txt", "txt", id, Provenance(Status.SPECIMEN))[1]
    assert expression.notes == ()
    first = expression.of_kind(Kind.CLAUSE)[0]
    assert first.text == "WELCOMES the plan for 2 years and the 3 pilots;"
