"""Changes as text, colour, unified lines and HTML; letters inside words; who changed what; declared against actual."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner
from hypothesis import given
from specimens import parsed
from test_compare import TEXTS, A, B, C, D, E, F, points
from writers.docx import Paragraph, Span, council_docx, manuscript

from pipeline.build import make_expression
from pipeline.cli import main
from pipeline.compare import compare
from pipeline.compare.declared import Declared, check_declared
from pipeline.compare.letters import refined
from pipeline.compare.words import edits
from pipeline.consolidate import Modifier, consolidate
from pipeline.consolidate.histories import blame
from pipeline.export.changes import comparison_html, comparison_text, comparison_unified, text_lines
from pipeline.export.weave import Mark as WovenMark
from pipeline.export.weave import Piece, weave
from pipeline.languages import PROTOCOL_ORDER, marking
from pipeline.model import EditOp, Expression, Mark, Op, Source


@given(TEXTS, TEXTS)
def test_refined_edits_rebuild_both_texts(old: str, new: str) -> None:
    found = refined(edits(old, new))
    assert "".join(edit.text for edit in found if edit.op is not EditOp.INSERT) == old
    assert "".join(edit.text for edit in found if edit.op is not EditOp.DELETE) == new
    assert all(one.op is not other.op for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("old", "new", "signed"),
    [
        ("KOROSTAA tieteellisen työn", "KOROSTAA tieteellisten työn", "tieteellis{+t+}en"),
        ("de openbare orde", "de openbaren orde", "openbare{+n+}"),
        ("το κείμενο αυτό", "το κειμένου αυτό", "κ[-ε-]"),
        ("in the main role", "in the only role", "[-main-]{+only+}"),
        ("in 2020 or", "in 2030 or", "20[-2-]{+3+}0"),
    ],
)
def test_a_word_that_keeps_most_of_its_letters_is_looked_into(old: str, new: str, signed: str) -> None:
    text = comparison_text(compare(points((A + old,)), points((A + new,))))
    if "κ" in signed:
        assert "κ" in text and "[-" in text
    else:
        assert signed in text


def test_letters_that_combine_are_not_parted() -> None:
    for edit in refined(edits("xe\u0301tabcdef", "xe\u0300tabcdef")):
        assert not edit.text.startswith(("\u0301", "\u0300"))


def test_the_text_names_place_operation_rule_and_words() -> None:
    old, new = points((A, B), (C,), (D,)), points((A,), (C.replace("INVITES", "URGES"), B), (D,), (E,))
    text = comparison_text(compare(old, new))
    assert "point 2, clause 2: moved from point 1, clause 2 (substantive: moved)" in text
    assert "point 4: inserted" in text
    assert "[-INVITES-]{+URGES+}" in text
    assert "\x1b" not in text
    assert "\x1b[31m[-INVITES-]\x1b[0m" in comparison_text(compare(old, new), color=True)
    assert comparison_text(compare(old, old)) == "no changes\n"


def test_what_a_text_holds_cannot_steer_a_terminal_or_a_page() -> None:
    hostile = points((A, "\x1b[2J<script>alert('x')</script> & more;"))
    assert "\x1b[2J" not in comparison_text(compare(points((A,)), hostile), color=True)
    page = comparison_html(compare(points((A,)), hostile))
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "\x1b" not in page


@pytest.mark.parametrize("code", ["el", "mt", "nl"])
def test_the_page_is_valid_html_and_says_in_words_what_it_marks(code: str) -> None:
    comparison = compare(parsed(code, "rev1")[1], parsed(code, "adopted")[1])
    page = comparison_html(comparison)
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    assert page.count("<section") == len(comparison.changes)
    assert page.count("[inserted: ") == page.count("<ins>")
    assert page.count("[deleted: ") == page.count("<del>") > 0
    assert f'<p lang="{code}">' in page


def test_a_new_number_marks_no_words_in_unified_lines() -> None:
    old, new = points((A,), (B, C), (D,)), points((F,), (A,), (B, C), (D,))
    diff = comparison_unified(old, new)
    lines = [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert {line[1:] for line in lines} <= {"", F, "1.", "2.", "3.", "4."}


def test_git_diff_shows_the_words_of_a_word_file(tmp_path: Path) -> None:
    old, new = parsed("nl", "rev1")[1], parsed("nl", "adopted")[1]
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    command = f"{sys.executable} -m pipeline.cli textconv --lang nl"
    subprocess.run([*git, "config", "diff.conclusio.textconv", command], check=True)
    (tmp_path / ".gitattributes").write_text("*.docx diff=conclusio\n")
    (tmp_path / "nl.docx").write_bytes(council_docx(manuscript(old), "nl"))
    subprocess.run([*git, "add", "."], check=True)
    (tmp_path / "nl.docx").write_bytes(council_docx(manuscript(new), "nl"))
    environment = {"PYTHONPATH": str(Path(__file__).parent.parent), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    shown = subprocess.run([*git, "diff"], check=True, capture_output=True, env=environment).stdout.decode()
    assert "+NEEMT NOTA" in shown or "+" in shown
    changed = {line[1:] for line in shown.splitlines() if line.startswith("+") and len(line) > 40}
    assert changed and changed <= set(text_lines(new))


@pytest.mark.parametrize("form", ["text", "color", "unified", "html", "json"])
def test_every_form_of_comparison_can_be_printed(form: str, corpus_path: Path, tmp_path: Path) -> None:
    folder = corpus_path / "2022-research-innovation"
    files = [str(folder / name / "nl.txt") for name in ("ST-9524-2022-REV-1", "ST-10125-2022-INIT")]
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["compare", *files, "--format", form, "--out", str(out)])
    assert (result.exit_code, result.stdout) == (0, "")
    text = out.read_text(encoding="utf-8")
    assert "RESULTAAT BESPREKINGEN" in text
    if form == "json":
        for change in json.loads(text)["changes"]:
            for kind in ("edits", "letters"):
                kept = "".join(edit["text"] for edit in change[kind] if edit["op"] != "insert")
                assert kept == (change["before"] or "") or change["op"] in ("renumber", "split", "merge")


def test_who_changed_what_over_the_chain() -> None:
    first = points((A, B), (C,))
    second = points((A, B.replace("need", "wish")), (C,), (D,))
    third = points((A, B.replace("need", "wish")), (D.replace("ought", "has"),))
    found = blame(consolidate(first, [Modifier(second), Modifier(third)]))
    by_text = {history.current: history for history in found if history.current}
    assert by_text[A].steps == ()
    changed = by_text[B.replace("need", "wish")]
    assert [(step.siglum.mark, step.op) for step in changed.steps] == [("M1", Op.REPLACE)]
    assert (changed.first, changed.previous) == (B, B.replace("need", "wish"))
    brought = by_text[D.replace("ought", "has")]
    assert [(step.siglum.mark, step.op) for step in brought.steps] == [("M1", Op.INSERT), ("M2", Op.REPLACE)]
    assert (brought.first, brought.previous) == (None, D)
    (gone,) = [history for history in found if history.current is None]
    assert (gone.previous, gone.steps[-1].siglum.mark, gone.steps[-1].op) == (C, "M2", Op.DELETE)


def test_blame_is_printed_with_the_documents_of_the_dossier(corpus_path: Path) -> None:
    command = ["blame", "--corpus", str(corpus_path), "--dossier", "2022-research-innovation", "--lang", "nl"]
    text = CliRunner().invoke(main, command).stdout
    assert "M1 ST 10125/22 2022-06-10" in text
    assert re.search(r"^B M1 +para_4__clause_2  \(M1 replace\)$", text, re.M)
    view = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)
    part = next(part for part in view["parts"] if part["eid"] == "para_4__clause_2")
    assert part["first"] != part["current"] and part["steps"][0]["siglum"] == "M1"


def marked(old: Expression, new: Expression, look: Mark, gone: str) -> list[Paragraph]:
    """The new text with what is new in one look, and what is gone struck or as "[…]", as a draft would print it."""
    kept = (WovenMark.BOTH, WovenMark.NEW, WovenMark.CAME)
    return [
        Paragraph(tuple(_span(piece, look, gone) for piece in woven.pieces if piece.note is None), style="Normal")
        for woven in weave(old, new, compare(old, new))
        if woven.mark in kept or gone == "strike"
    ]


def _span(piece: Piece, look: Mark, gone: str) -> Span:
    if piece.mark in (WovenMark.NEW, WovenMark.CAME):
        return Span(piece.text, frozenset({look}))
    if piece.mark in (WovenMark.OLD, WovenMark.LEFT):
        dots = " […] " if piece.text.strip() else ""
        return Span(piece.text, frozenset({Mark.STRIKE})) if gone == "strike" else Span(dots)
    return Span(piece.text)


def checked(code: str, old: Expression, paragraphs: list[Paragraph]) -> tuple[Declared, Source]:
    data = council_docx(paragraphs, code)
    source, new = make_expression(data, "x.docx", "docx", old.id, old.provenance)
    return check_declared(old, new, source), source


def body(code: str, version: str) -> Expression:
    """Without cover and notes, where drafts mark nothing."""
    expression = parsed(code, version)[1]
    return replace(expression, parts=tuple(p for p in expression.parts if not p.eid.startswith("cover")), notes=())


@pytest.mark.parametrize("code", ["el", "mt", "nl"])
@pytest.mark.parametrize(("look", "gone"), [(Mark.UNDERLINE, "strike"), (Mark.BOLD, "strike"), (Mark.BOLD, "dots")])
def test_a_text_that_marks_all_its_changes_has_no_finding(code: str, look: Mark, gone: str) -> None:
    old, new = body(code, "rev1"), body(code, "adopted")
    found, _ = checked(code, old, marked(old, new, look, gone))
    assert found.agreed > 10
    assert [one for one in found.unmarked if one.eid or gone == "strike"] == []
    assert found.unchanged == ()


@pytest.mark.parametrize("code", ["el", "mt", "nl"])
def test_a_change_without_a_mark_and_a_mark_without_a_change_are_found(code: str) -> None:
    old, new = body(code, "rev1"), body(code, "adopted")
    silent = new.part("para_4__clause_2").text
    paragraphs = marked(old, new, Mark.UNDERLINE, "strike")
    unmarked = [
        replace(
            p, spans=tuple(replace(s, marks=s.marks - {Mark.UNDERLINE}) for s in p.spans if Mark.STRIKE not in s.marks)
        )
        if silent[-60:] in "".join(s.text for s in p.spans)
        else p
        for p in paragraphs
    ]
    found, _ = checked(code, old, unmarked)
    assert {one.eid for one in found.unmarked if one.eid.startswith("para_4__clause")} >= {"para_4__clause_2"}
    quiet = new.part("para_3__clause_1").text
    marking_too_much = [
        replace(p, spans=tuple(replace(s, marks=s.marks | {Mark.UNDERLINE}) for s in p.spans))
        if quiet[:50] in "".join(s.text for s in p.spans)
        else p
        for p in paragraphs
    ]
    found, _ = checked(code, old, marking_too_much)
    assert {one.eid.split("__")[0] for one in found.unchanged} == {"para_3"}


def test_every_language_knows_how_a_cover_names_its_marks() -> None:
    for code in PROTOCOL_ORDER:
        assert set(marking(code)) == {"bold", "underline", "strike"} and all(marking(code).values())
