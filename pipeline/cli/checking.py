"""Findings for the commands: of a corpus, or of loose files of one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.printing import progress_bar
from pipeline.cli.reading import read_expression
from pipeline.errors import ConclusioError, CorpusError, ReadError

if TYPE_CHECKING:
    from pipeline.export.located import Located
    from pipeline.findings import Finding
    from pipeline.model import Expression, Notice


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with its findings. `folder` is its dossier; None for loose files."""

    folder: Path | None
    expressions: tuple[Expression, ...]
    located: tuple[Located, ...]
    notices: tuple[Notice, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(one.finding for one in self.located)


def check_corpus(corpus: Path) -> Iterator[Checked]:
    """The documents of all dossiers, checked. Notices of a dossier stand at its first document.

    Raises CorpusError for a dossier.toml or decisions.toml that cannot be used.
    """
    from pipeline.build import view_dossier
    from pipeline.corpus import dossier_folders, load_dossier
    from pipeline.corpus.decisions import load_decisions
    from pipeline.export.located import locate

    for folder in dossier_folders(corpus):
        dossier = load_dossier(folder)
        load_decisions(folder)  # a wrong file stops the check: what was dismissed would come again
        with progress_bar() as progress:
            view, _ = view_dossier(dossier, progress)
        if not view.documents:
            raise CorpusError("no document of this dossier can be used", where=str(folder))
        notices = view.notices
        files = {document.id: document.files for document in dossier.documents}
        for document in view.documents:
            paths = {file.id.expression.language: file.path.as_posix() for file in files[document.id]}
            located = locate(document.findings, document.expressions, paths)
            yield Checked(folder, document.expressions, located, (*notices, *document.notices))
            notices = ()


def check_files(files: Sequence[str], langs: Sequence[str]) -> tuple[Checked, bool]:
    """Loose files of one document, checked, and whether one of them could not be used and was left aside."""
    from pipeline.build import unusable
    from pipeline.export.located import locate
    from pipeline.model import Level, Notice

    if langs and len(langs) != len(files):
        raise ReadError(f"{len(files)} files but {len(langs)} times --lang; give one for each file, or none")
    texts: list[Expression] = []
    notices: list[Notice] = []
    paths: dict[str, str] = {}
    left_out = False
    for file, lang in zip(files, langs or [""] * len(files), strict=True):
        try:
            text = read_expression(file, lang or None)[1]
        except ConclusioError as error:
            notices.append(Notice(Level.ERROR, "left-out", f"left out: {error}"))
            left_out = True
            continue
        if text.language in paths:
            raise ReadError(f"a second file in {text.language!r}; give one text a language", where=file)
        paths[text.language] = Path(file).as_posix()
        doubt = unusable(text)
        if doubt is not None:
            notices.append(Notice(Level.ERROR, "left-out", f"left out: {file}: {doubt.message}"))
            left_out = True
            continue
        texts.append(text)
    if not texts:
        raise ReadError("; ".join(notice.message for notice in notices))
    expressions, findings, doubts = _joined(texts)
    return Checked(None, expressions, locate(findings, expressions, paths), (*notices, *doubts)), left_out


def _joined(texts: Sequence[Expression]) -> tuple[tuple[Expression, ...], tuple[Finding, ...], tuple[Notice, ...]]:
    from pipeline.align import align
    from pipeline.align.concepts import settle_concepts
    from pipeline.align.identity import with_wids
    from pipeline.check import check

    alignment = align(texts)
    named = tuple(with_wids(text, alignment) for text in settle_concepts(texts, alignment))
    return named, check(alignment, named), alignment.notices


def open_findings(checked: Iterable[Checked]) -> Iterator[Finding]:
    """Findings on which nobody has decided."""
    return (finding for one in checked for finding in one.findings if finding.decision is None)
