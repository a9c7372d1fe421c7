"""What the checks say and what people decide: `Finding` and `Decision`. Frozen, like all of `pipeline.model`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.ids import UNKNOWN, DocumentId


class Severity(StrEnum):
    """How serious a finding is, the gravest first. `INFO` is style. What rests on thin evidence is never an error."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What a person decided.

    Of a finding: it is right and the text will be mended, or it is no fault. Of parts of the text: they belong in
    one row as they stand, their rows are one, or they are a row of their own.
    """

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"
    JOINED = "joined"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reason and who gave it. `date` is ISO or "".

    `fingerprint` is that of the finding, or is made of the texts of `parts` (pairs of language and eId). Rule, wId and
    languages are those of the finding: when its fingerprint is no longer found they tell what has taken its place.
    """

    fingerprint: str
    verdict: Verdict
    reason: str
    by: str
    rule: str = ""
    wid: str = ""
    languages: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    document: DocumentId = UNKNOWN
    date: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One divergence. `rule` has a section in docs/findings.md; `wid` is the part it is about, "" for a whole text.

    `languages` are the ones accused, in protocol order: all of them where it is open which one errs. `evidence` are
    lines to show, "nl: …". `fingerprint` (16 hex digits) is made of the rule, the part, the languages and the texts
    that it rests on, so that a decision on it goes stale when one of them changes. `decision` is the one that holds.
    """

    rule: str
    severity: Severity
    document: DocumentId
    wid: str
    languages: tuple[str, ...]
    message: str
    evidence: tuple[str, ...]
    fingerprint: str
    decision: Decision | None = None
