"""Clauses that one language has so far from their place that the alignment has left them alone in a row.

Such a clause would be told twice, as missing here and surplus there. It is paired with the row that lacks it where
verb, addressees and figures are those of most other languages, its length is near theirs, and nothing else comes into
question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from statistics import median
from typing import TYPE_CHECKING

from pipeline.check.meaning import agrees
from pipeline.check.quantities import quantities
from pipeline.model import Kind, OperativeVerb, Row, Subdivision

if TYPE_CHECKING:
    from pipeline.check.synopsis import Synopsis

_LENGTHS = (0.5, 2.0)  # of the median of the other languages


def strayed(synopsis: Synopsis) -> Mapping[tuple[str, str], Row]:
    """By wId of the row that lacks it and language: the row in which a clause stands alone."""
    codes = list(synopsis.texts)
    pairs = [
        (row, code, lone)
        for code in (codes[1:] if len(codes) == 2 else codes)  # of two, each lacks what the other has
        for lone in synopsis.rows(Kind.CLAUSE)
        if tuple(language for language, _ in lone.cells) == (code,)
        for row in _lacking(synopsis, code)
        if _same(synopsis, row, lone, code)
    ]
    rows = Counter((row.wid, code) for row, code, _ in pairs)
    lones = Counter(lone.wid for _, _, lone in pairs)
    return {(row.wid, code): lone for row, code, lone in pairs if rows[row.wid, code] == 1 and lones[lone.wid] == 1}


def _lacking(synopsis: Synopsis, code: str) -> Iterator[Row]:
    """Clauses that most of the other languages have."""
    for row in synopsis.rows(Kind.CLAUSE):
        held = [other for other in synopsis.texts if row.cell(other)]
        if code not in held and code not in synopsis.merged.get(row.wid, {}) and 2 * len(held) >= len(synopsis.texts):
            yield row


def _same(synopsis: Synopsis, row: Row, lone: Row, code: str) -> bool:
    if any(evidence.name == "decided" for evidence in (*row.evidence, *lone.evidence)):
        return False  # people know better
    own = _verb(synopsis, lone, code)
    others = [other for other in synopsis.texts if row.cell(other)]
    verbs = [verb for other in others if (verb := _verb(synopsis, row, other))]
    if own is None or not own.concepts or 2 * sum(agrees(own, verb.concepts) for verb in verbs) <= len(others):
        return False
    size = median(len(synopsis.text(row, other)) for other in others)
    if not _LENGTHS[0] * size <= len(synopsis.text(lone, code)) <= _LENGTHS[1] * size:
        return False
    alike = [other for other in others if _asked(synopsis, row, other) == _asked(synopsis, lone, code)]
    figures = quantities(synopsis.text(lone, code), code).atoms
    same = [other for other in others if quantities(synopsis.text(row, other), other).atoms == figures]
    return 2 * len(alike) > len(others) and 2 * len(same) > len(others)


def _verb(synopsis: Synopsis, row: Row, code: str) -> OperativeVerb | None:
    cell = synopsis.cell(row, code)
    return cell[0].verb if len(cell) == 1 and isinstance(cell[0], Subdivision) else None


def _asked(synopsis: Synopsis, row: Row, code: str) -> frozenset[str]:
    parts = (part for part in synopsis.cell(row, code) if isinstance(part, Subdivision))
    return frozenset(addressee.kind for part in parts for addressee in part.addressees)
