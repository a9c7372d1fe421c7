"""Alignment of pairs of texts: band, dynamic programme, belief; in batches, because numpy is quick on many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.align.dynamic import Bead, best_paths, posteriors
from pipeline.align.embedding import Run
from pipeline.align.evidence import Side, pooled
from pipeline.align.learning import first_belief, learnt, linked
from pipeline.align.lexicon import with_lexicon
from pipeline.align.scoring import Batch, batch, scores
from pipeline.align.window import Floats, Ints, Window, straight, through, window

HALF = 8  # segments on both sides of the expected path that are looked at first
WIDER = 4  # how many times wider the band becomes when the way runs along its edge
WIDEST = 200  # but no wider than this, however it runs
EDGE = 0.05  # probability on the edge of the band from which it is too narrow
SMALL = 100  # segments up to which the straight path is expected
POOL = 4  # segments taken as one, over and over, to find the path through a longer text
ROUNDS = 3  # alignments of a doubtful pair, each with the words that the one before has taught
SURE = 0.98  # mean probability of the beads from which a pair is not doubtful
STATES = 45_000  # computed together; more gain little speed and cost memory
FAINT = 0.02  # links below are not kept

Path = tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two texts aligned.

    `path` are the beads (i, j, a, b) of the best way, each with its probability in `probabilities`; `i`, `j`,
    `weight` are all links: segments of both texts with the probability that they stand in one bead.
    """

    path: Path
    probabilities: tuple[float, ...]
    i: Ints
    j: Ints
    weight: Floats


def align_pairs(sides: Sequence[tuple[Side, Side]], classes: Ints, *, words: bool = True) -> list[Pair]:
    """Align each pair of texts; none may be empty. `classes` are those of the vocabulary of all sides.

    The path of a long pair is first sought with several segments taken as one, which makes time and memory linear.
    `words`: learn which words answer each other, for the pairs that are doubtful without.
    """
    return _fitted(sides, _centres(sides, classes), classes, HALF, words)


def _centres(sides: Sequence[tuple[Side, Side]], classes: Ints) -> list[Floats]:
    """The expected path of each pair."""
    large = [at for at, pair in enumerate(sides) if min(len(side.lengths) for side in pair) > SMALL]
    smaller = {id(side): pooled(side, POOL) for at in large for side in sides[at]}
    coarse = [(smaller[id(sides[at][0])], smaller[id(sides[at][1])]) for at in large]
    rough = dict(zip(large, align_pairs(coarse, classes, words=False) if coarse else [], strict=True))
    return [
        _refined(rough[at].path, pair) if at in rough else straight(pair[0].lengths, pair[1].lengths)
        for at, pair in enumerate(sides)
    ]


def _refined(path: Path, pair: tuple[Side, Side]) -> Floats:
    """The path of pooled segments as a path of single ones."""
    n, m = len(pair[0].lengths), len(pair[1].lengths)
    ends = np.array([[0, 0], *([i + a, j + b] for i, j, a, b in path)], dtype=np.float64) * POOL
    return through(np.minimum(ends[:, 0], n), np.minimum(ends[:, 1], m))


def _fitted(
    sides: Sequence[tuple[Side, Side]], centres: Sequence[Floats], classes: Ints, half: int, words: bool
) -> list[Pair]:
    """Align in a band of `half` segments on both sides; in a wider one the pairs that do not fit."""
    found: list[Pair | None] = []
    while len(found) < len(sides):
        sizes = np.cumsum([_states(left, right, half) for left, right in sides[len(found) :]])
        part = slice(len(found), len(found) + max(1, int(np.searchsorted(sizes, STATES))))
        found += _aligned(sides[part], centres[part], classes, half, words)
    again = [at for at, pair in enumerate(found) if pair is None]
    if again:
        wider = _fitted([sides[at] for at in again], [centres[at] for at in again], classes, half * WIDER, words)
        for at, pair in zip(again, wider, strict=True):
            found[at] = pair
    return [pair for pair in found if pair]


