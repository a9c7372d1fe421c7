"""Several texts as sequences of segments → columns: all pairs aligned, then joined without a pivot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.align.columns import Column, Links, columns
from pipeline.align.embedding import Embedded, agreement
from pipeline.align.encoder import Encoder
from pipeline.align.evidence import Side, Vocabulary
from pipeline.align.features import Features
from pipeline.align.moves import moved
from pipeline.align.pairs import align_pairs


@dataclass(frozen=True, slots=True, eq=False)
class Consensus:
    """Columns in order, the links between pairs of texts from which they were made, the vectors of the texts."""

    columns: tuple[Column, ...]
    links: Links
    embedded: tuple[Embedded | None, ...] = ()

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


def consensus(texts: Sequence[Sequence[Features]], encoder: Encoder | None = None, *, moves: bool = False) -> Consensus:
    """Align texts of any number and length with each other; `moves`: join what stands elsewhere in some of them."""
    vocabulary = Vocabulary(encoder)
    sides = [vocabulary.side(text) for text in texts]
    links = _links(sides, vocabulary)
    found = columns([len(text) for text in texts], links)
    if moves:
        found, more = moved(found, texts, links)
        links = {pair: [*links.get(pair, ()), *more.get(pair, ())] for pair in sorted({*links, *more})}
    return Consensus(tuple(found), links, tuple(side.embedded for side in sides))


def _links(sides: Sequence[Side], vocabulary: Vocabulary) -> dict[tuple[int, int], list[tuple[int, int, float]]]:
    pairs = [(a, b) for a, b in combinations(range(len(sides)), 2) if len(sides[a].lengths) and len(sides[b].lengths)]
    found = align_pairs([(sides[a], sides[b]) for a, b in pairs], vocabulary.classes())
    return {
        pair: list(zip(one.i.tolist(), one.j.tolist(), one.weight.tolist(), strict=True))
        for pair, one in zip(pairs, found, strict=True)
    }
