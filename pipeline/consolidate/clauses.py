"""After a corrigendum: altered points are cut into clauses again, so that verbs, addressees and anchors stay true.

A clause keeps its wId; which of the old clauses it is, is told by the words that it has from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.consolidate.edition import Edition
from pipeline.consolidate.places import Pin, Place
from pipeline.consolidate.stretches import Words, cut, fresh, joined
from pipeline.languages import load
from pipeline.model import Expression, Kind, Note, Subdivision
from pipeline.operative import add_clauses

Naming = Callable[[Place, int], str]
"""The eId of the part in which an offset of a place has come to stand."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause after the corrigendum and its range in the text of its place."""

    part: Subdivision
    start: int
    end: int


def anchored(state: Edition, listed: Sequence[Place]) -> tuple[tuple[Note, Place, Pin], ...]:
    """Where the marks of the notes stand; to be asked before anything is altered."""
    at = {place.eid: (place, 0) for place in reversed(listed)}
    for place in reversed(listed):
        at.update({clause.eid: (place, start.offset) for clause, start, _ in place.clauses})
    found = [(note, *at[note.anchor]) for note in state.expression.notes if note.anchor in at]
    return tuple((note, place, place.pin(start + note.offset)) for note, place, start in found)


def settle(
    state: Edition, listed: Sequence[Place], anchors: Sequence[tuple[Note, Place, Pin]], slug: str
) -> tuple[Edition, Naming]:
    """The edition with the texts of all altered places written back. `slug` names the corrigendum in new wIds."""
    expression = state.expression
    altered = {place.top for place in listed if place.touched and place.top >= 0}
    in_parts = [place for place in listed if place.top >= 0]
    turn = iter(in_parts)
    flat = [_flat(part, turn) for part in expression.parts]
    cut_again = add_clauses(_context(expression, flat, altered, anchors), load(expression.language))
    turn, old_words = iter(in_parts), iter(state.words)
    used = {part.wid for part in expression.walk()} | {note.wid for note in expression.notes}
    parts: list[Subdivision] = []
    words: list[Words] = []
    cuts: dict[int, list[_Clause]] = {}
    for top, part in enumerate(expression.parts):
        own = [next(turn) for _ in _holders(part)]
        before = [next(old_words) for _ in part.walk()]
        if top in altered:
            finished = _Finished(own, used, slug, cuts)
            parts.append(finished.part(cut_again.parts[top], iter(own)))
            words += finished.words(parts[-1])
        else:
            parts.append(part)
            words += before
    notes, note_words = _notes(expression, cut_again.notes, listed, altered, anchors)
    result = replace(expression, parts=tuple(parts), notes=notes)
    return Edition(result, (*words, *note_words)), lambda place, at: _part_at(cuts, place, at)


def _flat(part: Subdivision, turn: Iterator[Place]) -> Subdivision:
    """A part with its clauses put together again."""
    text = next(turn).text
    children: list[Subdivision] = []
    for below in part.children:
        inside = below.children if below.kind is Kind.CLAUSE else (below,)
        children += [_flat(child, turn) for child in inside]
    return replace(part, text=text, children=tuple(children))


def _holders(part: Subdivision) -> Iterator[Subdivision]:
    return (below for below in part.walk() if below.kind is not Kind.CLAUSE)


def _context(
    expression: Expression,
    flat: Sequence[Subdivision],
    altered: set[int],
    anchors: Sequence[tuple[Note, Place, Pin]],
) -> Expression:
    """The text to cut: altered parts without clauses; all others as mere text, which tells what words are names."""
    parts = (
        part if top in altered else Subdivision(Kind.ITEM, part.eid, part.full_text) for top, part in enumerate(flat)
    )
    moved = {note: replace(note, anchor=place.eid, offset=pin.offset) for note, place, pin in anchors}
    notes = tuple(moved.get(note, note) for note in expression.notes)
    return replace(expression, parts=tuple(parts), notes=notes, notices=())


