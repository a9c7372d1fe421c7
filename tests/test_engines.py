"""Who does the work makes no difference to the site; what kills or hangs a worker is left out and remembered."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from corpora import tiny_corpus
from test_build import tree

from pipeline.build import InProcess, Limits, Memory, Options, Pool, build
from pipeline.build.codec import encode
from pipeline.build.engine import Result, Task, said
from pipeline.build.memory import Failure, Wanted
from pipeline.ids import DocumentId, ExpressionId, ManifestationId
from pipeline.model import Alignment

DOSSIER = "2022-research-innovation"
OLD, NEW = f"{DOSSIER}/ST-9524-2022-REV-1", f"{DOSSIER}/ST-10125-2022-INIT"

POISON = """
import os, re, signal, sys
sys.path[:0] = [{root!r}]
from pipeline.build import tasks

def read(data, name, id, real=tasks.WORK["read"]):
    if b"KILL" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"HANG" in data:
        re.match(r"(a+)+$", "a" * 60 + "b")
    if b"HUGE" in data:
        bytearray(1 << 45)
    return real(data, name, id)

tasks.WORK["read"] = read
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_corpus(tmp_path_factory.mktemp("tiny"), ("en", "nl", "el"))


@pytest.fixture(scope="module")
def clean(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("clean") / "site"
    build(corpus, out, options=Options(engine=InProcess()))
    return tree(out)


def poisoned(corpus: Path, word: str, folder: str, language: str) -> None:
    """Put a word into a text, and its new checksum into the dossier."""
    path, toml = corpus / folder / f"{language}.txt", corpus / DOSSIER / "dossier.toml"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{word}\n", encoding="utf-8")
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    toml.write_text(toml.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def poison(tmp_path: Path, root: Path) -> Mapping[str, str]:
    """The environment of processes in which some words are poison."""
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "sitecustomize.py").write_text(POISON.format(root=str(root)), encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(tmp_path / "site-packages")}


def run(corpus: Path, out: Path, env: Mapping[str, str], *options: str) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "pipeline.cli", "build", "--corpus", corpus, "--out", out, "--log-format", "json"]
    done = subprocess.run([*command, *options], env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_pool_gives_the_same_bytes_as_one_process(corpus: Path, tmp_path: Path, clean: Mapping[str, str]) -> None:
    report = build(corpus, tmp_path / "site", options=Options(engine=Pool(2, always=True)))
    assert report.notices == () and tree(tmp_path / "site") == clean


def test_poisoned_texts_are_left_out_and_not_tried_again(tmp_path: Path, poison: Mapping[str, str]) -> None:
    corpus, site = tiny_corpus(tmp_path / "corpus", ("en", "nl", "el")), tmp_path / "site"
    words = {"KILL": (NEW, "el"), "HANG": (OLD, "el"), "HUGE": (NEW, "nl")}
    for word, where in words.items():
        poisoned(corpus, word, *where)
    options = ("--workers", "2", "--task-seconds", "15", "--task-memory", "8000", "--explain")
    first = run(corpus, site, poison, *options)
    notices = {str(event["message"]) for event in first if event["event"] == "notice"}
    assert all(event["code"] == "quarantine" for event in first if event["event"] == "notice")
    for why in ("SIGKILL", "longer than 15 s", "more memory than 8000 MB"):
        (notice,) = [one for one in notices if why in one]
        assert notice in (site / DOSSIER / "index.html").read_text(encoding="utf-8").replace("&#39;", "'")
    (built,) = [event for event in first if event["event"] == "built"]
    assert (built["expressions"], built["left_out"]) == (3, 3)
    (corpus / NEW / "surplus.note").write_text("so that there is something to build", encoding="utf-8")
    again = run(corpus, site, poison, *options)
    made = [str(event["name"]) for event in again if event["event"] == "made"]
    assert made and not [name for name in made if name.startswith("read")]
    assert notices < {str(event["message"]) for event in again if event["event"] == "notice"}


class Deadly:
    """An engine none of whose workers survives; it counts its tasks."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.tasks = limits, 0

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Result]]:
        for place, _ in enumerate(tasks):
            self.tasks += 1
            yield place, Result(refused="ends its process", poison=True)


def test_poison_is_tried_again_when_it_or_a_limit_is_changed(tmp_path: Path) -> None:
    tried = []
    for limits, text in ((Limits(1, 1), "a"), (Limits(1, 1), "a"), (Limits(1, 2), "a"), (Limits(1, 2), "b")):
        memory, engine = Memory(tmp_path), Deadly(limits)
        with memory.chapter("dossier"):
            wanted = Wanted("read x", "read", lambda: (b"",), Alignment, {"the file": text})
            assert memory.gather([wanted], engine) == [Failure("ends its process", True)]
        memory.close("")
        tried.append(engine.tasks)
    assert tried == [1, 0, 1, 1]


def test_the_death_of_a_worker_is_said_in_words() -> None:
    limits = Limits(seconds=20)
    assert said("exit codes of the workers are {SIGALRM(-14)}", limits) == "takes longer than 20 s"
    assert "SIGKILL, SIGSEGV" in said("{SIGSEGV(-11), SIGKILL(-9)}", limits)


def test_what_a_task_refuses_is_a_result() -> None:
    id = ManifestationId(ExpressionId("d", DocumentId.parse("ST 1/22"), "en"), "pdf")
    refused, fault = [
        result for _, result in InProcess().run([Task("read", (b"", b"x.pdf", encode(id))), Task("?", ())])
    ]
    assert "x.pdf" in refused.refused and not refused.poison
    assert "fault of Conclusio" in fault.refused
