"""Glyphs → lines of a page, each a row of pieces with one formatting.

A line ends where the baseline moves by more than a raised mark does, where writing goes back to the left, and at a gap
as wide as that between the columns of a cover page.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from pipeline.ingest.pdf.page import Face, Glyph, Page, Rule
from pipeline.model import Mark

_STEP = 0.6  # share of the size by which a baseline may move inside a line
_COLUMN = 3.0  # sizes; a wider gap parts two columns
_TAB, _SAME = 0.8, 1.0  # sizes, points; a gap of this width parts columns where other lines begin at its end,
_COLUMN_LINES = 2  # so many of them
_BACK = 1.5  # sizes; writing that goes back further begins a new line
_GAP = 0.15  # share of the size; less is no space between words
_RAISED, _SMALL = 0.1, 0.8  # a raised mark stands this share of the size higher, and is this share of it or smaller
_UNDER, _THROUGH = (-0.36, 0.05), (0.12, 0.55)  # where a rule stands, as shares of the size above the baseline
_OVERHANG = 0.8  # sizes; a rule that sticks out further belongs to a table, not to words
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_BLANK = "\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"


class Piece(NamedTuple):
    """Text with one formatting. `raised` is True for small characters above the line."""

    text: str
    marks: frozenset[Mark]
    raised: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the part of it in one column. `size` is that of most of its characters, in points."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    angle: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def lines_of(page: Page) -> list[Line]:
    """The lines of a page in the order in which they were drawn."""
    heights = [-rule.y for rule in page.rules]
    rows = list(_stretched([row for row in _split(page.glyphs) if row]))
    starts = sorted(row[0].x0 for row in rows)
    cells = [cell for row in rows for cell in _at_columns(row, starts)]
    return [line for cell in cells if (line := _line(page, cell, heights)) is not None]


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """The order in which lines were drawn, or from top to bottom where that order cannot be the one of reading."""
    return _top_down(lines) if _is_jumbled(lines) else list(lines)


def _split(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The glyphs of each line, without leading and trailing spaces."""
    line: list[Glyph] = []
    largest: Glyph | None = None
    for glyph in glyphs:
        if glyph.text.isspace() or glyph.text in _BLANK:
            if line:
                line.append(glyph)
            continue
        last = next((one for one in reversed(line) if not one.text.isspace()), None)
        if last is not None and largest is not None and _breaks(line, last, largest, glyph):
            yield _trimmed(line)
            line, largest = [], None
        line.append(glyph)
        largest = glyph if largest is None or glyph.face.size > largest.face.size else largest
    if line:
        yield _trimmed(line)


def _stretched(rows: Sequence[list[Glyph]]) -> Iterator[list[Glyph]]:
    """The rows; where few words were stretched to fill a justified line, they are one row again.

    Such a line reaches from where other lines begin to where they end, with one width of space between all words.
    """
    starts, ends = sorted(row[0].x0 for row in rows), sorted(row[-1].x1 for row in rows)
    at = 0
    while at < len(rows):
        end = at + 1
        while (
            end < len(rows) and abs(rows[end][0].y - rows[at][0].y) < _SAME and rows[end][0].x0 > rows[end - 1][-1].x1
        ):
            end += 1
        cells = rows[at:end]
        in_columns = any(_count(starts, cell[0].x0) > _COLUMN_LINES for cell in cells[1:])
        at_edges = _count(starts, cells[0][0].x0) > _COLUMN_LINES and _count(ends, cells[-1][-1].x1) > _COLUMN_LINES
        words = [glyph for cell in cells for glyph in cell]
        if len(cells) > 1 and at_edges and not in_columns and _is_even(words):
            yield words
        else:
            yield from cells
        at = end


def _is_beside(left: Sequence[Glyph], right: Sequence[Glyph]) -> bool:
    """Whether a row goes on, at the same height, behind another."""
    return abs(right[0].y - left[0].y) < _SAME and right[0].x0 > left[-1].x1


