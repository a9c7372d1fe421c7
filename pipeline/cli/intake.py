"""Commands that bring files into a dossier: add, fetch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import CORPUS, STRICT
from pipeline.cli.printing import finish, progress_bar
from pipeline.errors import LanguageError

if TYPE_CHECKING:
    from pipeline.register import Fetched


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--document", help="Code of the document, as 'ST 10125/22'; else taken from the cover.")
@click.option("--lang", "langs", multiple=True, help="Language of a file, once for each file in order; else guessed.")
@click.option("--dossier", default="", help="Name of the dossier; else the one that the document belongs to.")
@CORPUS
@click.option("--provenance", type=click.Choice(["official", "specimen"]), default="specimen", show_default=True)
@click.option("--source", default="", help="Address or origin of the files.")
@click.option("--allow-limite", is_flag=True, help="Take documents that are marked LIMITE.")
@click.option("--replace", is_flag=True, help="Put the files in the place of others.")
@STRICT
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
    finish([notice for one in added for notice in one.notices], strict)


@click.command()
@click.argument("code")
@click.option("--lang", default="all", show_default=True, help="Languages, as nl,fr, or all.")
@click.option("--dossier", default="", help="Name of the dossier; else the one that the document belongs to.")
@CORPUS
@click.option("--format", "format", type=click.Choice(["pdf", "docx", "txt"]), default="pdf", show_default=True)
@click.option("--chain", type=click.IntRange(1, 100), default=10, show_default=True, help="Most documents to fetch.")
@click.option("--allow-limite", is_flag=True, help="Take documents that are marked LIMITE.")
@click.option("--replace", is_flag=True, help="Put the files in the place of specimens and altered files.")
@click.option("--base-url", hidden=True, default="", help="A server on this machine, for tests.")
@click.option(
    "--pause", hidden=True, type=click.FloatRange(0, 60), help="Seconds between requests and tries, for tests."
)
@STRICT
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

    asked = Asked(DocumentId.parse(code), languages(lang), format, chain)
    shelf = Shelf(dossier_folder(corpus, dossier, asked.document), format, allow_limite, replace)
    manners = Manners() if pause is None else Manners(interval=pause, backoff=pause)
    with _fetching() as tell:
        report = fetch_chain(asked, shelf, Client(base_url or REGISTER, manners), tell)
    click.echo(f"{report.summary} in {shelf.folder}", err=True)
    finish(report.notices, strict)


def languages(said: str) -> tuple[str, ...]:
    """The languages that a list such as "nl,fr" names, in protocol order; "all" names all 24."""
    from pipeline.languages import PROTOCOL_ORDER, load, order

    codes = PROTOCOL_ORDER if said.strip() == "all" else [code.strip() for code in said.split(",") if code.strip()]
    if not codes:
        raise LanguageError("--lang names no language; write nl,fr or all")
    return tuple(sorted({load(code).code for code in codes}, key=order))


@contextmanager
def _fetching() -> Iterator[Callable[[Fetched, int, int], None]]:
    """A progress bar for each document on a terminal; elsewhere one line a language version."""
    with progress_bar() as progress:

        def show(one: Fetched, done: int, total: int) -> None:
            if sys.stderr.isatty():
                progress(one.document.printed, done, total)
            else:
                click.echo(str(one), err=True)

        yield show
