"""`python -m pipeline.cli` is the command `conclusio`."""

from pipeline.cli import main

main(prog_name="conclusio")
