import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Require


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
