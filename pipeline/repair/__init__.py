"""Source → Source: what a page layout did to a text is undone, step by step, each step recorded.

Running heads and feet are set aside, a text on one line is broken (`breaks`), notes are set apart (`loose_notes`),
lines are joined to paragraphs (`paragraphs`), line-end hyphens decided (`hyphens`), note marks told from figures
(`marks`) where the format does not state them. Every alteration is a `Repair`, an edit on the text of the file:
`replay(source.text, repairs)` gives the repaired text. A repaired source needs no further repair (a fixpoint). Blocks
that are paragraphs already are left as they are, but for their note references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.languages import Language
from pipeline.model import Block, Mark, Notice, Origin, Repair, Source, Style
from pipeline.repair.breaks import break_line, break_steps
from pipeline.repair.hyphens import Hyphenation
from pipeline.repair.joining import Joined, file_offset, in_place, join
from pipeline.repair.loose_notes import set_notes_apart
from pipeline.repair.marks import find_marks, marks_without_reference, split_runs, stated_marks
from pipeline.repair.paragraphs import group_lines, is_long
from pipeline.repair.spacing import spacing
from pipeline.repair.unwrapped import is_unwrapped, paragraphs

__all__ = ["changed_lines", "locate", "plain", "repair", "replay"]


def repair(source: Source, language: Language) -> Source:
    """The source with paragraphs for lines, and note references as runs of their own."""
    if source.repairs:
        return source
    if not any(block.style is Style.LINE for block in source.blocks):
        return replace(source, repairs=tuple(_stated_in_paragraphs(source)))
    joined = _paragraphs(source, language)
    long = [] if is_unwrapped(source.blocks) else [block for block in source.blocks if is_long(block)]
    steps = break_steps(in_place(joined, source.text), long, [one.block for one in joined] if long else [])
    blocks, marks, notices = _with_marks([one.block for one in joined])
    steps += [_mark(joined[i], at, mark) for i, found in marks for at, mark in found]
    ordered = tuple(sorted(steps, key=lambda step: (step.origin.start, step.origin.end)))
    return replace(source, blocks=blocks, notices=source.notices + notices, repairs=ordered)


def replay(text: str, repairs: Iterable[Repair]) -> str:
    """The text of the file with all repairs applied: one paragraph a line, note references taken out."""
    out: list[str] = []
    position = 0
    for step in repairs:
        out += [text[position : step.origin.start], step.after]
        position = step.origin.end
    return "".join([*out, text[position:]]).strip()


def plain(block: Block) -> str:
    """The text of a block as it stands: without note references and without what a tracked change deleted."""
    return "".join(run.text for run in block.runs if not run.note and Mark.DELETED not in run.marks)


def locate(block: Block, repairs: Sequence[Repair], start: int, end: int) -> Origin:
    """Where a range of `plain(block)` stands in the file."""
    inside = [r for r in repairs if block.origin.start <= r.origin.start and r.origin.end <= block.origin.end]
    return Origin(
        block.origin.locator,
        file_offset(block.origin.start, inside, start),
        file_offset(block.origin.start, inside, end),
    )


def changed_lines(repairs: Iterable[Repair]) -> Iterator[Repair]:
    """The repairs that altered more than white space: what a reader may want to check."""
    return (step for step in repairs if step.rule not in ("line-break", "page-layout"))


def _paragraphs(source: Source, language: Language) -> list[Joined]:
    """Paragraphs, notes, heads and feet in the order of their first lines."""
    lines = [block for block in source.blocks if block.style in (Style.LINE, Style.NOTE)]
    unwrapped = is_unwrapped(lines)
    lines = set_notes_apart(lines, source.text, unwrapped)
    if unwrapped:
        groups = paragraphs(lines, language)
    else:
        groups = group_lines(lines, spacing(lines, source.text, language), language)
    hyphenation = Hyphenation(language, [plain(line) for line in lines])
    whole = [(block,) for block in source.blocks if block.style in (Style.FURNITURE, Style.PARAGRAPH)]
    ordered = sorted([*groups, *whole], key=lambda group: group[0].origin.start)
    if unwrapped:
        return [join(group, hyphenation) for group in ordered]
    return [one for group in ordered for one in _joined(group, hyphenation, language)]


def _joined(group: Sequence[Block], hyphenation: Hyphenation, language: Language) -> list[Joined]:
    """One paragraph; the paragraphs of a line that holds many."""
    if is_long(group[0]):
        return [Joined((piece,), piece, steps) for piece, steps in break_line(group[0], language)]
    return [join(group, hyphenation)]


def _with_marks(
    blocks: Sequence[Block],
) -> tuple[tuple[Block, ...], list[tuple[int, Sequence[tuple[int, str]]]], tuple[Notice, ...]]:
    """The blocks with note references as runs, where those stand, and a notice for each note without one."""
    stated = stated_marks(blocks)
    if stated:
        return tuple(blocks), list(stated.items()), marks_without_reference(blocks)
    marks, notices = find_marks(blocks)
    return tuple(split_runs(block, marks.get(i, ())) for i, block in enumerate(blocks)), list(marks.items()), notices


def _mark(joined: Joined, at: int, mark: str) -> Repair:
    end = file_offset(joined.block.origin.start, joined.steps, at + len(mark))
    return Repair("note-mark", mark, "", Origin(joined.block.origin.locator, end - len(mark), end))


def _stated_in_paragraphs(source: Source) -> Iterator[Repair]:
    """Note references and tracked deletions of a format that states paragraphs, as steps.

    Only where the block's place holds its text as it is.
    """
    for block in source.blocks:
        if source.text[block.origin.start : block.origin.end] != block.text:
            continue
        position = block.origin.start
        for run in block.runs:
            if run.text and (run.note or Mark.DELETED in run.marks):
                origin = Origin(block.origin.locator, position, position + len(run.text))
                yield Repair("note-mark" if run.note else "tracked-deletion", run.text, "", origin)
            position += len(run.text)
