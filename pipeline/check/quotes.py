"""Passages in quotation marks, in whatever marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_CLOSES = {
    "«": "»",
    "»": "«",
    "„": '“”"',
    "“": '”"',
    "”": "”",
    '"': '"”',
    "‘": "’",
    "\N{SINGLE LOW-9 QUOTATION MARK}": "‘’",
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
    "’": "’",
}
_LONGEST = 300  # characters
_PAIR = re.compile(
    "|".join(
        rf"(?<![^\W\d_]){opening}[\s\u00a0]?\S[^{opening}]{{0,{_LONGEST}}}?[{closing}](?!\w)"
        for opening, closing in _CLOSES.items()
    )
)


@lru_cache(maxsize=1 << 14)
def pairs(text: str) -> tuple[tuple[str, str, str], ...]:
    """Opening mark, words and closing mark of each passage. An apostrophe inside a word is no mark."""
    return tuple((match[0][0], match[0][1:-1].strip(), match[0][-1]) for match in _PAIR.finditer(text))


def quoted(text: str) -> Iterator[str]:
    """The words of each quoted passage."""
    return (words for _, words, _ in pairs(text))


@lru_cache(maxsize=1 << 14)
def without_quoted(text: str) -> str:
    """The text with quoted passages blanked out, at its length."""
    return _PAIR.sub(lambda match: " " * len(match[0]), text)
