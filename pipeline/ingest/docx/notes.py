"""Footnotes and endnotes: their marks, in the order of the text, and their content.

Word stores a reference by an id that nobody sees and counts the marks when it prints (ECMA-376 part 1, 17.11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.ingest.docx.markup import Element, attribute, child, children, integer, value
from pipeline.ingest.docx.numbering import number_as
from pipeline.ingest.docx.sides import both
from pipeline.model import Mark, Run

KINDS = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote"}
_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}  # where the file states none


@dataclass(frozen=True, slots=True)
class Reference:
    """One note that the text refers to: its mark before and after the tracked changes, and the marks of that place.

    `typed` means that the author wrote the mark by hand, in the note too.
    """

    kind: str
    id: str
    before: str
    after: str
    marks: frozenset[Mark]
    typed: bool = False


@dataclass(slots=True)
class _Count:
    now: int = 0
    then: int = 0
    section: int = 0


@dataclass(slots=True)
class NoteMarks:
    """Gives out the marks of one document. Local to one reading.

    `sections` are the w:sectPr in order; `section` is the one that is being read. Marks that begin anew on each page
    go on counting here: where a page ends is not in the file.
    """

    settings: Element | None
    sections: Sequence[Element]
    section: int = 0
    references: dict[tuple[str, str], Reference] = field(default_factory=dict)
    by_page: bool = False
    _counts: dict[str, _Count] = field(default_factory=dict)

    def refer(self, element: Element, kind: str, marks: frozenset[Mark]) -> list[Run]:
        """The runs of an automatic mark."""
        format, start, restart = self._rules(kind)
        count = self._counts.setdefault(kind, _Count())
        if restart == "eachSect" and count.section != self.section:
            count = self._counts[kind] = _Count(section=self.section)
        self.by_page = self.by_page or restart == "eachPage"
        before = after = ""
        if Mark.INSERTED not in marks:
            before, count.then = number_as(format, start + count.then), count.then + 1
        if Mark.DELETED not in marks:
            after, count.now = number_as(format, start + count.now), count.now + 1
        self._note(Reference(kind, attribute(element, "w:id"), before, after, marks))
        return both(before, after, marks, note=True)

    def refer_by_hand(self, element: Element, kind: str, mark: str, marks: frozenset[Mark]) -> list[Run]:
        """The run of a mark that the author typed."""
        self._note(Reference(kind, attribute(element, "w:id"), mark, mark, marks, typed=True))
        return [Run(mark, marks, mark)]

    def _note(self, reference: Reference) -> None:
        self.references.setdefault((reference.kind, reference.id), reference)

    def _rules(self, kind: str) -> tuple[str, int, str]:
        """Number format, first number, and where counting begins anew: of the section, else of the document."""
        section = self.sections[self.section] if self.section < len(self.sections) else None
        own, general = child(section, f"w:{kind}Pr"), child(self.settings, f"w:{kind}Pr")
        format, start, restart = (
            value(own, name) or value(general, name) for name in ("w:numFmt", "w:numStart", "w:numRestart")
        )
        return format or _FORMATS[kind], integer(start, 1), restart


def notes_of(root: Element | None, kind: str) -> Iterator[tuple[str, Element]]:
    """The notes of a part by their id, without the separator lines."""
    for note in children(root, f"w:{kind}"):
        if attribute(note, "w:type") in ("", "normal"):
            yield attribute(note, "w:id"), note
