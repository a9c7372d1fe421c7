"""Where two sequences of tokens differ: diff-match-patch on whole tokens.

diff-match-patch compares code points; each distinct token is mapped to one, so that no edit ever cuts a word. There is
no time limit, for a result must not depend on how busy the machine is, and no semantic cleanup, which is too greedy
where words are inflected. Long texts are first cut at sentences, very long ones at phrases, that stand once in both, so
that the work stays bounded. With the extra `fast` the same is done in C++, with the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from diff_match_patch import diff_match_patch

from pipeline.compare.order import heaviest_chain

try:  # the same algorithm in C++, an extra: its wheels do not exist for every Python
    from fast_diff_match_patch import diff as _fast
except ImportError:
    _fast = None

_SENTENCE_END = frozenset(".;:!?")
_LONG = 600
"""Texts of more tokens than this are first cut at common sentences."""
_PRODUCT = 2_000_000
"""Stretches with more pairs of tokens than this are cut at common phrases; without any they are written anew."""
_PHRASE = 4
"""So many tokens make a phrase, and a sentence at which a text may be cut."""

_SIGNS = {"-": -1, "=": 0, "+": 1}

Anchor = tuple[int, int, int]
"""Old place, new place and number of tokens that are the same."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A place where two texts differ: the half-open ranges of tokens deleted and inserted; one may be empty."""

    old: tuple[int, int]
    new: tuple[int, int]


def differences(old: Sequence[str], new: Sequence[str], old_at: int = 0, new_at: int = 0) -> list[Cluster]:
    """The differences in order, with the places counted from `old_at` and `new_at`."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    old_at, new_at = old_at + head, new_at + head
    if not old and not new:
        return []
    if max(len(old), len(new)) > _LONG and (anchors := _anchors(_sentences(old), _sentences(new), old, new)):
        return _between(anchors, old, new, old_at, new_at)
    if len(old) * len(new) > _PRODUCT and (anchors := _anchors(_phrases(old), _phrases(new), old, new)):
        return _between([(start, begin, 1) for start, begin, _ in anchors], old, new, old_at, new_at)
    if not old or not new or len(old) * len(new) > _PRODUCT:
        return [Cluster((old_at, old_at + len(old)), (new_at, new_at + len(new)))]
    return _by_tokens(old, new, old_at, new_at)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many tokens two sequences have in common at the start."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _by_tokens(old: Sequence[str], new: Sequence[str], old_at: int, new_at: int) -> list[Cluster]:
    codes: dict[str, str] = {}
    for token in (*old, *new):
        codes.setdefault(token, _code_point(len(codes)))
    found: list[Cluster] = []
    for op, length in _match("".join(codes[t] for t in old), "".join(codes[t] for t in new)):
        old_end = old_at + (length if op <= 0 else 0)
        new_end = new_at + (length if op >= 0 else 0)
        if op:
            found.append(Cluster((old_at, old_end), (new_at, new_end)))
        old_at, new_at = old_end, new_end
    return found


def _code_point(number: int) -> str:
    """The code point for the n-th distinct token; surrogates (U+D800 to U+DFFF) are no characters and left out."""
    number += 0x100
    return chr(number if number < 0xD800 else number + 0x800)


def _match(old: str, new: str) -> list[tuple[int, int]]:
    """The one door to diff-match-patch: (-1 delete, 0 equal, 1 insert; how many code points), in order."""
    return _match_fast(old, new) if _fast else _match_plain(old, new)


def _match_fast(old: str, new: str) -> list[tuple[int, int]]:
    found = _fast(old, new, timelimit=0, checklines=False, cleanup="No", counts_only=True)
    return [(_SIGNS[op], length) for op, length in found]


def _match_plain(old: str, new: str) -> list[tuple[int, int]]:
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    return [(op, len(text)) for op, text in engine.diff_main(old, new, False)]


def _between(
    anchors: Sequence[Anchor], old: Sequence[str], new: Sequence[str], old_at: int, new_at: int
) -> list[Cluster]:
    """The differences before, between and after stretches that are the same."""
    found: list[Cluster] = []
    at, to = 0, 0
    for start, begin, length in (*anchors, (len(old), len(new), 0)):
        if start > at or begin > to:
            found += differences(old[at:start], new[to:begin], old_at + at, new_at + to)
        at, to = start + length, begin + length
    return found


def _anchors(olds: Sequence[range], news: Sequence[range], old: Sequence[str], new: Sequence[str]) -> list[Anchor]:
    """The heaviest chain of stretches that stand once in the old and once in the new text."""
    places = dict(_once(news, new))
    shared = [(span.start, places[text].start, len(span)) for text, span in _once(olds, old) if text in places]
    return [shared[position] for position in heaviest_chain(shared)]


def _sentences(pieces: Sequence[str]) -> list[range]:
    ends = [place + 1 for place, piece in enumerate(pieces) if piece in _SENTENCE_END]
    return [range(*cut) for cut in pairwise([0, *ends, len(pieces)]) if cut[1] - cut[0] >= _PHRASE]


def _phrases(pieces: Sequence[str]) -> list[range]:
    return [range(place, place + _PHRASE) for place in range(len(pieces) - _PHRASE + 1)]


def _once(spans: Sequence[range], pieces: Sequence[str]) -> list[tuple[tuple[str, ...], range]]:
    texts = [tuple(pieces[span.start : span.stop]) for span in spans]
    counts = Counter(texts)
    return [(text, span) for text, span in zip(texts, spans, strict=True) if counts[text] == 1]
