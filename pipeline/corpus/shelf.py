"""Where the register puts what it has downloaded: the files of one dossier in one format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.dossier import load_dossier
from pipeline.corpus.examine import Cover, examine, readable
from pipeline.corpus.intake import doubts, restricted
from pipeline.corpus.store import (
    OFFICIAL_LICENCE,
    Links,
    Place,
    entry,
    find,
    official_notice,
    previous_of,
    put,
    sha256,
)
from pipeline.errors import CorpusError, ReadError
from pipeline.ids import DocumentId
from pipeline.languages import load
from pipeline.model import Level, Notice, Provenance, Status


@dataclass(frozen=True, slots=True)
class Shelf:
    """The dossier in `folder`. Files that the Council did not publish make room only with `replace`."""

    folder: Path
    format: str
    allow_limite: bool = False
    replace: bool = False

    def path(self, document: DocumentId, language: str) -> Path:
        """Where a language version belongs."""
        return self._place(document, language).path

    def has(self, document: DocumentId, language: str) -> bool:
        """Whether the official file is there as it was registered.

        Raises CorpusError when a file that is not that one takes its place.
        """
        place = self._place(document, language)
        named, there = entry(place) or {}, sha256(place.path)
        if there and named.get("provenance") == str(Status.OFFICIAL) and named.get("sha256") == there:
            return True
        if there and not self.replace:
            what = "a file that the dossier does not name as official in this form"
            raise CorpusError(f"{what} is there already; say --replace, or move it away", where=str(place.path))
        return False

    def put(
        self,
        document: DocumentId,
        language: str,
        fetched: Path,
        source: str,
        retrieved: str,
        following: DocumentId | None,
    ) -> tuple[Notice, ...]:
        """Move a downloaded file to its place and name it as official. `retrieved` is an ISO date.

        Returns what is doubtful. Raises ReadError for a document that may not be shown.
        """
        place = self._place(document, language)
        data = fetched.read_bytes()
        name = f"{document.slug}/{place.path.name}"
        cover, unread = _examined(data, name, place)
        notices = [*unread, *restricted(cover, document, name, self.allow_limite), *doubts(cover, document, name)]
        notices += _other_language(cover, name, language)
        provenance = Provenance(
            Status.OFFICIAL, source, retrieved, sha256(fetched), OFFICIAL_LICENCE, official_notice(document.year)
        )
        links = Links(cover.previous, following, cover.date)
        put(place, provenance, links, lambda: _move(fetched, place.path))
        return tuple(notices)

    def previous(self, document: DocumentId) -> DocumentId | None:
        """The document that the covers name as the one before, None where no cover can be read or names one."""
        held = find(load_dossier(self.folder), document)
        return previous_of(held) if held else None

    def _place(self, document: DocumentId, language: str) -> Place:
        return Place(self.folder, document, language, self.format)


def _examined(data: bytes, name: str, place: Place) -> tuple[Cover, tuple[Notice, ...]]:
    """What the cover says; a notice where it cannot be read."""
    if not readable(place.format):
        return Cover(), (_notice("unchecked", f"{name}: there is no reader for {place.format}; it was not checked"),)
    try:
        return examine(data, name, place.format, place.language), ()
    except ReadError as error:
        return Cover(), (_notice("unchecked", f"{error}; the file was not checked"),)


def _other_language(cover: Cover, name: str, language: str) -> Iterator[Notice]:
    if cover.reads_as and cover.reads_as != language:
        said, found = load(language).english, load(cover.reads_as).english
        message = f"{name}: the register has it as {said}, but the text reads as {found}"
        yield Notice(Level.ERROR, "wrong-language", message)


def _move(fetched: Path, target: Path) -> None:
    if fetched != target:
        fetched.replace(target)


def _notice(code: str, message: str) -> Notice:
    return Notice(Level.WARNING, code, message)
