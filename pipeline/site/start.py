"""The start page and the page of each dossier: the chain of documents, their languages, where each text is from."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.ids import DocumentId
from pipeline.model import Expression, Level, Status
from pipeline.site.addresses import START, dossier_path
from pipeline.site.views import ComparedView, DocumentView, DossierView


@dataclass(frozen=True, slots=True)
class Step:
    """A document of the chain with the comparisons that lead to it; `previous` is the document before it."""

    document: DocumentView
    compared: tuple[ComparedView, ...]
    previous: DocumentId | None
    official: int
    specimens: int
    doubts: int


@dataclass(frozen=True, slots=True)
class Chain:
    """A dossier as the start page shows it, newest document first."""

    dossier: DossierView
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class StartPage:
    """All that `start.html` shows."""

    path: str
    language: str
    specimen: bool
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class DossierPage:
    """All that `dossier.html` shows."""

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    chain: Chain


def start_page(dossiers: tuple[DossierView, ...], language: str) -> StartPage:
    """The values of the start page; `language` is that of the interface."""
    return StartPage(START, language, False, tuple(_chain(dossier) for dossier in dossiers))


def dossier_page(dossier: DossierView, language: str) -> DossierPage:
    """The values of the page of a dossier; `language` is that of the interface."""
    return DossierPage(dossier_path(dossier.slug), language, False, dossier, _chain(dossier))


def _chain(dossier: DossierView) -> Chain:
    return Chain(dossier, tuple(_step(dossier, document) for document in reversed(dossier.documents)))


def _step(dossier: DossierView, document: DocumentView) -> Step:
    compared = dossier.comparisons_of(document.id)
    official = sum(one.provenance.status is Status.OFFICIAL for one in document.expressions)
    return Step(
        document=document,
        compared=compared,
        previous=compared[0].comparison.old.document if compared else None,
        official=official,
        specimens=len(document.expressions) - official,
        doubts=_doubts(document.expressions) + len(document.notices),
    )


def _doubts(expressions: tuple[Expression, ...]) -> int:
    """How many notices of the texts say more than "for your information"."""
    return sum(notice.level is not Level.INFO for one in expressions for notice in one.notices)
