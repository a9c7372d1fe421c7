"""Texts as arrays, and what two texts share inside the band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from pipeline.align.embedding import Embedded, embedded
from pipeline.align.encoder import Encoder
from pipeline.align.features import Features, Token
from pipeline.align.window import Floats, Ints, Window


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One text as arrays by segment. Token occurrences (`token`, `at`) are sorted by token, then by segment.

    `since` says how many segments before the same token stood, counted up to FAR. `word`, `word_at`: all words,
    sorted alike. `embedded`: vectors, where there is an encoder.
    """

    lengths: Floats
    opening: Ints
    ending: Ints
    kind: Ints
    token: Ints
    at: Ints
    since: Ints
    word: Ints
    word_at: Ints
    embedded: Embedded | None = None


FAR = 99


class Vocabulary:
    """Numbers for the tokens, words and kinds of segments of some texts.

    They stand in the order of what they number, so that sums over the tokens of two texts come out the same to the bit
    whatever other texts there are.
    """

    def __init__(self, texts: Iterable[Sequence[Features]], encoder: Encoder | None = None) -> None:
        segments = [segment for text in texts for segment in text]
        self._encoder = encoder
        self._tokens: dict[Token, int] = _numbered(segment.tokens for segment in segments)
        self._words: dict[str, int] = _numbered(segment.words for segment in segments)
        self._kinds: dict[str, int] = _numbered({segment.kind} for segment in segments)

    def classes(self) -> Ints:
        """The class of each token, by its number."""
        return np.array([token[0] for token in self._tokens], dtype=np.int64)

    def side(self, segments: Sequence[Features]) -> Side:
        """The arrays of one of the texts."""
        tokens = _table(self._tokens, [segment.tokens for segment in segments])
        texts = [segment.text for segment in segments]
        words = _table(self._words, [segment.words for segment in segments])
        kinds = [self._kinds[segment.kind] for segment in segments]
        lengths = np.array([segment.length for segment in segments], dtype=np.float64)
        return Side(
            lengths,
            np.array([segment.opening for segment in segments], dtype=np.int64),
            np.array([segment.ending for segment in segments], dtype=np.int64),
            np.array(kinds, dtype=np.int64),
            tokens[:, 0],
            tokens[:, 1],
            since(tokens[:, 0], tokens[:, 1]),
            words[:, 0],
            words[:, 1],
            embedded(texts, lengths, self._encoder),
        )


def pooled(side: Side, size: int) -> Side:
    """The text with every `size` segments taken as one, of no kind."""
    starts = np.arange(0, len(side.lengths), size)
    ends = np.append(starts[1:], len(side.lengths)) - 1
    place = side.at // size
    first = np.ones(len(place), dtype=np.bool_)
    first[1:] = (side.token[1:] != side.token[:-1]) | (place[1:] != place[:-1])
    token, at = side.token[first], place[first]
    empty = np.zeros(0, dtype=np.int64)
    lengths = np.add.reduceat(side.lengths, starts)
    vectors = side.embedded.pooled(starts, lengths) if side.embedded else None
    kind = np.zeros(len(starts), dtype=np.int64)
    opening, ending, apart = side.opening[starts], side.ending[ends], since(token, at)
    return Side(lengths, opening, ending, kind, token, at, apart, empty, empty, vectors)


Item = TypeVar("Item", Token, str)


def _numbered(sets: Iterable[Set[Item]]) -> dict[Item, int]:
    return {item: number for number, item in enumerate(sorted(set().union(*sets)))}


