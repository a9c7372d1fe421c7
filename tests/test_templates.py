"""What a publisher's templates may rely on: docs/templates.md lists the values that each template gets, and no others.

A change of these values breaks templates that we do not know. So it shows here first: mend the table, write a line in
the changelog, and say there what a publisher has to do.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from pathlib import Path

import pytest

from pipeline.errors import ConclusioError
from pipeline.site import pages
from pipeline.site.press import Press, built_in

MODULES = (
    "start",
    "downloads",
    "search",
    "reading",
    "asked",
    "changes",
    "consolidated",
    "parallel",
    "verbs",
    "concordance",
    "findings",
    "passages",
    "places",
)
VIEWS = ("shelves", "views")
TITLE = re.compile(r"^### `(\w+)`", re.M)


def values() -> dict[str, set[str]]:
    """Every value that a template can meet, with its fields and properties."""
    found: dict[str, set[str]] = {}
    for name in (*MODULES, *VIEWS):
        module = importlib.import_module(f"pipeline.site.{name}")
        for label, kind in vars(module).items():
            own = inspect.isclass(kind) and kind.__module__ == module.__name__ and not label.startswith("_")
            if own and dataclasses.is_dataclass(kind) and label != "Reaches":
                properties = {key for key, value in vars(kind).items() if isinstance(value, property)}
                methods = {key for key, value in vars(kind).items() if inspect.isfunction(value) and key[0] != "_"}
                found[label] = {one.name for one in dataclasses.fields(kind)} | properties | methods
    return found


def documented(root: Path) -> dict[str, set[str]]:
    text = (root / "docs" / "templates.md").read_text(encoding="utf-8")
    names, parts = TITLE.findall(text), TITLE.split(text)[2::2]
    return {name: set(re.findall(r"^\| `(\w+)", part, re.M)) for name, part in zip(names, parts, strict=True)}


def test_the_values_of_the_templates_are_the_documented_ones(root: Path) -> None:
    told = documented(root)
    assert len(told) > 20
    assert told == values()


def test_what_every_template_can_call_is_documented(root: Path) -> None:
    text = (root / "docs" / "templates.md").read_text(encoding="utf-8")
    press = Press((), lambda _path, _values, make: make())
    given = set(press.names) | {"page", "ui", "words", "w", "for_all", "to"}
    assert given == set(re.findall(r"^- `(\w+)", text, re.M))


def test_every_template_is_documented(root: Path) -> None:
    text = (root / "docs" / "templates.md").read_text(encoding="utf-8")
    files = {path.relative_to(built_in()).as_posix() for path in built_in().rglob("*.html")}
    assert [name for name in sorted(files) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", [path.stem for path in sorted(built_in().glob("*.html")) if path.stem != "base"])
def test_every_page_extends_the_base_so_that_one_template_changes_all(name: str) -> None:
    assert (built_in() / f"{name}.html").read_text(encoding="utf-8").startswith('{% extends "base.html" %}')


HOSTILE = {
    "{{ page.__class__.__mro__ }}": "access to attribute '__class__'",
    "{{ ''.__class__ }}": "unsafe",
    "{{ languages.__getattribute__('append') }}": "unsafe",
    "{{ nothing }}": "'nothing' is undefined",
    "{{ 1 / 0 }}": "division by zero",
    "{% include '../../secret.html' %}": "secret.html",
    "{% if %}": "Expected an expression",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_template_that_does_not_work_or_wants_too_much_is_one_line_with_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret.html").write_text("secret")
    own = tmp_path / "a" / "own"
    own.mkdir(parents=True)
    (own / "start.html").write_text(f'{{% extends "built-in/start.html" %}}\n{{% block main %}}{text}{{% endblock %}}')
    with pytest.raises(ConclusioError) as raised:
        list(pages([], templates=[own]))
    assert HOSTILE[text] in str(raised.value)
    assert str(raised.value).startswith(("start.html", f"{own / 'start.html'}:2: "))


def test_a_file_that_leads_out_of_the_folder_of_templates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "own" / "static").mkdir(parents=True)
    (tmp_path / "own" / "static" / "x.css").symlink_to(tmp_path / "secret")
    with pytest.raises(ConclusioError, match=r"x\.css: leads out of the folder"):
        list(pages([], templates=[tmp_path / "own"]))
