"""The words of corrigenda as patterns, from the language files (docs/languages.md, `[corrigendum]`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline.languages import load

WORDS = ("for", "read", "delete", "after", "behind", "insert")
"""The fields whose words stand beside a quotation."""
PLACES = ("page", "point", "footnote", "title", "heading", "preamble")
_APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}"


@cache
def pattern(code: str, *fields: str) -> re.Pattern[str]:
    """Any form of these fields in a language. Groups catch numbers; at most one of them is set."""
    return any_of(form for field in fields for form in load(code).corrigendum[field])


def any_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Any of these forms as whole words, the longest first. `{n}` is a number, `*` any ending."""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return re.compile("|".join(map(_expression, ordered)) or "(?!)", re.IGNORECASE)


def number(match: re.Match[str]) -> str:
    """The number that a match caught, without leading zeros, or ""."""
    return next((group.lstrip("0") for group in match.groups() if group), "")


@cache
def kinds(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each field of WORDS the pattern that a text must match as a whole."""
    return tuple((field, pattern(code, field)) for field in WORDS)


def _expression(form: str) -> str:
    words = r"\s+".join(_word(word) for word in form.split())
    before = r"(?<!\w)" if form[0].isalnum() or form[0] == "{" else ""
    after = r"(?!\w)" if form[-1].isalnum() or form[-1] == "}" else ""
    return before + words + after


def _word(word: str) -> str:
    out = re.escape(word).replace(r"\{n\}\.", r"(\d{1,3})\.?").replace(r"\{n\}", r"(\d{1,3})").replace(r"\*", r"\w*")
    return out.replace("'", f"[{_APOSTROPHES}]")
