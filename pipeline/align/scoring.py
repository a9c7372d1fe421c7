"""Scores of beads: log-odds that two runs of segments are translations rather than neighbours by chance.

The score of a bead is the sum of what is known about it:
- how often such beads occur (a prior);
- length: the ratio of the two runs against that of the whole texts (Gale and Church 1993, with Student's t instead
  of the normal distribution, on logarithms), set against the lengths of runs at large, so that a merged segment is
  explained only once;
- tokens: for each token how often a translation keeps one of its class, against how common the token is; absence
  counts as well as presence;
- how the runs open and end;
- their sentence embeddings, where there is an encoder.

What depends on the languages (the ratio of lengths, its spread, the share of tokens of a class that is kept,
which punctuation answers which) is a `Belief`, learnt from the pair itself (`learning.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import lgamma, log, pi
from typing import NamedTuple

import numpy as np

from pipeline.align.dynamic import NEVER, Bead
from pipeline.align.embedding import RunVectors, likeness, run_vectors
from pipeline.align.evidence import Overlap, Side, overlap
from pipeline.align.features import ENDINGS, OPENINGS, Class
from pipeline.align.window import REACH, Bools, Floats, Ints, Window

# How often each bead occurs, before the text is seen. Rare shapes are kept so that they can be found at all.
PRIOR: dict[Bead, float] = {
    (1, 1): 0.80,
    (1, 0): 0.005,
    (0, 1): 0.005,
    (2, 0): 0.001,  # what is missing is often a passage
    (0, 2): 0.001,
    (3, 0): 0.0004,
    (0, 3): 0.0004,
    (4, 0): 0.00016,
    (0, 4): 0.00016,
    (2, 1): 0.055,
    (1, 2): 0.055,
    (2, 2): 0.02,
    (3, 1): 0.01,
    (1, 3): 0.01,
    (3, 2): 0.003,
    (2, 3): 0.003,
    (4, 1): 0.002,
    (1, 4): 0.002,
}
LONGEST = REACH  # segments on one side of a bead
NEEDED = {*PRIOR, *((x, y) for a, b in PRIOR for x in range(a) for y in range(b))}

# By class of token: the share that a translation keeps, before the text is seen, and how far the class speaks for
# itself (a name is a stem too; all clauses of a point have its number).
KEPT = {
    Class.FIGURE: (0.85, 0.8),
    Class.NAME: (0.5, 0.6),
    Class.STEM: (0.15, 0.6),
    Class.LONG: (0.1, 0.5),
    Class.SIGN: (0.5, 0.6),
    Class.VERB: (0.7, 0.8),
    Class.GROUP: (0.85, 0.6),
    Class.ADDRESSEE: (0.8, 0.5),
    Class.MARK: (0.85, 0.8),
    Class.NUMBER: (0.8, 0.4),
    Class.FIELD: (0.95, 1.0),
    Class.ANCHOR: (0.95, 1.0),
    Class.LEARNT: (0.6, 0.5),
}
PRIOR_KEPT = np.array([KEPT[cls][0] for cls in Class])
TRUST = np.array([KEPT[cls][1] for cls in Class])

LENGTH_TRUST = 1.5
NU = 5.0  # degrees of freedom: about one length in twenty is far off
_FLOOR, _SLOPE = 0.006, 4.0  # variance of the log ratio of lengths: floor + slope / characters
_T = lgamma((NU + 1) / 2) - lgamma(NU / 2) - 0.5 * log(NU * pi)


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What is believed about each pair of a batch. Shapes: (pairs,), (pairs, classes), (pairs, endings, endings)."""

    ratio: Floats  # log of the length of the second text for one character of the first
    spread: Floats  # factor on the variance of the log ratio
    kept: Floats
    trust: Floats
    endings: Floats
    openings: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Several pairs of texts, scored together. What does not change from round to round is computed once."""

    sides: tuple[tuple[Side, Side], ...]
    view: Window
    overlap: Overlap
    runs: tuple[tuple[Runs, ...], tuple[Runs, ...]]
    shape: tuple[int, int]  # pairs, places for segments (one more than the longest text has)
    pooled: bool
    at: tuple[Ints, Ints]  # by state its place in the arrays of both sides
    steps: dict[tuple[int, int], Ints] = field(repr=False)
    allowed: dict[Bead, Ints] = field(repr=False)  # the states in which each bead may end
    vectors: tuple[tuple[RunVectors, ...], tuple[RunVectors, ...]] | None  # of runs of 1, 2, … segments


class Spots(NamedTuple):
    """Some states: their pairs, and their places in the arrays of both sides."""

    pair: Ints
    left: Ints
    right: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Runs of a given number of segments of one side: arrays of pairs × number of segments used up at their end."""

    log_length: Floats
    root: Floats  # 1 / sqrt(length)
    surprise: Floats  # log density of the length among runs of that many segments
    first: Ints  # opening of the first segment
    last: Ints  # ending of the last segment


