"""Notes in a plain text whose layout does not set a note area apart: "1 OJ C 456, 18.12.2018, p. 1." on its own line.

A line is a note when it begins with the number whose turn it is, the one before ended, and a word before carries that
number as its mark. Its further lines go on until an empty line, a new page or the next number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Block, Style
from pipeline.repair.marks import carried, count_words, note_number, number_of

_AMOUNT = re.compile(r"\d{1,3}\s+(?:\d{3}\b|[%€])")  # 2 000, 16 %
_STOPS = (".", ";", ":", ",", "·", "\N{GREEK QUESTION MARK}")


def set_notes_apart(lines: Sequence[Block], text: str, unwrapped: bool = False) -> list[Block]:
    """The lines, those of notes in the style of notes; as they are where the format or layout has set notes apart.

    `unwrapped` says that each line is a paragraph.
    """
    stated = any(line.style is Style.NOTE or any(run.note for run in line.runs) for line in lines)
    return list(lines) if stated or len(lines) < 2 else list(_styled(lines, text, unwrapped))


def _styled(lines: Sequence[Block], text: str, unwrapped: bool) -> Iterator[Block]:
    always = _gaps(lines, text) * 2 > len(lines)  # empty lines between all lines say nothing
    turn, in_note = 1, False
    words = count_words(lines)
    met: set[str] = set()
    before: Block | None = None
    for line in lines:
        number = _number(line.text)
        gap = unwrapped or before is None or _is_gap(before, line, text)
        ended = before is not None and before.text.endswith(_STOPS)
        opens = number == str(turn) and number in met
        if opens and (in_note or gap) and ended:
            in_note, turn = True, turn + 1
        elif in_note:
            in_note = not (
                line.page_start
                or unwrapped
                or (gap and not always)
                or (before is not None and before.text.endswith("."))
            )
        met.update(carried(line.text, words))
        yield replace(line, style=Style.NOTE) if in_note else line
        before = line


def _number(text: str) -> str:
    """The number that a line begins with, if it can be that of a note."""
    match = note_number(text)
    if match is None or match.end() == len(text) or "(" in match[0] or _AMOUNT.match(text):
        return ""
    return number_of(match[0])


def _gaps(lines: Sequence[Block], text: str) -> int:
    return sum(_is_gap(before, line, text) for before, line in pairwise(lines))


def _is_gap(before: Block, line: Block, text: str) -> bool:
    between = text[before.origin.end : line.origin.start]
    return line.page_start or len(re.findall(r"\r\n|[\n\r\f]", between)) > 1
