"""The page kinds that are tables, as JSON for other programs: verb grid, requests, findings (docs/json.md)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.export.json import JSON, VERSION, about, dump, finding_view
from pipeline.export.material import Material
from pipeline.export.tables import REQUEST
from pipeline.model import Expression, Kind, OperativeVerb, Subdivision


def verbs_json(material: Material) -> bytes:
    """The operative verb of each row in each language that has one."""
    verbs = {one.language: {part.eid: part for part in one.walk() if part.verb} for one in material.expressions}
    rows = []
    for unit in material.units:
        found = {code: _first(verbs[code], unit.eids_of(code)) for code in material.languages}
        said = {code: _verb(part.verb) for code, part in found.items() if part and part.verb}
        if said:
            rows.append({"wid": unit.id, "place": unit.place, "verbs": said})
    return _file(material, "rows", rows)


def requests_json(material: Material) -> bytes:
    """Each clause that asks somebody for something, in each language, with those who are asked."""
    places = {(code, eid): unit for unit in material.units for code, eids in unit.eids for eid in eids}
    found: list[JSON] = []
    for expression in material.expressions:
        for part in _asking(expression):
            unit = places.get((expression.language, part.eid))
            found.append(
                {
                    "language": expression.language,
                    "eid": part.eid,
                    "wid": unit.id if unit else None,
                    "place": unit.place if unit else None,
                    "verb": part.verb and _verb(part.verb),
                    "addressees": [{"kind": one.kind, "text": one.text} for one in part.addressees],
                    "text": part.text,
                }
            )
    return _file(material, "requests", found)


def findings_json(material: Material) -> bytes:
    """The findings with the decisions on them."""
    return _file(material, "findings", [finding_view(one) for one in material.findings])


def _file(material: Material, name: str, records: list[JSON]) -> bytes:
    head = {"version": VERSION, "document": material.document.printed, "languages": list(material.languages)}
    return dump({**head, name: records, **about(material.expressions)}).encode()


def _first(verbs: dict[str, Subdivision], eids: tuple[str, ...]) -> Subdivision | None:
    return next((verbs[eid] for eid in eids if eid in verbs), None)


def _asking(expression: Expression) -> Iterator[Subdivision]:
    return (part for part in expression.of_kind(Kind.CLAUSE) if part.verb and part.verb.strength == REQUEST)


def _verb(verb: OperativeVerb) -> JSON:
    return {
        "text": verb.text,
        "concepts": list(verb.concepts),
        "strength": verb.strength or None,
        "rank": verb.rank,
        "attested": verb.attested,
    }
