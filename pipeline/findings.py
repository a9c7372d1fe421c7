"""What the checks say and what people decide: `Finding` and `Decision`. Frozen, like all of `pipeline.model`.

What is said to people is a `Message`: a template with values, so that the site can say it in 24 languages.
"""

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
class Message:
    """Words for people. `str()` says them in English.

    `text` is the template in English, a msgid of gettext, with "%(name)s" for each of `values`: names with a text that
    stays as it is, a number, or another message. `many` is the template for the plural of the value `num`, "" where
    nothing is counted. Without `text` it is the name of a concept of operative verbs, the value `concept`.
    """

    text: str
    values: tuple[tuple[str, str | int | Message], ...] = ()
    many: str = ""

    def __str__(self) -> str:
        values = {name: str(value) for name, value in self.values}
        if not self.text:
            return values["concept"].replace("_", " ")
        return (self.many if self.many and values["num"] != "1" else self.text) % values


def message(text: str, /, **values: str | int | Message) -> Message:
    """A message with its values, by name. The text must be a literal, for the catalogues are made from the source.

    >>> str(message("point %(number)s", number=6))
    'point 6'
    """
    return Message(text, tuple(values.items()))


def counted(one: str, many: str, num: int, /, **values: str | int | Message) -> Message:
    """A message that counts: its number is `num`.

    >>> str(counted("%(num)s language", "%(num)s languages", 7))
    '7 languages'
    """
    return Message(one, (("num", num), *values.items()), many)


def concept_name(concept: str) -> Message:
    """The name of a concept; the site gives it as an operative verb of the reader's language.

    >>> str(concept_name("call_on"))
    'call on'
    """
    return Message("", (("concept", concept),))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line to show: the language that it is about, "" for none, and its words, or what is said of it."""

    language: str
    text: str | Message

    def __str__(self) -> str:
        return f"{self.language}: {self.text}" if self.language else str(self.text)


@dataclass(frozen=True, slots=True)
class Finding:
    """One divergence. `rule` has a section in docs/findings.md; `wid` is the part it is about, "" for a whole text.

    `languages` are the ones accused, in protocol order: all of them where it is open which one errs. `evidence` are
    lines to show. `fingerprint` (16 hex digits) is made of the rule, the part, the languages and the texts
    that it rests on, so that a decision on it goes stale when one of them changes. `decision` is the one that holds.
    """

    rule: str
    severity: Severity
    document: DocumentId
    wid: str
    languages: tuple[str, ...]
    message: Message
    evidence: tuple[Evidence, ...]
    fingerprint: str
    decision: Decision | None = None
