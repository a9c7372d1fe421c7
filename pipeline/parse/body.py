"""The text proper: title, enacting formula, preamble, headings, points and what belongs to a point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.ids import child
from pipeline.languages import Language
from pipeline.model import Block, Kind, Level, Notice, Subdivision
from pipeline.repair import plain
from pipeline.repair.paragraphs import DASHED, LETTERED, NUMBERED, is_annex, is_capitals, starts_formula

_STOPS = (".", ";", ":", ",", "!", "?", "·", "\N{GREEK QUESTION MARK}")
_HEADING_LENGTH = 300  # code points; headings of Council texts stay well below


@dataclass(frozen=True, slots=True)
class Body:
    parts: tuple[Subdivision, ...]
    notices: tuple[Notice, ...]


@dataclass(slots=True)
class _State:
    """What has been read so far. Local to one call of `read_body`."""

    parts: list[Subdivision] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def last(self, *kinds: Kind) -> Subdivision | None:
        return self.parts[-1] if self.parts and self.parts[-1].kind in kinds else None

    def seen(self, kind: Kind) -> bool:
        return any(part.kind is kind for part in self.parts)

    def count(self, name: str) -> int:
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]


def read_body(blocks: Sequence[Block], language: Language) -> Body:
    """The parts after the cover, in reading order."""
    formula = next((i for i, block in enumerate(blocks) if starts_formula(plain(block), language)), -1)
    first_point = next((i for i, block in enumerate(blocks) if NUMBERED.match(plain(block))), len(blocks))
    state = _State()
    for i, block in enumerate(blocks):
        following = plain(blocks[i + 1]) if i + 1 < len(blocks) else ""
        _read_block(block, state, language, following, before_formula=i < formula, before_points=i < first_point)
    return Body(tuple(state.parts), tuple(state.notices))


def _read_block(
    block: Block, state: _State, language: Language, following: str, *, before_formula: bool, before_points: bool
) -> None:
    text = plain(block)
    if is_annex(text, language) and not state.seen(Kind.POINT):
        state.parts.append(_part(Kind.ANNEX, _numbered("annex", state), block))
    elif before_formula or (not state.parts and before_points and not _is_list(text)):
        state.parts.append(_part(Kind.TITLE, _numbered("docTitle", state), block))
    elif starts_formula(text, language) and not state.seen(Kind.ENACTING):
        state.parts.append(_part(Kind.ENACTING, "formula", block))
    elif number := NUMBERED.match(text):
        _add_point(block, number.end(), state)
    elif _is_list(text):
        _add_item(block, state)
    elif before_points and state.seen(Kind.ENACTING) and is_capitals(text):
        state.parts.append(_part(Kind.PREAMBLE, _numbered("preamble", state), block))
    elif _is_heading(text, following):
        state.parts.append(_part(Kind.HEADING, f"crossHeading_{state.count('crossHeading')}", block))
    else:
        _add_paragraph(block, state)


def _is_list(text: str) -> bool:
    return bool(DASHED.match(text) or LETTERED.match(text))


def _is_heading(text: str, following: str) -> bool:
    """A line of words without end punctuation, with something after it."""
    return (
        bool(following) and len(text) <= _HEADING_LENGTH and not text.endswith(_STOPS) and any(map(str.isalpha, text))
    )


def _numbered(name: str, state: _State) -> str:
    """The first of its kind has no number: preamble, preamble_2, …"""
    count = state.count(name)
    return name if count == 1 else f"{name}_{count}"


def _add_point(block: Block, skip: int, state: _State) -> None:
    num = plain(block)[:skip].strip()
    value = num.rstrip(".)")
    eid = child("", "para", value)
    if eid in state.used:
        message = f"point {value} occurs twice; the second is kept under another id"
        state.notices.append(Notice(Level.WARNING, "number-twice", message, block.origin))
        eid = next(e for n in range(2, 10**6) if (e := f"para_{value}-{n}") not in state.used)
    state.used.add(eid)
    state.parts.append(_part(Kind.POINT, eid, block, skip, num))


def _add_item(block: Block, state: _State) -> None:
    """A list item: of the preamble, or of the point before it; else it is not understood."""
    text = plain(block)
    skip = max((mark.end() for mark in (DASHED.match(text), LETTERED.match(text)) if mark), default=0)
    parent = state.last(Kind.PREAMBLE, Kind.POINT)
    if parent is None:
        state.parts.append(_part(Kind.JUNK, "junk", block))
    else:
        name = "rec" if parent.kind is Kind.PREAMBLE else "item"
        _append_child(state, lambda eid, n: _part(Kind.ITEM, child(eid, name, n), block, skip, text[:skip].strip()))


def _add_paragraph(block: Block, state: _State) -> None:
    """Running text without a number: it belongs to the point or preamble before it; else it is not understood."""
    parent = state.last(Kind.PREAMBLE, Kind.POINT)
    if parent is None:
        state.parts.append(_part(Kind.JUNK, "junk", block))
    elif parent.kind is Kind.PREAMBLE:
        _append_child(state, lambda eid, n: _part(Kind.ITEM, child(eid, "rec", n), block))
    else:
        _append_child(state, lambda eid, n: _part(Kind.SUBPARAGRAPH, child(eid, "subpara", n), block))


def _append_child(state: _State, make: Callable[[str, int], Subdivision]) -> None:
    """Give the last part one more child; `make` gets the parent's eId and the child's number."""
    parent = state.parts[-1]
    kind = make(parent.eid, 0).kind
    number = 1 + sum(part.kind is kind for part in parent.children)
    state.parts[-1] = replace(parent, children=(*parent.children, make(parent.eid, number)))


def _part(kind: Kind, eid: str, block: Block, skip: int = 0, num: str = "") -> Subdivision:
    return Subdivision(kind, eid, plain(block)[skip:], num, origins=(block.origin,))
