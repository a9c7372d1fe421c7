"""Note marks in a text that does not state them, told from figures that belong to the text.

A text layer glues them to the word before (wereld1, O&I3); others write them raised (wereld¹) or in brackets, at the
word and before the note ([1], (1)).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Block, Level, Notice, Run, Style

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FIGURES = str.maketrans(_RAISED, "0123456789")
_IN_BRACKETS = r"\[\s?\d{1,3}\s?\]|\(\s?\d{1,3}\s?\)"
_NOTE_NUMBER = re.compile(rf"(?:\d{{1,3}}(?=\s|$)|[{_RAISED}]{{1,3}}|{_IN_BRACKETS})\s*")
_GLUED = r"(?:(?<=[^\W\d_])|(?<=[”“\"»«’)\]]))\d{1,3}(?![\w/])"
_MARK = re.compile(
    rf"{_GLUED}|(?<![kcdmh]m)(?<!\bm)[{_RAISED}]{{1,3}}|(?<=\S)[ \N{{NO-BREAK SPACE}}]?(?:{_IN_BRACKETS})"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-&+’'][^\W\d_]+)*(?!\w)")

Marks = Mapping[int, Sequence[tuple[int, str]]]


def note_number(text: str) -> re.Match[str] | None:
    """The number that a note begins with, and the space behind it: 1, ¹, [1] or (1)."""
    return _NOTE_NUMBER.match(text)


def number_of(mark: str) -> str:
    """The figures of a mark as printed: "1" of "¹" and of "[1]"."""
    return "".join(c for c in mark.translate(_FIGURES) if c.isdecimal())


def find_marks(blocks: Sequence[Block]) -> tuple[Marks, tuple[Notice, ...]]:
    """Block index → (offset, mark) of each note mark, and a notice for each note that has none.

    A figure is a mark only when a note of that number stands in a note area further on, it comes after the mark of
    the note before, and the word before it can stand without it (CO2 cannot).
    """
    words = count_words(blocks)
    found: dict[int, list[tuple[int, str]]] = {}
    notices: list[Notice] = []
    after = (0, -1)
    for note_at, number, bracket in _notes(blocks):
        places = (
            (i, match)
            for i in range(after[0], note_at)
            if blocks[i].style is Style.PARAGRAPH
            for match in _MARK.finditer(blocks[i].text)
            if (number_of(match[0]), _bracket(match[0])) == (number, bracket)
            and (i, match.start()) > after
            and _can_carry(match, words)
        )
        place = next(places, None)
        if place is None:
            notices.append(_without_mark(number, blocks[note_at]))
        else:
            after = (place[0], place[1].start())
            found.setdefault(place[0], []).append((place[1].start(), place[1][0]))
    return found, tuple(notices)


def count_words(blocks: Iterable[Block]) -> Counter[str]:
    """How often each word stands in some blocks without a figure glued to it."""
    return Counter(word for block in blocks for word in _WORD.findall(block.text))


def carried(text: str, words: Counter[str]) -> list[str]:
    """The numbers in a line that can be those of note marks; marks in round brackets are too often something else."""
    behind = _MARK.finditer(f"…{text}")  # a line may have been broken before a mark
    marks = (match for match in behind if _bracket(match[0]) != "(" and _can_carry(match, words))
    return [number_of(match[0]) for match in marks]


def stated_marks(blocks: Sequence[Block]) -> Marks:
    """Block index → (offset, text) of each note reference that the format states."""
    found: dict[int, list[tuple[int, str]]] = {}
    for i, block in enumerate(blocks):
        position = 0
        for run in block.runs:
            if run.note:
                found.setdefault(i, []).append((position, run.text))
            position += len(run.text)
    return found


def marks_without_reference(blocks: Sequence[Block]) -> tuple[Notice, ...]:
    """A notice for each numbered note that no stated reference points at."""
    stated = {run.note for block in blocks for run in block.runs}
    loose = ((at, number) for at, number, _ in _notes(blocks) if number not in stated)
    return tuple(_without_mark(number, blocks[at]) for at, number in loose)


def split_runs(block: Block, marks: Sequence[tuple[int, str]]) -> Block:
    """The block with each mark as a run of its own; the formatting of the other runs is kept."""
    edges = {edge for at, mark in marks for edge in (at, at + len(mark))}
    notes = {at: number_of(mark) for at, mark in marks}
    runs: list[Run] = []
    position = 0
    for run in block.runs:
        end = position + len(run.text)
        cuts = sorted({position, end, *(edge for edge in edges if position < edge < end)})
        for low, high in pairwise(cuts):
            runs.append(replace(run, text=block.text[low:high], note=notes.get(low, run.note)))
        position = end
    return replace(block, runs=tuple(runs)) if marks else block


def _without_mark(number: str, block: Block) -> Notice:
    message = f"note {number} has no mark in the text before it"
    return Notice(Level.WARNING, "note-without-mark", message, block.origin)


def _notes(blocks: Sequence[Block]) -> list[tuple[int, str, str]]:
    """The numbered notes: block index, number, and the bracket that the number stands in, if any."""
    matches = ((i, note_number(block.text)) for i, block in enumerate(blocks) if block.style is Style.NOTE)
    return [(i, number_of(match[0]), _bracket(match[0])) for i, match in matches if match]


def _bracket(mark: str) -> str:
    return next((sign for sign in "[(" if sign in mark), "")


def _can_carry(mark: re.Match[str], words: Counter[str]) -> bool:
    """Whether a figure can be a note mark: CO2 is a word of its own, O&I3 is O&I with a mark."""
    if not mark[0].isdecimal():
        return True
    match = re.search(r"\S+$", mark.string[: mark.start()])
    word = match[0] if match else ""
    letters = [c for c in word if c.isalpha()]
    if not letters or any(c.islower() for c in letters[1:]):
        return True
    bare = _WORD.findall(word)
    return bool(bare) and words[bare[-1]] > 0
