"""Words made alike for matching, whatever their case and accents."""

from __future__ import annotations

import unicodedata
from functools import cache

_TO_CYRILLIC = str.maketrans("abcehkmoptxy", "авсенкмортху")


@cache
def fold(word: str) -> str:
    """A word for matching: without case, accents and Latin letters that stand for Cyrillic ones.

    Accents are dropped because capitals lose them (French, the Greek tonos); ß becomes ss.
    """
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    if any("\N{CYRILLIC SMALL LETTER A}" <= c <= "\N{CYRILLIC SMALL LETTER YA}" for c in plain):
        plain = plain.translate(_TO_CYRILLIC)
    return unicodedata.normalize("NFC", plain) or word
