"""The command check: findings in the form that people or machines read, and the exit code that a workflow asks for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.checking import Checked, check_corpus, check_files, open_findings
from pipeline.cli.options import CORPUS
from pipeline.cli.printing import finish

if TYPE_CHECKING:
    from pipeline.export.located import Located

_SEVERITIES = ("error", "warning", "info")


@click.command()
@click.argument("files", nargs=-1)
@click.option("--lang", "langs", multiple=True, help="Language of a file, once for each file in order.")
@CORPUS
@click.option("--about", multiple=True, metavar="LANG", help="Only findings about this language; may be repeated.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "junit"]), default="text", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--all", "everything", is_flag=True, help="In the text report show decided findings as well.")
@click.option("--strict", is_flag=True, help="Exit with 1 when there is an open warning or error, or such a notice.")
@click.option("--fail-on", type=click.Choice(_SEVERITIES), help="Exit with 1 for open findings so serious, or more.")
def check(
    files: tuple[str, ...],
    langs: tuple[str, ...],
    corpus: Path,
    about: tuple[str, ...],
    form: str,
    as_json: bool,
    everything: bool,
    strict: bool,
    fail_on: str | None,
) -> None:
    """Say where the language versions of a document diverge.

    Without FILES all dossiers of the corpus are checked, with the decisions on them. FILES are loose texts of one
    document, one a language. Exit codes: 0 fine; 1 as --strict or --fail-on ask; 2 unusable input.

    Example: conclusio check nl.txt fr.txt de.txt --fail-on error
    """
    from pipeline.languages import load

    for code in about:
        load(code)
    left_out = False
    if files:
        one, left_out = check_files(files, langs)
        checked = [one]
    elif langs:
        raise click.UsageError("--lang names the languages of FILES; use --about to see the findings about a language")
    else:
        checked = list(check_corpus(corpus))
    chosen = [replace(one, located=_about(one.located, about)) for one in checked]
    click.echo(_report(chosen, "json" if as_json else form, everything=everything), nl=False)
    finish([notice for one in checked for notice in one.notices], strict, unusable=left_out)
    worst = {str(finding.severity) for finding in open_findings(chosen)}
    limit = fail_on or ("warning" if strict else None)
    if limit and worst & set(_SEVERITIES[: _SEVERITIES.index(limit) + 1]):
        sys.exit(1)


def _about(located: Sequence[Located], about: Sequence[str]) -> tuple[Located, ...]:
    return tuple(one for one in located if not about or set(about) & set(one.finding.languages))


def _report(checked: Sequence[Checked], form: str, *, everything: bool) -> str:
    from importlib.metadata import version

    from pipeline.export.json import check_view, dump
    from pipeline.export.junit import junit_xml
    from pipeline.export.report import text_report
    from pipeline.export.sarif import sarif_log

    located = [one for part in checked for one in part.located]
    if form == "json":
        notices = [notice for one in checked for notice in one.notices]
        return dump(check_view([(one.expressions, one.located) for one in checked], notices))
    if form == "sarif":
        return dump(sarif_log(located, version("conclusio")))
    if form == "junit":
        return junit_xml(located, [one.expressions[0].id.document for one in checked]).decode()
    return text_report(located, decided=everything)
