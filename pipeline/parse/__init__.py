"""Source → Expression: the parts of a Council text.

The order of a text is cover, annex label, title, enacting formula, preamble, then headings and points. What the
format states (kind, number) is taken; the rest is inferred from numbers, dashes, capitals and end punctuation. What
fits nowhere becomes a JUNK part with a notice: nothing is dropped (see `account`).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.ids import ExpressionId
from pipeline.languages import Language
from pipeline.model import Expression, Kind, Level, Notice, Provenance, Source, Style, Subdivision
from pipeline.parse.body import read_body
from pipeline.parse.cover import read_cover, session
from pipeline.parse.notes import brackets, read_notes
from pipeline.repair import plain, replay

__all__ = ["Account", "account", "parse", "session"]


def parse(source: Source, language: Language, id: ExpressionId, provenance: Provenance) -> Expression:
    """The expression that a repaired source holds. Never refuses: doubts are notices, unknown text is JUNK."""
    blocks = [block for block in source.blocks if block.style not in (Style.NOTE, Style.FURNITURE) and plain(block)]
    cover, rest = read_cover(blocks, language)
    body = read_body(rest, language)
    parts = _number_junk((*cover, *body.parts))
    notes, notices = read_notes(source, parts)
    notices += tuple(_junk_notice(part) for part in parts if part.kind is Kind.JUNK) + body.notices
    if not any(part.kind is Kind.POINT for part in parts):
        message = "no numbered point found; is this a text of Council conclusions?"
        notices += (Notice(Level.ERROR, "no-points", message),)
    return Expression(id, provenance, parts, notes, source.notices + notices, source.repairs)


@dataclass(frozen=True, slots=True)
class Account:
    """Where the characters of a source went, white space aside. `lost` is what no part, note or furniture holds, and
    what the text of the file has, repairs applied, but no block.

    `deleted` is what tracked changes took away; it stays in the runs of the source.
    """

    read: int
    parts: int
    notes: int
    furniture: int
    junk: int
    deleted: int
    lost: int


def account(source: Source, expression: Expression) -> Account:
    """Count the characters of the repaired source against those of the expression (the law *nothing lost*)."""
    standing = sum(_size(plain(block)) for block in source.blocks)
    read = sum(_size("".join(run.text for run in block.runs if not run.note)) for block in source.blocks)
    furniture = sum(_size(plain(block)) for block in source.blocks if block.style is Style.FURNITURE)
    junk = sum(_size(part.text) for part in expression.walk() if part.kind is Kind.JUNK)
    parts = sum(_size(part.num) + _size(part.text) for part in expression.walk()) - junk
    blocks = {block.origin: block for block in source.blocks if block.style is Style.NOTE}
    signs = (brackets(blocks[note.origins[0]], note) for note in expression.notes if note.origins[0] in blocks)
    notes = sum(_size(note.mark) + _size(note.text) for note in expression.notes) + sum(map(_size, signs))
    unread = _size(replay(source.text, expression.repairs)) - standing if source.text else 0
    lost = unread + standing - parts - notes - furniture - junk
    return Account(read, parts, notes, furniture, junk, read - standing, lost)


def _size(text: str) -> int:
    return len("".join(text.split()))


def _number_junk(parts: tuple[Subdivision, ...]) -> tuple[Subdivision, ...]:
    out: list[Subdivision] = []
    count = 0
    for part in parts:
        if part.kind is Kind.JUNK:
            count += 1
            part = Subdivision(Kind.JUNK, f"junk_{count}", part.text, part.num, origins=part.origins)
        out.append(part)
    return tuple(out)


def _junk_notice(part: Subdivision) -> Notice:
    excerpt = part.text if len(part.text) <= 60 else part.text[:57] + "…"
    return Notice(Level.WARNING, "not-understood", f"not understood and kept as it is: {excerpt!r}", part.origins[0])
