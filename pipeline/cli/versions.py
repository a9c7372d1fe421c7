"""Commands on the chain of versions: consolidate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import CORPUS, STRICT
from pipeline.cli.printing import finish
from pipeline.cli.reading import fatal, read_expression

if TYPE_CHECKING:
    from pipeline.consolidate import Consolidation, Modifier
    from pipeline.model import Expression


@click.command()
@click.argument("files", nargs=-1)
@click.option("--lang", help="Language of the texts; else taken from their names.")
@click.option("--dossier", default="", help="Name of a dossier, in place of files; its documents in their order.")
@click.option("--at", "at", default="", help="With --dossier: the last document to work in, as a code or an ISO date.")
@CORPUS
@click.option("--format", "format", type=click.Choice(["text", "json", "akn"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@STRICT
def consolidate(
    files: tuple[str, ...],
    lang: str | None,
    dossier: str,
    at: str,
    corpus: Path,
    format: str,
    as_json: bool,
    strict: bool,
) -> None:
    """Work later versions, corrigenda and addenda into a text. The result has no legal value, and says so.

    Every word knows its document by a siglum: B the base, M1 a later version, C1 a corrigendum, A1 an addendum. An
    instruction whose words stand nowhere or twice is refused.

    Example: conclusio consolidate adopted/nl.txt cor1/nl.txt --lang nl
    """
    from pipeline.consolidate import consolidate as consolidate_texts

    base, modifiers, date = chain(files, lang, dossier, at, corpus)
    result = consolidate_texts(base, modifiers, date)
    click.echo(_printed(result, "json" if as_json else format), nl=False)
    finish([*base.notices, *result.notices], strict, unusable=fatal([base]))


def chain(
    files: tuple[str, ...], lang: str | None, dossier: str, at: str, corpus: Path
) -> tuple[Expression, list[Modifier], str]:
    """The base, the documents after it and the date of the base, from files or from a dossier."""
    return _from_dossier(corpus, dossier, at, lang) if dossier else _from_files(files, lang)


def _printed(result: Consolidation, format: str) -> str:
    from pipeline.export.akn import akoma_ntoso, consolidated
    from pipeline.export.consolidation import consolidation_text, consolidation_view
    from pipeline.export.json import dump

    if format == "json":
        return dump(consolidation_view(result))
    if format == "akn":
        return akoma_ntoso(result.result, consolidated(result)).decode("utf-8")
    return consolidation_text(result)


def _from_files(files: tuple[str, ...], lang: str | None) -> tuple[Expression, list[Modifier], str]:
    """The first file is the base, the others modify it in the order given."""
    from pipeline.consolidate import Modifier
    from pipeline.errors import ReadError

    if not files:
        raise ReadError("nothing to consolidate; name the base and the documents after it, or a --dossier")
    read = [read_expression(file, lang, coded=True) for file in files]
    return read[0][1], [Modifier(expression, source=source) for source, expression in read[1:]], ""


def _from_dossier(corpus: Path, name: str, at: str, lang: str | None) -> tuple[Expression, list[Modifier], str]:
    """The documents of a dossier in one language, up to a document or a date."""
    from pipeline.consolidate import Modifier
    from pipeline.corpus import load_dossier, up_to
    from pipeline.errors import LanguageError, ReadError

    if not lang:
        raise LanguageError("say the language of the dossier with --lang", where=name)
    found = []
    for document in up_to(load_dossier(corpus / name), at):
        file = next((file for file in document.files if file.id.expression.language == lang), None)
        if file is not None:
            found.append((document.date, read_expression(str(file.path), lang)))
    if not found:
        raise ReadError(f"no document in {lang!r} up to {at or 'its end'}; choose another language or date", where=name)
    modifiers = [Modifier(expression, date, source) for date, (source, expression) in found[1:]]
    return found[0][1][1], modifiers, found[0][0]
