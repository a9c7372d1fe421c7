"""Expression → Expression whose points hold clauses, each with its operative verb and the addressees of a request.

A clause runs from one operative verb to the next; a word that joins clauses ("and") belongs to the clause it opens.
Text before the first verb of a point belongs to the first clause, so that the clauses hold the whole point. Verbs with
nothing but such a word between them (WELCOMES AND SUPPORTS) govern one clause. A list is governed by the verb before
it: its items are below the last clause; an item that begins with a verb of its own holds clauses, as a point does.
Parts of the preamble carry the verb that they begin with.

In a text without a single verb in capitals, as many were before 1990, a known form that a point begins with counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline.ids import child
from pipeline.languages import Language, concepts
from pipeline.model import Expression, Kind, Level, Note, Notice, OperativeVerb, Origin, Subdivision
from pipeline.operative.addressees import find_addressees
from pipeline.operative.lexicon import Match, find_verbs
from pipeline.operative.openers import before_joiner
from pipeline.operative.small import in_small_letters
from pipeline.operative.together import together
from pipeline.repair.openings import opening

__all__ = ["add_clauses"]

_OPERATIVE = (Kind.POINT, Kind.SUBPARAGRAPH, Kind.ITEM)
_ASKS = frozenset({"invite", "call_on", "request", "ask"})


def add_clauses(expression: Expression, language: Language) -> Expression:
    """The expression with every point and unnumbered paragraph of its operative part split into clauses."""
    body = " ".join(part.text for part in expression.walk() if part.text)
    verbs = (opening(part.text, language) for part in expression.walk() if part.kind in _OPERATIVE)
    in_capitals = any(verb and verb.capitals and verb.operative for verb in verbs)
    stage = _Stage(language, body, in_capitals, list(expression.notes), [])
    parts = tuple(stage.top(part) for part in expression.parts)
    return replace(expression, parts=parts, notes=tuple(stage.notes), notices=expression.notices + tuple(stage.notices))


@dataclass(frozen=True, slots=True)
class _Stage:
    """What all parts of an expression are resolved with; `notes` and `notices` are filled on the way."""

    language: Language
    body: str
    in_capitals: bool
    notes: list[Note]
    notices: list[Notice]

    def top(self, part: Subdivision) -> Subdivision:
        """A part at the top: a point gets clauses, a preamble its verb."""
        if part.kind is Kind.PREAMBLE:
            items = tuple(self._with_verb(item) for item in part.children)
            return replace(self._with_verb(part), children=items)
        return self.resolve(part) if part.kind is Kind.POINT else part

    def resolve(self, part: Subdivision, asked: bool = False) -> Subdivision:
        """A point or what stands in it, with clauses for text.

        `asked` says that the part is what a verb above asks for (CALLS ON THE COMMISSION TO: 1. REPORT …): its
        infinitive is no operative verb.
        """
        matches = () if asked and part.kind is Kind.ITEM else self._verbs(part)
        asks = part.text.endswith(":") and any(match.concepts for match in matches[-1:])
        children = tuple(self.resolve(below, asked or asks) for below in part.children)
        if not part.text or (part.kind is Kind.ITEM and not (matches and _is_first(part.text, matches[0]))):
            return replace(part, children=children)
        bounds = _bounds(part.text, matches, self.language)
        clauses = [
            _clause(part, number, start, end, match, self.language, self.notices)
            for number, (start, end, match) in enumerate(bounds, 1)
        ]
        _move_anchors(part, [(start, end) for start, end, _ in bounds], self.notes)
        governed = sum(1 for _ in takewhile(lambda below: below.kind is Kind.ITEM, children))
        clauses[-1] = replace(clauses[-1], children=children[:governed])
        return replace(part, text="", children=(*clauses, *children[governed:]))

    def _verbs(self, part: Subdivision) -> Sequence[Match]:
        if not self.in_capitals and part.kind in (Kind.POINT, Kind.SUBPARAGRAPH):
            return in_small_letters(part.text, self.language)
        return together(part.text, find_verbs(part.text, self.language, self.body), self.language)

    def _with_verb(self, part: Subdivision) -> Subdivision:
        """A part of the preamble with the verb in capitals that it begins with."""
        matches = self._verbs(part)
        if not matches or not matches[0].concepts or not _is_first(part.text, matches[0]):
            return part
        return replace(part, verb=_verb(matches[0], 0, _preamble_first(matches[0].concepts)))


def _is_first(text: str, match: Match) -> bool:
    """Whether nothing but a joining word stands before a verb."""
    return len(text[: match.start].split()) <= 1


def _preamble_first(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: concepts()[name].group != "preamble"))


def _bounds(text: str, matches: Sequence[Match], language: Language) -> list[tuple[int, int, Match | None]]:
    """Where each clause starts and ends, white space at the ends left out."""
    if not matches:
        return [(0, len(text), None)]
    starts = [0] + [before_joiner(text, match.start, language) for match in matches[1:]]
    ends = [*starts[1:], len(text)]
    bounds: list[tuple[int, int, Match | None]] = []
    for start, end, match in zip(starts, ends, matches, strict=True):
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        bounds.append((left, left + len(piece.strip()), match))
    return bounds


def _clause(
    point: Subdivision,
    number: int,
    start: int,
    end: int,
    match: Match | None,
    language: Language,
    notices: list[Notice],
) -> Subdivision:
    text = point.text[start:end]
    eid = child(point.eid, "clause", number)
    if match is None and "\t" not in text:
        notices.append(_notice("no-verb", f"{_name(point)} has no operative verb in capitals", point))
    if match is None:
        return Subdivision(Kind.CLAUSE, eid, text, origins=point.origins)
    spans = tuple((a - start, b - start) for a, b in match.spans)
    asked = find_addressees(text, spans, language) if _may_ask(match) else ()
    ordered = _in_context(match.concepts, bool(asked))
    if not ordered:
        notices.append(_notice("unknown-verb", f"{_name(point)}: {match.text!r} is not in the list of verbs", point))
    verb = _verb(match, start, ordered)
    return Subdivision(Kind.CLAUSE, eid, text, verb=verb, addressees=asked, origins=point.origins)


def _verb(match: Match, start: int, ordered: tuple[str, ...]) -> OperativeVerb:
    """The verb of a clause that begins at `start`; `ordered` are its concepts, the likeliest first."""
    first = concepts()[ordered[0]] if ordered else None
    return OperativeVerb(
        match.text,
        match.head,
        match.particle,
        ordered,
        first.group if first else "",
        first.rank if first else 0,
        tuple((a - start, b - start) for a, b in match.spans),
        match.attested,
    )


def _may_ask(match: Match) -> bool:
    return not match.concepts or any(concepts()[name].group == "request" for name in match.concepts)


def _in_context(names: tuple[str, ...], asked: bool) -> tuple[str, ...]:
    """The likeliest concept first: a call *for* something has no addressee, a call *on* somebody has one.

    A concept of the preamble cannot open an operative clause where another reading is at hand.
    """
    operative = tuple(name for name in names if concepts()[name].group != "preamble") or names
    if not _ASKS.intersection(operative):
        return operative
    return tuple(sorted(operative, key=lambda name: (name == "call_for") == asked))


def _name(point: Subdivision) -> str:
    number = point.num.strip(" .()")
    return f"point {number}" if any(map(str.isalnum, number)) else "an unnumbered paragraph"


def _notice(code: str, message: str, point: Subdivision) -> Notice:
    origin: Origin | None = point.origins[0] if point.origins else None
    return Notice(Level.WARNING, code, message, origin)


def _move_anchors(point: Subdivision, bounds: list[tuple[int, int]], notes: list[Note]) -> None:
    """Anchors that pointed into the text of the point now point into the clause that holds it."""
    for i, note in enumerate(notes):
        if note.anchor != point.eid:
            continue
        number = max((n for n, (start, _) in enumerate(bounds, 1) if start <= note.offset), default=1)
        start, end = bounds[number - 1]
        offset = min(note.offset, end) - start
        notes[i] = replace(note, anchor=child(point.eid, "clause", number), offset=offset)
