"""The language versions of a document side by side, as the rules look at them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from pipeline.check.majority import Split
from pipeline.check.phrases import note_name, part_name, within
from pipeline.check.strayed import strayed
from pipeline.findings import Evidence, Message, message
from pipeline.model import Alignment, Comparison, Expression, Kind, Note, Row, Subdivision

_WEAK = 0.5  # a row of lower score may hold parts that do not belong together
_MERGED = re.compile(r"(\w\w): in (\S+?)(?:,|$)")
_SHOWN = 110  # characters of a text that are shown as evidence

Part = Subdivision | Note


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule found, before it gets its severity and fingerprint.

    `about` are the texts that it rests on; `found` are the languages that agree and that stand against them, None where
    a text is measured by itself.
    """

    wid: str
    languages: tuple[str, ...]
    message: Message
    evidence: tuple[Evidence, ...]
    about: tuple[str, ...]
    found: Split | None = None


class Synopsis:
    """Alignment, expressions and comparisons of one document, with the ways to look something up in them.

    Expressions that the alignment does not name are left aside.
    """

    def __init__(
        self, alignment: Alignment, expressions: Sequence[Expression], comparisons: Sequence[Comparison] = ()
    ) -> None:
        given = {expression.language: expression for expression in expressions}
        self.alignment = alignment
        self.texts: Mapping[str, Expression] = {code: given[code] for code in alignment.languages if code in given}
        self._said: dict[tuple[str, str], str] = {}
        self._comparable: dict[str, Mapping[str, tuple[Part, ...]]] = {}
        self.comparisons: Mapping[str, Comparison] = {one.new.language: one for one in comparisons}

    @cached_property
    def parts(self) -> Mapping[tuple[str, str], Part]:
        """All parts and notes by language and eId."""
        return {(code, part.eid): part for code, text in self.texts.items() for part in parts_of(text)}

    @cached_property
    def reading(self) -> Mapping[tuple[str, str], int]:
        """Place of each part and note in the reading order of its text."""
        return {(code, part.eid): at for code, text in self.texts.items() for at, part in enumerate(parts_of(text))}

    @cached_property
    def holder(self) -> Mapping[tuple[str, str], str]:
        """The eId of the part right around each part."""
        return {
            (code, child.eid): part.eid
            for code, text in self.texts.items()
            for part in text.walk()
            for child in part.children
        }

    @cached_property
    def row_of(self) -> Mapping[tuple[str, str], Row]:
        """The row in which a part stands."""
        return {(code, eid): row for row in self.alignment.rows for code, eids in row.cells for eid in eids}

    @cached_property
    def merged(self) -> Mapping[str, Mapping[str, str]]:
        """By wId of a row: languages that have its text inside another part, and the eId of that part.

        The alignment says so; it is believed where that part is long enough for both.
        """
        found: dict[str, dict[str, str]] = {}
        for row in self.alignment.rows:
            for evidence in row.evidence:
                if evidence.name == "merged":
                    said = {match[1]: match[2] for match in _MERGED.finditer(evidence.detail)}
                    found[row.wid] = {code: eid for code, eid in said.items() if self._holds(code, eid, row)}
        return found

    def _holds(self, code: str, eid: str, row: Row) -> bool:
        """Whether a part is longer than its own row explains, by half of what the other row has at least."""
        own, host = self.parts.get((code, eid)), self.row_of.get((code, eid))
        if own is None or host is None:
            return False
        usual = [len(self.text(host, other)) for other in self.texts if other != code and host.cell(other)]
        extra = [len(self.text(row, other)) for other in self.texts if other != code and row.cell(other)]
        return not usual or not extra or len(_said(own)) >= median(usual) + median(extra) / 2

    @cached_property
    def hosts(self) -> frozenset[tuple[str, str]]:
        """Parts that hold the text of another row as well."""
        return frozenset(item for found in self.merged.values() for item in found.items())

    @cached_property
    def strayed(self) -> Mapping[tuple[str, str], Row]:
        """By wId and language: the lone row that has what the row of this wId lacks."""
        return strayed(self)

    def rows(self, *kinds: Kind) -> Iterator[Row]:
        """The rows of these kinds in reading order; of all kinds if none is named."""
        return (row for row in self.alignment.rows if not kinds or row.kind in kinds)

    def strong(self, *kinds: Kind) -> Iterator[Row]:
        """The rows that are sure enough for their texts to be compared."""
        return (row for row in self.rows(*kinds) if len(row.cells) > 1 and row.score >= _WEAK)

    def worded(self) -> Iterator[Row]:
        """The sure rows of parts with words of their own: not points, whose words are in their clauses."""
        return (row for row in self.strong() if any(part.text for code in self.texts for part in self.cell(row, code)))

    def cell(self, row: Row, language: str) -> tuple[Part, ...]:
        """The parts of a row in one language."""
        return self._cells[row.wid].get(language, ())

    @cached_property
    def _cells(self) -> Mapping[str, Mapping[str, tuple[Part, ...]]]:
        return {
            row.wid: {
                code: tuple(self.parts[code, eid] for eid in eids if (code, eid) in self.parts)
                for code, eids in row.cells
                if code in self.texts
            }
            for row in self.alignment.rows
        }

    def comparable(self, row: Row) -> Mapping[str, tuple[Part, ...]]:
        """The parts of a row by language, without the languages that have text of two rows in one part here."""
        found = self._comparable.get(row.wid)
        if found is None:
            found = {
                code: cell
                for code, cell in self._cells[row.wid].items()
                if cell and not any((code, part.eid) in self.hosts for part in cell)
            }
            self._comparable[row.wid] = found
        return found

    def text(self, row: Row, language: str) -> str:
        """The words of a row in one language, without numbers: those of its parts, or of what is in them."""
        key = (row.wid, language)
        if key not in self._said:
            self._said[key] = " ".join(_said(part) for part in self.cell(row, language))
        return self._said[key]

    def said(self, language: str, eid: str) -> str:
        """The words of one part; "" if there is no such part."""
        part = self.parts.get((language, eid))
        return _said(part) if part else ""

    def place(self, row: Row) -> Message:
        """Where a row is, for people: "point 6, clause 2", with the numbers that most languages have."""
        count = Counter(self.place_of(code, eids[0]) for code, eids in row.cells)
        return max(count, key=lambda place: count[place])

    def place_of(self, language: str, eid: str) -> Message:
        """Where a part is, for people."""
        part = self.parts.get((language, eid))
        if part is None:
            return message("text")
        if isinstance(part, Note):
            return note_name(part)
        above = self.holder.get((language, eid))
        own = part_name(part)
        return within(self.place_of(language, above), own) if above else own

    def show(self, row: Row, language: str) -> Evidence:
        """A line of evidence: the language and the beginning of its text."""
        return Evidence(language, excerpt(self.text(row, language)))

    def witness(self, row: Row, languages: Sequence[str]) -> str:
        """The text of the first of these languages: what a finding of a missing part rests on."""
        return next((self.text(row, code) for code in languages if row.cell(code)), "")


def parts_of(text: Expression) -> Iterator[Part]:
    """The parts of a text in reading order, then its notes."""
    yield from text.walk()
    yield from text.notes


def _said(part: Part) -> str:
    return part.text or (part.full_text if isinstance(part, Subdivision) else "")


def excerpt(text: str, length: int = _SHOWN) -> str:
    """The beginning of a text, cut at a word."""
    if len(text) <= length:
        return text
    return text[:length].rpartition(" ")[0].rstrip(" ,;:") + " …"
