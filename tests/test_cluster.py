"""The build on a Dask cluster: the same bytes, whoever dies. Scheduler and workers are processes of their own, each
with a folder of its own, so that nothing is shared but values."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from corpora import tiny_corpus
from test_build import tree

from pipeline.build import InProcess, Limits, Options, build, engine_for, memory_of
from pipeline.build.engine import Engine
from pipeline.errors import ConclusioError

if not os.environ.get("CONCLUSIO_REQUIRE_ALL"):
    pytest.importorskip("distributed", reason="the extra cluster is not installed")

LIMITS = Limits(300, 16000)
ENV = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_corpus(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def clean(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    out = tmp_path_factory.mktemp("clean") / "site"
    build(corpus, out, options=Options(engine=InProcess()))
    return tree(out)


class Machines:
    """A scheduler and workers, each a process with a folder of its own."""

    def __init__(self, home: Path) -> None:
        self._home, self._all = home, list[subprocess.Popen[bytes]]()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        folder = self._home / str(len(self._all))
        folder.mkdir()
        command = [sys.executable, "-m", "dask", *words]
        self._all.append(
            subprocess.Popen(command, cwd=folder, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        return self._all[-1]

    def scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60"
        )

    def end(self) -> None:
        for one in reversed(self._all):
            one.kill()
            one.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    found = Machines(tmp_path)
    try:
        yield found
    finally:
        found.end()


@contextmanager
def engine(machines: Machines) -> Iterator[Engine]:
    with engine_for(None, machines.address, LIMITS) as there:
        yield there


def remembered(corpus: Path, out: Path, there: Engine):
    return build(corpus, out, options=Options(memory_of(out), engine=there))


def test_one_worker_and_two_give_the_bytes_of_one_process(
    corpus: Path, tmp_path: Path, machines: Machines, clean: Mapping[str, str]
) -> None:
    machines.scheduler()
    for count in (1, 2):
        machines.worker()
        with engine(machines) as there:
            there.client.wait_for_workers(count, timeout=60)
            report = build(corpus, tmp_path / f"site-{count}", options=Options(engine=there))
        assert report.notices == () and tree(tmp_path / f"site-{count}") == clean


def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    corpus: Path, tmp_path: Path, machines: Machines, clean: Mapping[str, str]
) -> None:
    machines.scheduler()
    workers = [machines.worker(), machines.worker()]
    out = tmp_path / "site"
    with engine(machines) as there:
        there.client.wait_for_workers(2, timeout=60)
        threading.Timer(2, workers[0].kill).start()
        report = remembered(corpus, out, there)
    assert workers[0].wait(60) == -signal.SIGKILL
    assert report.notices == () and tree(out) == clean
    names = [step.name for step in report.steps]
    assert len(names) == len(set(names)) and report.taken_over == 0


def test_when_the_scheduler_goes_one_line_says_so_and_the_next_build_goes_on(
    corpus: Path, tmp_path: Path, machines: Machines, clean: Mapping[str, str]
) -> None:
    scheduler, out = machines.scheduler(), tmp_path / "site"
    machines.worker()
    seen: list[str] = []

    def stop(stage: str, _done: int, _total: int) -> None:
        seen.append(stage)
        if stage.startswith("align") and scheduler.poll() is None:
            scheduler.kill()
            scheduler.wait()

    with pytest.raises(ConclusioError, match="build again") as gone, engine(machines) as there:
        build(corpus, out, stop, Options(memory_of(out), engine=there))
    assert len(str(gone.value).splitlines()) == 1 and not out.exists()
    machines.scheduler()
    machines.worker()
    with engine(machines) as there:
        report = remembered(corpus, out, there)
    assert {step.name.split()[0] for step in report.steps if not step.reasons} >= {"read"}
    assert not [step for step in report.steps if step.reasons and step.name.startswith("read")]
    assert tree(out) == clean


def test_where_nobody_answers_one_line_says_what_to_start() -> None:
    from pipeline.build.cluster import cluster

    with pytest.raises(ConclusioError, match="start dask scheduler"), cluster("tcp://127.0.0.1:9", LIMITS, wait=1):
        pass
