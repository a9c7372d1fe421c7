"""What a memory leaves on the disk for the next build: manifests, journals, and files that are written whole or not."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipeline.build.codec import decode
from pipeline.build.engine import Limits

VERSION = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of a step: checksums of its inputs and result, or why it has none, with which limits."""

    inputs: dict[str, str]
    result: str
    refused: str = ""
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a journal: a step, and what is remembered of it."""

    name: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build leaves to the next one. `tables` are those that inputs sum up; `summary` is its report."""

    version: int
    steps: dict[str, Kept]
    tables: dict[str, dict[str, str]]
    summary: str


def read(path: Path) -> Manifest:
    """The manifest of the last build; an empty one when there is none that can be used."""
    try:
        found = decode(path.read_bytes(), Manifest)
    except (OSError, ValueError):
        return empty()
    return found if found.version == VERSION else empty()


def journal(path: Path) -> dict[str, Kept]:
    """The steps of a journal; a line that was not finished is no line."""
    found: dict[str, Kept] = {}
    for line in (bytes_of(path) or b"").splitlines():
        with contextlib.suppress(ValueError):
            entry = decode(line, Entry)
            found[entry.name] = entry.kept
    return found


def empty() -> Manifest:
    """The manifest of a build that knows of no other."""
    return Manifest(VERSION, {}, {}, "")


def bytes_of(path: Path) -> bytes | None:
    """The bytes of a file; None for one that cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, whoever else writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
