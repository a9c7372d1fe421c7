"""Alignment and expressions of one document → findings: where a language says something else than the others.

    synopsis    the texts side by side, as the rules look at them
    majority    the other languages as oracle
    phrases     what the messages of several rules have in common
    rules       the table of rules; one rule is one function in the module of its theme:
                structure order numbering verbs addressees figures notes title language style versions
    quantities  figures read in 24 languages; quotes: quoted passages; conventions: what else is data
    decisions   what people decided: decisions.toml as values, which findings they answer, which are stale

A language is accused when it stands against a clear majority; where evidence is thin the finding says so and is no
error. Each rule has a section in docs/findings.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from pipeline.check.rules import RULES, Rule
from pipeline.check.synopsis import Draft, Synopsis
from pipeline.findings import Finding, Severity, message
from pipeline.ids import DocumentId
from pipeline.languages import order
from pipeline.model import Alignment, Comparison, Expression

__all__ = ["RULES", "Rule", "check"]


def check(
    alignment: Alignment, expressions: Sequence[Expression], comparisons: Sequence[Comparison] = ()
) -> tuple[Finding, ...]:
    """The findings on one document, in reading order, findings on the whole text last.

    `comparisons` lead from the document before to this one, one a language; without them nothing is said of parts that
    stayed as they were. Expressions that are not in the alignment are left aside. The result does not depend on the
    order of expressions and comparisons.
    """
    synopsis = Synopsis(alignment, expressions, comparisons)
    places = {row.wid: at for at, row in enumerate(alignment.rows)}
    found = [(rule, draft) for rule in RULES for draft in rule.find(synopsis)]
    kept = _without_hidden(found)
    kept.sort(key=lambda item: (places.get(item[1].wid, len(places)), RULES.index(item[0]), item[1].languages))
    return tuple(_finding(rule, draft, alignment.document) for rule, draft in kept)


def _without_hidden(found: Sequence[tuple[Rule, Draft]]) -> list[tuple[Rule, Draft]]:
    """Leave out what a graver finding at the same place explains."""
    hidden = {(name, draft.wid, code) for rule, draft in found for name in rule.hides for code in draft.languages}
    return [
        (rule, draft)
        for rule, draft in found
        if not all((rule.name, draft.wid, code) in hidden for code in draft.languages)
    ]


def _finding(rule: Rule, draft: Draft, document: DocumentId) -> Finding:
    languages = tuple(sorted(draft.languages, key=order))
    thin = draft.found is not None and not draft.found.firm
    severity = Severity.WARNING if thin and rule.severity is Severity.ERROR else rule.severity
    said = draft.message
    if draft.found and draft.found.even:
        said = message("%(finding)s; two languages alone do not say which one errs", finding=said)
    mark = fingerprint(rule.name, draft.wid, languages, draft.about)
    return Finding(rule.name, severity, document, draft.wid, languages, said, draft.evidence, mark)


def fingerprint(rule: str, wid: str, languages: Sequence[str], about: Sequence[str]) -> str:
    """16 hex digits (SHA-256) of what a finding is about; white space in the texts does not count."""
    total = hashlib.sha256()
    for text in _fields(rule, wid, languages, about):
        total.update(text.encode() + b"\0")
    return total.hexdigest()[:16]


def _fields(rule: str, wid: str, languages: Sequence[str], about: Sequence[str]) -> Iterator[str]:
    yield from (rule, wid, " ".join(languages))
    yield from (" ".join(text.split()) for text in about)
