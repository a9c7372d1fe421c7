"""What stands inside a paragraph: runs, breaks, signs, fields, note references, and the boxes anchored in it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter as Tally
from dataclasses import dataclass, field

from pipeline.ingest.docx.markup import Element, attribute, child, descendants, tag
from pipeline.ingest.docx.notes import KINDS, NoteMarks
from pipeline.ingest.docx.numbering import Counter, Lists
from pipeline.ingest.docx.styles import Look, Styles
from pipeline.ingest.docx.symbols import in_font
from pipeline.model import Mark, Run

_CHANGES = {
    "w:ins": frozenset({Mark.INSERTED}),
    "w:del": frozenset({Mark.DELETED}),
    "w:moveTo": frozenset({Mark.INSERTED, Mark.MOVED}),
    "w:moveFrom": frozenset({Mark.DELETED, Mark.MOVED}),
}
_WITHOUT_TEXT = frozenset({"w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sectPr"})
_PRINTED = {"w:tab": " ", "w:ptab": " ", "w:cr": " ", "w:noBreakHyphen": "-"} | dict.fromkeys(
    ("w:softHyphen", "w:rPr", "w:footnoteRef", "w:endnoteRef", "w:annotationRef"), ""
)
_NOT_READ = {"c:chart": "chart", "dgm:relIds": "diagram", "o:OLEObject": "embedded object", "w:altChunk": "document"}
_PICTURES = frozenset({"a:blip", "v:imagedata"})
_UNSTORED = re.compile(
    r"\s*(?:AUTONUM\w*|LISTNUM|SYMBOL|EQ|FORMCHECKBOX|FORMDROPDOWN)\b", re.IGNORECASE
)  # fields that store no result
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WHITE = re.compile(r"[ \t\r\n]+")
_PAGE_BREAKS = frozenset({"page", "column"})


@dataclass(slots=True)
class Context:
    """What one reading shares: the definitions of the document and all that is counted on the way."""

    name: str
    styles: Styles
    lists: Lists
    now: Counter
    then: Counter
    notes: NoteMarks
    paragraphs: int = 0
    pictures: int = 0
    comments: int = 0
    unread: Tally[str] = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Box:
    """The content of a text box, to be read after the paragraph that it is anchored in."""

    content: Element
    marks: frozenset[Mark]


@dataclass(slots=True)
class Inline:
    """The reading of one paragraph. `hidden` holds what the author made invisible."""

    context: Context
    paragraph_style: str
    table_style: str
    runs: list[Run] = field(default_factory=list)
    hidden: list[Run] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    page_start: bool = False
    _fields: list[str] = field(default_factory=list)  # open fields: their instruction, or "" once the result begins

    def walk(self, element: Element, marks: frozenset[Mark]) -> None:
        """Read all below `element`. What is not known is walked through, so that no wrapper hides a text."""
        for found in element:
            name = tag(found)
            if name == "w:r":
                self._run(found, marks)
            elif name in _CHANGES:
                self.walk(found, marks | _CHANGES[name])
            elif name == "m:t":
                self._text(found.text or "", marks, Look())
            elif name == "w:txbxContent":
                self.boxes.append(Box(found, marks))
            elif name == "mc:AlternateContent":
                self.walk(chosen(found), marks)
            elif name not in _WITHOUT_TEXT and isinstance(found.tag, str):
                self._count(name)
                self.walk(found, marks)

    def _run(self, run: Element, marks: frozenset[Mark]) -> None:
        """One w:r: its children in order, in its look."""
        properties = child(run, "w:rPr")
        look = self.context.styles.look(self.paragraph_style, self.table_style, properties)
        typed_for: Element | None = None
        for found in run:
            name = tag(found)
            if name in KINDS and not self._in_instruction():
                if attribute(found, "w:customMarkFollows") in ("1", "true", "on"):
                    typed_for = found
                else:
                    self._put(self.context.notes.refer(found, KINDS[name], marks | look.marks), look)
            elif typed_for is not None and name in ("w:t", "w:sym"):
                self._typed_mark(typed_for, _sign(found, look) or (found.text or "").strip(), marks, look)
                typed_for = None
            elif not self._run_child(found, name, marks, look):
                self._walk_one(found, name, marks)
        if typed_for is not None:
            self._typed_mark(typed_for, "", marks, look)

    def _typed_mark(self, reference: Element, mark: str, marks: frozenset[Mark], look: Look) -> None:
        runs = self.context.notes.refer_by_hand(reference, KINDS[tag(reference)], mark, marks | look.marks)
        self._put(runs, look)

    def _run_child(self, found: Element, name: str, marks: frozenset[Mark], look: Look) -> bool:
        """Read a child of a run that is text or layout; False for what has to be walked through."""
        match name:
            case "w:t":
                self._text(_stored(found), marks, look)
            case "w:delText":
                self._text(_stored(found), marks | {Mark.DELETED}, look)
            case "w:br":
                self._break(attribute(found, "w:type"), marks, look)
            case "w:sym":
                self._text(_sign(found, look), marks, look)
            case "w:fldChar":
                self._field(attribute(found, "w:fldCharType"))
            case "w:instrText" | "w:delInstrText":
                self._fields = [*self._fields[:-1], self._fields[-1] + (found.text or "")[:99]] if self._fields else []
            case "w:lastRenderedPageBreak":
                self.page_start = self.page_start or not self.runs
            case "w:commentReference":
                self.context.comments += 1
            case _ if name in _PRINTED:
                self._text(_PRINTED[name], marks, look)
            case _:
                return False
        return True

    def _walk_one(self, found: Element, name: str, marks: frozenset[Mark]) -> None:
        """A child of a run that holds more than text: a drawing, an object, a choice between two forms."""
        self._count(name)
        if name == "mc:AlternateContent":
            self.walk(chosen(found), marks)
        elif isinstance(found.tag, str):
            self.walk(found, marks)

    def _text(self, text: str, marks: frozenset[Mark], look: Look) -> None:
        if not text or self._in_instruction():
            return
        shown = _WHITE.sub(" ", in_font(text, look.font)).replace("\N{SOFT HYPHEN}", "")
        shown = unicodedata.normalize("NFC", shown.upper() if look.capitals else shown)
        self._put([Run(shown, marks | look.marks)], look)

    def _put(self, runs: list[Run], look: Look) -> None:
        (self.hidden if look.hidden else self.runs).extend(run for run in runs if run.text)

    def _break(self, kind: str, marks: frozenset[Mark], look: Look) -> None:
        self.page_start = self.page_start or (kind in _PAGE_BREAKS and not any(run.text.strip() for run in self.runs))
        self._text(" ", marks, look)

    def _field(self, step: str) -> None:
        """Fields nest: begin, instruction, separate, result, end. Only results are text."""
        if step == "begin":
            self._fields.append("?")
        elif step == "separate" and self._fields:
            self._fields[-1] = ""
        elif step == "end" and self._fields:
            instruction = self._fields.pop()
            self.context.unread["field without result"] += bool(_UNSTORED.match(instruction[1:]))

    def _in_instruction(self) -> bool:
        return any(self._fields)

    def _count(self, name: str) -> None:
        self.context.pictures += name in _PICTURES
        if name in _NOT_READ:
            self.context.unread[_NOT_READ[name]] += 1


def chosen(alternatives: Element) -> Element:
    """The branch of mc:AlternateContent to read: the newer form, or the fallback where only that holds text."""
    branches = [branch for branch in alternatives if tag(branch) in ("mc:Choice", "mc:Fallback")]
    holding = (branch for branch in branches if any(text.text for text in descendants(branch, "w:t")))
    return next(holding, branches[0] if branches else alternatives)


def change_of(properties: Element | None) -> frozenset[Mark]:
    """The tracked change of a paragraph end or table row, from its w:rPr or w:trPr."""
    return frozenset(mark for name, marks in _CHANGES.items() if child(properties, name) is not None for mark in marks)


def _stored(element: Element) -> str:
    """The text of a w:t; without xml:space="preserve" the spaces at its ends do not count."""
    text = element.text or ""
    return text if element.get(_SPACE) == "preserve" else text.strip(" \t\r\n")


def _sign(element: Element, look: Look) -> str:
    """The character of a w:sym."""
    code = attribute(element, "w:char")
    if tag(element) != "w:sym" or not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return ""
    place = int(code, 16)
    printable = 0x20 <= place < 0xD800 or place >= 0xE000
    return in_font(chr(place), attribute(element, "w:font") or look.font) if printable else ""
