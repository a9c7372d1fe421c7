"""Who is asked, against the other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.majority import split
from pipeline.check.phrases import addressee, listed, rest
from pipeline.check.synopsis import Draft, Part, Synopsis
from pipeline.findings import Evidence, Message, message
from pipeline.languages import load
from pipeline.model import Kind, Subdivision

_WITHIN = 80  # characters after the verb or the last addressee in which a name still counts as read


def addressee_missing(synopsis: Synopsis) -> Iterator[Draft]:
    """An addressee that the other languages name and this one does not."""
    yield from _differences(synopsis, surplus=False)


def addressee_surplus(synopsis: Synopsis) -> Iterator[Draft]:
    """An addressee that this language names and the others do not."""
    yield from _differences(synopsis, surplus=True)


def _differences(synopsis: Synopsis, *, surplus: bool) -> Iterator[Draft]:
    for row in synopsis.strong(Kind.CLAUSE):
        kinds = {code: _kinds(cell) for code, cell in synopsis.comparable(row).items() if _asks(cell)}
        for kind in sorted({kind for own in kinds.values() for kind in own}):
            naming = [code for code, own in kinds.items() if kind in own]
            silent = [code for code in kinds if code not in naming and not _names(synopsis.cell(row, code), kind, code)]
            found = split(silent, naming) if surplus else split(naming, silent)
            if found is None or (surplus and found.even):
                continue
            sides = {
                "place": synopsis.place(row),
                "addressee": addressee(kind),
                "languages": listed(found.against),
                "others": rest(found),
            }
            if surplus:
                said = message("%(place)s: in %(languages)s, unlike in %(others)s, asked: %(addressee)s", **sides)
            else:
                said = message("%(place)s: in %(languages)s, unlike in %(others)s, not asked: %(addressee)s", **sides)
            shown = (*found.against[:4], *found.agree[:2])
            evidence = tuple(Evidence(code, _said(synopsis.cell(row, code))) for code in shown)
            about = (kind, *(synopsis.text(row, code) for code in found.against))
            yield Draft(row.wid, found.accused, said, evidence, about, found)


def _asks(cell: Sequence[Part]) -> bool:
    """Whether the clause is a request, so that addressees have been looked for."""
    return any(isinstance(part, Subdivision) and part.verb and part.verb.strength == "request" for part in cell)


def _kinds(cell: Sequence[Part]) -> frozenset[str]:
    return frozenset(a.kind for part in cell if isinstance(part, Subdivision) for a in part.addressees)


def _names(cell: Sequence[Part], kind: str, code: str) -> bool:
    """Whether such a name stands right after the verb or the addressees, though it was not read as an addressee."""
    forms = load(code).addressees.get(kind, ())
    if not forms:
        return True
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)
    return any(pattern.search(part.text[: _end(part) + _WITHIN]) for part in cell if isinstance(part, Subdivision))


def _end(part: Subdivision) -> int:
    verb = part.verb.spans[0][1] if part.verb else 0
    return max((addressee.end for addressee in part.addressees), default=verb)


def _said(cell: Sequence[Part]) -> str | Message:
    names = [a.text for part in cell if isinstance(part, Subdivision) for a in part.addressees]
    return "; ".join(names) or message("nobody named")
