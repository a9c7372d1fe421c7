"""Parts that a language lacks, has alone, has in one piece where others have two, or has elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.majority import Split, majority, split
from pipeline.check.phrases import listed, rest
from pipeline.check.synopsis import Draft, Synopsis
from pipeline.findings import Evidence, message
from pipeline.model import Row


def missing_part(synopsis: Synopsis) -> Iterator[Draft]:
    """A part that a language lacks and the others have. What stands in a missing part is not named again."""
    for row in synopsis.rows():
        have, lack = _holders(synopsis, row)
        if row in synopsis.strayed.values():
            continue
        gone = [code for code in lack if (row.wid, code) not in synopsis.strayed]
        found = split(have, [code for code in gone if not _missing_around(synopsis, row, have, code)])
        if found is None:
            continue
        said = message(
            "%(place)s: missing in %(languages)s, unlike in %(others)s",
            place=synopsis.place(row),
            languages=listed(found.against),
            others=rest(found),
        )
        evidence = tuple(synopsis.show(row, code) for code in have[:3])
        yield Draft(row.wid, found.accused, said, evidence, (synopsis.witness(row, have),), found)


def surplus_part(synopsis: Synopsis) -> Iterator[Draft]:
    """A part that a language has and the others lack."""
    for row in synopsis.rows():
        have, lack = _holders(synopsis, row)
        found = split(lack, have)
        if found is None or found.even or row in synopsis.strayed.values() or _surplus_around(synopsis, row, have):
            continue
        said = message(
            "%(place)s: in %(languages)s only; nothing answers it in %(others)s",
            place=synopsis.place(row),
            languages=listed(have),
            others=rest(found),
        )
        evidence = tuple(synopsis.show(row, code) for code in have)
        about = tuple(synopsis.text(row, code) for code in have)
        yield Draft(row.wid, have, said, evidence, about, found)


def merged_part(synopsis: Synopsis) -> Iterator[Draft]:
    """Two parts of the other languages that are one here."""
    for row in synopsis.rows():
        hosts = synopsis.merged.get(row.wid, {})
        have = tuple(code for code in synopsis.texts if row.cell(code))
        found = split(have, [code for code in synopsis.texts if code in hosts and code not in have])
        if found is None:
            continue
        where = (Evidence(code, synopsis.place_of(code, hosts[code])) for code in found.against)
        said = message(
            "%(place)s: no part of its own in %(languages)s, unlike in %(others)s",
            place=synopsis.place(row),
            languages=listed(found.against),
            others=rest(found),
        )
        about = (synopsis.witness(row, have), *(synopsis.said(code, hosts[code]) for code in found.against))
        yield Draft(row.wid, found.accused, said, (*where, synopsis.show(row, have[0])), about, found)


def split_part(synopsis: Synopsis) -> Iterator[Draft]:
    """One part of the other languages that is two here."""
    for row in synopsis.rows():
        counts = {code: len(cell) for code in synopsis.texts if (cell := row.cell(code))}
        usual, found = majority(counts) or (0, None)
        if found and found.even and counts[found.against[0]] < usual:
            found = Split(found.against, found.agree, firm=False, even=True)
            usual = counts[found.agree[0]]
        wide = tuple(code for code in found.against if counts[code] > usual) if found else ()
        if found and wide:
            said = message(
                "%(place)s: parts: %(own)s in %(languages)s, %(usual)s in %(others)s",
                place=synopsis.place(row),
                own=counts[wide[0]],
                languages=listed(wide),
                usual=usual,
                others=rest(found),
            )
            evidence = tuple(Evidence(code, " | ".join(part.eid for part in synopsis.cell(row, code))) for code in wide)
            about = tuple(synopsis.text(row, code) for code in wide)
            accused = found.accused if found.even else wide
            yield Draft(row.wid, accused, said, evidence, about, found)


def other_place(synopsis: Synopsis) -> Iterator[Draft]:
    """A part inside another part than in the other languages, such as a clause at the end of the point before."""
    for row in synopsis.rows():
        around = {code: above.wid for code in synopsis.texts if (above := _around(synopsis, row, code))}
        _, found = majority(around) or ("", None)
        if found is None:
            continue
        holder = _around(synopsis, row, found.agree[0])
        astray = tuple(code for code in found.against if holder and holder.cell(code))
        if astray:
            where = (Evidence(code, synopsis.place_of(code, row.cell(code)[0])) for code in astray)
            said = message(
                "%(place)s: elsewhere in %(languages)s than in %(others)s",
                place=synopsis.place(row),
                languages=listed(astray),
                others=rest(found),
            )
            about = tuple(synopsis.text(row, code) for code in astray)
            evidence = (*where, *(synopsis.show(row, code) for code in astray[:3]))
            yield Draft(row.wid, found.accused if found.even else astray, said, evidence, about, found)


def _holders(synopsis: Synopsis, row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Languages that have a row, and languages that have its text nowhere."""
    have = tuple(code for code in synopsis.texts if row.cell(code))
    merged = synopsis.merged.get(row.wid, {})
    return have, tuple(code for code in synopsis.texts if code not in have and code not in merged)


def _around(synopsis: Synopsis, row: Row, code: str) -> Row | None:
    """The row of the part right around a row in one language."""
    cell = row.cell(code)
    above = synopsis.holder.get((code, cell[0])) if cell else None
    return synopsis.row_of.get((code, above)) if above else None


def _missing_around(synopsis: Synopsis, row: Row, have: Sequence[str], code: str) -> bool:
    """Whether a language lacks the part around, too, so that this one goes without saying."""
    above = next((found for one in have if (found := _around(synopsis, row, one))), None)
    return above is not None and not above.cell(code) and code not in synopsis.merged.get(above.wid, {})


def _surplus_around(synopsis: Synopsis, row: Row, have: Sequence[str]) -> bool:
    """Whether the part around is surplus in the same languages."""
    above = _around(synopsis, row, have[0])
    return above is not None and tuple(code for code, _ in above.cells) == tuple(have)
