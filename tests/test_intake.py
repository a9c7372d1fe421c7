import hashlib
import os
import shutil
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from specimens import parsed
from writers.letterheads import INSTITUTION

from pipeline.cli import main
from pipeline.corpus import load_dossier
from pipeline.corpus.entries import with_file
from pipeline.corpus.examine import Cover, codes, date_in, examine, guess_language
from pipeline.corpus.store import Links, Place, dossier_folder, put, write_whole
from pipeline.errors import CorpusError
from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import Provenance, Status

NEW, OLD = DocumentId.parse("ST 10125/22"), DocumentId.parse("ST 9524/1/22 REV 1")
HAND_WRITTEN = """\
# My dossier.
# Second line.

[reuse.specimen]
licence = "EUPL-1.2"    # of this project

# ---- the draft ----
[[document]]
code = 'ST 9524/1/22 REV 1'   # literal string
date = 2022-06-02

  [[document.file]]   # indented
  language = "bg"
  format = "txt"
  provenance = "specimen"
  sha256 = "aa"   # old # with two marks
  # belongs to bg

# about Dutch
  [[document.file]]
  language = "nl"
  format = "txt"
  provenance = "specimen"
  sha256 = "bb"

# ---- the adopted text ----
[[document]]
code = "10125/22"

[[document.file]]
language = "nl"
format = "txt"
provenance = "official"
sha256 = "cc"

# the end
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def letter(language: str, code: str = "10125/22", previous: str = "9524/1/22 REV 1", more: str = "") -> str:
    """A text with the letterhead and cover of a Council document, and its specimen's text."""
    institution, place_date = INSTITUTION[language]
    text = specimen(language).decode()
    return f"{institution}\n\n{place_date}\n(OR. en)\n\n{code}\n{more}\nRECH 344\n\n" + text.replace(
        "9524/1/22 REV 1", previous
    )


def specimen(language: str, slug: str = NEW.slug) -> bytes:
    root = Path(__file__).resolve().parent.parent
    return (root / "corpus" / "2022-research-innovation" / slug / f"{language}.txt").read_bytes()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "letter.txt"
    path.parent.mkdir()
    path.write_text(letter("de"), encoding="utf-8")
    return path


# what a file says of itself


@pytest.mark.parametrize("language", PROTOCOL_ORDER)
def test_a_cover_gives_language_code_date_and_the_document_before(language: str) -> None:
    data = letter(language).encode()
    assert guess_language(data, "letter", "txt") == language
    cover = examine(data, "letter", "txt", language)
    assert cover == Cover(language, NEW, OLD, date(2022, 6, 10))


@pytest.mark.parametrize("language", PROTOCOL_ORDER)
def test_the_mark_limite_is_seen_in_all_languages(language: str) -> None:
    cover = examine(letter(language, more="LIMITE\n").encode(), "letter", "txt", language)
    assert (cover.mark, cover.classified) == ("LIMITE", False)
    assert cover.code == NEW


@pytest.mark.parametrize("line", ["RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE", "EU SECRET"])
def test_a_classification_is_told_from_limite(line: str) -> None:
    cover = examine(letter("nl", more=f"{line}\n").encode(), "letter", "txt", "nl")
    assert cover.classified


def test_the_word_limite_in_a_sentence_is_no_mark() -> None:
    assert examine(specimen("fr").replace(b"ANNEXE", "Le délai limite.\nANNEXE".encode()), "x", "txt", "fr").mark == ""


