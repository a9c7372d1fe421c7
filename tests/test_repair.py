import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.text import read
from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import Source, Style
from pipeline.repair import locate, plain, repair, replay
from pipeline.repair.hyphens import Hyphenation

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict]:
    found = tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]
    assert found, f"{name} holds no case"
    return found


def repaired(text: str, code: str = "nl") -> Source:
    return repair(read(text.encode(), "test.txt", code), load(code))


@pytest.mark.parametrize("case", cases("hyphens.toml"), ids=lambda case: case["label"])
def test_hyphen_at_a_line_end(case: dict) -> None:
    lines = [*case.get("text", "").splitlines(), case["left"], case["right"]]
    _, cut, after, skip = Hyphenation(load(case["lang"]), lines).decide(case["left"], case["right"])
    assert (after, cut, skip) == (case["expected"], case.get("cut", 1), case.get("skip", 0))


@pytest.mark.parametrize("case", cases("note_marks.toml"), ids=lambda case: case["label"])
def test_note_marks_glued_to_words(case: dict) -> None:
    page = "1. MERKT OP dat\n\n" + case["text"] + ";\n\n" + " " * 40 + "\n" + "\n".join(case["notes"]) + "\n"
    source = repaired(page)
    marks = [run.note for block in source.blocks if block.style is Style.PARAGRAPH for run in block.runs if run.note]
    assert marks == case["expected"]


def test_lines_of_a_point_become_one_paragraph_and_a_heading_stays_alone() -> None:
    source = repaired(
        "Inleiding\n\n1. MERKT OP dat de samenwerking op het gebied van\n\nO&I noodzakelijk is;\n\nSlot\n"
    )
    assert [plain(block) for block in source.blocks] == [
        "Inleiding",
        "1. MERKT OP dat de samenwerking op het gebied van O&I noodzakelijk is;",
        "Slot",
    ]


def test_a_paragraph_that_goes_on_after_the_notes_of_a_page_stays_whole() -> None:
    text = (
        "1. MERKT OP dat een pact1 over ontwikkelings-\n"
        + " " * 40
        + "\n1 Doc. 12301/21.\n samenwerking nodig is; ERKENT de rol;\n\n2. STEUNT dit.\n"
    )
    source = repaired(text)
    assert [plain(block) for block in source.blocks] == [
        "1. MERKT OP dat een pact over ontwikkelingssamenwerking nodig is; ERKENT de rol;",
        "1 Doc. 12301/21.",
        "2. STEUNT dit.",
    ]
    assert replay(source.text, source.repairs) == "\n".join(plain(block) for block in source.blocks)
    assert "note-moved" in {step.rule for step in source.repairs}


def test_each_repair_says_what_stood_there() -> None:
    source = repaired("1. MERKT OP dat beleids-\nvorming in een wereld1 telt;\n" + " " * 40 + "\n1 Doc. 1.\n")
    for step in source.repairs:
        assert source.text[step.origin.start : step.origin.end] == step.before


def test_a_place_in_the_repaired_text_is_found_in_the_file() -> None:
    source = repaired("1. MERKT OP dat beleids-\n\nvorming telt en kennis;\n")
    block = source.blocks[0]
    start = plain(block).index("kennis")
    origin = locate(block, source.repairs, start, start + len("kennis"))
    assert source.text[origin.start : origin.end] == "kennis"


LINES = st.lists(
    st.text(
        st.sampled_from("abcdeé ABC123.;,-–()1 \N{RIGHT SINGLE QUOTATION MARK}ΑάБв"),
        min_size=0,
        max_size=60,
    )
    | st.sampled_from(["1. MERKT OP dat", "– een streepje", " " * 40, "1 Doc. 1.", "BIJLAGE", "van: iemand", "2) b"]),
    min_size=1,
    max_size=14,
)


@given(LINES, st.sampled_from(PROTOCOL_ORDER))
def test_law_repair_settles_and_can_be_replayed(lines: list[str], code: str) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    source = repaired(text, code)
    assert repair(source, load(code)) == source
    assert replay(source.text, source.repairs) == "\n".join(plain(block) for block in source.blocks).strip()


@given(LINES)
def test_law_repair_loses_no_letter(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    before = sorted(c for c in read(text.encode(), "t", "nl").text if c.isalnum())
    after = sorted(c for block in repaired(text).blocks for c in block.text if c.isalnum())
    assert after == before
