"""Markup → a tree of elements, within bounds.

A hostile file must not cost more than a large honest one. Bytes are decoded here, never by the parser, so that no
encoding hides anything from it. A document type with declarations of its own is refused: entities that unfold
without end, or that name files and addresses, can only be declared there. Nothing is fetched. Limits: 16 MB
(`encodings.LARGEST`), `DEEPEST` levels, `MOST` elements.
"""

from __future__ import annotations

import re
from html import escape
from html.entities import html5

from lxml import etree

from pipeline.errors import ReadError
from pipeline.ingest.encodings import Decoded, decode

Element = etree._Element
Instruction = etree._ProcessingInstruction

DEEPEST = 100
"""Levels of elements. Tables in lists in annexes of real acts reach about 40."""

MOST = 250_000
"""Elements in a file. The longest acts of the Official Journal have some 100,000."""

_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})""")
_META = re.compile(rb"""<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ANY_DOCTYPE = re.compile("<!doctype", re.IGNORECASE)
_DOCTYPE = re.compile(r"""<!DOCTYPE\s+[^\s>\["']+(?:\s+(?:SYSTEM|PUBLIC)(?:\s*(?:"[^"<]*"|'[^'<]*'))+)?\s*>""")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_REFERENCE = re.compile(r"<!\[CDATA\[.*?\]\]>|&([A-Za-z][A-Za-z0-9]{0,40});", re.DOTALL)
_PREDEFINED = frozenset(("amp", "lt", "gt", "quot", "apos"))
_HEAD = 4096  # bytes in which a file names its encoding


def decode_markup(data: bytes, name: str, language: str) -> Decoded:
    """The text of an HTML or XML file, in the encoding that it declares where it is not Unicode."""
    head = data[:_HEAD]
    declared = _ENCODING.match(head) or _META.search(head)
    return decode(data, name, language, declared[1].decode("ascii") if declared else "")


def root_name(text: str) -> str:
    """The local name of the first element of a text, "" where there is none."""
    position = 0
    while match := _PROLOG.match(text, position):
        position = match.end()
    root = _ROOT.match(text, position)
    return root[1] if root else ""


def parse_xml(text: str, name: str) -> Element:
    """The root of a well-formed XML text. Raises ReadError for any other, and past a limit."""
    body = _REFERENCE.sub(_character, _DECLARATION.sub("", text, count=1))
    _refuse(body, name)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, huge_tree=False
    )
    try:
        root = etree.fromstring(body.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        message = f"not well-formed XML at line {error.lineno}: {_words(error.msg)}"
        raise ReadError(f"{message}; get the file anew", where=name) from None
    _measure(root, name)
    return root


def parse_html(text: str, name: str) -> Element:
    """The root of an HTML text, however badly formed. Raises ReadError for an empty one, and past a limit."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    body = _DECLARATION.sub("", text, count=1)
    _refuse_tags(body, name)
    try:
        root = etree.fromstring(body.encode("utf-8"), parser) if body.strip() else None
    except etree.XMLSyntaxError:
        root = None
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise ReadError(f"HTML past a limit: {_words(parser.error_log[-1].message)}; get the file anew", where=name)
    if root is None:
        raise ReadError("the file is empty; put the text of the document in it", where=name)
    _measure(root, name)
    return root


def text_of(element: Element) -> str:
    """All text inside an element, without that of comments and processing instructions."""
    return "".join(str(text) for text in element.itertext())


def local_name(element: Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _character(reference: re.Match[str]) -> str:
    """A character that HTML names, for XML without its DTD; a name that is not known stays as it is written."""
    if not reference[1] or reference[1] in _PREDEFINED:
        return reference[0]
    return escape(html5.get(f"{reference[1]};", reference[0]))


def _refuse(text: str, name: str) -> None:
    """A document type may name a public DTD, which is not read; it may not declare anything itself."""
    _refuse_tags(text, name)
    if "<!ENTITY" in text or any(not _DOCTYPE.match(text, match.start()) for match in _ANY_DOCTYPE.finditer(text)):
        message = "the document type declares entities or elements of its own, which is not read; take the DOCTYPE out"
        raise ReadError(message, where=name)


def _refuse_tags(text: str, name: str) -> None:
    """Raises ReadError for more tags than `MOST` elements can have, before they take memory."""
    if text.count("<") > 3 * MOST:
        raise ReadError(f"more than {MOST} elements; check which file was meant", where=name)


def _measure(root: Element, name: str) -> None:
    """Raises ReadError for a tree with too many elements or levels."""
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST:
            raise ReadError(f"elements stand in one another {DEEPEST} levels deep; get the file anew", where=name)
        if count > MOST:
            raise ReadError(f"more than {MOST} elements; check which file was meant", where=name)


def _words(message: str | None) -> str:
    return " ".join((message or "unknown").split())[:200]
