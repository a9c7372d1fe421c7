"""The exports: valid, complete, read back without loss, harmless, and honest about where their texts are from."""

from __future__ import annotations

import csv as plain_csv
import importlib.util
import io
import json
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from click.testing import CliRunner
from conftest import ROOT, Require
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from test_build import small  # noqa: F401  # a fixture
from translate.storage.tbx import tbxfile
from translate.storage.tmx import tmxfile
from translate.storage.xliff2 import Xliff2File

from pipeline.build import view_dossier
from pipeline.build.materials import material_of
from pipeline.cli import main
from pipeline.cli.export import NAMES
from pipeline.corpus import load_dossier
from pipeline.errors import LanguageError, ReadError
from pipeline.export.csv import csv_table, read_csv
from pipeline.export.formats import FORMATS, downloads
from pipeline.export.linked import embedded, linked, script_safe
from pipeline.export.material import NO_LEGAL_VALUE, Material, Unit
from pipeline.export.tables import Table, findings, requests, rows, verb_grid
from pipeline.export.tbx import read_tbx, tbx
from pipeline.export.tmx import paired, read_tmx, tmx
from pipeline.export.xliff import STATES, read_xliff, xliff
from pipeline.export.xlsx import LONGEST, workbook
from pipeline.export.xml import clean
from pipeline.findings import Decision, Finding, Severity, Verdict
from pipeline.ingest import read
from pipeline.languages import load
from pipeline.model import Kind

HOSTILE = '=HYPERLINK("http://x","y")<script>&]]>\x01\x0b\t\'\N{RIGHT-TO-LEFT OVERRIDE}'


@pytest.fixture(scope="module")
def material(small: Path) -> Material:  # noqa: F811
    view, _ = view_dossier(load_dossier(small / "2022-research-innovation"))
    return material_of(view, view.documents[-1])


@pytest.fixture(scope="module")
def hostile(material: Material) -> Material:
    """The same with a text and a title that try to be markup, formula and control character."""
    nl = next(one for one in material.expressions if one.language == "nl")
    parts = tuple(replace(part, text=HOSTILE) if part.kind is Kind.TITLE else part for part in nl.parts)
    provenance = replace(nl.provenance, source=HOSTILE, notice=HOSTILE)
    others = [one for one in material.expressions if one.language != "nl"]
    changed = (*others, replace(nl, parts=parts, provenance=provenance))
    finding = Finding("rule", Severity.ERROR, material.document, "para_1", ("nl",), HOSTILE, (HOSTILE,), "ab" * 8)
    return replace(material, expressions=changed, title=HOSTILE, findings=(finding,))


@cache
def schema(name: str) -> dict[str, object]:
    return json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_every_format_of_the_table_is_a_format_of_the_command() -> None:
    assert list(FORMATS) == NAMES


def test_the_memory_comes_back_without_loss(material: Material) -> None:
    units = read_tmx(tmx(material))
    wanted = paired(material.units)
    assert [unit.id for unit in units] == [unit.id for unit in wanted]
    assert [unit.texts for unit in units] == [unit.texts for unit in wanted]
    assert [unit.place for unit in units] == [unit.place for unit in wanted]
    assert [dict(unit.eids) for unit in units] == [dict(unit.eids) for unit in wanted]
    for unit, want in zip(units, wanted, strict=True):
        assert [(one.name, one.detail) for one in unit.evidence] == [(one.name, one.detail) for one in want.evidence]
        assert [one.value for one in unit.evidence] == pytest.approx([one.value for one in want.evidence], abs=1e-4)
    assert sum(unit.kind == "clause" for unit in units) == 35


def test_another_reader_reads_the_memory(material: Material) -> None:
    memory = tmxfile.parsestring(tmx(material))
    assert len(memory.units) == len(paired(material.units))
    memory = tmxfile()
    memory.parse(tmx(material.only(["en", "nl"])))
    assert {unit.source for unit in memory.units} <= {unit.text("en") for unit in material.units}


