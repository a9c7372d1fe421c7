"""Running heads and feet, told by position, repetition and the known forms of a Council foot.

A foot holds the code, the page number, the language, sometimes the authors and the unit: `10125/22 JFS/jcc 1`,
`ANNEX ECOMP.3.B EN`. Note text such as "12301/21" may look the same: a foot is also the outermost thing on its page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline.ingest.pdf.lines import Line
from pipeline.ingest.pdf.notes import reference, references_of
from pipeline.languages import PROTOCOL_ORDER, Language

_ZONE = 0.14  # share of the page's height at its top and at its bottom
_SAME_HEIGHT = 4.0  # points
_HEAD_SPACE = 2.2  # sizes between a head that does not repeat and the text
_LENGTH = 120  # characters; a running head is shorter
_CODE = re.compile(r"\d{1,5}(?:/\d{1,2})?/\d{2}")
_PART = re.compile(
    r"\d{1,5}(?:/\d{1,2})?/\d{2}|\d{1,5}/\d{1,5}|[-–—]|\.{2,}|…+|REV|COR|ADD|INIT|DCL|EXT|AMD|ST|SN|CM|PE-CONS|EUCO|CONV"
    r"|[^\W\d_]{1,5}(?:/[^\W\d_]{1,5}){1,3}"  # authors
    r"|DG|[A-Z]{2,7}(?:[.\d]+[A-Z]?)*|[A-Z]\d?[A-Z]?(?:\.\d)?|&|LIMITE|PUBLIC|[IVX]+"
)
_NUMBER = re.compile(r"\d{1,4}")
_LANGUAGES = frozenset(code.upper() for code in PROTOCOL_ORDER)
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
        offsets = _number_offsets(rows[top])
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
    while depth and not repeated[depth - 1] and not _is_sure(rows[:depth], page, offsets):
        depth -= 1
    return {line for row in rows[:depth] for line in row}


def _coded_head(lines: Sequence[Line], rows: Rows, language: Language) -> set[Line]:
    """The topmost row of a page after the first, where it holds only a code and the like, well above the text."""
    if not rows or not _has_form(rows[0], language):
        return set()
    parts = [part for line in rows[0] for part in line.text.split()]
    below = max((line.y for line in lines if line.y < rows[0][0].y - 1), default=0.0)
    far = rows[0][0].y - below > _HEAD_SPACE * rows[0][0].size
    return set(rows[0]) if far and any(_CODE.fullmatch(part) for part in parts) else set()


def _places(pages: Sequence[Rows]) -> Places:
    """Text without its figures → where it stands: page and height."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page, rows in enumerate(pages):
        for row in rows:
            for line in row:
                places[_mask(line.text)].append((page, line.y))
    return places


def _repeats(line: Line, page: int, places: Places, top: bool) -> bool:
    """Whether the same text, figures aside, stands at the same height on another page. The first page has no head."""
    if len(line.text) > _LENGTH or (top and page == 0):
        return False
    others = (place for place in places[_mask(line.text)] if place[0] != page and not (top and place[0] == 0))
    return any(abs(height - line.y) <= _SAME_HEIGHT for _, height in others)


def _mask(text: str) -> str:
    return " ".join(re.sub(r"\d+", "#", re.sub(r"\.{2,}|…+", " ", text)).split()).casefold()


def _has_form(row: Sequence[Line], language: Language) -> bool:
    """Whether a row holds only what a foot of the Council may hold."""
    text = " ".join(line.text for line in row)
    for label in sorted(language.annex, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return all(_NUMBER.fullmatch(part) or _PART.fullmatch(part) for part in text.split())


def _is_sure(rows: Rows, page: int, offsets: frozenset[int]) -> bool:
    """Whether rows of the right form hold two of code, page number and language, or this page's number alone."""
    parts = [part for row in rows for line in row for part in line.text.split()]
    numbers = {int(part) for part in parts if _NUMBER.fullmatch(part)}
    numbered = any(number - page in offsets for number in numbers)
    coded = any(_CODE.fullmatch(part) for part in parts)
    named = bool(_LANGUAGES & set(parts))
    return (numbered and (coded or named or len(parts) <= 3)) or (coded and named)


def _number_offsets(pages: Sequence[Rows]) -> frozenset[int]:
    """How far printed page numbers are from the count of pages from 0: what most pages agree on, and 1."""
    counts = Counter(
        int(part) - page
        for page, rows in enumerate(pages)
        for part in {part for row in rows for line in row for part in line.text.split() if _NUMBER.fullmatch(part)}
    )
    return frozenset({1, *(offset for offset, count in counts.items() if count > 1 and count * 2 > len(pages))})
