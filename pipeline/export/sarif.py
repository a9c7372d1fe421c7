"""Findings as SARIF 2.1.0 (OASIS), the form in which code hosts show what a check says beside the text.

A finding becomes one result with a location for each language it accuses; a decision becomes a suppression, so that a
dismissed finding is kept and not shown. Version, schema and property names: SARIF 2.1.0, sections 3.13 to 3.35.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pipeline.check import RULES
from pipeline.export.located import Located, Place, rule_summary
from pipeline.findings import Severity, Verdict

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

JSON = dict[str, Any]


def sarif_log(located: Sequence[Located], version: str) -> JSON:
    """The log of one run; `version` is that of the program."""
    rules = [_rule(rule.name, rule.severity) for rule in RULES]
    numbers = {rule.name: number for number, rule in enumerate(RULES)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "Conclusio", "version": version, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, numbers[one.finding.rule]) for one in located],
            }
        ],
    }


def _rule(name: str, severity: Severity) -> JSON:
    return {
        "id": name,
        "shortDescription": {"text": rule_summary(name)},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(located: Located, number: int) -> JSON:
    finding = located.finding
    text = "\n".join([f"{finding.message}.", *map(str, finding.evidence)])
    result: JSON = {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(place) for place in located.places],
        "partialFingerprints": {"conclusio/v1": finding.fingerprint},
        "properties": {
            "document": finding.document.printed if finding.document.number else "",
            "wid": finding.wid,
            "languages": list(finding.languages),
        },
    }
    if finding.decision is not None:
        status = "accepted" if finding.decision.verdict is Verdict.DISMISSED else "rejected"
        reason = f"{finding.decision.by}: {finding.decision.reason}"
        result["suppressions"] = [{"kind": "external", "status": status, "justification": reason}]
    return result


def _location(place: Place) -> JSON:
    physical: JSON = {"artifactLocation": {"uri": quote(place.path)}}
    if place.line:
        physical["region"] = {"startLine": place.line}
    return {"physicalLocation": physical}
