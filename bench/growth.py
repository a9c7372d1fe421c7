"""How a build grows with the number of dossiers: `python -m bench.growth [LANGUAGES] [COUNT…]` (2, and 10 and 40).

The corpora are made with a seed from the points of the included dossier: each new dossier takes other points, in
another order, with new numbers and years, in a draft and an adopted version, with defects in single languages. The
points of a dossier are the same in all its languages, so that there is something to align. The texts say nothing
that any Council said. Time is by the clock and of all processors, the workers' too; memory is the peak of the process
that builds, and of the largest worker. With `--reading`, texts are parsed, aligned and checked, and no pages are made.

Each size is a row of docs/measured/growth.csv as soon as it is measured; the table and the plot of the page are made of
all rows, those of other days too.
"""

from __future__ import annotations

import hashlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.__main__ import save
from bench.measured import PLOT, Row, figure, keep, plot, table
from pipeline.build import make_expression
from pipeline.corpus import Manifestation, load_dossier, read_bytes
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Kind

ROOT = Path(__file__).resolve().parent.parent
YEAR = re.compile(r"\b20[12]\d\b")
SEED = 20261126


@dataclass(frozen=True, slots=True)
class Pool:
    """The texts of one language: what stands before the points, and the points of both versions by their number."""

    before: tuple[str, str]
    points: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the languages of a document share: which points (number and version), and years later than in the source."""

    points: tuple[tuple[int, int], ...]
    years: int


def pools(languages: tuple[str, ...]) -> dict[str, Pool]:
    """The points of the included dossier, by language."""
    (folder,) = [path.parent for path in (ROOT / "corpus").glob("*/dossier.toml")]
    documents = load_dossier(folder).documents
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {code: [] for code in languages}
    for document in documents:
        for file in document.files:
            code = file.id.expression.language
            if code in found:
                found[code].append(_pool(read_bytes(file.path), file))
    most = min(len(points) for texts in found.values() for _, points in texts)
    return {
        code: Pool((texts[0][0], texts[1][0]), tuple(points[:most] for _, points in texts))
        for code, texts in found.items()
    }


def _pool(data: bytes, file: Manifestation) -> tuple[str, tuple[str, ...]]:
    _, text = make_expression(data, file.path.name, file.id.format, file.id.expression, file.provenance)
    points = [point.full_text for point in text.of_kind(Kind.POINT) if point.eid.count("__") == 0]
    before = data.decode().split("\n1. ")[0]
    return before, tuple(re.sub(r"^\s*\d+\.\s*", "", point) for point in points)


def dossier(chance: random.Random, folder: Path, number: int, pools_: dict[str, Pool]) -> int:
    """Write a dossier of two documents; the number of bytes of its texts."""
    most = len(next(iter(pools_.values())).points[0])
    chosen = chance.sample(range(most), chance.randint(most // 2, most))
    draft = Plan(tuple((one, chance.randrange(2)) for one in chosen), chance.randint(-6, 4))
    revised = [(one, 1 - version) if chance.random() < 0.3 else (one, version) for one, version in draft.points]
    if chance.random() < 0.5:
        revised.pop(chance.randrange(len(revised)))
    rest = sorted(set(range(most)) - set(chosen))
    if rest and chance.random() < 0.5:
        revised.insert(chance.randrange(len(revised)), (chance.choice(rest), 1))
    year, size = 2016 + number % 10, 0
    lines = ['[reuse.specimen]\nsource = "made by a bench"\n']
    for place, plan in enumerate((draft, Plan(tuple(revised), draft.years))):
        code = f"ST {1000 + number}/{'1/' if not place else ''}{year % 100}{' REV 1' if not place else ''}"
        slug = f"ST-{1000 + number}-{year}-{'INIT' if place else 'REV-1'}"
        lines.append(f'[[document]]\ncode = "{code}"\ndate = {year}-0{5 + place}-1{number % 10}\n')
        (folder / slug).mkdir(parents=True)
        wrong = chance.choice(tuple(pools_))
        for language, pool in pools_.items():
            text = _text(chance if language == wrong else None, pool, plan, place)
            data = text.encode()
            (folder / slug / f"{language}.txt").write_bytes(data)
            lines.append(f'[[document.file]]\nlanguage = "{language}"\nformat = "txt"\nprovenance = "specimen"')
            lines.append(f'sha256 = "{hashlib.sha256(data).hexdigest()}"\n')
            size += len(data)
    (folder / "dossier.toml").write_text("\n".join(lines), encoding="utf-8")
    return size


def _text(defects: random.Random | None, pool: Pool, plan: Plan, place: int) -> str:
    points = [pool.points[version][number] for number, version in plan.points]
    if defects:
        at = defects.randrange(len(points))
        kind = defects.choice(("figure", "clause", "point"))
        if kind == "figure":
            points[at] = re.sub(r"\d", "7", points[at], count=1)
        elif kind == "clause":
            points[at] = points[at].rpartition(";")[0] or points[at]
        else:
            del points[at]
    body = "\n\n".join(f"{number}. {point}" for number, point in enumerate(points, 1))
    return YEAR.sub(lambda found: str(int(found[0]) + plan.years), f"{pool.before[place]}\n{body}\n")


def corpus(home: Path, count: int, pools_: dict[str, Pool]) -> int:
    """Write so many dossiers; the number of bytes of their texts."""
    chance = random.Random(SEED)
    return sum(dossier(chance, home / f"d{number:05}", number, pools_) for number in range(count))


READING = """
import sys
from pathlib import Path
from pipeline.build import Pool, view_dossier
from pipeline.corpus import dossier_folders, load_dossier
for folder in dossier_folders(Path(sys.argv[1])):
    view_dossier(load_dossier(folder), engine=Pool())
