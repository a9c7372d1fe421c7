from collections import Counter
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens import parsed
from writers.formex import council_formex
from writers.wording import LANGUAGES, characters, essence

from pipeline.build import make_expression
from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.ingest.formex import capitals
from pipeline.ingest.xml import DEEPEST, MOST
from pipeline.model import Kind, Mark, Source, Style
from pipeline.parse import account
from pipeline.repair import plain


def formex(body: str, code: str = "en") -> Source:
    return read(f"<GENERAL><CONTENTS>{body}</CONTENTS></GENERAL>".encode(), "x.xml", code, "xml")


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_specimen_in_formex_is_the_same_expression_as_in_text(code: str) -> None:
    _, expression = parsed(code, "adopted")
    source, again = make_expression(council_formex(expression), "x.xml", "xml", expression.id, expression.provenance)
    assert essence(again) == essence(expression)
    assert account(source, again).lost == 0


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ("recalls", "RECALLS"),
        ("υπενθυμίζει", "ΥΠΕΝΘΥΜΙΖΕΙ"),
        ("Μάιος ή τσάι", "ΜΑΪΟΣ Ή ΤΣΑΪ"),
        ("ευρωπαϊκή προϋπόθεση ΐ", "ΕΥΡΩΠΑΪΚΗ ΠΡΟΫΠΟΘΕΣΗ Ϊ"),
        ("припомня", "ПРИПОМНЯ"),
        ("größe", "GRÖSSE"),
    ],
)
def test_capitals_are_as_printed(small: str, large: str) -> None:
    assert capitals(small) == large == capitals(large)
    assert texts(formex(f'<P>x <HT TYPE="UC">{small}</HT> y</P>')) == [f"x {large} y"]


def test_quotation_marks_are_characters_by_code() -> None:
    source = formex('<P><QUOT.START CODE="2018" ID="a"/>soft<QUOT.END CODE="2019"/> and <QUOT.END CODE="zz"/>power</P>')
    assert texts(source) == ["‘soft’ and power"]


def test_numbers_are_stated_and_lists_are_deeper() -> None:
    source = formex(
        "<NP><NO.P>1.</NO.P><TXT>CALLS ON:</TXT><P><LIST TYPE='alpha'><ITEM><NP><NO.P>(a)</NO.P><TXT>to act;</TXT></NP>"
        "</ITEM></LIST></P></NP><PARAG><NO.PARAG><QUOT.START CODE='2018'/>4a.</NO.PARAG><ALINEA>One.</ALINEA>"
        "<ALINEA>Two.</ALINEA></PARAG>"
    )
    assert [(block.text, block.num, block.depth) for block in source.blocks] == [
        ("1. CALLS ON:", "1.", 0),
        ("(a) to act;", "(a)", 1),
        ("‘4a. One.", "‘4a.", 0),
        ("Two.", "", 1),
    ]


def test_titles_headings_and_annexes_are_stated() -> None:
    source = read(
        b"<ACT><TITLE><TI><P>Council <HT TYPE='BOLD'>conclusions</HT></P></TI></TITLE><ENACTING.TERMS><DIVISION><TITLE>"
        b"<TI><P>Part</P></TI></TITLE><ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>Text.</ALINEA></ARTICLE></DIVISION>"
        b"</ENACTING.TERMS><CONS.ANNEX><TITLE><TI><P>ANNEX</P></TI><STI><P>Form</P></STI></TITLE></CONS.ANNEX></ACT>",
        "x",
        "en",
        "fmx",
    )
    assert [(block.text, block.kind) for block in source.blocks] == [
        ("Council conclusions", Kind.TITLE),
        ("Part", Kind.HEADING),
        ("Article 1", Kind.HEADING),
        ("Text.", ""),
        ("ANNEX", Kind.ANNEX),
        ("Form", Kind.TITLE),
    ]
    assert source.blocks[0].runs[1].marks == {Mark.BOLD}


def test_notes_are_counted_for_each_sort_and_stand_behind_their_paragraph() -> None:
    source = formex(
        '<P>one<NOTE NOTE.ID="E1"><P>First</P><P>more</P></NOTE>, two<NOTE NUMBERING="STAR">*</NOTE>, again'
        '<NOTE NOTE.REF="E1"/>, three<NOTE>Third</NOTE>, quoted <NOTE TYPE="QUOTATION">Q</NOTE></P>'
    )
    assert [run.note for run in source.blocks[0].runs if run.note] == ["1", "*", "1", "2", "*1"]
    assert plain(source.blocks[0]) == "one, two, again, three, quoted"
    notes = [(block.num, block.text) for block in source.blocks if block.style is Style.NOTE]
    assert notes == [("1", "1 First more"), ("*", "* *"), ("2", "2 Third"), ("*1", "*1 Q")]


def test_what_an_act_deleted_is_kept_as_deleted() -> None:
    source = formex(
        '<P>kept</P><?CLG.MDFO ID="O1" IDREF="C1" ACTION="DELETED"?><P>gone</P><?CLG.MDFC ID="C1" IDREF="O1"?>'
        '<?CLG.MDFO ID="O2" IDREF="C2" ACTION="REPLACED"?><P>new</P><?CLG.MDFC ID="C2" IDREF="O2"?>'
    )
    assert [plain(block) for block in source.blocks] == ["kept", "", "new"]


