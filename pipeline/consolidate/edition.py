"""A text while documents are worked into it: an expression, and for each of its parts the words with their sigla."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.compare.parts import unique_key
from pipeline.consolidate.stretches import Words, words_of
from pipeline.consolidate.values import Passage
from pipeline.model import Expression


@dataclass(frozen=True, slots=True)
class Edition:
    """`words` holds one entry for each part in reading order, then for each note; joined they are its text."""

    expression: Expression
    words: tuple[Words, ...]


def edition(expression: Expression, siglum: str) -> Edition:
    """An expression all of whose words come from one document."""
    return Edition(expression, tuple(words_of(text, siglum) for _, text in _texts(expression)))


def passages(state: Edition) -> tuple[Passage, ...]:
    """Where the words of each part come from: ranges that cover every text, in its order."""
    found: list[Passage] = []
    keys: dict[str, int] = {}
    for (eid, _), words in zip(_texts(state.expression), state.words, strict=True):
        key = unique_key(eid, keys)
        at = 0
        for stretch in words:
            found.append(Passage(key, at, at + len(stretch.text), stretch.siglum))
            at += len(stretch.text)
    return tuple(found)


def _texts(expression: Expression) -> Iterator[tuple[str, str]]:
    yield from ((part.eid, part.text) for part in expression.walk())
    yield from ((note.eid, note.text) for note in expression.notes)
