"""Printed numbers of points and list labels: doubled, left out, other than in the other languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.check.majority import Split, majority
from pipeline.check.phrases import listed, rest
from pipeline.check.synopsis import Draft, Part, Synopsis
from pipeline.findings import Message, message
from pipeline.model import Kind, Row, Subdivision


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of the points of one language in reading order, each with its row."""

    language: str
    points: tuple[tuple[int, Row], ...]

    @property
    def doubled(self) -> tuple[int, ...]:
        """Numbers that stand at more than one point."""
        count = Counter(number for number, _ in self.points)
        return tuple(number for number, times in count.items() if times > 1)

    @property
    def gaps(self) -> tuple[tuple[int, Row], ...]:
        """Numbers left out, with the row of the next point that has a higher one."""
        known = {number for number, _ in self.points}
        missing = [n for n in range(min(known, default=0), max(known, default=0)) if n not in known]
        return tuple((n, next(row for other, row in self.points if other > n)) for n in missing[:_MOST])


_MOST = 20  # numbers left out in a row; more are one wrong number


def number_twice(synopsis: Synopsis) -> Iterator[Draft]:
    """A number that two points of a language have, or a label that two items of one list have."""
    expected = _expected(synopsis)
    for numbers in _numbers(synopsis):
        for number in numbers.doubled:
            rows = [row for other, row in numbers.points if other == number]
            wrong = next((row for row in rows if expected.get(row.wid, number) != number), rows[-1])
            said = message("number %(number)s stands twice in %(language)s", number=number, language=numbers.language)
            if wrong.wid in expected:
                said = message("%(finding)s; elsewhere it is %(usual)s", finding=said, usual=expected[wrong.wid])
            yield _draft(synopsis, wrong, numbers.language, said, str(number))
    for row in synopsis.rows():
        yield from _labels_twice(synopsis, row)


def number_gap(synopsis: Synopsis) -> Iterator[Draft]:
    """A number that no point has. A gap that several languages share is one finding."""
    expected = _expected(synopsis)
    gaps: dict[tuple[int, str], list[str]] = {}
    rows = {row.wid: row for row in synopsis.rows(Kind.POINT)}
    for numbers in _numbers(synopsis):
        explained = {expected[row.wid] for number, row in numbers.points if expected.get(row.wid, number) != number}
        wrong = {row.wid for number, row in numbers.points if expected.get(row.wid, number) != number}
        for left, row in numbers.gaps:
            if left not in explained and row.wid not in wrong:
                gaps.setdefault((left, row.wid), []).append(numbers.language)
    for (number, wid), languages in gaps.items():
        place = synopsis.place_of(languages[0], rows[wid].cell(languages[0])[0])
        said = message(
            "number %(number)s is left out in %(languages)s; next: %(place)s",
            number=number,
            languages=listed(languages),
            place=place,
        )
        yield Draft(wid, tuple(languages), said, (), (str(number), synopsis.text(rows[wid], languages[0])))


def number_other(synopsis: Synopsis) -> Iterator[Draft]:
    """A point with another number than in the other languages. A run of numbers shifted alike is one finding."""
    verdicts = {row.wid: verdict for row in synopsis.rows(Kind.POINT) if (verdict := _verdict(synopsis, row))}
    doubled = {(one.language, number) for one in _numbers(synopsis) for number in one.doubled}
    for code in synopsis.texts:
        shift = 0
        for row in synopsis.rows(Kind.POINT):
            own = _number(synopsis, row, code)
            if own is None:
                continue
            before, shift = shift, 0
            if row.wid in verdicts and code in verdicts[row.wid][1].against:
                usual, found = verdicts[row.wid]
                shift = own - usual
                if shift != before and (code, own) not in doubled:
                    said = message(
                        "number %(own)s in %(language)s, %(usual)s in %(others)s",
                        own=own,
                        language=code,
                        usual=usual,
                        others=rest(found),
                    )
                    yield _draft(synopsis, row, code, said, f"{own} {usual}", found)


def _draft(synopsis: Synopsis, row: Row, code: str, said: Message, number: str, found: Split | None = None) -> Draft:
    accused = found.accused if found and found.even else (code,)
    return Draft(row.wid, accused, said, (synopsis.show(row, code),), (number, synopsis.text(row, code)), found)


def _value(part: Part) -> int | None:
    """The number of a point as printed; None for a part that has none."""
    digits = part.num.rstrip(".)") if isinstance(part, Subdivision) else ""
    return int(digits) if digits.isdecimal() else None


def _number(synopsis: Synopsis, row: Row, code: str) -> int | None:
    """The number of a row; None where it has none, or where two points stand in the row."""
    cell = synopsis.cell(row, code)
    return _value(cell[0]) if len(cell) == 1 else None


def _numbers(synopsis: Synopsis) -> Iterator[Numbers]:
    for code, text in synopsis.texts.items():
        points = ((_value(part), synopsis.row_of.get((code, part.eid))) for part in text.of_kind(Kind.POINT))
        yield Numbers(code, tuple((number, row) for number, row in points if number is not None and row is not None))


def _verdict(synopsis: Synopsis, row: Row) -> tuple[int, Split] | None:
    numbers: Mapping[str, int] = {code: n for code in synopsis.texts if (n := _number(synopsis, row, code)) is not None}
    return majority(numbers)


def _expected(synopsis: Synopsis) -> dict[str, int]:
    """By wId the number that most languages have, for points where somebody stands against it."""
    found = ((row.wid, _verdict(synopsis, row)) for row in synopsis.rows(Kind.POINT))
    return {wid: verdict[0] for wid, verdict in found if verdict}


def _labels_twice(synopsis: Synopsis, row: Row) -> Iterator[Draft]:
    """Labels with a letter or digit that two items of one list have, in fewer than half of the languages."""
    doubled = {code: _doubled_label(synopsis.cell(row, code)) for code in synopsis.texts if row.cell(code)}
    faulty = [code for code, label in doubled.items() if label]
    for code in faulty if 2 * len(faulty) < len(doubled) or len(doubled) == 1 else ():
        said = message(
            "%(place)s: the label %(label)s stands twice in one list in %(language)s",
            place=synopsis.place(row),
            label=doubled[code],
            language=code,
        )
        yield _draft(synopsis, row, code, said, doubled[code])


def _doubled_label(cell: tuple[Part, ...]) -> str:
    items = (child for part in cell if isinstance(part, Subdivision) for child in part.children)
    count = Counter(item.num for item in items if item.kind is Kind.ITEM and any(map(str.isalnum, item.num)))
    return next((label for label, times in count.items() if times > 1), "")
