"""Lines → one block with their formatting, and the steps that say where its text stood in the file.

What stood inside a paragraph only because a page ended there (notes, heads and feet) is moved behind it; the end of a
note that runs over to the next page is moved to its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model import Block, Origin, Repair, Run, Style
from pipeline.repair.hyphens import Hyphenation

_LOOSE = (Style.NOTE, Style.FURNITURE)


@dataclass(frozen=True, slots=True)
class Joined:
    """A paragraph, note or line of furniture: its lines, the block they make, and the repair at each line end."""

    lines: tuple[Block, ...]
    block: Block
    steps: tuple[Repair, ...]

    @property
    def start(self) -> int:
        return self.lines[0].origin.start


def join(group: Sequence[Block], hyphenation: Hyphenation) -> Joined:
    """One block from the lines of a group. The `before` of its steps is filled in by `in_place`."""
    first, last = group[0], group[-1]
    if first.style in (Style.FURNITURE, Style.PARAGRAPH):
        return Joined(tuple(group), first, ())
    runs = list(first.runs)
    steps: list[Repair] = []
    for left, right in pairwise(group):
        rule, cut, after, skip = hyphenation.decide(left.text, right.text)
        if right.runs[0].note and rule == "line-break":
            after = ""
        runs = [*_shortened(runs, cut), Run(after, runs[-1].marks & right.runs[0].marks), *_without_start(right, skip)]
        origin = Origin(left.origin.locator, left.origin.end - cut, right.origin.start + skip)
        steps.append(Repair(rule, "", after, origin))
    style = Style.NOTE if first.style is Style.NOTE else Style.PARAGRAPH
    origin = Origin(first.origin.locator, first.origin.start, last.origin.end)
    return Joined(tuple(group), Block(_merged(runs), origin, style, page_start=first.page_start), tuple(steps))


def _shortened(runs: Sequence[Run], cut: int) -> list[Run]:
    """The runs without the last `cut` characters."""
    kept = list(runs)
    while cut and kept:
        last = kept.pop()
        if len(last.text) > cut:
            return [*kept, replace(last, text=last.text[: len(last.text) - cut])]
        cut -= len(last.text)
    return kept


def _without_start(line: Block, skip: int) -> list[Run]:
    """The runs of a line without its first `skip` characters."""
    runs = list(line.runs)
    while skip and runs:
        first = runs.pop(0)
        if len(first.text) > skip:
            return [replace(first, text=first.text[skip:]), *runs]
        skip -= len(first.text)
    return runs


def _merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbours of one formatting as one run; note references stay apart."""
    out: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if out and out[-1].marks == run.marks and not out[-1].note and not run.note:
            out[-1] = replace(out[-1], text=out[-1].text + run.text)
        else:
            out.append(run)
    return tuple(out)


def in_place(joined: list[Joined], source: str) -> list[Repair]:
    """The steps that make the text of all blocks, one a line, out of the text of the file.

    Fills in what stood at each step, and cuts the origin of a note that runs over a page end to its first part.
    """
    steps: list[Repair] = []
    position = 0
    for i, one in enumerate(joined):
        if one.start < position:
            steps.append(_moved(one, position))
            continue
        steps += _gap(source, position, one.start, one.block.origin.locator)
        one = _first_part(one, _next_text(joined, i), source)
        joined[i] = one
        steps += one.steps
        position = one.block.origin.end
    if source[position:].strip():
        end = len(source.rstrip())
        steps.append(
            Repair("note-joined", source[position:end], "", Origin(joined[-1].block.origin.locator, position, end))
        )
    return steps


def _moved(one: Joined, position: int) -> Repair:
    """A note, head or foot that stood inside the paragraph before it."""
    rule = "page-layout" if one.block.style is Style.FURNITURE else "note-moved"
    text = "".join(run.text for run in one.block.runs if not run.note)
    return Repair(rule, "", f"\n{text}", Origin(one.block.origin.locator, position, position))


def _gap(source: str, position: int, start: int, locator: str) -> Iterator[Repair]:
    """One line end between blocks. What else stands there is the end of a note, which is with its beginning now."""
    before = source[position:start]
    if before:
        rule = "note-joined" if before.strip() else "page-layout"
        yield Repair(rule, before, "\n" if position else "", Origin(locator, position, start))


def _next_text(joined: Sequence[Joined], i: int) -> float:
    """Where the next block of running text begins in the file."""
    following = (one.start for one in joined[i + 1 :] if one.block.style not in _LOOSE)
    return next((start for start in following if start >= joined[i].start), float("inf"))


def _first_part(one: Joined, limit: float, source: str) -> Joined:
    """The block as it stands before `limit`: a note that goes on behind running text gets its end as one step."""
    steps = [replace(step, before=source[step.origin.start : step.origin.end]) for step in one.steps]
    kept = sum(line.origin.start < limit for line in one.lines) if one.block.style is Style.NOTE else len(one.lines)
    if kept == len(one.lines):
        return replace(one, steps=tuple(steps))
    cut = steps[kept - 1].origin.start
    end = one.lines[kept - 1].origin.end
    rest = _text_from(one, kept)
    origin = replace(one.block.origin, end=end)
    step = Repair("note-joined", source[cut:end], rest, Origin(origin.locator, cut, end))
    return Joined(one.lines, replace(one.block, origin=origin), (*steps[: kept - 1], step))


def _text_from(one: Joined, kept: int) -> str:
    """The end of the block's text, from what joins line `kept` to the one before it."""
    size = one.lines[0].origin.end - one.lines[0].origin.start
    for step, left, right in zip(one.steps[: kept - 1], one.lines, one.lines[1:], strict=False):
        size += len(step.after) - (left.origin.end - step.origin.start) + right.origin.end - step.origin.end
    size -= one.lines[kept - 1].origin.end - one.steps[kept - 1].origin.start
    return one.block.text[size:]


def file_offset(start: int, steps: Sequence[Repair], offset: int) -> int:
    """The place in the file of an offset in the text of a block that begins at `start`."""
    at_file, at_text = start, 0
    for step in steps:
        unchanged = step.origin.start - at_file
        if at_text + unchanged >= offset:
            break
        at_text += unchanged + len(step.after)
        at_file = step.origin.end
    return at_file + max(0, offset - at_text)
