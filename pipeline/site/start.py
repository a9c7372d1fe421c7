"""The overview pages, in each language of the interface: start, about, and the page of each dossier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Expression, Level
from pipeline.site.addresses import overview_path
from pipeline.site.narrow import for_overview, for_start
from pipeline.site.shelves import Shelf
from pipeline.site.views import ComparedView, DocumentView, DossierView

LEAF = 50
"""Dossiers on one start page: with 24 languages and two documents each below 60 kB compressed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A document of the chain with the comparisons that lead to it; `previous` is the document before it.

    `findings` counts them.
    """

    document: DocumentView
    shelf: Shelf
    compared: tuple[ComparedView, ...]
    previous: DocumentId | None
    official: int
    specimens: int
    doubts: int
    findings: int

    @property
    def compared_languages(self) -> tuple[str, ...]:
        return tuple(one.language for one in self.compared)


@dataclass(frozen=True, slots=True)
class Chain:
    """A dossier as the start page shows it, newest document first."""

    dossier: DossierView
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class StartPage:
    """All that `start.html` shows. `versions` are the paths of this page by language of the interface; `leaves` are all
    pages of this kind in one language, of which this is number `leaf`."""

    path: str
    language: str
    specimen: bool
    versions: tuple[tuple[str, str], ...]
    chains: tuple[Chain, ...]
    leaves: tuple[str, ...]
    leaf: int


@dataclass(frozen=True, slots=True)
class AboutPage:
    """All that `about.html` shows; `official` and `specimens` count the texts of the site."""

    path: str
    language: str
    specimen: bool
    versions: tuple[tuple[str, str], ...]
    official: int
    specimens: int


@dataclass(frozen=True, slots=True)
class DossierPage:
    """All that `dossier.html` shows."""

    path: str
    language: str
    specimen: bool
    versions: tuple[tuple[str, str], ...]
    dossier: DossierView
    chain: Chain


class Start:
    """The start pages of `count` dossiers, gathered leaf by leaf, so that never more than one leaf is held."""

    def __init__(self, count: int) -> None:
        self._last = max(1, -(-count // LEAF))
        self._number = 0
        self._chains: list[Chain] = []
        self.official = self.specimens = 0

    def add(self, chain: Chain) -> None:
        """Take the next dossier, see `for_start_page`."""
        self.official += sum(step.official for step in chain.steps)
        self.specimens += sum(step.specimens for step in chain.steps)
        self._chains.append(chain)

    @property
    def full(self) -> bool:
        """Whether the pages of this leaf are to be made."""
        return len(self._chains) == LEAF

    @property
    def done(self) -> bool:
        """Whether the last leaf was made."""
        return self._number == self._last

    def pages(self) -> Iterator[StartPage]:
        """The pages of this leaf in all languages of the interface; the next dossier begins another one."""
        self._number += 1
        chains = tuple(self._chains)
        self._chains.clear()
        versions = tuple((code, self._path(self._number, code)) for code in PROTOCOL_ORDER)
        for code, path in versions:
            leaves = tuple(self._path(number, code) for number in range(1, self._last + 1))
            yield StartPage(path, code, False, versions, chains, leaves, self._number)

    def _path(self, number: int, language: str) -> str:
        return overview_path("index" if number == 1 else f"dossiers-{number}", language)


def for_start_page(chain: Chain) -> Chain:
    """Only what the start page shows of a dossier."""
    dossier = for_start(chain.dossier)
    steps = tuple(
        replace(step, document=document, shelf=Shelf(dossier.slug, document, {}, {}), compared=compared)
        for step, document in zip(chain.steps, reversed(dossier.documents), strict=True)
        for compared in (dossier.comparisons_of(document.id),)
    )
    return Chain(dossier, steps)


def about_page(official: int, specimens: int, language: str) -> AboutPage:
    """The values of the page about the site in one language of the interface."""
    return AboutPage(overview_path("about", language), language, False, versions_of("about"), official, specimens)


def dossier_page(chain: Chain, language: str) -> DossierPage:
    """The values of the page of a dossier in one language of the interface."""
    slug = chain.dossier.slug
    path = overview_path("index", language, slug)
    return DossierPage(path, language, False, versions_of("index", slug), chain.dossier, chain)


def versions_of(name: str, dossier: str = "") -> tuple[tuple[str, str], ...]:
    """The paths of an overview page by language of the interface."""
    return tuple((code, overview_path(name, code, dossier)) for code in PROTOCOL_ORDER)


def make_chain(dossier: DossierView) -> Chain:
    """The documents of a dossier, newest first, with all that leads into them."""
    shown = for_overview(dossier)
    documents = zip(shown.documents, dossier.documents, strict=True)
    return Chain(shown, tuple(_step(shown, one, len(whole.findings)) for one, whole in reversed([*documents])))


def _step(dossier: DossierView, document: DocumentView, findings: int) -> Step:
    compared = dossier.comparisons_of(document.id)
    return Step(
        document=document,
        shelf=Shelf(dossier.slug, document, {}, {}),
        compared=compared,
        previous=compared[0].comparison.old.document if compared else None,
        official=len(document.official),
        specimens=len(document.expressions) - len(document.official),
        doubts=_doubts(document.expressions) + len(document.notices),
        findings=findings,
    )


def _doubts(expressions: tuple[Expression, ...]) -> int:
    """How many notices of the texts say more than "for your information"."""
    return sum(notice.level is not Level.INFO for one in expressions for notice in one.notices)
