"""How a reader names a part of a text: "point 13, clause 2", and not by its eId. The words are the templates'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Expression, Kind, Subdivision

_CONTAINERS = (Kind.POINT, Kind.PREAMBLE)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of an expression as a reader counts.

    `point` is the printed number of the point, without punctuation; `ordinal` counts parts of this kind inside
    the point or the preamble, or in the whole text; `of` how many there are; `field` is the name of a cover field.
    """

    eid: str
    kind: Kind
    point: str = ""
    ordinal: int = 0
    of: int = 0
    field: str = ""


def places(expression: Expression) -> dict[str, Place]:
    """The place of each part and note of an expression, by eId, in reading order."""
    found = {place.eid: place for place in _inside(expression.parts, "")}
    for number, note in enumerate(expression.notes, 1):
        found[note.eid] = Place(note.eid, Kind.NOTE, note.mark, number, len(expression.notes))
    return found


def number_of(part: Subdivision) -> str:
    """The printed number without its punctuation: "13." and "13)" are both 13."""
    return part.num.strip(" .()\N{NO-BREAK SPACE}")


def _inside(parts: tuple[Subdivision, ...], point: str) -> Iterator[Place]:
    if not parts:  # as is most often the case
        return
    totals = Counter(part.kind for part in parts)
    seen: Counter[Kind] = Counter()
    for part in parts:
        seen[part.kind] += 1
        own = number_of(part) if part.kind is Kind.POINT else point
        field = part.eid.rpartition("__")[2] if part.kind is Kind.COVER else ""
        yield Place(part.eid, part.kind, own, seen[part.kind], totals[part.kind], field)
        yield from _inside(part.children, own)
