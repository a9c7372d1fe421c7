"""A text as words, marks of punctuation and white space."""

from __future__ import annotations

import re

from pipeline.compare.typography import CLOSE_SINGLE, EDGE, OPEN_SINGLE, PARTING

_SPACE = re.compile(r"(\s+)")
_PARTING = re.compile(f"([{re.escape(PARTING)}]+)")


def tokens(text: str) -> list[str]:
    """Words, marks of punctuation and white space, in order; joined they are the text.

    A word is what stands between white space without the punctuation at its edges: "low-", "2021/2122" and
    "d'Europe" are one. A final apostrophe belongs to the word ("ta'") unless a single quotation mark is open.
    """
    found: list[str] = []
    is_open = False
    for chunk in _SPACE.split(text):
        if not chunk or chunk.isspace():
            found += [chunk] if chunk else []
            continue
        for piece in _PARTING.split(chunk):
            is_open = _peel(piece, is_open, found)
    return found


def _peel(piece: str, is_open: bool, found: list[str]) -> bool:
    """Append a piece with the punctuation at its edges apart; whether a single quotation mark is open after it."""
    start, end = 0, len(piece)
    while start < end and piece[start] in EDGE:
        is_open = is_open or piece[start] in OPEN_SINGLE
        found.append(piece[start])
        start += 1
    while end > start and piece[end - 1] in EDGE and (piece[end - 1] not in CLOSE_SINGLE or is_open):
        is_open = is_open and piece[end - 1] not in CLOSE_SINGLE
        end -= 1
    if start < end:
        found.append(piece[start:end])
    found.extend(piece[end:])
    return is_open
