"""Commands that record what people decide: decide, review."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.checking import Checked, check_corpus
from pipeline.cli.options import CORPUS
from pipeline.errors import CorpusError

if TYPE_CHECKING:
    from pipeline.export.located import Located
    from pipeline.findings import Decision, Finding
    from pipeline.ids import DocumentId
    from pipeline.model import Expression

_LEAST = 6  # digits of a fingerprint that may stand for all of it
_VERDICTS = {
    "accept": "accepted",
    "dismiss": "dismissed",
    "confirm": "confirmed",
    "join": "joined",
    "split": "split",
}
_ON_FINDINGS = ("accept", "dismiss")
_BY = click.option("--by", required=True, envvar="CONCLUSIO_BY", help="Who decides; or set CONCLUSIO_BY.")


@click.command()
@click.argument("verdict", type=click.Choice(list(_VERDICTS)), required=False)
@click.argument("what", nargs=-1)
@click.option("--reason", help="Why; whoever meets the matter again will read it.")
@_BY
@click.option("--document", help="Code of the document whose rows are meant, as 'ST 10125/22'.")
@click.option("--from", "file", type=click.Path(dir_okay=False, path_type=Path), help="An XLIFF file with decisions.")
@CORPUS
def decide(
    verdict: str | None,
    what: tuple[str, ...],
    reason: str | None,
    by: str,
    document: str | None,
    file: Path | None,
    corpus: Path,
) -> None:
    """Record a decision in decisions.toml of the dossier.

    accept or dismiss a finding: WHAT is its fingerprint. confirm that parts belong in one row, join their rows, or
    split them off into a row of their own: WHAT are parts, as in nl:para_3__clause_1. A decision holds until the text
    under it changes; then check and build say that it is stale.

    --from takes over what was decided in a CAT tool, in a file of conclusio export xliff: a unit set to final confirms
    its row; a note may say "split: reason", "join: reason", "accept FINGERPRINT: reason" or "dismiss FINGERPRINT:
    reason". Texts are not changed; what cannot be taken over is said, a line a unit.

    Examples: conclusio decide dismiss 9c1f0a2b77de4e01 --reason "one verb in Irish" --by "A. Vertaler";
    conclusio decide --from en-nl.xlf --by "A. Vertaler"
    """
    if file is not None:
        if verdict or what or document:
            raise click.UsageError("--from takes no verdict, no WHAT and no --document: the file names them")
        _take_over(corpus, file, by, reason or f"reviewed in {file.name}")
        return
    if not verdict or not what or not reason:
        raise click.UsageError("give a verdict, WHAT and --reason, or a file with --from")
    if verdict in _ON_FINDINGS:
        if len(what) > 1 or document:
            raise click.UsageError(f"{verdict} takes one fingerprint and no --document")
        folder, decision = _on_finding(corpus, what[0], verdict, reason, by)
    else:
        if not document:
            raise click.UsageError(f"{verdict} needs --document, as in --document 'ST 10125/22'")
        folder, decision = _on_rows(corpus, what, document, verdict, reason, by)
    click.echo(f"{_record(folder, decision)}: {decision.verdict}", err=True)


def _take_over(corpus: Path, file: Path, by: str, reason: str) -> None:
    """The decisions in an XLIFF file, each into the dossier of its document; those that stand there already stay."""
    from pipeline.corpus import read_bytes
    from pipeline.corpus.decisions import load_decisions
    from pipeline.export.returned import names_findings, returned
    from pipeline.export.xliff import read_xliff
    from pipeline.ids import DocumentId

    reviews = read_xliff(read_bytes(file), str(file))
    added = 0
    left_out: list[str] = []
    for printed in dict.fromkeys(review.document for review in reviews):
        of_document = [review for review in reviews if review.document == printed]
        code = DocumentId.parse(printed)
        folder, texts = _texts(corpus, code, {side for one in of_document for side in (one.source, one.target)})
        findings = {one.fingerprint: one for one in _findings(corpus, code)} if names_findings(of_document) else {}
        found = returned(of_document, texts, findings, by=by, reason=reason, date=_today())
        standing = {(one.verdict, one.fingerprint) for one in load_decisions(folder)}
        for decision in found.decisions:
            if (decision.verdict, decision.fingerprint) not in standing:
                _record(folder, decision)
                added += 1
        left_out += found.left_out
    for line in left_out:
        click.echo(f"left out: {line}", err=True)
    click.echo(f"{added} decisions taken over from {len(reviews)} units, {len(left_out)} left out", err=True)


def _findings(corpus: Path, document: DocumentId) -> list[Finding]:
    texts = (one for one in check_corpus(corpus) if one.expressions and one.expressions[0].id.document == document)
    return [finding for one in texts for finding in one.findings]


def _on_finding(corpus: Path, fingerprint: str, verdict: str, reason: str, by: str) -> tuple[Path, Decision]:
    if len(fingerprint) < _LEAST:
        raise click.UsageError(f"give at least {_LEAST} digits of the fingerprint")
    met = [
        (one, finding)
        for one in check_corpus(corpus)
        for finding in one.findings
        if finding.fingerprint.startswith(fingerprint)
    ]
    if len({finding.fingerprint for _, finding in met}) != 1:
        known = "several findings have" if met else "no finding has"
        raise CorpusError(f"{known} the fingerprint {fingerprint}; conclusio check lists them", where=str(corpus))
    checked, finding = met[-1]
    return _folder(checked), _decision(finding, verdict, reason, by)


def _on_rows(
    corpus: Path, what: Sequence[str], document: str, verdict: str, reason: str, by: str
) -> tuple[Path, Decision]:
    from pipeline.align.decided import decide_parts, named_part
    from pipeline.findings import Verdict
    from pipeline.ids import DocumentId

    code = DocumentId.parse(document)
    parts = tuple(named_part(one) for one in what)
    folder, texts = _texts(corpus, code, {language for language, _ in parts})
    decision = decide_parts(Verdict(_VERDICTS[verdict]), parts, texts, reason, by)
    return folder, replace(decision, document=code, date=_today())


def _texts(corpus: Path, document: DocumentId, languages: Collection[str]) -> tuple[Path, list[Expression]]:
    """The dossier that has a document, and its texts in these languages."""
    from pipeline.cli.reading import read_expression
    from pipeline.corpus import dossier_folders, load_dossier

    for folder in dossier_folders(corpus):
        for held in load_dossier(folder).documents:
            if held.id == document:
                files = [file for file in held.files if file.id.expression.language in languages]
                return folder, [read_expression(str(file.path), None)[1] for file in files]
    raise CorpusError(f"no dossier has the document {document.printed}", where=str(corpus))


def _decision(finding: Finding, verdict: str, reason: str, by: str) -> Decision:
    from pipeline.findings import Decision, Verdict

    return Decision(
        finding.fingerprint,
        Verdict(_VERDICTS[verdict]),
        reason,
        by,
        rule=finding.rule,
        wid=finding.wid,
        languages=finding.languages,
        document=finding.document,
        date=_today(),
    )


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _folder(checked: Checked) -> Path:
    if checked.folder is None:
        raise CorpusError("loose files have no dossier in which a decision could be kept; use conclusio add first")
    return checked.folder


def _record(folder: Path, decision: Decision) -> Path:
    from pipeline.corpus.decisions import add_decision

    return add_decision(folder, decision)


@click.command()
@_BY
@click.option("--about", multiple=True, metavar="LANG", help="Only findings about this language; may be repeated.")
@CORPUS
def review(by: str, about: tuple[str, ...], corpus: Path) -> None:
    """Walk through the open findings and decide on each: accept, dismiss, or skip.

    Each decision is written at once. Example: conclusio review --by "A. Vertaler" --about nl
    """
    waiting = [
        (one, located)
        for one in check_corpus(corpus)
        for located in one.located
        if located.finding.decision is None and (not about or set(about) & set(located.finding.languages))
    ]
    done = 0
    for number, (checked, located) in enumerate(waiting, 1):
        verdict = _asked(located, number, len(waiting))
        if verdict == "quit":
            break
        if verdict != "skip":
            reason = click.prompt("reason", err=True).strip()
            _record(_folder(checked), _decision(located.finding, verdict, reason, by))
            done += 1
    click.echo(f"{done} of {len(waiting)} open findings decided", err=True)


def _asked(located: Located, number: int, total: int) -> str:
    """What the user says to one finding: accept, dismiss, skip or quit."""
    from pipeline.export.report import lines

    click.echo(f"\n{number} of {total}", err=True)
    for line in lines(located):
        click.echo(line, err=True)
    answers = {"a": "accept", "d": "dismiss", "s": "skip", "q": "quit"}
    said = click.prompt(
        "(a)ccept, (d)ismiss, (s)kip, (q)uit", type=click.Choice(list(answers)), show_choices=False, err=True
    )
    return answers[said]
