"""Step 4: parts without partner between paired ones. Their place speaks for them, so less likeness is asked."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from pipeline.compare.likeness import Likeness
from pipeline.compare.links import Links
from pipeline.compare.order import heaviest_chain
from pipeline.compare.parts import ROOT, Outline
from pipeline.model import Kind

NEAR = 300
"""Texts in the same gap are the same part from this likeness on (per mille)."""
_SMALL = 2500
"""In a gap with no more pairs than this each old text is compared with each new one."""

Gap = tuple[list[int], list[int]]


def close_gaps(links: Links) -> None:
    """Pair what is left, from the top down: each new pair of points opens its clauses to the same step."""
    for new in (ROOT, *range(links.new.notes)):
        if new == ROOT:
            _close(links, links.old.top, links.new.top)
        elif new in links.to_old:
            _close(links, *links.children(new))
    _pair_notes_by_anchor(links)
    _close(links, range(links.old.notes, len(links.old.parts)), range(links.new.notes, len(links.new.parts)))


def _close(links: Links, olds: Sequence[int], news: Sequence[int]) -> None:
    for gap in _gaps(links, olds, news):
        _pair_alike(links, *gap)
        _pair_alone(links, *gap)


def _gaps(links: Links, olds: Sequence[int], news: Sequence[int]) -> list[Gap]:
    """The parts without partner, by the paired part in place that they follow."""
    here = set(olds)
    pairs = [(links.to_old[j], j, links.weight(j)) for j in news if links.to_old.get(j) in here]
    chain = [pairs[position] for position in heaviest_chain(pairs)]
    old_walls, new_walls = [pair[0] for pair in chain], [pair[1] for pair in chain]
    gaps: dict[int, Gap] = defaultdict(lambda: ([], []))
    for old in olds:
        if old not in links.to_new and old not in links.merged_into:
            gaps[bisect_left(old_walls, old)][0].append(old)
    for new in news:
        if new not in links.to_old and new not in links.split_from:
            gaps[bisect_left(new_walls, new)][1].append(new)
    return [gaps[place] for place in sorted(gaps) if all(gaps[place])]


def _pair_alike(links: Links, olds: list[int], news: list[int]) -> None:
    """Pair parts of one kind whose whole texts are somewhat alike, in order."""
    likeness = Likeness(_texts(links.old, olds), _texts(links.new, news))
    if len(olds) * len(news) <= _SMALL:
        found = [(i, j, likeness(i, j)) for i in range(len(olds)) for j in range(len(news))]
    else:
        found = likeness.candidates(NEAR)
    same = [
        (olds[i], news[j], value)
        for i, j, value in found
        if value >= NEAR and links.old[olds[i]].kind is links.new[news[j]].kind
    ]
    for position in heaviest_chain([(i, j, value * links.weight(j)) for i, j, value in same]):
        links.join(*same[position])


def _texts(outline: Outline, indexes: Sequence[int]) -> list[str]:
    return [outline.full_text(index) for index in indexes]


def _pair_alone(links: Links, olds: list[int], news: list[int]) -> None:
    """Pair a heading that alone follows its neighbour with the one that takes its place, and empty parts in order."""
    for kind in Kind:
        old = [i for i in olds if links.old[i].kind is kind and i not in links.to_new]
        new = [j for j in news if links.new[j].kind is kind and j not in links.to_old]
        if kind is Kind.HEADING and len(old) == len(new) == 1:
            links.join(old[0], new[0], NEAR)
        empty_old = [i for i in old if not links.old.full_text(i)]
        empty_new = [j for j in new if not links.new.full_text(j)]
        for i, j in zip(empty_old, empty_new, strict=False):
            if links.free(i, j):
                links.join(i, j)


def _pair_notes_by_anchor(links: Links) -> None:
    """A note rewritten wholly is still the note at that place: the only one left whose mark stands in that part."""
    old, new = _notes_by_anchor(links.old, links.to_new), _notes_by_anchor(links.new, links.to_old)
    keys = {part.key: part.index for part in links.old.parts[: links.old.notes]}
    for anchor, notes in old.items():
        successor = links.to_new.get(keys[anchor]) if anchor in keys else None
        if successor is None:
            continue
        rivals = new.get(links.new[successor].key, [])
        if len(notes) == len(rivals) == 1:
            links.join(notes[0], rivals[0], NEAR)


def _notes_by_anchor(outline: Outline, paired: dict[int, int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for note in outline.parts[outline.notes :]:
        if note.index not in paired and note.segment.anchor:
            found[note.segment.anchor].append(note.index)
    return found
