"""Text cut into pieces that a template can set: verbs, addressees, references to notes, insertions and deletions.

A template only ever prints pieces, so that escaping has one place and no markup is made outside templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipeline.model import Addressee, Edit, EditOp, Expression, Note, OperativeVerb, Subdivision
from pipeline.site.links import Link


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one look. `opens` is true on the first piece of the verb, `closes` on the last.

    A piece with a `note` has no text: the reference stands between its neighbours.
    """

    text: str
    verb: OperativeVerb | None = None
    opens: bool = False
    closes: bool = False
    addressee: str = ""
    note: Note | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces that were kept, inserted or deleted together; `line` when they start on a line of their own."""

    op: EditOp
    pieces: tuple[Piece, ...]
    line: bool = False

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(piece.text for piece in self.pieces)


def notes_by_anchor(expression: Expression) -> Mapping[str, tuple[Note, ...]]:
    """The notes of each part that has any, in the order of their references."""
    ordered = sorted(expression.notes, key=lambda note: (note.anchor, note.offset, note.mark))
    return {anchor: tuple(notes) for anchor, notes in groupby(ordered, key=lambda note: note.anchor)}


def plain(part: Subdivision, notes: Sequence[Note] = (), links: Sequence[Link] = ()) -> tuple[Piece, ...]:
    """The own text of a part, with its verb, its addressees, the references to its notes, and what it cites."""
    return tuple(_cut(part.text, 0, part.verb, part.addressees, notes, links))


def edited(edits: Iterable[Edit], old: Subdivision | None, new: Subdivision | None) -> tuple[Stretch, ...]:
    """The edits as stretches. The verb is marked in deleted words as in `old`, in all others as in `new`.

    Give None for a part whose text is not the text that the edits are about.
    """
    found: list[Stretch] = []
    before = after = 0
    for edit in edits:
        part, start = (old, before) if edit.op is EditOp.DELETE else (new, after)
        verb, addressees = (part.verb, part.addressees) if part else (None, ())
        found.append(Stretch(edit.op, tuple(_cut(edit.text, start, verb, addressees, ()))))
        before += 0 if edit.op is EditOp.INSERT else len(edit.text)
        after += 0 if edit.op is EditOp.DELETE else len(edit.text)
    return tuple(found)


def whole(op: EditOp, text: str, part: Subdivision | None) -> tuple[Stretch, ...]:
    """A text that was kept, inserted or deleted as a whole."""
    return edited((Edit(op, text),), part, part) if text else ()


def part_by_part(edits: Sequence[Edit], parts: Sequence[Subdivision]) -> tuple[Stretch, ...]:
    """Parts that came or went together, each on its line; an edit for each part, or nothing is returned."""
    texts = [edit.text.strip() for edit in edits]
    if texts != [part.text.strip() for part in parts]:
        return ()
    pairs = [(edit.op, part) for edit, part in zip(edits, parts, strict=True) if part.text]
    return tuple(Stretch(op, plain(part), number > 0) for number, (op, part) in enumerate(pairs))


def without(stretches: Iterable[Stretch], op: EditOp) -> tuple[Stretch, ...]:
    """One side of a comparison: all but the insertions, or all but the deletions."""
    return tuple(stretch for stretch in stretches if stretch.op is not op)


def _cut(
    text: str,
    start: int,
    verb: OperativeVerb | None,
    addressees: Sequence[Addressee],
    notes: Sequence[Note],
    links: Sequence[Link] = (),
) -> Iterable[Piece]:
    """Pieces of `text`, which stands at `start` in the text that spans and offsets count in."""
    end = start + len(text)
    spans = verb.spans if verb else ()
    ranges = [*spans, *((one.start, one.end) for one in addressees), *((one.start, one.end) for one in links)]
    marks = [(min(max(note.offset, start), end), note) for note in notes]
    cuts = {start, end, *(cut for pair in ranges for cut in pair), *(offset for offset, _ in marks)}
    inside = sorted(cut for cut in cuts if start <= cut <= end)
    for first, last in pairwise(inside):
        yield from (Piece("", note=note) for offset, note in marks if offset == first)
        piece = _piece(text[first - start : last - start], first, last, verb, addressees)
        href = next((link.address for link in links if link.start <= first and last <= link.end), "")
        yield replace(piece, href=href) if href else piece
    yield from (Piece("", note=note) for offset, note in marks if offset == end)


def _piece(text: str, first: int, last: int, verb: OperativeVerb | None, addressees: Sequence[Addressee]) -> Piece:
    asked = next((one.kind for one in addressees if one.start <= first and last <= one.end), "")
    if verb is None or not any(start <= first and last <= end for start, end in verb.spans):
        return Piece(text, addressee=asked)
    ends = [cut for span in verb.spans for cut in span]
    return Piece(text, verb, first == min(ends), last == max(ends), asked)
