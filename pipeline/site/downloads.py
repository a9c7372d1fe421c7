"""The files of a dossier that can be downloaded, document by document, in each language of the interface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.site.addresses import overview_path
from pipeline.site.start import versions_of
from pipeline.site.views import DossierView, Download


@dataclass(frozen=True, slots=True)
class File:
    """A file of a kind (`what`). `name` is the end of its path, `end` that of its name; `kilobytes` is rounded up."""

    path: str
    what: str
    name: str
    end: str
    kilobytes: int
    specimen: bool


@dataclass(frozen=True, slots=True)
class LanguageFiles:
    """The files of one language, by kind as the table has its columns; `specimen` says what its text is."""

    language: str
    specimen: bool
    cells: tuple[tuple[File, ...], ...]


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a document: `common` are those of all languages at once, `rows` those of each, by `kinds`."""

    document: DocumentId
    common: tuple[File, ...]
    kinds: tuple[str, ...]
    rows: tuple[LanguageFiles, ...]


@dataclass(frozen=True, slots=True)
class DownloadsPage:
    """All that `downloads.html` shows. `documents` are those that have files, the newest first."""

    path: str
    language: str
    specimen: bool
    versions: tuple[tuple[str, str], ...]
    dossier: DossierView
    documents: tuple[Files, ...]


def downloads_pages(dossier: DossierView) -> Iterator[DownloadsPage]:
    """The values of the pages, one for each language of the interface."""
    titles = DossierView(dossier.slug, dossier.titles, ())
    paths = versions_of("downloads", dossier.slug)
    found = {one.id: [file for file in dossier.downloads if file.document == one.id] for one in dossier.documents}
    documents = tuple(_files(document, files) for document, files in reversed(found.items()) if files)
    for code in PROTOCOL_ORDER:
        path = overview_path("downloads", code, dossier.slug)
        yield DownloadsPage(path, code, False, paths, titles, documents)


def _files(document: DocumentId, found: Sequence[Download]) -> Files:
    kinds = tuple(dict.fromkeys(one.what for one in found if one.language))
    by_language = {code: [one for one in found if one.language == code] for code in PROTOCOL_ORDER}
    rows = tuple(_row(code, own, kinds) for code, own in by_language.items() if own)
    return Files(document, tuple(_file(one) for one in found if not one.language), kinds, rows)


def _row(code: str, own: Sequence[Download], kinds: Sequence[str]) -> LanguageFiles:
    text = next((one for one in own if one.what == "json"), own[0])
    cells = (tuple(_file(one) for one in own if one.what == kind) for kind in kinds)
    return LanguageFiles(code, text.specimen, tuple(cells))


def _file(one: Download) -> File:
    name = one.path.rpartition("/")[2]
    return File(one.path, one.what, name, name.rpartition(".")[2], -(-one.size // 1000), one.specimen)
