"""A whole build: what is asked, what is there already, the site in its place, and the report."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build.account import Counted, account, account_of, counted
from pipeline.build.codec import checksum, decode, digest, encode
from pipeline.build.engine import Engine, Pool
from pipeline.build.inputs import Inputs, Table, corpus_files, files, total
from pipeline.build.memory import Memory, Step
from pipeline.build.publish import new_site, replaceable, write
from pipeline.build.sitemap import Sitemap, base_of
from pipeline.build.stages import Progress, view_dossier
from pipeline.corpus import Dossier, dossier_folders, load_dossier
from pipeline.errors import CorpusError
from pipeline.model import Level, Notice, Status

if TYPE_CHECKING:
    from pipeline.export.material import Material
    from pipeline.site import Keep, Summary
    from pipeline.site.views import DocumentView, DossierView

ACCOUNT = "build.json"
"""The file of the site that says what it was made from."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `memory` is the folder of earlier results, None for a build that knows nothing of them; `explain`
    puts every step into the report, which takes room where there are many; `engine` does the work; `address` is that
    of the site, if it is known, and makes a sitemap."""

    memory: Path | None = None
    official_only: bool = False
    strict: bool = False
    templates: tuple[Path, ...] = ()
    explain: bool = True
    engine: Engine = field(default=Pool())
    address: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made. `left_out` counts files that could not be used; `published` is false when `strict` kept the
    last site; `made` and `taken_over` count steps, and `steps` says what was made and why. With nothing to do there are
    none."""

    dossiers: int
    expressions: int
    pages: int
    left_out: int
    notices: tuple[Notice, ...]
    published: bool = True
    made: int = 0
    taken_over: int = 0
    steps: tuple[Step, ...] = ()


def memory_of(out: Path) -> Path:
    """The folder beside a site where its results are remembered.

    >>> memory_of(Path("build/site")).as_posix()
    'build/.site.memory'
    """
    return out.with_name(f".{out.name}.memory")


def build(corpus: Path, out: Path, progress: Progress = lambda *_: None, options: Options | None = None) -> Report:
    """Build the site of all dossiers in `corpus` and put it at `out`, all at once.

    A dossier goes through all stages, and its pages are written, before the next is begun.
    Raises CorpusError when no dossier can be used, when `out` is a folder that no build has made, or for an address
    that no site can have.
    """
    asked = options or Options()
    base = base_of(asked.address) if asked.address else ""
    folders = dossier_folders(corpus)
    replaceable(out)
    tally = _Tally(asked.explain)
    inputs, memory = Inputs(asked.templates), Memory(asked.memory, out, tally.step)
    told: dict[str, str | Table] = {
        "the corpus": corpus_files(corpus, apart=out),
        "code": inputs.code,
        "templates": inputs.templates,
        "versions": inputs.versions,
        "options": digest((asked.official_only, base) if base else asked.official_only),
    }
    known = memory.same("the site", told)
    if known and known == _whole(out) and (last := _last(memory)):
        return _allowed(last, asked)
    with contextlib.suppress(_NotPublishedError), new_site(out) as fresh:
        shelf = _Shelf(fresh, Sitemap(fresh, base) if base else None)
        _Work(corpus, out, asked, memory, inputs, progress, tally, shelf).write(folders)
        if not _allowed(tally.report(), asked).published:
            raise _NotPublishedError
        shelf.close()
        shelf.put(ACCOUNT, account(tally.dossiers, tally.notices, shelf.sums, inputs, asked.official_only))
    report = _allowed(replace(tally.report(), pages=shelf.pages), asked)
    if report.published:
        memory.note("the site", told, _whole(out))
        memory.close(encode(report).decode())
    return replace(report, made=tally.made, taken_over=tally.taken_over, steps=tuple(tally.steps))


class _NotPublishedError(Exception):
    """The new site is not to take the place of the last one."""


class _Tally:
    """What is kept of the dossiers and of the steps while the build goes on."""

    def __init__(self, explain: bool) -> None:
        self._explain = explain
        self.dossiers: list[Counted] = []
        self.notices: list[Notice] = []
        self.steps: list[Step] = []
        self.left_out = self.made = self.taken_over = 0

    def step(self, step: Step) -> None:
        self.made += bool(step.reasons)
        self.taken_over += not step.reasons
        if self._explain:
            self.steps.append(step)

    def dossier(self, counted_: Counted, notices: Sequence[Notice], left_out: int) -> None:
        self.dossiers.append(counted_)
        self.notices += notices
        self.left_out += left_out

    def report(self) -> Report:
        texts = sum(one.texts for one in self.dossiers)
        return Report(len(self.dossiers), texts, 0, self.left_out, tuple(self.notices))


class _Shelf:
    """Where the files of the new site are put; `sums` are the checksums of those that belong to no dossier."""

    def __init__(self, folder: Path, sitemap: Sitemap | None) -> None:
        self._folder, self._sitemap = folder, sitemap
        self.sums: dict[str, str] = {}
        self._slug, self._own = "", dict[str, str]()
        self.pages = 0

    def put(self, name: str, data: bytes) -> None:
        write(self._folder, name, data)
        (self._own if self._slug in name.split("/") else self.sums)[name] = checksum(data)
        self._count(name)

    def take(self, site: Path, sums: Mapping[str, str]) -> None:
        """Take over the files of a dossier from the last site, its account among them, which the site's names."""
        from pipeline.build.untouched import take

        for name in sums:
            take(site, name, self._folder)
            self._count(name)
        self.sums |= {name: sums[name] for name in sums if name.endswith(f"/{ACCOUNT}")}

    def _count(self, name: str) -> None:
        self.pages += name != ACCOUNT
        if self._sitemap:
            self._sitemap.add(name)

    def turn(self) -> None:
        """All pages of a dossier are there, and those for all that it filled."""
        if self._sitemap:
            self._sitemap.turn()

    def close(self) -> None:
        """All files but the account are there."""
        if self._sitemap:
            made = self._sitemap.close()
            self.sums |= files(self._folder, [self._folder / name for name in made])
            self.pages += len(made)

    @contextmanager
    def of_dossier(self, slug: str) -> Iterator[dict[str, str]]:
        """In this block files with the name of a dossier in their path belong to it; the block has their checksums."""
        self._slug, self._own = slug, {}
        try:
            yield self._own
        finally:
            self._slug = ""


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


