"""The recipes: their commands exist, and the scripts do what they say on a real corpus."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import ROOT
from corpora import tiny_corpus

from pipeline.cli import main

RECIPES = ROOT / "docs" / "recipes"
FILES = sorted(path for path in RECIPES.iterdir() if path.name != "README.md")
COMMAND = re.compile(
    r'(?:^|[\s"&;|/])(?:\.venv/bin/)?"?\$?(?:conclusio)"? (?P<rest>(?:build|fetch|export|add|check)\b[^"\n#]*)'
)


def commands(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", "podman"))]
    found = [
        match["rest"] for line in lines for match in COMMAND.finditer(line.replace('"$code"', "ST-10125-2022-INIT"))
    ]
    return [shlex.split(re.split(r" (?:\|\||&&|<)", one)[0]) for one in found]


def test_every_recipe_is_in_the_list() -> None:
    listed = (RECIPES / "README.md").read_text(encoding="utf-8")
    assert len(FILES) >= 8 and [path.name for path in FILES if f"({path.name})" not in listed] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "Containerfile"], ids=lambda path: path.name)
def test_the_commands_of_a_recipe_exist_with_their_options(path: Path) -> None:
    found = commands(path.read_text(encoding="utf-8"))
    assert found
    for name, *arguments in found:
        main.commands[name].make_context(name, arguments)


def test_a_wrong_option_in_a_recipe_would_be_seen() -> None:
    ((name, *arguments),) = commands("  - run: .venv/bin/conclusio build --strickt\n")
    with pytest.raises(click.UsageError):
        main.commands[name].make_context(name, arguments)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a corpus, and the command of this interpreter in its path."""
    tiny_corpus(tmp_path / "corpus")
    program = tmp_path / "conclusio"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline.cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def run(project: Path, *command: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CONCLUSIO": str(project / "conclusio"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(list(map(str, command)), cwd=project, env=environment, capture_output=True, text=True)


def test_publishing_switches_to_a_new_release_and_keeps_the_last_one_on_failure(project: Path) -> None:
    script, served = RECIPES / "publish.sh", project / "www" / "site"
    served.parent.mkdir()
    assert (done := run(project, script, served)).returncode == 0, done.stderr
    first = served.resolve()
    assert served.is_symlink() and json.loads((served / "build.json").read_text(encoding="utf-8"))["dossiers"]
    assert run(project, script, served).returncode == 0 and served.resolve() == first
    (project / "corpus" / "2022-research-innovation" / "ST-10125-2022-INIT" / "en.txt").write_bytes(b"")
    assert run(project, script, served).returncode == 1
    assert served.resolve() == first and (served / "index.html").is_file()


def test_a_night_goes_on_where_a_document_cannot_be_fetched(project: Path) -> None:
    """The register is played by a command that knows one document."""
    real = project / "conclusio"
    real.rename(project / "real")
    played = f'[ "$1" = fetch ] && {{ echo "$2" >>"{project}/asked"; [ "$2" = "ST 1/22" ]; exit $?; }}'
    real.write_text(f'#!/bin/sh\n{played}\nexec "{project}/real" "$@"\n', encoding="utf-8")
    real.chmod(0o755)
    (project / "list.txt").write_text("# a list\n\nST 9/99\nST 1/22\n", encoding="utf-8")
    done = run(project, RECIPES / "nightly.sh", "list.txt")
    assert (project / "asked").read_text(encoding="utf-8").splitlines() == ["ST 9/99", "ST 1/22"]
    assert done.returncode == 1 and (project / "build" / "site" / "index.html").is_file(), done.stderr