def test_pages_end_inside_words_without_breaking_them() -> None:
    assert texts(formex("<P>inter<?PAGE NO='4'?>national <!-- x -->text</P>")) == ["international text"]


def test_metadata_is_furniture_and_figures_are_grouped() -> None:
    source = read(
        b"<CONS.ACT><BIB.INSTANCE><NO.OJ>264</NO.OJ><YEAR>2015</YEAR></BIB.INSTANCE>"
        b"<P>between <FT TYPE='NUMBER'>1096</FT> and <FT TYPE='NUMBER'>833</FT></P></CONS.ACT>",
        "x",
        "en",
        "fmx",
    )
    assert [(block.text, block.style) for block in source.blocks] == [
        ("264 2015", Style.FURNITURE),
        ("between 1\u00a0096 and 833", Style.PARAGRAPH),
    ]


def test_rows_and_unknown_elements_are_kept() -> None:
    source = formex(
        "<TBL><TITLE><TI><P>Table</P></TI></TITLE><CORPUS><ROW><CELL>a</CELL><CELL><P>b</P></CELL></ROW></CORPUS></TBL>"
        "<NEW>block</NEW><P>in<NEW>li</NEW>ne</P>"
    )
    assert texts(source) == ["Table", "a\tb", "block", "inline"]


def test_characters_that_html_names_are_read_and_unknown_names_stay() -> None:
    assert texts(formex("<P>&eacute;lan&nbsp;&lt;&#233;&notathing;<![CDATA[&eacute;]]></P>")) == [
        "élan\u00a0<é&notathing;&eacute;"
    ]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "not well-formed"),
        (b"<ACT><P>a</ACT>", "line 1"),
        (b"<rss><P>a</P></rss>", "<rss>"),
        (b"<ACT/>", "empty"),
        (b'<!DOCTYPE ACT [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><ACT><P>&b;</P></ACT>', "DOCTYPE"),
        (b'<!DOCTYPE ACT SYSTEM "a>b" [<!ENTITY x SYSTEM "file:///etc/passwd">]><ACT><P>&x;</P></ACT>', "DOCTYPE"),
        (b'<!-- <!DOCTYPE ACT> --><!DOCTYPE ACT[<!ENTITY x "y">]><ACT>&x;</ACT>', "DOCTYPE"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>'.encode("utf-16"), "DOCTYPE"),
        (b"<A>" * (DEEPEST + 1) + b"x" + b"</A>" * (DEEPEST + 1), "deep"),
        (b"<A>" + b"<P/>" * (MOST + 1) + b"</A>", "elements"),
        (b"<A>" + b"x" * 12_000_000 + b"</A>", "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, word: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data, "x.xml", "en", "xml")
    assert word in str(error.value) and "\n" not in str(error.value) and len(str(error.value)) < 300


def test_a_public_document_type_is_not_fetched() -> None:
    data = b'<!DOCTYPE ACT PUBLIC "-//EU//DTD" "http://localhost:1/x.dtd"><ACT><P>text</P></ACT>'
    assert texts(read(data, "x", "en", "fmx")) == ["text"]


def test_xhtml_with_the_extension_xml_is_read_as_html() -> None:
    prolog = b'<?xml version="1.0"?><!-- c --><!DOCTYPE html PUBLIC "a" "b">'
    data = prolog + b'<html><body><p class="oj-normal">a<br/>b</p></body></html>'
    assert texts(read(data, "x.xml", "en", "xml")) == ["a b"]


NAMES = st.sampled_from(
    "P NP NO.P TXT LIST ITEM HT DATE NOTE TITLE TI STI GR.SEQ TBL ROW CELL QUOT.S ALINEA PARAG NO.PARAG BIB.INSTANCE "
    "GR.NOTES ODD FT MARGIN VISA BR QUOT.END INCL.ELEMENT".split()
)
WORDS = st.sampled_from(["1.", "(a)", "–", "world", " ", "a<b&c", "ÉÉN", "\u00a0", "2", "\N{SOFT HYPHEN}"])


def _element(name: str, inside: list[tuple[str, str]]) -> tuple[str, str]:
    attributes = ' TYPE="BOLD"' if name == "HT" else ""
    markup = "".join(part for part, _ in inside)
    return f"<{name}{attributes}>{markup}</{name}>", "".join(text for _, text in inside)


TREES = st.recursive(
    WORDS.map(lambda word: (escape(word), word)),
    lambda inner: st.builds(_element, NAMES, st.lists(inner, max_size=4)),
    max_leaves=25,
)


@given(st.lists(TREES, max_size=6))
def test_law_nothing_is_lost(trees: list[tuple[str, str]]) -> None:
    text = "".join(text for _, text in trees).replace("\N{SOFT HYPHEN}", "")
    markup = "".join(markup for markup, _ in trees)
    if not text.strip():
        return
    assert characters(formex(markup)) == Counter("".join(text.split()))
