"""Step 6: what changed inside a text, in whole words, as a reader would mark it.

The raw differences (`matching`) are joined where what they leave between them is short against what changed: a
sentence written anew is one deletion and one insertion, not a confetti of common little words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.compare.matching import Cluster, differences
from pipeline.compare.tokens import tokens
from pipeline.model import Edit, EditOp

_SHORT = 3
"""Two differences are joined when each has so many times more letters than what stands between them."""
_ANEW = 2
"""A text is written anew when its differences have so many times more letters than what stands between them."""


def edits(old: str, new: str) -> tuple[Edit, ...]:
    """The edits that rebuild `new` from `old`, deletion before insertion; () for two empty texts.

    The texts of EQUAL and DELETE make up `old`, those of EQUAL and INSERT make up `new`. No edit begins or ends
    inside a word.
    """
    if old == new:
        return (Edit(EditOp.EQUAL, old),) if old else ()
    one, other = tokens(old), tokens(new)
    result: list[Edit] = []
    at = 0
    for cluster in clusters(one, other):
        result += _edit(EditOp.EQUAL, one[at : cluster.old[0]])
        result += _edit(EditOp.DELETE, one[cluster.old[0] : cluster.old[1]])
        result += _edit(EditOp.INSERT, other[cluster.new[0] : cluster.new[1]])
        at = cluster.old[1]
    return (*result, *_edit(EditOp.EQUAL, one[at:]))


def _edit(op: EditOp, pieces: Sequence[str]) -> list[Edit]:
    return [Edit(op, "".join(pieces))] if pieces else []


def reach(changes: Iterable[Edit], offset: int) -> tuple[int, int]:
    """The first and last place in the new text that an offset of the old text may have come to."""
    old = new = 0
    first = last = -1
    for edit in changes:
        length = len(edit.text)
        stays = edit.op is EditOp.EQUAL
        if old <= offset <= old + (length if edit.op is not EditOp.INSERT else 0):
            first = new + (offset - old if stays else 0) if first < 0 else first
            last = new + (offset - old if stays else length if edit.op is EditOp.INSERT else 0)
        old += length if edit.op is not EditOp.INSERT else 0
        new += length if edit.op is not EditOp.DELETE else 0
    return (first, last) if first >= 0 else (new, new)


def clusters(old: Sequence[str], new: Sequence[str]) -> list[Cluster]:
    """Where two sequences of tokens differ, in order, joined and set as a reader would have them."""
    found = [_trimmed(cluster, old, new) for cluster in _as_one(_joined(differences(old, new), old, new), old, new)]
    ends = [cluster.old[0] for cluster in found[1:]] + [len(old) + 1]
    placed: list[Cluster] = []
    for cluster, end in zip(found, ends, strict=True):
        start = placed[-1].old[1] if placed else -1
        placed.append(_slid(cluster, old, new, start, end))
    return placed


def _joined(found: Sequence[Cluster], old: Sequence[str], new: Sequence[str]) -> list[Cluster]:
    """Join differences with nothing or little between them, from left to right."""
    joined: list[Cluster] = []
    for cluster in found:
        joined.append(cluster)
        while len(joined) > 1 and _belong_together(joined[-2], joined[-1], old, new):
            joined[-2:] = [_span(joined[-2], joined[-1])]
    return joined


def _belong_together(one: Cluster, other: Cluster, old: Sequence[str], new: Sequence[str]) -> bool:
    between = old[one.old[1] : other.old[0]]
    if all(token.isspace() for token in between):
        return True
    return 0 < _SHORT * (_letters(between) + 1) <= min(_changed(one, old, new), _changed(other, old, new))


def _as_one(found: list[Cluster], old: Sequence[str], new: Sequence[str]) -> list[Cluster]:
    """A single difference, if so little is common between the first and the last that the text was written anew."""
    if len(found) < 3:
        return found
    whole = _span(found[0], found[-1])
    changed = max(
        sum(_letters(old[slice(*cluster.old)]) for cluster in found),
        sum(_letters(new[slice(*cluster.new)]) for cluster in found),
    )
    common = _letters(old[slice(*whole.old)]) - sum(_letters(old[slice(*cluster.old)]) for cluster in found)
    return [whole] if _ANEW * common <= changed else found


def _span(one: Cluster, other: Cluster) -> Cluster:
    return Cluster((one.old[0], other.old[1]), (one.new[0], other.new[1]))


def _changed(cluster: Cluster, old: Sequence[str], new: Sequence[str]) -> int:
    return max(_letters(old[slice(*cluster.old)]), _letters(new[slice(*cluster.new)]))


def _letters(pieces: Iterable[str]) -> int:
    """The length of all words; punctuation and white space do not count."""
    return sum(len(piece) for piece in pieces if any(map(str.isalnum, piece)))


def _trimmed(cluster: Cluster, old: Sequence[str], new: Sequence[str]) -> Cluster:
    """Without the tokens that both sides begin or end with, such as the white space over which two were joined."""
    (start, end), (begin, stop) = cluster.old, cluster.new
    while start < end and begin < stop and old[start] == new[begin]:
        start, begin = start + 1, begin + 1
    while start < end and begin < stop and old[end - 1] == new[stop - 1]:
        end, stop = end - 1, stop - 1
    return Cluster((start, end), (begin, stop))


def _slid(cluster: Cluster, old: Sequence[str], new: Sequence[str], start: int, end: int) -> Cluster:
    """A mere insertion or deletion at the best of its possible places between two old tokens, not touching others.

    "a[, b], c" and "a, [b, ]c" are the same difference; best is a word with the white space before it.
    """
    if (cluster.old[0] == cluster.old[1]) == (cluster.new[0] == cluster.new[1]):
        return cluster
    pieces, (first, last) = (new, cluster.new) if cluster.old[0] == cluster.old[1] else (old, cluster.old)
    shifts = [0]
    while cluster.old[0] + shifts[-1] > start + 1 and _turns(pieces, first + shifts[-1] - 1, last + shifts[-1] - 1):
        shifts.append(shifts[-1] - 1)
    forward = 0
    while cluster.old[1] + forward < end - 1 and _turns(pieces, first + forward, last + forward):
        forward += 1
        shifts.append(forward)
    best = min(shifts, key=lambda shift: (_awkward(pieces, first + shift, last + shift), abs(shift), shift))
    return Cluster((cluster.old[0] + best, cluster.old[1] + best), (cluster.new[0] + best, cluster.new[1] + best))


def _turns(pieces: Sequence[str], leaves: int, enters: int) -> bool:
    """A difference may slide by one token when the token it leaves is the one it takes in."""
    return leaves >= 0 and enters < len(pieces) and pieces[leaves] == pieces[enters]


def _awkward(pieces: Sequence[str], first: int, last: int) -> int:
    """How badly a stretch of tokens is cut out: 0 a word with the white space before it, 1 after it, 2, 3 otherwise."""
    before = first == 0 or pieces[first - 1].isspace()
    after = last == len(pieces) or pieces[last].isspace()
    if pieces[first].isspace() and not before:
        return 0
    if pieces[last - 1].isspace() and before:
        return 1
    return 2 if before or after else 3