def test_a_unit_says_document_provenance_confidence_and_evidence(material: Material) -> None:
    root = etree.fromstring(tmx(material))
    unit = root.find("body/tu[@tuid='para_1__clause_1']")
    props = {prop.get("type"): prop.text for prop in unit.findall("prop")}
    assert props["x-document"] == "ST 10125/22" and props["x-status"] == "aligned" and props["x-place"] == "1.1"
    assert 0 < float(props["x-confidence"]) <= 1 and props["x-evidence"]
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    status = {tuv.get(language): tuv.find("prop").text for tuv in unit.findall("tuv")}
    assert status == {"el": "specimen", "en": "specimen", "nl": "official"}
    notes = [note.text for note in root.find("header").findall("note")]
    assert notes[0] == NO_LEGAL_VALUE and any(note.startswith("en: Specimen") for note in notes)


def test_sentences_take_the_place_of_rows(material: Material) -> None:
    sentences = (Unit("para_1__clause_1.1", "sentence", (("en", "One."), ("nl", "Een."))),)
    found = read_tmx(tmx(replace(material, sentences=sentences), sentences=True))
    assert [(unit.id, unit.texts) for unit in found] == [(sentences[0].id, sentences[0].texts)]


def test_xliff_comes_back_with_states_and_parts(material: Material) -> None:
    reviews = read_xliff(xliff(material, "en", "nl"))
    wanted = [unit for unit in material.units if unit.text("en")]
    assert [review.wid for review in reviews] == [unit.id for unit in wanted]
    assert [review.texts for review in reviews] == [(unit.text("en"), unit.text("nl")) for unit in wanted]
    assert {review.document for review in reviews} == {"ST 10125/22"}
    assert ("nl", "para_1__clause_1") in next(r for r in reviews if r.wid == "para_1__clause_1").parts
    assert {review.state for review in reviews} <= set(STATES)


def test_what_a_translator_decided_comes_back(material: Material) -> None:
    data = xliff(replace(material, confirmed=frozenset({"para_1__clause_1"})), "en", "nl")
    assert next(r for r in read_xliff(data) if r.wid == "para_1__clause_1").state == "final"
    text = data.decode().replace('state="translated"', 'state="reviewed"', 1)
    text = text.replace("</notes>\n      <segment", "<note>not the same</note></notes>\n      <segment", 1)
    first = read_xliff(text.encode())[0]
    assert (first.state, first.notes) == ("reviewed", ("not the same",))


def test_another_reader_reads_xliff(material: Material) -> None:
    found = Xliff2File.parsestring(xliff(material, "en", "nl"))
    units = [unit for unit in found.units if unit.source]
    assert len(units) == len([unit for unit in material.units if unit.text("en")])
    assert {unit.target for unit in units if unit.target} <= {unit.text("nl") for unit in material.units}


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"no xml", "well-formed"),
        (b"<tmx/>", "not xliff"),
        (b'<xliff version="1.2"/>', "not XLIFF 2"),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "no unit"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><xliff xmlns="urn:oasis:names:tc:xliff:document:2.0">&b;</xliff>', "no unit"),
    ],
)
def test_another_file_than_ours_is_refused_in_one_line(data: bytes, word: str) -> None:
    with pytest.raises(ReadError, match=word) as caught:
        read_xliff(data, "x.xlf")
    assert "\n" not in str(caught.value)


def test_the_terms_are_those_of_the_language_files() -> None:
    languages = ["nl", "fr", "mt"]
    wanted = [(form.concept, code, form.text, form.attested) for code in languages for form in load(code).verbs]
    data = tbx(languages)
    assert sorted(read_tbx(data)) == sorted(wanted)
    assert len(tbxfile.parsestring(data).units) == len({concept for concept, *_ in wanted})


def test_the_workbook_has_all_tables_with_typed_cells(material: Material) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(material)))
    assert book.sheetnames == ["sources", "verbs", "rows", "findings", "requests"]
    for name, table in (("rows", rows(material)), ("verbs", verb_grid(material)), ("requests", requests(material))):
        sheet = book[name]
        lines = [tuple(cell if cell is not None else "" for cell in line) for line in sheet.iter_rows(values_only=True)]
        assert lines[0] == table.head
        assert lines[1:] == [tuple("" if cell is None else cell for cell in row) for row in table.rows]
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref
    assert isinstance(book["rows"]["D2"].value, int | float)
    assert book["rows"]["H1"].value == "nl (official)" and book["rows"]["G1"].value == "en (specimen)"
    assert sum(bool(row[0]) for row in verb_grid(material).rows) == 35  # and the verb of the preamble


