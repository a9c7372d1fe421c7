"""The text proper: title, enacting formula, preamble, headings, points and what belongs to a point.

What the format states is taken. The rest is told by labels and how they follow each other, by the verbs that
paragraphs begin with, by capitals and end punctuation; `tree` knows where a part hangs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.languages import Language
from pipeline.model import Block, Kind, Notice, Subdivision
from pipeline.parse.tree import Draft, Tree
from pipeline.repair import plain
from pipeline.repair.labels import Label, Sort, read_labels
from pipeline.repair.openings import Opening, is_capital, opening
from pipeline.repair.paragraphs import is_annex, is_capitals, names_council, starts_closing, starts_formula

_STOPS = (".", ";", ":", ",", "!", "?", "·", "\N{GREEK QUESTION MARK}")
_STATED = {kind.value: kind for kind in Kind}
_NAMES = {Kind.TITLE: "docTitle", Kind.PREAMBLE: "preamble", Kind.JUNK: "junk", Kind.ENACTING: "formula"}
_SECTIONS = (Sort.PART, Sort.CAPITAL)
_NUMBERS = (Sort.NUMBER, Sort.DECIMAL, Sort.BRACKET)
_BESIDE = (*_SECTIONS, Sort.DECIMAL)  # labels only where their neighbour is one too: 1.5 may be a figure
_HEADING_LENGTH = 300  # code points; headings of Council texts stay well below
_VERB_LETTERS = 4  # shorter words in capitals are names more often than verbs
_CLOSING = "conclusions"


@dataclass(frozen=True, slots=True)
class Body:
    parts: tuple[Subdivision, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A block as it looks by itself: its label in all readings, the text behind it, and the verb that begins that."""

    block: Block
    text: str
    labels: tuple[Label, ...]
    skip: int
    verb: Opening | None

    @property
    def rest(self) -> str:
        return self.text[self.skip :]

    @property
    def sort(self) -> Sort | None:
        return self.labels[0].sort if self.labels else None

    @property
    def stated(self) -> Kind | None:
        return _STATED.get(self.block.kind)

    @property
    def listed(self) -> bool:
        """Whether the line carries a number or list mark, stated or printed."""
        return bool(self.labels) or bool(self.skip)

    @property
    def shouts(self) -> bool:
        """Whether the text begins with a verb in capitals, or with what looks like one."""
        if self.verb:
            return self.verb.capitals
        words = self.rest.split(maxsplit=2)
        unknown = bool(words) and words[0].isalpha() and len(words[0]) >= _VERB_LETTERS and is_capital(words[0])
        return unknown and len(words) > 1 and words[1].islower()

    @property
    def is_block(self) -> bool:
        """Whether capitals go on from the verb to a colon: CALLS ON THE MEMBER STATES TO:"""
        words = self.rest.split()
        capitals = sum(map(is_capital, words))
        return self.rest.endswith(":") and self.shouts and capitals * 2 > len(words)


def read_body(blocks: Sequence[Block], language: Language) -> Body:
    """The parts after the cover, in reading order."""
    reader = _Reader(_lines(blocks, language), language)
    for i in range(len(reader.lines)):
        reader.read(i)
    return Body(reader.tree.frozen(), tuple(reader.tree.notices))


def _lines(blocks: Sequence[Block], language: Language) -> list[_Line]:
    """All lines. Some labels count only beside their neighbour: I. and II., A. and B., 1.1 and 1.2."""
    values: defaultdict[tuple[Sort, str], set[int]] = defaultdict(set)
    for block in blocks:
        for label in _labels(block):
            values[label.sort, label.series].add(label.value)
    lines: list[_Line] = []
    for block in blocks:
        text = plain(block)
        labels = tuple(
            label
            for label in _labels(block)
            if label.sort not in _BESIDE or {label.value - 1, label.value + 1} & values[label.sort, label.series]
        )
        skip = _stated_end(block, text) or (labels[0].size if labels else 0)
        lines.append(_Line(block, text, labels, skip, opening(text, language, skip)))
    return lines


def _labels(block: Block) -> tuple[Label, ...]:
    text = plain(block)
    end = _stated_end(block, text)
    return tuple(label for label in read_labels(text) if not end or label.size == end)


