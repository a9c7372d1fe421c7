"""Two versions as one Word document with tracked changes: accept all gives the new text, reject all the old one.

Changes are real revisions of WordprocessingML (ECMA-376, 17.13.5): w:ins, w:del, and w:moveFrom with w:moveTo where a
part stands elsewhere; footnotes are footnotes, also those that came or went. Printed numbers are text, so that they are
the same in any program. Nothing depends on the clock: the revisions carry no date.

    weave     which paragraph follows which, and what in it is old, new or both
    redline   the parts of the file (this module; the only one that knows the format)
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.compare.words import edits
from pipeline.export.weave import Mark, Piece, Reference, Woven, weave
from pipeline.model import Comparison, EditOp, Expression

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_AUTHOR = "Conclusio"
_TRACKED = {Mark.NEW: "ins", Mark.OLD: "del", Mark.LEFT: "moveFrom", Mark.CAME: "moveTo"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date a zip can hold; no file depends on when it was made

Element = etree._Element


def redline(old: Expression, new: Expression, comparison: Comparison, remark: str = "") -> bytes:
    """The file. `remark` stands in its properties, for instance that a text is a specimen. Same input, same bytes."""
    writer = _Writer()
    document = _root("document")
    body = _add(document, "body")
    for paragraph in weave(old, new, comparison):
        writer.paragraph(body, paragraph)
    _add(_add(body, "sectPr"), "pgSz", w="11906", h="16838")
    return _package(document, writer.footnotes(), remark)


@dataclass(slots=True)
class _Writer:
    """Numbers revisions, moves and footnotes while the paragraphs are written."""

    revisions: int = 0
    ranges: int = 0
    notes: list[tuple[Reference, int]] = field(default_factory=list)

    def paragraph(self, body: Element, woven: Woven) -> None:
        """One paragraph; where its end came or went, the mark of the end is a revision too."""
        paragraph = _add(body, "p")
        properties = _add(paragraph, "pPr")
        _add(properties, "pStyle", val=woven.style)
        if woven.mark is not Mark.BOTH:
            self._revision(_add(properties, "rPr"), _TRACKED[woven.mark])
        for group in _grouped(woven.pieces):
            self._group(paragraph, group)

    def footnotes(self) -> Element:
        """The notes, with what changed in them where they are the same note; two separators that Word asks for."""
        root = _root("footnotes")
        for number, (kind, sign) in enumerate((("separator", "separator"), ("continuationSeparator",) * 2)):
            note = _add(root, "footnote", type=kind, id=str(number))
            _add(_add(_add(note, "p"), "r"), sign)
        for reference, number in self.notes:
            note = _add(root, "footnote", id=str(number))
            paragraph = _add(note, "p")
            _add(_add(paragraph, "pPr"), "pStyle", val="FootnoteText")
            run = _add(paragraph, "r")
            _add(_add(run, "rPr"), "vertAlign", val="superscript")
            _add(run, "footnoteRef")
            self._run(paragraph, " ", deleted=False)
            for edit in edits(reference.before, reference.after):
                mark = {EditOp.EQUAL: Mark.BOTH, EditOp.INSERT: Mark.NEW, EditOp.DELETE: Mark.OLD}[edit.op]
                self._group(paragraph, [Piece(edit.text, mark)])
        return root

    def _group(self, paragraph: Element, group: Sequence[Piece]) -> None:
        """Pieces with one mark; a move stands between the marks of its range."""
        mark, move = group[0].mark, group[0].move
        if mark is Mark.BOTH:
            self._pieces(paragraph, group)
            return
        name = _TRACKED[mark]
        self.ranges += 1
        bounds = {"id": str(10_000 + self.ranges)}
        if mark in (Mark.LEFT, Mark.CAME):
            _add(paragraph, f"{name}RangeStart", name=f"move{move}", author=_AUTHOR, **bounds)
        self._pieces(self._revision(paragraph, name), group)
        if mark in (Mark.LEFT, Mark.CAME):
            _add(paragraph, f"{name}RangeEnd", **bounds)

    def _pieces(self, parent: Element, group: Sequence[Piece]) -> None:
        for piece in group:
            if piece.note is not None:
                self._reference(parent, piece.note)
            elif piece.text:
                self._run(parent, piece.text, deleted=piece.mark is Mark.OLD)

    def _revision(self, parent: Element, name: str) -> Element:
        self.revisions += 1
        return _add(parent, name, id=str(self.revisions), author=_AUTHOR)

    def _run(self, parent: Element, text: str, deleted: bool) -> None:
        run = _add(parent, "r")
        for i, line in enumerate(text.split("\t")):
            if i:
                _add(run, "tab")
            if line:
                element = _add(run, "delText" if deleted else "t")
                element.text = _clean(line)
                element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _reference(self, parent: Element, note: Reference) -> None:
        self.notes.append((note, len(self.notes) + 2))
        run = _add(parent, "r")
        _add(_add(run, "rPr"), "vertAlign", val="superscript")
        _add(run, "footnoteReference", id=str(len(self.notes) + 1))


def _grouped(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Neighbours with the same mark and move."""
    group: list[Piece] = []
    for piece in pieces:
        if group and (piece.mark, piece.move) != (group[0].mark, group[0].move):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _root(name: str) -> Element:
    return etree.Element(f"{{{W}}}{name}", nsmap={"w": W})


