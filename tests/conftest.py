"""What all tests share: the corpus, golden files, and one way to say that a tool is missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"

# Same examples at each run and no time limits: a test says the same on a slow machine and on a fast one.
# HYPOTHESIS_PROFILE=search looks for new counterexamples.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

collect_ignore_glob = ["writers/*"]  # no tests, and named as the modules they write for

Require = Callable[[object, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--save-golden", action="store_true", help="save the golden outputs instead of comparing with them"
    )


@pytest.fixture(scope="session")
def require() -> Require:
    """`require(condition, reason)` skips the test with the reason, or fails it under CONCLUSIO_REQUIRE_ALL=1."""

    def check(condition: object, reason: str) -> None:
        if condition:
            return
        if os.environ.get("CONCLUSIO_REQUIRE_ALL") == "1":
            pytest.fail(f"required here, but: {reason}", pytrace=False)
        pytest.skip(reason)

    return check


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def corpus_path() -> Path:
    """The folder of the dossiers that come with the project."""
    return ROOT / "corpus"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """`golden(name, output)` compares with tests/golden/<name>; `make golden` saves it there for review."""

    def check(name: str, output: bytes) -> None:
        path = GOLDEN / name
        if request.config.getoption("--save-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(output)
        assert path.exists(), f"no golden file {name}; save it with `make golden` and read it"
        assert output == path.read_bytes(), (
            f"{name} is not as it was; if it should differ, `make golden` and read the difference"
        )

    return check