@dataclass(frozen=True, slots=True)
class _Work:
    """Writes all files of the site but the account, each made or taken over from the site at `out`."""

    corpus: Path
    out: Path
    options: Options
    memory: Memory
    inputs: Inputs
    progress: Progress
    tally: _Tally
    shelf: _Shelf
    made: list[Summary] = field(default_factory=list)

    def write(self, folders: Sequence[Path]) -> None:
        from pipeline.site import pages

        keep, templates = _keep(self.memory, self.inputs), self.options.templates
        dossiers = self._dossiers(folders, keep)
        for path, data in pages(dossiers, count=len(folders), templates=templates, keep=keep, told=self.made.append):
            self.shelf.put(path, data)
        if not any(one.documents for one in self.tally.dossiers):
            message = self.tally.notices[0].message if self.tally.notices else "no document can be used"
            raise CorpusError(
                f"{message}{' (only official texts were asked for)' if self.options.official_only else ''}"
            )

    def _dossiers(self, folders: Sequence[Path], keep: Keep) -> Iterator[DossierView | Summary]:
        for number, folder in enumerate(folders, 1):
            with self.memory.chapter(folder.name):
                yield from self._dossier(folder, keep)
            self.shelf.turn()
            if self.tally.dossiers[-1].documents:
                self.progress("dossiers", number, len(folders))

    def _dossier(self, folder: Path, keep: Keep) -> Iterator[DossierView | Summary]:
        """A dossier, or the summary of one that is taken over whole."""
        from pipeline.build.untouched import Untouched, made_from, stands

        step, given = f"dossier {folder.name}", made_from(folder, self.out, self.inputs, self.options.official_only)
        known = self.memory.found(step, given, Untouched)
        if known and stands(self.out, known.files):
            self.memory.carry()
            self.tally.dossier(known.counted, known.notices, 0)
            self.shelf.take(self.out, known.files)
            yield known.summary
            return
        view, left_out = self._view(folder)
        notices = (*view.notices, *(one for document in view.documents for one in document.notices))
        self.tally.dossier(counted(view), notices, left_out)
        with self.shelf.of_dossier(view.slug) as sums:
            yield _offered(view, keep, self.shelf)
            own = account_of(view, sums)
        account_path = f"{view.slug}/{ACCOUNT}"
        self.shelf.put(account_path, own)
        if view.documents and not left_out:  # else the next build may find more
            sums = sums | {account_path: checksum(own)}
            self.memory.put(step, given, Untouched(counted(view), notices, self.made[-1], sums))
        self.made.clear()

    def _view(self, folder: Path) -> tuple[DossierView, int]:
        from pipeline.site.views import DossierView

        try:
            dossier = _without_place(load_dossier(folder), self.corpus)
        except CorpusError as error:
            notice = Notice(Level.ERROR, "dossier", _relative(str(error), self.corpus))
            return DossierView(folder.name, (), (), (), (notice,)), 0
        asked = _official(dossier) if self.options.official_only else dossier
        return view_dossier(asked, self.progress, self.memory, self.inputs, self.options.engine)


def _keep(memory: Memory, inputs: Inputs) -> Keep:
    """What makes a page, or takes it over from the last site."""
    same: dict[str, str | Table] = {
        "templates": inputs.templates,
        "code": inputs.room("site"),
        "language files": inputs.languages,
        "versions": inputs.versions,
    }

    def keep(path: str, values: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        return memory.page(path, make, {"what it shows": digest(values), **same})

    return keep


def _offered(view: DossierView, keep: Keep, shelf: _Shelf) -> DossierView:
    """The dossier with its downloads, which are put on the shelf."""
    from pipeline.build.materials import material_of
    from pipeline.export.formats import downloads
    from pipeline.site import Download

    listed: list[Download] = []
    documents: list[DocumentView] = []
    for document in view.documents:
        material = material_of(view, document)
        documents.append(_linked(document, material))
        for one in downloads(material):
            path = f"downloads/{view.slug}/{one.name}"
            data = keep(path, (one.material,), one.write)
            listed.append(Download(path, one.format.name, len(data), document.id, one.language, one.specimen))
            shelf.put(path, data)
    return replace(view, documents=tuple(documents), downloads=tuple(listed))


def _linked(document: DocumentView, material: Material) -> DocumentView:
    """The document with the JSON-LD of its language versions."""
    from pipeline.export.linked import embedded

    return replace(document, linked=tuple((one.language, embedded(one, material)) for one in document.expressions))


def _whole(site: Path) -> str:
    """One checksum of all files of a site; "" where there is none."""
    if not site.is_dir():
        return ""
    below = {path.name: total(files(site, _files_in(path))) for path in sorted(site.iterdir()) if path.is_dir()}
    return total(below | files(site, sorted(path for path in site.iterdir() if path.is_file())))


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
