"""Which addresses are asked, and which answers can be what was asked for.

The form of an address is `https://data.consilium.europa.eu/doc/document/ST-10125-2022-INIT/nl/pdf`. Only https, and
only the hosts in `HOSTS`, whatever a redirect says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from pipeline.errors import ReadError
from pipeline.ids import DocumentId

HOSTS = ("data.consilium.europa.eu", "www.consilium.europa.eu")
"""The hosts of the register. No other is ever asked."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_UNTYPED = ("application/octet-stream", "binary/octet-stream", "application/x-download", "")


@dataclass(frozen=True, slots=True)
class Form:
    """How a format is recognised: content types, what stands in the first and, if any, in the last 1,024 bytes."""

    name: str
    types: tuple[str, ...]
    head: bytes
    tail: bytes = b""

    def allows(self, content_type: str) -> bool:
        """Whether an answer of this content type can be in the format."""
        kind = content_type.partition(";")[0].strip().lower()
        return kind in self.types or kind in _UNTYPED

    def starts(self, data: bytes) -> bool:
        """Whether a file that begins so can be in the format."""
        return self.head in data[:1024] if self.head else not data.lstrip().startswith(b"<") and b"\0" not in data

    def ends(self, data: bytes) -> bool:
        """Whether a file that ends so is whole."""
        return self.tail in data[-1024:]


FORMATS: Mapping[str, Form] = {
    "docx": Form(
        "DOCX",
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"),
        b"PK\x03\x04",
        b"PK\x05\x06",
    ),
    "pdf": Form("PDF", ("application/pdf", "application/x-pdf"), b"%PDF-", b"%%EOF"),
    "txt": Form("plain text", ("text/plain",), b""),
}
"""The formats that can be asked for. Of the register only PDF is known; the others are for servers of the same form."""


def address(base: str, document: DocumentId, language: str, format: str) -> str:
    """The address of a language version."""
    return f"{base.rstrip('/')}/{document.slug}/{language}/{format}"


def check_base(base: str) -> None:
    """Raise ReadError unless a base address is the register's, or on this machine."""
    parts = _split(base)
    if parts is None or not (_is_register(parts) or parts.hostname in _LOOPBACK):
        raise ReadError(f"{base!r} is not an address of the register; only https and {', '.join(HOSTS)} are asked")


def redirected(url: str, location: str, base: str) -> str | None:
    """The address that a redirect leads to; None when it must not be followed.

    From the register to the register by https; from this machine only to the same host and port.
    """
    if not location or not location.isascii() or not location.isprintable():
        return None
    try:
        parts = _split(urljoin(url, location))
    except ValueError:
        return None
    if parts is None:
        return None
    home = urlsplit(base)
    if home.hostname in _LOOPBACK:
        return parts.geturl() if (parts.scheme, parts.netloc) == (home.scheme, home.netloc) else None
    return parts.geturl() if _is_register(parts) else None


def _is_register(parts: SplitResult) -> bool:
    return parts.scheme == "https" and parts.netloc.lower() in {*HOSTS, *(f"{host}:443" for host in HOSTS)}


def _split(url: str) -> SplitResult | None:
    """The parts of an http address without user name, None for any other."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        return parts if known and parts.port != 0 else None
    except ValueError:
        return None
