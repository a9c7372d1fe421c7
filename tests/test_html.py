from collections import Counter
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens import parsed
from writers.html import GENERATIONS, council_html
from writers.wording import LANGUAGES, characters, essence

from pipeline.build import make_expression
from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.ingest.encodings import LARGEST, LONGEST
from pipeline.ingest.xml import DEEPEST, MOST
from pipeline.model import Block, Kind, Mark, Source, Style
from pipeline.parse import account
from pipeline.repair import plain


def html(text: str, code: str = "en") -> Source:
    return read(text.encode(), "x.html", code, "html")


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


def only(source: Source) -> Block:
    assert len(source.blocks) == 1
    return source.blocks[0]


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_specimen_in_html_is_the_same_expression_as_in_text(code: str, generation: str) -> None:
    _, expression = parsed(code, "adopted")
    data = council_html(expression, generation)
    source, again = make_expression(data, "x.html", "html", expression.id, expression.provenance)
    assert essence(again) == essence(expression)
    assert account(source, again).lost == 0


def test_what_surrounds_the_text_of_the_oldest_pages_is_furniture() -> None:
    _, expression = parsed("nl", "adopted")
    source = read(council_html(expression, "bare"), "x.html", "nl", "html")
    furniture = [block.text for block in source.blocks if block.style is Style.FURNITURE]
    assert furniture[:3] == ["Avis juridique important", "|", "52022XG0610"]
    assert furniture[-1].endswith("P. 0001 - 0009")


def test_heads_of_the_official_journal_and_marks_of_amendments_are_furniture() -> None:
    source = html(
        '<table><tr><td><p class="oj-hd-date">9.10.2015</p></td><td><p class="oj-hd-lg">EN</p></td></tr></table>'
        '<p class="oj-normal">Text.</p><p class="modref"><a href="#">▼M1</a></p>'
    )
    assert [(block.text, block.style) for block in source.blocks] == [
        ("9.10.2015\tEN", Style.FURNITURE),
        ("Text.", Style.PARAGRAPH),
        ("▼M1", Style.FURNITURE),
    ]


def test_all_before_the_rule_of_a_consolidated_text_is_furniture() -> None:
    source = html(
        '<p class="disclaimer">No legal effect.</p><table><tr><td><p class="arrow">►B</p></td>'
        '<td><p class="title-doc-first">DECISION</p></td></tr></table><hr class="separator"/>'
        '<p class="title-doc-first">DECISION</p><div class="norm"><span class="no-parag">1.\u00a0 </span>'
        '<div class="norm inline-element">A reserve.</div></div>'
    )
    found = [(block.text, block.style, block.kind, block.num) for block in source.blocks]
    assert found == [
        ("No legal effect.", Style.FURNITURE, "", ""),
        ("►B\tDECISION", Style.FURNITURE, "", ""),
        ("DECISION", Style.PARAGRAPH, Kind.TITLE, ""),
        ("1. A reserve.", Style.PARAGRAPH, "", "1."),
    ]


def test_inline_elements_do_not_break_words_and_white_space_is_folded() -> None:
    source = html("<p>The <b>Coun</b>cil of\n   <i> 3 June </i>\t<b>\n</b> 2002</p>")
    assert only(source).text == "The Council of 3 June 2002"


def test_no_break_spaces_stay_and_soft_hyphens_go() -> None:
    assert (
        only(html("<p>12\u00a0% of inter&shy;national &amp; e&#769;lan &eacute;</p>")).text
        == "12\u00a0% of international & élan é"
    )


def test_marks_are_taken_from_elements_classes_and_styles() -> None:
    source = html(
        '<p>a<strong>b</strong><em>c</em><u>d</u><s>e</s><ins>f</ins><del>g</del><span class="oj-bold">h</span>'
        '<span style="font-weight: bold; text-decoration: line-through">i</span></p>'
    )
    marks = {run.text: run.marks for run in only(source).runs}
    assert marks["b"] == {Mark.BOLD} and marks["c"] == {Mark.ITALIC} and marks["d"] == {Mark.UNDERLINE}
    assert marks["e"] == {Mark.STRIKE} and marks["f"] == {Mark.INSERTED} and marks["g"] == {Mark.DELETED}
    assert marks["h"] == {Mark.BOLD} and marks["i"] == {Mark.BOLD, Mark.STRIKE}
    assert plain(only(source)) == "abcdefhi"