def _count(places: Sequence[float], place: float) -> int:
    """How many of the sorted places are the same as one."""
    return bisect_right(places, place + _SAME) - bisect_left(places, place - _SAME)


def _is_even(glyphs: Sequence[Glyph]) -> bool:
    """Whether the spaces between the words of a row are of one width."""
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    gaps = [right.x0 - left.x1 for left, right in pairwise(inked) if right.x0 - left.x1 > _TAB * right.face.size]
    narrow = [gap for left, right in pairwise(inked) if _GAP * right.face.size < (gap := right.x0 - left.x1)]
    return len(gaps) == len(narrow) and max(gaps) - min(gaps) < _GAP * inked[0].face.size


def _at_columns(row: list[Glyph], starts: Sequence[float]) -> Iterator[list[Glyph]]:
    """A row, parted at each wide gap behind which it goes on exactly where other lines begin."""
    last: Glyph | None = None
    begin = 0
    for i, glyph in enumerate(row):
        if glyph.text.isspace():
            continue
        size = glyph.face.size
        wide = last is not None and glyph.x0 - last.x1 > _TAB * size and not _is_number(row[begin:i], glyph)
        if wide and _count(starts, glyph.x0) >= _COLUMN_LINES:
            yield _trimmed(row[begin:i])
            begin = i
        last = glyph
    yield row[begin:]


def _trimmed(line: list[Glyph]) -> list[Glyph]:
    while line and (line[-1].text.isspace() or line[-1].text in _BLANK):
        line.pop()
    return line


def _breaks(line: Sequence[Glyph], last: Glyph, largest: Glyph, glyph: Glyph) -> bool:
    """Whether `glyph` begins a new line after `last`. `largest` is the largest glyph of the line, the first of them."""
    size = max(largest.face.size, glyph.face.size, 1.0)
    if glyph.face.angle != largest.face.angle or abs(glyph.y - largest.y) > _STEP * size:
        return True
    if glyph.x0 < last.x1 - _BACK * size:
        return True
    return glyph.x0 - last.x1 > _COLUMN * size and not _is_number(line, glyph)


def _is_number(line: Sequence[Glyph], following: Glyph) -> bool:
    """Whether a line so far is a point number, a list mark or the raised number of a note: part of what follows."""
    text = "".join(glyph.text for glyph in line).strip()
    if text.isdigit():
        return len(text) <= 3 and line[0].face.size < following.face.size
    return len(text) <= 6 and (text[-1:] in (".", ")") or not any(map(str.isalnum, text)))


def _line(page: Page, glyphs: Sequence[Glyph], heights: Sequence[float]) -> Line | None:
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if not inked:
        return None
    sizes = Counter(glyph.face.size for glyph in inked)
    size = max(sizes, key=lambda one: (sizes[one], one))
    base = next(glyph for glyph in inked if glyph.face.size == size)
    x0, x1 = min(glyph.x0 for glyph in inked), max(glyph.x1 for glyph in inked)
    rules = _near(page.rules, heights, base, x0, x1) if base.face.angle == 0 else []
    pieces = _composed(_characters(glyphs, base, rules))
    return Line(page.number, x0, x1, base.y, size, base.face.angle, pieces) if pieces else None


def _near(rules: Sequence[Rule], heights: Sequence[float], base: Glyph, x0: float, x1: float) -> list[Rule]:
    """The rules that can belong to the words of a line: at its height, and not sticking out at its ends."""
    size = base.face.size
    low = bisect_left(heights, -(base.y + _THROUGH[1] * size))
    high = bisect_right(heights, -(base.y + _UNDER[0] * size))
    edge = _OVERHANG * size
    return [rule for rule in rules[low:high] if rule.x0 >= x0 - edge and rule.x1 <= x1 + edge]


