"""How like two texts are: the share of words they have in common, rare words counting for more.

Numbers of points are not part of the text, so renumbering never makes parts unlike. Word order does not count: a
sentence with two words exchanged is the same sentence. All figures are integers (per mille), so that no rounding
of a platform can change a pairing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+")
_COMMON = 40
"""A word in more new texts than this says too little to look for candidates by it; it still counts in likeness."""
_CANDIDATES = 12
"""So many candidates of one old text are compared closely."""


class Likeness:
    """The likeness of old and new texts to each other, by place in the two sequences given."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._texts = (old, new)
        self._bags = tuple([Counter(_WORD.findall(text.casefold())) for text in texts] for texts in (old, new))
        self._weights = _weights([*self._bags[0], *self._bags[1]])
        self._totals = tuple([self._weigh(bag) for bag in bags] for bags in self._bags)

    def __call__(self, old: int, new: int) -> int:
        """Per mille: 1000 for the same words, 0 for none in common; texts without words must be equal."""
        total = self._totals[0][old] + self._totals[1][new]
        if not total:
            return 1000 if self._texts[0][old] == self._texts[1][new] else 0
        one, other = self._bags[0][old], self._bags[1][new]
        if len(one) > len(other):
            one, other = other, one
        shared = sum(self._weights[word] * min(count, other[word]) for word, count in one.items() if word in other)
        return 2000 * shared // total

    def words(self, new: int) -> int:
        """How many words a new text has."""
        return self._bags[1][new].total()

    def candidates(self, least: int) -> list[tuple[int, int, int]]:
        """(old, new, likeness) for pairs of texts that share rare words and are at least so much alike."""
        postings: dict[str, list[int]] = defaultdict(list)
        for new, bag in enumerate(self._bags[1]):
            for word in bag:
                postings[word].append(new)
        found: list[tuple[int, int, int]] = []
        for old, bag in enumerate(self._bags[0]):
            for new in self._promising(bag, postings):
                likeness = self(old, new)
                if likeness >= least:
                    found.append((old, new, likeness))
        return found

    def _promising(self, bag: Counter[str], postings: dict[str, list[int]]) -> list[int]:
        """The new texts that share the greatest weight of rare words with a bag, best first."""
        shared: Counter[int] = Counter()
        for word in bag:
            places = postings.get(word, ())
            if len(places) <= _COMMON:
                for new in places:
                    shared[new] += self._weights[word]
        return sorted(shared, key=lambda new: (-shared[new], new))[:_CANDIDATES]

    def _weigh(self, bag: Counter[str]) -> int:
        return sum(self._weights[word] * count for word, count in bag.items())


def _weights(bags: Sequence[Iterable[str]]) -> dict[str, int]:
    """1 for a word that most texts have, one more each time the number of texts with it halves."""
    seen: Counter[str] = Counter()
    for bag in bags:
        seen.update(set(bag))
    return {word: (len(bags) // count).bit_length() for word, count in seen.items()}
