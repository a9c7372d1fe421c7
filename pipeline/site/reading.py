"""The reading page: one language version, from cover to last note, with a name and an address for each part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.model import Alignment, Expression, Kind, Note, Row, Subdivision
from pipeline.site.links import links
from pipeline.site.passages import Piece, notes_by_anchor, plain
from pipeline.site.places import Place, places
from pipeline.site.shelves import Shelf, cut
from pipeline.site.views import DocumentView, DossierView, is_specimen
from pipeline.site.words import name_of


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same part in another language, called `name` in itself: its page and the eId it has there."""

    language: str
    name: str
    path: str
    eid: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A part as the page sets it. `level` is the level of its heading (2 to 6), `row` its row in the alignment.

    `changed` is the anchor of the first change in it since the document before, "" for none.
    """

    place: Place
    part: Subdivision
    pieces: tuple[Piece, ...]
    notes: tuple[Footnote, ...]
    children: tuple[Unit, ...]
    level: int
    row: str
    elsewhere: tuple[Elsewhere, ...]
    changed: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a heading, the preamble or a point, and the page that it stands on."""

    place: Place
    part: Subdivision
    path: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note with its text in pieces, so that what it cites can be linked."""

    note: Note
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """All that `reading.html` shows. `title` is the unit of the title, which the page's heading shows.

    A long text has several pages: `piece` counts from 1, `pieces` are their paths. Cover and title are on the first.
    `linked` is the JSON-LD of the version, safe inside a script element; "" where there is none.
    """

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    document: DocumentView
    shelf: Shelf
    expression: Expression
    title: Unit | None
    cover: tuple[Unit, ...]
    units: tuple[Unit, ...]
    loose_notes: tuple[Footnote, ...]
    contents: tuple[Entry, ...]
    piece: int
    pieces: tuple[str, ...]
    linked: str = ""

    @property
    def before(self) -> str:
        """The page before, "" on the first."""
        return self.pieces[self.piece - 2] if self.piece > 1 else ""

    @property
    def after(self) -> str:
        """The page after, "" on the last."""
        return self.pieces[self.piece] if self.piece < len(self.pieces) else ""


def reading_page(
    dossier: DossierView,
    shelf: Shelf,
    expression: Expression,
    number: int = 1,
    changed: Mapping[str, str] = MappingProxyType({}),
) -> ReadingPage:
    """The values of one page of a language version, counted from 1; `changed` has the first change of each part."""
    setting = _Setting.of(shelf, expression, changed)
    leaves = cut(expression.parts)
    paths = shelf.pages_of(expression.language)
    levels = _levels(expression.parts)
    units = tuple(setting.unit(part, levels[part.eid]) for part in leaves[number - 1])
    title = next((unit for unit in units if unit.part.kind is Kind.TITLE), None)
    return ReadingPage(
        path=paths[number - 1],
        language=expression.language,
        specimen=is_specimen(expression),
        dossier=dossier,
        document=shelf.document,
        shelf=shelf,
        expression=expression,
        title=title,
        cover=tuple(unit for unit in units if unit.part.kind is Kind.COVER),
        units=tuple(unit for unit in units if unit is not title and unit.part.kind is not Kind.COVER),
        loose_notes=_loose(expression) if number == len(leaves) else (),
        contents=_contents(shelf, expression, setting.places),
        piece=number,
        pieces=paths,
        linked=dict(shelf.document.linked).get(expression.language, ""),
    )


def _contents(shelf: Shelf, expression: Expression, known: Mapping[str, Place]) -> tuple[Entry, ...]:
    listed = (Kind.HEADING, Kind.PREAMBLE, Kind.POINT)
    return tuple(
        Entry(known[part.eid], part, shelf.reading(expression.language, part.eid))
        for part in expression.parts
        if part.kind in listed
    )


def _loose(expression: Expression) -> tuple[Footnote, ...]:
    anchored = {part.eid for part in expression.walk()}
    return tuple(footnote(note, expression.language) for note in expression.notes if note.anchor not in anchored)


def footnote(note: Note, language: str) -> Footnote:
    """A note as the page sets it."""
    part = Subdivision(Kind.NOTE, note.eid, note.text, note.mark)
    return Footnote(note, plain(part, (), links(note.text, language)))


def rows_by_part(alignment: Alignment) -> Mapping[tuple[str, str], Row]:
    """The row of each segment, by language and eId."""
    return {(language, eid): row for row in alignment.rows for language, eids in row.cells for eid in eids}


def _levels(parts: Sequence[Subdivision]) -> dict[str, int]:
    """The level of the heading of each part: points stand under the heading before them."""
    found: dict[str, int] = {}
    under = 2
    for part in parts:
        found[part.eid] = under if part.kind is Kind.POINT else 2
        under = 3 if part.kind is Kind.HEADING else under
    return found


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every unit of one page is made with."""

    shelf: Shelf
    language: str
    places: Mapping[str, Place]
    notes: Mapping[str, tuple[Note, ...]]
    rows: Mapping[tuple[str, str], Row]
    changed: Mapping[str, str]

    @classmethod
    def of(cls, shelf: Shelf, expression: Expression, changed: Mapping[str, str]) -> _Setting:
        return cls(
            shelf,
            expression.language,
            places(expression),
            notes_by_anchor(expression),
            rows_by_part(shelf.document.alignment),
            changed,
        )

    def unit(self, part: Subdivision, level: int) -> Unit:
        notes = self.notes.get(part.eid, ())
        row = self.rows.get((self.language, part.eid))
        return Unit(
            place=self.places[part.eid],
            part=part,
            pieces=plain(part, notes, links(part.text, self.language)),
            notes=tuple(footnote(note, self.language) for note in notes),
            children=tuple(self.unit(child, level + 1) for child in part.children),
            level=min(level, 6),
            row=row.wid if row else "",
            elsewhere=self._elsewhere(row) if row and part.kind is Kind.POINT else (),
            changed=self.changed.get(part.eid, ""),
        )

    def _elsewhere(self, row: Row) -> tuple[Elsewhere, ...]:
        return tuple(
            Elsewhere(language, name_of(language), self.shelf.reading(language, eids[0]), eids[0])
            for language, eids in row.cells
            if language != self.language and eids
        )
