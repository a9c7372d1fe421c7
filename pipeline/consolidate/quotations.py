"""Quotations in a corrigendum: where one begins and where it ends, in the signs of all 24 languages.

Signs: Publications Office, Formex, use of quotation marks. The same sign can open in one language and close in another,
a straight one can do both, and an apostrophe looks like a closing sign: so what stands around a sign decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_STRAIGHT, _SINGLE = '"', "'"
_LEFT, _RIGHT = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
_LEFT_SINGLE, _RIGHT_SINGLE = "\N{LEFT SINGLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}"
_LOW, _LOW_SINGLE = "\N{DOUBLE LOW-9 QUOTATION MARK}", "\N{SINGLE LOW-9 QUOTATION MARK}"
_LEFT_ANGLE = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
_RIGHT_ANGLE = "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
_CLOSERS = {
    _LOW: _LEFT + _RIGHT + _STRAIGHT,
    _LOW_SINGLE: _LEFT_SINGLE + _RIGHT_SINGLE,
    _LEFT: _RIGHT,
    _RIGHT: _RIGHT,
    _LEFT_SINGLE: _RIGHT_SINGLE,
    _LEFT_ANGLE: _RIGHT_ANGLE,
    _RIGHT_ANGLE: _LEFT_ANGLE,
    _STRAIGHT: _STRAIGHT,
    _SINGLE: _SINGLE,
}
OPENERS = "".join(_CLOSERS)
_SURE = _LOW + _LOW_SINGLE + _LEFT_ANGLE
"""Signs that open wherever they stand."""
_DOUBTFUL = _STRAIGHT + _SINGLE + _RIGHT + _LEFT_SINGLE
"""Openers whose end can be taken for an apostrophe or for another opener."""
_BEFORE = "([{/:;,-\N{EN DASH}" + _LOW + _LEFT_ANGLE + _LEFT + _LEFT_SINGLE


@dataclass(frozen=True, slots=True)
class Quotation:
    """The range of a quotation with its signs, and the words between them with single spaces."""

    start: int
    end: int
    text: str


def opens(text: str, at: int) -> bool:
    """Whether the sign at this place begins a quotation."""
    if text[at] not in OPENERS:
        return False
    if text[at] in _SURE:
        return True
    after = text[at + 1 : at + 2]
    before = text[at - 1 : at] if at else ""
    return bool(after) and not after.isspace() and (not before or before.isspace() or before in _BEFORE)


def quotation(text: str, at: int, ends: Callable[[int], bool]) -> Quotation | None:
    """The quotation that the sign at this place begins, None where it does not end.

    `ends` says whether what follows a place goes on as an instruction does after a quotation. Of several signs that
    may close, the first counts that closes what was opened and is followed so; without such a one, the first that
    closes what was opened.
    """
    sign, depth, first, loose = text[at], 1, -1, -1
    for here in range(at + 1, len(text)):
        if first >= 0 and (text[here] == "\n" or sign not in _DOUBTFUL):
            break
        if text[here] in _CLOSERS[sign] and _closes(text, here, sign):
            depth = max(0, depth - 1)
            fits = ends(here + 1)
            if not depth and fits:
                return _quotation(text, at, here)
            first = here if not depth and first < 0 else first
            loose = here if fits and loose < 0 else loose
        elif text[here] == sign and opens(text, here):
            depth += 1
    end = first if first >= 0 else loose
    return _quotation(text, at, end) if end >= 0 else None


def _closes(text: str, at: int, opener: str) -> bool:
    """A sign between two letters is an apostrophe; one that opens and closes alike does not close where it can open."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] in (_SINGLE, _RIGHT_SINGLE) and before.isalnum() and after.isalnum():
        return False
    return text[at] != opener or before.isalnum() or not opens(text, at)


def _quotation(text: str, start: int, last: int) -> Quotation:
    return Quotation(start, last + 1, " ".join(text[start + 1 : last].split()))
