"""The language versions of one document → Alignment: rows × languages, by evidence, without a pivot language.

    features    what of a segment can be compared across languages
    evidence    texts as arrays, and what two texts share
    scoring     log-odds of beads; encoder, embedding: what sentence embeddings add to them
    learning    what depends on the pair of languages; lexicon: words that answer each other in it
    window      the band that is looked at; dynamic: the programme; pairs: many pairs at once, coarse to fine
    columns     pairs → columns over all texts; moves: parts that stand elsewhere in one language
    consensus   all of this together
    segments    an expression laid out; rows: expressions → rows; judgement: the evidence of a row
    numbering   printed numbers that lie, told after the rows are made
    lines       plain lists of segments → beads; sentences: those inside the rows

The eId and the printed number of a part are evidence like its length, its figures or its operative verb: they are
weighed, after a first alignment without them, by how far they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.align.encoder import Encoder
from pipeline.align.lines import Beads, align_lines
from pipeline.align.numbering import numbering_notices
from pipeline.align.rows import rows_of
from pipeline.align.segments import text_of
from pipeline.errors import CorpusError
from pipeline.languages import order
from pipeline.model import Alignment, Expression, Level, Notice

__all__ = ["Beads", "Encoder", "PairLinks", "align", "align_anew", "align_lines"]


PairLinks = Mapping[tuple[str, str], Sequence[tuple[int, int, float]]]
"""By two languages, in protocol order, which segments of their texts belong together, with what probability."""


def align(expressions: Iterable[Expression], encoder: Encoder | None = None) -> Alignment:
    """Align the language versions of one document.

    Languages and cells stand in protocol order, whatever the order of the input; rows in reading order, a point
    before its clauses, notes last. Every part and note of every language stands in exactly one row. A row's wId is
    the eId of its first language that no other row has. Raises CorpusError when there is no text, or two in one
    language.
    """
    return align_anew(expressions, {}, encoder)[0]


def align_anew(
    expressions: Iterable[Expression], known: PairLinks, encoder: Encoder | None = None
) -> tuple[Alignment, PairLinks]:
    """As `align`, and the links of all pairs of languages, to be given again when other texts have changed.

    `known` are such links between texts that are the same still: the alignment is the same with them as without.
    """
    given = sorted(expressions, key=lambda expression: order(expression.language))
    if not given:
        raise CorpusError("nothing to align: give at least one text")
    languages = tuple(expression.language for expression in given)
    for code, following in pairwise(languages):
        if code == following:
            raise CorpusError(f"two texts in {code}: give one text a language")
    documents = sorted({expression.id.document for expression in given})
    notices: tuple[Notice, ...] = ()
    if len(documents) > 1:
        names = ", ".join(document.printed for document in documents)
        notices = (Notice(Level.WARNING, "several-documents", f"these are not texts of one document: {names}"),)
    place = {code: at for at, code in enumerate(languages)}
    before = {(place[a], place[b]): links for (a, b), links in known.items() if a in place and b in place}
    rows, links = rows_of([text_of(e) for e in given], encoder, before)
    found = Alignment(given[0].id.document, languages, rows, notices or numbering_notices(rows, given))
    return found, {(languages[a], languages[b]): pair for (a, b), pair in links.items()}
