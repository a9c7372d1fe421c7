"""Writes Word documents that look like Council documents, so that the reader has real WordprocessingML to read.

`manuscript` turns an expression into paragraphs, `revised` marks what changed from one manuscript to another as
tracked changes, `council_docx` writes the file: cover as a table or as paragraphs, automatic numbers, notes, headers
and footers with code, page and language. `package` writes any parts as a file, for what is odd or hostile.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as default
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from pipeline.model import Expression, Kind, Mark, Note, Subdivision

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WHO = 'w:id="{id}" w:author="Secretariat" w:date="2022-06-03T09:00:00Z"'
FORMATS = {
    Mark.BOLD: "<w:b/>",
    Mark.ITALIC: "<w:i/>",
    Mark.UNDERLINE: '<w:u w:val="single"/>',
    Mark.STRIKE: "<w:strike/>",
}
LISTS = {"point": 1, "dash": 2, "letter": 3}


@dataclass(frozen=True)
class Span:
    """A stretch of text; `note` is the text of the note whose mark stands here; `change` is "" or w:ins, w:del, …"""

    text: str
    marks: frozenset[Mark] = frozenset()
    note: str = ""
    change: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; `numbered` names a list, `label` opens a line of the cover, `end` is the change of its end."""

    spans: tuple[Span, ...]
    numbered: str = ""
    label: str = ""
    style: str = ""
    end: str = ""
    in_cell: bool = False  # goes on in the cell of the line before
    page_start: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.numbered, self.label, "".join(span.text + span.note for span in self.spans)


@dataclass(frozen=True)
class Dress:
    """How the file is made."""

    table: bool = True
    automatic: bool = True
    code: str = "10125/22"
    institution: str = ""
    place_date: str = ""
    styles: str = ""  # more styles, as XML
    lists: str = ""  # a numbering part of its own, as XML


def manuscript(expression: Expression) -> list[Paragraph]:
    """The paragraphs of an expression in reading order."""
    notes = {part.eid: [n for n in expression.notes if n.anchor == part.eid] for part in expression.walk()}
    return [p for part in expression.parts for p in _paragraphs(part, notes)]


def _paragraphs(part: Subdivision, notes: Mapping[str, Sequence[Note]]) -> Iterable[Paragraph]:
    spans = _spans(part, notes)
    if part.kind is Kind.COVER:
        if part.eid.endswith("subtitle"):
            yield Paragraph((Span(f"{part.num} "), *spans), in_cell=True)
        else:
            yield Paragraph(spans, label=part.num)
    elif part.kind is Kind.POINT:
        clauses = [child for child in part.children if child.kind is Kind.CLAUSE]
        for number, clause in enumerate(clauses):
            spans += (Span(" " if number else ""), *_spans(clause, notes))
        yield Paragraph(tuple(s for s in spans if s.text or s.note), _list(part.num) or "point", style="Point")
    elif part.kind is Kind.ITEM:
        yield Paragraph(spans, _list(part.num))
    elif part.kind is not Kind.CLAUSE:
        style = "Heading1" if part.kind is Kind.HEADING else "Title" if part.kind is Kind.TITLE else ""
        yield Paragraph(spans, style=style, page_start=part.kind is Kind.ANNEX)
    for child in part.children:
        yield from _paragraphs(child, notes) if child.kind is not Kind.CLAUSE else ()


def _list(num: str) -> str:
    kinds = {r"\d+\.": "point", "–": "dash", r"\([a-z]+\)": "letter"}
    return next((name for pattern, name in kinds.items() if re.fullmatch(pattern, num)), "")


def _spans(part: Subdivision, notes: Mapping[str, Sequence[Note]]) -> tuple[Span, ...]:
    spans: list[Span] = []
    position = 0
    for note in sorted(notes.get(part.eid, ()), key=lambda note: note.offset):
        spans += [Span(part.text[position : note.offset]), Span("", note=note.text)]
        position = note.offset
    return tuple(span for span in (*spans, Span(part.text[position:])) if span.text or span.note)


