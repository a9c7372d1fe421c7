"""The instructions of one corrigendum worked into a text, each at the one place where its words stand.

An instruction whose words stand nowhere, elsewhere than it says, or at several places is refused with a notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.compare.words import edits
from pipeline.consolidate.clauses import anchored, settle
from pipeline.consolidate.edition import Edition
from pipeline.consolidate.finding import adding, find, folded, removing, rewriting, span
from pipeline.consolidate.places import Pin, Place, on_page, places, within
from pipeline.consolidate.stretches import Splice, splices_of
from pipeline.consolidate.values import Modification, Operation, Target
from pipeline.model import Kind, Level, Notice

ADDENDUM = re.compile(r"add_\d+__")
"""How the eIds of the parts of an addendum begin."""
_MENTIONED = 3
"""So many places are named in a refusal."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words found: the place, where in its folded text, and the words that were looked for."""

    place: Place
    at: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why an instruction was not carried out; `code` of the notice."""

    code: str
    why: str


def apply_instructions(
    state: Edition, instructions: Sequence[Modification], siglum: str, slug: str, prefix: str = ""
) -> tuple[Edition, tuple[Modification, ...], tuple[Notice, ...]]:
    """The edition with all instructions that can be carried out, in order; each instruction as it ended; notices.

    `slug` names the corrigendum in new wIds. Words are looked for in parts with this `prefix` (an addendum) only, or
    outside of all addenda.
    """
    listed = places(state)
    anchors = anchored(state, listed)
    reach = [place for place in listed if _in_addendum(place.eid, prefix)]
    done: list[tuple[Modification, list[tuple[Place, Pin]]]] = []
    notices: list[Notice] = []
    for instruction in instructions:
        hits = _decide(instruction, reach)
        if isinstance(hits, _Refusal):
            notices.append(_refused(instruction, hits))
            done.append((instruction, []))
        else:
            done.append((replace(instruction, siglum=siglum), _carry_out(instruction, hits, siglum)))
    if not any(pins for _, pins in done):
        return state, tuple(one for one, _ in done), tuple(notices)
    state, names = settle(state, listed, anchors, slug)
    finished = tuple(
        replace(one, eids=tuple(dict.fromkeys(names(place, pin.offset) for place, pin in pins))) for one, pins in done
    )
    return state, finished, tuple(notices)


def _in_addendum(eid: str, prefix: str) -> bool:
    return eid.startswith(f"{prefix}__") if prefix else not ADDENDUM.match(eid)


def _decide(instruction: Modification, listed: Sequence[Place]) -> list[_Hit] | _Refusal:
    """The places where an instruction is to be carried out."""
    target = instruction.target
    candidates = within(target, listed)
    if not candidates:
        return _Refusal("corrigendum-nowhere", f"the text has no such part: {_said(target)}")
    if not instruction.old:
        return _whole_part(instruction, candidates)
    hits = _hits(instruction, candidates)
    body = [hit for hit in hits if hit.place.root is not Kind.COVER]
    hits = body or hits
    if len(hits) > 1 and target.page and not instruction.everywhere:
        paged = on_page(target, [hit.place for hit in hits])
        hits = [hit for hit in hits if any(hit.place is place for place in paged)] or hits
    if not hits:
        return _missing(instruction, _hits(instruction, listed))
    if len(hits) > 1 and not instruction.everywhere:
        return _Refusal("corrigendum-twice", f"the words stand {len(hits)} times ({_where(hits)})")
    return hits


def _hits(instruction: Modification, candidates: Sequence[Place]) -> list[_Hit]:
    """All places where the words stand, the printed number before the text counted in where they begin with it."""
    found: list[_Hit] = []
    for place in candidates:
        old, new, text = instruction.old, instruction.text, folded(place.text)
        places_in_text = find(old, text)
        label = f"{place.label} "
        if not places_in_text and place.label and old.startswith(label) and new.startswith(label):
            old, new = old[len(label) :], new[len(label) :]
            places_in_text = tuple(at for at in find(old, text) if at == 0)
        found += [_Hit(place, at, old, new) for at in places_in_text]
    return found


def _whole_part(instruction: Modification, candidates: Sequence[Place]) -> list[_Hit] | _Refusal:
    """A part that is to be written anew must be one running text."""
    if len(candidates) > 1:
        why = f"{_said(instruction.target)} is not one running text; its parts cannot be told from the corrigendum"
        return _Refusal("corrigendum-twice", why)
    new = instruction.text.removeprefix(f"{candidates[0].label} ") if candidates[0].label else instruction.text
    return [_Hit(candidates[0], -1, "", new)]


def _missing(instruction: Modification, elsewhere: Sequence[_Hit]) -> _Refusal:
    if elsewhere:
        why = f"the words do not stand in {_said(instruction.target)}, but in {_where(elsewhere)}"
        return _Refusal("corrigendum-elsewhere", why)
    return _Refusal("corrigendum-nowhere", "the words stand nowhere in the text")


def _carry_out(instruction: Modification, hits: Sequence[_Hit], siglum: str) -> list[tuple[Place, Pin]]:
    """Alter the places; pins where the altered words end."""
    done: list[tuple[Place, Pin]] = []
    for hit in reversed(hits):  # from behind, so that what was found before stays where it is
        text = folded(hit.place.text)
        splices = _splices(instruction, hit)
        end = splices[-1].end if splices else span(hit.old, text, hit.at)[1]
        pin = hit.place.pin(end)
        hit.place.alter(splices, siglum)
        done.append((hit.place, pin))
    return done[::-1]


def _splices(instruction: Modification, hit: _Hit) -> tuple[Splice, ...]:
    text = hit.place.text
    if hit.at < 0:
        return splices_of(edits(text, hit.new))
    start, end = span(hit.old, folded(text), hit.at)
    if instruction.op is Operation.DELETE:
        return (removing(start, end, text),)
    if instruction.op is Operation.INSERT:
        return (adding(end, hit.new, text),)
    return rewriting(hit.old, hit.new, folded(text), hit.at)


def _refused(instruction: Modification, refusal: _Refusal) -> Notice:
    document = instruction.modifier
    name = document.printed if document.number else "corrigendum"
    message = f"{name}: {_excerpt(instruction.old or instruction.text)} not applied: {refusal.why}"
    return Notice(Level.ERROR, refusal.code, message, instruction.origin)


def _said(target: Target) -> str:
    """A target in words; the corrigendum's own where it has any."""
    text = target.text.rstrip(" :,;")
    return f"\N{LEFT SINGLE QUOTATION MARK}{text}\N{RIGHT SINGLE QUOTATION MARK}" if text else "the text"


def _where(hits: Sequence[_Hit]) -> str:
    eids = list(dict.fromkeys(hit.place.eid for hit in hits))
    return ", ".join(eids[:_MENTIONED]) + (", \N{HORIZONTAL ELLIPSIS}" if len(eids) > _MENTIONED else "")


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "\N{HORIZONTAL ELLIPSIS}")
