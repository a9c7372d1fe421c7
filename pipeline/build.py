"""The build: corpus → site. The only module that writes the output, and the only one that runs all stages.

Nothing half-written is published: the site is made in a folder beside the old one, which it replaces at the end.
A document that cannot be read is left out and named; the others are built.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.align import align
from pipeline.align.concepts import settle_concepts
from pipeline.align.decided import with_decisions
from pipeline.align.identity import carry_wids, with_wids
from pipeline.check import check
from pipeline.check.decisions import judge, stale
from pipeline.compare import compare
from pipeline.corpus import Dossier, DossierDocument, Manifestation, dossier_folders, load_dossier, read_bytes
from pipeline.corpus.decisions import load_decisions
from pipeline.errors import ConclusioError, CorpusError
from pipeline.findings import Decision
from pipeline.ids import ExpressionId
from pipeline.ingest import read
from pipeline.ingest.identify import wrong_language
from pipeline.languages import load, order
from pipeline.model import Comparison, Expression, Kind, Level, Notice, Provenance, Source
from pipeline.operative import add_clauses
from pipeline.parse import parse
from pipeline.repair import repair
from pipeline.site import ComparedView, DocumentView, DossierView, pages

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, the steps done and the steps in all."""

_MARKER = ".conclusio-site"
_FATAL = frozenset({"no-points", "wrong-language"})


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made. `left_out` counts files that could not be used."""

    dossiers: int
    expressions: int
    pages: int
    left_out: int
    notices: tuple[Notice, ...]


def make_expression(
    data: bytes, name: str, format: str, id: ExpressionId, provenance: Provenance
) -> tuple[Source, Expression]:
    """A file through all stages that concern it alone. Raises ReadError for what cannot be read.

    A text in another language than declared gets a notice of level error.
    """
    language = load(id.language)
    source = repair(read(data, name, id.language, format), language)
    doubt = wrong_language(source, id.language)
    if doubt is not None:
        source = replace(source, notices=(*source.notices, doubt))
    return source, add_clauses(parse(source, language, id, provenance), language)


def unusable(expression: Expression) -> Notice | None:
    """The notice that makes an expression unusable, if there is one."""
    return next((notice for notice in expression.notices if notice.code in _FATAL), None)


def build(corpus: Path, out: Path, progress: Progress = lambda *_: None) -> Report:
    """Build the site of all dossiers in `corpus` and put it at `out`, all at once.

    Raises CorpusError when no dossier can be used, or when `out` is a folder that no build has made.
    """
    views: list[DossierView] = []
    notices: list[Notice] = []
    left_out = 0
    for folder in dossier_folders(corpus):
        try:
            dossier = load_dossier(folder)
        except CorpusError as error:
            notices.append(Notice(Level.ERROR, "dossier", str(error)))
            continue
        view, missing = view_dossier(dossier, progress)
        views.append(view)
        left_out += missing
        notices += [*view.notices, *(notice for document in view.documents for notice in document.notices)]
    if not any(view.documents for view in views):
        raise CorpusError(notices[0].message if notices else "no document can be used", where="")
    expressions = sum(len(document.expressions) for view in views for document in view.documents)
    written = _publish(pages(views), out, progress, 2 * expressions)
    return Report(len(views), expressions, written, left_out, tuple(notices))


def view_dossier(dossier: Dossier, progress: Progress = lambda *_: None) -> tuple[DossierView, int]:
    """A dossier with all its stages done, and the number of files left out.

    wIds are those of the first document; later ones take them over through the comparisons. Decisions that cannot be
    read become a notice of level error, and none of them is applied.
    """
    decisions, doubts = _decisions(dossier)
    total = sum(len(document.files) for document in dossier.documents)
    done = left_out = 0
    documents: list[DocumentView] = []
    compared: list[ComparedView] = []
    for document in dossier.documents:
        expressions: list[Expression] = []
        notices: list[Notice] = []
        for file in document.files:
            expression, notice = _expression(file)
            expressions += [expression] if expression else []
            notices += [notice] if notice else []
            done += 1
            progress(f"read {dossier.name}", done, total)
        left_out += len(notices)
        if not expressions:
            continue
        view, pairs = _join(document, expressions, notices, documents[-1] if documents else None, decisions)
        documents.append(view)
        compared += pairs
    doubts += stale([finding for view in documents for finding in view.findings], decisions)
    said = (*dossier.notices, *doubts)
    return DossierView(dossier.name, _titles(documents), tuple(documents), tuple(compared), said), left_out


def _decisions(dossier: Dossier) -> tuple[tuple[Decision, ...], tuple[Notice, ...]]:
    try:
        return load_decisions(dossier.folder), ()
    except CorpusError as error:
        return (), (Notice(Level.ERROR, "decisions", f"no decision is applied: {error}"),)


def _expression(file: Manifestation) -> tuple[Expression | None, Notice | None]:
    name = f"{file.path.parent.name}/{file.path.name}"
    try:
        data = read_bytes(file.path)
        _, expression = make_expression(data, name, file.id.format, file.id.expression, file.provenance)
    except ConclusioError as error:
        return None, Notice(Level.ERROR, "left-out", f"left out: {error}")
    doubt = unusable(expression)
    if doubt is not None:
        return None, Notice(Level.ERROR, "left-out", f"left out: {name}: {doubt.message}")
    return expression, None


def _join(
    document: DossierDocument,
    expressions: list[Expression],
    notices: list[Notice],
    before: DocumentView | None,
    decisions: Sequence[Decision],
) -> tuple[DocumentView, list[ComparedView]]:
    """Align the languages of a document, compare each with the document before, and check them."""
    alignment, doubts = with_decisions(align(expressions), expressions, decisions)
    expressions = settle_concepts(expressions, alignment)
    earlier = {e.language: e for e in before.expressions} if before else {}
    pairs = [(earlier[e.language], compare(earlier[e.language], e)) for e in expressions if e.language in earlier]
    if before:
        alignment = carry_wids(alignment, before.alignment, [comparison for _, comparison in pairs])
    named = {e.language: with_wids(e, alignment) for e in expressions}
    ordered = tuple(named[code] for code in sorted(named, key=order))
    findings = judge(check(alignment, ordered, [comparison for _, comparison in pairs]), decisions)
    view = DocumentView(document.id, document.date, document.stage, alignment, ordered, (*notices, *doubts), findings)
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


def _publish(files: Iterator[tuple[str, bytes]], out: Path, progress: Progress, total: int) -> int:
    """Write all files into a new folder, then put it in the place of `out`. Returns their number, about `total`."""
    if out.exists() and any(out.iterdir()) and not (out / _MARKER).exists():
        raise CorpusError("this folder was not made by a build; name another, or empty it", where=str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        count = 0
        for name, data in files:
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            count += 1
            progress("write pages", count, total)
        (fresh / _MARKER).write_bytes(b"")
        fresh.chmod(0o755)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return count


def _swap(fresh: Path, out: Path) -> None:
    """Put `fresh` where `out` is. For an instant there is no `out`; there is never a mixture."""
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        if out.exists():
            out.rename(old / "site")
        fresh.rename(out)
    finally:
        shutil.rmtree(old, ignore_errors=True)
