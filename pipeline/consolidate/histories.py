"""Three-way: for each part of the current text the first, the previous and the current words; who changed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.compare import compare
from pipeline.compare.parts import outline
from pipeline.consolidate.values import Consolidation, Siglum
from pipeline.model import Change, Kind, Op


@dataclass(frozen=True, slots=True)
class Step:
    """What one document did to a part: `op` is the change's, INSERT where the document brought the part."""

    siglum: Siglum
    op: Op
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class History:
    """One part with text over the chain. `first` and `previous` are None where it was not there.

    `first` is the text in the base, `previous` the one before the last document of the chain; `current` is None for a
    part that is gone, whose last step is its deletion. `eid` is the part's own in the latest text that has it.
    """

    kind: Kind
    eid: str
    wid: str
    first: str | None
    previous: str | None
    current: str | None
    steps: tuple[Step, ...] = ()


def blame(consolidation: Consolidation) -> tuple[History, ...]:
    """The history of every part with text, in the order of the current text; then of the parts that are gone."""
    sigla = consolidation.sigla
    state = {
        part.key: History(part.kind, part.key, part.wid, part.text, None, part.text)
        for part in outline(consolidation.states[0]).parts
    }
    gone: list[History] = []
    for siglum, before, after in zip(sigla[1:], consolidation.states, consolidation.states[1:], strict=False):
        comparison = compare(before, after)
        told = _told(comparison.changes)
        fresh: dict[str, History] = {}
        for placement, part in zip(comparison.placements, outline(after).parts, strict=True):
            old = state.pop(placement.old) if placement.old else None
            steps = tuple(Step(siglum, change.op, change) for change in told.get(part.key, ()))
            if old is None:
                steps = steps or (Step(siglum, Op.INSERT),)
                fresh[part.key] = History(part.kind, part.key, part.wid, None, None, part.text, steps)
                continue
            fresh[part.key] = History(
                part.kind, part.key, part.wid or old.wid, old.first, old.current, part.text, (*old.steps, *steps)
            )
        gone += [_deleted(history, siglum) for history in state.values() if history.current]
        state = fresh
    return tuple(one for one in (*state.values(), *gone) if one.first or one.previous or one.current)


def _told(changes: tuple[Change, ...]) -> Mapping[str, list[Change]]:
    """The changes by new part. A part that moves or comes with others below it tells it for all of them."""
    told: dict[str, list[Change]] = {}
    for change in changes:
        for eid in () if change.passage else change.new_eids:
            told.setdefault(eid, []).append(change)
    return told


def _deleted(history: History, siglum: Siglum) -> History:
    step = Step(siglum, Op.DELETE)
    return History(history.kind, history.eid, history.wid, history.first, history.current, None, (*history.steps, step))
