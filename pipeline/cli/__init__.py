"""The command `conclusio`: one subcommand a stage. The only room that prints and sets exit codes.

Values go to standard output as JSON, notices to standard error, one line each. Exit codes: 0 fine, 1 findings under
--strict, 2 unusable input. The stages are imported where they are used, so that --help is quick.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click

from pipeline.cli.aligning import align
from pipeline.cli.check import check
from pipeline.cli.comparing import blame, compare, declared, textconv
from pipeline.cli.config import NAME, defaults
from pipeline.cli.corpus_verbs import concordance, dictionary, lexicon
from pipeline.cli.decide import decide, review
from pipeline.cli.export import export
from pipeline.cli.intake import add, fetch
from pipeline.cli.parsing import parse
from pipeline.cli.project import completion, doctor, init, man
from pipeline.cli.site import build, serve
from pipeline.cli.versions import consolidate
from pipeline.errors import ConclusioError

_WITHOUT = ("init", "doctor", "completion", "man")  # of use where the configuration is not sound
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
@click.option("--config", type=click.Path(path_type=Path), help="Configuration; else conclusio.toml, if it is here.")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Council conclusions in 24 languages: parsed, aligned, compared, published.

    Values go to standard output as JSON, notices to standard error. Exit codes: 0 fine, 1 findings under
    --strict, 2 unusable input.

    Example: conclusio build --corpus corpus --out build/site
    """
    path = config or Path(NAME)
    if context.invoked_subcommand not in _WITHOUT and (config or path.is_file()):
        context.default_map = defaults(path)


COMMANDS = (
    (parse, align, compare, blame, declared, consolidate, textconv),  # on texts
    (check, decide, review),
    (add, fetch, build, serve, export),  # on a corpus
    (concordance, dictionary, lexicon),  # on the verbs of a corpus
    (init, doctor, completion, man),
)
for _command in chain.from_iterable(COMMANDS):
    main.add_command(_command)