def test_a_docx_and_a_text_say_the_same() -> None:
    from writers import docx

    institution, place_date = INSTITUTION["el"]
    dress = docx.Dress(code="10125/22", institution=institution, place_date=place_date)
    data = docx.council_docx(docx.manuscript(parsed("el", "adopted")[1]), "el", dress)
    assert guess_language(data, "letter", "docx") == "el"
    assert examine(data, "letter", "docx", "el") == Cover("el", NEW, OLD, date(2022, 6, 10))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9524/1/22 REV 1", [OLD]),
        ("ST 9524/1/22 REV 1 + ADD 1", [OLD]),
        ("9524/22, 8765/22 ADD 1 COR 1", [DocumentId.parse("9524/22"), DocumentId.parse("8765/22 ADD 1 COR 1")]),
        ("10/06/22", []),
        ("2021/2122", []),
        ("COM(2022) 1 final", []),
        ("9524/2/22 REV 1", []),
    ],
)
def test_codes_are_found_in_a_line(text: str, expected: list[DocumentId]) -> None:
    assert list(codes(text)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Brussels, 10 June 2022 (14.06) (OR. en)", "en", date(2022, 6, 10)),
        ("Brüssel, den 26. März 2010", "de", date(2010, 3, 26)),
        ("Bruxelles, 10.06.2022", "fr", date(2022, 6, 10)),
        ("Brussels, 31 June 2022", "en", None),
        ("Brussels", "en", None),
    ],
)
def test_the_date_of_a_letterhead(text: str, language: str, expected: date | None) -> None:
    assert date_in(text, load(language)) == expected


@pytest.mark.parametrize(("language", "encoding"), [("fr", "iso-8859-15"), ("hu", "windows-1250"), ("nl", "cp1252")])
def test_the_language_of_a_text_in_an_old_encoding_is_told_or_left_open(language: str, encoding: str) -> None:
    data = specimen(language).decode().encode(encoding, errors="ignore")
    assert guess_language(data, "old", "txt") in (language, "")


# the command


def test_add_takes_code_and_language_from_the_file(file: Path, tmp_path: Path) -> None:
    result = run("add", file, "--corpus", tmp_path / "c")
    assert result.exit_code == 0, result.stderr
    (folder,) = (tmp_path / "c").iterdir()
    dossier = load_dossier(folder)
    (document,) = dossier.documents
    assert (folder.name, document.id, document.date) == ("st-10125-2022", NEW, "2022-06-10")
    (added,) = document.files
    assert added.path == folder / "ST-10125-2022-INIT" / "de.txt"
    assert added.path.read_bytes() == file.read_bytes()
    assert added.provenance.status is Status.SPECIMEN
    assert dossier.notices == ()


def test_an_official_file_carries_source_licence_and_notice(file: Path, tmp_path: Path) -> None:
    run("add", file, "--corpus", tmp_path / "c", "--provenance", "official", "--source", 'https://a.example/"x"')
    (added,) = load_dossier(tmp_path / "c" / "st-10125-2022").documents[0].files
    provenance = added.provenance
    assert (provenance.status, provenance.source) == (Status.OFFICIAL, 'https://a.example/"x"')
    assert "2017/1842" in provenance.licence and "European Union, 2022" in provenance.notice


def test_a_chain_that_is_added_in_any_order_stands_in_its_order(tmp_path: Path, corpus_path: Path) -> None:
    source = corpus_path / "2022-research-innovation"
    for order in ((NEW, OLD), (OLD, NEW)):
        corpus = tmp_path / order[0].slug
        for document in order:
            result = run("add", source / document.slug / "mt.txt", "--document", document.printed, "--corpus", corpus)
            assert result.exit_code == 0, result.stderr
        (folder,) = corpus.iterdir()
        assert [document.id for document in load_dossier(folder).documents] == [OLD, NEW]


def test_files_of_two_documents_of_a_chain_go_into_one_dossier(tmp_path: Path) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    paths[0].write_text(letter("pl", "9524/1/22 REV 1", "9524/22"), encoding="utf-8")
    paths[1].write_text(letter("pl"), encoding="utf-8")
    assert run("add", *paths, "--corpus", tmp_path / "c").exit_code == 0
    (folder,) = (tmp_path / "c").iterdir()
    assert [document.id for document in load_dossier(folder).documents] == [OLD, NEW]


def test_a_second_document_of_the_same_dossier_by_number_where_nothing_else_is_known(tmp_path: Path) -> None:
    for code in ("ST 300/22", "ST 100/22", "ST 200/22"):
        path = tmp_path / "x.txt"
        path.write_bytes(specimen("sv"))
        result = run("add", path, "--document", code, "--corpus", tmp_path / "c", "--dossier", "d", "--lang", "sv")
        assert result.exit_code == 0, result.stderr
    codes = [document.id.number for document in load_dossier(tmp_path / "c" / "d").documents]
    assert codes == [100, 200, 300]


