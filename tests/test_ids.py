import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import IdError
from pipeline.ids import DocumentId, child

NUMBERS = st.integers(1, 99999)
SUFFIXES = st.lists(
    st.builds("{} {}".format, st.sampled_from(["COR", "ADD", "DCL", "EXT"]), st.integers(1, 9)), max_size=2
).map(tuple)


@pytest.mark.parametrize(
    ("code", "printed", "slug"),
    [
        ("10125/22", "ST 10125/22", "ST-10125-2022-INIT"),
        ("ST 9524/1/22 REV 1", "ST 9524/1/22 REV 1", "ST-9524-2022-REV-1"),
        ("ST-9524-2022-REV-1", "ST 9524/1/22 REV 1", "ST-9524-2022-REV-1"),
        ("9524/22 REV 1", "ST 9524/1/22 REV 1", "ST-9524-2022-REV-1"),
        ("ST 12345 2000 ADD 1 COR 1", "ST 12345/00 ADD 1 COR 1", "ST-12345-2000-ADD-1-COR-1"),
        ("PE-CONS 3648/2/07 REV 2", "PE-CONS 3648/2/07 REV 2", "PE-CONS-3648-2007-REV-2"),
        ("1234/99", "ST 1234/99", "ST-1234-1999-INIT"),
    ],
)
def test_codes_in_all_their_forms(code: str, printed: str, slug: str) -> None:
    document = DocumentId.parse(code)
    assert (document.printed, document.slug) == (printed, slug)


@pytest.mark.parametrize("code", ["", "10125", "ST 10125", "9524/1/22 REV 2", "ST 10125/22 FOO 1", "../22"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(IdError):
        DocumentId.parse(code)


@given(NUMBERS, st.integers(1958, 2057), SUFFIXES)
def test_law_codes_are_printable_both_ways(number: int, year: int, suffixes: tuple[str, ...]) -> None:
    document = DocumentId("ST", number, year, suffixes or ("INIT",))
    assert DocumentId.parse(document.printed) == document
    assert DocumentId.parse(document.slug) == document


def test_register_address() -> None:
    address = DocumentId.parse("9524/1/22 REV 1").register_url("nl")
    assert address == "https://data.consilium.europa.eu/doc/document/ST-9524-2022-REV-1/nl/pdf"


def test_eids_follow_the_naming_convention() -> None:
    assert child("", "para", "12") == "para_12"
    assert child("para_12", "clause", 3) == "para_12__clause_3"
