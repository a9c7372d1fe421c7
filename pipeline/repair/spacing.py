"""What empty lines in the text of a file say about its paragraphs, where they say anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.languages import Language
from pipeline.model import Block, Style
from pipeline.repair.paragraphs import NUMBERED, is_annex, is_capitals, starts_formula

_LINE_END = re.compile(r"\r\n|[\n\r]")
_TRUST = 0.8  # share of the sure beginnings that are set apart where the layout sets all paragraphs apart


def spacing(lines: Sequence[Block], text: str, language: Language) -> list[bool | None]:
    """For each line whether it is set apart from the line of its kind before it; None where nobody can tell.

    Across a page end nobody can tell. In a file where most lines are set apart, as in text copied from a PDF, empty
    lines mean nothing. That a line is *not* set apart means something only where paragraphs are: where numbered
    points, the annex and the enacting formula stand behind an empty line.
    """
    found: list[bool | None] = []
    last: dict[Style, Block] = {}
    for line in lines:
        before = last.get(line.style)
        found.append(None if before is None else _is_apart(text[before.origin.end : line.origin.start], line))
        last[line.style] = line
    apart, close = found.count(True), found.count(False)
    if not 0 < apart <= close:
        return [None] * len(found)
    sure = [gap for line, gap in zip(lines, found, strict=True) if gap is not None and _is_sure(line.text, language)]
    if sure and sure.count(True) >= _TRUST * len(sure):
        return found
    return [gap or None for gap in found]


def _is_apart(between: str, line: Block) -> bool | None:
    if between.strip(" \t\r\n") or "\f" in between or line.page_start:
        return None
    return len(_LINE_END.findall(between)) > 1


def _is_sure(text: str, language: Language) -> bool:
    """Whether a line begins a paragraph whatever the layout says."""
    number = NUMBERED.match(text)
    if number:
        return is_capitals(text[number.end() :].split()[0])
    return starts_formula(text, language) or is_annex(text, language)
