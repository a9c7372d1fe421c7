"""Sentences inside the rows of an alignment, for translation memories.

A sentence ends at a full stop, exclamation or question mark or an ellipsis before a capital or a figure, unless the
word is an abbreviation of the language (its data file), an initial, or a number of one or two figures, which is an
ordinal in half of the languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.align.columns import Column
from pipeline.align.consensus import consensus
from pipeline.align.encoder import Encoder
from pipeline.align.features import features
from pipeline.languages import Language, load
from pipeline.model import Alignment, Expression, Row

_STOP = re.compile(r"(\S*?)([.!?…]+)(?:[\"'»«”“’)\]]|\s»)*\s+(?=[\"'«»„“”‘(\[]*\s?(\S))")


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """Sentences that say the same; `texts` are by language in protocol order. `id` is the wId of `row` with a number.

    Where one language has one sentence for two of another, both stand in one row.
    """

    id: str
    row: Row
    texts: tuple[tuple[str, str], ...]
    score: float


def sentences(text: str, language: Language) -> list[str]:
    """The sentences of a paragraph, in order, without the spaces between them.

    >>> sentences("See Art. 4 of 10. Juni. It holds. Does it?", load("en"))
    ['See Art. 4 of 10. Juni.', 'It holds.', 'Does it?']
    """
    ends = [match.end() for match in _STOP.finditer(text) if _ends(match, language)]
    parts = [text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return [part for part in parts if part]


def _ends(match: re.Match[str], language: Language) -> bool:
    word, stop, following = match.groups()
    if not (following.isupper() or following.isdecimal()):
        return False
    bare = word.lstrip("\"'«»„“”‘([").casefold()
    short = len(bare) == 1 or (bare.isdecimal() and len(bare) < 3)
    return stop != "." or not (short or f"{bare}." in language.abbreviations)


def sentence_rows(
    alignment: Alignment, expressions: Sequence[Expression], encoder: Encoder | None = None
) -> tuple[SentenceRow, ...]:
    """The rows of an alignment that have text, cut into sentences where they are more than one.

    Each sentence of each language stands in exactly one row.
    """
    texts = {(e.language, part.eid): part.text for e in expressions for part in e.walk()}
    texts |= {(e.language, note.eid): note.text for e in expressions for note in e.notes}
    return tuple(found for row in alignment.rows for found in _cut(row, texts, encoder))


def _cut(row: Row, texts: Mapping[tuple[str, str], str], encoder: Encoder | None) -> Iterator[SentenceRow]:
    cells = {code: [one for eid in eids for one in sentences(texts[code, eid], load(code))] for code, eids in row.cells}
    cells = {code: found for code, found in cells.items() if found}
    if all(len(found) == 1 for found in cells.values()):
        groups, scores = [{code: found[0] for code, found in cells.items()}] if cells else [], [row.score]
    else:
        groups, scores = _aligned(cells, encoder)
    for number, (group, score) in enumerate(zip(groups, scores, strict=False), 1):
        yield SentenceRow(f"{row.wid}__s_{number}", row, tuple(group.items()), round(score, 3))


def _aligned(cells: Mapping[str, Sequence[str]], encoder: Encoder | None) -> tuple[list[dict[str, str]], list[float]]:
    codes = list(cells)
    together = consensus([[features(one) for one in cells[code]] for code in codes], encoder)
    groups, scores = [], []
    for part in _joined(together.columns, len(codes)):
        inside: dict[int, list[int]] = {}
        for at in part:
            for t, cell in together.columns[at].cells:
                inside.setdefault(t, []).extend(cell)
        groups.append({codes[t]: " ".join(cells[codes[t]][i] for i in sorted(inside[t])) for t in sorted(inside)})
        scores.append(min(together.certainty()[at] for at in part))
    return groups, scores


def _joined(columns: Sequence[Column], texts: int) -> list[list[int]]:
    """Columns in order, those together that a segment spans; one that lacks a text goes with the one before.

    The clause is the same in all texts, so what seems to lack a sentence has it in another.
    """
    home = {(t, i): at for at, column in enumerate(columns) for t, cell in column.cells for i in cell}
    tied = [range(min(at, home[node]), max(at, home[node])) for at, c in enumerate(columns) for node in c.also]
    inner = {at for span in tied for at in span}  # columns that go on into the next
    inner |= {max(at - 1, 0) for at, column in enumerate(columns) if len(column.cells) < texts}
    found: list[list[int]] = []
    for at in range(len(columns)):
        if at and at - 1 in inner:
            found[-1].append(at)
        else:
            found.append([at])
    return found
