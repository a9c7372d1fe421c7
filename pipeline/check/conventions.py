"""What the checks know of each language beyond its own file: quotation marks, words for articles, forms of dates."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.languages import load

_SHORT = 3  # letters


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("pipeline.languages").joinpath("conventions.toml").read_text(encoding="utf-8"))


def quote_pairs(code: str) -> tuple[str, ...]:
    """Pairs of quotation marks of a language, outermost first."""
    return tuple(_table()["quotes"][code])


def year_first(code: str) -> bool:
    """Whether a date in figures begins with the year."""
    return code in _table()["date"]["year_first"]


def day_words() -> tuple[str, ...]:
    """Beginnings of long words for "day" that may stand between the number and the month."""
    return tuple(_table()["date"]["day_words"])


def capital_months(code: str) -> bool:
    """Whether the names of months always begin with a capital, so that "may" is none."""
    return code in _table()["month"]["capital"]


def is_short(form: str, code: str) -> bool:
    """Whether a form is so short an abbreviation of a month that it may be another word (cs "pro")."""
    return len(form) <= _SHORT and all(form.casefold() != month[0].casefold() for month in load(code).months)


def label_shape(code: str) -> str:
    """The shape of lettered labels, "(a)" or "a)"; "" where it is not known."""
    return str(_table()["label"].get(code, ""))


@cache
def articles(code: str) -> re.Pattern[str]:
    """An article of an act by its number, the word before or after it; the groups hold the number."""
    words = "|".join(re.escape(word) for word in _table()["article"][code])
    word = rf"(?<!\w)(?:{words})\w*"
    return re.compile(rf"{word}\.?\s(\d+)|(\d+)(?:[.:]\w{{0,3}}|-\w{{1,3}})?\s{word}", re.IGNORECASE)


@cache
def amounts() -> re.Pattern[str]:
    """A currency right before or after a number, which is the group."""
    words = "|".join(re.escape(word) for word in _table()["currency"]["words"])
    words = rf"(?:{words})(?![pп])"  # no Europe
    number = r"(\d[\d.,\s]*\d|\d)"
    scale = r"(?:\s[^\W\d]{2,12}\.?(?:\sde)?)?"
    return re.compile(rf"{words}\s?{number}|{number}{scale}\s?{words}", re.IGNORECASE)


@cache
def months(code: str) -> re.Pattern[str]:
    """The name of a month; the group is the form."""
    forms = sorted((form for month in load(code).months for form in month), key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])({'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)


@cache
def month_numbers(code: str) -> dict[str, int]:
    """Form of the name of a month, in small letters → 1 to 12."""
    return {form.casefold(): number for number, month in enumerate(load(code).months, 1) for form in month}
