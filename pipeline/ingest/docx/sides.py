"""The two sides of a text with tracked changes: as it is (without deletions), as it was (without insertions).

A run that both sides share has neither mark. A moved run is MOVED and DELETED where it stood, MOVED and INSERTED where
it stands now. White space is made regular on each side by itself, so that either side reads as if typed alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from pipeline.model import Mark, Run

BREAK = "\n"
"""The end of a paragraph that a tracked change took away; the only line end inside a block."""

CHANGES = frozenset({Mark.INSERTED, Mark.DELETED})
_SPACES = re.compile("  +")


def both(before: str, after: str, marks: frozenset[Mark], note: bool = False) -> list[Run]:
    """Runs for a number that may differ on the two sides; "" where a side has none."""
    if before == after:
        return _run(after, marks, note)
    return [*_run(before, marks | {Mark.DELETED}, note), *_run(after, marks | {Mark.INSERTED}, note)]


def _run(text: str, marks: frozenset[Mark], note: bool) -> list[Run]:
    return [Run(text, marks, text if note else "")] if text else []


def stands(run: Run) -> bool:
    """Whether a run belongs to the text as it is."""
    return Mark.DELETED not in run.marks


def stood(run: Run) -> bool:
    """Whether a run belongs to the text as it was."""
    return Mark.INSERTED not in run.marks


def tidy(runs: Iterable[Run], *, went_on: bool = False, came_from: bool = False) -> tuple[Run, ...]:
    """The runs with one space for many, and none at the ends, on each side; runs of one look are joined.

    A space that one side has no use for is left to the other side alone. Note marks do not part the spaces around
    them. A run without text is kept: it carries the mark of a tracked paragraph end. `went_on` and `came_from` say
    that on the side as it was the text goes on after the last run, or began before the first.
    """
    pieces = [piece for run in runs for piece in _pieces(run)]
    forwards = _without_surplus(pieces, then=not came_from)
    backwards = _without_surplus(list(reversed(forwards)), then=not went_on)
    return _joined(list(reversed(backwards)))


def _pieces(run: Run) -> list[Run]:
    """A run in up to three: the space before, the words, the space after. One without text as it is."""
    if not run.text or run.text == BREAK or run.note:
        return [run] if run.text or run.marks & CHANGES else []
    words = run.text.strip(" ")
    spaces = (
        ("", "") if words == run.text else (run.text[: run.text.index(words)], run.text[len(run.text.rstrip(" ")) :])
    )
    texts = (" " if spaces[0] else "", _SPACES.sub(" ", words), " " if words and spaces[1] else "")
    return [Run(text, run.marks) for text in texts if text] if words else [Run(" ", run.marks)]


def _without_surplus(pieces: Sequence[Run], then: bool) -> list[Run]:
    """Spaces after a space or at the beginning are taken off the side where they stand.

    `now` and `then` say whether the last character of that side is a space, or there is none yet.
    """
    out: list[Run] = []
    now = True
    for piece in pieces:
        is_now, is_then = stands(piece), stood(piece)
        if piece.text == BREAK:
            then = True
        elif piece.text.isspace() and not piece.note:
            piece = _on(piece, is_now and not now, is_then and not then)
            now, then = now or is_now, then or is_then
        elif piece.text and not piece.note:
            now, then = now and not is_now, then and not is_then
        out += [piece] if piece.text or piece.marks & CHANGES else []
    return out


def _on(space: Run, now: bool, then: bool) -> Run:
    """A space on the given sides; on none it has no text left."""
    if not (now or then):
        return Run("")
    marks = space.marks - CHANGES
    if now != then:
        marks |= {Mark.INSERTED if now else Mark.DELETED}
    return Run(" ", marks, space.note)


def _joined(pieces: Sequence[Run]) -> tuple[Run, ...]:
    groups = groupby(pieces, key=lambda piece: (piece.marks, piece.note, not piece.text))
    joined: list[Run] = []
    for (marks, note, empty), group in groups:
        same = list(group)
        joined += same if note else [Run("" if empty else "".join(piece.text for piece in same), marks, note)]
    return tuple(joined)
