"""Parts that stand in another order than in the other languages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.check.majority import Split, split
from pipeline.check.meaning import agrees
from pipeline.check.phrases import listed, rest
from pipeline.check.synopsis import Draft, Part, Synopsis
from pipeline.findings import Evidence, Message, counted, message
from pipeline.model import Kind, OperativeVerb, Row, Subdivision

_CARRIERS = (Kind.POINT, Kind.NOTE)  # a point moves with its clauses, a note with its mark


def other_order(synopsis: Synopsis) -> Iterator[Draft]:
    """A part that stands before or after others that it follows or precedes elsewhere. A run of them is one finding."""
    rows = [row for row in synopsis.rows() if row.kind not in _CARRIERS]
    moved = {code: _moved(synopsis, rows, code) for code in synopsis.texts}
    for at, row in enumerate(rows):
        astray = [code for code in synopsis.texts if at in moved[code]]
        found = split([code for code in synopsis.texts if row.cell(code) and code not in astray], astray)
        new = tuple(code for code in astray if at - 1 not in moved[code]) if found else ()
        if found and new:
            length = max(_run(moved[code], at) for code in new)
            accused = found.accused if found.even else new
            said = message(
                "%(place)s: in another order in %(languages)s than in %(others)s",
                place=_with_more(synopsis.place(row), length - 1),
                languages=listed(new),
                others=rest(found),
            )
            evidence = tuple(Evidence(code, _before(synopsis, row, code)) for code in new)
            about = tuple(synopsis.text(row, code) for code in new)
            yield Draft(row.wid, accused, said, evidence, about, found)
    yield from _crossed(synopsis)
    yield from _strayed(synopsis)


def _with_more(place: Message, more: int) -> Message:
    """A place, and how many parts after it go with it."""
    if not more:
        return place
    return counted("%(place)s and %(num)s part after it", "%(place)s and %(num)s parts after it", more, place=place)


def _strayed(synopsis: Synopsis) -> Iterator[Draft]:
    """Clauses so far from their place that the rows have them apart."""
    for (wid, code), lone in synopsis.strayed.items():
        row = next(row for row in synopsis.rows(Kind.CLAUSE) if row.wid == wid)
        found = split([other for other in synopsis.texts if row.cell(other)], [code])
        if found:
            said = message(
                "%(place)s: elsewhere in %(languages)s (%(where)s) than in %(others)s",
                place=synopsis.place(row),
                languages=code,
                where=synopsis.place(lone),
                others=rest(found),
            )
            evidence = (synopsis.show(lone, code), synopsis.show(row, found.agree[0]))
            yield Draft(wid, found.accused, said, evidence, (synopsis.text(lone, code),), found)


def _crossed(synopsis: Synopsis) -> Iterator[Draft]:
    """Two clauses that stand in one row because two languages alone have them in another order: their verbs cross."""
    for row in synopsis.strong(Kind.CLAUSE) if len(synopsis.texts) == 2 else ():
        (one, left), (other, right) = ((code, _verbs(synopsis.cell(row, code))) for code in synopsis.texts)
        if len(left) == len(right) == 2 and _answers(left, right[::-1]) and not _answers(left, right):
            found = Split((one,), (other,), firm=False, even=True)
            said = message(
                "%(place)s: in another order in %(languages)s than in %(others)s",
                place=_with_more(synopsis.place(row), 1),
                languages=other,
                others=one,
            )
            evidence = tuple(
                Evidence(code, ", ".join(verb.text for verb in verbs)) for code, verbs in ((one, left), (other, right))
            )
            about = tuple(synopsis.text(row, code) for code in (one, other))
            yield Draft(row.wid, found.accused, said, evidence, about, found)


def _verbs(cell: Sequence[Part]) -> list[OperativeVerb]:
    return [part.verb for part in cell if isinstance(part, Subdivision) and part.verb]


def _answers(left: Sequence[OperativeVerb], right: Sequence[OperativeVerb]) -> bool:
    return all(agrees(one, other.concepts) for one, other in zip(left, right, strict=True))


def _run(moved: frozenset[int], at: int) -> int:
    length = 1
    while at + length in moved:
        length += 1
    return length


def _before(synopsis: Synopsis, row: Row, code: str) -> Message:
    """What a row follows in one language, as it is told."""
    eid = row.cell(code)[0]
    own = synopsis.reading[code, eid]
    earlier = [part.eid for part in synopsis.texts[code].walk()][:own]
    around = synopsis.holder.get((code, eid))
    last = next((one for one in reversed(earlier) if one != around), "")
    if not last:
        return message("at the beginning")
    return message("before it: %(place)s", place=synopsis.place_of(code, last))


def _moved(synopsis: Synopsis, rows: Sequence[Row], code: str) -> frozenset[int]:
    """The rows that one language has in another order: the least text that must move to put it right."""
    present = [(at, synopsis.reading[code, eids[0]]) for at, row in enumerate(rows) if (eids := row.cell(code))]
    places = [place for _, place in present]
    if places == sorted(places):
        return frozenset()
    weights = [len(synopsis.text(rows[at], code)) + 1 for at, _ in present]
    kept = heaviest_rise(places, weights)
    return frozenset(at for i, (at, _) in enumerate(present) if i not in kept)


def heaviest_rise(values: Sequence[int], weights: Sequence[int]) -> frozenset[int]:
    """Positions of the rising subsequence of greatest weight; `values` are distinct. Time n log n.

    >>> sorted(heaviest_rise([1, 5, 2, 3], [1, 1, 1, 1]))
    [0, 2, 3]
    """
    ranks = sorted(values)
    best: list[tuple[int, int]] = [(0, -1)] * (len(values) + 1)  # a Fenwick tree: weight so far, last position
    before: list[int] = []
    for position, (value, weight) in enumerate(zip(values, weights, strict=True)):
        rank = bisect_left(ranks, value)
        total, last = _highest(best, rank)
        before.append(last)
        at = rank + 1
        while at < len(best):
            best[at] = max(best[at], (total + weight, position))
            at += at & -at
    found = set()
    last = _highest(best, len(values))[1]
    while last >= 0:
        found.add(last)
        last = before[last]
    return frozenset(found)


def _highest(tree: Sequence[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank > 0:
        found = max(found, tree[rank])
        rank -= rank & -rank
    return found
