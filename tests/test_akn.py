from collections import Counter
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens import parsed
from writers.akn import NAMESPACE, council_akn
from writers.wording import LANGUAGES, characters, essence

from pipeline.build import make_expression
from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.model import Kind, Mark, Source, Style
from pipeline.parse import account
from pipeline.repair import plain


def akn(body: str, code: str = "en") -> Source:
    data = f'<akomaNtoso xmlns="{NAMESPACE}"><statement name="conclusions">{body}</statement></akomaNtoso>'
    return read(data.encode(), "x.xml", code, "xml")


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_specimen_in_akoma_ntoso_is_the_same_expression_as_in_text(code: str) -> None:
    _, expression = parsed(code, "adopted")
    source, again = make_expression(council_akn(expression), "x.xml", "xml", expression.id, expression.provenance)
    assert essence(again) == essence(expression)
    assert account(source, again).lost == 0


def test_every_kind_is_stated() -> None:
    source = akn(
        '<preface><container name="annex"><p>ANNEX</p></container>'
        "<longTitle><p>Council conclusions</p></longTitle></preface>"
        '<preamble><formula name="enacting"><p>THE COUNCIL,</p></formula><citations><intro><p>RECALLING</p></intro>'
        "<citation><num>–</num><p>its conclusions;</p></citation></citations></preamble><mainBody><section>"
        "<heading>Introduction</heading><paragraph><num>1.</num><content><p>NOTES:</p></content><point><num>(a)</num>"
        "<content><p>this;</p></content></point><subparagraph><content><p>Further.</p></content></subparagraph></paragraph>"
        '</section><hcontainer name="junk"><content><p>?</p></content></hcontainer></mainBody>'
    )
    assert [(block.kind, block.num, block.text, block.depth) for block in source.blocks] == [
        (Kind.ANNEX, "", "ANNEX", 0),
        (Kind.TITLE, "", "Council conclusions", 0),
        (Kind.ENACTING, "", "THE COUNCIL,", 0),
        (Kind.PREAMBLE, "", "RECALLING", 0),
        (Kind.ITEM, "–", "– its conclusions;", 0),
        (Kind.HEADING, "", "Introduction", 0),
        (Kind.POINT, "1.", "1. NOTES:", 0),
        (Kind.ITEM, "(a)", "(a) this;", 1),
        (Kind.SUBPARAGRAPH, "", "Further.", 1),
        (Kind.JUNK, "", "?", 0),
    ]


def test_stated_kinds_win_over_what_the_text_looks_like() -> None:
    text = (
        "<mainBody><section><heading>1. heading;</heading><paragraph><num>1.</num><content><p>NOTES it.</p></content>"
        "<subparagraph><content><p>– Not an item;</p></content></subparagraph></paragraph></section>"
        '<hcontainer name="junk"><content><p>2. NOTES nothing.</p></content></hcontainer></mainBody>'
    )
    data = f'<akomaNtoso xmlns="{NAMESPACE}"><statement name="conclusions">{text}</statement></akomaNtoso>'
    _, expression = parsed("en", "adopted")
    source, again = make_expression(data.encode(), "x.akn", "akn", expression.id, expression.provenance)
    assert [part.kind for part in again.parts] == [Kind.HEADING, Kind.POINT, Kind.JUNK]
    assert [part.text for part in again.of_kind(Kind.SUBPARAGRAPH)[0].children] == ["– Not an item;"]
    assert account(source, again).lost == 0


def test_clauses_are_put_together_again() -> None:
    source = akn(
        "<mainBody><paragraph><num>1.</num><clause><content><p>NOTES this; and</p></content></clause>"
        "<clause><content><p>INVITES the Commission.</p></content></clause></paragraph></mainBody>"
    )
    assert texts(source) == ["1. NOTES this; and INVITES the Commission."]


def test_notes_stand_at_their_word_or_in_the_metadata() -> None:
    source = akn(
        '<meta><notes><note eId="n2" marker="2"><p>Second</p></note>'
        '<note eId="n3" marker="3"><p>Loose</p></note></notes>'
        '<references>word</references></meta><mainBody><p>one<authorialNote marker="1"><p>First</p><p>more</p>'
        '</authorialNote>, two <noteRef href="#n2"/>, again<noteRef href="#n2" marker="2"/>.</p></mainBody>'
    )
    assert plain(source.blocks[1]) == "one, two, again."
    assert [run.note for run in source.blocks[1].runs if run.note] == ["1", "2", "2"]
    assert [(block.style, block.text) for block in source.blocks if block.style is not Style.PARAGRAPH] == [
        (Style.FURNITURE, "word"),
        (Style.NOTE, "1 First more"),
        (Style.NOTE, "2 Second"),
        (Style.NOTE, "3 Loose"),
    ]


def test_marks_quotations_and_tables_are_kept() -> None:
    source = akn(
        '<mainBody><p>a<b>b</b><ins>c</ins><del>d</del></p><quotedStructure startQuote="‘" endQuote="’"><p>q</p>'
        "</quotedStructure><table><tr><th><p>State</p></th><td><p>Malta</p></td></tr></table></mainBody>"
    )
    assert texts(source) == ["abcd", "‘", "q", "’", "State\tMalta"]
    assert {run.text: run.marks for run in source.blocks[0].runs}["d"] == {Mark.DELETED}


def test_another_root_is_refused() -> None:
    with pytest.raises(ReadError, match="akomaNtoso"):
        read(b"<ACT><P>x</P></ACT>", "x", "en", "akn")


NAMES = st.sampled_from(
    "p b num heading paragraph clause content intro point subparagraph citations citation authorialNote noteRef meta "
    "note table tr td quotedStructure mod odd section container longTitle br".split()
)
WORDS = st.sampled_from(["1.", "(a)", "–", "world", " ", "a<b&c", "ÉÉN", "\u00a0", "2"])


def _element(name: str, inside: list[tuple[str, str]]) -> tuple[str, str]:
    markup = "".join(part for part, _ in inside)
    name += ' eId="n"' if name == "note" else ' href="#n"' if name == "noteRef" else ""
    return f"<{name}>{markup}</{name.split()[0]}>", "".join(text for _, text in inside)


TREES = st.recursive(
    WORDS.map(lambda word: (escape(word), word)),
    lambda inner: st.builds(_element, NAMES, st.lists(inner, max_size=4)),
    max_leaves=25,
)


@given(st.lists(TREES, max_size=6))
def test_law_nothing_is_lost(trees: list[tuple[str, str]]) -> None:
    text = "".join(text for _, text in trees)
    if not text.strip():
        return
    assert characters(akn("".join(markup for markup, _ in trees))) == Counter("".join(text.split()))
