"""The alignment: rows of the specimens, rows under damage in one language, the laws."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import parsed

from pipeline.align import PairLinks, align, align_anew, align_lines
from pipeline.align.columns import columns
from pipeline.align.consensus import consensus
from pipeline.align.evidence import Vocabulary
from pipeline.align.features import Class, features, folded, tokens
from pipeline.align.lexicon import answering
from pipeline.align.segments import label, text_of
from pipeline.errors import CorpusError
from pipeline.ids import DocumentId, ExpressionId
from pipeline.languages import PROTOCOL_ORDER, order
from pipeline.model import Alignment, Expression, Kind, Note, Provenance, Row, Status, Subdivision

SOME = tuple("bg de el en fr ga hu lv nl".split())  # the families and scripts; quicker than all
DOCUMENT = DocumentId.parse("ST 10125/22")


@cache
def specimen(language: str, version: str) -> Expression:
    return parsed(language, version)[1]


def all_eids(expression: Expression) -> list[str]:
    return [part.eid for part in expression.walk()] + [note.eid for note in expression.notes]


def eids_in(row: Row) -> set[str]:
    return {eid for _, eids in row.cells for eid in eids}


def not_straight(alignment: Alignment) -> list[tuple[str, set[str]]]:
    """Rows that do not hold one part with the same eId in every language."""
    return [
        (row.wid, eids_in(row))
        for row in alignment.rows
        if len(eids_in(row)) != 1 or len(row.cells) != len(alignment.languages)
    ]


# Rows of the specimens


@pytest.mark.parametrize("version", ["rev1", "adopted"])
def test_every_row_of_24_languages_is_right(version: str) -> None:
    texts = [specimen(code, version) for code in PROTOCOL_ORDER]
    alignment = align(texts)
    assert not_straight(alignment) == []
    assert [row.wid for row in alignment.rows] == all_eids(texts[0])
    assert all(row.score > 0.9 for row in alignment.rows)


@pytest.mark.parametrize("version", ["rev1", "adopted"])
def test_rows_are_right_without_any_number_mark_or_eid(version: str) -> None:
    texts = [specimen(code, version) for code in PROTOCOL_ORDER]
    bare = [withheld(text) for text in texts]
    names = {
        (text.language, new): old
        for text, without in zip(texts, bare, strict=True)
        for old, new in zip(all_eids(text), all_eids(without), strict=True)
    }
    rows = [{names[code, eid] for code, eids in row.cells for eid in eids} for row in align(bare).rows]
    assert [row for row in rows if len(row) != 1] == []
    assert len(rows) == len(all_eids(texts[0]))


def withheld(text: Expression) -> Expression:
    """The text with eIds that say nothing, and without printed numbers and note marks."""
    ids = {eid: f"x{at}" for at, eid in enumerate(all_eids(text))}

    def bare(part: Subdivision) -> Subdivision:
        return replace(part, eid=ids[part.eid], num="", wid="", children=tuple(map(bare, part.children)))

    notes = tuple(replace(n, eid=ids[n.eid], mark="*", anchor=ids.get(n.anchor, ""), wid="") for n in text.notes)
    return replace(text, parts=tuple(map(bare, text.parts)), notes=notes)


def test_a_row_says_what_made_it() -> None:
    alignment = align(specimen(code, "adopted") for code in SOME)
    clause = next(row for row in alignment.rows if row.wid == "para_1__clause_1")
    evidence = {e.name: e for e in clause.evidence}
    assert {"order", "number", "verb", "strength", "figures", "length"} <= evidence.keys()
    assert evidence["number"].detail == "1"
    assert all(0 <= e.value <= 1 for row in alignment.rows for e in row.evidence)


# One language damaged: the rows of the others stay, and the damage shows


Points = dict[str, tuple[str, list[Subdivision]]]


def renumbered(text: Expression, points: Mapping[str, tuple[str, Sequence[Subdivision]]]) -> Expression:
    """The text with these points (by old eId: printed number and clauses), with eIds as a parser would give them."""
    parts: list[Subdivision] = []
    anchors: dict[str, str] = {}
    for part in text.parts:
        if part.kind is not Kind.POINT:
            parts.append(part)
        elif part.eid in points:
            num, clauses = points[part.eid]
            eid = f"para_{num.rstrip('.')}"
            children = tuple(replace(c, eid=f"{eid}__clause_{n}") for n, c in enumerate(clauses, 1))
            anchors |= {old.eid: new.eid for old, new in zip(clauses, children, strict=True)}
            parts.append(replace(part, eid=eid, num=num, children=children))
    notes = tuple(replace(note, anchor=anchors.get(note.anchor, note.anchor)) for note in text.notes)
    return replace(text, parts=tuple(parts), notes=notes)


def points_of(text: Expression) -> Points:
    return {point.eid: (point.num, list(point.children)) for point in text.of_kind(Kind.POINT)}


def counted(points: Points, change: Callable[[int], int]) -> Points:
    return {eid: (f"{change(int(num.rstrip('.')))}.", clauses) for eid, (num, clauses) in points.items()}


def shift(points: Points, _: random.Random) -> Points:
    return counted(points, lambda n: n + (n >= 5))


def swap(points: Points, rng: random.Random) -> Points:
    a, b = rng.sample(range(1, len(points) + 1), 2)
    return counted(points, lambda n: {a: b, b: a}.get(n, n))


def drop_clause(points: Points, rng: random.Random) -> Points:
    eid = rng.choice([eid for eid, (_, clauses) in points.items() if len(clauses) > 1])
    num, clauses = points[eid]
    gone = rng.choice(clauses)
    return points | {eid: (num, [clause for clause in clauses if clause is not gone])}


def drop_point(points: Points, rng: random.Random) -> Points:
    gone = rng.randrange(1, len(points) + 1)
    left = {eid: point for eid, point in points.items() if point[0] != f"{gone}."}
    return counted(left, lambda n: n - (n > gone))


def merge_points(points: Points, rng: random.Random) -> Points:
    first = rng.choice([5, 6, 7, 8, 9, 10, 11, 12])  # no heading after these in either version
    eids = [f"para_{first}", f"para_{first + 1}"]
    merged = points | {eids[0]: (f"{first}.", points[eids[0]][1] + points[eids[1]][1])}
    del merged[eids[1]]
    return counted(merged, lambda n: n - (n > first))


@pytest.mark.parametrize("damage", [shift, swap, drop_clause, drop_point, merge_points])
@pytest.mark.parametrize("seed", range(2))
def test_damage_in_one_language_is_shown_and_not_followed(
    damage: Callable[[Points, random.Random], Points], seed: int
) -> None:
    rng = random.Random(f"{damage.__name__} {seed}")
    version, code = rng.choice(["rev1", "adopted"]), rng.choice(SOME)
    whole = specimen(code, version)
    damaged = renumbered(whole, damage(points_of(whole), rng))
    alignment = align([damaged, *(specimen(other, version) for other in SOME if other != code)])
    text_of = {clause.eid: clause.text for clause in whole.of_kind(Kind.CLAUSE)}
    left = {clause.text: clause.eid for clause in damaged.of_kind(Kind.CLAUSE)}
    for row in alignment.rows:
        others = {eid for language, eids in row.cells for eid in eids if language != code}
        assert len(others) == 1, "the rows of the other languages are as they were"
        if row.kind is Kind.CLAUSE:
            eid = left.get(text_of[others.pop()])
            assert row.cell(code) == ((eid,) if eid else ()), "the same words, or a gap"
    assert len(alignment.rows) == len(all_eids(whole))


def test_a_merged_point_is_named_where_its_row_has_a_gap() -> None:
    whole = specimen("fr", "adopted")
    points = points_of(whole)
    points["para_6"] = ("6.", points["para_6"][1] + points.pop("para_7")[1])
    texts = [renumbered(whole, points), *(specimen(code, "adopted") for code in SOME if code != "fr")]
    row = next(row for row in align(texts).rows if row.wid == "para_7")
    assert row.cell("fr") == ()
    assert [e.detail for e in row.evidence if e.name == "merged"] == ["fr: in para_6"]


def test_a_clause_that_one_language_splits_fills_one_cell_with_two_segments() -> None:
    whole = specimen("de", "adopted")
    points = points_of(whole)
    num, clauses = points["para_1"]
    middle = clauses[1].text.index(" ", len(clauses[1].text) // 2)
    halves = [
        replace(clauses[1], text=clauses[1].text[:middle]),
        replace(clauses[1], text=clauses[1].text[middle + 1 :], verb=None),
    ]
    points["para_1"] = (num, [clauses[0], *halves, *clauses[2:]])
    texts = [renumbered(whole, points), *(specimen(code, "adopted") for code in SOME if code != "de")]
    row = next(row for row in align(texts).rows if row.wid == "para_1__clause_2")
    assert row.cell("de") == ("para_1__clause_2", "para_1__clause_3")
    assert row.cell("fr") == ("para_1__clause_2",)


def test_two_clauses_in_the_other_order_are_joined_and_named() -> None:
    whole = specimen("nl", "adopted")
    points = points_of(whole)
    num, clauses = points["para_12"]
    points["para_12"] = (num, [clauses[1], clauses[0], *clauses[2:]])
    texts = [renumbered(whole, points), *(specimen(code, "adopted") for code in SOME if code != "nl")]
    rows = {row.wid: row for row in align(texts).rows}
    assert rows["para_12__clause_1"].cell("nl") == ("para_12__clause_2",)
    assert rows["para_12__clause_2"].cell("nl") == ("para_12__clause_1",)
    assert [e.detail for e in rows["para_12__clause_2"].evidence if e.name == "moved"] == ["nl"]


def test_nothing_is_said_to_be_moved_or_merged_where_nothing_is() -> None:
    rows = align(specimen(code, "rev1") for code in SOME).rows
    assert [row.wid for row in rows if {"moved", "merged"} & {e.name for e in row.evidence}] == []


# Laws


def test_the_order_of_the_languages_does_not_matter() -> None:
    texts = [specimen(code, "rev1") for code in SOME]
    shuffled = texts[5:] + texts[4::-1]
    assert align(texts) == align(shuffled) == align(iter(texts))
    assert align(shuffled).languages == tuple(sorted(SOME, key=order))


@pytest.mark.parametrize("gone", SOME)
def test_taking_a_language_out_leaves_the_other_rows_as_they_were(gone: str) -> None:
    rng = random.Random(gone)
    texts = {code: specimen(code, "adopted") for code in SOME}
    for code, damage in (("de", drop_clause), ("el", merge_points), ("ga", shift)):
        texts[code] = renumbered(texts[code], damage(points_of(texts[code]), rng))
    without = [tuple(c for c in row.cells if c[0] != gone) for row in align(texts.values()).rows]
    again = [row.cells for row in align(text for code, text in texts.items() if code != gone).rows]
    assert [cells for cells in without if cells] == again


def plain(language: str, clauses: Sequence[Sequence[str]], notes: int = 0) -> Expression:
    """A small text: points with clauses; the first clauses carry notes."""
    parts = []
    for p, texts in enumerate(clauses, 1):
        inside = tuple(Subdivision(Kind.CLAUSE, f"para_{p}__clause_{c}", text) for c, text in enumerate(texts, 1))
        parts.append(Subdivision(Kind.POINT, f"para_{p}", "", f"{p}.", inside))
    anchor = "para_1__clause_1" if clauses and clauses[0] else ""
    marks = tuple(Note(f"authorialNote_{n}", str(n), f"Doc. {n}/22", anchor) for n in range(1, notes + 1))
    return Expression(ExpressionId("d", DOCUMENT, language), Provenance(Status.SPECIMEN), tuple(parts), marks)


clause_texts = st.text("abcdé 12.,;«ΑΔжщ", max_size=30)
some_points = st.lists(st.lists(clause_texts, max_size=3), max_size=5)
some_texts = st.dictionaries(
    st.sampled_from(PROTOCOL_ORDER), st.tuples(some_points, st.integers(0, 2)), min_size=1, max_size=5
)


@settings(max_examples=60)
@given(some_texts, st.randoms(use_true_random=False))
def test_every_part_and_note_stands_in_exactly_one_row(
    texts: dict[str, tuple[list[list[str]], int]], rng: random.Random
) -> None:
    given_texts = [plain(code, points, notes) for code, (points, notes) in texts.items()]
    alignment = align(given_texts)
    for text in given_texts:
        found = [eid for row in alignment.rows for eid in row.cell(text.language)]
        assert sorted(found) == sorted(all_eids(text))
    wids = [row.wid for row in alignment.rows]
    assert len(set(wids)) == len(wids)
    assert all(row.cells and 0 <= row.score <= 1 for row in alignment.rows)
    rng.shuffle(given_texts)
    assert align(given_texts) == alignment


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(PROTOCOL_ORDER), st.lists(clause_texts, max_size=12), max_size=4))
def test_every_line_stands_in_exactly_one_group_and_in_order(texts: dict[str, list[str]]) -> None:
    found = align_lines(texts)
    assert found.languages == tuple(sorted(texts, key=order))
    assert len(found.scores) == len(found.groups)
    for at, code in enumerate(found.languages):
        assert [i for group in found.groups for i in group[at]] == list(range(len(texts[code])))
    assert align_lines(dict(reversed(texts.items()))) == found


# Lines


def test_two_files_are_cut_into_beads() -> None:
    german = ["Artikel 1", "Der Vertrag von 1957 gilt weiter. Er wurde in Rom geschlossen.", "Artikel 2", "Ende."]
    french = ["Article 1", "Le traité de 1957 reste applicable.", "Il a été conclu à Rome.", "Article 2", "Fin."]
    found = align_lines({"fr": french, "de": german})
    assert found.languages == ("de", "fr")
    assert found.groups == (((0,), (0,)), ((1,), (1, 2)), ((2,), (3,)), ((3,), (4,)))


def test_a_line_that_one_file_lacks_is_a_group_of_its_own() -> None:
    english = [f"Section {n} concerns the programme of {1990 + n} and its results." for n in range(8)]
    italian = [f"La sezione {n} riguarda il programma del {1990 + n} e i suoi risultati." for n in range(8)]
    del italian[3]
    groups = align_lines({"en": english, "it": italian}).groups
    assert groups[3] == ((3,), ())
    assert groups[4] == ((4,), (3,))


def test_a_long_gap_is_found_although_it_lies_far_from_the_straight_path() -> None:
    english = [f"Article {n}: the authority shall report on measure {n * 7} before {1900 + n}." for n in range(120)]
    danish = [f"Artikel {n}: myndigheden aflægger rapport om tiltag {n * 7} inden {1900 + n}." for n in range(120)]
    groups = align_lines({"en": english, "da": danish[:20] + danish[70:]}).groups
    assert groups == (
        *(((n,), (n,)) for n in range(20)),
        *(((), (n,)) for n in range(20, 70)),
        *(((n - 50,), (n,)) for n in range(70, 120)),
    )


def test_words_that_answer_each_other_are_learnt_from_the_texts() -> None:
    kinds = {"a": ("kuu", "luna"), "b": ("tie", "calle"), "c": ("puu", "bosque")}
    order_of = "abcabbcacbaccbbacbabcacbbaccab"
    finnish = [f"Yksi {kinds[k][0]} on" + " aa" * (at % 3) for at, k in enumerate(order_of)]
    spanish = [f"Hay {kinds[k][1]} es" + " be" * (at % 3) for at, k in enumerate(order_of)]
    texts = [[features(line) for line in lines] for lines in (finnish, spanish)]
    sides = [Vocabulary([text]).side(text) for text in texts]
    every = np.arange(len(order_of))
    left, right = answering(sides[0], sides[1], every, every, np.ones(len(order_of)))
    words = [sorted({folded(w)[:5] for line in lines for w in line.split()}) for lines in (finnish, spanish)]
    assert len(left) == len(right) >= 3
    assert len(words[0]) >= len(set(left.tolist()))


def test_an_encoder_adds_its_evidence() -> None:
    class Toy:
        """Knows the meaning of the only word that matters: "uc" and "vc" have the same vector."""

        name = "toy 1"
        meanings = np.random.default_rng(1).normal(size=(30, 64))

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            numbers = [[ord(word[1]) - 97 for word in text.split() if len(word) == 2] for text in texts]
            return np.array([self.meanings[known].sum(axis=0) for known in numbers])

    german = [f"u{chr(97 + n)} xxxxxx xxxxxx xxxxxx xxxxxx" for n in range(20)]
    french = [f"v{chr(97 + n)} yyyyyyy yyyyyyy yyyyyyy yyyy" for n in range(20) if n != 12]
    groups = align_lines({"de": german, "fr": french}, Toy()).groups
    assert groups == tuple(((n,), () if n == 12 else (n - (n > 12),)) for n in range(20))
    assert align_lines({"de": german, "fr": french}).groups != groups  # without it nothing tells them apart


def test_nothing_at_all_gives_no_groups() -> None:
    assert align_lines({}).groups == ()
    assert align_lines({"de": [], "fr": []}).groups == ()
    assert align_lines({"de": ["a"], "fr": []}).groups == (((0,), ()),)


# What is refused


def test_no_text_and_two_texts_in_one_language_are_refused() -> None:
    with pytest.raises(CorpusError, match="nothing to align"):
        align([])
    with pytest.raises(CorpusError, match="two texts in nl"):
        align([specimen("nl", "adopted"), specimen("nl", "rev1")])


def test_texts_of_several_documents_are_aligned_with_a_warning() -> None:
    alignment = align([specimen("nl", "adopted"), specimen("fr", "rev1")])
    assert [notice.code for notice in alignment.notices] == ["several-documents"]


# Steps


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("démocratique", "demokratisch"),
        ("university", "Universität"),
        ("Kommission", "Commission"),
        ("Европа", "Europa"),
    ],
)
def test_cognates_begin_alike_when_folded(one: str, other: str) -> None:
    assert folded(one)[:4] == folded(other)[:4]


def test_figures_lose_the_separators_that_differ_by_language() -> None:
    figures = [{text for cls, text in tokens(t) if cls is Class.FIGURE} for t in ("1.500", "1 500", "1,500", "1500")]
    assert figures == [{"1500"}] * 4


@pytest.mark.parametrize(("num", "expected"), [("11.", "11"), ("(a)", "a"), ("–", ""), ("", "")])
def test_a_printed_number_is_compared_without_its_punctuation(num: str, expected: str) -> None:
    assert label(num) == expected


def test_columns_outvote_one_wrong_pair() -> None:
    straight = [(0, 0, 1.0), (1, 1, 1.0)]
    crooked = [(0, 1, 1.0)]
    links = {(a, b): straight for a in range(4) for b in range(a + 1, 4)} | {(0, 3): crooked}
    assert [column.cells for column in columns([2] * 4, links)] == [
        tuple((text, (0,)) for text in range(4)),
        tuple((text, (1,)) for text in range(4)),
    ]


def test_columns_keep_the_order_of_every_text() -> None:
    links = {(0, 1): [(0, 1, 0.9), (1, 0, 0.8)]}
    assert [column.cells for column in columns([2, 2], links)] == [((1, (0,)),), ((0, (0,)), (1, (1,))), ((0, (1,)),)]


def test_what_is_found_for_a_pair_does_not_depend_on_other_texts() -> None:
    """To the bit, so that pairs can be remembered; also where a pair is doubtful, or has a single segment."""
    codes = ("bg", "el", "fi", "nl")
    texts = [[one.features for one in text_of(specimen(code, "adopted")).segments] for code in codes]
    texts += [texts[0][::3], texts[1][5::-1], texts[3][20:21], [features("Een heel andere zin."), *texts[2][9:14]]]
    together = consensus(texts).pairs
    for (a, b), links in together.items():
        assert consensus([texts[a], texts[b]]).pairs[0, 1] == links, (a, b)


def test_an_alignment_is_the_same_with_pairs_that_are_known() -> None:
    old = [specimen(code, "adopted") for code in ("de", "ga", "mt", "nl")]
    new = [*old[:3], replace(old[3], parts=old[3].parts[:-2])]
    _, links = align_anew(old, {})
    known = {pair: own for pair, own in links.items() if "nl" not in pair}
    assert len(known) == 3
    assert align_anew(new, known) == align_anew(new, {})
    blank: PairLinks = dict.fromkeys(known, ())
    assert align_anew(new, blank)[0] != align_anew(new, {})[0], "what is known is not used"
