"""Commands around a project: init, doctor, completion, man."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline.cli.config import NAME, SCHEMA, defaults, schema_text
from pipeline.errors import ConclusioError, CorpusError

_CONFIG = """#:schema {schema}
# What the commands take when nothing else is said. Fields: docs/configuration.md of Conclusio.
corpus = "corpus"
site = "build/site"

[build]
# official_only = true    # leave specimens out
# strict = true           # a warning keeps the last site, exit code 1

[fetch]
# languages = ["nl", "fr"]
"""
_DOSSIER = """# The fields are described in docs/corpus.md of Conclusio.
[[document]]
code = "{code}"
"""

_TOOLS = {
    "chromium": "PDF of a synopsis, checks of the site in a browser",
    "soffice": "tests that open DOCX and XLSX",
    "pdftotext": "tests of reading PDF",
    "java": "tests of the HTML",
    "git": "nothing of the program itself; keeps the corpus",
}
_PACKAGES = {"weasyprint": "PDF of a synopsis"}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--document", help="Code of the first document, as 'ST 10125/22'; makes its dossier.")
@click.option("--dossier", default="", help="Name of the dossier; else called after the document.")
def init(folder: Path, document: str | None, dossier: str) -> None:
    """Make a project: a conclusio.toml with its schema, a corpus, and the dossier of a document.

    Nothing that is there is overwritten.

    Examples:

    \b
      conclusio init
      conclusio init my-project --document "ST 10125/22"
    """
    written = {NAME: _CONFIG.format(schema=SCHEMA), SCHEMA: schema_text(), ".gitignore": "/build/\n"}
    if document:
        from pipeline.corpus.store import dossier_folder
        from pipeline.ids import DocumentId

        code = DocumentId.parse(document)
        home = dossier_folder(folder / "corpus", dossier, code).relative_to(folder)
        written[(home / "dossier.toml").as_posix()] = _DOSSIER.format(code=code.printed)
    there = [name for name in written if (folder / name).exists()]
    if there:
        raise CorpusError("is there already; move it away, or name another folder", where=str(folder / there[0]))
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(path.as_posix(), err=True)
    click.echo("next: conclusio add FILE… or conclusio fetch CODE, then conclusio build", err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def doctor(as_json: bool) -> None:
    """Say what is installed, what is missing, and whether the project here can be built.

    What the program needs is an error when it is missing (exit code 2); what only some commands use is said.

    Example: conclusio doctor --json
    """
    checks = list(_checks())
    if as_json:
        import json

        click.echo(json.dumps([dict(zip(("state", "what", "detail"), one, strict=True)) for one in checks], indent=2))
    else:
        for state, what, detail in checks:
            click.echo(f"{state:8}{what}: {detail}")
    sys.exit(2 if any(state == "error" for state, *_ in checks) else 0)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands and options in a shell.

    Example: conclusio completion bash > ~/.local/share/bash-completion/completions/conclusio
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise CorpusError(f"there is no completion for {shell}")
    click.echo(kind(context.find_root().command, {}, "conclusio", "_CONCLUSIO_COMPLETE").source())


@click.command()
@click.pass_context
def man(context: click.Context) -> None:
    """Print the manual page of all commands, in the form that man reads.

    Example: conclusio man > ~/.local/share/man/man1/conclusio.1
    """
    from importlib import metadata

    from pipeline.cli.manual import page

    root = context.find_root()
    click.echo(page(root.command, metadata.version("conclusio")), nl=False)


def _checks() -> Iterator[tuple[str, str, str]]:
    """State (ok, missing, error), what was looked at, and what was found."""
    yield "ok", "Python", sys.version.split()[0]
    yield from _packages()
    yield from _languages()
    for tool, use in _TOOLS.items():
        found = shutil.which(tool)
        yield ("ok", tool, found) if found else ("missing", tool, f"for {use}")
    yield from _project(Path())


def _packages() -> Iterator[tuple[str, str, str]]:
    from importlib import metadata

    from pipeline.build.inputs import needed

    for name in ("conclusio", *needed("conclusio")):
        try:
            yield "ok", name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield "error", name, "not installed; run make setup, or pip install conclusio again"
    for name, use in _PACKAGES.items():
        try:
            yield "ok", name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield "missing", name, f"for {use}"


def _languages() -> Iterator[tuple[str, str, str]]:
    from pipeline.languages import PROTOCOL_ORDER, load

    try:
        forms = sum(len(load(code).verbs) for code in PROTOCOL_ORDER)
        yield "ok", "languages", f"{len(PROTOCOL_ORDER)} files, {forms} forms of operative verbs"
    except ConclusioError as error:
        yield "error", "languages", str(error)


def _project(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The configuration and the corpus of a folder."""
    from pipeline.corpus import dossier_folders, load_dossier

    corpus = folder / "corpus"
    if (folder / NAME).is_file():
        try:
            corpus = Path(defaults(folder / NAME)["build"].get("corpus", corpus))
            yield "ok", NAME, "as its schema says"
        except ConclusioError as error:
            yield "error", NAME, str(error)
    else:
        yield "missing", NAME, "conclusio init makes one; not needed"
    try:
        folders = dossier_folders(corpus)
    except ConclusioError as error:
        yield "missing", "corpus", str(error)
        return
    for one in folders:
        try:
            dossier = load_dossier(one)
            files = sum(len(document.files) for document in dossier.documents)
            detail = f"{len(dossier.documents)} documents, {files} texts, {len(dossier.notices)} notices"
            yield "ok" if files else "missing", one.as_posix(), detail
        except ConclusioError as error:
            yield "error", one.as_posix(), str(error)
