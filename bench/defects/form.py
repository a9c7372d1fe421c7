"""Titles on the cover; quotation marks, list marks and citations in the form of another language."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from bench.defects.values import Defect, Specimen, altered, edited, notes, parts_with, shuffled, span
from pipeline.check.conventions import quote_pairs
from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import Kind
from pipeline.repair import plain


def title_word_dropped(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A long word of the subject left out."""
    part = next(part for part in one.expression.of_kind(Kind.COVER) if part.eid.endswith("subject"))
    at = one.at(part)
    start = span(one.blocks[at], part.text)[0]
    for word in shuffled(re.finditer(r"(?<=\s)[^\W\d_]{6,}", part.text), chance):
        block = edited(one.blocks[at], start + word.start(), start + word.end(), "")
        yield altered(one, "word of the subject left out", {at: [block]}, "title-on-cover", "", word[0])


def title_order(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """Two words of the subject that have changed places."""
    part = next(part for part in one.expression.of_kind(Kind.COVER) if part.eid.endswith("subject"))
    at = one.at(part)
    start = span(one.blocks[at], part.text)[0]
    words = list(re.finditer(r"[^\W\d_]{6,}", part.text))
    for a in shuffled(iter(range(len(words) - 1)), chance):
        first, second = words[a], words[a + 1]
        block = edited(one.blocks[at], start + second.start(), start + second.end(), first[0])
        block = edited(block, start + first.start(), start + first.end(), second[0])
        yield altered(
            one, "words of the subject swapped", {at: [block]}, "title-on-cover", "", f"{first[0]} {second[0]}"
        )


def quotes(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """The quotation marks of another language."""
    own = {*quote_pairs(one.code), "".join(one.language.quotes)}
    foreign = sorted({pair for code in PROTOCOL_ORDER for pair in quote_pairs(code)[:1]} - own)
    opening, closing = one.language.quotes
    pattern = re.compile(rf"{re.escape(opening)}([^{re.escape(opening + closing)}]{{3,200}}){re.escape(closing)}(?!\w)")
    for at, _wid, match in shuffled(parts_with(one, pattern), chance):
        pair = chance.choice(foreign)
        block = edited(one.blocks[at], match.start(), match.end(), f"{pair[0]}{match[1]}{pair[1]}")
        yield altered(one, "foreign quotation marks", {at: [block]}, "quotation-marks", "", pair)


def list_mark(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A dash of another length."""
    for part in shuffled(iter(one.expression.of_kind(Kind.ITEM)), chance):
        at = one.at(part)
        block = edited(one.blocks[at], 0, len(part.num), "-" if part.num != "-" else "–")
        yield altered(one, "another list mark", {at: [block]}, "list-label", part.wid, part.num)


def foreign_journal(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """The Journal by the abbreviation of another language."""
    own = set(one.language.journal)
    foreign = sorted({load(code).journal[0] for code in PROTOCOL_ORDER} - own)
    for at, _mark, wid in notes(one):
        match = re.search(r"^\d+\s+(\D+?)\sL \d", plain(one.blocks[at]))
        if match:
            word = chance.choice(foreign)
            block = edited(one.blocks[at], match.start(1), match.end(1), word)
            yield altered(one, "foreign citation", {at: [block]}, "citation-form", wid, word)


def zero_in_date(one: Specimen, _: Specimen, __: random.Random) -> Iterator[Defect]:
    """A leading zero in a date in figures."""
    for at, wid, match in parts_with(one, re.compile(r"(?<=[ .])2(?=\.12\.2021)|(?<=2021\.12\.)2|(?<=2021 12 )2")):
        yield altered(
            one,
            "zero before a day",
            {at: [edited(one.blocks[at], match.start(), match.end(), "02")]},
            "citation-form",
            wid,
            "02",
        )
