"""What a worker does: encoded values in, an encoded value out. Nothing here knows where anything lies.

Each function imports its stage when it is called, so that a worker loads no more than it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.build.codec import decode, digest, encode
from pipeline.errors import ReadError
from pipeline.ids import ManifestationId
from pipeline.model import Alignment, Comparison, Expression, Source


def read(data: bytes, name: bytes, id: bytes) -> bytes:
    """A file, its name for messages, its ManifestationId → Expression. Raises ReadError where it cannot be used."""
    from pipeline.build import texts

    what = decode(id, ManifestationId)
    _, expression = texts.make_expression(data, name.decode(), what.format, what.expression, texts.NOWHERE)
    doubt = texts.unusable(expression)
    if doubt is not None:
        raise ReadError(doubt.message, where=name.decode())
    return encode(expression)


@dataclass(frozen=True, slots=True)
class Aligned:
    """An alignment, with what helps to make the next one: checksums of the texts by language, and links of pairs."""

    alignment: Alignment
    texts: dict[str, str]
    links: tuple[tuple[str, str, tuple[tuple[int, int, float], ...]], ...]


def align(texts: bytes, last: bytes) -> bytes:
    """Expressions of one document, and the last Aligned, if any → Aligned. Only pairs with a new text are aligned."""
    from pipeline.align import align_anew

    expressions = decode(texts, tuple[Expression, ...])
    sums = {one.language: digest(one) for one in expressions}
    before = decode(last, Aligned) if last else None
    same = {code for code, checksum in sums.items() if before and before.texts.get(code) == checksum}
    known = {(a, b): links for a, b, links in (before.links if before else ()) if {a, b} <= same}
    alignment, links = align_anew(expressions, known)
    return encode(Aligned(alignment, sums, tuple((a, b, tuple(pair)) for (a, b), pair in links.items())))


def compare(old: bytes, new: bytes) -> bytes:
    """Two Expressions of one language → Comparison."""
    from pipeline.compare import compare

    return encode(compare(decode(old, Expression), decode(new, Expression)))


def check(alignment: bytes, texts: bytes, comparisons: bytes) -> bytes:
    """Alignment, Expressions, Comparisons of one document → Findings without decisions."""
    from pipeline.check import check

    changes = decode(comparisons, tuple[Comparison, ...])
    return encode(check(decode(alignment, Alignment), decode(texts, tuple[Expression, ...]), changes))


def consolidate(chain: bytes) -> bytes:
    """Dates, Expressions and, for corrigenda, their Sources, oldest first → Consolidation."""
    from pipeline.consolidate import Modifier, consolidate

    (date, base, _), *later = decode(chain, tuple[tuple[str, Expression, Source | None], ...])
    return encode(consolidate(base, [Modifier(text, when, source) for when, text, source in later], date))


WORK: Mapping[str, Callable[..., bytes]] = {
    "read": read,
    "align": align,
    "compare": compare,
    "check": check,
    "consolidate": consolidate,
}
"""All that a task can be."""
