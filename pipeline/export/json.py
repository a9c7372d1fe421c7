"""JSON views of the values, for other programs.

The fields are a contract: docs/json.md. `version` counts breaking changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.align import Beads
from pipeline.compare.letters import refined
from pipeline.export.located import Located
from pipeline.export.material import NO_LEGAL_VALUE, statement
from pipeline.findings import Decision, Finding
from pipeline.ids import DocumentId
from pipeline.languages import load
from pipeline.model import (
    Alignment,
    Change,
    Comparison,
    Expression,
    Kind,
    Level,
    Note,
    Notice,
    Op,
    OperativeVerb,
    Repair,
    Subdivision,
)
from pipeline.parse import Account, session

VERSION = 1
COVER_FIELDS = (
    *("institution", "place_date", "original_language", "code", "distribution", "subject_codes"),  # the letterhead
    *("type", "from", "date", "to", "previous", "subject", "subtitle", "note"),
)

JSON = dict[str, Any]


def dump(view: JSON) -> str:
    """The text of a view: UTF-8 characters as they are, two spaces of indent, one line end at the end."""
    return json.dumps(view, ensure_ascii=False, indent=2) + "\n"


def expression_view(expression: Expression, account: Account | None = None) -> JSON:
    """An expression as `conclusio parse` prints it."""
    fields = {part.eid.removeprefix("cover__"): part.text for part in expression.of_kind(Kind.COVER)}
    preamble = expression.of_kind(Kind.PREAMBLE)
    return {
        "version": VERSION,
        "language": expression.language,
        "provenance": str(expression.provenance.status) if expression.provenance.sha256 else "unknown",
        "cover": {
            **{name: fields.get(name) for name in COVER_FIELDS},
            "session": session(expression.parts, load(expression.language)) or None,
        },
        "annex": _text(expression, Kind.ANNEX),
        "title": _text(expression, Kind.TITLE),
        "enacting": _text(expression, Kind.ENACTING),
        "preamble": {
            "verb": preamble[0].text if preamble else None,
            "items": [_item(item) for part in preamble for item in part.children],
        },
        "points": list(_points(expression)),
        "parts": [_part(part) for part in expression.walk()],
        "notes": [_note(note) for note in expression.notes],
        "junk": [{"eid": part.eid, "text": part.text} for part in expression.of_kind(Kind.JUNK)],
        "repairs": [_repair(r) for r in expression.repairs if r.rule not in ("line-break", "page-layout")],
        "account": None if account is None else {name: getattr(account, name) for name in Account.__slots__},
        "notices": [notice_view(notice) for notice in expression.notices],
    }


def alignment_view(alignment: Alignment) -> JSON:
    """A table of rows as `conclusio align` prints it."""
    return {
        "version": VERSION,
        "document": _code(alignment.document),
        "languages": list(alignment.languages),
        "rows": [
            {
                "wid": row.wid,
                "kind": str(row.kind),
                "cells": {code: list(eids) for code, eids in row.cells},
                "score": round(row.score, 4),
                "evidence": [{"name": e.name, "value": round(e.value, 4), "detail": e.detail} for e in row.evidence],
            }
            for row in alignment.rows
        ],
        "notices": [notice_view(notice) for notice in alignment.notices],
    }


def beads_view(beads: Beads) -> JSON:
    """Groups of lines as `conclusio align --lines` prints them; lines are counted from 0."""
    return {
        "version": VERSION,
        "languages": list(beads.languages),
        "embeddings": beads.embeddings or None,
        "rows": [
            {
                "cells": {code: list(cell) for code, cell in zip(beads.languages, group, strict=True) if cell},
                "score": round(score, 4),
                "evidence": [{"name": e.name, "value": round(e.value, 4), "detail": e.detail} for e in evidence],
            }
            for group, score, evidence in zip(beads.groups, beads.scores, beads.evidence, strict=True)
        ],
    }


def comparison_view(comparison: Comparison) -> JSON:
    """The changes between two versions as `conclusio compare` prints them."""
    return {
        "version": VERSION,
        "language": comparison.new.language,
        "old": _code(comparison.old.document),
        "new": _code(comparison.new.document),
        "changes": [_change(change) for change in comparison.changes],
    }


def check_view(
    documents: Iterable[tuple[Sequence[Expression], Sequence[Located]]], notices: Iterable[Notice] = ()
) -> JSON:
    """Findings as `conclusio check` prints them; a document is given by its expressions and its findings."""
    given = list(documents)
    return {
        "version": VERSION,
        "documents": [
            {"document": _code(texts[0].id.document), "languages": [text.language for text in texts]}
            for texts, _ in given
        ],
        "findings": [_located(one) for _, located in given for one in located],
        "notices": [notice_view(notice) for notice in notices],
    }


def finding_view(finding: Finding) -> JSON:
    """One finding; `document` is null for loose files, `decision` where nobody has decided."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "document": _code(finding.document),
        "wid": finding.wid,
        "languages": list(finding.languages),
        "message": str(finding.message),
        "evidence": [str(line) for line in finding.evidence],
        "fingerprint": finding.fingerprint,
        "decision": finding.decision and _decision(finding.decision),
    }


