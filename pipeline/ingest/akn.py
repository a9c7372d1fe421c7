"""Akoma Ntoso 3.0 (OASIS LegalDocML): the root `statement` that this project writes, and any other root.

The elements state the kind of each part, as docs/glossary.md lists them; numbers stand in `num`, notes in
`authorialNote` or behind a `noteRef`. The clauses of a paragraph are put together again: which verb opens a clause is
found by the stage that finds verbs, for all formats alike. `meta` is kept as furniture as far as it holds text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from pipeline.errors import ReadError
from pipeline.ingest.flow import Draft, Flow, Form, Piece, source
from pipeline.ingest.xml import Element, decode_markup, local_name, parse_xml
from pipeline.model import Kind, Mark, Source, Style

_INLINE = frozenset(
    "a abbr affectedDocument argument b change concept courtType date decoration def del docAuthority docCommittee "
    "docDate docIntroducer docJurisdiction docNumber docProponent docPurpose docStage docStatus docTitle docType "
    "docketNumber embeddedText entity event extractText fillIn i img inline ins judge lawyer legislature location "
    "marker mmod mod mref neutralCitation object omissis opinion organization outcome party person placeholder "
    "process quantity quotedText ref relatedDocument remark rmod role rref session shortTitle signature span sub sup "
    "term time u vote".split()
)
_BLOCKS = frozenset(
    "p block blockList item blockContainer paragraph subparagraph section article part chapter title point indent "
    "alinea list content intro wrapUp heading subheading num clause citation citations recital recitals preface "
    "preamble mainBody body coverPage conclusions container hcontainer formula longTitle table tr td th li ul ol "
    "quotedStructure attachment attachments doc statement tblock toc tocItem foreign".split()
)
_MARKS = {"b": Mark.BOLD, "i": Mark.ITALIC, "u": Mark.UNDERLINE, "ins": Mark.INSERTED, "del": Mark.DELETED}
_KINDS = {
    "longTitle": Kind.TITLE,
    "heading": Kind.HEADING,
    "subheading": Kind.HEADING,
    "citation": Kind.ITEM,
    "recital": Kind.ITEM,
    "point": Kind.ITEM,
    "indent": Kind.ITEM,
    "item": Kind.ITEM,
    "paragraph": Kind.POINT,
    "subparagraph": Kind.SUBPARAGRAPH,
}
_NAMED = {
    ("container", "annex"): Kind.ANNEX,
    ("formula", "enacting"): Kind.ENACTING,
    ("formula", "enactingFormula"): Kind.ENACTING,
    ("hcontainer", "junk"): Kind.JUNK,
}
_FIRST = frozenset((Kind.ITEM, Kind.POINT))  # state the kind of their first block only
_BREAKS = frozenset(("br", "eol"))


def read(data: bytes, name: str, language: str) -> Source:
    """The parts of an Akoma Ntoso file as blocks with stated kinds and numbers.

    Raises ReadError for XML that is not well formed or not Akoma Ntoso, for a document type with declarations, for a
    file without text and for one past a limit (see `xml`, `encodings`).
    """
    decoded = decode_markup(data, name, language)
    root = parse_xml(decoded.text, name)
    if local_name(root) != "akomaNtoso":
        message = f"root element <{local_name(root)}> is not <akomaNtoso>; give the file its own extension"
        raise ReadError(message, where=name)
    flow = Flow()
    reader = _Reader(root)
    reader.walk(root, Form(), flow)
    return source(data, decoded, name, language, flow.finish() + reader.loose_notes())


class _Reader:
    """Walks one tree; knows the notes that `meta` holds, and whether it stands inside a clause."""

    def __init__(self, root: Element) -> None:
        self.notes = [element for element in root.iter() if local_name(element) in ("note", "authorialNote")]
        self.named = {note.get("eId", ""): note for note in reversed(self.notes)}
        self.placed: set[Element] = set()
        self.in_clause = 0
        self.counted = 0

    def walk(self, element: Element, form: Form, flow: Flow, running: bool = False) -> None:
        """The text of an element, without its tail; `running` where it stands between words."""
        name = local_name(element)
        if not name:
            return
        if name == "meta":
            self._metadata(element, flow)
        elif name in ("authorialNote", "noteRef"):
            self._note(element, form, flow)
        elif name == "note":
            self._standing_note(element, form, flow)
        elif name == "num":
            self._number(element, flow)
        elif name == "tr":
            flow.row(self._cells(element, form))
        elif name in _BREAKS:
            flow.text(" ", form)
            self._inside(element, form, flow)
        elif name == "clause":
            self._clause(element, form, flow)
        elif name in _INLINE or (running and name not in _BLOCKS) or (self.in_clause and name in ("content", "p")):
            self._inside(element, _marked(element, name, form), flow)
        else:
            self._block(element, name, form, flow)

    def _block(self, element: Element, name: str, form: Form, flow: Flow) -> None:
        form = _stated(element, name, form)
        flow.close()
        if form.kind in _FIRST and _KINDS.get(name) is not None:
            flow.extend(self._numbered(element, form))
        else:
            self._inside(element, form, flow)
        flow.close()

    def _inside(self, element: Element, form: Form, flow: Flow) -> None:
        running = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
        flow.text(element.get("startQuote"), form)
        flow.text(element.text, form)
        for child in element:
            self.walk(child, form, flow, running)
            flow.text(child.tail, form)
        flow.text(element.get("endQuote"), form)

    def _clause(self, element: Element, form: Form, flow: Flow) -> None:
        """One clause, as running text behind the clause before it."""
        flow.text(" ", form)
        self.in_clause += 1
        self._inside(element, form, flow)
        self.in_clause -= 1

    def _numbered(self, element: Element, form: Form) -> list[Draft]:
        """The blocks of a numbered part: the first is of its kind, the others stand one level deeper."""
        flow = Flow()
        self._inside(element, form, flow)
        drafts = flow.finish()
        for draft in drafts[1:]:
            draft.depth += 1
            if draft.kind == form.kind and not draft.num:
                draft.kind = ""
        return drafts

    def _number(self, element: Element, flow: Flow) -> None:
        inner = Flow()
        self._inside(element, Form(), inner)
        flow.number(inner.finish())

    def _cells(self, row: Element, form: Form) -> Iterator[list[Draft]]:
        """The blocks of each cell, and those of text that stands between cells by mistake."""
        flow = Flow()
        flow.text(row.text, form)
        yield flow.finish()
        for cell in row:
            yield self._apart(cell, form)

    def _apart(self, element: Element, form: Form) -> list[Draft]:
        flow = Flow()
        self.walk(element, form, flow)
        flow.text(element.tail, form)
        return flow.finish()

    def _note(self, element: Element, form: Form, flow: Flow) -> None:
        """A reference; the text of the note becomes a block of its own, once."""
        note = element
        if local_name(element) == "noteRef":
            note = self.named.get(element.get("href", " ").removeprefix("#"), element)
        mark = element.get("marker") or note.get("marker") or self._next_mark()
        flow.text(mark, form, mark)
        if local_name(element) == "noteRef" and note is not element:
            self._inside(element, form, flow)
        if note not in self.placed:
            self.placed.add(note)
            flow.note(self._note_text(note, mark), form)

    def _note_text(self, note: Element, mark: str) -> list[Draft]:
        """The paragraphs of a note as one block that begins with its mark."""
        inner = Flow()
        self._inside(note, Form(style=Style.NOTE), inner)
        drafts = inner.finish()
        pieces = [piece for draft in drafts for piece in (Piece(" "), *draft.pieces)]
        asides = [aside for draft in drafts for aside in draft.asides]
        return [Draft([Piece(mark), *pieces], Style.NOTE, num=mark, asides=asides)] if drafts else []

    def loose_notes(self) -> list[Draft]:
        """Notes of `meta` that nothing refers to."""
        return [draft for note in self.notes for draft in self._once(note)]

    def _standing_note(self, note: Element, form: Form, flow: Flow) -> None:
        """A `note` that is met in reading order; inside another note it is text of that one."""
        if form.style is not Style.NOTE:
            flow.extend(self._once(note))
            return
        self.placed.add(note)
        flow.close()
        self._inside(note, form, flow)
        flow.close()

    def _once(self, note: Element) -> list[Draft]:
        """A note that stands by itself, unless it has been placed."""
        if note in self.placed:
            return []
        self.placed.add(note)
        return self._note_text(note, note.get("marker") or self._next_mark())

    def _next_mark(self) -> str:
        self.counted += 1
        return str(self.counted)

    def _metadata(self, element: Element, flow: Flow) -> None:
        """Text of `meta`, except for notes, which stand where they are referred to."""
        flow.close()
        flow.text(" ".join(_texts(element, frozenset(self.notes))), Form(style=Style.FURNITURE))
        flow.close()


def _texts(element: Element, without: Collection[Element]) -> Iterator[str]:
    """The pieces of text inside an element that hold more than white space."""
    if element not in without and local_name(element):
        texts = [element.text or "", *(child.tail or "" for child in element)]
        for i, text in enumerate(texts):
            if i:
                yield from _texts(element[i - 1], without)
            if text.strip():
                yield text


def _marked(element: Element, name: str, form: Form) -> Form:
    """The form with the character formatting of an inline element."""
    if name in _MARKS:
        return form.marked(_MARKS[name])
    if name == "span" and "strike" in element.get("class", "").split():
        return form.marked(Mark.STRIKE)
    return replace(form, raised=True) if name == "sup" else form


def _stated(element: Element, name: str, form: Form) -> Form:
    """The form with the kind that an element states."""
    if form.style is not Style.PARAGRAPH:
        return form
    parent = element.getparent()
    above = local_name(parent) if parent is not None else ""
    kind = _KINDS.get(name)
    if name == "intro" and above in ("citations", "recitals"):
        kind = Kind.PREAMBLE
    elif name in ("container", "hcontainer", "formula"):
        kind = _NAMED.get((name, element.get("name", "")))
    return form if kind is None else replace(form, kind=str(kind))
