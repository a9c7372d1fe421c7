"""bytes → `Source`: one module a format, each with a function `read(data, name, language) -> Source`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.errors import ReadError
from pipeline.ingest import akn, docx, formex, html, pdf, text
from pipeline.ingest.xml import decode_markup, root_name
from pipeline.model import Source


def _read_xml(data: bytes, name: str, language: str) -> Source:
    """Akoma Ntoso, XHTML or Formex, by the name of the root element."""
    root = root_name(decode_markup(data, name, language).text)
    return {"akomaNtoso": akn.read, "html": html.read}.get(root, formex.read)(data, name, language)


READERS: Mapping[str, Callable[[bytes, str, str], Source]] = {
    "akn": akn.read,
    "docx": docx.read,
    "fmx": formex.read,
    "htm": html.read,
    "html": html.read,
    "pdf": pdf.read,
    "txt": text.read,
    "xhtml": html.read,
    "xml": _read_xml,
}
"""Format → reader. The format is the file's extension in lower case."""


def read(data: bytes, name: str, language: str, format: str) -> Source:
    """Read a manifestation. `name` is shown in messages. Raises ReadError in one line for what cannot be read."""
    reader = READERS.get(format)
    if reader is None:
        raise ReadError(f"format {format!r} is not supported; use one of {', '.join(sorted(READERS))}", where=name)
    return reader(data, name, language)
