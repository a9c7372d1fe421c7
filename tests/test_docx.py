import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from specimens import parsed
from writers.docx import (
    Dress,
    Paragraph,
    Span,
    council_docx,
    document,
    field,
    footnotes,
    level,
    listed,
    manuscript,
    numbering,
    package,
    paragraph,
    part,
    revised,
    run,
    styles,
    table,
    text_box,
)

from pipeline.ingest import read
from pipeline.ingest.docx.numbering import number_as
from pipeline.languages import load
from pipeline.model import Block, Expression, Kind, Mark, Note, Source, Style, Subdivision
from pipeline.operative import add_clauses
from pipeline.parse import account, parse
from pipeline.repair import plain, repair
from pipeline.repair.revisions import former

LANGUAGES = ("el", "bg", "mt", "ga", "fi", "hu", "nl", "de", "en", "fr")
EXCEPTIONS: dict[tuple[str, str], str] = {}
"""(language, version) → why the expression from DOCX may differ from the one from text. There is none."""
BOLD, STRIKE, UNDERLINE = (frozenset({mark}) for mark in (Mark.BOLD, Mark.STRIKE, Mark.UNDERLINE))
INSERTED, DELETED = (frozenset({mark}) for mark in (Mark.INSERTED, Mark.DELETED))


def bare(expression: Expression) -> tuple[tuple[Subdivision, ...], tuple[Note, ...]]:
    """What an expression says, whatever file it came from."""

    def without_origins(part: Subdivision) -> Subdivision:
        return replace(part, origins=(), children=tuple(map(without_origins, part.children)))

    return tuple(map(without_origins, expression.parts)), tuple(replace(n, origins=()) for n in expression.notes)


def expression_of(source: Source, like: Expression) -> Expression:
    language = load(like.language)
    return add_clauses(parse(repair(source, language), language, like.id, like.provenance), language)


def source_of(body: str, **parts: str) -> Source:
    """A document with this body; further parts by name: styles, numbering, footnotes, settings, …"""
    given = {f"word/{name}.xml": content for name, content in parts.items()}
    return read(package({"word/document.xml": document(body), **given}), "t.docx", "en", "docx")


def texts(source: Source, style: Style = Style.PARAGRAPH) -> list[str]:
    """The blocks as they stand, with note marks in brackets."""
    return [
        "".join(f"[{r.note}]" if r.note else r.text for r in b.runs if Mark.DELETED not in r.marks)
        for b in source.blocks
        if b.style is style
    ]


def runs(block: Block) -> list[tuple[str, frozenset[Mark]]]:
    return [(r.text, r.marks) for r in block.runs]


# The same text in another format


