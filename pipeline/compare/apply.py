"""The inverse of comparing: the new text from the old one and the changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.compare.parts import Segment, outline, unique_key
from pipeline.errors import ConclusioError
from pipeline.model import Change, Comparison, Edit, EditOp, Expression, Op, Placement


def apply(old: Expression, comparison: Comparison) -> tuple[Segment, ...]:
    """The segments of the new expression: apply(old, compare(old, new)) == segments(new).

    Raises ConclusioError when `old` is not the text that was compared.
    """
    texts = {part.key: part.text for part in outline(old).parts}
    inserted = _inserted(comparison.changes)
    edited = _edited(comparison.changes)
    keys: dict[str, int] = {}
    result: list[Segment] = []
    for placement in comparison.placements:
        key = unique_key(placement.new, keys)
        text = _old_text(texts, placement) if placement.old else inserted.get(key, "")
        if key in edited:
            text = _patched(text, edited[key], placement)
        result.append(Segment(placement.kind, placement.new, placement.num, text, placement.anchor, placement.offset))
    return tuple(result)


def _inserted(changes: Sequence[Change]) -> dict[str, str]:
    """The texts of inserted parts by key: one edit for each, after the first text with a joining space."""
    texts: dict[str, str] = {}
    for change in changes:
        if change.op is not Op.INSERT:
            continue
        begun = False
        for key, edit in zip(change.new_eids, change.edits, strict=True):
            texts[key] = edit.text[1:] if begun and edit.text else edit.text
            begun = begun or bool(edit.text)
    return texts


def _edited(changes: Sequence[Change]) -> dict[str, tuple[Edit, ...]]:
    """The edits of single parts by new key. A part that moved with others below it has theirs told apart."""
    return {
        change.new_eids[0]: change.edits
        for change in changes
        if change.op in (Op.REPLACE, Op.MOVE)
        and not change.passage
        and len(change.old_eids) == len(change.new_eids) == 1
    }


def _old_text(texts: Mapping[str, str], placement: Placement) -> str:
    if placement.old not in texts:
        raise _mismatch(placement)
    return texts[placement.old]


def _patched(text: str, edits: Sequence[Edit], placement: Placement) -> str:
    if text != "".join(edit.text for edit in edits if edit.op is not EditOp.INSERT):
        raise _mismatch(placement)
    return "".join(edit.text for edit in edits if edit.op is not EditOp.DELETE)


def _mismatch(placement: Placement) -> ConclusioError:
    return ConclusioError(
        f"the changes were not made for this text; compare the two versions again (they differ at {placement.old})",
        where=placement.new,
    )
