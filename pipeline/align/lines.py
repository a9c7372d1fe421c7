"""Plain lists of segments, without structure: what translators have in files of one segment a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.align.columns import Column
from pipeline.align.consensus import Consensus, consensus
from pipeline.align.encoder import Encoder
from pipeline.align.evidence import Vocabulary
from pipeline.align.features import Features, features
from pipeline.align.judgement import judge, merged
from pipeline.align.pairs import align_pairs
from pipeline.languages import order
from pipeline.model import Evidence


@dataclass(frozen=True, slots=True)
class Beads:
    """Groups of segments that say the same, in order: for each language the numbers (from 0) of its segments.

    `scores` and `evidence` go with the groups; `embeddings` names the encoder that was used, "" for none.
    """

    languages: tuple[str, ...]
    groups: tuple[tuple[tuple[int, ...], ...], ...]
    scores: tuple[float, ...]
    evidence: tuple[tuple[Evidence, ...], ...] = ()
    embeddings: str = ""


def align_lines(texts: Mapping[str, Sequence[str]], encoder: Encoder | None = None) -> Beads:
    """Align lists of segments in any number of languages; the order of the mapping does not matter.

    Two languages are cut into the beads of the best path; more into the columns of all pairs. Each segment stands in
    exactly one group; one that answers several groups stands in the first and is named as "merged" in the others.
    """
    languages = tuple(sorted(texts, key=order))
    found = [[features(line) for line in texts[code]] for code in languages]
    if len(found) == 2 and all(found):
        columns, scores, meanings = _two(found, encoder)
    else:
        together = consensus(found, encoder)
        columns, scores, meanings = together.columns, together.certainty(), together.meanings()
    sizes = {code: sum(one.length for one in own) for code, own in zip(languages, found, strict=True)}
    groups, evidence = [], []
    for column, score, meaning in zip(columns, scores, meanings, strict=True):
        cells = {languages[t]: [found[t][i] for i in cell] for t, cell in column.cells}
        also = [(languages[t], str(i)) for t, i in column.also]
        evidence.append((*judge(cells, sizes, score, meaning), *merged(also)))
        groups.append(tuple(dict(column.cells).get(t, ()) for t in range(len(languages))))
    return Beads(languages, tuple(groups), scores, tuple(evidence), encoder.name if encoder else "")


def _two(
    found: Sequence[Sequence[Features]], encoder: Encoder | None
) -> tuple[tuple[Column, ...], tuple[float, ...], list[float | None]]:
    """The beads of the best path as columns, with their probabilities and what embeddings say of them."""
    vocabulary = Vocabulary(found, encoder)
    sides = [vocabulary.side(text) for text in found]
    pair = align_pairs([(sides[0], sides[1])], vocabulary.classes())[0]
    beads = [(tuple(range(i, i + a)), tuple(range(j, j + b))) for i, j, a, b in pair.path]
    columns = tuple(Column(tuple((t, cell) for t, cell in enumerate(bead) if cell)) for bead in beads)
    return columns, pair.probabilities, Consensus(columns, {}, tuple(side.embedded for side in sides)).meanings()
