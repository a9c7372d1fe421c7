"""Units ↔ XLIFF 2.1 (OASIS): one file for a pair of languages, with notes on the alignment and states of review.

A unit that people confirmed has the state `final`, one that is aligned with much certainty `translated`, a doubtful one
`initial`, so that a translator sees it first. A row that the target language does not have has no `target`. What comes
back is a `Review`: the state that the translator gave to a row, and what was written beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.errors import ReadError
from pipeline.export.material import NO_LEGAL_VALUE, Material, Unit, statement
from pipeline.export.xml import XML, Element, add, clean, parsed, plain, serialise

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
STATES = ("initial", "translated", "reviewed", "final")
"""The states of XLIFF 2.1, section 4.3.1.33, from first to last."""

_SURE = 0.5  # a row below is looked at first
_X = f"{{{NAMESPACE}}}"
_PART = re.compile(r"(?P<language>[a-z]{2}): (?P<eids>\S+(?: \S+)*)")


@dataclass(frozen=True, slots=True)
class Review:
    """A row as it came back: its wId and document, the pair, its parts (pairs of language and eId), the state that it
    now has, the texts, and the notes that were not written by `xliff`."""

    wid: str
    document: str
    source: str
    target: str
    parts: tuple[tuple[str, str], ...]
    state: str
    texts: tuple[str, str]
    notes: tuple[str, ...] = ()


def xliff(material: Material, source: str, target: str) -> bytes:
    """The rows of a document in two languages. Raises KeyError for a language that the document does not have."""
    root = etree.Element(f"{_X}xliff", {"version": "2.1", "srcLang": source, "trgLang": target}, nsmap=plain(NAMESPACE))
    file = add(root, f"{_X}file", attributes={"id": "f1", "original": material.document.printed})
    notes = add(file, f"{_X}notes")
    add(notes, f"{_X}note", NO_LEGAL_VALUE, {"category": "legal-value"})
    for code in (source, target):
        add(notes, f"{_X}note", f"{code}: {statement(material.provenance(code))}", {"category": "provenance"})
    for number, unit in enumerate(material.units, 1):
        if unit.text(source):
            _unit(file, unit, number, material, source, target)
    return serialise(root)


def read_xliff(data: bytes, name: str = "XLIFF") -> tuple[Review, ...]:
    """The rows of an XLIFF 2 file that `xliff` wrote, as a translator left them. Raises ReadError for another file."""
    root = parsed(data, name, "xliff")
    if etree.QName(root).namespace != NAMESPACE:
        raise ReadError("not XLIFF 2; save it as XLIFF 2.0 or 2.1", where=name)
    pair = (root.get("srcLang", ""), root.get("trgLang", ""))
    found = tuple(
        _review(unit, file.get("original", ""), pair, name)
        for file in root.iter(f"{_X}file")
        for unit in file.iter(f"{_X}unit")
    )
    if not found:
        raise ReadError("holds no unit; check which file was meant", where=name)
    return found


def _unit(file: Element, unit: Unit, number: int, material: Material, source: str, target: str) -> None:
    element = add(file, f"{_X}unit", attributes={"id": f"u{number}", "name": unit.id})
    notes = add(element, f"{_X}notes")
    for category, text in _notes(unit, material, source, target):
        add(notes, f"{_X}note", text, {"category": category})
    segment = add(element, f"{_X}segment", attributes={"id": "s1", "state": state(unit, target)})
    add(segment, f"{_X}source", unit.text(source), {f"{XML}space": "preserve"})
    if unit.text(target):
        add(segment, f"{_X}target", unit.text(target), {f"{XML}space": "preserve"})


def state(unit: Unit, target: str) -> str:
    """The state of a row in a target language."""
    if not unit.text(target):
        return "initial"
    return "final" if unit.verdict else "translated" if unit.score >= _SURE else "initial"


def _notes(unit: Unit, material: Material, source: str, target: str) -> Iterator[tuple[str, str]]:
    yield "part", f"{unit.kind} {unit.place}".strip()
    for code in (source, target):
        if unit.eids_of(code):
            yield "eid", f"{code}: {' '.join(unit.eids_of(code))}"
    reasons = "; ".join(f"{one.name} {one.value:.2f} {one.detail}".strip() for one in unit.evidence)
    yield "alignment", f"confidence {unit.score:.3f}" + (f"; {reasons}" if reasons else "")
    for finding in material.findings:
        if finding.wid == unit.id and {source, target} & set(finding.languages):
            yield "finding", f"{finding.severity} {finding.rule}: {finding.message} [{finding.fingerprint}]"


_OWN = frozenset({"part", "eid", "alignment", "finding", "provenance", "legal-value"})


def _review(unit: Element, document: str, pair: tuple[str, str], name: str) -> Review:
    segments = unit.findall(f"{_X}segment")
    if not segments:
        raise ReadError(f"unit {unit.get('name')!r} has no segment", where=name)
    states = [one.get("state", "initial") for one in segments]
    wrong = next((one for one in states if one not in STATES), "")
    if wrong:
        raise ReadError(f"unit {unit.get('name')!r} has the state {wrong!r}; use {', '.join(STATES)}", where=name)
    notes = [(note.get("category", ""), note.text or "") for note in unit.iter(f"{_X}note")]
    return Review(
        wid=unit.get("name", "") or unit.get("id", ""),
        document=document,
        source=pair[0],
        target=pair[1],
        parts=tuple(part for category, text in notes if category == "eid" for part in _parts(text)),
        state=min(states, key=STATES.index),
        texts=(_text(segments, "source"), _text(segments, "target")),
        notes=tuple(clean(text) for category, text in notes if category not in _OWN and text.strip()),
    )


def _parts(text: str) -> tuple[tuple[str, str], ...]:
    match = _PART.fullmatch(text)
    return tuple((match["language"], eid) for eid in match["eids"].split(" ")) if match else ()


def _text(segments: list[Element], side: str) -> str:
    found = (one.find(f"{_X}{side}") for one in segments)
    return " ".join("".join(str(text) for text in one.itertext()) for one in found if one is not None)
