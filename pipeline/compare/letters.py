"""Step 9: what changed inside a word that keeps most of its letters (an ending, a capital, a misspelling).

Only for showing: the edits of a change stay in whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.compare.matching import differences
from pipeline.model import Edit, EditOp

_CHARACTER = re.compile(r".[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]*", re.DOTALL)
"""A letter with the marks that combine with it, which must not be parted."""
_MOST = 500
"""Per mille of letters that the longer of two words must share with the other."""
_PIECES = 2
"""A word with more differences than this reads better whole."""


def refined(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The same edits, with those inside a word in place of a deleted word followed by an inserted one.

    Only a single word that takes the place of a single word is looked into. What is EQUAL or DELETE still makes up the
    old text, what is EQUAL or INSERT the new one.
    """
    out: list[Edit] = []
    for edit in edits:
        last = out[-1] if out else None
        if last is not None and (last.op, edit.op) == (EditOp.DELETE, EditOp.INSERT):
            inside = _inside(last.text, edit.text)
            if inside:
                out[-1:] = inside
                continue
        out.append(edit)
    return tuple(_joined(out))


def _inside(old: str, new: str) -> list[Edit]:
    """The letters that differ, or nothing when the words have too little in common."""
    if any(map(str.isspace, old + new)):
        return []
    one, other = (_CHARACTER.findall(word) for word in (old, new))
    found = differences(one, other)
    shared = len(one) - sum(cluster.old[1] - cluster.old[0] for cluster in found)
    if not found or len(found) > _PIECES or 1000 * shared < _MOST * max(len(one), len(other)):
        return []
    out: list[Edit] = []
    at = 0
    for cluster in found:
        out += _edit(EditOp.EQUAL, one[at : cluster.old[0]])
        out += _edit(EditOp.DELETE, one[slice(*cluster.old)])
        out += _edit(EditOp.INSERT, other[slice(*cluster.new)])
        at = cluster.old[1]
    return out + _edit(EditOp.EQUAL, one[at:])


def _edit(op: EditOp, letters: Sequence[str]) -> list[Edit]:
    return [Edit(op, "".join(letters))] if letters else []


def _joined(edits: Sequence[Edit]) -> Iterator[Edit]:
    """Neighbours that stay as one edit."""
    held: Edit | None = None
    for edit in edits:
        if held is not None and held.op is edit.op:
            held = Edit(held.op, held.text + edit.text)
            continue
        if held is not None:
            yield held
        held = edit
    if held is not None:
        yield held
