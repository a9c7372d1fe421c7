"""What of a segment can be compared across languages without a dictionary.

Tokens come in classes. From the text: FIGURE, numbers and codes without the separators that differ by language;
NAME, words with a capital inside a sentence and acronyms; STEM and LONG, the first 4 and 6 letters of longer words;
SIGN, punctuation that translators keep. From the structure of a Council text: VERB, concepts of the operative verb;
GROUP, its strength; ADDRESSEE; MARK, note marks; NUMBER, the printed number; FIELD, the name of a cover field;
ANCHOR, the row in which a note is anchored. LEARNT are pairs of
words that a first alignment has found to answer each other.

Words are written in Latin letters without diacritics, and sounds that European spellings write differently are
folded (c, k, q; ph, f; y, i; w, v; z, s; doubled letters), so that "démocratique" and "δημοκρατικός" are alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Class(IntEnum):
    """The kinds of tokens."""

    FIGURE = 0
    NAME = 1
    STEM = 2
    LONG = 3
    SIGN = 4
    VERB = 5
    GROUP = 6
    ADDRESSEE = 7
    MARK = 8
    NUMBER = 9
    FIELD = 10
    ANCHOR = 11
    LEARNT = 12


Token = tuple[Class, str]

ENDINGS = 6  # nothing, full stop, comma, colon, semicolon, question or exclamation mark
OPENINGS = 7  # nothing, digit, sign, capital, small letter; and for parts of a point: the first, a later one
FIRST_PART, LATER_PART = 5, 6

_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e s i t i k l m n x o p r s s t i f h ps o".split(), strict=True)
)
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяѝ",
        "a b v g d e j s i i k l m n o p r s t u f h s c s st a i  e iu ia i".split(" "),
        strict=True,
    )
)
_LATIN = {"đ": "d", "ł": "l", "ø": "o", "ß": "ss", "æ": "a", "œ": "o", "ħ": "h", "ı": "i", "þ": "t", "ð": "d"}
_LETTERS = str.maketrans({**_GREEK, **_CYRILLIC, **_LATIN})
_DIGRAPHS = (
    ("μπ", "b"),
    ("ντ", "d"),
    ("γκ", "g"),
    ("ου", "u"),
    ("ευ", "ev"),
    ("αυ", "av"),
    ("αι", "e"),
    ("ει", "i"),
    ("οι", "i"),
)
_SOUNDS = (("ph", "f"), ("th", "t"), ("sch", "s"), ("ch", "k"), ("qu", "k"), ("x", "ks"), ("eu", "ev"), ("au", "av"))
_SINGLE = str.maketrans({"c": "k", "q": "k", "y": "i", "w": "v", "z": "s", "j": "i"})
_DOUBLED = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d+(?:[.,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE} ]\d{3}(?!\d))+|\d+")
_QUOTES = '"«»“”„‟‘‚'
_SIGNS = re.compile(rf"[?!:;()/%€§=+*{_QUOTES}]|\s[-\N{{EN DASH}}\N{{EM DASH}}]\s|\.\.\.|…")
_END = re.compile(r"(\.\.\.|…|[.,:;?!·])?[\s'’)\]" + _QUOTES + r"]*$")
_ENDINGS = {"": 0, ".": 1, "...": 1, "…": 1, ",": 2, ":": 3, ";": 4, "·": 4, "?": 5, "!": 5}


@dataclass(frozen=True, slots=True)
class Features:
    """The comparable content of one segment. `length` is in characters without spaces, at least 1.

    `opening` and `ending` say how it begins and ends; only segments of equal `kind` can be linked. `words` are all
    words, cut to 5 letters against inflection; they mean nothing across languages until some have been learnt.
    """

    length: int
    tokens: frozenset[Token]
    opening: int
    ending: int
    words: frozenset[str] = frozenset()
    kind: str = ""
    text: str = ""


def features(text: str) -> Features:
    """Read one segment, in any language."""
    length = max(len("".join(text.split())), 1)
    words = frozenset(stem[:5] for word in _WORD.findall(text) if len(stem := folded(word)) > 1)
    return Features(length, tokens(text), _opening(text), _ending(text), words, text=text)


@lru_cache(maxsize=1 << 17)
def folded(word: str) -> str:
    """The word in Latin letters without diacritics, with like sounds alike.

    >>> folded("démocratique"), folded("демократичен")
    ('demokratike', 'demokratiken')
    """
    text = unicodedata.normalize("NFKD", word.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    for old, new in _DIGRAPHS:
        text = text.replace(old, new)
    text = text.translate(_LETTERS)
    for old, new in _SOUNDS:
        text = text.replace(old, new)
    return _DOUBLED.sub(r"\1", text.translate(_SINGLE))


def tokens(text: str) -> frozenset[Token]:
    """The tokens of a text, each once."""
    found: set[Token] = {(Class.FIGURE, re.sub(r"\D", "", match[0])) for match in _FIGURE.finditer(text)}
    found |= {(Class.SIGN, _sign(match[0].strip())) for match in _SIGNS.finditer(text)}
    shouted = _shouted(text)
    for order, word in enumerate(_WORD.findall(text)):
        if not shouted and ((order and word[0].isupper()) or word[1:2].isupper()):
            found.add((Class.NAME, folded(word)[:5]))
        found.update(_stems(word))
    return frozenset(found)


@lru_cache(maxsize=1 << 17)
def _stems(word: str) -> tuple[Token, ...]:
    """The tokens of a word, whatever stands around it; the same objects each time, which spares memory."""
    stem = folded(word)
    return tuple((cls, stem[:size]) for cls, size in ((Class.STEM, 4), (Class.LONG, 6)) if len(stem) >= size)


def _sign(mark: str) -> str:
    if mark in _QUOTES:
        return '"'
    return "-" if mark in "-\N{EN DASH}\N{EM DASH}" else mark


def _shouted(text: str) -> bool:
    """Whether capitals say nothing here, because most letters are capitals."""
    letters = "".join(filter(str.isalpha, text))
    return sum(map(str.isupper, letters)) * 2 > len(letters)


def _ending(text: str) -> int:
    match = _END.search(text)
    return _ENDINGS[match[1] or ""] if match else 0


def _opening(text: str) -> int:
    first = text.lstrip()[:1]
    if not first:
        return 0
    if not first.isalpha():
        return 1 if first.isdigit() else 2
    return 3 if first.isupper() else 4
