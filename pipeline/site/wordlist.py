"""Which dossiers have which words, so that the search loads the texts of these alone.

The words of all dossiers do not fit into memory; they go into a table of SQLite that lies on the disk while the site is
made and is gone afterwards. A file has all words that fall into one drawer by their first letters; a language has so
many drawers that each stays small. `search.js` reads them with the same rules for letters and drawers.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby

from pipeline.languages import PROTOCOL_ORDER

BEGINNING = 3
"""So many letters decide on the drawer; a word that is shorter is looked for as it is."""

DRAWER = 20_000
"""Words, counted once for each dossier that has them, of one drawer: some 100 kB."""

_WORD = re.compile(r"[^\W_]+")
_LETTERS = {"ς": "\N{GREEK SMALL LETTER SIGMA}", "ł": "l", "đ": "d", "ø": "o", "ħ": "h"}


class _Folding(dict[int, str]):
    """What becomes of a code point of decomposed text; looked up once."""

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        self[point] = "" if unicodedata.category(letter).startswith("M") else _LETTERS.get(letter, letter)
        return self[point]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """Text without accents and capitals, as the search compares it.

    >>> folded("Őszinte ΛΌΓΟΣ")
    'oszinte λογοσ'
    """
    return unicodedata.normalize("NFD", text.lower()).translate(_FOLDING)


def drawer(word: str, drawers: int) -> int:
    """The number of the drawer of a folded word, from 0.

    >>> drawer("research", 16) == drawer("researcher", 16) == drawer("res", 16)
    True
    """
    number = 0
    for letter in word[:BEGINNING]:
        number = (number * 31 + ord(letter)) % 65_521
    return number % drawers


def words_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The folded words of texts, each once and in order.

    >>> words_in(["De Raad", "de raad ERKENT"])
    ('de', 'erkent', 'raad')
    """
    return tuple(sorted({word for text in texts for word in _WORD.findall(folded(text))}))


class Wordlist:
    """The words of the dossiers, in the order in which they come."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("")
        self._table.execute("CREATE TABLE words (language TEXT, word TEXT, dossier INTEGER)")
        self._dossiers: list[tuple[str, tuple[str, ...]]] = []

    def add(self, slug: str, words: Sequence[tuple[str, Sequence[str]]]) -> None:
        """The next dossier with its words by language, in protocol order."""
        number = len(self._dossiers)
        self._dossiers.append((slug, tuple(code for code, _ in words)))
        for code, own in words:
            self._table.executemany("INSERT INTO words VALUES (?, ?, ?)", ((code, word, number) for word in own))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that any text is in, in protocol order."""
        having = {code for _, codes in self._dossiers for code in codes}
        return tuple(code for code in PROTOCOL_ORDER if code in having)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The names of the dossiers, with the number of drawers of each language; then the drawers."""
        with closing(self._table):
            self._table.execute("CREATE INDEX by_language ON words (language, word, dossier)")
            drawers = {code: 1 + self._count(code) // DRAWER for code in self.languages}
            names = [slug for slug, _ in self._dossiers]
            yield "static/search/dossiers.js", f"conclusio.dossiers({_json(names)},{_json(drawers)});\n".encode()
            self._table.create_function("drawer", 2, drawer, deterministic=True)
            for code, count in drawers.items():
                yield from self._of(code, count)

    def _of(self, language: str, count: int) -> Iterator[tuple[str, bytes]]:
        self._table.execute("DROP TABLE IF EXISTS sorted")
        self._table.execute(
            "CREATE TEMP TABLE sorted AS SELECT drawer(word, ?) AS place, word, dossier FROM words"
            " WHERE language = ? ORDER BY place, word, dossier",
            (count, language),
        )
        rows = self._table.execute("SELECT place, word, dossier FROM sorted ORDER BY rowid")
        for place, entries in groupby(rows, key=lambda row: row[0]):
            words = {word: _steps(row[2] for row in same) for word, same in groupby(entries, key=lambda row: row[1])}
            given = f"{_json(language)},{place},{_json(words)}"
            yield f"static/search/{language}-{place}.js", f"conclusio.words({given});\n".encode()

    def _count(self, language: str) -> int:
        (number,) = self._table.execute("SELECT count(*) FROM words WHERE language = ?", (language,)).fetchone()
        return int(number)


def _steps(numbers: Iterable[int]) -> list[int]:
    """Rising numbers as the steps between them, which are short in JSON."""
    found, last = [], 0
    for number in numbers:
        found.append(number - last)
        last = number
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
