"""Footnotes inside a text that stands on one line: (1) OJ C 36 …, where a page ended or at the end of the text.

Old electronic texts of the Official Journal have the marks in brackets, at the word and before the note. A group of
notes counts from one number to the next, each after a stop and each referred to before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.languages import Language

MARK = re.compile(r"\(\s?(\d{1,3})\s?\)")
_STOPS = tuple('.;”"»)]')
_SENTENCE = re.compile(r"(?<=[\d)])\s?\.\s+(?=[^\W\d_a-z])|(?<=[\d)])\s?\.\s+(?=\d{1,2} ?\.\s*[^\W\d_])")
_SHORT = 20  # code points in which the next or last word is looked for
_LONGEST = 2000  # code points in which a note ends
_LAST = 400  # code points: the last note of a text is not longer than this


@dataclass(frozen=True, slots=True)
class LineNote:
    """A note in its place: `text_start` is behind its mark."""

    start: int
    text_start: int
    end: int
    mark: str


def find_notes(text: str, language: Language) -> list[LineNote]:
    """All notes, in order."""
    referred: set[str] = set()
    group: list[re.Match[str]] = []
    notes: list[LineNote] = []
    matches = list(MARK.finditer(text))
    for match in matches:
        if group and match.start() >= _end(text, group[-1]) - 1 and int(match[1]) != int(group[-1][1]) + 1:
            notes += _closed(text, group)
            group = []
        follows = bool(group) and int(match[1]) == int(group[-1][1]) + 1
        begins = not group and _is_citation(text, match.end(), language)
        if _after_stop(text, match) and match[1] in referred and (follows or begins):
            group.append(match)
            continue
        referred.add(match[1])
    notes += _closed(text, group)
    return notes or _at_end(text, matches)


def without(text: str, notes: Sequence[LineNote]) -> str:
    """The text with spaces in the places of the notes."""
    out: list[str] = []
    position = 0
    for note in notes:
        out += [text[position : note.start], " " * (note.end - note.start)]
        position = note.end
    return "".join([*out, text[position:]])


def _at_end(text: str, matches: Sequence[re.Match[str]]) -> list[LineNote]:
    """Notes of any wording that the text ends with."""
    found: list[re.Match[str]] = []
    for match in reversed(matches):
        if found and int(match[1]) != int(found[-1][1]) - 1:
            continue
        if not text[match.end() : match.end() + _SHORT].strip() or not _after_stop(text, match):
            continue
        found.append(match)
        if match[1] == "1":
            break
    found.reverse()
    if not found or found[0][1] != "1" or len(text) - found[-1].start() > _LAST:
        return []
    before = {match[1] for match in matches if match.start() < found[0].start()}
    return list(_closed(text, found)) if all(match[1] in before for match in found) else []


def _closed(text: str, group: Sequence[re.Match[str]]) -> Iterator[LineNote]:
    """The notes of a group: each ends where the next begins, the last where its sentence does."""
    for i, match in enumerate(group):
        end = group[i + 1].start() if i + 1 < len(group) else _end(text, match)
        yield LineNote(match.start(), match.end(), end, match[1])


def _end(text: str, last: re.Match[str]) -> int:
    """Where the last note of a group ends: with the text, or at a full stop behind a figure."""
    sentence = _SENTENCE.search(text, last.end(), last.end() + _LONGEST)
    return sentence.end() if sentence else len(text)


def _after_stop(text: str, match: re.Match[str]) -> bool:
    return text[max(0, match.start() - _SHORT) : match.start()].rstrip().endswith(_STOPS)


def _is_citation(text: str, at: int, language: Language) -> bool:
    """Whether the text at `at` begins with the name of the Official Journal or the word for a document."""
    words = text[at : at + _SHORT].split()
    return bool(words) and words[0].rstrip(".") in {
        word.rstrip(".") for word in (*language.journal, *language.document)
    }
