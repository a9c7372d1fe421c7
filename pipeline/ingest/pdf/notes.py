"""The note area at the foot of a page, and the raised marks in the text that refer to its notes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from pipeline.ingest.pdf.lines import Line
from pipeline.ingest.pdf.page import Rule

_SMALL = 0.95  # share of the body size that notes do not reach
_SEPARATOR = (0.08, 0.75)  # width of the rule above notes as a share of the text's width
_NUMBER = re.compile(r"(\d{1,3}|\*{1,3})(?:\s|$)")


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size in points of most characters."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def find_notes(lines: Sequence[Line], rules: Sequence[Rule], body: float, goes_on: bool) -> set[Line]:
    """The lines of the note area of one page without its furniture.

    `body` is the size of the text in points; `goes_on` says that the page before ends with notes, so that one of them
    may go on here. A rule above the area decides; else small lines at the foot, from the first that begins with the
    mark of a note.
    """
    level = [line for line in lines if line.angle == 0]
    if not level:
        return set()
    below = _below_separator(level, rules, body)
    if below:
        return below
    foot: list[Line] = []
    for line in sorted(level, key=lambda one: (one.y, -one.x0)):
        if line.size > _SMALL * body:
            break
        foot.insert(0, line)
    references = {reference for line in level for reference in references_of(line)}
    first = next((i for i, line in enumerate(foot) if _starts_note(line, references)), None)
    if goes_on and foot and (first or len(foot) < len(level)) and not _continues_text(foot, level):
        first = 0
    return set() if first is None else set(foot[first:])


def note_numbers(lines: Sequence[Line]) -> list[str]:
    """The marks with which lines of a note area begin."""
    return [number for line in lines if (number := _number(line))]


def references_of(line: Line) -> list[str]:
    """The raised figures of a line: marks of notes, if such notes exist."""
    return [mark for piece in line.pieces if (mark := reference(piece.text, piece.raised))]


def reference(text: str, raised: bool) -> str:
    """The mark of a note that a piece of text is, or ""."""
    figures = unicodedata.normalize("NFKC", text).strip() if raised else ""
    return figures if re.fullmatch(r"\d{1,3}|\*{1,3}", figures) else ""


def _number(line: Line) -> str:
    first = line.pieces[0]
    match = _NUMBER.match(unicodedata.normalize("NFKC", line.text))
    return reference(first.text, first.raised) or (match[1] if match else "")


def _starts_note(line: Line, references: set[str]) -> bool:
    first = line.pieces[0]
    return bool(reference(first.text, first.raised)) or _number(line) in references


def _continues_text(foot: Sequence[Line], level: Sequence[Line]) -> bool:
    """Whether small lines stand as close to the text above as its own lines do, as in a table."""
    above = min((line.y for line in level if line not in foot), default=None)
    return above is not None and above - foot[0].y < 1.4 * foot[0].size


def _below_separator(level: Sequence[Line], rules: Sequence[Rule], body: float) -> set[Line]:
    """The lines below the short rule that sets notes apart."""
    left, right = min(line.x0 for line in level), max(line.x1 for line in level)
    width = max(right - left, 1.0)
    for rule in rules:
        if not _SEPARATOR[0] <= (rule.x1 - rule.x0) / width <= _SEPARATOR[1] or rule.x0 > left + body:
            continue
        below = {line for line in level if line.y < rule.y}
        if not below or any(abs(line.y - rule.y) < 0.4 * line.size and line.x0 < rule.x1 for line in level):
            continue
        first = max(below, key=lambda line: (line.y, -line.x0))
        small = all(line.size <= body + 0.3 for line in below)
        if small and (_number(first) or first.size <= _SMALL * body):
            return below
    return set()
