"""A dossier folder as it lies on disk: which documents and files it names, and which of them can be used.

The fields of dossier.toml are described in docs/corpus.md.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import ConclusioError, CorpusError, IdError, ReadError
from pipeline.ids import DocumentId, ExpressionId, ManifestationId
from pipeline.languages import PROTOCOL_ORDER, order
from pipeline.model import Level, Notice, Provenance, Status

_DOCUMENT_FIELDS = {"code", "date", "stage", "file"}
_FILE_FIELDS = {"language", "format", "provenance", "source", "sha256", "retrieved", "licence", "notice"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FILE_NEEDED = ("language", "format", "provenance", "sha256")


@dataclass(frozen=True, slots=True)
class Manifestation:
    """One file of the corpus: where it lies and where it comes from."""

    id: ManifestationId
    path: Path
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class DossierDocument:
    """One document of the chain. `stage` is what the document is ("draft", "adopted", …), `date` an ISO date."""

    id: DocumentId
    date: str
    stage: str
    files: tuple[Manifestation, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A chain of documents in the order in which they were issued, with what was found wrong with its files."""

    folder: Path
    documents: tuple[DossierDocument, ...]
    notices: tuple[Notice, ...]

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name


def dossier_folders(corpus: Path) -> tuple[Path, ...]:
    """The folders that hold a dossier.toml, by name. Raises CorpusError when there is none."""
    if not corpus.is_dir():
        raise CorpusError("no such folder; name the folder that holds the dossiers", where=str(corpus))
    folders = tuple(sorted(path.parent for path in corpus.glob("*/dossier.toml")))
    if not folders:
        raise CorpusError("no dossier found; a dossier is a folder with a dossier.toml", where=str(corpus))
    return folders


def load_dossier(folder: Path) -> Dossier:
    """The dossier in a folder.

    Raises CorpusError for a dossier.toml that cannot be used. Files that are missing, altered, surplus or in an
    unknown language are left out and become notices. An official file takes the place of a specimen.
    """
    path = folder / "dossier.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"cannot be read ({type(error).__name__})", where=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"not valid TOML: {error}", where=str(path)) from None
    entries = _list(table, "document", path)
    if not entries:
        raise CorpusError("names no document; add a [[document]] table with its code", where=str(path))
    notices: list[Notice] = []
    documents = tuple(_document(entry, folder, table.get("reuse", {}), notices) for entry in entries)
    notices += _surplus(folder, documents, entries)
    return Dossier(folder, documents, tuple(notices))


def up_to(dossier: Dossier, end: str) -> tuple[DossierDocument, ...]:
    """The documents of a dossier up to one of them, named by its code, or up to an ISO date; all for "".

    A document without a date counts by its place. Raises CorpusError when the dossier has no such document.
    """
    documents = dossier.documents
    if not end:
        return documents
    if _DATE.fullmatch(end):
        late = (i for i, document in enumerate(documents) if document.date > end)
        return documents[: next(late, len(documents))]
    asked = DocumentId.parse(end)
    place = next((i for i, document in enumerate(documents) if document.id == asked), None)
    if place is None:
        known = ", ".join(document.id.printed for document in documents)
        raise CorpusError(f"has no {asked.printed}; use a date or one of {known}", where=dossier.name)
    return documents[: place + 1]


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises ReadError in one line when it is missing, a folder or not readable."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ReadError("no such file; check the path", where=str(path)) from None
    except IsADirectoryError:
        raise ReadError("this is a folder; name a file in it", where=str(path)) from None
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", where=str(path)) from None


def _document(
    entry: Mapping[str, Any], folder: Path, reuse: Mapping[str, Any], notices: list[Notice]
) -> DossierDocument:
    path = folder / "dossier.toml"
    _no_unknown(entry, _DOCUMENT_FIELDS, "[[document]]", path)
    try:
        document = DocumentId.parse(str(entry["code"]))
    except KeyError:
        raise CorpusError("a [[document]] has no code; add code = 'ST 10125/22'", where=str(path)) from None
    except IdError as error:
        raise CorpusError(str(error), where=str(path)) from None
    files = [
        manifestation
        for item in _list(entry, "file", path)
        if (manifestation := _file(item, document, folder, reuse, notices)) is not None
    ]
    files.sort(key=lambda m: (order(m.id.expression.language), m.provenance.status is Status.SPECIMEN))
    best: dict[str, Manifestation] = {}
    for file in files:
        best.setdefault(file.id.expression.language, file)
    return DossierDocument(document, _iso(entry.get("date"), path), str(entry.get("stage", "")), tuple(best.values()))


