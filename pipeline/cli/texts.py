"""Commands on loose texts: parse, compare."""

from __future__ import annotations

import click

from pipeline.cli.options import JSON, STRICT
from pipeline.cli.printing import finish, in_file
from pipeline.cli.reading import fatal, read_expression
from pipeline.errors import LanguageError


@click.command()
@click.argument("file")
@click.option("--lang", help="Language of the text, a two-letter code; else taken from a name such as nl.txt.")
@JSON
@STRICT
def parse(file: str, lang: str | None, strict: bool) -> None:
    """Show the parts of one text: cover, points, clauses, verbs, addressees, notes.

    FILE is a path, or - for standard input. Example: conclusio parse nl.txt --lang nl
    """
    from pipeline.export.json import dump, expression_view
    from pipeline.parse import account

    source, expression = read_expression(file, lang)
    click.echo(dump(expression_view(expression, account(source, expression))), nl=False)
    finish(in_file(file, expression.notices), strict, unusable=fatal([expression]))


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--lang", help="Language of both texts; else taken from their names.")
@JSON
@STRICT
def compare(old: str, new: str, lang: str | None, strict: bool) -> None:
    """Show what changed from one version of a text to another in the same language.

    Example: conclusio compare rev1/nl.txt adopted/nl.txt --lang nl
    """
    from pipeline.compare import compare as compare_expressions
    from pipeline.export.json import comparison_view, dump

    before, after = (read_expression(file, lang)[1] for file in (old, new))
    if before.language != after.language:
        message = f"one text is in {before.language!r}, the other in {after.language!r}; compare one language"
        raise LanguageError(message, where=new)
    comparison = compare_expressions(before, after)
    click.echo(dump(comparison_view(comparison)), nl=False)
    finish([*in_file(old, before.notices), *in_file(new, after.notices)], strict, unusable=fatal([before, after]))
