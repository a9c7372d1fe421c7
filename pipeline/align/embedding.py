"""What sentence embeddings say of two runs of segments. Without an encoder nothing here runs.

The vectors of a text are centred, so that what all its segments have in common (their language first of all) says
nothing. A run of segments has the sum of their vectors, weighted by length; runs that a first alignment finds possible
are embedded anew as one text. The cosine of two runs counts as far as it is above what each has with its nearest
neighbours on the other side (cross-domain similarity local scaling, Conneau and others 2018), once for each segment:
otherwise long beads would have to earn less than short ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from pipeline.align.encoder import Encoder
from pipeline.align.window import Floats, Ints

TRUST = 10.0  # log-odds a segment for a cosine that is 0.5 above that of both neighbourhoods
NEIGHBOURS = 10
_SAMPLE = 1000  # segments among which neighbours are sought: time must not grow with the square of the length
_TOGETHER = 20_000  # states computed at a time, to bound memory

Run = tuple[int, int]  # number of segments, and number of segments used up at its end


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """A text as unit vectors around the mean of its segments; `known` are runs that were embedded as one text."""

    vectors: Floats
    lengths: Floats
    centre: Floats
    texts: tuple[str, ...] = ()
    encoder: Encoder | None = None
    known: Mapping[Run, Floats] = field(default_factory=dict)

    def runs(self, size: int, width: int) -> Floats:
        """Unit vectors of the runs of so many segments, by the number of segments used up at their end."""
        total = np.concatenate((np.zeros((1, self.vectors.shape[1])), np.cumsum(self._weighted(), axis=0)))
        found = np.zeros((width, self.vectors.shape[1]))
        if len(self.vectors) >= size:
            found[size : len(self.vectors) + 1] = total[size:] - total[: len(total) - size]
        found = _unit(found)
        for (own, end), vector in self.known.items():
            if own == size:
                found[end] = vector
        return found

    def of(self, cell: Sequence[int]) -> Floats:
        """The unit vector of some segments."""
        return _unit(np.sum(self._weighted()[list(cell)], axis=0))

    def pooled(self, starts: Ints, lengths: Floats) -> Embedded:
        """The text with the segments from each start to the next taken as one."""
        sums = np.add.reduceat(self.vectors, starts, axis=0)
        centre = sums.mean(axis=0)
        return Embedded(_unit(sums - centre), lengths, centre)

    def with_runs(self, wanted: Iterable[Run]) -> Embedded:
        """These runs embedded as one text each; runs of one segment are so already."""
        new = sorted({run for run in wanted if run[0] > 1} - self.known.keys())
        if not new or self.encoder is None:
            return self
        vectors = self.encoder.encode([" ".join(self.texts[end - size : end]) for size, end in new])
        return replace(self, known={**self.known, **dict(zip(new, _unit(vectors - self.centre), strict=True))})

    def _weighted(self) -> Floats:
        return np.asarray(self.vectors * self.lengths[:, None])


def embedded(texts: Sequence[str], lengths: Floats, encoder: Encoder | None) -> Embedded | None:
    """The vectors of a text; None without an encoder or without segments."""
    if encoder is None or not texts:
        return None
    vectors = encoder.encode(texts)
    centre = vectors.mean(axis=0)
    return Embedded(_unit(vectors - centre), lengths, centre, tuple(texts), encoder)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


def neighbourhood(runs: Floats, others: Floats) -> Floats:
    """Mean cosine of each run with its nearest neighbours among the segments of the other text."""
    sample = others[:: 1 + len(others) // _SAMPLE]
    most = min(NEIGHBOURS, len(sample))
    parts = [
        np.partition(runs[at : at + _SAMPLE] @ sample.T, len(sample) - most, axis=1)[:, -most:].mean(axis=1)
        for at in range(0, len(runs), _SAMPLE)
    ]
    return np.concatenate(parts)


@dataclass(frozen=True, slots=True, eq=False)
class RunVectors:
    """The runs of a given number of segments of one side of a batch: vectors, and their neighbourhoods."""

    vectors: Floats
    near: Floats


def run_vectors(sides: Sequence[tuple[Embedded, Embedded]], size: int, width: int) -> RunVectors:
    """Of the first of each two texts, seen from the second."""
    runs = [own.runs(size, width) for own, _ in sides]
    near = [neighbourhood(own, other.vectors) for own, (_, other) in zip(runs, sides, strict=True)]
    return RunVectors(np.concatenate(runs), np.concatenate(near))


def likeness(left: RunVectors, right: RunVectors, i: Ints, j: Ints, segments: float) -> Floats:
    """Log-odds by state from the runs that end at i and j and have so many segments on average."""
    parts = [
        np.einsum("sd,sd->s", left.vectors[i[at : at + _TOGETHER]], right.vectors[j[at : at + _TOGETHER]])
        for at in range(0, len(i), _TOGETHER)
    ]
    return np.asarray(TRUST * segments * (2 * np.concatenate(parts) - left.near[i] - right.near[j]))


def agreement(texts: Sequence[Embedded | None], cells: Mapping[int, Sequence[int]]) -> float | None:
    """Mean cosine of the segments of some texts, negative ones as 0; None where there are no vectors."""
    vectors = [found.of(cell) for t, cell in sorted(cells.items()) if (found := texts[t]) is not None]
    if len(vectors) < 2:
        return None
    return float(np.mean([max(0.0, float(a @ b)) for a, b in combinations(vectors, 2)]))
