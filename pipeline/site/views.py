"""What the site is made from: one value a dossier, holding everything its pages show.

The build fills these values; the site reads nothing else, so that a page can be made again from its value alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.consolidate.values import Consolidation
from pipeline.findings import Finding
from pipeline.ids import DocumentId
from pipeline.model import Alignment, Comparison, Expression, Notice, Status


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document of the chain. `date` is ISO ("2022-06-10") or ""; `label` says in one phrase what it is.

    `expressions` stand in protocol order and are the ones that `alignment` joins. `findings` stand in reading order,
    each with the decision on it if there is one. `linked` has by language the JSON-LD of each version, safe inside a
    script element.
    """

    id: DocumentId
    date: str
    label: str
    alignment: Alignment
    expressions: tuple[Expression, ...]
    notices: tuple[Notice, ...] = ()
    findings: tuple[Finding, ...] = ()
    linked: tuple[tuple[str, str], ...] = ()

    def expression(self, language: str) -> Expression | None:
        """The version in this language, or None where the document has none."""
        return next((one for one in self.expressions if one.language == language), None)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the document has, in the order given."""
        return tuple(one.language for one in self.expressions)

    @property
    def official(self) -> tuple[str, ...]:
        """The languages in which the Council's own text is here."""
        return tuple(one.language for one in self.expressions if one.provenance.status is Status.OFFICIAL)


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside the pages. `what` is its kind ("json", "tmx", "akn", …); `language` is "" for all at once."""

    path: str
    what: str
    size: int
    document: DocumentId
    language: str = ""
    specimen: bool = False


@dataclass(frozen=True, slots=True)
class ComparedView:
    """A comparison in one language, with the two expressions that it compares."""

    comparison: Comparison
    old: Expression
    new: Expression

    @property
    def language(self) -> str:
        return self.new.language


@dataclass(frozen=True, slots=True)
class DossierView:
    """A chain of documents, oldest first. `titles` are pairs of language and title, the usual one first.

    `consolidations` are the texts of the chain worked into one, by language, where there is more than one document.
    """

    slug: str
    titles: tuple[tuple[str, str], ...]
    documents: tuple[DocumentView, ...]
    comparisons: tuple[ComparedView, ...] = ()
    notices: tuple[Notice, ...] = ()
    downloads: tuple[Download, ...] = ()
    consolidations: tuple[Consolidation, ...] = ()

    def document(self, wanted: DocumentId) -> DocumentView | None:
        """The document with this id, or None."""
        return next((one for one in self.documents if one.id == wanted), None)

    def title(self, language: str) -> tuple[str, str]:
        """Language and title: in `language` if there is one, else the usual one; the slug if there is none."""
        named = dict(self.titles)
        if language in named:
            return language, named[language]
        return self.titles[0] if self.titles else ("", self.slug)

    @property
    def consolidated(self) -> tuple[str, ...]:
        """The languages that have a consolidated text."""
        return tuple(one.result.language for one in self.consolidations)

    def comparisons_of(self, document: DocumentId) -> tuple[ComparedView, ...]:
        """The comparisons that lead to this document, in the order given."""
        return tuple(one for one in self.comparisons if one.comparison.new.document == document)


def is_specimen(*expressions: Expression) -> bool:
    """Whether any of them is a working text, so that the page must say so."""
    return any(one.provenance.status is Status.SPECIMEN for one in expressions)
