"""The concordance: an index of concepts with counts by year, and every clause of a concept, leaf by leaf.

Dossiers come one after another. A leaf is made as soon as it is full and the next one has begun, so that of a large
corpus no more is held than two leaves a concept: the first, which has the counts of all, and the one that is being
filled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.concordance import Counts, Occurrence, Said, Use, merged, occurrences, uses
from pipeline.languages import PROTOCOL_ORDER, concepts
from pipeline.model import Status
from pipeline.site.addresses import concept_path, overview_path
from pipeline.site.parallel import WORKING_LANGUAGES
from pipeline.site.places import Place, places
from pipeline.site.shelves import Shelf
from pipeline.site.words import name_of

LEAF = 50
"""Occurrences on one page."""

_PENDING = 64  # counts that wait before they are added up
_HEIGHT, _BAR, _GAP = 32, 8, 2  # of a plot, in user units


@dataclass(frozen=True, slots=True)
class Listed:
    """An occurrence, the page of its row side by side, and what a reader calls it."""

    occurrence: Occurrence
    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class Verb:
    """The verb of a clause in one language, as printed; `name` is that of the language in that language."""

    language: str
    name: str
    form: str
    status: Status


@dataclass(frozen=True, slots=True)
class Shown:
    """An occurrence for readers of a language: its texts in that language and in a second one, as far as it has them.

    `verbs` are the verbs of all languages.
    """

    listed: Listed
    said: tuple[Said, ...]
    verbs: tuple[Verb, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a plot: clauses of a year in texts of one status; `x` to `height` are user units."""

    status: Status
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Year:
    """The clauses of a year; `year` is "" for documents without a date."""

    year: str
    official: int
    specimens: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Counts by year, the years without any between them included; `bars` have the room of `size`."""

    years: tuple[Year, ...]
    bars: tuple[Bar, ...]
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """A concept in the index, with the clauses of the counted language; `concept` is "" for unknown verbs."""

    concept: str
    group: str
    path: str
    official: int
    specimens: int
    plot: Plot


@dataclass(frozen=True, slots=True)
class FormLine:
    """A printed form of a concept in one language, with its clauses."""

    form: str
    official: int
    specimens: int


@dataclass(frozen=True, slots=True)
class ConcordancePage:
    """All that `concordance.html` shows. `counted` is the language whose clauses are counted, "" without any text."""

    path: str
    language: str
    specimen: bool
    versions: tuple[tuple[str, str], ...]
    counted: str
    lines: tuple[ConceptLine, ...]


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """All that `concept.html` shows. `parts` are the occurrences by the status of the text that is shown first.

    The first leaf has the counts: `forms` of the language `counted`, and the `plot`. `before` and `after` are the
    paths of the leaves beside this one, "" for none.
    """

    path: str
    language: str
    specimen: bool
    versions: tuple[tuple[str, str], ...]
    concept: str
    group: str
    rank: int
    counted: str
    forms: tuple[FormLine, ...]
    plot: Plot
    parts: tuple[tuple[Status, tuple[Shown, ...]], ...]
    leaf: int
    before: str
    after: str


def listed(dossier: str, shelf: Shelf) -> tuple[Listed, ...]:
    """The clauses of a document that have an operative verb in any language."""
    document = shelf.document
    names = {one.language: places(one) for one in document.expressions}
    found = occurrences(dossier, document.date, document.alignment, document.expressions)
    return tuple(Listed(o, shelf.parallel(o.wid), names[o.said[0].language][o.said[0].eid]) for o in found)


class Concordance:
    """What is kept of the dossiers while the pages are made."""

    def __init__(self) -> None:
        self._counts: list[Counts[Use]] = []
        self._first: dict[str, list[_Clause]] = {}
        self._filling: dict[str, tuple[int, list[_Clause]]] = {}

    def add(self, document: Iterable[Listed]) -> Iterator[ConceptPage]:
        """Take the next document; the leaves that are full, in all languages of the interface."""
        document = tuple(document)
        self._counts.append(uses(one.occurrence for one in document))
        if len(self._counts) > _PENDING:
            self._counts = [merged(self._counts)]
        for one in document:
            yield from self._put(one.occurrence.concept, _Clause.of(one))

    def close(self) -> Iterator[ConcordancePage | ConceptPage]:
        """The index, the first leaves and the last ones."""
        counts = merged(self._counts)
        for code in PROTOCOL_ORDER:
            yield _index(counts, code)
        for concept, clauses in self._first.items():
            number, filling = self._filling.get(concept, (1, []))
            for code in PROTOCOL_ORDER:
                yield _concept(concept, code, 1, clauses, number > 1, counts)
                if number > 1:
                    yield _concept(concept, code, number, filling, False)

    def _put(self, concept: str, one: _Clause) -> Iterator[ConceptPage]:
        first = self._first.setdefault(concept, [])
        if len(first) < LEAF:
            first.append(one)
            return
        number, filling = self._filling.get(concept, (2, []))
        if len(filling) == LEAF:
            for code in PROTOCOL_ORDER:
                yield _concept(concept, code, number, filling, True)
            number, filling = number + 1, []
        self._filling[concept] = (number, [*filling, one])


@dataclass(frozen=True, slots=True)
class _Clause:
    """What the pages of all languages show of an occurrence: `said` holds its texts and no more, in protocol order."""

    listed: Listed
    said: tuple[Said, ...]
    verbs: tuple[Verb, ...]

    @classmethod
    def of(cls, listed: Listed) -> _Clause:
        said = listed.occurrence.said
        alone = replace(listed, occurrence=replace(listed.occurrence, said=()))
        texts = (Said(s.language, s.status, "", s.form, (), s.before, s.keyword, s.after) for s in said)
        verbs = (Verb(s.language, name_of(s.language), s.form, s.status) for s in said if s.form)
        return cls(alone, tuple(texts), tuple(verbs))

    def shown(self, code: str) -> Shown:
        """The language of the reader first, then a working language, then any other that the row has."""
        having = [one.language for one in self.said]
        chosen = list(dict.fromkeys(one for one in (code, *WORKING_LANGUAGES, *having) if one in having))[:2]
        texts = (one for language in chosen for one in self.said if one.language == language)
        return Shown(self.listed, tuple(texts), self.verbs)


def _index(counts: Counts[Use], code: str) -> ConcordancePage:
    counted = _counted(counts, code)
    names = {key.concept for key, _ in counts}
    lines = []
    for name in (*concepts(), ""):
        if name in names:
            own = _of(counts, counted, name)
            official, specimens = _sum(own, Status.OFFICIAL), _sum(own, Status.SPECIMEN)
            group = concepts()[name].group if name else ""
            lines.append(ConceptLine(name, group, concept_path(name, code), official, specimens, _plot(own)))
    specimen = any(line.specimens for line in lines)
    versions = tuple((one, overview_path("concordance", one)) for one in PROTOCOL_ORDER)
    return ConcordancePage(overview_path("concordance", code), code, specimen, versions, counted, tuple(lines))


def _concept(
    concept: str, code: str, leaf: int, clauses: Sequence[_Clause], more: bool, counts: Counts[Use] | None = None
) -> ConceptPage:
    known = concepts().get(concept)
    shown = [one.shown(code) for one in clauses]
    apart = {
        status: tuple(one for one in shown if one.said[0].status is status)
        for status in (Status.OFFICIAL, Status.SPECIMEN)
    }
    counted = _counted(counts, code) if counts else ""
    own: Counts[Use] = _of(counts, counted, concept) if counts else Counts()
    return ConceptPage(
        path=concept_path(concept, code, leaf),
        language=code,
        specimen=any(verb.status is Status.SPECIMEN for one in shown for verb in one.verbs),
        versions=tuple((one, concept_path(concept, one, leaf)) for one in PROTOCOL_ORDER),
        concept=concept,
        group=known.group if known else "",
        rank=known.rank if known else 0,
        counted=counted,
        forms=_forms(own),
        plot=_plot(own),
        parts=tuple((status, ones) for status, ones in apart.items() if ones),
        leaf=leaf,
        before=concept_path(concept, code, leaf - 1) if leaf > 1 else "",
        after=concept_path(concept, code, leaf + 1) if more else "",
    )


def _counted(counts: Counts[Use], code: str) -> str:
    """The language of the reader, or the nearest that the corpus has."""
    having = {key.language for key, _ in counts}
    return next((one for one in (code, *WORKING_LANGUAGES, *PROTOCOL_ORDER) if one in having), "")


def _of(counts: Counts[Use], language: str, concept: str) -> Counts[Use]:
    return Counts(tuple(one for one in counts if (one[0].language, one[0].concept) == (language, concept)))


def _sum(counts: Counts[Use], status: Status) -> int:
    return sum(tally.clauses for key, tally in counts if key.status is status)


def _forms(counts: Counts[Use]) -> tuple[FormLine, ...]:
    """The forms, the most frequent first."""
    found: Counter[tuple[str, Status]] = Counter()
    for key, tally in counts:
        found[key.form, key.status] += tally.clauses
    names = {form for form, _ in found}
    lines = (FormLine(name, found[name, Status.OFFICIAL], found[name, Status.SPECIMEN]) for name in names)
    return tuple(sorted(lines, key=lambda line: (-line.official - line.specimens, line.form)))


def _plot(counts: Counts[Use]) -> Plot:
    found: Counter[tuple[str, Status]] = Counter()
    for key, tally in counts:
        found[key.year, key.status] += tally.clauses
    known = sorted({int(year) for year, _ in found if year.isdecimal()})
    names = [f"{year:04d}" for year in range(known[0], known[-1] + 1)] if known else []
    names += sorted({year for year, _ in found} - set(names))
    years = tuple(Year(one, found[one, Status.OFFICIAL], found[one, Status.SPECIMEN]) for one in names)
    most = max((one.official + one.specimens for one in years), default=1)
    bars: list[Bar] = []
    for number, one in enumerate(years):
        bottom = _HEIGHT
        for status, count in ((Status.OFFICIAL, one.official), (Status.SPECIMEN, one.specimens)):
            if count:
                height = max(1, round(count * (_HEIGHT - _GAP) / most))
                bottom -= height
                bars.append(Bar(status, number * (_BAR + _GAP), max(0, bottom), height))
    return Plot(years, tuple(bars), (max(1, len(years)) * (_BAR + _GAP), _HEIGHT))
