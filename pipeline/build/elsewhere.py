"""A dossier that a worker of a cluster makes, where no disk is shared: there and back as values.

The worker gets the files of the dossier's folder and the templates that were asked for, writes them into a folder of
its own, makes all files of the dossier there, and gives them back with its chapter of the memory.
"""

from __future__ import annotations

import contextlib
import tempfile
import zlib
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.build.cluster import Cluster
from pipeline.build.codec import checksum
from pipeline.build.dossiers import Apart, Site, make_apart
from pipeline.build.engine import Limits, PoisonError
from pipeline.build.inputs import Inputs, total
from pipeline.build.publish import write
from pipeline.errors import ConclusioError

LARGEST = 64_000_000
"""Bytes of a dossier with its templates. A larger one is made by the process that builds, file by file."""

Files = Mapping[str, bytes]
"""Bytes by path, compressed by zlib."""


@dataclass(frozen=True, slots=True)
class Order:
    """A dossier to be made: its name, its files, and the templates by the folders that the build was given.

    `inputs` are those of the build; a worker with other code or other versions would make other bytes.
    """

    name: str
    files: Files
    templates: tuple[Files, ...]
    inputs: Inputs
    official_only: bool
    remembered: bool
    limits: Limits


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a worker has made: files of the site, files of the memory, and what is to be said of them."""

    apart: Apart
    site: Files
    memory: Files


def make_elsewhere(cluster: Cluster, folders: Sequence[Path], site: Site) -> Generator[Apart | None, None, None]:
    """Each dossier in turn, its files put into the site and into the memory.

    None for what this process has to make: workers could not, or the folder is no plain folder of a usual size.
    Raises ConclusioError as `Cluster.run` does, and where a worker has another version of Conclusio.
    """
    orders = (_order(folder, site, cluster.limits) for folder in folders)
    with closing(cluster.each(_deliver, orders)) as found:
        for delivery in found:
            yield _received(delivery, site) if delivery else None


def _order(folder: Path, site: Site, limits: Limits) -> Order | None:
    """None where the folder holds more than plain files, or too much."""
    try:
        files, *templates = (_plain(one) for one in (folder, *site.templates))
    except (OSError, ValueError):
        return None
    remembered = site.memory is not None
    return Order(folder.name, files, tuple(templates), site.inputs, site.official_only, remembered, limits)


def _plain(folder: Path) -> Files:
    """All files of a folder that may be hostile. Raises ValueError for links and for more than `LARGEST` bytes."""
    paths = tuple(folder.rglob("*"))
    if any(path.is_symlink() for path in paths) or sum(path.stat().st_size for path in paths) > LARGEST:
        raise ValueError(folder)
    return _packed(folder)


def _packed(folder: Path) -> Files:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): zlib.compress(path.read_bytes(), 1) for path in paths}


def _unpacked(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        write(folder, name, zlib.decompress(data))
    return folder


def _deliver(order: Order | None) -> Delivery | None:
    """What a worker does. None for what the process that builds has to do, which will say what is wrong."""
    if order is None:
        return None
    if _own() != (total(order.inputs.code), total(order.inputs.versions)):
        raise ConclusioError("a worker has another version of Conclusio, or of a package that it needs")
    try:
        with tempfile.TemporaryDirectory() as scratch:
            return _made(order, Path(scratch))
    except (PoisonError, ConclusioError, OSError):
        return None


@cache
def _own() -> tuple[str, str]:
    inputs = Inputs()
    return total(inputs.code), total(inputs.versions)


def _made(order: Order, home: Path) -> Delivery:
    templates = tuple(_unpacked(one, home / f"templates-{number}") for number, one in enumerate(order.templates))
    folder = _unpacked(order.files, home / "corpus" / order.name)
    memory = home / "memory" if order.remembered else None
    (home / "fresh").mkdir()
    site = Site(home / "corpus", home / "last", home / "fresh", memory, templates, order.inputs, order.official_only)
    apart = make_apart(folder, site, order.limits)
    return Delivery(apart, _packed(site.fresh), _packed(memory) if memory else {})


def _received(delivery: Delivery, site: Site) -> Apart | None:
    """Put the files in their places; None where they are not those that the worker speaks of."""
    files = {name: zlib.decompress(data) for name, data in delivery.site.items()}
    if {name: checksum(data) for name, data in files.items()} != delivery.apart.done.sums:
        return None
    for name, data in files.items():
        write(site.fresh, name, data)
    if site.memory:
        with contextlib.suppress(OSError):  # a full disk only costs time later
            _unpacked(delivery.memory, site.memory)
    return delivery.apart
