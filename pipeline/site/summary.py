"""What the pages of the whole site need of a dossier once its own pages are made; a later build can take it over."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.site.concordance import Listed, listed
from pipeline.site.search import languages_of, words_of
from pipeline.site.shelves import Shelf
from pipeline.site.start import Chain, for_start_page


@dataclass(frozen=True, slots=True)
class Summary:
    """`chain` is what the start page shows; `listed` are the clauses for the concordance, by document; `words` are
    those of the search, by language in protocol order, each once and in order."""

    slug: str
    chain: Chain
    listed: tuple[tuple[Listed, ...], ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]


def summarise(chain: Chain, shelves: tuple[Shelf, ...]) -> Summary:
    """The summary of a dossier; `shelves` are those of its documents, oldest first."""
    slug = chain.dossier.slug
    with_texts = [shelf for shelf in shelves if shelf.document.expressions]
    words = tuple((code, words_of(shelves, code)) for code in languages_of(shelves))
    return Summary(slug, for_start_page(chain), tuple(listed(slug, shelf) for shelf in with_texts), words)
