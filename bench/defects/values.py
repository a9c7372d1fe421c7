"""What a planted defect is, and the ways to alter the paragraphs of a text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from specimens import STRUCTURE

from pipeline.languages import Language, load
from pipeline.model import Block, Expression, Kind, Origin, Run, Source, Style, Subdivision
from pipeline.repair import plain

OTHER_LANGUAGE = {"en": "fr"}  # an English passage in all languages, a French one in English


@dataclass(frozen=True)
class Specimen:
    """One language version as it is: source after repair, and expression."""

    code: str
    version: str
    source: Source
    expression: Expression

    @property
    def language(self) -> Language:
        return load(self.code)

    @cached_property
    def blocks(self) -> list[Block]:
        return list(self.source.blocks)

    def at(self, part: Subdivision) -> int:
        """The block in which a part stands."""
        return next(i for i, block in enumerate(self.blocks) if block.origin == part.origins[0])

    def points(self) -> list[Subdivision]:
        return list(self.expression.of_kind(Kind.POINT))

    def clauses(self) -> Iterator[tuple[Subdivision, Subdivision, str]]:
        """Point, clause and the name of the clause in the gold ("p13.c2")."""
        names = STRUCTURE[self.version]["paragraphs"]
        for point, units in zip(self.points(), names, strict=True):
            yield from ((point, clause, name) for clause, name in zip(point.children, units, strict=True))


@dataclass(frozen=True)
class Defect:
    """An altered source. `expected`: rules of which one must speak of the language at `wids` (any place if empty)."""

    kind: str
    source: Source
    expected: frozenset[str]
    wids: frozenset[str]
    told: str
    moves: bool = False  # what stood in one part now stands in another: rows cannot be kept


Plant = Callable[[Specimen, "Specimen", random.Random], Iterator[Defect]]
"""From a specimen and the same document in another language; yields defects in random order."""


def altered(
    specimen: Specimen, kind: str, changes: dict[int, list[Block]], expected: str, wids: str, told: str
) -> Defect:
    """The specimen with some blocks replaced by others (or by none)."""
    blocks = [new for i, block in enumerate(specimen.blocks) for new in changes.get(i, [block])]
    return Defect(
        kind, replace(specimen.source, blocks=tuple(blocks)), frozenset(expected.split()), frozenset(wids.split()), told
    )


def edited(block: Block, start: int, end: int, text: str) -> Block:
    """The block with a range of its plain text replaced; note marks stay where they are."""
    runs: list[Run] = []
    at = 0
    done = False
    for run in block.runs:
        if run.note:
            runs.append(run)
            continue
        low, high = max(start - at, 0), min(end - at, len(run.text))
        if low <= high and low <= len(run.text) and (low < high or not done):
            runs.append(replace(run, text=run.text[:low] + ("" if done else text) + run.text[max(high, low) :]))
            done = True
        else:
            runs.append(run)
        at += len(run.text)
    return replace(block, runs=tuple(run for run in runs if run.text))


def without(block: Block, start: int, end: int) -> Block:
    """The block without a range of its plain text and the marks in it."""
    runs: list[Run] = []
    at = 0
    for run in block.runs:
        if run.note:
            if not start < at <= end:
                runs.append(run)
            continue
        low, high = max(start - at, 0), max(min(end - at, len(run.text)), 0)
        runs.append(replace(run, text=run.text[:low] + run.text[max(high, low) :]))
        at += len(run.text)
    return replace(block, runs=tuple(run for run in runs if run.text))


def fresh(block: Block, number: int) -> Block:
    """A copy in a place of its own."""
    return replace(block, origin=Origin(f"planted {number}", -number - 1, -number))


def span(block: Block, words: str, since: int = 0) -> tuple[int, int]:
    """Where words stand in the plain text of a block."""
    start = plain(block).index(words, since)
    return start, start + len(words)


def shuffled(items: Iterator, chance: random.Random) -> list:
    """In random order."""
    found = list(items)
    chance.shuffle(found)
    return found


def notes(one: Specimen) -> list[tuple[int, str, str]]:
    """Block, mark and wId of each note."""
    at = [i for i, block in enumerate(one.blocks) if block.style is Style.NOTE]
    return [(i, note.mark, note.wid) for i, note in zip(at, one.expression.notes, strict=True)]


def reference(one: Specimen, mark: str) -> int:
    """The block in which a mark stands."""
    return next(i for i, block in enumerate(one.blocks) if any(run.note == mark for run in block.runs))


def parts_with(one: Specimen, pattern: re.Pattern[str]) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Block, wId of the part and match, for each match in the text of a part or note."""
    for part in one.expression.walk():
        if part.text and part.origins and part.kind is not Kind.JUNK:
            at = next((i for i, block in enumerate(one.blocks) if block.origin == part.origins[0]), -1)
            start = plain(one.blocks[at]).find(part.text) if at >= 0 else -1
            if start >= 0:
                yield from (
                    (at, part.wid, m) for m in pattern.finditer(plain(one.blocks[at]), start, start + len(part.text))
                )
    for (at, _mark, wid), note in zip(notes(one), one.expression.notes, strict=True):
        start = plain(one.blocks[at]).index(note.text)
        yield from ((at, wid, m) for m in pattern.finditer(plain(one.blocks[at]), start))
