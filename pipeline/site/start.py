"""The overview pages, in each language of the interface: start, about; of each dossier its page and its downloads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Expression, Level
from pipeline.site.addresses import overview_path
from pipeline.site.shelves import Shelf
from pipeline.site.views import ComparedView, DocumentView, DossierView, Download


@dataclass(frozen=True, slots=True)
class Step:
    """A document of the chain with the comparisons that lead to it; `previous` is the document before it."""

    document: DocumentView
    shelf: Shelf
    compared: tuple[ComparedView, ...]
    previous: DocumentId | None
    official: int
    specimens: int
    doubts: int

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
    """All that `start.html` shows. `versions` are the paths of this page by language of the interface."""

    path: str
    language: str
    specimen: bool
    versions: tuple[tuple[str, str], ...]
    chains: tuple[Chain, ...]


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
    """All that `dossier.html` and `downloads.html` show."""

    path: str
    language: str
    specimen: bool
    versions: tuple[tuple[str, str], ...]
    dossier: DossierView
    chain: Chain
    downloads: tuple[Download, ...]


def start_page(chains: tuple[Chain, ...], language: str) -> StartPage:
    """The values of the start page in one language of the interface."""
    return StartPage(overview_path("index", language), language, False, _versions("index"), chains)


def about_page(chains: tuple[Chain, ...], language: str) -> AboutPage:
    """The values of the page about the site in one language of the interface."""
    steps = [step for chain in chains for step in chain.steps]
    official, specimens = sum(step.official for step in steps), sum(step.specimens for step in steps)
    return AboutPage(overview_path("about", language), language, False, _versions("about"), official, specimens)


def dossier_page(chain: Chain, language: str, name: str = "index") -> DossierPage:
    """The values of the page of a dossier, or of its downloads (`name`), in one language of the interface."""
    slug = chain.dossier.slug
    path = overview_path(name, language, slug)
    return DossierPage(path, language, False, _versions(name, slug), chain.dossier, chain, chain.dossier.downloads)


def _versions(name: str, dossier: str = "") -> tuple[tuple[str, str], ...]:
    return tuple((code, overview_path(name, code, dossier)) for code in PROTOCOL_ORDER)


def make_chain(dossier: DossierView, shelves: Mapping[DocumentId, Shelf]) -> Chain:
    """The documents of a dossier, newest first, with all that leads into them."""
    return Chain(dossier, tuple(_step(dossier, shelves[document.id]) for document in reversed(dossier.documents)))


def _step(dossier: DossierView, shelf: Shelf) -> Step:
    document = shelf.document
    compared = dossier.comparisons_of(document.id)
    return Step(
        document=document,
        shelf=shelf,
        compared=compared,
        previous=compared[0].comparison.old.document if compared else None,
        official=len(document.official),
        specimens=len(document.expressions) - len(document.official),
        doubts=_doubts(document.expressions) + len(document.notices),
    )


def _doubts(expressions: tuple[Expression, ...]) -> int:
    """How many notices of the texts say more than "for your information"."""
    return sum(notice.level is not Level.INFO for one in expressions for notice in one.notices)
