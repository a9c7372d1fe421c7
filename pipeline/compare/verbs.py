"""Changes of the operative verb and what they do to the strength of what is said or asked."""

from __future__ import annotations

from pipeline.model import Direction, OperativeVerb, VerbChange


def verb_change(old: OperativeVerb | None, new: OperativeVerb | None) -> VerbChange | None:
    """The change of operative verb between two states of a clause, None where the verb stays or is only inflected.

    A verb stays when it reads the same (capitals apart) or when the likeliest concept is the same. The direction is
    known where both concepts have a rank in the same order of strength (docs/decisions.md); a verb gained or lost, an
    unknown verb and a change to another kind of act are OTHER.
    """
    if old is None and new is None:
        return None
    if old is not None and new is not None and _same(old, new):
        return None
    before, after = old.text if old else "", new.text if new else ""
    return VerbChange(before, after, _direction(old, new))


def _same(old: OperativeVerb, new: OperativeVerb) -> bool:
    if old.text.casefold() == new.text.casefold():
        return True
    return bool(old.concepts and new.concepts and old.concepts[0] == new.concepts[0])


def _direction(old: OperativeVerb | None, new: OperativeVerb | None) -> Direction:
    if old is None or new is None or old.strength != new.strength or old.rank == new.rank:
        return Direction.OTHER
    if old.rank <= 0 or new.rank <= 0:
        return Direction.OTHER
    return Direction.STRONGER if new.rank > old.rank else Direction.WEAKER
