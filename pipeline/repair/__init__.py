"""Source → Source: what a page layout did to a text is undone, step by step, each step recorded.

Lines are joined to paragraphs (`paragraphs`), line-end hyphens decided (`hyphens`), note marks told from figures
(`marks`). Every alteration is a `Repair`, an edit on the text of the file: `replay(source.text, repairs)` gives the
repaired text. A repaired source needs no further repair (a fixpoint).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.languages import Language
from pipeline.model import Block, Origin, Repair, Run, Source, Style
from pipeline.repair.hyphens import HYPHENS, Hyphenation
from pipeline.repair.marks import find_marks, split_runs
from pipeline.repair.paragraphs import group_lines

__all__ = ["locate", "plain", "repair", "replay"]


def repair(source: Source, language: Language) -> Source:
    """The source with paragraphs for lines, and note references as runs of their own."""
    lines = [block for block in source.blocks if block.style in (Style.LINE, Style.NOTE)]
    if not any(block.style is Style.LINE for block in lines):
        return source
    groups = group_lines(lines, language)
    hyphenation = Hyphenation(language, [line.text for line in lines])
    joined = [_join(group, hyphenation, source.text) for group in groups]
    steps = _in_place(groups, joined, source.text)
    marks, notices = find_marks([block for block, _ in joined])
    blocks = tuple(split_runs(block, marks.get(i, ())) for i, (block, _) in enumerate(joined))
    steps += [_mark(joined[i], at, mark) for i, found in marks.items() for at, mark in found]
    ordered = tuple(sorted(steps, key=lambda step: (step.origin.start, step.origin.end)))
    return replace(source, blocks=blocks, notices=source.notices + notices, repairs=source.repairs + ordered)


def replay(text: str, repairs: Iterable[Repair]) -> str:
    """The text of the file with all repairs applied: one paragraph a line, note references taken out."""
    out: list[str] = []
    position = 0
    for step in repairs:
        out += [text[position : step.origin.start], step.after]
        position = step.origin.end
    return "".join([*out, text[position:]]).strip()


def plain(block: Block) -> str:
    """The text of a block without note references."""
    return "".join(run.text for run in block.runs if not run.note)


def locate(block: Block, repairs: Sequence[Repair], start: int, end: int) -> Origin:
    """Where a range of `plain(block)` stands in the file."""
    inside = [r for r in repairs if block.origin.start <= r.origin.start and r.origin.end <= block.origin.end]
    return Origin(block.origin.locator, _file_offset(block, inside, start), _file_offset(block, inside, end))


def _file_offset(block: Block, repairs: Sequence[Repair], offset: int) -> int:
    at_file, at_text = block.origin.start, 0
    for step in repairs:
        unchanged = step.origin.start - at_file
        if at_text + unchanged >= offset:
            break
        at_text += unchanged + len(step.after)
        at_file = step.origin.end
    return at_file + max(0, offset - at_text)


def _join(group: Sequence[Block], hyphenation: Hyphenation, source: str) -> tuple[Block, list[Repair]]:
    """One paragraph from its lines, with the repair made at each line end."""
    text = group[0].text
    steps: list[Repair] = []
    for left, right in pairwise(group):
        rule, after = hyphenation.decide(left.text, right.text)
        cut = 1 if left.text.endswith(HYPHENS) else 0
        text = text[: len(text) - cut] + after + right.text
        origin = Origin(left.origin.locator, left.origin.end - cut, right.origin.start)
        steps.append(Repair(rule, source[origin.start : origin.end], after, origin))
    style = Style.NOTE if group[0].style is Style.NOTE else Style.PARAGRAPH
    origin = Origin(group[0].origin.locator, group[0].origin.start, group[-1].origin.end)
    return Block((Run(text),), origin, style, page_start=group[0].page_start), steps


def _in_place(
    groups: Sequence[Sequence[Block]], joined: Sequence[tuple[Block, list[Repair]]], source: str
) -> list[Repair]:
    """The joins, and one line end between paragraphs. Notes that stood inside a paragraph are moved behind it."""
    steps: list[Repair] = []
    position = 0
    for group, (block, joins) in zip(groups, joined, strict=True):
        if group[0].origin.start < position:
            here = Origin(group[0].origin.locator, position, position)
            steps.append(Repair("note-moved", "", f"\n{block.text}", here))
            continue
        gap = Origin(group[0].origin.locator, position, group[0].origin.start)
        after = "\n" if position else ""
        if gap.start < gap.end:
            steps.append(Repair("page-layout", source[gap.start : gap.end], after, gap))
        steps += joins
        position = group[-1].origin.end
    return steps


def _mark(joined: tuple[Block, list[Repair]], at: int, mark: str) -> Repair:
    block, joins = joined
    end = _file_offset(block, joins, at + len(mark))
    return Repair("note-mark", mark, "", Origin(block.origin.locator, end - len(mark), end))


def changed_lines(repairs: Iterable[Repair]) -> Iterator[Repair]:
    """The repairs that altered more than white space: what a reader may want to check."""
    return (step for step in repairs if step.rule not in ("line-break", "page-layout"))
