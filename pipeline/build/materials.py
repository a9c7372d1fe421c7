"""What the site shows of a document, as the exports see it."""

from __future__ import annotations

from pipeline.align.sentences import sentence_rows
from pipeline.export.material import Material, Unit
from pipeline.site.views import DocumentView, DossierView


def material_of(view: DossierView, document: DocumentView) -> Material:
    """A document of a dossier with its comparisons, findings and sentences."""
    titles = dict(view.titles)
    usual = view.titles[0][1] if view.titles else view.slug
    return Material(
        dossier=view.slug,
        title=titles.get("en", usual),
        document=document.id,
        date=document.date,
        alignment=document.alignment,
        expressions=document.expressions,
        comparisons=tuple(one.comparison for one in view.comparisons_of(document.id)),
        findings=document.findings,
        sentences=_sentences(document),
    )


def _sentences(document: DocumentView) -> tuple[Unit, ...]:
    return tuple(
        Unit(one.id, str(one.row.kind), one.texts, one.row.cells, score=one.score, evidence=one.row.evidence)
        for one in sentence_rows(document.alignment, document.expressions)
    )
