"""A dossier as far as one page may see it, so that a page is made again only when something that it shows was changed.

Each function gives ordinary views in which all that the page kind does not show is left out: other documents, the text
of other languages, evidence. The page is made from these, in a clean build too: what is left out cannot be shown.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.consolidate.values import Consolidation
from pipeline.findings import Message
from pipeline.model import Alignment, Expression, Provenance
from pipeline.site.addresses import INTERFACE
from pipeline.site.shelves import Shelf
from pipeline.site.views import ComparedView, DocumentView, DossierView


def for_reading(dossier: DossierView, shelf: Shelf, language: str) -> tuple[DossierView, Shelf]:
    """For the page of one language: its text, the rows without their evidence, the names of the other languages."""
    document = shelf.document
    alone = replace(
        document,
        alignment=_places(document.alignment),
        expressions=tuple(one if one.language == language else _shell(one) for one in document.expressions),
        findings=(),
        linked=tuple(one for one in document.linked if one[0] == language),
    )
    return _of(dossier, language, document, alone), replace(shelf, document=alone)


def for_parallel(dossier: DossierView, shelf: Shelf) -> tuple[DossierView, Shelf]:
    """For the pages with all languages of a document: its texts and rows."""
    alone = replace(shelf.document, findings=(), notices=(), linked=())
    return _of(dossier, INTERFACE, shelf.document, alone), replace(shelf, document=alone)


def for_findings(dossier: DossierView, shelf: Shelf) -> tuple[DossierView, Shelf]:
    """For the page of the findings: these, and where each row stands."""
    alone = replace(shelf.document, notices=(), alignment=_places(shelf.document.alignment), linked=())
    return _of(dossier, INTERFACE, shelf.document, alone), replace(shelf, document=alone)


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


def for_start(dossier: DossierView) -> DossierView:
    """For the start page: the titles, which languages there are and which are compared, and how many findings."""
    documents = tuple(
        replace(
            one,
            alignment=Alignment(one.id, (), ()),
            expressions=tuple(map(_shell, one.expressions)),
            notices=(),
            linked=(),
            findings=tuple(replace(f, message=Message(""), evidence=(), decision=None) for f in one.findings),
        )
        for one in dossier.documents
    )
    mentioned = tuple(map(_mention, dossier.comparisons))
    consolidations = tuple(Consolidation(one.base, (), (), _shell(one.result), ()) for one in dossier.consolidations)
    return DossierView(dossier.slug, dossier.titles, documents, mentioned, (), (), consolidations)


def _of(dossier: DossierView, language: str, document: DocumentView, *shown: DocumentView) -> DossierView:
    """The dossier with these documents alone, with mentions of the comparisons, and the titles that a page can show."""
    usual = dossier.titles[:1]
    titles = tuple(one for one in dossier.titles if one in usual or one[0] in (language, INTERFACE))
    mentioned = tuple(_mention(one) for one in dossier.comparisons_of(document.id))
    tables = tuple(one for one in dossier.downloads if one.document == document.id and one.what == "verbs")
    return DossierView(dossier.slug, titles, shown, mentioned, (), tables)


def _bare(shelf: Shelf, language: str) -> Shelf:
    """The shelf with the names of the languages, and the pages of one of them."""
    document = replace(
        shelf.document,
        alignment=Alignment(shelf.document.id, (), ()),
        expressions=tuple(map(_shell, shelf.document.expressions)),
        notices=(),
        findings=(),
        linked=(),
    )
    own = {code: named for code, named in shelf.pieces.items() if code == language}
    return replace(shelf, document=document, pieces=own)


def _places(alignment: Alignment) -> Alignment:
    rows = tuple(replace(row, score=0.0, evidence=()) for row in alignment.rows)
    return replace(alignment, rows=rows, notices=())


def _shell(expression: Expression) -> Expression:
    status = Provenance(expression.provenance.status)
    return replace(expression, provenance=status, parts=(), notes=(), notices=(), repairs=())


def _mention(compared: ComparedView) -> ComparedView:
    comparison = replace(compared.comparison, changes=(), placements=())
    return ComparedView(comparison, _shell(compared.old), _shell(compared.new))
