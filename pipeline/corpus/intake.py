"""Takes files into a dossier, with what they say of themselves checked against what is said of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.corpus.dossier import read_bytes
from pipeline.corpus.examine import Cover, examine, guess_language
from pipeline.corpus.store import (
    OFFICIAL_LICENCE,
    Links,
    Place,
    dossier_folder,
    entry,
    official_notice,
    put,
    sha256,
    write_whole,
)
from pipeline.errors import CorpusError, LanguageError, ReadError
from pipeline.ids import DocumentId
from pipeline.languages import load
from pipeline.model import Level, Notice, Provenance, Status


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of the files. `document` None and no `languages` mean: what the files say themselves."""

    document: DocumentId | None = None
    languages: tuple[str, ...] = ()
    dossier: str = ""
    status: Status = Status.SPECIMEN
    source: str = ""
    allow_limite: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A file of the dossier. `state` is "added", "replaced", or "kept" for one that was there already."""

    path: Path
    document: DocumentId
    language: str
    state: str
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A file that was read and found fit. The folder of its place is that of the file until its dossier is chosen."""

    path: Path
    data: bytes
    place: Place
    cover: Cover
    notices: tuple[Notice, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def add(files: Sequence[Path], corpus: Path, declared: Declared) -> tuple[Added, ...]:
    """Copy files into a dossier of a corpus and name them there. All are checked before the first is copied.

    Raises ReadError, LanguageError or CorpusError in one line for a file that cannot be read, whose document or
    language is not known, that is in another language than declared, that is marked LIMITE and was not allowed, or
    whose place is taken by another file that was not to be replaced.
    """
    if declared.languages and len(declared.languages) != len(files):
        message = (
            f"{len(files)} files but {len(declared.languages)} times --lang; give one for each file, in order, or none"
        )
        raise LanguageError(message)
    languages = declared.languages or ("",) * len(files)
    read = [_read(path, language, declared) for path, language in zip(files, languages, strict=True)]
    incoming = list(_with_homes(read, corpus, declared.dossier))
    _refuse_doubles(incoming)
    states = [_state(one, declared) for one in incoming]
    return tuple(_put(one, state, declared) for one, state in zip(incoming, states, strict=True))


def restricted(cover: Cover, document: DocumentId, name: str, allowed: bool) -> Iterator[Notice]:
    """A notice for a document with the mark LIMITE that is let in. Raises ReadError for one that is not.

    A document that was declassified (DCL) still shows its old mark and is treated as LIMITE.
    """
    declassified = any(suffix.startswith("DCL") for suffix in document.suffixes)
    if cover.classified and not declassified:
        raise ReadError(f"is marked {cover.mark}; classified documents are not taken", where=name)
    if cover.mark and not allowed:
        message = f"is marked {cover.mark}, which is not for the public; say --allow-limite if it may be used"
        raise ReadError(message, where=name)
    if cover.mark:
        yield _notice("limite", f"{name} is marked {cover.mark}; make sure that it may be published")


def doubts(cover: Cover, document: DocumentId, name: str) -> Iterator[Notice]:
    """A notice where the cover has another code than the document."""
    if cover.code is not None and cover.code != document:
        message = f"{name} has the code {cover.code.printed} on its cover, not {document.printed}; check which it is"
        yield _notice("other-document", message)


def _with_homes(files: Sequence[_Incoming], corpus: Path, name: str) -> Iterator[_Incoming]:
    """The files with their dossiers. Files of one chain go to one dossier, also when none of it is there yet."""
    chosen: dict[DocumentId, Path] = {}
    before = {one.place.document: one.cover.previous for one in files}
    for one in files:
        document = one.place.document
        near = [document, before[document], *(other for other, previous in before.items() if previous == document)]
        home = next((chosen[code] for code in near if code in chosen), None)
        chosen[document] = home or dossier_folder(corpus, name, document, one.cover.previous)
        yield replace(one, place=replace(one.place, folder=chosen[document]))


def _read(path: Path, language: str, declared: Declared) -> _Incoming:
    format = path.suffix.lstrip(".").lower()
    if not format:
        raise ReadError("the name has no extension; give it that of its format, such as .pdf", where=str(path))
    data = read_bytes(path)
    language = language or guess_language(data, str(path), format)
    if not language:
        raise LanguageError("the language cannot be told from the text; say it with --lang", where=str(path))
    known = load(language)
    cover = examine(data, str(path), format, language)
    if cover.reads_as and cover.reads_as != language:
        message = f"declared as {known.english}, but the text reads as {load(cover.reads_as).english}"
        raise LanguageError(f"{message}; declare it as {cover.reads_as!r} or add another file", where=str(path))
    document = declared.document or cover.code
    if document is None:
        message = "no document code was found on the cover; say it with --document 'ST 10125/22'"
        raise ReadError(message, where=str(path))
    notices = (*restricted(cover, document, str(path), declared.allow_limite), *doubts(cover, document, str(path)))
    return _Incoming(path, data, Place(path.parent, document, language, format), cover, notices)


def _refuse_doubles(incoming: Sequence[_Incoming]) -> None:
    seen: dict[tuple[DocumentId, str, str], Path] = {}
    for one in incoming:
        key = (one.place.document, one.place.language, one.place.format)
        if key in seen:
            message = f"would take the place of {seen[key]}: both are {key[0].printed} in {key[1]!r}; name one of them"
            raise ReadError(message, where=str(one.path))
        seen[key] = one.path


def _state(one: _Incoming, declared: Declared) -> str:
    """What adding a file does. Raises CorpusError when another file is in its place and may not be replaced."""
    named, there = entry(one.place), sha256(one.place.path)
    sums = {there, str(named.get("sha256", "")) if named else ""} - {""}
    if named and sums == {one.sha256} and there and not declared.replace:
        return "kept"
    if sums - {one.sha256} and not declared.replace:
        message = f"another file is there already, not the bytes of {one.path}; say --replace to put this in its place"
        raise CorpusError(message, where=str(one.place.path))
    return "replaced" if sums else "added"


def _put(one: _Incoming, state: str, declared: Declared) -> Added:
    place = one.place
    if state != "kept":
        links = Links(one.cover.previous, date=one.cover.date)
        put(place, _provenance(one, declared), links, lambda: write_whole(place.path, one.data))
    return Added(place.path, place.document, place.language, state, one.notices)


def _provenance(one: _Incoming, declared: Declared) -> Provenance:
    official = declared.status is Status.OFFICIAL
    return Provenance(
        declared.status,
        source=declared.source,
        sha256=one.sha256,
        licence=OFFICIAL_LICENCE if official else "",
        notice=official_notice(one.place.document.year) if official else "",
    )


def _notice(code: str, message: str) -> Notice:
    return Notice(Level.WARNING, code, message)
