"""Units ↔ TMX 1.4b (GALA, formerly LISA OSCAR): one `tu` a row, one `tuv` a language, in the order of the document.

What TMX has no element for stands in `prop`: of a unit the document, kind, place, confidence and evidence; of a
language the provenance and the eIds. A unit needs two languages: rows that stand in one alone are no translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.export.material import NO_LEGAL_VALUE, Material, Unit, statement
from pipeline.export.xml import XML, Element, add, parsed, serialise
from pipeline.model import Evidence

_DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
_FEWEST = 2
_EVIDENCE = re.compile(r"(?P<name>.*?) = (?P<value>[\d.]+)(?:; (?P<detail>.*))?", re.DOTALL)


def tmx(material: Material, sentences: bool = False) -> bytes:
    """The memory of a document, at the level of clauses or, where they are known, of sentences."""
    given = material.sentences if sentences else material.units
    root = etree.Element("tmx", {"version": "1.4"})
    _header(root, material, sentences)
    body = add(root, "body")
    for unit in paired(given):
        _unit(body, unit, material)
    return serialise(root, _DOCTYPE)


def paired(given: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units that stand in two languages or more."""
    return tuple(unit for unit in given if len(unit.texts) >= _FEWEST)


def read_tmx(data: bytes, name: str = "TMX") -> tuple[Unit, ...]:
    """The units of a memory as `tmx` writes it, and what can be had of one from elsewhere.

    Raises ReadError for what is not TMX.
    """
    root = parsed(data, name, "tmx")
    return tuple(_read(unit, number) for number, unit in enumerate(root.iter("tu"), 1))


def _header(root: Element, material: Material, sentences: bool) -> None:
    header = add(
        root,
        "header",
        attributes={
            "creationtool": "Conclusio",
            "creationtoolversion": "1",
            "segtype": "sentence" if sentences else "block",
            "o-tmf": "Conclusio",
            "adminlang": "en",
            "srclang": "*all*",
            "datatype": "plaintext",
        },
    )
    add(header, "note", NO_LEGAL_VALUE)
    for one in material.expressions:
        add(header, "note", f"{one.language}: {statement(one.provenance)}")
    add(header, "prop", material.document.printed, {"type": "x-document"})
    add(header, "prop", material.dossier, {"type": "x-dossier"})
    if material.date:
        add(header, "prop", material.date, {"type": "x-date"})


def _unit(body: Element, unit: Unit, material: Material) -> None:
    element = add(body, "tu", attributes={"tuid": unit.id})
    for kind, value in _props(unit, material):
        add(element, "prop", value, {"type": f"x-{kind}"})
    for language, text in unit.texts:
        variant = add(element, "tuv", attributes={f"{XML}lang": language})
        from_ = material.provenance(language)
        add(variant, "prop", str(from_.status), {"type": "x-provenance"})
        if from_.source:
            add(variant, "prop", from_.source, {"type": "x-source"})
        for eid in unit.eids_of(language):
            add(variant, "prop", eid, {"type": "x-eid"})
        add(variant, "seg", text)


def _props(unit: Unit, material: Material) -> Iterator[tuple[str, str]]:
    yield "document", material.document.printed
    yield "kind", unit.kind
    if unit.place:
        yield "place", unit.place
    yield "status", unit.verdict or "aligned"
    yield "confidence", f"{unit.score:.3f}"
    for one in unit.evidence:
        yield "evidence", f"{one.name} = {one.value:.4f}" + (f"; {one.detail}" if one.detail else "")


def _read(element: Element, number: int) -> Unit:
    props = [(prop.get("type", ""), prop.text or "") for prop in element.findall("prop")]
    named = dict(props)
    variants = [(one.get(f"{XML}lang") or one.get("lang") or "", one) for one in element.findall("tuv")]
    return Unit(
        id=element.get("tuid") or str(number),
        kind=named.get("x-kind", ""),
        texts=tuple((code, "".join(str(text) for text in seg.itertext())) for code, seg in _segments(variants)),
        eids=tuple((code, _eids(one)) for code, one in variants if _eids(one)),
        place=named.get("x-place", ""),
        score=_number(named.get("x-confidence", "")),
        evidence=tuple(_evidence(value) for kind, value in props if kind == "x-evidence"),
        verdict="" if named.get("x-status", "aligned") == "aligned" else named["x-status"],
    )


def _segments(variants: Sequence[tuple[str, Element]]) -> Iterator[tuple[str, Element]]:
    for code, one in variants:
        seg = one.find("seg")
        if seg is not None:
            yield code, seg


def _eids(variant: Element) -> tuple[str, ...]:
    return tuple(prop.text or "" for prop in variant.findall("prop") if prop.get("type") == "x-eid")


def _evidence(text: str) -> Evidence:
    match = _EVIDENCE.fullmatch(text)
    return Evidence(match["name"], _number(match["value"]), match["detail"] or "") if match else Evidence(text, 1.0)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0
