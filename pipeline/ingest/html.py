"""HTML as EUR-Lex has published it, and any other HTML, however badly formed.

Four generations are known by their marks: bare paragraphs inside `#TexteOnly` (to 2004), classes such as `normal`
and `ti-grseq-1` with lists as tables (2004 to 2023), the same classes with the prefix `oj-` (since then), and the
classes of consolidated texts (`norm`, `title-article-norm`, `no-parag`). What the classes and links state is taken:
headings, title, notes and their references, numbers, page furniture. All other text is a paragraph; none is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.ingest.flow import LIST_MARK, Draft, Flow, Form, fold, source
from pipeline.ingest.references import Links, find_links, resolve
from pipeline.ingest.xml import Element, decode_markup, local_name, parse_html, text_of
from pipeline.model import Kind, Mark, Source, Style

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section "
    "select summary table tbody td tfoot th thead tr ul".split()
)
_SILENT = frozenset("head script style template noframes iframe object applet".split())
_CONTAINERS = frozenset(("TexteOnly", "document1", "docHtml"))  # ids of what holds the text in a page of EUR-Lex
_FURNITURE_TAGS = frozenset("nav footer button select option".split())
_FURNITURE = re.compile(
    r"hd-(date|lg|ti|oj|modifiers|toc-\d+)|toc-\d+|reference|disclaimer|arrow|modref|title-fam-member.*"
    r"|title-doc-oj-reference|bglang|bgtool|langue"
)
_HEADING = re.compile(r"s?ti-(grseq|gr-seq|section|art|tbl|annotation).*|s?title-(gr-seq|division|article).*")
_TITLE = re.compile(r"doc-s?ti|title-doc-(first|last)|title-annex-\d")
_NOTE = re.compile(r"note|footnote")
_NUMBER = re.compile(r"no-parag|grid-list-column-1")
_MARKS = {
    **dict.fromkeys(("b", "strong", "bold", "boldface"), Mark.BOLD),
    **dict.fromkeys(("i", "em", "cite", "italic", "italics"), Mark.ITALIC),
    **dict.fromkeys(("u", "underline"), Mark.UNDERLINE),
    **dict.fromkeys(("s", "strike", "line-through"), Mark.STRIKE),
    "ins": Mark.INSERTED,
    "del": Mark.DELETED,
}
_STYLE_WORD = re.compile(r"\b(bold|italic|underline|line-through)\b", re.IGNORECASE)
_RAISED = frozenset(("sup", "super", "superscript", "note-tag"))
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_SMALL = re.compile("[0-9]{1,6}")
_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()


def read(data: bytes, name: str, language: str) -> Source:
    """The paragraphs of an HTML file. A row of a table is one, unless a cell holds several.

    Raises ReadError for a file without text, one past a limit (see `xml`, `encodings`), or in no known encoding.
    """
    decoded = decode_markup(data, name, language)
    root = parse_html(decoded.text, name)
    reader = _Reader(root)
    flow = Flow()
    reader.walk(root, reader.form, flow)
    return source(data, decoded, name, language, resolve(flow.finish()))


class _Reader:
    """Walks one tree."""

    def __init__(self, root: Element) -> None:
        self.links: Links = find_links(root, BLOCKS)
        contained = any(_contains_text(element) for element in root.iter())
        self.form = Form(style=Style.FURNITURE) if contained else Form()
        self.front = _front_end(root)
        self.items: dict[Element, int] = {}

    def walk(self, element: Element, form: Form, flow: Flow) -> None:
        """The text of an element, without its tail."""
        name = local_name(element)
        if not name or name in _SILENT:
            return
        form = self._form(element, name, form)
        mark = self.links.references.get(element)
        if element is self.front:
            self.front = None
        if name in BLOCKS:
            flow.close()
        if mark:
            flow.text(text_of(element), self._placed(form), mark)
        elif name == "br":
            self._break(element, form, flow)
        elif name == "tr":
            flow.row(self._cells(element, form))
        elif name == "pre":
            _lines(text_of(element), form, flow)
        elif _NUMBER.fullmatch(_first_class(element)) and LIST_MARK.fullmatch(_content(element)):
            flow.number(_content(element))
        else:
            self._inside(element, name, form, flow)
        if name in BLOCKS:
            flow.close()

    def _inside(self, element: Element, name: str, form: Form, flow: Flow) -> None:
        number = self._list_number(element) if name == "li" else ""
        if number:
            flow.number(number)
        flow.text(element.text, self._placed(form))
        for child in element:
            self.walk(child, form, flow)
            flow.text(child.tail, self._placed(form))

    def _placed(self, form: Form) -> Form:
        """All that stands before the text proper is furniture."""
        return form if self.front is None else replace(form, style=Style.FURNITURE, kind="")

    def _list_number(self, item: Element) -> str:
        """The number that a browser shows before an item of an ordered list."""
        parent = item.getparent()
        if parent is None or local_name(parent) != "ol":
            return ""
        value, start = item.get("value") or "", parent.get("start") or ""
        following = self.items.get(parent, int(start) if _SMALL.fullmatch(start) else 1)
        number = int(value) if _SMALL.fullmatch(value) else following
        self.items[parent] = number + 1
        return _numeral(number, parent.get("type") or "1")

    def _cells(self, row: Element, form: Form) -> Iterator[list[Draft]]:
        """The blocks of each cell, and those of text that stands between cells by mistake."""
        flow = Flow()
        flow.text(row.text, form)
        yield flow.finish()
        for cell in row:
            yield self._apart(cell, form)

    def _apart(self, cell: Element, form: Form) -> list[Draft]:
        flow = Flow()
        self.walk(cell, form, flow)
        flow.text(cell.tail, form)
        return flow.finish()

    def _break(self, element: Element, form: Form, flow: Flow) -> None:
        """One line break is a space; two in a row part paragraphs."""
        before = element.getprevious()
        if before is not None and local_name(before) == "br" and not (before.tail or "").strip():
            flow.close()
        else:
            flow.text(" ", form)

    def _form(self, element: Element, name: str, form: Form) -> Form:
        """What an element adds to the form of its text."""
        names = [name, *(word.lower().removeprefix("oj-") for word in (element.get("class") or "").split())]
        words = [*names, *(word.lower() for word in _STYLE_WORD.findall(element.get("style") or ""))]
        marks = [_MARKS[word] for word in words if word in _MARKS]
        form = form.marked(*marks) if marks else form
        if not _RAISED.isdisjoint(names):
            form = replace(form, raised=True)
        if _contains_text(element):
            form = replace(form, style=Style.PARAGRAPH)
        if name in _FURNITURE_TAGS or any(map(_FURNITURE.fullmatch, names[1:])):
            return replace(form, style=Style.FURNITURE, kind="")
        if name in BLOCKS and form.style is not Style.FURNITURE:
            form = self._stated(element, names, form)
        return form

    def _stated(self, element: Element, names: list[str], form: Form) -> Form:
        if element in self.links.notes or any(map(_NOTE.fullmatch, names[1:])):
            return replace(form, style=Style.NOTE, kind="")
        if any(map(_TITLE.fullmatch, names)):
            return replace(form, kind=str(Kind.TITLE))
        if any(map(_HEADING.fullmatch, names)):
            return replace(form, kind=str(Kind.HEADING))
        return form


def _contains_text(element: Element) -> bool:
    return element.get("id") in _CONTAINERS or element.tag == "txt_te"


def _front_end(root: Element) -> Element | None:
    """The rule under the front matter of a consolidated text: disclaimer, amending acts. None for other texts."""
    if not any(_first_class(element) == "disclaimer" for element in root.iter("p")):
        return None
    rules = [element for element in root.iter("hr") if _first_class(element) == "separator"]
    return rules[-1] if rules else None


def _first_class(element: Element) -> str:
    """The class that says what an element is; that of a list column stands second."""
    words = (element.get("class") or "").split()
    return next((word for word in words if word != "list"), "").removeprefix("oj-")


def _content(element: Element) -> str:
    return fold(text_of(element)).strip()


def _lines(text: str, form: Form, flow: Flow) -> None:
    for paragraph in _BLANK_LINE.split(text):
        flow.text(paragraph, form)
        flow.close()


def _numeral(number: int, kind: str) -> str:
    """A number as the attribute `type` of a list asks for it."""
    if kind in ("a", "A") and 1 <= number <= 26:
        return f"{chr(ord(kind) + number - 1)}."
    if kind in ("i", "I") and 1 <= number <= len(_NUMERALS):
        return f"{_NUMERALS[number - 1] if kind == 'i' else _NUMERALS[number - 1].upper()}."
    return f"{number}."
