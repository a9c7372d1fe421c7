"""A document in two or more languages side by side → one page of HTML with a print style sheet, to be made a PDF of."""

from __future__ import annotations

from lxml import etree

from pipeline.export.material import NO_LEGAL_VALUE, Material, statement
from pipeline.export.xml import add

_STYLE = """@page { size: A4 landscape; margin: 15mm; @bottom-left { content: "%s"; font-size: 7pt } @bottom-right {
content: counter(page) "/" counter(pages); font-size: 7pt } }
body { font: 9pt/1.35 serif } table { border-collapse: collapse; width: 100%%; table-layout: fixed }
td, th { border: .3pt solid #999; padding: 3pt; vertical-align: top; text-align: left; overflow-wrap: break-word }
thead { display: table-header-group } .place { width: 3em } .specimen { background: #fff3cd }
tr { break-inside: avoid }"""


def synopsis(material: Material) -> bytes:
    """The page, complete in itself: no script, nothing that is loaded."""
    root = etree.Element("html", {"lang": "en"})
    head = add(root, "head")
    add(head, "meta", attributes={"charset": "utf-8"})
    add(head, "title", f"{material.document.printed}: {material.title}")
    add(head, "style", _STYLE % NO_LEGAL_VALUE)
    body = add(root, "body")
    add(body, "h1", material.document.printed)
    add(body, "p", material.title)
    for one in material.expressions:
        add(body, "p", f"{one.language}: {statement(one.provenance)}", {"class": str(one.provenance.status)})
    add(body, "p", NO_LEGAL_VALUE)
    table = add(body, "table")
    top = add(add(table, "thead"), "tr")
    add(top, "th", "", {"class": "place"})
    for one in material.expressions:
        add(top, "th", f"{one.language} ({one.provenance.status})", {"class": str(one.provenance.status)})
    lines = add(table, "tbody")
    for unit in material.units:
        line = add(lines, "tr", attributes={"id": unit.id})
        add(line, "th", unit.place)
        for code in material.languages:
            add(line, "td", unit.text(code), {"lang": code})
    data: bytes = etree.tostring(root, method="html", encoding="UTF-8", doctype="<!DOCTYPE html>")
    return data + b"\n"
