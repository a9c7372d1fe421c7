"""What is believed about a pair of texts: before they are seen, and after a first alignment of them.

Counts from an alignment are added to a prior that weighs as much as a few dozen segments, so that a short or
unusual text cannot turn the belief over.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.align.dynamic import Bead
from pipeline.align.features import ENDINGS, OPENINGS, Class
from pipeline.align.scoring import NU, PRIOR_KEPT, TRUST, Batch, Belief, Spots, length_variance
from pipeline.align.window import Floats, Ints

_TOKENS = 30.0  # weight of the prior in tokens of a class
_BEADS = 20.0  # weight of the prior spread in beads
_EDGE_TRUST = 0.8
_TINY = 1e-9  # keeps the mean of no beads at all defined
_EDGES = 24.0  # weight of the prior on openings and endings in beads


def first_belief(given: Batch) -> Belief:
    """Before the alignment. Printed numbers say nothing yet: whether they agree is to be seen first."""
    pairs = len(given.sides)
    totals = np.array([[side.lengths.sum() for side in pair] for pair in given.sides])
    trust = TRUST.copy()
    trust[Class.NUMBER] = 0.0
    return Belief(
        np.log(totals[:, 1] / totals[:, 0]),
        np.ones(pairs),
        np.tile(PRIOR_KEPT, (pairs, 1)),
        np.tile(trust, (pairs, 1)),
        _answers(np.zeros((pairs, ENDINGS, ENDINGS)), _shares(given, "ending", ENDINGS)),
        _answers(np.zeros((pairs, OPENINGS, OPENINGS)), _shares(given, "opening", OPENINGS)),
    )


def learnt(given: Batch, found: Mapping[Bead, Floats]) -> Belief:
    """From the probabilities of the beads of a first alignment."""
    ratio, spread = _lengths(given, found[1, 1])
    pairs = len(given.sides)
    return Belief(
        ratio,
        spread,
        _kept(given, linked(given, found)),
        np.tile(TRUST, (pairs, 1)),
        _answers(_edges(given, found, "last", ENDINGS), _shares(given, "ending", ENDINGS)),
        _answers(_edges(given, found, "first", OPENINGS), _shares(given, "opening", OPENINGS)),
    )


def linked(given: Batch, found: Mapping[Bead, Floats]) -> Floats:
    """By state (i, j) the probability that the i-th and the j-th segment (from 1) stand in one bead."""
    total = np.zeros(given.view.size)
    ahead = {step: given.view.step(*step) for step in given.steps}
    for (a, b), share in found.items():
        share = np.append(share, 0.0)
        for x in range(a):
            for y in range(b):
                total += share[ahead[x, y]]
    return np.minimum(total, 1.0)


def _kept(given: Batch, links: Floats) -> Floats:
    """The share of the tokens of each class that the other side has too."""
    pairs, size = len(given.sides), len(Class)
    matches = given.overlap.matches
    hits = np.bincount(matches.pair * size + matches.cls, links[matches.spot], pairs * size)
    total = sum(np.bincount(own.pair * size + own.cls, minlength=pairs * size) for own in given.overlap.own)
    share = (_TOKENS * PRIOR_KEPT + 2 * hits.reshape(pairs, size)) / (_TOKENS + np.reshape(total, (pairs, size)))
    return np.clip(share, 0.01, 0.97)


def _lengths(given: Batch, single: Floats) -> tuple[Floats, Floats]:
    """Ratio and spread of the lengths of 1-1 beads; long segments tell the ratio better than short ones."""
    left, right = given.runs[0][0], given.runs[1][0]
    log_left, log_right = left.log_length[given.at[0]], right.log_length[given.at[1]]
    x = log_right - log_left
    pair, pairs = given.view.pair, len(given.sides)
    weight = single * np.exp(log_left)
    ratio = np.bincount(pair, _TINY + weight * x, pairs) / np.bincount(pair, _TINY + weight, pairs)
    z = (x - ratio[pair]) ** 2 / length_variance(Spots(pair, *given.at), left, right)
    spread = np.ones(pairs)
    for _ in range(3):  # reweighting for Student's t; three rounds settle the second decimal
        tail = (NU + 1) / (NU + z / spread[pair])
        spread = (_BEADS + np.bincount(pair, single * tail * z, pairs)) / (_BEADS + np.bincount(pair, single, pairs))
    return ratio, spread


def _shares(given: Batch, field: str, size: int) -> tuple[Floats, Floats]:
    """How often each opening or ending occurs in the two texts."""
    counts = [
        np.stack([np.bincount(getattr(pair[s], field), minlength=size) + 0.5 for pair in given.sides]) for s in (0, 1)
    ]
    return counts[0] / counts[0].sum(1, keepdims=True), counts[1] / counts[1].sum(1, keepdims=True)


def _edges(given: Batch, found: Mapping[Bead, Floats], field: str, size: int) -> Floats:
    """How often an opening or ending of one text answers each of the other: (pairs, size, size)."""
    pairs = len(given.sides)
    pair = given.view.pair
    table = np.zeros(pairs * size * size)
    for (a, b), share in found.items():
        if a and b:
            left: Ints = getattr(given.runs[0][a - 1], field)[given.at[0]]
            right: Ints = getattr(given.runs[1][b - 1], field)[given.at[1]]
            spot = (pair * size + left) * size + right
            table += np.bincount(spot, share, len(table))
    return table.reshape(pairs, size, size)


def _answers(counts: Floats, shares: tuple[Floats, Floats]) -> Floats:
    """Log-odds of each combination. The prior: half the endings answer their like, half answer any."""
    left, right = shares[0][:, :, None], shares[1][:, None, :]
    prior = 0.5 * left * np.eye(counts.shape[1]) + 0.5 * left * right
    joint = counts + _EDGES * prior
    joint = joint / joint.sum((1, 2), keepdims=True)
    return np.asarray(_EDGE_TRUST * np.log(joint / (joint.sum(2, keepdims=True) * joint.sum(1, keepdims=True))))
