"""What holds for many dossiers: each is done before the next is begun, and the pages for all of them stay small."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from corpora import tiny_corpus
from test_build import tree
from test_site import dossier

from pipeline.build import Options, build, memory_of
from pipeline.site import DossierView, pages
from pipeline.site.start import LEAF
from pipeline.site.wordlist import drawer, folded


def many(count: int) -> Iterator[DossierView]:
    for number in range(count):
        yield DossierView(f"d{number:03}", (("en", f"Title {number}"),), ())


def test_a_dossier_is_asked_for_when_the_pages_of_the_one_before_are_made() -> None:
    asked: list[str] = []

    def dossiers() -> Iterator[DossierView]:
        for one in many(3):
            asked.append(one.slug)
            yield one

    for path, _ in pages(dossiers(), count=3):
        if match := re.match(r"d\d{3}", path):
            assert match[0] == asked[-1]
    assert asked == ["d000", "d001", "d002"]


def test_many_dossiers_stand_on_several_start_pages() -> None:
    count = LEAF + 3
    made = dict(pages(many(count), count=count))
    first, second = made["index-nl.html"].decode(), made["dossiers-2-nl.html"].decode()
    assert [f'id="dossier-d{n:03}"' in first for n in (0, LEAF - 1, LEAF)] == [True, True, False]
    assert [f'id="dossier-d{n:03}"' in second for n in (LEAF - 1, LEAF, count - 1)] == [False, True, True]
    assert 'href="dossiers-2-nl.html"' in first and 'href="index-nl.html"' in second
    assert "dossiers-3.html" not in made
    exact = dict(pages(many(LEAF), count=LEAF))
    assert "dossiers-2.html" not in exact and f'id="dossier-d{LEAF - 1:03}"' in exact["index.html"].decode()


def test_the_words_lead_to_the_dossiers_that_have_them() -> None:
    one = dossier()
    two = replace(one, slug="other")
    made = dict(pages([one, many(1).__next__(), two]))
    names, drawers = called(made["static/search/dossiers.js"])
    assert names == [one.slug, "d000", "other"] and set(drawers) == {
        code for document in one.documents for code in document.languages
    }
    language = one.documents[0].languages[0]
    text = one.documents[0].expressions[0]
    word = next(w for part in text.walk() for w in re.findall(r"[^\W_]{4,}", folded(part.text)))
    code, place, words = called(made[f"static/search/{language}-{drawer(word, drawers[language])}.js"])
    assert code == language and place == drawer(word, drawers[language])
    assert words[word] == [0, 2], "steps between the numbers of the dossiers"
    assert called(made[f"static/search/other/{language}.js"])[1] == "other"


def called(script: bytes) -> list[object]:
    """The arguments of the one call in a script."""
    return json.loads(f"[{script.decode().partition('(')[2].rpartition(')')[0]}]")


def test_a_build_that_was_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, out = tiny_corpus(tmp_path / "corpus"), tmp_path / "site"
    real, left = Path.write_bytes, 3

    def write(path: Path, data: bytes) -> int:
        nonlocal left
        left -= path.parts[-3:-1] != ()
        if left < 0 and path.suffix == ".html":
            raise KeyboardInterrupt
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(KeyboardInterrupt):
        build(corpus, out, options=Options(memory=memory_of(out)))
    assert not out.exists()
    monkeypatch.undo()
    report = build(corpus, out, options=Options(memory=memory_of(out)))
    made = {step.name.split()[0] for step in report.steps if step.reasons}
    taken = {step.name.split()[0] for step in report.steps if not step.reasons}
    assert made == {"page", "dossier", "the"} and taken == {"read", "align", "compare", "check", "consolidate"}
    build(corpus, tmp_path / "clean")
    assert tree(out) == tree(tmp_path / "clean")
    assert not list(memory_of(out).glob("steps/*.journal"))


def test_a_dossier_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    corpus, out = tiny_corpus(tmp_path / "corpus"), tmp_path / "site"
    (one,) = corpus.iterdir()
    build(corpus, out, options=Options(memory=memory_of(out)))
    one.rename(corpus / "renamed")
    build(corpus, out, options=Options(memory=memory_of(out)))
    assert sorted(path.name for path in (memory_of(out) / "values").iterdir()) == ["renamed"]
    assert [path.name for path in (memory_of(out) / "steps").iterdir()] == ["renamed.json"]


def test_each_file_stands_in_one_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.site.start.LEAF", 1)
    corpus, out = tiny_corpus(tmp_path / "corpus"), tmp_path / "site"
    (one,) = corpus.iterdir()
    shutil.copytree(one, corpus / "again")
    build(corpus, out)
    accounts = {path.parent.name: json.loads(path.read_bytes())["files"] for path in out.rglob("build.json")}
    assert set(accounts) == {"site", "again", one.name}
    assert sum(map(len, accounts.values())) == len({**accounts["site"], **accounts["again"], **accounts[one.name]})
    assert "dossiers-2.html" in accounts["site"] and "index.html" in accounts["site"]
    named = {name: sha for files in accounts.values() for name, sha in files.items()}
    assert named == {name: sha for name, sha in tree(out).items() if name not in ("build.json", ".conclusio-site")}
