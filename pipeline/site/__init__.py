"""The static site: values and templates in, paths and bytes out. Nothing is written here.

Page kinds, with the value that each template gets as `page` (docs/templates.md has their fields):

    index[-<language>].html                      start.html     StartPage      ┐ one for each language
    about[-<language>].html                      about.html     AboutPage      │ of the interface,
    search[-<language>].html                     search.html    SearchPage     │ English without suffix
    <dossier>/index[-<language>].html            dossier.html   DossierPage    │
    <dossier>/downloads[-<language>].html        downloads.html DossierPage    ┘
    <dossier>/<document>/<language>[-<n>].html   reading.html   ReadingPage    ┐ one for each language
    <dossier>/<document>/asked-<language>.html   asked.html     AskedPage      │ of the document,
    <dossier>/<document>/changes-<language>.html changes.html   ChangesPage    ┘ which is that of the interface
    <dossier>/<document>/parallel[-<n>].html     parallel.html  ParallelPage   ┐ one for all; a script puts
    <dossier>/<document>/verbs.html, .csv        verbs.html     VerbsPage      │ the interface into the
    <dossier>/<document>/findings.html           findings.html  FindingsPage   ┘ reader's language
    static/ui/<language>.css, .js                ui.css         the words of style sheets; those of the pages for all
    static/search/<language>.js                  what the search reads
    static/…                                     as it is, but columns.css, which is made for the languages
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.site.asked import asked_page
from pipeline.site.changes import Reaches, changes_page
from pipeline.site.findings import findings_page
from pipeline.site.parallel import parallel_pages
from pipeline.site.press import Press
from pipeline.site.reading import reading_pages
from pipeline.site.search import search_files, search_page
from pipeline.site.shelves import Shelf, shelve
from pipeline.site.start import Chain, about_page, dossier_page, make_chain, start_page
from pipeline.site.verbs import verbs_page, verbs_table
from pipeline.site.views import ComparedView, DocumentView, DossierView, Download

__all__ = ["ComparedView", "DocumentView", "DossierView", "Download", "pages"]

Made = tuple[str, bytes]
Shelves = Mapping[DocumentId, Shelf]


def pages(dossiers: Sequence[DossierView], *, templates: Sequence[Path] = ()) -> Iterator[Made]:
    """The whole site as pairs of a relative path, with slashes, and bytes; the same values give the same bytes.

    `templates` are folders whose files replace the built-in ones of the same name, the first folder first.
    Raises ConclusioError for a folder that is not there, or a catalogue that cannot be read.
    """
    press = Press(templates)
    yield from press.assets()
    chains: list[Chain] = []
    shelved: list[Shelf] = []
    for dossier in dossiers:
        shelves = {document.id: shelve(dossier.slug, document) for document in dossier.documents}
        chains.append(make_chain(dossier, shelves))
        shelved += shelves.values()
        own: list[Download] = []
        yield from _documents(press, dossier, shelves, own)
        yield from _comparisons(press, dossier, shelves)
        yield from _dossier(press, chains[-1], (*own, *dossier.downloads))
    yield from _overviews(press, dossiers, tuple(chains))
    yield from search_files(shelved)
    yield from press.dictionaries()


def _documents(press: Press, dossier: DossierView, shelves: Shelves, own: list[Download]) -> Iterator[Made]:
    for shelf in shelves.values():
        if not shelf.document.expressions:
            continue
        yield from (press.page_for_all("parallel.html", page) for page in parallel_pages(dossier, shelf))
        verbs = verbs_page(dossier, shelf)
        yield press.page_for_all("verbs.html", verbs)
        table = verbs_table(verbs)
        own.append(Download(shelf.table, "verbs", len(table), shelf.document.id, specimen=verbs.specimen))
        yield shelf.table, table
        yield press.page_for_all("findings.html", findings_page(dossier, shelf))
        for expression in shelf.document.expressions:
            yield from (press.page("reading.html", page) for page in reading_pages(dossier, shelf, expression))
            yield press.page("asked.html", asked_page(dossier, shelf, expression))


def _comparisons(press: Press, dossier: DossierView, shelves: Shelves) -> Iterator[Made]:
    reaches: dict[tuple[DocumentId, DocumentId], Reaches] = {}
    for compared in dossier.comparisons:
        old, new = compared.comparison.old.document, compared.comparison.new.document
        if old in shelves and new in shelves and (old, new) not in reaches:
            all_of_them = [one.comparison for one in dossier.comparisons_of(new) if one.comparison.old.document == old]
            before, after = shelves[old].document.alignment, shelves[new].document.alignment
            reaches[old, new] = Reaches.of(all_of_them, before, after)
        yield press.page(
            "changes.html", changes_page(dossier, shelves[new], shelves.get(old), compared, reaches.get((old, new)))
        )


def _dossier(press: Press, chain: Chain, downloads: tuple[Download, ...]) -> Iterator[Made]:
    for code in PROTOCOL_ORDER:
        yield press.page("dossier.html", dossier_page(chain, downloads, code))
        yield press.page("downloads.html", dossier_page(chain, downloads, code, "downloads"))


def _overviews(press: Press, dossiers: Sequence[DossierView], chains: tuple[Chain, ...]) -> Iterator[Made]:
    for code in PROTOCOL_ORDER:
        yield press.page("start.html", start_page(chains, code))
        yield press.page("about.html", about_page(chains, code))
        yield press.page("search.html", search_page(dossiers, code))
