"""What the commands print on standard error: notices, progress; and the exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from pipeline.model import Notice


def finish(notices: Iterable[Notice], strict: bool, unusable: bool = False) -> None:
    """Print the notices; exit with 2 for unusable input, with 1 for warnings and errors under --strict."""
    found = tuple(notices)
    for notice in found:
        if unusable and str(notice.level) != "error":
            continue  # what follows from using the text all the same helps nobody
        place = f"{notice.origin.locator}: " if notice.origin else ""
        click.echo(f"{notice.level}: {place}{notice.message} [{notice.code}]", err=True)
    if unusable:
        sys.exit(2)
    if strict and any(str(notice.level) in ("error", "warning") for notice in found):
        sys.exit(1)


def in_file(file: str, notices: Iterable[Notice]) -> list[Notice]:
    """The notices with the name of the file and the place in it in their message; "-" is standard input."""
    name = "standard input" if file == "-" else file
    return [
        replace(
            notice,
            message=f"{name}: {f'{notice.origin.locator}: ' if notice.origin else ''}{notice.message}",
            origin=None,
        )
        for notice in notices
    ]


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar for each stage on a terminal; elsewhere one line a stage."""
    bars: dict[str, ProgressBar[int]] = {}

    def close() -> None:
        for bar in bars.values():
            bar.render_finish()

    def show(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            close()
            bars.clear()
            bars[stage] = click.progressbar(length=total, label=stage, file=sys.stderr)
            bars[stage].render_progress()
        bars[stage].update(done - bars[stage].pos)

    try:
        yield show
    finally:
        close()
