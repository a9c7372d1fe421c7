"""The side-by-side page: the rows of the alignment, with all languages of a document as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from pipeline.model import Expression, Kind, Note, Row, Status, Subdivision
from pipeline.site.addresses import INTERFACE
from pipeline.site.passages import Piece, notes_by_anchor, plain
from pipeline.site.places import Place, places
from pipeline.site.shelves import Shelf
from pipeline.site.views import DocumentView, DossierView, is_specimen

WORKING_LANGUAGES = ("en", "fr")
"""Shown beside the official versions when a reader has not chosen: the languages in which drafts circulate."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part in a cell: its number, its text, and the rows of its notes by eId."""

    part: Subdivision
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row has in one language: none (a gap), one or several segments."""

    language: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the page sets it. `place` is its name in the first language that has it."""

    row: Row
    place: Place
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The languages in which the row has no segment."""
        return tuple(cell.language for cell in self.cells if not cell.segments)


@dataclass(frozen=True, slots=True)
class Column:
    """A language as a column; `shown` says whether it is when the page opens."""

    expression: Expression
    shown: bool
    specimen: bool

    @property
    def language(self) -> str:
        return self.expression.language


@dataclass(frozen=True, slots=True)
class ParallelPage:
    """All that `parallel.html` shows. `groups` are lines that belong together: a point with its clauses."""

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    document: DocumentView
    shelf: Shelf
    piece: int
    pieces: tuple[str, ...]
    columns: tuple[Column, ...]
    groups: tuple[tuple[Line, ...], ...]
    note_rows: Mapping[tuple[str, str], str]


def parallel_page(dossier: DossierView, shelf: Shelf, number: int = 1) -> ParallelPage:
    """The values of one side-by-side page of a document, counted from 1."""
    document = shelf.document
    texts = {one.language: _Text.of(one) for one in document.expressions}
    lines = tuple(_lines(document.alignment.rows, texts))
    here = (line for line in lines if shelf.rows.get(line.row.wid, 1) == number)
    return ParallelPage(
        path=shelf.leaves[number - 1],
        language=INTERFACE,
        specimen=is_specimen(*document.expressions),
        dossier=dossier,
        document=document,
        shelf=shelf,
        piece=number,
        pieces=shelf.leaves,
        columns=columns(document.expressions),
        groups=_groups(here),
        note_rows=_note_rows(lines),
    )


def _note_rows(lines: Iterable[Line]) -> dict[tuple[str, str], str]:
    return {
        (code, eid): line.row.wid
        for line in lines
        if line.row.kind is Kind.NOTE
        for code, eids in line.row.cells
        for eid in eids
    }


def columns(expressions: tuple[Expression, ...]) -> tuple[Column, ...]:
    """A column for each version; which of them a reader sees who has not chosen."""
    official = [one.language for one in expressions if one.provenance.status is Status.OFFICIAL]
    shown = {*official[:3], *(WORKING_LANGUAGES if len(official) < 3 else ())}
    if not shown & {one.language for one in expressions}:
        shown = {one.language for one in expressions[:3]}
    return tuple(Column(one, one.language in shown, is_specimen(one)) for one in expressions)


def _groups(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """A point with its clauses; the cover; the preamble with its items; all notes; else each line alone."""
    keys = {
        Kind.COVER: "cover",
        Kind.NOTE: "notes",
        Kind.PREAMBLE: "preamble",
        Kind.ITEM: "preamble",
    }
    named = ((f"point {line.place.point}" if line.place.point else "", line) for line in lines)
    grouped = groupby(
        named, key=lambda pair: keys.get(pair[1].row.kind) or pair[0] or f"{pair[1].row.kind} {pair[1].row.wid}"
    )
    return tuple(tuple(line for _, line in group) for _, group in grouped)


@dataclass(frozen=True, slots=True)
class _Text:
    """One language version, ready to look parts up in."""

    places: Mapping[str, Place]
    segments: Mapping[str, Segment]

    @classmethod
    def of(cls, expression: Expression) -> _Text:
        notes = notes_by_anchor(expression)
        parts = [*expression.walk(), *(_as_part(note) for note in expression.notes)]
        segments = {part.eid: Segment(part, plain(part, notes.get(part.eid, ()))) for part in parts}
        return cls(places(expression), segments)


def _as_part(note: Note) -> Subdivision:
    return Subdivision(Kind.NOTE, note.eid, note.text, note.mark, wid=note.wid)


def _lines(rows: Iterable[Row], texts: Mapping[str, _Text]) -> Iterator[Line]:
    for row in rows:
        own = dict(row.cells)
        cells = tuple(_cell(own.get(language, ()), language, text) for language, text in texts.items())
        yield Line(row, _place(row, texts), cells)


def _cell(eids: tuple[str, ...], language: str, text: _Text) -> Cell:
    return Cell(language, tuple(text.segments[eid] for eid in eids if eid in text.segments))


def _place(row: Row, texts: Mapping[str, _Text]) -> Place:
    known = (texts[language].places.get(eid) for language, eids in row.cells if language in texts for eid in eids)
    return next((place for place in known if place), Place(row.wid, row.kind))
