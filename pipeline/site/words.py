"""The words around the text: one gettext catalogue a language, and dates and numbers as CLDR has them.

Catalogues are `locales/<language>.po` in the folders of templates; a publisher's file wins message by message.
A message that no catalogue has is shown in English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from html import unescape
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from pipeline.errors import ConclusioError, LanguageError
from pipeline.findings import Message
from pipeline.languages import load

_LOCALES = {"en": "en_150", "pt": "pt_PT"}
"""Where the language alone would mean the usage of another continent: dates and numbers as in Europe."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Words:
    """What the interface says in one language."""

    language: str
    catalogue: NullTranslations = field(repr=False, compare=False)

    @property
    def locale(self) -> Locale:
        return _locale(self.language)

    def say(self, message: str, variables: Mapping[str, object]) -> Markup:
        """A message in this language with its values, escaped."""
        said = _escaped(self.catalogue, message)
        return said % variables if variables or "%" in said else said

    def count(self, one: str, many: str, number: int, variables: Mapping[str, object]) -> Markup:
        """The form of a message for this number, by the plural rule of the language; the number is `num` in it."""
        return escape(self.catalogue.ngettext(one, many, number)) % {"num": self.number(number), **variables}

    def tell(self, said: str | int | Message) -> Markup | str:
        """A message of the checks, with the messages inside it; a text or a number as it is."""
        if not isinstance(said, Message):
            return str(said)
        if not said.text:
            return self.concept(str(dict(said.values)["concept"]))
        values = {name: self.tell(value) for name, value in said.values if not (said.many and name == "num")}
        if said.many:
            return self.count(said.text, said.many, int(str(dict(said.values)["num"])), values)
        return self.say(said.text, values)

    def concept(self, name: str) -> Markup:
        """A concept as an operative verb of this language."""
        return escape(concept_in(name, self.language))

    def date(self, iso: str) -> str:
        """A day in words, "10 June 2022"; what is no ISO date stays as it is."""
        return _date(iso, self.language)

    def number(self, value: float) -> str:
        """A number with the separators of the language."""
        return _decimal(value, self.language)

    def percent(self, value: float) -> str:
        """A share from 0 to 1 as whole per cent."""
        return format_percent(value, "#,##0\N{NO-BREAK SPACE}%" if self._spaced() else "#,##0%", locale=self.locale)

    def _spaced(self) -> bool:
        return bool(self.locale.percent_formats[None].pattern != "#,##0%")


class Listener(Words):
    """Remembers all that is said on pages that exist once, so that a script can say it in the other languages."""

    __slots__ = ("_said",)

    def __init__(self, words: Words) -> None:
        Words.__init__(self, words.language, words.catalogue)
        object.__setattr__(self, "_said", {})

    def say(self, message: str, variables: Mapping[str, object]) -> Markup:
        self._remember("say", message, "", 0, variables)
        return Words.say(self, message, variables)

    def count(self, one: str, many: str, number: int, variables: Mapping[str, object]) -> Markup:
        self._remember("count", one, many, number, variables)
        return Words.count(self, one, many, number, variables)

    def concept(self, name: str) -> Markup:
        self._remember("concept", name, "", 0, {})
        return Words.concept(self, name)

    def date(self, iso: str) -> str:
        self._remember("date", iso, "", 0, {})
        return Words.date(self, iso)

    def said(self) -> bytes:
        """All that was said, as JSON for `learn`."""
        return json.dumps(list(self._said), ensure_ascii=False, indent=0).encode()  # type: ignore[attr-defined]

    def learn(self, said: bytes) -> None:
        """Remember what was said on another page."""
        for kind, one, many, number, values in json.loads(said):
            pairs = tuple((name, value, said) for name, value, said in values)
            self._said[kind, one, many, number, pairs] = None  # type: ignore[attr-defined]

    def _remember(self, kind: str, one: str, many: str, number: int, variables: Mapping[str, object]) -> None:
        values = tuple((name, str(value), isinstance(value, Markup)) for name, value in sorted(variables.items()))
        self._said[kind, one, many, number, values] = None  # type: ignore[attr-defined]  # set past the frozen value

    def pairs(self, other: Words) -> dict[str, str]:
        """What was said, with the words of `other`; "#" for figures that come in the same order in both."""
        found: dict[str, str] = {}
        for kind, one, many, number, values in self._said:  # type: ignore[attr-defined]
            ours = {name: unescape(value) if said else value for name, value, said in values}
            theirs = {name: _translated(found, ours[name]) if said else value for name, value, said in values}
            if kind == "say":
                _pair(found, unescape(Words.say(self, one, ours)), unescape(other.say(one, theirs)))
            elif kind == "count":
                said_here = unescape(Words.count(self, one, many, number, ours))
                found[said_here] = unescape(other.count(one, many, number, theirs))
            elif kind == "concept":
                found[unescape(Words.concept(self, one))] = unescape(other.concept(one))
            else:
                found[Words.date(self, one)] = other.date(one)
        return found


def _translated(found: Mapping[str, str], text: str) -> str:
    """Values of a message that are words themselves were said before it."""
    if text in found:
        return found[text]
    pattern, figures = _DIGITS.sub("#", text), iter(_DIGITS.findall(text))
    return re.sub("#", lambda _: next(figures), found[pattern]) if pattern in found else text


def _pair(found: dict[str, str], ours: str, theirs: str) -> None:
    if _DIGITS.findall(ours) == _DIGITS.findall(theirs):
        found[_DIGITS.sub("#", ours)] = _DIGITS.sub("#", theirs)
    else:
        found[ours] = theirs


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


@lru_cache(maxsize=1 << 12)  # a page says the same things again and again
def _escaped(catalogue: NullTranslations, message: str) -> Markup:
    return escape(catalogue.gettext(message))


@lru_cache(maxsize=1 << 12)
def _decimal(value: float, language: str) -> str:
    return format_decimal(value, locale=_locale(language))


@lru_cache(maxsize=1 << 12)
def _date(iso: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(iso), "long", locale=_locale(language))
    except ValueError:
        return iso


@cache
def name_of(code: str) -> str:
    """The name of a language in that language; the code where it is not one of the 24.

    >>> name_of("nl")
    'Nederlands'
    """
    try:
        return load(code).name
    except LanguageError:
        return code


@cache
def concept_in(concept: str, language: str) -> str:
    """A concept as an operative verb of this language, one that was seen in print if there is one.

    >>> concept_in("welcome", "nl")
    'IS INGENOMEN MET'
    """
    forms = [form for form in load(language).verbs if form.concept == concept]
    first = min(forms, key=lambda form: (form.number == "pl", not form.attested), default=None)
    return first.text if first else concept.replace("_", " ")


def load_words(language: str, folders: Sequence[Path]) -> Words:
    """The catalogue of a language, from the folders of templates, the first folder first.

    Raises ConclusioError for a catalogue that is no PO file.
    """
    catalogue: NullTranslations = NullTranslations()
    for folder in reversed(folders):
        path = folder / "locales" / f"{language}.po"
        if path.is_file():
            found = _read(path, language)
            found.add_fallback(catalogue)
            catalogue = found
    return Words(language, catalogue)


def _read(path: Path, language: str) -> NullTranslations:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise ConclusioError(f"no catalogue that can be read: {error}", where=str(path)) from None
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return GNUTranslations(packed)
