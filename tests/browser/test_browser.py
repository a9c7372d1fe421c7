"""A built site in real Chromium, opened from its folder: what a reader does, and what the checkers say.

The scenarios are in drive.mjs; each of them fails on any error in the console, a breach of the policy among them, and
on any request that leaves the folder.
"""

from __future__ import annotations

import hashlib
import html
import json
import posixpath
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from pipeline.build import build

HERE = Path(__file__).parent
LANGUAGES = ("bg", "el", "en", "ga", "mt", "nl")
DOSSIER, OLD, NEW = "2022-research-innovation", "ST-9524-2022-REV-1", "ST-10125-2022-INIT"
SCENARIOS = tuple(re.findall(r'^  async "(.+)"\(', (HERE / "drive.mjs").read_text(encoding="utf-8"), re.M))
Require = Callable[[object, str], None]


CALLS, ENCOURAGES = "ΚΑΛΕΙ", "ΕΝΘΑΡΡΥΝΕΙ"
"""In Greek, as the specimen has them: the second asks for less."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, corpus_path: Path) -> Path:
    """The site of the dossier in six languages."""
    corpus = tmp_path_factory.mktemp("browser") / "corpus"
    shutil.copytree(corpus_path / DOSSIER, corpus / DOSSIER)
    table = corpus / DOSSIER / "dossier.toml"
    kept = [_only(block) for block in re.split(r"(?m)^(?=\[\[)", table.read_text(encoding="utf-8"))]
    table.write_text("".join(kept), encoding="utf-8")
    for path in corpus.rglob("*.*"):
        if len(path.stem) == 2 and path.stem not in LANGUAGES:
            path.unlink()
    _weaken(corpus / DOSSIER)
    out = corpus.parent / "site"
    report = build(corpus, out)
    assert report.expressions == 2 * len(LANGUAGES), report
    return out


def _only(block: str) -> str:
    """A table of the dossier, if it is about one of the languages or about none."""
    language = re.search(r'^language = "(\w\w)"', block, re.M)
    return block if language is None or language[1] in LANGUAGES else ""


def _weaken(dossier: Path) -> None:
    """One Greek verb becomes weaker, so that there is something to find."""
    path, table = dossier / NEW / "el.txt", dossier / "dossier.toml"
    before = path.read_bytes()
    after = before.replace(CALLS.encode(), ENCOURAGES.encode(), 1)
    assert after != before
    path.write_bytes(after)
    sums = [hashlib.sha256(data).hexdigest() for data in (before, after)]
    table.write_text(table.read_text(encoding="utf-8").replace(*sums), encoding="utf-8")


@pytest.fixture(scope="session")
def told(site: Path, root: Path, require: Require) -> dict[str, str]:
    """What each scenario said: its error, or nothing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    require(chromium, "Chromium is not installed")
    node = shutil.which("node")
    require(
        node and (root / "node_modules" / "playwright-core").is_dir(), "playwright-core is not installed: npm install"
    )
    axe = root / "node_modules" / "axe-core" / "axe.min.js"
    command = [str(node), str(HERE / "drive.mjs"), str(site), str(chromium), DOSSIER, OLD, NEW, str(axe)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines, done.stderr
    return {line["name"]: line["error"] for line in lines}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_in_the_browser(scenario: str, told: dict[str, str]) -> None:
    assert told[scenario] == ""


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) > 12


def test_the_html_checker_finds_no_error(site: Path, root: Path, require: Require) -> None:
    jar = root / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    require(shutil.which("java") and jar.is_file(), "vnu-jar or Java is not installed: npm install")
    command = ["java", "-Xss2m", "-jar", str(jar), "--errors-only", "--skip-non-html", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[:3000]


def test_every_link_and_fragment_of_the_site_leads_somewhere(site: Path) -> None:
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    ids = {path: set(re.findall(r'\sid="([^"]*)"', text)) for path, text in pages.items()}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    broken = set()
    followed = 0
    for path, text in pages.items():
        for target in re.findall(r'\s(?:href|src)="([^"]*)"', text):
            parts = urlsplit(html.unescape(target))
            if parts.scheme in ("http", "https"):
                continue
            there = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
            )
            followed += 1
            if there not in files or (parts.fragment and unquote(parts.fragment) not in ids[there]):
                broken.add(f"{path}: {target}")
    assert followed > 5000
    assert sorted(broken) == []
