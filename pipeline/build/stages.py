"""A file, a document, a dossier through all stages; what an earlier build has made is taken over.

Each step names all that it is made from (see `memory`); provenance is put in at the end, so that another source address
or licence makes no text be read again. The stages are imported where they are used, so that a build with nothing to do
is quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pipeline.build.codec import checksum, digest, encode
from pipeline.build.engine import Engine, InProcess
from pipeline.build.inputs import Inputs, Table
from pipeline.build.memory import Failure, Memory, Wanted
from pipeline.build.tasks import Aligned
from pipeline.build.texts import NOWHERE, make_expression
from pipeline.corpus import Dossier, DossierDocument, Manifestation, read_bytes
from pipeline.errors import ConclusioError, CorpusError, ReadError
from pipeline.findings import Decision, Finding
from pipeline.languages import PROTOCOL_ORDER, order
from pipeline.model import Alignment, Comparison, Expression, Kind, Level, Notice, Source

if TYPE_CHECKING:
    from pipeline.consolidate import Consolidation
    from pipeline.site.views import ComparedView, DocumentView, DossierView

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Called with a stage's name, the steps done and the steps in all."""


def view_dossier(
    dossier: Dossier,
    progress: Progress = lambda *_: None,
    memory: Memory | None = None,
    inputs: Inputs | None = None,
    engine: Engine | None = None,
) -> tuple[DossierView, int]:
    """A dossier with all its stages done, and the number of files left out.

    The work goes to `engine` in batches: all files, all alignments, the comparisons of a document, all checks. wIds are
    those of the first document; later ones take them over through the comparisons. Decisions that cannot be read become
    a notice of level error, and none of them is applied.
    """
    from pipeline.check.decisions import stale
    from pipeline.site.views import DossierView

    steps = _Steps(dossier, memory or Memory(), inputs or Inputs(), engine or InProcess(), progress)
    decisions, doubts = _decisions(dossier)
    texts, corrections = steps.read()
    left_out = sum(len(one.notices) for one in texts)
    apart = [notice for one in texts if not one.expressions for notice in one.notices]
    joined: list[_Joined] = []
    for one, found in steps.align([one for one in texts if one.expressions]):
        if isinstance(found, Notice):
            left_out += len(one.expressions)
            apart += [*one.notices, found]
        else:
            joined.append(_join(steps, one, found, joined[-1] if joined else None, decisions))
    documents = [_judged(one, said, decisions) for one, said in zip(joined, steps.check(joined), strict=True)]
    doubts += stale([finding for view in documents for finding in view.findings], decisions)
    one_text, refused = steps.consolidate(_chains(dossier, documents, corrections))
    notices = [*dossier.notices, *doubts, *apart, *(notice for one in one_text for notice in one.notices), *refused]
    compared = tuple(pair for one in joined for pair in one.compared)
    whole = DossierView(dossier.name, _titles(documents), tuple(documents), compared, tuple(notices), (), one_text)
    return whole, left_out


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of a document that can be used, and why others cannot."""

    document: DossierDocument
    expressions: tuple[Expression, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class _Joined:
    """A document with its rows and wIds, compared with the one before, not yet checked."""

    document: DossierDocument
    alignment: Alignment
    expressions: tuple[Expression, ...]
    comparisons: tuple[Comparison, ...]
    compared: tuple[ComparedView, ...]
    notices: tuple[Notice, ...]


Chain = tuple[tuple[str, Expression, "Source | None"], ...]
"""Texts of one language, oldest first with their dates; a corrigendum with its paragraphs."""


def _chains(
    dossier: Dossier, views: Sequence[DocumentView], corrections: Mapping[Expression, Source]
) -> Iterator[Chain]:
    """What is worked into one text, in each language that has more than one document."""
    texts = {(one.id, text.language): text for one in views for text in one.expressions}
    texts |= {(text.id.document, text.language): text for text in corrections}
    for code in PROTOCOL_ORDER:
        chain = tuple(
            (document.date, text, corrections.get(text))
            for document in dossier.documents
            if (text := texts.get((document.id, code)))
        )
        if len(chain) > 1 and chain[0][2] is None:
            yield chain


def _decisions(dossier: Dossier) -> tuple[tuple[Decision, ...], tuple[Notice, ...]]:
    from pipeline.corpus.decisions import load_decisions

    try:
        return load_decisions(dossier.folder), ()
    except CorpusError as error:
        return (), (Notice(Level.ERROR, "decisions", f"no decision is applied: {error}"),)


class _Steps:
    """The steps of one dossier that cost time, each with all that it is made from."""

    def __init__(self, dossier: Dossier, memory: Memory, inputs: Inputs, engine: Engine, progress: Progress) -> None:
        self._dossier, self._memory, self._inputs = dossier, memory, inputs
        self._engine, self._progress = engine, progress

    def read(self) -> tuple[list[_Texts], dict[Expression, Source]]:
        """The texts of all documents, and the corrigenda with their paragraphs."""
        files = [(one, file) for one in self._dossier.documents for file in one.files]
        corrections: dict[Expression, Source] = {}
        wanted = [self._reading(file) for one, file in files if not one.id.is_corrigendum]
        read = self._all(wanted, "read")
        found = iter(read)
        texts: list[_Texts] = []
        for document in self._dossier.documents:
            expressions: list[Expression] = []
            notices: list[Notice] = []
            for file in document.files:
                if document.id.is_corrigendum:  # no version of the text, but what is to be read in its place
                    notice = _read_correction(file, corrections)
                    notices += [notice] if notice else []
                elif isinstance(one := next(found), Failure):
                    notices.append(_left_out(one, _name(file)))
                else:
                    expressions.append(replace(one, provenance=file.provenance))
            texts.append(_Texts(document, tuple(expressions), tuple(notices)))
        return texts, corrections

    def _reading(self, file: Manifestation) -> Wanted[Expression]:
        name = _name(file)
        inputs = {
            "the file": file.provenance.sha256,
            "its name": digest((name, file.id)),
            "language files": self._inputs.language(file.id.expression.language),
            **self._ran("operative"),
        }
        return Wanted(f"read {self._dossier.name}/{name}", "read", lambda: _bytes(file, name), Expression, inputs)

    def align(self, texts: Sequence[_Texts]) -> Iterator[tuple[_Texts, Alignment | Notice]]:
        """The rows of each document, or why it has none and must be left out."""
        wanted = [self._aligning(one) for one in texts]
        rows = self._all(wanted, "align")
        for one, found in zip(texts, rows, strict=True):
            yield one, _left_out(found, one.document.id.printed) if isinstance(found, Failure) else found.alignment

    def _aligning(self, one: _Texts) -> Wanted[Aligned]:
        texts = tuple(replace(text, provenance=NOWHERE) for text in one.expressions)
        inputs: dict[str, str | Table] = {text.language: digest(text) for text in texts}
        name = f"align {self._dossier.name}/{one.document.id.slug}"
        knows = self._knows("align")
        return Wanted(name, "align", partial(_encoded, texts), Aligned, inputs | knows, tuple(knows))

    def compare(self, pairs: Sequence[tuple[Expression, Expression]]) -> Iterator[Comparison | Failure]:
        """The changes of each language, from the text before to the text."""
        wanted = []
        for old, new in pairs:
            before, after = _anonymous(old), _anonymous(new)
            inputs = {"the text before": checksum(before), "the text": checksum(after), **self._knows("compare")}
            name = f"compare {self._dossier.name}/{new.id.document.slug}/{new.language}"
            wanted.append(Wanted(name, "compare", partial(_both, before, after), Comparison, inputs))
        yield from self._all(wanted, "compare")

    def check(self, joined: Sequence[_Joined]) -> Iterator[tuple[Finding, ...] | Failure]:
        """What diverges in each document, without decisions."""
        wanted = []
        for one in joined:
            texts = tuple(replace(text, provenance=NOWHERE) for text in one.expressions)
            inputs: dict[str, str | Table] = {text.language: digest(text) for text in texts}
            inputs |= {"rows": digest(one.alignment), "changes": digest(one.comparisons), **self._knows("check")}
            values = partial(_encoded, one.alignment, texts, one.comparisons)
            name = f"check {self._dossier.name}/{one.document.id.slug}"
            wanted.append(Wanted(name, "check", values, tuple[Finding, ...], inputs))
        yield from self._all(wanted, "check")

    def consolidate(self, chains: Iterable[Chain]) -> tuple[tuple[Consolidation, ...], tuple[Notice, ...]]:
        """Texts of one language worked into one, in each language; and why there is none in others."""
        from pipeline.consolidate import Consolidation

        wanted = []
        for chain in chains:
            inputs: dict[str, str | Table] = {one[1].id.document.slug: digest(one) for one in chain}
            name = f"consolidate {self._dossier.name}/{chain[0][1].language}"
            inputs |= self._knows("consolidate")
            wanted.append(Wanted(name, "consolidate", partial(_encoded, chain), Consolidation, inputs))
        made = self._all(wanted, "consolidate")
        found = list(zip(wanted, made, strict=True))
        refused = tuple(_left_out(one, step.name) for step, one in found if isinstance(one, Failure))
        return tuple(one for _, one in found if not isinstance(one, Failure)), refused

    def _all(self, wanted: Sequence[Wanted[T]], what: str) -> list[T | Failure]:
        tick = partial(self._progress, f"{what} {self._dossier.name}")
        return self._memory.gather(wanted, self._engine, tick)

    def _ran(self, room: str) -> dict[str, str | Table]:
        return {"code": self._inputs.room(room), "versions": self._inputs.versions}

    def _knows(self, room: str) -> dict[str, str | Table]:
        return {"language files": self._inputs.languages, **self._ran(room)}


def _name(file: Manifestation) -> str:
    return f"{file.path.parent.name}/{file.path.name}"


def _bytes(file: Manifestation, name: str) -> tuple[bytes, ...]:
    data = read_bytes(file.path)
    if checksum(data) != file.provenance.sha256:
        raise ReadError("was altered while the build ran; build again", where=name)
    return data, name.encode(), encode(file.id)


def _encoded(*values: object) -> tuple[bytes, ...]:
    return tuple(map(encode, values))


def _both(*values: bytes) -> tuple[bytes, ...]:
    return values


def _anonymous(text: Expression) -> bytes:
    return encode(replace(text, provenance=NOWHERE))


def _left_out(failure: Failure, what: str) -> Notice:
    """The notice that says why something is not on the site."""
    if failure.poison:
        return Notice(Level.ERROR, "quarantine", f"left out: {what} {failure.why}; change it, or the limits")
    return Notice(Level.ERROR, "left-out", f"left out: {failure.why}")


def _read_correction(file: Manifestation, corrections: dict[Expression, Source]) -> Notice | None:
    """A corrigendum, which has no points of its own, is put into `corrections` with its paragraphs, or left out."""
    name = _name(file)
    try:
        data = read_bytes(file.path)
        source, found = make_expression(data, name, file.id.format, file.id.expression, file.provenance)
    except ConclusioError as error:
        return Notice(Level.ERROR, "left-out", f"left out: {error}")
    doubt = next((notice for notice in found.notices if notice.code == "wrong-language"), None)
    if doubt is not None:
        return Notice(Level.ERROR, "left-out", f"left out: {name}: {doubt.message}")
    corrections[found] = source
    return None


def _join(
    steps: _Steps, texts: _Texts, alignment: Alignment, before: _Joined | None, decisions: Sequence[Decision]
) -> _Joined:
    """Put decisions, names of concepts and wIds into a document, and compare it with the one before."""
    from pipeline.align.concepts import settle_concepts
    from pipeline.align.decided import with_decisions
    from pipeline.align.identity import carry_wids, with_wids
    from pipeline.site.views import ComparedView

    alignment, doubts = with_decisions(alignment, texts.expressions, decisions)
    expressions = settle_concepts(texts.expressions, alignment)
    earlier = {e.language: e for e in before.expressions} if before else {}
    both = [(earlier[e.language], e) for e in expressions if e.language in earlier]
    pairs: list[tuple[Expression, Comparison]] = []
    failed: list[Notice] = []
    for (old, new), found in zip(both, steps.compare(both), strict=True):
        if isinstance(found, Failure):
            failed.append(_left_out(found, f"the comparison of {new.id.document.printed} {new.language}"))
        else:
            pairs.append((old, found))
    comparisons = tuple(comparison for _, comparison in pairs)
    if before:
        alignment = carry_wids(alignment, before.alignment, comparisons)
    named = {e.language: with_wids(e, alignment) for e in expressions}
    ordered = tuple(named[code] for code in sorted(named, key=order))
    compared = tuple(
        ComparedView(_renamed(comparison, named[old.language]), old, named[old.language]) for old, comparison in pairs
    )
    return _Joined(texts.document, alignment, ordered, comparisons, compared, (*texts.notices, *doubts, *failed))


def _judged(one: _Joined, found: tuple[Finding, ...] | Failure, decisions: Sequence[Decision]) -> DocumentView:
    """A document with its findings, and the decisions on them."""
    from pipeline.check.decisions import judge
    from pipeline.site.views import DocumentView

    failed = [_left_out(found, f"the check of {one.document.id.printed}")] if isinstance(found, Failure) else []
    findings = judge(() if isinstance(found, Failure) else found, decisions)
    document, notices = one.document, (*one.notices, *failed)
    return DocumentView(document.id, document.date, document.stage, one.alignment, one.expressions, notices, findings)


def _renamed(comparison: Comparison, new: Expression) -> Comparison:
    """Parts that are new get the wId that the alignment gave them."""
    wids = {part.eid: part.wid for part in new.walk()} | {note.eid: note.wid for note in new.notes}
    changes = tuple(
        replace(change, wid=wids.get(change.new_eids[0], change.wid))
        if change.new_eids and not change.old_eids
        else change
        for change in comparison.changes
    )
    return replace(comparison, changes=changes)


def _titles(documents: Sequence[DocumentView]) -> tuple[tuple[str, str], ...]:
    """The title in each language, from the latest document that has one; English first, as the interface is."""
    titles: dict[str, str] = {}
    for document in documents:
        for expression in document.expressions:
            title = " ".join(part.text for part in expression.of_kind(Kind.TITLE))
            if title:
                titles[expression.language] = title
    return tuple(sorted(titles.items(), key=lambda item: (item[0] != "en", order(item[0]))))
