"""The build as a step of a workflow: incremental, atomic, observable."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from conftest import ROOT
from corpora import tiny_corpus
from test_architecture import LAYERS
from test_build import tree

from pipeline.build import Memory, Options, build, memory_of
from pipeline.build.codec import decode, encode
from pipeline.build.inputs import ROOMS, Inputs
from pipeline.build.publish import new_site
from pipeline.cli import main
from pipeline.errors import CorpusError
from pipeline.ids import ExpressionId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Provenance
from pipeline.site.addresses import overview_path

DOSSIER = "2022-research-innovation"
NEW = f"{DOSSIER}/ST-10125-2022-INIT"


def remembered(corpus: Path, out: Path, **options: object):
    return build(corpus, out, options=Options(memory=memory_of(out), **options))


def reasons(corpus: Path, out: Path) -> dict[str, tuple[str, ...]]:
    return {step.name: step.reasons for step in remembered(corpus, out).steps if step.reasons}


def register(corpus: Path, file: str, text: str) -> None:
    """Write a file of the corpus and name its new checksum in the dossier."""
    path, toml = corpus / file, corpus / DOSSIER / "dossier.toml"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(text, encoding="utf-8")
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    toml.write_text(toml.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_corpus(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def corpus(small: Path, tmp_path: Path) -> Path:
    shutil.copytree(small, tmp_path / "corpus")
    return tmp_path / "corpus"


@pytest.fixture(scope="module")
def built(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with its memory, to be copied."""
    home = tmp_path_factory.mktemp("built")
    remembered(small, home / "site")
    return home


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "made")
    return tmp_path / "made" / "site"


def test_a_build_with_nothing_to_do_does_nothing(corpus: Path, site: Path) -> None:
    before = site.stat().st_ino
    report = remembered(corpus, site)
    assert report.steps == () and report.expressions == 4 and report.published
    assert site.stat().st_ino == before


def test_a_change_in_one_file_rebuilds_what_depends_on_it_and_nothing_else(corpus: Path, site: Path) -> None:
    text = (corpus / NEW / "nl.txt").read_text(encoding="utf-8")
    register(corpus, f"{NEW}/nl.txt", text.replace("onderzoekers", "onderzoeksters", 1))
    made = reasons(corpus, site)
    offered = {name.rpartition("/")[2] for name in made if name.startswith("page downloads/")}
    ends = "alignment.json docx jsonld nl.akn.xml nl.changes.json nl.json requests.csv rows.csv tmx verbs.csv xlsx"
    ends += " sentences.tmx findings.csv findings.json requests.json verbs.json en-nl.xlf"
    assert offered == {f"ST-10125-2022-INIT.{end}" for end in ends.split()}
    shown = [f"{NEW}/{name}.html" for name in ("changes-nl", "findings", "nl", "parallel")]
    shown += [
        f"{DOSSIER}/consolidated-nl.html",
        *(f"static/said/{NEW}/{name}.json" for name in ("findings", "parallel")),
    ]
    # Sizes of files, the checksum of a text and a finding more stand on pages in all languages of the interface.
    shown += [overview_path(name, code, DOSSIER) for name in ("index", "downloads") for code in PROTOCOL_ORDER]
    shown += [overview_path("index", code) for code in PROTOCOL_ORDER]
    assert {name: why for name, why in made.items() if not name.startswith("page downloads/")} == {
        f"read {NEW}/nl.txt": ("the file",),
        f"align {NEW}": ("nl",),
        f"compare {NEW}/nl": ("the text",),
        f"check {NEW}": ("changes", "nl", "rows"),
        f"consolidate {DOSSIER}/nl": ("ST-10125-2022-INIT",),
        **{f"page {name}": ("what it shows",) for name in shown},
        f"dossier {DOSSIER}": (f"the files: {NEW.removeprefix(f'{DOSSIER}/')}/nl.txt, dossier.toml",),
        "the site": (f"the corpus: {NEW}/nl.txt, {DOSSIER}/dossier.toml",),
    }


