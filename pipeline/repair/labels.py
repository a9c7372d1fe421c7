"""Numbers and list marks that begin a paragraph: 1. 4a. 1.2. (1) a) (i) I. A. – and how they follow each other.

The shapes are those of the Interinstitutional Style Guide (3.5.1, 5.6) and of old electronic texts of the Official
Journal, which have a space before each stop ("1 .", "a )") or none behind the number ("2.welcomes"). Some marks can be
read in two ways, "i)" as a letter or as a roman number;
what stands before them decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pipeline.model import DASHES

Payload = TypeVar("Payload")


class Sort(StrEnum):
    """The kinds of labels."""

    NUMBER = "number"
    DECIMAL = "decimal"
    BRACKET = "bracket"
    LETTER = "letter"
    ROMAN = "roman"
    PART = "part"
    CAPITAL = "capital"
    DASH = "dash"


@dataclass(frozen=True, slots=True)
class Label:
    """A label as read: `value` counts from 1 (0 for a dash), `text` is as printed, `size` has the space behind it.

    `series` is what the labels of one list share: "1." for 1.1 and 1.2; "" where `sort` says it all.
    """

    sort: Sort
    value: int
    text: str
    size: int
    series: str = ""

    @property
    def key(self) -> str:
        """The label without punctuation, for an id: "12", "4a", "II", "b"."""
        return "".join(c for c in self.text if c.isalnum())

    def follows(self, before: Label) -> bool:
        """Whether this is the next label in a list in which `before` is the last.

        Letters may skip one (Italian has no j) or share one (Slovenian c and č); 4a follows 4.
        """
        if (self.sort, self.series) != (before.sort, before.series):
            return False
        step = self.value - before.value
        if self.sort is Sort.DASH:
            return True
        if self.sort is Sort.LETTER:
            return 0 <= step <= 2 and self.key != before.key
        return step == 1 or (self.sort is Sort.NUMBER and step == 0 and self.key > before.key)

    @property
    def is_first(self) -> bool:
        return self.value <= 1


_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "αβγδεζηθικλμνξοπρστυφχψω", "абвгдежзийклмнопрстуфхцчшщъюя")
_LETTER = {letter: place for alphabet in _ALPHABETS for place, letter in enumerate(alphabet, 1)}
_LETTER |= {"č": 3, "ć": 3, "ċ": 3, "đ": 4, "ġ": 7, "ħ": 8, "š": 19, "ž": 26, "ż": 26, "στ": 6}
_CAPITALS = "ABCDEFGHΑΒΓΔΕΖΗΘАБВГДЕЖЗ"
_DIGITS = {"i": 1, "v": 5, "x": 10}
_NUMERAL = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")

_SHAPES = (
    (Sort.NUMBER, re.compile(r"(\d{1,3}[a-z]?)[ \N{NO-BREAK SPACE}]?[.)](?=\s|$|[^\W\d_]{3})")),
    (Sort.DECIMAL, re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?:[ \N{NO-BREAK SPACE}]?[.)])?(?=\s+[^\W\d_])")),
    (Sort.BRACKET, re.compile(r"\( ?(\d{1,3}[a-z]?) ?\)(?=\s|$)")),
    (Sort.ROMAN, re.compile(r"\(? ?([ivx]{1,6}) ?\)(?=\s|$)")),
    (Sort.LETTER, re.compile(r"\(? ?([^\W\d_]{1,2}) ?\)(?=\s|$)")),
    (Sort.PART, re.compile(r"([IVX]{1,6})(?: ?[.)](?=\s|$)|$|(?=\s+(?:[^\W\d_a-zα-ωа-я]|\d{1,3} ?[.)])))")),
    (Sort.CAPITAL, re.compile(rf"([{_CAPITALS}]) ?[.)](?=\s|$)")),
    (Sort.DASH, re.compile(rf"([{re.escape(DASHES)}])(?=\s)")),
)


def read_labels(text: str, at: int = 0) -> tuple[Label, ...]:
    """All readings of the label that stands at `at`, likeliest first; empty where there is none.

    >>> [(label.sort.value, label.value) for label in read_labels("(i) to act;")]
    [('roman', 1), ('letter', 9)]
    """
    readings: list[Label] = []
    for sort, shape in _SHAPES:
        match = shape.match(text, at)
        value = _value(sort, match[1]) if match else -1
        if match and value >= 0:
            series = match[1].rpartition(".")[0] if sort is Sort.DECIMAL else ""
            size = match.end() - at + _space(text, match.end())
            readings.append(Label(sort, value, match[0].strip(), size, series))
    return tuple(readings)


def _space(text: str, start: int) -> int:
    """How much white space stands at `start`."""
    end = start
    while end < len(text) and text[end].isspace():
        end += 1
    return end - start


def _value(sort: Sort, key: str) -> int:
    """What a label counts, -1 for one that does not count: "en)" is a word, "iiv" no number."""
    if sort in (Sort.NUMBER, Sort.BRACKET):
        return int(re.sub(r"\D", "", key))
    if sort is Sort.DECIMAL:
        return int(key.rpartition(".")[2])
    if sort in (Sort.ROMAN, Sort.PART):
        return _numeral(key.lower())
    if sort is Sort.LETTER:
        return _letter(key)
    if sort is Sort.CAPITAL:
        return _CAPITALS.index(key) % 8 + 1
    return 0


def _letter(key: str) -> int:
    """a is 1, z 26; aa, bb, … go on after z. Capitals are another sort."""
    if not key.islower():
        return -1
    if len(key) == 2 and key not in _LETTER:
        return 26 + _LETTER.get(key[0], -27) if key[0] == key[1] else -1
    return _LETTER.get(key, -1)


def _numeral(digits: str) -> int:
    if not _NUMERAL.fullmatch(digits):
        return -1
    values = [_DIGITS[digit] for digit in digits]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))


class Levels(Generic[Payload]):
    """The labels of the lists that are open at a place, outermost first, each with what belongs to it.

    At most seven lists are open (ISG 5.6): a text that opens more keeps the last in the place of the one before.
    """

    DEEPEST = 7

    def __init__(self) -> None:
        self.open: list[tuple[Label, Payload]] = []

    def find(self, readings: tuple[Label, ...]) -> tuple[int, Label] | None:
        """The innermost open list that one of the readings continues, and that reading."""
        for depth in range(len(self.open) - 1, -1, -1):
            for label in readings:
                if label.follows(self.open[depth][0]):
                    return depth, label
        return None

    def put(self, depth: int, label: Label, payload: Payload) -> None:
        """The last label of the list at `depth`; the lists inside it end."""
        depth = min(depth, self.DEEPEST - 1)
        self.open[depth:] = [(label, payload)]
