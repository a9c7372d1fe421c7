"""Endurance: edits, builds, kills and downloads for hours: `python -m bench.soak [MINUTES]` (120).

`conclusio serve` runs all the time and builds what was edited; beside it each cycle builds the same corpus by the
command line, or kills that build, or downloads from a register on loopback that fails now and then. After each cycle
both sites must be one whole build, and the same one where nothing was killed. Every 10 cycles the corpus is put back as
it was, and memory, handles, threads, disk and processes are counted: the counts must not grow.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from register_server import Fault, Register, serving

from bench.builds import fingerprint
from bench.incremental import (
    NAMES,
    SOURCE,
    command,
    edit,
    edit_text,
    ended,
    load_program,
    register,
    small,
    start,
    whole,
)

ROUND = 10
"""Cycles between two counts; each round begins with the same corpus."""
PATIENCE = 120
"""Seconds in which the served site must be the one of the corpus."""
FETCHED = "ST 9524/1/22 REV 1"
OTHERS = ("fr", "el", "bg", "ga")
FAULTS = (
    Fault(503, (("Retry-After", "0"),)),
    Fault(cut=900),
    Fault(200, (("Content-Type", "text/html"),), b"<html>please wait</html>"),
    Fault(200, (("Content-Type", "text/plain"),), b"\0" * 50),
    Fault(302, (("Location", "http://192.0.2.1/"),)),
)


@dataclass(frozen=True)
class Counts:
    """What must not grow: of the serving process memory (kB) and its handles and threads; disk (kB); files that lie
    beside the sites and in the folder for temporary files; processes."""

    memory: int
    handles: int
    threads: int
    site: int
    remembered: int
    strays: int
    processes: int


class Moody(dict[str, list[Fault]]):
    """Faults of a register that come at random, three times in ten."""

    def get(self, *_: object) -> list[Fault]:  # type: ignore[override]
        return [random.choice(FAULTS)] if random.random() < 0.3 else []


class Soak:
    """The state of a run: where it works, what it has started, what it has found."""

    def __init__(self, home: Path, seed: int) -> None:
        self.home, self.chance = home, random.Random(seed)
        self.served, self.built = home / "served", home / "built"
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.counts: list[Counts] = []
        self.register = _register()
        ended(start(home, self.served))
        self.serve = command("serve", "--corpus", str(home / "corpus"), "--out", str(self.served), "--port", str(PORT))
        _wait(lambda: _page() is not None)

    def cycle(self) -> None:
        """Edit or fetch, build or kill, look."""
        what = self.chance.choice([self.texts, self.texts, self.texts, self.languages, self.fetch])
        what()
        if self.chance.random() < 0.3:
            self.killed(start(self.home, self.built), 3)
            self.done["builds killed"] += 1
            edit_text(self.chance, self.home, self.chance.choice(NAMES))
        code = ended(start(self.home, self.built))
        self.done["builds" if code == 0 else f"builds with exit code {code}"] += 1
        if code not in (0, 2):
            self.wrong.append(f"a build ended with {code} after {what.__name__}")
        for site in (self.built, self.served):
            if not _wait(lambda site=site: whole(site), 5):
                self.wrong.append(f"{site.name} is not one whole build after {what.__name__}")
        if code == 0 and not _wait(lambda: fingerprint(self.served) == fingerprint(self.built)):
            self.wrong.append(f"the served site is not that of the corpus after {what.__name__}")
        if _page() != (self.served / "index.html").stat().st_size:
            self.wrong.append(f"the page that is served is not that of the site after {what.__name__}")

    def texts(self) -> None:
        """One of the edits of bench.incremental; then a text, so that the server sees that something was changed."""
        self.done[edit(self.chance, self.home)] += 1
        edit_text(self.chance, self.home, self.chance.choice(NAMES))

    def languages(self) -> None:
        """A language more or less."""
        dossier, code = self.home / "corpus" / SOURCE.name, self.chance.choice(OTHERS)
        gone = sorted(dossier.glob(f"*/{code}.txt"))
        for path in gone:
            path.unlink()
        for folder in () if gone else SOURCE.glob("ST-*"):
            text = (folder / f"{code}.txt").read_text(encoding="utf-8")
            (dossier / folder.name / f"{code}.txt").write_text(text[: len(text) // 3], encoding="utf-8")
        register(dossier)
        self.done["language removed" if gone else "language added"] += 1

    def fetch(self) -> None:
        """Download the earlier document, sometimes killed in the middle."""
        corpus, base = self.home / "corpus", f"http://127.0.0.1:{PORT + 1}/doc/document"
        options = ("--lang", "nl,en,fr", "--format", "txt", "--chain", "1", "--dossier", "fetched")
        number = command("fetch", FETCHED, *options, "--corpus", str(corpus), "--base-url", base, "--pause", "0")
        if self.chance.random() < 0.3:
            self.killed(number, 0.5)
            self.done["downloads killed"] += 1
        elif (code := ended(number)) in (0, 2):
            self.done[f"downloads with exit code {code}"] += 1
        else:
            self.wrong.append(f"a download ended with {code}")
        if self.chance.random() < 0.5:
            shutil.rmtree(corpus / "fetched", ignore_errors=True)

    def killed(self, number: int, most: float) -> None:
        """End a process after a random time, up to `most` seconds."""
        time.sleep(self.chance.uniform(0, most))
        os.kill(number, signal.SIGKILL)
        ended(number)

    def count(self) -> None:
        """Put the corpus back as it was, let the server rest, and count."""
        for name in ("corpus", "pipeline", "site_templates"):
            shutil.rmtree(self.home / name)
        small(self.home)
        ended(start(self.home, self.built))
        if not _wait(lambda: fingerprint(self.served) == fingerprint(self.built)):
            self.wrong.append("the served site is not that of the corpus as it was at first")
        status = Path(f"/proc/{self.serve}/status").read_text(encoding="ascii")
        memory, threads = (int(re.search(rf"{name}:\s*(\d+)", status)[1]) for name in ("VmRSS", "Threads"))  # type: ignore[index]
        handles = len(list(Path(f"/proc/{self.serve}/fd").iterdir()))
        strays = [path for path in (*self.home.iterdir(), *(self.home / "temporary").iterdir()) if _stray(path)]
        remembered = _size(self.home / ".served.memory") + _size(self.home / ".built.memory")
        self.counts.append(
            Counts(memory, handles, threads, _size(self.served), remembered, len(strays), sum(1 for _ in _ours()))
        )

    def report(self, minutes: float) -> int:
        """Print it all; how much was wrong."""
        print(f"{minutes:.0f} minutes, {len(self.counts) - 1} rounds of {ROUND} cycles:")
        print("  " + ", ".join(f"{number} {what}" for what, number in sorted(self.done.items())))
        print(f"{'at the end of a round':24}{'first':>10}{'second':>10}{'middle':>10}{'last':>10}{'a round':>10}")
        for field, values in zip(fields(Counts), zip(*map(astuple, self.counts), strict=True), strict=True):
            shown = [values[0], values[min(1, len(values) - 1)], values[len(values) // 2], values[-1]]
            print(f"  {field.name:22}" + "".join(f"{value:10}" for value in shown) + f"{_slope(values[1:]):+10.2f}")
        for line in self.wrong:
            print(f"  WRONG: {line}")
        print(f"sites that were not whole, not those of the corpus, or commands that broke: {len(self.wrong)}")
        return len(self.wrong)

    def close(self) -> None:
        """End what was started."""
        for number in (self.serve, self.register):
            os.kill(number, signal.SIGKILL)
            ended(number)


PORT = 18400
"""That of the server; the next one is that of the register."""


def _register() -> int:
    """A register in a process of its own, for a fork of a process with threads may hang; its number."""
    number = os.fork()
    if number:
        return number
    shelf = Register(faults=Moody())
    for folder in SOURCE.glob("ST-*"):
        for path in folder.glob("*.txt"):
            shelf.put(folder.name, path.stem, "txt", path.read_bytes())
    with serving(shelf, PORT + 1):
        while True:
            signal.pause()


def _page() -> int | None:
    """The size of the start page as served, without the script that the server puts into it; None where none comes."""
    script = b'<script src="/-/reload.js" defer></script>'
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/index.html", timeout=10) as answer:
            return len(answer.read().replace(script, b"")) if answer.status == 200 else None
    except OSError:
        return None


def _wait(true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether something becomes true in time. While one site takes the place of another, files may go away."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return True
        except OSError:
            pass
        time.sleep(0.3)
    return False


def _ours() -> Iterator[int]:
    """The processes of this group, those whose parents are gone too."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == os.getpgrp() and state != "Z":
            yield int(path.parent.name)


def _stray(path: Path) -> bool:
    known = {"corpus", "pipeline", "site_templates", "temporary", "served", "built", ".served.memory", ".built.memory"}
    return path.name not in known


def _size(folder: Path) -> int:
    """Kilobytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1000


def _slope(values: tuple[int, ...]) -> float:
    """How much is added each round, by least squares."""
    return statistics.linear_regression(range(len(values)), values).slope if len(values) > 1 else 0.0


def main() -> None:
    """Run for the minutes asked; exit code 1 where something was wrong."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    if os.getpgrp() != os.getpid():
        os.setpgrp()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        (home / "temporary").mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = str(home / "temporary")
        small(home)
        load_program(home)
        soak, begin = Soak(home, 8), time.monotonic()
        try:
            soak.count()
            while time.monotonic() - begin < 60 * minutes:
                for _ in range(ROUND):
                    soak.cycle()
                soak.count()
                print(f"{(time.monotonic() - begin) / 60:.0f} minutes: {soak.counts[-1]}", file=sys.stderr, flush=True)
            wrong = soak.report((time.monotonic() - begin) / 60)
        finally:
            soak.close()
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