@pytest.mark.parametrize("version", ["rev1", "adopted"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dress", [Dress(), Dress(table=False)], ids=["cover as table", "cover as paragraphs"])
def test_a_word_file_gives_the_expression_that_the_text_gives(language: str, version: str, dress: Dress) -> None:
    _, expected = parsed(language, version)
    source = read(council_docx(manuscript(expected), language, dress), f"{language}.docx", language, "docx")
    found = expression_of(source, expected)
    assert bare(found) == bare(expected) or (language, version) in EXCEPTIONS
    assert [notice.code for notice in found.notices] == [notice.code for notice in expected.notices]
    assert account(source, found).lost == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_tracked_changes_hold_both_versions(language: str) -> None:
    old, new = (parsed(language, version)[1] for version in ("rev1", "adopted"))
    data = council_docx(revised(manuscript(old), manuscript(new)), language)
    source = read(data, f"{language}.docx", language, "docx")
    assert bare(expression_of(source, new)) == bare(new)
    assert bare(expression_of(former(source), old)) == bare(old)
    counted = account(repair(source, load(language)), expression_of(source, new))
    assert counted.lost == 0 and counted.deleted > 0


def test_repair_leaves_paragraphs_as_they_are() -> None:
    _, expression = parsed("nl", "adopted")
    source = read(council_docx(manuscript(expression), "nl"), "nl.docx", "nl", "docx")
    assert repair(source, load("nl")).blocks == source.blocks


def test_origins_point_at_the_blocks_in_the_text() -> None:
    old, new = (parsed("de", version)[1] for version in ("rev1", "adopted"))
    source = read(council_docx(revised(manuscript(old), manuscript(new)), "de"), "de.docx", "de", "docx")
    assert [source.text[b.origin.start : b.origin.end] for b in source.blocks] == [b.text for b in source.blocks]
    assert [b.origin.locator for b in source.blocks][:2] == ["paragraph 1", "paragraph 2"]
    assert next(b.origin.locator for b in source.blocks if b.style is Style.NOTE) == "footnote 1"


def test_headers_and_footers_are_furniture_with_code_page_and_language() -> None:
    _, expression = parsed("hu", "adopted")
    source = read(council_docx(manuscript(expression), "hu"), "hu.docx", "hu", "docx")
    found = [(b.origin.locator, b.text) for b in source.blocks if b.style is Style.FURNITURE]
    assert found == [("header 1", "ST 10125/22"), ("footer 1", "10125/22 JFS/jcc 1"), ("footer 1", "ECOMP.3.B HU")]


def test_a_file_that_libreoffice_wrote_gives_the_same_expression(
    tmp_path: Path, require: Callable[[object, str], None]
) -> None:
    office = shutil.which("soffice")
    require(office, "LibreOffice is not installed")
    for language in ("el", "nl"):
        _, expression = parsed(language, "adopted")
        path = tmp_path / f"{language}.docx"
        path.write_bytes(council_docx(manuscript(expression), language))
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        form = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out")]
        subprocess.run([office, "--headless", profile, *form, str(path)], check=True, capture_output=True, timeout=120)
        source = read((tmp_path / "out" / path.name).read_bytes(), path.name, language, "docx")
        assert bare(expression_of(source, expression)) == bare(expression)


# Formatting


def test_bold_underlined_and_struck_text_keeps_its_marks() -> None:
    changed = [
        Span("INVITES the Commission to "),
        Span("consider", STRIKE),
        Span("propose", BOLD | UNDERLINE),
        Span(" rules."),
    ]
    source = read(council_docx([Paragraph(tuple(changed), "point", style="Point")], "en"), "t", "en", "docx")
    assert runs(source.blocks[0]) == [
        ("1. INVITES the Commission to ", frozenset()),
        ("consider", STRIKE),
        ("propose", BOLD | UNDERLINE),
        (" rules.", frozenset()),
    ]


def styled(style_xml: str, paragraph_style: str, run_properties: str) -> frozenset[Mark]:
    body = paragraph(run("x", properties=run_properties), f'<w:pStyle w:val="{paragraph_style}"/>')
    return source_of(body, styles=styles(style_xml)).blocks[0].runs[0].marks


BASES = (
    '<w:style w:type="paragraph" w:styleId="A"><w:rPr><w:b/><w:u w:val="single"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="B"/><w:rPr><w:b w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="S"><w:rPr><w:b/><w:i/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="X"><w:basedOn w:val="Y"/><w:rPr><w:i/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Y"><w:basedOn w:val="X"/></w:style>'
)


@pytest.mark.parametrize(
    ("style", "direct", "expected"),
    [
        ("A", "", {Mark.BOLD, Mark.UNDERLINE}),
        ("B", "", {Mark.BOLD, Mark.UNDERLINE, Mark.STRIKE}),
        ("C", "", {Mark.UNDERLINE, Mark.STRIKE}),
        ("A", '<w:b w:val="false"/><w:u w:val="none"/>', set()),
        ("A", '<w:rStyle w:val="S"/>', {Mark.ITALIC, Mark.UNDERLINE}),  # bold twice is not bold
        ("A", '<w:rStyle w:val="S"/><w:b/>', {Mark.BOLD, Mark.ITALIC, Mark.UNDERLINE}),
        ("Normal", '<w:rStyle w:val="S"/>', {Mark.BOLD, Mark.ITALIC}),
        ("Normal", "<w:dstrike/>", {Mark.STRIKE}),
        ("Y", "", {Mark.ITALIC}),  # styles that are based on each other
        ("unknown", "", set()),
    ],
)
def test_marks_are_inherited_from_styles(style: str, direct: str, expected: set[Mark]) -> None:
    assert styled(BASES, style, direct) == expected


def test_capitals_by_format_are_capitals_and_hidden_text_is_not_part_of_the_text() -> None:
    caps, hidden = run("invites ", properties="<w:caps/>"), run("(secret)", properties="<w:vanish/>")
    source = source_of(paragraph(caps + run("all") + hidden))
    assert texts(source) == ["INVITES all"]
    assert texts(source, Style.FURNITURE) == ["(secret)"]
    assert "hidden-text" in {notice.code for notice in source.notices}


# Numbers


LEVELS = [
    level("upperRoman", "%1."),
    level("decimal", "%1.%2", more="<w:isLgl/>"),
    level("lowerLetter", "(%3)"),
    level("lowerRoman", "%4)", start=3),
    level("decimal", "%4-%5", more='<w:lvlRestart w:val="0"/>'),
]


def numbers(sequence: list[tuple[int, int]], part: str) -> list[str]:
    body = "".join(listed("x", depth, num) for num, depth in sequence)
    return [block.num for block in source_of(body, numbering=part).blocks]


def test_levels_are_counted_printed_and_restarted() -> None:
    depths = [0, 1, 1, 2, 2, 3, 4, 3, 4, 1, 2, 0, 1, 4]
    expected = "I. 1.1 1.2 (a) (b) iii) iii-1 iv) iv-2 1.3 (a) II. 2.1 iii-3".split()
    assert numbers([(1, depth) for depth in depths], numbering({1: LEVELS})) == expected


def test_lists_of_one_definition_go_on_and_an_override_begins_anew() -> None:
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="1"/></w:num>' for n in (1, 2))
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    nums += f'<w:num w:numId="3"><w:abstractNumId w:val="1"/>{start}</w:num>'
    part = numbering({1: [level("decimal", "%1.")]}, nums)
    assert numbers([(1, 0), (2, 0), (3, 0), (3, 0), (1, 0)], part) == ["1.", "2.", "5.", "6.", "7."]


def test_a_level_can_belong_to_a_style() -> None:
    bound = [level("decimal", "%1."), level("lowerLetter", "%2)", more='<w:pStyle w:val="Sub"/>')]
    sub = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    style = styles(f'<w:style w:type="paragraph" w:styleId="Sub">{sub}</w:style>')
    none = '<w:pStyle w:val="Sub"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph(run("one"), '<w:pStyle w:val="Point"/>') + paragraph(run("two"), '<w:pStyle w:val="Sub"/>')
    source = source_of(body + paragraph(run("three"), none), styles=style, numbering=numbering({1: bound}))
    assert texts(source) == ["1. one", "a) two", "three"]
    assert [block.depth for block in source.blocks] == [0, 1, 0]


def test_headings_counted_above_the_points_do_not_make_the_points_members_of_a_list() -> None:
    two = [level("upperRoman", "%1."), level("decimal", "%2.", more='<w:lvlRestart w:val="0"/>'), level("bullet", "–")]
    body = "".join(listed("x", depth) for depth in (0, 1, 2, 1, 0, 1))
    source = source_of(body, numbering=numbering({1: two}))
    assert [(b.num, b.depth) for b in source.blocks] == [
        ("I.", 0),
        ("1.", 0),
        ("–", 1),
        ("2.", 0),
        ("II.", 0),
        ("3.", 0),
    ]


@pytest.mark.parametrize(
    ("format", "number", "expected"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4000, "4000"),
        ("lowerLetter", 26, "z"),
        ("lowerLetter", 28, "bb"),
        ("russianLower", 7, "ж"),
        ("russianUpper", 30, "АА"),
        ("chicago", 5, "**"),
        ("numberInDash", 3, "- 3 -"),
        ("none", 3, ""),
        ("hebrew1", 3, "3"),
        ("lowerLetter", 0, "0"),
    ],
)
def test_numbers_are_printed_in_their_format(format: str, number: int, expected: str) -> None:
    assert number_as(format, number) == expected


def test_a_number_format_that_is_not_known_is_reported() -> None:
    source = source_of(listed("x"), numbering=numbering({1: [level("hebrew1", "%1.")]}))
    assert texts(source) == ["1. x"]
    assert [notice.code for notice in source.notices] == ["number-format"]


@pytest.mark.parametrize(
    ("sign", "font", "expected"),
    [
        ("\uf0b7", "Symbol", "• x"),
        ("\uf02d", "Symbol", "– x"),
        ("\uf0a7", "Wingdings", "▪ x"),
        ("o", "Courier New", "◦ x"),
        ("–", "Times New Roman", "– x"),
    ],
)
def test_list_signs_are_read_in_their_font(sign: str, font: str, expected: str) -> None:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>'
    assert texts(source_of(listed("x"), numbering=numbering({1: [level("bullet", sign, more=fonts)]}))) == [expected]


# Notes


def reference(id: int, kind: str = "footnote", typed: str = "") -> str:
    custom = ' w:customMarkFollows="1"' if typed else ""
    return f'<w:r><w:{kind}Reference w:id="{id}"{custom}/>{f"<w:t>{typed}</w:t>" if typed else ""}</w:r>'


def test_notes_are_numbered_as_word_shows_them() -> None:
    body = paragraph(run("a") + reference(7) + run(" b") + reference(3)) + paragraph(run("c") + reference(5))
    notes = footnotes(
        {3: "second", 5: "<w:p><w:r><w:t>third</w:t></w:r></w:p>" + paragraph(run("goes on")), 7: "first"}
    )
    source = source_of(body, footnotes=notes)
    assert texts(source) == ["a[1] b[2]", "c[3]"]
    assert texts(source, Style.NOTE) == ["1 first", "2 second", "3 third goes on"]
    assert [block.num for block in source.blocks if block.style is Style.NOTE] == ["1", "2", "3"]


def test_endnotes_are_roman_and_a_typed_mark_does_not_count() -> None:
    body = paragraph(run("a") + reference(1, "endnote") + run(" b") + reference(1, typed="*") + reference(2))
    source = source_of(body, footnotes=footnotes({1: "* own", 2: "one"}), endnotes=footnotes({1: "end"}, "endnote"))
    assert texts(source) == ["a[i] b[*][1]"]
    assert [(b.origin.locator, b.text) for b in source.blocks if b.style is Style.NOTE] == [
        ("endnote i", "i end"),
        ("footnote *", "* own"),
        ("footnote 1", "1 one"),
    ]


def test_marks_that_begin_anew_in_each_section_find_their_notes() -> None:
    section = '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'
    body = listed("WELCOMES this")[: -len("</w:p>")] + reference(1) + "</w:p>" + paragraph("", section)
    body += listed("WELCOMES that")[: -len("</w:p>")] + reference(2) + "</w:p>" + section
    source = source_of(body, footnotes=footnotes({1: "first", 2: "second"}), numbering=numbering())
    expression = expression_of(source, parsed("en", "adopted")[1])
    assert [(note.mark, note.text, note.anchor) for note in expression.notes] == [
        ("1", "first", "para_1__clause_1"),
        ("1", "second", "para_2__clause_1"),
    ]


def test_a_note_that_nothing_refers_to_is_kept_aside() -> None:
    source = source_of(paragraph(run("a")), footnotes=footnotes({1: "orphan"}))
    assert texts(source, Style.NOTE) == [] and texts(source, Style.FURNITURE) == ["orphan"]


# Layout


def test_a_label_and_its_value_are_one_line_and_other_cells_follow_each_other() -> None:
    cells = [[paragraph(run(text)) for text in row] for row in (("From:", "Council"), ("a", "", "b", "c"), ("", "d"))]
    cells[0][1] += paragraph(run("second paragraph"))
    assert texts(source_of(table(cells))) == ["From: Council", "second paragraph", "a", "b", "c", "d"]


def test_the_institution_beside_date_and_code_is_a_line_of_its_own() -> None:
    _, expression = parsed("nl", "adopted")
    dress = Dress(institution="Raad van de Europese Unie", place_date="Brussel, 10 juni 2022")
    source = read(council_docx(manuscript(expression), "nl", dress), "nl.docx", "nl", "docx")
    assert texts(source)[:6] == [
        "Raad van de Europese Unie",
        "Brussel, 10 juni 2022",
        "(OR. en)",
        "10125/22",
        "RESULTAAT BESPREKINGEN",
        "van: het secretariaat-generaal van de Raad",
    ]


def test_tables_in_tables_are_read_in_place() -> None:
    inner = table([[paragraph(run("x:")), paragraph(run("y"))]])
    assert texts(source_of(table([[paragraph(run("a")), paragraph(run("b")) + inner, paragraph(run("c"))]]))) == [
        "a",
        "b",
        "x: y",
        "c",
    ]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    body = paragraph(run("before") + text_box(paragraph(run("in the box"))) + run(" after")) + paragraph(run("next"))
    assert texts(source_of(body)) == ["before after", "in the box", "next"]


def test_fields_show_their_result_and_wrappers_hide_nothing() -> None:
    body = paragraph(
        run("see ")
        + field("REF a", run("point ") + field("PAGEREF b", run("12")))
        + f'<w:hyperlink w:anchor="x">{run(" and link")}</w:hyperlink>'
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' and control')}</w:sdtContent></w:sdt>"
        + f'<w:fldSimple w:instr="DATE">{run(" today")}</w:fldSimple><w:unknown>{run(".")}</w:unknown>'
    )
    assert texts(source_of(body + f"<w:sdt><w:sdtContent>{paragraph(run('block'))}</w:sdtContent></w:sdt>")) == [
        "see point 12 and link and control today.",
        "block",
    ]


