"""A document in its languages, then the one before it, and so on back to the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from pipeline.errors import ReadError
from pipeline.ids import DocumentId
from pipeline.model import Level, Notice
from pipeline.register.addresses import FORMATS, address
from pipeline.register.client import Client, NotThere
from pipeline.register.partial import Download, Partial

_IN_A_ROW = 3  # files that fail one after the other until the rest is not asked for


class State(StrEnum):
    """What became of a language version."""

    FETCHED = "fetched"
    KEPT = "kept"
    MISSING = "missing"
    FAILED = "failed"


_WORDS = {
    State.FETCHED: "fetched",
    State.KEPT: "there already",
    State.MISSING: "not in the register",
    State.FAILED: "could not be had",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """One language version: what became of it, its size in bytes, and why it could not be had."""

    document: DocumentId
    language: str
    state: State
    size: int = 0
    reason: str = ""

    def __str__(self) -> str:
        more = f", {self.size / 1000:.0f} kB" if self.size else f" ({self.reason})" if self.reason else ""
        return f"{self.document.printed} {self.language}: {_WORDS[self.state]}{more}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a fetch did, in order; documents from the latest to the earliest."""

    fetched: tuple[Fetched, ...]
    notices: tuple[Notice, ...]

    @property
    def summary(self) -> str:
        """Documents and files in numbers."""
        counts = Counter(one.state for one in self.fetched)
        documents = len({one.document for one in self.fetched})
        parts = [f"{counts[state]} {word}" for state, word in _WORDS.items() if counts[state]]
        return f"{documents} document{'s' if documents > 1 else ''}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: a document in `languages` and in one format, with at most `documents` of its chain."""

    document: DocumentId
    languages: tuple[str, ...]
    format: str = "pdf"
    documents: int = 10


class Shelf(Protocol):
    """Where files go. The register knows no dossier; `pipeline.corpus.shelf` does."""

    def path(self, document: DocumentId, language: str) -> Path:
        """Where a language version belongs."""

    def has(self, document: DocumentId, language: str) -> bool:
        """Whether it is there, whole. Raises CorpusError when its place is taken."""

    def put(
        self,
        document: DocumentId,
        language: str,
        fetched: Path,
        source: str,
        retrieved: str,
        following: DocumentId | None,
    ) -> tuple[Notice, ...]:
        """Move a file to its place; returns what is doubtful. Raises ReadError for one that may not be kept."""

    def previous(self, document: DocumentId) -> DocumentId | None:
        """The document that the covers name as the one before."""


Tell = Callable[[Fetched, int, int], None]
"""Called after each language version, with the number done and the number in all for its document."""


@dataclass(slots=True)
class _Run:
    """The state of one fetch."""

    asked: Asked
    shelf: Shelf
    client: Client
    tell: Tell
    fetched: list[Fetched] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def fetch(asked: Asked, shelf: Shelf, client: Client, tell: Tell = lambda *_: None) -> Report:
    """Download what is not there yet, document by document back through the chain.

    Raises ReadError when the first document cannot be had in any language, when the register cannot be reached, or
    when a document may not be kept; what was put away until then stays, and the next run goes on from there.
    """
    run = _Run(asked, shelf, client, tell)
    if not _document(run, asked.document, None):
        raise ReadError(_nothing(run), where=asked.document.printed)
    seen = [asked.document]
    while (previous := shelf.previous(seen[-1])) is not None and previous not in seen:
        if len(seen) >= asked.documents:
            message = f"{seen[-1].printed} names {previous.printed} before it, which was not fetched: at most"
            run.notices.append(_notice("chain-limit", f"{message} {asked.documents} documents were asked for"))
            break
        if not _document(run, previous, seen[-1]):
            message = f"{previous.printed}, the document before {seen[-1].printed}, could not be had"
            run.notices.append(_notice("chain-end", message))
            break
        seen.append(previous)
    return Report(tuple(run.fetched), tuple(run.notices))


def _document(run: _Run, document: DocumentId, following: DocumentId | None) -> bool:
    """Get all languages of a document; whether there is any."""
    languages = run.asked.languages
    held = {language for language in languages if _is_held(run, document, language)}
    results: list[Fetched] = []
    for done, language in enumerate(languages, 1):
        result = (
            Fetched(document, language, State.KEPT)
            if language in held
            else _version(run, document, language, following)
        )
        results.append(result)
        run.tell(result, done, len(languages))
        if [one.state for one in results[-_IN_A_ROW:]] == [State.FAILED] * _IN_A_ROW:
            raise ReadError(f"{result.reason}, {_IN_A_ROW} times in a row; try later", where=document.printed)
    run.fetched += results
    run.notices += _missing(document, results)
    return any(one.state in (State.FETCHED, State.KEPT) for one in results)


def _is_held(run: _Run, document: DocumentId, language: str) -> bool:
    """Whether nothing is to be done; what an earlier run downloaded but did not put away is still to be named."""
    left = Partial(run.shelf.path(document, language)).finished()
    return left is None and run.shelf.has(document, language)


def _version(run: _Run, document: DocumentId, language: str, following: DocumentId | None) -> Fetched:
    """Get one language version and put it away."""
    partial = Partial(run.shelf.path(document, language))
    got = partial.finished()
    if got is None:
        url = address(run.client.base, document, language, run.asked.format)
        outcome = run.client.download(url, FORMATS[run.asked.format], partial)
        if isinstance(outcome, NotThere):
            return Fetched(document, language, State.MISSING)
        if not isinstance(outcome, Download):
            return Fetched(document, language, State.FAILED, reason=outcome.reason)
        got = outcome
    try:
        run.notices += run.shelf.put(document, language, got.path, got.source, got.retrieved, following)
    except ReadError:  # it may not be kept
        partial.discard()
        raise
    partial.discard()
    return Fetched(document, language, State.FETCHED, got.size)


def _missing(document: DocumentId, results: Sequence[Fetched]) -> Iterator[Notice]:
    """Notices for the languages that the register does not have, and for those that could not be had."""
    missing = [one.language for one in results if one.state is State.MISSING]
    if missing:
        message = f"{document.printed}: not in the register in {', '.join(missing)}"
        yield _notice("missing-language", message)
    for one in results:
        if one.state is State.FAILED:
            message = f"{document.printed} {one.language} could not be had: {one.reason}"
            yield Notice(Level.ERROR, "not-fetched", message)


def _nothing(run: _Run) -> str:
    """Why nothing of the first document is there."""
    failed = next((one for one in run.fetched if one.state is State.FAILED), None)
    if failed is not None:
        return f"could not be had: {failed.language}: {failed.reason}"
    return "not in the register in the languages asked for; check the code, or ask for --lang all"


def _notice(code: str, message: str) -> Notice:
    return Notice(Level.WARNING, code, message)
