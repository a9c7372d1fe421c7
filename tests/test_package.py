import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from conftest import Require

from pipeline.build.inputs import _installed


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, root: Path, require: Require) -> Path:
    """The wheel of this checkout, unpacked in a folder of its own."""
    try:
        import hatchling  # noqa: F401  # the building block of the wheel
    except ImportError:
        require(False, "hatchling is not installed")
    home = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(home), str(root)], check=True)
    (wheel,) = home.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(home / "site"), str(wheel)], check=True)
    return home / "site"


def test_an_installed_wheel_builds_the_site_outside_the_checkout(
    installed: Path, tmp_path: Path, corpus_path: Path
) -> None:
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); from pipeline.cli import main; main()"
    command = [sys.executable, "-I", "-c", code, "build", "--corpus", str(corpus_path), "--out", "site"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "site" / "index.html").is_file()
    assert (installed / "pipeline" / "site_templates" / "base.html").is_file()


LICENCES = re.compile(r"\b(MIT|BSD|0BSD|Apache|MPL|Mozilla Public|ISC|PSF|EUPL|Zlib|CC0)\b")
"""Licences that the EUPL-1.2 can be joined with; docs/security.md lists who has which."""


def test_every_dependency_has_a_licence_that_is_listed(root: Path) -> None:
    listed = (root / "docs" / "security.md").read_text(encoding="utf-8").partition("| licence |")[2]
    found = dict(_installed("conclusio"))
    assert len(found) > 20
    for name in found.keys() - {"conclusio"}:
        about = metadata.metadata(name)
        classified = [one for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
        said = about.get("License-Expression") or next(iter(classified), "") or about.get("License") or ""
        assert LICENCES.search(said) and "GPL" not in said, f"{name}: {said!r}"
        assert re.search(rf"[ |]{re.escape(name)}[ ,|]", listed), f"{name} is not in docs/security.md"


def test_every_test_that_the_page_on_security_names_is_there(root: Path) -> None:
    text = (root / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+|bench\.\w+|tests/\w+)`", text))
    assert len(named) > 10
    for name in named:
        path = root / (name.replace(".", "/") if name.startswith("bench") else f"tests/{name.removeprefix('tests/')}")
        assert path.is_dir() or path.with_suffix(".py").is_file(), name
