"""Which physical lines make one paragraph.

A text layer says where lines end, not where paragraphs do. The evidence: numbers and dashes at line starts, labels
of the cover, capitals, end punctuation, and whether the first word of a line would still have fitted on the one
before (if so, the writer ended the line on purpose).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.languages import Language
from pipeline.model import Block, Style

NUMBERED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
DASHED = re.compile(r"[-–—•]\s+(?=\S)")
LETTERED = re.compile(r"\(?([a-z]{1,4})\)\s+(?=\S)")
_NOTE = re.compile(r"\d{1,3}\s+\S")
_STOPS = (".", ";", ":", "!", "?", "·", "\N{GREEK QUESTION MARK}")
_FIT = 0.94  # share of the widest line that a line may fill and still count as ended on purpose


def group_lines(lines: Sequence[Block], language: Language) -> list[tuple[Block, ...]]:
    """The lines of each paragraph or note, in the order of their first lines."""
    width = _width(lines)
    groups: list[list[Block]] = []
    body: list[Block] = []
    on_cover = True
    for line in lines:
        on_cover = on_cover and not _ends_cover(line.text, language)
        if line.style is Style.NOTE:
            starts = not groups or groups[-1][-1].style is not Style.NOTE or bool(_NOTE.match(line.text))
            group = [] if starts else groups[-1]
        else:
            starts = not body or _starts(body, line, width, language, on_cover)
            group = body = [] if starts else body
        if starts:
            groups.append(group)
        group.append(line)
    return [tuple(group) for group in groups]


def _width(lines: Sequence[Block]) -> int:
    """The width of the text in characters: the length that one line in ten reaches."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[len(lengths) * 9 // 10]


def _ends_cover(text: str, language: Language) -> bool:
    return is_annex(text, language) or starts_formula(text, language) or bool(NUMBERED.match(text))


def _starts(group: Sequence[Block], line: Block, width: int, language: Language, on_cover: bool) -> bool:
    """Whether `line` begins a new paragraph after the lines of `group`."""
    previous, text = group[-1].text, line.text
    ended = previous.endswith(_STOPS)
    first = text.split()[0]
    short = len(previous) + 1 + len(first) <= width * _FIT
    number = NUMBERED.match(text)
    if number:
        rest = text[number.end() :].split()[0]
        return is_capitals(rest) or (ended and short) or (ended and _follows(group[0].text, number[1]))
    if starts_formula(text, language) or is_annex(text, language) or is_annex(previous, language):
        return True
    if on_cover and (is_label(text, language) or is_type(previous, language)):
        return True
    if DASHED.match(text) or LETTERED.match(text):
        return ended or short or on_cover or is_capitals(previous)
    if previous.endswith(("-", ",")) or text[0].islower():
        return starts_formula(previous, language) and not text[0].islower()
    if (
        not on_cover
        and _is_listed(group[0].text)
        and (not ended or (is_capitals(first) and not previous.endswith(".")))
    ):
        return False
    if previous.endswith(";") and not is_capitals(first):
        return True
    return short or (is_capitals(text) and is_capitals(first) and not is_capitals(previous.split()[-1]) and ended)


def _is_listed(text: str) -> bool:
    """Whether a paragraph is a point or list item: such a paragraph ends with a stop."""
    return bool(NUMBERED.match(text) or DASHED.match(text) or LETTERED.match(text))


def _follows(text: str, number: str) -> bool:
    before = NUMBERED.match(text)
    return before is not None and int(number) == int(before[1]) + 1


def starts_formula(text: str, language: Language) -> bool:
    """Whether a text begins with the enacting formula, which is in capitals."""
    return any(
        fold(text).startswith(fold(form)) and is_capitals(text[: len(form)].rsplit(" ", 1)[0])
        for form in language.enacting
    )


def is_capitals(text: str) -> bool:
    """Whether all words are in capitals (Irish keeps initial mutations in lower case: hAIRE, bhFIOS)."""
    words = re.findall(r"[^\W\d_]+", text)
    return any(len(word) > 1 for word in words) and all(_capital_word(word) for word in words)


def _capital_word(word: str) -> bool:
    stem = word.lstrip("bdfghmnt") if len(word) > 2 and word[0].islower() else word
    return len(stem) > 0 and stem.isupper() and len(word) - len(stem) <= 2


def is_label(text: str, language: Language) -> bool:
    """Whether a line of the cover is a document type, or begins with a label."""
    folded = fold(text)
    labels = (label for name, forms in language.cover.items() if name != "types" for label in forms)
    return is_type(text, language) or any(
        folded.startswith(fold(label) + " ") or folded == fold(label) for label in labels
    )


def is_type(text: str, language: Language) -> bool:
    """Whether a line is a document type."""
    return any(fold(text) == fold(name) for name in language.cover["types"])


def is_annex(text: str, language: Language) -> bool:
    """Whether a line is an annex label, with or without a number."""
    return any(fold(text).rstrip("ivx0123456789 ").rstrip() == fold(label) for label in language.annex) or any(
        fold(text) == fold(label) for label in language.annex
    )


def fold(text: str) -> str:
    """Text for comparing labels: case, spaces, apostrophes and final sigma made alike."""
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("°", "º").split())
