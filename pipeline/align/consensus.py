"""Several texts as sequences of segments → columns: all pairs aligned, then joined without a pivot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pipeline.align.columns import Column, Links, columns
from pipeline.align.embedding import Embedded, agreement
from pipeline.align.encoder import Encoder
from pipeline.align.evidence import Side, Vocabulary
from pipeline.align.features import Features
from pipeline.align.moves import moved
from pipeline.align.pairs import Pair, align_pairs


@dataclass(frozen=True, slots=True, eq=False)
class Consensus:
    """Columns in order, the links between pairs of texts from which they were made, the vectors of the texts.

    `pairs` are the links of the pairs by themselves, without those between parts that stand elsewhere.
    """

    columns: tuple[Column, ...]
    links: Links
    embedded: tuple[Embedded | None, ...] = ()
    pairs: Links = field(default_factory=dict)

    def meanings(self) -> list[float | None]:
        """By column how near the vectors of its texts are; None without an encoder."""
        return [agreement(self.embedded, dict(c.cells)) if any(self.embedded) else None for c in self.columns]

    def certainty(self) -> tuple[float, ...]:
        """By column the mean probability of the links between its texts; 1 for a column of one text."""
        home = {(text, i): at for at, column in enumerate(self.columns) for text, cell in column.cells for i in cell}
        best: list[dict[tuple[int, int], float]] = [{} for _ in self.columns]
        for pair, links in self.links.items():
            for i, j, weight in links:
                at = home[pair[0], i]
                if home[pair[1], j] == at:
                    best[at][pair] = max(best[at].get(pair, 0.0), weight)
        return tuple(
            sum(found.values()) / (len(column.cells) * (len(column.cells) - 1) / 2) if len(column.cells) > 1 else 1.0
            for column, found in zip(self.columns, best, strict=True)
        )


def consensus(
    texts: Sequence[Sequence[Features]],
    encoder: Encoder | None = None,
    *,
    moves: bool = False,
    known: Links | None = None,
) -> Consensus:
    """Align texts of any number and length with each other; `moves`: join what stands elsewhere in some of them.

    `known`: the links of pairs that have been aligned before. What is found for a pair does not depend on the others.
    """
    vocabulary = Vocabulary(texts, encoder)
    sides = [vocabulary.side(text) for text in texts]
    links = pairs = _links(sides, vocabulary, known or {})
    found = columns([len(text) for text in texts], links)
    if moves:
        found, more = moved(found, texts, links)
        links = {pair: [*links.get(pair, ()), *more.get(pair, ())] for pair in sorted({*links, *more})}
    return Consensus(tuple(found), links, tuple(side.embedded for side in sides), pairs)


def _links(
    sides: Sequence[Side], vocabulary: Vocabulary, known: Links
) -> dict[tuple[int, int], Sequence[tuple[int, int, float]]]:
    pairs = [(a, b) for a, b in combinations(range(len(sides)), 2) if len(sides[a].lengths) and len(sides[b].lengths)]
    left = [pair for pair in pairs if pair not in known]
    found = dict(zip(left, align_pairs([(sides[a], sides[b]) for a, b in left], vocabulary.classes()), strict=True))
    return {pair: _listed(found[pair]) if pair in found else known[pair] for pair in pairs}


def _listed(pair: Pair) -> list[tuple[int, int, float]]:
    return list(zip(pair.i.tolist(), pair.j.tolist(), pair.weight.tolist(), strict=True))