def _characters(glyphs: Sequence[Glyph], base: Glyph, rules: Sequence[Rule]) -> Iterator[Piece]:
    """One piece a character; runs of white space are one space, and none where the gap is too narrow for one."""
    last: Glyph | None = None
    spaces: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text.isspace():
            spaces.append(glyph)
            continue
        raised = _is_raised(glyph, base)
        if last is not None and _is_space(last, spaces, glyph, raised):
            common = _marks(last, base, rules) & _marks(glyph, base, rules)
            yield Piece(_space(spaces), common, False)
        text = _LIGATURES.get(ord(glyph.text), glyph.text) if len(glyph.text) == 1 else glyph.text
        yield Piece(text, _marks(glyph, base, rules), raised)
        last, spaces = glyph, []


def _space(spaces: Sequence[Glyph]) -> str:
    return spaces[0].text if len(spaces) == 1 and spaces[0].text == "\N{NO-BREAK SPACE}" else " "


def _is_space(last: Glyph, spaces: Sequence[Glyph], glyph: Glyph, raised: bool) -> bool:
    """Whether words are parted. What PDFium only inferred counts when the gap is wide, never before a raised mark."""
    if any(not space.made for space in spaces):
        return True
    gap = glyph.x0 - last.x1
    size = max(last.face.size, glyph.face.size)
    if raised and gap < _COLUMN * size:
        return False
    return gap > (_GAP if spaces else 2 * _GAP) * size


def _is_raised(glyph: Glyph, base: Glyph) -> bool:
    size = base.face.size
    small = glyph.face.size <= _SMALL * size and glyph.y > base.y + _RAISED * size
    return small or glyph.text in "¹²³⁰⁴⁵⁶⁷⁸⁹"


def _marks(glyph: Glyph, base: Glyph, rules: Sequence[Rule]) -> frozenset[Mark]:
    face: Face = glyph.face
    found = {mark for mark, on in ((Mark.BOLD, face.bold), (Mark.ITALIC, face.italic)) if on}
    middle = (glyph.x0 + glyph.x1) / 2
    for rule in rules:
        if rule.x0 <= middle <= rule.x1:
            height = (rule.y - base.y) / (base.face.size or 1.0)
            if _UNDER[0] <= height <= _UNDER[1]:
                found.add(Mark.UNDERLINE)
            elif _THROUGH[0] <= height <= _THROUGH[1]:
                found.add(Mark.STRIKE)
    return frozenset(found)


def _composed(characters: Iterator[Piece]) -> tuple[Piece, ...]:
    """Characters of one formatting as one piece, letters with their accents in NFC, soft hyphens only at the end."""
    pieces = []
    for (marks, raised), group in groupby(_on_bases(characters), key=lambda piece: (piece.marks, piece.raised)):
        text = unicodedata.normalize("NFC", "".join(piece.text for piece in group))
        pieces.append(Piece(text, marks, raised))
    last = len(pieces) - 1
    cleaned = (Piece(_visible(p.text, i == last), p.marks, p.raised) for i, p in enumerate(pieces))
    return tuple(piece for piece in cleaned if piece.text)


def _on_bases(characters: Iterator[Piece]) -> Iterator[Piece]:
    """Combining characters take the formatting of the letter before them, so that they can be composed with it."""
    last: Piece | None = None
    for piece in characters:
        if last is not None and unicodedata.combining(piece.text[0]):
            piece = Piece(piece.text, last.marks, last.raised)
        last = piece
        yield piece


def _visible(text: str, at_end: bool) -> str:
    """A soft hyphen is seen only at the end of a line."""
    kept = text[-1:] if at_end and text.endswith("\N{SOFT HYPHEN}") else ""
    return text.replace("\N{SOFT HYPHEN}", "") + kept


def _is_jumbled(lines: Sequence[Line]) -> bool:
    """Whether lines were drawn in another order than they are read: one stands above the line before it."""
    return any(
        below.angle == above.angle == 0
        and above.y > below.y + _STEP * above.size
        and above.x0 < below.x1
        and below.x0 < above.x1
        for below, above in pairwise(lines)
    )


def _top_down(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom; those at one height from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (-one.y, one.x0)):
        if rows and rows[-1][0].y - line.y <= 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.x0)]