"""


def measure(home: Path, count: int, pools_: dict[str, Pool], reading: bool) -> Row:
    """Build a corpus of so many dossiers, or only read it."""
    size = corpus(home / "corpus", count, pools_)
    command = [sys.executable, "-m", "pipeline.cli", "build", "--corpus", home / "corpus", "--out", home / "site"]
    if reading:
        command = [sys.executable, "-c", READING, home / "corpus"]
    begin = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    own, workers = 0, 0
    while process.poll() is None:
        own = max(own, _peak(process.pid))
        workers = max([workers, *(_peak(child) for child in _children(process.pid))])
        time.sleep(0.5)
    assert process.returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    site = sum(path.stat().st_size for path in (home / "site").rglob("*") if path.is_file()) if not reading else 0
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Row(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        command=" ".join(("python -m bench.growth", *sys.argv[1:])),
        languages=len(pools_),
        versions=2,
        dossiers=count,
        kind="reading" if reading else "whole",
        text_mb=round(size / 1e6, 1),
        clock_s=round(time.perf_counter() - begin, 1),
        processor_s=round(busy, 1),
        process_mb=round(own / 1024, 0),
        worker_mb=round(workers / 1024, 0),
        site_mb=round(site / 1e6, 1),
    )


def _peak(process: int) -> int:
    """The most memory that a process has had, in kB."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) if found else 0


def _children(process: int) -> Iterator[int]:
    try:
        words = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
    except OSError:
        return
    yield from map(int, words)


def main() -> None:
    """Measure each size, keep it, and print the table of all that is kept."""
    reading = "--reading" in sys.argv
    languages, *counts = [int(one) for one in sys.argv[1:] if one.isdigit()] or [2]
    used = ("en", "nl", *(code for code in PROTOCOL_ORDER if code not in ("en", "nl")))[:languages]
    made = pools(used)
    for count in counts or (10, 40):
        with tempfile.TemporaryDirectory() as scratch:
            rows = keep(row := measure(Path(scratch), count, made, reading))
        print(table([row]), file=sys.stderr, flush=True)
        PLOT.write_text(plot(rows), encoding="utf-8")
        save("growth", table(rows), figure(rows))
    print(table(rows))


if __name__ == "__main__":
    main()
