"""Step 1: both expressions as flat outlines, in which each part has a place, a key and its children.

The later steps speak of parts by their index in the outline: reading order, parents before children, notes last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Expression, Kind, OperativeVerb, Subdivision

ROOT = -1
"""The index that stands for the expression itself, the parent of the top-level parts and of the notes."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What matters of a part when two texts are said to be the same.

    `num` is the printed number, list mark or cover label, for a note its mark. `anchor` and `offset` tell where the
    mark of a note stands: the eId of a part and a count of code points in its text.
    """

    kind: Kind
    eid: str
    num: str
    text: str
    anchor: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A part or note of an expression at its place in the outline; `key` is its eId, made unique where it is not."""

    index: int
    parent: int
    key: str
    segment: Segment
    wid: str = ""
    verb: OperativeVerb | None = None
    children: tuple[int, ...] = ()
    end: int = 0

    @property
    def kind(self) -> Kind:
        return self.segment.kind

    @property
    def text(self) -> str:
        return self.segment.text

    @property
    def num(self) -> str:
        return self.segment.num

    @property
    def size(self) -> int:
        """How much the text of this part weighs against others: its code points and one for being there."""
        return len(self.segment.text) + 1


@dataclass(frozen=True, slots=True)
class Outline:
    """All parts of an expression, then its notes, which stand at indexes from `notes` on."""

    parts: tuple[Part, ...]
    top: tuple[int, ...]
    notes: int

    def __getitem__(self, index: int) -> Part:
        return self.parts[index]

    def children(self, index: int) -> tuple[int, ...]:
        """The parts directly below a part, or the top-level parts below ROOT; notes are nobody's children."""
        return self.top if index == ROOT else self.parts[index].children

    def below(self, index: int) -> range:
        """A part and all parts below it."""
        return range(index, self.parts[index].end)

    def full_text(self, index: int) -> str:
        """The text of a part and of all below it, joined by spaces."""
        return joined(self.parts[i].text for i in self.below(index))


def joined(texts: Iterator[str]) -> str:
    """Texts of parts as one text: joined by spaces, without the empty ones."""
    return " ".join(text for text in texts if text)


def segments(expression: Expression) -> tuple[Segment, ...]:
    """The expression as a flat sequence of segments: all parts in reading order, then the notes."""
    return tuple(part.segment for part in outline(expression).parts)


def outline(expression: Expression) -> Outline:
    """The expression as an outline."""
    parts: list[Part] = []
    keys: dict[str, int] = {}
    top = tuple(_lay_out(part, ROOT, parts, keys) for part in expression.parts)
    body = len(parts)
    for note in expression.notes:
        segment = Segment(Kind.NOTE, note.eid, note.mark, note.text, note.anchor, note.offset)
        parts.append(Part(len(parts), ROOT, unique_key(note.eid, keys), segment, note.wid, end=len(parts) + 1))
    return Outline(tuple(parts), top, body)


def _lay_out(subdivision: Subdivision, parent: int, parts: list[Part], keys: dict[str, int]) -> int:
    """Append a part and all below it; the index of the part."""
    index = len(parts)
    segment = Segment(subdivision.kind, subdivision.eid, subdivision.num, subdivision.text)
    key = unique_key(subdivision.eid, keys)
    parts.append(Part(index, parent, key, segment))  # holds the place until the children are known
    children = tuple(_lay_out(child, index, parts, keys) for child in subdivision.children)
    parts[index] = Part(index, parent, key, segment, subdivision.wid, subdivision.verb, children, len(parts))
    return index


def unique_key(eid: str, keys: dict[str, int]) -> str:
    """The eId, with a number after it where an expression uses it again or leaves it empty.

    `keys` holds all keys given so far, each with the number to try next.
    """
    if eid and eid not in keys:
        keys[eid] = 2
        return eid
    number = keys.get(eid, 1)
    while (key := f"{eid}~{number}") in keys:
        number += 1
    keys[eid] = number + 1
    keys[key] = 2
    return key
