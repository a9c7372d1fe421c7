"""Paragraphs, tables and text boxes in reading order, as drafts: blocks that have no place in the text yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.errors import ReadError
from pipeline.ingest.docx.inline import Context, Inline, change_of, chosen
from pipeline.ingest.docx.markup import Element, child, switch, tag, value
from pipeline.ingest.docx.numbering import Place
from pipeline.ingest.docx.sides import BREAK, both, stands, stood
from pipeline.model import Mark, Run

PARAGRAPHS = 100_000
"""Paragraphs of one file, empty ones too; a document of 600 pages has some 4,000."""

_FIGURE = re.compile(r"\d+[.)]?")
_BLOCK_PROPERTIES = frozenset(
    {"w:pPr", "w:sectPr", "w:tblPr", "w:tblGrid", "w:trPr", "w:tcPr", "w:sdtPr", "w:sdtEndPr"}
)
_ROW_CHANGES = {"w:ins": Mark.INSERTED, "w:del": Mark.DELETED, "w:cellIns": Mark.INSERTED, "w:cellDel": Mark.DELETED}


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph as read. `before` and `after` are its printed number on the two sides, `end` the tracked change of
    its end mark; `run_in` means that the next paragraph goes on in the same line."""

    runs: tuple[Run, ...]
    before: str = ""
    after: str = ""
    number_marks: frozenset[Mark] = frozenset()
    end: frozenset[Mark] = frozenset()
    run_in: bool = False
    place: Place | None = None
    page_start: bool = False
    hidden: tuple[Run, ...] = ()
    boxed: tuple[Draft, ...] = ()

    @property
    def visible(self) -> bool:
        return bool(self.before or self.after) or any(run.text.strip() for run in self.runs)


@dataclass(slots=True)
class Layout:
    """The reading of one story: the body, a note, a header. `table_style` is that of the table being read."""

    context: Context
    table_style: str = ""

    def read(self, container: Element, marks: frozenset[Mark] = frozenset()) -> list[Draft]:
        """The drafts of all paragraphs below, text boxes after the paragraph that holds them."""
        drafts: list[Draft] = []
        adjacent: list[Draft] = []
        for found in self._blocks(container):
            name = tag(found)
            if name == "w:p":
                adjacent.append(self._paragraph(found, marks))
            elif name == "w:tbl":
                drafts += [*merged(adjacent), *self._table(found, marks)]
                adjacent = []
            elif name == "w:altChunk":
                self.context.unread["document"] += 1
        return drafts + merged(adjacent)

    def _blocks(self, container: Element) -> Iterator[Element]:
        """Paragraphs and tables, through controls and other wrappers."""
        for found in container:
            name = tag(found)
            if name in ("w:p", "w:tbl", "w:tr", "w:tc", "w:altChunk"):
                yield found
            elif name == "mc:AlternateContent":
                yield from self._blocks(chosen(found))
            elif name not in _BLOCK_PROPERTIES:
                yield from self._blocks(found)

    def _paragraph(self, element: Element, marks: frozenset[Mark]) -> Draft:
        context, properties = self.context, child(element, "w:pPr")
        context.paragraphs += 1
        if context.paragraphs > PARAGRAPHS:
            raise ReadError(f"more than {PARAGRAPHS:,} paragraphs; split the file", where=context.name)
        style = context.styles.paragraph_style(properties)
        end = change_of(child(properties, "w:rPr")) | marks
        inline = Inline(context, style, self.table_style, page_start=_starts_page(properties))
        before, after, place = self._numbers(properties, style, end)
        inline.walk(element, marks)
        if child(properties, "w:sectPr") is not None:
            context.notes.section += 1
        boxed = [draft for box in inline.boxes for draft in Layout(context).read(box.content, box.marks)]
        return Draft(
            tuple(inline.runs),
            before,
            after,
            self._number_marks(properties, style, place),
            end,
            run_in=bool(switch(child(properties, "w:rPr"), "w:specVanish")),
            place=place,
            page_start=inline.page_start,
            hidden=tuple(inline.hidden),
            boxed=tuple(boxed),
        )

    def _numbers(self, properties: Element | None, style: str, end: frozenset[Mark]) -> tuple[str, str, Place | None]:
        """The printed number as it was and as it is, and the place in the lists (as it is, else as it was)."""
        context = self.context
        place = former = context.lists.place(properties, style)
        old = child(properties, "w:pPrChange", "w:pPr")
        if old is not None:
            former = context.lists.place(old, context.styles.paragraph_style(old))
        elif child(properties, "w:numPr", "w:ins") is not None:
            former = None
        after = context.now.count(place) if place and Mark.DELETED not in end else ""
        before = context.then.count(former) if former and Mark.INSERTED not in end else ""
        return before, after, place or former

    def _number_marks(self, properties: Element | None, style: str, place: Place | None) -> frozenset[Mark]:
        """The look of the number: that of the paragraph's end, changed by what the list says."""
        if place is None:
            return frozenset()
        of_level = self.context.lists.levels(place.num)[place.level].properties
        return self.context.styles.look(style, self.table_style, child(properties, "w:rPr"), of_level).marks

    def _table(self, table: Element, marks: frozenset[Mark]) -> list[Draft]:
        """The rows of a table, cell by cell; two cells with text, the first of one paragraph, make a labelled line."""
        inner = Layout(self.context, value(child(table, "w:tblPr"), "w:tblStyle"))
        drafts: list[Draft] = []
        rows = list(self._blocks(table))
        for row in rows:
            row_marks = marks | _changes(child(row, "w:trPr"))
            cells = [
                inner.read(c, row_marks | _changes(child(c, "w:tcPr"))) for c in self._blocks(row) if tag(c) == "w:tc"
            ]
            shown = [[draft for draft in cell if draft.visible or draft.hidden or draft.boxed] for cell in cells]
            drafts += _row(shown, len(rows))
        return drafts


