"""Runs the benches and writes docs/benchmarks.md: `make bench`, or `python -m bench NAME…` for the sections of some.

A bench prints what it measured, good or bad, or says in one line why it was skipped. Times depend on the machine: read
the ratios.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.measured import figure, read

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BENCHES = {
    "specimens": "The specimens against their gold",
    "builds": "The build",
    "formats": "Each format against the text, in 24 languages",
    "floor": "A dossier cold, against a floor",
    "guard": "Ratios that may not become worse",
    "growth": "How a build grows with the number of dossiers",
    "cluster": "Work spread over Dask workers",
    "incremental": "The laws of the build",
    "soak": "Endurance",
    "fuzz_chain": "Fuzzing of the whole chain",
    "exports": "Exports, read by others",
    "site": "Weight and first paint of the pages",
    "readers": "Reading 6 and 600 pages",
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
FIGURES = {"growth": lambda: figure(read())}
"""What a section shows below what was printed."""
LONG = {"soak", "fuzz_chain"}
"""Those that run for an hour or more, and only by name."""


HEAD = """# Benchmarks

Made by `make bench`, each section with its date, command and machine. Times depend on the machine and its load: read
the ratios. Benches on real texts that the project may not pass on read them where they lie, and are skipped elsewhere.
"""


def main() -> None:
    """Run the benches named, or all; each replaces its own section of the page. Exit code 1 where one failed."""
    failed = []
    for name in sys.argv[1:] or (one for one in BENCHES if one not in LONG):
        print(f"bench.{name}", file=sys.stderr)
        command = [sys.executable, "-m", f"bench.{name}"]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        said = (result.stderr.strip().splitlines() or ["no output"])[-1]
        output = result.stdout.strip() or said
        if result.returncode:
            failed.append(name)
            output = f"{result.stdout.strip()}\nfailed with exit code {result.returncode}: {said}".strip()
        print(output)
        save(name, output, FIGURES[name]() if name in FIGURES else "")
    sys.exit(f"failed: {', '.join(failed)}" if failed else None)


def save(name: str, output: str, shown: str = "") -> None:
    """Put the section of one bench in its place on the page, with its figure, and keep the others."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    sections = dict(re.findall(r"^## .*?\n\n`python -m bench\.(\w+)`(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    sections[name] = f", {stamp()}\n\n```\n{output}\n```\n\n{shown}"
    known = [one for one in BENCHES if one in sections]
    parts = [f"## {BENCHES[one]}\n\n`python -m bench.{one}`{sections[one].rstrip()}\n" for one in known]
    PAGE.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def stamp() -> str:
    """When and on what machine, and how busy it was."""
    cores = os.cpu_count() or 1
    machine = f"{platform.machine()}, {cores} cores, Python {platform.python_version()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {machine}, load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
