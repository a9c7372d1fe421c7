"""DOCX (WordprocessingML, ECMA-376) → `Source`: one block a paragraph, with all that a reader of the page sees.

`package` opens the zip and refuses what is hostile; `styles`, `numbering` and `notes` hold the definitions; `inline`
reads a paragraph and `layout` puts paragraphs, tables and text boxes in order; `sides` keeps both sides of tracked
changes. The order of the blocks is: body, notes, headers and footers.

The outline level of a style says what stands in the navigation pane, not what a part is: `kind` is left to `parse`.
What Word prints but does not store is written out: automatic numbers, note marks, capitals by format. What it stores
but does not print (hidden text, notes without a mark) is kept as FURNITURE and reported. Tabs and line breaks become
spaces, a no-break hyphen a hyphen; soft hyphens, which show only at a line end, are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.errors import ReadError
from pipeline.ingest.docx.inline import Context
from pipeline.ingest.docx.layout import Draft, Layout, depths, flat, numbered
from pipeline.ingest.docx.markup import Element, attribute, child, children, descendants, tag
from pipeline.ingest.docx.notes import NoteMarks, Reference, notes_of
from pipeline.ingest.docx.numbering import Counter, Lists
from pipeline.ingest.docx.package import Package, Relation, open_document
from pipeline.ingest.docx.sides import CHANGES, both, tidy
from pipeline.ingest.docx.styles import Styles
from pipeline.model import Block, Level, Mark, Notice, Origin, Run, Source, Style

__all__ = ["read"]

_ODD = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff\N{REPLACEMENT CHARACTER}]")  # private use, or a lost character


def read(data: bytes, name: str, language: str) -> Source:
    """The paragraphs of a Word document. Raises ReadError in one line for what is not one, or is out of all measure.

    Offsets of `Origin` point into `Source.text`: the blocks, one a line (only a tracked deletion of a paragraph end
    leaves a line end inside a block).
    """
    package, path, root = open_document(data, name)
    body = child(root, "w:body")
    if body is None:
        raise ReadError("the document has no body; save it anew in a word processor", where=name)
    relations = package.relations(path)
    context = _context(package, relations, body)
    blocks = _Blocks()
    drafts = list(flat(Layout(context).read(body)))
    deep = depths(drafts)
    for draft in drafts:
        blocks.add_paragraph(draft, Style.PARAGRAPH, "paragraph", deep[draft.place] if draft.place else 0)
    _add_notes(context, package, relations, blocks)
    for kind in ("header", "footer"):
        for number, part in enumerate(_margins(kind, context.notes.sections, relations, package), 1):
            for draft in flat(Layout(context).read(part)):
                blocks.add_paragraph(draft, Style.FURNITURE, f"{kind} {number}")
    if not any(block.style is not Style.FURNITURE for block in blocks.found):
        scan = "; it holds pictures: perhaps a scan, which needs text recognition first" if context.pictures else ""
        raise ReadError(f"no text in it{scan or '; check which file was meant'}", where=name)
    text = "\n".join(block.text for block in blocks.found)
    notices = (*_notices(context, blocks), *_odd_characters(blocks.found))
    return Source(name, language, hashlib.sha256(data).hexdigest(), tuple(blocks.found), notices, text=text)


@dataclass(slots=True)
class _Blocks:
    """The blocks so far, each with its place in the text. Local to one reading."""

    found: list[Block] = field(default_factory=list)
    hidden: list[Origin] = field(default_factory=list)
    _end: int = 0
    _paragraphs: int = 0
    _went_on: bool = False  # whether the paragraph before had no end there before the tracked changes

    def add_paragraph(self, draft: Draft, style: Style, locator: str, depth: int = 0) -> None:
        """A paragraph, unless it shows nothing, and what is hidden in it."""
        went_on = Mark.INSERTED in draft.end
        runs = tidy(numbered(draft), went_on=went_on, came_from=self._went_on)
        self._went_on = went_on
        if any(run.text for run in runs):
            if style is Style.PARAGRAPH:
                self._paragraphs += 1
                locator = f"{locator} {self._paragraphs}"
            mark = draft.end & CHANGES
            ended = (*runs, Run("", mark)) if mark else runs
            origin = self._place(runs, locator)
            number = draft.after or draft.before
            self.add(Block(ended, origin, style, num=number, depth=depth, page_start=draft.page_start))
        self.add_hidden(draft.hidden)

    def add(self, block: Block) -> None:
        self.found.append(block)
        self._end = block.origin.end + 1

    def add_note(self, runs: Iterable[Run], mark: str, kind: str) -> None:
        tidied = tidy(runs)
        locator = f"{kind} {mark}".strip()
        self.add(Block(tidied, self._place(tidied, locator), Style.NOTE, num=mark))

    def add_hidden(self, runs: Iterable[Run]) -> None:
        """Text that the page does not show: kept, so that nothing is lost, but not part of the text."""
        tidied = tidy(runs)
        if tidied:
            origin = self._place(tidied, f"hidden text {len(self.hidden) + 1}")
            self.hidden.append(origin)
            self.add(Block(tidied, origin, Style.FURNITURE))

    def _place(self, runs: Iterable[Run], locator: str) -> Origin:
        return Origin(locator, self._end, self._end + sum(len(run.text) for run in runs))


def _context(package: Package, relations: dict[str, Relation], body: Element) -> Context:
    """The definitions that the parts beside the main part hold."""
    styles = Styles(_part("styles", relations, package))
    lists = Lists(_part("numbering", relations, package), styles)
    sections = [
        s for s in descendants(body, "w:sectPr") if (up := s.getparent()) is not None and tag(up) in _SECTION_IN
    ]
    marks = NoteMarks(_part("settings", relations, package), sections)
    return Context(package.name, styles, lists, Counter(lists), Counter(lists), marks)


_SECTION_IN = ("w:body", "w:pPr")


def _part(kind: str, relations: dict[str, Relation], package: Package) -> Element | None:
    """The part of a kind of which there is one at most."""
    path = next((relation.target for relation in relations.values() if relation.kind == kind), "")
    return package.xml(path) if path else None


def _add_notes(context: Context, package: Package, relations: dict[str, Relation], blocks: _Blocks) -> None:
    """The notes in the order of their marks, then those that no mark refers to."""
    kinds = ("footnote", "endnote")
    notes = {(kind, id): note for kind in kinds for id, note in notes_of(_part(f"{kind}s", relations, package), kind)}
    for reference in tuple(context.notes.references.values()):
        note = notes.pop((reference.kind, reference.id), None)
        if note is not None:
            _add_note(context, reference, note, blocks)
    for note in notes.values():
        for draft in flat(Layout(context).read(note)):
            blocks.add_hidden([*numbered(draft), *draft.hidden])


def _add_note(context: Context, reference: Reference, note: Element, blocks: _Blocks) -> None:
    """One note as one block, its mark in front, whatever the number of its paragraphs."""
    marks = reference.marks & CHANGES
    before, after = (f"{mark} " if mark else "" for mark in (reference.before, reference.after))
    runs = [] if reference.typed else both(before, after, marks)
    hidden: list[Run] = []
    for draft in flat(Layout(context).read(note, marks)):
        runs += [Run(" ", marks), *numbered(draft)]
        hidden += draft.hidden
    blocks.add_note(runs, reference.after or reference.before, reference.kind)
    blocks.add_hidden(hidden)


def _margins(
    kind: str, sections: Iterable[Element], relations: dict[str, Relation], package: Package
) -> Iterator[Element]:
    """The headers or footers that the sections name, each once."""
    seen: set[str] = set()
    for section in sections:
        for reference in children(section, f"w:{kind}Reference"):
            relation = relations.get(attribute(reference, "r:id"))
            if relation is not None and relation.target not in seen:
                seen.add(relation.target)
                part = package.xml(relation.target)
                yield from () if part is None else (part,)


def _notices(context: Context, blocks: _Blocks) -> Iterator[Notice]:
    tracked = next((b.origin for b in blocks.found for run in b.runs if run.marks & CHANGES), None)
    if tracked is not None:
        message = "the file holds tracked changes; the text is read as if all of them were accepted"
        yield Notice(Level.INFO, "tracked-changes", message, tracked)
    if blocks.hidden:
        message = f"{len(blocks.hidden)} hidden texts, which the page does not show; they are not part of the text"
        yield Notice(Level.WARNING, "hidden-text", message, blocks.hidden[0])
    unread = ", ".join(f"{count} × {what}" for what, count in sorted(context.unread.items()) if count)
    if unread:
        yield Notice(Level.WARNING, "not-read", f"may hold text that is not read: {unread}; look at the file")
    if unknown := context.lists.unknown_formats():
        message = f"numbers in a format that is not known ({', '.join(unknown)[:80]}) are printed as figures"
        yield Notice(Level.WARNING, "number-format", message)
    if context.notes.by_page:
        message = "the file numbers its notes by page, which only the printed page shows; they are numbered throughout"
        yield Notice(Level.INFO, "note-numbering", message)
    if context.comments:
        yield Notice(Level.INFO, "comments-left-out", f"{context.comments} comments in the margin are not read")


def _odd_characters(blocks: Iterable[Block]) -> Iterator[Notice]:
    """The first character that has no meaning in a public text."""
    for block in blocks:
        odd = _ODD.search(block.text)
        if odd is not None:
            message = f"character U+{ord(odd[0]):04X} has no meaning in a public text; its font may explain it"
            start = block.origin.start + odd.start()
            origin = Origin(block.origin.locator, start, start + 1)
            yield Notice(Level.WARNING, "odd-character", message, origin)
            return
