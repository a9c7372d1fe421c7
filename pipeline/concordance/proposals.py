"""What the rows say about a form and the lexicon does not: proposals, for a person to review.

A form is proposed for a concept when at least `least` clauses with it stand opposite that concept, and these are at
least `share` of all clauses with the form about which the other languages agree (`occurrences` says when they do). One
clause proves nothing: there the translation may be wrong, and not the lexicon.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.concordance.counts import Counts, Opposite, Tally
from pipeline.concordance.usual import strength
from pipeline.languages import order
from pipeline.model import Status

LEAST = 2
SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Proposal:
    """A form that should stand for a concept. `known` are those that the lexicon knows for it, none for a new form.

    `clauses` of `judged` stand opposite the concept, in `documents`; in `official` of them the text is the Council's
    own, in `witnessed` those of the other languages are.
    """

    language: str
    form: str
    concept: str
    known: tuple[str, ...]
    clauses: int
    judged: int
    documents: int
    official: int
    witnessed: int


def proposals(counts: Counts[Opposite], least: int = LEAST, share: float = SHARE) -> tuple[Proposal, ...]:
    """All proposals, by language in protocol order, those with the most clauses first."""
    judged: Counter[tuple[str, str]] = Counter()
    total: dict[tuple[str, str, tuple[str, ...], str], Tally] = {}
    official: Counter[tuple[str, str, tuple[str, ...], str]] = Counter()
    for key, tally in counts:
        name = (key.language, key.form, key.known, key.concept)
        judged[name[:2]] += tally.clauses
        total[name] = total.get(name, Tally()).plus(tally)
        official[name] += tally.clauses if key.status is Status.OFFICIAL else 0
    found = (
        Proposal(
            name[0],
            name[1],
            name[3],
            name[2],
            tally.clauses,
            judged[name[:2]],
            tally.documents,
            official[name],
            tally.witnessed,
        )
        for name, tally in total.items()
        if not _says(name[2], name[3]) and tally.clauses >= max(least, share * judged[name[:2]])
    )
    return tuple(sorted(found, key=_place))


def _says(known: tuple[str, ...], concept: str) -> bool:
    """Whether the lexicon has a form for this concept, or for one of the same strength."""
    return any(strength(one) == strength(concept) for one in known)


def _place(one: Proposal) -> tuple[object, ...]:
    return (order(one.language), -one.clauses, one.form, one.concept)
