"""Which concept a verb stands for, where its language has one verb for several: the other languages of the row decide.

English STRESSES beside Czech ZDŮRAZŇUJE, which also serves for underline and emphasise, says that here it stresses. A
verb keeps all its concepts and gets none that its own language does not list: the order alone changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.languages import concepts
from pipeline.model import Alignment, Expression, Kind, OperativeVerb, Subdivision

_WITNESSES = 3  # fewer languages beside it say nothing


def settle_concepts(expressions: Sequence[Expression], alignment: Alignment) -> list[Expression]:
    """The expressions with the concepts of each verb ordered by what the verbs of its row have in common."""
    verbs = {
        (expression.language, clause.eid): clause.verb
        for expression in expressions
        for clause in expression.of_kind(Kind.CLAUSE)
        if clause.verb is not None
    }
    votes: dict[tuple[str, str], Counter[str]] = {}
    for row in alignment.rows:
        if row.kind is Kind.CLAUSE and len(row.cells) > _WITNESSES:
            cells = [(code, eid) for code, eids in row.cells for eid in eids if (code, eid) in verbs]
            count = _votes(verbs[cell] for cell in cells)
            votes.update(dict.fromkeys(cells, count))
    return [_settled(expression, votes) for expression in expressions]


def _votes(verbs: Iterable[OperativeVerb]) -> Counter[str]:
    """Each verb has one vote, shared by its concepts: a verb that means one thing only says most."""
    count: Counter[str] = Counter()
    for verb in verbs:
        for name in verb.concepts:
            count[name] += 60 // len(verb.concepts)
    return count


def _settled(expression: Expression, votes: Mapping[tuple[str, str], Counter[str]]) -> Expression:
    return replace(expression, parts=tuple(_part(part, expression.language, votes) for part in expression.parts))


def _part(part: Subdivision, code: str, votes: Mapping[tuple[str, str], Counter[str]]) -> Subdivision:
    children = tuple(_part(below, code, votes) for below in part.children)
    verb = part.verb
    count = votes.get((code, part.eid))
    if verb is None or count is None or len(verb.concepts) < 2:
        return replace(part, children=children)
    ordered = tuple(sorted(verb.concepts, key=lambda name: (-count[name], verb.concepts.index(name))))
    first = concepts()[ordered[0]]
    return replace(part, children=children, verb=replace(verb, concepts=ordered, strength=first.group, rank=first.rank))
