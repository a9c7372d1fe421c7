"""What an export is made from: one document in some of its languages, and its rows as units of text.

A unit is a row of the alignment with its texts, or a sentence inside a row; the formats do not know the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.findings import Finding, Verdict
from pipeline.ids import DocumentId
from pipeline.model import Alignment, Comparison, Evidence, Expression, Kind, Provenance, Row, Status, Subdivision

NO_LEGAL_VALUE = (
    "Only the texts published by the Council of the European Union count. Alignment, comparison and marking are "
    "editorial and have no legal value."
)
SPECIMEN = "Specimen: working text, not a Council text; it was not published by the Council and must not be quoted."
OFFICIAL = "Official text of the Council of the European Union, as published."

T = TypeVar("T")

_BEFORE_MARK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A row with text. `texts` has language and text, `eids` language and eIds, both in protocol order.

    `id` is the wId (for a sentence with its number), `place` what a reader calls it ("13", "13.2"), `verdict` what
    people decided on the row, "" for nothing.
    """

    id: str
    kind: str
    texts: tuple[tuple[str, str], ...]
    eids: tuple[tuple[str, tuple[str, ...]], ...] = ()
    place: str = ""
    score: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    verdict: str = ""

    def text(self, language: str) -> str:
        """The text in one language; "" where the row has a gap."""
        return next((text for code, text in self.texts if code == language), "")

    def eids_of(self, language: str) -> tuple[str, ...]:
        """The eIds in one language."""
        return next((eids for code, eids in self.eids if code == language), ())


@dataclass(frozen=True, slots=True)
class Material:
    """A document as the exports see it. `date` is ISO or ""; `units` are its rows that have text, in reading order.

    `sentences` are finer units where they are known, `confirmed` the wIds of rows that people confirmed.
    """

    dossier: str
    title: str
    document: DocumentId
    date: str
    alignment: Alignment
    expressions: tuple[Expression, ...]
    comparisons: tuple[Comparison, ...] = ()
    findings: tuple[Finding, ...] = ()
    sentences: tuple[Unit, ...] = ()
    confirmed: frozenset[str] = frozenset()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(one.language for one in self.expressions)

    @property
    def specimens(self) -> tuple[str, ...]:
        """The languages whose text is a specimen."""
        return tuple(one.language for one in self.expressions if one.provenance.status is Status.SPECIMEN)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The rows of the alignment that have text in one of the languages."""
        return units(self.alignment, self.expressions, self.confirmed)

    def provenance(self, language: str) -> Provenance:
        """Where the text of a language is from. Raises KeyError for a language that is not here."""
        return {one.language: one.provenance for one in self.expressions}[language]

    def only(self, languages: Sequence[str]) -> Material:
        """The same in some of its languages, in the order in which they are named."""
        known = {one.language: one for one in self.expressions}
        kept = tuple(known[code] for code in dict.fromkeys(languages) if code in known)
        compared = tuple(one for one in self.comparisons if one.new.language in languages)
        said = (replace(one, texts=_of(one.texts, languages), eids=_of(one.eids, languages)) for one in self.sentences)
        sentences = tuple(one for one in said if one.texts)
        return replace(self, expressions=kept, comparisons=compared, sentences=sentences)


def _of(entries: tuple[tuple[str, T], ...], languages: Sequence[str]) -> tuple[tuple[str, T], ...]:
    return tuple(entry for entry in entries if entry[0] in languages)


def statement(provenance: Provenance) -> str:
    """What a text is, in one sentence, with the notice of its source."""
    words = SPECIMEN if provenance.status is Status.SPECIMEN else OFFICIAL
    return f"{words} {provenance.notice}".strip()


def units(
    alignment: Alignment, expressions: Iterable[Expression], confirmed: frozenset[str] = frozenset()
) -> tuple[Unit, ...]:
    """The rows with their texts in the languages given, in reading order; rows without any text are left out."""
    texts = {one.language: texts_of(one) for one in expressions}
    places = {eid: place for one in expressions for eid, place in _places(one.parts, "").items()}
    made = (_unit(row, texts, places, row.wid in confirmed) for row in alignment.rows)
    return tuple(unit for unit in made if unit.texts)


def _unit(row: Row, texts: Mapping[str, Mapping[str, str]], places: Mapping[str, str], confirmed: bool) -> Unit:
    cells = [(code, eids) for code, eids in row.cells if code in texts]
    said = ((code, " ".join(filter(None, (texts[code].get(eid, "") for eid in eids)))) for code, eids in cells)
    return Unit(
        id=row.wid,
        kind=str(row.kind),
        texts=tuple((code, text) for code, text in said if text),
        eids=tuple(cells),
        place=next((places[eid] for _, eids in cells for eid in eids if eid in places), ""),
        score=row.score,
        evidence=row.evidence,
        verdict=str(Verdict.CONFIRMED) if confirmed else "",
    )


def texts_of(expression: Expression) -> dict[str, str]:
    """The text of each part and note by its eId."""
    parts = {part.eid: part.text for part in expression.walk()}
    return parts | {note.eid: note.text for note in expression.notes}


def _places(parts: Iterable[Subdivision], point: str) -> dict[str, str]:
    """What a reader calls a part of a point: "13", "13.2" for its second clause."""
    found: dict[str, str] = {}
    clause = 0
    for part in parts:
        own = part.num.strip(f" .(){_BEFORE_MARK}") if part.kind is Kind.POINT else point
        clause += part.kind is Kind.CLAUSE
        found[part.eid] = f"{own}.{clause}" if part.kind is Kind.CLAUSE and own else own
        found |= _places(part.children, own)
    return {eid: place for eid, place in found.items() if place}
