"""Writes PDFs with LibreOffice from flat OpenDocument text: real footnotes that run over page ends, heads and feet."""

from __future__ import annotations

import shutil
import subprocess
from html import escape
from pathlib import Path

from writers.pdf import Letterhead

from pipeline.model import Expression, Kind, Mark, Note, Subdivision

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)  # fmt: skip
_MARKS = {
    Mark.BOLD: 'fo:font-weight="bold" style:font-weight-complex="bold"',
    Mark.ITALIC: 'fo:font-style="italic"',
    Mark.UNDERLINE: 'style:text-underline-style="solid" style:text-underline-width="auto"',
    Mark.STRIKE: 'style:text-line-through-style="solid"',
}
_REGIONS = {
    "bg": "BG",
    "el": "GR",
    "mt": "MT",
    "ga": "IE",
    "fi": "FI",
    "hu": "HU",
    "nl": "NL",
    "de": "DE",
    "en": "GB",
    "fr": "FR",
}

Formats = dict[str, list[tuple[int, int, frozenset[Mark]]]]


def available() -> bool:
    """Whether LibreOffice is here."""
    return shutil.which("soffice") is not None


def office_pdfs(texts: dict[str, str], folder: Path) -> dict[str, bytes]:
    """Name → PDF of flat OpenDocument texts, all in one run of LibreOffice, which takes seconds to start."""
    for name, text in texts.items():
        (folder / f"{name}.fodt").write_text(text, encoding="utf-8")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
    ]
    files = [str(folder / f"{name}.fodt") for name in texts]
    subprocess.run([*command, str(folder), *files], check=True, capture_output=True, timeout=300)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in texts}


def council_fodt(expression: Expression, letterhead: Letterhead, formats: Formats | None = None) -> str:
    """A flat OpenDocument text of an expression, laid out as a Council document."""
    sheet = _Sheet(expression, formats or {})
    annex = next((part.text for part in expression.of_kind(Kind.ANNEX)), "ANNEX")
    body = "".join(sheet.part(part) for part in expression.parts if part.kind is not Kind.COVER)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"{_styles(expression.language, letterhead.code, annex)}"
        f"<office:body><office:text>{_letterhead(letterhead)}{sheet.cover()}{body}</office:text></office:body></office:document>"
    )


def _styles(language: str, code: str, annex: str) -> str:
    region = _REGIONS.get(language, "none")
    paragraph = (
        'fo:margin-bottom="0.2cm" fo:line-height="150%" fo:text-align="justify" fo:hyphenation-ladder-count="no-limit"'
    )
    words = f'fo:font-size="12pt" style:font-name="Liberation Serif" fo:language="{language}" fo:country="{region}"'
    hyphens = 'fo:hyphenate="true" fo:hyphenation-remain-char-count="2" fo:hyphenation-push-char-count="2"'

    def style(name: str, inner: str, family: str = "paragraph", parent: str = "", extra: str = "") -> str:
        above = f'style:parent-style-name="{parent}"' if parent else ""
        return f'<style:style style:name="{name}" style:family="{family}" {above} {extra}>{inner}</style:style>'

    spans = "".join(
        style(_span(frozenset(marks)), f"<style:text-properties {' '.join(_MARKS[mark] for mark in marks)}/>", "text")
        for marks in ([m for i, m in enumerate(Mark) if m in _MARKS and bits >> i & 1] for bits in range(1, 16))
    )
    tab = '<style:tab-stops><style:tab-stop style:position="8cm" style:type="center"/><style:tab-stop style:position="16cm" style:type="right"/></style:tab-stops>'
    return (
        f'<office:styles><style:default-style style:family="paragraph"><style:text-properties {words}/></style:default-style>'
        f"{style('Body', f'<style:paragraph-properties {paragraph}/><style:text-properties {hyphens}/>')}"
        f'{style("Point", f"""<style:paragraph-properties {paragraph} fo:margin-left="1cm" fo:text-indent="-1cm"/><style:text-properties {hyphens}/>""")}'
        f'{style("Cell", "")}{style("Head", """<style:text-properties fo:font-weight="bold"/>""", parent="Body")}'
        f'{style("Footnote", """<style:paragraph-properties fo:margin-left="0.5cm" fo:text-indent="-0.5cm"/><style:text-properties fo:font-size="10pt"/>""")}'
        f"{style('Foot', f'<style:paragraph-properties>{tab}</style:paragraph-properties>')}"
        f'{style("Raised", """<style:text-properties style:text-position="super 58%"/>""", "text")}'
        '<text:notes-configuration text:note-class="footnote" text:citation-style-name="Raised" '
        'text:citation-body-style-name="Raised" text:footnotes-position="page" text:start-numbering-at="document"/></office:styles>'
        f"<office:automatic-styles>{spans}"
        f'{style("Annex", """<style:paragraph-properties fo:break-before="page"/>""", parent="Body", extra="""style:master-page-name="Annex" """)}'
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
        'fo:margin-top="1.2cm" fo:margin-bottom="1.2cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm">'
        '<style:footnote-sep style:width="0.018cm" style:rel-width="25%" style:distance-before-sep="0.1cm" '
        'style:distance-after-sep="0.1cm" style:line-style="solid" style:color="#000000"/></style:page-layout-properties>'
        '<style:header-style><style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.6cm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.6cm"/></style:footer-style>'
        "</style:page-layout></office:automatic-styles><office:master-styles>"
        f"{_master('Standard', language, code, '', '')}{_master('Annex', language, code, annex, f'ST {code}')}</office:master-styles>"
    )


