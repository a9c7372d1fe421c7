"""The places of a text in which quoted words can stand: a point with its clauses, an item, a heading, a note, …"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.consolidate.edition import Edition
from pipeline.consolidate.stretches import Splice, Stretch, Words, joined, merged, shifted, spliced
from pipeline.consolidate.values import Target
from pipeline.model import Expression, Kind, Note, Subdivision

_DIGITS = re.compile(r"\d+")
_PAGE = re.compile(r"\bpage (\d+)")
_SUBJECT = ("cover__subject", "cover__subtitle")


@dataclass(slots=True)
class Pin:
    """An offset in the text of a place that is to be followed while the text is altered."""

    offset: int


@dataclass(slots=True)
class Place:
    """A part with its running text, that of its clauses joined by spaces. Altered in place, inside one call.

    `root` is the kind and `top` the index of the top-level part that it stands in (-1 for a note), `point` the printed
    number of that part. `clauses` are the ranges of the clauses.
    """

    holder: Subdivision | Note
    root: Kind
    top: int
    point: str
    words: Words
    clauses: list[tuple[Subdivision, Pin, Pin]] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    touched: bool = False

    @property
    def text(self) -> str:
        return joined(self.words)

    @property
    def eid(self) -> str:
        return self.holder.eid

    @property
    def label(self) -> str:
        """The number or list mark that is printed before the text."""
        return self.holder.mark if isinstance(self.holder, Note) else self.holder.num

    @property
    def pages(self) -> frozenset[str]:
        """The pages on which the place stands, where the format of the file tells."""
        return frozenset(found[1] for origin in self.holder.origins if (found := _PAGE.search(origin.locator)))

    def alter(self, splices: Sequence[Splice], siglum: str) -> None:
        """Work splices into the text; everything pinned to it goes along."""
        self.words = spliced(self.words, splices, siglum)
        self.touched = True
        for pin in [*self.pins, *(pin for _, *ends in self.clauses for pin in ends)]:
            pin.offset = shifted(pin.offset, splices)

    def pin(self, offset: int) -> Pin:
        """A new pin."""
        self.pins.append(Pin(offset))
        return self.pins[-1]


def places(edition: Edition) -> tuple[Place, ...]:
    """A place for each part that is no clause, in reading order, then for each note."""
    expression = edition.expression
    words = iter(edition.words)
    found: list[Place] = []
    for top, part in enumerate(expression.parts):
        point = _number(_point(expression, top))
        found += _places(part, part.kind, top, point, words)
    found += [Place(note, Kind.NOTE, -1, note.mark, next(words)) for note in expression.notes]
    return tuple(found)


def _point(expression: Expression, top: int) -> str:
    """The number of a part, for a heading that of the first point after it."""
    part = expression.parts[top]
    if part.kind is not Kind.HEADING:
        return part.num
    return next((later.num for later in expression.parts[top:] if later.kind is Kind.POINT), "")


def _places(part: Subdivision, root: Kind, top: int, point: str, words: Iterator[Words]) -> list[Place]:
    place = Place(part, root, top, point, next(words))
    found = [place]
    running = list(place.words)
    for below in part.children:
        if below.kind is not Kind.CLAUSE:
            found += _places(below, root, top, point, words)
            continue
        running += [Stretch(" ", running[-1].siglum)] if running else []
        start = len(joined(running))
        running += next(words)
        place.clauses.append((below, Pin(start), Pin(len(joined(running)))))
        for governed in below.children:
            found += _places(governed, root, top, point, words)
    place.words = merged(running)
    return found


def within(target: Target, listed: Sequence[Place]) -> list[Place]:
    """The places that a target means; all of them where it names none."""
    found = [place for place in listed if place.words and _is_meant(target, place)]
    if not found and target.kinds == (Kind.TITLE,):
        return [place for place in listed if place.eid in _SUBJECT]
    return found


def _is_meant(target: Target, place: Place) -> bool:
    if Kind.NOTE in target.kinds:
        return place.root is Kind.NOTE and (not target.note or place.point == target.note)
    if target.kinds:
        unnumbered = place.root in (Kind.TITLE, Kind.PREAMBLE)
        return place.root in target.kinds and (not target.point or unnumbered or place.point == target.point)
    return not target.point or (place.root not in (Kind.HEADING, Kind.NOTE) and place.point == target.point)


def on_page(target: Target, listed: Sequence[Place]) -> list[Place]:
    """The places on the page of a target, as far as the file tells pages."""
    return [place for place in listed if not place.pages or target.page in place.pages]


def _number(num: str) -> str:
    """The figures of a printed number: 6 of "6." or "(6)"."""
    match = _DIGITS.search(num)
    return match[0].lstrip("0") if match else ""
