"""Which verb of one language stands opposite which of another, and how closely they belong together.

Two measures. Dice's coefficient (1945), 2·c(x,y) / (c(x) + c(y)), is the share of the clauses with either form that
have both: 1 for two forms that never part. The log-likelihood ratio (Dunning 1993, "Accurate Methods for the Statistics
of Surprise and Coincidence") says how little chance explains that they meet; 10.83 is exceeded by chance once in a
thousand (χ² with one degree of freedom). Dice ranks, the ratio tells what few clauses cannot.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from pipeline.align.lexicon import likelihood
from pipeline.concordance.counts import Counts, Pair
from pipeline.model import Status


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Two forms that stand opposite each other; "" for no verb.

    `clauses` are the rows with both, `official` those of them in which both texts are official; `documents` have at
    least one. `dice` is from 0 to 1, `likelihood` from 0, which it also is where they meet no more than by chance.
    """

    left: str
    right: str
    clauses: int
    official: int
    documents: int
    dice: float
    likelihood: float


def correspondences(counts: Counts[Pair]) -> tuple[Correspondence, ...]:
    """All pairs of forms that were counted: by the form of the first language, the closest first."""
    together: Counter[tuple[str, str]] = Counter()
    documents: Counter[tuple[str, str]] = Counter()
    official: Counter[tuple[str, str]] = Counter()
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for pair, tally in counts:
        both = (pair.left, pair.right)
        together[both] += tally.clauses
        documents[both] += tally.documents
        left[pair.left] += tally.clauses
        right[pair.right] += tally.clauses
        if pair.left_status is pair.right_status is Status.OFFICIAL:
            official[both] += tally.clauses
    keys = list(together)
    ratios = likelihood(
        np.array([float(together[key]) for key in keys]),
        np.array([left[key[0]] for key in keys]),
        np.array([right[key[1]] for key in keys]),
        float(together.total()),
    )
    found = (
        Correspondence(
            *key,
            clauses=together[key],
            official=official[key],
            documents=documents[key],
            dice=2 * together[key] / (left[key[0]] + right[key[1]]),
            likelihood=float(ratio),
        )
        for key, ratio in zip(keys, ratios, strict=True)
    )
    return tuple(sorted(found, key=lambda one: (one.left, -one.dice, -one.likelihood, one.right)))
