"""A dossier of which nothing was changed is taken over whole: its files from the last site, and what others need of it.

So what a changed file costs hardly grows with the number of the other dossiers.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.build.account import Counted
from pipeline.build.codec import digest
from pipeline.build.inputs import Inputs, Table, corpus_files, files
from pipeline.model import Notice
from pipeline.site.summary import Summary


@dataclass(frozen=True, slots=True)
class Untouched:
    """What a build knows of a dossier that it has made: what its account says, its notices, what the pages of the whole
    site need of it, and the checksums of its files by their paths in the site."""

    counted: Counted
    notices: tuple[Notice, ...]
    summary: Summary
    files: dict[str, str]


def made_from(folder: Path, out: Path, inputs: Inputs, official_only: bool) -> dict[str, str | Table]:
    """All that the files of a dossier depend on."""
    return {
        "the files": corpus_files(folder, apart=out),
        "code": inputs.code,
        "templates": inputs.templates,
        "versions": inputs.versions,
        "options": digest(official_only),
    }


def stands(site: Path, sums: Mapping[str, str]) -> bool:
    """Whether all these files are in the site, undamaged."""
    try:
        return files(site, [site / name for name in sums]) == sums
    except OSError:
        return False


def take(site: Path, name: str, fresh: Path) -> None:
    """Put a file of the last site into the new one. No file of a site is ever written again, so a link will do."""
    target = fresh / name
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(site / name, target)
    except OSError:  # a file system without links
        shutil.copyfile(site / name, target)
