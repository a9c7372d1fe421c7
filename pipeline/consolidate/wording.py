"""The text of a corrigendum as words that instruct and quotations, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.consolidate.forms import PLACES, WORDS, kinds, pattern
from pipeline.consolidate.quotations import OPENERS, Quotation, opens, quotation
from pipeline.model import Expression, Kind, Note, Origin, Source, Style, Subdivision
from pipeline.repair import plain

QUOTE = "quote"
_NOUN = frozenset({frozenset({"for"})})
_NEAR, _CLOSE = 24, 12
"""So many characters may stand between a word and the quotation after it ("the words"), or before it."""
_PUNCTUATION = re.compile(r"[ \t.,;:)\]]*")
_PREFIX = re.compile(r"(?:[^\W\d]\S*\s+){0,3}")
_COLON = re.compile(r"\s*:")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a corrigendum and where it was read."""

    text: str
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the instruction (`fields` of the language file that have it) or a quotation (`fields` is QUOTE)."""

    fields: frozenset[str]
    start: int
    end: int
    text: str
    colon: bool = False


def paragraphs(text: Expression | Source) -> tuple[Paragraph, ...]:
    """All paragraphs in reading order, whatever the parser took them for; an instruction may look like a point."""
    if isinstance(text, Source):
        blocks = [block for block in text.blocks if block.style is not Style.FURNITURE]
        return tuple(Paragraph(words, block.origin) for block in blocks if (words := _spaced(plain(block))))
    found = [_paragraph(part) for part in text.walk() if part.kind is not Kind.CLAUSE]
    found += [_note(note) for note in text.notes]
    return tuple(paragraph for paragraph in found if paragraph.text)


def _paragraph(part: Subdivision) -> Paragraph:
    clauses = [below.text for below in part.children if below.kind is Kind.CLAUSE]
    return Paragraph(_spaced(" ".join([part.num, part.text, *clauses])), part.origins[0] if part.origins else None)


def _note(note: Note) -> Paragraph:
    return Paragraph(_spaced(f"{note.mark} {note.text}"), note.origins[0] if note.origins else None)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def tokens(text: str, code: str) -> tuple[Token, ...]:
    """Quotations and the words beside them. Words far from any quotation are not instructions and are left out."""
    found = _run_together(_scan(text, code), text)
    return tuple(
        token
        for i, token in enumerate(found)
        if QUOTE in token.fields or _follows(found, i, text) or _precedes(found, i, text)
    )


def _run_together(listed: Iterable[Token], text: str) -> list[Token]:
    """Words of an instruction that follow each other as one: in "delete the words" the noun says nothing of its own."""
    found: list[Token] = []
    for token in listed:
        if not found or not _belong(found[-1], token, text):
            found.append(token)
            continue
        last = found[-1]
        fields = last.fields if token.fields in _NOUN else token.fields
        found[-1] = Token(fields, last.start, token.end, text[last.start : token.end], token.colon)
    return found


def _belong(last: Token, token: Token, text: str) -> bool:
    """Whether one of two words that stand side by side is a mere noun."""
    if token.start - last.end > 1 or "\n" in text[last.end : token.start]:
        return False
    return QUOTE not in token.fields | last.fields and bool(_NOUN & {token.fields, last.fields})


def _scan(text: str, code: str) -> Iterator[Token]:
    words = pattern(code, *WORDS)
    start = re.compile(f"{words.pattern}|[{re.escape(OPENERS)}]", re.IGNORECASE)
    at = 0
    while (match := start.search(text, at)) is not None:
        at = match.end()
        if match[0] in OPENERS:
            found = quotation(text, match.start(), lambda end: _ends(text, end, code)) if opens(text, at - 1) else None
            if found is not None:
                at = found.end
                yield Token(frozenset({QUOTE}), found.start, found.end, found.text)
            continue
        fields = frozenset(field for field, form in kinds(code) if form.fullmatch(match[0]))
        colon = _COLON.match(text, at)
        yield Token(fields, match.start(), at, match[0], colon is not None)
        bare = _unquoted(text, colon.end(), code) if colon and _starts_paragraph(text, match.start()) else None
        if bare is not None:
            at = bare.end
            yield Token(frozenset({QUOTE}), bare.start, bare.end, bare.text)


def _ends(text: str, at: int, code: str) -> bool:
    """Whether an instruction can go on here after a quotation: end of paragraph, a word, a place, a quotation."""
    spaces = _PUNCTUATION.match(text, at)
    begin, at = at, spaces.end() if spaces else at
    if at == len(text) or text[at] == "\n" or (at > begin and opens(text, at)) or pattern(code, *WORDS).match(text, at):
        return True
    prefix = _PREFIX.match(text, at)
    place = pattern(code, *PLACES)
    return any(place.match(text, i) for i in range(at, (prefix.end() if prefix else at) + 1))


def _starts_paragraph(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _unquoted(text: str, at: int, code: str) -> Quotation | None:
    """The words of an instruction that is set without quotation marks: the rest of the paragraph, or the next one."""
    start = at + len(text[at:]) - len(text[at:].lstrip())
    if start >= len(text) or text[start] in OPENERS or pattern(code, *WORDS).match(text, start):
        return None
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return Quotation(start, end, text[start:end].strip())


def _follows(found: Sequence[Token], i: int, text: str) -> bool:
    """Whether a quotation follows this word."""
    return i + 1 < len(found) and QUOTE in found[i + 1].fields and _gap(text, found[i], found[i + 1]) <= _NEAR


def _precedes(found: Sequence[Token], i: int, text: str) -> bool:
    """Whether this word follows a quotation."""
    return i > 0 and QUOTE in found[i - 1].fields and _gap(text, found[i - 1], found[i]) <= _CLOSE


def _gap(text: str, one: Token, other: Token) -> int:
    return len(text[one.end : other.start].strip(" \n\t:,;"))
