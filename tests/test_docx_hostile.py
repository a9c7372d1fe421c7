import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from writers.docx import (
    NAMESPACES,
    document,
    footnotes,
    level,
    listed,
    numbering,
    package,
    paragraph,
    run,
    styles,
    table,
)

from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.ingest.docx import layout
from pipeline.ingest.docx import package as limits
from pipeline.model import Source

PLAIN = document(paragraph(run("text")))


def docx(data: bytes) -> Source:
    return read(data, "nl.docx", "nl", "docx")


def refused(data: bytes) -> str:
    """The message of the refusal, which is one line and names the file."""
    with pytest.raises(ReadError) as error:
        docx(data)
    message = str(error.value)
    assert message.startswith("nl.docx") and "\n" not in message and len(message) < 400
    return message


def compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"just text", "not a DOCX"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1", "RTF"),
        (b"  <html>", "HTML"),
        (compound("WordDocument"), ".doc"),
        (compound("EncryptedPackage"), "encrypted"),
        (b"PK\x03\x04" + bytes(40), "damaged"),
        (package({"word/document.xml": PLAIN})[:-30], "damaged"),
        (package({"word/document.xml": ""}), "not sound XML"),
        (package({"word/document.xml": "<w:document>"}), "not sound XML"),
        (package({"word/document.xml": f"<w:workbook {NAMESPACES}/>"}), "not a Word document"),
        (package({"word/document.xml": document("")}), "no text"),
        (package({"word/document.xml": f"<w:document {NAMESPACES}/>"}), "no body"),
        (package({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (package({"xl/workbook.xml": "<x/>"}), "no main part"),
    ],
)
def test_what_is_no_word_file_is_refused_in_one_line(data: bytes, word: str) -> None:
    assert word in refused(data)


def test_a_file_of_pictures_says_that_it_may_be_a_scan() -> None:
    picture = '<w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r>'
    assert "scan" in refused(package({"word/document.xml": document(paragraph(picture))}))


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname">%p;]>',
        "<!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_whatever_it_declares(doctype: str, encoding: str) -> None:
    body = document(paragraph(run("&l9;&e;"))).partition("?>")[2].replace("&amp;", "&")
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{body}'.encode(encoding)
    assert "DOCTYPE" in refused(package({"word/document.xml": xml}))
    assert "DOCTYPE" in refused(package({"word/document.xml": PLAIN, "word/styles.xml": xml}))


def test_an_entity_that_is_not_declared_is_refused() -> None:
    xml = document(paragraph(run("@"))).replace("@", "&e;")
    assert "not sound XML" in refused(package({"word/document.xml": xml}))


def test_names_that_climb_are_names_like_any_other() -> None:
    climbing = '<Relationship Id="rId1" Type="x/styles" Target="../../../../etc/passwd"/>'
    outside = '<Relationship Id="rId2" Type="x/numbering" Target="file:///etc/passwd" TargetMode="External"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = f'<Relationships xmlns="{space}">{climbing}{outside}</Relationships>'
    parts = {"word/document.xml": PLAIN, "../../evil.xml": "<x/>", "/etc/evil": "x"}
    assert docx(package({**parts, "word/_rels/document.xml.rels": relations})).text == "text"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = b"<!--" + b" " * 30_000_000 + b"-->" + PLAIN.encode()
    assert "zip bomb" in refused(package({"word/document.xml": bomb}))


def test_a_size_that_the_directory_understates_does_not_help() -> None:
    data = bytearray(package({"word/document.xml": document(paragraph(run("x" * 5000)))}))
    for at in _directory_entries(bytes(data), b"word/document.xml"):
        struct.pack_into("<I", data, at + 24, 100)
    assert "damaged" in refused(bytes(data)) or "not sound XML" in refused(bytes(data))


def _directory_entries(data: bytes, name: bytes) -> list[int]:
    starts = [at for at in range(len(data)) if data.startswith(b"PK\x01\x02", at)]
    return [at for at in starts if data[at + 46 :].startswith(name)]


def test_a_password_and_an_unknown_packing_are_named() -> None:
    data = bytearray(package({"word/document.xml": PLAIN}))
    (at,) = _directory_entries(bytes(data), b"word/document.xml")
    data[at + 8] |= 1
    assert "encrypted" in refused(bytes(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", PLAIN)
    assert "packed in an unknown way" in refused(out.getvalue())


@pytest.mark.parametrize(
    ("limit", "value", "word"),
    [
        ("MEMBERS", 2, "more than 2 files"),
        ("TOTAL_BYTES", 500, "zip bomb"),
        ("PART_BYTES", 500, "split the file"),
        ("TAGS", 20, "XML tags"),
    ],
)
def test_each_limit_is_kept(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, word: str) -> None:
    data = package({"word/document.xml": document(paragraph(run("a")) * 50), "word/styles.xml": styles()})
    assert docx(data).text.startswith("a")
    monkeypatch.setattr(limits, limit, value)
    assert word in refused(data)


def test_too_many_paragraphs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "PARAGRAPHS", 10)
    assert "paragraphs" in refused(package({"word/document.xml": document("<w:p/>" * 11)}))


def nested(depth: int, wrap: Callable[[str], str]) -> bytes:
    body = paragraph(run("deep"))
    for _ in range(depth):
        body = wrap(body)
    return package({"word/document.xml": document(body)})


@pytest.mark.parametrize(
    "wrap",
    [
        lambda body: table([[body]]),
        lambda body: f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>",
        lambda body: paragraph(f"<w:r><w:pict><w:txbxContent>{body}</w:txbxContent></w:pict></w:r>"),
        lambda body: paragraph(f"<w:ins>{body}</w:ins>"),
        lambda body: f"<w:r><w:x>{body}</w:x></w:r>",
    ],
    ids=["tables", "controls", "boxes", "insertions", "runs"],
)
def test_deep_nesting_is_read_or_refused(wrap: Callable[[str], str]) -> None:
    assert "deep" in docx(nested(20, wrap)).text
    for depth in (40, 60, 80, 120):
        _read_or_refuse(nested(depth, wrap))
    assert "not sound XML" in refused(nested(10_000, wrap))


def test_a_line_of_many_megabytes_is_refused_and_many_lines_are_read() -> None:
    noise = "".join(chr(33 + (i * i + i // 7) % 90) for i in range(11_000_000)).replace("<", "_").replace("&", "_")
    assert "not sound XML" in refused(package({"word/document.xml": document(paragraph(run(noise)))}))


def test_definitions_that_run_in_circles_or_out_of_measure_cost_nothing() -> None:
    circles = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
    circles += '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    long = level("decimal", "%1%2%3%4%5%6%7%8%9" * 50, start=10**8)
    huge = level("lowerLetter", "%2", start=10**15)
    link = (
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num>'
    )
    body = (
        paragraph(run("a"), '<w:pStyle w:val="A"/>')
        + listed("b")
        + listed("c", 1)
        + listed("d", 99)
        + listed("e", 0, 2)
    )
    source = docx(
        package(
            {
                "word/document.xml": document(body),
                "word/styles.xml": styles(circles),
                "word/numbering.xml": numbering({1: [long, huge]}, link),
            }
        )
    )
    assert len(source.text) < 300 and source.blocks[0].text == "a"


TAGS = st.sampled_from(
    "p r t tbl tr tc ins del moveFrom moveTo delText tab br sym fldChar instrText footnoteReference sdt sdtContent "
    "pPr rPr numPr numId ilvl pStyle b strike u vanish caps txbxContent sectPr footnotePr numRestart altChunk "
    "specVanish".split()
)
VALUES = st.sampled_from(
    ["", "0", "1", "-1", "2", "99999999999999999999", "begin", "separate", "end", "Point", "é\ue000", "eachSect"]
)


@st.composite
def trees(draw: st.DrawFn) -> str:
    """Elements of the format in any order and nesting, sound or not as a document."""
    out: list[str] = []
    open_tags: list[str] = []
    for tag, value, text, close in draw(
        st.lists(st.tuples(TAGS, VALUES, st.text(max_size=4), st.integers(0, 3)), max_size=40)
    ):
        named = "".join(f' w:{name}="{value}"' for name in ("val", "id", "fldCharType", "char", "type"))
        out.append(f"<w:{tag}{named}>{''.join(c for c in text if c.isalnum())}")
        open_tags.append(tag)
        while open_tags and close:
            out.append(f"</w:{open_tags.pop()}>")
            close -= 1
    return "".join(out) + "".join(f"</w:{tag}>" for tag in reversed(open_tags))


@given(trees())
def test_law_any_elements_give_a_source_whose_origins_hold_or_one_line(body: str) -> None:
    parts = {"document": document(body + paragraph(run("end"))), "styles": styles(), "numbering": numbering()}
    parts["footnotes"] = footnotes({0: "zero", 1: "one"})
    source = docx(package({f"word/{name}.xml": content for name, content in parts.items()}))
    assert [source.text[b.origin.start : b.origin.end] for b in source.blocks] == [b.text for b in source.blocks]


@given(
    st.sampled_from(["document", "styles", "numbering", "footnotes", "settings", "_rels/document.xml.rels"]),
    st.binary(max_size=300) | trees().map(lambda body: document(body).encode()),
)
def test_law_any_bytes_in_a_part_give_a_source_or_one_line(name: str, content: bytes) -> None:
    parts: dict[str, str | bytes] = {
        "word/document.xml": PLAIN,
        "word/numbering.xml": numbering(),
        "word/styles.xml": styles(),
    }
    parts[f"word/{name}" if name.endswith("rels") else f"word/{name}.xml"] = content
    _read_or_refuse(package(parts))


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8), st.integers(0, 10**6))
def test_law_a_damaged_zip_gives_a_source_or_one_line(damage: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(
        package({"word/document.xml": PLAIN, "word/styles.xml": styles(), "word/numbering.xml": numbering()})
    )
    for at, byte in damage:
        data[at % len(data)] = byte
    _read_or_refuse(bytes(data) if cut % 3 else bytes(data[: cut % len(data)]))


@given(st.binary(max_size=200))
def test_law_any_bytes_give_one_line(data: bytes) -> None:
    _read_or_refuse(data)
    _read_or_refuse(b"PK\x03\x04" + data)


def _read_or_refuse(data: bytes) -> None:
    message = "\n"
    try:
        message = docx(data).text and "read"
    except ReadError as error:
        message = str(error)
    assert message and "\n" not in message
