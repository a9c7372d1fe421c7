"""Formex 4, the XML in which the Publications Office keeps the Official Journal (schema formex-06.01).

What the elements state is taken: titles, headings, annexes, numbers, notes with their places, quotation marks, and
capitals that stand in the attribute TYPE="UC" (the Official Journal prints them so). Names of elements are those of
the schema; one that is not known is a block, or inline where it stands in running text. Metadata is kept as
furniture. Marks of notes are counted, as the printer does it, because the text holds none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.errors import ReadError
from pipeline.ingest.flow import Draft, Flow, Form, Piece, source
from pipeline.ingest.xml import Element, Instruction, decode_markup, local_name, parse_xml
from pipeline.model import Kind, Mark, Source, Style

_ROOT = re.compile(r"[A-Z][A-Z.]*")
_METADATA = re.compile(r"BIB\..*|INFO\..*|FAM\.COMP|PUBLICATION\.REF|DOCUMENT\.REF.*|MANIFEST.*|PROD\..*|MARGIN|TOC")
_NUMBERS = frozenset("NO.P NO.PARAG NO.GR.SEQ NO.ITEM NO.GR.AMEND NO.AMEND".split())
_NUMBERED = frozenset("NP NP.ECR PARAG ITEM GR.SEQ".split())
_INLINE = frozenset(
    "HT DATE FT IE LINK LV KEYWORD INDEX ADDR ANONYMOUS AUTHOR FORMULA REF.DOC REF.DOC.OJ REF.DOC.ECR REF.DOC.SE "
    "REF.CASE REF.ARTICLE REF.NP.ECR NO.CASE NO.ECLI NO.CELEX NO.DOC NO.COM NO.CURRENT YEAR COM QUOT.START QUOT.END "
    "INCL.ELEMENT ARTICLE.REF MODIFIER OVER UNDER EXPONENT IND SUP SUB".split()
)
_BLOCKS = frozenset(
    "P NP LIST ITEM DLIST DLIST.ITEM ALINEA PARAG ARTICLE DIVISION GR.SEQ TITLE TI STI TI.ART STI.ART CONTENTS TBL "
    "CORPUS BLK TI.BLK STI.BLK ROW CELL QUOT.S VISA CONSID GR.VISA GR.CONSID PREAMBLE PREAMBLE.INIT PREAMBLE.FINAL "
    "ENACTING.TERMS FINAL SIGNATURE SIGNATORY PL.DATE ANNEX CONS.ANNEX PROLOG CAPTION".split()
)
_MARKS = {"BOLD": Mark.BOLD, "ITALIC": Mark.ITALIC, "UNDERLINE": Mark.UNDERLINE, "STROKE": Mark.STRIKE}
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_ATTRIBUTE = re.compile(r'([A-Z.]+)="([^"]*)"')
_KINDS = {"TI.ART": Kind.HEADING, "STI.ART": Kind.HEADING, "PREAMBLE.INIT": Kind.ENACTING}
_TITLED = frozenset("ACT ACT.GEN GENERAL CONS.DOC LSEU RECOMMENDATION COMMUNICATION CORR AGR LETTER DECISION".split())
_ANNEXES = frozenset(("ANNEX", "CONS.ANNEX"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()


def read(data: bytes, name: str, language: str) -> Source:
    """The paragraphs of a Formex file. Metadata, titles of amending acts included, is furniture.

    Raises ReadError for XML that is not well formed or not Formex, for a document type with declarations, for a file
    without text and for one past a limit (see `xml`, `encodings`).
    """
    decoded = decode_markup(data, name, language)
    root = parse_xml(decoded.text, name)
    if not _ROOT.fullmatch(str(root.tag)):
        message = (
            f"root element <{local_name(root)}> is neither Formex, Akoma Ntoso nor HTML; check which file was meant"
        )
        raise ReadError(message, where=name)
    flow = Flow()
    _Reader().walk(root, Form(), flow)
    return source(data, decoded, name, language, flow.finish())


class _Reader:
    """Walks one tree; counts notes, and knows whether it stands inside capitals."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.marks: dict[str, str] = {}
        self.capitals = 0
        self.deleted: set[str] = set()

    def walk(self, element: Element, form: Form, flow: Flow, running: bool = False) -> None:
        """The text of an element, without its tail; `running` where it stands between words."""
        name = local_name(element)
        if not name:
            self._instruction(element)
        elif _METADATA.fullmatch(name):
            flow.close()
            flow.text(" ".join(filter(str.strip, map(str, element.itertext()))), Form(style=Style.FURNITURE))
            flow.close()
        elif name in ("QUOT.START", "QUOT.END"):
            flow.text(_quotation_mark(element), form)
            self._inside(element, form, flow)
        elif name in _NUMBERS:
            self._number(element, flow)
        elif name == "NOTE":
            self._note(element, form, flow)
        elif name == "ROW":
            flow.row(self._cells(element, form))
        elif name in _NUMBERED:
            self._numbered(element, form, flow)
        elif name == "BR":
            flow.text(" ", form)
            self._inside(element, form, flow)
        elif name in _INLINE or (running and name not in _BLOCKS):
            self._inline(element, name, form, flow)
        else:
            flow.close()
            self._inside(element, _stated(element, name, form), flow)
            flow.close()

    def _instruction(self, element: Element) -> None:
        """In a consolidated text, instructions open and close what an amending act deleted; it is kept as deleted."""
        if isinstance(element, Instruction):
            given = dict(_ATTRIBUTE.findall(element.text or ""))
            if element.target == "CLG.MDFO" and given.get("ACTION") == "DELETED":
                self.deleted.add(given.get("IDREF", ""))
            self.deleted.discard(given.get("ID", " "))

    def _inline(self, element: Element, name: str, form: Form, flow: Flow) -> None:
        kind = element.get("TYPE", "") if name == "HT" else ""
        form = form.marked(_MARKS[kind]) if kind in _MARKS else form
        if name == "FT" and element.get("TYPE") == "NUMBER" and not len(element):
            self._print(_THOUSANDS.sub("\N{NO-BREAK SPACE}", element.text or ""), form, flow)
            return
        self.capitals += kind == "UC"
        self._inside(element, replace(form, raised=form.raised or kind == "SUP"), flow)
        self.capitals -= kind == "UC"

    def _inside(self, element: Element, form: Form, flow: Flow) -> None:
        running = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
        self._print(element.text, form, flow)
        for child in element:
            self.walk(child, form, flow, running)
            self._print(child.tail, form, flow)

    def _print(self, text: str | None, form: Form, flow: Flow) -> None:
        """Text as the Official Journal prints it at this place."""
        printed = capitals(text or "") if self.capitals else text or ""
        flow.text(printed, form.marked(Mark.DELETED) if self.deleted else form)

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

    def _numbered(self, element: Element, form: Form, flow: Flow) -> None:
        """A number and what it governs: the blocks after the first stand one level deeper."""
        inner = Flow()
        self._inside(element, form, inner)
        drafts = inner.finish()
        numbered = any(local_name(child) in _NUMBERS for child in element)
        for draft in drafts[1:] if numbered else ():
            draft.depth += 1
        flow.extend(drafts)

    def _note(self, element: Element, form: Form, flow: Flow) -> None:
        """A reference where the note stands; its text becomes a block of its own, behind the one that refers to it."""
        target = element.get("NOTE.REF", "")
        key = target or element.get("NOTE.ID", "")
        known = key in self.marks
        mark = self.marks[key] if known else self._next_mark(element)
        if key:
            self.marks[key] = mark
        parent = element.getparent()
        listed = parent is not None and local_name(parent) == "GR.NOTES"
        if not (listed and known):
            flow.text(mark, replace(form, raised=False), mark)
        inner = Flow()
        self._inside(element, Form(style=Style.NOTE), inner)
        drafts = inner.finish()
        if drafts:
            flow.note([_one_note(mark, drafts)], form)

    def _next_mark(self, note: Element) -> str:
        """The mark that the printer gives: figures, letters or stars, counted for each sort of note."""
        if note.get("NUMBER.ORG"):
            return str(note.get("NUMBER.ORG"))
        numbering = note.get("NUMBERING", "ARAB")
        quoted = note.get("TYPE") == "QUOTATION"  # a note of a quoted text has a star and a count of its own: *1
        sort = "quoted" if quoted else numbering
        self.counts[sort] += 1
        return f"*{self.counts[sort]}" if quoted else _numeral(self.counts[sort], numbering)


