"""Commands that make and show the site: build, serve."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.log import LOG_FORMAT, Log
from pipeline.cli.options import CORPUS, STRICT
from pipeline.errors import ReadError

OUT = click.option("--out", type=click.Path(path_type=Path), default=Path("build/site"), show_default=True)


@click.command()
@CORPUS
@OUT
@click.option("--official-only", is_flag=True, help="Leave specimens out.")
@click.option("--templates", multiple=True, type=click.Path(path_type=Path), help="Folder of templates of your own.")
@click.option("--memory", type=click.Path(path_type=Path), help="Folder of earlier results; else beside the site.")
@click.option("--no-memory", is_flag=True, help="Make everything anew, and remember nothing.")
@click.option("--explain", is_flag=True, help="Say what was made anew, and why.")
@LOG_FORMAT
@STRICT
def build(
    corpus: Path,
    out: Path,
    official_only: bool,
    templates: tuple[Path, ...],
    memory: Path | None,
    no_memory: bool,
    explain: bool,
    log_format: str,
    strict: bool,
) -> None:
    """Build the site of all dossiers of a corpus; only what was changed is made anew.

    A document that cannot be used is left out and named. Under --strict a warning or error leaves the last site as it
    was. The site replaces the last one in one step. What it was made from stands in its build.json.

    Examples:

    \b
      conclusio build --corpus corpus --out build/site
      conclusio build --explain
      conclusio build --official-only --strict --log-format json
    """
    from pipeline.build import Options, memory_of
    from pipeline.build import build as build_site

    place = None if no_memory else memory or memory_of(out)
    options = Options(place, official_only, strict, templates)
    log = Log(log_format)
    with log.progress() as progress:
        report = build_site(corpus, out, progress, options)
    if explain:
        log.explain(report.steps)
    log.built(report, str(out))
    log.finish(report.notices, strict)


@click.command()
@OUT
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(out: Path, port: int) -> None:
    """Show a built site on this machine, at http://127.0.0.1:8000/.

    Example: conclusio serve --port 8080
    """
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    if not (out / "index.html").is_file():
        raise ReadError("no site here; run conclusio build first", where=str(out))
    handler = partial(SimpleHTTPRequestHandler, directory=str(out))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        click.echo(f"http://127.0.0.1:{server.server_port}/ (stop with Ctrl-C)", err=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)
