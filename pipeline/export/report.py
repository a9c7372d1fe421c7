"""Findings as text for people: one paragraph each, then a line that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.export.located import Located
from pipeline.findings import Finding, Severity


def text_report(located: Sequence[Located], *, decided: bool = False) -> str:
    """The open findings, and the decided ones too if asked for; at the end how many there are."""
    shown = [one for one in located if decided or one.finding.decision is None]
    counts = _counts([one.finding for one in located])
    return "".join(f"{line}\n" for one in shown for line in lines(one)) + counts + "\n"


def lines(located: Located) -> Iterator[str]:
    """One finding: severity, rule, document and message; evidence; fingerprint and decision."""
    finding = located.finding
    document = f"{finding.document.printed}: " if finding.document.number else ""
    yield printable(f"{finding.severity}: {document}{finding.message} [{finding.rule}]")
    for place in located.places[:3]:
        yield printable(f"    {place.path}{f':{place.line}' if place.line else ''}")
    yield from (printable(f"    {line}") for line in finding.evidence)
    yield f"    {finding.fingerprint}{_said(finding)}"


def _said(finding: Finding) -> str:
    one = finding.decision
    return printable(f"  {one.verdict} by {one.by}: {one.reason}") if one else ""


def _counts(findings: Sequence[Finding]) -> str:
    count = Counter(one.severity for one in findings if one.decision is None)
    closed = sum(one.decision is not None for one in findings)
    said = ", ".join(f"{count[severity]} {severity}" for severity in Severity)
    return f"open findings: {said}" + (f"; decided: {closed}" if closed else "")


def printable(text: str) -> str:
    """The text without control characters: what a document says must not steer a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
