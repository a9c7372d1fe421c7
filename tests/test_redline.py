"""Redlines: accept all gives the new text, reject all the old one; for us and for LibreOffice."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree
from specimens import parsed
from test_compare import A, B, C, D, points, revisions
from writers.revisions import W, decide, office_available, office_decides

from pipeline.compare import compare
from pipeline.export.redline import redline
from pipeline.ingest import read
from pipeline.model import Expression, Kind, Style
from pipeline.repair import plain


def lines(expression: Expression) -> list[str]:
    """The paragraphs of a text as they are printed, then its notes."""
    out: list[list[str]] = []
    for part in expression.walk():
        if part.kind is Kind.CLAUSE and out:
            out[-1].append(part.text)
        else:
            out.append([part.num, part.text])
    body = [spaced(" ".join(filter(None, words))) for words in out]
    return [line for line in body if line] + sorted(spaced(note.text) for note in expression.notes)


def spaced(text: str) -> str:
    return " ".join(text.split())


def read_lines(data: bytes) -> list[str]:
    """The same of a Word file, as our reader reads it."""
    source = read(data, "x.docx", "en", "docx")
    texts = [spaced(plain(block)) for block in source.blocks if block.style is Style.PARAGRAPH]
    notes = [spaced(block.text.removeprefix(block.num)) for block in source.blocks if block.style is Style.NOTE]
    return [text for text in texts if text] + sorted(re.sub(r"^\d+\s*", "", note) for note in notes)


def both(old: Expression, new: Expression) -> bytes:
    return redline(old, new, compare(old, new))


@pytest.mark.parametrize("code", ["bg", "el", "fi", "mt", "nl"])
def test_accept_all_is_the_new_text_and_reject_all_the_old_one(code: str) -> None:
    old, new = parsed(code, "rev1")[1], parsed(code, "adopted")[1]
    data = both(old, new)
    assert read_lines(decide(data, accept=True)) == lines(new)
    assert read_lines(decide(data, accept=False)) == lines(old)
    assert read_lines(data) == lines(new)


@settings(max_examples=60)
@given(revisions())
def test_both_sides_of_any_revision_are_kept(pair: tuple[Expression, Expression]) -> None:
    data = both(*pair)
    assert words(decide(data, accept=True)) == words_of(pair[1])
    assert words(decide(data, accept=False)) == words_of(pair[0])


def words(data: bytes) -> list[str]:
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return " ".join("".join(paragraph.itertext()) for paragraph in root.iter(f"{W}p")).split()


def words_of(expression: Expression) -> list[str]:
    text = " ".join(f"{part.num} {part.text}" for part in expression.walk())
    return "".join(c if c.isprintable() or c.isspace() else UNPRINTABLE.get(c, c) for c in text).split()


UNPRINTABLE = {chr(code): " " for code in (*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)}
"""XML cannot hold them."""


def test_a_moved_clause_is_a_move_with_both_its_ends() -> None:
    document = (
        zipfile.ZipFile(io.BytesIO(both(points((A, B, C), (D,)), points((A, B), (D, C)))))
        .read("word/document.xml")
        .decode()
    )
    assert document.count("<w:moveFrom ") == document.count("<w:moveTo ") == 1
    names = re.findall(r'Range(?:Start) [^>]*w:name="(\w+)"', document)
    assert names == ["move1", "move1"]
    assert "<w:ins " not in document and "<w:del " not in document


def test_a_few_changed_words_are_the_only_revisions() -> None:
    data = both(points((A, B), (C,)), points((A, B), (C.replace("prepare", "draft"),)))
    document = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert re.findall(r"<w:delText[^>]*>([^<]*)<", document) == ["prepare"]
    assert re.findall(r"<w:ins [^>]*><w:r><w:t[^>]*>([^<]*)<", document) == ["draft"]


def test_the_same_versions_give_the_same_bytes() -> None:
    old, new = points((A, B), (C,)), points((A,), (C, D))
    assert both(old, new) == both(old, new)


def test_libreoffice_accepts_and_rejects_to_the_same_texts(tmp_path: Path, require) -> None:
    require(office_available(), "LibreOffice is not installed")
    old, new = parsed("nl", "rev1")[1], parsed("nl", "adopted")[1]
    data = both(old, new)
    assert read_lines(office_decides(data, True, tmp_path)) == lines(new)
    assert read_lines(office_decides(data, False, tmp_path)) == lines(old)
