"""The door to PDFium: a file → pages of glyphs, thin rules and whether there are pictures.

PDFium keeps global state and must not be used from threads (pypdfium2 issues 303 and 479); readers run in processes.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import ReadError
from pipeline.ingest.pdf.page import MAX_BYTES, MAX_CHARACTERS, MAX_PAGES, Face, Glyph, Page, Rule

_MAX_OBJECTS = 20_000  # drawn objects of one page that are looked at for rules
_MAX_SEGMENTS = 400  # of one drawn path
_THIN = 2.5  # points; a thicker bar is no underline
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obliq", re.IGNORECASE)
_FORCE_BOLD, _ITALIC_FLAG = 1 << 18, 1 << 6  # PDF 32000-1, table 123
_HEAVY = 700
_HYPHEN_MARKS = {0x02: "-", 0xFFFE: "-"}  # PDFium's own marks for a hyphen before a line break
_REASONS = {
    pdfium.FPDF_ERR_FORMAT: "this is no PDF, or its cross-references are broken; get the file again",
    pdfium.FPDF_ERR_PASSWORD: "the PDF is encrypted; save it without a password",
    pdfium.FPDF_ERR_SECURITY: "the PDF is encrypted in a way that cannot be read; save it without protection",
}


def pages(data: bytes, name: str) -> Iterator[Page]:
    """The pages of a PDF, one at a time. Raises ReadError for what PDFium cannot open and what passes the limits."""
    if len(data) > MAX_BYTES:
        raise ReadError(f"the file has {len(data)} bytes; at most {MAX_BYTES} are read", where=name)
    document = _open(data, name)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise ReadError(f"the PDF has {count} pages; at most {MAX_PAGES} are read; split it", where=name)
        budget = MAX_CHARACTERS
        for index in range(count):
            page = _page(document, index, budget, name)
            budget -= len(page.glyphs)
            yield page
    finally:
        document.close()


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = _REASONS.get(getattr(error, "err_code", 0), _REASONS[pdfium.FPDF_ERR_FORMAT])
        raise ReadError(reason, where=name) from None


def _page(document: pypdfium2.PdfDocument, index: int, budget: int, name: str) -> Page:
    """One page, with everything that PDFium holds for it set free again."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        raise ReadError(f"page {index + 1} of the PDF is broken; get the file again", where=name) from None
    try:
        frame = _Frame.of(page)
        text = page.get_textpage()
        try:
            count = pdfium.FPDFText_CountChars(text.raw)
            if count > budget:
                limit = f"more than {MAX_CHARACTERS} characters up to page {index + 1}"
                raise ReadError(f"the PDF has {limit}; no document of the Council has; split it", where=name)
            glyphs = tuple(_glyphs(text.raw, count, frame))
        finally:
            text.close()
        rules, pictures = _drawn(page.raw, frame)
        return Page(index + 1, frame.width, frame.height, glyphs, rules, pictures)
    except pypdfium2.PdfiumError:
        raise ReadError(f"page {index + 1} of the PDF cannot be read; get the file again", where=name) from None
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class _Frame:
    """The shown page: its size, and how a point of the file is turned and moved into it."""

    width: float
    height: float
    turn: int  # clockwise quarter turns
    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> _Frame:
        left, bottom, right, top = page.get_cropbox()
        turn = pdfium.FPDFPage_GetRotation(page.raw) % 4
        width, height = right - left, top - bottom
        return cls(*((height, width) if turn % 2 else (width, height)), turn, left, bottom, right, top)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The point (x, y) of the file on the shown page."""
        if self.turn == 0:
            return x - self.left, y - self.bottom
        if self.turn == 1:
            return y - self.bottom, self.right - x
        if self.turn == 2:
            return self.right - x, self.top - y
        return self.top - y, x - self.left


def _glyphs(text: Any, count: int, frame: _Frame) -> Iterator[Glyph]:  # noqa: ANN401 (a handle of PDFium)
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    faces: dict[int, Face] = {}
    fonts: dict[int, tuple[bool, bool]] = {}
    face = Face(0.0, False, False, 0)
    high = 0
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        pointer = pdfium.FPDFText_GetTextObject(text, i)
        key = ctypes.cast(pointer, ctypes.c_void_p).value
        if key is not None:
            if key not in faces:
                faces[key] = _face(text, i, pointer, fonts, frame)
            face = faces[key]
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        pdfium.FPDFText_GetCharBox(text, i, left, right, bottom, top)
        yield Glyph(
            _character(code), *_extent(x.value, y.value, (left, bottom, right, top), face, frame), face, key is None
        )


def _character(code: int) -> str:
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return _HYPHEN_MARKS.get(code) or chr(code)


def _extent(
    x: float, y: float, box: tuple[ctypes.c_double, ...], face: Face, frame: _Frame
) -> tuple[float, float, float]:
    """Left end, right end and baseline, along the direction of writing."""
    left, bottom, right, top = (side.value for side in box)
    if frame.turn == 0 and face.angle == 0:
        return min(x, left) - frame.left, right - frame.left, y - frame.bottom
    turn = partial(_turned, angle=-math.radians(face.angle))
    corners = [turn(*frame.place(cx, cy))[0] for cx in (left, right) for cy in (bottom, top)]
    base = turn(*frame.place(x, y))
    return min(base[0], *corners), max(corners), base[1]


def _turned(x: float, y: float, angle: float) -> tuple[float, float]:
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def _face(text: Any, i: int, pointer: Any, fonts: dict[int, tuple[bool, bool]], frame: _Frame) -> Face:  # noqa: ANN401
    """The look of the glyphs of one text object. The font size counts only with the text matrix (true size)."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, i, matrix)
    size = pdfium.FPDFText_GetFontSize(text, i) * math.hypot(matrix.b, matrix.d)
    if not math.isfinite(size):
        size = 0.0
    angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) - 90 * frame.turn
    font = pdfium.FPDFTextObj_GetFont(pointer)
    key = ctypes.cast(font, ctypes.c_void_p).value or 0
    if key not in fonts:
        fonts[key] = _weight(font) if key else (False, False)
    bold, italic = fonts[key]
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pointer)
    filled_and_stroked = mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE  # a writer without a bold font makes one so
    return Face(round(size, 2), bold or filled_and_stroked, italic, angle % 360)


