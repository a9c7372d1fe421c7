"""A dossier as far as one page may see it, so that a page is made again only when something that it shows was changed.

Each function takes a dossier `with_mentions` and gives ordinary views in which all that the page kind does not show is
left out: other documents, the text of other languages, evidence. The page is made from these, in a clean build too:
what is left out cannot be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from pipeline.consolidate.values import Consolidation
from pipeline.model import Alignment, Expression, Kind, Note, Provenance, Subdivision
from pipeline.site.addresses import INTERFACE
from pipeline.site.asked import is_request
from pipeline.site.shelves import Shelf
from pipeline.site.views import ComparedView, DocumentView, DossierView

_Shown: TypeAlias = Callable[[Subdivision, tuple[Subdivision, ...]], Subdivision]
"""Gives what a page shows of a part; called with the part and what it shows of those inside it."""


def with_mentions(dossier: DossierView) -> DossierView:
    """The dossier with names of its comparisons instead of these: all that the pages of a document show of them."""
    return replace(dossier, comparisons=tuple(map(_mention, dossier.comparisons)))


def for_reading(dossier: DossierView, shelf: Shelf, language: str) -> tuple[DossierView, Shelf]:
    """For the page of one language: its text and its rows, and what the other languages are called in its points."""
    document = shelf.document
    text = document.expression(language)
    points = frozenset(part.eid for part in text.of_kind(Kind.POINT)) if text else frozenset()
    alone = replace(
        document,
        alignment=_rows_of(document.alignment, language, points),
        expressions=tuple(one if one.language == language else _shell(one) for one in document.expressions),
        findings=(),
        linked=tuple(one for one in document.linked if one[0] == language),
    )
    return _of(dossier, language, document), replace(shelf, document=alone)


def for_asked(dossier: DossierView, shelf: Shelf, text: Expression) -> tuple[DossierView, Shelf, Expression]:
    """For the page of who is asked in one text: the clauses that ask, and where all others stand."""
    own = _bare(shelf, text.language)
    return _of(dossier, text.language, shelf.document), own, _thin(text, _asking)


def for_parallel(dossier: DossierView, shelf: Shelf) -> tuple[DossierView, Shelf]:
    """For the page side by side: the texts of a document in all languages, and its rows."""
    texts = tuple(replace(one, provenance=_stated(one), notices=(), repairs=()) for one in shelf.document.expressions)
    alone = replace(shelf.document, expressions=texts, findings=(), notices=(), linked=())
    return _of(dossier, INTERFACE, shelf.document), replace(shelf, document=alone)


def for_verbs(dossier: DossierView, shelf: Shelf) -> tuple[DossierView, Shelf]:
    """For the verb grid: the verbs of all languages, where they stand, and the path of the grid as a table."""
    tables = (one for one in dossier.downloads if one.document == shelf.document.id and one.what == "verbs")
    seen, own = _without_texts(dossier, replace(shelf, document=replace(shelf.document, findings=())), _verb)
    return replace(seen, downloads=tuple(replace(one, size=0) for one in tables)), own


def for_findings(dossier: DossierView, shelf: Shelf) -> tuple[DossierView, Shelf]:
    """For the page of the findings: these, and where each row stands."""
    return _without_texts(dossier, shelf, _nothing)


def for_changes(
    dossier: DossierView, compared: ComparedView, shelf: Shelf, earlier: Shelf | None
) -> tuple[DossierView, Shelf, Shelf | None]:
    """For the comparison in one language: that comparison, the names of those in other languages."""
    language, document = compared.language, shelf.document
    return _of(dossier, language, document), _bare(shelf, language), _bare(earlier, language) if earlier else None


def for_consolidated(dossier: DossierView, language: str) -> DossierView:
    """For the consolidated text in one language: the title."""
    usual = dossier.titles[:1]
    titles = tuple(one for one in dossier.titles if one in usual or one[0] == language)
    return DossierView(dossier.slug, titles, ())


def for_overview(dossier: DossierView) -> DossierView:
    """For the page of a dossier: where each text is from, which are compared, and what was noticed."""
    documents = tuple(
        replace(
            one,
            alignment=_no_rows(one),
            expressions=tuple(replace(text, parts=(), notes=(), repairs=()) for text in one.expressions),
            findings=(),
            linked=(),
        )
        for one in dossier.documents
    )
    consolidations = tuple(Consolidation(one.base, (), (), _shell(one.result), ()) for one in dossier.consolidations)
    return DossierView(
        dossier.slug, dossier.titles, documents, dossier.comparisons, dossier.notices, (), consolidations
    )


def for_start(dossier: DossierView) -> DossierView:
    """For the start page: the same without the particulars of the texts and without notices."""
    documents = tuple(
        replace(one, expressions=tuple(map(_shell, one.expressions)), notices=()) for one in dossier.documents
    )
    return replace(dossier, documents=documents, notices=())


def _of(dossier: DossierView, language: str, document: DocumentView) -> DossierView:
    """The dossier without documents, with its comparisons of this one, and the titles that a page can show."""
    usual = dossier.titles[:1]
    titles = tuple(one for one in dossier.titles if one in usual or one[0] in (language, INTERFACE))
    return DossierView(dossier.slug, titles, (), dossier.comparisons_of(document.id))


def _bare(shelf: Shelf, language: str) -> Shelf:
    """The shelf with the names of the languages, and the pages of one of them."""
    document = replace(
        shelf.document,
        alignment=_no_rows(shelf.document),
        expressions=tuple(map(_shell, shelf.document.expressions)),
        notices=(),
        findings=(),
        linked=(),
    )
    own = {code: named for code, named in shelf.pieces.items() if code == language}
    return replace(shelf, document=document, pieces=own)


def _without_texts(dossier: DossierView, shelf: Shelf, shown: _Shown) -> tuple[DossierView, Shelf]:
    """All languages with what is `shown` of each part, and the rows without their evidence."""
    document = shelf.document
    rows = tuple(replace(row, score=0.0, evidence=()) for row in document.alignment.rows)
    alone = replace(
        document,
        alignment=replace(document.alignment, rows=rows, notices=()),
        expressions=tuple(_thin(one, shown) for one in document.expressions),
        notices=(),
        linked=(),
    )
    return _of(dossier, INTERFACE, document), replace(shelf, document=alone)


def _rows_of(alignment: Alignment, language: str, points: frozenset[str]) -> Alignment:
    """The rows that a language has a part in; of the other languages only where its points begin there."""
    rows = []
    for row in alignment.rows:
        own = row.cell(language)
        if own:
            others = ((code, eids[:1]) for code, eids in row.cells) if points.intersection(own) else ()
            cells = tuple((code, own if code == language else eids) for code, eids in others) or ((language, own),)
            rows.append(replace(row, cells=cells, score=0.0, evidence=()))
    return replace(alignment, rows=tuple(rows), notices=())


def _no_rows(document: DocumentView) -> Alignment:
    return Alignment(document.id, (), ())


def _thin(expression: Expression, shown: _Shown) -> Expression:
    """The parts of a text as they are counted, with what is `shown` of each, and what may be said of the text."""

    def thin(part: Subdivision) -> Subdivision:
        return shown(part, tuple(map(thin, part.children)))

    notes = tuple(Note(note.eid, note.mark, "") for note in expression.notes)
    parts = tuple(map(thin, expression.parts))
    return replace(expression, provenance=_stated(expression), parts=parts, notes=notes, notices=(), repairs=())


def _nothing(part: Subdivision, inside: tuple[Subdivision, ...]) -> Subdivision:
    return Subdivision(part.kind, part.eid, num=part.num, children=inside)


def _verb(part: Subdivision, inside: tuple[Subdivision, ...]) -> Subdivision:
    return Subdivision(part.kind, part.eid, num=part.num, children=inside, verb=part.verb)


def _asking(part: Subdivision, inside: tuple[Subdivision, ...]) -> Subdivision:
    return replace(part, children=inside, origins=()) if is_request(part) else _nothing(part, inside)


def _stated(expression: Expression) -> Provenance:
    """What a page says of a text that does not give the particulars."""
    from_ = expression.provenance
    return Provenance(from_.status, from_.source, notice=from_.notice)


def _shell(expression: Expression) -> Expression:
    status = Provenance(expression.provenance.status)
    return replace(expression, provenance=status, parts=(), notes=(), notices=(), repairs=())


def _mention(compared: ComparedView) -> ComparedView:
    comparison = replace(compared.comparison, changes=(), placements=())
    return ComparedView(comparison, _shell(compared.old), _shell(compared.new))
