"""The one place where sentence embeddings add evidence. None is needed: without an encoder nothing here runs.

An encoder gives one vector a segment. The vectors of a text are centred, so that what all its segments have in common
(their language first of all) says nothing; a run of segments has the sum of their vectors, weighted by length. The
cosine of two runs, less what runs have by chance, is added to the score of a bead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from pipeline.align.window import Floats, Ints

TRUST = 10.0  # log-odds for a cosine of 1; both numbers are to be measured when a model is chosen
CHANCE = 0.25  # cosine of centred vectors that says nothing
_TOGETHER = 20_000  # states computed at a time, to bound memory


class Encoder(Protocol):
    """A multilingual sentence encoder; the same text must always give the same vector."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector a text: shape (texts, dimensions)."""
        ...


def centred(vectors: Floats) -> Floats:
    """Unit vectors around the mean of the text."""
    found = np.asarray(vectors, dtype=np.float64) - np.mean(vectors, axis=0, keepdims=True)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))


def runs(vectors: Floats, lengths: Floats, a: int, width: int) -> Floats:
    """Unit vectors of the runs of `a` segments, by the number of segments used up at their end."""
    total = np.concatenate((np.zeros((1, vectors.shape[1])), np.cumsum(vectors * lengths[:, None], axis=0)))
    found = np.zeros((width, vectors.shape[1]))
    if len(vectors) >= a:
        found[a : len(vectors) + 1] = total[a:] - total[: len(total) - a]
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))


def likeness(left: Floats, right: Floats, i: Ints, j: Ints) -> Floats:
    """Log-odds by state from the vectors of the runs that end at i and j."""
    parts = [
        np.einsum("sd,sd->s", left[i[at : at + _TOGETHER]], right[j[at : at + _TOGETHER]])
        for at in range(0, len(i), _TOGETHER)
    ]
    return TRUST * (np.concatenate(parts) - CHANCE)
