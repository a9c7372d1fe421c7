"""A file, a document, a dossier through all stages; what an earlier build has made is taken over.

Each step names all that it is made from (see `memory`); provenance is put in at the end, so that another source address
or licence makes no text be read again. The stages are imported where they are used, so that a build with nothing to do
is quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.build.codec import checksum, digest
from pipeline.build.inputs import Inputs, Table
from pipeline.build.memory import Memory
from pipeline.corpus import Dossier, DossierDocument, Manifestation, read_bytes
from pipeline.corpus.decisions import load_decisions
from pipeline.errors import ConclusioError, CorpusError, ReadError
from pipeline.findings import Decision, Finding
from pipeline.ids import ExpressionId
from pipeline.languages import PROTOCOL_ORDER, load, order
from pipeline.model import Alignment, Comparison, Expression, Kind, Level, Notice, Provenance, Source, Status

if TYPE_CHECKING:
    from pipeline.consolidate import Consolidation
    from pipeline.site.views import ComparedView, DocumentView, DossierView

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, the steps done and the steps in all."""

_FATAL = frozenset({"no-points", "wrong-language"})
_NOWHERE = Provenance(Status.SPECIMEN)


def make_expression(
    data: bytes, name: str, format: str, id: ExpressionId, provenance: Provenance
) -> tuple[Source, Expression]:
    """A file through all stages that concern it alone. Raises ReadError for what cannot be read.

    A text in another language than declared gets a notice of level error, and so does one that the stages lost text of.
    """
    from pipeline.ingest import read
    from pipeline.ingest.identify import wrong_language
    from pipeline.operative import add_clauses
    from pipeline.parse import account, parse
    from pipeline.repair import repair

    language = load(id.language)
    source = repair(read(data, name, id.language, format), language)
    doubt = wrong_language(source, id.language)
    if doubt is not None:
        source = replace(source, notices=(*source.notices, doubt))
    expression = add_clauses(parse(source, language, id, provenance), language)
    lost = account(source, expression).lost
    if lost:
        expression = replace(expression, notices=(*expression.notices, _loss(lost)))
    return source, expression


def _loss(count: int) -> Notice:
    what = f"{count} characters of the file are in no part" if count > 0 else f"{-count} characters occur twice"
    message = f"{what}; compare the text with the file, and report this as a fault of Conclusio"
    return Notice(Level.ERROR, "text-lost", message)


def unusable(expression: Expression) -> Notice | None:
    """The notice that makes an expression unusable, if there is one."""
    return next((notice for notice in expression.notices if notice.code in _FATAL), None)


def view_dossier(
    dossier: Dossier,
    progress: Progress = lambda *_: None,
    memory: Memory | None = None,
    inputs: Inputs | None = None,
) -> tuple[DossierView, int]:
    """A dossier with all its stages done, and the number of files left out.

    wIds are those of the first document; later ones take them over through the comparisons. Decisions that cannot be
    read become a notice of level error, and none of them is applied.
    """
    from pipeline.check.decisions import stale
    from pipeline.site.views import DossierView

    steps = _Steps(dossier.name, memory or Memory(), inputs or Inputs())
    decisions, doubts = _decisions(dossier)
    total = sum(len(document.files) for document in dossier.documents)
    done = left_out = 0
    documents: list[DocumentView] = []
    compared: list[ComparedView] = []
    apart: list[Notice] = []
    corrections: dict[Expression, Source] = {}
    for document in dossier.documents:
        expressions: list[Expression] = []
        notices: list[Notice] = []
        for file in document.files:
            if document.id.is_corrigendum:  # no version of the text, but what is to be read in its place
                expression, notice = None, steps.read_correction(file, corrections)
            else:
                expression, notice = steps.read(file)
            expressions += [expression] if expression else []
            notices += [notice] if notice else []
            done += 1
            progress(f"read {dossier.name}", done, total)
        left_out += len(notices)
        if not expressions:
            apart += notices
            continue
        view, pairs = _join(steps, document, expressions, notices, documents[-1] if documents else None, decisions)
        documents.append(view)
        compared += pairs
    doubts += stale([finding for view in documents for finding in view.findings], decisions)
    titles, one_text = _titles(documents), tuple(_consolidations(steps, dossier, documents, corrections))
    notices = [*dossier.notices, *doubts, *apart, *(notice for one in one_text for notice in one.notices)]
    whole = DossierView(dossier.name, titles, tuple(documents), tuple(compared), tuple(notices), (), one_text)
    return whole, left_out


def _consolidations(
    steps: _Steps, dossier: Dossier, views: Sequence[DocumentView], corrections: Mapping[Expression, Source]
) -> Iterator[Consolidation]:
    """The chain worked into one text, in each language that has more than one document."""
    texts = {(one.id, text.language): text for one in views for text in one.expressions}
    texts |= {(text.id.document, text.language): text for text in corrections}
    for code in PROTOCOL_ORDER:
        chain = [
            (document.date, text, corrections.get(text))
            for document in dossier.documents
            if (text := texts.get((document.id, code)))
        ]
        if len(chain) > 1 and chain[0][2] is None:
            yield steps.consolidate(chain)


def _decisions(dossier: Dossier) -> tuple[tuple[Decision, ...], tuple[Notice, ...]]:
    try:
        return load_decisions(dossier.folder), ()
    except CorpusError as error:
        return (), (Notice(Level.ERROR, "decisions", f"no decision is applied: {error}"),)


