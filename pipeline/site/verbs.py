"""The grid of operative verbs: clauses × languages, and in which languages a verb says something else than in most.

A verb is held against the concept that most languages of its row agree on. Synonyms share group and rank; a verb that
can stand for the usual concept, whatever else it can stand for, is no outlier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.concordance.usual import strength, usual
from pipeline.languages import concepts
from pipeline.model import Alignment, Expression, OperativeVerb, Row, Subdivision
from pipeline.site.addresses import INTERFACE
from pipeline.site.parallel import Column, columns
from pipeline.site.places import Place, places
from pipeline.site.shelves import Shelf
from pipeline.site.views import DocumentView, DossierView, is_specimen


class Standing(StrEnum):
    """How the verb of one language stands to that of most languages."""

    SAME = "same"
    WEAKER = "weaker"
    STRONGER = "stronger"
    OTHER = "other"
    UNKNOWN = "unknown"  # a verb that the lexicon does not know
    NONE = "none"  # the clause has no verb here, or is not there


@dataclass(frozen=True, slots=True)
class VerbCell:
    """The verb of one clause in one language; `concept` is the one that it is held for, "" where not known."""

    language: str
    verb: OperativeVerb | None
    concept: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class VerbRow:
    """One clause. `usual` is the concept that most languages agree on, `agreed` how many of them."""

    wid: str
    place: Place
    usual: str
    agreed: int
    cells: tuple[VerbCell, ...]

    @property
    def group(self) -> str:
        return concepts()[self.usual].group if self.usual else ""

    @property
    def rank(self) -> int:
        return concepts()[self.usual].rank if self.usual else 0

    @property
    def outliers(self) -> tuple[VerbCell, ...]:
        """The languages whose verb is another, weaker or stronger one."""
        return tuple(cell for cell in self.cells if cell.standing in _OUTLYING)


_OUTLYING = (Standing.WEAKER, Standing.STRONGER, Standing.OTHER)


@dataclass(frozen=True, slots=True)
class Outlier:
    """A clause in which one language stands alone or with few."""

    row: VerbRow
    cell: VerbCell


@dataclass(frozen=True, slots=True)
class VerbsPage:
    """All that `verbs.html` shows. `outliers` are listed by language, in the order of the columns.

    `table` is the path of the grid as CSV, "" where the build offers none.
    """

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    document: DocumentView
    shelf: Shelf
    columns: tuple[Column, ...]
    rows: tuple[VerbRow, ...]
    outliers: tuple[tuple[Column, tuple[Outlier, ...]], ...]
    table: str


def verbs_page(dossier: DossierView, shelf: Shelf) -> VerbsPage:
    """The values of the grid of one document."""
    document = shelf.document
    rows = verb_rows(document.alignment, document.expressions)
    shown = columns(document.expressions)
    return VerbsPage(
        path=shelf.verbs,
        language=INTERFACE,
        specimen=is_specimen(*document.expressions),
        dossier=dossier,
        document=document,
        shelf=shelf,
        columns=shown,
        rows=rows,
        outliers=tuple(
            (
                column,
                tuple(Outlier(row, cell) for row in rows for cell in row.outliers if cell.language == column.language),
            )
            for column in shown
        ),
        table=next((one.path for one in dossier.downloads if one.what == "verbs"), ""),
    )


def verb_rows(alignment: Alignment, expressions: tuple[Expression, ...]) -> tuple[VerbRow, ...]:
    """All rows in which any language has an operative verb, in reading order."""
    parts = {(one.language, part.eid): part for one in expressions for part in one.walk()}
    names = {one.language: places(one) for one in expressions}
    having = [row for row in alignment.rows if any(_verbs(row, parts).values())]
    return tuple(_row(row, _verbs(row, parts), _place(row, names)) for row in having)


def _verbs(row: Row, parts: Mapping[tuple[str, str], Subdivision]) -> dict[str, OperativeVerb | None]:
    found: dict[str, OperativeVerb | None] = {}
    for code, eids in row.cells:
        verbs = [part.verb for eid in eids if (part := parts.get((code, eid))) and part.verb]
        found[code] = verbs[0] if verbs else None
    return found


def _place(row: Row, names: Mapping[str, Mapping[str, Place]]) -> Place:
    known = (names[code].get(eid) for code, eids in row.cells if code in names for eid in eids)
    return next((place for place in known if place), Place(row.wid, row.kind))


def _row(row: Row, verbs: Mapping[str, OperativeVerb | None], place: Place) -> VerbRow:
    most, agreed = usual(verbs.values())
    cells = tuple(VerbCell(code, verb, *_standing(verb, most)) for code, verb in verbs.items())
    return VerbRow(row.wid, place, most, agreed, cells)


def _standing(verb: OperativeVerb | None, most: str) -> tuple[str, Standing]:
    if verb is None:
        return "", Standing.NONE
    if not verb.concepts or not most:
        return "", Standing.UNKNOWN
    group, rank = strength(most)
    same = next((concept for concept in verb.concepts if strength(concept) == (group, rank)), "")
    if same:
        return most if most in verb.concepts else same, Standing.SAME
    own = verb.concepts[0]
    other_group, other_rank = strength(own)
    if group != other_group or not rank or not other_rank:
        return own, Standing.OTHER
    return own, Standing.WEAKER if other_rank < rank else Standing.STRONGER
