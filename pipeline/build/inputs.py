"""What a result depends on besides values: the code of a room and of all rooms left of it, language files, templates,
versions. Each is a table of names and checksums, so that a build can say which file was changed.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path

from pipeline.build.codec import digest

ROOMS = (
    "errors ids model findings languages citations ingest repair parse operative align compare consolidate check"
    " concordance export site corpus register build cli"
).split()
"""All rooms from left to right: one may import only from those left of it, which a test checks."""

Table = Mapping[str, str]
"""Names and checksums."""

_PACKAGE = Path(__file__).resolve().parent.parent
_SUFFIXES = frozenset({".py", ".toml", ".json"})


class Inputs:
    """The code, templates and versions that a build runs with; read once."""

    def __init__(self, templates: Sequence[Path] = (), package: Path = _PACKAGE) -> None:
        self._templates, self._package = tuple(templates), package

    def __getstate__(self) -> dict[str, object]:
        """What another process gets has been read here, for it may have other files."""
        return {**self.__dict__, "code": self.code, "templates": self.templates, "versions": self.versions}

    @cached_property
    def code(self) -> Table:
        """The checksums of the files of the package, by path below it."""
        paths = sorted(one for one in self._package.rglob("*") if one.suffix in _SUFFIXES)
        return files(self._package, paths)

    @cached_property
    def templates(self) -> Table:
        """The checksums of all templates, by the folder's place in the order of search and the path below it."""
        built_in = [one for one in (self._package, self._package.parent) if (one / "site_templates").is_dir()][:1]
        folders = [*self._templates, *(one / "site_templates" for one in built_in)]
        found: dict[str, str] = {}
        for number, folder in enumerate(folders, 1):
            name = "templates" if number == len(folders) else f"templates {number}"
            paths = sorted(one for one in folder.rglob("*") if one.is_file())
            found |= {f"{name}/{path}": sha for path, sha in files(folder, paths).items()}
        return found

    @cached_property
    def versions(self) -> Table:
        """Python, this program and every package that it needs, with their versions."""
        python = f"{sys.implementation.name} {sys.version.split()[0]}"
        return {"python": python, **dict(sorted(_installed("conclusio")))}

    def room(self, name: str) -> Table:
        """The code that a step of this room may run: its own, that of the rooms left of it, and that of the build.

        Language files are not in it; see `language` and `languages`.
        """
        rooms = {*ROOMS[: ROOMS.index(name) + 1], "build"}
        return {path: sha for path, sha in self.code.items() if _room(path) in rooms and not _is_language(path)}

    def language(self, code: str) -> Table:
        """The file of one language and those that all share."""
        return {
            path: sha for path, sha in self.languages.items() if Path(path).stem in (code, "concepts", "conventions")
        }

    @property
    def languages(self) -> Table:
        """The files of all languages."""
        return {path: sha for path, sha in self.code.items() if _is_language(path)}


def files(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """The sha256 of files, by their paths below a folder."""
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in paths}


def corpus_files(corpus: Path, apart: Path) -> dict[str, str]:
    """The sha256 of all files of a corpus; hidden ones, and those of a folder `apart`, left aside."""
    seen = (path for path in corpus.rglob("*") if not any(p.startswith(".") for p in path.relative_to(corpus).parts))
    kept = (path for path in seen if path.is_file() and not path.resolve().is_relative_to(apart.resolve()))
    return files(corpus, sorted(kept))


def total(table: Table) -> str:
    """One checksum for a table."""
    return digest(tuple(sorted(table.items())))


def changed(old: Table, new: Table) -> tuple[str, ...]:
    """The names that are in one table alone or have another checksum in the other, in order."""
    return tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _room(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


def _is_language(path: str) -> bool:
    return path.startswith("languages/") and path.endswith(".toml")


def _installed(name: str) -> Iterator[tuple[str, str]]:
    """A package and all that it needs, with versions; without metadata, all packages that are there."""
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        yield from ((one.name.lower(), one.version) for one in metadata.distributions())
        return
    waiting, seen = [name], {name}
    while waiting:
        one = waiting.pop()
        try:
            yield one, metadata.version(one)
        except metadata.PackageNotFoundError:
            continue  # for another platform
        below = set(needed(one))
        waiting += sorted(below - seen)
        seen |= below


def needed(name: str) -> tuple[str, ...]:
    """The packages that a package says it needs, by name, extras left aside; none for one that is not installed."""
    try:
        requires = metadata.distribution(name).requires or []
    except metadata.PackageNotFoundError:
        return ()
    plain = [re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0] for one in requires if "extra ==" not in one]
    return tuple(sorted({one.lower().replace("_", "-") for one in plain}))
