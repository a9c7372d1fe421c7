"""What the XML formats share: text that XML can hold, elements, a safe parser for what comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from lxml import etree

from pipeline.errors import ReadError

XML = "{http://www.w3.org/XML/1998/namespace}"
Element = etree._Element

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LARGEST = 64 * 2**20


def plain(namespace: str) -> dict[str, str]:
    """The names of elements without a prefix are of this namespace. (The stubs of lxml do not know the key None.)"""
    return cast("dict[str, str]", {None: namespace})


def clean(text: str) -> str:
    """Text as XML can hold it: a character that XML 1.0 has no form for becomes U+FFFD, so that its loss is seen.

    >>> clean("a\\x00b") == "a\\N{REPLACEMENT CHARACTER}b"
    True
    """
    return text if text.isprintable() else _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def add(parent: Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> Element:
    """A new element at the end of a parent."""
    made = etree.SubElement(parent, name)
    for key, value in (attributes or {}).items():
        made.set(key, clean(value))
    if text:
        made.text = clean(text)
    return made


def serialise(root: Element, doctype: str = "") -> bytes:
    """The document in UTF-8, indented by two spaces where there is no text; the same tree gives the same bytes."""
    etree.indent(root, "  ")
    head = [b'<?xml version="1.0" encoding="UTF-8"?>', *([doctype.encode()] if doctype else [])]
    return b"\n".join([*head, etree.tostring(root, encoding="UTF-8"), b""])


def parsed(data: bytes, name: str, root: str) -> Element:
    """The root of a document that came back from another program; no entities, no network.

    Raises ReadError for what is not XML, is out of all measure or has another root element.
    """
    if len(data) > _LARGEST:
        raise ReadError(f"larger than {_LARGEST // 2**20} MB; check which file was meant", where=name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        found = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(f"not well-formed XML: {error.msg}", where=name) from None
    if etree.QName(found).localname != root:
        raise ReadError(f"the root is {etree.QName(found).localname}, not {root}; check which file", where=name)
    return found
