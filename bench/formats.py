"""Format × language: is a specimen the same expression from each format as from text? `python -m bench.formats`

The tests' writers set each specimen in all formats; LibreOffice sets it once more as PDF and DOCX where it is
installed. Left out are origins, format marks and repairs, and the letterhead, which the text files do not have. A cell
says "same", or in how many parts and notes the two differ; below the table each difference is shown.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
from specimens import parsed  # noqa: E402 (the writers are those of the tests)
from writers import office  # noqa: E402
from writers.akn import council_akn  # noqa: E402
from writers.docx import council_docx, manuscript  # noqa: E402
from writers.formex import council_formex  # noqa: E402
from writers.html import GENERATIONS, council_html  # noqa: E402
from writers.letterheads import INSTITUTION  # noqa: E402
from writers.pdf import Layout, Letterhead, available, council_pdf  # noqa: E402

from pipeline.build import make_expression  # noqa: E402
from pipeline.languages import PROTOCOL_ORDER  # noqa: E402
from pipeline.model import Expression  # noqa: E402
from pipeline.parse import account  # noqa: E402
from pipeline.parse.cover import HEAD  # noqa: E402

Item = tuple[object, ...]
EXCERPT = 60  # characters of a difference
SHOWN = 3  # differences of one cell


def made(expression: Expression) -> Iterator[tuple[str, str, bytes]]:
    """The expression in each format that needs no other program: column, format, bytes."""
    letterhead = Letterhead(*INSTITUTION[expression.language])
    yield "docx", "docx", council_docx(manuscript(expression), expression.language)
    for generation in GENERATIONS:
        yield f"html {generation}", "html", council_html(expression, generation)
    yield "formex", "xml", council_formex(expression)
    yield "akn", "xml", council_akn(expression)
    if available():
        yield "pdf", "pdf", council_pdf(expression, letterhead)
        yield "pdf dense", "pdf", council_pdf(expression, letterhead, Layout(space=0))


def by_office(expressions: Mapping[str, Expression], folder: Path) -> Iterator[tuple[str, str, str, bytes]]:
    """All expressions by LibreOffice: language, column, format, bytes."""
    sheets = {code: office.council_fodt(one, Letterhead(*INSTITUTION[code])) for code, one in expressions.items()}
    for code, data in office.office_pdfs(sheets, folder).items():
        yield code, "pdf office", "pdf", data
    for code, one in expressions.items():
        (folder / f"{code}.docx").write_bytes(council_docx(manuscript(one), code))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    form = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out")]
    files = [str(folder / f"{code}.docx") for code in expressions]
    soffice = shutil.which("soffice") or "soffice"
    subprocess.run([soffice, "--headless", profile, *form, *files], check=True, capture_output=True, timeout=600)
    for code in expressions:
        yield code, "docx office", "docx", (folder / "out" / f"{code}.docx").read_bytes()


def content(expression: Expression) -> dict[str, Item]:
    """All that an expression says, by id; without origins and without the letterhead."""
    parts = [part for part in expression.walk() if part.eid.removeprefix("cover__") not in HEAD]
    said: dict[str, Item] = {p.eid: (p.kind, p.num, p.text, p.verb, p.addressees) for p in parts}
    notes: dict[str, Item] = {note.eid: (note.mark, note.text, note.anchor, note.offset) for note in expression.notes}
    return said | notes


def differences(data: bytes, format: str, expected: Expression) -> list[str]:
    """What the expression read from `data` says otherwise, one line each; lost characters too."""
    source, found = make_expression(data, f"x.{format}", format, expected.id, expected.provenance)
    said, text = content(found), content(expected)
    lines = [_difference(eid, said.get(eid), text.get(eid)) for eid in said | text if said.get(eid) != text.get(eid)]
    lost = account(source, found).lost
    return [*lines, *([f"{lost} characters lost"] if lost else [])]


def _difference(eid: str, found: Item | None, expected: Item | None) -> str:
    if found is None or expected is None:
        return f"{eid}: {'missing' if found is None else 'not in the text'}"
    one, other = next((str(a), str(b)) for a, b in zip(found, expected, strict=True) if a != b)
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, at - EXCERPT // 3)
    return f"{eid}: {one[start : start + EXCERPT]!r}, in text {other[start : start + EXCERPT]!r}"


def main(languages: list[str]) -> None:
    """Print the table of all languages, or of those named, and the differences."""
    expressions = {code: parsed(code, "adopted")[1] for code in languages or PROTOCOL_ORDER}
    cells: dict[tuple[str, str], list[str]] = {}
    for code, expression in expressions.items():
        for column, format, data in made(expression):
            cells[code, column] = differences(data, format, expression)
    if office.available():
        with tempfile.TemporaryDirectory() as folder:
            for code, column, format, data in by_office(expressions, Path(folder)):
                cells[code, column] = differences(data, format, expressions[code])
    show(cells, list(expressions), sys.stdout.write)


def show(cells: Mapping[tuple[str, str], list[str]], languages: list[str], write: Callable[[str], object]) -> None:
    """The table, how many cells are the same, and what is different in the others."""
    columns = list(dict.fromkeys(column for _, column in cells))
    write(f"{'':4}" + "".join(f"{column:>12}" for column in columns) + "\n")
    for code in languages:
        words = (f"{len(cells[code, column]) or 'same':>12}" for column in columns)
        write(f"{code:4}" + "".join(words) + "\n")
    write(f"{sum(not found for found in cells.values())} of {len(cells)} the same\n")
    for (code, column), found in cells.items():
        for line in found[:SHOWN]:
            write(f"{code} {column}: {line}\n")
        if len(found) > SHOWN:
            write(f"{code} {column}: and {len(found) - SHOWN} more\n")


if __name__ == "__main__":
    main(sys.argv[1:])
