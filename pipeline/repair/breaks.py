"""A text that stands on one line → its paragraphs.

Some sources, such as texts copied from old web pages, have no line ends at all. The evidence is then in the words:
labels that follow each other (1. 2. 3., a) b) c)), dashes after a stop, the enacting formula, verbs of the preamble,
operative verbs in capitals, annex labels. A line is only broken where there is white space, and each break is a
repair `paragraph-break`. Doubtful places are left alone: a paragraph too long is easier to see than a word torn out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.languages import Language
from pipeline.model import Block, Origin, Repair, Run, Style
from pipeline.repair.labels import Sort
from pipeline.repair.line_notes import MARK, LineNote, find_notes, without
from pipeline.repair.openings import Opening, is_capital, opening
from pipeline.repair.paragraphs import LONG, is_annex, short_formulas, starts_closing
from pipeline.repair.sequences import Found, find_labels

RULE = "paragraph-break"
_STOP = re.compile(r"[.;:,]\s*(?=\S)")
_END = re.compile(r"(?<=[.;:)”\"])\s+(?=\S)")
_JOURNAL_NUMBER = re.compile(r"\(\d{2,4}/[CL]\s+\d{1,3}/\d{1,3}\)|(?<!\S)\d{4}/[CL]\s\d{1,3}/\d{1,3}(?!\S)")
_COMMA = re.compile(r"\s?[,:]")
_ANNEX = re.compile(r"(\S+)(\s+[IVX]+|\s+\d{1,2})?(?=\s+[^\W\d_a-z])")
_WORD = re.compile(r"[^\s,;:.()]+")
_LISTS = (Sort.NUMBER, Sort.DECIMAL, Sort.BRACKET, Sort.LETTER, Sort.ROMAN)
_HEAD = 3000  # code points in which the title of a text without formula ends
_TITLE_LETTERS = 8  # shorter capitals are names
_SHORT = 20  # code points in which the next or last word is looked for
_BLOCK = 300  # code points of a verb in capitals with its addressees, down to the colon


def break_line(block: Block, language: Language) -> list[tuple[Block, tuple[Repair, ...]]]:
    """The paragraphs and notes of a long line, each with the repair of its mark where it is a note."""
    text = block.text
    notes = find_notes(text, language)
    cuts = {0, len(text), *_Breaker(without(text, notes), language).cuts()}
    cuts |= {place for note in notes for place in (note.start, note.end)}
    marks = frozenset(note.mark for note in notes)
    starts = {note.start: note for note in notes}
    pieces: list[tuple[Block, tuple[Repair, ...]]] = []
    for start, stop in pairwise(sorted(cuts)):
        if start in starts:
            pieces.append(_note(block, starts[start]))
        elif text[start:stop].strip() and not any(note.start < start < note.end for note in notes):
            pieces.append((_paragraph(block, *_trimmed(text, start, stop), marks), ()))
    return pieces


def break_steps(steps: Sequence[Repair], lines: Sequence[Block], pieces: Sequence[Block]) -> list[Repair]:
    """The steps, with the rule of those between paragraphs of a long line; a line end where nothing is between."""
    starts = [line.origin.start for line in lines]
    renamed = [replace(step, rule=RULE) if _is_inside(step, lines, starts) else step for step in steps]
    for before, after in pairwise(pieces):
        at = after.origin.start
        if before.origin.end == at:
            renamed.append(Repair(RULE, "", "\n", Origin(after.origin.locator, at, at)))
    return renamed


def _is_inside(step: Repair, lines: Sequence[Block], starts: Sequence[int]) -> bool:
    before = bisect_left(starts, step.origin.start) - 1
    return step.rule == "page-layout" and before >= 0 and step.origin.end < lines[before].origin.end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return left, left + len(piece.strip())


def _paragraph(block: Block, start: int, end: int, marks: frozenset[str]) -> Block:
    """A piece as a paragraph; references to the notes at the end of the line are runs of their own."""
    text = block.text
    runs: list[Run] = []
    position = start
    label = MARK.match(text, start, end)
    for match in MARK.finditer(text, label.end() if label else start, end):
        if match[1] not in marks:
            continue
        before = text[position : match.start()].rstrip()
        runs += [Run(before), Run(text[position + len(before) : match.end()], note=match[1])]
        position = match.end()
    runs.append(Run(text[position:end]))
    place = Origin(block.origin.locator, block.origin.start + start, block.origin.start + end)
    return Block(
        tuple(run for run in runs if run.text), place, Style.PARAGRAPH, page_start=block.page_start and not start
    )


def _note(block: Block, note: LineNote) -> tuple[Block, tuple[Repair, ...]]:
    """A note, its mark without the brackets around it."""
    start, end = _trimmed(block.text, note.start, note.end)
    at, locator = block.origin.start, block.origin.locator
    before = block.text[start : note.text_start]
    mark = Repair("note-mark", before, note.mark, Origin(locator, at + start, at + note.text_start))
    text = note.mark + block.text[note.text_start : end]
    return Block((Run(text),), Origin(locator, at + start, at + end), Style.NOTE), (mark,)


@dataclass(frozen=True, slots=True)
class _Formula:
    """Where the enacting formula stands, name of the Council to comma."""

    start: int
    end: int


class _Breaker:
    """The places where the paragraphs of one line begin."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        self.formula = self._formula()
        self.labels = find_labels(text, 0, language)
        self.starts = [found.start for found in self.labels]

    def cuts(self) -> Iterator[int]:
        yield from (self.formula.start, self.formula.end)
        number = _JOURNAL_NUMBER.search(self.text, 0, self.formula.start or _HEAD)
        if number:
            yield number.end() + _spaces(self.text, number.end())
        yield from self._at_labels()
        yield from self._at_openings()
        yield from self._at_lines()

    def _formula(self) -> _Formula:
        """The first of the forms in capitals, with the capitals that follow down to a verb."""
        forms = (*self.language.enacting, *short_formulas(self.language))
        places = [
            (match.start(), -match.end())
            for form in forms
            if (match := re.search(r"\s+".join(map(re.escape, form.split())), self.text))
        ]
        if not places:
            return _Formula(0, 0)
        start, end = min(places)
        end = -end
        while word := _WORD.match(self.text, end + _spaces(self.text, end)):
            verb = opening(self.text, self.language, word.start())
            if not is_capital(word[0]) or (verb and verb.start == 0 and verb.operative):
                break
            end = word.end()
            stop = _COMMA.match(self.text, end)
            end = stop.end() if stop else end
        stop = _COMMA.match(self.text, end)
        return _Formula(start, stop.end() if stop else end)

    def _at_labels(self) -> Iterator[int]:
        """Before each label, and before a heading in capitals that the first label of a list follows."""
        for found in self.labels:
            if not found.adjacent:
                yield found.start
            if found.label.sort in (Sort.PART, Sort.CAPITAL, Sort.NUMBER, Sort.DECIMAL):
                yield from self._title_end(found.start + found.label.size)
            if found.label.is_first and (start := self._heading(found.start)) is not None:
                yield start

    def _heading(self, end: int) -> int | None:
        """Where the words in capitals before `end` begin, when a stop stands before them."""
        words = list(_WORD.finditer(self.text, max(0, end - _BLOCK), end))
        start: int | None = None
        for word in reversed(words):
            if not is_capital(word[0]) or self.text[word.end() : end if start is None else start].strip():
                break
            start = word.start()
        alone = start is None or self._is_labelled(start) or _before(self.text, start) not in tuple(".;)")
        return None if alone else start

    def _title_end(self, start: int) -> Iterator[int]:
        """Where a title in capitals behind a label ends and a sentence begins, if there is one."""
        if opening(self.text, self.language, start):
            return
        end, letters = start, 0
        for word in _WORD.finditer(self.text, start, start + _BLOCK):
            between = self.text[end : word.start()].strip()
            if not is_capital(word[0]) or between.strip(","):
                if letters >= _TITLE_LETTERS and word[0][0].isupper() and not between:
                    yield word.start()
                return
            end, letters = word.end(), letters + len(word[0])

    def _at_openings(self) -> Iterator[int]:
        """Before verbs that begin a paragraph: of the preamble in any case, operative ones in capitals."""
        in_preamble = True
        places = sorted({self.formula.end, *(m.end() for m in _STOP.finditer(self.text, max(0, self.formula.end - 2)))})
        for at in places:
            found = self._opening(at + _spaces(self.text, at))
            if found is None:
                continue
            start, verb = found
            if self._begins(start, verb, in_preamble=in_preamble):
                in_preamble = in_preamble and verb.preamble
                yield start

    def _opening(self, start: int) -> tuple[int, Opening] | None:
        """A verb with a capital letter at `start`, and not behind a label; in the preamble also behind "and"."""
        if self._is_labelled(start):
            return None
        verb = opening(self.text, self.language, start)
        joined = verb is not None and verb.capitals and verb.preamble
        return (start, verb) if verb and (joined or self.text[start : start + 1].isupper()) else None

    def _is_labelled(self, start: int) -> bool:
        """Whether a label stands right before `start`."""
        before = bisect_left(self.starts, start) - 1
        return before >= 0 and self.starts[before] + self.labels[before].label.size >= start

    def _begins(self, start: int, verb: Opening, *, in_preamble: bool) -> bool:
        stop = _before(self.text, start)
        inside = self._inside(start)
        if (verb.capitals or stop == ".") and self._is_block(start):
            return True
        if any(found.has_next for found in inside):
            return False
        if in_preamble and (verb.preamble or verb.capitals):
            return verb.capitals or stop in ",;:" or verb.preamble
        if not verb.capitals:
            return stop in ",;" and not inside
        if self._is_listed_by_dash(start):
            return True
        last = inside[-1] if inside else None
        if last and last.label.sort in (Sort.NUMBER, Sort.DECIMAL, Sort.BRACKET) and self._opens(last):
            return stop == "."
        return stop in ".;:" or last is not None

    def _is_listed_by_dash(self, at: int) -> bool:
        last = bisect_left(self.starts, at) - 1
        return last >= 0 and self.labels[last].label.sort is Sort.DASH

    def _inside(self, at: int) -> list[Found]:
        """The labels of the lists that are open at `at`, outermost first."""
        last = bisect_left(self.starts, at) - 1
        chain = [self.labels[i] for i in self.labels[last].chain] if last >= 0 else []
        return [found for found in chain if found.label.sort in _LISTS]

    def _opens(self, found: Found) -> bool:
        verb = opening(self.text, self.language, found.start + found.label.size)
        return verb is not None and verb.capitals

    def _is_block(self, start: int) -> bool:
        """Whether a list follows (CALLS ON … TO: 1. …); beside a verb in capitals all must be in capitals."""
        colon = self.text.find(":", start, start + _BLOCK)
        if colon < 0:
            return False
        after = colon + 1 + _spaces(self.text, colon + 1)
        words = _WORD.findall(self.text, start, colon)
        capitals = sum(map(is_capital, words))
        place = bisect_left(self.starts, after)
        listed = self.starts[place : place + 1] == [after]
        return listed and (capitals * 2 > len(words) or not is_capital(words[0]))

    def _at_lines(self) -> Iterator[int]:
        """Before and behind an annex label, and before the closing line."""
        for match in _END.finditer(self.text, self.formula.end):
            at = match.end()
            word = _WORD.match(self.text, at)
            while word and is_capital(word[0]) and (size := self._annex(at)):
                yield from (at, at + size)
                at += size + _spaces(self.text, at + size)
                word = _WORD.match(self.text, at)
            if starts_closing(self.text[at : at + LONG], self.language):
                yield at

    def _annex(self, at: int) -> int:
        """The length of the annex label at `at`; 0 where there is none, or no capital behind it."""
        words = _ANNEX.match(self.text, at)
        if words is None:
            return 0
        label = words[0] if is_annex(words[0], self.language) else words[1]
        return len(label) if is_annex(label, self.language) else 0


def _spaces(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end].isspace():
        end += 1
    return end - at


def _before(text: str, at: int) -> str:
    """The last character before `at` that is not white space."""
    return text[max(0, at - _SHORT) : at].rstrip()[-1:]
