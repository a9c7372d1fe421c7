"""From links between pairs to columns over all texts: n-way, without a pivot.

Pairs of texts have been aligned one by one, so the links of three texts need not agree. Columns are built as in
sequence annealing (Schwartz and Pachter 2007): each segment starts as a column of its own; the two columns whose
segments are linked best on average over all their pairs of texts are joined, unless they share a text or joining
would break the order of a text; and so on, until no two are linked well enough. Each text has one vote for each
other, none leads; a text that errs is outvoted, and leaving one out hardly moves the averages of the rest.

The order is a directed graph (column to column of the next segment) kept in topological order as Pearce and Kelly
(2006) do: only the columns between the two that are joined are touched.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 0.2  # average probability of the links between two columns that are joined
SPAN = 0.5  # average probability of the links to a second column from which a segment is said to span both

Node = tuple[int, int]  # text, segment
Links = Mapping[tuple[int, int], Sequence[tuple[int, int, float]]]  # by two texts (first < second): i, j, probability


@dataclass(frozen=True, slots=True)
class Column:
    """Segments that say the same: by text the numbers of its segments, in order.

    `also` are segments of further texts that stand in a neighbouring column and hold the text of this one too;
    `moved` are texts that have it elsewhere in their order.
    """

    cells: tuple[tuple[int, tuple[int, ...]], ...]
    also: tuple[Node, ...] = ()
    moved: tuple[int, ...] = ()


class Annealing:
    """Columns while they grow. Columns are named by numbers; `order` is their place in a topological order."""

    def __init__(self, sizes: Sequence[int], links: Links, ordered: bool = True) -> None:
        self.ordered = ordered
        self.nodes = sorted(
            ((text, i) for text, size in enumerate(sizes) for i in range(size)),
            key=lambda node: ((node[1] + 0.5) / sizes[node[0]], node),
        )
        self.number = {node: number for number, node in enumerate(self.nodes)}
        self.members: dict[int, dict[int, int]] = {number: dict([node]) for node, number in self.number.items()}
        self.home = list(range(len(self.nodes)))
        self.order = list(range(len(self.nodes)))
        self.sizes = sizes
        self.near: dict[int, dict[int, float]] = {number: {} for number in self.members}
        for (first, second), pairs in sorted(links.items()):
            for i, j, weight in pairs:
                left, right = self.number[first, i], self.number[second, j]
                self.near[left][right] = self.near[right][left] = weight

    def run(self) -> None:
        """Join columns, best first, while any are linked well enough."""
        queue = [(-weight, a, b) for a, near in self.near.items() for b, weight in near.items() if a < b]
        heapq.heapify(queue)
        while queue:
            weight, a, b = heapq.heappop(queue)
            if -weight < LEAST:
                break
            if a in self.members and b in self.members and self.average(a, b) == -weight and self.join(a, b):
                for other in self.near[a]:
                    low, high = min(a, other), max(a, other)
                    heapq.heappush(queue, (-self.average(low, high), low, high))

    def average(self, a: int, b: int) -> float:
        """Mean probability of the links between two columns, over all pairs of texts."""
        return self.near[a].get(b, 0.0) / (len(self.members[a]) * len(self.members[b]))

    def join(self, a: int, b: int) -> bool:
        """Make b part of a, if no text has both and no other column must stand between them."""
        if self.members[a].keys() & self.members[b].keys():
            return False
        if self.ordered and not self.adjoin(a, b):
            return False
        for text, i in self.members[b].items():
            self.home[self.number[text, i]] = a
        self.members[a] |= self.members.pop(b)
        self.inherit(a, b)
        return True

    def adjoin(self, a: int, b: int) -> bool:
        """Give two columns one place in the order, if no other must stand between them."""
        first, last = (a, b) if self.order[a] < self.order[b] else (b, a)
        after = self.reached(first, last, +1)
        if last in after:
            return False
        self.reorder(first, last, after, self.reached(last, first, -1))
        return True

    def inherit(self, a: int, b: int) -> None:
        """Give the links of b to a."""
        mine = self.near[a]
        for other, weight in self.near.pop(b).items():
            theirs = self.near[other]
            del theirs[b]
            if other != a:
                mine[other] = theirs[a] = mine.get(other, 0.0) + weight
        mine.pop(b, None)

    def reached(self, start: int, goal: int, way: int) -> set[int]:
        """Columns reached from `start` forwards (+1) or backwards (-1) that do not lie beyond `goal` in the order."""
        seen, stack = {start}, [start]
        limit = self.order[goal] * way
        while stack:
            for text, i in self.members[stack.pop()].items():
                if 0 <= i + way < self.sizes[text]:
                    other = self.home[self.number[text, i + way]]
                    if other not in seen and self.order[other] * way <= limit:
                        seen.add(other)
                        stack.append(other)
        return seen

    def reorder(self, first: int, last: int, after: set[int], before: set[int]) -> None:
        """Give the places of all touched columns anew: what precedes `last`, the joined two, what follows `first`."""
        rank = self.order.__getitem__
        early, late = sorted(before - {last}, key=rank), sorted(after - {first}, key=rank)
        places = sorted(rank(column) for column in before | after)
        for column, place in zip(early, places, strict=False):
            self.order[column] = place
        for column, place in zip(reversed(late), reversed(places), strict=False):
            self.order[column] = place
        self.order[first] = self.order[last] = places[len(early)]

    def columns(self) -> list[dict[int, int]]:
        """The columns in order, as segments by text."""
        return [self.members[column] for column in sorted(self.members, key=self.order.__getitem__)]


def columns(sizes: Sequence[int], links: Links, spanning: Links | None = None, *, ordered: bool = True) -> list[Column]:
    """The columns of some texts of `sizes` segments, in order. Every segment stands in exactly one.

    Where some texts have two segments and others one for both, the majority decides whether that is one column or
    two; where neither has the majority, it is one. So a single text never changes the columns of the others.
    `spanning`, if given, are the links that say whether a segment spans two columns. Without `ordered`, links that
    cross are believed.
    """
    annealing = Annealing(sizes, links, ordered)
    annealing.run()
    decisive = links if spanning is None else spanning
    narrow = annealing.columns()
    spans = spans_of(narrow, decisive)
    for _ in range(3):  # a segment that leaves may make room for another
        _to_the_first(narrow, spans)
        narrow = [members for members in narrow if members]
        spans = spans_of(narrow, decisive)
    found: list[dict[int, list[int]]] = []
    also: list[set[Node]] = []
    guests: list[set[Node]] = [set() for _ in narrow]
    for node, covered in spans.items():
        for at in covered:
            guests[at].add(node)
    for at, (members, across) in enumerate(zip(narrow, _across(narrow, spans), strict=True)):
        apart = (narrow[at - 1].keys() & members.keys()) - across if at else set()
        if not across or len(apart) > len(across):
            found.append({})
            also.append(set())
        for text, i in members.items():
            found[-1].setdefault(text, []).append(i)
        also[-1] |= guests[at]
    return [_column(wide, others) for wide, others in zip(found, also, strict=True)]


def _column(wide: Mapping[int, Sequence[int]], spanning: set[Node]) -> Column:
    cells = tuple((text, tuple(sorted(cell))) for text, cell in sorted(wide.items()))
    return Column(cells, tuple(sorted(node for node in spanning if node[0] not in wide)))


def spans_of(narrow: Sequence[Mapping[int, int]], links: Links) -> dict[Node, frozenset[int]]:
    """For each segment that spans several columns: its own, and those to which it is linked rather than not.

    A column of few is spanned from one of many only if no fewer texts do so than do not: that a text which errs has
    drawn one other to it says nothing of the rest. Segments that stand in none of the columns are left aside.
    """
    beyond: dict[tuple[int, int], list[Node]] = {}  # column of a segment and another that it spans → such segments
    for node, own, weights in _weights(narrow, links):
        for at, weight in weights.items():
            if at != own and weight > SPAN * len(narrow[at].keys() - {node[0]}):
                beyond.setdefault((own, at), []).append(node)
    found: dict[Node, set[int]] = {}
    for (own, at), nodes in beyond.items():
        few = 2 * len(narrow[at]) < len(narrow[own])
        if not few or 2 * len(nodes) >= len(narrow[own].keys() - narrow[at].keys()):
            for node in nodes:
                found.setdefault(node, {own}).add(at)
    return {node: frozenset(covered) for node, covered in sorted(found.items())}


def _weights(narrow: Sequence[Mapping[int, int]], links: Links) -> Iterator[tuple[Node, int, dict[int, float]]]:
    """Each segment that is linked, its column, and by column the sum of the probabilities of its links."""
    home = {node: at for at, members in enumerate(narrow) for node in members.items()}
    sums: dict[Node, dict[int, float]] = {node: {} for node in home}
    for (first, second), pairs in links.items():
        for i, j, weight in pairs:
            for own, other in (((first, i), (second, j)), ((second, j), (first, i))):
                if own in home and other in home:
                    at = home[other]
                    sums[own][at] = sums[own].get(at, 0.0) + weight
    yield from ((node, home[node], weights) for node, weights in sums.items())


def _to_the_first(narrow: Sequence[dict[int, int]], spans: Mapping[Node, frozenset[int]]) -> None:
    """Put a segment that spans several columns into the first that it can have, where a reader looks for it.

    It cannot have one in which, or beyond which, its text has another segment. One that stands alone goes into any.
    """
    for (text, i), covered in sorted(spans.items()):
        home = next(at for at in covered if narrow[at].get(text) == i)
        last = max(covered) if len(narrow[home]) == 1 else home
        between = {at: range(min(at, home), max(at, home) + 1) for at in covered if at <= last and at != home}
        free = [at for at, way in between.items() if all(narrow[k].get(text, i) == i for k in way) and narrow[at]]
        if free:
            del narrow[home][text]
            narrow[min(free)][text] = i


def _across(narrow: Sequence[Mapping[int, int]], spans: Mapping[Node, frozenset[int]]) -> list[set[int]]:
    """For each column the texts with one segment across it and the column before."""
    found: list[set[int]] = [set() for _ in narrow]
    for (text, _), covered in spans.items():
        for at in covered:
            if at - 1 in covered:
                found[at].add(text)
    return found
