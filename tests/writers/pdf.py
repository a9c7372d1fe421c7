"""Writes PDFs that look like Council documents, with WeasyPrint, so that the reader has real pages to read.

`council_pdf` sets an expression: letterhead, cover in two columns, running head and feet, raised note marks, notes at
page bottoms, hyphenation, changes in bold, underlined or struck. `placed_pdf` puts single lines at given places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from pipeline.model import Expression, Kind, Mark, Note, Subdivision

TAGS = {Mark.BOLD: "b", Mark.ITALIC: "i", Mark.UNDERLINE: "u", Mark.STRIKE: "s"}
WITHOUT_PATTERNS = frozenset({"fi", "ga", "mt"})  # languages whose words WeasyPrint cannot divide by itself
RESPELT = frozenset({"hu"})  # WeasyPrint misprints words that are spelt otherwise at a line end (terjesz-szék)
SOFT = "\N{SOFT HYPHEN}"


@dataclass(frozen=True)
class Letterhead:
    """What stands on the first page above the type of document."""

    institution: str
    place_date: str
    code: str = "10125/22"
    original_language: str = "(OR. en)"
    subject_codes: tuple[str, ...] = ("RECH 344", "COMPET 475", "CO EUR 4")


@dataclass(frozen=True)
class Layout:
    """How the pages look. `formats` marks stretches of parts: eId → (start, end, marks)."""

    size: float = 12
    leading: float = 1.5
    space: float = 6
    justify: bool = True
    columns: bool = True
    hyphen: str = "\N{HYPHEN}"  # what stands where a word is divided at a line end
    margin: float = 25  # millimetres, left and right
    formats: Mapping[str, Sequence[tuple[int, int, frozenset[Mark]]]] = field(default_factory=dict)


def available() -> bool:
    """Whether WeasyPrint and the libraries that it needs are here."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def council_pdf(expression: Expression, letterhead: Letterhead | None, layout: Layout | None = None) -> bytes:
    """The PDF of an expression, as the Council would lay it out."""
    import weasyprint

    html = council_html(expression, letterhead, layout or Layout())
    return bytes(weasyprint.HTML(string=html).write_pdf() or b"")


def placed_pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]]) -> bytes:
    """A PDF of lines at given places: points from the left, points from the top of an A4 page, size, HTML."""
    import weasyprint

    sheets = "".join(
        "<section>"
        + "".join(f'<p style="left:{x}pt;top:{y}pt;font-size:{size}pt">{html}</p>' for x, y, size, html in page)
        + "</section>"
        for page in pages
    )
    style = (
        '@page{size:A4;margin:0}body{margin:0;font-family:"Liberation Serif"}'
        "section{position:relative;height:841pt;break-after:page}p{position:absolute;margin:0;white-space:pre}"
        "sup{font-size:65%;vertical-align:super;line-height:0}"
        "hr{position:absolute;border:0;margin:0;width:150pt;height:.6pt;background:black}"
    )
    return bytes(weasyprint.HTML(string=f"<style>{style}</style>{sheets}").write_pdf() or b"")


def council_html(expression: Expression, letterhead: Letterhead | None, layout: Layout) -> str:
    """The same as HTML with the style sheet for paged output."""
    sheet = _Sheet(expression, layout)
    annex = next((part.text for part in expression.of_kind(Kind.ANNEX)), "ANNEX")
    code = letterhead.code if letterhead else "10125/22"
    return (
        f'<html lang="{expression.language}"><meta charset="utf-8"><style>{_style(code, annex, expression.language, layout)}'
        f"</style><body>{_letterhead(letterhead) if letterhead else ''}{sheet.cover()}"
        f"<main>{''.join(map(sheet.part, sheet.body()))}</main></body></html>"
    )


def _style(code: str, annex: str, language: str, layout: Layout) -> str:
    foot = "font-size:11pt;white-space:pre;vertical-align:top"
    number = f'content:counter(page) "\\A {language.upper()}";text-align:right'

    def feet(name: str, second: str) -> str:
        return (
            f'@page {name}{{@bottom-left{{content:"{code}\\A {second}";{foot}}}'
            f'@bottom-center{{content:"JFS/jcc\\A ECOMP.3.B";{foot}}}@bottom-right{{{number};{foot}}}'
            f'@top-right{{content:"ST {code}";font-size:10pt}}}}'
        )

    hyphens = "manual" if language in RESPELT else "auto"
    align = "justify" if layout.justify else "left"
    return (
        f"@page{{size:A4;margin:28mm {layout.margin}mm 32mm {layout.margin}mm;"
        "@footnote{border-top:.5pt solid black;padding-top:4pt}}"
        f"{feet('', ' ')}{feet('annex', annex)}@page:first{{@top-right{{content:none}}}}"
        f'body{{font-family:"Liberation Serif","DejaVu Serif";font-size:{layout.size}pt;line-height:{layout.leading};'
        f"text-align:{align};hyphens:{hyphens};hyphenate-character:'{layout.hyphen}'}}main{{page:annex;break-before:page}}p{{margin:0 0 {layout.space}pt}}"
        ".point{padding-left:28pt;text-indent:-28pt}.point span.num{display:inline-block;width:28pt;text-indent:0}"
        "h1,h2{font-size:inherit;font-weight:bold;margin:0 0 6pt;hyphens:none}"
        f".fn{{float:footnote;font-size:{layout.size - 2}pt;line-height:1.1;hyphens:{hyphens};text-align:{align};font-weight:normal;"
        "text-decoration:none;text-indent:0}"
        "::footnote-call{font-size:65%;vertical-align:super;line-height:0;content:counter(footnote)}"
        '::footnote-marker{font-size:65%;vertical-align:super;line-height:0;content:counter(footnote) "  "}'
        "table{width:100%;border-collapse:collapse;text-align:left;hyphens:none;margin-bottom:12pt}td{vertical-align:top;"
        "padding:2pt 0}.head td{width:50%}.fields td:first-child{width:130pt}"
    )