def test_a_reference_takes_its_brackets_and_the_space_before_it() -> None:
    source = html(
        '<p>the Committee (<a href="#E1" id="src.E1"><span class="superscript">1</span></a>), and</p>'
        '<p class="footnote">(<a href="#src.E1" id="E1"><span class="superscript">1</span></a>) OJ C 424.</p>'
    )
    assert [(run.text, run.note) for run in source.blocks[0].runs] == [
        ("the Committee", ""),
        (" (1)", "1"),
        (", and", ""),
    ]
    assert (source.blocks[1].style, source.blocks[1].num, source.blocks[1].text) == (Style.NOTE, "1", "(1) OJ C 424.")


def test_raised_marks_without_links_are_references_and_powers_are_not() -> None:
    source = html(
        "<p>an area of 3 m<sup>1</sup> in the world<sup>1</sup> and CO<sub>2</sub></p>"
        '<p class="note"><sup>1</sup> Doc. 1.</p>'
    )
    assert [run.note for run in source.blocks[0].runs if run.note] == ["1"]
    assert plain(source.blocks[0]) == "an area of 3 m1 in the world and CO2"


def test_bare_notes_at_the_end_need_a_reference_for_each() -> None:
    notes = "<p>(1) OJ L 1.</p><p>(2) OJ L 2.</p>"
    found = html(f"<p>of the Treaty(1), Article 9(1) of Regulation No 17(2) is</p>{notes}")
    assert plain(found.blocks[0]) == "of the Treaty, Article 9(1) of Regulation No 17 is"
    assert [block.style for block in found.blocks[1:]] == [Style.NOTE, Style.NOTE]
    assert [block.style for block in html(f"<p>Whereas:</p>{notes}").blocks] == [Style.PARAGRAPH] * 3


def test_rows_are_kept_one_by_one() -> None:
    source = html(
        "<table><tr><th>State</th><th>Quota</th></tr><tr><td>Malta</td><td>1.5</td></tr>"
        "<tr><td>(a)</td><td><p>first</p><table><tr><td>–</td><td>inner</td></tr></table></td></tr>"
        "<tr><td>From:</td><td>the Secretariat</td></tr></table>"
    )
    assert [(block.text, block.num, block.depth) for block in source.blocks] == [
        ("State\tQuota", "", 0),
        ("Malta\t1.5", "", 0),
        ("(a) first", "(a)", 0),
        ("– inner", "–", 1),
        ("From: the Secretariat", "", 0),
    ]


def test_the_numbers_of_an_ordered_list_do_not_vanish() -> None:
    source = html('<ol start="3"><li>WELCOMES<li>INVITES</ol><ol type="a"><li>one</ol>')
    assert texts(source) == ["3. WELCOMES", "4. INVITES", "a. one"]


def test_two_line_breaks_part_paragraphs_and_one_is_a_space() -> None:
    assert texts(html("<p>one<br>line<br>\n<br/>two</p><pre>three\nlines\n\nfour</pre>")) == [
        "one line",
        "two",
        "three lines",
        "four",
    ]


