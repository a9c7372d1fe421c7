"""What stands on a page of a PDF, in points from the lower left corner of the page as it is shown, y upward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MAX_BYTES = 200_000_000
MAX_PAGES = 2_000
MAX_CHARACTERS = 10_000_000
"""The limits of a file. A page of a Council document has about 2,500 characters."""


class Face(NamedTuple):
    """How a glyph looks: size in points as shown, formatting, and the direction of writing in degrees."""

    size: float
    bold: bool
    italic: bool
    angle: int


class Glyph(NamedTuple):
    """One character. `y` is its baseline; `made` is True for a space or line end that PDFium inferred from a gap."""

    text: str
    x0: float
    x1: float
    y: float
    face: Face
    made: bool


class Rule(NamedTuple):
    """A thin horizontal bar: an underline, a line through words, the border of a table, or what stands above notes."""

    x0: float
    x1: float
    y: float
    thickness: float


@dataclass(frozen=True, slots=True)
class Page:
    """What PDFium says of one page. `number` counts from 1."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictures: bool
