"""Plain text as the text layer of a PDF gives it: one block a physical line.

What the layout says is kept as the block's style: a line that begins with a space (unless many do, then they are
indented), or follows a form feed, starts a page; what follows a line of ten or more spaces stands in the note area of
the page. Running heads and feet are furniture.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from pipeline.errors import ReadError
from pipeline.ingest.encodings import LONGEST, decode, odd_character, odd_character_notice
from pipeline.ingest.feet import feet_between, feet_of_pages
from pipeline.languages import Language, load
from pipeline.model import Block, Notice, Origin, Run, Source, Style

_LINE = re.compile(r"([^\n\r\f]*)(\r\n|[\n\r\f]|$)")
_NOTE_AREA = re.compile(r"[ \t]{10,}")
_INDENTED = re.compile(r"^[ \t]+\S", re.MULTILINE)
_FILLED = re.compile(r"^.*\S", re.MULTILINE)
_MANY = 0.2  # share of the lines
_FEW = 10  # so many pages may a short text have
_NOTE_START = re.compile(r"\s*(?:\d{1,3}\s+|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\s*|\[\d{1,3}\]\s*|\(\d{1,3}\)\s*)\S")


def read(data: bytes, name: str, language: str) -> Source:
    """The lines of a text file: Unicode, or an older encoding of the language, which is then named in a notice.

    Raises ReadError for an empty or binary file, for one that no encoding explains, for more than
    `encodings.LARGEST` bytes and for a line of more than `encodings.LONGEST` code points.
    """
    decoded = decode(data, name, language)
    text = decoded.text
    blocks = tuple(_blocks(text, load(language)))
    if not blocks:
        raise ReadError("the file is empty; put the text of the document in it", where=name)
    longest = max(blocks, key=lambda block: block.origin.end - block.origin.start)
    if longest.origin.end - longest.origin.start > LONGEST:
        size = f"{longest.origin.end - longest.origin.start} characters; at most {LONGEST} are read"
        raise ReadError(f"{longest.origin.locator} has {size}; check which file was meant", where=name)
    at = odd_character(text)
    notices = () if at < 0 else (_odd_character(at, text),)
    return Source(name, language, hashlib.sha256(data).hexdigest(), blocks, decoded.notices + notices, text=text)


def _blocks(text: str, language: Language) -> Iterator[Block]:
    """One block for each line that is not blank."""
    in_notes = page_start = after_blank = has_body = False
    indented = len(_INDENTED.findall(text)) > max(_FEW, _MANY * len(_FILLED.findall(text)))
    lines = list(_LINE.finditer(text))
    furniture = _furniture(lines, language)
    for number, match in enumerate(lines, 1):
        line, end = match.groups()
        content = line.strip()
        start = match.start() + line.index(content)
        origin = Origin(f"line {number}", start, start + len(content))
        if number in furniture:
            yield Block((Run(content),), origin, Style.FURNITURE)
            page_start = True
            continue
        opens = bool(content) and not indented and line[0] in " \t" and not _NOTE_AREA.match(line)
        page_start = page_start or opens
        if _NOTE_AREA.fullmatch(line):
            in_notes = has_body
        elif content:
            in_notes = in_notes and not page_start and not (after_blank and not _NOTE_START.match(line))
            yield Block((Run(content),), origin, Style.NOTE if in_notes else Style.LINE, page_start=page_start)
            page_start, has_body = False, True
        after_blank = not content and not _NOTE_AREA.fullmatch(line)
        page_start = page_start or end == "\f"


def _furniture(lines: Sequence[re.Match[str]], language: Language) -> set[int]:
    """The numbers, from 1, of the lines that are running heads and feet."""
    pages: list[list[tuple[int, str]]] = [[]]
    for number, match in enumerate(lines, 1):
        if match[1].strip():
            pages[-1].append((number, " ".join(match[1].split())))
        if match[2] == "\f":
            pages.append([])
    pages = [page for page in pages if page]
    if len(pages) < 2:
        only = pages[0] if pages else []
        return {only[i][0] for i in feet_between([words for _, words in only], language)}
    sizes = feet_of_pages([[words for _, words in page] for page in pages], language)
    return {
        number
        for page, (head, foot) in zip(pages, sizes, strict=True)
        for number, _ in (*page[:head], *page[len(page) - foot :])
    }


def _odd_character(at: int, text: str) -> Notice:
    line = text.count("\n", 0, at) + 1
    return odd_character_notice(text[at], Origin(f"line {line}", at, at + 1))
