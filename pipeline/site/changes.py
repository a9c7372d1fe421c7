"""The comparison page: what changed in one language, listed, and shown in its place in the text.

The page follows the new text. What was deleted or moved away stands where it stood, after the part that came
before it in the old text; so a moved part is shown at both ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.compare.propagation import propagate, row_of, rows_of
from pipeline.model import (
    Change,
    Comparison,
    EditOp,
    Expression,
    Kind,
    Nature,
    Note,
    Op,
    Reach,
    Reached,
    Subdivision,
)
from pipeline.site.addresses import changes_path
from pipeline.site.passages import Piece, Stretch, edited, part_by_part, plain, whole, without
from pipeline.site.places import Place, number_of, places
from pipeline.site.shelves import Shelf
from pipeline.site.views import ComparedView, DocumentView, DossierView, is_specimen

LONG = 600
"""Parts of a text from which on the comparison shows what did not change by its ends only: the reading page has it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A change in another language: the page with those of the language, how far it got there, and its anchor on that
    page, "" where it is not there."""

    language: str
    path: str
    reach: Reach
    detail: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the other languages say of a change: its row in the new document, "" for none, and where it arrived."""

    row: str
    reached: tuple[Arrival, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as the page shows it, numbered from 1 in the order of the page.

    `anchor` names it for links; unlike the number it stays when another change comes or goes.
    `old` and `new` are the places, None where the part is not there; `counted` are the numbers before and after.
    `inline` has all stretches, `before` and `after` one side each. `wording` is false where only place or number
    changed. `reasons` are the names of the rules that decided the nature of the change; `reached`
    says for each language whether it has the same change.
    """

    number: int
    anchor: str
    change: Change
    old: Place | None
    new: Place | None
    counted: tuple[str, str]
    inline: tuple[Stretch, ...]
    reached: tuple[Arrival, ...] = ()
    row: str = ""

    def languages(self, reach: Reach) -> tuple[str, ...]:
        """The languages with this reach."""
        return tuple(one.language for one in self.reached if one.reach == reach)

    @property
    def before(self) -> tuple[Stretch, ...]:
        return without(self.inline, EditOp.INSERT)

    @property
    def after(self) -> tuple[Stretch, ...]:
        return without(self.inline, EditOp.DELETE)

    @property
    def wording(self) -> bool:
        return any(stretch.op is not EditOp.EQUAL for stretch in self.inline)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(rule.strip() for rule in self.change.rule.split(";") if rule.strip())

    @property
    def place(self) -> Place | None:
        """Where the reader finds it: in the new text, or in the old one when it is gone."""
        return self.new or self.old


@dataclass(frozen=True, slots=True)
class Kept:
    """A part that did not change. `num` is the number printed before it, `formerly` the one before if another."""

    place: Place
    num: str
    formerly: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the page: parts that did not change, or a change; `departure` marks where a moved part left.

    Of a long text `kept` holds only the first part and the last; `left_out` counts those between.
    """

    kept: tuple[Kept, ...] = ()
    left_out: int = 0
    entry: Entry | None = None
    departure: bool = False


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """All that `changes.html` shows. `entries` are in the order of the text, renumberings apart."""

    path: str
    language: str
    specimen: bool
    dossier: DossierView
    document: DocumentView
    shelf: Shelf
    earlier: Shelf | None
    compared: ComparedView
    entries: tuple[Entry, ...]
    renumbered: tuple[Entry, ...]
    passages: tuple[Passage, ...]

    @property
    def comparison(self) -> Comparison:
        return self.compared.comparison

    @property
    def substantive(self) -> int:
        """How many of the changes can alter the meaning."""
        return sum(entry.change.nature is Nature.SUBSTANTIVE for entry in self.entries)

    @property
    def verbs(self) -> int:
        """How many of the changes touch an operative verb."""
        return sum(entry.change.verb is not None for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Reaches:
    """How far each change of two documents got, by what happened and to which row."""

    old_rows: Mapping[tuple[str, str], str]
    new_rows: Mapping[tuple[str, str], str]
    arrivals: Mapping[tuple[Op, str], tuple[Arrival, ...]]

    @classmethod
    def of(cls, compared: Sequence[ComparedView], earlier: Shelf, shelf: Shelf) -> Reaches:
        """Follow the changes of all languages from one document to the next."""
        before, after = earlier.document.alignment, shelf.document.alignment
        old_rows, new_rows = rows_of(before), rows_of(after)
        told = propagate([one.comparison for one in compared], before, after)
        keys = ((one.change.op, row_of(one.change, one.language, old_rows, new_rows)) for one in told)
        anchors = {
            (one.language, change.op, row_of(change, one.language, old_rows, new_rows)): anchor
            for one in compared
            for change, anchor in anchored(one).items()
        }
        paths = {one.language: shelf.changes(one.language) for one in compared}

        def arrival(one: Reached, op: Op, row: str) -> Arrival:
            anchor = anchors.get((one.language, op, row), "")
            return Arrival(one.language, paths[one.language], one.reach, one.detail, anchor)

        found = dict(zip(keys, (one.reached for one in told), strict=True))
        arrivals = {key: tuple(arrival(one, *key) for one in reached) for key, reached in found.items()}
        return cls(old_rows, new_rows, arrivals)

    def told(self, compared: ComparedView) -> tuple[Told, ...]:
        """For each change of one comparison; no arrivals of a number alone, or where only one language was compared."""
        code = compared.language
        return tuple(
            Told("", ()) if change.op is Op.RENUMBER else Told(self._row(change, code), self._reached(change, code))
            for change in compared.comparison.changes
        )

    def _row(self, change: Change, language: str) -> str:
        rows = (self.new_rows.get((language, eid), "") for eid in change.new_eids)
        return next(filter(None, rows), "")

    def _reached(self, change: Change, language: str) -> tuple[Arrival, ...]:
        row = row_of(change, language, self.old_rows, self.new_rows)
        found = self.arrivals.get((change.op, row), ())
        return found if len(found) > 1 else ()


def anchored(compared: ComparedView) -> dict[Change, str]:
    """The anchor of each change on the page of the comparison, in the order of the page."""
    return _anchors(_changes_in(_Reader.of(compared).order()))


def _anchors(changes: Iterable[Change]) -> dict[Change, str]:
    """What happened, to which part; with a number where that is not the only such change."""
    found: dict[Change, str] = {}
    seen: Counter[str] = Counter()
    for change in changes:
        name = f"{change.op}-{change.wid or next(iter((*change.new_eids, *change.old_eids)), 'text')}"
        seen[name] += 1
        found[change] = f"{name}-{seen[name]}" if seen[name] > 1 else name
    return found


def first_changes(compared: ComparedView) -> dict[str, str]:
    """The anchor of the first change in each part of the new text that stands at the top, by its eId."""
    found: dict[str, str] = {}
    for change, anchor in anchored(compared).items():
        for eid in change.new_eids:
            found.setdefault(eid.partition("__")[0], anchor)
    return found


def changes_page(
    dossier: DossierView,
    shelf: Shelf,
    earlier: Shelf | None,
    compared: ComparedView,
    told: Sequence[Told] = (),
) -> ChangesPage:
    """The values of the comparison page of one language.

    `earlier` are the pages of the document before, `told` says of each change which languages it reached.
    """
    reader = _Reader.of(compared)
    order = reader.order()
    known = dict(zip(compared.comparison.changes, told, strict=False))
    entries = {
        change: reader.entry(change, number, anchor, known.get(change, Told("", ())))
        for number, (change, anchor) in enumerate(_anchors(_changes_in(order)).items(), 1)
    }
    apart = [change for change in compared.comparison.changes if change.op is Op.RENUMBER]
    return ChangesPage(
        path=changes_path(dossier.slug, compared.comparison.new.document, compared.language),
        language=compared.language,
        specimen=is_specimen(compared.old, compared.new),
        dossier=dossier,
        document=shelf.document,
        shelf=shelf,
        earlier=earlier,
        compared=compared,
        entries=tuple(entries.values()),
        renumbered=tuple(reader.entry(change, number, "") for number, change in enumerate(apart, 1)),
        passages=tuple(_passages(order, entries, long=len(reader.new) > LONG)),
    )


@dataclass(frozen=True, slots=True)
class _Stop:
    """A stop on the way through the text: a part that was kept, or a change."""

    kept: Kept | None = None
    change: Change | None = None
    departure: bool = False


def _changes_in(order: Sequence[_Stop]) -> dict[Change, None]:
    return {stop.change: None for stop in order if stop.change and not stop.departure}


def _passages(order: Sequence[_Stop], entries: Mapping[Change, Entry], *, long: bool) -> Iterator[Passage]:
    for is_kept, stops in groupby(order, key=lambda stop: stop.kept is not None):
        if is_kept:
            kept = tuple(stop.kept for stop in stops if stop.kept)
            shown = (kept[0], kept[-1]) if long and len(kept) > 2 else kept
            yield Passage(kept=shown, left_out=len(kept) - len(shown))
        else:
            yield from (Passage(entry=entries[s.change], departure=s.departure) for s in stops if s.change)


def _parts(expression: Expression) -> dict[str, Subdivision]:
    """Every part that has text or a number of its own, notes last, by eId in reading order."""
    notes = (_as_part(note) for note in expression.notes)
    return {part.eid: part for part in (*expression.walk(), *notes)}


def _as_part(note: Note) -> Subdivision:
    return Subdivision(Kind.NOTE, note.eid, note.text, note.mark, wid=note.wid)


def _below(parts: Mapping[str, Subdivision], eids: Sequence[str]) -> set[str]:
    """The eIds given and those of all parts inside them."""
    return {inner.eid for eid in eids if eid in parts for inner in parts[eid].walk()}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Both texts of a comparison, ready to be read side by side."""

    changes: tuple[Change, ...]
    old: Mapping[str, Subdivision]
    new: Mapping[str, Subdivision]
    old_places: Mapping[str, Place]
    new_places: Mapping[str, Place]
    pairs: Mapping[str, str]  # new eId → old eId
    heads: Mapping[str, Subdivision]  # the first part in a point → the point, whose number it carries

    @classmethod
    def of(cls, compared: ComparedView) -> _Reader:
        old, new = _parts(compared.old), _parts(compared.new)
        comparison = compared.comparison
        return cls(
            comparison.changes,
            old,
            new,
            places(compared.old),
            places(compared.new),
            _pairs(comparison, old, new),
            {part.children[0].eid: part for part in new.values() if part.kind is Kind.POINT and part.children},
        )

    def order(self) -> tuple[_Stop, ...]:
        """The new text in order, with what is gone at the place where it stood."""
        gone = self._gone()
        stops = list(gone.get("", ()))
        for eid, found in self._arrivals():
            stops += found
            stops += gone.get(self.pairs[eid], ()) if eid in self.pairs else ()
        met = _changes_in(stops)
        return (*stops, *(_Stop(change=change) for change in self._shown() if change not in met))

    def entry(self, change: Change, number: int, anchor: str, told: Told = Told("", ())) -> Entry:
        """A change with its places and its marked-up text."""
        old_eid, new_eid = next(iter(change.old_eids), ""), next(iter(change.new_eids), "")
        old_parts = [self.old[eid] for eid in change.old_eids if eid in self.old]
        new_parts = [self.new[eid] for eid in change.new_eids if eid in self.new]
        return Entry(
            number,
            anchor,
            change,
            self.old_places.get(old_eid),
            self.new_places.get(new_eid),
            (_numbers(old_parts) or change.before, _numbers(new_parts) or change.after),
            _marked(change, old_parts, new_parts),
            told.reached,
            told.row,
        )

    def _arrivals(self) -> Iterator[tuple[str, tuple[_Stop, ...]]]:
        """Each part of the new text with the stops that it makes."""
        starts: dict[str, list[Change]] = {}
        for change in self._shown():
            for eid in change.new_eids[:1]:
                starts.setdefault(eid, []).append(change)
        covered: set[str] = set()
        for eid, part in self.new.items():
            changes = starts.get(eid, ())
            for change in changes:
                if change.op not in (Op.SPLIT, Op.MERGE):
                    covered |= _below(self.new, change.new_eids)
            first = tuple(_Stop(change=change) for change in changes)
            if eid in covered or not part.text:
                yield eid, first
            else:
                yield eid, (*first, _Stop(kept=self._kept(part)))

    def _gone(self) -> dict[str, list[_Stop]]:
        """Deletions and departures, by the old part after which they stood."""
        leaving = {
            eid: change for change in self._shown() if change.op in (Op.DELETE, Op.MOVE) for eid in change.old_eids[:1]
        }
        away = _below(self.old, [eid for change in leaving.values() for eid in change.old_eids])
        found: dict[str, list[_Stop]] = {}
        last = ""
        stayed = set(self.pairs.values()) - away
        for eid in self.old:
            if eid in leaving:
                change = leaving[eid]
                found.setdefault(last, []).append(_Stop(change=change, departure=change.op is Op.MOVE))
            last = eid if eid in stayed else last
        return found

    def _shown(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.op is not Op.RENUMBER)

    def _kept(self, part: Subdivision) -> Kept:
        head = self.heads.get(part.eid, part)
        before = self.old.get(self.pairs.get(head.eid, ""))
        formerly = before.num if before and before.num != head.num else ""
        return Kept(self.new_places[part.eid], head.num, formerly, plain(part))


def _pairs(comparison: Comparison, old: Mapping[str, Subdivision], new: Mapping[str, Subdivision]) -> dict[str, str]:
    """Which old part each new part continues: as the comparison placed them, else by wId."""
    placed = {one.new: one.old for one in comparison.placements if one.old in old and one.new in new}
    if placed:
        return placed
    by_wid = {part.wid: eid for eid, part in old.items() if part.wid}
    return {eid: by_wid[part.wid] for eid, part in new.items() if part.wid in by_wid}


def _numbers(parts: Sequence[Subdivision]) -> str:
    return ", ".join(number for part in parts if (number := number_of(part)))


def _marked(change: Change, old: Sequence[Subdivision], new: Sequence[Subdivision]) -> tuple[Stretch, ...]:
    """The text of a change; the verb is marked where the text is that of one part."""
    if change.op in (Op.RENUMBER, Op.SPLIT, Op.MERGE):
        return ()
    if len(old) > 1 or len(new) > 1:
        lines = part_by_part(change.edits, old or new) if not (old and new) else ()
        if lines:
            return lines
    old_part = next((part for part in old if part.text == change.before), None)
    new_part = next((part for part in new if part.text == change.after), None)
    if change.edits:
        return edited(change.edits, old_part, new_part)
    if change.before == change.after:
        return whole(EditOp.EQUAL, change.after, new_part)
    return whole(EditOp.DELETE, change.before, old_part) + whole(EditOp.INSERT, change.after, new_part)
