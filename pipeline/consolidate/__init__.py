"""A base and the documents after it to one text: `consolidate`. Every word of the result knows where it came from.

    instructions  a corrigendum to modifications (wording, quotations, targets, concerned; forms: the language files)
    applying      each instruction at the one place where its words stand (places, finding), else refused
    clauses       altered points cut into clauses again
    versions      later versions, whole-text corrigenda, addenda
    stretches     words with their sigla (edition: all of a text)
    histories     who changed which part when (`blame`)

The result is editorial: it has no legal value, and `NO_LEGAL_VALUE` stands in every output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.consolidate.applying import apply_instructions
from pipeline.consolidate.edition import Edition, edition, passages
from pipeline.consolidate.instructions import corrigendum, is_corrigendum
from pipeline.consolidate.values import (
    BASE,
    NO_LEGAL_VALUE,
    Consolidation,
    Modification,
    Modifier,
    Operation,
    Passage,
    Siglum,
)
from pipeline.consolidate.versions import append, body_of, follow
from pipeline.errors import ConclusioError
from pipeline.ids import DocumentId
from pipeline.languages import load
from pipeline.model import Change, Expression, Kind, Level, Notice, Provenance, Status

__all__ = [
    "BASE", "NO_LEGAL_VALUE", "Consolidation", "Modification", "Modifier", "Operation", "Passage", "Siglum",
    "consolidate", "is_corrigendum",
]  # fmt: skip


def consolidate(base: Expression, modifiers: Sequence[Modifier] = (), date: str = "") -> Consolidation:
    """The base with the later documents worked in, in the order given, all in the language of the base.

    `date` is the base's ISO date or "". What cannot be carried out is refused with a notice; a corrigendum that
    concerns other languages only changes nothing. Without modifiers the result has the parts and words of the base.
    Raises ConclusioError for a modifier in another language.
    """
    work = _Work(edition(base, BASE), [Siglum(BASE, base.id.document, date)])
    for modifier in modifiers:
        if modifier.expression.language != base.language:
            message = f"a text in {modifier.expression.language!r} cannot modify one in {base.language!r}"
            raise ConclusioError(f"{message}; give documents of one language", where=str(modifier.expression.id))
        work.take(modifier)
    texts = [base, *(modifier.expression for modifier in modifiers)]
    result = replace(work.state.expression, provenance=_provenance(texts))
    return Consolidation(
        base.id,
        tuple(work.sigla),
        tuple(work.done),
        result,
        passages(work.state),
        tuple(work.notices),
        (base, *work.states),
    )


def _provenance(texts: Sequence[Expression]) -> Provenance:
    """Of one text its own; of several an editorial one, a specimen as soon as one of them is."""
    if len(texts) == 1:
        return texts[0].provenance
    specimen = any(text.provenance.status is Status.SPECIMEN for text in texts)
    source = "consolidated from " + ", ".join(text.id.document.printed for text in texts if text.id.document.number)
    return Provenance(Status.SPECIMEN if specimen else Status.OFFICIAL, source=source, notice=NO_LEGAL_VALUE)


@dataclass(slots=True)
class _Work:
    """What is filled while the modifiers are taken one by one."""

    state: Edition
    sigla: list[Siglum]
    done: list[Modification] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    states: list[Expression] = field(default_factory=list)

    def take(self, modifier: Modifier) -> None:
        """Work one document in."""
        document = modifier.expression.id.document
        if is_corrigendum(modifier.expression):
            self._correct(modifier, document)
        elif document.suffixes and document.suffixes[-1].startswith("ADD"):
            mark = self._mark("A")
            self.state = append(self.state, modifier.expression, _prefix(document), mark)
            self._note(mark, modifier, Modification(Operation.APPEND, document, siglum=mark))
        elif not modifier.expression.of_kind(Kind.POINT):
            name = document.printed if document.number else f"document {len(self.sigla) + 1}"
            message = f"{name} has no numbered point and is no corrigendum; it is left out"
            self.notices.append(Notice(Level.ERROR, "modifier-left-out", message))
        else:
            mark = self._mark("M")
            self.state, changes = follow(self.state, modifier.expression, mark)
            self._note(mark, modifier, _whole(document, mark, changes))

    def _correct(self, modifier: Modifier, document: DocumentId) -> None:
        mark = self._mark("C")
        language = load(modifier.expression.language)
        read = corrigendum(modifier.expression, language, source=modifier.source)
        self.notices += read.notices
        if any(one.op is Operation.WHOLE for one in read.modifications):
            new = body_of(modifier.expression, self.state.expression)
            self.state, changes = follow(self.state, new, mark)
            self._note(mark, modifier, _whole(document, mark, changes))
            return
        self.state, done, refused = apply_instructions(
            self.state, read.modifications, mark, document.slug if document.number else mark, _prefix(document)
        )
        self.notices += refused
        self._note(mark, modifier, *done)

    def _mark(self, letter: str) -> str:
        return f"{letter}{1 + sum(siglum.mark.startswith(letter) for siglum in self.sigla)}"

    def _note(self, mark: str, modifier: Modifier, *done: Modification) -> None:
        """A document gets its siglum also when nothing of it could be applied, so that it is seen to be there."""
        self.sigla.append(Siglum(mark, modifier.expression.id.document, modifier.date))
        self.states.append(self.state.expression)
        self.done += done


def _whole(document: DocumentId, mark: str, changes: tuple[Change, ...]) -> Modification:
    eids = tuple(dict.fromkeys(eid for change in changes for eid in change.new_eids))
    return Modification(Operation.WHOLE, document, siglum=mark, eids=eids, changes=changes)


def _prefix(document: DocumentId) -> str:
    """How the eIds begin of the addendum that a document is or corrects."""
    added = [suffix for suffix in document.suffixes if suffix.startswith("ADD ")]
    return added[0].lower().replace(" ", "_") if added else ""
