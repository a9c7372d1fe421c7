"""The specimens with their gold: what a reader should find in each language and document of the included dossier."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from pipeline.build import make_expression
from pipeline.corpus import load_dossier, read_bytes
from pipeline.model import Expression, Source

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold"
VERSIONS = {"rev1": 0, "adopted": 1}
STRUCTURE = json.loads((GOLD / "structure.json").read_text(encoding="utf-8"))
CHANGES = json.loads((GOLD / "changes.json").read_text(encoding="utf-8"))["changes"]
NOTE_MARK = re.compile(r"\[\^(\d+)\]")


@cache
def gold(language: str) -> dict:
    return json.loads((GOLD / f"{language}.json").read_text(encoding="utf-8"))


def unit(language: str, version: str, name: str) -> str:
    """The text of a unit by its id, note marks as [^1]."""
    return gold(language)[version].get(name) or gold(language)["adopted"][name]


def plain_unit(language: str, version: str, name: str) -> str:
    return NOTE_MARK.sub("", unit(language, version, name))


def of_clause(language: str, version: str, table: str, name: str) -> object:
    """The gold verb, concept or addressees of a clause; a version is named only where it differs."""
    entry = gold(language)[table].get(name, {})
    return entry[version] if version in entry else entry.get("adopted")


GOLD_FAULTS = {
    ("cs", "rev1", "p13.c2"): "names one of two addressees",
    ("et", "adopted", "p13.c2"): "names an addressee of a later sentence",
    ("pl", "rev1", "p13.c2"): "names one of two addressees",
    ("mt", "rev1", "p13.c2"): "names l-Kummissjoni where the text has lill-Kummissjoni",
}
"""Addressees of the gold that do not agree with the text beside them."""


@cache
def parsed(language: str, version: str) -> tuple[Source, Expression]:
    """The source and expression of a file of the included dossier."""
    document = load_dossier(ROOT / "corpus" / "2022-research-innovation").documents[VERSIONS[version]]
    file = next(file for file in document.files if file.id.expression.language == language)
    return make_expression(read_bytes(file.path), file.path.name, file.id.format, file.id.expression, file.provenance)
