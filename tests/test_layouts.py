"""The same text in other layouts of plain text: one paragraph a line, wrapped anew, indented, in pages with feet."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import cycle

import pytest
from specimens import parsed

from pipeline.build import make_expression
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Expression, Style


def wrapped(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent)


def paged(paragraphs: Sequence[str], end: str) -> str:
    """Pages of 40 lines, each with a foot; the cells of every second one on lines of their own."""
    lines = "\n\n".join(wrapped(text, 90) for text in paragraphs).split("\n")
    pages = [lines[i : i + 40] for i in range(0, len(lines), 40)]
    feet = [["10125/22", "JFS/jcc", str(n), *["ANNEX"] * (n > 1), "ECOMP.3.B", "EN"] for n in range(1, len(pages) + 1)]
    whole = [
        "\n".join([*page, "", *(foot if n % 2 else ["   ".join(foot[:3]), "   ".join(foot[3:])])])
        for n, (page, foot) in enumerate(zip(pages, feet, strict=True))
    ]
    return end.join(whole) + end


LAYOUTS = {
    "one paragraph a line": lambda paragraphs: "\n".join(paragraphs),
    "one paragraph a line, empty lines between": lambda paragraphs: "\n\n".join(paragraphs),
    "wrapped at 90": lambda paragraphs: "\n\n".join(wrapped(text, 90) for text in paragraphs),
    "wrapped and indented": lambda paragraphs: "\r\n\r\n".join(wrapped(text, 76, "  ") for text in paragraphs),
    "pages with feet": lambda paragraphs: paged(paragraphs, "\n\f"),
    "feet, but nothing that tells of pages": lambda paragraphs: paged(paragraphs, "\n\n"),
}


def content(expression: Expression) -> list[tuple[object, ...]]:
    return [
        *((part.kind, part.eid, part.num, part.text, part.verb, part.addressees) for part in expression.walk()),
        *((note.mark, note.text, note.anchor, note.offset) for note in expression.notes),
    ]


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_the_layout_of_the_file_does_not_matter(code: str) -> None:
    source, expected = parsed(code, "adopted")
    notes = [block.text for block in source.blocks if block.style is Style.NOTE]
    texts = [block.text for block in source.blocks if block.style is not Style.NOTE]
    assert notes
    for label, layout in LAYOUTS.items():
        data = layout([*texts, *notes]).encode()
        _, expression = make_expression(data, "x.txt", "txt", expected.id, expected.provenance)
        assert content(expression) == content(expected), label


@pytest.mark.parametrize(("code", "form"), list(zip(PROTOCOL_ORDER, cycle(["raised", "[{}]", " [{}]"]), strict=False)))
def test_the_look_of_note_marks_does_not_matter(code: str, form: str) -> None:
    def mark(number: str) -> str:
        return number.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) if form == "raised" else form.format(number)

    source, expected = parsed(code, "adopted")
    lines = ["".join(mark(run.note) if run.note else run.text for run in block.runs) for block in source.blocks]
    notes = [f"{mark(note.mark).strip()} {note.text}" for note in expected.notes]
    texts = [line for line, block in zip(lines, source.blocks, strict=True) if block.style is not Style.NOTE]
    data = "\n\n".join(wrapped(text, 90) for text in [*texts, *notes]).encode()
    _, expression = make_expression(data, "x.txt", "txt", expected.id, expected.provenance)
    assert content(expression) == content(expected)