def revised(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Paragraph]:
    """The new manuscript with all that changed from the old one tracked, moved paragraphs as moves."""
    out: list[Paragraph] = []
    matcher = difflib.SequenceMatcher(None, [p.key for p in old], [p.key for p in new], autojunk=False)
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            out += new[c:d]
        else:
            out += _replaced(old[a:b], new[c:d])
    gone = {p.key for p in out if p.end == "w:del"}
    come = {p.key for p in out if p.end == "w:ins"}
    return [_moved(p) if p.end and p.key in gone & come else p for p in out]


def _replaced(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Paragraph]:
    out: list[Paragraph] = []
    left = list(old)
    for paragraph in new:
        likeness = [difflib.SequenceMatcher(None, p.key[2], paragraph.key[2]).quick_ratio() for p in left]
        best = max(range(len(left)), key=likeness.__getitem__, default=None)
        if best is not None and paragraph.label:
            best = next((i for i, p in enumerate(left) if p.label == paragraph.label), best)
        if best is not None and likeness[best] > 0.5 and left[best].key[:2] == paragraph.key[:2]:
            out += [whole(p, "w:del") for p in left[:best]]
            out.append(replace(paragraph, spans=tuple(_edited(left[best].spans, paragraph.spans))))
            left = left[best + 1 :]
        else:
            out.append(whole(paragraph, "w:ins"))
    return out + [whole(p, "w:del") for p in left]


def whole(paragraph: Paragraph, change: str) -> Paragraph:
    """A paragraph that is inserted, deleted or moved as a whole."""
    return replace(paragraph, spans=tuple(replace(s, change=change) for s in paragraph.spans), end=change)


def _moved(paragraph: Paragraph) -> Paragraph:
    return whole(paragraph, {"w:del": "w:moveFrom", "w:ins": "w:moveTo"}[paragraph.end])


def _edited(old: Sequence[Span], new: Sequence[Span]) -> Iterable[Span]:
    before, after = _words(old), _words(new)
    out: list[Span] = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            out += after[c:d]
        else:
            out += [replace(span, change="w:del") for span in before[a:b]]
            out += [replace(span, change="w:ins") for span in after[c:d]]
    for (marks, change, note), group in groupby(out, key=lambda span: (span.marks, span.change, span.note)):
        yield Span("".join(span.text for span in group), marks, note, change)


def _words(spans: Sequence[Span]) -> list[Span]:
    return [
        part
        for s in spans
        for part in ([s] if s.note else [replace(s, text=w) for w in re.findall(r"\s+|\S+", s.text)])
    ]


def council_docx(paragraphs: Sequence[Paragraph], language: str, dress: Dress | None = None) -> bytes:
    """The file."""
    return _File(language, dress or Dress()).write(paragraphs)


