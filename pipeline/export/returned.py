"""Decisions that come back in an XLIFF file: what a translator said of rows and findings, in the tool of her own.

A unit set to `final` confirms its row. A note may say more, one thing a note: "split: reason", "join: reason" or
"confirm: reason" of the row, "accept 9c1f0a2b: reason" or "dismiss 9c1f0a2b: reason" of a finding, by its fingerprint.
Any other note is the reason. Texts are not changed: a unit whose words are not those of the documents is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.align.decided import decide_parts
from pipeline.errors import CorpusError
from pipeline.export.material import texts_of
from pipeline.export.xliff import Review
from pipeline.findings import Decision, Finding, Verdict
from pipeline.ids import DocumentId
from pipeline.model import Expression

_SAID = re.compile(r"(?i)(accept|dismiss|confirm|join|split)(?:\s+([0-9a-f]{6,16}))?\s*(?::\s*(.*))?", re.DOTALL)
_VERDICTS = {
    "accept": Verdict.ACCEPTED,
    "dismiss": Verdict.DISMISSED,
    "confirm": Verdict.CONFIRMED,
    "join": Verdict.JOINED,
    "split": Verdict.SPLIT,
}
_ON_FINDINGS = (Verdict.ACCEPTED, Verdict.DISMISSED)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file decides, and what in it was left out, one line each."""

    decisions: tuple[Decision, ...]
    left_out: tuple[str, ...]


def names_findings(reviews: Iterable[Review]) -> bool:
    """Whether any note speaks of a finding, so that the findings must be known."""
    return any(verdict in _ON_FINDINGS for review in reviews for verdict, _, _ in _said(review, ""))


def returned(
    reviews: Sequence[Review],
    expressions: Iterable[Expression],
    findings: Mapping[str, Finding],
    *,
    by: str,
    reason: str,
    date: str,
) -> Returned:
    """The decisions of all units of one document; `findings` by fingerprint, `reason` for where no note gives one."""
    texts = {one.language: one for one in expressions}
    decisions: list[Decision] = []
    left_out: list[str] = []
    for review in reviews:
        for verdict, mark, why in _said(review, reason):
            try:
                if verdict in _ON_FINDINGS:
                    decision = _on_finding(findings, verdict, mark, why, by)
                else:
                    decision = _on_row(review, texts, verdict, why, by)
            except CorpusError as error:
                left_out.append(f"{review.wid}: {error}")
            else:
                document = DocumentId.parse(review.document)
                decisions.append(replace(decision, document=document, date=date))
    return Returned(tuple(decisions), tuple(left_out))


def _said(review: Review, reason: str) -> Iterator[tuple[Verdict, str, str]]:
    """Verdict, fingerprint ("" of a row) and reason of what is said of a unit."""
    other: list[str] = []
    of_row = False
    for note in review.notes:
        match = _SAID.fullmatch(note.strip())
        verdict = _VERDICTS[match[1].lower()] if match else None
        if match is None or verdict is None or (verdict in _ON_FINDINGS) != bool(match[2]):
            other.append(note)
            continue
        of_row = of_row or verdict not in _ON_FINDINGS
        yield verdict, match[2] or "", " ".join((match[3] or reason).split())
    if review.state == "final" and not of_row:
        yield Verdict.CONFIRMED, "", " ".join(" ".join(other).split()) or reason


def _on_finding(findings: Mapping[str, Finding], verdict: Verdict, mark: str, reason: str, by: str) -> Decision:
    met = [finding for fingerprint, finding in findings.items() if fingerprint.startswith(mark.lower())]
    if len(met) != 1:
        raise CorpusError(f"{'several findings have' if met else 'no finding has'} the fingerprint {mark}")
    finding = met[0]
    return Decision(
        finding.fingerprint, verdict, reason, by, rule=finding.rule, wid=finding.wid, languages=finding.languages
    )


def _on_row(review: Review, texts: Mapping[str, Expression], verdict: Verdict, reason: str, by: str) -> Decision:
    """A decision on the parts of a unit; to split is to take the part of the target language out of the row."""
    sides = zip((review.source, review.target), review.texts, strict=True)
    for language, words in sides:
        parts = [eid for code, eid in review.parts if code == language]
        if language not in texts and parts:
            raise CorpusError(f"the document has no text in {language!r}")
        said = texts_of(texts[language]) if parts else {}
        if "".join(words.split()) != "".join("".join(said.get(eid, "") for eid in parts).split()):
            raise CorpusError(f"the words in {language} are not those of the document; texts are not changed here")
    parts_decided = [part for part in review.parts if verdict is not Verdict.SPLIT or part[0] == review.target]
    if len({code for code, _ in parts_decided}) < (1 if verdict is Verdict.SPLIT else 2):
        raise CorpusError("one of the two languages has no part here; nothing to decide")
    return decide_parts(verdict, parts_decided, texts.values(), reason, by)
