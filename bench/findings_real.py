"""Findings on a real text: the Commission's proposal for the General Data Protection Regulation in 12 languages.

Each unit becomes a clause, the rows are those of the file, so that only the rules on words are tried: figures, dates,
codes, articles, quotation marks, citations, passages in another language. Nothing was planted: each finding is printed,
to be read.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from time import perf_counter

from pipeline.check import check
from pipeline.findings import Finding, Severity
from pipeline.ids import DocumentId, ExpressionId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Alignment, Expression, Kind, Provenance, Row, Status, Subdivision

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "gdpr-proposal" / "units.json"
DOCUMENT = DocumentId("ST", 5853, 2012)


def findings(units: list[dict], codes: tuple[str, ...]) -> tuple[Finding, ...]:
    """Of these languages, rows as the file has them."""
    texts = [Expression(ExpressionId("", DOCUMENT, c), Provenance(Status.OFFICIAL), _parts(units, c)) for c in codes]
    rows = tuple(Row(f"unit_{u['n']}", Kind.CLAUSE, _cells(u, codes), 1.0) for u in units)
    return check(Alignment(DOCUMENT, codes, rows), texts)


def _cells(unit: dict, codes: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((code, (f"unit_{unit['n']}",)) for code in codes if unit["text"].get(code))


def _parts(units: list[dict], code: str) -> tuple[Subdivision, ...]:
    said = ((f"unit_{unit['n']}", unit["text"].get(code, "")) for unit in units)
    return tuple(Subdivision(Kind.CLAUSE, eid, text, wid=eid) for eid, text in said if text)


def main() -> None:
    """All languages, then each pair of the first six alone."""
    if not DATA.is_file():
        print("skipped: no data")
        sys.exit()
    units = json.loads(DATA.read_text("utf-8"))
    codes = tuple(code for code in PROTOCOL_ORDER if code in units[0]["text"])
    start = perf_counter()
    found = findings(units, codes)
    segments = sum(len(_cells(unit, codes)) for unit in units)
    print(f"{segments} segments in {len(codes)} languages: {len(found)} findings, {perf_counter() - start:.0f} s")
    for finding in found:
        print(f"  {finding.severity} {finding.rule} {finding.wid}: {finding.message}")
    count: Counter[str] = Counter()
    pairs = list(combinations(codes[:6], 2))
    for pair in pairs:
        count.update(f.rule for f in findings(units, pair) if f.severity is not Severity.INFO)
    said = ", ".join(f"{n} {rule}" for rule, n in count.most_common())
    print(f"two languages alone, {len(pairs)} pairs: {sum(count.values())} errors and warnings ({said})")


if __name__ == "__main__":
    main()
