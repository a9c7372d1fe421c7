"""Figures against those of the other languages: dates, codes, citations, percentages, amounts, articles, numbers.

What counts is the set of values that a row has in each language. Small numbers may be written as words, large ones with
another scale ("1 500 million", "1.5 billion"), centuries in Roman numerals: those are no differences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.check.majority import Split, split
from pipeline.check.phrases import listed, rest
from pipeline.check.quantities import Figure, Quantities, quantities
from pipeline.check.synopsis import Draft, Synopsis
from pipeline.findings import Evidence, Message, message
from pipeline.model import Row

_AS_WORDS = 20  # numbers up to here may be written as words
_NAMES = {
    Figure.DATE: message("date"),
    Figure.CODE: message("document code"),
    Figure.CITATION: message("citation"),
    Figure.PERCENTAGE: message("percentage"),
    Figure.AMOUNT: message("amount"),
    Figure.ARTICLE: message("article number"),
    Figure.NUMBER: message("figure"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that stands in one language and not in the others ("" for none), and the other way round."""

    row: Row
    kind: Figure
    usual: str
    own: str
    found: Split


def date(synopsis: Synopsis) -> Iterator[Draft]:
    """A date that is missing, surplus or another one."""
    yield from _of_kind(synopsis, Figure.DATE)


def document_code(synopsis: Synopsis) -> Iterator[Draft]:
    """A code of a document or act (12301/21, 2021/2122, COM(2021) 252) that is missing, surplus or another one."""
    yield from _of_kind(synopsis, Figure.CODE)


def citation(synopsis: Synopsis) -> Iterator[Draft]:
    """An issue of the Official Journal (L 431) that is missing, surplus or another one."""
    yield from _of_kind(synopsis, Figure.CITATION)


def percentage(synopsis: Synopsis) -> Iterator[Draft]:
    """A percentage that is missing, surplus or another one."""
    yield from _of_kind(synopsis, Figure.PERCENTAGE)


def amount(synopsis: Synopsis) -> Iterator[Draft]:
    """A sum of money that is missing, surplus or another one."""
    yield from _of_kind(synopsis, Figure.AMOUNT)


def article(synopsis: Synopsis) -> Iterator[Draft]:
    """The number of an article that is missing, surplus or another one."""
    yield from _of_kind(synopsis, Figure.ARTICLE)


def figure(synopsis: Synopsis) -> Iterator[Draft]:
    """Any other number that is missing, surplus or another one."""
    yield from _of_kind(synopsis, Figure.NUMBER)


def _of_kind(synopsis: Synopsis, kind: Figure) -> Iterator[Draft]:
    for row in synopsis.worded():
        yield from (_draft(synopsis, found) for found in _differences(synopsis, row) if found.kind is kind)


def _draft(synopsis: Synopsis, found: Difference) -> Draft:
    sides = found.found
    evidence = tuple(
        Evidence(code, _printed(_read(synopsis, found.row, code), found)) for code in (*sides.against, *sides.agree[:3])
    )
    about = (found.usual, found.own, *(synopsis.text(found.row, code) for code in sides.against))
    return Draft(found.row.wid, sides.accused, _message(synopsis, found), evidence, about, sides)


def _message(synopsis: Synopsis, found: Difference) -> Message:
    values: dict[str, str | Message] = {
        "place": synopsis.place(found.row),
        "figure": _NAMES[found.kind],
        "languages": listed(found.found.against),
        "others": rest(found.found),
    }
    if found.own and found.usual:
        values |= {"own": found.own, "usual": found.usual}
        return message("%(place)s: %(figure)s: %(own)s in %(languages)s, %(usual)s in %(others)s", **values)
    if found.usual:
        values["usual"] = found.usual
        return message("%(place)s: %(figure)s: %(usual)s, missing in %(languages)s, not in %(others)s", **values)
    values["own"] = found.own
    return message("%(place)s: %(figure)s: %(own)s in %(languages)s only, not in %(others)s", **values)


def _printed(read: Quantities, found: Difference) -> str | Message:
    return (
        ", ".join(one.text for one in read.found if one.kind is found.kind)
        or ", ".join(one.text for one in read.found)
        or message("none")
    )


def _read(synopsis: Synopsis, row: Row, code: str) -> Quantities:
    return quantities(synopsis.text(row, code), code)


