"""What a hyphen at a line end means: a broken word, a compound, or a suspended part (onderzoeks- en …).

The rules are tried in order; the first that speaks decides. Measured on Dutch text layers, the first three decide
nearly all cases without any dictionary. Some languages spell a word otherwise where it is broken: terjesz-szék is
terjesszék (The rules of Hungarian spelling, 12th edition, 226 f), co-ordinatie is coördinatie.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import simplemma

from pipeline.languages import Language
from pipeline.languages.folding import fold

_TOKEN = re.compile(r"[^\s(),;:\"“”„«»‘]+")
HYPHENS = ("-", "\N{SOFT HYPHEN}", "\N{HYPHEN}")
_DIVIDED = (8, 0.06)  # so many hyphens, and at so many of the line ends, are those of a layout that divides words
_LEXICON = {"hr": "hbs"}  # simplemma knows Croatian under the code of the macrolanguage
_WITHOUT_LEXICON = frozenset({"mt"})


class LineEnd(NamedTuple):
    """What a line end becomes: `after` stands for the last `cut` characters of the line, the line end, and the first
    `skip` characters of the next line."""

    rule: str
    cut: int
    after: str
    skip: int = 0


class Hyphenation:
    """Decides line ends of one text, with the text's own words as evidence."""

    def __init__(self, language: Language, lines: Iterable[str]) -> None:
        lines = tuple(lines)
        self.language = language
        self.only_at_ends = _only_at_ends(lines)
        self.begins_words = _begins_words(lines)
        forms = (*(form.text for form in language.verbs), *language.enacting, *language.annex)
        self.words = frozenset(
            word.strip(".!?").casefold()
            for line in (*lines, *forms)
            for word in _TOKEN.findall(line)
            if word[-1] not in HYPHENS
        )
        self.divided = frozenset(hyphen for hyphen in HYPHENS if self._divides(lines, hyphen))

    def decide(self, left: str, right: str) -> LineEnd:
        """What becomes of the end of one line and the start of the next."""
        if left[-1] not in HYPHENS or left[:-1].endswith((" ", "-")) or len(left) == 1:
            return LineEnd("line-break", 0, "" if left.endswith(" -") and self.begins_words else " ")
        last, first = _beside(left, right)
        if self._is_suspended(right):
            return LineEnd("suspended-hyphen", 1, "- ")
        segment = last.rsplit("-", 1)[-1]
        respelt = self._respelt(segment, first)
        if respelt:
            before, behind, whole = respelt
            return LineEnd("respelt-hyphen", 1 + len(before), whole, len(behind))
        if left[-1] == "\N{SOFT HYPHEN}" or left[-1] == self.only_at_ends or not self._is_hard(last, first, left[-1]):
            return LineEnd("soft-hyphen", 1, "")
        return LineEnd("hard-hyphen", 1, "-")

    def _respelt(self, segment: str, first: str) -> tuple[str, str, str] | None:
        """How a broken word is spelt in one, where that is otherwise than its parts: before, behind, in one.

        Only where the word is known so, and not as its parts stand; two equal parts are rarely those of a compound.
        """
        for before, behind, whole in self.language.divisions:
            inside = segment.endswith(before) and first.startswith(behind) and segment != before and first != behind
            if not inside or self._known(segment + first):
                continue
            word = segment.removesuffix(before) + whole + first.removeprefix(behind)
            compound = all(_in_lexicon(part.casefold(), self.language.code) for part in (segment, first))
            if self._known(word) or (before == behind and not compound):
                return before, behind, whole
        return None

    def _is_hard(self, last: str, first: str, hyphen: str) -> bool:
        """Whether the hyphen belongs to the word. `last` and `first` are the words beside it."""
        segment = last.rsplit("-", 1)[-1]
        sure = self._by_form(segment, first)
        if sure is not None:
            return sure
        joined, compound = (segment + first).casefold(), f"{last}-{first}".casefold()
        if joined in self.words or (last + first).casefold() in self.words:
            return False
        if compound in self.words or self._would_blend(segment, first):
            return True
        if self.divided:  # with this hyphen, or with another
            return hyphen not in self.divided
        return self._known(segment) and self._known(first) and not self._known(segment + first)

    def _would_blend(self, segment: str, first: str) -> bool:
        """Whether two words need a hyphen because vowels would be read as one sound (nl technologie-infrastructuur)."""
        meets = any(
            segment.endswith(before) and first.startswith(behind) and fold(whole) == before + behind
            for before, behind, whole in self.language.divisions
        )
        return meets and all(_in_lexicon(part.casefold(), self.language.code) for part in (segment, first))

    def _by_form(self, segment: str, first: str) -> bool | None:
        """What figures, capitals and clitics say; None where they say nothing."""
        if not segment[-1:].isalpha() or "&" in segment or any(c.isdigit() for c in segment):
            return True
        if segment.isupper() and len(segment) > 1:
            return not (first[:2].isupper() and self._known(segment + first))
        if first[:1].isupper() or segment.casefold() in self.language.clitics:
            return True
        return None

    def _is_suspended(self, right: str) -> bool:
        """Whether a line begins with the "and" of a suspended hyphen, with a word behind it."""
        word = right.split()[0]
        return word.casefold() in self.language.suspenders and word.strip(",;:") == word

    def _divides(self, lines: Sequence[str], hyphen: str) -> bool:
        """Whether the layout divides words as it likes: most such hyphens at line ends are then its own."""
        ends = [
            (left, right)
            for left, right in pairwise(lines)
            if len(left) > 1 and left[-1] == hyphen and left[-2].isalpha() and right.strip()
        ]
        beside = [_beside(left, right) for left, right in ends if not self._is_suspended(right)]
        open_ends = sum(self._by_form(last.rsplit("-", 1)[-1], first) is None for last, first in beside)
        return open_ends >= max(_DIVIDED[0], _DIVIDED[1] * len(lines))

    def _known(self, word: str) -> bool:
        return word.casefold() in self.words or _in_lexicon(word.casefold(), self.language.code)


def _beside(left: str, right: str) -> tuple[str, str]:
    """The words on both sides of a line end with a hyphen."""
    return (_TOKEN.findall(left[:-1]) or [left[:-1]])[-1], (_TOKEN.findall(right) or [right])[0].strip(".!?")


def _only_at_ends(lines: Iterable[str]) -> str:
    """U+2010 where it never stands inside a word of the text: then the layout put it at line ends. Else ""."""
    inside = {found for line in lines for found in re.findall(r"(?<=\w)[-\N{HYPHEN}](?=\w)", line)}
    return "" if "\N{HYPHEN}" in inside else "\N{HYPHEN}"


def _begins_words(lines: Iterable[str]) -> bool:
    """Whether a hyphen behind a space begins a word, as Finnish has it (Agenda 2030 -ohjelma), and is no dash."""
    found = [match[1].isspace() for line in lines for match in re.finditer(r"(?<=\s)-([^\W\d_]|\s)", line)]
    return found.count(False) > found.count(True)


@cache
def _in_lexicon(word: str, code: str) -> bool:
    if code in _WITHOUT_LEXICON:
        return False
    return bool(simplemma.is_known(word, lang=_LEXICON.get(code, code), low_memory=True))  # a text asks for few words