@dataclass
class _File:
    language: str
    dress: Dress
    notes: list[str] = default(default_factory=list)
    changes: int = 0

    def write(self, paragraphs: Sequence[Paragraph]) -> bytes:
        body = "".join(self._body(paragraphs))
        margins = '<w:headerReference w:type="default" r:id="rId5"/><w:footerReference w:type="default" r:id="rId6"/>'
        parts = {
            "word/document.xml": document(f"{body}<w:sectPr>{margins}<w:pgSz w:w='11906' w:h='16838'/></w:sectPr>"),
            "word/styles.xml": styles(self.dress.styles),
            "word/numbering.xml": self.dress.lists or numbering(),
            "word/footnotes.xml": footnotes(dict(enumerate(self.notes, 1))),
            "word/header1.xml": part("hdr", f"<w:p>{run(f'ST {self.dress.code}')}</w:p>"),
            "word/footer1.xml": part("ftr", self._footer()),
        }
        return package(parts)

    def _footer(self) -> str:
        page = field("PAGE", run("1"))
        line = f"{run(self.dress.code)}<w:r><w:tab/><w:t>JFS/jcc</w:t><w:tab/></w:r>{page}"
        return f"<w:p>{line}</w:p><w:p>{run('ECOMP.3.B')}<w:r><w:tab/></w:r>{run(self.language.upper())}</w:p>"

    def _body(self, paragraphs: Sequence[Paragraph]) -> Iterable[str]:
        if self.dress.institution:
            right = (
                f"<w:p>{run(self.dress.place_date)}</w:p><w:p>{run('(OR. en)')}</w:p><w:p>{run(self.dress.code)}</w:p>"
            )
            yield table([[f"<w:p>{run(self.dress.institution)}</w:p>", right]])
        rows: list[list[str]] = []
        for paragraph in paragraphs:
            if self.dress.table and paragraph.label:
                label = self._span(Span(paragraph.label, change=paragraph.end))
                rows.append([f"<w:p>{label}</w:p>", self._paragraph(replace(paragraph, label=""))])
            elif self.dress.table and paragraph.in_cell and rows:
                rows[-1][1] += self._paragraph(paragraph)
            else:
                yield table(rows) if rows else ""
                rows = []
                yield self._paragraph(paragraph)

    def _paragraph(self, paragraph: Paragraph) -> str:
        properties = f'<w:pStyle w:val="{paragraph.style}"/>' if paragraph.style else ""
        properties += "<w:pageBreakBefore/>" if paragraph.page_start else ""
        if self.dress.automatic and paragraph.numbered and paragraph.style != "Point":
            properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{LISTS[paragraph.numbered]}"/></w:numPr>'
        if paragraph.end:
            properties += f"<w:rPr>{self._change(paragraph.end, '')}</w:rPr>"
        label = self._span(Span(f"{paragraph.label}\t", change=paragraph.end)) if paragraph.label else ""
        return f"<w:p><w:pPr>{properties}</w:pPr>{label}{''.join(map(self._span, paragraph.spans))}</w:p>"

    def _span(self, span: Span) -> str:
        if span.note:
            self.notes.append(span.note)
            reference = f'<w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{len(self.notes)}"/>'
            return self._change(span.change, f"<w:r><w:rPr>{reference}</w:r>")
        deleted = span.change in ("w:del",)
        return self._change(span.change, run(span.text, span.marks, "delText" if deleted else "t"))

    def _change(self, change: str, content: str) -> str:
        if not change:
            return content
        self.changes += 1
        return f"<{change} {WHO.format(id=self.changes)}>{content}</{change}>"


def run(text: str, marks: frozenset[Mark] = frozenset(), tag: str = "t", properties: str = "") -> str:
    """One w:r; a tab in the text becomes a w:tab."""
    look = "".join(FORMATS[mark] for mark in sorted(marks)) + properties
    pieces = "<w:tab/>".join(f'<w:{tag} xml:space="preserve">{escape(piece)}</w:{tag}>' for piece in text.split("\t"))
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{pieces}</w:r>"


def paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def listed(text: str, level: int = 0, num: int = 1) -> str:
    """A paragraph with an automatic number."""
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return paragraph(run(text), properties)


def field(instruction: str, result: str) -> str:
    """A field as Word writes it, the result as runs."""
    code = f"<w:r><w:instrText> {escape(instruction)} </w:instrText></w:r>"
    return f"{field_char('begin')}{code}{field_char('separate')}{result}{field_char('end')}"


