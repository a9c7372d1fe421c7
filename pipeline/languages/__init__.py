"""Languages as data: one TOML file a language, one loader, no rule about a language anywhere else.

The fields are described in docs/languages.md. Forms of operative verbs come from a lexicon of 69 concepts × 24
languages in which a form is `attested` when it was read in capitals in a real Council text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pipeline.errors import LanguageError

PROTOCOL_ORDER = tuple("bg es cs da de et el en fr ga hr it lv lt hu mt nl pl pt ro sk sl fi sv".split())
"""The order in which the institutions list the languages: by their own names (ISG, section 7.2.1)."""


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One form of an operative verb. `text` has "…" for a gap; `split` is the particle of a form that may be parted;
    `optional` is a word of the form that may be missing; `number` is sg, pl or inv."""

    text: str
    concept: str
    number: str
    attested: bool
    source: str
    split: str
    optional: str


@dataclass(frozen=True, slots=True)
class Concept:
    """What a verb stands for. `rank` is the order of strength inside `group`, 0 for none."""

    name: str
    gloss: str
    group: str
    rank: int
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """All that the pipeline knows of one language."""

    code: str
    name: str
    english: str
    cover: Mapping[str, tuple[str, ...]]
    annex: tuple[str, ...]
    enacting: tuple[str, ...]
    session: tuple[str, ...]
    delegations: tuple[str, ...]
    closing: tuple[str, ...]
    letters: str
    joiners: tuple[str, ...]
    suspenders: tuple[str, ...]
    clitics: tuple[str, ...]
    divisions: tuple[tuple[str, str, str], ...]
    abbreviations: tuple[str, ...]
    months: tuple[tuple[str, ...], ...]
    journal: tuple[str, ...]
    document: tuple[str, ...]
    page: tuple[str, ...]
    quotes: tuple[str, str]
    corrigendum: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    addressees: Mapping[str, tuple[str, ...]]
    verbs: tuple[VerbForm, ...]


def order(code: str) -> tuple[int, str]:
    """Sort key that puts languages in protocol order."""
    return (PROTOCOL_ORDER.index(code) if code in PROTOCOL_ORDER else len(PROTOCOL_ORDER), code)


@cache
def load(code: str) -> Language:
    """The language with this two-letter code.

    Raises LanguageError for a code that is not one of the 24, and for a data file with a missing or wrong field.
    """
    if code not in PROTOCOL_ORDER:
        raise LanguageError(f"unknown language {code!r}; use one of {' '.join(PROTOCOL_ORDER)}")
    table = _read(f"{code}.toml")
    try:
        return _language(table)
    except (KeyError, TypeError, ValueError) as error:
        raise LanguageError(f"missing or wrong field {error}", where=f"languages/{code}.toml") from None


@cache
def concepts() -> Mapping[str, Concept]:
    """All concepts by name, in the order of the lexicon."""
    table = _read("concepts.toml")["concepts"]
    return MappingProxyType(
        {
            name: Concept(name, entry["gloss"], entry["group"], entry["rank"], tuple(entry["near"]))
            for name, entry in table.items()
        }
    )


@cache
def marking(code: str) -> Mapping[str, tuple[str, ...]]:
    """The words by which a cover of this language says how changes are marked: bold, underline, strike."""
    return MappingProxyType({look: tuple(stems) for look, stems in _read("marking.toml")[code].items()})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _language(table: dict[str, Any]) -> Language:
    structure, words, citation = table["structure"], table["words"], table["citation"]
    return Language(
        code=table["code"],
        name=table["name"],
        english=table["english"],
        cover=MappingProxyType({name: tuple(labels) for name, labels in table["cover"].items()}),
        annex=tuple(structure["annex"]),
        enacting=tuple(structure["enacting"]),
        session=tuple(structure["session"]),
        delegations=tuple(structure["delegations"]),
        closing=tuple(structure["closing"]),
        letters=words["letters"],
        joiners=tuple(words["joiners"]),
        suspenders=tuple(words["suspenders"]),
        clitics=tuple(words["clitics"]),
        divisions=tuple((before, behind, whole) for before, behind, whole in words["divisions"]),
        abbreviations=tuple(words["abbreviations"]),
        months=tuple(tuple(forms) for forms in words["months"]),
        journal=tuple(citation["journal"]),
        document=tuple(citation["document"]),
        page=tuple(citation["page"]),
        quotes=(table["quotes"]["open"], table["quotes"]["close"]),
        corrigendum=MappingProxyType(
            {name: tuple(forms) for name, forms in table["corrigendum"].items() if name != "names"}
        ),
        names=MappingProxyType(
            {code: tuple(stems) for code, stems in zip(PROTOCOL_ORDER, table["corrigendum"]["names"], strict=True)}
        ),
        addressees=MappingProxyType({kind: tuple(forms) for kind, forms in table["addressees"].items()}),
        verbs=tuple(_form(concept, entry) for concept, entries in table["verbs"].items() for entry in entries),
    )


def _form(concept: str, entry: dict[str, Any]) -> VerbForm:
    return VerbForm(
        text=entry["text"],
        concept=concept,
        number=entry["number"],
        attested=entry.get("attested", False),
        source=entry.get("source", ""),
        split=entry.get("split", ""),
        optional=entry.get("optional", ""),
    )
