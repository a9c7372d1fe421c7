"""The concept that most languages of a row agree on.

Synonyms share group and rank; a verb that can stand for the usual concept, whatever else it can stand for, agrees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from pipeline.languages import concepts
from pipeline.model import OperativeVerb


def usual(verbs: Iterable[OperativeVerb | None]) -> tuple[str, int]:
    """The concept of the strength that most languages can have, and their number; the lexicon's first wins a tie.

    One verb a language, None where it has none; "" and 0 where the lexicon knows none of the verbs.
    """
    return _usual(tuple(sorted(verb.concepts for verb in verbs if verb and verb.concepts)))


@lru_cache(maxsize=1 << 12)  # each language of a row asks for the others, and those are alike
def _usual(known: tuple[tuple[str, ...], ...]) -> tuple[str, int]:
    strengths = Counter(one for verb in known for one in {strength(concept) for concept in verb})
    if not strengths:
        return "", 0
    first = Counter(strength(verb[0]) for verb in known)
    most = max(strengths, key=lambda one: (strengths[one], first[one], one))
    names = Counter(next(filter(None, (c for c in verb if strength(c) == most)), "") for verb in known)
    del names[""]
    order = list(concepts())
    return min(names, key=lambda name: (-names[name], order.index(name))), strengths[most]


def strength(concept: str) -> tuple[str, int]:
    """The group of a concept and its rank in the order of strength inside it."""
    known = concepts()[concept]
    return known.group, known.rank


def agrees(verb: OperativeVerb, wanted: tuple[str, int]) -> bool:
    """Whether the verb can have this strength."""
    return any(strength(concept) == wanted for concept in verb.concepts)
