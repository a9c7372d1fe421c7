"""PDF: what one sees on the pages of a Council document is what the reader gives, formatting and notes included."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from specimens import parsed
from writers import office
from writers.letterheads import INSTITUTION
from writers.pdf import Layout, Letterhead, available, council_pdf, placed_pdf

from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import Block, Expression, Kind, Mark, Provenance, Run, Source, Status, Style
from pipeline.operative import add_clauses
from pipeline.parse import account, parse
from pipeline.parse.cover import HEAD
from pipeline.repair import plain, repair, replay

LANGUAGES = ("el", "bg", "mt", "ga", "fi", "hu", "nl", "de", "en", "fr")
LAYOUTS = {
    "spaced": Layout(),
    "dense": Layout(space=0),
    "old": Layout(justify=False, columns=False, size=11, leading=1.2, margin=40),
}
WORDS = Layout(hyphen="-")  # the hyphen of a divided word looks like that of a compound

# Where words are divided with the hyphen that compounds have too, a compound at a line end cannot always be told:
# language → words that are read otherwise than printed.
HYPHENS = {"fr": {"sous-groupe": "sousgroupe"}, "ga": {"comhlachaithe": "comh-lachaithe"}}

Require = Callable[[object, str], None]
pdf_writer = pytest.mark.usefixtures("_writer")


@pytest.fixture
def _writer(require: Require) -> None:
    require(available(), "WeasyPrint is not installed")


def letterhead(language: str) -> Letterhead:
    return Letterhead(*INSTITUTION[language])


@cache
def specimen_pdf(language: str, layout: str) -> bytes:
    return council_pdf(parsed(language, "adopted")[1], letterhead(language), LAYOUTS[layout])


def through(data: bytes, expression: Expression) -> tuple[Source, Expression]:
    """A PDF through the stages, as the same expression in another format."""
    language = load(expression.language)
    source = repair(read(data, "x.pdf", language.code, "pdf"), language)
    return source, add_clauses(parse(source, language, expression.id, expression.provenance), language)


def content(expression: Expression) -> list[tuple[object, ...]]:
    """All that an expression says, without origins, and without the letterhead, which the plain texts do not have."""
    parts = [part for part in expression.walk() if part.eid.removeprefix("cover__") not in HEAD]
    return [
        *((part.kind, part.eid, part.num, part.text, part.verb, part.addressees) for part in parts),
        *((note.eid, note.mark, note.text, note.anchor, note.offset) for note in expression.notes),
    ]


def texts(pages: list[list[tuple[float, float, float, str]]], language: str = "nl") -> Source:
    return read(placed_pdf(pages), "x.pdf", language, "pdf")


def of_style(source: Source, style: Style) -> list[str]:
    return [block.text for block in source.blocks if block.style is style]


@pdf_writer
@pytest.mark.parametrize(
    ("language", "layout"),
    [*((code, "spaced") for code in LANGUAGES), *((c, name) for c in ("el", "hu", "mt") for name in ("dense", "old"))],
)
def test_a_pdf_is_read_as_the_text_it_was_made_from(language: str, layout: str) -> None:
    _, expected = parsed(language, "adopted")
    source, expression = through(specimen_pdf(language, layout), expected)
    assert content(expression) == content(expected)
    assert account(source, expression).lost == 0
    assert account(source, expression).furniture > 0
    assert not expression.notices


@pdf_writer
@pytest.mark.parametrize("language", [code for code in PROTOCOL_ORDER if code not in LANGUAGES])
def test_the_other_languages_are_read_too(language: str) -> None:
    _, expected = parsed(language, "rev1")
    data = council_pdf(expected, letterhead(language))
    assert content(through(data, expected)[1]) == content(expected)


@pdf_writer
@pytest.mark.parametrize("language", ["fr", "ga", "de", "hu", "fi", "nl"])
def test_divided_words_are_told_from_compounds_but_for_the_named_ones(language: str) -> None:
    _, expected = parsed(language, "adopted")
    _, expression = through(council_pdf(expected, letterhead(language), WORDS), expected)
    printed = " ".join(part.text for part in expected.walk())
    for word, reading in HYPHENS.get(language, {}).items():
        printed = printed.replace(word, reading, 1) if reading in full(expression) else printed
    assert full(expression) == printed


def full(expression: Expression) -> str:
    return " ".join(part.text for part in expression.walk() if part.eid.removeprefix("cover__") not in HEAD)


@pdf_writer
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letterhead_is_understood(language: str) -> None:
    _, expected = parsed(language, "adopted")
    _, expression = through(specimen_pdf(language, "spaced"), expected)
    found = {part.eid.removeprefix("cover__"): part.text for part in expression.of_kind(Kind.COVER)}
    assert (found["institution"], found["place_date"]) == INSTITUTION[language]
    assert (found["original_language"], found["code"]) == ("(OR. en)", "10125/22")
    assert found["subject_codes"] == "RECH 344 COMPET 475 CO EUR 4"


@pdf_writer
@pytest.mark.parametrize("language", ["nl", "el", "mt"])
def test_origins_repairs_and_furniture_hold_together(language: str) -> None:
    data = specimen_pdf(language, "spaced")
    raw = read(data, "x.pdf", language, "pdf")
    assert all(raw.text[block.origin.start : block.origin.end] == block.text for block in raw.blocks)
    assert re.fullmatch(r"page \d+, line \d+", raw.blocks[-1].origin.locator)
    source = repair(raw, load(language))
    assert replay(source.text, source.repairs) == "\n".join(plain(block) for block in source.blocks).strip()
    assert repair(source, load(language)) == source
    assert of_style(source, Style.FURNITURE) == of_style(raw, Style.FURNITURE)
    assert sum(block.page_start for block in raw.blocks) == raw.text.count("\f")


@pdf_writer
def test_both_sides_of_a_marked_change_are_kept_with_their_marks() -> None:
    _, expected = parsed("nl", "adopted")
    eid = "para_3__clause_1"
    part = expected.part(eid)
    assert part is not None
    words = {
        "het belang": frozenset({Mark.BOLD}),
        "kaderprogramma van de Unie": frozenset({Mark.BOLD, Mark.UNDERLINE}),
        "reeds lang betrekkingen": frozenset({Mark.STRIKE}),
        "en waarden": frozenset({Mark.BOLD, Mark.STRIKE}),
        "internationaal niveau": frozenset({Mark.ITALIC}),
        "wereldwijde totaalaanpak": frozenset({Mark.UNDERLINE}),
    }
    formats = [(part.text.index(word), part.text.index(word) + len(word), marks) for word, marks in words.items()]
    source, expression = through(council_pdf(expected, None, Layout(formats={eid: formats})), expected)
    block = next(block for block in source.blocks if plain(block).startswith("3."))
    found = {run.text.strip(): run.marks for run in block.runs if run.marks}
    assert found == words
    assert content(expression) == content(expected)


@pdf_writer
def test_a_table_border_is_no_underline_and_a_rule_beside_words_marks_nothing() -> None:
    border = '<hr style="width:400pt">'
    source = texts([[(70, 100, 12, "een cel"), (60, 116, 12, border), (70, 140, 12, "nog een cel")]])
    assert all(run.marks == frozenset() for block in source.blocks for run in block.runs)


@pdf_writer
@pytest.mark.parametrize("number", ["2", "17"])
def test_only_raised_figures_with_a_note_of_that_number_are_references(number: str) -> None:
    page = [
        (70, 100, 12, f"een wereld<sup>{number}</sup>, waarin 40 m<sup>9</sup> en CO2 en O&amp;I3"),
        (70, 700, 9, f"<sup>{number}</sup> Doc. 12301/21."),
    ]
    source = texts([page])
    assert [run.note for block in source.blocks for run in block.runs if run.note] == [number]
    assert of_style(source, Style.NOTE) == [f"{number} Doc. 12301/21."]
    assert of_style(source, Style.LINE) == [f"een wereld{number}, waarin 40 m9 en CO2 en O&I3"]


@pdf_writer
def test_a_paragraph_and_a_note_that_run_over_a_page_end_stay_whole() -> None:
    feet = [(70, 790, 11, "10125/22"), (500, 790, 11, "{}"), (500, 805, 11, "NL")]
    first = [
        (70, 100, 12, "1. MERKT OP dat een pact<sup>1</sup> over de lange termijn, ontwikkelings-"),
        (70, 740, 9, "<sup>1</sup> Deze noot begint hier en gaat over de bladzijde heen tot zij bij haar eind-"),
    ]
    second = [
        (70, 60, 10, "ST 10125/22"),
        (70, 100, 12, "samenwerking nodig is;"),
        (70, 130, 12, "2. STEUNT dit."),
        (70, 740, 9, "punt is."),
    ]
    pages = [
        [*page, *((x, y, size, text.format(n)) for x, y, size, text in feet)]
        for n, page in enumerate((first, second), 1)
    ]
    source = repair(texts(pages), load("nl"))
    assert [plain(block) for block in source.blocks if block.style is Style.PARAGRAPH] == [
        "1. MERKT OP dat een pact over de lange termijn, ontwikkelingssamenwerking nodig is;",
        "2. STEUNT dit.",
    ]
    assert of_style(source, Style.NOTE) == [
        "1 Deze noot begint hier en gaat over de bladzijde heen tot zij bij haar eindpunt is."
    ]
    assert replay(source.text, source.repairs) == "\n".join(plain(block) for block in source.blocks)


@pdf_writer
def test_notes_that_look_like_a_foot_and_stand_at_one_height_stay_notes() -> None:
    pages = [
        [
            (70, 200, 12, f"tekst met een noot<sup>{n}</sup> erin en nog veel meer woorden"),
            (70, 740, 9, f"<sup>{n}</sup> 1230{n}/21."),
            (70, 790, 11, f"10125/22 JFS/jcc {n} NL"),
        ]
        for n in (1, 2, 3)
    ]
    source = texts(pages)
    assert of_style(source, Style.NOTE) == ["1 12301/21.", "2 12302/21.", "3 12303/21."]
    assert of_style(source, Style.FURNITURE) == [f"10125/22 JFS/jcc {n} NL" for n in (1, 2, 3)]


@pdf_writer
def test_figures_at_the_end_of_a_page_are_text_where_they_are_no_page_number() -> None:
    source = texts([[(70, 100, 12, "een tabel met cijfers"), (70, 760, 12, "2021 2022"), (70, 775, 12, "47 58")]])
    assert of_style(source, Style.FURNITURE) == []
    assert of_style(source, Style.LINE) == ["een tabel met cijfers", "2021 2022", "47 58"]


@pdf_writer
def test_labels_and_values_on_different_lines_are_one_field() -> None:
    lines = [
        "VERMERK",
        "des",
        "Generalsekretariats des Rates",
        "für die",
        "Delegationen",
        "Nr. Vordok.:",
        "9524/22",
        "Betr.:",
        "Werte und Grundsätze",
        "Die Delegationen erhalten in der Anlage die Schlussfolgerungen.",
    ]
    source = texts([[(70, 100 + 30 * i, 12, line) for i, line in enumerate(lines)]], "de")
    language = load("de")
    expression = parse(repair(source, language), language, parsed("de", "adopted")[1].id, Provenance(Status.SPECIMEN))
    found = {part.eid: part.text for part in expression.walk()}
    assert found["cover__previous"] == "9524/22"
    assert found["cover__subject"] == "Werte und Grundsätze"
    assert account(repair(source, language), expression).lost == 0


@pdf_writer
def test_a_point_number_alone_on_its_line_belongs_to_the_text_behind_it() -> None:
    page = [
        (70, 100, 12, "1."),
        (70, 118, 12, "MERKT OP dat het zo is;"),
        (70, 150, 12, "2."),
        (70, 168, 12, "STEUNT dit."),
    ]
    source = repair(texts([page]), load("nl"))
    assert [plain(block) for block in source.blocks] == ["1. MERKT OP dat het zo is;", "2. STEUNT dit."]


@pdf_writer
def test_ligatures_and_accents_are_letters_and_invisible_hyphens_are_gone() -> None:
    source = texts([[(70, 100, 12, "e&#xFB03;ciënt o\u00adver e\N{COMBINING ACUTE ACCENT}&#233;n")]])
    assert source.blocks[0].text == "efficiënt over één"


def test_runs_keep_their_marks_when_lines_are_joined() -> None:
    source = marked_lines()
    block = repair(source, load("nl")).blocks[0]
    assert [(run.text, run.marks, run.note) for run in block.runs] == [
        ("1. MERKT OP dat ", frozenset(), ""),
        ("de beleidsvorming", frozenset({Mark.BOLD}), ""),
        (" telt", frozenset(), ""),
        ("7", frozenset(), "7"),
        (";", frozenset(), ""),
    ]


def marked_lines() -> Source:
    bold = frozenset({Mark.BOLD})
    lines = [
        (Run("1. MERKT OP dat "), Run("de beleids-", bold)),
        (Run("vorming", bold), Run(" telt"), Run("7", note="7"), Run(";")),
        (Run("7 Doc. 1."),),
    ]
    styles = (Style.LINE, Style.LINE, Style.NOTE)
    text = "\n".join("".join(run.text for run in runs) for runs in lines)
    blocks, start = [], 0
    for runs, style in zip(lines, styles, strict=True):
        block = Block(runs, replace(parsed("nl", "adopted")[0].blocks[0].origin, start=start), style)
        end = start + len(block.text)
        blocks.append(replace(block, origin=replace(block.origin, end=end)))
        start = end + 1
    return Source("x", "nl", "", tuple(blocks), text=text)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "no PDF"),
        (b"just text", "no PDF"),
        (b"%PDF-1.7\n%%EOF", "no PDF"),
    ],
)
def test_what_is_no_pdf_or_holds_no_text_is_refused_in_one_line(data: bytes, word: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data, "nl.pdf", "nl", "pdf")
    assert word in str(error.value) and "nl.pdf" in str(error.value) and "\n" not in str(error.value)


def minimal_pdf(pages: int, content: bytes = b"", resources: bytes = b"", more: bytes = b"") -> bytes:
    """A PDF without cross-references: PDFium finds the objects by itself."""
    kids = b" ".join(b"%d 0 R" % (10 + i) for i in range(pages))
    body = b"".join(
        b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<<%s>>>>endobj\n"
        % (10 + i, resources)
        for i in range(pages)
    )
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[" + kids
        + b"]/Count %d>>endobj\n3 0 obj<</Length %d>>stream\n" % (pages, len(content)) + content
        + b"\nendstream endobj\n" + body + more + b"trailer<</Root 1 0 R>>\n"
    )  # fmt: skip


FONT = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
IMAGE = b"4 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
IMAGE += b"/Length 1>>stream\n0\nendstream endobj\n"


def test_a_scan_without_text_is_said_to_be_one() -> None:
    data = minimal_pdf(2, b"q 595 0 0 842 0 0 cm /I Do Q", b"/XObject<</I 4 0 R>>", IMAGE)
    with pytest.raises(ReadError, match="scan without a text layer"):
        read(data, "x.pdf", "nl", "pdf")


def test_an_empty_page_is_no_text() -> None:
    with pytest.raises(ReadError, match="holds no text"):
        read(minimal_pdf(1), "x.pdf", "nl", "pdf")


def test_lost_cross_references_do_not_matter_where_the_objects_are_there() -> None:
    data = minimal_pdf(1, b"BT /F1 12 Tf 70 700 Td (1. MERKT OP dat) Tj ET", FONT)
    assert read(data, "x.pdf", "nl", "pdf").blocks[0].text == "1. MERKT OP dat"


def test_too_many_pages_and_characters_are_refused_before_they_cost_anything() -> None:
    with pytest.raises(ReadError, match="5000 pages"):
        read(minimal_pdf(5000, b"BT /F1 12 Tf (x) Tj ET", FONT), "x.pdf", "nl", "pdf")


def test_the_true_size_and_place_count_in_turned_and_scaled_pages() -> None:
    shown = b"BT /F1 1 Tf 12 0 0 12 70 700 Tm (wereld) Tj 8 0 0 8 107 704 Tm (1) Tj "
    shown += b"12 0 0 12 112 700 Tm (, waarin hij dit deed) Tj ET "
    note = b"BT /F1 9 Tf 70 200 Td (1 Doc. 12301/21.) Tj ET"
    source = read(minimal_pdf(1, shown + note, FONT), "x.pdf", "nl", "pdf")
    assert [(run.text, run.note) for run in source.blocks[0].runs] == [
        ("wereld", ""),
        ("1", "1"),
        (", waarin hij dit deed", ""),
    ]
    turned = read(minimal_pdf(1, shown + note, FONT).replace(b"/MediaBox", b"/Rotate 180/MediaBox"), "x", "nl", "pdf")
    assert "".join(sorted(turned.text.split())) == "".join(sorted(source.text.split()))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Expression]], dict[str, bytes]]:
    def write(expressions: dict[str, Expression]) -> dict[str, bytes]:
        folder: Path = tmp_path_factory.mktemp("office")
        sheets = {name: office.council_fodt(one, letterhead(one.language)) for name, one in expressions.items()}
        return office.office_pdfs(sheets, folder)

    return write


def test_libreoffice_pages_with_notes_over_page_ends_are_read_alike(
    require: Require, written: Callable[[dict[str, Expression]], dict[str, bytes]]
) -> None:
    require(office.available(), "LibreOffice is not installed")
    expressions = {code: with_long_notes(parsed(code, "adopted")[1]) for code in LANGUAGES}
    for code, data in written(expressions).items():
        source, expression = through(data, expressions[code])
        assert content(expression) == content(expressions[code]), code
        assert account(source, expression).lost == 0
        first = next(block for block in source.blocks if block.style is Style.NOTE)
        assert first.origin.end < len(source.text)


def with_long_notes(expression: Expression) -> Expression:
    """The first two notes as long as a page, each with other words."""
    clauses = [part.text for part in expression.of_kind(Kind.CLAUSE)]
    long = {"1": " ".join(clauses[:9]), "2": " ".join(clauses[9:18])}
    notes = (replace(note, text=f"{note.text} {long.get(note.mark, '')}".strip()) for note in expression.notes)
    return replace(expression, notes=tuple(notes))


@pdf_writer
def test_words_stretched_over_a_justified_line_stay_one_line_and_cells_stay_apart() -> None:
    def stretched(words: str) -> str:
        return f'<span style="display:block;width:400pt;white-space:normal;text-align-last:justify">{words}</span>'

    lines = [
        "een regel die van rand tot rand loopt",
        "zoals de regel erna",
        "hogeronderwijsinstellingen enz.",
        "en hij",
    ]
    cells = [(x, 300 + 18 * i, 12, "ja") for i in range(3) for x in (70, 170, 270)]
    source = texts([[*((70, 100 + 18 * i, 12, stretched(line)) for i, line in enumerate(lines)), *cells]])
    assert of_style(source, Style.LINE) == [*lines, *["ja"] * 9]
