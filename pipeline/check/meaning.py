"""Whether two operative verbs can mean the same."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.languages import concepts
from pipeline.model import OperativeVerb


def agrees(verb: OperativeVerb, names: Sequence[str]) -> bool:
    """Whether a verb can stand for one of these concepts, or for a neighbour of the same kind and strength."""
    return any(name in verb.concepts or any(_synonyms(name, own) for own in verb.concepts) for name in names)


def _synonyms(one: str, other: str) -> bool:
    first, second = concepts()[one], concepts()[other]
    near = other in first.near or one in second.near
    return near and first.group == second.group and first.rank == second.rank > 0
