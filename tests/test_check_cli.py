"""The commands check, decide and review: the contract of their output, their exit codes, what they leave on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree
from test_check import TEXTS

from pipeline.align.decided import decide_parts
from pipeline.build import view_dossier
from pipeline.cli import main
from pipeline.corpus import load_dossier
from pipeline.corpus.decisions import load_decisions

CODE = "ST 10125/22"
FIELDS = {
    *("rule", "severity", "document", "wid", "languages", "message", "evidence", "fingerprint", "decision", "places"),
}


def run(*args: object, input: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=input)


def files(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for code, text in texts.items():
        (folder / f"{code}.txt").write_text(text, encoding="utf-8")
    return [folder / f"{code}.txt" for code in texts]


def corpus(folder: Path, texts: Mapping[str, str]) -> Path:
    """A corpus with one dossier of one document."""
    home = folder / "corpus" / "water"
    paths = files(home / "ST-10125-2022-INIT", texts)
    said = "".join(
        f'[[document.file]]\nlanguage = "{path.stem}"\nformat = "txt"\nprovenance = "specimen"\n'
        f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n'
        for path in paths
    )
    (home / "dossier.toml").write_text(f'[[document]]\ncode = "{CODE}"\n{said}', encoding="utf-8")
    return folder / "corpus"


GOOD = {code: TEXTS[code] for code in ("de", "en", "fr")}
BAD = {**GOOD, "nl": TEXTS["nl"].replace("3877", "3787").replace("„", '"')}


def test_loose_files_have_findings_with_all_fields_of_the_contract(tmp_path: Path) -> None:
    result = run("check", *files(tmp_path, BAD), "--json")
    view = json.loads(result.stdout)
    assert result.exit_code == 0 and view["version"] == 1
    assert view["documents"] == [{"document": None, "languages": ["de", "en", "fr", "nl"]}]
    (finding,) = view["findings"]
    assert set(finding) == FIELDS
    assert (finding["rule"], finding["languages"], finding["severity"]) == ("figure", ["nl"], "error")
    assert finding["wid"] == "para_3__clause_2" and finding["decision"] is None and len(finding["fingerprint"]) == 16
    (place,) = finding["places"]
    assert (tmp_path / "nl.txt").read_text(encoding="utf-8").splitlines()[place["line"] - 1].startswith("3. ROEPT")


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 0), (("--strict",), 1), (("--fail-on", "error"), 1), (("--about", "fr", "--fail-on", "info"), 0)],
)
def test_exit_codes_are_as_asked(tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    assert run("check", *files(tmp_path, BAD), *options).exit_code == code


def test_texts_that_agree_pass_the_strictest_check(tmp_path: Path) -> None:
    result = run("check", *files(tmp_path, GOOD), "--fail-on", "info", "--strict")
    assert (result.exit_code, result.stdout) == (0, "open findings: 0 error, 0 warning, 0 info\n")


def test_one_unusable_file_does_not_stop_the_check_of_the_others(tmp_path: Path) -> None:
    paths = files(tmp_path, {**BAD, "pl": "nothing that a Council ever said\n"})
    result = run("check", *paths, tmp_path / "sv.txt", "--json")
    assert result.exit_code == 2
    assert [finding["rule"] for finding in json.loads(result.stdout)["findings"]] == ["figure"]
    assert "pl.txt" in result.stderr and "sv.txt" in result.stderr and "Traceback" not in result.stderr


def test_wrong_calls_get_one_line(tmp_path: Path) -> None:
    (path, *_) = files(tmp_path, GOOD)
    for args, said in (
        (("check", path, path), "a second file in 'de'"),
        (("check", path, "--lang", "de", "--lang", "fr"), "1 files but 2 times --lang"),
        (("check", "--corpus", tmp_path / "none"), "no such folder"),
        (("check", path, "--about", "xx"), "unknown language 'xx'"),
        (("check", tmp_path / "de.pdf"), "no such file"),
    ):
        result = run(*args)
        assert result.exit_code == 2 and said in result.stderr, args
        assert len(result.stderr.strip().splitlines()) == 1


def test_sarif_and_junit_say_the_same(tmp_path: Path) -> None:
    paths = files(tmp_path, BAD)
    log = json.loads(run("check", *paths, "--format", "sarif").stdout)
    (result,) = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0" and rules[result["ruleIndex"]]["id"] == result["ruleId"] == "figure"
    assert result["level"] == "error" and result["locations"][0]["physicalLocation"]["region"]["startLine"] > 1
    root = etree.fromstring(run("check", *paths, "--format", "junit").stdout.encode())
    (suite,) = root
    assert (suite.get("failures"), suite.get("skipped")) == ("1", "0")
    (failure,) = suite.iter("failure")
    assert failure.get("type") == "error" and "3787" in (failure.text or "")


def test_a_dismissed_finding_stays_dismissed_until_its_text_changes(tmp_path: Path) -> None:
    home = corpus(tmp_path, BAD)
    mark = json.loads(run("check", "--corpus", home, "--json").stdout)["findings"][0]["fingerprint"]
    said = run("decide", "dismiss", mark[:8], "--reason", "as in the original", "--by", "A. V.", "--corpus", home)
    assert said.exit_code == 0, said.stderr
    result = run("check", "--corpus", home, "--json", "--strict")
    decision = json.loads(result.stdout)["findings"][0]["decision"]
    assert result.exit_code == 0
    assert (decision["verdict"], decision["reason"], decision["by"]) == ("dismissed", "as in the original", "A. V.")
    assert run("check", "--corpus", home).stdout == "open findings: 0 error, 0 warning, 0 info; decided: 1\n"
    assert "suppressions" in run("check", "--corpus", home, "--format", "sarif").stdout
    corpus(tmp_path, {**BAD, "nl": BAD["nl"].replace("3787 plaatsen", "3787 plekken")})
    result = run("check", "--corpus", home, "--strict")
    assert result.exit_code == 1 and "[stale-decision]" in result.stderr and "1 error" in result.stdout


def test_decisions_on_rows_are_applied_and_the_file_may_be_edited(tmp_path: Path) -> None:
    home = corpus(tmp_path, GOOD)
    path = home / "water" / "decisions.toml"
    path.write_text("# hand-made\n", encoding="utf-8")
    options = ("--document", CODE, "--reason", "not the same", "--by", "A. V.", "--corpus", home)
    assert run("decide", "split", "fr:para_4__clause_1", *options).exit_code == 0
    assert path.read_text(encoding="utf-8").startswith("# hand-made\n")
    view, _ = view_dossier(load_dossier(home / "water"))
    alone = [row for row in view.documents[0].alignment.rows if row.cells == (("fr", ("para_4__clause_1",)),)]
    assert len(alone) == 1 and alone[0].evidence[-1].name == "decided"
    (decision,) = load_decisions(home / "water")
    assert (
        decision.fingerprint
        == decide_parts(decision.verdict, decision.parts, view.documents[0].expressions, "", "").fingerprint
    )
    wrong = run("decide", "join", "fr:para_99", *options)
    assert wrong.exit_code == 2 and "no part para_99 in fr" in wrong.stderr
    path.write_text("[[decision]]\nverdict = 'no'\n", encoding="utf-8")
    broken = run("check", "--corpus", home)
    assert broken.exit_code == 2 and "decision 1" in broken.stderr and len(broken.stderr.strip().splitlines()) == 1
    view, _ = view_dossier(load_dossier(home / "water"))
    assert [notice.code for notice in view.notices] == ["decisions"], "the build goes on without decisions"


def test_what_was_decided_in_a_cat_tool_is_taken_over_once(tmp_path: Path) -> None:
    home = corpus(tmp_path, BAD)
    finding = json.loads(run("check", "--corpus", home, "--json").stdout)["findings"][0]
    made = run("export", "xliff", "--lang", "fr,nl", "--corpus", home, "-o", tmp_path / "x.xlf")
    assert made.exit_code == 0, made.stderr
    path = tmp_path / "x.xlf"
    notes = {
        "para_1__clause_1": "same meaning",
        "para_2__clause_1": "split: another clause",
        finding["wid"]: f"dismiss {finding['fingerprint'][:8]}: as in the original",
        "para_3__clause_1": "confirm: yes",
    }
    root = etree.parse(path).getroot()
    x = "{urn:oasis:names:tc:xliff:document:2.0}"
    units = {unit.get("name"): unit for unit in root.iter(f"{x}unit")}
    for wid, text in notes.items():
        etree.SubElement(units[wid].find(f"{x}notes"), f"{x}note").text = text
    units["para_1__clause_1"].find(f"{x}segment").set("state", "final")
    units["para_3__clause_1"].find(f"{x}segment/{x}source").text = "other words"
    path.write_bytes(etree.tostring(root))
    result = run("decide", "--from", path, "--by", "A. V.", "--corpus", home)
    assert result.exit_code == 0, result.stderr
    assert "3 decisions taken over" in result.stderr and "1 left out" in result.stderr
    assert "left out: para_3__clause_1: the words in" in result.stderr
    said = {(one.verdict.value, one.reason): one for one in load_decisions(home / "water")}
    assert set(said) == {
        ("confirmed", "same meaning"),
        ("split", "another clause"),
        ("dismissed", "as in the original"),
    }
    assert said["split", "another clause"].parts == (("nl", "para_2__clause_1"),)
    assert len(said["confirmed", "same meaning"].parts) == 2
    again = run("decide", "--from", path, "--by", "A. V.", "--corpus", home)
    assert "0 decisions taken over" in again.stderr and len(load_decisions(home / "water")) == 3
    (tmp_path / "y.xlf").write_bytes(b"<tmx/>")
    wrong = run("decide", "--from", tmp_path / "y.xlf", "--by", "A. V.", "--corpus", home)
    assert wrong.exit_code == 2 and len(wrong.stderr.strip().splitlines()) == 1
    assert run("decide", "--from", path, "accept", "x", "--by", "A. V.", "--corpus", home).exit_code == 2


def test_review_asks_for_each_open_finding_and_writes_at_once(tmp_path: Path) -> None:
    texts = {**BAD, "nl": BAD["nl"].replace("25 %", "35 %")}
    home = corpus(tmp_path, texts)
    result = run("review", "--by", "A. V.", "--corpus", home, input="s\nd\nas in the original\n")
    assert result.exit_code == 0, result.stderr
    assert "1 of 2 open findings decided" in result.stderr
    (decision,) = load_decisions(home / "water")
    assert (decision.rule, decision.verdict, decision.reason) == ("figure", "dismissed", "as in the original")
    again = run("review", "--by", "A. V.", "--corpus", home, input="q\n")
    assert "0 of 1 open findings decided" in again.stderr


def test_what_a_document_says_cannot_steer_a_terminal_or_break_a_report(tmp_path: Path) -> None:
    hostile = BAD["nl"].replace("Conclusies van de Raad over schoon water", "Conclusies <b>]]>\u202e&\x1b[31m water", 1)
    paths = files(tmp_path, {**GOOD, "nl": hostile})
    assert "\x1b" not in run("check", *paths).stdout
    etree.fromstring(run("check", *paths, "--format", "junit").stdout.encode())
    json.loads(run("check", *paths, "--format", "sarif").stdout)
