"""Notes at page bottoms, joined with the marks that refer to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Block, Level, Mark, Note, Notice, Source, Style, Subdivision
from pipeline.repair import plain
from pipeline.repair.marks import note_number, number_of


def read_notes(source: Source, parts: Sequence[Subdivision]) -> tuple[tuple[Note, ...], tuple[Notice, ...]]:
    """The notes in the order of the text; `anchor` is empty where no mark refers to the note."""
    anchors = _anchors(source.blocks, [part for top in parts for part in top.walk()])
    notes: list[Note] = []
    notices: list[Notice] = []
    for block in source.blocks:
        text = plain(block)
        if block.style is not Style.NOTE or not text:
            continue
        mark, text = _mark(block, text)
        anchor, offset = _next(anchors.get(mark, []))
        eid = f"authorialNote_{len(notes) + 1}"
        notes.append(Note(eid, mark, text, anchor, offset, (block.origin,)))
        if not mark:
            message = "text in the note area has no mark; kept as a note of its own"
            notices.append(Notice(Level.WARNING, "note-without-number", message, block.origin))
    return tuple(notes), tuple(notices)


def brackets(block: Block, note: Note) -> str:
    """The signs that a publisher sets around the mark of a note: "()" in "(1) OJ C 424"."""
    text, rest = "".join(plain(block).split()), "".join(note.text.split())
    before = text[: len(text) - len(rest)] if text.endswith(rest) else ""
    signs = before.replace(note.mark, "", 1)
    return "" if any(map(str.isalnum, signs)) else signs


def _mark(block: Block, text: str) -> tuple[str, str]:
    """The mark of a note and the text after it: the mark that the format states, else a number in front."""
    stated = re.match(rf"[(\[]?\s*({re.escape(block.num)})\s*[)\]]?", text) if block.num else None
    if stated:
        return stated[1], text[stated.end() :].lstrip()
    match = note_number(text)
    return (number_of(match[0]), text[match.end() :]) if match and match.end() < len(text) else ("", text)


def _next(places: list[tuple[str, int]]) -> tuple[str, int]:
    """The first reference not yet taken: where marks begin anew, the second note 1 belongs to the second mark 1."""
    return places.pop(0) if len(places) > 1 else places[0] if places else ("", 0)


def _anchors(blocks: Sequence[Block], parts: Sequence[Subdivision]) -> dict[str, list[tuple[str, int]]]:
    """Mark → (eId, offset in the part's text) of its references."""
    by_origin = {part.origins[0]: part for part in parts if part.origins}
    anchors: dict[str, list[tuple[str, int]]] = {}
    for block in blocks:
        part = by_origin.get(block.origin)
        if part is None:
            continue
        prefix = len(plain(block)) - len(part.text)
        position = 0
        for run in block.runs:
            if Mark.DELETED in run.marks:
                continue
            if run.note:
                anchors.setdefault(run.note, []).append((part.eid, max(0, position - prefix)))
            else:
                position += len(run.text)
    return anchors
