import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens import ROOT

from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.ingest.encodings import LARGEST, LONGEST, decode
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
        (b"\x84\x81\x8d\x90 \xff\xfe\xfd", "UTF-8"),
        (b"a" * (LARGEST + 1), "MB"),
        (b"a" * (LONGEST + 1), "characters"),
        (b"{\\rtf1 a}", "RTF"),
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


CORPUS = ROOT / "corpus" / "2022-research-innovation" / "ST-10125-2022-INIT"
LEGACY = {
    "bg": ("windows-1251", "iso-8859-5"),
    "cs": ("windows-1250", "iso-8859-2"),
    "de": ("windows-1252", "iso-8859-1"),
    "el": ("windows-1253", "iso-8859-7"),
    "et": ("windows-1257", "iso-8859-13", "iso-8859-15"),
    "fr": ("windows-1252", "iso-8859-15"),
    "ga": ("windows-1252", "iso-8859-1", "iso-8859-14"),
    "hu": ("windows-1250", "iso-8859-2"),
    "lt": ("windows-1257", "iso-8859-4", "iso-8859-13"),
    "lv": ("windows-1257", "iso-8859-10"),
    "mt": ("iso-8859-3",),
    "pl": ("windows-1250", "iso-8859-2", "iso-8859-16"),
    "ro": ("windows-1250", "iso-8859-2", "iso-8859-16"),
}
SIMPLE = str.maketrans(
    {"–": "-", "—": "-", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'", "…": "...", "€": "EUR"}
)
CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")
"""Older code pages of Romanian have a cedilla, at the bytes where ISO 8859-16 has the comma."""


@pytest.mark.parametrize(("code", "encoding"), [(code, name) for code, names in LEGACY.items() for name in names])
def test_a_text_in_an_old_encoding_is_read_and_the_encoding_named(code: str, encoding: str) -> None:
    text = (CORPUS / f"{code}.txt").read_text("utf-8")
    if encoding.startswith("iso"):
        text = text.translate(SIMPLE)
    elif code == "ro":
        text = text.translate(CEDILLA)
    written = text.translate(CEDILLA) if encoding == "iso-8859-2" else text
    source = read(written.encode(encoding), "x.txt", code, "txt")
    assert source.text == text
    assert [notice.code for notice in source.notices] == ["legacy-encoding"]


def test_a_name_from_elsewhere_does_not_mislead_the_choice_of_an_encoding() -> None:
    decoded = decode("De heer Schröder en mevrouw Garção zijn in één café, coördinatie".encode("cp1252"), "x", "nl")
    assert (decoded.text.split()[2], decoded.legacy) == ("Schröder", "windows-1252")


def test_utf_8_wins_over_what_a_file_declares() -> None:
    assert decode("élan".encode(), "x", "fr", "iso-8859-1").text == "élan"
    assert decode("τέλος".encode("iso-8859-7"), "x", "fr", "iso-8859-7").text == "τέλος"
    assert decode("élan".encode("cp1252"), "x", "fr", "zip").text == "élan"


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


@given(
    st.binary(max_size=300),
    st.sampled_from(["akn", "fmx", "html", "txt", "xml"]),
    st.sampled_from(["el", "mt", "nl"]),
)
def test_law_any_bytes_are_read_or_refused_in_one_line(data: bytes, format: str, code: str) -> None:
    try:
        found = str(len(read(data, "x", code, format).blocks))
    except ReadError as error:
        found = str(error)
    assert found != "0" and "\n" not in found