class _Finished:
    """The parts of one altered top-level part, with the names and words that they had."""

    def __init__(self, own: Sequence[Place], used: set[str], slug: str, cuts: dict[int, list[_Clause]]) -> None:
        self.places = own
        self.used = used
        self.slug = slug
        self.cuts = cuts
        self.own_words: dict[int, Words] = {}

    def part(self, part: Subdivision, turn: Iterator[Place]) -> Subdivision:
        """A part that is no clause, with its clauses named as before."""
        place = next(turn)
        clauses = self._clauses(part, place)
        children: list[Subdivision] = []
        for below in part.children:
            if below.kind is not Kind.CLAUSE:
                children.append(self.part(below, turn))
                continue
            clause = next(clauses)
            governed = tuple(self.part(child, turn) for child in below.children)
            clause = replace(clause, children=governed)
            self.own_words[id(clause)] = self.own_words.pop(id(below))
            children.append(clause)
        finished = replace(part, children=tuple(children))
        self.own_words[id(finished)] = place.words if part.text else ()
        return finished

    def words(self, part: Subdivision) -> list[Words]:
        """The words of a finished part and of all below it."""
        return [self.own_words[id(below)] for below in part.walk()]

    def _clauses(self, part: Subdivision, place: Place) -> Iterator[Subdivision]:
        at = 0
        found: list[_Clause] = []
        for clause in part.children:
            if clause.kind is Kind.CLAUSE:
                start = place.text.index(clause.text, at)
                at = start + len(clause.text)
                found.append(_Clause(clause, start, at))
                self.own_words[id(clause)] = cut(place.words, start, at)
        named = self._named(found, place)
        self.cuts[id(place)] = named
        return (one.part for one in named)

    def _named(self, found: Sequence[_Clause], place: Place) -> list[_Clause]:
        """Each clause with the wId, and where its text is the same with the verb, of the old clause it continues."""
        old = place.clauses
        shared = sorted(
            ((_overlap(new, *old[j][1:]), i, j) for i, new in enumerate(found) for j in range(len(old))),
            key=lambda one: (-one[0], one[1:]),
        )
        partner: dict[int, int] = {}
        for size, i, j in shared:
            if size and i not in partner and j not in partner.values():
                partner[i] = j
        return [self._as_before(new, old[partner[i]][0] if i in partner else None) for i, new in enumerate(found)]

    def _as_before(self, new: _Clause, before: Subdivision | None) -> _Clause:
        if before is None:
            wid = fresh(new.part.eid, self.used, self.slug) if self.places[0].holder.wid else ""
            return replace(new, part=replace(new.part, wid=wid))
        same = before.text == new.part.text
        verb, addressees = (before.verb, before.addressees) if same else (new.part.verb, new.part.addressees)
        return replace(new, part=replace(new.part, wid=before.wid, verb=verb, addressees=addressees))


def _overlap(new: _Clause, start: Pin, end: Pin) -> int:
    return max(0, min(new.end, end.offset) - max(new.start, start.offset))


def _notes(
    expression: Expression,
    cut_again: Sequence[Note],
    listed: Sequence[Place],
    altered: set[int],
    anchors: Sequence[tuple[Note, Place, Pin]],
) -> tuple[tuple[Note, ...], list[Words]]:
    """The notes with their texts; those in altered parts with the anchor that they have there now."""
    moved = {id(note) for note, place, _ in anchors if place.top in altered}
    places = [place for place in listed if place.top < 0]
    notes = tuple(
        replace(note, text=joined(place.words), anchor=again.anchor, offset=again.offset)
        if id(note) in moved
        else replace(note, text=joined(place.words))
        for note, again, place in zip(expression.notes, cut_again, places, strict=True)
    )
    return notes, [place.words for place in places]


def _part_at(cuts: dict[int, list[_Clause]], place: Place, at: int) -> str:
    clauses = [one for one in cuts.get(id(place), []) if one.start <= at]
    return clauses[-1].part.eid if clauses else place.eid