def test_no_text_becomes_a_formula(hostile: Material) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(hostile)))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"} and not any(cell.hyperlink for cell in cells)
    for name in ("rows", "findings"):
        for line in plain_csv.reader(io.StringIO(FORMATS[name].write(hostile).decode("utf-8-sig"), newline="")):
            assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(st.lists(st.lists(st.text(max_size=9), min_size=2, max_size=2), max_size=5))
def test_a_table_comes_back_from_csv(cells: list[list[str]]) -> None:
    kept = tuple(tuple(cell.replace("\0", "\N{REPLACEMENT CHARACTER}") for cell in row) for row in cells)
    kept = tuple(tuple(cell.encode("utf-8", "replace").decode() for cell in row) for row in kept)
    table = Table("t", ("=a", "'b"), kept)
    assert read_csv(csv_table(table)) == (table.head, *kept)


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    data = workbook([Table("t", ("a",), (("x" * 40_000,),))], "title", "2022-06-10")
    (cell,) = next(openpyxl.load_workbook(io.BytesIO(data))["t"].iter_rows(min_row=2, values_only=True))
    assert len(cell) <= LONGEST and "more than a cell can hold" in cell


def test_findings_carry_their_decisions(hostile: Material) -> None:
    decision = Decision("ab" * 8, Verdict.DISMISSED, "as agreed", "J. Jansen")
    table = findings(replace(hostile, findings=(replace(hostile.findings[0], decision=decision),)))
    (line,) = table.rows
    assert line[0] == "error" and line[7:10] == ("dismissed", "as agreed", "J. Jansen")


def test_the_synopsis_is_read_back_by_our_own_reader(material: Material) -> None:
    both = material.only(["nl", "en"])
    text = read(FORMATS["docx"].write(both), "synopsis.docx", "nl", "docx").text
    for unit in both.units:
        assert all(words in text for _, words in unit.texts)
    assert "nl (official)" in text and "en (specimen)" in text and NO_LEGAL_VALUE in text
    assert text.index("nl (official)") < text.index("en (specimen)")