def _row(cells: Sequence[Sequence[Draft]], rows: int) -> list[Draft]:
    """The drafts of a row. A label and its value are one line, as they stand in one on the page.

    A label ends with a colon, or is a number, or stands in a table of such lines; the institution beside the date and
    code of a letterhead is none.
    """
    filled = [list(cell) for cell in cells if cell]
    if len(filled) != 2 or len(filled[0]) != 1 or not filled[1][0].visible:
        return [draft for cell in filled for draft in cell]
    label, first = filled[0][0], filled[1][0]
    words = "".join(run.text for run in label.runs if not run.note).strip()
    if not (words.endswith(":") or not words.strip("()[].0123456789") or (rows > 1 and len(filled[1]) == 1)):
        return [label, *filled[1]]
    hidden, boxed = label.hidden + first.hidden, label.boxed + first.boxed
    return [
        replace(label, runs=(*label.runs, Run(" "), *numbered(first)), hidden=hidden, boxed=boxed),
        *filled[1][1:],
    ]


def _changes(properties: Element | None) -> frozenset[Mark]:
    return frozenset(mark for name, mark in _ROW_CHANGES.items() if child(properties, name) is not None)


def _starts_page(properties: Element | None) -> bool:
    return bool(switch(properties, "w:pageBreakBefore"))


def numbered(draft: Draft) -> list[Run]:
    """The runs of a draft with its automatic number before them."""
    number = both(_spaced(draft.before), _spaced(draft.after), draft.number_marks)
    return [*number, *draft.runs]


def _spaced(number: str) -> str:
    return f"{number} " if number else ""


def merged(drafts: Sequence[Draft]) -> list[Draft]:
    """The paragraphs as they are now: those whose end mark was deleted run into the next one.

    A paragraph that is deleted as a whole stays by itself. Where an end mark was inserted, the number that the
    paragraph had is printed where it began: before the first of the paragraphs that it was split into.
    """
    out: list[Draft] = []
    for group in _groups(drafts):
        draft = _run_together(group) if len(group) > 1 else group[0]
        head = _head_of_split(out) if draft.before else None
        if head is not None:
            out[head], draft = replace(out[head], before=draft.before), replace(draft, before="")
        out.append(draft)
    return out


def _groups(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    """The paragraphs that stand in one line now."""
    group: list[Draft] = []
    standing = False
    for draft in drafts:
        if group and not (group[-1].run_in or (_deleted(group[-1]) and standing)):
            yield group
            group, standing = [], False
        group.append(draft)
        standing = standing or any(map(stands, draft.runs))
    if group:
        yield group


def _head_of_split(drafts: Sequence[Draft]) -> int | None:
    """Where the paragraph began that now ends after these: the first old text whose end marks are all inserted."""
    head = None
    for i in range(len(drafts) - 1, -1, -1):
        if Mark.INSERTED not in drafts[i].end:
            break
        if any(run.text and stood(run) for run in drafts[i].runs):
            head = i
    return head


def _deleted(draft: Draft) -> bool:
    return Mark.DELETED in draft.end and Mark.INSERTED not in draft.end


def _run_together(group: Sequence[Draft]) -> Draft:
    """Several paragraphs in one line. The look and number of the last hold, as they stand at its end mark."""
    first, last = group[0], group[-1]
    runs, after = list(first.runs), first.after
    for left, right in pairwise(group):
        if _deleted(left):
            runs += [Run(BREAK, frozenset({Mark.DELETED})), *both(_spaced(right.before), "", right.number_marks)]
            after = right.after
        else:
            runs += numbered(replace(right, runs=()))
        runs += right.runs
    return replace(
        last,
        runs=tuple(runs),
        before=first.before,
        after=after,
        page_start=first.page_start,
        hidden=tuple(run for draft in group for run in draft.hidden),
        boxed=tuple(boxed for draft in group for boxed in draft.boxed),
    )


def depths(drafts: Sequence[Draft]) -> Mapping[Place, int]:
    """How deep in a point each list level stands: 0 for the outermost level that counts with figures.

    Levels above it (I., A.) number headings. A list without figures is taken as it is.
    """
    places = {draft.place for draft in drafts if draft.place}
    counting = [d.place for d in drafts if d.place and _FIGURE.fullmatch(d.after or d.before)]
    outermost: dict[str, int] = {}
    for place in counting:
        outermost[place.abstract] = min(place.level, outermost.get(place.abstract, place.level))
    return {place: max(0, place.level - outermost.get(place.abstract, 0)) for place in places}


def flat(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts in reading order, boxed ones after the paragraph that holds them."""
    for draft in drafts:
        yield replace(draft, boxed=())
        yield from flat(draft.boxed)