def capitals(text: str) -> str:
    """Text in capitals as printed: Greek ones have no accent, and a diaeresis where the accent parted two vowels."""
    parted = _PARTED.sub(lambda match: match[1] + match[2] + "\N{COMBINING DIAERESIS}", text)
    letters = unicodedata.normalize("NFD", parted.upper())
    return unicodedata.normalize("NFC", _GREEK_ACCENT.sub(r"\1", letters))


_PARTED = re.compile("([\u03ac\u03ad\u03cc\u03cd\u0386\u0388\u038c\u038e])([\u03b9\u03c5\u0399\u03a5])")
_GREEK_ACCENT = re.compile("(?!(?<!\\w)\u0397\u0301(?!\\w))([\u0391-\u03a9]\u0308?)\u0301")  # "or" keeps its accent


def _stated(element: Element, name: str, form: Form) -> Form:
    """The form with the kind that an element states for all text in it."""
    if form.style is not Style.PARAGRAPH:
        return form
    if name in _KINDS:
        return replace(form, kind=str(_KINDS[name]))
    if name == "TITLE":
        parent = element.getparent()
        above = local_name(parent) if parent is not None else ""
        return replace(form, kind=_title_kind(above))
    if name == "STI" and form.kind == Kind.ANNEX:
        return replace(form, kind=str(Kind.TITLE))
    return form


def _title_kind(above: str) -> str:
    if above in _TITLED:
        return str(Kind.TITLE)
    if above in _ANNEXES:
        return str(Kind.ANNEX)
    return "" if above == "TBL" else str(Kind.HEADING)


def _quotation_mark(element: Element) -> str:
    """The character whose hexadecimal code is the attribute CODE; "" where it is no character."""
    code = element.get("CODE", "")
    if not re.fullmatch("[0-9A-Fa-f]{2,5}", code):
        return ""
    character = chr(int(code, 16))
    return "" if unicodedata.category(character) in ("Cc", "Cs", "Cn") else character


def _numeral(number: int, numbering: str) -> str:
    if numbering == "STAR":
        return "*" * number if number <= 3 else f"*{number}"
    letter = _LETTERS[number - 1] if number <= len(_LETTERS) else ""
    roman = _ROMAN[number - 1] if number <= len(_ROMAN) else ""
    marks = {"alpha": letter, "ALPHA": letter.upper(), "roman": roman, "ROMAN": roman.upper()}
    return marks.get(numbering) or str(number)


def _one_note(mark: str, drafts: Sequence[Draft]) -> Draft:
    """The paragraphs of a note as one block that begins with its mark."""
    pieces = [piece for draft in drafts for piece in (Piece(" "), *draft.pieces)]
    asides = [aside for draft in drafts for aside in draft.asides]
    return Draft([Piece(mark), *pieces], Style.NOTE, num=mark, asides=asides)
