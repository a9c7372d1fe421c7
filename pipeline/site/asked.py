"""Who is asked to do what: the requests of one text, by addressee."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.check.phrases import ADDRESSEES
from pipeline.model import Addressee, Expression, Subdivision
from pipeline.site.links import links
from pipeline.site.passages import Piece, plain
from pipeline.site.places import Place, places
from pipeline.site.shelves import Shelf
from pipeline.site.views import DocumentView, DossierView, is_specimen

KINDS = (*ADDRESSEES, "other", "")
"""The kinds of addressee, in the order of the page; "" is a request that names nobody."""

REQUEST = "request"
"""The group of concepts whose verbs ask somebody to act (languages/concepts.toml)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One clause that asks. `names` are the words for this addressee in it; `row` is its row in the alignment."""

    place: Place
    part: Subdivision
    pieces: tuple[Piece, ...]
    names: tuple[str, ...]
    row: str


@dataclass(frozen=True, slots=True)
class AskedPage:
    """All that `asked.html` shows: kinds of addressee with their requests, none left out."""

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    document: DocumentView
    shelf: Shelf
    expression: Expression
    groups: tuple[tuple[str, tuple[Request, ...]], ...]


def asked_page(dossier: DossierView, shelf: Shelf, expression: Expression) -> AskedPage:
    """The values of the page of one language version."""
    where = places(expression)
    asking = [part for part in expression.walk() if is_request(part)]
    return AskedPage(
        path=shelf.asked(expression.language),
        language=expression.language,
        specimen=is_specimen(expression),
        dossier=dossier,
        document=shelf.document,
        shelf=shelf,
        expression=expression,
        groups=tuple(
            (
                kind,
                tuple(
                    _request(part, kind, where[part.eid], expression.language) for part in asking if _asks(part, kind)
                ),
            )
            for kind in KINDS
        ),
    )


def is_request(part: Subdivision) -> bool:
    """Whether the verb of a part asks somebody to act."""
    return part.verb is not None and part.verb.strength == REQUEST


def _asks(part: Subdivision, kind: str) -> bool:
    kinds = {_kind(one) for one in part.addressees}
    return kind in kinds if kind else not kinds


def _kind(one: Addressee) -> str:
    return one.kind if one.kind in ADDRESSEES else "other"


def _request(part: Subdivision, kind: str, place: Place, language: str) -> Request:
    names = dict.fromkeys(one.text for one in part.addressees if _kind(one) == kind)
    return Request(place, part, plain(part, (), links(part.text, language)), tuple(names), part.wid)