def batch(sides: Sequence[tuple[Side, Side]], view: Window, classes: Ints, pooled: bool = False) -> Batch:
    """Prepare pairs of texts that look at `view`. No text may be empty."""
    width = int(max(view.n.max(), view.m.max())) + 1
    at = (view.pair * width + view.i, view.pair * width + view.j)
    ends = [tuple(_runs([pair[s] for pair in sides], a, width) for a in range(1, LONGEST + 1)) for s in (0, 1)]
    steps = {(x, y): view.step(-x, -y) for x, y in sorted(NEEDED)}
    allowed = _allowed(sides, at, width, {bead: steps[bead] < view.size for bead in PRIOR})
    shared = overlap(sides, view, [classes] * len(sides))
    return Batch(
        tuple(sides),
        view,
        shared,
        (ends[0], ends[1]),
        (len(sides), width),
        pooled,
        at,
        steps,
        allowed,
        _vectors(sides, width),
    )


def _runs(sides: Sequence[Side], a: int, width: int) -> Runs:
    shape = (len(sides), width)
    length, surprise = np.ones(shape), np.zeros(shape)
    first, last = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for p, side in enumerate(sides):
        n = len(side.lengths)
        if n < a:
            continue
        ends = slice(a, n + 1)
        total = np.concatenate(([0.0], np.cumsum(side.lengths)))
        length[p, ends] = total[a:] - total[: n + 1 - a]
        first[p, ends], last[p, ends] = side.opening[: n + 1 - a], side.ending[a - 1 :]
        surprise[p, ends] = _background(np.log(length[p, ends]), side.lengths, a)
    flat = length.reshape(-1)
    return Runs(np.log(flat), 1 / np.sqrt(flat), surprise.reshape(-1), first.reshape(-1), last.reshape(-1))


def _vectors(
    sides: Sequence[tuple[Side, Side]], width: int
) -> tuple[tuple[RunVectors, ...], tuple[RunVectors, ...]] | None:
    known = [(left.embedded, right.embedded) for left, right in sides if left.embedded and right.embedded]
    if len(known) < len(sides):
        return None
    turned = [(right, left) for left, right in known]
    found = [tuple(run_vectors(pairs, a, width) for a in range(1, LONGEST + 1)) for pairs in (known, turned)]
    return found[0], found[1]


def _background(log_length: Floats, lengths: Floats, a: int) -> Floats:
    """Log density of the length of a run of `a` segments, from mean and variance of single ones."""
    mean = float(lengths.mean())
    variance = log(1 + (float(lengths.var()) / mean**2 + 0.02) / a)
    return _student(log_length - (log(a * mean) - variance / 2), np.array(variance))


def _student(x: Floats, variance: Floats) -> Floats:
    return np.asarray(_T - 0.5 * np.log(variance) - (NU + 1) / 2 * np.log1p(x * x / (NU * variance)))


def _allowed(
    sides: Sequence[tuple[Side, Side]], at: tuple[Ints, Ints], width: int, known: dict[Bead, Bools]
) -> dict[Bead, Ints]:
    """The states in which a bead ends that stands inside the band and has segments of one kind only."""
    kinds = []
    for s in (0, 1):
        table = np.full((len(sides), width), -1, dtype=np.int64)
        for p, pair in enumerate(sides):
            table[p, 1 : len(pair[s].kind) + 1] = pair[s].kind
        kinds.append(table.reshape(-1))
    found = {}
    for (a, b), inside in known.items():
        if a and b:
            segments = [kinds[0][np.maximum(at[0] - x, 0)] for x in range(a)] + [
                kinds[1][np.maximum(at[1] - y, 0)] for y in range(b)
            ]
            inside = inside & np.logical_and.reduce([one == segments[0] for one in segments])
        found[a, b] = np.flatnonzero(inside)
    return found