def test_a_stated_heading_wins_over_what_it_looks_like() -> None:
    text = (
        '<p>THE COUNCIL OF THE EUROPEAN UNION,</p><p class="ti-grseq-1">1. Introduction;</p><p>1. NOTES the role.</p>'
    )
    _, expression = parsed("en", "adopted")
    _, again = make_expression(text.encode(), "x", "html", expression.id, expression.provenance)
    assert [part.text for part in again.of_kind(Kind.HEADING)] == ["1. Introduction;"]
    assert [part.num for part in again.of_kind(Kind.POINT)] == ["1."]


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="iso-8859-7">', "iso-8859-7"),
        ('<?xml version="1.0" encoding="windows-1253"?>', "windows-1253"),
        ("", "utf-16"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=UNICODE-1-1-UTF-8">', "utf-8"),
        ("", "windows-1253"),
    ],
)
def test_the_encoding_is_declared_marked_or_found(declaration: str, encoding: str) -> None:
    source = read(f"{declaration}<p>ΤΟ ΣΥΜΒΟΥΛΙΟ έχει θέση</p>".encode(encoding), "x", "el", "html")
    assert texts(source) == ["ΤΟ ΣΥΜΒΟΥΛΙΟ έχει θέση"]
    assert [notice.code for notice in source.notices] == ([] if encoding.startswith("utf") else ["legacy-encoding"])


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"<html><head><title>x</title></head><body><script>x</script></body></html>", "empty"),
        (b"<p>a\x00b", "binary"),
        (b"%PDF-1.7", "PDF"),
        (b"<p>" + b"a" * LARGEST, "MB"),
        (b"<p>" + b"a" * (LONGEST + 1), "characters"),
        (b"<p>" + b"a" * 11_000_000, "limit"),
        (b"<b>" * (3 * MOST + 1), "elements"),
        (b"<div>" * (DEEPEST + 1) + b"x", "deep"),
        (b"<div>" * 50_000 + b"x", "limit"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, word: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data, "x.html", "en", "html")
    assert word in str(error.value) and "\n" not in str(error.value) and len(str(error.value)) < 300


BLOCKS = st.sampled_from(["p", "div", "td", "tr", "table", "ul", "li", "h2", "section", "nav", 'p class="note"'])
INLINE = st.sampled_from(["b", "span", "sup", "i", 'span class="no-parag"', "a", 'div class="modref"'])
WORDS = st.sampled_from(["1.", "(a)", "–", "wereld", " ", "(1)", "a<b&c", "ÉÉN", ":", "\u00a0", "2", "►M1"])


def _element(name: str, inside: list[tuple[str, str]]) -> tuple[str, str]:
    markup = "".join(part for part, _ in inside)
    return f"<{name}>{markup}</{name.split()[0]}>", "".join(text for _, text in inside)


TREES = st.recursive(
    WORDS.map(lambda word: (escape(word), word)),
    lambda inner: st.builds(_element, BLOCKS | INLINE, st.lists(inner, max_size=4)),
    max_leaves=25,
)


@given(st.lists(TREES, max_size=6))
def test_law_nothing_in_the_body_is_lost(trees: list[tuple[str, str]]) -> None:
    text = "".join(text for _, text in trees)
    markup = "".join(markup for markup, _ in trees)
    if not text.strip():
        return
    source = html(f"<html><body>{markup}</body></html>")
    written = replace(source, blocks=tuple(replace(block, num="") for block in source.blocks))
    runs = "".join(run.text for block in written.blocks for run in block.runs)
    assert Counter("".join(runs.split())) == Counter("".join(text.split()))
    assert [source.text[b.origin.start : b.origin.end] for b in source.blocks] == texts(source)


FRAGMENTS = st.sampled_from(
    "<p>|</p>|<table>|<tr>|<td>|</table>|<a href='#x'>1</a>|<b id=x>1|<!--|-->|<![CDATA[|&#x|;|<br>|<br/>|1. x|]>|<svg>"
    "|<hr class=separator>|<p class=disclaimer>|<div id=TexteOnly>|<ol type=i start=9>|<li value=-1>|<?xml |?>|<select>"
    "|<!DOCTYPE html [|<pre>a\n\nb|<ins>|</body>|(1) y|z(1)|<frameset>|<p class=note>1 n|<sup>1</sup>".split("|")
)


@given(st.lists(FRAGMENTS | st.text(max_size=5), max_size=15))
def test_law_no_markup_breaks_the_reader(pieces: list[str]) -> None:
    try:
        found = len(html("".join(pieces).replace("\0", "").encode("utf-8", "replace").decode()).blocks)
    except ReadError:
        found = 1
    assert found


def test_characters_are_counted_without_marks_of_notes() -> None:
    source = html('<p>world<sup>1</sup></p><p class="note">1 b</p>')
    assert characters(source) == Counter("worldb")
