"""Lines, sorted into the areas of their pages → blocks and the text that their origins point into."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.pdf.lines import Line
from pipeline.ingest.pdf.notes import note_numbers, reference, references_of
from pipeline.model import Block, Origin, Run, Style

_INDENT = 40.0  # points; lines that begin within this distance stand in one column
_NUMBERED = re.compile(r"\d{1,3}[.)]\s")
_SPACED = 1.2  # times the usual line distance; more is space between paragraphs


@dataclass(frozen=True, slots=True)
class Area:
    """The lines of one page by what they are, each in reading order. `body` is the size of the text in points."""

    heads: Sequence[Line]
    text: Sequence[Line]
    notes: Sequence[Line]
    feet: Sequence[Line]
    body: float


def assemble(areas: Sequence[Area]) -> tuple[tuple[Block, ...], str]:
    """The blocks of all pages, and their text: one line a block, an empty line for space left between paragraphs."""
    layout = _layout(areas)
    known = _known_notes(areas)
    blocks: list[Block] = []
    out: list[str] = []
    position = 0
    for number, area in enumerate(areas, 1):
        page_start = True
        for count, (line, style, gap) in enumerate(_in_order(area, layout), 1):
            runs = _note_runs(line) if style is Style.NOTE else _runs(line, known[number - 1], style)
            text = "".join(run.text for run in runs)
            start = position + len(gap)
            position = start + len(text)
            out += [gap, text]
            origin = Origin(f"page {number}, line {count}", start, position)
            starts = page_start and style is not Style.FURNITURE
            page_start = page_start and not starts
            blocks.append(Block(runs, origin, style, page_start=starts))
        out.append("\f")
        position += 1
    return tuple(blocks), "".join(out)


def _in_order(area: Area, layout: _Layout) -> Iterator[tuple[Line, Style, str]]:
    """Each line of a page with what stands before it in the text."""
    styles = (Style.FURNITURE, Style.LINE, Style.NOTE, Style.FURNITURE)
    last: Line | None = None
    for lines, style in zip((area.heads, area.text, area.notes, area.feet), styles, strict=True):
        for i, line in enumerate(lines):
            apart = i == 0 or (style is Style.LINE and layout.parts(lines[i - 1], line, lines))
            yield line, style, "" if last is None else "\n\n" if apart else "\n"
            last = line


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a document sets its paragraphs. `leading` is the usual line distance in points, 0 where there is none;
    `spaced` says that paragraphs have space between them, else they are told by lines that end early."""

    leading: float
    body: float
    spaced: bool

    def parts(self, above: Line, below: Line, lines: Sequence[Line]) -> bool:
        """Whether two lines that follow each other are set apart.

        They are more than the usual distance from each other, or not one below the other, or, where paragraphs have
        no space between them, the upper one ended on purpose.
        """
        return self.is_far(above, below) or (not self.spaced and _ends_early(above, below, lines))

    def is_far(self, above: Line, below: Line) -> bool:
        distance = above.y - below.y
        usual = self.leading * max(1.0, max(above.size, below.size) / (self.body or 1.0))
        return distance <= 0.3 * below.size or (self.leading > 0 and distance > _SPACED * usual)


def _layout(areas: Sequence[Area]) -> _Layout:
    """The commonest distance between two lines of text, and whether numbered points stand further off than that."""
    body = areas[0].body if areas else 0.0
    steps: Counter[float] = Counter()
    pairs = [pair for area in areas for pair in zip(area.text, area.text[1:], strict=False)]
    for above, below in pairs:
        distance = above.y - below.y
        if 0.8 * body < distance < 3 * body and abs(above.size - below.size) < 1:
            steps[round(distance * 2) / 2] += 1
    dense = _Layout(max(steps, key=lambda step: (steps[step], -step), default=0.0), body, True)
    numbered = [dense.is_far(above, below) for above, below in pairs if _NUMBERED.match(below.text)]
    return replace(dense, spaced=2 * sum(numbered) >= len(numbered))


def _ends_early(above: Line, below: Line, lines: Sequence[Line]) -> bool:
    """Whether the first word of the lower line would have fitted on the upper one. Centred lines say nothing."""
    column = [line for line in lines if abs(line.x0 - above.x0) <= _INDENT]
    left, right = min(line.x0 for line in lines), max(line.x1 for line in column)
    width = below.x1 - below.x0
    word = width * len(below.text.split()[0]) / max(len(below.text), 1)
    centred = above.x0 > left + below.size and abs((above.x0 + above.x1) - (below.x0 + below.x1)) < below.size
    return not centred and above.x1 + word + 0.25 * below.size < right - 0.5 * below.size


def _known_notes(areas: Sequence[Area]) -> list[frozenset[str]]:
    """For each page, the numbers of the notes that its marks can refer to: on the page, on the next, or at the end."""
    numbers = [note_numbers(area.notes) for area in areas]
    referred = {mark for area in areas for line in area.text for mark in references_of(line)}
    last = next((found for found in reversed(numbers) if found), [])
    end = last if set(last) <= referred else []
    return [frozenset([*here, *after, *end]) for here, after in zip(numbers, [*numbers[1:], []], strict=True)]


def _runs(line: Line, notes: frozenset[str], style: Style) -> tuple[Run, ...]:
    """The runs of a line; raised figures are note references where such a note exists."""
    runs: list[Run] = []
    for piece in line.pieces:
        mark = reference(piece.text, piece.raised)
        note = mark if mark in notes and style is Style.LINE and runs else ""
        if runs and not note and not runs[-1].note and runs[-1].marks == piece.marks:
            runs[-1] = replace(runs[-1], text=runs[-1].text + piece.text)
        else:
            runs.append(Run(piece.text, piece.marks, note))
    return tuple(runs)


def _note_runs(line: Line) -> tuple[Run, ...]:
    """The runs of a line in the note area; a raised mark is parted from the note by a space."""
    runs = _runs(line, frozenset(), Style.NOTE)
    first = line.pieces[0]
    size = len(first.text)
    if not reference(first.text, first.raised) or len(line.pieces) == 1 or line.text[size : size + 1].isspace():
        return runs
    rest = _runs(replace(line, pieces=line.pieces[1:]), frozenset(), Style.NOTE)
    return (Run(f"{first.text} ", first.marks), *rest)
