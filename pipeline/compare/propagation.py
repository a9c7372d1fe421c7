"""The same change in every language: reached, not reached, or reached differently.

Changes of two languages are the same when they do the same to the same row. Two replacements of a row can still differ:
in nature, in the direction of a verb, or in the figures that they bring or take. The languages agree by majority; a
change that one language alone has is reported like any other, with all the others not reached.

Numbers follow from what was inserted, deleted, moved, split or merged. Where a language did not get such a change of a
point, its other numbers are no findings of their own: it is then left out of the renumbering.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.languages import order
from pipeline.model import (
    Alignment,
    Change,
    Comparison,
    Direction,
    EditOp,
    Kind,
    Nature,
    Op,
    Propagation,
    Reach,
    Reached,
)

_FIGURE = re.compile(r"\d+")
_SEQUENCE = frozenset({Op.INSERT, Op.DELETE, Op.MOVE, Op.SPLIT, Op.MERGE})

Key = tuple[Op, str]
"""What a change does, and the row that it does it to."""


@dataclass(frozen=True, slots=True)
class _Signature:
    """What of a change must be the same in all languages. Roman words differ, figures and verbs do not."""

    nature: Nature
    verb: Direction | None
    figures: tuple[str, ...]


def propagate(comparisons: Sequence[Comparison], before: Alignment, after: Alignment) -> tuple[Propagation, ...]:
    """Follow every change of every language through the rows, in the order of the text.

    `before` and `after` align the old and the new document; `comparisons` hold one comparison a language.
    """
    old_rows, new_rows = rows_of(before), rows_of(after)
    found: dict[Key, dict[str, Change]] = {}
    for comparison in sorted(comparisons, key=lambda one: order(one.new.language)):
        code = comparison.new.language
        for change in comparison.changes:
            found.setdefault((change.op, row_of(change, code, old_rows, new_rows)), {}).setdefault(code, change)
    codes = sorted({comparison.new.language for comparison in comparisons}, key=order)
    places = _places(before, after)
    _leave_out_consequences(found, codes)
    ordered = sorted(found, key=lambda key: (places.get(key[1], len(places)), list(Op).index(key[0])))
    return tuple(
        _follow(changes, _asked(changes, codes, found), _present(key[1], key[0], before, after))
        for key in ordered
        if (changes := found[key])
    )


def _leave_out_consequences(found: Mapping[Key, dict[str, Change]], codes: Sequence[str]) -> None:
    """Take away the renumberings of languages whose numbers differ for another reason."""
    for (op, _), changes in found.items():
        if op is Op.RENUMBER:
            for code in _out_of_step(_kind(changes), codes, found) & changes.keys():
                del changes[code]


def _asked(changes: Mapping[str, Change], codes: Sequence[str], found: Mapping[Key, dict[str, Change]]) -> list[str]:
    """The languages of which it can be said whether they have a change."""
    if all(change.op is not Op.RENUMBER for change in changes.values()):
        return list(codes)
    without = _out_of_step(_kind(changes), codes, found)
    return [code for code in codes if code not in without]


def _out_of_step(kind: Kind, codes: Sequence[str], found: Mapping[Key, dict[str, Change]]) -> set[str]:
    """The languages that lack a change in the sequence of parts of a kind, or have one that most others lack."""
    out: set[str] = set()
    for (op, _), changes in found.items():
        if op in _SEQUENCE and _kind(changes) is kind:
            has = set(changes)
            out |= set(codes) - has if 2 * len(has) > len(codes) else has
    return out


def _kind(changes: Mapping[str, Change]) -> Kind:
    return next((change.kind for change in changes.values()), Kind.JUNK)


def rows_of(alignment: Alignment) -> dict[tuple[str, str], str]:
    """The wId of the row of each segment, by language and eId."""
    return {(code, eid): row.wid for row in alignment.rows for code, eids in row.cells for eid in eids}


def row_of(
    change: Change, code: str, old_rows: Mapping[tuple[str, str], str], new_rows: Mapping[tuple[str, str], str]
) -> str:
    """The wId of the row that a change is about: of the old part where there is one."""
    known = [old_rows[code, eid] for eid in change.old_eids if (code, eid) in old_rows]
    known += [new_rows[code, eid] for eid in change.new_eids if (code, eid) in new_rows]
    return known[0] if known else change.wid


def _places(before: Alignment, after: Alignment) -> dict[str, int]:
    """Where each row stands: in the new text, or after its old neighbour where it is gone."""
    places = {row.wid: 2 * i for i, row in enumerate(after.rows)}
    last = -1
    for row in before.rows:
        last = places.setdefault(row.wid, last + 1 if last % 2 == 0 else last)
    return places


def _present(wid: str, op: Op, before: Alignment, after: Alignment) -> frozenset[str]:
    """The languages that have the row in the document where the change must show."""
    alignment = after if op is Op.INSERT else before
    return frozenset(code for row in alignment.rows if row.wid == wid for code, _ in row.cells)


def _follow(changes: Mapping[str, Change], codes: Sequence[str], present: frozenset[str]) -> Propagation:
    signatures = {code: _signature(change) for code, change in changes.items()}
    usual = _usual(signatures.values())
    model = next(code for code, signature in signatures.items() if signature == usual)
    reached = tuple(_reached(code, signatures.get(code), usual, code in present) for code in codes)
    return Propagation(changes[model], model, reached)


def _reached(code: str, own: _Signature | None, usual: _Signature, present: bool) -> Reached:
    if own is None:
        return Reached(code, Reach.NO, "" if present else "the part is not there")
    if own.nature is not usual.nature:
        return Reached(code, Reach.DIFFERS, f"{own.nature} instead of {usual.nature}")
    if own.verb is not usual.verb:
        return Reached(code, Reach.DIFFERS, f"operative verb {own.verb or 'unchanged'}")
    if own.figures != usual.figures:
        return Reached(code, Reach.DIFFERS, f"figures: {' '.join(own.figures) or 'none'}")
    return Reached(code, Reach.YES)


def _usual(signatures: Iterable[_Signature]) -> _Signature:
    """What most languages have, feature by feature; among equals the one that comes first."""
    listed = list(signatures)
    natures = Counter(one.nature for one in listed).most_common()
    same = [one for one in listed if one.nature is natures[0][0]]
    return Counter(same).most_common(1)[0][0]


def _signature(change: Change) -> _Signature:
    verb = change.verb.direction if change.verb else None
    return _Signature(change.nature, verb, _figures(change) if change.op is Op.REPLACE else ())


def _figures(change: Change) -> tuple[str, ...]:
    """The figures that the change brings (+) and takes (-), those that it only moves aside."""
    count: Counter[str] = Counter()
    for edit in change.edits:
        if edit.op is not EditOp.EQUAL:
            for figure in _FIGURE.findall(edit.text):
                count[figure] += 1 if edit.op is EditOp.INSERT else -1
    return tuple(sorted(f"{'+' if n > 0 else '-'}{figure}" for figure, n in count.items() if n))
