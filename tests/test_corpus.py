import hashlib
from pathlib import Path

import pytest

from pipeline.corpus import dossier_folders, load_dossier, locate
from pipeline.errors import CorpusError
from pipeline.ids import DocumentId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Status

TEXT = "1. ERKENT de rol;\n"
FILE = """
[[document.file]]
language = "{language}"
format = "{format}"
provenance = "{provenance}"
sha256 = "{sha}"
"""


def dossier(
    folder: Path, *files: str, language: str = "nl", format: str = "txt", provenance: str = "specimen", sha: str = ""
) -> Path:
    """A dossier of one document with one file named in it, and the given files in its folder."""
    home = folder / "d"
    texts = home / "ST-1-2022-INIT"
    texts.mkdir(parents=True)
    for name in files or ("nl.txt",):
        (texts / name).write_text(TEXT, encoding="utf-8")
    sha = sha or hashlib.sha256(TEXT.encode()).hexdigest()
    entry = FILE.format(language=language, format=format, provenance=provenance, sha=sha)
    (home / "dossier.toml").write_text(f'[[document]]\ncode = "ST 1/22"\ndate = 2022-01-02\n{entry}', encoding="utf-8")
    return home


def test_the_included_dossier_is_whole(corpus_path: Path) -> None:
    (folder,) = dossier_folders(corpus_path)
    loaded = load_dossier(folder)
    assert loaded.notices == ()
    assert [document.id.printed for document in loaded.documents] == ["ST 9524/1/22 REV 1", "ST 10125/22"]
    for document in loaded.documents:
        assert [file.id.expression.language for file in document.files] == list(PROTOCOL_ORDER)
        assert all(file.provenance.licence and file.provenance.notice for file in document.files)
    official = [
        (document.id.printed, file.id.expression.language)
        for document in loaded.documents
        for file in document.files
        if file.provenance.status is Status.OFFICIAL
    ]
    assert official == [("ST 10125/22", "nl")]


def test_a_sound_dossier_gives_its_file(tmp_path: Path) -> None:
    loaded = load_dossier(dossier(tmp_path))
    assert [file.path.name for file in loaded.documents[0].files] == ["nl.txt"]
    assert loaded.documents[0].date == "2022-01-02"
    assert loaded.notices == ()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"sha": "0" * 64}, "checksum"),
        ({"language": "xx"}, "unknown-language"),
        ({"language": "fr"}, "missing-file"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_left_out_and_named(tmp_path: Path, fields: dict, code: str) -> None:
    loaded = load_dossier(dossier(tmp_path, **fields))
    assert loaded.documents[0].files == ()
    assert code in {notice.code for notice in loaded.notices}


def test_a_file_that_the_dossier_does_not_name_is_reported(tmp_path: Path) -> None:
    loaded = load_dossier(dossier(tmp_path, "nl.txt", "de.txt"))
    assert [(notice.code, "de.txt" in notice.message) for notice in loaded.notices] == [("surplus-file", True)]


def test_an_official_file_takes_the_place_of_a_specimen(tmp_path: Path) -> None:
    home = dossier(tmp_path)
    (home / "ST-1-2022-INIT" / "nl.html").write_text("x", encoding="utf-8")
    sha = hashlib.sha256(b"x").hexdigest()
    with (home / "dossier.toml").open("a", encoding="utf-8") as file:
        file.write(FILE.format(language="nl", format="html", provenance="official", sha=sha))
    (chosen,) = load_dossier(home).documents[0].files
    assert chosen.provenance.status is Status.OFFICIAL and chosen.path.name == "nl.html"


@pytest.mark.parametrize(
    ("toml", "word"),
    [
        ("[[document", "TOML"),
        ("title = 'x'", "document"),
        ("[[document]]\ndate = 2022-01-01", "code"),
        ("[[document]]\ncode = 'hello'", "hello"),
        ("[[document]]\ncode = 'ST 1/22'\nfoo = 1", "foo"),
        ("[[document]]\ncode = 'ST 1/22'\ndate = '2022'", "date"),
        ("[[document]]\ncode = 'ST 1/22'\nfile = 3", "file"),
        ("[[document]]\ncode = 'ST 1/22'\n[[document.file]]\nlanguage = 'nl'", "needs"),
        (
            "[[document]]\ncode = 'ST 1/22'\n" + FILE.format(language="nl", format="txt", provenance="fake", sha="0"),
            "fake",
        ),
    ],
)
def test_a_bad_field_is_named_in_one_line(tmp_path: Path, toml: str, word: str) -> None:
    (tmp_path / "dossier.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(CorpusError) as error:
        load_dossier(tmp_path)
    assert word in str(error.value) and "dossier.toml" in str(error.value) and "\n" not in str(error.value)


def test_a_folder_without_dossiers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no dossier"):
        dossier_folders(tmp_path)
    with pytest.raises(CorpusError, match="no such folder"):
        dossier_folders(tmp_path / "none")


def test_a_path_inside_a_corpus_says_what_it_is(tmp_path: Path) -> None:
    home = dossier(tmp_path)
    place = locate(home / "ST-1-2022-INIT" / "nl.txt")
    assert place is not None
    assert (place.dossier, place.document, place.language) == ("d", DocumentId("ST", 1, 2022), "nl")
    assert locate(tmp_path / "nl.txt") is None