def test_an_office_opens_the_synopsis_and_the_workbook(material: Material, tmp_path: Path, require: Require) -> None:
    office = shutil.which("soffice")
    require(office, "soffice, of LibreOffice, is not there")
    both = material.only(["nl", "en"])
    for name, suffix, filter_ in (("docx", ".docx", "txt:Text"), ("xlsx", ".xlsx", "csv")):
        (tmp_path / f"a{suffix}").write_bytes(FORMATS[name].write(both))
        command = [office, f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", filter_]
        subprocess.run([*command, "--outdir", tmp_path, tmp_path / f"a{suffix}"], check=True, capture_output=True)
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert all(words in text for unit in both.units for _, words in unit.texts)
    assert "official" in (tmp_path / "a.csv").read_text(encoding="utf-8", errors="replace")


def test_a_pdf_of_the_synopsis_names_its_specimens(material: Material, require: Require) -> None:
    require(importlib.util.find_spec("weasyprint"), "WeasyPrint is not there")
    from pipeline.cli.pdf import pdf

    data = pdf(FORMATS["html"].write(material.only(["en", "nl"])))
    text = " ".join(read(data, "synopsis.pdf", "nl", "pdf").text.split())
    assert data.startswith(b"%PDF") and "Specimen: working text" in text and "en (specimen)" in text


def test_without_weasyprint_a_browser_makes_the_pdf(
    material: Material, require: Require, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.cli import pdf

    def missing(name: str) -> None:
        raise ImportError(name)

    require(any(map(shutil.which, pdf._BROWSERS)), "Chromium is not there")
    page = FORMATS["html"].write(material.only(["nl"]))
    monkeypatch.setattr(pdf.importlib, "import_module", missing)
    assert pdf.pdf(page).startswith(b"%PDF")
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    with pytest.raises(ReadError, match="needs WeasyPrint or Chromium"):
        pdf.pdf(page)


def test_every_file_is_the_same_bytes_again_and_names_its_specimens(material: Material) -> None:
    found = list(downloads(material))
    assert len({one.name for one in found}) == len(found) > 12
    for one in found:
        data = one.write()
        assert data == one.write(), one.name
        if one.format.suffix.endswith((".csv", ".json", ".xlf", ".tmx", ".jsonld")) and one.specimen:
            assert b"specimen" in data.lower(), one.name
        if one.format.suffix.endswith((".json", ".xlf", ".tmx", ".tbx", ".jsonld")):
            assert b"no legal value" in data, one.name


def test_hostile_text_is_kept_as_text(hostile: Material) -> None:
    for one in downloads(hostile):
        data = one.write()
        if one.format.suffix.endswith((".tmx", ".xlf", ".tbx")):
            etree.fromstring(data)
        elif one.format.suffix.endswith((".json", ".jsonld")):
            json.loads(data)
    assert clean(HOSTILE) in {text for unit in read_tmx(tmx(hostile)) for _, text in unit.texts}
    assert b"<script>" not in FORMATS["html"].write(hostile)
    assert "<" not in script_safe(linked(hostile))


def test_a_specimen_never_has_the_address_of_the_council(material: Material) -> None:
    versions = {one["inLanguage"]: one for one in linked(material)["hasPart"]}
    assert versions["nl"]["url"].endswith("ST-10125-2022-INIT/nl/pdf") and "publisher" in versions["nl"]
    assert "url" not in versions["en"] and "publisher" not in versions["en"]
    assert versions["en"]["creativeWorkStatus"] == "specimen"
    assert "eli:LegalExpression" in versions["nl"]["@type"] and "eli:LegalExpression" not in versions["en"]["@type"]


def test_a_page_says_in_json_ld_what_it_is(material: Material) -> None:
    said = {one.language: json.loads(embedded(one, material)) for one in material.expressions}
    assert "eli:LegalExpression" in said["nl"]["@type"] and said["nl"]["isPartOf"]["identifier"] == "ST 10125/22"
    assert "eli:LegalExpression" not in said["en"]["@type"] and "isPartOf" not in said["en"]
    assert said["en"]["isBasedOn"]["identifier"] == "ST 10125/22" and "specimen" in said["en"]["creativeWorkStatus"]
    assert all("no legal value" in one["usageInfo"] for one in said.values())


@pytest.mark.parametrize(
    ("format", "name"),
    [
        ("json", "expression"),
        ("alignment", "alignment"),
        ("changes", "comparison"),
        ("verbs-json", "verbs"),
        ("requests-json", "requests"),
        ("findings-json", "findings"),
    ],
)
def test_the_json_is_as_its_published_schema_says(material: Material, format: str, name: str) -> None:
    for code in material.languages:
        jsonschema.validate(json.loads(FORMATS[format].write(material.only([code]))), schema(name))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 2}, schema(name))


def test_the_json_of_a_table_has_what_the_table_has(material: Material, hostile: Material) -> None:
    grid = json.loads(FORMATS["verbs-json"].write(material))["rows"]
    assert [row["wid"] for row in grid] == [line[1] for line in verb_grid(material).rows]
    asked = json.loads(FORMATS["requests-json"].write(material))["requests"]
    told = [(one["language"], one["place"], one["verb"]["text"], one["text"]) for one in asked]
    assert told == [(line[2], line[0], line[4], line[10]) for line in requests(material).rows]
    assert {one["kind"] for record in asked for one in record["addressees"]} >= {"commission", "member_states"}
    found = json.loads(FORMATS["findings-json"].write(hostile))["findings"]
    assert [one["fingerprint"] for one in found] == [line[-1] for line in findings(hostile).rows] != []
    jsonschema.validate(json.loads(FORMATS["findings-json"].write(hostile)), schema("findings"))


def test_xliff_wants_two_languages(material: Material) -> None:
    with pytest.raises(LanguageError, match="--lang en,nl"):
        FORMATS["xliff"].write(material)


def test_the_command_writes_a_file_and_says_what_is_a_specimen(small: Path, tmp_path: Path) -> None:  # noqa: F811
    out = tmp_path / "a.xlf"
    command = ["export", "xliff", "--corpus", str(small), "--lang", "nl,en", "-o", str(out)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0 and "specimens, not Council texts: en" in result.stderr
    assert (review := read_xliff(out.read_bytes())[0]).source == "nl" and review.target == "en"
    result = CliRunner().invoke(main, [*command, "--lang", "fi"])
    assert result.exit_code == 2 and "not there in fi" in result.stderr