def test_adding_the_same_file_again_changes_nothing(file: Path, tmp_path: Path) -> None:
    run("add", file, "--corpus", tmp_path / "c")
    path = tmp_path / "c" / "st-10125-2022" / "dossier.toml"
    before = path.read_bytes(), path.stat().st_mtime_ns
    result = run("add", file, "--corpus", tmp_path / "c")
    assert result.exit_code == 0 and "there already" in result.stderr
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_another_file_takes_its_place_only_when_told(file: Path, tmp_path: Path) -> None:
    run("add", file, "--corpus", tmp_path / "c")
    file.write_text(letter("de") + "\n", encoding="utf-8")
    folder = tmp_path / "c" / "st-10125-2022"
    before = snapshot(folder)
    result = run("add", file, "--corpus", tmp_path / "c")
    assert result.exit_code == 2 and "--replace" in result.stderr
    assert snapshot(folder) == before
    assert run("add", file, "--corpus", tmp_path / "c", "--replace").exit_code == 0
    (added,) = load_dossier(folder).documents[0].files
    assert added.path.read_bytes() == file.read_bytes()


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_files_are_checked_before_the_first_is_copied(file: Path, tmp_path: Path) -> None:
    result = run("add", file, tmp_path / "missing.txt", "--corpus", tmp_path / "c")
    assert result.exit_code == 2 and not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    ("name", "text", "arguments", "word"),
    [
        ("a.txt", None, [], "no such file"),
        ("a.txt", "", [], "empty"),
        ("a.txt", letter("de"), ["--lang", "fr"], "reads as German"),
        ("a.txt", letter("de"), ["--lang", "xx"], "unknown language"),
        ("a.txt", letter("de"), ["--lang", "de", "--lang", "fr"], "2 times --lang"),
        ("a.txt", letter("de"), ["--document", "nonsense"], "not a Council document code"),
        ("a.txt", letter("de"), ["--dossier", "../up"], "no name for a dossier"),
        ("a.txt", letter("de"), ["--dossier", ".hidden"], "no name for a dossier"),
        ("a.txt", letter("de", more="LIMITE"), [], "--allow-limite"),
        ("a.txt", letter("de", more="CONFIDENTIEL UE"), ["--allow-limite"], "classified"),
        ("a.txt", specimen("de").decode(), [], "--document"),
        ("a.txt", "10125/22\n\n1. Kort.\n", [], "--lang"),
        ("a", letter("de"), [], "no extension"),
        ("a.odt", letter("de"), [], "not supported"),
        ("a.docx", letter("de"), [], ""),
    ],
)
def test_a_file_that_cannot_be_taken_gives_one_line_and_exit_code_2(
    tmp_path: Path, name: str, text: str | None, arguments: Sequence[str], word: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = run("add", tmp_path / name, "--corpus", tmp_path / "c", *arguments)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1 and word in result.stderr
    assert not (tmp_path / "c").exists()


def test_limite_is_let_in_when_told_with_a_warning(file: Path, tmp_path: Path) -> None:
    file.write_text(letter("de", more="LIMITE"), encoding="utf-8")
    result = run("add", file, "--corpus", tmp_path / "c", "--allow-limite", "--strict")
    assert result.exit_code == 1 and "[limite]" in result.stderr
    assert (tmp_path / "c" / "st-10125-2022" / "dossier.toml").exists()


def test_another_code_on_the_cover_is_said(file: Path, tmp_path: Path) -> None:
    result = run("add", file, "--corpus", tmp_path / "c", "--document", "ST 10126/22")
    assert result.exit_code == 0 and "[other-document]" in result.stderr


def test_two_files_for_one_place_are_refused(file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / "b.txt")
    result = run("add", file, tmp_path / "b.txt", "--corpus", tmp_path / "c")
    assert result.exit_code == 2 and "both are" in result.stderr


def test_a_file_goes_into_the_dossier_that_names_its_document(tmp_path: Path, corpus_path: Path) -> None:
    shutil.copytree(corpus_path, tmp_path / "c")
    data = letter("de").encode()
    (tmp_path / "de.docx.txt").write_bytes(data)
    result = run("add", tmp_path / "de.docx.txt", "--corpus", tmp_path / "c", "--replace")
    assert result.exit_code == 0, result.stderr
    path = tmp_path / "c" / "2022-research-innovation" / "dossier.toml"
    old = (corpus_path / "2022-research-innovation" / "dossier.toml").read_text(encoding="utf-8")
    digest = hashlib.sha256(specimen("de")).hexdigest()
    assert path.read_text(encoding="utf-8") == old.replace(digest, hashlib.sha256(data).hexdigest())
    assert load_dossier(path.parent).notices == ()


# dossier.toml


def fields(language: str, format: str = "pdf", **more: str) -> dict[str, str | date]:
    return {"language": language, "format": format, "provenance": "official", **more, "sha256": "zz"}


def about(document: DocumentId) -> dict[str, str | date]:
    return {"code": document.printed}


def test_a_new_file_stands_among_the_others_and_nothing_else_changes() -> None:
    new = with_file(HAND_WRITTEN, OLD, about(OLD), fields("de"))
    table = """  [[document.file]]
  language = "de"
  format = "pdf"
  provenance = "official"
  sha256 = "zz"

"""
    assert new == HAND_WRITTEN.replace("# about Dutch\n", table + "# about Dutch\n")


def test_a_file_that_comes_last_stands_before_the_comment_of_the_next_document() -> None:
    new = with_file(HAND_WRITTEN, OLD, about(OLD), fields("sv"))
    mark = "\n# ---- the adopted text"
    table = '\n  [[document.file]]\n  language = "sv"\n  format = "pdf"\n  provenance = "official"\n  sha256 = "zz"\n'
    assert new == HAND_WRITTEN.replace(mark, table + mark)


def test_a_new_document_stands_where_it_belongs_with_the_comments_of_the_others() -> None:
    first = DocumentId.parse("ST 9524/22")
    new = with_file(HAND_WRITTEN, first, {**about(first), "date": date(2022, 5, 20)}, fields("nl"), 0)
    assert new.index("ST 9524/22") < new.index("# ---- the draft") < new.index("9524/1/22")
    assert new.index('licence = "EUPL') < new.index("ST 9524/22")
    between = DocumentId.parse("ST 9524/2/22 REV 2")
    new = with_file(HAND_WRITTEN, between, about(between), fields("nl"), 1)
    assert new.index('sha256 = "bb"') < new.index("REV 2") < new.index("# ---- the adopted")
    last = DocumentId.parse("ST 10125/22 COR 1")
    new = with_file(HAND_WRITTEN, last, about(last), fields("nl"))
    assert new.index('sha256 = "cc"') < new.index("COR 1")


def test_replacing_a_file_keeps_its_comments_and_place() -> None:
    new = with_file(HAND_WRITTEN, OLD, about(OLD), fields("bg", "txt", source="here"))
    old = """  provenance = "specimen"
  sha256 = "aa"   # old # with two marks
"""
    replaced = """  provenance = "official"
  sha256 = "zz"   # old # with two marks
  source = "here"
"""
    assert new == HAND_WRITTEN.replace(old, replaced, 1)


def test_lines_end_as_they_did() -> None:
    text = HAND_WRITTEN.replace("\n", "\r\n")
    new = with_file(text, NEW, about(NEW), fields("fr"))
    assert new.count("\n") == new.count("\r\n")
    assert new.replace("\r\n", "\n") == with_file(HAND_WRITTEN, NEW, about(NEW), fields("fr"))


@pytest.mark.parametrize(
    "text",
    [
        "document = [{code = 'ST 10125/22', file = []}]\n",
        "[[document]]\ncode = 'ST 10125/22'\nfile = [{language = 'nl', format = 'txt'}]\n",
        "[[document]]\ncode = 'ST 10125/22'\nstage = '''\n[[document]]\n'''\n",
    ],
)
def test_a_form_that_cannot_be_extended_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(CorpusError, match="by hand") as caught:
        with_file(text, NEW, about(NEW), fields("fr"), where="dossier.toml")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("text", ["document = 3\n", "[document]\ncode = 'ST 1/22'\n", "[[document]]\n", "[[document\n"])
def test_a_dossier_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CorpusError):
        with_file(text, NEW, about(NEW), fields("fr"))


