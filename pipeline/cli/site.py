"""Commands that make and show the site: build, serve."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import CORPUS, STRICT
from pipeline.cli.printing import finish, progress_bar
from pipeline.errors import ReadError


@click.command()
@CORPUS
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/site"), show_default=True)
@STRICT
def build(corpus: Path, out: Path, strict: bool) -> None:
    """Build the site of all dossiers of a corpus.

    A document that cannot be used is left out and named. Example: conclusio build --corpus corpus --out build/site
    """
    from pipeline.build import build as build_site

    with progress_bar() as progress:
        report = build_site(corpus, out, progress)
    summary = f"{report.dossiers} dossiers, {report.expressions} texts, {report.pages} pages in {out}"
    click.echo(summary + (f"; {report.left_out} texts left out" if report.left_out else ""), err=True)
    finish(report.notices, strict)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/site"), show_default=True)
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
