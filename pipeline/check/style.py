"""Form against the language's own convention: never more than information."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.check.conventions import label_shape, quote_pairs, year_first
from pipeline.check.majority import majority
from pipeline.check.phrases import listed, rest
from pipeline.check.quotes import pairs
from pipeline.check.synopsis import Draft, Synopsis, excerpt
from pipeline.findings import Evidence, counted, message
from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import DASHES, Kind, Row, Subdivision

_JOURNAL = re.compile(r"(?<!\w)((?:[^\W\d_]{1,3}\.\s?)+[^\W\d_]{0,3}|[^\W\d_]{2,6})\s[LCС]\s\d{1,3}(?!\d)")  # noqa: RUF001
_CITED_DATE = re.compile(r"[LCС]\s\d{1,3}\D{1,6}?(\d{1,4})[. -]\s?(\d{1,2})[. -]\s?(\d{1,4})")  # noqa: RUF001
_CODE_WORD = re.compile(
    r"([^\W\d_]+\.?)(?:\s(?:nr|no|n°|№)\.?)?\s\d{1,5}(?:/\d{1,2})?/\d\d(?!\d)|\d{1,5}(?:/\d{1,2})?/\d\d\s([^\W\d_]+\.?)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(\(?)[^\W\d_]{1,4}(\)|\.)")
_DIGIT = re.compile(r"\d")
_SHOWN = 8  # lines of evidence


def quotation_marks(synopsis: Synopsis) -> Iterator[Draft]:
    """Quotation marks of another language, or straight ones.

    Languages that have them in the same parts are named together.
    """
    found: dict[tuple[str, ...], dict[str, list[tuple[Row, str]]]] = {}
    for code in synopsis.texts:
        foreign = [(row, said) for row in synopsis.worded() for said in _foreign_quotes(synopsis, row, code)]
        if foreign:
            found.setdefault(tuple(row.wid for row, _ in foreign), {})[code] = foreign
    for wids, by_language in found.items():
        marks = dict.fromkeys(f"{said[0]}…{said[-1]}" for foreign in by_language.values() for _, said in foreign)
        place = synopsis.place(next(iter(by_language.values()))[0][0])
        if len(wids) > 1:
            more = len(wids) - 1
            place = counted(
                "%(place)s and %(num)s other place", "%(place)s and %(num)s other places", more, place=place
            )
        told = message(
            "%(place)s: %(marks)s in %(languages)s, not the quotation marks of the language",
            place=place,
            marks=", ".join(marks),
            languages=listed(tuple(by_language)),
        )
        evidence = tuple(line for code, foreign in by_language.items() for line in _evidence(code, foreign))
        about = tuple(said for foreign in by_language.values() for _, said in foreign)
        yield Draft(wids[0], tuple(by_language), told, evidence[:_SHOWN], about)


def _evidence(code: str, foreign: Sequence[tuple[Row, str]]) -> Iterator[Evidence]:
    """The first passages, and what would be usual."""
    yield from (Evidence(code, excerpt(said)) for _, said in foreign[:3])
    for pair in quote_pairs(code)[:1]:
        yield Evidence(code, message("usual: %(mark)s", mark=f"{pair[0]}…{pair[1]}"))


def _foreign_quotes(synopsis: Synopsis, row: Row, code: str) -> Iterator[str]:
    """Passages in marks that the language does not use, with their marks."""
    own = {*quote_pairs(code), "".join(load(code).quotes)}
    if row.cell(code):
        for opening, words, closing in pairs(synopsis.text(row, code)):
            if opening + closing not in own:
                yield opening + words + closing


def list_label(synopsis: Synopsis) -> Iterator[Draft]:
    """A list mark of another shape than in the other languages (dashes), the same list or the convention (letters)."""
    for row in synopsis.rows(Kind.ITEM):
        marks = {
            code: part.num
            for code in synopsis.texts
            for part in synopsis.cell(row, code)[:1]
            if isinstance(part, Subdivision)
        }
        usual = majority({code: mark for code, mark in marks.items() if mark and mark in DASHES})
        for code, mark in marks.items():
            if usual is None:
                break
            mixed = any(part.num == usual[0] for part in _list_around(synopsis, row, code))
            if mark in DASHES and mark != usual[0] and (usual[1].firm or mixed):
                said = message(
                    "%(place)s: the list mark is %(own)s in %(language)s, %(usual)s in %(others)s",
                    place=synopsis.place(row),
                    own=mark,
                    language=code,
                    usual=usual[0],
                    others=rest(usual[1]),
                )
                yield Draft(row.wid, (code,), said, (synopsis.show(row, code),), (mark, synopsis.text(row, code)))
        for code, mark in marks.items():
            shape, wanted = _shape(mark), _wanted(synopsis, row, code)
            if shape and wanted and shape != wanted:
                said = message(
                    "%(place)s: the list mark %(own)s in %(language)s has not the usual shape %(usual)s",
                    place=synopsis.place(row),
                    own=mark,
                    language=code,
                    usual=wanted,
                )
                yield Draft(row.wid, (code,), said, (synopsis.show(row, code),), (mark, synopsis.text(row, code)))


def _shape(mark: str) -> str:
    """ "(a)", "a)" or "a." for a lettered mark, else ""."""
    match = _LETTERED.fullmatch(mark)
    return f"{match[1]}a{match[2]}" if match else ""


def _list_around(synopsis: Synopsis, row: Row, code: str) -> tuple[Subdivision, ...]:
    """The items of the list in which a row stands."""
    holder = synopsis.parts.get((code, synopsis.holder.get((code, row.cell(code)[0]), "")))
    return holder.children if isinstance(holder, Subdivision) else ()


def _wanted(synopsis: Synopsis, row: Row, code: str) -> str:
    """The convention of the language where it is known, else the shape that most items of the list have."""
    if label_shape(code):
        return label_shape(code)
    count = Counter(shape for child in _list_around(synopsis, row, code) if (shape := _shape(child.num)))
    best = max(count, key=lambda shape: count[shape], default="")
    return best if 2 * count[best] > sum(count.values()) else ""


def citation_form(synopsis: Synopsis) -> Iterator[Draft]:
    """A citation with the words of another language, or its date in another form."""
    for row in synopsis.worded():
        for code in synopsis.texts:
            text = synopsis.text(row, code)
            if not _DIGIT.search(text):
                continue
            for form in (*_foreign_words(text, code), *_foreign_dates(text, code)):
                said = message(
                    "%(place)s: %(form)s is not the form usual in %(language)s",
                    place=synopsis.place(row),
                    form=form,
                    language=code,
                )
                yield Draft(row.wid, (code,), said, (synopsis.show(row, code),), (form, text))


def _foreign_words(text: str, code: str) -> Iterator[str]:
    """Abbreviations that other languages have and this one has not."""
    for pattern, known in ((_JOURNAL, _journals), (_CODE_WORD, _documents)):
        for match in pattern.finditer(text):
            word = _key(match[1] or match[2])
            if word not in known(code) and any(word in known(other) for other in PROTOCOL_ORDER):
                yield match[1] or match[2]


def _key(word: str) -> str:
    return "".join(word.split()).rstrip(".").casefold()


@cache
def _journals(code: str) -> frozenset[str]:
    return frozenset(_key(word) for word in load(code).journal)


@cache
def _documents(code: str) -> frozenset[str]:
    return frozenset(_key(word) for form in load(code).document for word in (form, *form.split()))


def _foreign_dates(text: str, code: str) -> Iterator[str]:
    """Dates of citations in figures with the year at the other end, or with leading zeros."""
    for match in _CITED_DATE.finditer(text):
        first, month, last = match.groups()
        if (len(first) == 4) is (len(last) == 4):
            continue
        if (len(first) == 4) is not year_first(code) or any(part.startswith("0") for part in (first, month, last)):
            yield text[match.start(1) : match.end(3)]
