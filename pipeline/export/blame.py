"""Who changed which part when, for reading and for other programs (docs/json.md)."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.consolidate import NO_LEGAL_VALUE, Consolidation
from pipeline.consolidate.histories import History, Step
from pipeline.export.consolidation import code_of
from pipeline.export.json import JSON, VERSION


def blame_view(consolidation: Consolidation, histories: Iterable[History]) -> JSON:
    """The histories as `conclusio blame --json` prints them."""
    return {
        "version": VERSION,
        "language": consolidation.base.language,
        "legal_value": False,
        "notice": NO_LEGAL_VALUE,
        "sigla": [
            {"siglum": one.mark, "document": code_of(one.document), "date": one.date or None}
            for one in consolidation.sigla
        ],
        "parts": [_part(history) for history in histories],
    }


def _part(history: History) -> JSON:
    return {
        "kind": str(history.kind),
        "eid": history.eid,
        "wid": history.wid or None,
        "first": history.first,
        "previous": history.previous,
        "current": history.current,
        "steps": [_step(step) for step in history.steps],
    }


def _step(step: Step) -> JSON:
    change, verb = step.change, step.change.verb if step.change else None
    return {
        "siglum": step.siglum.mark,
        "op": str(step.op),
        "nature": str(change.nature) if change else None,
        "rule": change.rule if change else None,
        "verb": {"before": verb.before, "after": verb.after, "direction": str(verb.direction)} if verb else None,
    }


def blame_text(consolidation: Consolidation, histories: Iterable[History]) -> str:
    """One line a part: its sigla, its name, what was done to it; then its words."""
    names = [
        f"{one.mark} {code_of(one.document) or 'document without a code'} {one.date}" for one in consolidation.sigla
    ]
    lines = [NO_LEGAL_VALUE, "", *(name.rstrip() for name in names), ""]
    for history in histories:
        marks = " ".join(dict.fromkeys(["B"] * (history.first is not None) + [s.siglum.mark for s in history.steps]))
        done = "; ".join(f"{step.siglum.mark} {step.op}" for step in history.steps)
        lines.append(f"{marks:8} {history.eid}" + (f"  ({done})" if done else ""))
        lines.append(
            f"         {history.current if history.current is not None else '[gone] ' + (history.previous or '')}"
        )
    return "\n".join(lines) + "\n"
