"""Plain lists of segments, without structure: what translators have in files of one segment a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.align.consensus import consensus
from pipeline.align.encoder import Encoder
from pipeline.align.evidence import Vocabulary
from pipeline.align.features import features
from pipeline.align.pairs import align_pairs
from pipeline.languages import order


@dataclass(frozen=True, slots=True)
class Beads:
    """Groups of segments that say the same, in order: for each language the numbers (from 0) of its segments."""

    languages: tuple[str, ...]
    groups: tuple[tuple[tuple[int, ...], ...], ...]
    scores: tuple[float, ...]


def align_lines(texts: Mapping[str, Sequence[str]], encoder: Encoder | None = None) -> Beads:
    """Align lists of segments in any number of languages; the order of the mapping does not matter.

    Two languages are cut into the beads of the best path; more into the columns of all pairs. Each segment stands in
    exactly one group; `scores` are probabilities.
    """
    languages = tuple(sorted(texts, key=order))
    found = [[features(line) for line in texts[code]] for code in languages]
    if len(languages) == 2 and all(found):
        vocabulary = Vocabulary(encoder)
        sides = [vocabulary.side(text) for text in found]
        pair = align_pairs([(sides[0], sides[1])], vocabulary.classes())[0]
        groups = tuple((tuple(range(i, i + a)), tuple(range(j, j + b))) for i, j, a, b in pair.path)
        return Beads(languages, groups, pair.probabilities)
    together = consensus(found, encoder)
    cells = [dict(column.cells) for column in together.columns]
    wide = tuple(tuple(cell.get(text, ()) for text in range(len(languages))) for cell in cells)
    return Beads(languages, wide, together.certainty())
