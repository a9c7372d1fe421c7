"""Two versions woven into one sequence of paragraphs, for redlines: each piece is old, new, both, or moved.

The pieces that are not new are the old text, those that are not old the new one, with one space between clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from pipeline.compare.order import heaviest_chain
from pipeline.compare.parts import Outline, Part, outline
from pipeline.compare.words import edits
from pipeline.model import Comparison, EditOp, Expression, Kind


class Mark(Enum):
    """Which version has a piece. LEFT is old text that stands elsewhere now, CAME the same text where it stands now."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"
    LEFT = "left"
    CAME = "came"


_IN_OLD = frozenset({Mark.BOTH, Mark.OLD, Mark.LEFT})
_IN_NEW = frozenset({Mark.BOTH, Mark.NEW, Mark.CAME})


@dataclass(frozen=True, slots=True)
class Reference:
    """A footnote whose mark stands here; its text before and after ("" where a version has no such note here)."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text or, where `note` is set, the mark of a note. `move` is the number of a move, 0 for none."""

    text: str
    mark: Mark
    move: int = 0
    note: Reference | None = None


@dataclass(frozen=True, slots=True)
class Woven:
    """One paragraph. `mark` says which version has it as a paragraph of its own; `style` is Normal, Point or Head."""

    pieces: tuple[Piece, ...]
    mark: Mark
    style: str


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A part that is no clause, and its clauses, by index in an outline."""

    holder: Part
    clauses: tuple[Part, ...]

    @property
    def units(self) -> tuple[Part, ...]:
        """The parts with text, in order."""
        return tuple(part for part in (self.holder, *self.clauses) if part.text)


def weave(old: Expression, new: Expression, comparison: Comparison) -> tuple[Woven, ...]:
    """The paragraphs of both versions in one order: that of the new text, what is gone where it stood."""
    return _Loom(old, new, comparison).paragraphs()


def _paragraphs(listed: Outline) -> list[_Paragraph]:
    found: list[tuple[Part, list[Part]]] = []
    for part in listed.parts[: listed.notes]:
        if part.kind is Kind.CLAUSE and found:
            holder = next((one for one in reversed(found) if one[0].index == part.parent), found[-1])
            holder[1].append(part)
        else:
            found.append((part, []))
    return [_Paragraph(holder, tuple(clauses)) for holder, clauses in found]


@dataclass(slots=True)
class _Loom:
    """What the paragraphs are woven with; moves are numbered on the way."""

    old: Outline
    new: Outline
    origins: Mapping[str, str]
    moves: dict[str, int] = field(default_factory=dict)

    def __init__(self, old: Expression, new: Expression, comparison: Comparison) -> None:
        self.old, self.new = outline(old), outline(new)
        pairs = zip(comparison.placements, self.new.parts, strict=True)
        self.origins = {part.key: placement.old for placement, part in pairs if placement.old}
        self.moves = {}

    def paragraphs(self) -> tuple[Woven, ...]:
        olds, news = _paragraphs(self.old), _paragraphs(self.new)
        by_key = {paragraph.holder.key: i for i, paragraph in enumerate(olds)}
        pairs = [
            (by_key[origin], j, 1 + sum(len(part.text) for part in paragraph.units))
            for j, paragraph in enumerate(news)
            if (origin := self.origins.get(paragraph.holder.key)) in by_key
        ]
        in_place = {pairs[at][1]: pairs[at][0] for at in heaviest_chain(pairs)}
        moved = {j: i for i, j, _ in pairs if j not in in_place}
        gone = iter(i for i in range(len(olds)) if i not in in_place.values())
        out: list[Woven] = []
        waiting = next(gone, None)
        for j, paragraph in enumerate(news):
            place = in_place.get(j)
            while place is not None and waiting is not None and waiting < place:
                out.append(self._alone(olds[waiting], Mark.OLD, waiting in moved.values()))
                waiting = next(gone, None)
            if place is None:
                out.append(self._alone(paragraph, Mark.NEW, j in moved))
            else:
                out.append(self._both(olds[place], paragraph))
        while waiting is not None:
            out.append(self._alone(olds[waiting], Mark.OLD, waiting in moved.values()))
            waiting = next(gone, None)
        return tuple(out)

    def _alone(self, paragraph: _Paragraph, mark: Mark, has_moved: bool) -> Woven:
        """A paragraph of one version."""
        listed = self.old if mark is Mark.OLD else self.new
        move = self._move(paragraph.holder, mark) if has_moved else 0
        own = {Mark.OLD: Mark.LEFT, Mark.NEW: Mark.CAME}[mark] if move else mark
        pieces = [Piece(f"{paragraph.holder.num} ", own, move)] if paragraph.holder.num else []
        for i, part in enumerate(paragraph.units):
            pieces += [Piece(" ", own, move)] if i else []
            pieces += self._unit(listed, part, *((own, move) if move else self._lone(part, mark)))
        return Woven(tuple(pieces), own, _style(paragraph.holder))

    def _lone(self, part: Part, mark: Mark) -> tuple[Mark, int]:
        """The mark and move of a part that only one side of a paragraph has: it may stand elsewhere in the other."""
        if mark is Mark.OLD and part.key in self.origins.values():
            return Mark.LEFT, self._move(part, mark)
        if mark is Mark.NEW and part.key in self.origins:
            return Mark.CAME, self._move(part, mark)
        return mark, 0

    def _unit(self, listed: Outline, part: Part, mark: Mark, move: int) -> Iterator[Piece]:
        """The text of a part of one version, with its notes."""
        is_old = listed is self.old
        at = 0
        for note in _notes(listed, part):
            offset = min(max(note.segment.offset, at), len(part.text))
            yield Piece(part.text[at:offset], mark, move)
            yield Piece("", mark, move, Reference(note.text, "") if is_old else Reference("", note.text))
            at = offset
        yield Piece(part.text[at:], mark, move)

    def _move(self, part: Part, mark: Mark) -> int:
        key = part.key if mark is Mark.OLD else self.origins[part.key]
        return self.moves.setdefault(key, len(self.moves) + 1)

    def _both(self, old: _Paragraph, new: _Paragraph) -> Woven:
        """A paragraph that both versions have."""
        pieces: list[Piece] = []
        if old.holder.num == new.holder.num:
            pieces += [Piece(f"{new.holder.num} ", Mark.BOTH)] if new.holder.num else []
        else:
            pieces += [Piece(f"{old.holder.num} ", Mark.OLD)] if old.holder.num else []
            pieces += [Piece(f"{new.holder.num} ", Mark.NEW)] if new.holder.num else []
        seen = {Mark.OLD: False, Mark.NEW: False}
        for before, after in self._matched(old.units, new.units):
            unit = list(self._woven(before, after))
            pieces += _joint(seen, before is not None, after is not None, unit)
            pieces += unit
        return Woven(tuple(piece for piece in pieces if piece.text or piece.note), Mark.BOTH, _style(new.holder))

    def _matched(self, olds: Sequence[Part], news: Sequence[Part]) -> Iterator[tuple[Part | None, Part | None]]:
        """The parts of both versions in one order, those in place together."""
        places = {part.key: i for i, part in enumerate(olds)}
        pairs = [
            (places[self.origins[part.key]], j, 1 + len(part.text))
            for j, part in enumerate(news)
            if self.origins.get(part.key) in places
        ]
        in_place = {pairs[at][1]: pairs[at][0] for at in heaviest_chain(pairs)}
        at = 0
        for j, part in enumerate(news):
            place = in_place.get(j)
            if place is None:
                yield None, part
                continue
            for i in range(at, place):
                yield olds[i], None
            at = place + 1
            yield olds[place], part
        for i in range(at, len(olds)):
            yield olds[i], None

    def _woven(self, before: Part | None, after: Part | None) -> Iterator[Piece]:
        if before is not None and after is not None:
            yield from self._edited(before, after)
        elif before is not None:
            yield from self._unit(self.old, before, *self._lone(before, Mark.OLD))
        elif after is not None:
            yield from self._unit(self.new, after, *self._lone(after, Mark.NEW))

    def _edited(self, before: Part, after: Part) -> Iterator[Piece]:
        """The edits of a text, with the notes of both versions; a note that both have at one place stands once."""
        olds, news = list(_notes(self.old, before)), list(_notes(self.new, after))
        old_at = new_at = 0
        for edit in edits(before.text, after.text):
            old_end = old_at + (0 if edit.op is EditOp.INSERT else len(edit.text))
            new_end = new_at + (0 if edit.op is EditOp.DELETE else len(edit.text))
            mark = {EditOp.EQUAL: Mark.BOTH, EditOp.INSERT: Mark.NEW, EditOp.DELETE: Mark.OLD}[edit.op]
            stops = self._stops(_until(olds, old_end, edit.op is not EditOp.INSERT), old_at,
                                _until(news, new_end, edit.op is not EditOp.DELETE), new_at)  # fmt: skip
            at = 0
            for offset, note in stops:
                yield Piece(edit.text[at:offset], mark)
                yield note
                at = max(at, offset)
            yield Piece(edit.text[at:], mark)
            old_at, new_at = old_end, new_end
        for _, note in self._stops(olds, old_at, news, new_at):
            yield note

    def _stops(self, olds: Sequence[Part], old_at: int, news: Sequence[Part], new_at: int) -> list[tuple[int, Piece]]:
        """The notes of a stretch of text by their place in it."""
        same = {
            self.origins[note.key]: note
            for note in news
            if any(
                one.key == self.origins.get(note.key) and one.segment.offset - old_at == note.segment.offset - new_at
                for one in olds
            )
        }
        kept = {note.key for note in same.values()}
        stops = [
            (
                max(0, note.segment.offset - old_at),
                0,
                Piece("", Mark.BOTH, 0, Reference(note.text, same[note.key].text)),
            )
            if note.key in same
            else (max(0, note.segment.offset - old_at), 1, Piece("", Mark.OLD, 0, Reference(note.text, "")))
            for note in olds
        ]
        stops += [
            (max(0, note.segment.offset - new_at), 2, Piece("", Mark.NEW, 0, Reference("", note.text)))
            for note in news
            if note.key not in kept
        ]
        return [(offset, piece) for offset, _, piece in sorted(stops, key=lambda stop: stop[:2])]


def _until(notes: list[Part], end: int, has_text: bool) -> list[Part]:
    """Take off the notes whose marks stand at or before the end of a stretch that their version has."""
    taken: list[Part] = []
    while has_text and notes and notes[0].segment.offset <= end:
        taken.append(notes.pop(0))
    return taken


def _notes(listed: Outline, part: Part) -> list[Part]:
    notes = [note for note in listed.parts[listed.notes :] if note.segment.anchor == part.segment.eid]
    return sorted(notes, key=lambda note: (note.segment.offset, note.index))


def _joint(seen: dict[Mark, bool], in_old: bool, in_new: bool, unit: Sequence[Piece]) -> list[Piece]:
    """The space before a part, in the versions that have text before it; a moved part takes its space along."""
    old, new = seen[Mark.OLD] and in_old, seen[Mark.NEW] and in_new
    seen[Mark.OLD] |= in_old
    seen[Mark.NEW] |= in_new
    if old and new:
        return [Piece(" ", Mark.BOTH)]
    alone = unit[0] if unit and unit[0].mark in (Mark.LEFT, Mark.CAME) else None
    if old:
        return [Piece(" ", alone.mark if alone else Mark.OLD, alone.move if alone else 0)]
    return [Piece(" ", alone.mark if alone else Mark.NEW, alone.move if alone else 0)] if new else []


def _style(part: Part) -> str:
    if part.kind in (Kind.HEADING, Kind.TITLE, Kind.ANNEX):
        return "Head"
    return "Point" if part.kind is Kind.POINT else "Normal"
