"""Puts a file into a dossier: the bytes as they are, its place in the chain, its table in dossier.toml.

A file is either in its place and named, or the dossier is as it was: each is written beside and then renamed.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.corpus.dossier import Dossier, DossierDocument, load_dossier, read_bytes
from pipeline.corpus.entries import documents_of, file_entry, parse_table, with_file
from pipeline.corpus.examine import examine, readable
from pipeline.errors import ConclusioError, CorpusError
from pipeline.ids import DocumentId
from pipeline.model import Provenance, Status

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

OFFICIAL_LICENCE = "Council Decision (EU) 2017/1842: reuse of public Council documents, free of charge"
_NAME = re.compile(r"[^\W_][\w.-]{0,99}")
_NEW_DOSSIER = "# The fields are described in docs/corpus.md of Conclusio.\n"
_COVERS = 3  # language versions of a document in which the document before it is looked for


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file belongs: dossier folder, document, language, format."""

    folder: Path
    document: DocumentId
    language: str
    format: str

    @property
    def path(self) -> Path:
        return self.folder / self.document.slug / f"{self.language}.{self.format}"


@dataclass(frozen=True, slots=True)
class Links:
    """The documents before and after a document in its chain, and its date, as far as they are known."""

    previous: DocumentId | None = None
    following: DocumentId | None = None
    date: date | None = None


def official_notice(year: int) -> str:
    """The notice that reuse of a Council text of a year asks for (Council Decision (EU) 2017/1842)."""
    terms = "Reuse is authorised provided the source is acknowledged and the meaning is not distorted."
    return f"© European Union, {year}. {terms}"


def dossier_folder(corpus: Path, name: str, document: DocumentId, previous: DocumentId | None = None) -> Path:
    """The folder of the dossier called `name`, or else of the one that the document belongs to.

    That is the dossier that names the document or the one before it, or whose first document names it as the one
    before; else a new one called after the document.
    Raises CorpusError for a name that is not one of a folder.
    """
    if name:
        if not _NAME.fullmatch(name):
            raise CorpusError(f"{name!r} is no name for a dossier; use letters, digits, '-', '_' and '.'", where="")
        return corpus / name
    held = {path.parent: _documents(path) for path in sorted(corpus.glob("*/dossier.toml"))}
    for wanted in (document, previous):
        for folder, documents in held.items():
            if wanted in documents:
                return folder
    for folder, documents in held.items():
        if documents and _names_before(folder, document):
            return folder
    return corpus / document.slug.removesuffix("-INIT").lower()


def entry(place: Place) -> Mapping[str, Any] | None:
    """What the dossier says of a file, None when there is no dossier or it does not name the file."""
    path = place.folder / "dossier.toml"
    if not path.exists():
        return None
    table = parse_table(_text(path), str(path))
    documents_of(table, str(path))
    return file_entry(table, place.document, place.language, place.format)


def put(place: Place, provenance: Provenance, links: Links, move: Callable[[], None]) -> None:
    """Name a file in its dossier. `move` puts the file where it belongs, after all that can be wrong was checked.

    A dossier or document that is not there yet is made. Raises CorpusError and leaves all as it was when the
    dossier cannot be used or extended.
    """
    with locked(place.folder):
        path = place.folder / "dossier.toml"
        text = _text(path) if path.exists() else _new_text(place, provenance)
        table = parse_table(text, str(path))
        known = documents_of(table, str(path))
        about: dict[str, str | date] = {"code": place.document.printed}
        about |= {"date": links.date} if links.date else {}
        index = None if place.document in known else _index(place, known, links)
        fields = _fields(place, provenance, table.get("reuse", {}))
        new = with_file(text, place.document, about, fields, index, str(path))
        move()
        write_whole(path, new.encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is never half there: beside, then renamed."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sha256(path: Path) -> str:
    """The checksum of a file, "" when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def previous_of(document: DossierDocument) -> DocumentId | None:
    """The document that the covers of a document name as the one before it."""
    for file in document.files[:_COVERS]:
        if not readable(file.id.format):
            continue
        try:
            cover = examine(read_bytes(file.path), str(file.path), file.id.format, file.id.expression.language)
        except ConclusioError:
            continue
        if cover.previous is not None:
            return cover.previous
    return None


def find(dossier: Dossier, document: DocumentId) -> DossierDocument | None:
    """A document of a dossier, None when it is not there."""
    return next((one for one in dossier.documents if one.id == document), None)


def _index(place: Place, known: Sequence[DocumentId], links: Links) -> int | None:
    """Where a new document belongs in the chain: before the one that names it, after the one that it names.

    Where neither is there, by year and number.
    """
    if links.following in known:
        return known.index(links.following)
    if links.previous in known:
        return known.index(links.previous) + 1
    documents = load_dossier(place.folder).documents if known else ()
    naming = next((one.id for one in documents if previous_of(one) == place.document), None)
    if naming is not None:
        return known.index(naming)
    return next((i for i, one in enumerate(known) if _number(one) > _number(place.document)), None)


def _names_before(folder: Path, document: DocumentId) -> bool:
    """Whether the first document of a dossier names a document as the one before it."""
    try:
        return previous_of(load_dossier(folder).documents[0]) == document
    except ConclusioError:
        return False


def _number(document: DocumentId) -> tuple[int, int, tuple[str, ...]]:
    return document.year, document.number, () if document.suffixes == ("INIT",) else document.suffixes


def _fields(place: Place, provenance: Provenance, reuse: Mapping[str, Any]) -> dict[str, str | date]:
    """The fields of a file's table; what the dossier says for all files of that status is left out."""
    common = reuse.get(str(provenance.status), {})
    fields: dict[str, str | date] = {
        "language": place.language,
        "format": place.format,
        "provenance": str(provenance.status),
    }
    if provenance.source:
        fields["source"] = provenance.source
    if provenance.retrieved:
        fields["retrieved"] = date.fromisoformat(provenance.retrieved)
    fields["sha256"] = provenance.sha256
    if provenance.licence and not common.get("licence"):
        fields["licence"] = provenance.licence
    if provenance.notice and _differs(str(common.get("notice", "")), provenance.notice):
        fields["notice"] = provenance.notice
    return fields


def _differs(common: str, notice: str) -> bool:
    """Whether a file needs a notice of its own: there is none for all, or it is this one for another year."""
    return not common or (common != notice and re.sub(r"\d{4}", "", common) == re.sub(r"\d{4}", "", notice))


def _new_text(place: Place, provenance: Provenance) -> str:
    if provenance.status is not Status.OFFICIAL:
        return _NEW_DOSSIER
    notice = official_notice(place.document.year)
    return f'{_NEW_DOSSIER}\n[reuse.official]\nlicence = "{OFFICIAL_LICENCE}"\nnotice = "{notice}"\n'


def _documents(path: Path) -> tuple[DocumentId, ...]:
    """The documents of a dossier; none when it cannot be read, which concerns whoever uses it."""
    try:
        return documents_of(parse_table(_text(path), str(path)), str(path))
    except ConclusioError:
        return ()


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise CorpusError("is not in UTF-8; save it so", where=str(path)) from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time for a dossier, where the system can lock a folder. A folder that stays empty goes again."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY) if fcntl else -1
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        if not any(folder.iterdir()):
            folder.rmdir()
        if fcntl:
            os.close(handle)
