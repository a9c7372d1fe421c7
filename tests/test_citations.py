import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.citations import Regime, find_citations
from pipeline.languages import PROTOCOL_ORDER, load

CASES = tomllib.loads((Path(__file__).parent / "cases" / "citations.toml").read_text(encoding="utf-8"))["case"]
FIELDS = ("series", "part", "issue", "number", "date", "page", "eli")


def test_every_language_has_a_case_of_each_regime() -> None:
    found = {(case["lang"], case["expected"]["regime"]) for case in CASES}
    assert {(code, regime) for code in PROTOCOL_ORDER for regime in ("issues", "acts")} <= found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_reference_is_read(case: dict) -> None:
    found = find_citations(case["given"], load(case["lang"]))
    assert len(found) == 1, found
    expected = {name: case["expected"].get(name, "") for name in FIELDS}
    assert {name: getattr(found[0], name) for name in FIELDS} == expected
    assert found[0].regime is Regime(case["expected"]["regime"])


def test_the_place_of_a_reference_is_its_words() -> None:
    text = "see Regulation (EC) No 765/2008 (OJ L 218, 13.8.2008, p. 30) and OJ C 326, 26.10.2012, p. 391."
    places = [text[found.start : found.end] for found in find_citations(text, load("en"))]
    assert places == ["OJ L 218, 13.8.2008, p. 30", "OJ C 326, 26.10.2012, p. 391"]


def test_words_that_begin_like_the_journal_are_no_reference() -> None:
    assert find_citations("The OJ is published daily. OJL 222. DOJ L 222.", load("en")) == ()


def test_a_text_is_read_in_its_own_language() -> None:
    assert find_citations("GU L 222 del 20.8.2008, pag. 1", load("de")) == ()


@given(st.text(st.sampled_from("OJPBL C12/.,: E-pblz.20\u00a0"), max_size=60), st.sampled_from(PROTOCOL_ORDER))
def test_law_any_text_can_be_searched(text: str, code: str) -> None:
    for found in find_citations(text, load(code)):
        assert 0 <= found.start < found.end <= len(text)
        assert found.issue or found.number
