"""Rows of a document → the clauses that have an operative verb in any language, with all their verbs in context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.concordance.usual import agrees, strength, usual
from pipeline.ids import DocumentId
from pipeline.languages import order
from pipeline.model import Alignment, Expression, Kind, OperativeVerb, Status, Subdivision

CONTEXT = 90
"""Code points of text kept on each side of a verb, less what the last word there goes beyond."""

LEAST_WITNESSES = 3
"""Other languages with a known verb that a row needs before they say what a verb stands opposite to."""

LEAST_AGREEING = 2 / 3
"""Share of those languages that must agree; in a row where they differ, the row itself is in doubt."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a row has in one language: the verb as printed ("" for none) between the words around it.

    `concepts` are those that the lexicon knows for it, likeliest first. `opposite` is the concept that the other
    languages of the row agree on, "" where they are few or differ; `witnessed` says whether all that agree are
    official texts. `before` and `after` begin and end with … where the clause goes on; without a verb the clause
    stands in `after`.
    """

    language: str
    status: Status
    eid: str
    form: str
    concepts: tuple[str, ...]
    before: str
    keyword: str
    after: str
    opposite: str = ""
    witnessed: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A row in which any language has an operative verb.

    `date` is ISO or ""; `concept` is the one that most languages agree on, "" where none of the verbs is known.
    `point` is the printed number of the point, "" outside of points; `clause` counts the clauses in it from 1, 0 for
    what is no clause. `said` stands in protocol order and has two entries of a language that has two parts here.
    """

    dossier: str
    document: DocumentId
    date: str
    wid: str
    kind: Kind
    point: str
    clause: int
    concept: str
    said: tuple[Said, ...]

    @property
    def year(self) -> str:
        """The year of the document, "" where no date is known."""
        return self.date[:4]

    @property
    def place(self) -> str:
        """What a reader calls it: "13.2" for the second clause of point 13; the kind outside of points."""
        if not self.point:
            return str(self.kind)
        return f"{self.point}.{self.clause}" if self.clause else self.point

    def of(self, language: str) -> tuple[Said, ...]:
        """What the row has in one language."""
        return tuple(one for one in self.said if one.language == language)


def occurrences(
    dossier: str, date: str, alignment: Alignment, expressions: Sequence[Expression]
) -> Iterator[Occurrence]:
    """All rows of a document in which any language has an operative verb, in reading order."""
    parts = {(one.language, part.eid): part for one in expressions for part in one.walk()}
    status = {one.language: one.provenance.status for one in expressions}
    places = {eid: place for one in expressions for eid, place in _places(one.parts, "")}
    for row in alignment.rows:
        having = [
            (code, part)
            for code, eids in sorted(row.cells, key=lambda cell: order(cell[0]))
            for eid in eids
            if (part := parts.get((code, eid)))
        ]
        if any(part.verb for _, part in having):
            point, clause = next((places[eid] for _, eids in row.cells for eid in eids if eid in places), ("", 0))
            concept, _ = usual(_one_each(having).values())
            said = tuple(_said(code, part, having, status) for code, part in having)
            yield Occurrence(dossier, alignment.document, date, row.wid, row.kind, point, clause, concept, said)


_Having = Sequence[tuple[str, Subdivision]]


def _one_each(having: _Having) -> dict[str, OperativeVerb | None]:
    """The first verb of each language."""
    found: dict[str, OperativeVerb | None] = {}
    for code, part in having:
        found[code] = found.get(code) or part.verb
    return found


def _said(code: str, part: Subdivision, having: _Having, status: Mapping[str, Status]) -> Said:
    verb = part.verb
    if verb is None:
        return Said(code, status[code], part.eid, "", (), "", "", _beginning(part.text))
    start, end = verb.spans[0][0], max(span[1] for span in verb.spans)
    opposite, witnesses = _opposite(code, having)
    return Said(
        language=code,
        status=status[code],
        eid=part.eid,
        form=" ".join(verb.text.split()),
        concepts=verb.concepts,
        before=_end(part.text[:start]),
        keyword=part.text[start:end],
        after=_beginning(part.text[end:]),
        opposite=opposite,
        witnessed=bool(opposite) and all(status[one] is Status.OFFICIAL for one in witnesses),
    )


def _opposite(code: str, having: _Having) -> tuple[str, tuple[str, ...]]:
    """The concept that the other languages agree on, and which of them do; "" where they are few or differ."""
    others = {one: verb for one, verb in _one_each(having).items() if one != code and verb and verb.concepts}
    concept, agreed = usual(others.values())
    if len(others) < LEAST_WITNESSES or agreed < LEAST_AGREEING * len(others):
        return "", ()
    wanted = strength(concept)
    return concept, tuple(one for one, verb in others.items() if agrees(verb, wanted))


def _beginning(text: str) -> str:
    """The first words of a text, with … where it goes on."""
    if len(text) <= CONTEXT:
        return text
    cut = text.rfind(" ", 0, CONTEXT)
    return f"{text[: cut if cut > 0 else CONTEXT]} …"


def _end(text: str) -> str:
    """The last words of a text, with … where it began before."""
    if len(text) <= CONTEXT:
        return text
    cut = text.find(" ", len(text) - CONTEXT)
    return f"… {text[cut + 1 if cut > 0 else len(text) - CONTEXT :]}"


def _places(parts: Sequence[Subdivision], point: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """The eId of each part inside a point, the point's number and which clause of it the part is."""
    clause = 0
    for part in parts:
        own = part.num.strip(" .()\N{NO-BREAK SPACE}") if part.kind is Kind.POINT else point
        clause += part.kind is Kind.CLAUSE
        if own:
            yield part.eid, (own, clause if part.kind is Kind.CLAUSE else 0)
        yield from _places(part.children, own)