def _master(name: str, language: str, code: str, second: str, head: str) -> str:
    header = f'<style:header><text:p text:style-name="Foot"><text:tab/><text:tab/>{head}</text:p></style:header>'
    return (
        f'<style:master-page style:name="{name}" style:page-layout-name="A4">{header}<style:footer>'
        f'<text:p text:style-name="Foot">{code}<text:tab/>JFS/jcc<text:tab/><text:page-number text:select-page="current">1'
        f'</text:page-number></text:p><text:p text:style-name="Foot">{escape(second)}<text:tab/>ECOMP.3.B<text:tab/>'
        f"{language.upper()}</text:p></style:footer></style:master-page>"
    )


def _letterhead(letterhead: Letterhead) -> str:
    right = [letterhead.place_date, letterhead.original_language, "", letterhead.code, "", *letterhead.subject_codes]
    return _table([([letterhead.institution], right)])


def _table(rows: list[tuple[list[str], list[str]]]) -> str:
    def cell(lines: list[str]) -> str:
        inner = "".join(f'<text:p text:style-name="Cell">{line}</text:p>' for line in lines)
        return f'<table:table-cell office:value-type="string">{inner}</table:table-cell>'

    body = "".join(f"<table:table-row>{cell(left)}{cell(right)}</table:table-row>" for left, right in rows)
    return f'<table:table><table:table-column table:number-columns-repeated="2"/>{body}</table:table><text:p/>'


def _span(marks: frozenset[Mark]) -> str:
    return "T" + "".join(sorted(mark.value[0] for mark in marks))


class _Sheet:
    """Sets the parts of one expression."""

    def __init__(self, expression: Expression, formats: Formats) -> None:
        self.formats = formats
        self.notes: dict[str, list[Note]] = {}
        for note in expression.notes:
            self.notes.setdefault(note.anchor, []).append(note)
        self.expression = expression

    def cover(self) -> str:
        parts = self.expression.of_kind(Kind.COVER)
        kind = "".join(_p("Head", self.inline(part)) for part in parts if part.eid == "cover__type")
        labelled = [part for part in parts if part.num and part.eid != "cover__subtitle"]
        after = [part for part in parts if part.eid in ("cover__subtitle", "cover__note")]
        table = _table([([escape(part.num)], [self.inline(part)]) for part in labelled])
        return kind + table + "".join(_p("Body", f"{escape(part.num)} {self.inline(part)}".strip()) for part in after)

    def part(self, part: Subdivision) -> str:
        inner = "".join(map(self.part, (child for child in part.children if child.kind is not Kind.CLAUSE)))
        clauses = [child for child in part.children if child.kind is Kind.CLAUSE]
        words = " ".join(filter(None, [self.inline(part), *map(self.inline, clauses)]))
        if part.num:
            return _p("Point", f"{escape(part.num)}<text:tab/>{words}") + inner
        style = {Kind.HEADING: "Head", Kind.ANNEX: "Annex"}.get(part.kind, "Body")
        return _p(style, words) + inner

    def inline(self, part: Subdivision) -> str:
        """The text of a part with its notes and formatting."""
        notes = [(note.offset, note) for note in self.notes.get(part.eid, [])]
        formats = self.formats.get(part.eid, [])
        cuts = sorted({0, *(at for at, _ in notes), *(edge for low, high, _ in formats for edge in (low, high))})
        out = []
        for low, high in zip(cuts, [*cuts[1:], len(part.text)], strict=True):
            out += [_note(note) for at, note in notes if at == low]
            marks = frozenset(mark for first, last, found in formats if first <= low and high <= last for mark in found)
            words = escape(part.text[low:high]).replace("  ", " <text:s/>")
            out.append(f'<text:span text:style-name="{_span(marks)}">{words}</text:span>' if marks else words)
        return "".join(out)


def _p(style: str, inner: str) -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def _note(note: Note) -> str:
    return (
        f'<text:note text:note-class="footnote"><text:note-citation>{note.mark}</text:note-citation><text:note-body>'
        f'<text:p text:style-name="Footnote">{escape(note.text)}</text:p></text:note-body></text:note>'
    )
