"""Figures in running text, read so that 24 languages can be compared.

Dates are the same in every language whatever their order, words and endings; numbers lose their separators, ordinal
endings and dots; codes and citations lose the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.check.conventions import amounts, articles, capital_months, day_words, is_short, month_numbers, months


class Figure(StrEnum):
    """What a figure stands for."""

    DATE = "date"
    CODE = "document code"
    CITATION = "citation"
    PERCENTAGE = "percentage"
    AMOUNT = "amount"
    ARTICLE = "article number"
    NUMBER = "figure"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure: what it stands for, a value that is the same in all languages, and the words as printed."""

    kind: Figure
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Quantities:
    """The figures of a text. `atoms` are its bare numbers and months, sorted: what is left when readings differ."""

    found: tuple[Quantity, ...]
    atoms: tuple[str, ...]
    roman: frozenset[str]

    @property
    def values(self) -> frozenset[str]:
        """All values, whatever they stand for."""
        return frozenset(quantity.value for quantity in self.found)


_URL = re.compile(r"(?:https?://|www\.)\S+")
_SUFFIX = r"(?:[.ºª°]*(?:[-:’'.]?[^\W\d_]{1,6}\b)?[.ºª°]?)"
_NUMBER = rf"(?<![\d.,/])(\d{{1,2}}|\d{{4}})(?!\d){_SUFFIX}"
_FILLER = rf"(?:,?\s+(?:(?:(?:{'|'.join(day_words())})\w*|[^\W\d_]{{1,5}}[.’']?)\s*)?)"
_BEFORE = re.compile(rf"(?:{_NUMBER}{_FILLER})?{_NUMBER}{_FILLER}$")
_AFTER = re.compile(rf"{_FILLER}{_NUMBER}(?:{_FILLER}{_NUMBER})?")
_DAY_FIRST = re.compile(r"(?<![\d.,/])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<![\d.,/])((?:19|20)\d\d)([-./]\s?|\s)(\d{1,2})\2(\d{1,2})(?![\d/])")
_CODES = (
    re.compile(r"(?<![\d/])\d{1,5}(?:/\d{1,4}){1,2}(?!\d|/\d)(?:\s(?:REV|ADD|COR|DCL|EXT|AMD)\s\d+)*"),
    re.compile(r"(?<!\w)[^\W\d_]{2,5}\s?\((?:19|20)\d\d\)\s?\d{1,4}(?!\d)"),
)
_CITATION = re.compile(r"(?<!\w)([LCSС])\s(\d{1,3})(?!\d)")  # noqa: RUF001  a Cyrillic one, too
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s?[%‰]")
_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f.,’']\d{3})+(?!\d)(?:[.,]\d+)?"
_PLAIN = re.compile(rf"{_GROUPED}|\d+(?:[.,]\d+)?")
_ROMAN = re.compile(r"(?<!\w)[IVXLC]+(?!\w)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@lru_cache(maxsize=1 << 15)
def quantities(text: str, code: str) -> Quantities:
    """The figures of a text in a language."""
    rest = _URL.sub(lambda match: " " * len(match[0]), text)
    found: list[Quantity] = []
    for read in (_dates, _numeric_dates, _codes, _citations, _percentages, _amounts, _articles, _numbers):
        taken = list(read(rest, code))
        for start, end, _ in taken:
            rest = f"{rest[:start]}{'_' * (end - start)}{rest[end:]}"
        found += [Quantity(quantity.kind, quantity.value, text[start:end].strip()) for start, end, quantity in taken]
    roman = frozenset(str(_roman(match[0])) for match in _ROMAN.finditer(text))
    return Quantities(tuple(found), tuple(sorted(atom for one in found for atom in _atoms(one))), roman)


Place = tuple[int, int, Quantity]
Reader = Callable[[str, str], Iterator[Place]]


def _dates(text: str, code: str) -> Iterator[Place]:
    """Dates with the name of a month, in any order of day, month and year."""
    for match in months(code).finditer(text):
        number = month_numbers(code)[match[1].casefold()]
        if capital_months(code) and match[1].islower():
            continue  # English "4 may"
        before = _BEFORE.search(text[max(0, match.start() - 40) : match.start()])
        offset = max(0, match.start() - 40)
        after = _AFTER.match(text, match.end())
        day, year, start, end = _around(before, after, offset, match)
        if year or (day and not is_short(match[1], code)):
            value = f"{year or '-'}-{number:02d}" + (f"-{int(day):02d}" if day else "")
            yield start, end, Quantity(Figure.DATE, value, "")


def _around(
    before: re.Match[str] | None, after: re.Match[str] | None, offset: int, month: re.Match[str]
) -> tuple[str, str, int, int]:
    """Day, year ("" where not said) and the place of the whole date."""
    day = year = ""
    start, end = month.start(), month.end()
    if before:
        first, last = before[1] or "", before[2]
        if _is_year(last):
            year, start = last, offset + before.start(2)
        elif _is_day(last):
            day, start = last, offset + before.start(2)
            if _is_year(first):
                year, start = first, offset + before.start(1)
    if after:
        first, last = after[1], after[2] or ""
        if not day and _is_day(first):
            day, end = first, after.end(1)
            if not year and _is_year(last):
                year, end = last, after.end(2)
        elif not year and _is_year(first):
            year, end = first, after.end(1)
    return day, year, start, end


def _is_day(digits: str) -> bool:
    return 0 < len(digits) <= 2 and 1 <= int(digits) <= 31


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def _numeric_dates(text: str, _: str) -> Iterator[Place]:
    for pattern, order in ((_DAY_FIRST, (4, 3, 1)), (_YEAR_FIRST, (1, 3, 4))):
        for match in pattern.finditer(text):
            year, month, day = (int(match[group]) for group in order)
            if 1 <= month <= 12 and 1 <= day <= 31:
                value = f"{year:04d}-{month:02d}-{day:02d}"
                yield match.start(), match.end(), Quantity(Figure.DATE, value, "")


def _codes(text: str, _: str) -> Iterator[Place]:
    for pattern in _CODES:
        for match in pattern.finditer(text):
            value = " ".join(re.findall(r"[A-Z]{3}\s\d+$|\d[\d/]*", match[0]))
            yield match.start(), match.end(), Quantity(Figure.CODE, value, "")


def _citations(text: str, _: str) -> Iterator[Place]:
    for match in _CITATION.finditer(text):
        series = "C" if match[1] == "С" else match[1]  # noqa: RUF001
        yield match.start(), match.end(), Quantity(Figure.CITATION, f"{series} {match[2]}", "")


def _percentages(text: str, _: str) -> Iterator[Place]:
    for match in _PERCENT.finditer(text):
        yield match.start(), match.end(), Quantity(Figure.PERCENTAGE, _plain(match[1]), "")


def _amounts(text: str, _: str) -> Iterator[Place]:
    for match in amounts().finditer(text):
        group = 1 if match[1] else 2
        yield match.start(group), match.end(group), Quantity(Figure.AMOUNT, _plain(match[group]), "")


def _articles(text: str, code: str) -> Iterator[Place]:
    for match in articles(code).finditer(text):
        group = 1 if match[1] else 2
        yield match.start(group), match.end(group), Quantity(Figure.ARTICLE, match[group], "")


def _numbers(text: str, _: str) -> Iterator[Place]:
    for match in _PLAIN.finditer(text):
        yield match.start(), match.end(), Quantity(Figure.NUMBER, _plain(match[0]), "")


def _plain(number: str) -> str:
    """A number without separators of thousands, with a decimal point.

    >>> _plain("1 234,50"), _plain("1.234.567"), _plain("2,5"), _plain("007")
    ('1234.50', '1234567', '2.5', '7')
    """
    digits = re.sub(r"[\s’']", "", number)
    parts = re.split(r"[.,]", digits)
    grouped = len(parts) > 1 and all(len(part) == 3 for part in parts[1:]) and parts[0] not in ("", "0")
    if grouped:
        return str(int("".join(parts)))
    if len(parts) > 2 and all(len(part) == 3 for part in parts[1:-1]):
        parts = ["".join(parts[:-1]), parts[-1]]
    whole = str(int(parts[0] or "0"))
    return ".".join([whole, *parts[1:]])


def _atoms(quantity: Quantity) -> Iterator[str]:
    if quantity.kind is Figure.DATE:
        year, month, *day = (
            quantity.value.split("-") if quantity.value[0] != "-" else ("", *quantity.value[2:].split("-"))
        )
        yield from ([year] if year else [])
        yield f"month {int(month)}"
        yield from (str(int(one)) for one in day)
    else:
        yield from (part.lstrip("0") or "0" for part in re.findall(r"\d+", quantity.value))


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))