class _Steps:
    """The steps of one dossier that cost time, each with all that it is made from."""

    def __init__(self, dossier: str, memory: Memory, inputs: Inputs) -> None:
        self._dossier, self._memory, self._inputs = dossier, memory, inputs

    def read(self, file: Manifestation) -> tuple[Expression | None, Notice | None]:
        """A file as an expression, or the notice that says why it is left out, which is never remembered."""
        name = f"{file.path.parent.name}/{file.path.name}"
        inputs = {
            "the file": file.provenance.sha256,
            "its name": digest((name, file.id)),
            "language files": self._inputs.language(file.id.expression.language),
            **self._ran("operative"),
        }
        try:
            found = self._memory.remember(f"read {self._dossier}/{name}", lambda: _read(file, name), Expression, inputs)
        except ConclusioError as error:
            return None, Notice(Level.ERROR, "left-out", f"left out: {error}")
        except UnicodeEncodeError:
            message = f"left out: {name}: holds half of a character (a lone surrogate); save it anew as UTF-8"
            return None, Notice(Level.ERROR, "left-out", message)
        return replace(found, provenance=file.provenance), None

    def read_correction(self, file: Manifestation, corrections: dict[Expression, Source]) -> Notice | None:
        """A corrigendum, which has no points of its own, is put into `corrections` with its paragraphs, or left out."""
        name = f"{file.path.parent.name}/{file.path.name}"
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

    def align(self, document: DossierDocument, expressions: Sequence[Expression]) -> Alignment:
        """The rows of a document."""
        from pipeline.align import align

        texts = [replace(expression, provenance=_NOWHERE) for expression in expressions]
        inputs = {text.language: digest(text) for text in texts}
        name = f"align {self._dossier}/{document.id.slug}"
        return self._memory.remember(name, lambda: align(texts), Alignment, inputs | self._knows("align"))

    def compare(self, old: Expression, new: Expression) -> Comparison:
        """The changes of one language."""
        from pipeline.compare import compare

        before, after = (replace(one, provenance=_NOWHERE) for one in (old, new))
        inputs = {"the text before": digest(before), "the text": digest(after)}
        name = f"compare {self._dossier}/{new.id.document.slug}/{new.language}"
        return self._memory.remember(name, lambda: compare(before, after), Comparison, inputs | self._knows("compare"))

    def check(
        self, alignment: Alignment, expressions: Sequence[Expression], comparisons: Sequence[Comparison]
    ) -> tuple[Finding, ...]:
        """What diverges in a document, without decisions."""
        from pipeline.check import check

        texts = [replace(expression, provenance=_NOWHERE) for expression in expressions]
        inputs = {text.language: digest(text) for text in texts}
        inputs |= {"rows": digest(alignment), "changes": digest(tuple(comparisons))}
        name = f"check {self._dossier}/{alignment.document.slug}"
        return self._memory.remember(
            name, lambda: check(alignment, texts, comparisons), tuple[Finding, ...], inputs | self._knows("check")
        )

    def consolidate(self, chain: Sequence[tuple[str, Expression, Source | None]]) -> Consolidation:
        """Texts of one language, oldest first with their dates, worked into one; a corrigendum with its paragraphs."""
        from pipeline.consolidate import Consolidation, Modifier, consolidate

        (date, base, _), *later = chain
        inputs = {f"{text.id.document.slug}": digest((when, text, source)) for when, text, source in chain}
        name = f"consolidate {self._dossier}/{base.language}"
        return self._memory.remember(
            name,
            lambda: consolidate(base, [Modifier(text, when, source) for when, text, source in later], date),
            Consolidation,
            inputs | self._knows("consolidate"),
        )

    def _ran(self, room: str) -> dict[str, str | Table]:
        return {"code": self._inputs.room(room), "versions": self._inputs.versions}

    def _knows(self, room: str) -> dict[str, str | Table]:
        return {"language files": self._inputs.languages, **self._ran(room)}


def _read(file: Manifestation, name: str) -> Expression:
    """A file without its provenance. Raises ConclusioError where it cannot be used."""
    data = read_bytes(file.path)
    if checksum(data) != file.provenance.sha256:
        raise ReadError("was altered while the build ran; build again", where=name)
    _, expression = make_expression(data, name, file.id.format, file.id.expression, _NOWHERE)
    doubt = unusable(expression)
    if doubt is not None:
        raise ReadError(doubt.message, where=name)
    return expression


def _join(
    steps: _Steps,
    document: DossierDocument,
    expressions: list[Expression],
    notices: list[Notice],
    before: DocumentView | None,
    decisions: Sequence[Decision],
) -> tuple[DocumentView, list[ComparedView]]:
    """Align the languages of a document, compare each with the document before, and check them."""
    from pipeline.align.concepts import settle_concepts
    from pipeline.align.decided import with_decisions
    from pipeline.align.identity import carry_wids, with_wids
    from pipeline.check.decisions import judge
    from pipeline.site.views import ComparedView, DocumentView

    alignment, doubts = with_decisions(steps.align(document, expressions), expressions, decisions)
    expressions = settle_concepts(expressions, alignment)
    earlier = {e.language: e for e in before.expressions} if before else {}
    pairs = [(earlier[e.language], steps.compare(earlier[e.language], e)) for e in expressions if e.language in earlier]
    if before:
        alignment = carry_wids(alignment, before.alignment, [comparison for _, comparison in pairs])
    named = {e.language: with_wids(e, alignment) for e in expressions}
    ordered = tuple(named[code] for code in sorted(named, key=order))
    findings = judge(steps.check(alignment, ordered, [comparison for _, comparison in pairs]), decisions)
    said = (*notices, *doubts)
    view = DocumentView(document.id, document.date, document.stage, alignment, ordered, said, findings)
    compared = [
        ComparedView(_renamed(comparison, named[old.language]), old, named[old.language]) for old, comparison in pairs
    ]
    return view, compared


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
