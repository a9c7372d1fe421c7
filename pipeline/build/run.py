"""A whole build: what is asked, what is there already, the site in its place, and the report."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build.account import ACCOUNT, Counted, account
from pipeline.build.cluster import Cluster
from pipeline.build.codec import checksum, decode, digest, encode
from pipeline.build.engine import Engine, Pool
from pipeline.build.inputs import Inputs, Table, corpus_files, files, total
from pipeline.build.memory import Memory, Step
from pipeline.build.publish import new_site, replaceable, write
from pipeline.build.sitemap import Sitemap, base_of
from pipeline.build.stages import Progress
from pipeline.corpus import dossier_folders
from pipeline.errors import CorpusError
from pipeline.model import Level, Notice

if TYPE_CHECKING:
    from pipeline.build.dossiers import Apart, Done, Site
    from pipeline.site import Press, Summary

SHARED = "~"
"""Behind the name of a dossier: the chapter of the pages for all dossiers that were made when it was its turn."""


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
    engine: Engine = field(default_factory=Pool)
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
        from pipeline.build.dossiers import Site  # not before there is something to do: the stages are slow to load

        shelf = _Shelf(fresh, Sitemap(fresh, base) if base else None)
        site = Site(corpus, out, fresh, asked.memory, asked.templates, inputs, asked.official_only)
        _Work(site, asked, memory, progress, tally, shelf).write(folders)
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
        self.pages = 0

    def put(self, name: str, data: bytes) -> None:
        write(self._folder, name, data)
        self.sums[name] = checksum(data)
        self._count(name)

    def add(self, sums: Mapping[str, str]) -> None:
        """The files of a dossier are there, its account among them, which that of the site names."""
        for name in sums:
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


@dataclass(frozen=True, slots=True)
class _Work:
    """Writes all files of the site but the account: of each dossier, then those that show all of them."""

    site: Site
    options: Options
    memory: Memory
    progress: Progress
    tally: _Tally
    shelf: _Shelf

    def write(self, folders: Sequence[Path]) -> None:
        from pipeline.build.dossiers import keeping
        from pipeline.site import Press, pages

        press = Press(self.site.templates, keeping(self.memory, self.site.inputs))
        for path, data in pages(self._dossiers(folders, press), count=len(folders), press=press):
            self.shelf.put(path, data)
        if not any(one.documents for one in self.tally.dossiers):
            message = self.tally.notices[0].message if self.tally.notices else "no document can be used"
            raise CorpusError(
                f"{message}{' (only official texts were asked for)' if self.options.official_only else ''}"
            )

    def _dossiers(self, folders: Sequence[Path], press: Press) -> Iterator[Summary]:
        """Their summaries, each when the files of the dossier are there."""
        from pipeline.build.dossiers import make

        with closing(self._beside(folders)) as beside:
            for number, (folder, found) in enumerate(beside, 1):
                done = self._taken_up(found) if found else None
                if done is None:
                    with self.memory.chapter(folder.name):
                        done = make(folder, self.site, press, self.memory, self.options.engine, self.progress)
                self.tally.dossier(done.counted, done.notices, done.left_out)
                self.shelf.add(done.sums)
                with self.memory.chapter(f"{folder.name}{SHARED}"):
                    yield done.summary
                self.shelf.turn()
                if done.counted.documents:
                    self.progress("dossiers", number, len(folders))

    def _taken_up(self, found: Apart) -> Done:
        """What another process has made."""
        self.memory.take_up(found.notes)
        for step in found.steps:
            self.tally.step(step)
        return found.done

    def _beside(self, folders: Sequence[Path]) -> Generator[tuple[Path, Apart | None], None, None]:
        """Each dossier, with what a process of the pool has made of it; None for those that this process has to make.

        Several dossiers that are not those of the last build go to the pool, each to one process; of those of which
        nothing is remembered, several go to a cluster.
        """
        from pipeline.build.dossiers import is_known

        new = [folder for folder in folders if not is_known(folder, self.site, self.memory)]
        others, made = self._others(new)
        with closing(made):
            for folder in folders:
                yield folder, next(made) if folder in others else None

    def _others(self, new: Sequence[Path]) -> tuple[frozenset[Path], Generator[Apart | None, None, None]]:
        """Of some dossiers those that others make, and what they make of each."""
        from pipeline.build.dossiers import make_apart
        from pipeline.build.elsewhere import make_elsewhere

        engine = self.options.engine
        if isinstance(engine, Pool) and engine.shares(len(new), sum(map(_texts, new))):
            work = partial(make_apart, site=self.site, limits=engine.limits)
            return frozenset(new), engine.each(work, new)
        if isinstance(engine, Cluster):
            unknown = [folder for folder in new if not self.memory.holds(folder.name)]
            if len(unknown) > 1:
                return frozenset(unknown), make_elsewhere(engine, unknown, self.site)
        return frozenset(), _nothing()


def _nothing() -> Generator[Apart | None, None, None]:
    yield from ()


def _texts(folder: Path) -> int:
    """How many files there may be to read in the folder of a dossier."""
    return sum(path.is_file() for path in folder.glob("*/*"))


def _whole(site: Path) -> str:
    """One checksum of all files of a site; "" where there is none."""
    if not site.is_dir():
        return ""
    below = {path.name: total(files(site, _files_in(path))) for path in sorted(site.iterdir()) if path.is_dir()}
    return total(below | files(site, sorted(path for path in site.iterdir() if path.is_file())))


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
