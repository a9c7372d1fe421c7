"""Operative verbs against those of the other languages: concept, strength, constancy.

A language is accused only by languages whose verb tells the two concepts apart: one verb for two concepts is no witness
and no suspect. The order of strength is that of docs/decisions.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pipeline.check.majority import WITNESSES, Split, is_clear, split
from pipeline.check.meaning import agrees
from pipeline.check.phrases import listed, rest
from pipeline.check.synopsis import Draft, Synopsis
from pipeline.findings import Evidence, Message, concept_name, message
from pipeline.languages import concepts
from pipeline.model import Kind, OperativeVerb, Row, Subdivision

_SHOWN = 5  # languages of the majority that are shown with their verb; the others are named
_CONTENT = 4  # letters; shorter words of a verb are prepositions and articles
_ALIKE = 0.8  # share of the other languages with one verb in both places, for the two to have the same source verb


@dataclass(frozen=True, slots=True)
class Outlier:
    """A verb that does not mean what the others of its row mean."""

    row: Row
    language: str
    verb: OperativeVerb
    concept: str
    found: Split

    @property
    def witnesses(self) -> tuple[str, ...]:
        """Languages with a verb that excludes its reading."""
        return self.found.agree

    @property
    def direction(self) -> str:
        """ "weaker", "stronger", or "" where the two are not on one scale."""
        usual = concepts()[self.concept]
        own = {concepts()[name].rank for name in self.verb.concepts if concepts()[name].group == usual.group}
        if not usual.rank or not own or 0 in own or usual.rank in own:
            return ""
        return "weaker" if max(own) < usual.rank else "stronger" if min(own) > usual.rank else ""


def verb_strength(synopsis: Synopsis) -> Iterator[Draft]:
    """A verb of the same kind of act that is weaker or stronger than in the other languages."""
    for outlier in _outliers(synopsis):
        if outlier.direction:
            yield _draft(synopsis, outlier)


def verb_concept(synopsis: Synopsis) -> Iterator[Draft]:
    """A verb for another kind of act, or another concept, than in the other languages."""
    for outlier in _outliers(synopsis):
        if not outlier.direction:
            yield _draft(synopsis, outlier)


def verb_missing(synopsis: Synopsis) -> Iterator[Draft]:
    """A clause without operative verb, where the other languages have one."""
    for row in synopsis.strong(Kind.CLAUSE):
        cells = synopsis.comparable(row)
        without = [code for code, cell in cells.items() if not any(_verb(part) for part in cell)]
        found = split([code for code in cells if code not in without], without)
        if found:
            said = message(
                "%(place)s: no operative verb in %(languages)s, unlike in %(others)s",
                place=synopsis.place(row),
                languages=listed(found.against),
                others=rest(found),
            )
            evidence = (
                *(synopsis.show(row, code) for code in found.against),
                *_said(synopsis, row, found.agree[0]),
            )
            about = tuple(synopsis.text(row, code) for code in found.against)
            yield Draft(row.wid, found.accused, said, evidence, about, found)


def verb_varies(synopsis: Synopsis) -> Iterator[Draft]:
    """A language with two verbs in two places where nearly all others have one verb in both."""
    rows = {row.wid: row for row in synopsis.strong(Kind.CLAUSE)}
    astray = {(outlier.row.wid, outlier.language) for outlier in _outliers(synopsis)}  # told as what they are
    forms = {
        wid: {code: form for code, form in _forms(synopsis, row).items() if (wid, code) not in astray}
        for wid, row in rows.items()
    }
    pairs: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for one, other in _sharing(forms):
        both = [code for code in forms[one] if code in forms[other]]
        apart = [code for code in both if not _same_verb(forms[one][code], forms[other][code])]
        if apart and is_clear(len(both) - len(apart), len(both)) and len(both) - len(apart) >= _ALIKE * len(both):
            for code in apart:
                first, second = sorted((forms[one][code], forms[other][code]))
                pairs.setdefault((code, first, second), []).append((one, other))
    for (code, *verbs), places in pairs.items():
        yield _varies(synopsis, rows, forms, code, verbs, places)


def _sharing(forms: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """The pairs of rows in which some language has the same verb, in reading order."""
    held: dict[tuple[str, str], list[int]] = {}
    for at, own in enumerate(forms.values()):
        for item in own.items():
            held.setdefault(item, []).append(at)
    wids = list(forms)
    found = {pair for places in held.values() for pair in combinations(places, 2)}
    return [(wids[one], wids[other]) for one, other in sorted(found)]


def _varies(
    synopsis: Synopsis,
    rows: Mapping[str, Row],
    forms: Mapping[str, Mapping[str, str]],
    code: str,
    verbs: Sequence[str],
    places: Sequence[tuple[str, str]],
) -> Draft:
    """One finding for a pair of verbs: the rarer of the two is the odd one."""
    wids = list(dict.fromkeys(wid for pair in places for wid in pair))
    count = Counter(forms[wid][code] for wid in wids)
    odd = min(verbs, key=lambda verb: (count[verb], verb))
    usual = next(verb for verb in verbs if verb != odd)
    strange = [wid for wid in wids if forms[wid][code] == odd]
    place = synopsis.place(rows[strange[0]])
    said = message(
        "%(place)s: %(odd)s in %(language)s, %(usual)s elsewhere, where nearly all other languages have one verb",
        place=place,
        odd=odd,
        language=code,
        usual=usual,
    )
    evidence = tuple(
        Evidence(code, message("%(around)s: %(part)s", around=synopsis.place(rows[wid]), part=forms[wid][code]))
        for wid in wids[:6]
    )
    about = (odd, usual, *(synopsis.text(rows[wid], code) for wid in strange))
    return Draft(strange[0], (code,), said, evidence, about)


def _forms(synopsis: Synopsis, row: Row) -> dict[str, str]:
    cells = ((code, [_verb(part) for part in cell]) for code, cell in synopsis.comparable(row).items())
    return {code: verbs[0].text.upper() for code, verbs in cells if len(verbs) == 1 and verbs[0]}


@lru_cache(maxsize=1 << 14)
def _same_verb(one: str, other: str) -> bool:
    """Whether two printed forms are one verb, perhaps with another preposition: TILSKYNDER, TILSKYNDER TIL."""
    left, right = ({word for word in form.split() if word.isalpha()} for form in (one, other))
    long = [{word for word in words if len(word) >= _CONTENT} for words in (left, right)]
    return left <= right or right <= left or (bool(long[0]) and long[0] == long[1])


def _verb(part: object) -> OperativeVerb | None:
    return part.verb if isinstance(part, Subdivision) else None


def _outliers(synopsis: Synopsis) -> Iterator[Outlier]:
    for row in synopsis.strong(Kind.CLAUSE):
        cells = synopsis.comparable(row)
        verbs = {
            code: verb for code, cell in cells.items() if len(cell) == 1 and (verb := _verb(cell[0])) and verb.concepts
        }
        if len(verbs) == 2:
            yield from _pair(row, verbs)
        elif len(verbs) > 2:
            yield from _against_most(row, verbs)


def _pair(row: Row, verbs: Mapping[str, OperativeVerb]) -> Iterator[Outlier]:
    """Two languages alone: each is the other's only witness."""
    (one, first), (other, second) = verbs.items()
    if not agrees(first, second.concepts):
        yield Outlier(row, one, first, second.concepts[0], Split((other,), (one,), firm=False, even=True))


