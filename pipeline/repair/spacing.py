"""What empty lines in the text of a file say about its paragraphs, where they say anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.languages import Language
from pipeline.model import Block, Style
from pipeline.repair.paragraphs import NUMBERED, is_annex, is_capitals, starts_formula

_LINE_END = re.compile(r"\r\n|[\n\r]")
_STOPS = ".;:,!?·\N{GREEK QUESTION MARK}"
_CUTS = 0.1  # share of the empty lines that may stand inside a sentence
_TRUST = 0.8  # share of the sure beginnings that are set apart where the layout sets all paragraphs apart


def spacing(lines: Sequence[Block], text: str, language: Language) -> list[bool | None]:
    """For each line whether it is set apart from the line of its kind before it; None where nobody can tell.

    Across a page end nobody can tell. Where empty lines cut sentences, as in text copied from a PDF, they mean nothing.
    That a line is *not* set apart means something only where paragraphs are: where numbered points, the annex and the
    enacting formula stand behind an empty line.
    """
    found: list[bool | None] = []
    last: dict[Style, Block] = {}
    cuts = 0
    for line in lines:
        before = last.get(line.style)
        found.append(None if before is None else _is_apart(text[before.origin.end : line.origin.start], line))
        cuts += before is not None and found[-1] is True and _is_cut(before.text, line.text)
        last[line.style] = line
    if cuts > _CUTS * found.count(True):
        return [None] * len(found)
    sure = [gap for line, gap in zip(lines, found, strict=True) if gap is not None and _is_sure(line.text, language)]
    if sure and sure.count(True) >= _TRUST * len(sure):
        return found
    return [gap or None for gap in found]


def _is_apart(between: str, line: Block) -> bool | None:
    if between.strip(" \t\r\n") or "\f" in between or line.page_start:
        return None
    return len(_LINE_END.findall(between)) > 1


def _is_cut(before: str, line: str) -> bool:
    """Whether a sentence goes on from one line to the next: a point ends with a stop."""
    point = NUMBERED.match(before)
    open_point = point is not None and is_capitals(before[point.end() :].split()[0])
    return before[-1] not in _STOPS and (line[0].islower() or open_point)


def _is_sure(text: str, language: Language) -> bool:
    """Whether a line begins a paragraph whatever the layout says."""
    number = NUMBERED.match(text)
    if number:
        return is_capitals(text[number.end() :].split()[0])
    return starts_formula(text, language) or is_annex(text, language)