def _file(
    item: Mapping[str, Any], document: DocumentId, folder: Path, reuse: Mapping[str, Any], notices: list[Notice]
) -> Manifestation | None:
    where = folder / "dossier.toml"
    _no_unknown(item, _FILE_FIELDS, f"a file of {document.printed}", where)
    for name in _FILE_NEEDED:
        if not isinstance(item.get(name), str):
            raise CorpusError(f'a file of {document.printed} needs {name} = "…"', where=str(where))
    language = item["language"]
    relative = f"{document.slug}/{language}.{item['format']}"
    if language not in PROTOCOL_ORDER:
        notices.append(_finding("unknown-language", f"{relative}: {language!r} is not one of the 24 languages", where))
        return None
    provenance = _provenance(item, reuse, where, document)
    path = folder / relative
    if not path.is_file():
        notices.append(_finding("missing-file", f"{relative} is named in the dossier but is not there", where))
        return None
    if hashlib.sha256(path.read_bytes()).hexdigest() != provenance.sha256:
        message = f"{relative} is not the file that was registered (sha256 differs); it is left out"
        notices.append(_finding("checksum", message, where))
        return None
    return Manifestation(
        ManifestationId(ExpressionId(folder.name, document, language), item["format"]), path, provenance
    )


def _provenance(item: Mapping[str, Any], reuse: Mapping[str, Any], where: Path, document: DocumentId) -> Provenance:
    try:
        status = Status(item["provenance"])
    except ValueError:
        choice = " or ".join(repr(str(status)) for status in Status)
        message = f"{document.printed} {item['language']}: provenance is {item['provenance']!r}; use {choice}"
        raise CorpusError(message, where=str(where)) from None
    common = reuse.get(str(status), {})
    return Provenance(
        status,
        source=str(item.get("source", common.get("source", ""))),
        retrieved=_iso(item.get("retrieved"), where),
        sha256=item["sha256"],
        licence=str(item.get("licence", common.get("licence", ""))),
        notice=str(item.get("notice", common.get("notice", ""))),
    )


def _surplus(folder: Path, documents: tuple[DossierDocument, ...], entries: list[Any]) -> Iterator[Notice]:
    """Files in the folders of documents that the dossier does not name."""
    named = {
        f"{document.id.slug}/{item.get('language')}.{item.get('format')}"
        for document, entry in zip(documents, entries, strict=True)
        for item in entry.get("file", [])
    }
    for path in sorted(p for p in folder.glob("*/*") if p.is_file() and not p.name.startswith(".")):
        relative = path.relative_to(folder).as_posix()
        if relative not in named:
            message = f"{relative} is not named in the dossier; name it or take it away"
            yield Notice(Level.WARNING, "surplus-file", f"{folder / 'dossier.toml'}: {message}")


def _list(table: Mapping[str, Any], name: str, path: Path) -> list[Any]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise CorpusError(f"{name} must be a list of tables, written [[{name}]]", where=str(path))
    return value


def _no_unknown(table: Mapping[str, Any], known: set[str], what: str, path: Path) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise CorpusError(
            f"{what} has an unknown field {unknown[0]!r}; use {', '.join(sorted(known))}", where=str(path)
        )


def _iso(value: object, path: Path) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    raise CorpusError(f"{value!r} is not a date; write it as 2022-06-10, without quotation marks", where=str(path))


def _finding(code: str, message: str, where: Path) -> Notice:
    return Notice(Level.ERROR, code, f"{where}: {message}")


def locate(path: Path) -> ExpressionId | None:
    """The expression that a path inside a corpus stands for, by its folder and name; None for a loose file."""
    try:
        document = DocumentId.parse(path.resolve().parent.name)
    except ConclusioError:
        return None
    language = path.name.split(".")[0]
    if language not in PROTOCOL_ORDER:
        return None
    return ExpressionId(path.resolve().parent.parent.name, document, language)


def provenance_of(path: Path) -> Provenance | None:
    """What the dossier says of one of its files; None when it does not name the file as it now is."""
    try:
        dossier = load_dossier(path.resolve().parent.parent)
    except ConclusioError:
        return None
    files = (file for document in dossier.documents for file in document.files)
    return next((file.provenance for file in files if file.path.resolve() == path.resolve()), None)
