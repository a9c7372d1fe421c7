"""The title on the cover against the title in the annex, within each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.align.features import folded
from pipeline.check.majority import Split, split
from pipeline.check.phrases import listed, rest
from pipeline.check.quotes import quoted
from pipeline.check.synopsis import Draft, Synopsis
from pipeline.findings import Evidence, Message, message
from pipeline.model import Expression, Kind

_WORD = re.compile(r"[^\W\d_]+")
_CONTENT = 5  # letters; shorter words are articles and prepositions, which change with the sentence
_STEM = 4
_ALIKE = 0.7
_LEAST = 3  # words of a quoted title

ORDER, WORDS = "order", "words"


@dataclass(frozen=True, slots=True)
class TitlePair:
    """Two places of one text that should have the same title, and in what they differ: ORDER, WORDS or "".

    `alone` is a word without counterpart, "" for none.
    """

    name: Message
    first: str
    second: str
    difference: str
    alone: str


def title_on_cover(synopsis: Synopsis) -> Iterator[Draft]:
    """A title on the cover (subject, or as quoted in its sentence) other than the one in the annex.

    A difference that most languages share is one finding about all of them.
    """
    pairs = {code: {pair.name: pair for pair in _pairs(text)} for code, text in synopsis.texts.items()}
    for name in dict.fromkeys(name for found in pairs.values() for name in found):
        held = {code: found[name] for code, found in pairs.items() if name in found}
        for kind in (ORDER, WORDS):
            yield from _compared(synopsis, name, kind, held)


def _compared(synopsis: Synopsis, name: Message, kind: str, held: Mapping[str, TitlePair]) -> Iterator[Draft]:
    differing = tuple(code for code, pair in held.items() if pair.difference == kind)
    same = tuple(code for code, pair in held.items() if pair.difference == "")
    wid = next((part.wid or part.eid for text in synopsis.texts.values() for part in text.of_kind(Kind.TITLE)), "")
    if not differing:
        return
    shared = len(differing) > 1 and 2 * len(differing) > len(held)
    sides = {"title": name, "languages": listed(differing)}
    if kind == ORDER:
        said = message("%(title)s: not the order of words of the title in the annex in %(languages)s", **sides)
    else:
        said = message("%(title)s: not the words of the title in the annex in %(languages)s", **sides)
    yield _draft(wid, differing, said, held, None if shared else split(same, differing))
    if shared and (found := split(differing, same)):
        said = message(
            "%(title)s: as the title in the annex in %(languages)s, unlike in %(others)s",
            title=name,
            languages=listed(same),
            others=rest(found),
        )
        yield _draft(wid, same, said, held, found)


def _draft(
    wid: str, languages: Sequence[str], said: Message, held: Mapping[str, TitlePair], found: Split | None
) -> Draft:
    evidence = tuple(line for code in languages[:4] for line in _evidence(code, held[code]))
    about = tuple(text for code in languages for text in (held[code].first, held[code].second))
    return Draft(wid, tuple(languages), said, evidence, about, replace(found, even=False) if found else None)


def _evidence(code: str, pair: TitlePair) -> Iterator[Evidence]:
    yield Evidence(code, f"“{pair.first}”; “{pair.second}”")
    if pair.alone:
        yield Evidence(code, message("without counterpart: %(word)s", word=pair.alone))


def _pairs(text: Expression) -> Iterator[TitlePair]:
    fields = {part.eid.rpartition("__")[2]: part.text for part in text.of_kind(Kind.COVER)}
    title = " ".join(part.text for part in text.of_kind(Kind.TITLE))
    subject = fields.get("subject", "")
    said = next((words for words in quoted(fields.get("note", "")) if len(_words(words)) >= _LEAST), "")
    if subject and title:
        yield TitlePair(message("the subject on the cover"), subject, title, *_difference(subject, title, said))
    if said and title:
        yield TitlePair(message("the title quoted on the cover"), said, title, *_difference(said, title, subject))


def _difference(short: str, title: str, third: str) -> tuple[str, str]:
    """How the title on the cover differs from the one in the annex, which has more words around it, and a word alone.

    A word of the annex that stands in the third place as well belongs to the title.
    """
    left, right = _words(short), _words(title)
    places: list[int] = []
    for word in left:
        place = _best(word, right, places)
        if place < 0:
            return WORDS, word
        places.append(place)
    inside = range(min(places, default=0), max(places, default=0))
    sure = {_best(word, right, ()) for word in _words(third)}
    left_out = next((i for i in range(len(right)) if i not in places and (i in inside or i in sure)), -1)
    if left_out >= 0:
        return WORDS, right[left_out]
    return (ORDER, "") if places != sorted(places) else ("", "")


def _best(word: str, among: Sequence[str], taken: Sequence[int]) -> int:
    """The place of the same word in another form, or -1."""
    free = [i for i in range(len(among)) if i not in taken]
    place = max(free, key=lambda i: (_likeness(word, among[i]), -i), default=-1)
    return place if place >= 0 and _likeness(word, among[place]) >= _ALIKE else -1


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if len(word) >= _CONTENT]


@lru_cache(maxsize=1 << 14)
def _likeness(one: str, other: str) -> float:
    """How far two words are one word in two cases, or with another beginning (as in Irish); 1 for the same word."""
    left, right = folded(one), folded(other)
    ratio = SequenceMatcher(None, left, right, autojunk=False).ratio()
    return max(ratio, _ALIKE) if left[:_STEM] == right[:_STEM] else ratio
