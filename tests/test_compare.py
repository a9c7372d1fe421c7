"""Comparison: the laws on any two expressions, and what a reader would say of small made-up texts."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from conftest import Require
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import parsed

from pipeline.compare import apply, compare, matching, segments
from pipeline.compare.matching import differences
from pipeline.compare.nature import nature
from pipeline.compare.order import heaviest_chain
from pipeline.compare.tokens import tokens
from pipeline.compare.words import edits
from pipeline.errors import ConclusioError
from pipeline.ids import DocumentId, ExpressionId, child
from pipeline.model import (
    Change,
    Direction,
    EditOp,
    Expression,
    Kind,
    Nature,
    Note,
    Op,
    OperativeVerb,
    Provenance,
    Status,
    Subdivision,
)

OLD, NEW = (ExpressionId("test", DocumentId("ST", number, 2022), "en") for number in (1, 2))


def expression(*parts: Subdivision, notes: tuple[Note, ...] = (), name: ExpressionId = OLD) -> Expression:
    return Expression(name, Provenance(Status.SPECIMEN), parts, notes)


def points(*texts: tuple[str, ...]) -> Expression:
    """An expression of numbered points, each given as the texts of its clauses."""
    made = []
    for number, clauses in enumerate(texts, 1):
        eid = f"para_{number}"
        below = tuple(Subdivision(Kind.CLAUSE, child(eid, "clause", n), text) for n, text in enumerate(clauses, 1))
        made.append(Subdivision(Kind.POINT, eid, "", f"{number}.", below))
    return expression(*made)


def ops(old: Expression, new: Expression) -> list[tuple[Op, str, str]]:
    """Operation, first old eId and first new eId of each change; renumbering left out."""
    found = compare(old, new)
    assert apply(old, found) == segments(new)
    return [
        (change.op, (*change.old_eids, "")[0], (*change.new_eids, "")[0])
        for change in found.changes
        if change.op is not Op.RENUMBER
    ]


def only(old: Expression, new: Expression) -> Change:
    (change,) = compare(old, new).changes
    return change


WORDS = [
    *("the", "Council", "stresses", "open", "science", "and", "invites", "States", "to", "support", "research"),
    *(",", ";", "‘data’", "l’Union", "ta’", "2030", "ΕΕ", "бг", "FAIR", "low-", "e\u0301te\u0301", "1,5", "𝔘nion"),
    *("INVITES", "\N{NO-BREAK SPACE}"),
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=12)
KINDS = st.sampled_from(list(Kind))


def subdivisions(depth: int = 2) -> st.SearchStrategy[Subdivision]:
    below = st.lists(subdivisions(depth - 1), max_size=3) if depth else st.just([])
    eids = st.sampled_from(["", "para_1", "para_1~2", "para_2", "para_2__clause_1", "cover__date", "preamble"])
    nums = st.sampled_from(["", "1.", "2.", "–"])
    return st.builds(
        lambda kind, eid, text, num, children: Subdivision(kind, eid, text, num, tuple(children)),
        KINDS, eids, TEXTS, nums, below,
    )  # fmt: skip


NOTES = st.builds(Note, st.sampled_from(["", "n1", "n2", "para_1"]), st.sampled_from(["1", "2"]), TEXTS,
                  st.sampled_from(["", "para_1", "para_2", "nowhere"]), st.integers(0, 30))  # fmt: skip
EXPRESSIONS = st.builds(
    lambda parts, notes: expression(*parts, notes=tuple(notes)),
    st.lists(subdivisions(), max_size=6), st.lists(NOTES, max_size=3),
)  # fmt: skip


@st.composite
def revisions(draw: st.DrawFn) -> tuple[Expression, Expression]:
    """A text of points and clauses and the same after some random edits."""
    old = draw(st.lists(st.lists(TEXTS, max_size=4), max_size=6))
    new = [list(clauses) for clauses in old]
    for _ in range(draw(st.integers(0, 5))):
        if not new:
            break
        place = draw(st.integers(0, len(new) - 1))
        match draw(st.sampled_from(["drop", "add", "move", "clause", "split", "word"])):
            case "drop":
                del new[place]
            case "add":
                new.insert(place, draw(st.lists(TEXTS, max_size=3)))
            case "move":
                new.insert(draw(st.integers(0, len(new) - 1)), new.pop(place))
            case "clause" if new[place]:
                new[draw(st.integers(0, len(new) - 1))].append(new[place].pop())
            case "split":
                new[place : place + 1] = [new[place][:1], new[place][1:]]
            case "word" if new[place]:
                new[place][0] = draw(TEXTS) + " " + new[place][0]
    return points(*map(tuple, old)), points(*map(tuple, new))


@given(EXPRESSIONS, EXPRESSIONS)
def test_the_changes_rebuild_any_text_from_any_other(old: Expression, new: Expression) -> None:
    assert apply(old, compare(old, new)) == segments(new)


@given(revisions())
def test_the_changes_rebuild_a_revised_text(pair: tuple[Expression, Expression]) -> None:
    assert apply(pair[0], compare(*pair)) == segments(pair[1])


@given(EXPRESSIONS)
def test_a_text_compared_with_itself_has_no_changes(text: Expression) -> None:
    assert compare(text, text).changes == ()


@given(st.one_of(revisions(), st.tuples(EXPRESSIONS, EXPRESSIONS)))
def test_no_alteration_goes_untold(pair: tuple[Expression, Expression]) -> None:
    visible = [[(part.kind, part.num, part.text) for part in segments(text)] for text in pair]
    assert bool(compare(*pair).changes) or visible[0] == visible[1]


@given(TEXTS, TEXTS)
def test_edits_rebuild_both_texts_in_whole_tokens(old: str, new: str) -> None:
    found = edits(old, new)
    assert "".join(edit.text for edit in found if edit.op is not EditOp.INSERT) == old
    assert "".join(edit.text for edit in found if edit.op is not EditOp.DELETE) == new
    assert all(edit.text for edit in found)
    assert all(one.op is not other.op for one, other in pairwise(found))
    for side, text in ((EditOp.INSERT, old), (EditOp.DELETE, new)):
        ends = {sum(map(len, tokens(text)[:n])) for n in range(len(tokens(text)) + 1)}
        place = 0
        for edit in found:
            place += len(edit.text) if edit.op is not side else 0
            assert place in ends


def only_with_the_extra(require: Require) -> None:
    """The extra is not in the lock, and has no wheel for newer Pythons (pyproject.toml)."""
    require(matching._fast, "the extra `fast` is not installed: pip install conclusio[fast], for Python 3.11 and 3.12")


@settings(max_examples=300)
@given(
    old=st.lists(st.sampled_from("aabbccdé\U0001d518Ω "), max_size=40),
    new=st.lists(st.sampled_from("abcdé\U0001d518Ω "), max_size=40),
)
def test_both_engines_give_the_same_result(require: Require, old: list[str], new: list[str]) -> None:
    only_with_the_extra(require)
    one, other = "".join(old), "".join(new)
    assert matching._match_fast(one, other) == matching._match_plain(one, other)


def test_both_engines_give_the_same_result_on_the_specimens(require: Require, monkeypatch: pytest.MonkeyPatch) -> None:
    only_with_the_extra(require)
    pairs = [(parsed(code, "rev1")[1], parsed(code, "adopted")[1]) for code in ("el", "mt", "nl")]
    fast = [compare(*pair) for pair in pairs]
    monkeypatch.setattr(matching, "_fast", None)
    assert [compare(*pair) for pair in pairs] == fast


@given(st.text(max_size=40))
def test_tokens_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert all(tokens(text))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 9)), max_size=8))
def test_no_chain_is_heavier_than_the_heaviest(pairs: list[tuple[int, int, int]]) -> None:
    def heaviest(place: int, old: int, new: int) -> int:
        if place == len(order):
            return 0
        i, j, weight = order[place]
        skip = heaviest(place + 1, old, new)
        return max(skip, weight + heaviest(place + 1, i, j)) if i > old and j > new else skip

    order = sorted(pairs)
    chain = [pairs[position] for position in heaviest_chain(pairs)]
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chain))
    assert sum(weight for _, _, weight in chain) == heaviest(0, -1, -1)


def test_changes_of_another_text_are_refused_in_one_line() -> None:
    found = compare(points(("one two three",)), points(("one two four",)))
    with pytest.raises(ConclusioError, match="not made for this text") as refused:
        apply(points(("five",)), found)
    assert "\n" not in str(refused.value)
    with pytest.raises(ConclusioError):
        apply(expression(), found)


SENTENCES = (
    "RECOGNISES that research excellence is the main driver of international cooperation;",
    "STRESSES the need to rebalance cooperation on the basis of reciprocity and a level playing field;",
    "INVITES the Commission to prepare a coordinated approach with the Member States;",
    "UNDERLINES that academic freedom ought to be protected in every partner country;",
    "CALLS FOR all forms of discrimination to be combated in universities;",
    "SUPPORTS the publication of scientific results under fair conditions;",
    "TAKES NOTE of the declaration adopted by ministers at the Marseille conference;",
    "ENCOURAGES solidarity and partnerships, in particular with developing countries;",
)
A, B, C, D, E, F, G, H = SENTENCES


def test_an_inserted_point_marks_no_other() -> None:
    old, new = points((A,), (B, C), (D,)), points((H,), (A,), (B, C), (D,))
    assert ops(old, new) == [(Op.INSERT, "", "para_1")]
    renumbered = [c for c in compare(old, new).changes if c.op is Op.RENUMBER]
    assert [(c.before, c.after) for c in renumbered] == [("1.", "2."), ("2.", "3."), ("3.", "4.")]
    assert {(c.nature, c.rule) for c in renumbered} == {(Nature.EDITORIAL, "numbering")}


def test_a_deleted_point_is_one_change_with_its_text() -> None:
    change = next(c for c in compare(points((A,), (B, C)), points((A,))).changes)
    assert (change.op, change.kind, change.before) == (Op.DELETE, Kind.POINT, f"{B} {C}")
    assert change.old_eids == ("para_2", "para_2__clause_1", "para_2__clause_2")


def test_a_deletion_is_told_where_the_text_stood() -> None:
    found = compare(
        points((A,), (B, C), (D,), (E,)), points((A.replace("main", "only"),), (D.replace("ought", "has"),))
    )
    assert [(c.op, c.kind) for c in found.changes] == [
        (Op.REPLACE, Kind.CLAUSE),
        (Op.DELETE, Kind.POINT),
        (Op.RENUMBER, Kind.POINT),
        (Op.REPLACE, Kind.CLAUSE),
        (Op.DELETE, Kind.POINT),
    ]


def test_a_clause_that_passes_to_another_point_has_moved() -> None:
    old, new = points((A, B, C), (D,), (E,)), points((A, B), (D, C), (E,))
    assert ops(old, new) == [(Op.MOVE, "para_1__clause_3", "para_2__clause_2")]
    assert only(old, new).before == only(old, new).after == C


@pytest.mark.parametrize("inside", ["", " swiftly"])
def test_a_sentence_that_passes_into_another_part_has_moved(inside: str) -> None:
    sentence = " It reports on all of this once a year to the Council and the Member States."
    changed = sentence.replace(" once", f"{inside} once")
    old, new = points((A + sentence, B), (C,)), points((A, B), (C + changed,))
    moves = [c for c in compare(old, new).changes if c.op is Op.MOVE]
    assert [(c.old_eids, c.new_eids, c.passage) for c in moves] == [
        (("para_1__clause_1",), ("para_2__clause_1",), True)
    ]
    assert (moves[0].before, moves[0].after) == (sentence.strip(), changed.strip())
    assert [edit.text for edit in moves[0].edits if edit.op is EditOp.INSERT] == ([inside] if inside else [])
    assert apply(old, compare(old, new)) == segments(new)


def test_few_words_that_stand_elsewhere_have_not_moved() -> None:
    old, new = points((A + " in the coming years", B), (C,)), points((A, B), (C + " in the coming years",))
    assert [c.op for c in compare(old, new).changes] == [Op.REPLACE, Op.REPLACE]


def test_a_move_shows_the_edits_inside() -> None:
    change = only(points((A, B, C), (D,)), points((A, B), (D, C.replace("prepare", "prepare and present"))))
    assert change.op is Op.MOVE
    assert [edit.text for edit in change.edits if edit.op is EditOp.INSERT] == [" and present"]
    assert change.rule == "moved; words"


def test_a_moved_point_is_one_move() -> None:
    old, new = points((A, B), (C,), (D,), (E,)), points((C,), (D,), (E,), (A, B))
    assert ops(old, new) == [(Op.MOVE, "para_1", "para_4")]


def test_a_point_cut_in_two_is_one_split() -> None:
    old, new = points((A,), (B, C, D), (E,)), points((A,), (B, C), (D,), (E,))
    assert ops(old, new) == [(Op.SPLIT, "para_2", "para_2")]
    change = next(c for c in compare(old, new).changes if c.op is Op.SPLIT)
    assert (change.before, change.after, change.new_eids) == ("2.", "2., 3.", ("para_2", "para_3"))


def test_two_points_put_together_are_one_merger() -> None:
    old, new = points((A,), (B, C), (D,), (E,)), points((A,), (B, C, D), (E,))
    assert ops(old, new) == [(Op.MERGE, "para_2", "para_2")]
    change = next(c for c in compare(old, new).changes if c.op is Op.MERGE)
    assert (change.before, change.after, change.old_eids) == ("2., 3.", "2.", ("para_2", "para_3"))


def test_a_point_is_known_by_its_clauses_and_not_by_its_number() -> None:
    old, new = points((A,), (B,), (C,)), points((C.replace("prepare", "draft"),), (A,))
    found = ops(old, new)
    assert (Op.DELETE, "para_2", "") in found
    assert (Op.REPLACE, "para_3__clause_1", "para_1__clause_1") in found


def test_a_heading_in_front_of_a_split_point_has_not_moved() -> None:
    def with_heading(text: Expression, place: int) -> Expression:
        heading = Subdivision(Kind.HEADING, "crossHeading_1", "Next steps")
        return replace(text, parts=(*text.parts[:place], heading, *text.parts[place:]))

    old, new = points((A, B), (C,), (D, E)), points((A, B), (C,), (D,), (E,))
    assert [op for op, _, _ in ops(with_heading(old, 2), with_heading(new, 2))] == [Op.SPLIT]


def test_a_sentence_written_anew_is_one_deletion_and_one_insertion() -> None:
    old = "STRESSES the importance of the role of the universities in the field of the arts;"
    new = "WELCOMES the report by the rapporteur on the state of play of negotiations with the partners;"
    assert [edit.op for edit in edits(old, new)] == [EditOp.DELETE, EditOp.INSERT, EditOp.EQUAL]


def test_a_few_changed_words_are_marked_alone() -> None:
    found = edits(H, H.replace("developing countries", "low- and middle-income countries"))
    assert [edit.text for edit in found if edit.op is not EditOp.EQUAL] == ["developing", "low- and middle-income"]


def test_a_very_long_text_is_compared_by_its_sentences() -> None:
    words = [f"word{n % 91}x{n % 17}" + ("." if n % 23 == 22 else "") for n in range(4000)]
    other = [*words[:50], "new", *words[50:3000], *words[3100:]]
    found = edits(" ".join(words), " ".join(other))
    assert len([edit for edit in found if edit.op is not EditOp.EQUAL]) <= 4


def test_differences_of_unrelated_long_texts_are_one() -> None:
    old, new = [f"a{n}" for n in range(3000)], [f"b{n}" for n in range(3000)]
    assert [(d.old, d.new) for d in differences(old, new)] == [((0, 3000), (0, 3000))]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('the principle "open";', "the principle ‘open’;", "quotation-marks"),
        ('le principe "ouvert"', "le principe « ouvert »", "quotation-marks"),
        ('princippet "så"', "princippet »så«", "quotation-marks"),
        ("10 % of  it", "10% of\N{NO-BREAK SPACE}it", "spaces"),
        ("l'Union", "l’Union", "apostrophes"),
        ("2014-2020", "2014–2020", "dashes"),
        ("the council acts", "the Council acts", "case"),
        ("it acts;", "it acts.", "punctuation-at-end"),
        ("it acts", "it acts.", "punctuation-at-end"),
        ('say "yes";', "say ‘yes’.", "punctuation-at-end; quotation-marks"),
        ("e\u0301te\u0301", "été", "character-forms"),
        ("la mise en oeuvre", "la mise en œuvre", "character-forms"),
        ("and so on... then", "and so on… then", "character-forms"),
        ("règlement (CE) n° 1/2003", "règlement (CE) no 1/2003", "number-sign"),
        ("rozporządzenie Nº 5", "rozporządzenie No 5", "number-sign"),
    ],
)
def test_editorial_changes_are_named_by_their_rule(old: str, new: str, rule: str) -> None:
    assert nature(old, new) == (Nature.EDITORIAL, rule)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("shall act", "may act", "words"),
        ("in March 2022", "in March 2023", "figures"),
        ("eats, shoots", "eats shoots", "punctuation"),
        ("STRESSES it", "Stresses it", "words"),
        ("any body", "anybody", "words"),
        ("is it so.", "is it so?", "punctuation"),
        ('it "acts" now', "it ‘acts’ at once", "words; quotation-marks"),
    ],
)
def test_other_changes_are_substantive(old: str, new: str, rule: str) -> None:
    assert nature(old, new) == (Nature.SUBSTANTIVE, rule)


def with_verb(text: str, concept: str, strength: str, rank: int) -> Expression:
    head = text.split()[0]
    verb = OperativeVerb(head, head, "", (concept,) if concept else (), strength, rank, ((0, len(head)),))
    return expression(Subdivision(Kind.CLAUSE, "clause_1", text, verb=verb))


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        (("INVITES", "invite", "request", 2), ("URGES", "urge", "request", 5), Direction.STRONGER),
        (("URGES", "urge", "request", 5), ("INVITES", "invite", "request", 2), Direction.WEAKER),
        (("INVITES", "invite", "request", 2), ("ASKS", "ask", "request", 2), Direction.OTHER),
        (("INVITES", "invite", "request", 2), ("STRESSES", "stress", "emphasis", 3), Direction.OTHER),
        (("FROBNICATES", "", "", 0), ("URGES", "urge", "request", 5), Direction.OTHER),
        (("INVITES", "invite", "request", 2), ("ASKS", "invite", "request", 2), None),
        (("INVITES", "invite", "request", 2), ("INVITES", "ask", "request", 3), None),
    ],
)
def test_the_direction_of_a_changed_verb(
    old: tuple[str, str, str, int], new: tuple[str, str, str, int], direction: Direction | None
) -> None:
    rest = " the Commission to act and the Member States to follow;"
    found = compare(with_verb(old[0] + rest, *old[1:]), with_verb(new[0] + rest, *new[1:])).changes
    verbs = [change.verb for change in found if change.verb]
    assert [verb.direction for verb in verbs] == ([direction] if direction else [])
    assert all((verb.before, verb.after) == (old[0], new[0]) for verb in verbs)
    assert all("operative-verb" in change.rule for change in found if change.verb)


def test_a_verb_that_is_lost_is_called_out() -> None:
    text = "INVITES the Commission to act and to report on what it did;"
    old = with_verb(text, "invite", "request", 2)
    new = expression(Subdivision(Kind.CLAUSE, "clause_1", "The Commission to act and to report on what it did;"))
    verb = only(old, new).verb
    assert verb is not None
    assert (verb.before, verb.after, verb.direction) == ("INVITES", "", Direction.OTHER)


def annotated(text: str, *notes: tuple[str, str, int]) -> Expression:
    clause = Subdivision(Kind.CLAUSE, "clause_1", text)
    made = [Note(f"authorialNote_{n}", *note[:2], "clause_1", note[2]) for n, note in enumerate(notes, 1)]
    return expression(clause, notes=tuple(made))


def test_an_inserted_note_renumbers_the_next_and_its_mark_has_a_place() -> None:
    old = annotated(A, ("1", "Doc. 123/22.", 40))
    new = annotated(A, ("1", "OJ L 1, 2.3.2021.", 20), ("2", "Doc. 123/22.", 40))
    found = compare(old, new)
    assert [(c.op, c.kind, c.before, c.after) for c in found.changes] == [
        (Op.INSERT, Kind.NOTE, "", "OJ L 1, 2.3.2021."),
        (Op.RENUMBER, Kind.NOTE, "1", "2"),
    ]
    assert ("clause_1", 20) in {(p.anchor, p.offset) for p in found.placements}


def test_a_note_stays_where_words_are_inserted_before_its_mark() -> None:
    at = A.index(" is")
    new = annotated(A.replace("that ", "that the "), ("1", "Doc. 123/22.", at + 4))
    assert [c.kind for c in compare(annotated(A, ("1", "Doc. 123/22.", at)), new).changes] == [Kind.CLAUSE]


def test_a_note_whose_mark_goes_to_another_word_has_moved() -> None:
    change = only(annotated(A, ("1", "Doc. 123/22.", 20)), annotated(A, ("1", "Doc. 123/22.", 30)))
    assert (change.op, change.kind) == (Op.MOVE, Kind.NOTE)


def test_a_note_written_anew_is_replaced() -> None:
    change = only(annotated(A, ("1", "Doc. 123/22.", 20)), annotated(A, ("1", "OJ L 9, p. 7.", 20)))
    assert (change.op, change.kind) == (Op.REPLACE, Kind.NOTE)


def test_cover_fields_are_known_by_name() -> None:
    def cover(label: str, text: str) -> Expression:
        return expression(Subdivision(Kind.COVER, "cover__date", text, label, wid="cover__date"))

    change = only(cover("On:", "2 June 2022"), cover("On:", "tomorrow"))
    assert (change.op, change.wid, change.after) == (Op.REPLACE, "cover__date", "tomorrow")
    assert only(cover("On:", "2 June"), cover("Date:", "2 June")).op is Op.RENUMBER


def test_the_wid_is_of_the_old_part_or_else_of_the_new_one() -> None:
    old = expression(Subdivision(Kind.CLAUSE, "e1", A, wid="w1"), Subdivision(Kind.CLAUSE, "e2", B))
    new = expression(
        Subdivision(Kind.CLAUSE, "f1", A.replace("main", "only"), wid="v1"),
        Subdivision(Kind.CLAUSE, "f2", B),
        Subdivision(Kind.CLAUSE, "f3", C, wid="v3"),
    )
    assert [change.wid for change in compare(old, new).changes] == ["w1", "v3"]


def test_the_same_words_read_as_another_kind_are_an_editorial_change() -> None:
    change = only(expression(Subdivision(Kind.JUNK, "junk_1", A)), expression(Subdivision(Kind.CLAUSE, "clause_1", A)))
    assert (change.op, change.nature, change.rule) == (Op.REPLACE, Nature.EDITORIAL, "kind")


def test_unrelated_texts_are_told_as_deleted_and_inserted() -> None:
    found = ops(points((A, B), (C,)), points((G,), (F, E)))
    assert {op for op, _, _ in found} <= {Op.INSERT, Op.DELETE}


@given(st.randoms(use_true_random=False))
def test_a_planted_move_is_found_and_no_other(rng: random.Random) -> None:
    vocabulary = sorted(set(re.findall(r"\w+", " ".join(SENTENCES))))
    # The figure keeps the clauses apart: of two equal ones none can be said to have moved rather than the other.
    clauses = [
        [" ".join(rng.choices(vocabulary, k=rng.randint(6, 20))) + f" {point}/{n};" for n in range(3)]
        for point in range(10)
    ]
    new = [list(point) for point in clauses]
    origin, goal = rng.sample(range(10), 2)
    moved = new[origin].pop(1)
    new[goal].insert(1, moved)
    change = only(points(*map(tuple, clauses)), points(*map(tuple, new)))
    assert (change.op, change.before) == (Op.MOVE, moved)
