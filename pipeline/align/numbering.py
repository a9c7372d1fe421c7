"""What the rows say about printed numbers: points whose number lies, is missing, or stands for two.

Rows are made by what the texts say, so a number that disagrees with its row is the text's own affair; here it is told.
Only numbers in figures are compared: letters follow each language's alphabet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.align.segments import label
from pipeline.model import Expression, Kind, Level, Notice, Row

_CODES = {
    "numbers-differ": "{points} {carry} here",
    "points-merged": "{points} of the other languages {stand} inside another point here",
    "point-missing": "{points} of the other languages {are} missing here",
    "point-surplus": "{points} {stand} here and in no more than half of the languages",
}


@dataclass(frozen=True, slots=True)
class _Odd:
    """One language at odds with the others in one row of points, the `at`-th; `usual` is the number of most."""

    language: int
    code: str
    at: int
    usual: str
    own: str = ""

    def follows(self, other: _Odd) -> bool:
        """Whether one notice can tell both: neighbours, and numbers that are off by the same."""
        same = (self.language, self.code, self.at) == (other.language, other.code, other.at + 1)
        return same and (not self.own or _offset(self) == _offset(other) is not None)


def _offset(odd: _Odd) -> int | None:
    return int(odd.own) - int(odd.usual) if odd.own.isdecimal() and odd.usual.isdecimal() else None


def numbering_notices(rows: Iterable[Row], expressions: Sequence[Expression]) -> tuple[Notice, ...]:
    """One notice for each run of points in which one language is at odds with most of the others.

    Of two languages neither is the usual one: a number that differs is told of the second.
    """
    languages = [expression.language for expression in expressions]
    if len(languages) < 2:
        return ()
    numbers = {(e.language, part.eid): label(part.num) for e in expressions for part in e.of_kind(Kind.POINT)}
    points = [row for row in rows if row.kind is Kind.POINT]
    found = sorted(
        (odd for at, row in enumerate(points) for odd in _at_odds(at, row, languages, numbers)),
        key=lambda odd: (odd.language, odd.code, odd.at),
    )
    return tuple(Notice(Level.WARNING, run[0].code, _message(run, languages)) for run in _runs(found))


def _at_odds(at: int, row: Row, languages: Sequence[str], numbers: Mapping[tuple[str, str], str]) -> Iterator[_Odd]:
    own = {code: " and ".join(numbers[code, eid] or "none" for eid in eids) for code, eids in row.cells}
    usual = max(Counter(own.values()).items(), key=lambda item: (item[1], -list(own.values()).index(item[0])))[0]
    most = 2 * len(own) > len(languages)
    inside = {part.split(":")[0] for e in row.evidence if e.name == "merged" for part in e.detail.split(", ")}
    for at_language, code in enumerate(languages):
        if code in own and not most and len(languages) > 2:
            yield _Odd(at_language, "point-surplus", at, own[code])
        elif code in own and own[code] != usual and _comparable(own[code]) and _comparable(usual):
            yield _Odd(at_language, "numbers-differ", at, usual, own[code])
        elif code not in own and code in inside:
            yield _Odd(at_language, "points-merged", at, usual)
        elif code not in own and (most or len(languages) == 2):
            yield _Odd(at_language, "point-missing", at, usual)


def _comparable(number: str) -> bool:
    return all(one == "none" or one.isdecimal() for one in number.split(" and "))


def _runs(found: Sequence[_Odd]) -> Iterator[list[_Odd]]:
    run: list[_Odd] = []
    for odd in found:
        if run and not odd.follows(run[-1]):
            yield run
            run = []
        run.append(odd)
    if run:
        yield run


def _message(run: Sequence[_Odd], languages: Sequence[str]) -> str:
    first, last = run[0], run[-1]
    many = len(run) > 1
    points = f"points {first.usual} to {last.usual}" if many else f"point {first.usual}"
    own = f"the numbers {first.own} to {last.own}" if many else f"the number {first.own}"
    if first.own.startswith("none"):
        own = "no number"
    text = _CODES[first.code].format(
        points=points,
        carry=f"of the other languages {'carry' if many else 'carries'} {own}",
        stand="stand" if many else "stands",
        are="are" if many else "is",
    )
    return f"{languages[first.language]}: {text}"