def _table(numbers: Mapping[Item, int], segments: Sequence[Set[Item]]) -> Ints:
    """Occurrences (number, segment) in order."""
    found = [(numbers[item], at) for at, items in enumerate(segments) for item in items]
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def since(token: Ints, at: Ints) -> Ints:
    """For occurrences sorted by token and segment, how many segments before the token stood last."""
    found = np.full(len(token), FAR, dtype=np.int64)
    again = token[1:] == token[:-1]
    found[1:][again] = np.minimum(np.diff(at)[again], FAR)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Tokens that the two segments of a state's 1-1 bead share, in a batch of pairs.

    `spot` is the state. By side (0, 1): `chance` are the log-odds that a segment there has the token anyway, `since`
    is how many segments before it had the token too.
    """

    spot: Ints
    pair: Ints
    cls: Ints
    chance: tuple[Floats, Floats]
    since: tuple[Ints, Ints]


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """All tokens of one side of a batch; `absence` is the logarithm of the chance that another segment lacks it."""

    pair: Ints
    at: Ints
    cls: Ints
    absence: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """What the texts of a batch of pairs share, and what they have to share."""

    matches: Matches
    own: tuple[Occurrences, Occurrences]


def overlap(sides: Sequence[tuple[Side, Side]], view: Window, classes: Sequence[Ints]) -> Overlap:
    """Join the tokens of each pair inside its band; `classes` are those of the tokens of each pair.

    Time grows with the number of tokens times the width of the band.
    """
    matches, lefts, rights = [], [], []
    for p, ((left, right), states) in enumerate(zip(sides, view.by_pair(), strict=True)):
        odds = (_odds(left, len(classes[p])), _odds(right, len(classes[p])))
        spot, source, target = _shared(p, states, left, right, view)
        token = left.token[source]
        apart = (left.since[source], right.since[target])
        matches.append(Matches(spot, np.full(len(spot), p), classes[p][token], (odds[0][token], odds[1][token]), apart))
        lefts.append(_occurrences(p, left, odds[1], classes[p]))
        rights.append(_occurrences(p, right, odds[0], classes[p]))
    return Overlap(_joined(matches), (_together(lefts), _together(rights)))


def both(one: Overlap, other: Overlap) -> Overlap:
    """Two overlaps of the same batch as one."""
    own = (_together([one.own[0], other.own[0]]), _together([one.own[1], other.own[1]]))
    return Overlap(_joined([one.matches, other.matches]), own)


def _occurrences(p: int, side: Side, odds: Floats, classes: Ints) -> Occurrences:
    absence = -np.logaddexp(0, odds)[side.token]
    return Occurrences(np.full(len(side.token), p), side.at, classes[side.token], absence)


def _joined(parts: Sequence[Matches]) -> Matches:
    return Matches(
        np.concatenate([part.spot for part in parts]),
        np.concatenate([part.pair for part in parts]),
        np.concatenate([part.cls for part in parts]),
        (np.concatenate([part.chance[0] for part in parts]), np.concatenate([part.chance[1] for part in parts])),
        (np.concatenate([part.since[0] for part in parts]), np.concatenate([part.since[1] for part in parts])),
    )


def _together(parts: Sequence[Occurrences]) -> Occurrences:
    return Occurrences(
        np.concatenate([part.pair for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.cls for part in parts]),
        np.concatenate([part.absence for part in parts]),
    )


def _odds(side: Side, tokens: int) -> Floats:
    """Log-odds by token that a segment of this text has it, never quite 0 or 1."""
    found = np.bincount(side.token, minlength=tokens) + 0.5
    return np.asarray(np.log(found / (len(side.lengths) + 1.0 - found)))


def _shared(p: int, states: Ints, left: Side, right: Side, view: Window) -> tuple[Ints, Ints, Ints]:
    """State of each match of pair p, and the occurrences of the token on both sides."""
    first, last = _reach(states, len(left.lengths), len(right.lengths), view)
    size = len(right.lengths) + 1
    key = right.token * size + right.at
    begin = np.searchsorted(key, left.token * size + first[left.at])
    count = np.maximum(np.searchsorted(key, left.token * size + last[left.at], side="right") - begin, 0)
    source = np.repeat(np.arange(len(left.token)), count)
    target = np.arange(len(source)) + np.repeat(begin - np.cumsum(count) + count, count)
    i, j = left.at[source] + 1, right.at[target] + 1
    spot = view.find(np.full(len(i), p), i, j)
    kept = spot < view.size
    return spot[kept], source[kept], target[kept]


def _reach(states: Ints, n: int, m: int, view: Window) -> tuple[Ints, Ints]:
    """First and last segment (from 0) of the second text that the band holds for each of the first."""
    i, j = view.i[states] - 1, view.j[states] - 1
    inside = (i >= 0) & (j >= 0)
    first, last = np.full(n, m, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    np.minimum.at(first, i[inside], j[inside])
    np.maximum.at(last, i[inside], j[inside])
    return first, last
