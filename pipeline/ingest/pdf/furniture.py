"""Running heads and feet, told by position, repetition and the known forms of a Council foot (`ingest.feet`).

A foot is also the outermost thing on its page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.ingest.feet import has_form, holds_code, is_sure, mask, number_offsets
from pipeline.ingest.pdf.lines import Line
from pipeline.ingest.pdf.notes import reference, references_of
from pipeline.languages import Language

_ZONE = 0.14  # share of the page's height at its top and at its bottom
_SAME_HEIGHT = 4.0  # points
_HEAD_SPACE = 2.2  # sizes between a head that does not repeat and the text
_LENGTH = 120  # characters; a running head is shorter
_EDGES = (False, True)  # bottom, top

Rows = Sequence[Sequence[Line]]
Places = Mapping[str, Sequence[tuple[int, float]]]


def find_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float], language: Language) -> set[Line]:
    """The lines of running heads and feet.

    `pages` has the lines of each page, `heights` the heights of the pages in points.
    """
    rows = {top: [_rows(lines, height, top) for lines, height in zip(pages, heights, strict=True)] for top in _EDGES}
    marks = [{mark for line in lines for mark in references_of(line)} for lines in pages]
    found = {line for lines in pages for line in lines if line.angle % 90}  # stamped across the page
    for top in _EDGES:
        places = _places(rows[top])
        offsets = number_offsets([_parts(page) for page in rows[top]])
        for number, page in enumerate(rows[top]):
            inner = page if top else _without_notes(page, marks[number] | marks[max(number - 1, 0)], language)
            found |= _outermost(inner, number, places, offsets, language, top)
            if top and number:
                found |= _coded_head(pages[number], page, language)
    return found


def _rows(lines: Sequence[Line], height: float, top: bool) -> Rows:
    """The lines in the head or foot zone of a page, grouped by height, the outermost first."""
    low, high = (height * (1 - _ZONE), float("inf")) if top else (float("-inf"), height * _ZONE)
    inside = (line for line in lines if line.angle == 0 and low < line.y < high)
    rows: list[list[Line]] = []
    for line in sorted(inside, key=lambda one: -one.y if top else one.y):
        if rows and abs(rows[-1][0].y - line.y) <= 0.5 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def _without_notes(rows: Rows, marks: set[str], language: Language) -> Rows:
    """The rows below the last note: "1 Doc. 12301/21." may stand at one height on several pages, as a foot does."""
    for i, row in enumerate(rows):
        first = row[0].pieces[0]
        raised = len(row[0].pieces) > 1 and reference(first.text, first.raised)
        if raised or (row[0].text.split()[0] in marks and not _has_form(row, language)):
            return rows[:i]
    return rows


def _outermost(
    rows: Rows, page: int, places: Places, offsets: frozenset[int], language: Language, top: bool
) -> set[Line]:
    """The rows from the edge inwards that are furniture."""
    repeated = [any(_repeats(line, page, places, top) for line in row) for row in rows]
    formed = [not top and _has_form(row, language) for row in rows]
    depth = next((i for i in range(len(rows)) if not repeated[i] and not formed[i]), len(rows))
    while depth and not repeated[depth - 1] and not is_sure(_parts(rows[:depth]), page, offsets):
        depth -= 1
    return {line for row in rows[:depth] for line in row}


def _coded_head(lines: Sequence[Line], rows: Rows, language: Language) -> set[Line]:
    """The topmost row of a page after the first, where it holds only a code and the like, well above the text."""
    if not rows or not _has_form(rows[0], language):
        return set()
    below = max((line.y for line in lines if line.y < rows[0][0].y - 1), default=0.0)
    far = rows[0][0].y - below > _HEAD_SPACE * rows[0][0].size
    return set(rows[0]) if far and holds_code(_parts(rows[:1])) else set()


def _places(pages: Sequence[Rows]) -> Places:
    """Text without its figures → where it stands: page and height."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page, rows in enumerate(pages):
        for row in rows:
            for line in row:
                places[mask(line.text)].append((page, line.y))
    return places


def _repeats(line: Line, page: int, places: Places, top: bool) -> bool:
    """Whether the same text, figures aside, stands at the same height on another page. The first page has no head."""
    if len(line.text) > _LENGTH or (top and page == 0):
        return False
    others = (place for place in places[mask(line.text)] if place[0] != page and not (top and place[0] == 0))
    return any(abs(height - line.y) <= _SAME_HEIGHT for _, height in others)


def _has_form(row: Sequence[Line], language: Language) -> bool:
    return has_form(" ".join(line.text for line in row), language)


def _parts(rows: Rows) -> list[str]:
    return [part for row in rows for line in row for part in line.text.split()]
