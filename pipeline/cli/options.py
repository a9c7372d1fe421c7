"""Options that several commands have, with one wording."""

from __future__ import annotations

from pathlib import Path

import click

STRICT = click.option("--strict", is_flag=True, help="Exit with 1 when there is a warning or an error.")
JSON = click.option("--json", is_flag=True, expose_value=False, help="JSON on standard output (this is the default).")
CORPUS = click.option("--corpus", type=click.Path(path_type=Path), default=Path("corpus"), show_default=True)
