"""Commands that make and show the site: build, serve."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.log import LOG_FORMAT, Log
from pipeline.cli.options import CORPUS, STRICT
from pipeline.errors import ConclusioError, ReadError

OUT = click.option("--out", type=click.Path(path_type=Path), default=Path("build/site"), show_default=True)


@click.command()
@CORPUS
@OUT
@click.option("--official-only", is_flag=True, help="Leave specimens out.")
@click.option("--templates", multiple=True, type=click.Path(path_type=Path), help="Folder of templates of your own.")
@click.option("--address", metavar="HTTPS", default="", help="Where the site will stand; makes sitemap.xml.")
@click.option("--memory", type=click.Path(path_type=Path), help="Folder of earlier results; else beside the site.")
@click.option("--no-memory", is_flag=True, help="Make everything anew, and remember nothing.")
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes at work; else one for each processor.")
@click.option("--scheduler", metavar="ADDRESS", help="Address of a Dask scheduler whose workers do the work.")
@click.option("--task-seconds", type=click.IntRange(0), default=900, show_default=True, help="Limit for one task.")
@click.option("--task-memory", type=click.IntRange(0), default=8192, show_default=True, help="Limit in MB; 0 is none.")
@click.option("--explain", is_flag=True, help="Say what was made anew, and why.")
@LOG_FORMAT
@STRICT
def build(
    corpus: Path,
    out: Path,
    official_only: bool,
    templates: tuple[Path, ...],
    address: str,
    memory: Path | None,
    no_memory: bool,
    workers: int | None,
    scheduler: str | None,
    task_seconds: int,
    task_memory: int,
    explain: bool,
    log_format: str,
    strict: bool,
) -> None:
    """Build the site of all dossiers of a corpus; only what was changed is made anew.

    A document that cannot be used is left out and named. Under --strict a warning or error leaves the last site as it
    was. The site replaces the last one in one step. What it was made from stands in its build.json. A text that kills
    or hangs the process that reads it is left out and not tried again until it, or a limit, is changed.

    Examples:

    \b
      conclusio build --corpus corpus --out build/site
      conclusio build --explain
      conclusio build --official-only --strict --log-format json
      conclusio build --scheduler tcp://10.0.0.1:8786
    """
    from pipeline.build import Limits, Options, engine_for, memory_of
    from pipeline.build import build as build_site

    place = None if no_memory else memory or memory_of(out)
    log = Log(log_format)
    with log.progress() as progress, engine_for(workers, scheduler, Limits(task_seconds, task_memory)) as engine:
        options = Options(place, official_only, strict, templates, explain, engine, address)
        report = build_site(corpus, out, progress, options)
    if explain:
        log.explain(report.steps)
    log.built(report, str(out))
    log.finish(report.notices, strict)


@click.command()
@CORPUS
@OUT
@click.option("--templates", multiple=True, type=click.Path(path_type=Path), help="Folder of templates of your own.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(corpus: Path, out: Path, templates: tuple[Path, ...], port: int) -> None:
    """Show the site on this machine, at http://127.0.0.1:8000/.

    When a file of the corpus or of the templates changes, the site is built anew and the open pages reload. A site
    that was built elsewhere is shown as it is.

    Example: conclusio serve --port 8080
    """
    from pipeline.cli.serving import Site, run

    if not (out / "index.html").is_file():
        raise ReadError("no site here; run conclusio build first", where=str(out))
    watched = [folder for folder in (corpus, *templates) if folder.is_dir()]
    with Site(out, port) as site:
        click.echo(f"{site.address} (stop with Ctrl-C)", err=True)
        run(site, watched, lambda: _again(corpus, out, templates))
    click.echo("", err=True)


def _again(corpus: Path, out: Path, templates: tuple[Path, ...]) -> None:
    """Build while the site is shown: what goes wrong is said, and the last site stays."""
    from pipeline.build import Options, memory_of
    from pipeline.build import build as build_site

    try:
        report = build_site(corpus, out, options=Options(memory_of(out), templates=templates, explain=False))
    except (ConclusioError, OSError) as error:
        click.echo(f"error: {error}; the last site stays", err=True)
        return
    except Exception as fault:  # noqa: BLE001  # the server goes on, whatever one text does to a build
        click.echo(f"fault of Conclusio, please report it: {fault!r:.200}; the last site stays", err=True)
        return
    click.echo(f"built anew: {report.made} of {report.made + report.taken_over} steps", err=True)
