"""Who is asked in a request: the persons and bodies named right after the operative verb."""

from __future__ import annotations

import re
from functools import cache

from pipeline.languages import Language, load
from pipeline.model import Addressee

_FIRST_WITHIN = 3  # words that may stand between the verb and the first addressee: "that the Commission"
_FUNCTION_LETTERS = 4  # … and they are function words: a longer word is what is asked for, not who is asked
_WINDOW = 400  # code points in which an addressee is looked for: the longest seen begins after 60
_PLACE = re.compile(r"(?<!\w)(?=\S)")  # where an addressee can begin
_BETWEEN_LETTERS = 3  # a preposition or article repeated before the next addressee


def find_addressees(text: str, verb: tuple[tuple[int, int], ...], language: Language) -> tuple[Addressee, ...]:
    """The addressees of a clause, in order. `verb` are the spans of its operative verb."""
    found: list[Addressee] = []
    position = verb[0][1]
    while True:
        addressee = _next(text, position, _reach(text, position, verb[1:], language), language)
        if addressee is None:
            break
        gap = _without(text[position : addressee.start], position, verb[1:])
        if not (_reaches(gap, language) if not found else _joins(gap, language)):
            break
        found.append(addressee)
        position = addressee.end
    return tuple(found)


def _next(text: str, position: int, reach: int, language: Language) -> Addressee | None:
    """The first addressee that begins from `position` to `reach`, the longest where several begin at one place."""
    for place in _PLACE.finditer(text, position, reach + 1):
        start = place.start()
        here = ((kind, one.match(text, start, position + _WINDOW)) for kind, one in _patterns(language.code))
        found = [Addressee(kind, match[0], start, match.end()) for kind, match in here if match]
        if found:
            return max(found, key=lambda one: one.end)
    return None


def _reach(text: str, position: int, particles: tuple[tuple[int, int], ...], language: Language) -> int:
    """How far behind `position` an addressee can begin at most: to look for one is dear, and most clauses have none."""
    end = _passed(text, position, language)
    for start, after in particles:
        if position <= start <= end:
            end = _passed(text, after, language)
    return min(end, position + _WINDOW)


def _passed(text: str, at: int, language: Language) -> int:
    """The end of the short and joining words at `at`; of the window where an insertion may begin, with a comma."""
    if text[at : at + _WINDOW].lstrip().startswith(","):
        return at + _WINDOW
    match = _between(language.joiners).match(text, at)
    return match.end() if match else at


def _without(gap: str, offset: int, spans: tuple[tuple[int, int], ...]) -> str:
    """The gap without the particle of the verb, where that stands inside."""
    for start, end in spans:
        if offset <= start and end <= offset + len(gap):
            return gap[: start - offset] + gap[end - offset :]
    return gap


def _reaches(gap: str, language: Language) -> bool:
    """A few function words, joining adverbs, or an insertion between commas (", in this context, ")."""
    inserted = gap.strip().startswith(",") and gap.strip().endswith(",")
    adverbs = {word for joiner in language.joiners for word in joiner.split()}
    words = [word.casefold() for word in gap.replace(",", " ").split() if word.casefold() not in adverbs]
    short = len(words) <= _FIRST_WITHIN and all(len(word) <= _FUNCTION_LETTERS for word in words)
    return inserted or (short and not re.search("[;:.]", gap))


def _joins(gap: str, language: Language) -> bool:
    """A comma or a joining word, perhaps with short prepositions."""
    joining = {word for joiner in language.joiners for word in joiner.split()}
    words = [word.casefold() for word in gap.replace(",", " ").split()]
    joined = "," in gap or any(word in joining for word in words)
    return joined and all(word in joining or len(word) <= _BETWEEN_LETTERS for word in words)


@cache
def _between(joiners: tuple[str, ...]) -> re.Pattern[str]:
    """Short words and joining words, and what is not a word."""
    words = sorted({word for joiner in joiners for word in joiner.split()}, key=len, reverse=True)
    return re.compile(
        rf"(?:[^\w;:.]|\b(?:\w{{1,{_FUNCTION_LETTERS}}}|{'|'.join(map(re.escape, words)) or '(?!)'})\b)*", re.IGNORECASE
    )


@cache
def _patterns(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE))
        for kind, forms in load(code).addressees.items()
        if forms
    )
