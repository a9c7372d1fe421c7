"""Findings as JUnit XML, which build servers show as tests: a case for each rule and finding, failed where it is open.

Rules that found nothing are passed cases, so that a report without findings still says what was looked at. Information
and decided findings do not fail; they are passed cases with their text as output, or skipped ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from pipeline.check import RULES
from pipeline.export.located import Located, rule_summary
from pipeline.findings import Severity
from pipeline.ids import DocumentId


def junit_xml(located: Sequence[Located], documents: Iterable[DocumentId]) -> bytes:
    """One suite a document, UTF-8."""
    root = etree.Element("testsuites", name="conclusio check")
    for document in documents:
        own = [one for one in located if one.finding.document == document]
        root.append(_suite(document.printed if document.number else "loose files", own))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _suite(name: str, located: Sequence[Located]) -> etree._Element:
    found = {one.finding.rule for one in located}
    cases = [_passed(name, rule.name) for rule in RULES if rule.name not in found]
    cases += [_case(name, one) for one in located]
    failures = sum(case.find("failure") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    counts = {"tests": len(cases), "failures": failures, "errors": 0, "skipped": skipped}
    suite = etree.Element("testsuite", {"name": clean(name), **{key: str(value) for key, value in counts.items()}})
    suite.extend(cases)
    return suite


def _passed(suite: str, rule: str) -> etree._Element:
    return etree.Element("testcase", classname=clean(suite), name=clean(f"{rule}: {rule_summary(rule)}"))


def _case(suite: str, located: Located) -> etree._Element:
    finding = located.finding
    where = f"{finding.rule} {finding.wid or 'whole text'} {' '.join(finding.languages)} [{finding.fingerprint}]"
    case = etree.Element("testcase", classname=clean(suite), name=clean(where))
    if located.places:
        case.set("file", clean(located.places[0].path))
    text = clean("\n".join(map(str, (finding.message, *finding.evidence))))
    if finding.decision is not None:
        reason = f"{finding.decision.verdict} by {finding.decision.by}: {finding.decision.reason}"
        etree.SubElement(case, "skipped", message=clean(reason))
    elif finding.severity is Severity.INFO:
        etree.SubElement(case, "system-out").text = text
    else:
        failure = etree.SubElement(case, "failure", message=clean(str(finding.message)), type=str(finding.severity))
        failure.text = text
    return case


def clean(text: str) -> str:
    """The text without characters that XML 1.0 does not allow (section 2.2): they become U+FFFD."""
    return "".join(c if _allowed(ord(c)) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _allowed(code: int) -> bool:
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
