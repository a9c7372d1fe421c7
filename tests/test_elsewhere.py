"""Several dossiers on a cluster, each made whole by a worker: the same site, and what happens when it cannot be so."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpora import tiny_corpus
from machines import Machines, engine
from test_build import tree
from test_dossiers import NAMES, remembered
from test_engines import DOSSIER, NEW, POISON, poisoned

from pipeline.build import InProcess, Options, Report, build, dossiers, elsewhere, memory_of
from pipeline.errors import ConclusioError

if not os.environ.get("CONCLUSIO_REQUIRE_ALL"):
    pytest.importorskip("distributed", reason="the extra cluster is not installed")

OURS = '{% extends "built-in/dossier.html" %}{% block trail %}of our own{% endblock %}'

OLDER = """
import sys
sys.path[:0] = [{root!r}]
from pipeline.build import elsewhere
elsewhere._own = lambda: ("another", "another")
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    home = tiny_corpus(tmp_path / "corpus", ("en", "nl"), 0.25)
    for name in NAMES:
        if name != DOSSIER:
            shutil.copytree(home / DOSSIER, home / name)
    return home


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    (tmp_path / "machines").mkdir()
    found = Machines(tmp_path / "machines")
    try:
        found.scheduler(failures=0)
        yield found
    finally:
        found.end()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The dossiers that the process of the test has made itself."""
    found: list[str] = []

    def make(folder: Path, *rest, real=dossiers.make):
        found.append(folder.name)
        return real(folder, *rest)

    monkeypatch.setattr(dossiers, "make", make)
    return found


def spread(corpus: Path, out: Path, machines: Machines, templates: tuple[Path, ...] = ()) -> Report:
    with engine(machines) as there:
        return build(corpus, out, options=Options(memory_of(out), templates=templates, engine=there))


def plain(corpus: Path, out: Path, templates: tuple[Path, ...] = ()) -> Report:
    return build(corpus, out, options=Options(memory_of(out), templates=templates, engine=InProcess()))


def test_site_steps_and_memory_are_those_of_one_process(
    corpus: Path, tmp_path: Path, machines: Machines, here: list[str]
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "dossier.html").write_text(OURS, encoding="utf-8")
    machines.worker()
    machines.worker()
    sites, reports = (tmp_path / "site", tmp_path / "plain"), list[tuple[Report, Report]]()
    for edited in ("", "z-last"):
        if edited:
            (corpus / edited / "decisions.toml").write_text("# nothing is decided yet\n", encoding="utf-8")
        here.clear()
        report = spread(corpus, sites[0], machines, (tmp_path / "own",))
        assert here == ([] if not edited else sorted(NAMES)), "what is remembered is needed here"
        reports.append((report, plain(corpus, sites[1], (tmp_path / "own",))))
        assert tree(sites[0]) == tree(sites[1])
        assert "of our own" in (sites[0] / "z-last" / "index.html").read_text(encoding="utf-8")
        assert remembered(sites[0]) == remembered(sites[1])
    for far, near in reports:
        assert [(one.name, one.reasons) for one in far.steps] == [(one.name, one.reasons) for one in near.steps]
    assert reports[1][0].taken_over > reports[1][0].made


def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    corpus: Path, tmp_path: Path, machines: Machines, here: list[str]
) -> None:
    workers = [machines.worker(), machines.worker()]
    with engine(machines) as there:
        there.client.wait_for_workers(2, timeout=60)
        threading.Timer(2, workers[0].kill).start()
        report = build(corpus, tmp_path / "site", options=Options(memory_of(tmp_path / "site"), engine=there))
    assert workers[0].wait(60) == -signal.SIGKILL
    assert len(here) < len(NAMES)
    plain(corpus, tmp_path / "plain")
    names = [step.name for step in report.steps]
    assert len(names) == len(set(names)) and report.notices == ()
    assert tree(tmp_path / "site") == tree(tmp_path / "plain")


def test_when_the_scheduler_goes_the_next_build_goes_on(
    corpus: Path, tmp_path: Path, machines: Machines, here: list[str]
) -> None:
    def stop(stage: str, _done: int, _total: int) -> None:
        if stage == "dossiers":
            machines.end()

    machines.worker()
    out = tmp_path / "site"
    with pytest.raises(ConclusioError, match="build again") as gone, engine(machines) as there:
        build(corpus, out, stop, Options(memory_of(out), engine=there))
    assert len(str(gone.value).splitlines()) == 1 and not out.exists() and not here
    machines.scheduler()
    machines.worker()
    report = spread(corpus, out, machines)
    assert here == [DOSSIER], "what was made of it is remembered"
    assert [step for step in report.steps if not step.reasons and step.name.startswith("read")]
    plain(corpus, tmp_path / "plain")
    assert tree(out) == tree(tmp_path / "plain")


def test_a_folder_with_a_link_or_too_large_is_made_here(
    corpus: Path, tmp_path: Path, machines: Machines, here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "a-first" / "elsewhere.txt").symlink_to(tmp_path)
    (corpus / "z-last" / "surplus.note").write_bytes(b"." * 500_000)
    monkeypatch.setattr(elsewhere, "LARGEST", 400_000)
    machines.worker()
    spread(corpus, tmp_path / "site", machines)
    assert here == ["a-first", "z-last"]
    plain(corpus, tmp_path / "plain")
    assert tree(tmp_path / "site") == tree(tmp_path / "plain")


def test_files_that_are_not_those_that_the_worker_speaks_of_are_made_here(
    corpus: Path, tmp_path: Path, machines: Machines, here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(delivery: elsewhere.Delivery, site: dossiers.Site, real=elsewhere._received):
        if f"{DOSSIER}/index.html" in delivery.site:
            delivery.site.pop(f"{DOSSIER}/index.html")
        return real(delivery, site)

    monkeypatch.setattr(elsewhere, "_received", damaged)
    machines.worker()
    spread(corpus, tmp_path / "site", machines)
    assert here == [DOSSIER]
    plain(corpus, tmp_path / "plain")
    assert tree(tmp_path / "site") == tree(tmp_path / "plain")


def test_a_worker_of_another_version_is_said_in_one_line(corpus: Path, tmp_path: Path, machines: Machines) -> None:
    machines.know(OLDER)
    machines.worker()
    with pytest.raises(ConclusioError, match="another version of Conclusio") as found:
        spread(corpus, tmp_path / "site", machines)
    assert len(str(found.value).splitlines()) == 1 and not (tmp_path / "site").exists()


def test_a_text_that_kills_its_workers_costs_no_other(corpus: Path, tmp_path: Path, machines: Machines) -> None:
    poisoned(corpus, "KILL", NEW, "nl")
    machines.know(POISON)
    machines.worker("--nanny")
    report = spread(corpus, tmp_path / "site", machines)
    (notice,) = [one for one in report.notices if one.code == "quarantine"]
    assert f"{Path(NEW).name}/nl.txt" in notice.message
    assert (report.dossiers, report.expressions, report.left_out) == (3, 11, 1)
