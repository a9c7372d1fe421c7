"""bytes → `Source`: one module a format, each with a function `read(data, name, language) -> Source`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.errors import ReadError
from pipeline.ingest import text
from pipeline.model import Source

READERS: Mapping[str, Callable[[bytes, str, str], Source]] = {"txt": text.read}
"""Format → reader. The format is the file's extension in lower case."""


def read(data: bytes, name: str, language: str, format: str) -> Source:
    """Read a manifestation. `name` is shown in messages. Raises ReadError in one line for what cannot be read."""
    reader = READERS.get(format)
    if reader is None:
        raise ReadError(f"format {format!r} is not supported; use one of {', '.join(sorted(READERS))}", where=name)
    return reader(data, name, language)
