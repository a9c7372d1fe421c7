"""Runs every bench and writes docs/benchmarks.md: `make bench`, or `python -m bench NAME…` for some of them.

A bench prints what it measured, good or bad, or says in one line why it was skipped. Times depend on the machine: read
the ratios.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BENCHES = {
    "specimens": "The specimens against their gold",
    "builds": "The build",
    "formats": "Each format against the text, in 24 languages",
    "incremental": "The laws of the build",
    "site": "Weight and first paint of the pages",
    "readers_pdf": "Reading PDF",
    "readers_docx": "Reading DOCX",
    "readers_acts": "Formex and HTML of the same act",
    "nl_council": "Structures of real Dutch texts, 1961 to 2012",
    "alignment": "Alignment by evidence alone",
    "lying_numbers": "Alignment where numbers lie",
    "alignment_growth": "Alignment: time and memory as texts grow",
    "unpropagated": "Changes undone in one language",
    "consolidated_acts": "Changes of real acts against the publisher's marks",
    "comparison": "Comparison beside others",
    "moves": "Moves planted at random",
    "seeded_divergences": "Findings on planted defects",
    "findings_real": "Findings on a real text",
}


def main() -> None:
    """Run the benches named, or all; the page is written only when all were run."""
    names = sys.argv[1:] or [name for name in BENCHES if (ROOT / "bench" / f"{name}.py").exists()]
    parts = [head()]
    for name in names:
        print(f"bench.{name}", file=sys.stderr)
        result = subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=ROOT, capture_output=True, text=True)
        output = result.stdout.strip() or (result.stderr.strip().splitlines() or ["no output"])[-1]
        parts.append(f"## {BENCHES.get(name, name)}\n\n`python -m bench.{name}`\n\n```\n{output}\n```\n")
        print(output)
    if not sys.argv[1:]:
        PAGE.write_text("\n".join(parts), encoding="utf-8")


def head() -> str:
    """What was measured where, and when."""
    machine = f"{platform.machine()}, {_cores()} cores, Python {platform.python_version()}"
    return (
        "# Benchmarks\n\n"
        f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d}; {machine}. Times depend on the machine and its load: "
        "read the ratios.\nBenches on real texts that the project may not pass on read them where they lie, and are "
        "skipped elsewhere.\n"
    )


def _cores() -> int:
    import os

    return os.cpu_count() or 1


if __name__ == "__main__":
    main()
