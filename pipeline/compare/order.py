"""The heaviest chain: of many pairs, those that can stand in the same order on both sides.

Pairs in the chain are in place, the others have moved.
"""

from __future__ import annotations

from collections.abc import Sequence


def heaviest_chain(pairs: Sequence[tuple[int, int, int]]) -> tuple[int, ...]:
    """The positions in `pairs` of a chain that rises strictly in old and new place and has the greatest total weight.

    Each pair is (old place, new place, weight > 0). The answer is in rising order. Of chains of equal weight the
    choice depends on the pairs alone. Time grows as n log n (prefix maxima in a Fenwick tree).
    """
    places = {new: rank for rank, new in enumerate(sorted({new for _, new, _ in pairs}), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(places) + 1)
    before = [-1] * len(pairs)
    # Falling new places within one old place: a part cannot follow itself in the chain.
    for position in sorted(range(len(pairs)), key=lambda p: (pairs[p][0], -pairs[p][1], p)):
        rank = places[pairs[position][1]]
        weight, before[position] = _prefix_best(best, rank - 1)
        _raise(best, rank, (weight + pairs[position][2], position))
    chain: list[int] = []
    position = _prefix_best(best, len(places))[1]
    while position >= 0:
        chain.append(position)
        position = before[position]
    return tuple(reversed(chain))


def _prefix_best(best: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank > 0:
        if best[rank][0] > found[0]:
            found = best[rank]
        rank -= rank & -rank
    return found


def _raise(best: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(best):
        if value[0] > best[rank][0]:
            best[rank] = value
        rank += rank & -rank
