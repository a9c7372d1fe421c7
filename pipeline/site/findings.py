"""The findings of a document: listed with what people decided, and as a map of points × languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.findings import Finding, Severity, Verdict
from pipeline.model import Kind
from pipeline.site.addresses import INTERFACE
from pipeline.site.places import Place, places
from pipeline.site.shelves import Shelf
from pipeline.site.views import DocumentView, DossierView, is_specimen

WIDTH, HEIGHT = 30, 22
"""Size of a field of the map in user units of SVG."""

MARGIN, HEAD = 96, 26
"""Room for the names of the points at its left, for those of the languages above."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as the page lists it. `place` is None for one about a whole text."""

    number: int
    finding: Finding
    place: Place | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it, or it was found right and is still to be mended."""
        return self.finding.decision is None or self.finding.decision.verdict is not Verdict.DISMISSED

    @property
    def columns(self) -> str:
        """The languages to show beside each other: those accused, and a few to hold them against."""
        named = [line.language for line in self.finding.evidence if line.language]
        return ",".join(dict.fromkeys([*self.finding.languages[:6], *named[:6]]))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the map with the findings of one point in one language; `x` and `y` in user units."""

    language: str
    x: int
    y: int
    count: int
    worst: Severity
    first: int


@dataclass(frozen=True, slots=True)
class MapRow:
    """A point (or the cover, the preamble, the notes) with its fields; empty fields are not there."""

    place: Place
    y: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """All that `findings.html` shows. `counts` are the open findings by severity, the gravest first."""

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    document: DocumentView
    shelf: Shelf
    lines: tuple[FindingLine, ...]
    counts: tuple[tuple[Severity, int], ...]
    languages: tuple[str, ...]
    map: tuple[MapRow, ...]
    size: tuple[int, int]


def findings_page(dossier: DossierView, shelf: Shelf) -> FindingsPage:
    """The values of the page of one document."""
    document = shelf.document
    named = _named(document)
    lines = tuple(FindingLine(number, one, named.get(one.wid)) for number, one in enumerate(document.findings, 1))
    counted = Counter(line.finding.severity for line in lines if line.is_open)
    rows = _map([line for line in lines if line.is_open], document)
    return FindingsPage(
        path=shelf.findings,
        language=INTERFACE,
        specimen=is_specimen(*document.expressions),
        dossier=dossier,
        document=document,
        shelf=shelf,
        lines=lines,
        counts=tuple((severity, counted[severity]) for severity in Severity if counted[severity]),
        languages=document.languages,
        map=rows,
        size=(MARGIN + WIDTH * len(document.languages), HEAD + HEIGHT * len(rows)),
    )


def _named(document: DocumentView) -> dict[str, Place]:
    """The place of each row, as the first language that has it counts."""
    where = {one.language: places(one) for one in document.expressions}
    found: dict[str, Place] = {}
    for row in document.alignment.rows:
        known = (where[code].get(eid) for code, eids in row.cells if code in where for eid in eids)
        found[row.wid] = next((place for place in known if place), Place(row.wid, row.kind))
    return found


def _map(lines: Sequence[FindingLine], document: DocumentView) -> tuple[MapRow, ...]:
    rows: dict[str, Place] = {}
    found: dict[tuple[str, str], list[FindingLine]] = {}
    for line in lines:
        if line.place is None:
            continue
        key = _group(line.place)
        rows.setdefault(key, line.place)
        for code in line.finding.languages:
            found.setdefault((key, code), []).append(line)
    heads = _heads(document)
    return tuple(
        MapRow(heads.get(key, place), HEAD + HEIGHT * at, _fields(key, at, found, document.languages))
        for at, (key, place) in enumerate(rows.items())
    )


def _fields(
    key: str, at: int, found: Mapping[tuple[str, str], Sequence[FindingLine]], languages: Sequence[str]
) -> tuple[Field, ...]:
    return tuple(
        Field(
            code,
            MARGIN + WIDTH * column,
            HEAD + HEIGHT * at,
            len(found[key, code]),
            min((line.finding.severity for line in found[key, code]), key=list(Severity).index),
            found[key, code][0].number,
        )
        for column, code in enumerate(languages)
        if (key, code) in found
    )


def _group(place: Place) -> str:
    """What shares a row of the map: a point with its clauses, the preamble with its items, all of the cover."""
    whole = {Kind.ITEM: Kind.PREAMBLE}
    inside = place.kind in (Kind.POINT, Kind.CLAUSE, Kind.SUBPARAGRAPH) and place.point
    return f"point {place.point}" if inside else str(whole.get(place.kind, place.kind))


def _heads(document: DocumentView) -> dict[str, Place]:
    """The points themselves, so that a row has the name of the point and not of its first clause."""
    heads: dict[str, Place] = {}
    for expression in document.expressions:
        for place in places(expression).values():
            if place.kind in (Kind.POINT, Kind.PREAMBLE):
                heads.setdefault(_group(place), place)
    return heads
