"""Where each page stands in the folder, and how one page points to another: relative, so that any folder will do."""

from __future__ import annotations

import posixpath
from urllib.parse import quote, urlsplit

from pipeline.ids import DocumentId

START = "index.html"


def dossier_path(dossier: str) -> str:
    """The page of a dossier."""
    return f"{dossier}/index.html"


def reading_path(dossier: str, document: DocumentId, language: str) -> str:
    """The page of one language version.

    >>> reading_path("2022-research", DocumentId.parse("ST 10125/22"), "nl")
    '2022-research/ST-10125-2022-INIT/nl.html'
    """
    return f"{dossier}/{document.slug}/{language}.html"


def parallel_path(dossier: str, document: DocumentId) -> str:
    """The page with all languages of a document side by side."""
    return f"{dossier}/{document.slug}/parallel.html"


def changes_path(dossier: str, document: DocumentId, language: str) -> str:
    """The page with what changed in one language from the document before."""
    return f"{dossier}/{document.slug}/changes-{language}.html"


def relative(here: str, path: str, fragment: str = "") -> str:
    """The address of `path` as seen from the page `here`, percent-encoded.

    >>> relative("a/ST-1/nl.html", "static/site.css")
    '../../static/site.css'
    >>> relative("a/ST-1/nl.html", "a/ST-1/nl.html", "para_1")
    '#para_1'
    """
    end = f"#{quote(fragment)}" if fragment else ""
    if path == here and fragment:
        return end
    return quote(posixpath.relpath(path, posixpath.dirname(here) or ".")) + end


def is_web(address: str) -> bool:
    """Whether an address may become a link: http or https with a host, nothing that a browser would run."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
