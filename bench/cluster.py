"""How the work of a dossier spreads over Dask workers: `python -m bench.cluster [LANGUAGES]` (6).

A scheduler and workers, each a process with one thread; the tasks of a cold build without its pages, which the process
that builds makes itself. Efficiency is the time with one worker over twice the time with two. A first build makes the
workers load what they need, and is not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.growth import corpus, pools
from pipeline.build import Limits, engine_for, view_dossier
from pipeline.corpus import dossier_folders, load_dossier
from pipeline.languages import PROTOCOL_ORDER

PORT = 18786
ADDRESS = f"tcp://127.0.0.1:{PORT}"


def start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    """A part of the cluster, in a folder of its own."""
    home.mkdir()
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "dask", *words], cwd=home, stdout=quiet, stderr=quiet)


def seconds(folder: Path, workers: int) -> float:
    """For all dossiers of a corpus, seconds by the clock."""
    with engine_for(None, ADDRESS, Limits(600, 0)) as engine:
        engine.client.wait_for_workers(workers, timeout=120)
        begin = time.perf_counter()
        for one in dossier_folders(folder):
            view_dossier(load_dossier(one), engine=engine)
        return time.perf_counter() - begin


def main() -> None:
    """One worker, then two."""
    languages = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    made = pools(PROTOCOL_ORDER[:languages])
    times: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        corpus(home / "warm", 1, made)
        corpus(home / "corpus", 4, made)
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
    print(f"4 dossiers, {languages} languages, 2 versions, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"  1 worker {times[1]:.1f} s, 2 workers {times[2]:.1f} s, efficiency {times[1] / 2 / times[2]:.0%}")


if __name__ == "__main__":
    main()
