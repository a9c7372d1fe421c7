"""What a running foot of a Council document holds: code, page number, language, sometimes authors and unit.

`10125/22 JFS/jcc 1`, `ANNEX ECOMP.3.B EN`. Note text such as "12301/21" may look the same: form alone decides nothing.
In a PDF the place on the page decides too (`pdf.furniture`); in a plain text it is the end of a page, where form feeds
tell of pages, else page numbers that count on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from pipeline.languages import PROTOCOL_ORDER, Language

NUMBER = re.compile(r"\d{1,4}")
_CODE = re.compile(r"\d{1,5}(?:/\d{1,2})?/\d{2}")
_PART = re.compile(
    r"\d{1,5}(?:/\d{1,2})?/\d{2}|\d{1,5}/\d{1,5}|[-–—]|\.{2,}|…+|REV|COR|ADD|INIT|DCL|EXT|AMD|ST|SN|CM|PE-CONS|EUCO|CONV"
    r"|[^\W\d_]{1,5}(?:/[^\W\d_]{1,5}){1,3}"  # authors
    r"|DG|[A-Z]{2,7}(?:[.\d]+[A-Z])*[.\d]*|[A-Z]\d?[A-Z]?(?:\.\d)?|&|LIMITE|PUBLIC|[IVX]+"
)
_SUFFIX = re.compile(r"\b(?:REV|COR|ADD|INIT|DCL|EXT|AMD)[ -]?\d+")
_LENGTH = 120  # characters; a running head or foot is shorter
_LINES = 8  # of a foot, where each of its cells is a line
_FEW = 3  # pages from which on a line that most of them begin with is a running head
_LANGUAGES = frozenset(code.upper() for code in PROTOCOL_ORDER)


def has_form(text: str, language: Language) -> bool:
    """Whether a text holds only what a foot of the Council may hold."""
    if len(text) > _LENGTH:
        return False
    for label in sorted(language.annex, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return all(NUMBER.fullmatch(part) or _PART.fullmatch(part) for part in text.split())


def holds_code(parts: Iterable[str]) -> bool:
    """Whether a word is the code of a document."""
    return any(_CODE.fullmatch(part) for part in parts)


def is_sure(parts: Sequence[str], page: int, offsets: frozenset[int]) -> bool:
    """Whether words of the right form hold two of code, page number and language, or this page's number alone.

    `page` counts from 0, `offsets` are those of `number_offsets`.
    """
    numbers = {int(part) for part in parts if NUMBER.fullmatch(part)}
    numbered = any(number - page in offsets for number in numbers)
    coded, named = holds_code(parts), bool(_LANGUAGES & set(parts))
    return (numbered and (coded or named or len(parts) <= 3)) or (coded and named)


def number_offsets(pages: Sequence[Iterable[str]]) -> frozenset[int]:
    """How far printed page numbers are from the count of pages from 0: what most pages agree on, and 1.

    `pages` has the words at the edge of each page.
    """
    numbers = ({part for part in parts if NUMBER.fullmatch(part)} for parts in pages)
    counts = Counter(int(part) - page for page, found in enumerate(numbers) for part in found)
    return frozenset({1, *(offset for offset, count in counts.items() if count > 1 and count * 2 > len(pages))})


def mask(text: str) -> str:
    """A text without its figures and leaders: the same in the foot of each page."""
    return " ".join(re.sub(r"\d+", "#", re.sub(r"\.{2,}|…+", " ", text)).split()).casefold()


def feet_of_pages(pages: Sequence[Sequence[str]], language: Language) -> list[tuple[int, int]]:
    """For each page how many of its lines, which are not blank, are a running head and how many a foot."""
    formed = [_formed(reversed(page), language) for page in pages]
    repeated = Counter(line for lines in formed for line in {mask(line) for line in lines})
    offsets = number_offsets([_words(lines) for lines in formed])
    heads = Counter(mask(page[0]) for page in pages[1:] if page)
    found: list[tuple[int, int]] = []
    for number, (page, lines) in enumerate(zip(pages, formed, strict=True)):
        depth = len(lines)
        while depth and repeated[mask(lines[depth - 1])] < 2 and not is_sure(_words(lines[:depth]), number, offsets):
            depth -= 1
        often = number and page and heads[mask(page[0])] >= max(_FEW - 1, len(pages) // 2)
        found.append((int(bool(often) and depth < len(page)), depth))
    return found


def feet_between(lines: Sequence[str], language: Language) -> set[int]:
    """Which lines are feet in a text that does not tell of pages: the document's code and numbers that count on."""
    groups = groupby(range(len(lines)), key=lambda i: has_form(lines[i], language))
    by_code: dict[str, list[tuple[tuple[int, ...], set[int]]]] = {}
    for run in (tuple(group) for formed, group in groups if formed):
        for code in {word for word in _words(lines[i] for i in run) if _CODE.fullmatch(word)}:
            by_code.setdefault(code, []).append((run, _numbers(lines, run)))
    longest = max((_counting_on(runs) for _, runs in sorted(by_code.items())), key=len, default=[])
    return {i for run in longest for i in run} if len(longest) > 1 else set()


def _counting_on(runs: Sequence[tuple[tuple[int, ...], set[int]]]) -> list[tuple[int, ...]]:
    """The most runs of lines in a row of which each has a number one above that of the run before."""
    steps: list[tuple[tuple[int, ...], int, int]] = []  # a run, how many in a row end with it, and the step before it
    last: dict[int, int] = {}  # number → the best step that ends with it
    for run, numbers in runs:
        reached: dict[int, int] = {}
        for number in sorted(numbers):
            before = last.get(number - 1, -1)
            size = steps[before][1] + 1 if before >= 0 else 1
            if size >= (steps[last[number]][1] if number in last else 0):
                reached[number] = len(steps)
                steps.append((run, size, before))
        last |= reached
    at = max(range(len(steps)), key=lambda i: steps[i][1], default=-1)
    chain: list[tuple[int, ...]] = []
    while at >= 0:
        run, _, at = steps[at]
        chain.append(run)
    return chain


def _numbers(lines: Sequence[str], run: Iterable[int]) -> set[int]:
    text = _SUFFIX.sub(" ", " ".join(lines[i] for i in run))
    return {int(word) for word in text.split() if NUMBER.fullmatch(word)}


def _formed(lines: Iterable[str], language: Language) -> list[str]:
    """The lines from the edge of a page inwards that have the form of a foot."""
    found: list[str] = []
    for line in lines:
        if len(found) == _LINES or not has_form(line, language):
            break
        found.append(line)
    return found


def _words(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in line.split()]
