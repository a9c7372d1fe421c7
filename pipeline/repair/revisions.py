"""The other side of tracked changes. `plain` gives a text with all changes accepted; here they are all rejected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.model import Block, Mark, Origin, Run, Source

_CHANGE = frozenset({Mark.INSERTED, Mark.DELETED, Mark.MOVED})


def former(source: Source) -> Source:
    """The source as it read before its tracked changes: without insertions, with what was deleted or moved away.

    A deleted line end inside a block parts it again; an empty inserted run at its end joins it to the next block.
    Formatting such as bold or strike is left alone: whether it marks a change is for the document to say.
    """
    blocks: list[Block] = []
    open_end = False
    for block in source.blocks:
        for piece in _parted(block):
            if open_end and blocks[-1].style is piece.style:
                origin = replace(blocks[-1].origin, end=piece.origin.end)
                blocks[-1] = replace(blocks[-1], runs=blocks[-1].runs + piece.runs, origin=origin)
            elif any(run.text for run in piece.runs):
                blocks.append(piece)
        stood = bool(blocks) and any(run.text and Mark.INSERTED not in run.marks for run in block.runs)
        ends_new = bool(block.runs) and not block.runs[-1].text and Mark.INSERTED in block.runs[-1].marks
        open_end = ends_new and (stood or open_end)
    return replace(source, blocks=tuple(blocks))


def _parted(block: Block) -> Iterator[Block]:
    """A block as it was: cut at deleted line ends, its marks of change taken off."""
    runs: list[Run] = []
    start = end = block.origin.start
    for run in block.runs:
        end += len(run.text)
        if run.text == "\n" and Mark.DELETED in run.marks:
            yield _former_block(block, runs, Origin(block.origin.locator, start, end - 1))
            runs, start = [], end
        elif Mark.INSERTED not in run.marks:
            runs.append(replace(run, marks=run.marks - _CHANGE))
    yield _former_block(block, runs, Origin(block.origin.locator, start, end))


def _former_block(block: Block, runs: list[Run], origin: Origin) -> Block:
    text = "".join(run.text for run in runs).strip()
    number = block.num if text.startswith(block.num) or not text else text.split()[0]
    return replace(block, runs=tuple(runs), origin=origin, num=number)
