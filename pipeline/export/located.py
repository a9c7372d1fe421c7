"""Findings with the places in the files that they speak of, as reports show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.check import RULES
from pipeline.findings import Finding
from pipeline.model import Expression, Note, Subdivision

_LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: a path with "/" and a line, 0 where the format has no lines."""

    path: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its places in the files of the languages it accuses."""

    finding: Finding
    places: tuple[Place, ...] = ()


def locate(findings: Iterable[Finding], texts: Sequence[Expression], paths: Mapping[str, str]) -> tuple[Located, ...]:
    """The findings on one document with their places. `texts` are its expressions, `paths` their files by language."""
    known = {text.language: text for text in texts if text.language in paths}
    lines = {code: _lines(text) for code, text in known.items()}
    return tuple(
        Located(
            finding,
            tuple(Place(paths[code], lines[code].get(finding.wid, 0)) for code in finding.languages if code in known),
        )
        for finding in findings
    )


def _lines(text: Expression) -> dict[str, int]:
    """By wId the line on which a part begins; parts without a line are left out."""
    parts: tuple[Subdivision | Note, ...] = (*text.walk(), *text.notes)
    matches = ((part.wid or part.eid, _LINE.search(part.origins[0].locator)) for part in parts if part.origins)
    return {wid: int(match[1]) for wid, match in reversed(tuple(matches)) if match}


def rule_summary(name: str) -> str:
    """What a rule finds, in one sentence: the first paragraph of its function's docstring."""
    rule = next(rule for rule in RULES if rule.name == name)
    return " ".join((rule.find.__doc__ or "").split("\n\n")[0].split())
