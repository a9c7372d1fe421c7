"""Step 2: which old part is which new part, by likeness of text and never by number alone.

Cover fields, annex, title, enacting formula and preamble are known by name. Of the other texts, pairs that are equal
or alike are collected; the heaviest chain in reading order is in place, and texts that are left are sought anywhere
(they have moved). Points are then known by their clauses (`structure`), and what remains between two paired parts is
compared with less demand on likeness (`gaps`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.compare.gaps import close_gaps
from pipeline.compare.likeness import Likeness
from pipeline.compare.links import Links, family
from pipeline.compare.order import heaviest_chain
from pipeline.compare.parts import Outline
from pipeline.compare.structure import pair_containers, regroup
from pipeline.model import Kind

ALIKE = 500
"""Texts in the same order are the same part from this likeness on (per mille)."""
MOVED = 600
"""A text found in another place is the same part from this likeness on: a false move misleads more than none.

By bench.moves and bench.consolidated_acts: from 700 down to 600 more real moves are found and no false one."""
WORDS_TO_MOVE = 4
"""Shorter texts have moved only if they stand once in each version."""
_RIVAL = 200
"""A pair is no candidate when one of the two is so much more like another part."""

_NAMED = frozenset({Kind.COVER, Kind.ANNEX, Kind.TITLE, Kind.ENACTING, Kind.PREAMBLE})

Candidate = tuple[int, int, int]
"""Old index, new index, likeness."""


def pair(old: Outline, new: Outline) -> Links:
    """Find the partner of each part that has one, and the points that were split or merged."""
    links = Links(old, new)
    _pair_by_name(links)
    _pair_by_text(links, _with_text(old, 0, old.notes), _with_text(new, 0, new.notes))
    _pair_by_text(links, _with_text(old, old.notes, len(old.parts)), _with_text(new, new.notes, len(new.parts)))
    pair_containers(links)
    regroup(links)
    _part_doubtful(links)
    close_gaps(links)
    return links


def _pair_by_name(links: Links) -> None:
    """Parts that a document has once, or that a label names, keep their eId from version to version."""
    named = {part.key: part for part in links.old.parts[: links.old.notes] if part.kind in _NAMED}
    for part in links.new.parts[: links.new.notes]:
        partner = named.get(part.key)
        if partner is not None and partner.kind is part.kind:
            links.join(partner.index, part.index)


def _with_text(outline: Outline, start: int, end: int) -> list[int]:
    return [part.index for part in outline.parts[start:end] if part.text]


def _pair_by_text(links: Links, olds: Iterable[int], news: Iterable[int]) -> None:
    old = [index for index in olds if index not in links.to_new]
    new = [index for index in news if index not in links.to_old]
    equal, settled_old, settled_new = _equal_texts(links, old, new)
    alike = _alike_texts(
        links, [i for i in old if i not in settled_old], [j for j in new if j not in settled_new], equal
    )
    found = _without_rivals([*equal, *alike])
    neighbours = _neighbours(found, old, new)
    weights = [
        (i, j, 4 * value * min(links.old[i].size, links.new[j].size) + neighbours[i, j]) for i, j, value in found
    ]
    for position in heaviest_chain(weights):
        links.join(*found[position])
    found.sort(key=lambda c: (-c[2], -links.old[c[0]].size, -neighbours[c[:2]], c))
    _pair_far(links, found, _once(links, old))


def _neighbours(found: Sequence[Candidate], olds: Sequence[int], news: Sequence[int]) -> dict[tuple[int, int], int]:
    """How many neighbours of a candidate are candidates: decides between texts that stand twice."""
    old_place, new_place = ({index: place for place, index in enumerate(indexes)} for indexes in (olds, news))
    places = {(old_place[i], new_place[j]): (i, j) for i, j, _ in found}
    return {
        pair: ((place - 1, goal - 1) in places) + ((place + 1, goal + 1) in places)
        for (place, goal), pair in places.items()
    }


def _equal_texts(
    links: Links, olds: Sequence[int], news: Sequence[int]
) -> tuple[list[Candidate], frozenset[int], frozenset[int]]:
    """Candidates with equal text, and the old and new parts for which no others need be sought.

    Of a text that stands several times, the first is a candidate for the first and the last for the last, and so
    on: enough to keep all in place, whichever of them is new.
    """
    old_places, new_places = _by_text(links.old, olds), _by_text(links.new, news)
    found: list[Candidate] = []
    settled: tuple[set[int], set[int]] = (set(), set())
    for key, these in old_places.items():
        those = new_places.get(key, [])
        both = min(len(these), len(those))
        found += [(i, j, 1000) for i, j in zip(these, those, strict=False)]
        if len(these) == len(those):
            settled[0].update(these)
            settled[1].update(those)
        elif both:
            found += [(i, j, 1000) for i, j in zip(these[-both:], those[-both:], strict=True)]
    return found, frozenset(settled[0]), frozenset(settled[1])


def _once(links: Links, olds: Sequence[int]) -> frozenset[int]:
    """The old parts whose text stands once in the old version."""
    return frozenset(places[0] for places in _by_text(links.old, olds).values() if len(places) == 1)


def _by_text(outline: Outline, indexes: Sequence[int]) -> dict[tuple[str, str], list[int]]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in indexes:
        places[family(outline[index].kind), outline[index].text].append(index)
    return places


def _alike_texts(links: Links, olds: Sequence[int], news: Sequence[int], known: Sequence[Candidate]) -> list[Candidate]:
    """Candidates of one family whose texts are alike but not equal."""
    likeness = Likeness([links.old[i].text for i in olds], [links.new[j].text for j in news])
    equal = {(i, j) for i, j, _ in known}
    found = [(olds[i], news[j], value) for i, j, value in likeness.candidates(ALIKE)]
    return [
        (i, j, value)
        for i, j, value in found
        if (i, j) not in equal and family(links.old[i].kind) == family(links.new[j].kind)
    ]


def _without_rivals(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are about as good as the best of either part."""
    best_old: dict[int, int] = defaultdict(int)
    best_new: dict[int, int] = defaultdict(int)
    for i, j, value in found:
        best_old[i], best_new[j] = max(best_old[i], value), max(best_new[j], value)
    return [(i, j, value) for i, j, value in found if value + _RIVAL >= max(best_old[i], best_new[j])]


def _pair_far(links: Links, found: Sequence[Candidate], once: frozenset[int]) -> None:
    """Pair what is not in place, in the order given."""
    for i, j, value in found:
        enough = len(links.old[i].text.split()) >= WORDS_TO_MOVE or (value == 1000 and i in once)
        if value >= MOVED and enough and links.free(i, j):
            links.join(i, j, value)


def _part_doubtful(links: Links) -> None:
    """Undo pairs that would be moves to another part, but are not like enough for that."""
    for new in sorted(links.to_old):
        if new < links.new.notes and links.how_like[new] < MOVED and not links.at_home(links.to_old[new], new):
            links.part(new)
