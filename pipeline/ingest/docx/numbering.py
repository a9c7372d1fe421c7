"""Automatic numbers (ECMA-376 part 1, 17.9): what Word prints before a paragraph, though no run holds it.

Lists are counted by their abstract definition: several w:num of one definition continue the same list, unless a
start override begins it anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.ingest.docx.markup import Element, attribute, child, children, descendants, integer, tag, value
from pipeline.ingest.docx.styles import Styles
from pipeline.ingest.docx.symbols import bullet

_LEVELS = 9
_LONGEST = 100  # code points of a printed number; the definition of a level is cut at the same length
_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_LOW = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщыэюя"  # the letters that Word counts with
KNOWN = frozenset(
    "decimal decimalZero upperRoman lowerRoman upperLetter lowerLetter russianUpper russianLower bullet none "
    "numberInDash chicago custom".split()
)
"""Number formats that are printed as Word prints them; others are printed as decimal figures."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `restart` is the level (from 1) whose use restarts it, 0 for never, -1 for any above."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int = -1
    legal: bool = False  # all figures decimal
    style: str = ""  # the paragraph style that is bound to this level
    pad: int = 0
    overridden: bool = False  # begins anew with the w:num that states it
    properties: Element | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands in the lists: the w:num, its abstract definition, the level from 0."""

    num: str
    abstract: str
    level: int


class Lists:
    """The definitions of one document; `root` is its numbering part, or None."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {attribute(a, "w:abstractNumId"): a for a in children(root, "w:abstractNum")}
        self._nums = {attribute(num, "w:numId"): num for num in children(root, "w:num")}
        self._linked = {link: id for id, abstract in self._abstract.items() if (link := value(abstract, "w:styleLink"))}
        self._levels: dict[str, tuple[Level, ...]] = {}

    def place(self, properties: Element | None, style_id: str) -> Place | None:
        """The list that a paragraph with these w:pPr belongs to."""
        own = child(properties, "w:numPr")
        inherited = self._styles.numbering(style_id)
        num = value(own, "w:numId") or inherited.num
        if num not in self._nums or num == "0":
            return None
        bound = "" if value(own, "w:numId") else self._bound_level(num, inherited.style)
        level = integer(value(own, "w:ilvl") or bound or inherited.level, 0)
        return Place(num, self._definition(num), level) if 0 <= level < _LEVELS else None

    def levels(self, num: str) -> tuple[Level, ...]:
        """The nine levels of a w:num, overrides included."""
        if num not in self._levels:
            abstract = self._abstract.get(self._definition(num))
            found = {integer(attribute(e, "w:ilvl"), 0): e for e in children(abstract, "w:lvl")}
            starts: dict[int, str] = {}
            for override in children(self._nums[num], "w:lvlOverride"):
                at, changed = integer(attribute(override, "w:ilvl"), 0), child(override, "w:lvl")
                found |= {} if changed is None else {at: changed}
                starts[at] = value(override, "w:startOverride")
            self._levels[num] = tuple(_level(found.get(i), starts.get(i, "")) for i in range(_LEVELS))
        return self._levels[num]

    def unknown_formats(self) -> list[str]:
        """Number formats of the used lists that are printed as figures instead."""
        return sorted({level.format for levels in self._levels.values() for level in levels} - KNOWN)

    def _definition(self, num: str) -> str:
        """The id of the abstract definition, through a link to a numbering style."""
        id = value(self._nums[num], "w:abstractNumId")
        link = value(self._abstract.get(id), "w:numStyleLink")
        return self._linked.get(link, id) if link else id

    def _bound_level(self, num: str, style_id: str) -> str:
        return next((str(i) for i, level in enumerate(self.levels(num)) if style_id and level.style == style_id), "")