def _weight(font: Any) -> tuple[bool, bool]:  # noqa: ANN401
    """Whether a font is bold and italic, by its name, its flags or its weight."""
    size = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, size)
    name = buffer.value.decode("utf-8", "replace")
    flags = max(pdfium.FPDFFont_GetFlags(font), 0)
    bold = _BOLD.search(name) or flags & _FORCE_BOLD or pdfium.FPDFFont_GetWeight(font) >= _HEAVY
    return bool(bold), bool(_ITALIC.search(name) or flags & _ITALIC_FLAG)


def _drawn(page: Any, frame: _Frame) -> tuple[tuple[Rule, ...], bool]:  # noqa: ANN401
    """The thin horizontal rules of a page, and whether it holds a picture."""
    rules: list[Rule] = []
    pictures = False
    for i in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, i)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        pictures = pictures or kind == pdfium.FPDF_PAGEOBJ_IMAGE
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules += _rules(drawn, frame)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            pictures = pictures or _form_has_picture(drawn)
    return tuple(sorted(rules, key=lambda rule: (-rule.y, rule.x0))), pictures


def _form_has_picture(form: Any) -> bool:  # noqa: ANN401
    count = min(pdfium.FPDFFormObj_CountObjects(form), _MAX_OBJECTS)
    kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFFormObj_GetObject(form, i)) for i in range(count))
    return any(kind == pdfium.FPDF_PAGEOBJ_IMAGE for kind in kinds)


def _rules(path: Any, frame: _Frame) -> Iterator[Rule]:  # noqa: ANN401
    """The thin bars that one drawn path holds; a path may hold many."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(path, left, bottom, right, top):
        return
    box = _box(frame, left.value, bottom.value, right.value, top.value)
    if _is_thin(box):
        yield _rule(box)
        return
    count = pdfium.FPDFPath_CountSegments(path)
    if 4 <= count <= _MAX_SEGMENTS:
        yield from (_rule(box) for box in _subpaths(path, count, frame) if _is_thin(box))


def _subpaths(path: Any, count: int, frame: _Frame) -> Iterator[tuple[float, float, float, float]]:  # noqa: ANN401
    """The boxes of the closed parts of a path."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield _around(points)
            points = []
        shown = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        points.append(frame.place(*shown))
    if points:
        yield _around(points)


def _box(frame: _Frame, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    return _around([frame.place(left, bottom), frame.place(right, top)])


def _around(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_thin(box: tuple[float, float, float, float]) -> bool:
    return box[3] - box[1] <= _THIN and box[2] - box[0] > max(1.0, box[3] - box[1])


def _rule(box: tuple[float, float, float, float]) -> Rule:
    return Rule(box[0], box[2], (box[1] + box[3]) / 2, box[3] - box[1])
