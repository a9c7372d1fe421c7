"""The parts of a text while they are read: where the next part hangs, and what it is called.

eIds follow the naming convention of Akoma Ntoso. A point is named by its number (`para_12`), one without number by its
turn (`para_u1`), both behind the part or annex they stand in (`part_II__para_3`). What stands in a point is named after
the point and counted (`para_12__item_2__item_1`, `para_12__subpara_1`): such a name outlives a change of its mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.ids import child
from pipeline.model import Block, Kind, Level, Notice, Origin, Subdivision
from pipeline.repair import plain
from pipeline.repair.labels import Label, Levels, Sort

_NO_NAME = re.compile(r"[^\w-]+")
_HOLDERS = (Kind.PREAMBLE, Kind.POINT)


@dataclass(slots=True)
class Draft:
    """A part that may still get parts below it. `parent` is None at the top."""

    kind: Kind
    eid: str
    text: str
    num: str
    origin: Origin
    parent: Draft | None = None
    children: list[Draft] = field(default_factory=list)

    def frozen(self) -> Subdivision:
        below = tuple(part.frozen() for part in self.children)
        return Subdivision(self.kind, self.eid, self.text, self.num, below, origins=(self.origin,))


class Tree:
    """What has been read so far. Local to one call of `read_body`."""

    def __init__(self) -> None:
        self.parts: list[Draft] = []
        self.notices: list[Notice] = []
        self.seen: set[Kind] = set()
        self.levels: Levels[Draft] = Levels()
        self.last: Draft | None = None
        self._holder: Draft | None = None
        self._body: Draft | None = None
        self._sections: list[tuple[str, str]] = []
        self._counts: dict[str, int] = {}
        self._used: set[str] = set()

    @property
    def holder(self) -> Draft | None:
        """The point or preamble that what follows can belong to: the last part at the top, if it is one."""
        return self._holder if self.parts and self.parts[-1] is self._holder else None

    @property
    def awaits_list(self) -> bool:
        """Whether the last text ends with a colon."""
        return self.last is not None and self.last.text.endswith(":")

    def frozen(self) -> tuple[Subdivision, ...]:
        return tuple(part.frozen() for part in self.parts)

    def add(self, kind: Kind, name: str, block: Block, *, numbered: bool = False, skip: int = 0) -> Draft:
        """A part at the top. The first of a name has no number unless `numbered`: preamble, preamble_2, …"""
        count = self._count(name)
        eid = name if count == 1 and not numbered else f"{name}_{count}"
        text = plain(block)
        return self._put(Draft(kind, self._unique(eid), text[skip:], text[:skip].strip(), block.origin))

    def add_section(self, block: Block, label: Label, skip: int) -> None:
        """A heading with a label: I. or A. What follows is named behind it."""
        sort = label.sort.value
        kept = [section for section in self._sections if section[0] not in (sort, "capital")]
        kept = kept if sort == "part" else [section for section in self._sections if section[0] != sort]
        prefix = kept[-1][1] if kept else ""
        eid = self._unique(child(prefix, "part", label.key))
        self._sections = [*kept, (sort, eid)]
        self._put(Draft(Kind.HEADING, eid, plain(block)[skip:], plain(block)[:skip].strip(), block.origin))

    def add_annex(self, block: Block) -> None:
        """An annex label. Behind points it begins a series of its own, and what follows is named behind it."""
        own = Kind.POINT in self.seen
        draft = self.add(Kind.ANNEX, "annex", block)
        self._sections = [("annex", draft.eid)] if own else []

    def add_point(self, block: Block, skip: int, label: Label | None) -> None:
        """A point; its label, if it has one, opens the list of points."""
        text = plain(block)
        num = text[:skip].strip()
        value = _NO_NAME.sub("-", num).strip("-")
        if label and label.sort is Sort.PART:
            self._sections = [section for section in self._sections if section[0] == "annex"]
        prefix = self._sections[-1][1] if self._sections else ""
        name = child(prefix, "para")
        eid = f"{name}_{value}" if value else f"{name}_u{self._count(name)}"
        if eid in self._used:
            message = f"point {value} occurs twice; the second is kept under another id"
            self.notices.append(Notice(Level.WARNING, "number-twice", message, block.origin))
        draft = self._put(Draft(Kind.POINT, self._unique(eid), text[skip:], num, block.origin))
        if label:
            self.levels.put(0, label, draft)

    def add_item(self, block: Block, skip: int, place: tuple[int, Label] | None) -> None:
        """A list item of the last point or preamble, at its depth in the open lists."""
        text = plain(block)
        depth, label = place or (self._base(), None)
        above = self.levels.open[depth - 1][1] if depth > self._base() else self._body
        if depth < len(self.levels.open):
            above = self.levels.open[depth][1].parent
        parent = above or self.parts[-1]
        draft = self._hang(Kind.ITEM, parent, text[skip:], text[:skip].strip(), block)
        if label:
            self.levels.put(depth, label, draft)

    def add_paragraph(self, block: Block) -> None:
        """Running text of the last point, or an item without mark of the last preamble."""
        parent = self.parts[-1]
        kind = Kind.ITEM if parent.kind is Kind.PREAMBLE else Kind.SUBPARAGRAPH
        draft = self._hang(kind, parent, plain(block), "", block)
        self.levels.open[self._base() + 1 :] = []
        self._body = draft if kind is Kind.SUBPARAGRAPH else parent

    def depth_of_new_list(self) -> int:
        """The depth at which a list opens here: inside the innermost open one."""
        return max(len(self.levels.open), self._base())

    def _base(self) -> int:
        """How many levels belong to the points themselves."""
        return 1 if self.levels.open and self.levels.open[0][1].kind is Kind.POINT else 0

    def _hang(self, kind: Kind, parent: Draft, text: str, num: str, block: Block) -> Draft:
        name = "subpara" if kind is Kind.SUBPARAGRAPH else "rec" if parent.kind is Kind.PREAMBLE else "item"
        eid = child(parent.eid, name)
        draft = Draft(kind, f"{eid}_{self._count(eid)}", text, num, block.origin, parent)
        parent.children.append(draft)
        self.last = draft
        return draft

    def _put(self, draft: Draft) -> Draft:
        self.parts.append(draft)
        self.seen.add(draft.kind)
        self._used.add(draft.eid)
        self.levels = Levels()
        self.last = draft
        self._holder = self._body = draft if draft.kind in _HOLDERS else None
        return draft

    def _unique(self, eid: str) -> str:
        if eid not in self._used:
            return eid
        number = next(n for n in range(self._counts.get(f"{eid}-", 2), 10**7) if f"{eid}-{n}" not in self._used)
        self._counts[f"{eid}-"] = number + 1
        return f"{eid}-{number}"

    def _count(self, name: str) -> int:
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]
