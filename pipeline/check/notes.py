"""Footnotes: their marks in the text, against the other languages and against themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.majority import majority, split
from pipeline.check.phrases import listed, rest
from pipeline.check.synopsis import Draft, Synopsis
from pipeline.findings import Evidence, Message, message
from pipeline.model import Kind, Note, Row

_GLUED = re.compile(r"(?<=[^\W\d_])(?<![A-Z])(\d{1,3})(?![\w/])|(?<=[”“»«’)])(\d{1,3})(?![\w/])")


def mark_missing(synopsis: Synopsis) -> Iterator[Draft]:
    """A note that no mark in the text refers to, where the other languages have the mark."""
    for row in synopsis.rows(Kind.NOTE):
        without = [code for code in synopsis.texts if (notes := _notes(synopsis, row, code)) and not notes[0].anchor]
        have = [code for code in synopsis.texts if row.cell(code) and code not in without]
        found = split(have, without)
        if found:
            said = message(
                "%(place)s: no mark in the text in %(languages)s, unlike in %(others)s",
                place=synopsis.place(row),
                languages=listed(found.against),
                others=rest(found),
            )
            evidence = (
                *(synopsis.show(row, code) for code in found.against[:3]),
                Evidence(found.agree[0], _anchor(synopsis, row, found.agree[0])),
            )
            about = tuple(synopsis.text(row, code) for code in found.against)
            yield Draft(row.wid, found.accused, said, evidence, about, found)


def mark_elsewhere(synopsis: Synopsis) -> Iterator[Draft]:
    """A mark in another part than in the other languages."""
    for row in synopsis.rows(Kind.NOTE):
        anchors = {code: wid for code in synopsis.texts if (wid := _anchor_wid(synopsis, row, code))}
        usual = majority(anchors)
        if usual:
            found = usual[1]
            said = message(
                "%(place)s: the mark is in another part in %(languages)s than in %(others)s",
                place=synopsis.place(row),
                languages=listed(found.against),
                others=rest(found),
            )
            shown = (*found.against[:4], found.agree[0])
            evidence = tuple(Evidence(code, _anchor(synopsis, row, code)) for code in shown)
            about = (*(synopsis.text(row, code) for code in found.against), *(anchors[code] for code in found.against))
            yield Draft(row.wid, found.accused, said, evidence, about, found)


def mark_twice(synopsis: Synopsis) -> Iterator[Draft]:
    """A mark that stands at two notes, or a second time in the text where no other language has a figure."""
    for code, text in synopsis.texts.items():
        marks = Counter(note.mark for note in text.notes if note.mark)
        for note in text.notes:
            if marks.get(note.mark, 0) > 1 and not _restarts(synopsis, note, code):
                marks[note.mark] = 0
                said = message("two notes with the mark %(mark)s in %(language)s", mark=note.mark, language=code)
                about = tuple(other.text for other in text.notes if other.mark == note.mark)
                yield Draft(note.wid or note.eid, (code,), said, tuple(Evidence(code, one) for one in about), about)
    for row in synopsis.worded():
        if row.kind is not Kind.NOTE:
            yield from _glued(synopsis, row)


def mark_gap(synopsis: Synopsis) -> Iterator[Draft]:
    """Marks that are not numbered one after the other, where those of the other languages are."""
    gaps = {code: _gap(text.notes) for code, text in synopsis.texts.items() if text.notes}
    usual = majority(gaps)
    if usual:
        for code in usual[1].accused:
            if gaps[code]:
                marks = ", ".join(note.mark for note in synopsis.texts[code].notes)
                said = message(
                    "the notes are numbered %(marks)s in %(language)s: %(number)s is left out",
                    marks=marks,
                    language=code,
                    number=gaps[code],
                )
                yield Draft("", (code,), said, (), (marks,), replace(usual[1], even=False))


def _gap(notes: tuple[Note, ...]) -> str:
    """The first number that is left out between the first note and the last; "" if none, or where marks begin anew."""
    numbers = [int(note.mark) for note in notes if note.mark.isdecimal()]
    if len(set(numbers)) < len(numbers):
        return ""
    return next((str(n) for n in range(1, max(numbers, default=0)) if n not in numbers), "")


def _restarts(synopsis: Synopsis, note: Note, code: str) -> bool:
    """Whether a mark is used twice in most other languages: then marks begin anew, page by page."""
    beside = [text for other, text in synopsis.texts.items() if other != code]
    twice = sum(Counter(one.mark for one in text.notes)[note.mark] > 1 for text in beside)
    return bool(beside) and 2 * twice > len(beside)


def _glued(synopsis: Synopsis, row: Row) -> Iterator[Draft]:
    """Figures glued to a word that are marks of notes: the mark has been set again."""
    found = {code: _second_marks(synopsis, row, code) for code in synopsis.comparable(row)}
    usual = majority(found)
    if usual is None:
        return
    known = frozenset() if usual[1].even else usual[0]
    for code in usual[1].accused:
        for mark in sorted(found[code] - known):
            said = message(
                "%(place)s: the mark %(mark)s stands a second time in %(language)s",
                place=synopsis.place(row),
                mark=mark,
                language=code,
            )
            about = (mark, synopsis.text(row, code))
            yield Draft(row.wid, (code,), said, (synopsis.show(row, code),), about, replace(usual[1], even=False))


def _second_marks(synopsis: Synopsis, row: Row, code: str) -> frozenset[str]:
    marks = {note.mark for note in synopsis.texts[code].notes if note.anchor}
    text = synopsis.text(row, code)
    found = {match[1] or match[2] for match in _GLUED.finditer(text)} if any(mark in text for mark in marks) else set()
    return frozenset(found & marks)


def _notes(synopsis: Synopsis, row: Row, code: str) -> list[Note]:
    return [part for part in synopsis.cell(row, code) if isinstance(part, Note)]


def _anchor(synopsis: Synopsis, row: Row, code: str) -> Message:
    notes = _notes(synopsis, row, code)
    return synopsis.place_of(code, notes[0].anchor) if notes and notes[0].anchor else message("no part")


def _anchor_wid(synopsis: Synopsis, row: Row, code: str) -> str:
    """The wId of the row in which the first note of a cell is anchored."""
    notes = _notes(synopsis, row, code)
    anchor = synopsis.row_of.get((code, notes[0].anchor)) if notes else None
    return anchor.wid if anchor else ""
