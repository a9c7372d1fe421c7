"""Where the dynamic programme looks: the states in a band around a path, for many pairs of texts at once.

A state (i, j) of a pair means that i segments of the first text and j of the second are used up. The states of all
pairs stand in one list, by anti-diagonal d = i + j: all predecessors of a state lie on earlier anti-diagonals, so
that a whole anti-diagonal of all pairs is computed in one step of numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

REACH = 4  # segments that a step goes at most: those on one side of the longest bead

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The states that are looked at, each with its pair and (i, j).

    `n`, `m`: lengths by pair. `starts[d]` is the first state of anti-diagonal d; `starts[-1]` is their number.
    `low[d, p]` is the first i of a pair on an anti-diagonal and `numbers[d, p, i - low]` the number of the state.
    """

    n: Ints
    m: Ints
    pair: Ints
    i: Ints
    j: Ints
    starts: Ints
    low: Ints
    numbers: Ints
    _steps: dict[tuple[int, int], Ints] = field(default_factory=dict, repr=False)  # found before
    _ahead: dict[int, Ints] = field(default_factory=dict, repr=False)
    _margin: list[Ints] = field(default_factory=list, repr=False)

    @property
    def size(self) -> int:
        """The number of states; also stands for "no state" where states are looked up."""
        return len(self.i)

    def find(self, pair: Ints, i: Ints, j: Ints) -> Ints:
        """The states (i, j), or `size` where there is none in the band."""
        known = (i >= 0) & (j >= 0) & (i <= self.n[pair]) & (j <= self.m[pair])
        d = np.where(known, i + j, 0)
        k = np.where(known, i - self.low[d, pair], 0)
        known &= (k >= 0) & (k < self.numbers.shape[2])
        return np.where(known, self.numbers[d, pair, np.where(known, k, 0)], self.size)

    def step(self, a: int, b: int) -> Ints:
        """For each state the state (i + a, j + b); a and b may be negative, and go no further than REACH."""
        if (a, b) not in self._steps:
            self._steps[a, b] = self._table()[self._places(a + b) + a]
        return self._steps[a, b]

    def _table(self) -> Ints:
        """`numbers` in a row, with a margin of "no state" all around, so that no step leads out of it."""
        if not self._margin:
            margin = ((2 * REACH, 2 * REACH), (0, 0), (3 * REACH, 3 * REACH))
            self._margin.append(np.pad(self.numbers, margin, constant_values=self.size).reshape(-1))
        return self._margin[0]

    def _places(self, ahead: int) -> Ints:
        """Where in the table i stands for each state, so many anti-diagonals ahead."""
        if ahead not in self._ahead:
            _, pairs, width = self.numbers.shape
            low = np.pad(self.low, ((2 * REACH, 2 * REACH), (0, 0)), mode="edge").reshape(-1)
            row = (self.i + self.j + ahead + 2 * REACH) * pairs + self.pair
            self._ahead[ahead] = row * (width + 6 * REACH) + self.i - low[row] + 3 * REACH
        return self._ahead[ahead]

    def by_pair(self) -> list[Ints]:
        """The states of each pair."""
        order = np.argsort(self.pair, kind="stable")
        return np.split(order, np.searchsorted(self.pair[order], np.arange(1, len(self.n))))

    def edge(self) -> Bools:
        """Which states have a neighbour on their anti-diagonal that is in the table but not in the band."""
        up = (self.i < self.n[self.pair]) & (self.j > 0) & (self.step(1, -1) == self.size)
        down = (self.i > 0) & (self.j < self.m[self.pair]) & (self.step(-1, 1) == self.size)
        return np.asarray(up | down)

    def ends(self) -> Ints:
        """The last state of each pair."""
        return self.find(np.arange(len(self.n)), self.n, self.m)


def window(n: Ints, m: Ints, centres: Sequence[Floats], half: int) -> Window:
    """A band of `half` segments on both sides of each pair's path; the whole table where that is narrower.

    `centres[p][d]` is the expected i on anti-diagonal d, for d = 0 … n + m; it grows by 0 to 1 from d to d + 1.
    """
    diagonals = int((n + m).max()) + 1
    width = int(min(np.minimum(n, m).max() + 1, 2 * half + 1))
    low = np.stack([_low(int(n[p]), int(m[p]), path, width, diagonals) for p, path in enumerate(centres)], axis=1)
    i = low[:, :, None] + np.arange(width)
    j = np.arange(diagonals)[:, None, None] - i
    inside = (i >= 0) & (i <= n[:, None]) & (j >= 0) & (j <= m[:, None])
    d, pair, _ = np.nonzero(inside)
    numbers = np.where(inside, np.cumsum(inside.reshape(-1)).reshape(inside.shape) - 1, len(d))
    starts = np.searchsorted(d, np.arange(diagonals + 1))
    return Window(n, m, pair, i[inside], j[inside], starts, low, numbers)


def _low(n: int, m: int, centre: Floats, width: int, diagonals: int) -> Ints:
    """First i by anti-diagonal: the path less half the band, kept within the table."""
    d = np.arange(diagonals)
    wanted = np.full(diagonals, n, dtype=np.int64)
    wanted[: n + m + 1] = np.round(centre).astype(np.int64) - width // 2
    return np.asarray(np.maximum(np.maximum(0, d - m), np.minimum(wanted, np.minimum(n, d) - width + 1)))


def straight(first: Floats, second: Floats) -> Floats:
    """The path on which both texts are used up at the same rate; arguments are lengths of segments, all above 0."""
    left = np.concatenate(([0.0], np.cumsum(first)))
    right = np.concatenate(([0.0], np.cumsum(second)))
    j = np.interp(left / left[-1], right / right[-1], np.arange(len(right)))
    return through(np.arange(len(left), dtype=np.float64), j)


def through(i: Floats, j: Floats) -> Floats:
    """The path through the points (i, j), which rise from (0, 0) to (n, m)."""
    return np.asarray(np.interp(np.arange(int(i[-1] + j[-1]) + 1), i + j, i))
