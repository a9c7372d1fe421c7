"""The verb that a paragraph begins with: HAVING REGARD TO, WELCOMES; in older texts also Gelet op, Neemt nota van.

The forms are those of the language files. Words in capitals may stand before a form (the name of the Council, an
adverb), and a word that joins clauses before that. What a verb governs is the business of `operative`; here it is
only asked whether a paragraph begins a new statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages import Language, concepts, load
from pipeline.languages.folding import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_REACH = 160  # code points: the longest form, and what may stand before it
_BEFORE = 3  # words in capitals that may stand before a form
_GAP = "…"
_PREAMBLE, _ADOPT = "preamble", "adopt"  # a group of concepts; a concept


@dataclass(frozen=True, slots=True)
class Opening:
    """A verb at the beginning of a paragraph: its form stands at [start, end), in code points from there.

    A form can be both of the preamble and operative (Finnish has one for the two). `capitals` says whether it is
    printed in capitals.
    """

    start: int
    end: int
    preamble: bool
    operative: bool
    capitals: bool
    adopts: bool = False  # HAS ADOPTED THE FOLLOWING RESOLUTION: what follows are points, not items of a list


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as folded words; `whole` is False for the head of a form that has more parts."""

    words: tuple[str, ...]
    concept: str
    whole: bool


def opening(text: str, language: Language, at: int = 0) -> Opening | None:
    """The verb that the text begins with at `at`; None where it begins with something else."""
    reach = text[at : at + _REACH]
    matches = list(_WORD.finditer(reach))
    if not matches or reach[: matches[0].start()].strip():
        return None
    words = [match[0] for match in matches]
    start = _after_joiner(words, language)
    for first in range(start, min(start + _BEFORE, len(words)) + 1):
        if not _all_capitals(words[start:first]):
            return None
        found = _best(words, first, language, capitals_only=first > 0)
        if found:
            size, forms, capitals = found
            groups = {concepts()[form.concept].group == _PREAMBLE for form in forms}
            adopts = any(form.concept == _ADOPT for form in forms)
            span = matches[first].start(), matches[first + size - 1].end()
            return Opening(*span, True in groups, False in groups, capitals, adopts)
    return None


def _best(
    words: Sequence[str], first: int, language: Language, *, capitals_only: bool
) -> tuple[int, list[_Form], bool] | None:
    """The length of the longest form at `first`, all forms of that length, and whether it is in capitals."""
    found: list[_Form] = []
    for form in _forms(language.code).get(fold(words[first]), ()) if first < len(words) else ():
        printed = words[first : first + len(form.words)]
        if tuple(map(fold, printed)) != form.words:
            continue
        if _begins_in_capitals(printed) or (not capitals_only and form.whole):
            found.append(form)
    longest = max((len(form.words) for form in found), default=0)
    if not longest:
        return None
    capitals = _begins_in_capitals(words[first : first + longest])
    return longest, [form for form in found if len(form.words) == longest], capitals


def _begins_in_capitals(words: Sequence[str]) -> bool:
    """Whether the first word is in capitals; of one letter, also the second (Z ZADOWOLENIEM)."""
    single = len(words[0]) == 1 and words[0].isupper() and len(words) > 1
    return is_capital(words[1] if single else words[0])


def _after_joiner(words: Sequence[str], language: Language) -> int:
    """The place behind a word in small letters that joins clauses, where capitals follow; else 0."""
    for joiner in language.joiners:
        parts = joiner.split()
        size = len(parts)
        if size < len(words) and [word.casefold() for word in words[:size]] == parts and is_capital(words[size]):
            return size if not is_capital(words[0]) else 0
    return 0


def _all_capitals(words: Sequence[str]) -> bool:
    return all(is_capital(word) for word in words)


@lru_cache(maxsize=1 << 16)
def is_capital(word: str) -> bool:
    """Whether a word of two letters or more is in capitals; Irish keeps the prefixes of initial mutation small.

    The sharp s has long had no capital of its own: BEGRÜßT.
    """
    letters = "".join(c for c in word if c.isalpha()).replace("\N{LATIN SMALL LETTER SHARP S}", "SS")
    stem = letters.lstrip("bdfghmnt") if letters[:1].islower() else letters
    return len(letters) > 1 and stem.isupper() and len(letters) - len(stem) <= 2


@cache
def _forms(code: str) -> dict[str, tuple[_Form, ...]]:
    """All forms of a language by their first word."""
    table: dict[str, list[_Form]] = {}
    for form in load(code).verbs:
        for entry in _ways(form.text, form.split, form.concept):
            table.setdefault(entry.words[0], []).append(entry)
    return {word: tuple(dict.fromkeys(forms)) for word, forms in table.items()}


def _ways(text: str, split: str, concept: str) -> Iterator[_Form]:
    """The form as it is, and its head where it is printed in two parts."""
    head, gap, particle = text.partition(_GAP)
    whole = tuple(map(fold, _WORD.findall(f"{head} {particle}")))
    if whole:
        yield _Form(whole, concept, not gap)
    short = head if gap else text.removesuffix(f" {split}") if split else ""
    words = tuple(map(fold, _WORD.findall(short)))
    if words and words != whole:
        yield _Form(words, concept, whole=False)
