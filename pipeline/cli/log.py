"""What a build says on standard error: for people lines and a progress bar, for programs one JSON object a line.

The events of `--log-format json` are described in docs/building.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

import click

from pipeline.cli.printing import finish, progress_bar
from pipeline.errors import ConclusioError

if TYPE_CHECKING:
    from pipeline.build import Progress, Report, Step
    from pipeline.model import Notice

LOG_FORMAT = click.option(
    "--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the log."
)


class Log:
    """The log in one of the two formats."""

    def __init__(self, format: str) -> None:
        self._json = format == "json"

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """What a build calls as it goes on. In JSON, errors that end the build are events too, with exit code 2."""
        if not self._json:
            with progress_bar() as show:
                yield show
            return
        try:
            yield _events()
        except (ConclusioError, OSError) as error:
            _event("error", message=" ".join(str(error).split()))
            sys.exit(2)

    def explain(self, steps: Iterable[Step]) -> None:
        """Each step that was made, and why."""
        made = [step for step in steps if step.reasons]
        if self._json:
            for step in made:
                _event("made", name=step.name, reasons=step.reasons, seconds=round(step.seconds, 3))
            return
        for reasons, group in groupby(made, key=lambda step: step.reasons):
            names = [step.name for step in group]
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            click.echo(f"made {', '.join(names[:3])}{more}: {'; '.join(reasons)}", err=True)
        if not made:
            click.echo("nothing was changed since the last build", err=True)

    def built(self, report: Report, out: str) -> None:
        """What was built."""
        if self._json:
            _event(
                "built",
                out=out,
                published=report.published,
                dossiers=report.dossiers,
                expressions=report.expressions,
                files=report.pages,
                left_out=report.left_out,
                made=report.made,
                taken_over=report.taken_over,
            )
            return
        dossiers = "1 dossier" if report.dossiers == 1 else f"{report.dossiers} dossiers"
        summary = f"{dossiers}, {report.expressions} texts, {report.pages} files in {out}"
        left = f"; {report.left_out} texts left out" if report.left_out else ""
        kept = "" if report.published else "; not published: the last site stays as it was"
        click.echo(summary + left + kept, err=True)

    def finish(self, notices: Iterable[Notice], strict: bool) -> None:
        """The notices; exit with 1 for warnings and errors under --strict."""
        found = tuple(notices)
        if self._json:
            for notice in found:
                _event("notice", level=str(notice.level), code=notice.code, message=notice.message)
            found = tuple(notice for notice in found if strict and str(notice.level) != "info")
            sys.exit(1 if found else 0)
        finish(found, strict)


def _events() -> Progress:
    stage = ""

    def show(name: str, _done: int, total: int) -> None:
        nonlocal stage
        if name != stage:
            stage = name
            _event("stage", name=name, total=total)

    return show


def _event(event: str, **fields: object) -> None:
    click.echo(json.dumps({"event": event, **fields}, ensure_ascii=False), err=True)
