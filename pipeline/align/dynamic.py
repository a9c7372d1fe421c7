"""The dynamic programme: sums over all ways to cut two texts into beads, and the best way.

A bead (a, b) takes a segments of the first text and b of the second. Scores are natural log-odds, so that `exp` of
a path's score is its weight. Forward and backward sums give for each bead the share of the total weight that runs
through it: its probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.align.window import Floats, Ints, Window

Bead = tuple[int, int]
NEVER = -1e30


def posteriors(scores: Mapping[Bead, Floats], view: Window) -> dict[Bead, Floats]:
    """Probability of each bead that ends in each state; shape (states,), as the scores."""
    back = np.array([view.step(-a, -b) for a, b in scores])
    score = np.array(list(scores.values()))
    before, after = _forward(score, back, view), _backward(scores, view)
    total = before[view.ends()][view.pair]
    weights = before[back] + score + after[:-1] - total
    return dict(zip(scores, np.exp(np.minimum(weights, 0.0)), strict=True))


def _forward(score: Floats, back: Ints, view: Window) -> Floats:
    """Log of the summed weight of all ways from the start to each state; the last place stands for "no state".

    `score` and `back`, the state in which a bead begins, have shape (beads, states).
    """
    table = np.full(view.size + 1, NEVER)
    table[: view.starts[1]] = 0.0
    for d in range(1, len(view.starts) - 1):
        now = slice(view.starts[d], view.starts[d + 1])
        table[now] = _log_sum(table[back[:, now]] + score[:, now])
    return table


def _backward(scores: Mapping[Bead, Floats], view: Window) -> Floats:
    """Log of the summed weight of all ways from each state to the end."""
    table = np.full(view.size + 1, NEVER)
    ahead = np.array([view.step(*bead) for bead in scores])
    reached = np.array([np.append(score, NEVER)[to] for score, to in zip(scores.values(), ahead, strict=True)])
    table[view.ends()] = 0.0
    for d in range(len(view.starts) - 3, -1, -1):
        now = slice(view.starts[d], view.starts[d + 1])
        table[now] = np.maximum(table[now], _log_sum(table[ahead[:, now]] + reached[:, now]))
    return table


def _log_sum(ways: Floats) -> Floats:
    """Over the first axis."""
    if ways.shape[1] == 1:  # a column alone is summed in another order, with other last bits
        return _log_sum(np.repeat(ways, 2, axis=1))[:1]
    top = ways.max(axis=0)
    return np.asarray(np.maximum(top + np.log(np.exp(ways - top).sum(axis=0)), NEVER))


def best_paths(scores: Mapping[Bead, Floats], view: Window) -> list[tuple[tuple[int, int, int, int], ...]]:
    """For each pair the beads (i, j, a, b) of the path with the greatest sum, in order.

    (i, j) is the state in which the bead begins. Beads with nothing on one side come out one by one. Between equal
    ways the first bead kind in `scores` wins.
    """
    back = np.array([view.step(-a, -b) for a, b in scores])
    score = np.array(list(scores.values()))
    table = np.full(view.size + 1, NEVER)
    table[: view.starts[1]] = 0.0
    choice = np.zeros(view.size, dtype=np.int64)
    for d in range(1, len(view.starts) - 1):
        now = slice(view.starts[d], view.starts[d + 1])
        ways = table[back[:, now]] + score[:, now]
        choice[now] = ways.argmax(axis=0)
        table[now] = np.maximum(ways.max(axis=0), NEVER)
    return [_trace(choice, tuple(scores), back, view, int(end)) for end in view.ends()]


def _trace(
    choice: Ints, beads: Sequence[Bead], back: Ints, view: Window, state: int
) -> tuple[tuple[int, int, int, int], ...]:
    path: list[tuple[int, int, int, int]] = []
    while view.i[state] or view.j[state]:
        a, b = beads[choice[state]]
        state = int(back[choice[state], state])
        i, j = int(view.i[state]), int(view.j[state])
        single = [(i + x, j, 1, 0) for x in range(a)] if not b else [(i, j + y, 0, 1) for y in range(b)]
        path.extend([(i, j, a, b)] if a and b else reversed(single))
    return tuple(reversed(path))
