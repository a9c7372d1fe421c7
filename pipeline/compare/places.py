"""Step 5: which paired parts have moved: to another part, or out of order; of a note, whether its mark has moved."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compare.links import Links
from pipeline.compare.order import heaviest_chain
from pipeline.compare.parts import Part
from pipeline.compare.words import edits, reach


def moved(links: Links) -> frozenset[int]:
    """The indexes of the new parts and notes that stand somewhere else than their old partners."""
    away = {j for j, i in links.to_old.items() if j < links.new.notes and not links.at_home(i, j)}
    for olds, news in links.families():
        here = set(olds)
        pairs = [(links.to_old[j], j) for j in news if links.to_old.get(j) in here]
        away.update(_out_of_order(links, pairs))
    return frozenset(away | _moved_notes(links))


def _out_of_order(links: Links, pairs: Sequence[tuple[int, int]]) -> set[int]:
    chain = set(heaviest_chain([(i, j, links.weight(j)) for i, j in pairs]))
    return {j for position, (_, j) in enumerate(pairs) if position not in chain}


def _moved_notes(links: Links) -> set[int]:
    """Notes whose mark no longer stands at the same place of the same text."""
    old_keys = {part.key: part for part in links.old.parts[: links.old.notes]}
    new_keys = {part.key: part for part in links.new.parts[: links.new.notes]}
    return {
        note.index
        for note in links.new.parts[links.new.notes :]
        if note.index in links.to_old
        and _has_moved(links, links.old[links.to_old[note.index]], note, old_keys, new_keys)
    }


def _has_moved(links: Links, old: Part, new: Part, old_keys: dict[str, Part], new_keys: dict[str, Part]) -> bool:
    before, after = old_keys.get(old.segment.anchor), new_keys.get(new.segment.anchor)
    if before is None or after is None:
        return (old.segment.anchor, old.segment.offset) != (new.segment.anchor, new.segment.offset)
    if links.to_old.get(after.index) != before.index:
        return True
    if before.text == after.text:
        return old.segment.offset != new.segment.offset
    first, last = reach(edits(before.text, after.text), old.segment.offset)
    return not first <= new.segment.offset <= last