GAPS = st.sampled_from(["", "\n", "\n\n", "# remark\n", "\n# remark\n", "\n# remark\n\n", "  # [[document]]\n"])
LANGUAGES = st.lists(st.sampled_from(PROTOCOL_ORDER), unique=True, max_size=4)


@st.composite
def hand_written(draw: st.DrawFn) -> str:
    """Dossiers as people write them: remarks, gaps, indents, tables between, no line end at the end."""
    out = draw(GAPS) + draw(st.sampled_from(["", "[reuse.official]\nlicence = 'x' # y\n"]))
    for number in range(draw(st.integers(0, 3))):
        out += draw(GAPS) + f"[[document]]\ncode = 'ST {number + 1}/22'\n"
        indent = draw(st.sampled_from(["", "  ", "\t"]))
        for language in draw(LANGUAGES):
            out += draw(GAPS) + f'{indent}[[ document."file" ]] # [x]\n{indent}language = "{language}"\n'
            out += f"{indent}format = 'pdf'# f\n" + draw(GAPS) + f'{indent}sha256 = """a#b"""\n'
    out += draw(st.sampled_from(["", "[reuse.specimen]\nlicence = 'z'\n"])) + draw(GAPS)
    out = out.rstrip("\n") if draw(st.booleans()) else out
    return out.replace("\n", "\r\n", draw(st.sampled_from([0, 3, 1000])))


