"""An expression as Akoma Ntoso 3.0 (OASIS LegalDocML), root `statement`; the reader in `ingest/akn` is the inverse.

Each part has the element that docs/glossary.md names, with its eId and wId. A part that is no clause states its own
text in `intro` or `p`; what would stand outside its place in the schema (a heading inside a point, a cover field in the
body) is an `hcontainer` named after its kind, so that nothing is lost. Identification follows FRBR and the Akoma Ntoso
Naming Convention 1.0: `/akn/eu/statement/council/{date}/{code}`; languages have three letters (ISO 639-2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from pipeline.consolidate import BASE, NO_LEGAL_VALUE, Consolidation, Modification, Operation
from pipeline.ids import DocumentId
from pipeline.model import Expression, Kind, Note, Subdivision

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_OWN = "#conclusio"
_UNDATED = "1970-01-01"
"""The schema asks for a date; this one stands where none is known, and its name says so."""
_CODES = dict(
    zip(
        "bg es cs da de et el en fr ga hr it lv lt hu mt nl pl pt ro sk sl fi sv".split(),
        "bul spa ces dan deu est ell eng fra gle hrv ita lav lit hun mlt nld pol por ron slk slv fin swe".split(),
        strict=True,
    )
)
_OPERATIONS = {
    Operation.REPLACE: "substitution",
    Operation.INSERT: "insertion",
    Operation.DELETE: "repeal",
    Operation.WHOLE: "substitution",
    Operation.APPEND: "insertion",
}

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Event:
    """One document in the life of a text: the siglum, which document, its ISO date or "", whether it is the base."""

    mark: str
    document: DocumentId
    date: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """What a consolidated text says of its documents. `sigla` gives for each eId the ends and sigla of its words."""

    events: tuple[Event, ...] = ()
    modifications: tuple[Modification, ...] = ()
    sigla: Mapping[str, tuple[tuple[int, int, str], ...]] | None = None
    remark: str = ""


def consolidated(consolidation: Consolidation) -> Life:
    """The life of a consolidated text: an event for each siglum, the modifications that were applied."""
    sigla: dict[str, tuple[tuple[int, int, str], ...]] = {}
    for one in consolidation.passages:
        sigla[one.eid] = (*sigla.get(one.eid, ()), (one.start, one.end, one.siglum))
    events = tuple(Event(one.mark, one.document, one.date) for one in consolidation.sigla)
    applied = tuple(one for one in consolidation.modifications if one.applied)
    return Life(events, applied, sigla, NO_LEGAL_VALUE)


def akoma_ntoso(expression: Expression, life: Life | None = None, date: str = "") -> bytes:
    """The file, in UTF-8. `date` is the ISO date of the document or "". Same expression, same bytes."""
    life = life or Life((Event(BASE, expression.id.document, date),))
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    contains = "singleVersion" if len(life.events) > 1 else "originalVersion"
    statement = _add(root, "statement", name="conclusions", contains=contains)
    _meta(_add(statement, "meta"), expression, life)
    _Writer(expression, life).write(statement)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    for key, value in attributes.items():
        element.set(key, _clean(value))
    if text:
        element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold; they stand as U+FFFD."""
    return "".join(c if c in "\t\n\r" or _is_xml(ord(c)) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_xml(code: int) -> bool:
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _uri(document: DocumentId, date: str) -> str:
    return f"/akn/eu/statement/council/{date or _UNDATED}/{document.slug.lower() if document.number else 'unknown'}"


def _meta(meta: Element, expression: Expression, life: Life) -> None:
    own = life.events[0]
    work = _uri(own.document, own.date)
    code = _CODES[expression.language]
    last = life.events[-1].date or own.date
    version = f"{work}/{code}@{last or _UNDATED}"
    identification = _add(meta, "identification", source=_OWN)
    _level(_add(identification, "FRBRWork"), work, own.date, own.document)
    _level(_add(identification, "FRBRExpression"), version, last, own.document, code)
    _level(_add(identification, "FRBRManifestation"), f"{version}/akn", last, None)
    _lifecycle(_add(meta, "lifecycle", source=_OWN), life)
    if life.modifications:
        _analysis(_add(meta, "analysis", source=_OWN), life)
    _references(_add(meta, "references", source=_OWN), life)
    _provenance(_add(meta, "proprietary", source=_OWN), expression, life)


def _level(parent: Element, uri: str, date: str, document: DocumentId | None, language: str = "") -> None:
    """One of work, expression, manifestation."""
    ending = ".xml" if uri.endswith("/akn") else ""
    _add(parent, "FRBRthis", value=f"{uri}/!main{ending}")
    _add(parent, "FRBRuri", value=f"{uri}{ending}")
    if document is not None and document.number and not language:
        _add(parent, "FRBRalias", value=document.printed, name="code")
    _add(parent, "FRBRdate", date=date or _UNDATED, name="document" if date else "unknown")
    _add(parent, "FRBRauthor", href="#council" if document is not None else _OWN)
    if language:
        _add(parent, "FRBRlanguage", language=language)
    elif document is not None:
        _add(parent, "FRBRcountry", value="eu")


def _lifecycle(lifecycle: Element, life: Life) -> None:
    for event in life.events:
        kind = "generation" if event.mark == BASE else "amendment"
        _add(
            lifecycle, "eventRef", eId=f"eventRef_{event.mark}", date=event.date or _UNDATED, type=kind,
            source=f"#{event.mark}",
        )  # fmt: skip


def _analysis(analysis: Element, life: Life) -> None:
    """What each applied instruction did to which part."""
    passive = _add(analysis, "passiveModifications")
    for number, one in enumerate(life.modifications, 1):
        attributes = {"type": _OPERATIONS[one.op], "eId": f"pmod_{number}", "period": f"#tg_{one.siglum}"}
        modification = _add(passive, "textualMod", **attributes)
        _add(modification, "source", href=f"#{one.siglum}")
        for eid in one.eids or ("mainBody",):
            _add(modification, "destination", href=f"#{eid}")
        if one.op in (Operation.REPLACE, Operation.DELETE) and one.old:
            _add(modification, "old", one.old)
        if one.text:
            _add(modification, "new", one.text)
    groups = _add(analysis.getparent(), "temporalData", source=_OWN)  # type: ignore[arg-type]
    for mark in dict.fromkeys(one.siglum for one in life.modifications):
        group = _add(groups, "temporalGroup", eId=f"tg_{mark}")
        _add(group, "timeInterval", start=f"#eventRef_{mark}", refersTo=f"#{mark}")


def _references(references: Element, life: Life) -> None:
    for event in life.events:
        name = "original" if event.mark == BASE else "passiveRef"
        show = event.document.printed if event.document.number else "document without a code"
        _add(references, name, eId=event.mark, href=_uri(event.document, event.date), showAs=show)
    _add(references, "TLCOrganization", eId="council", href="/akn/ontology/organization/eu/council", showAs="Council")
    _add(
        references, "TLCOrganization", eId="conclusio", href="/akn/ontology/organization/conclusio", showAs="Conclusio"
    )


def _provenance(proprietary: Element, expression: Expression, life: Life) -> None:
    """Who wrote the words, from which file; that a consolidated text has no legal value."""
    own = etree.SubElement(proprietary, "{urn:conclusio:provenance}provenance", nsmap={"c": "urn:conclusio:provenance"})
    said = expression.provenance
    for name in ("source", "retrieved", "sha256", "licence", "notice"):
        if value := str(getattr(said, name)):
            own.set(name, _clean(value))
    own.set("status", str(said.status))
    if life.remark:
        own.set("legalValue", "none")
        own.set("remark", life.remark)


class _Writer:
    """Writes the parts of one expression below `statement`."""

    def __init__(self, expression: Expression, life: Life) -> None:
        self.expression = expression
        self.life = life
        self.notes: dict[str, list[Note]] = {}
        for note in expression.notes:
            self.notes.setdefault(note.anchor, []).append(note)
        self.strays: list[Subdivision] = []  # what stands below a part that may hold only words

    def write(self, statement: Element) -> None:
        """Cover, preface, preamble and body, as far as there is something for them."""
        groups = _grouped(self.expression.parts)
        if groups["coverPage"] or self.life.remark:
            cover = _add(statement, "coverPage")
            if self.life.remark:
                _add(_add(cover, "container", name="remark"), "p", self.life.remark)
            for part in groups["coverPage"]:
                self._container(cover, part, part.eid.removeprefix("cover__"))
        for name in ("preface", "preamble"):
            if groups[name]:
                block = _add(statement, name)
                for part in groups[name]:
                    self._front(block, part)
        self._body(_add(statement, "mainBody"), groups["mainBody"])

    def _front(self, parent: Element, part: Subdivision) -> None:
        if part.kind is Kind.ANNEX:
            self._container(parent, part, "annex")
        elif part.kind is Kind.TITLE:
            self._line(self._named(parent, "longTitle", part), part)
        elif part.kind is Kind.ENACTING:
            self._line(self._named(parent, "formula", part, name="enacting"), part)
        else:
            self._preamble(self._named(parent, "citations", part), part)

    def _container(self, parent: Element, part: Subdivision, name: str) -> None:
        self._line(self._named(parent, "container", part, name=name), part)

    def _line(self, parent: Element, part: Subdivision) -> None:
        """A paragraph with number and words; what stands below the part goes to the body."""
        paragraph = _add(parent, "p")
        if part.num:
            _add(paragraph, "span", part.num).tail = " "
        self._words(paragraph, part)
        self.strays += part.children

    def _preamble(self, citations: Element, part: Subdivision) -> None:
        if part.text or part.num:
            self._line(_add(citations, "intro"), replace(part, children=()))
        for item in part.children:
            citation = self._named(citations, "citation", item)
            self._number(citation, item)
            self._words(_add(citation, "p"), item)
            self.strays += item.children

    def _body(self, body: Element, parts: Sequence[Subdivision]) -> None:
        """A heading opens a section, which holds what follows down to the next heading."""
        holder = body
        for part in parts:
            if part.kind is Kind.HEADING:
                holder = self._named(body, "section", part)
                self._number(holder, part)
                self._words(_add(holder, "heading"), part)
                self.strays += part.children
            else:
                self._part(holder, part)
        for part in self.strays:
            self._part(body, part)
        for element in (body, *body):
            if not len(element) or (element is not body and _is_heading(element[-1])):
                _add(_add(_add(element, "hcontainer", name="empty"), "content"), "p")
        if self.notes:
            self._loose(_add(_add(body, "hcontainer", name="junk", eId="looseNotes"), "content"))

    def _loose(self, content: Element) -> None:
        """Notes whose anchor is no part that was written."""
        paragraph = _add(content, "p")
        while self.notes:
            for note in self.notes.pop(next(iter(self.notes))):
                self._note(paragraph, note)

    def _part(self, parent: Element, part: Subdivision) -> None:
        name = {Kind.POINT: "paragraph", Kind.SUBPARAGRAPH: "subparagraph", Kind.ITEM: "point"}.get(part.kind)
        element = self._named(parent, name, part) if name else self._named(parent, "hcontainer", part, name=part.kind)
        self._number(element, part)
        if part.text and part.children:
            self._words(_add(_add(element, "intro"), "p"), part)
        elif not part.children:
            self._words(_add(_add(element, "content"), "p"), part)
        for below in part.children:
            if below.kind is Kind.CLAUSE:
                self._line(_add(self._named(element, "clause", below), "content"), replace(below, children=()))
                for governed in below.children:
                    self._part(element, governed)
            else:
                self._part(element, below)

    def _named(self, parent: Element, tag: str, part: Subdivision, **attributes: str) -> Element:
        element = _add(parent, tag, **attributes)
        if part.eid:
            element.set("eId", _clean(part.eid))
        if part.wid:
            element.set("wId", _clean(part.wid))
        return element

    def _number(self, element: Element, part: Subdivision) -> None:
        if part.num:
            _add(element, "num", part.num)

    def _words(self, parent: Element, part: Subdivision) -> None:
        """The text of a part with its notes where their marks stand, and with spans for what came later."""
        self._mixed(parent, part.eid, part.text, self.notes.pop(part.eid, []))

    def _mixed(self, parent: Element, eid: str, text: str, notes: Sequence[Note]) -> None:
        at = 0
        for note in sorted(notes, key=lambda note: note.offset):
            offset = min(max(note.offset, at), len(text))
            self._pieces(parent, eid, text, at, offset)
            self._note(parent, note)
            at = offset
        self._pieces(parent, eid, text, at, len(text))

    def _pieces(self, parent: Element, eid: str, text: str, start: int, end: int) -> None:
        for first, last, siglum in (self.life.sigla or {}).get(eid, ((0, len(text), BASE),)):
            piece = text[max(first, start) : min(last, end)] if first < end and last > start else ""
            if not piece:
                continue
            if siglum == BASE:
                _append(parent, piece)
            else:
                _add(parent, "span", piece, **{"class": f"siglum {siglum}", "refersTo": f"#{siglum}"})

    def _note(self, parent: Element, note: Note) -> None:
        attributes = {"marker": note.mark, "placement": "bottom", "eId": note.eid}
        element = _add(parent, "authorialNote", **attributes)
        if note.wid:
            element.set("wId", note.wid)
        self._mixed(_add(element, "p"), note.eid, note.text, self.notes.pop(note.eid, []) if note.eid else [])


def _append(parent: Element, text: str) -> None:
    """Add text behind the last child."""
    text = _clean(text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _is_heading(element: Element) -> bool:
    return etree.QName(element).localname == "heading"


def _grouped(parts: Iterable[Subdivision]) -> dict[str, list[Subdivision]]:
    """The top-level parts by block of `statement`; what comes back to an earlier block stands in the body."""
    order = ("coverPage", "preface", "preamble", "mainBody")
    groups: dict[str, list[Subdivision]] = {name: [] for name in order}
    at = 0
    for part, wanted in _wanted(parts):
        at = order.index(wanted) if order.index(wanted) >= at else len(order) - 1
        groups[order[at]].append(part)
    return groups


def _wanted(parts: Iterable[Subdivision]) -> Iterator[tuple[Subdivision, str]]:
    blocks = {
        Kind.COVER: "coverPage",
        Kind.ANNEX: "preface",
        Kind.TITLE: "preface",
        Kind.ENACTING: "preamble",
        Kind.PREAMBLE: "preamble",
    }
    return ((part, blocks.get(part.kind, "mainBody")) for part in parts)
