"""Parts left out, set twice, merged, moved; numbers that are wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from bench.defects.values import Defect, Specimen, altered, edited, notes, reference, shuffled, span, without
from pipeline.model import Kind, Run
from pipeline.repair import plain


def drop_clause(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A clause left out; its point has others."""
    for point, clause, _name in shuffled(one.clauses(), chance):
        if len(point.children) > 1 and clause.verb:
            at = one.at(point)
            block = without(one.blocks[at], *span(one.blocks[at], clause.text))
            yield altered(one, "clause left out", {at: [block]}, "part-missing", clause.wid, clause.text[:60])


def add_clause(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A clause of another point set once more at the end of a point."""
    clauses = list(one.clauses())
    for point, _clause, _name in shuffled(iter(clauses), chance):
        _, copied, _ = chance.choice([entry for entry in clauses if entry[0] != point])
        at = one.at(point)
        size = len(plain(one.blocks[at]))
        text = f"{' ' if plain(one.blocks[at]).endswith(';') else '; '}{copied.text.rstrip('.;')};"
        yield altered(
            one,
            "clause set twice",
            {at: [edited(one.blocks[at], size, size, text)]},
            "part-surplus part-split",
            "",
            copied.text[:60],
        )


def drop_point(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A point left out."""
    for point in shuffled(iter(one.points()), chance):
        yield altered(one, "point left out", {one.at(point): []}, "part-missing", point.wid, point.num)


def merge_points(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A point without number, run on to the one before."""
    points = one.points()
    for i in shuffled(iter(range(1, len(points))), chance):
        before, at = one.at(points[i - 1]), one.at(points[i])
        if at != before + 1:
            continue
        block = one.blocks[at]
        rest = without(block, 0, len(plain(block)) - len(plain(block)[len(points[i].num) :].lstrip()))
        joined = replace(one.blocks[before], runs=(*one.blocks[before].runs, Run(" "), *rest.runs))
        wids = f"{points[i].wid} {points[i - 1].wid}"
        yield altered(
            one,
            "points merged",
            {before: [joined], at: []},
            "part-missing part-merged part-elsewhere",
            wids,
            points[i].num,
        )


def drop_heading(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A heading left out."""
    for part in shuffled(iter(one.expression.of_kind(Kind.HEADING)), chance):
        yield altered(one, "heading left out", {one.at(part): []}, "part-missing", part.wid, part.text[:50])


def drop_item(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """An item of the preamble left out."""
    for part in shuffled(iter(one.expression.of_kind(Kind.ITEM)), chance):
        yield altered(one, "item left out", {one.at(part): []}, "part-missing", part.wid, part.text[:50])


def drop_field(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A field of the cover left out."""
    for part in shuffled(iter(one.expression.of_kind(Kind.COVER)), chance):
        if part.num and part.eid.endswith(("from", "date", "to", "previous")):
            yield altered(one, "cover field left out", {one.at(part): []}, "part-missing", part.wid, part.num)


def drop_note(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A note left out with its mark."""
    for at, mark, wid in shuffled(iter(notes(one)), chance):
        i = reference(one, mark)
        block = replace(one.blocks[i], runs=tuple(run for run in one.blocks[i].runs if run.note != mark))
        yield altered(one, "note left out", {at: [], i: [block]}, "part-missing", wid, mark)


def swap_clauses(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """Two clauses of a point that have changed places."""
    for point in shuffled(iter(one.points()), chance):
        pairs = [(a, b) for a, b in zip(point.children, point.children[1:], strict=False) if a.verb and b.verb]
        if not pairs:
            continue
        first, second = chance.choice(pairs)
        at = one.at(point)
        start, _end = span(one.blocks[at], first.text)
        _low, high = span(one.blocks[at], second.text, start + len(first.text))
        words = f"{second.text.rstrip('.;, ')}; {first.text.rstrip('.;, ')};"
        marks = [run.note for run in one.blocks[at].runs if run.note]
        block = edited(one.blocks[at], start, high, words)
        if not marks:
            yield replace(
                altered(one, "clauses swapped", {at: [block]}, "order", f"{first.wid} {second.wid}", first.text[:40]),
                moves=True,
            )


def swap_points(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """Two points that have changed places; the numbers stay."""
    points = one.points()
    for i in shuffled(iter(range(1, len(points))), chance):
        a, b = one.at(points[i - 1]), one.at(points[i])
        if any(run.note for run in (*one.blocks[a].runs, *one.blocks[b].runs)):
            continue
        texts = [plain(one.blocks[k])[len(points[j].num) :].strip() for k, j in ((a, i - 1), (b, i))]
        size = [len(plain(one.blocks[k])) for k in (a, b)]
        first = edited(one.blocks[a], 0, size[0], f"{points[i - 1].num} {texts[1]}")
        second = edited(one.blocks[b], 0, size[1], f"{points[i].num} {texts[0]}")
        wids = " ".join(part.wid for point in points[i - 1 : i + 1] for part in point.walk())
        yield replace(
            altered(one, "points swapped", {a: [first], b: [second]}, "order number-other", wids, points[i].num),
            moves=True,
        )


def move_clause(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """The first clause of a point set at the end of the point before."""
    points = one.points()
    for i in shuffled(iter(range(1, len(points))), chance):
        clause = points[i].children[0]
        a, b = one.at(points[i - 1]), one.at(points[i])
        if len(points[i].children) < 2 or any(run.note for run in one.blocks[b].runs):
            continue
        size = len(plain(one.blocks[a]))
        first = edited(one.blocks[a], size, size, f"{'' if plain(one.blocks[a]).endswith(';') else ';'} {clause.text}")
        second = without(one.blocks[b], *span(one.blocks[b], clause.text))
        yield replace(
            altered(
                one,
                "clause in the point before",
                {a: [first], b: [second]},
                "part-elsewhere order",
                clause.wid,
                points[i].num,
            ),
            moves=True,
        )


def renumbered(one: Specimen, kind: str, expected: str, numbers: dict[int, int]) -> Defect:
    """Points with other numbers, by their place."""
    points = one.points()
    changes = {}
    for i, number in numbers.items():
        at = one.at(points[i])
        changes[at] = [
            edited(
                one.blocks[at], 0, len(points[i].num), points[i].num.replace(points[i].num.rstrip(".)"), str(number))
            )
        ]
    return altered(one, kind, changes, expected, "", f"{points[min(numbers)].num} becomes {numbers[min(numbers)]}.")


def number_doubled(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """The number of the point before."""
    for i in shuffled(iter(range(1, len(one.points()))), chance):
        yield renumbered(one, "number set twice", "number-twice", {i: i})


def numbers_shifted(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A number left out: those after it are two higher."""
    for i in shuffled(iter(range(1, len(one.points()))), chance):
        yield renumbered(
            one, "number left out", "number-gap number-other", {k: k + 2 for k in range(i, len(one.points()))}
        )


def number_wrong(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A point with a number far off, such as 71 for 7."""
    for i in shuffled(iter(range(1, len(one.points()))), chance):
        yield renumbered(one, "wrong number", "number-other number-gap number-twice", {i: (i + 1) * 10 + 1})
