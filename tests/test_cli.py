import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from specimens import ROOT

from pipeline.cli import main
from pipeline.model import Expression
from pipeline.parse import parse

CORPUS = ROOT / "corpus" / "2022-research-innovation"
NEW = CORPUS / "ST-10125-2022-INIT"
OLD = CORPUS / "ST-9524-2022-REV-1"


def run(*args: object, input: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=input)


def test_parse_prints_the_parts_as_json() -> None:
    result = run("parse", NEW / "nl.txt", "--lang", "nl", "--json")
    view = json.loads(result.stdout)
    assert result.exit_code == 0 and view["version"] == 1
    clause = view["points"][8]["clauses"][0]
    assert clause["eid"] == "para_9__clause_1"
    assert (clause["verb"]["text"], clause["verb"]["head"], clause["verb"]["particle"]) == (
        "MOEDIGT … AAN",
        "MOEDIGT",
        "AAN",
    )
    assert view["points"][5]["clauses"][3]["addressees"] == ["de Commissie", "de lidstaten"]
    assert view["account"]["lost"] == 0
    assert view["provenance"] == "official"


def test_a_text_that_lost_characters_fails_under_strict(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(*arguments: object) -> Expression:
        expression = parse(*arguments)
        return replace(expression, parts=expression.parts[:-1])

    assert run("parse", NEW / "nl.txt", "--strict").exit_code == 0
    monkeypatch.setattr("pipeline.parse.parse", forgetful)
    result = run("parse", NEW / "nl.txt", "--strict")
    assert result.exit_code == 1
    assert "characters of the file are in no part" in result.stderr and "[text-lost]" in result.stderr
    assert json.loads(result.stdout)["account"]["lost"] > 0


def test_parse_reads_standard_input() -> None:
    data = (NEW / "fr.txt").read_bytes()
    assert json.loads(run("parse", "-", "--lang", "fr", input=data).stdout)["language"] == "fr"


def test_align_takes_the_language_from_the_names(tmp_path: Path) -> None:
    files = []
    for code in ("nl", "fr"):
        path = tmp_path / f"{code}.adopted.txt"
        path.write_bytes((NEW / f"{code}.txt").read_bytes())
        files.append(path)
    view = json.loads(run("align", *files, "--json").stdout)
    assert view["languages"] == ["fr", "nl"]
    clauses = [row["cells"] for row in view["rows"] if row["kind"] == "clause"]
    assert len(clauses) == 35
    assert all(cells["nl"] == cells["fr"] for cells in clauses)


def test_compare_prints_the_changes_as_json() -> None:
    view = json.loads(run("compare", OLD / "nl.txt", NEW / "nl.txt", "--lang", "nl", "--json").stdout)
    verbs = [(c["verb"]["before"], c["verb"]["after"]) for c in view["changes"] if c["verb"]]
    assert ("VERZOEKT", "BEVEELT … AAN") in verbs
    (split,) = [change for change in view["changes"] if change["op"] == "split"]
    assert (split["before"], split["after"]) == ("15", "14, 15")
    assert {"insert", "delete", "replace", "move", "split", "renumber"} <= {c["op"] for c in view["changes"]}


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("missing/nl.txt", None, "no such file"),
        ("nl.txt", b"", "empty"),
        ("nl.txt", b"\x00\x01\x02", "binary"),
        ("nl.txt", b"1. ERKENT de \x81\x8d\x90;", "UTF-8"),
        (
            "nl.txt",
            b"Zomaar een stuk tekst zonder punten of nummers, en verder ook niets bijzonders.",
            "no numbered point",
        ),
        ("text.txt", b"1. ERKENT de rol;", "--lang"),
        ("nl.odt", b"1. ERKENT de rol;", "format"),
    ],
)
def test_wrong_input_gives_one_line_and_exit_code_2(tmp_path: Path, name: str, data: bytes | None, word: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    result = run("parse", path)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert word in result.stderr and "Traceback" not in result.output


def test_a_language_declared_wrong_is_said_in_one_line() -> None:
    result = run("parse", NEW / "fr.txt", "--lang", "nl")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "French" in result.stderr and "wrong-language" in result.stderr


def test_an_unknown_language_is_refused() -> None:
    result = run("parse", NEW / "nl.txt", "--lang", "xx")
    assert result.exit_code == 2 and "unknown language" in result.stderr


def test_strict_turns_warnings_into_exit_code_1(tmp_path: Path) -> None:
    path = tmp_path / "nl.txt"
    path.write_text("1. De Raad is het eens met dit standpunt en met de rest van de tekst.\n", encoding="utf-8")
    assert run("parse", path).exit_code == 0
    assert run("parse", path, "--strict").exit_code == 1


def test_the_same_language_twice_is_refused() -> None:
    result = run("align", NEW / "nl.txt", OLD / "nl.txt")
    assert result.exit_code == 2 and "second file" in result.stderr
