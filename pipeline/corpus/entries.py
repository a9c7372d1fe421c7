"""The text of dossier.toml with one more file in it: everything that was there stays, byte for byte.

The file is written by hand, with comments and an order of its own, so it is edited as text: new tables go between the
old ones, and the result is parsed and compared with what it should say. What cannot be extended in that way is refused.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.errors import CorpusError, IdError
from pipeline.ids import DocumentId
from pipeline.languages import order

Fields = Mapping[str, str | date]
"""The fields of a table in the order in which they are written."""

_KEY = re.compile(r"\s*[A-Za-z0-9_\"'-]+\s*=\s*")


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file: its dotted name and its half-open range of lines, up to the next table."""

    name: str
    start: int
    stop: int


def parse_table(text: str, where: str) -> dict[str, Any]:
    """What a dossier.toml says. Raises CorpusError when it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"not valid TOML: {error}", where=where) from None


def documents_of(table: Mapping[str, Any], where: str) -> tuple[DocumentId, ...]:
    """The documents that a dossier names, in its order. Raises CorpusError for a code that is none."""
    entries = table.get("document", [])
    if not _is_tables(entries) or not all(_is_tables(entry.get("file", [])) for entry in entries):
        raise CorpusError("document and file must be lists of tables, written [[document]]", where=where)
    try:
        return tuple(DocumentId.parse(str(entry.get("code", ""))) for entry in entries)
    except IdError as error:
        raise CorpusError(str(error), where=where) from None


def file_entry(table: Mapping[str, Any], document: DocumentId, language: str, format: str) -> Mapping[str, Any] | None:
    """What a dossier says of a file, or None when it does not name it."""
    for entry in table.get("document", []):
        if DocumentId.parse(str(entry.get("code", ""))) == document:
            return next((item for item in entry.get("file", []) if _is(item, language, format)), None)
    return None


def with_file(
    text: str, document: DocumentId, about: Fields, fields: Fields, index: int | None = None, where: str = ""
) -> str:
    """The text of a dossier.toml that names a file, with `fields`, under a document.

    A file of that language and format that is already named gets the new fields in the place of its own. Else a
    table is put in, in protocol order where the others stand so. A document that is not named yet gets a table with
    `about` before the document that is at `index`, at the end for None. Raises CorpusError when the text is written in
    a form (such as inline tables) that cannot be extended.
    """
    table = parse_table(text, where)
    known = documents_of(table, where)
    expected = _expected(table, known, document, about, fields, index)
    try:
        new = "\n".join(_edited(text.split("\n"), table, known, document, about, fields, index))
        done = tomllib.loads(new) == expected and bool(new.encode())
    except (tomllib.TOMLDecodeError, LookupError, UnicodeError):
        done = False
    if not done:
        message = f"cannot be extended as it is written; name {document.printed} {fields['language']} by hand"
        raise CorpusError(f"{message}, with [[document]] and [[document.file]] tables", where=where)
    return new


def _expected(
    table: dict[str, Any],
    known: Sequence[DocumentId],
    document: DocumentId,
    about: Fields,
    fields: Fields,
    index: int | None,
) -> dict[str, Any]:
    """What the new text must say."""
    expected = copy.deepcopy(table)
    documents = expected.setdefault("document", [])
    if document not in known:
        documents.insert(len(documents) if index is None else index, {**about, "file": [dict(fields)]})
        return expected
    files = documents[known.index(document)].setdefault("file", [])
    at = _position(files, fields)
    files[at : at + _named(files, at, fields)] = [dict(fields)]
    return expected


def _edited(
    lines: list[str],
    table: Mapping[str, Any],
    known: Sequence[DocumentId],
    document: DocumentId,
    about: Fields,
    fields: Fields,
    index: int | None,
) -> list[str]:
    tables = list(_tables(lines))
    heads = [i for i, one in enumerate(tables) if one.name == "document"]
    if document not in known:
        new = [*_written("[[document]]", about), "", *_written("[[document.file]]", fields)]
        if index is None or index >= len(heads):
            last = _last_of(tables, heads[-1]) if heads else (tables[-1] if tables else _Table("", 0, len(lines)))
            return _spliced(lines, _end(lines, last), new)
        return _spliced(lines, _lead(lines, tables[heads[index]].start), new)
    entry = table["document"][known.index(document)]
    head = heads[known.index(document)]
    files = [one for one in tables[head + 1 :][: _count(tables, head)] if one.name == "document.file"]
    at = _position(entry.get("file", []), fields)
    if _named(entry.get("file", []), at, fields):
        return _replaced(lines, files[at], fields)
    model = files[at - 1] if at else files[0] if files else None
    new = _written("[[document.file]]", fields, *_indents(lines, model))
    if at < len(files):
        return _spliced(lines, _lead(lines, files[at].start), new)
    return _spliced(lines, _end(lines, files[-1] if files else tables[head]), new)


def _tables(lines: Sequence[str]) -> Iterator[_Table]:
    """The tables of the file in order. A line is a header when it is one for the TOML parser."""
    heads = [(i, name) for i, line in enumerate(lines) if line.lstrip().startswith("[") and (name := _header(line))]
    stops = [*(start for start, _ in heads[1:]), len(lines)]
    for (start, name), stop in zip(heads, stops, strict=False):
        yield _Table(name, start, stop)


def _header(line: str) -> str:
    try:
        value: Any = tomllib.loads(line.rstrip("\r"))
    except tomllib.TOMLDecodeError:
        return ""
    names: list[str] = []
    while value:
        value = value[0] if isinstance(value, list) else value
        name, value = next(iter(value.items()), ("", None))
        names += [name] if name else []
    return ".".join(names)


def _count(tables: Sequence[_Table], head: int) -> int:
    """How many tables stand under the document table at `head`."""
    after = tables[head + 1 :]
    return next((i for i, one in enumerate(after) if not one.name.startswith("document.")), len(after))


def _last_of(tables: Sequence[_Table], head: int) -> _Table:
    return tables[head + _count(tables, head)]


def _position(files: Sequence[Mapping[str, Any]], fields: Fields) -> int:
    """Where a file stands or belongs: after the last of its language or of one before it in protocol order."""
    language, format = str(fields["language"]), str(fields["format"])
    same = next((i for i, item in enumerate(files) if _is(item, language, format)), None)
    if same is not None:
        return same
    keys = [order(str(item.get("language", ""))) for item in files]
    if keys != sorted(keys):
        return len(files)
    return sum(key <= order(language) for key in keys)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _named(files: Sequence[Mapping[str, Any]], at: int, fields: Fields) -> bool:
    return at < len(files) and _is(files[at], str(fields["language"]), str(fields["format"]))


def _is(item: Mapping[str, Any], language: str, format: str) -> bool:
    return item.get("language") == language and item.get("format") == format


def _end(lines: Sequence[str], table: _Table) -> int:
    """The line after a table's last. A comment right below belongs to it, unless the next table follows at once."""
    last = max((i for i in range(table.start, table.stop) if not _is_remark(lines[i])), default=table.start - 1)
    end = last + 1
    while end < table.stop and lines[end].lstrip().startswith("#"):
        end += 1
    attached = end == len(lines) or (end < table.stop and not lines[end].strip())
    return end if attached else last + 1


