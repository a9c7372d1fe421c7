"""The command `conclusio align`: language versions of one document → rows; plain lists of segments → rows or beads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import JSON, STRICT
from pipeline.cli.printing import finish, in_file
from pipeline.cli.reading import fatal, language_of, read_expression
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from pipeline.align import Encoder
    from pipeline.model import Notice

_CODED = re.compile(r"([A-Za-z]{2,3})=(.+)", re.DOTALL)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="[CODE=]FILE...")
@click.option("--lang", "langs", multiple=True, help="Language of a file, once for each file in order.")
@click.option("--lines", is_flag=True, help="The files hold one segment a line, and no structure.")
@click.option("--beads", is_flag=True, help="With --lines: print [0]:[0, 1] for each bead, in the order of the files.")
@click.option(
    "--embeddings/--no-embeddings",
    default=None,
    help="Use sentence embeddings; by default with --lines where conclusio[embeddings] is installed, else not.",
)
@JSON
@STRICT
def align(
    files: tuple[str, ...], langs: tuple[str, ...], lines: bool, beads: bool, embeddings: bool | None, strict: bool
) -> None:
    """Join the language versions of one document in rows.

    A language comes from CODE=, from --lang or from a name such as nl.txt. Examples: conclusio align nl.txt fr.txt
    el.txt; conclusio align --lines de=german.txt fr=french.txt --beads
    """
    if beads and not lines:
        raise ReadError("--beads prints the lines of plain files; give --lines too")
    named = _named(files, langs)
    if lines:
        _align_lines(named, beads, _encoder(embeddings, by_default=True), strict)
    else:
        _align_texts(named, _encoder(embeddings, by_default=False), strict)


def _named(files: Sequence[str], langs: Sequence[str]) -> dict[str, str]:
    """Files by language, in the order given."""
    if langs and len(langs) != len(files):
        raise ReadError(f"{len(files)} files but {len(langs)} times --lang; give one for each file, or none")
    found: dict[str, str] = {}
    for file, lang in zip(files, langs or [""] * len(files), strict=True):
        coded = _CODED.fullmatch(file)
        path = coded[2] if coded else file
        code = lang or (coded[1].lower() if coded else language_of(file))
        if code in found:
            raise ReadError(f"a second file in {code!r}; a row has one cell a language", where=path)
        found[code] = path
    return found


def _encoder(wanted: bool | None, *, by_default: bool) -> Encoder | None:
    """The sentence encoder, where it is wanted or, by default, where it is installed."""
    from pipeline.align.encoder import installed

    if not (by_default if wanted is None else wanted):
        return None
    encoder = installed()
    if encoder is None and wanted:
        raise ReadError("no sentence encoder is installed; install conclusio[embeddings]")
    return encoder


def _align_texts(named: Mapping[str, str], encoder: Encoder | None, strict: bool) -> None:
    from pipeline.align import align as align_expressions
    from pipeline.export.json import alignment_view, dump

    expressions = [read_expression(file, code)[1] for code, file in named.items()]
    alignment = align_expressions(expressions, encoder)
    click.echo(dump(alignment_view(alignment)), nl=False)
    notices = [n for file, one in zip(named.values(), expressions, strict=True) for n in in_file(file, one.notices)]
    finish([*notices, *alignment.notices], strict, unusable=fatal(expressions))


def _align_lines(named: Mapping[str, str], beads: bool, encoder: Encoder | None, strict: bool) -> None:
    from pipeline.align import align_lines
    from pipeline.export.json import beads_view, dump

    notices: list[Notice] = []
    texts = {code: _lines(file, code, notices) for code, file in named.items()}
    found = align_lines(texts, encoder)
    if beads:
        order = [found.languages.index(code) for code in named]
        for group in found.groups:
            click.echo(":".join(str(list(group[at])) for at in order))
    else:
        click.echo(dump(beads_view(found)), nl=False)
    finish(notices, strict)


def _lines(file: str, code: str, notices: list[Notice]) -> list[str]:
    """The segments of a file: what stands between line feeds. A blank line is a segment too, so that numbers hold."""
    from pipeline.corpus import read_bytes
    from pipeline.ingest.encodings import decode

    decoded = decode(read_bytes(Path(file)), file, code)
    notices.extend(decoded.notices)
    lines = decoded.text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if not lines[-1] else lines
