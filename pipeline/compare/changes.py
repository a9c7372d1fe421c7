"""Step 8: the pairs and places told as changes, one for each thing that a reader would say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.compare.links import Links
from pipeline.compare.nature import nature
from pipeline.compare.parts import ROOT, Outline, Part, joined
from pipeline.compare.passages import passages
from pipeline.compare.verbs import verb_change
from pipeline.compare.words import edits
from pipeline.model import Change, Edit, EditOp, Nature, Op

_ORDER = (Op.SPLIT, Op.MERGE, Op.RENUMBER, Op.MOVE, Op.REPLACE, Op.INSERT, Op.DELETE)


@dataclass(slots=True)
class Account:
    """The changes with the place in reading order at which each is told."""

    links: Links
    moved: frozenset[int]
    told: list[tuple[tuple[int, int, int], Change]] = field(default_factory=list)

    def tell(self, change: Change, place: int, old_place: int = 0) -> None:
        self.told.append(((place, old_place, _ORDER.index(change.op)), change))


def changes(links: Links, moved: frozenset[int]) -> tuple[Change, ...]:
    """All changes in reading order of the new text; what was deleted stands where it stood."""
    account = Account(links, moved)
    for new in links.new.parts:
        old = links.to_old.get(new.index)
        if old is not None:
            _tell_pair(account, links.old[old], new)
    _tell_regrouped(account)
    _tell_inserted(account)
    _tell_deleted(account)
    told = [change for _, change in sorted(account.told, key=lambda told: told[0])]
    for index, change in reversed(passages(told)):
        told.insert(index + 1, change)
    return tuple(told)


def _tell_pair(account: Account, old: Part, new: Part) -> None:
    if old.num != new.num and not _regrouped(account.links, old, new):
        account.tell(_renumbered(old, new), new.index)
    has_moved = new.index in account.moved
    single = not old.children and not new.children
    if has_moved:
        account.tell(_moved(account.links, old, new), new.index)
    if old.text != new.text and not (has_moved and single):
        account.tell(_replaced(old, new), new.index)
    elif old.kind is not new.kind and not has_moved:
        account.tell(_recast(old, new), new.index)


def _regrouped(links: Links, old: Part, new: Part) -> bool:
    """The change of number is told with the split or the merger."""
    return old.index in links.split_from.values() or new.index in links.merged_into.values()


def _renumbered(old: Part, new: Part) -> Change:
    return Change(
        Op.RENUMBER, new.kind, _wid(old), old.num, new.num, (old.key,), (new.key,), Nature.EDITORIAL, "numbering"
    )


def _recast(old: Part, new: Part) -> Change:
    return Change(
        Op.REPLACE, new.kind, _wid(old), old.text, new.text, (old.key,), (new.key,), Nature.EDITORIAL, "kind",
        edits=edits(old.text, new.text),
    )  # fmt: skip


def _replaced(old: Part, new: Part) -> Change:
    verb = verb_change(old.verb, new.verb)
    kind, rule = nature(old.text, new.text, *((old.verb, new.verb) if verb else ()))
    return Change(
        Op.REPLACE, new.kind, _wid(old), old.text, new.text, (old.key,), (new.key,), kind, rule, verb,
        edits(old.text, new.text),
    )  # fmt: skip


def _moved(links: Links, old: Part, new: Part) -> Change:
    """A move with its edits. A part with others below it moves with its whole text, and all their eIds are named."""
    before, after = links.old.full_text(old.index), links.new.full_text(new.index)
    single = not old.children and not new.children
    verb = verb_change(old.verb, new.verb) if single else None
    rule = "moved"
    if single and before != after:
        rule += "; " + nature(before, after, *((old.verb, new.verb) if verb else ()))[1]
    return Change(
        Op.MOVE, new.kind, _wid(old), before, after, _keys(links.old, old), _keys(links.new, new),
        Nature.SUBSTANTIVE, rule, verb, edits(before, after),
    )  # fmt: skip


def _tell_regrouped(account: Account) -> None:
    """One change for each point that was split, and for each that others were merged into."""
    links = account.links
    for old in sorted(set(links.split_from.values())):
        parts = sorted([links.to_new[old], *(new for new, origin in links.split_from.items() if origin == old)])
        account.tell(_regrouping(Op.SPLIT, [links.old[old]], [links.new[part] for part in parts]), parts[0])
    for new in sorted(set(links.merged_into.values())):
        parts = sorted([links.to_old[new], *(old for old, goal in links.merged_into.items() if goal == new)])
        account.tell(_regrouping(Op.MERGE, [links.old[part] for part in parts], [links.new[new]]), new)


def _regrouping(op: Op, olds: Sequence[Part], news: Sequence[Part]) -> Change:
    """The numbers before and after; the texts go on in the clauses, whose changes are told apart."""
    before, after = (", ".join(part.num for part in parts if part.num) for parts in (olds, news))
    old_eids, new_eids = (tuple(part.key for part in parts) for parts in (olds, news))
    rule = "split" if op is Op.SPLIT else "merged"
    return Change(op, olds[0].kind, _wid(olds[0]), before, after, old_eids, new_eids, Nature.SUBSTANTIVE, rule)


def _tell_inserted(account: Account) -> None:
    links = account.links
    known = links.to_old.keys() | links.split_from.keys()
    for parts in _whole(links.new, known):
        text = joined(part.text for part in parts)
        if text or not _goes_on(links.new, parts[0], known):
            account.tell(_one_sided(Op.INSERT, parts, text), parts[0].index)
    for index in links.split_from:
        if links.new[index].text:
            account.tell(_one_sided(Op.INSERT, [links.new[index]], links.new[index].text), index)


def _tell_deleted(account: Account) -> None:
    links = account.links
    known = links.to_new.keys() | links.merged_into.keys()
    found = list(_whole(links.old, known))
    found += [[links.old[index]] for index in links.merged_into if links.old[index].text]
    places = _places(links, account.moved)
    for parts in found:
        text = joined(part.text for part in parts)
        if text or not _goes_on(links.old, parts[0], known):
            account.tell(_one_sided(Op.DELETE, parts, text), places[parts[0].index], parts[0].index + 1)


def _whole(outline: Outline, known: set[int]) -> Iterator[list[Part]]:
    """Parts without partner, each with all below it that have none either."""
    taken: set[int] = set()
    for part in outline.parts:
        if part.index not in known and part.index not in taken:
            group = [part.index]
            for index in outline.below(part.index)[1:]:
                if index not in known and outline[index].parent in group:
                    group.append(index)
            taken.update(group)
            yield [outline[index] for index in group]


def _goes_on(outline: Outline, part: Part, known: set[int]) -> bool:
    """Something below this part has a partner, whose move is told; the empty shell need not be told again."""
    return any(index in known for index in outline.below(part.index))


def _places(links: Links, moved: frozenset[int]) -> dict[int, int]:
    """For each old part, the place in the new text of the fellow before it that has not moved, or of its parent."""
    places: dict[int, int] = {}
    for parent in (ROOT, *range(links.old.notes)):
        place = links.to_new.get(parent, links.merged_into.get(parent, ROOT))
        _follow(links, moved, links.old.children(parent), place, places)
    _follow(links, moved, range(links.old.notes, len(links.old.parts)), links.new.notes - 1, places)
    return places


def _follow(links: Links, moved: frozenset[int], olds: Sequence[int], place: int, places: dict[int, int]) -> None:
    for old in olds:
        new = links.to_new.get(old)
        if new is not None and new not in moved:
            place = links.new[new].end - 1
        places[old] = place


def _one_sided(op: Op, parts: Sequence[Part], text: str) -> Change:
    """A part that was inserted or deleted with all below it: one edit for each eId, which together are the text."""
    edit_op = EditOp.INSERT if op is Op.INSERT else EditOp.DELETE
    pieces: list[Edit] = []
    for part in parts:
        joint = " " if part.text and any(piece.text for piece in pieces) else ""
        pieces.append(Edit(edit_op, joint + part.text))
    keys = tuple(part.key for part in parts)
    if op is Op.INSERT:
        return Change(op, parts[0].kind, _wid(parts[0]), "", text, (), keys, rule="inserted", edits=tuple(pieces))
    return Change(op, parts[0].kind, _wid(parts[0]), text, "", keys, (), rule="deleted", edits=tuple(pieces))


def _keys(outline: Outline, part: Part) -> tuple[str, ...]:
    return tuple(outline[index].key for index in outline.below(part.index))


def _wid(part: Part) -> str:
    return part.wid or part.key
