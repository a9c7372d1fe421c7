"""The table of rules. One rule is one function and one section of docs/findings.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.check import (
    addressees,
    figures,
    language,
    notes,
    numbering,
    order,
    structure,
    style,
    title,
    verbs,
    versions,
)
from pipeline.check.synopsis import Draft, Synopsis
from pipeline.findings import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its name and severity.

    A language that it accuses at a part is not accused there by the rules in `hides`.
    """

    name: str
    severity: Severity
    find: Callable[[Synopsis], Iterator[Draft]]
    hides: frozenset[str] = frozenset()


_WORDING = frozenset(
    {"verb-strength", "verb-concept", "verb-varies", "verb-missing", "addressee-missing", "addressee-surplus"}
)

RULES = (
    Rule("part-missing", Severity.ERROR, structure.missing_part),
    Rule("part-surplus", Severity.ERROR, structure.surplus_part),
    Rule("part-merged", Severity.WARNING, structure.merged_part),
    Rule("part-split", Severity.WARNING, structure.split_part),
    Rule("part-elsewhere", Severity.WARNING, structure.other_place),
    Rule("order", Severity.WARNING, order.other_order, frozenset({"part-elsewhere"})),
    Rule("number-twice", Severity.WARNING, numbering.number_twice, frozenset({"number-other"})),
    Rule("number-gap", Severity.WARNING, numbering.number_gap),
    Rule("number-other", Severity.WARNING, numbering.number_other),
    Rule("untranslated", Severity.ERROR, language.untranslated, _WORDING),
    Rule("verb-missing", Severity.ERROR, verbs.verb_missing),
    Rule("verb-strength", Severity.ERROR, verbs.verb_strength),
    Rule("verb-concept", Severity.ERROR, verbs.verb_concept),
    Rule("verb-varies", Severity.INFO, verbs.verb_varies),
    Rule("addressee-missing", Severity.ERROR, addressees.addressee_missing),
    Rule("addressee-surplus", Severity.ERROR, addressees.addressee_surplus),
    Rule("date", Severity.ERROR, figures.date),
    Rule("document-code", Severity.ERROR, figures.document_code),
    Rule("citation", Severity.ERROR, figures.citation),
    Rule("percentage", Severity.ERROR, figures.percentage),
    Rule("amount", Severity.ERROR, figures.amount),
    Rule("article", Severity.ERROR, figures.article),
    Rule("figure", Severity.ERROR, figures.figure),
    Rule("mark-missing", Severity.ERROR, notes.mark_missing),
    Rule("mark-twice", Severity.WARNING, notes.mark_twice),
    Rule("mark-elsewhere", Severity.WARNING, notes.mark_elsewhere),
    Rule("mark-gap", Severity.WARNING, notes.mark_gap),
    Rule("title-on-cover", Severity.WARNING, title.title_on_cover),
    Rule("unchanged", Severity.WARNING, versions.unchanged),
    Rule("quotation-marks", Severity.INFO, style.quotation_marks),
    Rule("list-label", Severity.INFO, style.list_label),
    Rule("citation-form", Severity.INFO, style.citation_form),
)
