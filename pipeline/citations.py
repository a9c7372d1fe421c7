"""References to the Official Journal as values: series, issue or number of the act, date, page, ELI.

Two regimes (Interinstitutional Style Guide, 3.1). Until 30 September 2023 a reference names series, issue, date and
page: OJ L 222, 20.8.2008, p. 1; before 1968 there was one series without a letter. From 1 October 2023 the Journal
appears act by act and has neither issues nor pages: OJ L, 2023/2387, 2.10.2023, ELI: http://data.europa.eu/eli/….
Abbreviations, words for a page and months come from the language files; JO, EUT and other abbreviations are shared by
several languages, so that a text is read in its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pipeline.languages import Language, load

_SERIES = {"С": "C"}
_DASH = "[-\N{EN DASH}]"
_PAGE = rf"\d{{1,5}}(?:\s?/\s?\d{{2}})?(?:\s?{_DASH}\s?\d{{1,5}})?"
_STOP = r"\s?\.?"
_ELI = r"(?:,?\s*ELI\s?:?\s*(?P<eli>https?://[^\s,;)\]]+?)(?=[.,;)\]]?(?:\s|$)))?"


class Regime(StrEnum):
    """How the Journal was numbered when it was cited."""

    PAGES = "pages"  # before 1968: number of the issue and continuous pages, no series
    ISSUES = "issues"  # until 30 September 2023
    ACTS = "acts"  # from 1 October 2023


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference; it stands at [start, end) in code points. What it does not say is "".

    `series` is L, C or S, `part` a subseries such as I, A or E; `issue` is the number of an issue, `number` that of an
    act (2023/2387, C/2023/90); `date` is ISO, or only a year; `page` is as printed, without spaces.
    """

    start: int
    end: int
    series: str
    part: str = ""
    issue: str = ""
    number: str = ""
    date: str = ""
    page: str = ""
    eli: str = ""

    @property
    def regime(self) -> Regime:
        if self.number:
            return Regime.ACTS
        return Regime.ISSUES if self.series else Regime.PAGES


def find_citations(text: str, language: Language) -> tuple[Citation, ...]:
    """All references of a text in its language, in order."""
    found: list[Citation] = []
    position = 0
    patterns = _patterns(language.code)
    for opener in patterns.journal.finditer(text):
        if opener.start() < position:
            continue
        tails = (tail.match(text, opener.end()) for tail in patterns.tails)
        match = next((tail for tail in tails if tail), None)
        if match:
            found.append(_citation(opener.start(), match, language))
            position = match.end()
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The name of the Journal in one language, and what can stand behind it, the newest regime first."""

    journal: re.Pattern[str]
    tails: tuple[re.Pattern[str], ...]


@cache
def _patterns(code: str) -> _Patterns:
    language = load(code)
    date, page = _date(language), _paged(language)
    word = r"(?:\s*(?![LCSС]\b)[^\W\d_]{1,5}\s?[.º°]{0,2})?"
    series = r"\s*(?P<series>[LCSС])"
    between = r"\s?[.,]{0,2}\s*(?:[^\W\d_]{1,4}\s+)?"
    act = rf"{series}\s?,\s*(?P<number>(?:[LC]/)?\d{{4}}/\d{{1,5}})(?:{between}{date})?{_ELI}"
    issue = (
        rf"(?:\s*(?P<before>\d{{4}})\s?[.,]?)?{word}{series}\s?(?P<issue>\d{{1,4}})(?!\d)(?:\s?(?P<part>[AEIM])\b)?"
        rf"(?:{between}{date})?{page}"
    )
    paged = rf"{word}\s*(?P<issue>\d{{1,4}})(?!\d){between}{date}{page}"
    return _Patterns(
        re.compile(rf"(?<!\w)(?:{_any(language.journal, spaces=True)})(?!\w)"),
        tuple(re.compile(tail) for tail in (act, issue, paged)),
    )


def _date(language: Language) -> str:
    """Day, month, year in figures or with the name of the month; year first in Lithuanian and Hungarian."""
    months = f"(?i:{_any(form.rstrip('.') for forms in language.months for form in forms)})"
    figures = r"(?P<d1>\d{1,2})\s?[./]\s?(?P<m1>\d{1,2})\s?[./]\s?(?P<y1>\d{4})"
    reverse = r"(?P<y2>\d{4})[\s.]{1,2}(?P<m2>\d{1,2})[\s.]{1,2}(?P<d2>\d{1,2})(?!\d)"
    article = r"(?:[^\W\d_]{1,3}\s+)?"
    words = rf"(?P<d3>\d{{1,2}})\s?\.?\s+{article}(?P<m3>{months})\s?\.?\s+{article}(?P<y3>\d{{4}})"
    return rf"(?:{figures}|{reverse}|{words})(?!\d)(?:\s?\.)?(?:\s*[^\W\d_]\s?\.(?=\s*,))?"


def _paged(language: Language) -> str:
    """The page with the word for it before or behind: p. 1; 1. o."""
    words = _any(word.rstrip(".") for word in language.page)
    before = rf"(?:{words}){_STOP}\s*(?P<p1>{_PAGE})"
    behind = rf"(?P<p2>{_PAGE}){_STOP}\s*(?:{words})(?!\w)"
    return rf"(?:\s?[.,]{{0,2}}\s*(?:{before}|{behind}))?"


def _any(words: Iterable[str], *, spaces: bool = False) -> str:
    """An expression for any of the words, the longest first."""
    ordered = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
    escaped = (re.escape(word) for word in ordered)
    return "|".join(word.replace(r"\ ", r"\s?") if spaces else word for word in escaped)


def _citation(start: int, match: re.Match[str], language: Language) -> Citation:
    groups = {name: value or "" for name, value in match.groupdict().items()}
    series = groups.get("series", "")
    return Citation(
        start=start,
        end=match.end(),
        series=_SERIES.get(series, series),
        part=groups.get("part", ""),
        issue=groups.get("issue", ""),
        number=groups.get("number", ""),
        date=_iso(groups, language.months) or groups.get("before", ""),
        page=re.sub(r"\s", "", groups.get("p1") or groups.get("p2") or "").replace("\N{EN DASH}", "-"),
        eli=groups.get("eli", ""),
    )


def _iso(groups: dict[str, str], months: Sequence[Sequence[str]]) -> str:
    """The date in figures, "" where there is none or where it is no date."""
    for way in "123":
        day, month, year = (groups.get(f"{part}{way}", "") for part in "dmy")
        if not day:
            continue
        place = int(month) if month.isdecimal() else _month(month, months)
        return f"{year}-{place:02d}-{int(day):02d}" if 1 <= place <= 12 and 1 <= int(day) <= 31 else ""
    return ""


def _month(name: str, months: Sequence[Sequence[str]]) -> int:
    wanted = name.casefold()
    return next(
        (n for n, forms in enumerate(months, 1) if wanted in {form.rstrip(".").casefold() for form in forms}), 0
    )
