"""What is known so far about which old part is which new part."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.compare.parts import ROOT, Outline
from pipeline.model import Kind

_FLOW = frozenset({Kind.ITEM, Kind.CLAUSE, Kind.SUBPARAGRAPH, Kind.POINT, Kind.JUNK})


def family(kind: Kind) -> str:
    """Parts of one family may be the same: what one version prints as a clause may be a subparagraph in the next."""
    return "flow" if kind in _FLOW else kind.value


@dataclass(slots=True)
class Links:
    """Pairs of old and new parts, one to one, and the points that were split or merged. Filled step by step.

    `to_new` and `to_old` hold indexes; `how_like` the likeness of a new part to its old one, where it was measured.
    `split_from` names the old point of a new one that has no old point to itself; `merged_into` is the reverse.
    """

    old: Outline
    new: Outline
    to_new: dict[int, int] = field(default_factory=dict)
    to_old: dict[int, int] = field(default_factory=dict)
    how_like: dict[int, int] = field(default_factory=dict)
    split_from: dict[int, int] = field(default_factory=dict)
    merged_into: dict[int, int] = field(default_factory=dict)

    def join(self, old: int, new: int, likeness: int = 1000) -> None:
        self.to_new[old], self.to_old[new], self.how_like[new] = new, old, likeness

    def part(self, new: int) -> None:
        del self.to_new[self.to_old.pop(new)], self.how_like[new]

    def free(self, old: int, new: int) -> bool:
        """Neither part has a partner yet."""
        return old not in self.to_new and new not in self.to_old

    def home(self, new: int) -> int | None:
        """The old part that a new one continues, itself or as one of the parts that the old one was split into."""
        return ROOT if new == ROOT else self.to_old.get(new, self.split_from.get(new))

    def lodging(self, old: int) -> int | None:
        """The old part by which the successor of an old one is known: itself, or the one it was merged with."""
        if old not in self.merged_into:
            return old
        return self.home(self.merged_into[old])

    def at_home(self, old: int, new: int) -> bool:
        """Both parts lie directly below the same part."""
        return self.home(self.new[new].parent) == self.lodging(self.old[old].parent)

    def weight(self, new: int) -> int:
        """What a part weighs when it is decided which of several moved: that it is one, and then its amount of text.

        The fewer moves the better; of two parts that changed places the shorter one has moved.
        """
        return (1 << 32) + sum(self.new[index].size for index in self.new.below(new))

    def families(self) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Old and new children of one part, for ROOT and each paired part with children, in new reading order."""
        groups = [(self.old.top, self.new.top)]
        groups += [self.children(new) for new in range(self.new.notes) if new in self.to_old]
        return [group for group in groups if group[0] or group[1]]

    def children(self, new: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The old and new children of a paired part and of all that were split from it or merged into it."""
        old = self.to_old[new]
        olds = sorted([old, *(o for o, n in self.merged_into.items() if n == new)])
        news = sorted([new, *(n for n, o in self.split_from.items() if o == old)])
        return (
            tuple(child for part in olds for child in self.old.children(part)),
            tuple(child for part in news for child in self.new.children(part)),
        )
