"""The search: what each part of each text says, one file for each dossier and language, so that it works from a folder.

A file is a script that hands over its table; a page that was opened from a folder may load nothing else. Of many
dossiers only those are loaded that have the words (`wordlist`); their texts a browser then reads through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Expression, Kind, Note, Row, Subdivision
from pipeline.site.addresses import overview_path
from pipeline.site.places import places
from pipeline.site.reading import rows_by_part
from pipeline.site.shelves import Shelf
from pipeline.site.wordlist import words_in


@dataclass(frozen=True, slots=True)
class SearchPage:
    """All that `search.html` shows; the results come from the script."""

    path: str
    language: str
    specimen: bool
    languages: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]


def search_page(languages: tuple[str, ...], language: str) -> SearchPage:
    """The values of the search page in one language of the interface; `languages` are those of the texts."""
    return SearchPage(
        overview_path("search", language),
        language,
        False,
        languages,
        tuple((code, overview_path("search", code)) for code in PROTOCOL_ORDER),
    )


def languages_of(shelves: Sequence[Shelf]) -> tuple[str, ...]:
    """The languages that any of the documents is in, in protocol order."""
    having = {code for shelf in shelves for code in shelf.document.languages}
    return tuple(code for code in PROTOCOL_ORDER if code in having)


def words_of(shelves: Sequence[Shelf], code: str) -> tuple[str, ...]:
    """The words of the texts in one language, each once and in order."""
    return words_in(part.text for shelf in shelves for part in _parts(shelf, code))


def search_files(slug: str, shelves: Sequence[Shelf]) -> Iterator[tuple[str, bytes]]:
    """A file for each language of a dossier: `static/search/<dossier>/<language>.js`."""
    for code in languages_of(shelves):
        texts = [table for shelf in shelves for table in _tables(shelf, code)]
        data = json.dumps(texts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        given = f"{json.dumps(code)},{json.dumps(slug)},{data}"
        yield f"static/search/{slug}/{code}.js", f"conclusio.found({given});\n".encode()


def _parts(shelf: Shelf, code: str) -> Iterator[Subdivision | Note]:
    expression = shelf.document.expression(code)
    if expression:
        yield from expression.walk()
        yield from expression.notes


def _tables(shelf: Shelf, code: str) -> Iterator[dict[str, object]]:
    expression = shelf.document.expression(code)
    if expression is None:
        return
    rows = rows_by_part(shelf.document.alignment)
    yield {
        "code": shelf.document.id.printed,
        "specimen": expression.provenance.status != "official",
        "reading": shelf.pages_of(code),
        "parallel": shelf.leaves,
        "parts": [_entry(shelf, code, said, rows) for said in _said(expression)],
    }


def _said(expression: Expression) -> Iterator[tuple[str, str, str, str]]:
    """All that has text: eId, text, kind, and its number as a reader knows it."""
    where = places(expression)
    for part in expression.walk():
        if part.text:
            place = where[part.eid]
            inside = place.kind in (Kind.CLAUSE, Kind.SUBPARAGRAPH)
            number = str(place.ordinal) if place.kind in (Kind.ITEM, Kind.HEADING) else place.point
            yield part.eid, part.text, part.kind, f"{place.point}.{place.ordinal}" if inside else number
    for note in expression.notes:
        yield note.eid, note.text, Kind.NOTE, note.mark


def _entry(
    shelf: Shelf, code: str, said: tuple[str, str, str, str], rows: Mapping[tuple[str, str], Row]
) -> list[str | int]:
    """What the script gets of a part, in this order; it gives the kind its name. Pages are numbers, from 1."""
    eid, text, kind, label = said
    row = rows.get((code, eid))
    wid = row.wid if row else ""
    return [shelf.pieces.get(code, {}).get(eid, 1), eid, wid, shelf.rows.get(wid, 1), kind, label, text]
