"""Where a corrigendum says that the words stand: page, point, note, title, heading, preamble."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.consolidate.forms import number, pattern
from pipeline.consolidate.values import Target
from pipeline.model import Kind

_KINDS = (("footnote", Kind.NOTE), ("heading", Kind.HEADING), ("title", Kind.TITLE), ("preamble", Kind.PREAMBLE))
_SHORT = 200
"""A paragraph of so many characters that ends with a colon can name the place for the next one."""


def target(context: str, code: str, last: Target) -> Target:
    """The place that the words before an instruction name, else that of the last instruction.

    The nearest paragraph that names one counts. A page holds for what follows until another is named.
    """
    for i, paragraph in enumerate(reversed(context.split("\n"))):
        found = place(paragraph, code)
        usable = not i or paragraph.rstrip().endswith((":", ",")) or found.page or found.point
        if (found.page or found.narrows) and usable and (not i or len(paragraph) <= _SHORT):
            return found if found.page or not last.page else _on_page(found, last.page)
    return last


def place(text: str, code: str) -> Target:
    """The place that a text names; the last one of each sort counts. Notes go before pages, which they may name."""
    said = " ".join(text.split())
    kinds: list[Kind] = []
    numbers: dict[str, str] = {}
    for field, kind in _KINDS:
        matches = list(pattern(code, field).finditer(text))
        if matches:
            kinds.append(kind)
            numbers[field] = next((found for match in reversed(matches) if (found := number(match))), "")
            text = _without(text, [match.span() for match in matches])
    for field in ("page", "point"):
        matches = list(pattern(code, field).finditer(text))
        numbers[field] = number(matches[-1]) if matches else ""
        text = _without(text, [match.span() for match in matches])
    return Target(numbers["page"], numbers["point"], numbers.get("footnote", ""), tuple(kinds), said)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _on_page(found: Target, page: str) -> Target:
    return Target(page, found.point, found.note, found.kinds, found.text)