def scores(given: Batch, belief: Belief) -> dict[Bead, Floats]:
    """Log-odds of each bead that ends in each state; shape (states,)."""
    base = [_bases(given, belief, s) for s in (0, 1)]
    shared = _blocks(given, belief)
    found = {}
    for (a, b), prior in PRIOR.items():
        states = given.allowed[a, b]
        found[a, b] = np.full(given.view.size, NEVER)
        if not (a and b):
            found[a, b][states] = log(prior)
            continue
        left, right = given.runs[0][a - 1], given.runs[1][b - 1]
        at = Spots(given.view.pair[states], given.at[0][states], given.at[1][states])
        score = log(prior) + (
            (base[0][a - 1] - LENGTH_TRUST / 2 * left.surprise)[at.left]
            + (base[1][b - 1] - LENGTH_TRUST / 2 * right.surprise)[at.right]
            + LENGTH_TRUST * _length(at, belief, left, right)
        )
        score += shared[a, b] + _edges(at, belief, left, right)
        if given.vectors:
            score += likeness(given.vectors[0][a - 1], given.vectors[1][b - 1], at.left, at.right, (a + b) / 2)
        found[a, b][states] = score
    return found


def _length(at: Spots, belief: Belief, left: Runs, right: Runs) -> Floats:
    x = right.log_length[at.right] - left.log_length[at.left]
    return _student(x - belief.ratio[at.pair], length_variance(at, left, right) * belief.spread[at.pair])


def length_variance(at: Spots, left: Runs, right: Runs) -> Floats:
    """Expected variance of the log ratio of the lengths of two runs: long texts keep closer to the ratio."""
    return np.asarray(_FLOOR + _SLOPE * left.root[at.left] * right.root[at.right])


def _edges(at: Spots, belief: Belief, left: Runs, right: Runs) -> Floats:
    """How well the openings and the endings of the two runs go together."""
    ends = (at.pair * ENDINGS + left.last[at.left]) * ENDINGS + right.last[at.right]
    opens = (at.pair * OPENINGS + left.first[at.left]) * OPENINGS + right.first[at.right]
    return np.asarray(belief.endings.reshape(-1)[ends] + belief.openings.reshape(-1)[opens])


def _bases(given: Batch, belief: Belief, side: int) -> list[Floats]:
    """For runs of 1, 2, … segments the score of their tokens if the other side had none of them."""
    own = given.overlap.own[side]
    pairs, width = given.shape
    trust = 0.5 * belief.trust[own.pair, own.cls]
    kept = belief.kept[own.pair, own.cls]
    value = trust * (np.log1p(-kept) - own.absence)
    if given.pooled:
        odds = np.log(np.expm1(-own.absence))
        value = -trust * -np.expm1(own.absence) * (np.log(kept / (1 - kept)) - odds)
    sums: Floats = np.bincount(own.pair * width + own.at + 1, value, pairs * width).astype(np.float64)
    single = sums.reshape(pairs, width)
    found = [single]
    for a in range(1, LONGEST):
        longer = found[-1].copy()
        longer[:, a:] += single[:, :-a]
        found.append(longer)
    return [table.reshape(-1) for table in found]


def _blocks(given: Batch, belief: Belief) -> dict[Bead, Floats]:
    """For each bead, in the states where it may end, what the tokens that its two runs share gain over none.

    A token that several segments of a run have counts once for each time that the other run has it; and in a run of
    r segments a token is r times as likely to be there by chance.
    """
    matches = given.overlap.matches
    trust = 0.5 * belief.trust[matches.pair, matches.cls]
    kept = belief.kept[matches.pair, matches.cls]
    gains = [trust * (np.log(kept / (1 - kept)) - chance) for chance in matches.chance]
    tables = [_first_ones(given, gains[s], trust, matches.since[s]) for s in (0, 1)]
    less = {
        (s, r, a): _less(table, a)
        for s in (0, 1)
        for r, table in enumerate(tables[s])
        for a in range(r + 1, LONGEST + 1)
    }
    found = {}
    for a, b in PRIOR:
        if a and b:
            states = given.allowed[a, b]
            total = np.zeros(len(states))
            for x in range(a):
                for y in range(b):
                    cell = less[0, a - 1 - x, a] + less[1, b - 1 - y, b]
                    total += cell[given.steps[x, y][states] if x or y else states]
            found[a, b] = total
    return found


def _first_ones(given: Batch, gain: Floats, trust: Floats, since: Ints) -> list[tuple[Floats, Floats]]:
    """By number r of segments before in the run: sums by state over matches that none of those r had on one side.

    Of the gains, and of the weights. A last place stands for "no state".
    """
    spot, size = given.overlap.matches.spot, given.view.size + 1
    found = []
    for r in range(LONGEST):
        new = since > r
        sums = [np.bincount(spot[new], values[new], size).astype(np.float64) for values in (gain, trust)]
        found.append((sums[0], sums[1]))
    return found


def _less(table: tuple[Floats, Floats], r: int) -> Floats:
    return table[0] - log(r) * table[1] if r > 1 else table[0]