def _differences(synopsis: Synopsis, row: Row) -> Iterator[Difference]:
    """The differences of a row; languages with the same difference are named together."""
    read = {code: _read(synopsis, row, code) for code in synopsis.comparable(row)}
    if len({one.values for one in read.values()}) < 2:
        return
    kinds = _kinds(read)
    pairs: dict[tuple[str, str], list[str]] = {}
    for code in list(read)[:1] if len(read) == 2 else read:
        for pair in _paired(read[code], *_against_most(read, code), kinds):
            pairs.setdefault(pair, []).append(code)
    for (usual, own), languages in pairs.items():
        agree = [code for code, one in read.items() if code not in languages and _stands(one, usual, own)]
        found = split(agree, languages)
        if found:
            yield Difference(row, kinds[usual or own], usual, own, found)


def _stands(read: Quantities, usual: str, own: str) -> bool:
    """Whether a language speaks for the usual value, or against a surplus one."""
    return usual in read.values if usual else own not in read.values


def _kinds(read: Mapping[str, Quantities]) -> dict[str, Figure]:
    """What most languages say a value stands for."""
    votes: dict[str, Counter[Figure]] = {}
    for own in read.values():
        for quantity in own.found:
            votes.setdefault(quantity.value, Counter())[quantity.kind] += 1
    return {
        value: max(count, key=lambda kind: (count[kind], -list(Figure).index(kind))) for value, count in votes.items()
    }


def _against_most(read: Mapping[str, Quantities], code: str) -> tuple[list[str], list[str]]:
    """Values that the others have and one language lacks, and the other way round.

    Both are empty where the bare numbers agree.
    """
    own = read[code]
    beside = [one for other, one in read.items() if other != code]
    if 2 * sum(one.atoms == own.atoms for one in beside) > len(beside):
        return [], []
    count = Counter(value for one in beside for value in one.values)
    roman = Counter(value for one in beside for value in one.roman)
    usual = frozenset(value for value in count if 2 * count[value] > len(beside))
    missing = _without_joined(usual - own.values, own.values)
    rare = (value for value in own.values if 2 * (count[value] + roman[value]) < len(beside))
    return missing, _without_joined(rare, usual)


def _without_joined(values: Iterable[str], others: frozenset[str]) -> list[str]:
    """The values without those that the other side has in one with another number, or in two."""
    joined = {piece for value in others for piece in _pieces(value)}
    return sorted(v for v in values if v not in joined and not (_pieces(v) and others.issuperset(_pieces(v))))


def _pieces(value: str) -> tuple[str, ...]:
    """The two numbers in one with a point, as Swedish writes article and paragraph ("34.2")."""
    whole, point, part = value.partition(".")
    return (whole, part) if point else ()


def _paired(
    own: Quantities, missing: Sequence[str], surplus: Sequence[str], kinds: Mapping[str, Figure]
) -> Iterator[tuple[str, str]]:
    """What stands for what: values of one kind in order. A small or Roman number alone is no difference."""
    left = [value for value in surplus if not any(_scaled(value, other) for other in missing)]
    for usual in missing:
        if any(_scaled(usual, other) for other in surplus):
            continue
        value = next((one for one in left if kinds[one] is kinds[usual]), "") or (left[0] if left else "")
        if value:
            left.remove(value)
        elif _may_be_words(usual, kinds[usual]) or usual in own.roman or _in_range(usual, own.values):
            continue
        yield usual, value
    for value in left:
        if not _may_be_words(value, kinds[value]) and not _in_range(value, own.values.difference(surplus)):
            yield "", value


def _in_range(value: str, values: frozenset[str]) -> bool:
    """Whether a number stands between two others, so that "35 to 37" and "35, 36 and 37" are the same."""
    return value.isdecimal() and {str(int(value) - 1), str(int(value) + 1)} <= values


def _may_be_words(value: str, kind: Figure) -> bool:
    return kind is Figure.NUMBER and value.isdecimal() and int(value) <= _AS_WORDS


def _scaled(one: str, other: str) -> bool:
    """Whether two numbers differ by thousands only, as where one language counts in millions."""
    try:
        low, high = sorted((float(one), float(other)))
    except ValueError:
        return False
    return low > 0 and any(abs(high / low - factor) < 1e-9 * factor for factor in (1e3, 1e6, 1e9))
