"""Notes and the marks that refer to them, where the markup links them, raises them, or only sets them in brackets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.flow import Draft, Piece, fold
from pipeline.ingest.xml import Element, local_name
from pipeline.model import Style

_MARK = r"(?:\*{1,3}\d{0,3}|\d{1,3}|[a-z]|[ivx]{1,5})"
_WHOLE = re.compile(rf"[(\[]?\s*({_MARK})\s*[)\]]?")
_AT_START = re.compile(rf"[(\[]?\s*({_MARK})(?:\s*[)\]]|[.\s]|\N{{NO-BREAK SPACE}})\s*")
_LISTED = re.compile(r"\((\d{1,3})\)\s+\S")
_GLUED = r"(?<=[^\W\d_]|[”\"»’)\]])\({}\)(?!\w)"
_AFTER_FIGURE = r"(?<=\d)\({}\)(?!\w)"
_HEAD = 40  # characters
_UNIT = re.compile(r"(?:^|[\s\d])[a-zµ]{1,2}$")


@dataclass(frozen=True, slots=True)
class Links:
    """What links of an HTML file state: elements that are references, with their marks; blocks that are notes."""

    references: Mapping[Element, str]
    notes: Collection[Element]


def find_links(root: Element, blocks: Collection[str]) -> Links:
    """Links whose text is a mark and whose target is a later block that begins with the same mark."""
    elements = list(root.iter())
    at = {element: i for i, element in enumerate(elements)}
    targets: dict[str, Element] = {}
    for element in elements:
        for key in (element.get("id"), element.get("name")):
            if key:
                targets.setdefault(key, element)
    references: dict[Element, str] = {}
    notes: list[Element] = []
    heads: dict[Element, str] = {}
    for link in elements:
        if local_name(link) != "a" or not (link.get("href") or "").startswith("#"):
            continue
        mark = _WHOLE.fullmatch(_head(link))
        target = targets.get((link.get("href") or "")[1:])
        if mark is None or target is None or at[target] <= at[link]:
            continue
        block = _block(target, blocks)
        if block is None or block is _block(link, blocks):
            continue
        if block not in heads:
            heads[block] = _head(block)
        if _starts_with(heads[block], mark[1]):
            references[link] = mark[1]
            notes.append(block)
    return Links(references, frozenset(notes))


def resolve(drafts: list[Draft]) -> list[Draft]:
    """The blocks with notes numbered, and with references that nothing but their look states."""
    notes = [draft for draft in drafts if draft.style is Style.NOTE]
    for note in notes:
        match = _AT_START.match(note.text)
        note.num = match[1] if match else ""
    if notes:
        _raised_references(drafts, [note.num for note in notes if note.num])
    else:
        _listed_references(drafts)
    return drafts


def _raised_references(drafts: Sequence[Draft], marks: Sequence[str]) -> None:
    """Raised marks that follow each other as the notes do are references; a raised 2 after a unit is a power."""
    linked = {piece.note for draft in drafts for piece in draft.pieces if piece.note}
    expected = [mark for mark in marks if mark not in linked]
    for draft in drafts:
        for i, piece in enumerate(draft.pieces if draft.style is Style.PARAGRAPH else ()):
            match = _WHOLE.fullmatch(piece.text.strip()) if piece.raised and not piece.note else None
            before = draft.pieces[i - 1].text if i else ""
            if match and expected and match[1] == expected[0] and not _UNIT.search(before):
                piece.note = expected.pop(0)


def _listed_references(drafts: list[Draft]) -> None:
    """Notes of a text without any markup for them: the last paragraphs, numbered (1), (2), … without a gap.

    Each must have its reference in brackets after a word, in the same order; else they are not notes.
    """
    texts = [draft for draft in drafts if draft.style is Style.PARAGRAPH]
    count = _tail(texts)
    body, notes = texts[: len(texts) - count], texts[len(texts) - count :]
    found = list(_in_order(body, count))
    if not count or len(found) < count:
        return
    for number, (draft, piece, start, end) in reversed(list(enumerate(found, 1))):
        at = next(i for i, other in enumerate(draft.pieces) if other is piece)
        reference = replace(piece, text=piece.text[start:end], note=str(number))
        draft.pieces[at + 1 : at + 1] = [reference, replace(piece, text=piece.text[end:])]
        piece.text = piece.text[:start]
    for number, note in enumerate(notes, 1):
        note.style, note.num, note.kind = Style.NOTE, str(number), ""


def _tail(texts: Sequence[Draft]) -> int:
    """How many paragraphs at the end are numbered upwards from (1)."""
    numbers: list[int] = []
    for draft in reversed(texts):
        match = _LISTED.match(draft.text)
        if match is None or (numbers and int(match[1]) != numbers[-1] - 1):
            return 0
        numbers.append(int(match[1]))
        if numbers[-1] == 1:
            return len(numbers)
    return 0


def _in_order(body: Sequence[Draft], count: int) -> Iterator[tuple[Draft, Piece, int, int]]:
    """Where the references (1) to (`count`) stand: after a word if there is such a place, else after a figure."""
    pieces = [(draft, piece) for draft in body for piece in draft.pieces]
    after = (0, 0)
    for number in range(1, count + 1):
        places = (
            (i, match.start(), match.end())
            for pattern in (_GLUED, _AFTER_FIGURE)
            for i in range(after[0], len(pieces))
            for match in re.finditer(pattern.format(number), pieces[i][1].text)
            if (i, match.start()) >= after
        )
        place = next(places, None)
        if place is None:
            return
        after = (place[0], place[2])
        yield *pieces[place[0]], place[1], place[2]


def _head(element: Element) -> str:
    """The first characters of the text inside an element; more than a mark has."""
    head = ""
    for text in element.itertext():
        head += str(text).lstrip() if not head else str(text)[:_HEAD]
        if len(head) >= _HEAD:
            break
    return fold(head[:_HEAD]).strip()


def _block(element: Element, blocks: Collection[str]) -> Element | None:
    """The nearest block that holds an element, or the element itself."""
    at: Element | None = element
    while at is not None and local_name(at) not in blocks:
        at = at.getparent()
    return at


def _starts_with(text: str, mark: str) -> bool:
    match = _AT_START.match(text + " ")
    return match is not None and match[1] == mark
