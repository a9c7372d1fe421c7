"""Undoes one change of the specimens in one language, as when a translation was forgotten: for tests and benches.

What follows of itself (numbers of points, eIds, anchors of notes) is set right, as a text processor would do.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.compare import compare
from pipeline.model import Change, Expression, Kind, Op, Placement, Subdivision

Pair = tuple[str, int]
"""A language and the index of one of its changes."""


def changes_to_undo(comparison_changes: Sequence[Change]) -> list[int]:
    """All but mere renumbering, which is a consequence."""
    return [i for i, change in enumerate(comparison_changes) if change.op is not Op.RENUMBER]


def every_pair_once(languages: Sequence[str], count: int) -> Iterator[list[Pair]]:
    """All (language, change) pairs in rounds in which no language and no change comes twice."""
    size = max(len(languages), count)
    for shift in range(size):
        pairs = [(code, (place + shift) % size) for place, code in enumerate(languages)]
        yield [(code, change) for code, change in pairs if change < count]


def random_pairs(languages: Sequence[str], count: int, trials: int, seed: int) -> list[Pair]:
    """Single pairs, drawn at random."""
    rng = random.Random(seed)
    return [(rng.choice(languages), rng.randrange(count)) for _ in range(trials)]


def undone(old: Expression, new: Expression, change: Change) -> Expression:
    """The new text as it would be without one of its changes."""
    match change.op:
        case Op.REPLACE:
            return _map(new, lambda part: _as_before(part, old.part(change.old_eids[0]), change))
        case Op.INSERT if change.kind is Kind.NOTE:
            return replace(new, notes=tuple(note for note in new.notes if note.eid not in change.new_eids))
        case Op.INSERT:
            return _numbered(_without(new, change.new_eids[0]))
        case Op.DELETE:
            return _numbered(_put_back(old, new, change))
        case Op.MOVE:
            return _numbered(_moved_back(old, new, change))
        case Op.SPLIT:
            return _numbered(_joined(new, change.new_eids))
    raise ValueError(change.op)


def _as_before(part: Subdivision, before: Subdivision | None, change: Change) -> Subdivision:
    if part.eid != change.new_eids[0] or before is None:
        return part
    return replace(part, text=before.text, verb=before.verb, addressees=before.addressees)


def _map(expression: Expression, alter) -> Expression:
    def mapped(part: Subdivision) -> Subdivision:
        return alter(replace(part, children=tuple(map(mapped, part.children))))

    return replace(expression, parts=tuple(map(mapped, expression.parts)))


def _without(expression: Expression, eid: str) -> Expression:
    kept = _map(expression, lambda p: replace(p, children=tuple(below for below in p.children if below.eid != eid)))
    return replace(kept, parts=tuple(part for part in kept.parts if part.eid != eid))


def _partners(old: Expression, new: Expression) -> Mapping[str, str]:
    placements: Sequence[Placement] = compare(old, new).placements
    return {placement.old: placement.new for placement in placements if placement.old}


def _put_back(old: Expression, new: Expression, change: Change) -> Expression:
    """A deleted top-level part behind the partner of the one that it followed."""
    at = next(i for i, part in enumerate(old.parts) if part.eid == change.old_eids[0])
    before = _partners(old, new)[old.parts[at - 1].eid]
    place = next(i for i, part in enumerate(new.parts) if part.eid == before) + 1
    returned = _map(replace(old, parts=(old.parts[at],)), lambda part: replace(part, eid=f"returned-{part.eid}")).parts
    return replace(new, parts=(*new.parts[:place], *returned, *new.parts[place:]))


def _moved_back(old: Expression, new: Expression, change: Change) -> Expression:
    """A clause at the end of the partner of the part that it left."""
    clause = new.part(change.new_eids[0])
    home = _partners(old, new)[change.old_eids[0].rpartition("__")[0]]
    left = _without(new, change.new_eids[0])
    assert clause is not None
    at = int(re.findall(r"\d+$", change.old_eids[0])[0]) - 1
    return _map(
        left,
        lambda p: replace(p, children=(*p.children[:at], clause, *p.children[at:])) if p.eid == home else p,
    )


def _joined(new: Expression, eids: Sequence[str]) -> Expression:
    first = next(part for part in new.parts if part.eid == eids[0])
    rest = [part for part in new.parts if part.eid in eids[1:]]
    whole = replace(first, children=(*first.children, *(child for part in rest for child in part.children)))
    return replace(new, parts=tuple(whole if p is first else p for p in new.parts if p not in rest))


def _numbered(expression: Expression) -> Expression:
    """Points numbered from 1 on, with eIds that say where each part stands; notes go along."""
    names: dict[str, str] = {}
    count = 0
    parts = []
    for part in expression.parts:
        if part.kind is Kind.POINT:
            count += 1
            children = tuple(
                _renamed(child, f"para_{count}__clause_{n}", names) for n, child in enumerate(part.children, 1)
            )
            names[part.eid] = f"para_{count}"
            num = re.sub(r"\d+", str(count), part.num)
            part = replace(part, eid=f"para_{count}", num=num, children=children)
        parts.append(part)
    notes = tuple(replace(note, anchor=names.get(note.anchor, note.anchor)) for note in expression.notes)
    return replace(expression, parts=tuple(parts), notes=notes)


def _renamed(clause: Subdivision, name: str, names: dict[str, str]) -> Subdivision:
    names[clause.eid] = name
    return replace(clause, eid=name)