@given(hand_written(), st.integers(1, 5), st.sampled_from(PROTOCOL_ORDER), st.integers(0, 3))
def test_every_line_of_a_hand_written_dossier_stays_and_the_new_table_is_all_that_is_new(
    text: str, number: int, language: str, index: int
) -> None:
    document = DocumentId.parse(f"ST {number}/22")
    before = tomllib.loads(text)
    known = [entry["code"] for entry in before.get("document", [])]
    new = with_file(text, document, about(document), fields(language), min(index, len(known)))
    after = tomllib.loads(new)
    entry = next(entry for entry in after["document"] if entry["code"] == document.printed)
    assert fields(language) in entry["file"]
    assert [e["code"] for e in after["document"] if e["code"] in known] == known
    named = any(
        item["language"] == language
        for old in before.get("document", [])
        if old["code"] == document.printed
        for item in old.get("file", [])
    )
    if not named:
        rest = iter(new.split("\n"))
        assert all(any(line in (other, other.rstrip("\r")) for other in rest) for line in text.rstrip().split("\n"))
    assert with_file(new, document, about(document), fields(language)) == new


# folders


def test_a_dossier_that_cannot_be_extended_stays_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "dossier.toml").write_text("document = [{code = 'ST 1/22', file = []}]\n", encoding="utf-8")
    before = snapshot(folder)
    moved: list[int] = []
    with pytest.raises(CorpusError):
        put(Place(folder, NEW, "nl", "txt"), Provenance(Status.SPECIMEN), Links(), lambda: moved.append(1))
    assert snapshot(folder) == before and moved == []


def test_a_file_that_cannot_be_put_in_place_leaves_no_dossier(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="space"):
        put(Place(tmp_path / "d", NEW, "nl", "txt"), Provenance(Status.SPECIMEN), Links(), fail)
    assert list(tmp_path.iterdir()) == []


def test_writing_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    write_whole(path, b"old")
    path.chmod(0o640)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "broken")))
    with pytest.raises(OSError, match="broken"):
        write_whole(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
    write_whole(path, b"new")
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o777 == 0o640


def test_a_broken_dossier_next_door_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "dossier.toml").write_bytes(b"\xff[[")
    assert dossier_folder(tmp_path, "", NEW) == tmp_path / "st-10125-2022"