def test_breaks_hyphens_and_signs_become_characters() -> None:
    inside = (
        "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>O&amp;I</w:t><w:noBreakHyphen/><w:t>co</w:t><w:softHyphen/>"
        '<w:t>op</w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    )
    assert texts(source_of(paragraph(inside))) == ["a b O&I-coop≥✓"]


def test_white_space_is_regular_and_decomposed_letters_are_composed() -> None:
    body = paragraph(run("  e\N{COMBINING ACUTE ACCENT}  ") + run("  x\n y ") + "<w:r><w:t> tight </w:t></w:r>")
    assert texts(source_of(body)) == ["é x y tight"]


def test_a_page_break_is_known_to_begin_a_page() -> None:
    body = (
        paragraph(run("a"))
        + paragraph(run("b"), "<w:pageBreakBefore/>")
        + paragraph('<w:r><w:br w:type="page"/></w:r>' + run("c"))
    )
    assert [block.page_start for block in source_of(body).blocks] == [False, True, True]


def test_what_is_not_read_is_reported() -> None:
    chart = (
        '<w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r>'
    )
    body = paragraph(
        run("a") + chart + field("LISTNUM", "").replace('<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "")
    )
    source = source_of(body + '<w:altChunk r:id="rId9"/>' + paragraph(run("\ue123")))
    assert {notice.code for notice in source.notices} == {"not-read", "odd-character"}
    assert "1 × chart, 1 × document, 1 × field without result" in source.notices[0].message


def test_the_strict_form_of_the_format_is_read() -> None:
    xml = document(paragraph(run("strict"))).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert texts(read(package({"word/document.xml": xml}), "t", "en", "docx")) == ["strict"]


# Tracked changes


def change(name: str, content: str = "") -> str:
    return f'<w:{name} w:id="1" w:author="a" w:date="2022-06-02T00:00:00Z">{content}</w:{name}>'


def ending(name: str) -> str:
    return f"<w:rPr>{change(name)}</w:rPr>"


def sides(body: str, **parts: str) -> tuple[list[str], list[str]]:
    """The paragraphs as they were and as they are."""
    source = source_of(body, **parts)
    return [text for text in texts(former(source)) if text], [text for text in texts(source) if text]


def test_deleted_and_inserted_words_are_kept_apart() -> None:
    source = source_of(
        paragraph(run("a ") + change("del", run("b ", tag="delText")) + change("ins", run("c ")) + run("d"))
    )
    assert runs(source.blocks[0]) == [("a ", frozenset()), ("b ", DELETED), ("c ", INSERTED), ("d", frozenset())]
    assert plain(source.blocks[0]) == "a c d"
    assert {notice.code for notice in source.notices} == {"tracked-changes"}


def test_each_side_has_single_spaces() -> None:
    body = paragraph(run("a ") + change("del", run("b", tag="delText")) + run(" c ") + change("ins", run("d")))
    assert sides(body) == (["a b c"], ["a c d"])


def test_a_moved_paragraph_stands_in_both_places() -> None:
    body = (
        paragraph(change("moveFrom", run("moved")), ending("moveFrom"))
        + paragraph(run("stays"))
        + paragraph(change("moveTo", run("moved")), ending("moveTo"))
    )
    source = source_of(body)
    assert [r.marks for b in source.blocks for r in b.runs if r.text == "moved"] == [
        DELETED | {Mark.MOVED},
        INSERTED | {Mark.MOVED},
    ]
    assert sides(body) == (["moved", "stays"], ["stays", "moved"])


def test_paragraphs_that_were_joined_and_split_are_so_on_their_side_only() -> None:
    joined = paragraph(run("one "), ending("del")) + paragraph(run("two"))
    split = paragraph(run("three "), ending("ins")) + paragraph(run("four"))
    assert sides(joined + split) == (["one", "two", "three four"], ["one two", "three", "four"])


def test_automatic_numbers_are_counted_on_each_side() -> None:
    point = '<w:pStyle w:val="Point"/>'
    body = (
        paragraph(run("a"), point)
        + paragraph(change("del", run("b", tag="delText")), point + ending("del"))
        + paragraph(run("c"), point)
        + paragraph(change("ins", run("d")), point + ending("ins"))
        + paragraph(run("e "), point + ending("ins"))
        + paragraph(run("f"), point)
    )
    parts = {"styles": styles(), "numbering": numbering()}
    assert sides(body, **parts) == (["1. a", "2. b", "3. c", "4. e f"], ["1. a", "2. c", "3. d", "4. e", "5. f"])


def test_a_list_that_was_given_or_taken_is_so_on_its_side_only() -> None:
    given = f'<w:numPr>{change("ins")}<w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    taken = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'
    body = paragraph(run("a"), given) + paragraph(run("b"), change("pPrChange", f"<w:pPr>{taken}</w:pPr>"))
    assert sides(body, numbering=numbering()) == (["a", "– b"], ["1. a", "b"])


def test_a_row_of_a_table_can_be_inserted_or_deleted() -> None:
    rows = [[paragraph(run(text))] for text in ("kept", "new", "old")]
    marked = [f"<w:tr><w:trPr>{change(name) if name else ''}</w:trPr>" for name in ("", "ins", "del")]
    first, *xml = table(rows).split("<w:tr>")
    body = first + "".join(mark + row for mark, row in zip(marked, xml, strict=True))
    assert sides(body) == (["kept", "old"], ["kept", "new"])


def test_the_note_of_a_deleted_mark_is_deleted_and_the_others_move_up() -> None:
    body = paragraph(run("a") + change("del", reference(1)) + run(" b") + reference(2) + change("ins", reference(3)))
    source = source_of(body, footnotes=footnotes({1: "old", 2: "kept", 3: "new"}))
    assert texts(source) == ["a b[1][2]"] and texts(former(source)) == ["a[1] b[2]"]
    assert [t for t in texts(source, Style.NOTE) if t] == ["1 kept", "2 new"]
    assert [t for t in texts(former(source), Style.NOTE) if t] == ["1 old", "2 kept"]
    assert [b.num for b in former(source).blocks if b.style is Style.NOTE] == ["1", "2"]


def test_a_wholly_deleted_paragraph_is_no_part_of_the_expression() -> None:
    point = '<w:pStyle w:val="Point"/>'
    body = paragraph(run("WELCOMES it"), point) + paragraph(
        change("del", run("NOTES it", tag="delText")), point + ending("del")
    )
    source = source_of(body, styles=styles(), numbering=numbering())
    expression = expression_of(source, parsed("en", "adopted")[1])
    assert [p.num for p in expression.of_kind(Kind.POINT)] == ["1."]
    assert (account(source, expression).deleted, account(source, expression).lost) == (len("2.NOTESit"), 0)


def test_comments_are_counted_and_left_out() -> None:
    comments = part("comments", f'<w:comment w:id="1">{paragraph(run("why?"))}</w:comment>')
    source = source_of(paragraph(run("a") + '<w:r><w:commentReference w:id="1"/></w:r>'), comments=comments)
    assert texts(source) == ["a"] and [notice.code for notice in source.notices] == ["comments-left-out"]
