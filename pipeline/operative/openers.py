"""Where in a point an operative verb can stand, and what capitals can be one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.languages import Language
from pipeline.repair.openings import is_capital as in_capitals

_STOPS = ";:.,·\N{GREEK QUESTION MARK}–—"
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1 << 16)
def is_capital(word: str) -> bool:
    """Whether a word is in capitals, one letter alone included."""
    letters = "".join(_WORD.findall(word))
    return in_capitals(letters) or (len(letters) == 1 and letters.isupper())


def is_opener(text: str, at: int, language: Language) -> bool:
    """Whether a clause can begin at `at`: at the start, after a stop, or after a joining word."""
    start = before_joiner(text, at, language)
    return start < at or not text[:at].strip() or text[:at].rstrip()[-1] in _STOPS


def before_joiner(text: str, at: int, language: Language) -> int:
    """The start of the joining word that stands right before `at`, else `at`."""
    match = _joiner(language.joiners).search(text[:at])
    return match.start(1) if match else at


@cache
def _joiner(joiners: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(joiner).replace(r"\ ", r"\s+") for joiner in sorted(joiners, key=len, reverse=True))
    return re.compile(rf"(?:^|[\s{re.escape(_STOPS)}])((?:{words or '(?!)'}),?)\s+$", re.IGNORECASE)


def is_acronym(word: str, body: str) -> bool:
    """Whether a word in capitals is used as a name elsewhere: in the middle of a sentence, or in brackets."""
    pattern = rf"[(\w,]\s?(?<!\d)\(?\b{re.escape(word)}\b"
    return bool(re.search(pattern, body))
