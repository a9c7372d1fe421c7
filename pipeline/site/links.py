"""What a text cites, as links: documents of the Council to its register, the Official Journal to EUR-Lex.

Both open in the reader's language. Addresses of the register: `DocumentId.register_url`. EUR-Lex: a table of contents
by `uri=OJ:L:2008:222:TOC`, an act since October 2023 by `uri=OJ:L_202302387`; an ELI leads where it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from pipeline.citations import Citation, Regime, find_citations
from pipeline.errors import ConclusioError
from pipeline.ids import DocumentId
from pipeline.languages import load

_EUR_LEX = "https://eur-lex.europa.eu/legal-content"
_CODE = r"(?P<code>\d{4,5}(?:/\d{1,2})?/\d{2}(?!\d)(?:\s(?:REV|ADD|COR)\s\d{1,2})*)"


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of a text, half-open in code points, and where it leads."""

    start: int
    end: int
    address: str


@cache
def links(text: str, language: str) -> tuple[Link, ...]:
    """All that can be linked in a text, in order; nothing overlaps."""
    found = sorted((*_journal(text, language), *_documents(text, language)), key=lambda link: (link.start, link.end))
    kept: list[Link] = []
    for link in found:
        if not kept or link.start >= kept[-1].end:
            kept.append(link)
    return tuple(kept)


def _journal(text: str, language: str) -> Iterator[Link]:
    for citation in find_citations(text, load(language)):
        address = _address(citation, language)
        if address:
            yield Link(citation.start, citation.end, address)


def _address(citation: Citation, language: str) -> str:
    """The page of EUR-Lex for a citation, "" where it does not say enough."""
    if citation.eli and urlsplit(citation.eli).netloc == "data.europa.eu":
        return citation.eli
    if citation.regime is Regime.ACTS:
        year, number = re.findall(r"\d+", citation.number)
        return f"{_EUR_LEX}/{language.upper()}/TXT/?uri=OJ:{citation.series}_{year}{int(number):05d}"
    year = citation.date[:4]
    if citation.regime is Regime.ISSUES and citation.issue and year:
        issue = f"{int(citation.issue):03d}{citation.part}"
        return f"{_EUR_LEX}/{language.upper()}/TXT/?uri=OJ:{citation.series}:{year}:{issue}:TOC"
    return ""


def _documents(text: str, language: str) -> Iterator[Link]:
    for match in _document(language).finditer(text):
        try:
            document = DocumentId.parse(match["code"])
        except ConclusioError:
            continue
        yield Link(match.start("code"), match.end("code"), document.register_url(language))


@cache
def _document(language: str) -> re.Pattern[str]:
    """A code after a word for "document" or after ST: figures with a stroke alone may be anything."""
    words = sorted({"ST", *load(language).document}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})[:\s]\s?{_CODE}")
