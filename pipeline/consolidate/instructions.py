"""A COR document to its instructions: *On page 5, point 6: for: "…" read: "…"*, and its like in 24 languages.

What counts is the order of words and quotations, not what the parser took a paragraph for: a corrigendum is no text of
conclusions. A passage that names a page and instructs nothing that is understood becomes a notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.consolidate.concerned import concerned
from pipeline.consolidate.forms import number, pattern
from pipeline.consolidate.targets import target
from pipeline.consolidate.values import Corrigendum, Modification, Operation, Target
from pipeline.consolidate.wording import QUOTE, Paragraph, Token, paragraphs, tokens
from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER, Language
from pipeline.model import Expression, Kind, Level, Notice, Source

_FORMS = (
    (Operation.REPLACE, ("for", QUOTE, "read", QUOTE), 1, 3),
    (Operation.REPLACE, (QUOTE, "read", QUOTE), 0, 2),
    (Operation.INSERT, ("after", QUOTE, "insert", QUOTE), 1, 3),
    (Operation.INSERT, ("after", QUOTE, QUOTE, "insert"), 1, 2),
    (Operation.INSERT, (QUOTE, "behind", "insert", QUOTE), 0, 3),
    (Operation.INSERT, (QUOTE, "behind", QUOTE, "insert"), 0, 2),
    (Operation.INSERT, ("insert", QUOTE, "behind", QUOTE), 1, 3),
    (Operation.INSERT, ("insert", QUOTE, "after", QUOTE), 3, 1),
    (Operation.DELETE, ("delete", QUOTE), 1, -1),
    (Operation.DELETE, (QUOTE, "delete"), 0, -1),
    (Operation.REPLACE, ("read", QUOTE), -1, 1),
)
"""Operation, the order of its words and quotations, and where in it the old and the new words stand (-1 nowhere)."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One instruction with its range in the text, that of the words before it included."""

    modification: Modification
    start: int
    end: int


def is_corrigendum(expression: Expression) -> bool:
    """Whether a document corrects another: its code has COR n, or its cover, title or first words say so."""
    if expression.id.document.is_corrigendum:
        return True
    names = pattern(expression.language, "name")
    head = [p.text for p in expression.walk() if p.kind in (Kind.COVER, Kind.TITLE, Kind.JUNK)][:12]
    return any(names.match(text) for text in head)


def corrigendum(text: Expression, language: Language, source: Source | None = None) -> Corrigendum:
    """What a COR document instructs for the language it is written in.

    There are no modifications where it concerns other languages only, or where nothing was understood; notices say so.
    `source` is the same file before it was parsed, whose paragraphs are then read.
    """
    document = text.id.document
    read = paragraphs(source or text)
    languages = concerned([paragraph.text for paragraph in read], language.code)
    if language.code not in languages:
        notice = Notice(Level.INFO, "corrigendum-language", f"{_named(document)} concerns only {', '.join(languages)}")
        return Corrigendum(document, languages, (), (notice,))
    found, unread = _instructions(read, language.code, document)
    named = () if languages == PROTOCOL_ORDER else languages
    if not found and _is_whole(text):
        found, unread = (Modification(Operation.WHOLE, document),), ()
    if not found:
        message = f"no instruction was understood in {_named(document)}; read it and correct the text by hand"
        unread = (Notice(Level.ERROR, "corrigendum-unread", message),)
    return Corrigendum(document, named, found, unread)


def _is_whole(text: Expression) -> bool:
    """Whether a corrigendum holds the corrected text itself: it says so before its points, and has points."""
    if not text.of_kind(Kind.POINT):
        return False
    front = (part for part in text.parts if part.kind not in (Kind.POINT, Kind.HEADING))
    return any(pattern(text.language, "whole").search(part.text) for part in front)


def _instructions(
    read: Sequence[Paragraph], code: str, document: DocumentId
) -> tuple[tuple[Modification, ...], tuple[Notice, ...]]:
    text = "\n".join(paragraph.text for paragraph in read)
    found = list(_parse(text, code, document))
    starts = [0]
    for paragraph in read:
        starts.append(starts[-1] + len(paragraph.text) + 1)
    modifications: list[Modification] = []
    for one in found:
        at = max(i for i in range(len(read)) if starts[i] <= one.start)
        modifications.append(replace(one.modification, origin=read[at].origin))
    unread: list[Notice] = []
    for i, paragraph in enumerate(read):
        if not _is_used(found, starts[i], starts[i + 1] - 1) and _instructs(paragraph.text, code):
            message = f"not understood in {_named(document)}: {_excerpt(paragraph.text)}"
            unread.append(Notice(Level.WARNING, "corrigendum-unread", message, paragraph.origin))
    return tuple(modifications), tuple(unread)


def _parse(text: str, code: str, document: DocumentId) -> Iterator[_Found]:
    listed = tokens(text, code)
    last, end, i = Target(), 0, 0
    while i < len(listed):
        form = next((form for form in _FORMS if _fits(listed[i:], form[1])), None)
        if form is None:
            i += 1
            continue
        operation, order, old, new = form
        group = listed[i : i + len(order)]
        context = text[end : group[0].start]
        said = context + " ".join(text[a.end : b.start] for a, b in pairwise(group))
        aim = target(said, code, last)
        if not _is_meant(group, order, aim, said, code):
            i += 1
            continue
        words = Modification(
            operation,
            document,
            aim,
            group[old].text if old >= 0 else "",
            group[new].text if new >= 0 else "",
            pattern(code, "everywhere").search(said) is not None,
        )
        yield _Found(words, _context_start(text, end, group[0].start, code), group[-1].end)
        last, end, i = aim, group[-1].end, i + len(order)


def _fits(listed: Sequence[Token], order: Sequence[str]) -> bool:
    if len(listed) < len(order):
        return False
    return all(field in token.fields for token, field in zip(listed, order, strict=False))


def _is_meant(group: Sequence[Token], order: Sequence[str], aim: Target, said: str, code: str) -> bool:
    """Whether words and quotations are an instruction, and not a sentence that happens to have them.

    Words in front of the first quotation, or a colon, make one. A mere sequence must name a place; what is to take
    the place of a whole part must name that part itself.
    """
    if order == ("read", QUOTE):
        return group[0].colon and target(said, code, Target()).narrows
    if order[0] in ("for", "after"):
        return True
    return (
        any(token.colon for token in group) or aim != Target() or pattern(code, "everywhere").search(said) is not None
    )


def _context_start(text: str, start: int, end: int, code: str) -> int:
    """Where the words that name the place of an instruction begin: its own paragraph, and those before that name it."""
    begin = text.rfind("\n", start, end) + 1 or start
    while begin > start:
        before = text.rfind("\n", start, begin - 1) + 1 or start
        paragraph = text[before : begin - 1]
        if not paragraph.endswith((":", ",")) and not _instructs(paragraph, code):
            break
        begin = before
    return begin


def _is_used(found: Sequence[_Found], start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in found)


def _instructs(text: str, code: str) -> bool:
    """Whether a paragraph names a numbered page: what corrigenda do and covers do not."""
    match = pattern(code, "page").search(text)
    return match is not None and bool(number(match))


def _named(document: DocumentId) -> str:
    return document.printed if document.number else "the corrigendum"


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:79] + "\N{HORIZONTAL ELLIPSIS}")
