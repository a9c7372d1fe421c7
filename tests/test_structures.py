"""Structures beyond one document: joint conclusions, block verbs, lists, parts, annexes, tables, one-line texts.

For each text in `cases/structures` there is an outline in `golden/structures`, one line a part: its id, its number, its
verb, those it addresses, and how its words begin and end.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import GOLDEN

from pipeline.build import make_expression
from pipeline.export.json import expression_view
from pipeline.ids import UNKNOWN, ExpressionId
from pipeline.model import Expression, Provenance, Source, Status, Style, Subdivision
from pipeline.parse import account
from pipeline.repair import plain

CASES = sorted((Path(__file__).parent / "cases" / "structures").glob("*.txt"))
EDGE = 22  # characters that an outline shows of the beginning and the end of a text


def read_case(case: Path) -> tuple[Source, Expression]:
    language = case.suffixes[0].removeprefix(".")
    id = ExpressionId("", UNKNOWN, language)
    return make_expression(case.read_bytes(), case.name, "txt", id, Provenance(Status.SPECIMEN))


def outline(expression: Expression) -> str:
    lines = [line for part in expression.parts for line in _outline(part, 0)]
    lines += [f"{note.eid} at {note.anchor}:{note.offset} | {_short(note.text)}" for note in expression.notes]
    lines += [f"{notice.level.value}: {notice.code}" for notice in expression.notices]
    return "\n".join(lines) + "\n"


def _outline(part: Subdivision, depth: int) -> list[str]:
    verb = f" [{part.verb.text}]" if part.verb else ""
    addressees = f" → {', '.join(one.text for one in part.addressees)}" if part.addressees else ""
    words = f" | {_short(part.text)}" if part.text else ""
    line = f"{'  ' * depth}{part.eid} {part.num}".rstrip() + verb + addressees + words
    return [line, *(below for child in part.children for below in _outline(child, depth + 1))]


def _short(text: str) -> str:
    return text if len(text) <= 2 * EDGE + 3 else f"{text[:EDGE].strip()} … {text[-EDGE:].strip()}"


def test_there_are_cases_and_no_outline_without_one() -> None:
    assert len(CASES) >= 16
    assert {path.stem for path in (GOLDEN / "structures").iterdir()} == {case.stem for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_structure_is_read_as_its_outline_says(case: Path, golden: Callable[[str, bytes], None]) -> None:
    source, expression = read_case(case)
    assert account(source, expression).lost == 0
    golden(f"structures/{case.stem}.outline", outline(expression).encode())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_json_of_a_text_holds_every_word(case: Path) -> None:
    source, expression = read_case(case)
    view = expression_view(expression)
    texts = [part["num"] + part["text"] for part in view["parts"]]
    standing = [plain(block) for block in source.blocks if block.style is Style.PARAGRAPH]
    assert not Counter("".join("".join(standing).split())) - Counter("".join(texts))
    notes = [plain(block) for block in source.blocks if block.style is Style.NOTE]
    assert all(text.endswith(note["text"]) for text, note in zip(notes, view["notes"], strict=True))
