"""Times clean builds of the corpus, and says whether they give the same bytes: `python -m bench.builds`.

Times depend on the machine: compare ratios, and name the machine where a figure is published.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
CONCLUSIO = Path(sys.executable).with_name("conclusio")


def build(out: Path) -> float:
    """Build the site into `out`; seconds of wall time, start of Python included."""
    start = perf_counter()
    subprocess.run([CONCLUSIO, "build", "--corpus", CORPUS, "--out", out], check=True, stderr=subprocess.DEVNULL)
    return perf_counter() - start


def fingerprint(folder: Path) -> str:
    """One checksum over the names and bytes of all files."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def main() -> None:
    """Two clean builds; exit code 1 where they differ."""
    with tempfile.TemporaryDirectory() as scratch:
        sites = [Path(scratch) / name for name in ("first", "second")]
        for site in sites:
            seconds = build(site)
            files = [path for path in site.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
            print(f"clean build: {seconds:.1f} s, {len(files)} files, {size / 1e6:.1f} MB")
        same = fingerprint(sites[0]) == fingerprint(sites[1])
        print("same bytes" if same else "DIFFERENT bytes")
        sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
