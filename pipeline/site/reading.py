"""The reading page: one language version, from cover to last note, with a name and an address for each part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Alignment, Expression, Kind, Note, Row, Subdivision
from pipeline.site.addresses import reading_path
from pipeline.site.passages import Piece, notes_by_anchor, plain
from pipeline.site.places import Place, places
from pipeline.site.views import ComparedView, DocumentView, DossierView, is_specimen


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same part in another language: its page and the eId it has there."""

    language: str
    path: str
    eid: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A part as the page sets it. `level` is the level of its heading (2 to 6), `row` its row in the alignment."""

    place: Place
    part: Subdivision
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    children: tuple[Unit, ...]
    level: int
    row: str
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """All that `reading.html` shows. `title` is the unit of the title, which the page's heading shows."""

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    document: DocumentView
    expression: Expression
    title: Unit | None
    cover: tuple[Unit, ...]
    units: tuple[Unit, ...]
    loose_notes: tuple[Note, ...]
    compared: tuple[ComparedView, ...]


def reading_page(dossier: DossierView, document: DocumentView, expression: Expression) -> ReadingPage:
    """The values of the page of one language version."""
    setting = _Setting.of(dossier.slug, document, expression)
    units = tuple(setting.unit(part, level) for part, level in _levels(expression.parts))
    title = next((unit for unit in units if unit.part.kind is Kind.TITLE), None)
    anchored = {part.eid for part in expression.walk()}
    return ReadingPage(
        path=reading_path(dossier.slug, document.id, expression.language),
        language=expression.language,
        specimen=is_specimen(expression),
        dossier=dossier,
        document=document,
        expression=expression,
        title=title,
        cover=tuple(unit for unit in units if unit.part.kind is Kind.COVER),
        units=tuple(unit for unit in units if unit is not title and unit.part.kind is not Kind.COVER),
        loose_notes=tuple(note for note in expression.notes if note.anchor not in anchored),
        compared=tuple(one for one in dossier.comparisons_of(document.id) if one.language == expression.language),
    )


def rows_by_part(alignment: Alignment) -> Mapping[tuple[str, str], Row]:
    """The row of each segment, by language and eId."""
    return {(language, eid): row for row in alignment.rows for language, eids in row.cells for eid in eids}


def _levels(parts: Sequence[Subdivision]) -> list[tuple[Subdivision, int]]:
    """Each part with the level of its heading: points stand under the heading before them."""
    found, under = [], 2
    for part in parts:
        found.append((part, under if part.kind is Kind.POINT else 2))
        under = 3 if part.kind is Kind.HEADING else under
    return found


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every unit of one page is made with."""

    dossier: str
    document: DocumentView
    language: str
    places: Mapping[str, Place]
    notes: Mapping[str, tuple[Note, ...]]
    rows: Mapping[tuple[str, str], Row]

    @classmethod
    def of(cls, dossier: str, document: DocumentView, expression: Expression) -> _Setting:
        return cls(
            dossier,
            document,
            expression.language,
            places(expression),
            notes_by_anchor(expression),
            rows_by_part(document.alignment),
        )

    def unit(self, part: Subdivision, level: int) -> Unit:
        notes = self.notes.get(part.eid, ())
        row = self.rows.get((self.language, part.eid))
        return Unit(
            place=self.places[part.eid],
            part=part,
            pieces=plain(part, notes),
            notes=notes,
            children=tuple(self.unit(child, level + 1) for child in part.children),
            level=level,
            row=row.wid if row else "",
            elsewhere=self._elsewhere(row) if row and part.kind is Kind.POINT else (),
        )

    def _elsewhere(self, row: Row) -> tuple[Elsewhere, ...]:
        return tuple(
            Elsewhere(language, reading_path(self.dossier, self.document.id, language), eids[0])
            for language, eids in row.cells
            if language != self.language and eids
        )
