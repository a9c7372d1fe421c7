"""Mutations that keep an input well-formed enough to get past the door: trees of XML, parts of a zip, strings of a PDF.

Bytes at random are refused at the first character; here elements are left out, doubled, moved and wrapped, texts are
exchanged and attributes are given to others. One mutation in four is left to the fuzzer's own.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy

from lxml import etree

TEXTS = (
    *("", " ", "1.", "1. ", "– ", "(a) ", "a) ", "1.1. ", "[1]", "¹", "(1)", "\t", "\u00ad", "é", "\u202e", "0" * 400),
    *(
        "DE RAAD VAN DE EUROPESE UNIE,",
        "BIJLAGE",
        "ANNEX",
        "ERKENT",
        "VERZOEKT de Commissie",
        "van:",
        "10125/22",
        "9" * 20,
    ),
)
_LARGEST = 400_000  # bytes
_STRING = re.compile(rb"\([^()\\]{1,200}\)|-?\d+\.?\d*(?= )")


def mutate(format: str, data: bytes, most: int, seed: int, other: Callable[[bytes, int], bytes]) -> bytes:
    """A mutated input of at most `most` bytes; the first byte, which chooses the language, stays. `other` is the
    fuzzer's own mutation."""
    dice = random.Random(seed)
    head, body = data[:1], data[1:]
    changed = None if dice.random() < 0.25 else _BY_FORMAT[format](body, dice)
    return (head + changed)[:most] if changed and len(changed) < _LARGEST else other(data, most)


def _text(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    for _ in range(dice.randint(1, 4)):
        i, j = dice.randrange(len(lines)), dice.randrange(len(lines))
        step = dice.randrange(5)
        if step == 0:
            lines[i] = dice.choice(TEXTS).encode() + lines[i]
        elif step == 1:
            lines.insert(j, lines[i])
        elif step == 2 and len(lines) > 1:
            del lines[i]
        elif step == 3:
            lines[i] = lines[i].rstrip() + dice.choice((b"", b"\n", b"\r\n", b"\f", b";\n", b"-\n", b",\n\n"))
        else:
            lines[i], lines[j] = lines[j], lines[i]
    return b"".join(lines)


def _tree(data: bytes, dice: random.Random) -> bytes | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    for _ in range(dice.randint(1, 4)):
        with suppress(ValueError):  # names and characters that HTML lets pass and XML does not
            _step(root, dice)
    return etree.tostring(root, encoding="utf-8")


def _page(data: bytes, dice: random.Random) -> bytes | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    for _ in range(dice.randint(1, 4)):
        with suppress(ValueError):  # names and characters that HTML lets pass and XML does not
            _step(root, dice)
    return etree.tostring(root, encoding="utf-8", method="html")


def _step(root: etree._Element, dice: random.Random) -> None:
    """One change somewhere in a tree."""
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    node, other = dice.choice(nodes), dice.choice(nodes)
    step = dice.randrange(7)
    parent = node.getparent()
    if step == 0 and parent is not None:
        parent.remove(node)
    elif step == 1 and parent is not None and node not in other.iterancestors() and node is not other:
        other.append(node)
    elif step == 2 and sum(1 for _ in node.iter()) < 50:
        (parent if parent is not None else root).append(deepcopy(node))
    elif step == 3:
        node.tag = other.tag
    elif step == 4:
        node.text = dice.choice((*TEXTS, other.text or "", (node.text or "") * 2))
    elif step == 5:
        node.tail = dice.choice((*TEXTS, other.tail or ""))
    elif other.attrib:
        name = dice.choice(list(other.attrib))
        node.set(name, dice.choice((other.attrib[name], "", "-1", "99999999999", "x")))


def _package(data: bytes, dice: random.Random) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()[:40]}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        return None
    inner = [name for name in parts if name.endswith(".xml")]
    if inner:
        name = dice.choice(sorted(inner, key=lambda one: "document" not in one)[:1] * 3 + inner)
        changed = _tree(parts[name], dice)
        parts[name] = parts[name] if changed is None else changed
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def _drawing(data: bytes, dice: random.Random) -> bytes | None:
    """Strings and numbers of a PDF whose streams are not compressed."""
    places = list(_STRING.finditer(data))
    if not places:
        return None
    out = data
    for match in sorted(dice.sample(places, min(len(places), dice.randint(1, 3))), key=lambda one: -one.start()):
        number = not match[0].startswith(b"(")
        new = str(dice.choice((0, -1, 1, 3, 99999, dice.randrange(800)))).encode() if number else dice.choice(places)[0]
        out = out[: match.start()] + new + out[match.end() :]
    return out


_BY_FORMAT = {"txt": _text, "xml": _tree, "html": _page, "docx": _package, "pdf": _drawing}
