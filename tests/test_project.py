"""Configuration, init, doctor, completion, manual page: what stands around the commands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from conftest import Require

from pipeline.cli import main
from pipeline.cli.config import defaults, faults, position, schema
from pipeline.errors import CorpusError

GOOD = """
corpus = "texts"
site = "out"
[build]
official_only = true
templates = ["mine"]
log_format = "json"
[fetch]
languages = ["nl", "fr"]
chain = 2
[export]
languages = ["en", "nl"]
[serve]
port = 8080
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_the_configuration_sets_what_the_commands_take(tmp_path: Path) -> None:
    path = tmp_path / "conclusio.toml"
    path.write_text(GOOD, encoding="utf-8")
    found = defaults(path)
    assert found["build"] == {
        "official_only": True,
        "templates": [str(tmp_path / "mine")],
        "log_format": "json",
        "corpus": str(tmp_path / "texts"),
        "out": str(tmp_path / "out"),
    }
    assert found["fetch"]["lang"] == "nl,fr" and found["export"]["lang"] == "en,nl" and found["serve"]["port"] == 8080
    for name, options in found.items():
        assert set(options) <= {parameter.name for parameter in main.commands[name].params}


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("corpus = 3", "1:1", "must be a text"),
        ("[build]\n  strict = 1", "2:3", "true or false"),
        ("[build]\nstrickt = true", "2:1", "not known; use official_only, strict"),
        ('[build]\naddress = "http://example.eu"', "2:1", "build.address"),
        ("[biuld]\nstrict = true", "1:1", "biuld is not known"),
        ('[fetch]\nlanguages = ["nl", "xx"]', "2:1", "use one of bg"),
        ('[export]\nlanguages = ["nederlands"]', "2:1", "nederlands"),
        ("[fetch]\nchain = 0", "2:1", "1 to 100"),
        ("[serve]\nport = true", "2:1", "a number"),
        ("build.strict = 'no'", "1:1", "true or false"),
    ],
)
def test_a_fault_has_line_and_column_and_says_what_to_do(tmp_path: Path, text: str, place: str, word: str) -> None:
    path = tmp_path / "conclusio.toml"
    path.write_text(text, encoding="utf-8")
    result = run("--config", path, "build")
    assert result.exit_code == 2 and len(result.stderr.strip().splitlines()) == 1
    assert f"conclusio.toml:{place}: " in result.stderr and word in result.stderr
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), schema())


def test_what_is_not_toml_says_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "conclusio.toml"
    path.write_text("[build]\nstrict = \n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"at line 2, column 10"):
        defaults(path)


def test_the_checks_and_the_schema_agree() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    table = tomllib.loads(GOOD)
    jsonschema.validate(table, schema())
    assert list(faults(table, schema(), ())) == []


def test_a_key_is_found_in_its_own_table() -> None:
    assert position('a = 1\n[x]\nstrict = 1\n[ build ]\n"strict" = 1\n', ("build", "strict")) == (5, 1)


def test_init_makes_a_project_that_doctor_and_build_understand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("init", "--document", "ST 10125/22", "--dossier", "mine")
    assert result.exit_code == 0
    assert Path("conclusio.schema.json").is_file() and Path("corpus/mine/dossier.toml").is_file()
    jsonschema.validate(tomllib.loads(Path("conclusio.toml").read_text(encoding="utf-8")), schema())
    again = run("init", "--document", "ST 10125/22", "--dossier", "mine")
    assert again.exit_code == 2 and "there already" in again.stderr
    source = corpus_path / "2022-research-innovation" / "ST-10125-2022-INIT"
    added = run("add", source / "nl.txt", source / "en.txt", "--document", "ST 10125/22")
    assert added.exit_code == 0, added.stderr
    assert sorted(path.name for path in Path("corpus/mine/ST-10125-2022-INIT").iterdir()) == ["en.txt", "nl.txt"]
    checked = run("doctor")
    assert checked.exit_code == 0 and "corpus/mine: 1 documents, 2 texts, 0 notices" in checked.stdout
    built = run("build")
    assert built.exit_code == 0, built.stderr
    assert Path("build/site/mine/ST-10125-2022-INIT/nl.html").is_file()


def test_init_makes_a_project_elsewhere_whatever_lies_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus_path: Path
) -> None:
    monkeypatch.chdir(corpus_path.parent)
    assert run("init", tmp_path / "mine", "--document", "ST 10125/22").exit_code == 0
    assert [path.name for path in (tmp_path / "mine" / "corpus").iterdir()] == ["st-10125-2022"]


def test_doctor_says_what_is_wrong_with_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("conclusio.toml").write_text("x = 1", encoding="utf-8")
    result = run("doctor", "--json")
    checks = {one["what"]: one for one in json.loads(result.stdout)}
    assert result.exit_code == 2 and checks["conclusio.toml"]["state"] == "error"
    assert checks["msgspec"]["state"] == "ok" and checks["languages"]["detail"].startswith("24 files")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_completion_for_three_shells(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0 and "_CONCLUSIO_COMPLETE" in result.stdout


def test_the_shell_completes_commands_and_options() -> None:
    asked = {"_CONCLUSIO_COMPLETE": "bash_complete", "COMP_WORDS": "conclusio export tm", "COMP_CWORD": "2"}
    command = [sys.executable, "-m", "pipeline.cli"]
    found = subprocess.run(command, env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert "plain,tmx\n" in found.stdout


def test_every_command_has_an_example_in_its_help() -> None:
    assert len(main.commands) > 10
    assert [name for name, command in main.commands.items() if not re.search(r"Examples?:", command.help or "")] == []
    assert [name for name, command in main.commands.items() if "\\" in (command.help or "")] == []


def test_the_manual_page_has_every_command_and_option() -> None:
    text = run("man").stdout
    for name, command in main.commands.items():
        assert f".SS conclusio {name}" in text
        for parameter in command.params:
            if parameter.param_type_name == "option" and not parameter.hidden:
                assert parameter.opts[0].replace("-", "\\-") in text


def test_man_shows_the_page(tmp_path: Path, require: Require) -> None:
    groff = shutil.which("groff")
    require(groff, "groff is not there")
    (tmp_path / "conclusio.1").write_text(run("man").stdout, encoding="utf-8")
    command = [str(groff), "-man", "-Tutf8", "-ww", "-Wbreak", tmp_path / "conclusio.1"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "conclusio build" in shown.stdout and not shown.stderr
