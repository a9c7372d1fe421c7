"""The command `conclusio`: one subcommand a stage. The only room that prints and sets exit codes.

Values go to standard output as JSON, notices to standard error, one line each. Exit codes: 0 fine, 1 findings under
--strict, 2 unusable input. The stages are imported where they are used, so that --help is quick.
"""

from __future__ import annotations

import click

from pipeline.cli.aligning import align
from pipeline.cli.check import check
from pipeline.cli.decide import decide, review
from pipeline.cli.intake import add, fetch
from pipeline.cli.site import build, serve
from pipeline.cli.texts import compare, parse
from pipeline.cli.versions import consolidate
from pipeline.errors import ConclusioError

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


for _command in (parse, align, compare, check, decide, review, consolidate, build, serve, add, fetch):
    main.add_command(_command)