def _stated_end(block: Block, text: str) -> int:
    """Where the text begins behind the number that the format states; 0 where it states none."""
    if not block.num or not text.startswith(block.num):
        return 0
    return len(text) - len(text[len(block.num) :].lstrip())


class _Reader:
    """Reads the lines one by one into a tree."""

    def __init__(self, lines: list[_Line], language: Language) -> None:
        self.lines = lines
        self.language = language
        self.tree = Tree()
        self.formula = next((i for i, line in enumerate(lines) if starts_formula(line.text, language)), -1)
        self.first_point = next((i for i, line in enumerate(lines) if self._begins_points(line)), len(lines))
        self.in_capitals = any(line.verb and line.verb.capitals and line.verb.operative for line in lines)
        self.closed = False

    def _begins_points(self, line: _Line) -> bool:
        if line.stated:
            return line.stated is Kind.POINT
        numbered = line.sort in _NUMBERS or bool(line.block.num)
        return not line.block.depth and (numbered or bool(line.verb and line.verb.capitals and line.verb.operative))

    def read(self, i: int) -> None:
        """Give line `i` its place."""
        line = self.lines[i]
        kind = self._kind(i)
        self.closed = self.closed and kind is not Kind.ANNEX
        if kind is Kind.ANNEX:
            self.tree.add_annex(line.block)
        elif kind is Kind.POINT:
            self.tree.add_point(line.block, line.skip, line.labels[0] if line.labels else None)
        elif kind is Kind.ITEM:
            self._add_item(line)
        elif kind is Kind.SUBPARAGRAPH:
            self._add_paragraph(line)
        elif kind is Kind.HEADING and line.sort in _SECTIONS:
            self.tree.add_section(line.block, line.labels[0], line.skip)
        elif kind is Kind.HEADING:
            self.tree.add(kind, "crossHeading", line.block, numbered=True)
        else:
            self.tree.add(kind, _NAMES.get(kind, kind.value), line.block, skip=line.skip)

    def _kind(self, i: int) -> Kind:
        """What the format states, else what the line looks like where it stands."""
        line, seen = self.lines[i], self.tree.seen
        if is_annex(line.text, self.language) and line.stated in (None, Kind.TITLE):
            return Kind.ANNEX
        if line.stated is not None:
            return line.stated
        at_start = not self.tree.parts and i < self.first_point and not line.listed
        before_formula = i < self.formula and Kind.POINT not in seen and not self._is_numbered(line)
        if i == self.formula:
            return Kind.ENACTING
        if before_formula or at_start or self._is_annex_title(line):
            return Kind.TITLE
        self.closed = self.closed or self._closes(line)
        if self.closed:
            return Kind.SUBPARAGRAPH
        recital = self._recital(line) if line.listed else None
        if recital is not None:
            return recital
        if line.sort in _SECTIONS:
            return self._section(line)
        if line.listed:
            return self._listed(line)
        return self._unlabelled(line, self.lines[i + 1].text if i + 1 < len(self.lines) else "")

    def _is_numbered(self, line: _Line) -> bool:
        """Whether a line before the formula belongs to a text that begins with numbered parts, and not to the title."""
        return bool(self.tree.parts) and line.sort in (Sort.PART, Sort.NUMBER)

    def _is_annex_title(self, line: _Line) -> bool:
        """The line behind the label of an annex in which the conclusions stand."""
        parts, seen = self.tree.parts, self.tree.seen
        behind = bool(parts) and parts[-1].kind is Kind.ANNEX and Kind.POINT not in seen
        formula = starts_formula(line.text, self.language)
        return behind and not line.listed and not formula and not line.shouts and _is_short(line.text)

    def _closes(self, line: _Line) -> bool:
        return Kind.POINT in self.tree.seen and starts_closing(line.text, self.language)

    def _recital(self, line: _Line) -> Kind | None:
        """A labelled line that begins as a preamble does, in small letters: A. Having regard to …, 1. Whereas …"""
        in_preamble = bool(self.tree.parts) and self.tree.parts[-1].kind in (Kind.ENACTING, Kind.PREAMBLE)
        verb = line.verb
        if not in_preamble or verb is None or verb.capitals or not verb.preamble or verb.operative:
            return None
        return Kind.PREAMBLE if self.tree.holder is None else Kind.ITEM

    def _section(self, line: _Line) -> Kind:
        """A line with a Roman number or a capital letter: a heading, a point, or an item of an open list."""
        if not line.shouts and (not line.rest or _is_short(line.rest)):
            return Kind.HEADING
        lettered = line.sort is Sort.CAPITAL and not line.shouts and self.tree.holder is not None
        if lettered and (self.tree.awaits_list or self._continues(line)):
            return Kind.ITEM
        return Kind.POINT

    def _continues(self, line: _Line) -> bool:
        """Whether the label continues an open list of items."""
        place = self.tree.levels.find(line.labels)
        return place is not None and self.tree.levels.open[place[0]][1].kind is Kind.ITEM

    def _listed(self, line: _Line) -> Kind:
        """A line with a number, letter or dash."""
        holder = self.tree.holder
        if line.block.depth:
            return Kind.ITEM
        if line.sort not in _NUMBERS and not (not line.labels and line.block.num[:1].isdigit()):
            begins = line.verb is not None and line.verb.operative and not line.verb.preamble
            in_preamble = holder is None or (holder.kind is Kind.PREAMBLE and not self.tree.awaits_list)
            place = self.tree.levels.find(line.labels)
            if place:
                return self.tree.levels.open[place[0]][1].kind
            first = line.sort is not Sort.DASH and begins and in_preamble
            return Kind.POINT if first or self._under_heading() else Kind.ITEM
        if line.sort is Sort.DECIMAL:
            return self._decimal(line.labels[0])
        if holder is None or (line.shouts and not self._is_recital(line) and not self._is_task(line, holder)):
            return Kind.POINT
        place = self.tree.levels.find(line.labels)
        if place:
            return self.tree.levels.open[place[0]][1].kind
        begins = line.verb is not None and line.verb.operative and not line.verb.preamble
        if begins and holder.kind is Kind.PREAMBLE:
            return Kind.POINT
        if (self.tree.awaits_list or self._ends_with_verb(line)) and not self._adopts(holder):
            first = bool(line.labels) and line.labels[0].is_first
            return Kind.ITEM if first or not self._is_numbered_point(holder) else Kind.POINT
        return Kind.ITEM if self._is_recital(line) else Kind.POINT

    def _decimal(self, label: Label) -> Kind:
        """1.1 is what 1. is: an item where that is one, else a point."""
        whole = [draft for before, draft in self.tree.levels.open if before.text.rstrip(" .)") == label.series]
        place = self.tree.levels.find((label,))
        before = self.tree.levels.open[place[0]][1] if place else whole[-1] if whole else None
        return before.kind if before else Kind.POINT

    def _ends_with_verb(self, line: _Line) -> bool:
        """Whether the text so far is a verb in capitals alone, and a list begins: B. NOTES 1. the progress made."""
        before = self.tree.last.text if self.tree.last and line.labels and line.labels[0].is_first else ""
        verb = opening(before, self.language)
        return verb is not None and verb.capitals and verb.operative and verb.end == len(before)

    def _is_task(self, line: _Line, holder: Draft) -> bool:
        """Whether capitals under an unnumbered block verb are what is asked: INVITE THE COMMISSION TO: 1. DEVELOP …

        A known operative verb is so only where the list begins, or goes on from an item in capitals.
        """
        asks = opening(holder.text, self.language)
        if holder.kind is not Kind.POINT or holder.num or asks is None or not asks.operative or self._adopts(holder):
            return False
        place = self.tree.levels.find(line.labels)
        if place is None:
            return self.tree.awaits_list
        before = self.tree.levels.open[place[0]][1]
        known = line.verb is not None and line.verb.operative
        return before.kind is Kind.ITEM and (not known or is_capital(before.text.partition(" ")[0]))

    def _adopts(self, holder: Draft) -> bool:
        verb = opening(holder.text, self.language)
        return holder.kind is Kind.POINT and not holder.num and verb is not None and verb.adopts

    def _is_numbered_point(self, holder: Draft) -> bool:
        """Whether a point has a number of the kind that most points have, not the Roman one of a part."""
        return holder.kind is Kind.POINT and holder.num[:1].isdigit()

    def _is_recital(self, line: _Line) -> bool:
        """Whether a numbered line belongs to the preamble: (1) Whereas …"""
        holder = self.tree.holder
        in_preamble = holder is not None and holder.kind is Kind.PREAMBLE
        begins = line.verb is not None and line.verb.preamble and not line.verb.operative
        return in_preamble and line.sort is Sort.BRACKET and (begins or not line.shouts)

    def _under_heading(self) -> bool:
        """Whether the last part is a heading, or the label of an annex behind points."""
        parts = self.tree.parts
        annexed = bool(parts) and parts[-1].kind is Kind.ANNEX and Kind.POINT in self.tree.seen
        return annexed or (bool(parts) and parts[-1].kind is Kind.HEADING)

    def _unlabelled(self, line: _Line, following: str) -> Kind:
        """A line without number or mark."""
        in_preamble = bool(self.tree.parts) and self.tree.parts[-1].kind in (Kind.ENACTING, Kind.PREAMBLE)
        if in_preamble or (Kind.POINT not in self.tree.seen and not self._under_heading()):
            return self._before_points(line, following)
        holder = self.tree.holder
        if line.shouts or (not self.in_capitals and holder is not None and not holder.num and self._opens(line)):
            return Kind.POINT if holder is None or self._starts_point(line) else Kind.SUBPARAGRAPH
        if self._is_heading(line, following):
            return Kind.HEADING
        return Kind.POINT if holder is None and self._under_heading() else Kind.SUBPARAGRAPH

    def _before_points(self, line: _Line, following: str) -> Kind:
        """A line without label in the preamble, or before it."""
        enacted = Kind.ENACTING in self.tree.seen
        verb, holder = line.verb, self.tree.holder
        goes_on = enacted or line.text.endswith((",", ";"))
        if verb and verb.preamble and (verb.capitals or goes_on) and not (verb.operative and line.text.endswith(".")):
            return Kind.PREAMBLE
        if (verb and verb.operative and verb.capitals) or (enacted and line.shouts):
            return Kind.POINT
        if enacted and is_capitals(line.text) and (holder is None or line.text.endswith((":", ","))):
            return Kind.PREAMBLE
        if not self.in_capitals and self._opens(line) and (enacted or holder is not None):
            return Kind.POINT
        if self._is_heading(line, following):
            return Kind.HEADING
        if self.formula < 0 and holder is None and names_council(line.text, self.language):
            return Kind.POINT
        return Kind.PREAMBLE if enacted and holder is None else Kind.SUBPARAGRAPH

    def _opens(self, line: _Line) -> bool:
        """Whether a known operative form begins the line with a capital letter, as in texts before 1990."""
        return line.verb is not None and line.verb.operative and line.rest[:1].isupper()

    def _starts_point(self, line: _Line) -> bool:
        """Whether a line that begins with a verb is a point of its own, and not the rest of a numbered one."""
        holder = self.tree.holder
        if holder is None or holder.kind is not Kind.POINT or not holder.num or line.is_block:
            return True
        first = opening(holder.text, self.language)
        return first is None or not first.capitals or (first.preamble and not first.operative)

    def _is_heading(self, line: _Line, following: str) -> bool:
        return not line.block.depth and bool(following) and "\t" not in line.text and _is_short(line.text)

    def _add_item(self, line: _Line) -> None:
        """A list item of the point or preamble before it; else it is not understood."""
        tree = self.tree
        if tree.holder is None:
            tree.add(Kind.JUNK, "junk", line.block)
            return
        place = tree.levels.find(line.labels) if line.labels else None
        if place and tree.levels.open[place[0]][1].kind is not Kind.ITEM:
            place = None
        if place is None and line.labels:
            first = next((label for label in line.labels if label.is_first), line.labels[0])
            place = (tree.depth_of_new_list(), first)
        tree.add_item(line.block, line.skip, place)

    def _add_paragraph(self, line: _Line) -> None:
        """Running text: of the point or preamble before it, or of the closing; else it is not understood."""
        if self.closed:
            self.tree.add(Kind.SUBPARAGRAPH, _CLOSING, line.block)
        elif self.tree.holder is None:
            self.tree.add(Kind.JUNK, "junk", line.block)
        else:
            self.tree.add_paragraph(line.block)


def _is_short(text: str) -> bool:
    """Whether a line of words can be a heading: it has no end punctuation."""
    return len(text) <= _HEADING_LENGTH and not text.endswith(_STOPS) and any(map(str.isalpha, text))