def _states(left: Side, right: Side, half: int) -> int:
    n, m = len(left.lengths), len(right.lengths)
    return (n + m + 1) * min(n + 1, m + 1, 2 * half + 1)


def _aligned(
    sides: Sequence[tuple[Side, Side]], centres: Sequence[Floats], classes: Ints, half: int, words: bool
) -> list[Pair | None]:
    """Some pairs together; None for those whose band is too narrow."""
    given = _batch(sides, centres, classes, half, not words)
    first = posteriors(scores(given, first_belief(given)), given.view)
    if given.vectors and words:
        sides = _embedded_anew(given, first)
        given = _batch(sides, centres, classes, half)
    found = _decided(given, scores(given, learnt(given, first)), half)
    doubtful = [at for at, pair in enumerate(found) if pair and words and float(np.mean(pair.probabilities)) < SURE]
    if doubtful:
        again = _batch([sides[at] for at in doubtful], [centres[at] for at in doubtful], classes, half)
        for at, pair in zip(doubtful, _with_words(again, half), strict=True):
            found[at] = pair
    return found


def _embedded_anew(given: Batch, found: Mapping[Bead, Floats]) -> list[tuple[Side, Side]]:
    """The sides with their runs of several segments embedded as one text, as far as they can be part of a bead."""
    view = given.view
    wanted: tuple[list[set[Run]], list[set[Run]]] = ([set() for _ in given.sides], [set() for _ in given.sides])
    for (a, b), share in found.items():
        if a and b:
            for state in np.flatnonzero(share > FAINT):
                p = int(view.pair[state])
                wanted[0][p].add((a, int(view.i[state])))
                wanted[1][p].add((b, int(view.j[state])))
    return [
        (_with_runs(left, wanted[0][p]), _with_runs(right, wanted[1][p])) for p, (left, right) in enumerate(given.sides)
    ]


def _with_runs(side: Side, runs: set[Run]) -> Side:
    return replace(side, embedded=side.embedded.with_runs(runs)) if side.embedded else side


def _with_words(plain: Batch, half: int) -> list[Pair | None]:
    given, belief = plain, first_belief(plain)
    for _ in range(ROUNDS - 1):
        shares = posteriors(scores(given, belief), given.view)
        belief = learnt(given, shares)
        given = with_lexicon(plain, linked(given, shares))
    return _decided(given, scores(given, belief), half)


def _batch(
    sides: Sequence[tuple[Side, Side]], centres: Sequence[Floats], classes: Ints, half: int, pooled: bool = False
) -> Batch:
    n = np.array([len(left.lengths) for left, _ in sides])
    m = np.array([len(right.lengths) for _, right in sides])
    return batch(sides, window(n, m, centres, half), classes, pooled)


def _decided(given: Batch, score: Mapping[Bead, Floats], half: int) -> list[Pair | None]:
    view = given.view
    found = posteriors(score, view)
    links = linked(given, found)
    narrow: set[int] = set()
    if half < WIDEST:
        reached = view.edge() & (np.add.reduce(list(found.values())) > EDGE)
        narrow = set(np.unique(view.pair[reached]).tolist())
    best = zip(best_paths(score, view), view.by_pair(), strict=True)
    return [
        None if p in narrow else _pair(p, path, states, found, links, view) for p, (path, states) in enumerate(best)
    ]


def _pair(p: int, path: Path, states: Ints, found: Mapping[Bead, Floats], links: Floats, view: Window) -> Pair:
    mine = states[links[states] > FAINT]
    i, j, weight = view.i[mine] - 1, view.j[mine] - 1, links[mine]
    linked_left, linked_right = np.zeros(view.n[p]), np.zeros(view.m[p])
    np.maximum.at(linked_left, i, weight)
    np.maximum.at(linked_right, j, weight)
    ends = view.find(np.full(len(path), p), *(np.array([[i + a, j + b] for i, j, a, b in path]).T))
    shares = [
        float(found[a, b][end]) if a and b else float(1 - (linked_left[i] if a else linked_right[j]))
        for (i, j, a, b), end in zip(path, ends, strict=True)
    ]
    return Pair(path, tuple(shares), i, j, weight)
