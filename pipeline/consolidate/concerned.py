"""Which languages a corrigendum concerns: the code says it, `COR 1 (nl, fr)`, or a sentence with names of languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline.consolidate.forms import any_of, pattern
from pipeline.languages import PROTOCOL_ORDER, load, order

_CODED = re.compile(r"\bCOR\s*\d+[^()\n]{0,12}\(([a-z]{2}(?:\s*[,/+]\s*[a-z]{2})*)\)", re.IGNORECASE)
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{2}(?![A-Za-z])")


def concerned(paragraphs: Iterable[str], code: str) -> tuple[str, ...]:
    """The languages in protocol order, all 24 where nothing is said. `code` is the language of the text itself."""
    listed = tuple(paragraphs)
    for text in listed:
        found = _CODED.search(text)
        codes = set(re.findall(r"[a-z]{2}", found[1].lower())) & set(PROTOCOL_ORDER) if found else set()
        if codes:
            return _ordered(codes)
    for text in listed:
        names = _named(text, code)
        if names and pattern(code, "except").search(text):
            return _ordered(set(PROTOCOL_ORDER) - names)
        if names and pattern(code, "only").search(text):
            return _ordered(names)
    return PROTOCOL_ORDER


def _named(text: str, code: str) -> set[str]:
    """The languages that a sentence names, by name or by their codes in capitals."""
    codes = {found.lower() for found in _CAPITALS.findall(text)} & set(PROTOCOL_ORDER)
    return codes | {name for name, stems in _stems(code) if stems.search(text)}


@cache
def _stems(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, any_of(stem[:-1] if stem.endswith("=") else f"{stem}*" for stem in stems))
        for name, stems in load(code).names.items()
    )


def _ordered(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(codes, key=order))
