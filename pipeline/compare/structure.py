"""Step 3: which old point is which new point, known by their clauses; points that were split or merged.

Points are paired so that as many clauses as possible stay where they are. When an old point's text goes on in two or
more new points that follow each other, the others were split from the one that it is paired with. Merging is the
reverse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pipeline.compare.links import Links
from pipeline.compare.parts import ROOT, Outline

_SHORT_TEXT = 100
"""In a vote a clause of so many code points or more counts twice as much as the shortest possible."""
_EXACT = 8
"""Knots of points with no more pairs than this are solved exactly, larger ones from the greatest share down."""

Pair = tuple[int, int]
Votes = Mapping[Pair, int]


def pair_containers(links: Links) -> None:
    """Pair parts that have parts below them, by the clauses that are paired below both."""
    votes = {pair: vote for pair, vote in _votes(links).items() if links.free(*pair) and _same(links, pair, vote)}
    for knot in _knots(votes):
        ranked = sorted(knot, key=lambda pair: (-votes[pair], links.old[pair[0]].num != links.new[pair[1]].num, pair))
        chosen = _best(tuple(ranked), votes)[1] if len(ranked) <= _EXACT else ranked
        for old, new in chosen:
            if links.free(old, new):
                links.join(old, new)


def _same(links: Links, pair: Pair, vote: int) -> bool:
    """Two parts of one kind that share at least half of the smaller one."""
    old, new = pair
    smaller = min(_size(links.old, old), _size(links.new, new))
    return links.old[old].kind is links.new[new].kind and 2 * vote >= smaller


def _knots(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """The pairs in groups that have no part in common with each other."""
    knot_of: dict[tuple[str, int], list[Pair]] = {}
    for pair in sorted(pairs):
        one = knot_of.setdefault(("old", pair[0]), [])
        other = knot_of.setdefault(("new", pair[1]), one)
        one.append(pair)
        if other is not one:
            less, more = sorted((one, other), key=len)
            more += less
            for old, new in less:
                knot_of["old", old] = knot_of["new", new] = more
    found = {id(knot): knot for knot in knot_of.values()}
    return sorted(found.values())


def _best(ranked: tuple[Pair, ...], votes: Votes) -> tuple[int, tuple[Pair, ...]]:
    """The greatest sum of votes that pairs without common part can have, and those pairs; even ones by rank."""
    if not ranked:
        return 0, ()
    first, rest = ranked[0], ranked[1:]
    with_first = _best(tuple(pair for pair in rest if pair[0] != first[0] and pair[1] != first[1]), votes)
    without = _best(rest, votes)
    total = votes[first] + with_first[0]
    return (total, (first, *with_first[1])) if total >= without[0] else without


def regroup(links: Links) -> None:
    """Find the points that were split off from another or merged into another: neighbours with most of the text."""
    votes = _votes(links)
    for old, new in sorted(votes, key=lambda pair: (-votes[pair], pair)):
        if links.old[old].kind is not links.new[new].kind:
            continue
        if old in links.to_new and new not in links.to_old and new not in links.split_from:
            most = 2 * votes[old, new] >= _size(links.new, new)
            if most and _neighbours(links.new, links.to_new[old], new, links.to_old):
                links.split_from[new] = old
        elif new in links.to_old and old not in links.to_new and old not in links.merged_into:
            most = 2 * votes[old, new] >= _size(links.old, old)
            if most and _neighbours(links.old, links.to_old[new], old, links.to_new):
                links.merged_into[old] = new


def _neighbours(outline: Outline, one: int, other: int, paired: Mapping[int, int]) -> bool:
    """Both lie directly below the same part, and no paired part of their kind stands between them."""
    if outline[one].parent != outline[other].parent:
        return False
    between = range(min(one, other) + 1, max(one, other))
    siblings = [index for index in between if outline[index].parent == outline[one].parent]
    return not any(index in paired and outline[index].kind is outline[one].kind for index in siblings)


def _votes(links: Links) -> dict[Pair, int]:
    """For each old and new part above paired texts, how much they have in common."""
    votes: dict[Pair, int] = defaultdict(int)
    for old, new in links.to_new.items():
        shared = min(_vote(links.old, old), _vote(links.new, new))
        for above in _above(links.old, old) if shared else ():
            for over in _above(links.new, new):
                votes[above, over] += shared
    return votes


def _above(outline: Outline, index: int) -> Iterator[int]:
    """The part itself if others lie below it, and all parts above."""
    if outline[index].children:
        yield index
    while (index := outline[index].parent) != ROOT:
        yield index


def _vote(outline: Outline, index: int) -> int:
    length = len(outline[index].text)
    return _SHORT_TEXT + min(length, _SHORT_TEXT) if length else 0


def _size(outline: Outline, index: int) -> int:
    """The votes of all texts of a part and below it."""
    return sum(_vote(outline, i) for i in outline.below(index))
