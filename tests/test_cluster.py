"""The build on a Dask cluster: the same bytes, whoever dies. Scheduler and workers are processes of their own, each
with a folder of its own, so that nothing is shared but values."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from corpora import tiny_corpus
from machines import LIMITS, Machines, Wire, engine
from test_build import tree
from test_engines import DOSSIER, NEW, POISON, poisoned

from pipeline.build import InProcess, Limits, Options, build, engine_for, memory_of
from pipeline.build.cluster import Cluster, cluster
from pipeline.build.engine import Engine, Result, Task
from pipeline.errors import ConclusioError

if not os.environ.get("CONCLUSIO_REQUIRE_ALL"):
    pytest.importorskip("distributed", reason="the extra cluster is not installed")

WORK = """
import os, signal, sys, time
sys.path[:0] = [{root!r}]
from pipeline.build import tasks

def nap(value):
    time.sleep(0.2)
    return value

tasks.WORK["echo"] = lambda value: value
tasks.WORK["nap"] = nap
tasks.WORK["die"] = lambda value: os.kill(os.getpid(), signal.SIGKILL)
tasks.WORK["refuse"] = lambda value: (_ for _ in ()).throw(MemoryError)
"""
"""Small tasks that only the workers know."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_corpus(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def clean(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    out = tmp_path_factory.mktemp("clean") / "site"
    build(corpus, out, options=Options(engine=InProcess()))
    return tree(out)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    found = Machines(tmp_path)
    try:
        yield found
    finally:
        found.end()


@pytest.fixture
def wire(machines: Machines) -> Iterator[Wire]:
    found = Wire(machines.port)
    try:
        yield found
    finally:
        found.end()


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
    with pytest.raises(ConclusioError, match="start dask scheduler"), cluster("tcp://127.0.0.1:9", LIMITS, wait=1):
        pass


def results(there: Cluster, works: str, after: int = 0, do=lambda: None) -> list[Result]:
    """Do small tasks, each with a value of its own; after so many results, do something else. Each has one result."""
    found: dict[int, Result] = {}
    tasks = [Task(work, (str(place).encode(),)) for place, work in enumerate(works.split())]
    for place, result in there.run(tasks):
        assert place not in found
        found[place] = result
        if len(found) == after:
            do()
    return [found[place] for place in range(len(tasks))]


def test_when_the_last_worker_is_gone_one_line_says_so(machines: Machines) -> None:
    machines.know(WORK)
    machines.scheduler()
    machines.worker()
    with cluster(machines.address, LIMITS) as there:
        short = Cluster(there.client, there.address, LIMITS, wait=0.5)
        with pytest.raises(ConclusioError, match="has no worker any more; start dask worker") as gone:
            results(short, "echo die echo")
    assert len(str(gone.value).splitlines()) == 1


def test_a_worker_that_comes_later_goes_on(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.build.cluster.AHEAD", 2)
    machines.know(WORK)
    machines.scheduler()
    first = machines.worker()

    def replace() -> None:
        first.kill()
        machines.worker()

    with cluster(machines.address, LIMITS) as there:
        patient = Cluster(there.client, there.address, LIMITS, wait=30)
        found = results(patient, "nap " * 6, 2, replace)
    assert [result.data for result in found] == [str(place).encode() for place in range(6)]


def test_who_shares_a_worker_with_poison_is_whole(machines: Machines) -> None:
    machines.know(WORK)
    machines.scheduler(failures=0)
    machines.worker("--nanny")
    with cluster(machines.address, LIMITS) as there:
        found = results(there, "nap die nap nap refuse nap")
    reasons = Counter(result.refused for result in found)
    assert reasons == {
        "": 4,
        "ends every process that reads it, or takes longer than 300 s, or needs more memory than 16000 MB": 1,
        "needs more memory than 16000 MB": 1,
    }
    assert found[1].poison and found[4].poison


def test_a_worker_whose_network_is_cut_loses_and_doubles_nothing(machines: Machines, wire: Wire) -> None:
    machines.know(WORK)
    machines.scheduler()
    machines.worker()
    machines.worker(address=wire.address)
    with cluster(machines.address, LIMITS) as there:
        there.client.wait_for_workers(2, timeout=60)
        found = results(there, "nap " * 12, 3, wire.cut)
        assert len(there.client.nthreads()) == 1
    assert [result.data for result in found] == [str(place).encode() for place in range(12)]


def test_a_text_that_kills_its_workers_is_left_out_and_not_tried_again(tmp_path: Path, machines: Machines) -> None:
    corpus, out = tiny_corpus(tmp_path / "corpus"), tmp_path / "site"
    poisoned(corpus, "KILL", NEW, "nl")
    machines.know(POISON)
    machines.scheduler(failures=0)
    machines.worker("--nanny")
    with engine(machines) as there:
        first = remembered(corpus, out, there)
        (corpus / NEW / "surplus.note").write_text("so that there is something to build", encoding="utf-8")
        second = remembered(corpus, out, there)
    assert (first.expressions, first.left_out) == (3, 1)
    for report in (first, second):
        (notice,) = [one for one in report.notices if one.code == "quarantine"]
        assert "nl.txt" in notice.message and "longer than 300 s" in notice.message
    assert notice.message in (out / DOSSIER / "index.html").read_text(encoding="utf-8").replace("&#39;", "'")
    made = [step.name for step in second.steps if step.reasons]
    assert made and not [name for name in made if name.startswith("read")]


def test_a_cut_network_ends_the_command_with_one_line_and_the_next_build_goes_on(
    corpus: Path, tmp_path: Path, machines: Machines, wire: Wire, clean: Mapping[str, str]
) -> None:
    machines.scheduler()
    machines.worker()
    out = tmp_path / "site"
    command = [sys.executable, "-m", "pipeline.cli", "build", "--corpus", corpus, "--out", out, "--log-format", "json"]
    with subprocess.Popen([*command, "--scheduler", wire.address], stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        events = []
        for line in running.stderr:
            events.append(json.loads(line))
            if events[-1]["event"] == "stage" and events[-1]["name"].startswith("align"):
                wire.cut()
        assert running.wait(60) == 2
    assert [event["event"] for event in events].count("error") == 1
    assert re.search("the scheduler is gone; .* build again", events[-1]["message"])
    assert not out.exists()
    wire.mend()
    with engine_for(None, wire.address, Limits()) as there:
        report = remembered(corpus, out, there)
    made = {step.name.split()[0] for step in report.steps if step.reasons}
    assert "align" in made and "read" not in made
    assert report.notices == () and tree(out) == clean