@dataclass(slots=True)
class Counter:
    """The numbers given so far. Local to one reading; one counts the text as it is, one as it was."""

    lists: Lists
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def count(self, place: Place) -> str:
        """The printed number of the next paragraph at that place, without the white space after it."""
        levels = self.lists.levels(place.num)
        counts = self.counts.setdefault(place.abstract, [None] * _LEVELS)
        if place.num not in self.begun:
            self.begun.add(place.num)
            for i, level in enumerate(levels):
                counts[i] = None if level.overridden else counts[i]
        for above in range(place.level):
            counts[above] = levels[above].start if counts[above] is None else counts[above]
        before = counts[place.level]
        counts[place.level] = levels[place.level].start if before is None else before + 1
        for below in range(place.level + 1, _LEVELS):
            if levels[below].restart < 0 or place.level < levels[below].restart:
                counts[below] = None
        return _printed(levels, counts, place.level)


def _printed(levels: tuple[Level, ...], counts: list[int | None], at: int) -> str:
    level = levels[at]
    if level.format == "bullet":
        fonts = child(level.properties, "w:rFonts")
        return bullet(level.text, attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi")).strip()

    def figure(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        number = counts[index] if counts[index] is not None else levels[index].start
        legal = level.legal and levels[index].format != "none"
        return number_as("decimal" if legal else levels[index].format, number or 0, levels[index].pad)

    return _PLACEHOLDER.sub(figure, level.text)[:_LONGEST].strip()


def _level(element: Element | None, start: str) -> Level:
    """A level from its w:lvl, with the start that the w:num states instead ("" for none)."""
    if element is None:
        return Level(overridden=bool(start))
    format, pad = _format(element)
    return Level(
        format=format,
        text=value(element, "w:lvlText")[:_LONGEST],
        start=integer(start or value(element, "w:start"), 0),
        restart=integer(value(element, "w:lvlRestart"), -1),
        legal=child(element, "w:isLgl") is not None and value(element, "w:isLgl") not in ("0", "false"),
        style=value(element, "w:pStyle"),
        pad=pad,
        overridden=bool(start),
        properties=child(element, "w:rPr"),
    )


def _format(element: Element) -> tuple[str, int]:
    """The number format, and the width to fill with zeros (formats such as "001, 002, 003, ...")."""
    stated = child(element, "w:numFmt")
    if stated is None:
        stated = next((found for found in descendants(element, "w:numFmt")), None)
    pattern = attribute(stated, "w:format").partition(",")[0].strip()
    custom = attribute(stated, "w:val") == "custom" and stated is not None and tag(stated) == "w:numFmt"
    if custom and pattern.isdigit():
        return "custom", min(len(pattern), 9)
    return (attribute(stated, "w:val") or "decimal"), 0


def number_as(format: str, number: int, pad: int = 0) -> str:
    """A number in one of Word's number formats (ST_NumberFormat); decimal where the format is not in `KNOWN`."""
    if format == "none":
        return ""
    if number < 1 or format in ("decimal", "custom"):
        return str(number).zfill(pad)
    match format:
        case "decimalZero":
            return f"{number:02d}"
        case "numberInDash":
            return f"- {number} -"
        case "chicago":
            return "*†‡§"[(number - 1) % 4] * min(1 + (number - 1) // 4, 9)
        case "upperRoman" | "lowerRoman":
            return _case(_roman(number), format)
        case "upperLetter" | "lowerLetter":
            return _case(_letter(number, _LATIN), format)
        case "russianUpper" | "russianLower":
            return _case(_letter(number, _CYRILLIC), format)
    return str(number)


def _case(text: str, format: str) -> str:
    return text.upper() if format.startswith("upper") or format.endswith("Upper") else text


def _roman(number: int) -> str:
    if number >= 4000:
        return str(number)
    out = ""
    for size, letters in _ROMAN + _ROMAN_LOW:
        out += letters * (number // size)
        number %= size
    return out


def _letter(number: int, alphabet: str) -> str:
    """a … z, then aa … zz, aaa: the letter is repeated."""
    times, index = divmod(number - 1, len(alphabet))
    return alphabet[index] * (times + 1) if times < 9 else str(number)
