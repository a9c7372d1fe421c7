"""`conclusio align --lines`: plain files of one segment a line, in any number of languages."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from click.testing import CliRunner, Result

from pipeline.align import align_lines, encoder
from pipeline.align.embedding import embedded
from pipeline.cli import main

GERMAN = ["Artikel 1", "Der Vertrag von 1957 gilt weiter. Er wurde in Rom geschlossen.", "Artikel 2", "Ende."]
FRENCH = ["Article 1", "Le traité de 1957 reste applicable.", "Il a été conclu à Rome.", "Article 2", "Fin."]
POLISH = ["Artykuł 1", "Traktat z 1957 r. nadal obowiązuje.", "Został zawarty w Rzymie.", "Artykuł 2", "Koniec."]


@pytest.fixture(autouse=True)
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested does not depend on what happens to be installed."""
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package")


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["align", "--lines", *map(str, args)])


def written(folder: Path, name: str, lines: list[str], end: str = "\n") -> Path:
    path = folder / name
    path.write_bytes("".join(line + end for line in lines).encode())
    return path


def test_beads_are_printed_one_a_line_in_the_order_of_the_files(tmp_path: Path) -> None:
    german, french = written(tmp_path, "a.txt", GERMAN), written(tmp_path, "b.txt", FRENCH)
    result = run(f"de={german}", f"fr={french}", "--beads")
    assert result.stdout.splitlines() == ["[0]:[0]", "[1]:[1, 2]", "[2]:[3]", "[3]:[4]"]
    turned = run(f"fr={french}", f"de={german}", "--beads")
    assert turned.stdout.splitlines() == ["[0]:[0]", "[1, 2]:[1]", "[3]:[2]", "[4]:[3]"]


def test_a_line_without_a_partner_is_a_null_bead(tmp_path: Path) -> None:
    english = [f"Section {n} concerns the programme of {1990 + n} and its results." for n in range(8)]
    italian = [f"La sezione {n} riguarda il programma del {1990 + n} e i suoi risultati." for n in range(8)]
    files = [f"en={written(tmp_path, 'a', english[:3] + english[4:])}", f"it={written(tmp_path, 'b', italian)}"]
    assert run(*files, "--beads").stdout.splitlines()[2:5] == ["[2]:[2]", "[]:[3]", "[3]:[4]"]


def test_three_files_give_rows_and_beads_of_three_columns(tmp_path: Path) -> None:
    files = [written(tmp_path, f"{code}.txt", text) for code, text in (("de", GERMAN), ("fr", FRENCH), ("pl", POLISH))]
    view = json.loads(run(*files).stdout)
    assert view["languages"] == ["de", "fr", "pl"] and view["embeddings"] is None
    assert [row["cells"] for row in view["rows"]][1:3] == [{"de": [1], "fr": [1], "pl": [1]}, {"fr": [2], "pl": [2]}]
    assert {"order", "figures", "length"} <= {one["name"] for one in view["rows"][1]["evidence"]}
    assert [one["detail"] for one in view["rows"][2]["evidence"] if one["name"] == "merged"] == ["de: in 1"]
    assert run(*files, "--beads").stdout.splitlines()[1:3] == ["[1]:[1]:[1]", "[]:[2]:[2]"]


def test_line_ends_of_all_systems_and_a_missing_last_one_make_no_segment(tmp_path: Path) -> None:
    plain = run(f"de={written(tmp_path, 'a', GERMAN)}", f"fr={written(tmp_path, 'b', FRENCH)}", "--beads").stdout
    dos = written(tmp_path, "c", GERMAN, "\r\n")
    cut = tmp_path / "d"
    cut.write_bytes("\n".join(FRENCH).encode("utf-8-sig"))
    assert run(f"de={dos}", f"fr={cut}", "--beads").stdout == plain


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["de=missing.txt", "fr=missing.txt"], "missing.txt: no such file"),
        (["x.txt"], "--lang"),
        (["de=a", "de=b"], "second file"),
        (["de=a", "fr=b", "--embeddings"], "conclusio[embeddings]"),
    ],
)
def test_wrong_input_gives_one_line(args: list[str], word: str) -> None:
    result = run(*args)
    assert result.exit_code == 2 and word in result.stderr and len(result.stderr.strip().splitlines()) == 1


def test_beads_are_for_lines_only(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["align", str(written(tmp_path, "de.txt", GERMAN)), "--beads"])
    assert result.exit_code == 2 and "--lines" in result.stderr


def test_the_encoder_of_the_extra_gets_small_letters_and_each_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class E5:
        def encode(self, texts: list[str]) -> np.ndarray:
            seen.extend(texts)
            return np.array([[1.0, float(len(text))] for text in texts], dtype=np.float32)

    monkeypatch.setitem(sys.modules, "toy_e5", SimpleNamespace(E5=E5, __spec__=SimpleNamespace()))
    monkeypatch.setattr(encoder, "PACKAGE", "toy_e5")
    monkeypatch.setattr(encoder, "version", lambda _: "0.1")
    found = encoder.installed()
    assert found is not None and found.name == "toy_e5 0.1"
    vectors = found.encode(["DER RAT", "der Rat", "a\0b \ud800"])
    assert vectors.shape == (3, 2) and (vectors[0] == vectors[1]).all()
    assert seen == ["der rat", "a b ?"]
    beads = align_lines({"de": GERMAN, "fr": FRENCH}, found)
    assert beads.embeddings == "toy_e5 0.1"
    assert all("embeddings" in {one.name for one in evidence} for evidence in beads.evidence)


def test_a_run_of_segments_is_embedded_as_one_text_and_once() -> None:
    class Toy:
        name = "toy"
        seen: ClassVar[list[str]] = []

        def encode(self, texts: list[str]) -> np.ndarray:
            self.seen.extend(texts)
            return np.array([[text.count("a"), text.count("b"), 1.0] for text in texts])

    found = embedded(["a", "b", "aab"], np.array([1.0, 1.0, 3.0]), Toy())
    assert found is not None
    again = found.with_runs({(2, 2), (1, 3)}).with_runs({(2, 2)})
    assert Toy.seen == ["a", "b", "aab", "a b"]
    mean = again.runs(2, 4)[3]
    assert again.runs(2, 4)[2] == pytest.approx(again.known[2, 2]) and np.linalg.norm(mean) == pytest.approx(1.0)


def test_without_the_extra_there_is_no_encoder() -> None:
    with pytest.raises(metadata.PackageNotFoundError):
        metadata.version(encoder.PACKAGE)
    assert encoder.installed() is None
