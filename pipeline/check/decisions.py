"""Decisions of people: the file they are kept in, and which of them still hold.

`decisions.toml` is a log that people may edit: one [[decision]] table each, comments are kept, and of two decisions on
the same matter the later holds. This module turns text into values and back; it reads and writes no file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.align.decided import ROW_VERDICTS, named_part
from pipeline.errors import ConclusioError, CorpusError
from pipeline.findings import Decision, Finding, Verdict
from pipeline.ids import UNKNOWN, DocumentId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Level, Notice

HEADER = '# What people decided, the latest last. Fields: docs/findings.md, "Decisions".\n'
_FIELDS = ("verdict", "fingerprint", "reason", "by", "date", "rule", "document", "wid", "languages", "parts")
_NEEDED = ("fingerprint", "verdict", "reason", "by")


def read_decisions(text: str, where: str = "decisions.toml") -> tuple[Decision, ...]:
    """The decisions of a file, the last one on each matter. Raises CorpusError for what is not sound."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"not valid TOML: {error}", where=where) from None
    unknown = sorted(set(table) - {"decision"})
    if unknown:
        raise CorpusError(f"has an unknown table {unknown[0]!r}; use [[decision]]", where=where)
    entries = table.get("decision", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CorpusError("decision must be a list of tables, written [[decision]]", where=where)
    found: dict[tuple[object, ...], Decision] = {}
    for number, entry in enumerate(entries, 1):
        decision = _decision(entry, f"{where}: decision {number}")
        matter = (decision.document, frozenset(decision.parts)) if decision.parts else (decision.fingerprint,)
        found.pop(matter, None)
        found[matter] = decision
    return tuple(found.values())


def _decision(entry: Mapping[str, Any], where: str) -> Decision:
    unknown = sorted(set(entry) - set(_FIELDS))
    if unknown:
        raise CorpusError(f"has an unknown field {unknown[0]!r}; use {', '.join(_FIELDS)}", where=where)
    for name in _NEEDED:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise CorpusError(f'needs {name} = "…"', where=where)
    decision = Decision(
        fingerprint=entry["fingerprint"],
        verdict=_verdict(entry["verdict"], where),
        reason=entry["reason"],
        by=entry["by"],
        rule=str(entry.get("rule", "")),
        wid=str(entry.get("wid", "")),
        languages=_languages(entry.get("languages", []), where),
        parts=_parts(entry.get("parts", []), where),
        document=_document(entry.get("document"), where),
        date=_iso(entry.get("date", ""), where),
    )
    if decision.verdict in ROW_VERDICTS and not (decision.parts and decision.document.number):
        raise CorpusError(
            f'{decision.verdict} needs document = "ST 10125/22" and parts = ["nl:para_3", "fr:para_3"]', where=where
        )
    return decision


def _verdict(said: str, where: str) -> Verdict:
    try:
        return Verdict(said)
    except ValueError:
        choice = ", ".join(repr(str(one)) for one in Verdict)
        raise CorpusError(f"verdict is {said!r}; use one of {choice}", where=where) from None


def _languages(said: object, where: str) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(code in PROTOCOL_ORDER for code in said):
        raise CorpusError('languages must be a list of two-letter codes, as in ["nl"]', where=where)
    return tuple(said)


def _parts(said: object, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(said, list):
        raise CorpusError('parts must be a list, as in ["nl:para_3", "fr:para_3"]', where=where)
    try:
        return tuple(named_part(str(one)) for one in said)
    except CorpusError as error:
        raise CorpusError(str(error), where=where) from None


def _document(code: object, where: str) -> DocumentId:
    if code is None:
        return UNKNOWN
    try:
        return DocumentId.parse(str(code))
    except ConclusioError as error:
        raise CorpusError(str(error), where=where) from None


def _iso(said: object, where: str) -> str:
    if said == "" or isinstance(said, date):
        return said.isoformat() if isinstance(said, date) else ""
    raise CorpusError(f"date is {said!r}; write it as 2022-06-10, without quotation marks", where=where)


def written(decision: Decision) -> str:
    """One decision as a table to put at the end of the file."""
    parts = [f"{language}:{eid}" for language, eid in decision.parts]
    values = {
        "verdict": _string(str(decision.verdict)),
        "fingerprint": _string(decision.fingerprint),
        "reason": _string(decision.reason),
        "by": _string(decision.by),
        "date": decision.date,
        "rule": _string(decision.rule) if decision.rule else "",
        "document": _string(decision.document.printed) if decision.document.number else "",
        "wid": _string(decision.wid) if decision.wid else "",
        "languages": _list(decision.languages),
        "parts": _list(parts),
    }
    return "[[decision]]\n" + "".join(f"{name} = {value}\n" for name, value in values.items() if value)


def _list(items: Iterable[str]) -> str:
    inside = ", ".join(_string(one) for one in items)
    return f"[{inside}]" if inside else ""


def _string(text: str) -> str:
    """A TOML basic string; control characters, which have no place in one, as escapes."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else rf"\U{ord(c):08X}" for c in plain) + '"'


def with_decision(text: str, decision: Decision) -> str:
    """The text of the file with one more decision; what stood in it is kept to the letter."""
    head = text.rstrip("\n") + "\n" if text.strip() else HEADER
    return f"{head}\n{written(decision)}"


def judge(findings: Iterable[Finding], decisions: Iterable[Decision]) -> tuple[Finding, ...]:
    """The findings, each with the decision on it if there is one."""
    known = {one.fingerprint: one for one in decisions if not one.parts}
    return tuple(replace(finding, decision=known.get(finding.fingerprint)) for finding in findings)


def stale(findings: Sequence[Finding], decisions: Iterable[Decision]) -> tuple[Notice, ...]:
    """A warning for each decision that no finding of the dossier answers: its text has changed, or it is settled."""
    known = {finding.fingerprint for finding in findings}
    old = (one for one in decisions if not one.parts and one.fingerprint not in known)
    return tuple(_notice(one, _successor(one, findings)) for one in old)


def _successor(decision: Decision, findings: Sequence[Finding]) -> Finding | None:
    """A finding of the same rule at the same part about one of the same languages."""
    same = (f for f in findings if (f.rule, f.wid) == (decision.rule, decision.wid))
    return next((f for f in same if not decision.languages or set(f.languages) & set(decision.languages)), None)


def _notice(decision: Decision, successor: Finding | None) -> Notice:
    where = f"{decision.wid or 'the whole text'} in {' '.join(decision.languages) or 'some language'}"
    who = f"{decision.verdict} by {decision.by}: {decision.rule or 'a finding'} at {where}"
    what = (
        f"the text has changed since; decide on {successor.fingerprint} anew"
        if successor
        else "there is no such finding any more; take it out of decisions.toml"
    )
    message = f"the decision {decision.fingerprint} ({who}) is stale: {what}"
    return Notice(Level.WARNING, "stale-decision", message)
