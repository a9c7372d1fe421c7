"""A document as tables: the verb grid, the rows, the findings, the requests, and where each text is from.

A table is a value that `csv` and `xlsx` write; every column of a text says in its head whether it is a specimen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.export.material import NO_LEGAL_VALUE, Material, Unit, statement
from pipeline.model import Expression, Kind, Subdivision

Cell: TypeAlias = str | int | float | bool | None

REQUEST = "request"
"""The group of verbs by which somebody is asked for something (languages/concepts.toml)."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name of at most 31 characters, a head and rows of as many cells."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(material: Material) -> tuple[Table, ...]:
    """All tables of a document, the one with the provenance first."""
    return (sources(material), verb_grid(material), rows(material), findings(material), requests(material))


def sources(material: Material) -> Table:
    """Where each text is from, and what may be said of it."""
    head = ("Language", "Status", "What it is", "Source", "Retrieved", "SHA-256", "Licence", "Legal value")
    lines = (
        (
            one.language,
            str(one.provenance.status),
            statement(one.provenance),
            one.provenance.source,
            one.provenance.retrieved,
            one.provenance.sha256,
            one.provenance.licence,
            NO_LEGAL_VALUE,
        )
        for one in material.expressions
    )
    return Table("sources", head, tuple(lines))


def verb_grid(material: Material) -> Table:
    """One line a clause, one column a language: the operative verb as printed, "" where a clause has none."""
    verbs = {one.language: _verbs(one) for one in material.expressions}
    lines: list[tuple[Cell, ...]] = []
    for unit in material.units:
        cells = {code: _verb(verbs[code], unit.eids_of(code)) for code in material.languages}
        known = next((verb for verb in cells.values() if verb), None)
        if known and known.verb:
            concept = known.verb.concepts[0] if known.verb.concepts else ""
            printed = (part.verb.text if part and part.verb else "" for part in cells.values())
            lines.append((unit.place, unit.id, concept, known.verb.strength, known.verb.rank, *printed))
    head = ("Place", "wId", "Concept", "Strength", "Rank", *_columns(material))
    return Table("verbs", head, tuple(lines))


def rows(material: Material) -> Table:
    """One line a row of the alignment, one column a language."""
    lines: Iterator[tuple[Cell, ...]] = (
        (unit.place, unit.id, unit.kind, round(unit.score, 3), _said(unit), *map(unit.text, material.languages))
        for unit in material.units
    )
    head = ("Place", "wId", "Kind", "Confidence", "Evidence", *_columns(material))
    return Table("rows", head, tuple(lines))


def findings(material: Material) -> Table:
    """One line a finding, with the decision on it."""
    asked = ("Severity", "Rule", "wId", "Languages", "Specimens", "Message", "Evidence")
    head = (*asked, "Decision", "Reason", "By", "Fingerprint")
    specimens = [f"{code} (specimen, not a Council text)" for code in material.specimens]
    lines = (
        (
            str(one.severity),
            one.rule,
            one.wid,
            " ".join(one.languages),
            "; ".join(name for name in specimens if name.split()[0] in one.languages or not one.languages),
            str(one.message),
            "\n".join(map(str, one.evidence)),
            str(one.decision.verdict) if one.decision else "",
            one.decision.reason if one.decision else "",
            one.decision.by if one.decision else "",
            one.fingerprint,
        )
        for one in material.findings
    )
    return Table("findings", head, tuple(lines))


def requests(material: Material) -> Table:
    """One line a clause and language in which somebody is asked for something."""
    places = {(code, eid): unit for unit in material.units for code, eids in unit.eids for eid in eids}
    head = (
        "Place",
        "wId",
        "Language",
        "Status",
        "Verb",
        "Concept",
        "Rank",
        "Attested",
        "Who is asked",
        "As printed",
        "Text",
    )
    lines = (line for one in material.expressions for line in _requests(one, places))
    return Table("requests", head, tuple(lines))


def _requests(expression: Expression, places: dict[tuple[str, str], Unit]) -> Iterator[tuple[Cell, ...]]:
    for part in expression.of_kind(Kind.CLAUSE):
        if part.verb is None or part.verb.strength != REQUEST:
            continue
        unit = places.get((expression.language, part.eid))
        yield (
            unit.place if unit else "",
            unit.id if unit else "",
            expression.language,
            str(expression.provenance.status),
            part.verb.text,
            part.verb.concepts[0] if part.verb.concepts else "",
            part.verb.rank,
            part.verb.attested,
            " ".join(sorted({one.kind for one in part.addressees})),
            "; ".join(one.text for one in part.addressees),
            part.text,
        )


def _columns(material: Material) -> tuple[str, ...]:
    return tuple(f"{one.language} ({one.provenance.status})" for one in material.expressions)


def _verbs(expression: Expression) -> dict[str, Subdivision]:
    return {part.eid: part for part in expression.walk() if part.verb}


def _verb(verbs: dict[str, Subdivision], eids: tuple[str, ...]) -> Subdivision | None:
    return next((verbs[eid] for eid in eids if eid in verbs), None)


def _said(unit: Unit) -> str:
    return "; ".join(f"{one.name} {one.value:.2f} {one.detail}".strip() for one in unit.evidence)
