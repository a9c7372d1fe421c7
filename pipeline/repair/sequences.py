"""The labels inside running text that number its parts, told from figures and letters that do not.

A label counts when the list that it stands in can be followed: 2. after 1., b) after a), each after a stop, and a first
label only when a second one comes. Dashes count after a colon or semicolon, and after another stop where a list of
dashes is open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.languages import Language
from pipeline.model import DASHES
from pipeline.repair.labels import Label, Levels, Sort, read_labels
from pipeline.repair.openings import is_capital

_SIGNS = f"IVXA-Ha-zα-ωА-Зʼа-яΑ-Θ(\\d{re.escape(DASHES)}"
_PLACE = re.compile(rf"(?:(?<!\S)|(?<=[^\W\d_][;:,.])|(?<=\)[;:,.]))(?=[{_SIGNS}])")
_Coming = dict[tuple[Sort, str, int], list[int]]
_BEFORE = 60  # code points in which the word before a label is looked for
_WIDE = 2  # spaces that a layout put there
_NEXT = 12  # code points in which a label fits
_STOPS = tuple('.;:,)”"»')


@dataclass(slots=True)
class Found:
    """A label in its place. `chain` are the labels around it and itself, by their place in the list of all found.

    `adjacent` says that another label stands right before it, so that both belong to one paragraph.
    """

    start: int
    label: Label
    chain: tuple[int, ...]
    adjacent: bool
    has_next: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    readings: tuple[Label, ...]
    after_stop: bool
    after_abbreviation: bool
    before: str


def find_labels(text: str, start: int, language: Language) -> list[Found]:
    """The labels from `start` on, in order."""
    candidates = _candidates(text, start, language)
    coming = _coming(candidates)
    found: list[Found] = []
    levels: Levels[int] = Levels()
    last: dict[Sort, Label] = {}
    for candidate in candidates:
        adjacent = bool(found) and not text[found[-1].start + found[-1].label.size : candidate.start].strip()
        adjacent = adjacent and found[-1].start + found[-1].label.size >= candidate.start
        place = _place(text, candidate, levels, coming, adjacent=adjacent) or _goes_on(
            candidate, last, len(levels.open)
        )
        if place is None:
            continue
        depth, label = place
        last[label.sort] = label
        if depth < len(levels.open):
            found[levels.open[depth][1]].has_next = True
        levels.put(depth, label, len(found))
        chain = tuple(at for _, at in levels.open)
        joined = adjacent and found[-1].label.sort is not Sort.PART
        found.append(Found(candidate.start, label, chain, joined))
    return found


def _candidates(text: str, start: int, language: Language) -> list[_Candidate]:
    out: list[_Candidate] = []
    for match in _PLACE.finditer(text, start):
        readings = read_labels(text, match.start())
        end = match.start() + readings[0].size if readings else 0
        if not readings or end >= len(text) or text[end] in "),;.:":
            continue
        if readings[0].sort is Sort.NUMBER and text[end].isdigit():
            continue
        around = text[max(start, match.start() - _BEFORE) : match.start()]
        before = _without_joiner(around.rstrip(), language)
        word = before.split()[-1] if before else ""
        stop = before.endswith(_STOPS)
        short = stop and word.casefold() in language.abbreviations
        apart = not before or len(around) - len(around.rstrip()) >= _WIDE
        out.append(_Candidate(match.start(), readings, apart or (stop and not short), short, word))
    return out


def _without_joiner(text: str, language: Language) -> str:
    """The text without a joining word behind a stop: in "…; and 3. to act", the number follows a stop."""
    rest, _, word = text.rpartition(" ")
    return rest.rstrip() if word.casefold() in language.joiners and rest.rstrip().endswith(_STOPS) else text


def _coming(candidates: Sequence[_Candidate]) -> _Coming:
    """Where labels that stand after a stop are, by sort, series and value."""
    table: _Coming = {}
    for candidate in candidates:
        for label in candidate.readings if candidate.after_stop else ():
            table.setdefault((label.sort, label.series, label.value), []).append(candidate.start)
    return table


def _place(
    text: str,
    candidate: _Candidate,
    levels: Levels[int],
    coming: _Coming,
    *,
    adjacent: bool,
) -> tuple[int, Label] | None:
    """The depth at which a candidate belongs, and its reading; None where it is no label."""
    if candidate.readings[0].sort is Sort.DASH:
        return _dash(candidate, levels)
    if candidate.after_stop or adjacent:
        known = levels.find(candidate.readings)
        if known:
            return known
    if candidate.after_abbreviation and text[candidate.start + candidate.readings[0].size].isupper():
        known = levels.find(candidate.readings)
        if known and _is_only(known[1], candidate.start, coming):
            return known
    for label in candidate.readings:
        places = coming.get((label.sort, label.series, 2), [])
        has_second = label.value == 1 and bisect_right(places, candidate.start) < len(places)
        if has_second and (candidate.after_stop or adjacent or _after_heading(text, candidate, label)):
            return len(levels.open), label
    return None


def _is_only(label: Label, at: int, coming: _Coming) -> bool:
    """Whether the next label comes before this one comes again: then "etc. 5." begins a part, "art. 5." does not."""
    again, following = (
        next((place for place in coming.get((label.sort, label.series, value), ()) if place > at), None)
        for value in (label.value, label.value + 1)
    )
    return following is not None and (again is None or following < again)


def _goes_on(candidate: _Candidate, last: Mapping[Sort, Label], depth: int) -> tuple[int, Label] | None:
    """A number after a stop that continues a list which has ended: parts are often numbered through."""
    for label in candidate.readings if candidate.after_stop else ():
        before = last.get(label.sort)
        if before and label.sort in (Sort.NUMBER, Sort.BRACKET) and label.follows(before):
            return depth, label
    return None


def _dash(candidate: _Candidate, levels: Levels[int]) -> tuple[int, Label] | None:
    """A dash goes on with the innermost list of dashes, unless a colon opens a new one inside another list."""
    label = candidate.readings[0]
    depths = [depth for depth, (open_label, _) in enumerate(levels.open) if open_label.sort is Sort.DASH]
    known = depths[-1] if depths and candidate.after_stop else -1
    opens = candidate.before.endswith((":", ";")) or (len(candidate.before) > 3 and is_capital(candidate.before))
    if known >= 0 and (known == len(levels.open) - 1 or not candidate.before.endswith(":")):
        return known, label
    return (len(levels.open), label) if opens else None


def _after_heading(text: str, candidate: _Candidate, label: Label) -> bool:
    """Whether a list can begin without a stop before it: behind capitals, or what follows is one or a label."""
    if len(candidate.before) > 1 and is_capital(candidate.before):
        return True
    rest = text[candidate.start + label.size : candidate.start + label.size + _NEXT]
    return rest[:1].isupper() or bool(read_labels(rest))
