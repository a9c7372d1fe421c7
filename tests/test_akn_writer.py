"""The Akoma Ntoso that we write: valid against the OASIS schema, and read back as the same text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree
from specimens import parsed
from test_compare import EXPRESSIONS
from writers.wording import essence

from pipeline.build import make_expression
from pipeline.consolidate import NO_LEGAL_VALUE, Modifier, consolidate
from pipeline.export.akn import NAMESPACE, akoma_ntoso, consolidated
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Expression, Status
from pipeline.parse import account

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "akn" / "akomantoso30.xsd"))
N = {"a": NAMESPACE}


def root_of(data: bytes) -> etree._Element:
    root = etree.fromstring(data)
    assert SCHEMA.validate(root), SCHEMA.error_log
    return root


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_a_text_is_valid_and_comes_back_as_it_was(code: str) -> None:
    _, expression = parsed(code, "adopted")
    data = akoma_ntoso(expression, date="2022-06-10")
    root_of(data)
    source, again = make_expression(data, "x.xml", "xml", expression.id, expression.provenance)
    assert essence(again) == essence(expression)
    assert account(source, again).lost == 0


def test_the_metadata_names_work_expression_language_and_provenance() -> None:
    _, expression = parsed("nl", "adopted")
    root = root_of(akoma_ntoso(expression, date="2022-06-10"))
    values = root.xpath("//a:FRBRWork/a:FRBRalias/@value", namespaces=N)
    assert values == ["ST 10125/22"]
    assert root.xpath("//a:FRBRlanguage/@language", namespaces=N) == ["nld"]
    assert root.xpath("//a:FRBRExpression/a:FRBRuri/@value", namespaces=N)[0].endswith("/nld@2022-06-10")
    (provenance,) = root.xpath("//a:proprietary/*", namespaces=N)
    assert (
        provenance.get("status") == Status.OFFICIAL if expression.provenance.status == "official" else Status.SPECIMEN
    )
    assert provenance.get("sha256") == expression.provenance.sha256
    assert root.xpath("//*[@eId='para_4__clause_2']", namespaces=N)


def test_a_consolidated_text_has_lifecycle_modifications_and_sigla() -> None:
    old, new = parsed("mt", "rev1")[1], parsed("mt", "adopted")[1]
    found = consolidate(old, [Modifier(new, "2022-06-10")], "2022-06-02")
    root = root_of(akoma_ntoso(found.result, consolidated(found)))
    events = [(e.get("type"), e.get("date")) for e in root.iter(f"{{{NAMESPACE}}}eventRef")]
    assert events == [("generation", "2022-06-02"), ("amendment", "2022-06-10")]
    assert [e.get("type") for e in root.iter(f"{{{NAMESPACE}}}textualMod")] == ["substitution"]
    assert set(root.xpath("//a:span/@refersTo", namespaces=N)) == {"#M1"}
    assert NO_LEGAL_VALUE in root.xpath("string(//a:coverPage/a:container[@name='remark'])", namespaces=N)
    assert root.xpath("//a:proprietary/*/@legalValue", namespaces=N) == ["none"]
    for target in root.xpath("//a:destination/@href | //a:source/@href", namespaces=N):
        assert root.xpath("//*[@eId=$id]", id=target[1:]), target


@settings(max_examples=40)
@given(EXPRESSIONS)
def test_no_word_of_any_text_is_lost(expression: Expression) -> None:
    root = etree.fromstring(akoma_ntoso(expression))
    statement = root[0]
    statement.remove(statement[0])
    held = sorted("".join(statement.itertext()).split())
    notes = [note.text for note in expression.notes]
    given_words = " ".join([*(f"{part.num} {part.text}" for part in expression.walk()), *notes])
    assert sorted("".join(held)) == sorted("".join(without_controls(given_words).split()))


def without_controls(text: str) -> str:
    """With a replacement character for each that XML cannot hold."""
    return "".join(
        c if c in "\t\n\r" or (ord(c) >= 0x20 and not 0xD800 <= ord(c) <= 0xDFFF) else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def test_the_same_text_gives_the_same_bytes() -> None:
    _, expression = parsed("nl", "adopted")
    assert akoma_ntoso(expression) == akoma_ntoso(replace(expression))
