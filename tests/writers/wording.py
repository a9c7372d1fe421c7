"""The words of a part as a writer needs them: text and notes in the order in which they are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.model import Expression, Kind, Note, Notice, OperativeVerb, Source, Style, Subdivision

Piece = str | Note
LANGUAGES = ("el", "bg", "mt", "ga", "fi", "hu", "nl", "de", "en", "fr")
"""Scripts, initial mutations, and languages that spaCy does not know: what a format has to carry."""


def essence(expression: Expression) -> Expression:
    """An expression without what depends on the file it was read from: origins, and repairs of a page layout."""
    notes = tuple(replace(note, origins=()) for note in expression.notes)
    notices = tuple(Notice(notice.level, notice.code, notice.message) for notice in expression.notices)
    parts = tuple(map(_without_origins, expression.parts))
    return replace(expression, parts=parts, notes=notes, notices=notices, repairs=())


def characters(source: Source) -> Counter[str]:
    """How often each character stands in a source, white space and marks of notes aside."""
    text = ""
    for block in source.blocks:
        words = "".join(run.text for run in block.runs if not run.note)
        text += words.removeprefix(block.num) if block.style is Style.NOTE else words
    return Counter("".join(text.split()))


def _without_origins(part: Subdivision) -> Subdivision:
    return replace(part, origins=(), children=tuple(map(_without_origins, part.children)))


def pieces(part: Subdivision, expression: Expression) -> list[Piece]:
    """The text of a part, cut where a note is referred to; a point's text is that of its clauses."""
    out: list[Piece] = []
    for i, holder in enumerate(holders(part)):
        out += [" "] if i else []
        out += _cut(holder, expression)
    return [piece for piece in out if piece]


def holders(part: Subdivision) -> list[Subdivision]:
    """The parts that hold the text of a part: its clauses, or itself."""
    clauses = [below for below in part.children if below.kind is Kind.CLAUSE]
    return clauses or [part]


def below(part: Subdivision) -> list[Subdivision]:
    """Items and further paragraphs of a part."""
    return [child for child in part.children if child.kind is not Kind.CLAUSE]


def verbs(part: Subdivision) -> Iterator[tuple[Subdivision, OperativeVerb]]:
    """The clauses of a part that have a verb."""
    yield from ((holder, holder.verb) for holder in holders(part) if holder.verb)


def _cut(holder: Subdivision, expression: Expression) -> Iterator[Piece]:
    at = 0
    for note in sorted((n for n in expression.notes if n.anchor == holder.eid), key=lambda note: note.offset):
        yield holder.text[at : note.offset]
        yield note
        at = note.offset
    yield holder.text[at:]
