"""A document in two or more languages side by side → DOCX (WordprocessingML, ECMA-376): one table, one line a row.

The head of the table says of each language whether it is official or a specimen and stands on every page, as does the
notice at the foot. The archive holds no time, so that the same document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from pipeline.export.material import NO_LEGAL_VALUE, Material, Unit, statement
from pipeline.export.xml import XML, Element, add, clean, plain
from pipeline.model import Expression, Subdivision

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_W, _R = f"{{{_WORD}}}", f"{{{_OFFICE}}}"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first that a zip archive knows
_PLACE, _WIDTH = 900, 13_900  # twentieths of a point: the column of places; the text area of A4 across
_MARGIN = 1000


def docx(material: Material) -> bytes:
    """The synopsis of a document in all its languages; choose them with `Material.only`."""
    body = etree.Element(f"{_W}document", nsmap={"w": _WORD, "r": _OFFICE})
    story = add(body, f"{_W}body")
    for size, text in ((32, material.document.printed), (24, material.title)):
        _paragraph(story, [(text, True)], size=size)
    for one in material.expressions:
        _paragraph(story, [(f"{one.language}: {statement(one.provenance)}", False)])
    _table(story, material)
    _section(story)
    return _package(_bytes(body), _bytes(_footer()))


def _table(story: Element, material: Material) -> None:
    width = (_WIDTH - _PLACE) // max(len(material.languages), 1)
    table = add(story, f"{_W}tbl")
    properties = add(table, f"{_W}tblPr")
    add(properties, f"{_W}tblW", attributes={f"{_W}w": str(_WIDTH), f"{_W}type": "dxa"})
    borders = add(properties, f"{_W}tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        add(borders, f"{_W}{side}", attributes={f"{_W}val": "single", f"{_W}sz": "4", f"{_W}color": "999999"})
    add(properties, f"{_W}tblLayout", attributes={f"{_W}type": "fixed"})
    grid = add(table, f"{_W}tblGrid")
    widths = [_PLACE, *[width] * len(material.languages)]
    for one in widths:
        add(grid, f"{_W}gridCol", attributes={f"{_W}w": str(one)})
    head = ["", *(f"{one.language} ({one.provenance.status})" for one in material.expressions)]
    _line(table, [[(text, True)] for text in head], widths, [""] * len(head), head=True)
    verbs = {one.language: _verbs(one) for one in material.expressions}
    for unit in material.units:
        cells = [_runs(unit, code, verbs[code]) for code in material.languages]
        _line(table, [[(unit.place, False)], *cells], widths, ["", *material.languages])


def _line(
    table: Element,
    cells: Sequence[Sequence[tuple[str, bool]]],
    widths: Sequence[int],
    languages: Sequence[str],
    head: bool = False,
) -> None:
    row = add(table, f"{_W}tr")
    properties = add(row, f"{_W}trPr")
    add(properties, f"{_W}cantSplit")
    if head:
        add(properties, f"{_W}tblHeader")
    for runs, width, language in zip(cells, widths, languages, strict=True):
        cell = add(row, f"{_W}tc")
        add(add(cell, f"{_W}tcPr"), f"{_W}tcW", attributes={f"{_W}w": str(width), f"{_W}type": "dxa"})
        _paragraph(cell, runs, language)


def _paragraph(parent: Element, runs: Sequence[tuple[str, bool]], language: str = "", size: int = 18) -> None:
    paragraph = add(parent, f"{_W}p")
    for text, bold in runs:
        run = add(paragraph, f"{_W}r")
        properties = add(run, f"{_W}rPr")
        if bold:
            add(properties, f"{_W}b")
        add(properties, f"{_W}sz", attributes={f"{_W}val": str(size)})
        if language:
            add(properties, f"{_W}lang", attributes={f"{_W}val": language})
        add(run, f"{_W}t", text, {f"{XML}space": "preserve"})


def _runs(unit: Unit, language: str, verbs: Mapping[str, Subdivision]) -> list[tuple[str, bool]]:
    """The text of a cell, cut where its operative verb begins and ends; the verb is bold."""
    text = unit.text(language)
    part = verbs.get(next(iter(unit.eids_of(language)), ""))
    spans = part.verb.spans if part and part.verb and text.startswith(part.text) else ()
    return list(_cut(text, sorted(spans)))


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in spans:
        yield from ((piece, bold) for piece, bold in ((text[at:start], False), (text[start:end], True)) if piece)
        at = end
    if text[at:] or not text:
        yield text[at:], False


def _verbs(expression: Expression) -> dict[str, Subdivision]:
    return {part.eid: part for part in expression.walk() if part.verb}


def _section(story: Element) -> None:
    section = add(story, f"{_W}sectPr")
    add(section, f"{_W}footerReference", attributes={f"{_W}type": "default", f"{_R}id": "rId1"})
    page = {f"{_W}w": "16838", f"{_W}h": "11906", f"{_W}orient": "landscape"}
    add(section, f"{_W}pgSz", attributes=page)
    sides = dict.fromkeys((f"{_W}top", f"{_W}right", f"{_W}bottom", f"{_W}left"), str(_MARGIN))
    add(section, f"{_W}pgMar", attributes=sides | dict.fromkeys((f"{_W}header", f"{_W}footer"), "500"))


def _footer() -> Element:
    footer = etree.Element(f"{_W}ftr", nsmap={"w": _WORD})
    _paragraph(footer, [(NO_LEGAL_VALUE, False)], size=14)
    return footer


def _package(document: bytes, footer: bytes) -> bytes:
    types = etree.Element(f"{{{_TYPES}}}Types", nsmap=plain(_TYPES))
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        add(types, f"{{{_TYPES}}}Default", attributes={"Extension": extension, "ContentType": kind})
    for path, kind in (("/word/document.xml", "document.main"), ("/word/footer1.xml", "footer")):
        add(types, f"{{{_TYPES}}}Override", attributes={"PartName": path, "ContentType": f"{_MAIN}.{kind}+xml"})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (
            ("[Content_Types].xml", _bytes(types)),
            ("_rels/.rels", _relations("officeDocument", "word/document.xml")),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", _relations("footer", "footer1.xml")),
            ("word/footer1.xml", footer),
        ):
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _relations(kind: str, target: str) -> bytes:
    root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap=plain(_RELATIONS))
    attributes = {"Id": "rId1", "Type": clean(f"{_OFFICE}/{kind}"), "Target": target}
    add(root, f"{{{_RELATIONS}}}Relationship", attributes=attributes)
    return _bytes(root)


def _bytes(root: Element) -> bytes:
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return data
