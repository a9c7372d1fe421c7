"""What stands on a cover page above its labelled fields: place and date, original language, code, subject codes.

The forms are those of public Council documents: `Brussels, 10 June 2022`, `(OR. en)`, `10125/22`, `RECH 344`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.languages import Language, load
from pipeline.languages.folding import fold

_SUFFIX = r"(?: (?:REV|COR|ADD|DCL|EXT|AMD|INIT)[ -]?\d*)*(?: \([a-z, ]+\))?"
_SERIES = r"(?:(?:ST|SN|CM|PE|PE-CONS|EUCO|CONV|WK|XT|CG) )?"
_SUBJECT = r"[A-Z]{1,8}(?:[- ][A-Z]{1,8}){0,2} \d{1,4}(?=[\s,;]|$)"
_FORMS = (
    ("original_language", re.compile(r"\((?:OR|Or)\.?:? ?[a-z]{2}(?: ?[/,+] ?[a-z]{2})*\)")),
    ("code", re.compile(rf"{_SERIES}\d{{1,5}}(?:/\d{{1,2}})?/\d{{2}}{_SUFFIX}(?=\s|$)")),
    ("distribution", re.compile(r"(?:LIMITE|PUBLIC|RESTREINT UE(?: ?/ ?EU RESTRICTED)?)(?=\s|$)")),
    ("subject_codes", re.compile(rf"{_SUBJECT}(?:[,;]? ?{_SUBJECT})*")),
)
_BEHIND = 3  # words behind the last figure of a date, as "d. (OR. en)"
_PLACE_LENGTH = 80  # characters of a place with its date
_NUMERIC = re.compile(r"\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)\d{2}")
_YEAR, _DAY = re.compile(r"(?:19|20)\d{2}"), re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def fields(text: str, language: Language) -> tuple[tuple[str, str], ...]:
    """The fields of the letterhead that a line holds, as (name, text); empty when any of it is something else."""
    name, rest = _institution(text.strip(), language)
    found: list[tuple[str, str]] = [("institution", name)] if name else []
    while rest:
        name, size = next(_opening(rest, language), ("", 0))
        if not name:
            return ()
        found.append((name, rest[:size].strip()))
        rest = rest[size:].strip()
    return tuple(found)


def is_date(text: str, language: Language) -> bool:
    """Whether a line holds a full date, in words or figures."""
    if _NUMERIC.search(text):
        return True
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
    return bool(_YEAR.search(text) and _DAY.search(text) and words & _months(language.code))


def _institution(text: str, language: Language) -> tuple[str, str]:
    """The name of the Council and the place with date beside it, where a line holds both; else "" and the text.

    Two cells of the letterhead become one line where the name leaves no space between them.
    """
    if len(text) > 2 * _PLACE_LENGTH or not _YEAR.search(text):
        return "", text
    words = text.split()
    for size in range(len(words) - 1, 1, -1):
        name = " ".join(map(fold, words[:size]))
        if any(name in form for form in _names(language.code)):
            return " ".join(words[:size]), " ".join(words[size:])
    return "", text


@cache
def _names(code: str) -> tuple[str, ...]:
    """The beginnings of the enacting formula, in which the Council's name stands, folded."""
    return tuple(" ".join(map(fold, form.split())) for form in load(code).enacting)


def _opening(text: str, language: Language) -> Iterator[tuple[str, int]]:
    """The name and length of the field that opens a text."""
    for name, form in _FORMS:
        match = form.match(text)
        if match:
            yield name, match.end()
    original = _FORMS[0][1].search(text)
    head = text[: original.start()] if original else text
    if len(head) <= _PLACE_LENGTH and ":" not in head and is_date(head, language) and _is_place_first(head):
        yield "place_date", len(head)


def _is_place_first(text: str) -> bool:
    """Whether a place stands before a date: one to three words, three only with a comma; a title says more."""
    digits = [match.start() for match in re.finditer(r"\d", text)]
    before, behind = text[: digits[0]], text[digits[-1] + 1 :] if digits else ""
    words = len(before.replace(",", " ").split())
    return text[:1].isupper() and words <= (3 if "," in before else 2) and len(behind.split()) <= _BEHIND


@cache
def _months(code: str) -> frozenset[str]:
    """The words for months, each in all the forms that the language file has."""
    return frozenset(
        word.casefold().rstrip(".") for forms in load(code).months for form in forms for word in form.split()
    )
