"""A part that stayed as it was in one language while it changed in all others."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.majority import split
from pipeline.check.phrases import listed, rest
from pipeline.check.synopsis import Draft, Synopsis
from pipeline.findings import Evidence, Message, message
from pipeline.model import Change, Comparison, Nature, Op

_TEXTUAL = (Op.REPLACE, Op.INSERT)


def unchanged(synopsis: Synopsis) -> Iterator[Draft]:
    """A part with the text of the document before, where the other languages have changed theirs in substance."""
    changed = {code: _changed(comparison) for code, comparison in synopsis.comparisons.items()}
    for row in synopsis.worded():
        here = [code for code in synopsis.comparable(row) if code in changed]
        touched = [code for code in here if any(eid in changed[code] for eid in row.cell(code))]
        found = split(touched, [code for code in here if code not in touched])
        if found:
            said = message(
                "%(place)s: not changed since the document before in %(languages)s, unlike in %(others)s",
                place=synopsis.place(row),
                languages=listed(found.against),
                others=rest(found),
            )
            one = found.agree[0]
            edit = next(changed[one][eid] for eid in row.cell(one) if eid in changed[one])
            evidence = (*(synopsis.show(row, code) for code in found.against[:3]), Evidence(one, _edits(edit)))
            about = (*(synopsis.text(row, code) for code in found.against), synopsis.text(row, one))
            yield Draft(row.wid, found.accused, said, evidence, about, found)


def _changed(comparison: Comparison) -> dict[str, Change]:
    """The parts of the new text whose words changed in substance, each with its change."""
    return {
        eid: change
        for change in comparison.changes
        if change.op in _TEXTUAL and change.nature is Nature.SUBSTANTIVE
        for eid in change.new_eids
    }


def _edits(change: Change) -> str | Message:
    words = [
        f"{'-' if edit.op == 'delete' else '+'} {edit.text.strip()}" for edit in change.edits if edit.op != "equal"
    ]
    return "; ".join(words[:4]) or message("new text")
