"""Expressions of one document → Alignment.

Bottom up: clauses and all other parts with text are aligned as one sequence, so that a point that is merged, split or
numbered otherwise cannot hide what its clauses say. Points, which have no text, are then joined by the clauses that
they share; notes by their text and by the rows in which they are anchored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, count

from pipeline.align.columns import Column, Links, columns
from pipeline.align.consensus import Consensus, consensus
from pipeline.align.encoder import Encoder
from pipeline.align.features import Class, Features
from pipeline.align.judgement import judge, merged
from pipeline.align.segments import Holder, Text, note_features
from pipeline.model import Evidence, Kind, Row

Key = tuple[int, ...]


def rows_of(
    texts: Sequence[Text], encoder: Encoder | None = None, known: Links | None = None
) -> tuple[tuple[Row, ...], Links]:
    """The rows of laid-out texts, in reading order, with wIds; each part and note stands in exactly one.

    And the links between the segments of each pair of texts; those in `known` are not sought again.
    """
    leaves, links = _leaves(texts, encoder, known)
    holders = list(_holders(texts, leaves))
    placed = _place(texts, leaves, holders)
    notes = _notes(texts, leaves)
    drafts = [draft for _, draft in sorted(placed, key=lambda item: item[0])]
    return tuple(_named([*(draft for draft in drafts if draft.cells), *notes])), links


@dataclass(slots=True)
class Draft:
    """A row before it has a wId. `source` are the segments of the texts, by their numbers."""

    kind: Kind
    cells: dict[str, tuple[str, ...]]
    score: float
    evidence: tuple[Evidence, ...]
    source: Column = field(repr=False, default=Column(()))


def _leaves(texts: Sequence[Text], encoder: Encoder | None, known: Links | None) -> tuple[list[Draft], Links]:
    segments = [[segment.features for segment in text.segments] for text in texts]
    found = consensus(segments, encoder, moves=True, known=known)
    judged = zip(found.columns, found.certainty(), found.meanings(), strict=True)
    return [_leaf(texts, column, score, meaning) for column, score, meaning in judged], found.pairs


def _leaf(texts: Sequence[Text], column: Column, score: float, meaning: float | None) -> Draft:
    segments = {texts[t].language: [texts[t].segments[i] for i in cell] for t, cell in column.cells}
    shown = {code: tuple(s.eid for s in cell if s.kind) for code, cell in segments.items()}
    kinds = [s.kind for cell in segments.values() for s in cell if s.kind]
    sizes = {text.language: sum(s.features.length for s in text.segments) for text in texts}
    evidence = judge({code: [s.features for s in cell] for code, cell in segments.items()}, sizes, score, meaning)
    also = [(texts[t].language, texts[t].segments[i].eid) for t, i in column.also]
    return Draft(
        kinds[0] if kinds else Kind.POINT,
        {code: eids for code, eids in shown.items() if eids},
        round(score, 3),
        (*evidence, *merged(also, [texts[t].language for t in column.moved])),
        column,
    )


def _holders(texts: Sequence[Text], leaves: Sequence[Draft]) -> Iterator[Draft]:
    """Rows of points and other parts without text, kind by kind, from the rows of the segments in them."""
    kinds = sorted({holder.kind for text in texts for holder in text.holders})
    inside: list[dict[str, set[int]]] = [{holder.eid: set() for holder in text.holders} for text in texts]
    for at, leaf in enumerate(leaves):
        for t, cell in leaf.source.cells:
            for i in cell:
                for eid in texts[t].segments[i].holders:
                    inside[t][eid].add(at)
        for t, i in leaf.source.also:
            for eid in texts[t].segments[i].holders:
                inside[t][eid].add(at)
    for kind in kinds:
        lists = [[holder for holder in text.holders if holder.kind is kind] for text in texts]
        yield from _holder_rows(texts, kind, lists, inside)


def _holder_rows(
    texts: Sequence[Text], kind: Kind, lists: Sequence[Sequence[Holder]], inside: Sequence[Mapping[str, set[int]]]
) -> Iterator[Draft]:
    likeness: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    cover: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    sets = [[inside[t][holder.eid] for holder in holders] for t, holders in enumerate(lists)]
    for a, b in combinations(range(len(texts)), 2):
        likeness[a, b], cover[a, b] = [], []
        at: dict[int, list[int]] = {}
        for j, leaves in enumerate(sets[b]):
            for leaf in leaves:
                at.setdefault(leaf, []).append(j)
        for i, leaves in enumerate(sets[a]):
            for j in sorted({j for leaf in leaves for j in at.get(leaf, ())}):
                common = len(leaves & sets[b][j])
                likeness[a, b].append((i, j, 2 * common / (len(leaves) + len(sets[b][j]))))
                cover[a, b].append((i, j, common / min(len(leaves), len(sets[b][j]))))
    found = Consensus(tuple(columns([len(holders) for holders in lists], likeness, cover, ordered=False)), likeness)
    for column, score in zip(found.columns, found.certainty(), strict=True):
        yield _holder(texts, kind, lists, column, score)


def _holder(
    texts: Sequence[Text], kind: Kind, lists: Sequence[Sequence[Holder]], column: Column, score: float
) -> Draft:
    cells = {texts[t].language: [lists[t][i] for i in cell] for t, cell in column.cells}
    evidence = [Evidence("parts", round(score, 3))]
    numbers = {
        code: [Features(1, frozenset({(Class.NUMBER, h.num) for h in cell if h.num}), 0, 0)]
        for code, cell in cells.items()
    }
    evidence += [e for e in judge(numbers, dict.fromkeys(numbers, 1), score) if e.name == "number"]
    also = [(texts[t].language, lists[t][i].eid) for t, i in column.also]
    shown = {code: tuple(holder.eid for holder in cell) for code, cell in cells.items()}
    own = () if len(cells) < 2 else tuple(evidence)
    return Draft(kind, shown, round(score, 3), (*own, *merged(also)), column)


def _place(texts: Sequence[Text], leaves: Sequence[Draft], holders: Sequence[Draft]) -> list[tuple[Key, Draft]]:
    """Each row with its place in reading order: a point before its clauses, all its clauses together."""
    row_of = {(code, eid): at for at, draft in enumerate(holders) for code, eids in draft.cells.items() for eid in eids}
    chains = [_chain(texts, leaf, row_of) for leaf in leaves]
    first: dict[int, int] = {}
    for at, chain in enumerate(chains):
        for row in chain:
            first.setdefault(row, at)
    keys = [(*(first[row] for row in chain), at) for at, chain in enumerate(chains)]
    placed = list(zip(keys, leaves, strict=True))
    for at, draft in enumerate(holders):
        if at in first:
            chain = chains[first[at]]
            placed.append((tuple(first[row] for row in chain[: chain.index(at) + 1]), draft))
        else:  # most languages have its clauses elsewhere
            placed.append(((*min(_keys_inside(texts, draft, leaves, keys)), 0), draft))
    return placed


def _chain(texts: Sequence[Text], leaf: Draft, row_of: Mapping[tuple[str, str], int]) -> tuple[int, ...]:
    """The rows of the holders around a row, outermost first, as most languages have them."""
    votes = Counter(
        tuple(row_of[texts[t].language, eid] for eid in texts[t].segments[i].holders)
        for t, cell in leaf.source.cells
        for i in cell
    )
    return min(votes, key=lambda chain: (-votes[chain], chain))


def _keys_inside(texts: Sequence[Text], holder: Draft, leaves: Sequence[Draft], keys: Sequence[Key]) -> Iterator[Key]:
    for leaf, key in zip(leaves, keys, strict=True):
        for t, cell in leaf.source.cells:
            eids = holder.cells.get(texts[t].language, ())
            if any(eid in texts[t].segments[i].holders for i in cell for eid in eids):
                yield key


def _notes(texts: Sequence[Text], leaves: Sequence[Draft]) -> list[Draft]:
    row_of = {
        (code, eid): str(at) for at, leaf in enumerate(leaves) for code, eids in leaf.cells.items() for eid in eids
    }
    listed = [[note_features(n, row_of.get((text.language, n.anchor), "")) for n in text.notes] for text in texts]
    sizes = {text.language: sum(f.length for f in own) for text, own in zip(texts, listed, strict=True)}
    found = consensus(listed, moves=True)
    drafts = []
    for column, score in zip(found.columns, found.certainty(), strict=True):
        cells = {texts[t].language: [listed[t][i] for i in cell] for t, cell in column.cells}
        shown = {texts[t].language: tuple(texts[t].notes[i].eid for i in cell) for t, cell in column.cells}
        also = [(texts[t].language, texts[t].notes[i].eid) for t, i in column.also]
        evidence = (*judge(cells, sizes, score), *merged(also, [texts[t].language for t in column.moved]))
        drafts.append(Draft(Kind.NOTE, shown, round(score, 3), evidence, column))
    return drafts


def _named(drafts: Sequence[Draft]) -> Iterator[Row]:
    """Each row with a wId: the eId of its first language that no row before has."""
    used: set[str] = set()
    for draft in drafts:
        wid = next((eid for eids in draft.cells.values() for eid in eids if eid not in used), "")
        if not wid:
            code, eids = next(iter(draft.cells.items()))
            wid = next(name for n in count(1) if (name := f"{eids[0]}__{code}_{n}") not in used)
        used.add(wid)
        yield Row(wid, draft.kind, tuple(draft.cells.items()), draft.score, draft.evidence)
