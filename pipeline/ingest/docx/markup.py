"""Names of WordprocessingML (ECMA-376), short and the same for the transitional and the strict form of the format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from lxml import etree

Element = etree._Element

_OOXML = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_URIS = {
    "w": (f"{_OOXML}wordprocessingml/2006/main", f"{_STRICT}wordprocessingml/main"),
    "r": (f"{_OOXML}officeDocument/2006/relationships", f"{_STRICT}officeDocument/relationships"),
    "m": (f"{_OOXML}officeDocument/2006/math", f"{_STRICT}officeDocument/math"),
    "c": (f"{_OOXML}drawingml/2006/chart", f"{_STRICT}drawingml/chart"),
    "dgm": (f"{_OOXML}drawingml/2006/diagram", f"{_STRICT}drawingml/diagram"),
    "a": (f"{_OOXML}drawingml/2006/main", f"{_STRICT}drawingml/main"),
    "mc": (f"{_OOXML}markup-compatibility/2006",),
    "pr": (f"{_OOXML}package/2006/relationships",),
    "v": ("urn:schemas-microsoft-com:vml",),
    "o": ("urn:schemas-microsoft-com:office:office",),
}
_PREFIXES = {uri: prefix for prefix, uris in _URIS.items() for uri in uris}
_INTEGER = re.compile(r"[+-]?\d{1,9}")  # longer figures are no counts; they would only cost time
_OFF = frozenset({"0", "false", "off"})


def tag(element: Element) -> str:
    """The name of an element as "w:p"; "" for comments, instructions and names of other vocabularies."""
    name = element.tag
    return _short(name) if isinstance(name, str) else ""


@lru_cache(maxsize=4096)
def _short(name: str) -> str:
    uri, _, local = name[1:].partition("}")
    prefix = _PREFIXES.get(uri)
    return f"{prefix}:{local}" if prefix else ""


@cache
def _full(name: str) -> tuple[str, ...]:
    """All full names that a short name of this module's callers stands for."""
    prefix, _, local = name.partition(":")
    return tuple(f"{{{uri}}}{local}" for uri in _URIS[prefix])


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on down the path."""
    for name in path:
        if element is None:
            return None
        element = _child(element, name)
    return element


def _child(element: Element, name: str) -> Element | None:
    for full in _full(name):
        found = element.find(full)
        if found is not None:
            return found
    return None


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of that name."""
    if element is not None:
        yield from (found for found in element if tag(found) == name)


def descendants(element: Element, name: str) -> Iterator[Element]:
    """All elements of that name below, in document order."""
    return element.iter(*_full(name))


def attribute(element: Element | None, name: str) -> str:
    """The value of an attribute, or ""."""
    if element is None:
        return ""
    for full in _full(name):
        found = element.get(full)
        if found is not None:
            return found
    return ""


def value(element: Element | None, *path: str) -> str:
    """The attribute w:val of the element at the end of the path, or ""."""
    return attribute(child(element, *path), "w:val")


def integer(text: str, default: int) -> int:
    """A whole number, or the default for what is not one or is out of all proportion."""
    return int(text) if _INTEGER.fullmatch(text) else default


def switch(element: Element | None, name: str) -> bool | None:
    """An on/off property: None where it is not stated; stated without a value it is on."""
    found = child(element, name)
    return None if found is None else is_on(found)


def is_on(element: Element) -> bool:
    """The value of an on/off property that is stated."""
    return attribute(element, "w:val") not in _OFF