def _letterhead(letterhead: Letterhead) -> str:
    right = [letterhead.place_date, letterhead.original_language, "", letterhead.code, "", *letterhead.subject_codes]
    lines = "<br>".join(escape(line) for line in right)
    name = "<br>".join(escape(part) for part in re.split(r"(?<=\S{5}) (?=\S+ \S+$)", letterhead.institution))
    return f'<table class="head"><tr><td><b>{name}</b></td><td>{lines}</td></tr></table>'


class _Sheet:
    """Sets the parts of one expression."""

    def __init__(self, expression: Expression, layout: Layout) -> None:
        self.expression = expression
        self.layout = layout
        self.notes: dict[str, list[Note]] = {}
        for note in expression.notes:
            self.notes.setdefault(note.anchor, []).append(note)

    def cover(self) -> str:
        parts = self.expression.of_kind(Kind.COVER)
        kind = "".join(f"<h1>{self.inline(part)}</h1>" for part in parts if part.eid == "cover__type")
        labelled = [part for part in parts if part.num and part.eid != "cover__subtitle"]
        if self.layout.columns:
            rows = "".join(f"<tr><td>{escape(p.num)}</td><td>{self.inline(p)}</td></tr>" for p in labelled)
            fields = f'<table class="fields">{rows}</table>'
        else:
            fields = "".join(f"<p>{escape(part.num)}</p><p>{self.inline(part)}</p>" for part in labelled)
        after = [part for part in parts if part.eid in ("cover__subtitle", "cover__note")]
        return kind + fields + "".join(f"<p>{escape(part.num)} {self.inline(part)}</p>" for part in after)

    def body(self) -> list[Subdivision]:
        return [part for part in self.expression.parts if part.kind is not Kind.COVER]

    def part(self, part: Subdivision) -> str:
        inner = "".join(map(self.part, (child for child in part.children if child.kind is not Kind.CLAUSE)))
        clauses = [child for child in part.children if child.kind is Kind.CLAUSE]
        words = " ".join(filter(None, [self.inline(part), *map(self.inline, clauses)]))
        if part.kind is Kind.HEADING:
            return f"<h2>{words}</h2>"
        if part.num:
            return f'<p class="point"><span class="num">{escape(part.num)}</span> {words}</p>{inner}'
        return f"<p>{words}</p>{inner}"

    def inline(self, part: Subdivision) -> str:
        """The text of a part with its notes and formatting as HTML."""
        ends = [(note.offset, note) for note in self.notes.get(part.eid, [])]
        formats = self.layout.formats.get(part.eid, ())
        cuts = {
            0,
            len(part.text),
            *(at for at, _ in ends),
            *(edge for start, end, _ in formats for edge in (start, end)),
        }
        out = []
        points = sorted(cuts)
        for start, end in zip(points, [*points[1:], len(part.text)], strict=True):
            out += [self.note(note) for at, note in ends if at == start]
            marks = {mark for low, high, found in formats if low <= start and end <= high for mark in found}
            out.append(self.formatted(part.text[start:end], marks))
        return "".join(out)

    def note(self, note: Note) -> str:
        return f'<span class="fn">{self.formatted(note.text, set())}</span>'

    def formatted(self, text: str, marks: set[Mark]) -> str:
        html = escape(self.divided(text))
        for mark in sorted(marks):
            html = f"<{TAGS[mark]}>{html}</{TAGS[mark]}>"
        return html

    def divided(self, text: str) -> str:
        """Text with soft hyphens, for languages whose words WeasyPrint cannot divide by itself."""
        if self.expression.language in RESPELT:
            return re.sub(r"[^\W\d_]{5,}", lambda word: _at_plain_places(word[0], self.expression.language), text)
        if self.expression.language not in WITHOUT_PATTERNS:
            return text
        return re.sub(
            r"[^\W\d_]{9,}", lambda word: re.sub(r"(?<=\w{3})(?=[bdgklmnprst][aeiou]\w{2})", SOFT, word[0]), text
        )


def _at_plain_places(word: str, language: str) -> str:
    """A word with soft hyphens where a division leaves its spelling as it is."""
    import pyphen

    for place in sorted((one for one in pyphen.Pyphen(lang=language).positions(word) if not one.data), reverse=True):
        word = word[:place] + SOFT + word[place:]
    return word
