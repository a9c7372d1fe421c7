"""The other languages as oracle: who stands against a clear majority, and how firm that is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

WITNESSES = 3
"""Fewer languages that agree are thin evidence."""

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Split:
    """Languages that agree, and those that stand against them. `firm` is False where evidence is thin.

    `even` are two languages alone that differ: nobody says which one errs.
    """

    agree: tuple[str, ...]
    against: tuple[str, ...]
    firm: bool
    even: bool = False

    @property
    def accused(self) -> tuple[str, ...]:
        """The languages that a finding names: both of two alone."""
        return self.agree + self.against if self.even else self.against


def is_clear(count: int, total: int) -> bool:
    """Whether `count` of `total` languages are a clear majority: two thirds of them, and more than two."""
    return count >= WITNESSES and 3 * count >= 2 * total


def split(agree: Iterable[str], against: Iterable[str]) -> Split | None:
    """Weigh those who agree against the others; None where nobody is against, or where evidence decides nothing.

    A majority that is not clear is thin evidence, and so are two languages alone that differ.
    """
    left, right = tuple(agree), tuple(against)
    total = len(left) + len(right)
    if len(left) == len(right) == 1:
        return Split(left, right, firm=False, even=True)
    if not right or 2 * len(left) <= total:
        return None
    return Split(left, right, is_clear(len(left), total))


def majority(values: Mapping[str, Value]) -> tuple[Value, Split] | None:
    """The value that most languages share, and the split between them and the others."""
    groups: dict[Value, list[str]] = {}
    for language, value in values.items():
        groups.setdefault(value, []).append(language)
    if len(groups) < 2:
        return None
    value = max(groups, key=lambda value: len(groups[value]))  # the first in protocol order among equals
    found = split(groups[value], [language for language in values if language not in groups[value]])
    return (value, found) if found else None