def _against_most(row: Row, verbs: Mapping[str, OperativeVerb]) -> Iterator[Outlier]:
    count = Counter(name for verb in verbs.values() for name in verb.concepts)
    best = max(count, key=lambda name: count[name])
    agreeing = [code for code, verb in verbs.items() if agrees(verb, (best,))]
    if 2 * len(agreeing) <= len(verbs):
        return
    for code, verb in verbs.items():
        if code not in agreeing:
            witnesses = tuple(other for other in agreeing if not agrees(verb, verbs[other].concepts))
            most = 2 * len(witnesses) >= len(agreeing)
            if witnesses and (most or len(witnesses) >= WITNESSES):
                firm = most and is_clear(len(agreeing), len(verbs)) and len(witnesses) >= WITNESSES
                yield Outlier(row, code, verb, best, Split(witnesses, (code,), firm))


def _draft(synopsis: Synopsis, outlier: Outlier) -> Draft:
    row, code, witnesses = outlier.row, outlier.language, outlier.witnesses
    evidence = [line for one in (code, *witnesses[:_SHOWN]) for line in _said(synopsis, row, one)]
    if len(witnesses) > _SHOWN:
        evidence.append(Evidence("", message("like these: %(languages)s", languages=", ".join(witnesses[_SHOWN:]))))
    about = (synopsis.text(row, code), outlier.concept)
    return Draft(row.wid, outlier.found.accused, _message(synopsis, outlier), tuple(evidence), about, outlier.found)


def _message(synopsis: Synopsis, outlier: Outlier) -> Message:
    values: dict[str, str | Message] = {
        "place": synopsis.place(outlier.row),
        "verb": outlier.verb.text,
        "language": outlier.language,
        "concept": concept_name(outlier.concept),
        "others": rest(outlier.found),
    }
    if outlier.direction == "weaker":
        return message(
            "%(place)s: %(verb)s in %(language)s is weaker than the verb (%(concept)s) in %(others)s", **values
        )
    if outlier.direction == "stronger":
        return message(
            "%(place)s: %(verb)s in %(language)s is stronger than the verb (%(concept)s) in %(others)s", **values
        )
    return message(
        "%(place)s: %(verb)s in %(language)s means another thing than the verb (%(concept)s) in %(others)s", **values
    )


def _said(synopsis: Synopsis, row: Row, code: str) -> Iterator[Evidence]:
    """The verbs of a row in one language, each with the first concept that it can stand for."""
    for verb in filter(None, map(_verb, synopsis.cell(row, code))):
        meant = concept_name(verb.concepts[0]) if verb.concepts else message("not in the lexicon")
        yield Evidence(code, message("%(verb)s (%(concept)s)", verb=verb.text, concept=meant))
