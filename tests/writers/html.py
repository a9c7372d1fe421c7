"""Writes an expression in the HTML of EUR-Lex, in each of its generations.

`bare` is that of 1998 to 2003: paragraphs without classes, notes in brackets at the end. `normal` has classes and
linked notes, numbers in the text. `table` is that of 2004 to 2023: numbers in a column of their own. `oj` is the
current one: prefixed classes and subdivisions.
"""

from __future__ import annotations

from html import escape

from writers.wording import Piece, below, pieces

from pipeline.model import Expression, Kind, Note, Subdivision

GENERATIONS = ("bare", "normal", "table", "oj")
_CLASSES = {Kind.ANNEX: "doc-ti", Kind.TITLE: "doc-ti", Kind.HEADING: "ti-grseq-1"}


def council_html(expression: Expression, generation: str) -> bytes:
    """The page, in UTF-8."""
    writer = _Writer(expression, generation)
    text = "\n".join(writer.part(part) for part in expression.parts)
    notes = "\n".join(writer.note(note) for note in expression.notes)
    page = _bare(expression, text, notes) if generation == "bare" else _page(writer, text, notes)
    return page.encode("utf-8")


class _Writer:
    def __init__(self, expression: Expression, generation: str) -> None:
        self.expression = expression
        self.generation = generation
        self.tables = generation in ("table", "oj")
        self.prefix = "oj-" if generation == "oj" else ""

    def part(self, part: Subdivision) -> str:
        text = self.inline(pieces(part, self.expression))
        if part.kind is Kind.PREAMBLE or not (part.num or below(part)):
            own = self.paragraph(text, _CLASSES.get(part.kind, "normal"))
            return "\n".join([own, *map(self.part, below(part))])
        if not self.tables:
            number = f"{escape(part.num)}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE} " if part.num else ""
            own = self.paragraph(number + text, "normal")
            return "\n".join([own, *map(self.part, below(part))])
        number = self.paragraph(escape(part.num), "normal")
        inner = "\n".join([self.paragraph(text, "normal"), *map(self.part, below(part))])
        return self.row(number, inner)

    def row(self, number: str, text: str) -> str:
        cells = f'<td valign="top">\n{number}\n</td>\n<td valign="top">\n{text}\n</td>'
        columns = '<col width="4%"/>\n<col width="96%"/>'
        table = f'<table width="100%" border="0">\n{columns}\n<tbody>\n<tr>\n{cells}\n</tr>\n</tbody>\n</table>'
        return f'<div class="eli-subdivision">{table}</div>' if self.prefix else table

    def paragraph(self, text: str, name: str) -> str:
        return f"<p>{text}</p>" if self.generation == "bare" else f'<p class="{self.prefix}{name}">\n   {text}\n</p>'

    def inline(self, found: list[Piece]) -> str:
        return "".join(self.reference(piece) if isinstance(piece, Note) else escape(piece) for piece in found)

    def reference(self, note: Note) -> str:
        if self.generation == "bare":
            return f"({note.mark})"
        names = f"{self.prefix}super" + (f" {self.prefix}note-tag" if self.prefix else "")
        key = f"{note.mark}-C_2022{self.expression.language.upper()}.01000101-E000{note.mark}"
        return f' <a id="ntc{key}" href="#ntr{key}"\n>(<span class="{names}">{note.mark}</span>)</a>'

    def note(self, note: Note) -> str:
        if self.generation == "bare":
            return f"<p>({note.mark}) {escape(note.text)}</p>"
        key = f"{note.mark}-C_2022{self.expression.language.upper()}.01000101-E000{note.mark}"
        link = f'<a id="ntr{key}" href="#ntc{key}">(<span class="{self.prefix}super">{note.mark}</span>)</a>'
        return self.paragraph(f"{link}\N{NO-BREAK SPACE} {escape(note.text)}", "note")


def _bare(expression: Expression, text: str, notes: str) -> str:
    title = escape(" ".join(part.text for part in expression.of_kind(Kind.TITLE)))
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html lang="{expression.language.upper()}">
<head>
<meta name="DC.type" http-equiv="Content-Type" content="text/html; charset=UNICODE-1-1-UTF-8">
<title>EUR-Lex - 52022XG0610 - {expression.language.upper()}</title>
<style type="text/css" media="all">  @import url(lex/css/lex-screen.css); </style>
</head>
<body>
<div id="banner"><a name="top"></a><div class="bglang"><p class="bglang">
<a class="langue" href="legal_notice.htm" accesskey="8"><b>Avis juridique important</b></a><br></p></div>
<div class="bgtool"><em class="none">|</em></div></div>
<a name="top"></a>
<h1>52022XG0610</h1>
<p>
<strong>{title}  </strong>
<br>
<em>
<br>Official Journal C 999 , 10/06/2022 P. 0001 - 0009<br> </em>
</p>
<br>
<div id="TexteOnly">
<p>
<TXT_TE>
{text}<p></p>{notes}
</TXT_TE>
</p>
</div>
</body>
</html>
"""


def _page(writer: _Writer, text: str, notes: str) -> str:
    p = writer.prefix
    code = writer.expression.language.upper()
    head = "".join(
        f'<td><p class="{p}{name}">{words}</p></td>'
        for name, words in (
            ("hd-date", "10.6.2022   "),
            ("hd-lg", code),
            ("hd-ti", "Official Journal of the European Union"),
            ("hd-oj", "C 999/1"),
        )
    )
    container = (f'<div class="eli-container">\n{text}\n', "</div>") if p else (text, "")
    return f"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML//EN" "xhtml-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><!-- converter -->
<head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<title>C_2022{code}.01000101.xml</title></head>
<body>
<table width="100%" border="0" cellspacing="0" cellpadding="0"><col width="10%"/><tbody><tr>{head}</tr></tbody></table>
<hr class="{p}separator"/>
{container[0]}
<hr class="{p}note"/>
{notes}
{container[1]}
<hr class="{p}doc-end"/>
</body>
</html>
"""
