"""PDF with a text layer, read with PDFium: one block a physical line, with formatting, note marks and page areas.

The text is rebuilt from the place and true size of each character. Running heads and feet are kept as FURNITURE,
notes at the foot of a page as NOTE; a page's text comes first, then its notes, then its foot. In `Source.text` each
block is a line, an empty line stands for space that the layout left, and a form feed ends a page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pipeline.errors import ReadError
from pipeline.ingest.encodings import odd_character, odd_character_notice
from pipeline.ingest.pdf.blocks import Area, assemble
from pipeline.ingest.pdf.furniture import find_furniture
from pipeline.ingest.pdf.lines import Line, lines_of, reading_order
from pipeline.ingest.pdf.notes import body_size, find_notes
from pipeline.ingest.pdf.page import MAX_BYTES, MAX_CHARACTERS, MAX_PAGES, Rule
from pipeline.languages import load
from pipeline.model import Level, Notice, Origin, Source

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "MAX_PAGES", "read"]


def read(data: bytes, name: str, language: str) -> Source:
    """The lines of a PDF file.

    Raises ReadError, in one line, for a file that is no PDF, is encrypted or broken, has no text layer (a scan), or
    is larger than MAX_BYTES, MAX_PAGES or MAX_CHARACTERS.
    """
    from pipeline.ingest.pdf.pdfium import pages  # loads PDFium, which no other format needs

    lines: list[list[Line]] = []
    rules: list[tuple[Rule, ...]] = []
    sizes: list[tuple[float, float]] = []
    pictured: list[bool] = []
    for page in pages(data, name):
        lines.append(lines_of(page))
        rules.append(page.rules)
        sizes.append((page.width, page.height))
        pictured.append(page.pictures)
    _refuse_empty(lines, pictured, name)
    areas = _areas(lines, rules, [height for _, height in sizes], language)
    blocks, text = assemble(areas)
    notices = (*_pages_without_text(lines, pictured), *_odd_characters(text))
    return Source(name, language, hashlib.sha256(data).hexdigest(), blocks, notices, text=text)


def _areas(
    lines: Sequence[Sequence[Line]], rules: Sequence[Sequence[Rule]], heights: Sequence[float], language: str
) -> list[Area]:
    """What each page holds, sorted into heads, text, notes and feet."""
    furniture = find_furniture(lines, heights, load(language))
    rest = [[line for line in page if line not in furniture] for page in lines]
    body = body_size(rest)
    areas: list[Area] = []
    for page, inner, bars, height in zip(lines, rest, rules, heights, strict=True):
        notes = find_notes(inner, bars, body, goes_on=bool(areas and areas[-1].notes))
        text = reading_order([line for line in inner if line not in notes])
        edge = reading_order([line for line in page if line in furniture])
        heads = [line for line in edge if line.y > height / 2]
        feet = [line for line in edge if line.y <= height / 2]
        areas.append(Area(heads, text, reading_order([line for line in inner if line in notes]), feet, body))
    return areas


def _refuse_empty(lines: Sequence[Sequence[Line]], pictured: Sequence[bool], name: str) -> None:
    if any(lines):
        return
    if any(pictured):
        what = "this PDF is a scan without a text layer; run text recognition on it, or take the file from the register"
        raise ReadError(what, where=name)
    raise ReadError("this PDF holds no text; check which file was meant", where=name)


def _pages_without_text(lines: Sequence[Sequence[Line]], pictured: Sequence[bool]) -> list[Notice]:
    numbers = [n for n, (page, picture) in enumerate(zip(lines, pictured, strict=True), 1) if picture and not page]
    if not numbers:
        return []
    named = ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")
    message = f"page {named}: a picture without text; what it says is not read"
    return [Notice(Level.WARNING, "page-without-text", message)]


def _odd_characters(text: str) -> list[Notice]:
    at = odd_character(text)
    if at < 0:
        return []
    page = text.count("\f", 0, at) + 1
    return [odd_character_notice(text[at], Origin(f"page {page}", at, at + 1))]
