"""In which page each part of a document stands. A long document is cut into several pages, none of them heavy.

The cut falls between top-level parts: before a point or heading, never inside one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Expression, Kind, Row, Subdivision
from pipeline.site.addresses import asked_path, changes_path, findings_path, parallel_path, reading_path, verbs_path
from pipeline.site.views import DocumentView

READING_CHARACTERS = 40_000
"""Text of one reading page: with its markup, style and script it stays below 60 kB compressed in all scripts."""

PARALLEL_CHARACTERS = 600_000
"""Text of one side-by-side page over all its languages: below 400 kB compressed, and open in under a second."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pages of one document. `pieces`, by language and eId, and `rows` name only what is not on a first page."""

    dossier: str
    document: DocumentView
    pieces: Mapping[str, Mapping[str, int]]
    rows: Mapping[str, int]

    def reading(self, language: str, eid: str = "") -> str:
        """The reading page that holds a part."""
        return reading_path(self.dossier, self.document.id, language, self.pieces.get(language, {}).get(eid, 1))

    def parallel(self, wid: str = "") -> str:
        """The side-by-side page that holds a row."""
        return parallel_path(self.dossier, self.document.id, self.rows.get(wid, 1))

    @property
    def verbs(self) -> str:
        return verbs_path(self.dossier, self.document.id)

    @property
    def findings(self) -> str:
        return findings_path(self.dossier, self.document.id)

    def asked(self, language: str) -> str:
        return asked_path(self.dossier, self.document.id, language)

    def changes(self, language: str) -> str:
        return changes_path(self.dossier, self.document.id, language)

    def pages_of(self, language: str) -> tuple[str, ...]:
        """The reading pages of a language, in order."""
        last = max(self.pieces.get(language, {}).values(), default=1)
        return tuple(reading_path(self.dossier, self.document.id, language, n) for n in range(1, last + 1))

    @property
    def leaves(self) -> tuple[str, ...]:
        """The side-by-side pages, in order."""
        last = max(self.rows.values(), default=1)
        return tuple(parallel_path(self.dossier, self.document.id, number) for number in range(1, last + 1))

    def nearest(self, language: str) -> str:
        """This language if the document has it, else the first that it has."""
        return language if language in self.document.languages else next(iter(self.document.languages), language)

    def columns(self, language: str) -> str:
        """The query that opens the side-by-side page for a reader of this language."""
        own = {language, *self.document.official}
        if len(own) < 2:
            own |= {"en"}
        shown = [code for code in self.document.languages if code in own]
        return f"ui={language}&columns={','.join(shown)}"


def shelve(dossier: str, document: DocumentView) -> Shelf:
    """Divide the texts and the rows of a document over pages."""
    pieces = {one.language: named for one in document.expressions if (named := _pieces(one))}
    return Shelf(dossier, document, pieces, _rows(document))


def cut(parts: Sequence[Subdivision]) -> tuple[tuple[Subdivision, ...], ...]:
    """The top-level parts of a text, page by page; a heading stays with the point that follows."""
    pages: list[list[Subdivision]] = [[]]
    size = 0
    for part in parts:
        length = len(part.full_text)
        opens = pages[-1] and pages[-1][-1].kind is not Kind.HEADING
        if size + length > READING_CHARACTERS and opens:
            pages.append([])
            size = 0
        pages[-1].append(part)
        size += length
    return tuple(tuple(page) for page in pages)


def _pieces(expression: Expression) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, parts in enumerate(cut(expression.parts), 1):
        if number > 1:
            found |= dict.fromkeys(_names(expression, parts), number)
    return found


def _names(expression: Expression, parts: Iterable[Subdivision]) -> Iterator[str]:
    """All eIds of a page, notes with the part that they belong to."""
    inside = {below.eid: None for part in parts for below in part.walk()}
    yield from inside
    yield from (note.eid for note in expression.notes if note.anchor in inside)


def _rows(document: DocumentView) -> dict[str, int]:
    sizes = {(one.language, eid): length for one in document.expressions for eid, length in _lengths(one)}
    found: dict[str, int] = {}
    size, number = 0, 1
    for row in document.alignment.rows:
        length = sum(sizes.get((code, eid), 0) for code, eids in row.cells for eid in eids)
        if size + length > PARALLEL_CHARACTERS and size and _opens(row):
            size, number = 0, number + 1
        size += length
        if number > 1:
            found[row.wid] = number
    return found


def _lengths(expression: Expression) -> Iterator[tuple[str, int]]:
    yield from ((part.eid, len(part.text)) for part in expression.walk())
    yield from ((note.eid, len(note.text)) for note in expression.notes)


def _opens(row: Row) -> bool:
    """Whether a new page may begin at this row: not inside a point or the preamble."""
    return row.kind in (Kind.POINT, Kind.HEADING, Kind.PREAMBLE, Kind.JUNK)