def about(expressions: Iterable[Expression]) -> JSON:
    """Where the texts of a view are from and that it has no legal value, for a file that goes out by itself."""
    texts = {
        one.language: {
            "status": str(one.provenance.status),
            "statement": statement(one.provenance),
            "source": one.provenance.source,
            "retrieved": one.provenance.retrieved,
            "sha256": one.provenance.sha256,
            "licence": one.provenance.licence,
        }
        for one in expressions
    }
    return {"about": {"notice": NO_LEGAL_VALUE, "texts": texts}}


def notice_view(notice: Notice) -> JSON:
    """One notice; `place` is null where it speaks of the whole document."""
    origin = notice.origin
    return {
        "level": str(notice.level),
        "code": notice.code,
        "message": notice.message,
        "place": None if origin is None else {"locator": origin.locator, "start": origin.start, "end": origin.end},
    }


def worst(notices: Iterable[Notice]) -> Level | None:
    """The most serious level among notices, None without any."""
    order = [Level.ERROR, Level.WARNING, Level.INFO]
    return min((notice.level for notice in notices), key=order.index, default=None)


def _code(document: DocumentId) -> str | None:
    return document.printed if document.number else None


def _located(located: Located) -> JSON:
    places = [{"path": place.path, "line": place.line or None} for place in located.places]
    return {**finding_view(located.finding), "places": places}


def _decision(decision: Decision) -> JSON:
    return {
        "verdict": str(decision.verdict),
        "reason": decision.reason,
        "by": decision.by,
        "date": decision.date or None,
    }


def _text(expression: Expression, kind: Kind) -> str | None:
    return " ".join(part.text for part in expression.of_kind(kind)) or None


def _points(expression: Expression) -> Iterable[JSON]:
    heading: str | None = None
    for part in expression.parts:
        if part.kind is Kind.HEADING:
            heading = part.text
        elif part.kind is Kind.POINT:
            yield {
                "num": part.num.rstrip(".)"),
                "eid": part.eid,
                "heading": heading,
                "clauses": [_clause(below) for below in part.walk() if below.kind is Kind.CLAUSE],
                "items": [_item(below) for below in part.walk() if below.kind is Kind.ITEM],
            }
            heading = None


def _clause(clause: Subdivision) -> JSON:
    return {
        "eid": clause.eid,
        "text": clause.text,
        "verb": _verb(clause.verb),
        "addressees": [addressee.text for addressee in clause.addressees],
        "addressee_kinds": [addressee.kind for addressee in clause.addressees],
    }


def _verb(verb: OperativeVerb | None) -> JSON | None:
    if verb is None:
        return None
    return {
        "text": verb.text,
        "head": verb.head,
        "particle": verb.particle or None,
        "concepts": list(verb.concepts),
        "strength": verb.strength or None,
        "rank": verb.rank,
        "attested": verb.attested,
        "spans": [list(span) for span in verb.spans],
    }


def _part(part: Subdivision) -> JSON:
    return {"kind": str(part.kind), "eid": part.eid, "wid": part.wid, "num": part.num, "text": part.text}


def _item(item: Subdivision) -> JSON:
    return {"eid": item.eid, "num": item.num, "text": item.text}


def _note(note: Note) -> JSON:
    anchor = {"eid": note.anchor, "offset": note.offset} if note.anchor else None
    return {"eid": note.eid, "mark": note.mark, "text": note.text, "anchor": anchor}


def _repair(repair: Repair) -> JSON:
    return {
        "rule": repair.rule,
        "before": repair.before,
        "after": repair.after,
        "place": {"locator": repair.origin.locator, "start": repair.origin.start, "end": repair.origin.end},
    }


def _change(change: Change) -> JSON:
    verb = change.verb
    return {
        "op": str(change.op),
        "kind": str(change.kind),
        "wid": change.wid,
        "before": _said(change, change.before),
        "after": _said(change, change.after),
        "eids": {"before": list(change.old_eids), "after": list(change.new_eids)},
        "nature": str(change.nature),
        "rule": change.rule,
        "passage": change.passage,
        "verb": None
        if verb is None
        else {"before": verb.before, "after": verb.after, "direction": str(verb.direction)},
        "edits": [{"op": str(edit.op), "text": edit.text} for edit in change.edits if edit.text],
        "letters": [{"op": str(edit.op), "text": edit.text} for edit in refined(change.edits) if edit.text],
    }


def _said(change: Change, text: str) -> str | None:
    """A text as it is; numbers without their punctuation, as in the points ("14., 15." is "14, 15")."""
    if change.kind is Kind.POINT and change.op in (Op.RENUMBER, Op.SPLIT, Op.MERGE):
        text = ", ".join(num.rstrip(".)") for num in text.split(", "))
    return text or None
