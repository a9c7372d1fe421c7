"""The new site takes the place of the old one, whole or not at all.

The site is written into a new folder beside the old one. Then the two change places in one step of the file system
(Linux and macOS can exchange two folders; elsewhere there are two renamings, and the next build mends what was stopped
between them). Whoever is stopped before leaves the old site, whoever is stopped after leaves the new one. Folders that
a stopped build left are taken away by the next.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pipeline.errors import CorpusError

try:
    import fcntl
except ImportError:  # no such locks there: stale folders then stay
    fcntl = None  # type: ignore[assignment]

MARKER = ".conclusio-site"
"""The file that says that a folder was made by a build, and may be replaced by one."""

_HERE = -100  # AT_FDCWD of linux/fcntl.h: paths as they are
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h, RENAME_SWAP of macOS


def replaceable(out: Path) -> None:
    """Raise CorpusError when `out` holds something that no build has made."""
    if out.exists() and not out.is_dir():
        raise CorpusError("this is a file; name a folder for the site", where=str(out))
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).exists():
        raise CorpusError("this folder was not made by a build; name another, or empty it", where=str(out))


@contextmanager
def new_site(out: Path) -> Iterator[Path]:
    """A new folder that takes the place of `out` when the block ends well, and goes away when it does not."""
    out = out.resolve()
    replaceable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with _claimed_folder(out) as fresh:
        yield fresh
        (fresh / MARKER).write_bytes(b"")
        fresh.chmod(0o755)
        with _alone(out.parent):
            _swap(fresh, out)


def write(folder: Path, name: str, data: bytes) -> None:
    """Write a file of the site."""
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _swap(fresh: Path, out: Path) -> None:
    """Put `fresh` where `out` is; `fresh` is then the old site, or nothing."""
    replaceable(out)
    if not out.exists():
        fresh.rename(out)
    elif not _exchange(fresh, out):
        old = out.with_name(f".{out.name}-old")
        out.rename(old)
        fresh.rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    pair = (os.fsencode(one), os.fsencode(other))
    with contextlib.suppress(AttributeError):
        if sys.platform == "darwin" and library:
            return bool(library.renamex_np(*pair, _EXCHANGE) == 0)
        if library:
            return bool(library.renameat2(_HERE, pair[0], _HERE, pair[1], _EXCHANGE) == 0)
    return False


def _tidy(out: Path) -> None:
    """Mend what a stopped build left: a site put aside comes back, unfinished folders go."""
    old = out.with_name(f".{out.name}-old")
    if old.exists() and not out.exists():
        old.rename(out)
    for path in out.parent.glob(f".{out.name}-*"):
        if path.is_dir() and _unclaimed(path):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other build is in this block for the same folder."""
    handle = os.open(folder, os.O_RDONLY) if fcntl else -1
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        if fcntl:
            os.close(handle)


@contextmanager
def _claimed_folder(out: Path) -> Iterator[Path]:
    """A new folder beside `out`, claimed for as long as this process lives in this block."""
    with ExitStack() as claim:
        with _alone(out.parent):
            _tidy(out)
            fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
            claim.enter_context(_alone(fresh))
        try:
            yield fresh
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _unclaimed(folder: Path) -> bool:
    """Whether no living build works in the folder."""
    if not fcntl:
        return False
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
