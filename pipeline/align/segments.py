"""An expression as a sequence of segments with comparable features, and the parts that only hold others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.align.features import FIRST_PART, LATER_PART, Class, Features, Token, features, folded
from pipeline.model import Expression, Kind, Note, Subdivision

_NUMBERLESS = (Kind.COVER, Kind.NOTE)  # what is printed there is a label, or a mark


@dataclass(frozen=True, slots=True)
class Segment:
    """A part with text of its own. `holders` are the eIds of the parts around it that have none, outermost first.

    `kind` is None for a segment that only stands in for an empty holder; it gets no row.
    """

    eid: str
    kind: Kind | None
    features: Features
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """A part without text of its own, such as a point; `num` is its printed number as `label` gives it."""

    eid: str
    kind: Kind
    num: str


@dataclass(frozen=True, slots=True)
class Text:
    """One language version laid out: segments in reading order, holders, notes."""

    language: str
    segments: tuple[Segment, ...]
    holders: tuple[Holder, ...]
    notes: tuple[Note, ...]


def text_of(expression: Expression) -> Text:
    """Lay out an expression. A point holds clauses and has no text; the verb of a preamble is a segment."""
    marks: dict[str, tuple[str, ...]] = {}
    for note in expression.notes:
        marks[note.anchor] = (*marks.get(note.anchor, ()), note.mark)
    laid = [item for part in expression.parts for item in _laid_out(part, (), marks)]
    segments = tuple(item for item in laid if isinstance(item, Segment))
    return Text(
        expression.language, segments, tuple(item for item in laid if isinstance(item, Holder)), expression.notes
    )


def _laid_out(
    part: Subdivision, around: tuple[Holder, ...], marks: Mapping[str, Sequence[str]], place: int = 0
) -> Iterator[Segment | Holder]:
    holds = part.kind is Kind.POINT or (bool(part.children) and not part.text)
    inner = around
    if holds:
        holder = Holder(part.eid, part.kind, label(part.num))
        inner = (*around, holder)
        yield holder
    if part.text or not part.children:
        yield _segment(part, inner, marks.get(part.eid, ()), place)
    for at, child in enumerate(part.children, start=int(holds and bool(part.text))):
        yield from _laid_out(child, inner, marks, at)


def _segment(part: Subdivision, around: tuple[Holder, ...], marks: Sequence[str], place: int) -> Segment:
    stands_in = bool(around) and around[-1].eid == part.eid
    kind = Kind.CLAUSE if stands_in else part.kind
    found = features(_without_verb(part))
    opening = found.opening
    if around:
        opening = LATER_PART if place else FIRST_PART
    tokens = found.tokens | {*_structure(part), *_numbers(part, around), *((Class.MARK, mark) for mark in marks)}
    found = replace(found, tokens=tokens, opening=opening, kind=kind.value)
    return Segment(part.eid, None if stands_in else part.kind, found, tuple(holder.eid for holder in around))


def _without_verb(part: Subdivision) -> str:
    """The text with the operative verb in small letters: its capitals are no names."""
    text = part.text
    for start, end in part.verb.spans if part.verb else ():
        text = text[:start] + text[start:end].lower() + text[end:]
    return text


def _structure(part: Subdivision) -> Iterator[Token]:
    if part.verb:
        yield from ((Class.VERB, concept) for concept in part.verb.concepts)
        if part.verb.strength:
            yield (Class.GROUP, part.verb.strength)
    yield from ((Class.ADDRESSEE, addressee.kind) for addressee in part.addressees)
    if part.kind is Kind.COVER:
        yield (Class.FIELD, part.eid.rpartition("__")[2])


def _numbers(part: Subdivision, around: Sequence[Holder]) -> Iterator[Token]:
    printed = "" if part.kind in _NUMBERLESS else label(part.num)
    nearest = next((num for num in (printed, *(holder.num for holder in reversed(around))) if num), "")
    if nearest:
        yield (Class.NUMBER, nearest)


def label(num: str) -> str:
    """A printed number without punctuation, in Latin letters: "12." and "(12)" are "12", a dash is "".

    >>> label("12."), label("(a)"), label("–")
    ('12', 'a', '')
    """
    plain = "".join(c for c in num if c.isalnum())
    return plain if plain.isdecimal() else folded(plain)


def note_features(note: Note, row: str) -> Features:
    """A note as a segment; `row` names the row in which it is anchored."""
    found = features(note.text)
    tokens = {(Class.MARK, note.mark)} | ({(Class.ANCHOR, row)} if row else set())
    return replace(found, tokens=found.tokens | tokens, kind=Kind.NOTE.value)
