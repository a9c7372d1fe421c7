"""Parts that stand elsewhere in one language.

The dynamic programme keeps the order of every text, so a part that has been moved leaves a gap in one row and stands
alone in another, or drives a neighbour out of its row. Where a text is at odds with a column (another operative verb,
other figures or note marks, a gap, two segments for one, a neighbour that would agree better), its segments are tried
against all such columns, and put where they agree best on average with the other texts. Position says nothing here,
nor do printed numbers, which go with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise
from math import exp, log

from pipeline.align.columns import Column, Links, spans_of
from pipeline.align.features import Class, Features, Token
from pipeline.align.scoring import KEPT

LEAST = 3.0  # log-odds by which a move must be better than none: twenty to one; less where links say the same
MOST = 24  # columns at odds with one text that are tried together; more are no moves, but another text

_TELLING = (Class.VERB, Class.FIGURE, Class.MARK)

Cells = dict[int, tuple[int, ...]]
Place = tuple[int, int]  # number of the column, then 0, or the number of a segment that stands alone after it
Weights = dict[tuple[int, int], list[tuple[int, int, float]]]


def moved(found: Sequence[Column], texts: Sequence[Sequence[Features]], links: Links) -> tuple[list[Column], Weights]:
    """The columns with moved parts put where the other texts have them, and the links that this makes."""
    agreement = Agreement(texts)
    columns: dict[Place, Cells] = {(at, 0): dict(column.cells) for at, column in enumerate(found)}
    odd = _at_odds(found, agreement, links)
    moves: dict[Place, set[int]] = {}
    weights: Weights = {}
    for text in range(len(texts)):
        if 2 <= len(odd[text]) <= MOST:
            linked = {(i, (at, 0)) for at, _ in odd[text] for t, i in found[at].also if t == text}
            for place in _rearranged(columns, text, odd[text], agreement, linked):
                moves.setdefault(place, set()).add(text)
                _add_links(weights, text, columns[place], agreement)
    kept = [
        Column(tuple(sorted(cells.items())), _still_also(found, place, cells), tuple(sorted(moves.get(place, ()))))
        for place, cells in sorted(columns.items())
        if cells
    ]
    return kept, weights


def _still_also(found: Sequence[Column], place: Place, cells: Cells) -> tuple[tuple[int, int], ...]:
    return tuple(node for node in found[place[0]].also if node[0] not in cells) if not place[1] else ()


def _at_odds(found: Sequence[Column], agreement: Agreement, links: Links) -> list[list[Place]]:
    """For each text the columns with which it is at odds."""
    odd: list[list[Place]] = [[] for _ in agreement.texts]
    single = [{text: cell[0] for text, cell in column.cells if len(cell) == 1} for column in found]
    twofold = {(text, at) for (text, _), covered in spans_of(single, links).items() for at in covered}
    for at, column in enumerate(found):
        cells = dict(column.cells)
        usual = agreement.usual(cells)
        for text in range(len(odd)):
            gap = text not in cells and 2 * len(cells) >= len(odd)
            if gap or (text in cells and ((text, at) in twofold or agreement.odd(text, cells, usual))):
                odd[text].append((at, 0))
    for text, at in _crossed(found, agreement):
        odd[text] = sorted({*odd[text], (at, 0), (at + 1, 0)})
    return odd


def _crossed(found: Sequence[Column], agreement: Agreement) -> Iterator[tuple[int, int]]:
    """Texts, and columns before others, that agree better with the others when their two segments change places."""
    common = [agreement.common(dict(column.cells)) for column in found]
    for at, (left, right) in enumerate(pairwise(found)):
        cells = dict(left.cells), dict(right.cells)
        for text in cells[0].keys() & cells[1].keys():
            own = cells[0][text], cells[1][text]
            if not agreement.share(text, own, common[at : at + 2]) > agreement.share(
                text, own[::-1], common[at : at + 2]
            ):
                others = [{t: cell for t, cell in column.items() if t != text} for column in cells]
                gain = sum(
                    agreement.of(text, own[1 - i], others[i]) - agreement.of(text, own[i], others[i]) for i in (0, 1)
                )
                if gain >= LEAST and all(agreement.comparable(text, own[1 - i][0], others[i]) for i in (0, 1)):
                    yield text, at


def _rearranged(
    columns: dict[Place, Cells],
    text: int,
    odd: Sequence[Place],
    agreement: Agreement,
    linked: Set[tuple[int, Place]],
) -> Iterator[Place]:
    """Put the segments of a text in these columns where they agree best, if that is better; the columns that gain.

    `linked` are segments that the first alignment has linked to columns in which they do not stand.
    """
    others = {place: {t: cell for t, cell in columns[place].items() if t != text} for place in odd}
    homes = {i: place for place in odd for i in columns[place].get(text, ())}
    values = {
        (i, place): agreement.of(text, (i,), others[place])
        for i in homes
        for place in odd
        if agreement.comparable(text, i, others[place])
    }
    chosen = _best(values, homes)
    new: dict[Place, tuple[int, ...]] = {}
    for i, home in homes.items():
        place = next((place for place, own in chosen.items() if own == i), home)
        if place in chosen and chosen[place] != i and chosen[place] not in columns[home].get(text, ()):
            place = (home[0], i + 1)  # driven out; agrees with nothing
        new[place] = tuple(sorted((*new.get(place, ()), i)))
    old = {place: columns[place][text] for place in odd if text in columns[place]}
    gain = sum(agreement.of(text, cell, others.get(place, {})) for place, cell in new.items())
    gain -= sum(agreement.of(text, cell, others[place]) for place, cell in old.items())
    if gain < (0 if any((i, place) in linked for place, cell in new.items() for i in cell) else LEAST):
        return
    for place in old:
        del columns[place][text]
    for place, cell in new.items():
        columns.setdefault(place, {})[text] = cell
        if old.get(place) != cell and others.get(place):
            yield place


def _best(values: Mapping[tuple[int, Place], float], homes: Mapping[int, Place]) -> dict[Place, int]:
    """Segments for columns, best first, one for each; what agrees with nothing is left out."""
    chosen: dict[Place, int] = {}
    taken: set[int] = set()
    for i, place in sorted(values, key=lambda key: (-values[key], homes[key[0]] != key[1], key)):
        if values[i, place] > 0 and i not in taken and place not in chosen:
            chosen[place] = i
            taken.add(i)
    return chosen


def _add_links(weights: Weights, text: int, cells: Cells, agreement: Agreement) -> None:
    """Links between the segments that a text has in a column now and those of the other texts."""
    for other, cell in cells.items():
        if other != text:
            value = agreement.of(text, cells[text], {other: cell})
            weight = 1 / (1 + exp(-min(max(value, -50.0), 50.0)))
            pair = (min(text, other), max(text, other))
            weights.setdefault(pair, []).extend((i, j, weight) for i in cells[pair[0]] for j in cells[pair[1]])


class Agreement:
    """Log-odds that segments of several texts say the same, whatever their places."""

    def __init__(self, texts: Sequence[Sequence[Features]]) -> None:
        self.texts = texts
        self.counts = [Counter(token for segment in text for token in segment.tokens) for text in texts]
        self.sizes = [sum(segment.length for segment in text) for text in texts]
        self._values = [_Values(counts, len(text)) for counts, text in zip(self.counts, texts, strict=True)]

    def of(self, text: int, cell: Sequence[int], others: Cells) -> float:
        """Mean over the other texts; 0 where there is none."""
        values = [self._pair(text, cell, other, theirs) for other, theirs in others.items()]
        return sum(values) / len(values) if values else 0.0

    def comparable(self, text: int, i: int, others: Cells) -> bool:
        """Whether there are others, of the same kind."""
        return any(self.texts[other][cell[0]].kind == self.texts[text][i].kind for other, cell in others.items())

    def common(self, cells: Cells) -> set[Token]:
        """The tokens that a quarter of the texts of a column have."""
        counts = Counter(token for text, cell in cells.items() for i in cell for token in self.texts[text][i].tokens)
        return {token for token, count in counts.items() if 4 * count >= len(cells) and count > 1}

    def share(self, text: int, cells: Sequence[tuple[int, ...]], common: Sequence[set[Token]]) -> int:
        """How many common tokens of each column the segments of a text have that are put there."""
        return sum(
            len(self.texts[text][i].tokens & said) for cell, said in zip(cells, common, strict=True) for i in cell
        )

    def usual(self, cells: Cells) -> dict[Class, set[str]]:
        """The telling tokens that most texts of a column have."""
        counts = Counter(token for text, cell in cells.items() for token in self._telling(text, cell))
        found: dict[Class, set[str]] = {}
        for (cls, token), count in counts.items():
            if 2 * count > len(cells):
                found.setdefault(cls, set()).add(token)
        return found

    def odd(self, text: int, cells: Cells, usual: Mapping[Class, set[str]]) -> bool:
        """Whether a text in a column is there with few, has more segments than most, or lacks all that is usual."""
        wide = sum(len(cell) > 1 for cell in cells.values())
        if 2 * len(cells) <= len(self.texts) or (len(cells[text]) > 1 and 2 * wide < len(cells)):
            return True
        own = self._telling(text, cells[text])
        return any(all((cls, token) not in own for token in tokens) for cls, tokens in usual.items())

    def _telling(self, text: int, cell: Sequence[int]) -> set[Token]:
        return {token for i in cell for token in self.texts[text][i].tokens if token[0] in _TELLING}

    def _pair(self, a: int, left: Sequence[int], b: int, right: Sequence[int]) -> float:
        return self._tokens(a, left, b, right) + self._tokens(b, right, a, left) + self._length(a, left, b, right)

    def _tokens(self, a: int, left: Sequence[int], b: int, right: Sequence[int]) -> float:
        own = {token for i in left for token in self.texts[a][i].tokens}
        other = {token for j in right for token in self.texts[b][j].tokens}
        values = self._values[b]
        return sum(values[token][token in other] for token in sorted(own))

    def _length(self, a: int, left: Sequence[int], b: int, right: Sequence[int]) -> float:
        shares = [
            log(sum(self.texts[t][i].length for i in cell) / self.sizes[t]) for t, cell in ((a, left), (b, right))
        ]
        return 1.0 - 2.0 * abs(shares[0] - shares[1])  # e to one for equal shares, nothing at a ratio of 1.6


class _Values(dict[Token, tuple[float, float]]):
    """What a token of another text says when this one does not have it, and when it has it: log-odds, reckoned once."""

    def __init__(self, counts: Mapping[Token, int], segments: int) -> None:
        super().__init__()
        self._counts, self._segments = counts, segments

    def __missing__(self, token: Token) -> tuple[float, float]:
        values = (0.0, 0.0)
        if token[0] is not Class.NUMBER:
            kept, trust = KEPT[token[0]]
            rate = (self._counts[token] + 0.5) / (self._segments + 1)
            values = trust / 2 * log((1 - kept) / (1 - rate)), trust / 2 * log(kept / rate)
        self[token] = values
        return values
