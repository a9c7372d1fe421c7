"""Two expressions of one language to a `Comparison`: what a reader would say has changed.

    parts     both expressions as outlines
    pairing   which old part is which new part, by likeness of text (likeness, order)
    structure points by their clauses; splits and mergers
    gaps      what is left between paired parts
    places    what has moved
    words     what changed inside a text, in whole words (tokens, matching: the door to diff-match-patch)
    nature    editorial or substantive, by named rule (verbs: changes of the operative verb)
    changes   the account of all that
    passages  sentences that went from one part into another
    apply     the inverse
    letters   what changed inside a word, for showing
    declared  the changes that a text marks against those that it has

What changes hold beside the fields' description in `model`: an inserted or deleted part is one change with all below
it, and has one edit for each eId; a moved part with others below it names all their eIds, while what changed in them
is told apart; a split or merger has numbers only, for the text goes on in the clauses. `eid`s that a damaged
expression uses twice have "~2" and so on after them. Every alteration of text, number, place or kind is in a change.
"""

from __future__ import annotations

from pipeline.compare.apply import apply
from pipeline.compare.changes import changes
from pipeline.compare.links import Links
from pipeline.compare.pairing import pair
from pipeline.compare.parts import Segment, outline, segments
from pipeline.compare.places import moved
from pipeline.model import Comparison, Expression, Placement

__all__ = ["Segment", "apply", "compare", "segments"]


def compare(old: Expression, new: Expression) -> Comparison:
    """What changed from `old` to `new`: changes in reading order, and the placements that rebuild the new text.

    Any two expressions can be compared. The same two always give the same result; nothing depends on time or load.
    Laws: apply(old, compare(old, new)) == segments(new), and compare(x, x) has no changes.
    """
    links = pair(outline(old), outline(new))
    return Comparison(old.id, new.id, changes(links, moved(links)), _placements(links))


def _placements(links: Links) -> tuple[Placement, ...]:
    placements: list[Placement] = []
    for part in links.new.parts:
        origin = links.to_old.get(part.index)
        key = "" if origin is None else links.old[origin].key
        at = part.segment
        placements.append(Placement(key, at.eid, at.kind, at.num, at.anchor, at.offset))
    return tuple(placements)