def _lead(lines: Sequence[str], start: int) -> int:
    """The first of the comment lines right above a table, which belong to it; those at the top of the file do not."""
    first = start
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return first if first else start


def _is_remark(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _spliced(lines: list[str], at: int, new: Sequence[str]) -> list[str]:
    """The lines with new ones put in, a blank line on either side. They end as the first line does."""
    end = _line_end(lines)
    if at == len(lines):  # the last line has no end
        lines = [*lines[:-1], lines[-1] + end, ""]
    before = [end] if at and lines[at - 1].strip() else []
    after = [end] if lines[at].strip() else []
    return [*lines[:at], *before, *(line + end for line in new), *after, *lines[at:]]


def _line_end(lines: Sequence[str]) -> str:
    """What stands before the line feed."""
    return "\r" if lines[0].endswith("\r") else ""


def _written(header: str, fields: Fields, outer: str = "", inner: str = "") -> list[str]:
    return [outer + header, *(f"{inner}{name} = {_value(value)}" for name, value in fields.items())]


def _value(value: str | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # a JSON string is a TOML one but for DEL


def _indents(lines: Sequence[str], model: _Table | None) -> tuple[str, str]:
    """The white space before the header and before the fields of a table."""
    if model is None:
        return "", ""
    field = next((line for line in lines[model.start + 1 : model.stop] if not _is_remark(line)), "")
    return _indent(lines[model.start]), _indent(field)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _replaced(lines: list[str], table: _Table, fields: Fields) -> list[str]:
    """The lines with new values in one table. Its comments stay, fields that it has no longer go."""
    left = dict(fields)
    out: list[str] = []
    for line in lines[table.start + 1 : _end(lines, table)]:
        name = "" if _is_remark(line) else next(iter(tomllib.loads(line.rstrip("\r"))))
        if not name:
            out.append(line)
        elif name in left:
            out.append(_with_value(line, left.pop(name)))
    last = max((i for i, line in enumerate(out) if not _is_remark(line)), default=-1)
    new = _written("", left, inner=_indents(lines, table)[1])[1:]
    out[last + 1 : last + 1] = [line + _line_end(lines) for line in new]
    return [*lines[: table.start + 1], *out, *lines[_end(lines, table) :]]


def _with_value(line: str, value: str | date) -> str:
    """The line `name = value  # comment` with another value."""
    head = _KEY.match(line)
    if head is None:
        raise LookupError(line)
    said = tomllib.loads(line.rstrip("\r"))
    ends = [i for i, c in enumerate(line) if c == "#" and _says(line[:i], said)]
    end = ends[0] if ends else len(line.rstrip("\r"))
    kept = line[len(line[:end].rstrip()) :]
    return head[0] + _value(value) + kept


def _says(text: str, said: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == said
    except tomllib.TOMLDecodeError:
        return False
