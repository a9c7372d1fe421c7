"""Writes an expression in Formex 4, as a `GENERAL` document of the C series is kept.

Verbs in capitals are written small inside `<HT TYPE="UC">`, quotation marks as `QUOT.START` and `QUOT.END`, dates and
references to the Official Journal with their elements. Formex has no place for a cover: its lines are annotations.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from writers.wording import Piece, below, pieces, verbs

from pipeline.ingest.formex import capitals
from pipeline.model import Expression, Kind, Note, Subdivision

_QUOTES = {"“": "START", "„": "START", "«": "START", "”": "END", "»": "END"}
_BIBLIOGRAPHY = """<BIB.INSTANCE><DOCUMENT.REF FILE="C_2022999{code}.01000101.doc.xml"><COLL>C</COLL><NO.OJ>999</NO.OJ>
<YEAR>2022</YEAR><LG.OJ>{code}</LG.OJ><PAGE.FIRST>1</PAGE.FIRST><PAGE.SEQ>1</PAGE.SEQ><VOLUME.REF>01</VOLUME.REF>
</DOCUMENT.REF>
<DATE ISO="20220610">20220610</DATE><LG.DOC>{code}</LG.DOC>
<NO.SEQ>0001</NO.SEQ><PAGE.FIRST>1</PAGE.FIRST>
<PAGE.SEQ>1</PAGE.SEQ><PAGE.LAST>9</PAGE.LAST><PAGE.TOTAL>9</PAGE.TOTAL></BIB.INSTANCE>"""
_SCHEMA = "http://formex.publications.europa.eu/schema/formex-06.01-20220520.xd"
_PAIRS = {"START": 'ID="QS{0}" REF.END="QE{0}"', "END": 'ID="QE{0}" REF.START="QS{0}"'}


def council_formex(expression: Expression) -> bytes:
    """The file, in UTF-8, on one line as the originals are."""
    front = [part for part in expression.parts if part.kind in (Kind.COVER, Kind.ANNEX)]
    title = "".join(f"<P>{_inline(part, expression)}</P>" for part in expression.of_kind(Kind.TITLE))
    rest = [part for part in expression.parts if part.kind not in (Kind.COVER, Kind.ANNEX, Kind.TITLE)]
    lines = "".join(f"<P>{escape(part.num)} {_inline(part, expression)}</P>" for part in front)
    body = (
        f"<GR.ANNOTATION><ANNOTATION>{lines}</ANNOTATION></GR.ANNOTATION>" if lines else ""
    ) + f"<TITLE><TI>{title}</TI></TITLE><CONTENTS>{_sections(rest, expression)}</CONTENTS>"
    head = '<?xml version="1.0" encoding="UTF-8"?><GENERAL xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    head += f'xsi:noNamespaceSchemaLocation="{_SCHEMA}">'
    bibliography = _BIBLIOGRAPHY.format(code=expression.language.upper()).replace("\n", "")
    return f"{head}{bibliography}{body}</GENERAL>".encode()


def _sections(parts: list[Subdivision], expression: Expression) -> str:
    """Each heading opens a section; a page ends before every fourth point."""
    out = ""
    opened = False
    for i, part in enumerate(parts):
        if part.kind is Kind.HEADING:
            out += "</GR.SEQ>" * opened + '<GR.SEQ LEVEL="1"><TITLE><TI><P>' + _inline(part, expression)
            out += "</P></TI></TITLE>"
            opened = True
        else:
            out += (f"<?PAGE NO='{i}'?>" if i % 4 == 3 else "") + _part(part, expression)
    return out + "</GR.SEQ>" * opened


def _part(part: Subdivision, expression: Expression) -> str:
    text = _inline(part, expression)
    children = below(part)
    if part.kind is Kind.PREAMBLE:
        items = "".join(f"<ITEM>{_numbered(item, expression)}</ITEM>" for item in children)
        return f'<P>{text}</P><LIST TYPE="DASH">{items}</LIST>'
    return _numbered(part, expression) if part.num else f"<P>{text}</P>"


def _numbered(part: Subdivision, expression: Expression) -> str:
    """A numbered part; its items are a list, its further paragraphs are paragraphs."""
    inner = "".join(
        f'<P><LIST TYPE="OTHER"><ITEM>{_numbered(child, expression)}</ITEM></LIST></P>'
        if child.num
        else f"<P>{_inline(child, expression)}</P>"
        for child in below(part)
    )
    return f"<NP><NO.P>{escape(part.num)}</NO.P><TXT>{_inline(part, expression)}</TXT>{inner}</NP>"


def _inline(part: Subdivision, expression: Expression) -> str:
    small = {word for holder, verb in verbs(part) for a, b in verb.spans for word in [holder.text[a:b]]}
    written = [
        _note(piece, part) if isinstance(piece, Note) else _text(piece, small) for piece in pieces(part, expression)
    ]
    return "".join(written)


def _note(piece: Piece, part: Subdivision) -> str:
    assert isinstance(piece, Note)
    key = f"E{part.kind.upper()}{piece.mark}"
    return f'<NOTE NOTE.ID="{key}" NUMBERING="ARAB" TYPE="FOOTNOTE"><P>{_text(piece.text, set())}</P></NOTE>'


def _text(text: str, small: set[str]) -> str:
    """Text with verbs in capitals written small, and quotation marks as elements."""
    out = escape(text)
    for word in sorted(small):
        if capitals(word.lower()) == word and escape(word) == word:
            out = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", f'<HT TYPE="UC">{word.lower()}</HT>', out)
    return "".join(
        f'<QUOT.{_QUOTES[c]} CODE="{ord(c):04X}" {_PAIRS[_QUOTES[c]].format(i)}/>' if c in _QUOTES else c
        for i, c in enumerate(out)
    )
