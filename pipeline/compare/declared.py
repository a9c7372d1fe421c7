"""Declared against actual: the changes that a text marks, compared with those that it has.

Council drafts mark new text bold or underlined and what is gone struck or as "[…]"; the sentence on the cover says how.
LEOS (release 3.0.0, _doubleCompare.scss) lists the looks; no rule binds all documents, so the sentence decides, and
without one every such look counts. Tracked changes count always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.compare import compare
from pipeline.compare.typography import AT_END
from pipeline.languages import load, marking
from pipeline.model import (
    Block,
    Change,
    EditOp,
    Expression,
    Kind,
    Level,
    Mark,
    Note,
    Notice,
    Op,
    Run,
    Source,
    Subdivision,
)
from pipeline.operative import add_clauses
from pipeline.parse import parse
from pipeline.repair import plain

_PLACES = frozenset({Op.MOVE, Op.SPLIT, Op.MERGE})
"""Text that stands elsewhere, or in a point of its own, is often marked as a whole."""
_OMISSION = re.compile(r"[\[(]\s*(?:\N{HORIZONTAL ELLIPSIS}|\.\.\.)\s*[\])]")
_LOOKS = {"bold": Mark.BOLD, "underline": Mark.UNDERLINE, "strike": Mark.STRIKE}
_HALF = 2
"""A stretch agrees when one in so many of its letters does: marks seldom end exactly at a word."""
_NEAR = 2
"""So many code points may lie between a deletion and the sign that marks it."""
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a part that are new or gone. `start` and `end` are offsets in the part, the same for what is gone."""

    eid: str
    op: EditOp
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What was found. `looks` mark changes here; `said` tells whether the cover says so.

    `unmarked` are changes without a mark, `unchanged` marks without a change, `agreed` counts the changes with one.
    """

    looks: tuple[Mark, ...]
    said: bool
    agreed: int
    unmarked: tuple[Stretch, ...]
    unchanged: tuple[Stretch, ...]
    notices: tuple[Notice, ...] = ()


def check_declared(old: Expression, new: Expression, source: Source) -> Declared:
    """Compare the marks of `source`, the repaired file of `new`, with the changes from `old`.

    What is struck, or stands as "[…]", is taken out before the texts are compared. Verbs in bold are house style and
    no marks of their own.
    """
    looks, said = _looks(new)
    clean, marks = _clean(source, looks)
    language = load(new.language)
    text = add_clauses(parse(clean, language, new.id, new.provenance), language)
    comparison = compare(old, text)
    actual = [stretch for change in comparison.changes for stretch in _actual(change)]
    moved = {eid for change in comparison.changes if change.op in _PLACES for eid in change.new_eids}
    placed = _placed(text, clean, marks)
    unmarked = tuple(one for one in actual if not _is_marked(one, placed, actual))
    unchanged = tuple(
        one
        for one in placed
        if not moved & {one.eid, one.eid.partition("__")[0]}
        and not _is_verb(one, text)
        and not _is_changed(one, actual)
    )
    notices = (
        ()
        if said or not placed
        else (Notice(Level.INFO, "marking-not-said", "the cover does not say how changes are marked; any look counts"),)
    )
    return Declared(looks, said, len(actual) - len(unmarked), unmarked, unchanged, notices)


def _looks(expression: Expression) -> tuple[tuple[Mark, ...], bool]:
    """The looks that mark changes, and whether the cover names any."""
    cover = " ".join(part.text for part in expression.of_kind(Kind.COVER)).casefold()
    named = tuple(
        _LOOKS[look] for look, stems in marking(expression.language).items() if any(_stem(one, cover) for one in stems)
    )
    return (named or tuple(_LOOKS.values())), bool(named)


def _stem(stem: str, text: str) -> bool:
    form = re.escape(stem.casefold()).replace(r"\*", r"\w*")
    return re.search(rf"(?<!\w){form}(?!\w)", text) is not None


@dataclass(frozen=True, slots=True)
class _Marked:
    """A marked range of the plain text of a clean block; `text` is what is gone, or "" for a place only."""

    op: EditOp
    start: int
    end: int
    text: str


def _clean(source: Source, looks: Sequence[Mark]) -> tuple[Source, Mapping[int, list[_Marked]]]:
    """The source without what is declared gone, and the marks of each block by its index."""
    blocks: list[Block] = []
    marks: dict[int, list[_Marked]] = {}
    for block in source.blocks:
        cleaned, found = _clean_block(block, looks)
        if plain(cleaned).strip() != block.num.strip() or not found:
            if found:
                marks[len(blocks)] = found
            blocks.append(cleaned)
        else:
            marks.setdefault(-1, []).extend(found)
    return replace(source, blocks=tuple(blocks)), marks


def _clean_block(block: Block, looks: Sequence[Mark]) -> tuple[Block, list[_Marked]]:
    additions = frozenset({Mark.INSERTED, *looks} - {Mark.STRIKE})
    whole = _common_look(block)
    runs: list[Run] = []
    found: list[_Marked] = []
    text = ""
    for run in block.runs:
        if run.note:
            runs.append(run)
            continue
        if Mark.DELETED in run.marks or (Mark.STRIKE in run.marks and Mark.STRIKE in looks):
            found.append(_Marked(EditOp.DELETE, len(text), len(text), run.text))
            continue
        words = run.text
        for omission in reversed(list(_OMISSION.finditer(words))):
            at = len(text) + omission.start()
            found.append(_Marked(EditOp.DELETE, at, at, ""))
            words = words[: omission.start()] + words[omission.end() :]
        words = words.lstrip() if (not text or text[-1].isspace()) and words[:1].isspace() else words
        if (run.marks - whole) & additions and words.strip():
            found.append(_Marked(EditOp.INSERT, len(text), len(text) + len(words), words))
        text += words
        runs.append(replace(run, text=words, marks=run.marks - {Mark.STRIKE}))
    return replace(block, runs=tuple(run for run in runs if run.text)), found


def _common_look(block: Block) -> frozenset[Mark]:
    """The looks that a heading has as a whole: they mark nothing. A whole paragraph of words may well be new."""
    runs = [run.marks for run in block.runs if run.text.strip() and not run.note]
    is_heading = block.kind == Kind.HEADING or (not block.num and not block.text.rstrip().endswith(tuple(AT_END)))
    return frozenset.intersection(*runs) & {Mark.BOLD, Mark.UNDERLINE} if runs and is_heading else frozenset()


def _placed(text: Expression, source: Source, marks: Mapping[int, list[_Marked]]) -> list[Stretch]:
    """The marks as stretches of parts; neighbours of one kind as one. What belongs to no part has the eId ""."""
    parts: dict[object, list[Subdivision | Note]] = {}
    standing: list[Subdivision | Note] = [*text.walk(), *text.notes]
    for part in standing:
        for origin in part.origins[:1]:
            parts.setdefault(origin, []).append(part)
    out = [Stretch("", one.op, 0, 0, one.text) for one in marks.get(-1, [])]
    for index, block in enumerate(source.blocks):
        words = plain(block)
        ranges = list(_ranges(words, parts.get(block.origin, [])))
        for one in marks.get(index, []):
            out += _in_parts(one, words, ranges)
    return _run_together(out)


def _ranges(words: str, parts: Sequence[Subdivision | Note]) -> Iterator[tuple[str, int, int]]:
    at = 0
    for part in parts:
        start = words.find(part.text, at) if part.text else -1
        if start >= 0:
            at = start + len(part.text)
            yield part.eid, start, at


def _in_parts(one: _Marked, words: str, ranges: Sequence[tuple[str, int, int]]) -> Iterator[Stretch]:
    for eid, first, last in ranges:
        if one.op is EditOp.INSERT and one.start < last and first < one.end:
            start, end = max(one.start, first), min(one.end, last)
            yield Stretch(eid, one.op, start - first, end - first, words[start:end])
        elif one.op is EditOp.DELETE and first <= one.start <= last:
            yield Stretch(eid, one.op, one.start - first, one.start - first, one.text)
            return


def _run_together(listed: Sequence[Stretch]) -> list[Stretch]:
    """Insertions that touch as one, so that a mark in several runs is one mark."""
    out: list[Stretch] = []
    for one in listed:
        last = out[-1] if out else None
        if (
            last is not None
            and (last.eid, last.op, last.end) == (one.eid, EditOp.INSERT, one.start)
            and one.op is last.op
        ):
            out[-1] = replace(last, end=one.end, text=last.text + one.text)
        else:
            out.append(one)
    return out


def _actual(change: Change) -> Iterator[Stretch]:
    """What a change brought and took, with the offsets in its new part."""
    if change.op is Op.INSERT:
        for eid, edit in zip(change.new_eids, change.edits, strict=True):
            words = edit.text.strip()
            if words:
                yield Stretch(eid, EditOp.INSERT, 0, len(words), words)
    elif change.op is Op.DELETE:
        yield Stretch("", EditOp.DELETE, 0, 0, change.before)
    elif len(change.new_eids) == 1 and not change.passage and change.op in (Op.REPLACE, Op.MOVE):
        at = 0
        for edit in change.edits:
            size = 0 if edit.op is EditOp.DELETE else len(edit.text)
            if edit.op is not EditOp.EQUAL and _LETTER.search(edit.text):
                yield Stretch(change.new_eids[0], edit.op, at, at + size, edit.text)
            at += size


def _is_marked(one: Stretch, marks: Sequence[Stretch], actual: Sequence[Stretch]) -> bool:
    if one.op is EditOp.INSERT:
        return _covered(one, [mark for mark in marks if mark.op is EditOp.INSERT])
    gone = _words(" ".join(mark.text for mark in marks if mark.op is EditOp.DELETE))
    if _words(one.text) and _words(one.text) <= gone:
        return True
    if any(m.op is EditOp.DELETE and m.eid == one.eid and abs(m.start - one.start) <= _NEAR for m in marks if one.eid):
        return True
    replacing = [o for o in actual if o.op is EditOp.INSERT and o.eid == one.eid and abs(o.start - one.start) <= _NEAR]
    return any(_is_marked(other, marks, actual) for other in replacing)


def _is_changed(mark: Stretch, actual: Sequence[Stretch]) -> bool:
    if mark.op is EditOp.INSERT:
        return _covered(mark, [one for one in actual if one.op is EditOp.INSERT])
    taken = [one for one in actual if one.op is EditOp.DELETE]
    if mark.text and _LETTER.search(mark.text):
        return bool(_words(mark.text) & _words(" ".join(one.text for one in taken)))
    return any(not one.eid or (one.eid == mark.eid and abs(one.start - mark.start) <= _NEAR) for one in taken)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _covered(one: Stretch, others: Sequence[Stretch]) -> bool:
    """Whether enough of the letters of a stretch lie in one of the others."""
    letters = {one.start + match.start() for match in _LETTER.finditer(one.text)}
    shared = {at for at in letters if any(o.eid == one.eid and o.start <= at < o.end for o in others)}
    return not letters or _HALF * len(shared) >= len(letters)


def _is_verb(mark: Stretch, text: Expression) -> bool:
    """A mark on the operative verb alone is the way verbs are printed."""
    part = text.part(mark.eid)
    if part is None or part.verb is None or mark.op is not EditOp.INSERT:
        return False
    return all(
        any(start <= mark.start + at.start() < end for start, end in part.verb.spans)
        for at in _LETTER.finditer(mark.text)
    )