def field_char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def table(rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f"<w:tr>{''.join(f'<w:tc><w:tcPr/>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{cells}</w:tbl>"


def text_box(content: str) -> str:
    """A text box as Word writes it: the drawing, and the same content again for old versions."""
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
    drawing = (
        f"<w:drawing><wp:anchor><a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>"
    choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def part(root: str, content: str) -> str:
    return f"{DECLARATION}<w:{root} {NAMESPACES}>{content}</w:{root}>"


def document(body: str) -> str:
    return part("document", f"<w:body>{body}</w:body>")


def styles(more: str = "") -> str:
    """Normal, the styles of points, headings and notes, and more."""
    point = '<w:name w:val="Point"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    heading = '<w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
    raised = '<w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    bold = "<w:rPr><w:b/></w:rPr>"
    own = {"Point": point, "Heading1": heading + bold, "Title": f'<w:name w:val="Title"/>{bold}'}
    listing = "".join(f'<w:style w:type="paragraph" w:styleId={quoteattr(id)}>{x}</w:style>' for id, x in own.items())
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    reference = f'<w:style w:type="character" w:styleId="FootnoteReference">{raised}</w:style>'
    return part("styles", f"{normal}{listing}{reference}{more}")


def numbering(levels: Mapping[int, Sequence[str]] | None = None, nums: str = "") -> str:
    """Abstract lists by number, each a sequence of levels as XML; and the w:num that use them (one each if "")."""
    lists = levels or {1: [level("decimal", "%1.")], 2: [level("bullet", "–")], 3: [level("lowerLetter", "(%1)")]}
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{id}">'
        + "".join(x.replace("<w:lvl>", f'<w:lvl w:ilvl="{i}">') for i, x in enumerate(given))
        + "</w:abstractNum>"
        for id, given in lists.items()
    )
    each = "".join(f'<w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>' for id in lists)
    return part("numbering", abstract + (nums or each))


def level(format: str, text: str, start: int = 1, more: str = "") -> str:
    figures = f'<w:start w:val="{start}"/><w:numFmt w:val="{format}"/>'
    return f"<w:lvl>{figures}<w:lvlText w:val={quoteattr(text)}/>{more}</w:lvl>"


def footnotes(notes: Mapping[int, str], kind: str = "footnote") -> str:
    """The part of the notes: id → text, or paragraphs as XML."""
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'

    def content(text: str) -> str:
        mark = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:{kind}Ref/></w:r>'
        return text if text.startswith("<w:p>") else f"<w:p>{mark}<w:r><w:tab/></w:r>{run(text)}</w:p>"

    each = "".join(f'<w:{kind} w:id="{id}">{content(text)}</w:{kind}>' for id, text in notes.items())
    return part(f"{kind}s", separator + each)


RELATIONS = (
    ("rId1", "styles", "styles.xml"),
    ("rId2", "numbering", "numbering.xml"),
    ("rId3", "footnotes", "footnotes.xml"),
    ("rId4", "endnotes", "endnotes.xml"),
    ("rId5", "header", "header1.xml"),
    ("rId6", "footer", "footer1.xml"),
    ("rId7", "settings", "settings.xml"),
)


def package(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these parts, and with content types and relationships where they are not given. Same in, same out."""
    present = [entry for entry in RELATIONS if f"word/{entry[2]}" in parts]
    files = {
        "[Content_Types].xml": _content_types([entry[1] for entry in present]),
        "_rels/.rels": _relations([("rId1", "officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations(present),
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for path, content in files.items():
            info = zipfile.ZipInfo(path, (2022, 6, 10, 0, 0, 0))
            info.compress_type = compression
            archive.writestr(info, content)
    return out.getvalue()


def _relations(entries: Iterable[tuple[str, str, str]]) -> str:
    each = "".join(f'<Relationship Id="{i}" Type="{TYPES}/{kind}" Target="{target}"/>' for i, kind, target in entries)
    return f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def _content_types(kinds: Sequence[str]) -> str:
    names = {"header": "header1", "footer": "footer1"}
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{CONTENT}.document.main+xml"/>'
    )
    each = "".join(
        f'<Override PartName="/word/{names.get(kind, kind)}.xml" ContentType="{CONTENT}.{kind}+xml"/>' for kind in kinds
    )
    return f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{defaults}{each}</Types>'
