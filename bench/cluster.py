"""How the work of a dossier spreads over Dask workers: `python -m bench.cluster [LANGUAGES]` (6).

A scheduler and workers, each a process with one thread, and a cold build of 8 dossiers, each made whole by a worker.
Efficiency is the time with one worker over twice the time with two. What the process that builds does itself for each
dossier is its processor time: no number of workers makes it less. A first build makes the workers load what they need,
and is not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.growth import corpus, pools
from pipeline.build import Limits, Options, build, engine_for, memory_of
from pipeline.languages import PROTOCOL_ORDER

PORT = 18786
DOSSIERS = 8
ADDRESS = f"tcp://127.0.0.1:{PORT}"


def start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    """A part of the cluster, in a folder of its own."""
    home.mkdir()
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "dask", *words], cwd=home, stdout=quiet, stderr=quiet)


def seconds(folder: Path, workers: int) -> tuple[float, float]:
    """A cold build of a corpus: seconds by the clock, and of processor in this process."""
    with engine_for(None, ADDRESS, Limits(600, 0)) as engine, tempfile.TemporaryDirectory() as scratch:
        engine.client.wait_for_workers(workers, timeout=120)
        begin, busy = time.perf_counter(), time.process_time()
        out = Path(scratch) / "site"
        build(folder, out, options=Options(memory_of(out), engine=engine))
        return time.perf_counter() - begin, time.process_time() - busy


def main() -> None:
    """One worker, then two."""
    languages = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    load = os.getloadavg()[0]
    made = pools(PROTOCOL_ORDER[:languages])
    times: dict[int, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        corpus(home / "warm", 4, made)
        corpus(home / "corpus", DOSSIERS, made)
        parts = [start(home / "scheduler", "scheduler", "--host", "127.0.0.1", "--port", str(PORT), "--no-dashboard")]
        try:
            for count in (1, 2):
                words = ("worker", ADDRESS, "--nthreads", "1", "--no-dashboard")
                parts.append(start(home / f"worker-{count}", *words))
                seconds(home / "warm", count)
                times[count] = seconds(home / "corpus", count)
        finally:
            for part in reversed(parts):
                part.terminate()
                part.wait()
    print(f"{DOSSIERS} dossiers, {languages} languages, 2 versions, {os.cpu_count()} processors, load {load:.1f}")
    print(
        f"  1 worker {times[1][0]:.1f} s, 2 workers {times[2][0]:.1f} s, efficiency {times[1][0] / 2 / times[2][0]:.0%}"
    )
    print(f"  the process that builds: {times[2][1] / DOSSIERS:.2f} processor s for a dossier")


if __name__ == "__main__":
    main()
