"""An unfinished download: the bytes that came so far, and beside them a note on what they are of.

    .nl.pdf.part    the bytes
    .nl.pdf.state   JSON: address, validator (ETag or date) of the answer; once whole, checksum and date

A run that was killed leaves these two; the next one goes on from there, or finds that nothing is left to do.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Download:
    """A whole file: where it lies, the address asked for, the ISO date on which it came, its size in bytes."""

    path: Path
    source: str
    retrieved: str
    size: int


@dataclass(frozen=True, slots=True)
class _State:
    source: str
    validator: str = ""
    sha256: str = ""
    retrieved: str = ""


@dataclass(frozen=True, slots=True)
class Partial:
    """The unfinished download of one file, which belongs at `target`."""

    target: Path

    @property
    def path(self) -> Path:
        return self.target.with_name(f".{self.target.name}.part")

    @property
    def _note(self) -> Path:
        return self.target.with_name(f".{self.target.name}.state")

    def start(self, source: str, validator: str) -> None:
        """Begin anew. `validator` is what tells the answer from a later one, "" where nothing does."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self._write(_State(source, validator))

    def resume(self, source: str) -> tuple[int, str]:
        """The bytes that are there of an address and their validator; (0, "") when it must begin anew."""
        state = self._read()
        if state is None or state.source != source or not state.validator or not self.path.is_file():
            return 0, ""
        size = self.path.stat().st_size
        return (size, state.validator) if size else (0, "")

    def finish(self, source: str, retrieved: str) -> Download:
        """Note that the bytes are whole."""
        self._write(_State(source, "", _sha256(self.path), retrieved))
        return Download(self.path, source, retrieved, self.path.stat().st_size)

    def finished(self) -> Download | None:
        """A download that an earlier run finished, but did not put away."""
        state = self._read()
        if state is None or not state.sha256:
            return None
        path = next((path for path in (self.path, self.target) if _sha256(path) == state.sha256), None)
        return Download(path, state.source, state.retrieved, path.stat().st_size) if path else None

    def discard(self) -> None:
        """Take away what is left, and the folders of document and dossier where nothing else is in them."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)
        for folder in (self.path.parent, self.path.parent.parent):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _read(self) -> _State | None:
        """The note, None where there is none that can be understood."""
        try:
            said = json.loads(self._note.read_bytes())
            state = _State(**said)
        except (OSError, ValueError, TypeError):
            return None
        return state if all(isinstance(value, str) for value in asdict(state).values()) else None

    def _write(self, state: _State) -> None:
        fresh = self._note.with_name(f"{self._note.name}.new")
        fresh.write_text(json.dumps(asdict(state)), encoding="utf-8")
        fresh.replace(self._note)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
