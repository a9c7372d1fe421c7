"""Plain text as the text layer of a PDF gives it: one block a physical line.

What the layout says is kept as the block's style: a line that begins with a space, or follows a form feed, starts a
page; what follows a line of ten or more spaces stands in the note area of the page.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from pipeline.errors import ReadError
from pipeline.model import Block, Level, Notice, Origin, Run, Source, Style

_LINE = re.compile(r"([^\n\r\f]*)(\r\n|[\n\r\f]|$)")
_NOTE_AREA = re.compile(r"[ \t]{10,}")
_NOTE_START = re.compile(r"\s*\d{1,3}\s+\S")
_MAGIC = {b"%PDF": "PDF", b"PK\x03\x04": "DOCX or another zip", b"\xd0\xcf\x11\xe0": "an old Office file"}


def read(data: bytes, name: str, language: str) -> Source:
    """The lines of a text file. Raises ReadError for an empty or binary file and for one that is not UTF-8."""
    text = decode(data, name)
    blocks = tuple(_blocks(text))
    if not blocks:
        raise ReadError("the file is empty; put the text of the document in it", where=name)
    odd = next((c for c in text if unicodedata.category(c) == "Co" or c == "\N{REPLACEMENT CHARACTER}"), None)
    notices = () if odd is None else (_odd_character(odd, text),)
    return Source(name, language, hashlib.sha256(data).hexdigest(), blocks, notices, text=text)


def decode(data: bytes, name: str) -> str:
    """The text of a file, in NFC: UTF-8, or UTF-16 with a byte order mark. Offsets of `Origin` point into it."""
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise ReadError(f"this is {what}, not plain text; give the file its own extension", where=name)
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        hint = "save the file as UTF-8"
        raise ReadError(
            f"not {encoding.removesuffix('-sig').upper()} at byte {error.start}; {hint}", where=name
        ) from None
    if "\0" in text:
        raise ReadError("this is a binary file, not a text; check which file was meant", where=name)
    return unicodedata.normalize("NFC", text)


def _blocks(text: str) -> Iterator[Block]:
    """One block for each line that is not blank."""
    in_notes = page_start = after_blank = has_body = False
    for number, match in enumerate(_LINE.finditer(text), 1):
        line, end = match.groups()
        content = line.strip()
        page_start = page_start or (bool(content) and line[0] in " \t" and not _NOTE_AREA.match(line))
        if _NOTE_AREA.fullmatch(line):
            in_notes = has_body
        elif content:
            in_notes = in_notes and not page_start and not (after_blank and not _NOTE_START.match(line))
            start = match.start() + line.index(content)
            origin = Origin(f"line {number}", start, start + len(content))
            yield Block((Run(content),), origin, Style.NOTE if in_notes else Style.LINE, page_start=page_start)
            page_start, has_body = False, True
        after_blank = not content and not _NOTE_AREA.fullmatch(line)
        page_start = page_start or end == "\f"


def _odd_character(odd: str, text: str) -> Notice:
    at = text.index(odd)
    line = text.count("\n", 0, at) + 1
    message = (
        f"character U+{ord(odd):04X} has no meaning in a public text; the file may have been read with a wrong font"
    )
    return Notice(Level.WARNING, "odd-character", message, Origin(f"line {line}", at, at + 1))
