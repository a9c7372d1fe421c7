"""conclusio.toml: what the commands take when nothing else is said.

The fields stand in one place, `conclusio.schema.json` beside this module, which editors read too. What the command line
says goes first. Paths are seen from the folder of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import CorpusError

NAME = "conclusio.toml"
SCHEMA = "conclusio.schema.json"

_TYPES: Mapping[str, Any] = {"string": str, "boolean": bool, "array": list, "object": dict, "integer": int}
_WORDS = {"string": "a text", "boolean": "true or false", "array": "a list", "object": "a table", "integer": "a number"}
_WITH_CORPUS = ("build", "add", "fetch", "export")
_WITH_SITE = ("build", "serve")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path of keys, with what to do."""

    path: tuple[str, ...]
    message: str


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema of the file."""
    import json

    found: Mapping[str, Any] = json.loads(schema_text())
    return found


def schema_text() -> str:
    """The JSON Schema as it is written."""
    from importlib.resources import files

    return files(__package__).joinpath(SCHEMA).read_text(encoding="utf-8")


def defaults(path: Path) -> dict[str, dict[str, Any]]:
    """The options of each command that a file sets, by the names of the command's parameters.

    Raises CorpusError, with line and column, for what is not TOML or not as the schema says.
    """
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"cannot be read ({type(error).__name__})", where=str(path)) from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"not valid TOML: {error}", where=str(path)) from None
    for fault in faults(table, schema(), ()):
        line, column = position(text, fault.path)
        raise CorpusError(fault.message, where=f"{path}:{line}:{column}")
    return _options(table, path.parent)


def faults(value: Any, rule: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Fault]:  # noqa: ANN401  # from TOML
    """What is not as a rule says: the part of JSON Schema that the file's schema uses."""
    name = ".".join(path)
    if "enum" in rule:
        if value not in rule["enum"]:
            yield Fault(path, f"{name} is {value!r}; use one of {', '.join(map(str, rule['enum']))}")
        return
    kind = rule["type"]
    if not isinstance(value, _TYPES[kind]) or (kind == "integer" and isinstance(value, bool)):
        yield Fault(path, f"{name} must be {_WORDS[kind]}")
    elif kind == "object":
        yield from _table(value, rule, path)
    elif isinstance(value, list):
        for entry in value:
            yield from faults(entry, rule["items"], path)
    elif kind == "integer" and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        yield Fault(path, f"{name} is {value}; use {rule['minimum']} to {rule['maximum']}")
    elif "pattern" in rule and not re.search(rule["pattern"], str(value)):
        yield Fault(path, f"{name} has {value!r}, which is not as it should be: {rule['pattern']}")


def _table(value: Any, rule: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Fault]:  # noqa: ANN401  # from TOML
    for key, below in value.items():
        if key not in rule["properties"]:
            known = ", ".join(rule["properties"])
            yield Fault((*path, key), f"{'.'.join((*path, key))} is not known; use {known}")
        else:
            yield from faults(below, rule["properties"][key], (*path, key))


def position(text: str, path: tuple[str, ...]) -> tuple[int, int]:
    """Line and column, from 1, of a key in a TOML text; of its table, or 1 and 1, where it is written otherwise.

    >>> position("a = 1\\n[build]\\n  strict = 2\\n", ("build", "strict"))
    (3, 3)
    """
    key = re.compile(rf"(?P<before>\s*)[\"']?{re.escape(path[-1])}[\"']?\s*=")
    header = re.compile(r"\s*\[+\s*(?P<name>[^\]]+?)\s*\]")
    table, best = "", (1, 1)
    for number, line in enumerate(text.split("\n"), 1):
        if match := header.match(line):
            table = match["name"].replace('"', "").replace(" ", "")
            best = (number, 1) if table == ".".join(path[: table.count(".") + 1]) else best
        elif table == ".".join(path[:-1]) and (match := key.match(line)):
            return number, len(match["before"]) + 1
    return best


def _options(table: Mapping[str, Any], home: Path) -> dict[str, dict[str, Any]]:
    """The tables of the file as options of commands."""
    found: dict[str, dict[str, Any]] = {name: dict(table.get(name, {})) for name in (*_WITH_CORPUS, *_WITH_SITE)}
    for name in ("fetch", "export"):
        if languages := found[name].pop("languages", None):
            found[name]["lang"] = ",".join(languages)
    build = found["build"]
    build |= {"templates": [str(home / one) for one in build["templates"]]} if "templates" in build else {}
    build |= {"memory": str(home / build["memory"])} if "memory" in build else {}
    for key, option, commands in (("corpus", "corpus", _WITH_CORPUS), ("site", "out", _WITH_SITE)):
        for name in commands if key in table else ():
            found[name][option] = str(home / table[key])
    return found
