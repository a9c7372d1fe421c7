"""What people decided about rows, applied to an alignment: a link confirmed, rows joined, parts split off.

A decision names parts by language and eId and carries a fingerprint of their texts. Where one of them has changed or
gone, the decision is not applied and a notice says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import CorpusError
from pipeline.findings import Decision, Verdict
from pipeline.languages import PROTOCOL_ORDER, order
from pipeline.model import Alignment, Evidence, Expression, Level, Note, Notice, Row, Subdivision

ROW_VERDICTS = (Verdict.CONFIRMED, Verdict.JOINED, Verdict.SPLIT)

Parts = Mapping[tuple[str, str], Subdivision | Note]


@dataclass(slots=True)
class _Draft:
    """A row while decisions are applied to it: `cells` by language."""

    row: Row
    cells: dict[str, list[str]]
    said: list[str]


def named_part(text: str) -> tuple[str, str]:
    """Language and eId of a part as people write it. Raises CorpusError.

    >>> named_part("nl:para_3__clause_1")
    ('nl', 'para_3__clause_1')
    """
    language, _, eid = text.partition(":")
    if language not in PROTOCOL_ORDER or not eid:
        raise CorpusError(f"{text!r} names no part; write language and eId, as in nl:para_3__clause_1")
    return language, eid


def decide_parts(
    verdict: Verdict, parts: Sequence[tuple[str, str]], expressions: Iterable[Expression], reason: str, by: str
) -> Decision:
    """A decision on rows, with the fingerprint of the texts as they are. Raises CorpusError for an unknown part."""
    known = _parts(expressions)
    for language, eid in parts:
        if (language, eid) not in known:
            raise CorpusError(f"there is no part {eid} in {language}; conclusio parse shows the eIds of a text")
    return Decision(_fingerprint(parts, known), verdict, reason, by, parts=tuple(parts))


def with_decisions(
    alignment: Alignment, expressions: Sequence[Expression], decisions: Iterable[Decision]
) -> tuple[Alignment, tuple[Notice, ...]]:
    """The alignment with the decisions on rows of its document applied in order, and a notice for each stale one.

    Rows that a decision touches have score 1 and evidence "decided"; the others are as they were.
    """
    known = _parts(expressions)
    drafts = [_Draft(row, {code: list(eids) for code, eids in row.cells}, []) for row in alignment.rows]
    notices: list[Notice] = []
    for one in decisions:
        if one.verdict not in ROW_VERDICTS or one.document != alignment.document:
            continue
        here = [part for part in one.parts if part[0] in alignment.languages]
        if not here:
            continue  # a check of some languages only
        if _fingerprint(one.parts, known) != one.fingerprint:
            notices.append(_stale(one))
            continue
        _apply(drafts, one)
    rows = _rows(drafts)
    return replace(alignment, rows=rows, notices=(*alignment.notices, *notices)), tuple(notices)


def _parts(expressions: Iterable[Expression]) -> Parts:
    return {(text.language, part.eid): part for text in expressions for part in _all(text)}


def _all(text: Expression) -> tuple[Subdivision | Note, ...]:
    return (*text.walk(), *text.notes)


def _fingerprint(parts: Sequence[tuple[str, str]], known: Parts) -> str:
    """16 hex digits of languages and texts; white space does not count. "" where a part is gone."""
    total = hashlib.sha256()
    for key in sorted(parts):
        part = known.get(key)
        if part is None:
            return ""
        text = part.text or (part.full_text if isinstance(part, Subdivision) else "")
        total.update(f"{key[0]} {' '.join(text.split())}\0".encode())
    return total.hexdigest()[:16]


def _stale(decision: Decision) -> Notice:
    parts = ", ".join(f"{language}:{eid}" for language, eid in decision.parts)
    message = (
        f"the decision {decision.fingerprint} ({decision.verdict} by {decision.by}: {parts}) is stale: the text has "
        "changed since; the rows are as the evidence has them; decide anew, or take it out of decisions.toml"
    )
    return Notice(Level.WARNING, "stale-decision", message)


def _apply(drafts: list[_Draft], decision: Decision) -> None:
    at = {(code, eid): draft for draft in drafts for code, eids in draft.cells.items() for eid in eids}
    touched = list({id(at[part]): at[part] for part in decision.parts if part in at}.values())
    if not touched:
        return
    touched.sort(key=drafts.index)
    if decision.verdict is Verdict.SPLIT:
        target = _Draft(replace(touched[0].row, wid="", evidence=()), {}, [])
        drafts.insert(drafts.index(touched[-1]) + 1, target)
    else:
        target = touched[0]
    moved = decision.parts
    if decision.verdict is Verdict.JOINED:
        moved = tuple((code, eid) for draft in touched for code, eids in draft.cells.items() for eid in eids)
    for code, eid in moved:
        draft = at.get((code, eid))
        if draft is not None and draft is not target:
            draft.cells[code].remove(eid)
            target.cells.setdefault(code, []).append(eid)
    target.said.append(f"{decision.verdict} by {decision.by}: {decision.reason}")


def _rows(drafts: Sequence[_Draft]) -> tuple[Row, ...]:
    used = {draft.row.wid for draft in drafts}
    rows = []
    for draft in drafts:
        cells = tuple((code, tuple(draft.cells[code])) for code in sorted(draft.cells, key=order) if draft.cells[code])
        if not cells:
            continue
        if cells == draft.row.cells and not draft.said:
            rows.append(draft.row)
            continue
        wid = draft.row.wid or _free(cells, used)
        used.add(wid)
        evidence = tuple(Evidence("decided", 1.0, said) for said in draft.said)
        score = 1.0 if draft.said else draft.row.score
        rows.append(replace(draft.row, wid=wid, cells=cells, score=score, evidence=(*draft.row.evidence, *evidence)))
    return tuple(rows)


def _free(cells: Sequence[tuple[str, tuple[str, ...]]], used: set[str]) -> str:
    """A wId for a row that was split off: an eId that no row has, else one with its language."""
    names = (eid for _, eids in cells for eid in eids)
    code, eids = cells[0]
    numbered = (f"{eids[0]}__{code}_{n}" for n in range(1, len(used) + 2))
    return next(name for name in (*names, *numbered) if name not in used)
