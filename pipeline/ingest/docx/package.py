"""The zip file and its XML parts. Everything here is hostile until it has been measured.

Nothing is written to disk and only the parts that hold text are unpacked, so a name that climbs (../..) is a name like
any other. A file is refused when it passes one of the limits below; each is far above what a document of 600 pages has
(4 MB of XML, 140,000 tags in `bench/readers.py`). Within the limits the worst files that we could make took half a
minute and 500 MB.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.errors import ReadError
from pipeline.ingest.docx.markup import Element, children, tag

MEMBERS = 4_096
"""Files in the zip."""
TOTAL_BYTES = 1_000_000_000
"""Declared size of all files together, unpacked; pictures count, though they are never unpacked."""
PART_BYTES = 64_000_000
"""Size of one part that is unpacked, and of all of them together."""
RATIO = 250
"""Unpacked to packed size of one file of more than a million bytes. Real files reach some 30, deflate 1,032."""
TAGS = 2_000_000
"""Tags, and attributes, of all parts that are unpacked: what bounds the memory of the trees."""

_COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the two that the standard allows (ECMA-376 part 2)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)
_SAVE = "save it as .docx in a word processor"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: what it is (the last word of its type) and the path of the other part."""

    kind: str
    target: str


class Package:
    """The parts of one file. Counts what it has unpacked; local to one reading."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises ReadError for what is not a zip, is encrypted, or passes the limits."""
        self.name = name
        self._members = {info.filename: info for info in _directory(data, name)}
        self._zip = _open(data, name)
        self._bytes = self._tags = 0

    def __contains__(self, path: str) -> bool:
        return path in self._members

    def xml(self, path: str) -> Element | None:
        """The root of an XML part; None where there is no such part. Raises ReadError for what is not sound XML."""
        info = self._members.get(path)
        if info is None:
            return None
        data = self._unpack(info)
        self._tags += max(data.count(b"<"), data.count(b"="))
        if self._tags > TAGS:
            raise ReadError(f"more than {TAGS:,} XML tags; {_SAVE} and split it", where=self.name)
        return _parse(data, self.name, path)

    def relations(self, path: str) -> dict[str, Relation]:
        """The relationships of a part ("" for the package) by their id; those that leave the package are left out."""
        folder, base = posixpath.split(path)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        return {} if root is None else dict(_relations(root, folder))

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        where = f"{self.name}, part {_shown(info.filename)}"
        if info.flag_bits & 0x1:
            raise ReadError("the part is encrypted; save the file without a password", where=where)
        self._bytes += info.file_size
        if self._bytes > PART_BYTES:
            raise ReadError(f"its text takes more than {PART_BYTES // 1_000_000} MB; split the file", where=where)
        try:
            with self._zip.open(info) as stream:
                return stream.read(PART_BYTES)
        except _BROKEN:
            raise ReadError(f"the zip is damaged; get the file again, or {_SAVE}", where=where) from None


def _directory(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    """The members, once measured. The count is checked before the directory is read into memory."""
    _refuse_other_formats(data, name)
    if data.count(b"PK\x01\x02") > 2 * MEMBERS:
        raise ReadError(f"more than {MEMBERS:,} files in the zip; this is no document", where=name)
    members = _open(data, name).infolist()
    if len(members) > MEMBERS:
        raise ReadError(f"more than {MEMBERS:,} files in the zip; this is no document", where=name)
    if sum(info.file_size for info in members) > TOTAL_BYTES:
        raise ReadError(f"unpacked it takes more than {TOTAL_BYTES // 1_000_000:,} MB; a zip bomb? {_SAVE}", where=name)
    for info in members:
        if info.file_size > 1_000_000 and info.file_size > RATIO * max(1, info.compress_size):
            raise ReadError(
                f"part {_shown(info.filename)} is packed more than {RATIO}:1; a zip bomb? {_SAVE}", where=name
            )
        if info.compress_type not in _COMPRESSION:
            raise ReadError(f"part {_shown(info.filename)} is packed in an unknown way; {_SAVE}", where=name)
    return members


def _refuse_other_formats(data: bytes, name: str) -> None:
    if not data:
        raise ReadError("the file is empty; get it again", where=name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("the document is encrypted; save it without a password", where=name)
        raise ReadError(f"this is an old Office file (.doc), not DOCX; {_SAVE}", where=name)
    known = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"<": "HTML or XML"}
    what = next((format for magic, format in known.items() if data[:64].lstrip().startswith(magic)), "")
    if what:
        raise ReadError(f"this is {what}, not DOCX; give the file its own extension", where=name)


def _open(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        raise ReadError("not a DOCX file: the zip is missing or damaged; get the file again", where=name) from None


def _parse(data: bytes, name: str, path: str) -> Element:
    """A part without entities: a DOCTYPE has no place in the format (ECMA-376 part 2, 8.1.4) and is refused."""
    where = f"{name}, part {_shown(path)}"
    if any("<!DOCTYPE".encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise ReadError(f"it declares a DOCTYPE, which DOCX forbids; {_SAVE}", where=where)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ReadError(f"not sound XML ({_shown(reason)}); {_SAVE}", where=where) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError(f"it declares a DOCTYPE, which DOCX forbids; {_SAVE}", where=where)
    return root


def _relations(root: Element, folder: str) -> Iterator[tuple[str, Relation]]:
    for relation in children(root, "pr:Relationship"):
        target, id = relation.get("Target", ""), relation.get("Id", "")
        if relation.get("TargetMode") != "External" and target:
            path = target if target.startswith("/") else posixpath.join(folder, target)
            yield id, Relation(relation.get("Type", "").rpartition("/")[2], posixpath.normpath(path).lstrip("/"))


def _shown(text: str) -> str:
    """A name from the file, fit for a message."""
    return "".join(c if c.isprintable() else "?" for c in text[:120])


def open_document(data: bytes, name: str) -> tuple[Package, str, Element]:
    """The package, and the path and root of its main part. Raises ReadError where it holds no Word document."""
    package = Package(data, name)
    kinds = {relation.kind: relation.target for relation in package.relations("").values()}
    path = kinds.get("officeDocument", "word/document.xml")
    root = package.xml(path)
    if root is None and "mimetype" in package:
        raise ReadError(f"this is an OpenDocument or e-book file, not DOCX; {_SAVE}", where=name)
    if root is None:
        raise ReadError(f"no main part (word/document.xml) in it; {_SAVE}", where=name)
    if tag(root) != "w:document":
        raise ReadError(f"an Office file, but not a Word document; {_SAVE}", where=name)
    return package, path, root
