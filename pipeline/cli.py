"""The command `conclusio`: one subcommand a stage. The only module that prints and sets exit codes.

Values go to standard output as JSON, notices to standard error, one line each. Exit codes: 0 fine, 1 findings under
--strict, 2 unusable input. The stages are imported where they are used, so that --help is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConclusioError, LanguageError, ReadError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from pipeline.model import Expression, Notice, Source
    from pipeline.register import Fetched

_STRICT = click.option("--strict", is_flag=True, help="Exit with 1 when there is a warning or an error.")
_JSON = click.option("--json", is_flag=True, expose_value=False, help="JSON on standard output (this is the default).")
_CORPUS = click.option("--corpus", type=click.Path(path_type=Path), default=Path("corpus"), show_default=True)
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Commands(click.Group):
    """Errors of the pipeline become one line on standard error and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ConclusioError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(2)
        except OSError as error:
            click.echo(f"error: {error.filename or 'input or output'}: {error.strerror}", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.version_option(package_name="conclusio")
def main() -> None:
    """Council conclusions in 24 languages: parsed, aligned, compared, published.

    Values go to standard output as JSON, notices to standard error. Exit codes: 0 fine, 1 findings under
    --strict, 2 unusable input.
    """


@main.command()
@click.argument("file")
@click.option("--lang", help="Language of the text, a two-letter code; else taken from a name such as nl.txt.")
@_JSON
@_STRICT
def parse(file: str, lang: str | None, strict: bool) -> None:
    """Show the parts of one text: cover, points, clauses, verbs, addressees, notes.

    FILE is a path, or - for standard input. Example: conclusio parse nl.txt --lang nl
    """
    from pipeline.export.json import dump, expression_view
    from pipeline.parse import account

    source, expression = _read(file, lang)
    click.echo(dump(expression_view(expression, account(source, expression))), nl=False)
    _finish(expression.notices, strict, unusable=_fatal([expression]))


@main.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--lang", "langs", multiple=True, help="Language of a file, once for each file in order.")
@_JSON
@_STRICT
def align(files: tuple[str, ...], langs: tuple[str, ...], strict: bool) -> None:
    """Join the language versions of one document in rows.

    Example: conclusio align nl.txt fr.txt el.txt
    """
    from pipeline.align import align as align_expressions
    from pipeline.export.json import alignment_view, dump

    if langs and len(langs) != len(files):
        raise ReadError(f"{len(files)} files but {len(langs)} times --lang; give one for each file, or none")
    expressions = [_read(file, lang)[1] for file, lang in zip(files, langs or [None] * len(files), strict=True)]
    seen: set[str] = set()
    for file, expression in zip(files, expressions, strict=True):
        if expression.language in seen:
            raise ReadError(f"a second file in {expression.language!r}; a row has one cell a language", where=file)
        seen.add(expression.language)
    alignment = align_expressions(expressions)
    click.echo(dump(alignment_view(alignment)), nl=False)
    notices = [notice for expression in expressions for notice in expression.notices]
    _finish([*notices, *alignment.notices], strict, unusable=_fatal(expressions))


@main.command()
@click.argument("old")
@click.argument("new")
@click.option("--lang", help="Language of both texts; else taken from their names.")
@_JSON
@_STRICT
def compare(old: str, new: str, lang: str | None, strict: bool) -> None:
    """Show what changed from one version of a text to another in the same language.

    Example: conclusio compare rev1/nl.txt adopted/nl.txt --lang nl
    """
    from pipeline.compare import compare as compare_expressions
    from pipeline.export.json import comparison_view, dump

    before, after = (_read(file, lang)[1] for file in (old, new))
    if before.language != after.language:
        message = f"one text is in {before.language!r}, the other in {after.language!r}; compare one language"
        raise LanguageError(message, where=new)
    comparison = compare_expressions(before, after)
    click.echo(dump(comparison_view(comparison)), nl=False)
    _finish([*before.notices, *after.notices], strict, unusable=_fatal([before, after]))


@main.command()
@_CORPUS
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/site"), show_default=True)
@_STRICT
def build(corpus: Path, out: Path, strict: bool) -> None:
    """Build the site of all dossiers of a corpus.

    A document that cannot be used is left out and named. Example: conclusio build --corpus corpus --out build/site
    """
    from pipeline.build import build as build_site

    with _progress() as progress:
        report = build_site(corpus, out, progress)
    summary = f"{report.dossiers} dossiers, {report.expressions} texts, {report.pages} pages in {out}"
    click.echo(summary + (f"; {report.left_out} texts left out" if report.left_out else ""), err=True)
    _finish(report.notices, strict)


@main.command()
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


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--document", help="Code of the document, as 'ST 10125/22'; else taken from the cover.")
@click.option("--lang", "langs", multiple=True, help="Language of a file, once for each file in order; else guessed.")
@click.option("--dossier", default="", help="Name of the dossier; else the one that the document belongs to.")
@_CORPUS
@click.option("--provenance", type=click.Choice(["official", "specimen"]), default="specimen", show_default=True)
@click.option("--source", default="", help="Address or origin of the files.")
@click.option("--allow-limite", is_flag=True, help="Take documents that are marked LIMITE.")
@click.option("--replace", is_flag=True, help="Put the files in the place of others.")
@_STRICT
def add(
    files: tuple[Path, ...],
    document: str | None,
    langs: tuple[str, ...],
    dossier: str,
    corpus: Path,
    provenance: str,
    source: str,
    allow_limite: bool,
    replace: bool,
    strict: bool,
) -> None:
    """Take files into a dossier, as they are, and name them in its dossier.toml.

    Example: conclusio add letter.pdf --document "ST 10125/22" --lang de
    """
    from pipeline.corpus.intake import Declared
    from pipeline.corpus.intake import add as add_files
    from pipeline.ids import DocumentId
    from pipeline.model import Status

    code = DocumentId.parse(document) if document else None
    declared = Declared(code, langs, dossier, Status(provenance), source, allow_limite, replace)
    added = add_files(files, corpus, declared)
    for one in added:
        what = "is there already" if one.state == "kept" else f"{one.state} as {provenance}"
        click.echo(f"{one.path}: {one.document.printed} {one.language}, {what}", err=True)
    _finish([notice for one in added for notice in one.notices], strict)


@main.command()
@click.argument("code")
@click.option("--lang", default="all", show_default=True, help="Languages, as nl,fr, or all.")
@click.option("--dossier", default="", help="Name of the dossier; else the one that the document belongs to.")
@_CORPUS
@click.option("--format", "format", type=click.Choice(["pdf", "docx", "txt"]), default="pdf", show_default=True)
@click.option("--chain", type=click.IntRange(1, 100), default=10, show_default=True, help="Most documents to fetch.")
@click.option("--allow-limite", is_flag=True, help="Take documents that are marked LIMITE.")
@click.option("--replace", is_flag=True, help="Put the files in the place of specimens and altered files.")
@click.option("--base-url", hidden=True, default="", help="A server on this machine, for tests.")
@click.option(
    "--pause", hidden=True, type=click.FloatRange(0, 60), help="Seconds between requests and tries, for tests."
)
@_STRICT
def fetch(
    code: str,
    lang: str,
    dossier: str,
    corpus: Path,
    format: str,
    chain: int,
    allow_limite: bool,
    replace: bool,
    base_url: str,
    pause: float | None,
    strict: bool,
) -> None:
    """Download a document from the Council's public register, and those before it in its chain.

    What is there already is not fetched again. Example: conclusio fetch "ST 10125/22" --lang nl,fr
    """
    from pipeline.corpus.shelf import Shelf
    from pipeline.corpus.store import dossier_folder
    from pipeline.ids import REGISTER, DocumentId
    from pipeline.register import Asked, Client, Manners
    from pipeline.register import fetch as fetch_chain

    asked = Asked(DocumentId.parse(code), _languages(lang), format, chain)
    shelf = Shelf(dossier_folder(corpus, dossier, asked.document), format, allow_limite, replace)
    manners = Manners() if pause is None else Manners(interval=pause, backoff=pause)
    with _fetching() as tell:
        report = fetch_chain(asked, shelf, Client(base_url or REGISTER, manners), tell)
    click.echo(f"{report.summary} in {shelf.folder}", err=True)
    _finish(report.notices, strict)


def _read(file: str, lang: str | None) -> tuple[Source, Expression]:
    """A loose file or a file of a corpus through the stages that concern it alone."""
    from pipeline.build import make_expression
    from pipeline.corpus import locate, provenance_of, read_bytes
    from pipeline.ids import UNKNOWN, ExpressionId
    from pipeline.languages import load
    from pipeline.model import Provenance, Status

    path = Path(file)
    data = sys.stdin.buffer.read() if file == "-" else read_bytes(path)
    place = None if file == "-" else locate(path)
    code = lang or (place.language if place else "") or _language_of(file)
    load(code)
    id = ExpressionId(place.dossier, place.document, code) if place else ExpressionId("", UNKNOWN, code)
    provenance = (provenance_of(path) if place else None) or Provenance(Status.SPECIMEN)
    format = path.suffix.lstrip(".").lower() or "txt"
    return make_expression(data, "standard input" if file == "-" else file, format, id, provenance)


def _language_of(file: str) -> str:
    """The language that a name such as nl.txt or nl.adopted.txt gives."""
    from pipeline.languages import PROTOCOL_ORDER

    parts = Path(file).name.split(".")
    code = next((part for part in parts if part in PROTOCOL_ORDER), "")
    if not code:
        raise LanguageError("the language is not known; say it with --lang, or name the file as in nl.txt", where=file)
    return code


def _languages(said: str) -> tuple[str, ...]:
    """The languages that a list such as "nl,fr" names, in protocol order; "all" names all 24."""
    from pipeline.languages import PROTOCOL_ORDER, load, order

    codes = PROTOCOL_ORDER if said.strip() == "all" else [code.strip() for code in said.split(",") if code.strip()]
    if not codes:
        raise LanguageError("--lang names no language; write nl,fr or all")
    return tuple(sorted({load(code).code for code in codes}, key=order))


def _fatal(expressions: Iterable[Expression]) -> bool:
    from pipeline.build import unusable

    return any(unusable(expression) is not None for expression in expressions)


def _finish(notices: Iterable[Notice], strict: bool, unusable: bool = False) -> None:
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


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
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


@contextmanager
def _fetching() -> Iterator[Callable[[Fetched, int, int], None]]:
    """A progress bar for each document on a terminal; elsewhere one line a language version."""
    with _progress() as progress:

        def show(one: Fetched, done: int, total: int) -> None:
            if sys.stderr.isatty():
                progress(one.document.printed, done, total)
            else:
                click.echo(str(one), err=True)

        yield show


if __name__ == "__main__":
    main()
