"""The command on one text: parse."""

from __future__ import annotations

import click

from pipeline.cli.options import JSON, STRICT
from pipeline.cli.printing import finish, in_file
from pipeline.cli.reading import fatal, read_expression


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