def test_no_page_is_made_again_that_does_not_become_another_one(corpus: Path, site: Path) -> None:
    before = tree(site)
    text = (corpus / NEW / "nl.txt").read_text(encoding="utf-8")
    paragraph = "VERZOEKT de Commissie in 2030 een verslag voor te leggen."
    register(corpus, f"{NEW}/nl.txt", text.replace("\n3. ", f"\n3. {paragraph}\n\n4. ", 1))
    made = [name.removeprefix("page ") for name in reasons(corpus, site) if name.startswith("page ")]
    after = tree(site)
    again = [name for name in made if before.get(name) == after[name]]
    assert len(made) > 100 and [name for name in again if not name.startswith("static/said/")] == []


def test_a_change_of_provenance_reads_no_text_again(corpus: Path, site: Path) -> None:
    toml = corpus / DOSSIER / "dossier.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('licence = "EUPL-1.2"', 'licence = "CC0-1.0"'), "utf-8")
    made = reasons(corpus, site)
    assert made and not [name for name in made if name.startswith(("read", "align", "compare"))]


def test_a_change_of_a_template_makes_all_pages_anew_and_no_text(corpus: Path, site: Path, tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "base.html").write_text('{% extends "built-in/base.html" %}{% block colophon %}mine{% endblock %}', "utf-8")
    report = remembered(corpus, site, templates=(own,))
    made = [step.name for step in report.steps if step.reasons]
    assert made and {name.split()[0] for name in made} == {"page", "dossier", "the"}
    build(corpus, tmp_path / "clean", options=Options(templates=(own,)))
    assert tree(site) == tree(tmp_path / "clean")


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("compare/words.py", {"compare", "check", "consolidate", "page"}),
        ("parse/body.py", {"read", "align", "compare", "check", "consolidate", "page"}),
        ("languages/en.toml", {"read", "align", "compare", "check", "consolidate", "page"}),
        ("site/start.py", {"page"}),
    ],
)
def test_a_change_of_code_is_a_change_from_its_room_on(
    corpus: Path, site: Path, monkeypatch: pytest.MonkeyPatch, changed: str, again: set[str]
) -> None:
    code = {**Inputs().code, changed: "other"}
    monkeypatch.setattr(Inputs, "code", code)
    made = reasons(corpus, site)
    assert {name.split()[0] for name in made} == again | {"dossier", "the"}
    if changed.startswith("languages"):
        assert [name for name in made if name.startswith("read")] == [
            f"read {DOSSIER}/ST-9524-2022-REV-1/en.txt",
            f"read {NEW}/en.txt",
        ]
    assert any(changed in reason for why in made.values() for reason in why)


def test_the_rooms_of_the_build_are_those_of_the_layers() -> None:
    assert LAYERS.replace("|", " ").split() == ROOMS


