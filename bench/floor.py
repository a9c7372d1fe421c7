"""The included dossier cold, against a floor: `python -m bench.floor`.

The floor reads the same files and tokenises each once with `spacy.blank` of its language. Both are processes of their
own, start of Python included, and do all in one process; seconds are of the processor. Both start as an installed
program does, with its modules compiled: a first run of each, on the first part of the texts, fills a cache of bytecode
in the scratch folder and is not counted, whatever PYTHONDONTWRITEBYTECODE says. The shares are those of the steps that
the build times itself; its start, checksums of values and writing are the rest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from corpora import tiny_corpus

from pipeline.languages import PROTOCOL_ORDER

ROOT = Path(__file__).resolve().parent.parent
FLOOR = """
import sys
from pathlib import Path
import spacy
for path in sorted(Path(sys.argv[1]).glob("*/*/*.txt")):
    language = path.stem if path.stem != "mt" else "xx"
    list(spacy.blank(language)(path.read_text(encoding="utf-8")))
"""
BUILD = """
import sys, time
from pathlib import Path
from pipeline.build import InProcess, Options, build
from pipeline.build import engine, memory
engine.perf_counter = memory.perf_counter = time.process_time
build(Path(sys.argv[1]), Path(sys.argv[2]), options=Options(Path(sys.argv[3]), engine=InProcess(), explain=False))
"""


def cost(cache: Path, *words: str | Path) -> tuple[float, float]:
    """Seconds of the processor, and MB at the peak, of a Python process that has its bytecode in a folder."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(cache)
    process = subprocess.Popen([sys.executable, "-c", *words], cwd=ROOT, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def warm(home: Path, codes: tuple[str, ...]) -> Path:
    """Let floor and build run once on little, so that all that they import is compiled; the folder of the bytecode."""
    little = tiny_corpus(home / "little", codes)
    cost(home / "bytecode", FLOOR, little)
    cost(home / "bytecode", BUILD, little, home / "little-site", home / "little-memory")
    return home / "bytecode"


def main() -> None:
    """The floor, the build, the ratio, and where the time goes."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        cache = warm(home, PROTOCOL_ORDER)
        floor, low = cost(cache, FLOOR, ROOT / "corpus")
        whole, high = cost(cache, BUILD, ROOT / "corpus", home / "site", home / "memory")
        steps = json.loads((home / "memory" / "durations.json").read_text(encoding="utf-8"))
    stages: Counter[str] = Counter()
    for name, seconds in steps.items():
        kind = name.split()[0]
        if kind == "the":
            continue
        stages["downloads" if "downloads/" in name else "pages" if kind == "page" else kind] += seconds
    print(f"  floor {floor:.1f} s, {low:.0f} MB; build {whole:.1f} s, {high:.0f} MB")
    print(f"  {whole / floor:.1f} times the time of the floor, {high / low:.1f} times its memory")
    for stage, seconds in stages.most_common():
        print(f"  {stage:<12}{seconds:>6.1f} s{seconds / whole:>6.0%}")
    print(f"  {'the rest':<12}{whole - sum(stages.values()):>6.1f} s{1 - sum(stages.values()) / whole:>6.0%}")


if __name__ == "__main__":
    main()
