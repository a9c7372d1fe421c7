"""The static site: values and templates in, paths and bytes out. Nothing is written here.

Page kinds, with the value that each template gets as `page` (docs/templates.md has their fields):

    index[-<language>].html                      start.html     StartPage      ┐ one for each language
    dossiers-<n>[-<language>].html               start.html     StartPage      │ (from 50 dossiers on)
    about[-<language>].html                      about.html     AboutPage      │ of the interface,
    search[-<language>].html                     search.html    SearchPage     │ English without suffix
    concordance[-<language>].html                concordance.html  ConcordancePage
    concordance/<concept>[-<n>][-<language>].html   concept.html   ConceptPage
    <dossier>/index[-<language>].html            dossier.html   DossierPage    │
    <dossier>/downloads[-<language>].html        downloads.html DownloadsPage  ┘
    <dossier>/consolidated-<language>.html       consolidated.html  ConsolidatedPage, one for each language of the text
    <dossier>/<document>/<language>[-<n>].html   reading.html   ReadingPage    ┐ one for each language
    <dossier>/<document>/asked-<language>.html   asked.html     AskedPage      │ of the document,
    <dossier>/<document>/changes-<language>.html changes.html   ChangesPage    ┘ which is that of the interface
    <dossier>/<document>/parallel[-<n>].html     parallel.html  ParallelPage   ┐ one for all; a script puts
    <dossier>/<document>/verbs.html              verbs.html     VerbsPage      │ the interface into the
    <dossier>/<document>/findings.html           findings.html  FindingsPage   ┘ reader's language
    static/ui/<language>.css                     ui.css         the words of style sheets
    static/ui/<dossier>/<language>.js                           the words of the pages for all of a dossier
    static/said/<page>.json                                     what a page for all says, for the pages of words
    static/search/<dossier>/<language>.js                       what the search reads of a dossier
    static/search/dossiers.js                                   the names of the dossiers
    static/search/<language>-<n>.js                             which dossiers have which words
    static/…                                                    as it is, but columns.css, made for the languages
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence, Sized
from functools import partial
from pathlib import Path

from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.site.addresses import consolidated_path
from pipeline.site.asked import asked_page
from pipeline.site.changes import Reaches, changes_page, first_changes
from pipeline.site.concordance import ConceptPage, Concordance, ConcordancePage
from pipeline.site.consolidated import consolidated_page
from pipeline.site.downloads import downloads_pages
from pipeline.site.findings import findings_page
from pipeline.site.narrow import (
    for_asked,
    for_changes,
    for_consolidated,
    for_findings,
    for_parallel,
    for_reading,
    for_verbs,
    with_mentions,
)
from pipeline.site.parallel import parallel_page
from pipeline.site.press import Made, Press
from pipeline.site.reading import reading_page
from pipeline.site.search import search_files, search_page
from pipeline.site.shelves import Shelf, shelve
from pipeline.site.start import Start, about_page, dossier_page, make_chain
from pipeline.site.summary import Summary, summarise
from pipeline.site.verbs import verbs_page
from pipeline.site.views import ComparedView, DocumentView, DossierView, Download
from pipeline.site.wordlist import Wordlist

__all__ = [
    "ComparedView",
    "DocumentView",
    "DossierView",
    "Download",
    "Press",
    "Summary",
    "dossier_pages",
    "pages",
]

Shelves = Mapping[DocumentId, Shelf]


def pages(
    dossiers: Iterable[DossierView | Summary],
    *,
    count: int = 0,
    templates: Sequence[Path] = (),
    press: Press | None = None,
) -> Iterator[Made]:
    """The whole site as pairs of a relative path, with slashes, and bytes; the same values give the same bytes.

    One dossier is asked for when all pages of the one before are made, and of that one only a summary is kept. A
    summary in the place of a dossier says that its own pages are there already. Where `dossiers` do not know how many
    they are, `count` says it. `templates` are folders whose files replace the built-in ones of the same name, the first
    folder first; or `press` has them already.
    Raises ConclusioError for a folder that is not there, or a catalogue that cannot be read.
    """
    press = press or Press(templates)
    yield from press.assets()
    words, shown = Wordlist(), Start(len(dossiers) if isinstance(dossiers, Sized) else count)
    concordance = Concordance()
    for dossier in dossiers:
        summary = dossier if isinstance(dossier, Summary) else (yield from dossier_pages(press, dossier))
        for document in summary.listed:
            yield from _concordance(press, concordance.add(document))
        words.add(summary.slug, summary.words)
        shown.add(summary.chain)
        if shown.full:
            yield from _start(press, shown)
    yield from _concordance(press, concordance.close())
    yield from _overviews(press, shown, words)


def dossier_pages(press: Press, dossier: DossierView) -> Generator[Made, None, Summary]:
    """All pages of a dossier, and then its summary."""
    shelves = {document.id: shelve(dossier.slug, document) for document in dossier.documents}
    seen = with_mentions(dossier)
    chain = make_chain(seen)
    for shelf in shelves.values():
        if shelf.document.expressions:
            yield from _for_all(press, seen, shelf)
            yield from _of_languages(press, seen, shelf, dossier.comparisons_of(shelf.document.id))
    yield from _comparisons(press, dossier, seen, shelves)
    yield from _consolidations(press, dossier)
    yield from (press.ready("dossier.html", dossier_page(chain, code)) for code in PROTOCOL_ORDER)
    yield from (press.ready("downloads.html", page) for page in downloads_pages(dossier))
    yield from press.dictionaries(dossier.slug, dossier.title)
    yield from search_files(dossier.slug, tuple(shelves.values()))
    return summarise(chain, tuple(shelves.values()))


def _for_all(press: Press, dossier: DossierView, shelf: Shelf) -> Iterator[Made]:
    """The pages of a document that exist once."""
    seen, own = for_parallel(dossier, shelf)
    for number, path in enumerate(own.leaves, 1):
        yield from press.for_all("parallel.html", path, (seen, own), partial(parallel_page, seen, own, number))
    seen, own = for_verbs(dossier, shelf)
    yield from press.for_all("verbs.html", own.verbs, (seen, own), partial(verbs_page, seen, own))
    seen, own = for_findings(dossier, shelf)
    yield from press.for_all("findings.html", own.findings, (seen, own), partial(findings_page, seen, own))


def _of_languages(press: Press, dossier: DossierView, shelf: Shelf, compared: Sequence[ComparedView]) -> Iterator[Made]:
    """The pages of each language version; `compared` are the comparisons with the document before."""
    changes = {one.language: one for one in reversed(compared)}
    for expression in shelf.document.expressions:
        code = expression.language
        seen, own = for_reading(dossier, shelf, code)
        changed = first_changes(changes[code]) if code in changes else {}
        for number, path in enumerate(own.pages_of(code), 1):
            make = partial(reading_page, seen, own, expression, number, changed)
            yield press.page("reading.html", path, (seen, own, changed), make)
        shown = for_asked(dossier, shelf, expression)
        yield press.page("asked.html", own.asked(code), shown, partial(asked_page, *shown))


def _comparisons(press: Press, dossier: DossierView, seen: DossierView, shelves: Shelves) -> Iterator[Made]:
    reaches: dict[tuple[DocumentId, DocumentId], Reaches] = {}
    for compared in dossier.comparisons:
        old, new = compared.comparison.old.document, compared.comparison.new.document
        if old in shelves and (old, new) not in reaches:
            all_of_them = [one for one in dossier.comparisons_of(new) if one.comparison.old.document == old]
            reaches[old, new] = Reaches.of(all_of_them, shelves[old], shelves[new])
        told = reaches[old, new].told(compared) if old in shelves else ()
        values = (*for_changes(seen, compared, shelves[new], shelves.get(old)), compared, told)
        path = shelves[new].changes(compared.language)
        yield press.page("changes.html", path, values, partial(changes_page, *values))


def _consolidations(press: Press, dossier: DossierView) -> Iterator[Made]:
    for one in dossier.consolidations:
        seen = for_consolidated(dossier, one.result.language)
        values = (seen, one, dossier.consolidated)
        path = consolidated_path(dossier.slug, one.result.language)
        yield press.page("consolidated.html", path, values, partial(consolidated_page, *values))


def _concordance(press: Press, made: Iterator[ConcordancePage | ConceptPage]) -> Iterator[Made]:
    for page in made:
        template = "concept.html" if isinstance(page, ConceptPage) else "concordance.html"
        yield press.ready(template, page)


def _start(press: Press, shown: Start) -> Iterator[Made]:
    yield from (press.ready("start.html", page) for page in shown.pages())


def _overviews(press: Press, shown: Start, words: Wordlist) -> Iterator[Made]:
    if not shown.done:
        yield from _start(press, shown)
    yield from words.files()
    for code in PROTOCOL_ORDER:
        yield press.ready("about.html", about_page(shown.official, shown.specimens, code))
        yield press.ready("search.html", search_page(words.languages, code))
