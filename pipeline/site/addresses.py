"""Where each page stands in the folder, and how one page points to another: relative, so that any folder will do."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from urllib.parse import quote, urlsplit

from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER

_UNKNOWN = "unknown"  # the page of the rows of which the lexicon knows no verb

INTERFACE = "en"
"""The language of pages that exist once; a page of the interface in it has no suffix."""


def overview_path(name: str, language: str, dossier: str = "") -> str:
    """A page that exists in each language of the interface: index, about, search; of a dossier: index, downloads.

    >>> overview_path("index", "en"), overview_path("index", "el", "2022-research")
    ('index.html', '2022-research/index-el.html')
    """
    file = f"{name}.html" if language == INTERFACE else f"{name}-{language}.html"
    return posixpath.join(dossier, file)


def reading_path(dossier: str, document: DocumentId, language: str, piece: int = 1) -> str:
    """The page of one language version; a long text has several.

    >>> reading_path("2022-research", DocumentId.parse("ST 10125/22"), "nl", 2)
    '2022-research/ST-10125-2022-INIT/nl-2.html'
    """
    return f"{dossier}/{document.slug}/{language}{_piece(piece)}.html"


def parallel_path(dossier: str, document: DocumentId, piece: int = 1) -> str:
    """The page with all languages of a document side by side; a long document has several."""
    return f"{dossier}/{document.slug}/parallel{_piece(piece)}.html"


def changes_path(dossier: str, document: DocumentId, language: str) -> str:
    """The page with what changed in one language from the document before."""
    return f"{dossier}/{document.slug}/changes-{language}.html"


def asked_path(dossier: str, document: DocumentId, language: str) -> str:
    """The page with who is asked to do what, in one language."""
    return f"{dossier}/{document.slug}/asked-{language}.html"


def verbs_path(dossier: str, document: DocumentId) -> str:
    """The page with the grid of operative verbs of a document."""
    return f"{dossier}/{document.slug}/verbs.html"


def findings_path(dossier: str, document: DocumentId) -> str:
    """The page with the findings about a document."""
    return f"{dossier}/{document.slug}/findings.html"


def consolidated_path(dossier: str, language: str) -> str:
    """The page with the consolidated text of a dossier in one language."""
    return f"{dossier}/consolidated-{language}.html"


def concept_path(concept: str, language: str, leaf: int = 1) -> str:
    """The page of a concept in one language of the interface; a common one has several leaves.

    >>> concept_path("invite", "en"), concept_path("", "nl", 2)
    ('concordance/invite.html', 'concordance/unknown-2-nl.html')
    """
    number = f"-{leaf}" if leaf > 1 else ""
    return overview_path(f"{concept or _UNKNOWN}{number}", language, "concordance")


def version_of(path: str) -> tuple[str, str]:
    """What a page is, whatever its language, and that language; the later pages of a long text are each their own.

    >>> version_of("d/index-el.html"), version_of("d/index.html")
    (('d/index', 'el'), ('d/index', 'en'))
    >>> version_of("d/ST-1/nl.html"), version_of("d/ST-1/nl-2.html"), version_of("d/ST-1/asked-nl.html")
    (('d/ST-1/', 'nl'), ('d/ST-1/nl-2', 'nl'), ('d/ST-1/asked', 'nl'))
    """
    folder, _, file = path.removesuffix(".html").rpartition("/")
    name, _, last = file.rpartition("-")
    here = f"{folder}/" if folder else ""
    if last in PROTOCOL_ORDER:
        return f"{here}{name}", last
    return f"{here}{file}", name if name in PROTOCOL_ORDER else INTERFACE


def _piece(number: int) -> str:
    return f"-{number}" if number > 1 else ""


def relative(here: str, path: str, fragment: str = "", query: str = "") -> str:
    """The address of `path` as seen from the page `here`, percent-encoded.

    >>> relative("a/ST-1/nl.html", "static/site.css")
    '../../static/site.css'
    >>> relative("a/ST-1/nl.html", "a/ST-1/nl.html", "para_1")
    '#para_1'
    >>> relative("index.html", "a/x.html", "y", "ui=el")
    'a/x.html?ui=el#y'
    """
    end = (f"?{query}" if query else "") + (f"#{quote(fragment)}" if fragment else "")
    if path == here and fragment and not query:
        return end
    return _from(here.rpartition("/")[0], path) + end


@lru_cache(maxsize=1 << 14)  # a page points again and again to the same few
def _from(folder: str, path: str) -> str:
    return quote(posixpath.relpath(path, folder or "."))


def is_web(address: str) -> bool:
    """Whether an address may become a link: http or https with a host, nothing that a browser would run."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
