"""Step 10: a sentence that went from one part into another, told as a move beside what both parts lost and gained.

Parts that moved as a whole are known already (`places`). Here the words that one changed part lost are sought among the
words that another gained; a move needs the likeness that a part needs, and enough words to be a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.compare.likeness import Likeness
from pipeline.compare.links import family
from pipeline.compare.nature import nature
from pipeline.compare.words import edits
from pipeline.model import Change, EditOp, Kind, Nature, Op

_ALIKE = 700
"""Sentences are the same from this likeness on (per mille); more than a part needs, which has its neighbours too."""
WORDS = 6
"""Fewer words are a turn of phrase, which can leave one place and come to another by chance."""
_SENTENCE = re.compile(r"[^.;:!?\N{MIDDLE DOT}\N{GREEK ANO TELEIA}]+[.;:!?\N{MIDDLE DOT}\N{GREEK ANO TELEIA}]*")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a change that was lost or gained; `whole` where it is all of a part."""

    change: int
    text: str
    whole: bool


def passages(changes: Sequence[Change]) -> tuple[tuple[int, Change], ...]:
    """The moves of sentences, each with the index of the change after which it is told."""
    lost, gained = (list(_sentences(changes, op)) for op in (EditOp.DELETE, EditOp.INSERT))
    likeness = Likeness([one.text for one in lost], [one.text for one in gained])
    taken: tuple[set[int], set[int]] = (set(), set())
    found: list[tuple[int, Change]] = []
    for i, j, _ in sorted(likeness.candidates(_ALIKE), key=lambda pair: (-pair[2], pair)):
        one, other = lost[i], gained[j]
        if one.change == other.change or (one.whole and other.whole) or i in taken[0] or j in taken[1]:
            continue
        taken[0].add(i)
        taken[1].add(j)
        found.append((other.change, _moved(changes[one.change], changes[other.change], one.text, other.text)))
    return tuple(sorted(found, key=lambda told: told[0]))


def _sentences(changes: Sequence[Change], op: EditOp) -> Iterator[_Sentence]:
    whole = Op.DELETE if op is EditOp.DELETE else Op.INSERT
    for index, change in enumerate(changes):
        if change.op not in (whole, Op.REPLACE) or family(change.kind) != family(Kind.CLAUSE):
            continue
        for edit in change.edits:
            if edit.op is op:
                for match in _SENTENCE.finditer(edit.text):
                    if len(re.findall(r"\w+", match[0])) >= WORDS:
                        yield _Sentence(index, match[0].strip(), change.op is whole)


def _moved(origin: Change, goal: Change, before: str, after: str) -> Change:
    rule = "moved; sentence"
    if before != after:
        rule += "; " + nature(before, after)[1]
    return Change(
        Op.MOVE, goal.kind, origin.wid, before, after, origin.old_eids[:1], goal.new_eids[:1],
        Nature.SUBSTANTIVE, rule, None, edits(before, after), passage=True,
    )  # fmt: skip
