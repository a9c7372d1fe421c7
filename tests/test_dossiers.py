"""Several dossiers, each made by a process of its own: the same site, and what happens when such a process ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import tiny_corpus
from test_build import tree
from test_engines import DOSSIER, NEW, POISON, poisoned, run

from pipeline.build import InProcess, Options, Pool, Report, build, memory_of
from pipeline.build.engine import PoisonError

NAMES = ("a-first", DOSSIER, "z-last")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    home = tiny_corpus(tmp_path / "corpus", ("en", "nl", "el"), 0.25)
    for name in NAMES:
        if name != DOSSIER:
            shutil.copytree(home / DOSSIER, home / name)
    return home


def pooled(corpus: Path, out: Path) -> Report:
    return build(corpus, out, options=Options(memory_of(out), engine=Pool(2, always=True)))


def remembered(out: Path) -> list[str]:
    return sorted(path.relative_to(memory_of(out)).as_posix() for path in memory_of(out).rglob("*"))


def test_the_site_and_the_steps_are_those_of_one_process(corpus: Path, tmp_path: Path) -> None:
    for name in "ghijk":  # more than the pool is given at once
        shutil.copytree(corpus / DOSSIER, corpus / name, ignore=shutil.ignore_patterns("nl.txt" if name < "i" else ""))
    out, plain = tmp_path / "site", tmp_path / "plain"
    for edited in ((), NAMES[:2], NAMES[2:], ()):
        for name in edited:
            decisions = corpus / name / "decisions.toml"
            decisions.write_text("# nothing is decided yet\n", encoding="utf-8")
        report = pooled(corpus, out)
        alone = build(corpus, plain, options=Options(memory_of(plain), engine=InProcess()))
        assert tree(out) == tree(plain)
        assert [(step.name, step.reasons) for step in report.steps] == [(one.name, one.reasons) for one in alone.steps]
        assert remembered(out) == remembered(plain)


def test_poison_in_one_dossier_costs_no_other(corpus: Path, tmp_path: Path, root: Path) -> None:
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "sitecustomize.py").write_text(POISON.format(root=str(root)), encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site-packages")}
    poisoned(corpus, "KILL", NEW, "el")
    found = run(corpus, tmp_path / "site", env, "--workers", "2")
    (notice,) = [event for event in found if event["event"] == "notice"]
    assert notice["code"] == "quarantine" and f"{Path(NEW).name}/el.txt" in str(notice["message"])
    (built,) = [event for event in found if event["event"] == "built"]
    assert (built["dossiers"], built["expressions"], built["left_out"]) == (3, 17, 1)
    assert all((tmp_path / "site" / name / "index.html").is_file() for name in NAMES)


def test_work_that_is_poison_or_kills_its_process_comes_back_as_nothing() -> None:
    given = [f"plain {number}" for number in range(24)]
    given[5], given[14] = "poison", "deadly"
    found = list(Pool(2).each(_work, given))
    assert len(found) == len(given) and found[5] is None and found[14] is None
    assert all(one in (None, itself) for one, itself in zip(found, given, strict=True))
    assert found.count(None) <= 5, "what died beside the deadly one, and no more"


def _work(kind: str) -> str:
    if kind == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "poison":
        raise PoisonError
    return kind


def test_a_full_disk_in_a_process_beside_is_said_in_one_line(corpus: Path, tmp_path: Path, root: Path) -> None:
    (tmp_path / "site-packages").mkdir()
    full = f"""
import sys
sys.path[:0] = [{str(root)!r}]
from pipeline.build import dossiers

def write(folder, name, data, real=dossiers.write):
    if "z-last" in name and name.endswith("verbs.html"):
        raise OSError(28, "No space left on device", name)
    real(folder, name, data)

dossiers.write = write
"""
    (tmp_path / "site-packages" / "sitecustomize.py").write_text(full, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline.cli", "build", "--corpus", corpus, "--out", tmp_path / "site"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site-packages")}
    done = subprocess.run([*command, "--workers", "2"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "No space left" in done.stderr
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".site") and "memory" not in path.name]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked for in /proc")
def test_the_processes_end_with_a_build_that_is_killed(corpus: Path, tmp_path: Path) -> None:
    env = {**os.environ, "CONCLUSIO_TEST": str(tmp_path)}
    command = [sys.executable, "-m", "pipeline.cli", "build", "--corpus", corpus, "--out", tmp_path / "site"]
    process = subprocess.Popen([*command, "--workers", "2"], env=env, stderr=subprocess.DEVNULL)
    until(lambda: any(tmp_path.glob(".site*/**/*.html")))
    process.kill()
    process.wait()
    until(lambda: not ours(tmp_path))
    pooled(corpus, tmp_path / "site")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site.memory", "corpus", "site"]
    build(corpus, tmp_path / "clean", options=Options(engine=InProcess()))
    assert tree(tmp_path / "site") == tree(tmp_path / "clean")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked for in /proc")
def test_processes_that_wait_for_work_end_when_nobody_can_give_any(tmp_path: Path) -> None:
    script = "from pipeline.build import Pool; print(list(Pool(2).each(len, ['a', 'bc', 'd'])), flush=True); input()"
    env = {**os.environ, "CONCLUSIO_TEST": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", script], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "[1, 2, 1]\n"
    assert len(ours(tmp_path)) > 2
    process.kill()
    process.communicate()
    until(lambda: not ours(tmp_path))


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def ours(home: Path) -> list[str]:
    """The processes that have the environment of that build."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"CONCLUSIO_TEST={home}".encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found
