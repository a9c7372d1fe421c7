"""The guard of the ratios: it passes what is accepted, and fails what is worse."""

from __future__ import annotations

import math
import tomllib

import pytest

from bench import guard

ACCEPTED = tomllib.loads(guard.ACCEPTED.read_text(encoding="utf-8"))["ratios"]


def with_measured(monkeypatch: pytest.MonkeyPatch, **worse: float) -> SystemExit:
    measured = {name: one["ratio"] for name, one in ACCEPTED.items()} | worse
    monkeypatch.setattr(guard, "measure", lambda _: measured)
    with pytest.raises(SystemExit) as ended:
        guard.main()
    return ended.value


def test_what_is_accepted_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert with_measured(monkeypatch).code is None
    for one in ACCEPTED.values():
        assert len(one["runs"]) >= 5 and max(one["runs"]) < one["ratio"] * (1 + one["tolerance"])


@pytest.mark.parametrize("name", ACCEPTED)
def test_each_ratio_can_fail_with_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    most = ACCEPTED[name]["ratio"] * (1 + ACCEPTED[name]["tolerance"])
    said = str(with_measured(monkeypatch, **{name: most * 1.01}).code)
    assert said.startswith(f"worse: {name} is ") and "\n" not in said and ";" not in said, "exit code 1, and the line"
    assert with_measured(monkeypatch, **{name: most * 0.99}).code is None
    assert with_measured(monkeypatch, **{name: math.nan}).code


def test_a_ratio_that_nobody_accepted_is_no_pass() -> None:
    with pytest.raises(ValueError, match="new"):
        guard.judge(dict.fromkeys((*ACCEPTED, "new"), 0.0), ACCEPTED)
    with pytest.raises(ValueError, match="not in both"):
        guard.judge({}, ACCEPTED)
