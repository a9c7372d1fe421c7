"""What the site shows of a document, as the exports see it."""

from __future__ import annotations

from pipeline.export.material import Material
from pipeline.site.views import DocumentView, DossierView


def material_of(view: DossierView, document: DocumentView) -> Material:
    """A document of a dossier with its comparisons; findings and sentences where the build has made them."""
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
    )
