"""Counts that add up: those of a corpus are the sum of those of its documents, in any order, and a document can be
taken out again. Their size follows the vocabulary, not the number of documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.concordance.occurrences import Occurrence, Said
from pipeline.model import Status

K = TypeVar("K", bound="Use | Opposite | Pair")


@dataclass(frozen=True, slots=True, order=True)
class Tally:
    """How often, in how many documents, and how many of the clauses have official texts alone for witnesses."""

    clauses: int = 0
    documents: int = 0
    witnessed: int = 0

    def plus(self, other: Tally, sign: int = 1) -> Tally:
        """The sum, or with -1 the difference."""
        return Tally(
            self.clauses + sign * other.clauses,
            self.documents + sign * other.documents,
            self.witnessed + sign * other.witnessed,
        )


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A printed form in a row of a concept; `year` is "" where the document has no date."""

    language: str
    concept: str
    form: str
    status: Status
    year: str


@dataclass(frozen=True, slots=True, order=True)
class Opposite:
    """A printed form, the concepts that the lexicon knows for it, by name, and the concept that stands opposite."""

    language: str
    form: str
    known: tuple[str, ...]
    concept: str
    status: Status


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """The forms that a row has in two languages, "" where one has no verb, and what the two texts are."""

    left: str
    right: str
    left_status: Status
    right_status: Status


@dataclass(frozen=True, slots=True)
class Counts(Generic[K]):
    """Tallies by key, in the order of the keys; no tally is empty, so that equal counts are equal values."""

    entries: tuple[tuple[K, Tally], ...] = ()

    def __iter__(self) -> Iterator[tuple[K, Tally]]:
        return iter(self.entries)

    def __add__(self, other: Counts[K]) -> Counts[K]:
        return merged((self, other))

    def __sub__(self, other: Counts[K]) -> Counts[K]:
        """Without a document that was counted before."""
        return _frozen(_into(_into({}, self), other, -1))


def merged(counts: Iterable[Counts[K]]) -> Counts[K]:
    """The sum of any number of counts, read one after another."""
    total: dict[K, Tally] = {}
    for one in counts:
        _into(total, one)
    return _frozen(total)


def _into(total: dict[K, Tally], counts: Counts[K], sign: int = 1) -> dict[K, Tally]:
    for key, tally in counts:
        total[key] = total.get(key, Tally()).plus(tally, sign)
    return total


def _frozen(total: dict[K, Tally]) -> Counts[K]:
    kept = [(key, tally) for key, tally in total.items() if tally != Tally()]
    return Counts(tuple(sorted(kept, key=lambda entry: entry[0])))


def uses(document: Iterable[Occurrence]) -> Counts[Use]:
    """What the occurrences of one document say about how often a form is used, in which year."""
    return _tallied(_each(document, lambda row, one: Use(one.language, row.concept, one.form, one.status, row.year)))


def opposites(document: Iterable[Occurrence]) -> Counts[Opposite]:
    """What the occurrences of one document say about the concepts opposite each form."""
    found = _each(
        document,
        lambda _, one: Opposite(one.language, one.form, tuple(sorted(one.concepts)), one.opposite, one.status),
    )
    return _tallied((key, official) for key, official in found if key.concept)


def pairs(document: Iterable[Occurrence], left: str, right: str) -> Counts[Pair]:
    """Which form of one language stands opposite which of the other in the occurrences of one document.

    Rows in which a language is not there or has two parts say nothing, and neither do rows without a verb in both.
    """
    return _tallied(_pairs(document, left, right))


def _pairs(document: Iterable[Occurrence], left: str, right: str) -> Iterator[tuple[Pair, bool]]:
    for row in document:
        ours, theirs = row.of(left), row.of(right)
        if len(ours) == len(theirs) == 1 and (ours[0].form or theirs[0].form):
            one, other = ours[0], theirs[0]
            official = one.status is Status.OFFICIAL and other.status is Status.OFFICIAL
            yield Pair(one.form, other.form, one.status, other.status), official


def _each(document: Iterable[Occurrence], key: Callable[[Occurrence, Said], K]) -> Iterator[tuple[K, bool]]:
    return ((key(row, one), one.witnessed) for row in document for one in row.said if one.form)


def _tallied(found: Iterable[tuple[K, bool]]) -> Counts[K]:
    total: dict[K, Tally] = {}
    for key, official in found:
        before = total.get(key, Tally())
        total[key] = Tally(before.clauses + 1, 1, before.witnessed + official)
    return _frozen(total)