def test_a_text_is_read_with_the_file_of_its_own_language_alone(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step `read` names only this file: were another one asked for, a change of it would be missed."""
    from pipeline.build.texts import make_expression
    from pipeline.corpus import load_dossier
    from pipeline.languages import _read

    dossier = load_dossier(corpus / DOSSIER)
    asked: set[str] = set()
    monkeypatch.setattr("pipeline.languages._read", lambda name: (asked.add(name), _read(name))[1])
    for document in dossier.documents:
        for file in document.files:
            from pipeline import languages

            languages.load.cache_clear()
            asked.clear()
            make_expression(file.path.read_bytes(), "x", "txt", file.id.expression, file.provenance)
            assert asked <= {f"{file.id.expression.language}.toml", "concepts.toml", "conventions.toml"}


Edit = Callable[[random.Random, Path], None]


def some_file(chance: random.Random, corpus: Path) -> str:
    return chance.choice(sorted(path.relative_to(corpus).as_posix() for path in corpus.glob("*/*/*.txt")))


def edit_word(chance: random.Random, corpus: Path) -> None:
    file = some_file(chance, corpus)
    words = (corpus / file).read_text(encoding="utf-8").split(" ")
    words[chance.randrange(len(words))] = chance.choice(["RAAD", "x", "12.", "\n\n3.", "<b>", "2024"])
    register(corpus, file, " ".join(words))


def edit_break(chance: random.Random, corpus: Path) -> None:
    (corpus / some_file(chance, corpus)).write_bytes(b"\x00\x01")


def edit_dossier(chance: random.Random, corpus: Path) -> None:
    toml = corpus / DOSSIER / "dossier.toml"
    text = toml.read_text(encoding="utf-8")
    which = chance.choice([r"stage = \"\w+\"", r"date = [\d-]+", r"provenance = \"official\""])
    new = {"s": 'stage = "revised draft"', "d": "date = 2022-06-05", "p": 'provenance = "specimen"'}[which[0]]
    toml.write_text(re.sub(which, new, text, count=1), encoding="utf-8")


def edit_decisions(chance: random.Random, corpus: Path) -> None:
    (corpus / DOSSIER / "decisions.toml").write_text(f"# {chance.random()}\n", encoding="utf-8")


def edit_surplus(chance: random.Random, corpus: Path) -> None:
    (corpus / NEW / f"{chance.randrange(9)}.note").write_text("surplus", encoding="utf-8")


EDITS: tuple[Edit, ...] = (edit_word, edit_break, edit_dossier, edit_decisions, edit_surplus)


def test_an_incremental_build_is_byte_for_byte_a_clean_one(corpus: Path, site: Path, tmp_path: Path) -> None:
    """The law; `python -m bench.incremental` tries it with 200 edits, of templates and languages too."""
    chance = random.Random(7)
    for number, edits in enumerate(((edit_word, edit_dossier), (edit_break, edit_surplus))):
        for edit in edits:
            edit(chance, corpus)
            remembered(corpus, site)
        build(corpus, tmp_path / f"clean-{number}")
        assert tree(site) == tree(tmp_path / f"clean-{number}")


def test_a_damaged_memory_or_site_is_mended(corpus: Path, site: Path) -> None:
    want = tree(site)
    (site / "index.html").write_text("damaged", encoding="utf-8")
    (site / "surplus.html").write_text("surplus", encoding="utf-8")
    for path in memory_of(site).glob("values/*/*"):
        path.write_bytes(b"[]")
    remembered(corpus, site)
    assert tree(site) == want
    manifest = memory_of(site) / "manifest.json"
    manifest.write_text(re.sub(r'"summary":".*"', '"summary":"no report"', manifest.read_text("utf-8")), "utf-8")
    remembered(corpus, site)
    assert tree(site) == want
    manifest.write_bytes(b'{"version":1')
    remembered(corpus, site)
    assert tree(site) == want


def test_a_site_inside_the_corpus_is_no_part_of_it(corpus: Path) -> None:
    out = corpus / "public"
    remembered(corpus, out)
    assert remembered(corpus, out).steps == ()


def test_half_a_character_stops_its_document_and_not_the_build(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.build import texts

    def half(data: bytes, name: str, format: str, id: ExpressionId, provenance: Provenance):
        source, expression = real(data, name, format, id, provenance)
        if id.language == "en":
            expression = replace(expression, parts=(replace(expression.parts[0], text="\ud800"), *expression.parts[1:]))
        return source, expression

    real = texts.make_expression
    monkeypatch.setattr(texts, "make_expression", half)
    report = build(corpus, tmp_path / "site")
    assert report.expressions == 2 and report.left_out == 2
    assert all("half of a character" in notice.message for notice in report.notices)


def test_a_memory_that_cannot_be_written_only_costs_time(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    report = build(corpus, tmp_path / "site", options=Options(memory=tmp_path / "file"))
    assert report.expressions == 4 and (tmp_path / "site" / "index.html").exists()


def test_a_value_is_the_same_whether_made_or_taken_over(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        memory = Memory(tmp_path)
        made.append(memory.remember("step", lambda: 1, float, {"in": "a"}))
        memory.close("")
    assert [type(value) for value in made] == [float, float]


def test_the_memory_holds_values_and_no_code() -> None:
    with pytest.raises(ValueError, match="Expected"):
        decode(encode(("a", 1)), Options)


def test_build_json_says_what_was_built(corpus: Path, tmp_path: Path) -> None:
    broken = corpus / NEW / "en.txt"
    broken.write_bytes(b"")
    build(corpus, tmp_path / "site")
    account = json.loads((tmp_path / "site" / "build.json").read_text(encoding="utf-8"))
    own = json.loads((tmp_path / "site" / DOSSIER / "build.json").read_text(encoding="utf-8"))
    files = {
        name: sha for name, sha in tree(tmp_path / "site").items() if name not in ("build.json", ".conclusio-site")
    }
    schema = json.loads((ROOT / "docs" / "schemas" / "build.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(account, schema)
    jsonschema.validate(own, {**schema["$defs"]["dossier"], "$defs": schema["$defs"]})
    assert account["files"] | own["files"] == files and not account["files"].keys() & own["files"].keys()
    assert all(DOSSIER in name for name in own["files"])
    assert account["versions"]["python"].startswith("cpython 3.")
    assert account["dossiers"] == [{"name": DOSSIER, "documents": 2, "texts": 3}]
    assert [len(document["texts"]) for document in own["documents"]] == [2, 1]
    assert own["documents"][1]["texts"][-1]["provenance"] == "official"
    assert account["left_out"] == [] and account["notices"] == {"checksum": 1}
    assert str(tmp_path) not in json.dumps(account)


def test_official_only_leaves_specimens_out(corpus: Path, tmp_path: Path) -> None:
    report = build(corpus, tmp_path / "site", options=Options(official_only=True))
    assert report.expressions == 1
    assert not list((tmp_path / "site").rglob("en.html"))


def test_a_dossier_that_cannot_be_used_is_named_on_the_site(corpus: Path, tmp_path: Path) -> None:
    (corpus / "bad").mkdir()
    (corpus / "bad" / "dossier.toml").write_text("[[document]]\ncode = 'nonsense'\n", encoding="utf-8")
    report = build(corpus, tmp_path / "site")
    assert [notice.code for notice in report.notices] == ["dossier"]
    assert "nonsense" in (tmp_path / "site" / "bad" / "index.html").read_text(encoding="utf-8")


def test_the_log_can_be_read_by_a_program(corpus: Path, site: Path) -> None:
    (corpus / NEW / "en.txt").write_bytes(b"")
    command = ["build", "--corpus", str(corpus), "--out", str(site), "--log-format", "json", "--explain"]
    result = CliRunner().invoke(main, command)
    events = [json.loads(line) for line in result.stderr.splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds[0] == "stage" and "made" in kinds and kinds[-2:] == ["built", "notice"]
    assert events[-2]["expressions"] == 3 and "en.txt" in events[-1]["message"]
    result = CliRunner().invoke(main, [*command, "--corpus", str(site / "nowhere")])
    assert result.exit_code == 2 and json.loads(result.stderr)["event"] == "error"


def test_explain_says_why_in_words(corpus: Path, site: Path) -> None:
    command = ["build", "--corpus", str(corpus), "--out", str(site), "--explain"]
    assert "nothing was changed" in CliRunner().invoke(main, command).stderr
    edit_decisions(random.Random(1), corpus)
    assert f"made the site: the corpus: {DOSSIER}/decisions.toml" in CliRunner().invoke(main, command).stderr


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
def test_a_write_that_fails_at_any_moment_leaves_the_last_site(
    corpus: Path, site: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    before, chance = tree(site), random.Random(3)
    edit_word(chance, corpus)
    real = Path.write_bytes
    for _ in range(4):
        left = chance.randrange(25)

        def write(path: Path, data: bytes) -> int:
            nonlocal left
            left -= 1
            if left < 0:
                raise error
            return real(path, data)

        monkeypatch.setattr(Path, "write_bytes", write)
        with pytest.raises(OSError, match=error.strerror):
            build(corpus, site, options=Options(memory=memory_of(site)))
        assert tree(site) == before
        assert sorted(path.name for path in site.parent.iterdir()) == [".site.memory", "site"]


KILLED = """
import sys
from pathlib import Path
from pipeline.build.publish import new_site, write
with new_site(Path(sys.argv[1])) as fresh:
    for number in range(40):
        write(fresh, f"{number}.html", sys.argv[2].encode() * 20000)
"""


def whole(site: Path) -> bool:
    return len({path.read_bytes() for path in site.glob("*.html")}) == 1 and len(list(site.glob("*.html"))) == 40


def test_a_build_that_is_killed_leaves_one_whole_site(tmp_path: Path) -> None:
    """The publishing alone, so that many moments can be tried; `python -m bench.incremental` kills whole builds."""
    site, chance = tmp_path / "site", random.Random(5)
    subprocess.run([sys.executable, "-c", KILLED, site, "a"], check=True)
    killed = 0
    for number in range(12):
        build_ = subprocess.Popen([sys.executable, "-c", KILLED, site, "bc"[number % 2]])
        time.sleep(chance.uniform(0.02, 0.25))
        os.kill(build_.pid, signal.SIGKILL)
        killed += build_.wait() == -signal.SIGKILL
        assert whole(site)
    assert killed
    subprocess.run([sys.executable, "-c", KILLED, site, "d"], check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_two_builds_at_once_do_not_hurt_each_other(tmp_path: Path) -> None:
    site = tmp_path / "site"
    builds = [subprocess.Popen([sys.executable, "-c", KILLED, site, letter]) for letter in "abcd"]
    assert [build_.wait(60) for build_ in builds] == [0, 0, 0, 0]
    assert whole(site)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_where_folders_cannot_be_exchanged_a_stopped_swap_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    monkeypatch.setattr("pipeline.build.publish._exchange", lambda *_: False)
    for text in ("one", "two"):
        with new_site(site) as fresh:
            (fresh / "index.html").write_text(text, encoding="utf-8")
    assert (site / "index.html").read_text(encoding="utf-8") == "two"
    site.rename(tmp_path / ".site-old")  # killed between the two renamings
    with pytest.raises(CorpusError, match="stop"), new_site(site):
        raise CorpusError("stop")
    assert (site / "index.html").read_text(encoding="utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_dossiers_that_were_not_changed_are_taken_over_whole(corpus: Path, tmp_path: Path) -> None:
    other, out = f"{DOSSIER}-2", tmp_path / "site"
    shutil.copytree(corpus / DOSSIER, corpus / other)
    remembered(corpus, out)
    text = (corpus / NEW / "nl.txt").read_text(encoding="utf-8")
    register(corpus, f"{NEW}/nl.txt", text.replace("onderzoekers", "onderzoeksters", 1))
    before = (out / other / "index.html").stat().st_ino
    report = remembered(corpus, out)
    assert not [step.name for step in report.steps if step.reasons and f"{other}/" in step.name]
    assert (out / other / "index.html").stat().st_ino == before  # not written again
    assert (report.dossiers, report.expressions) == (2, 8)
    build(corpus, tmp_path / "clean")
    assert tree(out) == tree(tmp_path / "clean")
    (out / other / "index.html").unlink()
    (out / other / "index.html").write_text("damaged", encoding="utf-8")
    register(corpus, f"{NEW}/nl.txt", text)
    remembered(corpus, out)
    build(corpus, tmp_path / "clean")
    assert tree(out) == tree(tmp_path / "clean")
    register(corpus, f"{NEW}/nl.txt", text.replace("onderzoekers", "onderzoeksters", 1))
    shutil.rmtree(corpus / other)
    remembered(corpus, out)
    build(corpus, tmp_path / "clean")
    assert tree(out) == tree(tmp_path / "clean")


def test_a_build_with_nothing_to_do_loads_nothing_that_is_slow() -> None:
    code = "import sys, pipeline.cli, pipeline.build; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"spacy", "numpy", "jinja2", "joblib", "pipeline.site"} & set(run.stdout.split())
