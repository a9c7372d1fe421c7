"""Time and peak memory of each reader on 6 pages and on 600, beside pdfplumber: `python -m bench.readers`.

The long file is the Dutch specimen a hundred times over; in each copy the long words end otherwise, so that nothing can
be remembered from one to the next. A figure is from a process of its own: processor seconds of reading, and of reading,
repairing and parsing, without the start of Python; the peak memory of the process, that of an empty one being in the
last line. PDF needs WeasyPrint, the comparison pdfplumber.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from specimens import parsed
from writers.akn import council_akn
from writers.docx import council_docx, manuscript
from writers.formex import council_formex
from writers.html import council_html
from writers.letterheads import INSTITUTION
from writers.pdf import Letterhead, available, council_pdf

from pipeline.model import Expression, Kind, Subdivision

ROOT = Path(__file__).resolve().parent.parent
COPIES = (1, 100)
PAGES = 6  # of one copy
FORMATS: dict[str, tuple[str, Callable[[Expression], bytes]]] = {
    "text": ("txt", lambda one: text(one)),
    "docx": ("docx", lambda one: council_docx(manuscript(one), "nl")),
    "html": ("html", lambda one: council_html(one, "oj")),
    "formex": ("xml", council_formex),
    "akn": ("xml", council_akn),
    "pdf": ("pdf", lambda one: council_pdf(one, Letterhead(*INSTITUTION["nl"]))),
}
MEASURE = """
import os, sys, time
from pathlib import Path
from pipeline.ingest import read
from pipeline.languages import load
from pipeline.repair import repair
from pipeline.parse import parse
from pipeline.ids import UNKNOWN, ExpressionId
from pipeline.model import Provenance, Status
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
def spent():
    return time.process_time() + sum(os.times()[2:4])  # with the processes that a reader starts
language, format, path = load("nl"), sys.argv[2], Path(sys.argv[1])
read(b"1. STEUNT dit plan.", "x", "nl", "txt")
start = spent()
source = read(path.read_bytes(), "x", "nl", format)
read_s, read_mb = spent() - start, peak()
parse(repair(source, language), language, ExpressionId("", UNKNOWN, "nl"), Provenance(Status.SPECIMEN))
print(len(source.text), read_s, read_mb, spent() - start, peak())
"""
PEERS = {
    "pdfplumber, text": "sum(len(page.extract_text()) + (page.close() or 0) for page in p.pages)",
    "pdfplumber, characters": "sum(len(page.chars) + (page.close() or 0) for page in p.pages)",
}
PEER = """
import sys, time, pdfplumber
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
start = time.process_time()
p = pdfplumber.open(sys.argv[1])
count = {}
print(count, time.process_time() - start, peak(), time.process_time() - start, peak())
"""


def text(expression: Expression) -> bytes:
    """One paragraph a line, notes at the end."""
    lines = [f"{part.num} {part.full_text}".strip() for part in expression.parts]
    return "\n\n".join([*lines, *(f"{note.mark} {note.text}" for note in expression.notes)]).encode()


def repeated(expression: Expression, copies: int) -> Expression:
    """The cover once, all else so many times; in each copy long words end otherwise."""
    cover = [part for part in expression.parts if part.kind is Kind.COVER]
    rest = [part for part in expression.parts if part.kind is not Kind.COVER]
    parts = [_varied(part, copy) for copy in range(copies) for part in rest]
    notes = [
        replace(note, eid=f"c{copy}_{note.eid}", anchor=f"c{copy}_{note.anchor}", text=_words(note.text, copy))
        for copy in range(copies)
        for note in expression.notes
        if not note.anchor.startswith("cover")
    ]
    marked = [replace(note, mark=str(number), offset=0) for number, note in enumerate(notes, 1)]
    return replace(expression, parts=(*cover, *parts), notes=tuple(marked))


def _varied(part: Subdivision, copy: int) -> Subdivision:
    children = tuple(_varied(child, copy) for child in part.children)
    words = part.text if part.kind in (Kind.ENACTING, Kind.ANNEX) else _words(part.text, copy)
    return replace(part, eid=f"c{copy}_{part.eid}", text=words, children=children, verb=None, addressees=())


def _words(words: str, copy: int) -> str:
    def other(match: re.Match[str]) -> str:
        ending = hashlib.sha256(f"{copy}{match[0]}".encode()).hexdigest()[:4]
        return match[0] + ending.translate(str.maketrans("0123456789", "ghijklmnop"))

    return re.sub(r"\b[a-zà-ÿ]{9,}", other, words)


def files(folder: Path) -> Iterator[tuple[str, str, int, Path]]:
    """Each format, what its reader is called, copies, and the file."""
    expression = parsed("nl", "adopted")[1]
    for name, (format, write) in FORMATS.items():
        if name == "pdf" and not available():
            print("pdf: skipped, WeasyPrint is not installed")
            continue
        for copies in COPIES:
            path = folder / f"{name}-{copies}.{format}"
            if name == "pdf" and copies > 1:
                _many_pages(folder / f"{name}-1.{format}", path)
            else:
                path.write_bytes(write(repeated(expression, copies)))
            yield name, format, copies, path


def _many_pages(small: Path, large: Path) -> None:
    """The pages of a PDF a hundred times: WeasyPrint would take very long."""
    import pypdfium2

    source, target = pypdfium2.PdfDocument(small), pypdfium2.PdfDocument.new()
    for _ in range(COPIES[-1]):
        target.import_pages(source)
    target.save(large)


def measure(program: str, *arguments: object) -> list[float]:
    """Characters, seconds and MB after reading, seconds and MB after parsing."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    run = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    return [float(word) for word in run.stdout.split()]


def main() -> None:
    """A line a format and size; growth is that of the seconds from one copy to a hundred, for each character."""
    print(
        f"{'':24} {'pages':>6} {'kB':>7} {'characters':>11} {'read s':>8} {'parsed s':>9} {'peak MB':>8} {'growth':>7}"
    )
    with tempfile.TemporaryDirectory() as scratch:
        for name, format, copies, path in files(Path(scratch)):
            rows = {name: measure(MEASURE, path, format)}
            if format == "pdf" and find_spec("pdfplumber"):
                rows |= {peer: measure(PEER.replace("{}", count), path) for peer, count in PEERS.items()}
            for row, found in rows.items():
                characters, seconds, _, whole, peak = found
                first = FIRST.setdefault(row, whole / characters)
                growth = f"{whole / characters / first:.2f}" if copies > 1 else ""
                size = path.stat().st_size / 1000
                parsed_s = f"{whole:.3f}" if row in FORMATS else ""
                given = f"{row:24} {PAGES * copies:6} {size:7.0f} {characters:11.0f}"
                print(f"{given} {seconds:8.3f} {parsed_s:>9} {peak:8.0f} {growth:>7}", flush=True)
    if not find_spec("pdfplumber"):
        print("pdfplumber: skipped, not installed")
    empty = measure(MEASURE.split("start = spent()")[0] + "print(peak())", "x", "txt")
    print(f"an empty process: {empty[0]:.0f} MB")


FIRST: dict[str, float] = {}

if __name__ == "__main__":
    main()
