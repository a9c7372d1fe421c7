import pytest

from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.ingest.identify import identify, wrong_language
from pipeline.model import Style


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "zip"),
        (b"abc\x00def", "binary"),
        ("één".encode("latin-1"), "UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, word: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data, "nl.txt", "nl", "txt")
    assert word in str(error.value) and "nl.txt" in str(error.value) and "\n" not in str(error.value)


def test_an_unknown_format_names_the_formats_that_work() -> None:
    with pytest.raises(ReadError, match="txt"):
        read(b"x", "nl.odt", "nl", "odt")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_byte_order_marks_do_not_matter(newline: str, encoding: str) -> None:
    data = newline.join(["1. MERKT OP", "dat é;", ""]).encode(encoding)
    source = read(data, "nl.txt", "nl", "txt")
    assert [block.text for block in source.blocks] == ["1. MERKT OP", "dat é;"]


def test_decomposed_letters_are_composed() -> None:
    assert read("e\N{COMBINING ACUTE ACCENT}".encode(), "x", "fr", "txt").blocks[0].text == "é"


def test_origins_point_at_the_text_of_the_block() -> None:
    source = read(b"  een\n\n twee \n", "nl.txt", "nl", "txt")
    assert [source.text[b.origin.start : b.origin.end] for b in source.blocks] == ["een", "twee"]
    assert source.blocks[1].page_start


def test_the_note_area_begins_after_a_run_of_spaces_and_ends_with_the_page() -> None:
    text = "tekst1\n" + " " * 40 + "\n1 Doc. 1.\nen verder\n nieuwe pagina\n"
    styles = [(block.text, block.style) for block in read(text.encode(), "x", "nl", "txt").blocks]
    assert styles == [
        ("tekst1", Style.LINE),
        ("1 Doc. 1.", Style.NOTE),
        ("en verder", Style.NOTE),
        ("nieuwe pagina", Style.LINE),
    ]


def test_a_character_without_meaning_is_reported() -> None:
    source = read("een \ue000 teken".encode(), "x", "nl", "txt")
    assert [notice.code for notice in source.notices] == ["odd-character"]


def test_a_text_in_another_language_than_declared_is_noticed() -> None:
    text = "The Council invites the Commission and the Member States to promote the values of the Union."
    source = read(text.encode(), "nl.txt", "nl", "txt")
    notice = wrong_language(source, "nl")
    assert notice is not None and "English" in notice.message
    assert wrong_language(source, "en") is None


def test_capitals_and_codes_alone_say_nothing_about_the_language() -> None:
    assert identify("12301/21 ST 10125/22") == ("", 0.0)