def _add(parent: Element, name: str, /, **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{W}}}{name}")
    for key, value in attributes.items():
        element.set(f"{{{W}}}{key}", value)
    return element


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(
        c if ord(c) >= 0x20 and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff" else " " for c in text
    )


def _package(document: Element, footnotes: Element, remark: str) -> bytes:
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations((f"{_OFFICE}/officeDocument", "word/document.xml"), (_CORE, "docProps/core.xml")),
        "docProps/core.xml": _properties(remark),
        "word/document.xml": etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True),
        "word/_rels/document.xml.rels": _relations(
            *((f"{_OFFICE}/{name}", f"{name}.xml") for name in ("styles", "settings", "footnotes"))
        ),
        "word/footnotes.xml": etree.tostring(footnotes, xml_declaration=True, encoding="UTF-8", standalone=True),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    return out.getvalue()


_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def _types() -> bytes:
    root = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})  # type: ignore[dict-item]
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
    kinds = {f"/word/{name}.xml": f"{_WORD}.{name}+xml" for name in ("styles", "settings", "footnotes")}
    kinds["/word/document.xml"] = f"{_WORD}.document.main+xml"
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    for name, kind in kinds.items():
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=name, ContentType=kind)
    return _written(root)


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def _relations(*targets: tuple[str, str]) -> bytes:
    root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})  # type: ignore[dict-item]
    for number, (kind, target) in enumerate(targets, 1):
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=f"rId{number}", Type=kind, Target=target)
    return _written(root)


def _properties(remark: str) -> bytes:
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    dc = "http://purl.org/dc/elements/1.1/"
    root = etree.Element(f"{{{core}}}coreProperties", nsmap={"cp": core, "dc": dc})
    etree.SubElement(root, f"{{{dc}}}creator").text = _AUTHOR
    etree.SubElement(root, f"{{{dc}}}description").text = _clean(remark)
    return _written(root)


def _styles() -> bytes:
    root = _root("styles")
    for name, title in (("Normal", "Normal"), ("Point", "Point"), ("Head", "Head"), ("FootnoteText", "footnote text")):
        style = _add(root, "style", type="paragraph", styleId=name, **({"default": "1"} if name == "Normal" else {}))
        _add(style, "name", val=title)
        if name == "Head":
            _add(_add(style, "rPr"), "b")
    return _written(root)


def _settings() -> bytes:
    root = _root("settings")
    notes = _add(root, "footnotePr")
    for number in ("0", "1"):
        _add(notes, "footnote", id=number)
    return _written(root)


def _written(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
