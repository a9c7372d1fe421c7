"""One dossier, from its folder to its files in the new site, in this process or in another one beside it.

Whoever does it writes the files of the dossier and its chapter of the memory; what others need of it comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipeline.build.account import ACCOUNT, Counted, account_of, counted
from pipeline.build.codec import checksum, digest
from pipeline.build.engine import Beside, Engine, Limits
from pipeline.build.inputs import Inputs, Table, total
from pipeline.build.materials import material_of
from pipeline.build.memory import Memory, Notes, Step
from pipeline.build.publish import write
from pipeline.build.stages import Progress, view_dossier
from pipeline.build.untouched import Untouched, made_from, stands, take
from pipeline.corpus import Dossier, load_dossier
from pipeline.errors import CorpusError
from pipeline.export.formats import downloads
from pipeline.export.linked import embedded
from pipeline.export.material import Material
from pipeline.model import Level, Notice, Status
from pipeline.site import Download, Press, Summary, dossier_pages
from pipeline.site.press import Keep
from pipeline.site.views import DocumentView, DossierView


@dataclass(frozen=True, slots=True)
class Site:
    """What all dossiers of a build share: the corpus, the last site, the folder of the new one, that of the memory."""

    corpus: Path
    last: Path
    fresh: Path
    memory: Path | None
    templates: tuple[Path, ...]
    inputs: Inputs
    official_only: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What others need of a dossier whose files are in the new site; `sums` are their checksums by path."""

    counted: Counted
    notices: tuple[Notice, ...]
    left_out: int
    summary: Summary
    sums: dict[str, str]


def make(
    folder: Path,
    site: Site,
    press: Press,
    memory: Memory,
    engine: Engine,
    progress: Progress,
) -> Done:
    """Make all files of a dossier, or take them over from the last site. Its chapter of the memory must be open."""
    step, given = f"dossier {folder.name}", made_from(folder, site.last, site.inputs, site.official_only)
    known = memory.found(step, given, Untouched)
    if known and stands(site.last, known.files):
        memory.carry()
        for name in known.files:
            take(site.last, name, site.fresh)
        return Done(known.counted, known.notices, 0, known.summary, known.files)
    view, left_out = _view(folder, site, memory, engine, progress)
    notices = (*view.notices, *(one for document in view.documents for one in document.notices))
    keep, sums = keeping(memory, site.inputs), dict[str, str]()

    def put(name: str, data: bytes) -> None:
        write(site.fresh, name, data)
        sums[name] = checksum(data)

    view = _offered(view, keep, put)
    pages = dossier_pages(press.keeping(keep), view)
    try:
        while True:
            put(*next(pages))
    except StopIteration as end:
        summary: Summary = end.value
    put(f"{view.slug}/{ACCOUNT}", account_of(view, sums))
    done = Done(counted(view), notices, left_out, summary, sums)
    if view.documents and not left_out:  # else the next build may find more
        memory.put(step, given, Untouched(done.counted, notices, summary, sums))
    return done


def is_known(folder: Path, site: Site, memory: Memory) -> bool:
    """Whether the last build has made this very dossier, so that there is next to nothing to do."""
    given = made_from(folder, site.last, site.inputs, site.official_only)
    return memory.knows(folder.name, f"dossier {folder.name}", given)


@dataclass(frozen=True, slots=True)
class Apart:
    """A dossier that was made in another process, with its steps and what else the memory holds of them."""

    done: Done
    steps: tuple[Step, ...]
    notes: Notes


def make_apart(folder: Path, site: Site, limits: Limits) -> Apart:
    """Make a dossier in a process of its own."""
    steps: list[Step] = []
    memory = Memory(site.memory, site.last, steps.append)
    with memory.chapter(folder.name):
        press = _press(site.templates, total(site.inputs.templates))
        done = make(folder, site, press, memory, Beside(limits), lambda *_: None)
    return Apart(done, tuple(steps), memory.notes)


@lru_cache(maxsize=1)
def _press(templates: tuple[Path, ...], _checksum: str) -> Press:
    """The templates of a build, read once a process."""
    return Press(templates)


def keeping(memory: Memory, inputs: Inputs) -> Keep:
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


def _view(folder: Path, site: Site, memory: Memory, engine: Engine, progress: Progress) -> tuple[DossierView, int]:
    try:
        dossier = _without_place(load_dossier(folder), site.corpus)
    except CorpusError as error:
        notice = Notice(Level.ERROR, "dossier", _relative(str(error), site.corpus))
        return DossierView(folder.name, (), (), (), (notice,)), 0
    return view_dossier(_official(dossier) if site.official_only else dossier, progress, memory, site.inputs, engine)


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


def _offered(view: DossierView, keep: Keep, put: Callable[[str, bytes], None]) -> DossierView:
    """The dossier with its downloads, which are put into the site."""
    listed: list[Download] = []
    documents: list[DocumentView] = []
    for document in view.documents:
        material = material_of(view, document)
        documents.append(_linked(document, material))
        last, shown = None, ""
        for one in downloads(material):
            path = f"downloads/{view.slug}/{one.name}"
            if one.material is not last:
                last, shown = one.material, digest(one.material)
            data = keep(path, (shown,), one.write)
            listed.append(Download(path, one.format.name, len(data), document.id, one.language, one.specimen))
            put(path, data)
    return replace(view, documents=tuple(documents), downloads=tuple(listed))


def _linked(document: DocumentView, material: Material) -> DocumentView:
    """The document with the JSON-LD of its language versions."""
    return replace(document, linked=tuple((one.language, embedded(one, material)) for one in document.expressions))
