"""Notes at page bottoms, joined with the marks that refer to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Block, Level, Note, Notice, Source, Style, Subdivision
from pipeline.repair import plain

_NOTE = re.compile(r"(\d{1,3})\s+")


def read_notes(source: Source, parts: Sequence[Subdivision]) -> tuple[tuple[Note, ...], tuple[Notice, ...]]:
    """The notes in the order of the text; `anchor` is empty where no mark refers to the note."""
    anchors = _anchors(source.blocks, [part for top in parts for part in top.walk()])
    notes: list[Note] = []
    notices: list[Notice] = []
    for block in source.blocks:
        if block.style is not Style.NOTE:
            continue
        match = _NOTE.match(block.text)
        mark = match[1] if match else ""
        anchor, offset = anchors.get(mark, ("", 0))
        text = block.text[match.end() :] if match else block.text
        eid = f"authorialNote_{len(notes) + 1}"
        notes.append(Note(eid, mark, text, anchor, offset, (block.origin,)))
        if not mark:
            message = "text in the note area has no mark; kept as a note of its own"
            notices.append(Notice(Level.WARNING, "note-without-number", message, block.origin))
    return tuple(notes), tuple(notices)


def _anchors(blocks: Sequence[Block], parts: Sequence[Subdivision]) -> dict[str, tuple[str, int]]:
    """Mark → (eId, offset in the part's text) of its first reference."""
    by_origin = {part.origins[0]: part for part in parts if part.origins}
    anchors: dict[str, tuple[str, int]] = {}
    for block in blocks:
        part = by_origin.get(block.origin)
        if part is None:
            continue
        prefix = len(plain(block)) - len(part.text)
        position = 0
        for run in block.runs:
            if run.note:
                anchors.setdefault(run.note, (part.eid, max(0, position - prefix)))
            else:
                position += len(run.text)
    return anchors
