"""Whole documents worked into a text: a later version, a whole-text corrigendum, an addendum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.compare import compare
from pipeline.compare.parts import outline
from pipeline.compare.words import edits
from pipeline.consolidate.edition import Edition, edition
from pipeline.consolidate.stretches import Words, fresh, spliced, splices_of, words_of
from pipeline.model import Change, Expression, Kind, Subdivision


def follow(state: Edition, new: Expression, siglum: str) -> tuple[Edition, tuple[Change, ...]]:
    """The edition as a later version has it, and what changed. Words that stay keep their siglum, parts their wId."""
    comparison = compare(state.expression, new)
    old, listed = outline(state.expression), outline(new)
    known = {part.key: (part, words) for part, words in zip(old.parts, state.words, strict=True)}
    used = {part.wid for part in old.parts}
    wids: dict[str, str] = {}
    words: list[Words] = []
    for placement, part in zip(comparison.placements, listed.parts, strict=True):
        if placement.old:
            before, own = known[placement.old]
            words.append(spliced(own, splices_of(edits(before.text, part.text)), siglum))
            wids[part.key] = before.wid
        else:
            words.append(words_of(part.text, siglum))
            wids[part.key] = fresh(part.key, used, new.id.document.slug)
    named = _named(new, iter([wids[part.key] for part in listed.parts]))
    return Edition(named, tuple(words)), comparison.changes


def _named(expression: Expression, wids: Iterator[str]) -> Expression:
    parts = tuple(_with_wid(part, wids) for part in expression.parts)
    notes = tuple(replace(note, wid=next(wids)) for note in expression.notes)
    return replace(expression, parts=parts, notes=notes)


def _with_wid(part: Subdivision, wids: Iterator[str]) -> Subdivision:
    wid = next(wids)
    return replace(part, wid=wid, children=tuple(_with_wid(below, wids) for below in part.children))


def body_of(corrigendum: Expression, before: Expression) -> Expression:
    """The corrected text that a whole-text corrigendum holds, behind the cover of the text that it corrects."""
    cover = before.of_kind(Kind.COVER)
    body = tuple(part for part in corrigendum.parts if part.kind is not Kind.COVER)
    return replace(corrigendum, id=before.id, parts=(*cover, *body), notices=())


def append(state: Edition, addendum: Expression, prefix: str, siglum: str) -> Edition:
    """The edition with the parts of an addendum after its own, their eIds behind `prefix`. Its cover stays out."""
    names = {part.eid: f"{prefix}__{part.eid}" for part in addendum.walk()}
    parts = tuple(_renamed(part, names) for part in addendum.parts if part.kind is not Kind.COVER)
    notes = tuple(
        replace(note, eid=f"{prefix}__{note.eid}", wid=f"{prefix}__{note.eid}", anchor=names.get(note.anchor, ""))
        for note in addendum.notes
    )
    added = edition(replace(addendum, parts=parts, notes=notes), siglum)
    old = state.expression
    body = sum(1 for _ in old.walk())
    grown = sum(1 for _ in added.expression.walk())
    words = (*state.words[:body], *added.words[:grown], *state.words[body:], *added.words[grown:])
    return Edition(replace(old, parts=(*old.parts, *parts), notes=(*old.notes, *notes)), words)


def _renamed(part: Subdivision, names: Mapping[str, str]) -> Subdivision:
    name = names[part.eid]
    return replace(part, eid=name, wid=name, children=tuple(_renamed(below, names) for below in part.children))
