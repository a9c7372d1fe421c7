"""Time and peak memory of reading a PDF of 6 and of 600 pages, beside pdfplumber: `python -m bench.readers_pdf`.

Needs WeasyPrint, which writes the pages, and pdfplumber: uv pip install weasyprint pdfplumber. Each figure is from a
process of its own, start of Python and imports included. The long file repeats the pages of the short one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
READERS = {
    "conclusio": "from pipeline.ingest.pdf import read; s = read(data, 'x.pdf', 'nl'); print(len(s.text))",
    "conclusio, parsed": (
        "from pipeline.ingest.pdf import read; from pipeline.languages import load; from pipeline.repair import repair;"
        "from pipeline.parse import parse; from pipeline.ids import *; from pipeline.model import *;"
        "l = load('nl'); s = repair(read(data, 'x.pdf', 'nl'), l);"
        "e = parse(s, l, ExpressionId('', UNKNOWN, 'nl'), Provenance(Status.SPECIMEN)); print(len(s.text))"
    ),
    "pdfplumber, text": (
        "import io, pdfplumber; p = pdfplumber.open(io.BytesIO(data));"
        "print(sum(len(page.extract_text()) + (page.close() or 0) for page in p.pages))"
    ),
    "pdfplumber, characters": (
        "import io, pdfplumber; p = pdfplumber.open(io.BytesIO(data));"
        "print(sum(len(page.chars) + (page.close() or 0) for page in p.pages))"
    ),
}


def main() -> None:
    """Print a table: seconds, peak memory in MB and characters read, per reader and file."""
    with tempfile.TemporaryDirectory() as scratch:
        files = _files(Path(scratch))
        print(f"{'reader':24} {'pages':>6} {'s':>8} {'MB':>7} {'characters':>11}")
        for pages, path in files.items():
            for name, code in READERS.items():
                seconds, peak, count = _measure(code, path)
                print(f"{name:24} {pages:6} {seconds:8.2f} {peak:7.0f} {count:>11}")


def _files(folder: Path) -> dict[int, Path]:
    """A file of a Council text, and one with its pages a hundred times."""
    import pypdfium2

    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from specimens import parsed
    from writers.letterheads import INSTITUTION
    from writers.pdf import Letterhead, council_pdf

    small = folder / "small.pdf"
    small.write_bytes(council_pdf(parsed("nl", "adopted")[1], Letterhead(*INSTITUTION["nl"])))
    source = pypdfium2.PdfDocument(small)
    large = pypdfium2.PdfDocument.new()
    for _ in range(600 // len(source) + 1):
        large.import_pages(source, list(range(len(source)))[: 600 - len(large)])
    large.save(folder / "large.pdf")
    return {len(source): small, len(large): folder / "large.pdf"}


def _measure(code: str, path: Path) -> tuple[float, float, str]:
    """Wall seconds, peak resident memory in MB and what the reader printed, of a process of its own."""
    report = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    program = f"import sys; data = open(sys.argv[1], 'rb').read(); {code}; {report}"
    start = perf_counter()
    run = subprocess.run([sys.executable, "-c", program, path], check=True, cwd=ROOT, capture_output=True, text=True)
    seconds = perf_counter() - start
    count, peak = run.stdout.split()
    return seconds, int(peak) / 1024, count


if __name__ == "__main__":
    main()
