"""Time and peak memory of the DOCX reader on a file of 6 pages and on one of 600. Run: python -m bench.readers_docx

The long file is the Dutch specimen a hundred times over, each copy with other figures, so that the zip cannot cheat.
Each measurement runs in a process of its own: the peak is that of the whole process, less what it needs without a file.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIES = {"6 pages": 1, "600 pages": 100}
MEASURE = """
import sys, time
from pathlib import Path
from pipeline.ingest.docx import read
def peak_kb():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
base = peak_kb()
data = Path(sys.argv[1]).read_bytes()
start = time.perf_counter()
source = read(data, "bench.docx", "nl")
seconds = time.perf_counter() - start
peak = peak_kb()
print(f"{seconds:.3f} {(peak - base) / 1024:.0f} {peak / 1024:.0f} {len(source.blocks)} {len(source.text)}")
"""


def write(copies: int) -> bytes:
    """The specimen so many times over, in one file; tracked changes in each copy."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from specimens import parsed
    from writers.docx import Paragraph, Span, council_docx, manuscript, revised

    paragraphs = revised(manuscript(parsed("nl", "rev1")[1]), manuscript(parsed("nl", "adopted")[1]))

    def varied(span: Span, copy: int) -> Span:
        def other(match: re.Match[str]) -> str:
            return f"{match[0]}{hashlib.sha256(f'{copy}{match[0]}'.encode()).hexdigest()[:4]}"

        return replace(span, text=re.sub(r"\w{9,}", other, span.text))

    def one(copy: int) -> list[Paragraph]:
        return [replace(p, spans=tuple(varied(span, copy) for span in p.spans)) for p in paragraphs]

    return council_docx([p for copy in range(copies) for p in one(copy)], "nl")


def main() -> None:
    """One line a file, the best of three for the time."""
    with tempfile.TemporaryDirectory() as folder:
        for name, copies in COPIES.items():
            path = Path(folder) / f"{copies}.docx"
            path.write_bytes(write(copies))
            command = [sys.executable, "-c", MEASURE, str(path)]
            runs = [subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT) for _ in range(3)]
            seconds, more, peak, blocks, characters = min(
                (run.stdout.split() for run in runs), key=lambda r: float(r[0])
            )
            size = path.stat().st_size / 1e6
            print(
                f"{name}: {size:.2f} MB, {blocks} blocks, {characters} characters: "
                f"{float(seconds) * 1000:.0f} ms, {more} MB more than without a file ({peak} MB in all)"
            )


if __name__ == "__main__":
    main()
