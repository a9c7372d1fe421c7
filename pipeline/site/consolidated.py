"""The consolidated text of a dossier in one language: words with their siglum, parts with their history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.consolidate import BASE, Consolidation
from pipeline.model import Expression, Kind, Note, Subdivision
from pipeline.site.addresses import consolidated_path
from pipeline.site.places import Place, places
from pipeline.site.views import DossierView, is_specimen


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text from one document; `later` when it is not from the base."""

    text: str
    siglum: str
    later: bool


@dataclass(frozen=True, slots=True)
class ConsolidatedPart:
    """A part of the result. `history` has siglum and wording of each state in which the wording was another."""

    place: Place
    part: Subdivision
    words: tuple[Words, ...]
    history: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConsolidatedPage:
    """All that `consolidated.html` shows; `versions` are the languages with such a page, and its paths."""

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    consolidation: Consolidation
    parts: tuple[ConsolidatedPart, ...]
    versions: tuple[tuple[str, str], ...]


def consolidated_page(dossier: DossierView, consolidation: Consolidation, languages: Sequence[str]) -> ConsolidatedPage:
    """The values of the page of one language; `languages` are those that have one."""
    result = consolidation.result
    where = places(result)
    words = _words(consolidation)
    history = _History.of(consolidation)
    return ConsolidatedPage(
        path=consolidated_path(dossier.slug, result.language),
        language=result.language,
        specimen=is_specimen(result, *consolidation.states),
        dossier=dossier,
        consolidation=consolidation,
        parts=tuple(
            ConsolidatedPart(where[part.eid], part, words.get(part.eid, ()), history.of_part(part))
            for part in _parts(result)
            if part.text or part.kind is Kind.POINT
        ),
        versions=tuple((code, consolidated_path(dossier.slug, code)) for code in languages),
    )


def _parts(expression: Expression) -> Iterator[Subdivision]:
    yield from expression.walk()
    yield from map(_as_part, expression.notes)


def _as_part(note: Note) -> Subdivision:
    return Subdivision(Kind.NOTE, note.eid, note.text, note.mark, wid=note.wid)


def _words(consolidation: Consolidation) -> dict[str, tuple[Words, ...]]:
    """The words of each part by its eId, in order."""
    texts = {part.eid: part.text for part in _parts(consolidation.result)}
    found: dict[str, tuple[Words, ...]] = {}
    for one in consolidation.passages:
        said = texts.get(one.eid, "")[one.start : one.end]
        if said:
            found[one.eid] = (*found.get(one.eid, ()), Words(said, one.siglum, one.siglum != BASE))
    return found


@dataclass(frozen=True, slots=True)
class _History:
    """The wording of each part, by wId, in the states of the text."""

    states: tuple[tuple[str, Mapping[str, str]], ...]

    @classmethod
    def of(cls, consolidation: Consolidation) -> _History:
        marks = [siglum.mark for siglum in consolidation.sigla]
        states = zip(marks, consolidation.states, strict=False)
        return cls(tuple((mark, {part.wid: part.text for part in _parts(state) if part.wid}) for mark, state in states))

    def of_part(self, part: Subdivision) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for mark, texts in self.states:
            text = texts.get(part.wid, "") if part.wid else ""
            if not found or found[-1][1] != text:
                found.append((mark, text))
        return tuple(found) if len(found) > 1 else ()
