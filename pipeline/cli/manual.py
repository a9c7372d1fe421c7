"""The help of all commands as one manual page, in the macros of man(7)."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

_EXIT = (
    ("0", "Done; there may be warnings."),
    ("1", "Warnings or errors under --strict."),
    ("2", "Unusable input or output. One line says what and where."),
)


def page(command: click.Command, version: str) -> str:
    """The page of a group and its commands, by name; it holds no date, so that it is the same each time."""
    return "\n".join(_lines(command, version)) + "\n"


def _lines(command: click.Command, version: str) -> Iterator[str]:
    yield f'.TH CONCLUSIO 1 "" "conclusio {_escaped(version)}" "User Commands"'
    yield from (".ad l", ".nh")
    yield from (".SH NAME", r"conclusio \- Council conclusions in 24 languages, parsed, aligned, compared, published")
    yield from (".SH SYNOPSIS", r".B conclusio", r"COMMAND [OPTIONS]")
    yield from (".SH DESCRIPTION", *_text(command.help or ""))
    yield ".SH COMMANDS"
    commands = command.commands if isinstance(command, click.Group) else {}
    for name in sorted(commands):
        yield from _command(name, commands[name])
    yield ".SH EXIT STATUS"
    for code, meaning in _EXIT:
        yield from (".TP", f".B {code}", _escaped(meaning))


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"conclusio {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f".SS conclusio {_escaped(f'{name} {usage}')}", *_text(command.help or ""))
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record:
            yield from (".TP", f".B {_escaped(record[0])}", _escaped(record[1]) or r"\&")


def _text(words: str) -> Iterator[str]:
    """Paragraphs; those that the help keeps as they are (marked with a backspace) stay so."""
    for paragraph in inspect.cleandoc(words).split("\n\n"):
        lines = paragraph.split("\n")
        kept = lines[0] == "\b"
        yield ".PP"
        if kept:
            yield from (".nf", *map(_escaped, lines[1:]), ".fi")
        else:
            yield _escaped(" ".join(lines))


def _escaped(text: str) -> str:
    r"""Text without a meaning for roff.

    >>> _escaped("--lang\\x")
    '\\-\\-lang\\ex'
    """
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
