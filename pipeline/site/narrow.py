"""A dossier as far as one page may see it, so that a page is made again only when something that it shows was changed.

Each function gives ordinary views in which all that the page kind does not show is left out: other documents, the text
of other languages, evidence. The page is made from these, in a clean build too: what is left out cannot be shown.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Alignment, Expression, Provenance
from pipeline.site.press import INTERFACE
from pipeline.site.views import ComparedView, DocumentView, DossierView


def for_reading(dossier: DossierView, document: DocumentView, language: str) -> tuple[DossierView, DocumentView]:
    """For the page of one language: its text, the rows without their evidence, the names of the other languages."""
    alone = replace(
        document,
        alignment=_places(document.alignment),
        expressions=tuple(one if one.language == language else _shell(one) for one in document.expressions),
    )
    compared = tuple(_mention(one) for one in dossier.comparisons_of(document.id) if one.language == language)
    return _of(dossier, language, documents=(alone,), comparisons=compared), alone


def for_parallel(dossier: DossierView, document: DocumentView) -> DossierView:
    """For the side-by-side page: this document."""
    return _of(dossier, INTERFACE, documents=(document,))


def for_changes(dossier: DossierView, compared: ComparedView) -> DossierView:
    """For the comparison in one language: that comparison, the names of those in other languages."""
    those = dossier.comparisons_of(compared.comparison.new.document)
    mentioned = tuple(one if one is compared else _mention(one) for one in those)
    return _of(dossier, compared.language, comparisons=mentioned)


def _of(
    dossier: DossierView,
    language: str,
    documents: tuple[DocumentView, ...] = (),
    comparisons: tuple[ComparedView, ...] = (),
) -> DossierView:
    """The dossier with these alone, and with the titles that such a page can show."""
    usual = dossier.titles[:1]
    titles = tuple(one for one in dossier.titles if one in usual or one[0] in (language, INTERFACE))
    return DossierView(dossier.slug, titles, documents, comparisons)


def _places(alignment: Alignment) -> Alignment:
    rows = tuple(replace(row, score=0.0, evidence=()) for row in alignment.rows)
    return replace(alignment, rows=rows, notices=())


def _shell(expression: Expression) -> Expression:
    status = Provenance(expression.provenance.status)
    return replace(expression, provenance=status, parts=(), notes=(), notices=(), repairs=())


def _mention(compared: ComparedView) -> ComparedView:
    comparison = replace(compared.comparison, changes=(), placements=())
    return ComparedView(comparison, _shell(compared.old), _shell(compared.new))
