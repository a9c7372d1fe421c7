"""The static site: values and templates in, paths and bytes out. Nothing is written here.

Page kinds, with the value that each template gets as `page`:

    index.html                                   start.html     StartPage
    <dossier>/index.html                         dossier.html   DossierPage
    <dossier>/<document>/<language>.html         reading.html   ReadingPage
    <dossier>/<document>/parallel.html           parallel.html  ParallelPage
    <dossier>/<document>/changes-<language>.html changes.html   ChangesPage
    static/…                                     as it is, but columns.css, which is made for the languages
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.site.changes import changes_page
from pipeline.site.parallel import parallel_page
from pipeline.site.press import INTERFACE, Press
from pipeline.site.reading import reading_page
from pipeline.site.start import dossier_page, start_page
from pipeline.site.views import ComparedView, DocumentView, DossierView

__all__ = ["ComparedView", "DocumentView", "DossierView", "pages"]


def pages(dossiers: Sequence[DossierView], *, templates: Sequence[Path] = ()) -> Iterator[tuple[str, bytes]]:
    """The whole site as pairs of a relative path, with slashes, and bytes; the same values give the same bytes.

    `templates` are folders whose files replace the built-in ones of the same name, the first folder first.
    Raises ConclusioError for a folder that is not there.
    """
    press = Press(templates)
    yield from press.assets()
    yield press.page("start.html", start_page(tuple(dossiers), INTERFACE))
    for dossier in dossiers:
        yield press.page("dossier.html", dossier_page(dossier, INTERFACE))
        yield from _documents(press, dossier)
        for compared in dossier.comparisons:
            yield press.page("changes.html", changes_page(dossier, compared))


def _documents(press: Press, dossier: DossierView) -> Iterator[tuple[str, bytes]]:
    for document in dossier.documents:
        if document.expressions:
            yield press.page("parallel.html", parallel_page(dossier, document, INTERFACE))
        for expression in document.expressions:
            yield press.page("reading.html", reading_page(dossier, document, expression))
