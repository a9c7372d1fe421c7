"""Passages that were left in another language.

A passage is suspected when its words occur nowhere else in its own text; it is named when they occur in the text of
another language, or when the identifier is certain. Names, quoted titles and short phrases are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from pipeline.check.quotes import without_quoted
from pipeline.check.synopsis import Draft, Synopsis, excerpt
from pipeline.findings import Evidence, message
from pipeline.ingest.identify import identify
from pipeline.model import Row

_WORD = re.compile(r"[^\W\d_]{2,}")
_WINDOW = 8  # words in small letters that are looked at together
_OWN = 0.15  # of them at most so many known from the rest of the text
_OTHER = 0.5  # and at least so many known from the text of the other language
_CERTAIN = 0.99  # probability of the identifier where the words are not known from there


def untranslated(synopsis: Synopsis) -> Iterator[Draft]:
    """A passage of at least eight words in another language."""
    words = {code: _Words(synopsis, code) for code in synopsis.texts}
    for row in synopsis.worded():
        for code in synopsis.texts:
            text = without_quoted(synopsis.text(row, code)) if row.cell(code) else ""
            found = _passage(text, code, words)
            if found:
                other, passage = found
                said = message(
                    "%(place)s: a passage in %(language)s reads as %(other)s: “%(text)s”",
                    place=synopsis.place(row),
                    language=code,
                    other=other,
                    text=excerpt(passage, 60),
                )
                evidence = (Evidence(code, excerpt(passage)),)
                yield Draft(row.wid, (code,), said, evidence, (synopsis.text(row, code),))


class _Words:
    """The words of one text, and in how many rows each occurs."""

    def __init__(self, synopsis: Synopsis, code: str) -> None:
        rows: Sequence[Row] = [row for row in synopsis.worded() if row.cell(code)]
        self.count = Counter(word for row in rows for word in set(_lower(synopsis.text(row, code))))

    def share(self, words: Sequence[str]) -> float:
        """How many of these words the text has."""
        return sum(word in self.count for word in words) / len(words)

    def strange(self, words: Sequence[str]) -> Iterator[int]:
        """Where windows begin in which hardly a word, of this text, occurs in another row."""
        known = [0, *accumulate(self.count[word] > 1 for word in words)]
        for at in range(max(len(words) - _WINDOW + 1, 0)):
            if known[at + _WINDOW] - known[at] <= _OWN * _WINDOW:
                yield at


@lru_cache(maxsize=1 << 14)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """The words that begin with a small letter: no names, no operative verbs."""
    return tuple(match.span() for match in _WORD.finditer(text) if match[0][0].islower())


def _lower(text: str) -> list[str]:
    return [text[start:end] for start, end in _spans(text)]


def _passage(text: str, code: str, words: Mapping[str, _Words]) -> tuple[str, str] | None:
    """The language and the words of the first passage that is not in this language."""
    spans, own = _spans(text), _lower(text)
    for at in words[code].strange(own):
        passage = text[spans[at][0] : spans[at + _WINDOW - 1][1]]
        other = _other_language(own[at : at + _WINDOW], passage, code, words)
        if other:
            return other, passage
    return None


def _other_language(window: Sequence[str], passage: str, code: str, words: Mapping[str, _Words]) -> str:
    name, probability = _identified(passage)
    if not name or name == code:
        return ""
    if name in words:
        return name if words[name].share(window) >= _OTHER else ""
    return name if probability >= _CERTAIN else ""


@lru_cache(maxsize=1 << 14)
def _identified(passage: str) -> tuple[str, float]:
    return identify(passage)
