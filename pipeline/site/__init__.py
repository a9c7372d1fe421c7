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

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from pipeline.model import Expression
from pipeline.site.addresses import changes_path, parallel_path, reading_path
from pipeline.site.changes import changes_page
from pipeline.site.narrow import for_changes, for_parallel, for_reading
from pipeline.site.parallel import parallel_page
from pipeline.site.press import INTERFACE, Press
from pipeline.site.reading import reading_page
from pipeline.site.start import dossier_page, start_page
from pipeline.site.views import ComparedView, DocumentView, DossierView

__all__ = ["ComparedView", "DocumentView", "DossierView", "Keep", "pages"]

Keep: TypeAlias = Callable[[str, tuple[object, ...], Callable[[], bytes]], bytes]
"""Called with the path of a page, all values that it is made from, and what makes it; returns its bytes."""


def pages(
    dossiers: Sequence[DossierView],
    *,
    templates: Sequence[Path] = (),
    keep: Keep = lambda _path, _values, make: make(),
) -> Iterator[tuple[str, bytes]]:
    """The whole site as pairs of a relative path, with slashes, and bytes; the same values give the same bytes.

    `templates` are folders whose files replace the built-in ones of the same name, the first folder first. `keep` may
    give a page back that was made from the same values before. Raises ConclusioError for a folder that is not there.
    """
    press = Press(templates)
    yield from press.assets()
    yield press.page("start.html", start_page(tuple(dossiers), INTERFACE))
    for dossier in dossiers:
        yield press.page("dossier.html", dossier_page(dossier, INTERFACE))
        for document in dossier.documents:
            yield from _document(press, dossier, document, keep)
        for compared in dossier.comparisons:
            yield _changes(press, dossier, compared, keep)


def _document(press: Press, dossier: DossierView, document: DocumentView, keep: Keep) -> Iterator[tuple[str, bytes]]:
    if document.expressions:
        path, seen = parallel_path(dossier.slug, document.id), for_parallel(dossier, document)
        yield (
            path,
            keep(path, (seen,), lambda: press.page("parallel.html", parallel_page(seen, document, INTERFACE))[1]),
        )
    for expression in document.expressions:
        yield _reading(press, dossier, document, expression, keep)


def _reading(
    press: Press, dossier: DossierView, document: DocumentView, expression: Expression, keep: Keep
) -> tuple[str, bytes]:
    seen, alone = for_reading(dossier, document, expression.language)
    path = reading_path(dossier.slug, document.id, expression.language)
    return path, keep(path, (seen,), lambda: press.page("reading.html", reading_page(seen, alone, expression))[1])


def _changes(press: Press, dossier: DossierView, compared: ComparedView, keep: Keep) -> tuple[str, bytes]:
    seen = for_changes(dossier, compared)
    path = changes_path(dossier.slug, compared.comparison.new.document, compared.language)
    return path, keep(path, (seen, compared), lambda: press.page("changes.html", changes_page(seen, compared))[1])
