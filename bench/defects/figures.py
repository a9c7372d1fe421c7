"""Figures, dates and codes changed or left out; notes and their marks."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from bench.defects.values import (
    Defect,
    Plant,
    Specimen,
    altered,
    edited,
    fresh,
    notes,
    parts_with,
    reference,
    shuffled,
    span,
)
from pipeline.check.conventions import months
from pipeline.model import Source
from pipeline.repair import plain


def figure_changed(
    one: Specimen, kind: str, rule: str, pattern: re.Pattern[str], chance: random.Random, group: int = 0
) -> Iterator[Defect]:
    """One digit of a figure changed."""
    for at, wid, match in shuffled(parts_with(one, pattern), chance):
        digits = match[group]
        place = chance.randrange(len(digits))
        other = chance.choice([d for d in "123456789" if d != digits[place]])
        new = digits[:place] + other + digits[place + 1 :]
        block = edited(one.blocks[at], match.start(group), match.end(group), new)
        yield altered(one, kind, {at: [block]}, rule, wid, f"{digits} -> {new}")


def code_changed(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A digit of a document code changed."""
    yield from figure_changed(
        one, "document code changed", "document-code", re.compile(r"(?<![\d/])(\d{4,5})/\d\d"), chance, 1
    )


def code_dropped(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A document code left out."""
    for at, wid, match in shuffled(parts_with(one, re.compile(r"\d{4,5}/\d{2,4}|\d{4}/\d{4}")), chance):
        block = edited(one.blocks[at], match.start(), match.end(), "…")
        yield altered(one, "document code left out", {at: [block]}, "document-code part-missing", wid, match[0])


def journal_changed(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A digit of an issue of the Official Journal changed."""
    yield from figure_changed(
        one, "issue of the Journal changed", "citation", re.compile(r"L (\d{3})(?!\d)"), chance, 1
    )


def number_changed(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A digit of another number changed."""
    yield from figure_changed(one, "figure changed", "figure", re.compile(r"(?<!\d)(3877|2030)(?!\d)"), chance, 1)


def dated(one: Specimen) -> Iterator[tuple[int, str, re.Match[str]]]:
    """The names of months; not the shortest abbreviations, which may be other words (cs "pro")."""
    return (found for found in parts_with(one, months(one.code)) if len(found[2][1]) > 3)


def month_changed(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """Another month, in the same grammatical form."""
    table = one.language.months
    for at, wid, match in shuffled(dated(one), chance):
        near = plain(one.blocks[at])[max(0, match.start() - 12) : match.end() + 12]
        number = next(
            (i for i, month in enumerate(table) if match[1].casefold() in [f.casefold() for f in month]), None
        )
        if number is None or not re.search(r"\d", near):
            continue
        forms_here = [f.casefold() for f in table[number]]
        column = forms_here.index(match[1].casefold())
        other = chance.choice([month for i, month in enumerate(table) if i != number and len(month) > column])
        block = edited(one.blocks[at], match.start(1), match.end(1), other[column])
        yield altered(one, "month changed", {at: [block]}, "date", wid, f"{match[1]} -> {other[column]}")


def day_changed(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """Another day or year in a date with the name of a month."""
    for at, wid, match in shuffled(dated(one), chance):
        text = plain(one.blocks[at])
        found = [
            m
            for m in re.finditer(r"\d{4}|\d{1,2}", text)
            if abs(m.start() - match.start()) < 14 or abs(m.start() - match.end()) < 10
        ]
        if not found:
            continue
        digit = chance.choice(found)
        new = str(int(digit[0]) + chance.choice([1, 2, 3]))
        block = edited(one.blocks[at], digit.start(), digit.end(), new)
        yield altered(one, "day or year changed", {at: [block]}, "date", wid, f"{digit[0]} -> {new}")


def numeric_date_changed(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """The day of a date in figures changed."""
    pattern = re.compile(r"(?:2021\.? ?12\.? ?|L 431\D{1,6})(2)(?=[.])|(?<=2021 12 )(2)(?=\.)|(?<=\D)(2)(?=\.12\.2021)")
    for at, wid, match in shuffled(parts_with(one, pattern), chance):
        group = next(g for g in (1, 2, 3) if match[g])
        block = edited(one.blocks[at], match.start(group), match.end(group), "3")
        yield altered(one, "date in figures changed", {at: [block]}, "date", wid, "2 -> 3")


def planted_figure(kind: str, rule: str, pattern: str) -> Plant:
    """A figure of the phrase that `with_phrase` adds in every language."""

    def plant(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
        yield from figure_changed(one, kind, rule, re.compile(pattern), chance, 1)

    return plant


def mark_dropped(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A mark left out; its note stays."""
    for _at, mark, wid in shuffled(iter(notes(one)), chance):
        i = reference(one, mark)
        block = replace(one.blocks[i], runs=tuple(run for run in one.blocks[i].runs if run.note != mark))
        yield altered(one, "mark left out", {i: [block]}, "mark-missing", wid, mark)


def mark_moved(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A mark at the end of another point."""
    for _at, mark, wid in shuffled(iter(notes(one)), chance):
        i = reference(one, mark)
        run = next(run for run in one.blocks[i].runs if run.note == mark)
        j = chance.choice([k for point in one.points() if (k := one.at(point)) != i])
        bare = replace(one.blocks[i], runs=tuple(other for other in one.blocks[i].runs if other is not run))
        goal = replace(one.blocks[j], runs=(*one.blocks[j].runs, run))
        yield altered(one, "mark in another point", {i: [bare], j: [goal]}, "mark-elsewhere", wid, mark)


def mark_doubled(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A mark set once more after another word."""
    for _at, mark, _wid in shuffled(iter(notes(one)), chance):
        part = chance.choice([clause for _, clause, _ in one.clauses()])
        at = next(one.at(point) for point in one.points() if part in point.children)
        words = [m for m in re.finditer(r"(?<=\s)[^\W\d_]{4,}(?=\s)", part.text) if m[0].islower()]
        end = span(one.blocks[at], part.text)[0] + chance.choice(words).end()
        yield altered(
            one, "mark set twice", {at: [edited(one.blocks[at], end, end, mark)]}, "mark-twice figure", part.wid, mark
        )


def note_doubled(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A note that stands twice."""
    for at, mark, _wid in shuffled(iter(notes(one)), chance):
        copy = fresh(one.blocks[at], 1)
        yield altered(
            one, "note set twice", {at: [one.blocks[at], copy]}, "mark-twice part-split part-surplus", "", mark
        )


def note_renumbered(one: Specimen, _: Specimen, __: random.Random) -> Iterator[Defect]:
    """The last note and its mark numbered one too high."""
    at, mark, _wid = notes(one)[-1]
    i, new = reference(one, mark), str(int(mark) + 1)
    block = replace(
        one.blocks[i], runs=tuple(replace(r, text=new, note=new) if r.note == mark else r for r in one.blocks[i].runs)
    )
    start = plain(one.blocks[at]).index(mark)
    yield altered(
        one,
        "note number left out",
        {at: [edited(one.blocks[at], start, start + len(mark), new)], i: [block]},
        "mark-gap",
        "",
        mark,
    )


def with_phrase(one: Specimen, words: str) -> Source:
    """The specimen with "(25 %; EUR 350; Article 47)" at the end of the first clause, the article as in `words`."""
    point = one.points()[0]
    at = one.at(point)
    end = span(one.blocks[at], point.children[0].text.rstrip(" ;"))[1]
    block = edited(one.blocks[at], end, end, f" (25 %; EUR 350; {words})")
    return replace(one.source, blocks=tuple(block if i == at else other for i, other in enumerate(one.blocks)))
