"""Expression → Expression whose points hold clauses, each with its operative verb and the addressees of a request.

A clause runs from one operative verb to the next; a word that joins clauses ("and") belongs to the clause it opens.
Text before the first verb of a point belongs to the first clause, so that the clauses hold the whole point.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.ids import child
from pipeline.languages import Language, concepts
from pipeline.model import Expression, Kind, Level, Note, Notice, OperativeVerb, Origin, Subdivision
from pipeline.operative.addressees import find_addressees
from pipeline.operative.lexicon import Match, find_verbs
from pipeline.operative.openers import before_joiner

__all__ = ["add_clauses"]

_ASKS = frozenset({"invite", "call_on", "request", "ask"})
_OPERATIVE = (Kind.POINT, Kind.SUBPARAGRAPH)


def add_clauses(expression: Expression, language: Language) -> Expression:
    """The expression with every point and unnumbered paragraph of its operative part split into clauses."""
    body = " ".join(part.text for part in expression.walk() if part.text)
    notices: list[Notice] = []
    notes = list(expression.notes)
    parts = tuple(_resolve(part, language, body, notes, notices) for part in expression.parts)
    return replace(expression, parts=parts, notes=tuple(notes), notices=expression.notices + tuple(notices))


def _resolve(part: Subdivision, language: Language, body: str, notes: list[Note], notices: list[Notice]) -> Subdivision:
    if part.kind not in _OPERATIVE:
        return part
    children = tuple(_resolve(below, language, body, notes, notices) for below in part.children)
    if not part.text:
        return replace(part, children=children)
    matches = find_verbs(part.text, language, body)
    bounds = _bounds(part.text, matches, language)
    clauses = tuple(
        _clause(part, number, start, end, match, language, notices)
        for number, (start, end, match) in enumerate(bounds, 1)
    )
    _move_anchors(part, [(start, end) for start, end, _ in bounds], notes)
    return replace(part, text="", children=(*clauses, *children))


def _bounds(text: str, matches: list[Match], language: Language) -> list[tuple[int, int, Match | None]]:
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
    if match is None:
        notices.append(_notice("no-verb", f"{_name(point)} has no operative verb in capitals", point))
        return Subdivision(Kind.CLAUSE, eid, text, origins=point.origins)
    spans = tuple((a - start, b - start) for a, b in match.spans)
    asked = find_addressees(text, spans, language) if _may_ask(match) else ()
    ordered = _in_context(match.concepts, bool(asked))
    first = concepts()[ordered[0]] if ordered else None
    if first is None:
        notices.append(_notice("unknown-verb", f"{_name(point)}: {match.text!r} is not in the list of verbs", point))
    verb = OperativeVerb(
        match.text,
        match.head,
        match.particle,
        ordered,
        first.group if first else "",
        first.rank if first else 0,
        spans,
        match.attested,
    )
    return Subdivision(Kind.CLAUSE, eid, text, verb=verb, addressees=asked, origins=point.origins)


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
    return f"point {point.num.rstrip('.)')}" if point.num else "an unnumbered paragraph"


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
