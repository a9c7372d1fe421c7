"""wIds: the same name for a part in every language and in every document of the chain.

The first document's rows give the names; a later row takes over the name of the row that most of its languages say it
comes from, and gets a new one where no language knows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.model import Alignment, Comparison, Expression, Row, Subdivision


def with_wids(expression: Expression, alignment: Alignment) -> Expression:
    """The expression with the wId of its row on every part and note."""
    wids = {eid: row.wid for row in alignment.rows for eid in row.cell(expression.language)}
    parts = tuple(_named(part, wids) for part in expression.parts)
    notes = tuple(replace(note, wid=wids.get(note.eid, note.eid)) for note in expression.notes)
    return replace(expression, parts=parts, notes=notes)


def carry_wids(alignment: Alignment, before: Alignment, comparisons: Iterable[Comparison]) -> Alignment:
    """The alignment with the wIds of the document before, as far as the comparisons of its languages know the parts."""
    names = {(code, eid): row.wid for row in before.rows for code, eids in row.cells for eid in eids}
    origins = {
        (comparison.new.language, placement.new): names[comparison.old.language, placement.old]
        for comparison in comparisons
        for placement in comparison.placements
        if (comparison.old.language, placement.old) in names
    }
    taken: set[str] = set()
    votes = [_votes(row, origins) for row in alignment.rows]
    # the surest rows choose first, so that a stray vote cannot take a name away
    for i in sorted(range(len(votes)), key=lambda i: (-max(votes[i].values(), default=0), i)):
        name = next((wid for wid, _ in _ranked(votes[i]) if wid not in taken), "")
        votes[i] = Counter({name: 1}) if name else Counter()
        taken.add(name)
    rows = []
    used = {row.wid for row in before.rows} | taken
    for row, vote in zip(alignment.rows, votes, strict=True):
        wid = next(iter(vote), "") or _free(row.wid, alignment, used)
        used.add(wid)
        rows.append(replace(row, wid=wid))
    return replace(alignment, rows=tuple(rows))


def _votes(row: Row, origins: Mapping[tuple[str, str], str]) -> Counter[str]:
    return Counter(origins[code, eid] for code, eids in row.cells for eid in eids if (code, eid) in origins)


def _ranked(votes: Counter[str]) -> list[tuple[str, int]]:
    return sorted(votes.items(), key=lambda item: (-item[1], item[0]))


def _free(wid: str, alignment: Alignment, used: set[str]) -> str:
    """A new name: the part's own, unless an earlier document used it for another part."""
    if wid not in used:
        return wid
    return f"{wid}--{alignment.document.slug.lower()}"


def _named(part: Subdivision, wids: Mapping[str, str]) -> Subdivision:
    children = tuple(_named(below, wids) for below in part.children)
    return replace(part, wid=wids.get(part.eid, part.eid), children=children)
