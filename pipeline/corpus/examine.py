"""What a file says of itself: its language, its code, the document before it, its date, who may read it.

The cover is read as the pipeline reads it; nothing is taken from a file's name but its format. Conventions of the
cover page: `pipeline/parse/cover.py`, `pipeline/repair/letterhead.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.errors import IdError, ReadError
from pipeline.ids import DocumentId
from pipeline.ingest import READERS, read
from pipeline.ingest.identify import identify
from pipeline.languages import PROTOCOL_ORDER, Language, load
from pipeline.model import Block, Source, Style, Subdivision
from pipeline.parse.cover import read_cover
from pipeline.repair import plain, repair
from pipeline.repair.paragraphs import is_annex

_FRONT = 48  # blocks (lines of a layout format) in which a cover ends
_CERTAIN = 0.95
_CONTAINERS = (b"%PDF", b"PK\x03\x04")  # formats that state their encoding themselves

_CODE = re.compile(
    r"(?<![\w/.])(?:(?:ST|SN|CM|PE|PE-CONS|EUCO|CONV|WK|XT|CG)\s+)?\d{1,5}(?:/\d{1,2})?/\d{2}(?![\w/.])"
    r"(?:\s+(?:REV|COR|ADD|DCL|EXT|AMD)\s+\d{1,2}(?!\d))*"
)
_DATE_LIKE = re.compile(r"\d{1,2}/\d{1,2}/\d{2}")
_LIMITE = re.compile(r"\bLIMITE\b")
_CLASSIFIED = re.compile(
    r"\b(?:(?:RESTREINT|CONFIDENTIEL|SECRET|TRÈS SECRET) UE|EU (?:RESTRICTED|CONFIDENTIAL|SECRET|TOP SECRET))\b"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./]\s?(\d{1,2})[./]\s?((?:19|20)\d{2})(?!\d)")
_YEAR, _DAY = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)"), re.compile(r"(?<!\d)\d{1,2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Cover:
    """What a file says of itself; "" or None for what it does not say.

    `reads_as` is the language that the words are in, "" where that is not certain. `mark` is the distribution mark
    that keeps a document from the public, `classified` tells whether it is more than LIMITE. `date` is that of the
    letterhead.
    """

    reads_as: str = ""
    code: DocumentId | None = None
    previous: DocumentId | None = None
    date: date | None = None
    mark: str = ""
    classified: bool = False


def readable(format: str) -> bool:
    """Whether there is a reader for a format."""
    return format in READERS


def guess_language(data: bytes, name: str, format: str) -> str:
    """The language that a file is in, "" where its words do not tell. Raises ReadError for what cannot be read.

    A text in an old encoding reads differently in each language: only an answer that no other contradicts counts.
    """
    sure: set[str] = set()
    asked: list[str] = []
    failure: ReadError | None = None
    queue = list(PROTOCOL_ORDER)
    while queue:
        code = queue.pop(0)
        asked.append(code)
        try:
            source = read(data, name, code, format)
        except ReadError as error:
            if data.startswith(_CONTAINERS) or not readable(format):
                raise
            failure = failure or error
            continue
        found = _reads_as(source)
        if not any(notice.code == "legacy-encoding" for notice in source.notices):
            return found
        sure |= {found} if found == code else set()
    if not sure and failure is not None:
        raise failure
    return sure.pop() if len(sure) == 1 else ""


def examine(data: bytes, name: str, format: str, language: str) -> Cover:
    """What a file in a language says of itself. Raises ReadError for what cannot be read."""
    known = load(language)
    source = read(data, name, language, format)
    front = replace(source, blocks=_front(source, known))
    repaired = repair(front, known)
    standing = [b for b in repaired.blocks if b.style not in (Style.NOTE, Style.FURNITURE) and plain(b)]
    parts, _ = read_cover(standing, known)
    fields = {part.eid.removeprefix("cover__"): part for part in reversed(parts)}
    previous = next(codes(fields["previous"].text), None) if "previous" in fields else None
    mark, classified = _mark(front.blocks, source.blocks)
    return Cover(
        reads_as=_reads_as(source),
        code=_code_of(fields, previous, front, source),
        previous=previous,
        date=date_in(fields["place_date"].text, known) if "place_date" in fields else None,
        mark=mark,
        classified=classified,
    )


def codes(text: str) -> Iterator[DocumentId]:
    """The Council document codes in a text, in order; what looks like a date of figures is none."""
    for match in _CODE.finditer(text):
        if _DATE_LIKE.fullmatch(match[0]):
            continue
        try:
            yield DocumentId.parse(match[0])
        except IdError:
            continue


def date_in(text: str, language: Language) -> date | None:
    """The first date in a text, in words or figures, None where there is none."""
    numeric = _NUMERIC.search(text)
    if numeric:
        return _day(int(numeric[3]), int(numeric[2]), int(numeric[1]))
    months = {word.casefold(): i for i, forms in enumerate(language.months, 1) for word in forms}
    month = next((months[w] for word in re.findall(r"[^\W\d_]+", text) if (w := word.casefold()) in months), 0)
    year, day = _YEAR.search(text), _DAY.search(text)
    return _day(int(year[0]), month, int(day[0])) if year and day else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _front(source: Source, language: Language) -> tuple[Block, ...]:
    """The blocks up to the annex, as far as a cover can reach."""
    blocks = source.blocks[:_FRONT]
    return blocks[: next((i for i, block in enumerate(blocks) if is_annex(plain(block), language)), len(blocks))]


def _reads_as(source: Source) -> str:
    code, probability = identify("\n".join(block.text for block in source.blocks))
    return code if probability >= _CERTAIN else ""


def _code_of(
    fields: dict[str, Subdivision], previous: DocumentId | None, front: Source, source: Source
) -> DocumentId | None:
    """The code of the letterhead, else one that stands alone on a line of the cover, else that of the feet."""
    if "code" in fields:
        return next(codes(fields["code"].text), None)
    alone = (block.text for block in front.blocks if _CODE.fullmatch(block.text.strip()))
    feet = (block.text for block in source.blocks if block.style is Style.FURNITURE)
    return next((code for text in (*alone, *feet) for code in codes(text) if code != previous), None)


def _mark(front: Sequence[Block], blocks: Sequence[Block]) -> tuple[str, bool]:
    """The distribution mark that keeps a document from the public, and whether it is a classification.

    It stands in capitals on the cover and in the feet, in all languages in the same words.
    """
    feet = [block.text for block in blocks if block.style is Style.FURNITURE]
    capitals = [block.text for block in front if block.text == block.text.upper()]
    for text in (*capitals, *feet):
        if found := _CLASSIFIED.search(text):
            return found[0], True
    return ("LIMITE", False) if any(_LIMITE.search(text) for text in (*capitals, *feet)) else ("", False)
