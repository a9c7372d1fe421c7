"""Commands on the versions of a text: compare, blame, declared, textconv."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import CORPUS, STRICT
from pipeline.cli.printing import finish, in_file
from pipeline.cli.reading import fatal, read_expression
from pipeline.cli.versions import chain
from pipeline.errors import LanguageError, ReadError

if TYPE_CHECKING:
    from pipeline.model import Comparison, Expression

_FORMATS = ("json", "text", "color", "unified", "html", "docx")


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--lang", help="Language of both texts; else taken from their names.")
@click.option("--format", "format", type=click.Choice(_FORMATS), default="json", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file.")
@STRICT
def compare(old: str, new: str, lang: str | None, format: str, as_json: bool, out: Path | None, strict: bool) -> None:
    """Show what changed from one version of a text to another in the same language.

    docx is a Word file with tracked changes. Example: conclusio compare rev1/nl.txt adopted/nl.txt --lang nl
    """
    before, after = (read_expression(file, lang)[1] for file in (old, new))
    if before.language != after.language:
        message = f"one text is in {before.language!r}, the other in {after.language!r}; compare one language"
        raise LanguageError(message, where=new)
    comparison = _compared(before, after)
    data = _written("json" if as_json else format, before, after, comparison, (old, new))
    if out is not None:
        out.write_bytes(data)
    else:
        click.echo(data, nl=False)
    finish([*in_file(old, before.notices), *in_file(new, after.notices)], strict, unusable=fatal([before, after]))


def _compared(old: Expression, new: Expression) -> Comparison:
    from pipeline.compare import compare as compare_expressions

    return compare_expressions(old, new)


def _written(format: str, old: Expression, new: Expression, comparison: Comparison, names: tuple[str, str]) -> bytes:
    from pipeline.export.changes import comparison_html, comparison_text, comparison_unified
    from pipeline.export.json import comparison_view, dump
    from pipeline.export.redline import redline

    if format == "docx":
        return redline(old, new, comparison, new.provenance.notice)
    if format == "unified":
        return comparison_unified(old, new, names).encode()
    if format == "html":
        return comparison_html(comparison).encode()
    if format in ("text", "color"):
        return comparison_text(comparison, color=format == "color").encode()
    return dump(comparison_view(comparison)).encode()


@click.command()
@click.argument("file")
@click.option("--lang", help="Language of the text; else taken from its name.")
def textconv(file: str, lang: str | None) -> None:
    """Print a text as lines that `git diff` can compare: each number, clause and note on a line of its own.

    The recipe for git stands in docs/versions.md. Example: conclusio textconv nl.docx
    """
    from pipeline.export.changes import text_lines

    _, expression = read_expression(file, lang)
    click.echo("\n".join(text_lines(expression)))


@click.command()
@click.argument("files", nargs=-1)
@click.option("--lang", help="Language of the texts; else taken from their names.")
@click.option("--dossier", default="", help="Name of a dossier, in place of files.")
@click.option("--at", "at", default="", help="With --dossier: the last document, as a code or an ISO date.")
@CORPUS
@click.option("--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@STRICT
def blame(
    files: tuple[str, ...],
    lang: str | None,
    dossier: str,
    at: str,
    corpus: Path,
    format: str,
    as_json: bool,
    strict: bool,
) -> None:
    """Show for each part of a text which document of the chain brought or changed it, with its first and last words.

    Example: conclusio blame init/nl.txt rev1/nl.txt adopted/nl.txt
    """
    from pipeline.consolidate import consolidate
    from pipeline.consolidate.histories import blame as histories_of
    from pipeline.export.blame import blame_text, blame_view
    from pipeline.export.json import dump

    base, modifiers, date = chain(files, lang, dossier, at, corpus)
    result = consolidate(base, modifiers, date)
    histories = histories_of(result)
    if as_json or format == "json":
        click.echo(dump(blame_view(result, histories)), nl=False)
    else:
        click.echo(blame_text(result, histories), nl=False)
    finish([*base.notices, *result.notices], strict, unusable=fatal([base]))


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--lang", help="Language of both texts; else taken from their names.")
@STRICT
def declared(old: str, new: str, lang: str | None, strict: bool) -> None:
    """Compare the changes that a text marks (bold, underline, strike, tracked) with those that it has.

    Example: conclusio declared rev1/nl.docx rev2/nl.docx --lang nl
    """
    from pipeline.compare.declared import check_declared
    from pipeline.export.declared import declared_view
    from pipeline.export.json import dump

    (_, before), (source, after) = read_expression(old, lang), read_expression(new, lang)
    if before.language != after.language:
        raise ReadError("the texts are in two languages; compare one language", where=new)
    found = check_declared(before, after, source)
    click.echo(dump(declared_view(found)), nl=False)
    finish([*in_file(old, before.notices), *found.notices], strict, unusable=fatal([before, after]))
