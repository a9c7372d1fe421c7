"""Words that answer each other in one pair of texts, learnt from a first alignment of that pair.

Even a short text repeats itself: "everyone has the right", "the Member States". Two words are taken to answer each
other when they stand in linked segments far more often than by chance (Dunning's log-likelihood ratio, 1993), and
each is the other's best (Melamed's competitive linking, 2000). Each such pair then counts as one more token that two
segments can share. It is weighed low, since the alignment that taught it has its errors.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.align.evidence import Side, both, overlap, since
from pipeline.align.features import Class
from pipeline.align.scoring import Batch
from pipeline.align.window import Floats, Ints

LEAST_LINK = 0.15  # probability from which a link teaches
LEAST_COUNT = 1.5  # expected number of segments that have both words
MOST_PAIRS = 3_000_000  # pairs of words looked at; of a longer text only every so many-th link is
LEAST_RATIO = 11.0  # log-likelihood ratio: by chance about one in a thousand pairs of words


def with_lexicon(given: Batch, links: Floats) -> Batch:
    """The batch with what its links teach about words; `links` are probabilities by state."""
    learnt = []
    for (left, right), states in zip(given.sides, given.view.by_pair(), strict=True):
        mine = states[links[states] > LEAST_LINK]
        i, j = given.view.i[mine] - 1, given.view.j[mine] - 1
        words = answering(left, right, i, j, links[mine])
        learnt.append((_reduced(left, words[0]), _reduced(right, words[1])))
    classes = [np.full(len(np.unique(left.token)), Class.LEARNT, dtype=np.int64) for left, _ in learnt]
    return replace(given, overlap=both(given.overlap, overlap(learnt, given.view, classes)))


def _reduced(side: Side, words: Ints) -> Side:
    """The side with these words as its only tokens, numbered in the order given."""
    begin = np.searchsorted(side.word, words)
    count = np.searchsorted(side.word, words, side="right") - begin
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(begin, count)
    token, at = np.repeat(np.arange(len(words)), count), side.word_at[place]
    return replace(side, token=token, at=at, since=since(token, at))


def answering(left: Side, right: Side, i: Ints, j: Ints, weight: Floats) -> tuple[Ints, Ints]:
    """Words of the left and right text that answer each other, given links between segments i and j."""
    source, target, counts = _together(left, right, i, j, weight)
    often = counts > LEAST_COUNT
    source, target, counts = source[often], target[often], counts[often]
    frequency = (np.bincount(left.word)[source], np.bincount(right.word)[target])
    ratio = likelihood(counts, frequency[0], frequency[1], (len(left.lengths) + len(right.lengths)) / 2)
    best = [np.zeros(int(words.max(initial=0)) + 1) for words in (source, target)]
    np.maximum.at(best[0], source, ratio)
    np.maximum.at(best[1], target, ratio)
    mutual = (ratio > LEAST_RATIO) & (ratio >= best[0][source]) & (ratio >= best[1][target])
    return source[mutual], target[mutual]


def _together(left: Side, right: Side, i: Ints, j: Ints, weight: Floats) -> tuple[Ints, Ints, Floats]:
    """Pairs of words that stand in linked segments, and in how many."""
    words, begins = [], []
    for side in (left, right):
        order = np.argsort(side.word_at, kind="stable")
        words.append(side.word[order])
        begins.append(np.searchsorted(side.word_at[order], np.arange(len(side.lengths) + 1)))
    wide, high = np.diff(begins[0])[i], np.diff(begins[1])[j]
    step = 1 + int((wide * high).sum()) // MOST_PAIRS
    i, j, weight, wide, high = i[::step], j[::step], weight[::step] * step, wide[::step], high[::step]
    count = wide * high
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    across = np.repeat(np.maximum(high, 1), count)
    source = words[0][np.repeat(begins[0][i], count) + place // across]
    target = words[1][np.repeat(begins[1][j], count) + place % across]
    size = int(target.max(initial=0)) + 1
    pairs, which = np.unique(source * size + target, return_inverse=True)
    return pairs // size, pairs % size, np.bincount(which, np.repeat(weight, count), len(pairs)).astype(np.float64)


def likelihood(common: Floats, first: Ints, second: Ints, segments: float) -> Floats:
    """Dunning's log-likelihood ratio of standing together in `common` of `segments`, for each pair of words that stand
    in `first` and `second` of them; 0 where that is not more than expected."""
    both_ = np.minimum(common, np.minimum(first, second))
    cells = (both_, first - both_, second - both_, np.maximum(segments - first - second + both_, 0))
    others = (segments - first, segments - second)
    expected = (first * second, first * others[1], others[0] * second, others[0] * others[1])
    ratio = 2 * np.add.reduce([_weighed(cell, mean / segments) for cell, mean in zip(cells, expected, strict=True)])
    return np.where(both_ * segments > first * second, ratio, 0.0)


def _weighed(observed: Floats, expected: Floats) -> Floats:
    safe = np.maximum(observed, 1e-9)
    return np.asarray(np.where(observed > 0, observed * np.log(safe / np.maximum(expected, 1e-9)), 0.0))
