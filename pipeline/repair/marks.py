"""Note marks that a text layer glued to the word before (wereld1, O&I3), told from figures that belong to the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Block, Level, Notice, Run, Style

_NOTE_NUMBER = re.compile(r"(\d{1,3})\s+\S")
_GLUED = re.compile(r"(?:(?<=[^\W\d_])|(?<=[”“\"»«’)\]]))\d{1,3}(?![\w/])")
_WORD = re.compile(r"[^\W\d_]+(?:[-&+’'][^\W\d_]+)*(?!\w)")

Marks = Mapping[int, Sequence[tuple[int, str]]]


def find_marks(blocks: Sequence[Block]) -> tuple[Marks, tuple[Notice, ...]]:
    """Block index → (offset, mark) of each note mark, and a notice for each note that has none.

    A figure is a mark only when a note of that number stands in a note area further on, it comes after the mark of
    the note before, and the word before it can stand without it (CO2 cannot).
    """
    words = count_words(blocks)
    found: dict[int, list[tuple[int, str]]] = {}
    notices: list[Notice] = []
    after = (0, -1)
    for note_at, number in _notes(blocks):
        places = (
            (i, match.start())
            for i in range(after[0], note_at)
            if blocks[i].style is Style.PARAGRAPH
            for match in _GLUED.finditer(blocks[i].text)
            if match[0] == number and (i, match.start()) > after and _can_carry(blocks[i].text, match.start(), words)
        )
        place = next(places, None)
        if place is None:
            notices.append(_without_mark(number, blocks[note_at]))
        else:
            after = place
            found.setdefault(place[0], []).append((place[1], number))
    return found, tuple(notices)


def count_words(blocks: Iterable[Block]) -> Counter[str]:
    """How often each word stands in some blocks without a figure glued to it."""
    return Counter(word for block in blocks for word in _WORD.findall(block.text))


def carried(text: str, words: Counter[str]) -> list[str]:
    """The figures glued to words of a text that can be note marks."""
    return [match[0] for match in _GLUED.finditer(text) if _can_carry(text, match.start(), words)]


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
    loose = ((at, number) for at, number in _notes(blocks) if number not in stated)
    return tuple(_without_mark(number, blocks[at]) for at, number in loose)


def split_runs(block: Block, marks: Sequence[tuple[int, str]]) -> Block:
    """The block with each mark as a run of its own; the formatting of the other runs is kept."""
    edges = {edge for at, mark in marks for edge in (at, at + len(mark))}
    notes = dict(marks)
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


def _notes(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    matches = ((i, _NOTE_NUMBER.match(block.text)) for i, block in enumerate(blocks) if block.style is Style.NOTE)
    return [(i, match[1]) for i, match in matches if match]


def _can_carry(text: str, at: int, words: Counter[str]) -> bool:
    """Whether the figure at `at` can be a note mark: CO2 is a word of its own, O&I3 is O&I with a mark."""
    match = re.search(r"\S+$", text[:at])
    word = match[0] if match else ""
    letters = [c for c in word if c.isalpha()]
    if not letters or any(c.islower() for c in letters[1:]):
        return True
    bare = _WORD.findall(word)
    return bool(bare) and words[bare[-1]] > 0
