"""Every export of the dossier, read by somebody else: `python -m bench.exports`.

One line a format: files, who reads them, what is counted, whether it is what the model has, and whether our own reader
gets the texts back. The independent readers are those of the tests and what is installed; a missing one is said.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import openpyxl
from lxml import etree
from translate.storage.tbx import tbxfile
from translate.storage.tmx import tmxfile
from translate.storage.xliff2 import Xliff2File

from bench.builds import CORPUS
from pipeline.build import make_expression, view_dossier
from pipeline.build.materials import material_of
from pipeline.corpus import load_dossier
from pipeline.export.csv import read_csv
from pipeline.export.formats import FORMATS, Download, downloads
from pipeline.export.material import Material, Unit
from pipeline.export.tables import findings, requests, rows, tables, verb_grid
from pipeline.export.tbx import read_tbx
from pipeline.export.tmx import paired, read_tmx
from pipeline.export.xliff import read_xliff
from pipeline.languages import load
from pipeline.model import Expression, Subdivision

ROOT = CORPUS.parent
SCHEMAS = {
    "json": "expression",
    "alignment": "alignment",
    "changes": "comparison",
    "verbs-json": "verbs",
    "requests-json": "requests",
    "findings-json": "findings",
}
AKN = ROOT / "tests" / "schemas" / "akn" / "akomantoso30.xsd"


@dataclass(frozen=True, slots=True)
class Result:
    """How often a reader counted what the model has, and whether the texts came back; None where that is no aim."""

    counted: int
    expected: int
    back: bool | None = None


Check = Callable[[bytes, Material], Result]


def _tmx(data: bytes, units: Sequence[Unit]) -> Result:
    memory = tmxfile.parsestring(data)
    return Result(len(memory.units), len(units), [one.texts for one in read_tmx(data)] == [u.texts for u in units])


def _memory(data: bytes, material: Material) -> Result:
    return _tmx(data, paired(material.units))


def _sentences(data: bytes, material: Material) -> Result:
    return _tmx(data, paired(material.sentences))


def _xliff(data: bytes, material: Material) -> Result:
    units = [unit for unit in material.units if unit.text(material.languages[0])]
    back = [one.texts for one in read_xliff(data)]
    wanted = [(unit.text(material.languages[0]), unit.text(material.languages[1])) for unit in units]
    return Result(len(Xliff2File.parsestring(data).units), len(units), back == wanted)


def _tbx(data: bytes, material: Material) -> Result:
    forms = {(form.concept, code, form.text) for code in material.languages for form in load(code).verbs}
    back = {one[:3] for one in read_tbx(data)}
    return Result(len(tbxfile.parsestring(data).units), len({concept for concept, *_ in forms}), back == forms)


def _xlsx(data: bytes, material: Material) -> Result:
    book = openpyxl.load_workbook(io.BytesIO(data))
    counted = sum(sheet.max_row - 1 for sheet in book)
    return Result(counted, sum(max(len(one.rows), 0) for one in tables(material)))


def _csv(table: Callable[[Material], object]) -> Check:
    def check(data: bytes, material: Material) -> Result:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        ours = table(material)
        back = [tuple(map(str, line)) for line in read_csv(data)[1:]] == [
            tuple("" if cell is None else str(cell) for cell in line) for line in ours.rows
        ]
        return Result(len(lines) - 1, len(ours.rows), back)

    return check


def _json(name: str, field: str, count: Callable[[Material], int]) -> Check:
    schema = json.loads((ROOT / "docs" / "schemas" / f"{SCHEMAS[name]}.schema.json").read_text(encoding="utf-8"))

    def check(data: bytes, material: Material) -> Result:
        view = json.loads(data)
        jsonschema.validate(view, schema)
        return Result(len(view[field]), count(material))

    return check


def _akn(data: bytes, material: Material) -> Result:
    root = etree.fromstring(data)
    etree.XMLSchema(etree.parse(AKN)).assertValid(root)
    own = material.expressions[0]
    again = make_expression(data, "a.xml", "xml", own.id, own.provenance)[1]
    ids = {one.get("eId") for one in root.iter(etree.Element) if one.get("eId")}
    return Result(sum(part.eid in ids for part in own.walk()), sum(1 for _ in own.walk()), _texts(again) == _texts(own))


def _texts(expression: Expression) -> list[str]:
    return [part.text for part in expression.walk() if isinstance(part, Subdivision) and part.text]


def _jsonld(data: bytes, material: Material) -> Result:
    return Result(data.decode().count('"inLanguage"'), len(material.languages))


def _docx(data: bytes, material: Material) -> Result:
    texts = [text for unit in material.units for _, text in unit.texts]
    return Result(_held(_office(data, ".docx", "txt:Text"), texts), len(texts))


def _held(page: str, texts: Sequence[str]) -> int:
    page = " ".join(page.split())
    return sum(" ".join(text.split()) in page for text in texts)


def _office(data: bytes, suffix: str, to: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/home", "--headless", "--convert-to", to]
        subprocess.run([*command, "--outdir", folder, path], check=True, capture_output=True)
        return path.with_suffix("." + to.partition(":")[0]).read_text(encoding="utf-8", errors="replace")


CHECKS: dict[str, tuple[str, str, Check]] = {
    "tmx": ("translate-toolkit", "units", _memory),
    "tmx-sentences": ("translate-toolkit", "units", _sentences),
    "xliff": ("translate-toolkit", "units", _xliff),
    "tbx": ("translate-toolkit", "concepts", _tbx),
    "xlsx": ("openpyxl", "lines of five tables", _xlsx),
    "verbs": ("csv of Python", "lines", _csv(verb_grid)),
    "rows": ("csv of Python", "lines", _csv(rows)),
    "findings": ("csv of Python", "lines", _csv(findings)),
    "requests": ("csv of Python", "lines", _csv(requests)),
    "json": ("jsonschema", "points", _json("json", "points", lambda m: len(list(_points(m))))),
    "alignment": ("jsonschema", "rows", _json("alignment", "rows", lambda m: len(m.alignment.rows))),
    "changes": ("jsonschema", "changes", _json("changes", "changes", lambda m: len(m.comparisons[0].changes))),
    "verbs-json": ("jsonschema", "rows", _json("verbs-json", "rows", lambda m: len(verb_grid(m).rows))),
    "requests-json": ("jsonschema", "requests", _json("requests-json", "requests", lambda m: len(requests(m).rows))),
    "findings-json": ("jsonschema", "findings", _json("findings-json", "findings", lambda m: len(m.findings))),
    "akn": ("OASIS XSD", "parts by eId", _akn),
    "jsonld": ("json of Python", "languages", _jsonld),
    "docx": ("LibreOffice", "texts of rows", _docx),
}


def _points(material: Material) -> list[Subdivision]:
    return [part for part in material.expressions[0].walk() if part.kind == "point"]


def main() -> None:
    """Print the table; exit code 1 where a count or a text is another."""
    (folder,) = [path.parent for path in CORPUS.glob("*/dossier.toml")][:1]
    view, _ = view_dossier(load_dossier(folder))
    files = [one for document in view.documents for one in downloads(material_of(view, document))]
    print(f"{len(files)} files of {len(view.documents)} documents, {len(view.documents[-1].expressions)} languages")
    print(f"{'format':15}{'files':>6}  {'read by':18}{'counted':>9}{'in the model':>14}  {'what':22}texts come back")
    bad = sum(_line(name, [one for one in files if one.format.name == name]) for name in FORMATS)
    sys.exit(1 if bad else 0)


def _line(name: str, files: Sequence[Download]) -> bool:
    if not files or name not in CHECKS:
        return False
    reader, what, check = CHECKS[name]
    if reader == "LibreOffice" and not shutil.which("soffice"):
        print(f"{name:15}{len(files):6}  skipped: LibreOffice is not installed")
        return False
    found = []
    for one in files:
        data = one.write()
        if data[:2] == b"PK":
            assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        found.append(check(data, one.material))
    counted, expected = sum(one.counted for one in found), sum(one.expected for one in found)
    back = [one.back for one in found if one.back is not None]
    said = f"{sum(back)} of {len(back)}" if back else "–"
    print(f"{name:15}{len(files):6}  {reader:18}{counted:9}{expected:14}  {what:22}{said}")
    return counted != expected or not all(back)


if __name__ == "__main__":
    main()
