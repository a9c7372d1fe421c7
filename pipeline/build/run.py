"""A whole build: what is asked, what is there already, the site in its place, and the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build.account import account
from pipeline.build.codec import checksum, decode, digest, encode
from pipeline.build.inputs import Inputs, Table, corpus_files, files, total
from pipeline.build.memory import Memory, Step
from pipeline.build.publish import new_site, replaceable, write
from pipeline.build.stages import Progress, view_dossier
from pipeline.corpus import Dossier, dossier_folders, load_dossier
from pipeline.errors import CorpusError
from pipeline.model import Level, Notice, Status

if TYPE_CHECKING:
    from pipeline.export.material import Material
    from pipeline.site.views import DocumentView, DossierView

ACCOUNT = "build.json"
"""The file of the site that says what it was made from."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `memory` is the folder of earlier results, None for a build that knows nothing of them."""

    memory: Path | None = None
    official_only: bool = False
    strict: bool = False
    templates: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made. `left_out` counts files that could not be used; `published` is false when `strict` kept the
    last site; `steps` says what was made and why, and is empty when there was nothing to do."""

    dossiers: int
    expressions: int
    pages: int
    left_out: int
    notices: tuple[Notice, ...]
    published: bool = True
    steps: tuple[Step, ...] = ()


def memory_of(out: Path) -> Path:
    """The folder beside a site where its results are remembered.

    >>> memory_of(Path("build/site")).as_posix()
    'build/.site.memory'
    """
    return out.with_name(f".{out.name}.memory")


def build(corpus: Path, out: Path, progress: Progress = lambda *_: None, options: Options | None = None) -> Report:
    """Build the site of all dossiers in `corpus` and put it at `out`, all at once.

    Raises CorpusError when no dossier can be used, or when `out` is a folder that no build has made.
    """
    asked = options or Options()
    folders = dossier_folders(corpus)
    replaceable(out)
    inputs, memory = Inputs(asked.templates), Memory(asked.memory, out)
    told: dict[str, str | Table] = {
        "the corpus": corpus_files(corpus, apart=out),
        "code": inputs.code,
        "templates": inputs.templates,
        "versions": inputs.versions,
        "options": digest(asked.official_only),
    }
    known = memory.same("the site", told)
    if known and known == _whole(out) and (last := _last(memory)):
        return _allowed(last, asked)
    views, left_out, notices = _views(folders, corpus, asked, memory, inputs, progress)
    expressions = sum(len(document.expressions) for view in views for document in view.documents)
    report = Report(len(views), expressions, 0, left_out, notices)
    if not _allowed(report, asked).published:
        return _allowed(report, asked)
    sums: dict[str, str] = {}
    with new_site(out) as fresh:
        for name, data in _files(views, asked, memory, inputs):
            write(fresh, name, data)
            sums[name] = checksum(data)
            progress("write pages", len(sums), 2 * expressions)
        write(fresh, ACCOUNT, account(views, report.notices, sums, inputs, asked.official_only))
    report = replace(report, pages=len(sums))
    memory.note("the site", told, _whole(out))
    memory.close(encode(report).decode())
    return replace(report, steps=tuple(memory.steps))


def _last(memory: Memory) -> Report | None:
    """The report of the last build; None where it is damaged."""
    try:
        return decode(memory.summary.encode(), Report)
    except ValueError:
        return None


def _allowed(report: Report, options: Options) -> Report:
    """The report, as not published where `strict` meets a warning or an error."""
    doubtful = any(notice.level is not Level.INFO for notice in report.notices)
    return replace(report, published=not (options.strict and doubtful))


def _views(
    folders: Sequence[Path], corpus: Path, options: Options, memory: Memory, inputs: Inputs, progress: Progress
) -> tuple[list[DossierView], int, tuple[Notice, ...]]:
    """All dossiers through all stages, the number of files left out, and all notices about them."""
    views: list[DossierView] = []
    left_out = 0
    for folder in folders:
        view, missing = _view(folder, corpus, options, memory, inputs, progress)
        left_out += missing
        views += [view]
    notices = [
        notice
        for view in views
        for notice in (*view.notices, *(one for document in view.documents for one in document.notices))
    ]
    if not any(view.documents for view in views):
        message = notices[0].message if notices else "no document can be used"
        raise CorpusError(f"{message}{' (only official texts were asked for)' if options.official_only else ''}")
    return views, left_out, tuple(notices)


def _view(
    folder: Path, corpus: Path, options: Options, memory: Memory, inputs: Inputs, progress: Progress
) -> tuple[DossierView, int]:
    from pipeline.site.views import DossierView

    try:
        dossier = _without_place(load_dossier(folder), corpus)
    except CorpusError as error:
        notice = Notice(Level.ERROR, "dossier", _relative(str(error), corpus))
        return DossierView(folder.name, (), (), (), (notice,)), 0
    return view_dossier(_official(dossier) if options.official_only else dossier, progress, memory, inputs)


def _without_place(dossier: Dossier, corpus: Path) -> Dossier:
    """The dossier with notices that do not say where the corpus lies: that is no part of a site."""
    notices = tuple(replace(one, message=_relative(one.message, corpus)) for one in dossier.notices)
    return replace(dossier, notices=notices)


def _relative(message: str, corpus: Path) -> str:
    return message.replace(f"{corpus}/", "")


def _official(dossier: Dossier) -> Dossier:
    """The dossier without specimens, and without documents of which nothing else is there."""
    documents = tuple(
        replace(one, files=tuple(file for file in one.files if file.provenance.status is Status.OFFICIAL))
        for one in dossier.documents
    )
    return replace(dossier, documents=tuple(one for one in documents if one.files))


def _files(
    views: Sequence[DossierView], options: Options, memory: Memory, inputs: Inputs
) -> Iterator[tuple[str, bytes]]:
    """All files of the site but the account, each made or taken over."""
    from pipeline.build.materials import material_of
    from pipeline.export.formats import downloads
    from pipeline.site import Download, pages

    def keep(path: str, values: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        depends: dict[str, str | Table] = {
            "what it shows": digest(values),
            "templates": inputs.templates,
            "code": inputs.room("site"),
            "language files": inputs.languages,
            "versions": inputs.versions,
        }
        return memory.page(path, make, depends)

    offered: list[DossierView] = []
    for view in views:
        listed: list[Download] = []
        documents: list[DocumentView] = []
        for document in view.documents:
            material = material_of(view, document)
            documents.append(_linked(document, material))
            for one in downloads(material):
                path = f"downloads/{view.slug}/{one.name}"
                data = keep(path, (one.material,), one.write)
                listed.append(Download(path, one.format.name, len(data), document.id, one.language, one.specimen))
                yield path, data
        offered.append(replace(view, documents=tuple(documents), downloads=tuple(listed)))
    yield from pages(offered, templates=options.templates, keep=keep)


def _linked(document: DocumentView, material: Material) -> DocumentView:
    """The document with the JSON-LD of its language versions."""
    from pipeline.export.linked import embedded

    return replace(document, linked=tuple((one.language, embedded(one, material)) for one in document.expressions))


def _whole(site: Path) -> str:
    """One checksum of all files of a site; "" where there is none."""
    return total(files(site, (path for path in site.rglob("*") if path.is_file()))) if site.is_dir() else ""
