import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.build import build, view_dossier
from pipeline.cli import main
from pipeline.corpus import load_dossier
from pipeline.errors import CorpusError
from pipeline.model import Kind


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, corpus_path: Path) -> Path:
    """The included dossier with three languages."""
    home = tmp_path_factory.mktemp("corpus")
    source = corpus_path / "2022-research-innovation"
    target = home / source.name
    head, *files = (source / "dossier.toml").read_text(encoding="utf-8").split("[[document.file]]")
    kept = [head]
    for entry in files:
        if any(f'language = "{code}"' in entry for code in ("nl", "en", "el")):
            kept.append("[[document.file]]" + entry)
        elif "[[document]]" in entry:
            kept.append("[[document]]" + entry.split("[[document]]")[1])
    target.mkdir()
    (target / "dossier.toml").write_text("".join(kept), encoding="utf-8")
    for folder in source.iterdir():
        if folder.is_dir():
            (target / folder.name).mkdir()
            for code in ("nl", "en", "el"):
                shutil.copy(folder / f"{code}.txt", target / folder.name / f"{code}.txt")
    return home


def test_two_builds_give_the_same_bytes(small: Path, tmp_path: Path) -> None:
    report = build(small, tmp_path / "one")
    build(small, tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert report.expressions == 6 and report.left_out == 0 and report.pages > 12
    blocks = {
        path: json.loads(block)
        for path in sorted((tmp_path / "one").rglob("*.html"))
        for block in re.findall(rb'<script type="application/ld\+json">(.*?)</script>', path.read_bytes())
    }
    assert len(blocks) == report.expressions, "each reading page says in data what it is"
    assert {block["inLanguage"] for block in blocks.values()} == {"nl", "en", "el"}
    official = [block for block in blocks.values() if "eli:LegalExpression" in block["@type"]]
    assert [block["inLanguage"] for block in official] == ["nl"]


def test_a_broken_document_stops_itself_and_not_the_build(small: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(small, corpus)
    (corpus / "2022-research-innovation" / "ST-10125-2022-INIT" / "el.txt").write_bytes(b"\xff\xfe\x00")
    report = build(corpus, tmp_path / "site")
    assert report.expressions == 5
    assert any("el.txt" in notice.message for notice in report.notices)
    page = (tmp_path / "site" / "2022-research-innovation" / "index.html").read_text(encoding="utf-8")
    assert "el.txt is not the file that was registered" in page and str(tmp_path) not in page


def test_strict_leaves_the_last_site_where_a_document_is_broken(small: Path, tmp_path: Path) -> None:
    corpus, out = tmp_path / "corpus", tmp_path / "site"
    shutil.copytree(small, corpus)
    build(corpus, out)
    before = tree(out)
    (corpus / "2022-research-innovation" / "ST-10125-2022-INIT" / "el.txt").write_bytes(b"\xff\xfe\x00")
    result = CliRunner().invoke(main, ["build", "--corpus", str(corpus), "--out", str(out), "--strict", "--no-memory"])
    assert result.exit_code == 1 and "el.txt" in result.stderr and "not published" in result.stderr
    assert tree(out) == before


def test_a_build_that_fails_leaves_the_last_site(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    build(small, out)
    before = tree(out)

    def broken(*_: object, **__: object) -> object:
        yield "index.html", b"half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.site.pages", broken)
    with pytest.raises(OSError, match="space"):
        build(small, out)
    assert tree(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_no_build_made_is_not_overwritten(small: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(CorpusError, match="not made by a build"):
        build(small, tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep"


def test_a_bad_dossier_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "dossier.toml").write_text("[[document]]\ncode = 'nonsense'\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--corpus", str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1 and "nonsense" in result.stderr


def test_wids_stay_the_same_over_versions_and_languages(small: Path) -> None:
    view, _ = view_dossier(load_dossier(small / "2022-research-innovation"))
    old, new = view.documents
    for code in ("nl", "en", "el"):
        before, after = old.expression(code), new.expression(code)
        assert before and after
        wids = {part.eid: part.wid for part in after.of_kind(Kind.CLAUSE)}
        moved = {part.eid: part.wid for part in before.of_kind(Kind.CLAUSE)}
        assert wids["para_13__clause_2"] == moved["para_14__clause_2"]
        assert wids["para_7__clause_2"] == moved["para_6__clause_5"]
        assert wids["para_1__clause_4"] not in moved.values()
        assert len(set(wids.values())) == 35


CORRIGENDUM = """RECTIFICATIE

nr. vorig doc.: 10125/22

Bladzijde 5, punt 6:

in plaats van: "{before}"

te lezen: "ethische toetsing door vakgenoten"
"""


@pytest.mark.parametrize(
    ("before", "applied"), [("ethische collegiale toetsing", True), ("wat er nergens staat", False)]
)
def test_a_corrigendum_goes_into_the_consolidated_text_or_says_why_not(
    tmp_path: Path, small: Path, before: str, applied: bool
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(small, corpus)
    file = tmp_path / "nl.txt"
    file.write_text(CORRIGENDUM.format(before=before), encoding="utf-8")
    code = "ST 10125/22 COR 1"
    where = ["--corpus", str(corpus), "--dossier", "2022-research-innovation"]
    assert CliRunner().invoke(main, ["add", str(file), "--document", code, "--lang", "nl", *where]).exit_code == 0
    view, left_out = view_dossier(load_dossier(corpus / "2022-research-innovation"))
    assert left_out == 0 and [one.id.printed for one in view.documents] == ["ST 9524/1/22 REV 1", "ST 10125/22"]
    dutch = next(one for one in view.consolidations if one.result.language == "nl")
    text = " ".join(part.text for part in dutch.result.walk())
    assert ("ethische toetsing door vakgenoten" in text) is applied
    assert [siglum.mark for siglum in dutch.sigla] == ["B", "M1", "C1"]
    assert any(notice in view.notices for notice in dutch.notices) is not applied
