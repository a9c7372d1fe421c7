"""Files named on the command line, read as far as one text alone allows."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import LanguageError

_HEAD = 24  # blocks in which the letterhead stands
_CODE_LINE = 40  # characters of a line that is a code, perhaps with subject codes

if TYPE_CHECKING:
    from pipeline.ids import DocumentId
    from pipeline.model import Expression, Source


def read_expression(file: str, lang: str | None, coded: bool = False) -> tuple[Source, Expression]:
    """A loose file or a file of a corpus through the stages that concern it alone.

    `coded` gives a loose file the code that its cover has.
    """
    from pipeline.build import make_expression
    from pipeline.corpus import locate, provenance_of, read_bytes
    from pipeline.ids import UNKNOWN, ExpressionId
    from pipeline.languages import load
    from pipeline.model import Provenance, Status

    path = Path(file)
    data = sys.stdin.buffer.read() if file == "-" else read_bytes(path)
    place = None if file == "-" else locate(path)
    code = lang or (place.language if place else "") or language_of(file)
    load(code)
    id = ExpressionId(place.dossier, place.document, code) if place else ExpressionId("", UNKNOWN, code)
    provenance = (provenance_of(path) if place else None) or Provenance(Status.SPECIMEN)
    format = path.suffix.lstrip(".").lower() or "txt"
    source, expression = make_expression(data, "standard input" if file == "-" else file, format, id, provenance)
    if coded and not place:
        expression = replace(expression, id=replace(id, document=code_of(source)))
    return source, expression


def code_of(source: Source) -> DocumentId:
    """The code that stands alone at the head of a text, its suffixes perhaps on the next line; else UNKNOWN."""
    from pipeline.corpus.examine import codes
    from pipeline.ids import UNKNOWN

    head = [block.text for block in source.blocks[:_HEAD]]
    for line, after in pairwise([*head, ""]):
        found = next(codes(f"{line} {after}"), None)
        if found and line[:1].isalnum() and ":" not in line and len(line) <= _CODE_LINE and next(codes(line), None):
            return found
    return UNKNOWN


def language_of(file: str) -> str:
    """The language that a name such as nl.txt or nl.adopted.txt gives."""
    from pipeline.languages import PROTOCOL_ORDER

    parts = Path(file).name.split(".")
    code = next((part for part in parts if part in PROTOCOL_ORDER), "")
    if not code:
        raise LanguageError("the language is not known; say it with --lang, or name the file as in nl.txt", where=file)
    return code


def fatal(expressions: Iterable[Expression]) -> bool:
    """Whether one of the texts cannot be used at all."""
    from pipeline.build import unusable

    return any(unusable(expression) is not None for expression in expressions)
