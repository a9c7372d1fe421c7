"""Text in reading order → blocks: what the readers of HTML, Formex and Akoma Ntoso share.

A reader walks its tree and says where text stands, where a block ends, what is a row or a numbered part. Here white
space is folded as browsers do (a no-break space stays), soft hyphens go, and references to notes become runs of
their own that hold the space and the brackets around the mark.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.errors import ReadError
from pipeline.ingest.encodings import LONGEST, Decoded, odd_character, odd_character_notice
from pipeline.model import DASHES, Block, Mark, Notice, Origin, Run, Source, Style

_SPACE = re.compile(r"[ \t\n\r\f]+")
LIST_MARK = re.compile(
    r"[‘“«„\"']?(?:\(?(?:\d{1,3}(?:\.\d{1,3})*[a-z]{0,2}|[^\W\d_]{1,4})(?:[.)°]|\.\))|\(\d{1,3}\)"
    rf"|[{re.escape(DASHES)}*])"
)
"""What a cell or element holds that is nothing but the number or mark of what follows: 1. 4a. (1) (aa) i) – •"""


@dataclass(frozen=True, slots=True)
class Form:
    """What the elements around a piece of text say of it."""

    marks: frozenset[Mark] = frozenset()
    style: Style = Style.PARAGRAPH
    kind: str = ""
    depth: int = 0
    raised: bool = False

    def marked(self, *marks: Mark) -> Form:
        """This form with more character formatting."""
        return replace(self, marks=self.marks.union(marks))


@dataclass(slots=True)
class Piece:
    """Text as it stands in the file. `note` is the mark when it refers to a note; `raised` text may be such a mark."""

    text: str
    marks: frozenset[Mark] = frozenset()
    note: str = ""
    raised: bool = False
    cell: bool = False  # the boundary between two cells


@dataclass(slots=True)
class Draft:
    """A block that is being put together; `asides` are the notes that its text refers to."""

    pieces: list[Piece] = field(default_factory=list)
    style: Style = Style.PARAGRAPH
    kind: str = ""
    num: str = ""
    depth: int = 0
    asides: list[Draft] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text with white space folded."""
        return fold("".join(piece.text for piece in self.pieces)).strip()


class Flow:
    """The blocks of a file, or of a cell, in the making. Local to one reading."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._open: Draft | None = None
        self._number: list[Draft] = []

    def text(self, text: str | None, form: Form, note: str = "") -> None:
        """More text for the open block. White space alone opens none."""
        if not text or (self._open is None and not text.strip()):
            return
        self._opened(form).pieces.append(Piece(text, form.marks, note, form.raised))

    def note(self, drafts: Sequence[Draft], form: Form) -> None:
        """Notes that the text so far refers to."""
        self._opened(form).asides.extend(drafts)

    def close(self) -> None:
        """The end of a block."""
        if self._open is not None and (self._open.text or self._open.asides):
            self.drafts.append(self._open)
        self._open = None

    def number(self, text: str | Sequence[Draft]) -> None:
        """A number or list mark: it opens the next block, and is the block's stated number."""
        self.close()
        drafts = [Draft([Piece(text)])] if isinstance(text, str) else text
        self.drafts += [draft for draft in drafts if draft.style is Style.NOTE]
        self._number += [draft for draft in drafts if draft.style is not Style.NOTE]

    def row(self, cells: Iterable[Sequence[Draft]]) -> None:
        """The cells of a row: marks number what follows, short cells make one block, long ones follow each other."""
        self.close()
        filled = [cell for cell in cells if cell]
        while len(filled) > 1 and _is_number(filled[0]):
            self._number += filled.pop(0)
        numbered = bool(self._number)
        if len(filled) > 1 and all(len(cell) == 1 for cell in filled):
            filled = [[_joined([cell[0] for cell in filled])]]
        for i, draft in enumerate(draft for cell in filled for draft in cell):
            if numbered and i:
                draft.depth += 1
            self._adopt(draft)

    def extend(self, drafts: Iterable[Draft]) -> None:
        """Blocks that were put together elsewhere."""
        self.close()
        for draft in drafts:
            self._adopt(draft)

    def finish(self) -> list[Draft]:
        """All blocks; a number that nothing followed is one of its own."""
        self.close()
        if self._number:
            self._opened(Form())
            self.close()
        return self.drafts

    def _opened(self, form: Form) -> Draft:
        if self._open is None:
            self._open = Draft(style=form.style, kind=form.kind, depth=form.depth)
            self._give_number(self._open)
        return self._open

    def _adopt(self, draft: Draft) -> None:
        self._give_number(draft)
        self.drafts.append(draft)

    def _give_number(self, draft: Draft) -> None:
        numbered_note = draft.style is Style.NOTE and draft.num
        if self._number and draft.style is not Style.FURNITURE and not numbered_note:
            draft.pieces[:0] = [piece for number in self._number for piece in (*number.pieces, Piece(" "))]
            draft.asides[:0] = [aside for number in self._number for aside in number.asides]
            draft.num = fold("".join(piece.text for piece in self._number[0].pieces if not piece.note)).strip()
            self._number.clear()


def fold(text: str) -> str:
    """Text with white space folded to single spaces, without soft hyphens, in NFC."""
    return unicodedata.normalize("NFC", _SPACE.sub(" ", text.replace("\N{SOFT HYPHEN}", "")))


def source(data: bytes, decoded: Decoded, name: str, language: str, drafts: Iterable[Draft]) -> Source:
    """The blocks as a source; `Origin` offsets point into their texts, one a line.

    Raises ReadError for a file without text, and for a block of more than `encodings.LONGEST` code points.
    """
    blocks: list[Block] = []
    position = 0
    for draft in _in_order(drafts):
        runs = _runs(draft.pieces)
        size = sum(len(run.text) for run in runs)
        if size > LONGEST:
            message = f"paragraph {len(blocks) + 1} has {size} characters; at most {LONGEST} are read"
            raise ReadError(f"{message}; check which file was meant", where=name)
        if runs:
            origin = Origin(f"paragraph {len(blocks) + 1}", position, position + size)
            blocks.append(Block(runs, origin, draft.style, draft.kind, draft.num, draft.depth))
            position += size + 1
    if not blocks:
        raise ReadError("the file is empty; put the text of the document in it", where=name)
    text = "\n".join(block.text for block in blocks)
    notices = decoded.notices + tuple(_odd(blocks, text))
    return Source(name, language, hashlib.sha256(data).hexdigest(), tuple(blocks), notices, text=text)


def _in_order(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Each block, then the notes that it refers to."""
    for draft in drafts:
        yield draft
        yield from _in_order(draft.asides)


def _is_number(cell: Sequence[Draft]) -> bool:
    return len(cell) == 1 and cell[0].style is not Style.FURNITURE and LIST_MARK.fullmatch(cell[0].text) is not None


def _joined(drafts: Sequence[Draft]) -> Draft:
    """Cells as one block: a space after a label, a tab between other cells."""
    first = drafts[0]
    whole = Draft(list(first.pieces), first.style, first.kind, first.num, first.depth, list(first.asides))
    for before, draft in pairwise(drafts):
        label = before.text.endswith(":") or LIST_MARK.fullmatch(before.text) is not None
        whole.pieces += [Piece(" ", cell=not label), *draft.pieces]
        whole.asides += draft.asides
    return whole


def _runs(pieces: Sequence[Piece]) -> tuple[Run, ...]:
    """The runs of a block: white space folded across pieces, pieces of one form joined."""
    runs: list[Run] = []
    ends_in_space = True
    for piece in pieces:
        text = "\t" if piece.cell else fold(piece.text)
        text = text[1:] if ends_in_space and text.startswith(" ") else text
        if not text:
            continue
        ends_in_space = text.endswith((" ", "\t"))
        last = runs[-1] if runs else None
        if last and (last.marks, last.note) == (piece.marks, piece.note):
            runs[-1] = replace(last, text=last.text + text)
        else:
            runs.append(Run(text, piece.marks, piece.note))
    return _trimmed(_around_notes(runs))


def _around_notes(runs: list[Run]) -> list[Run]:
    """A reference takes the space before it and the brackets around it."""
    for i, run in enumerate(runs):
        if not run.note:
            continue
        before, after = runs[i - 1] if i else Run(""), runs[i + 1] if i + 1 < len(runs) else Run("")
        bare = before.text.rstrip().removesuffix("(").rstrip() if not before.note else before.text
        bracket = "(" in before.text[len(bare) :] and after.text.lstrip().startswith(")") and not after.note
        if not bracket:
            bare = before.text.rstrip() if not before.note else before.text
        text = before.text[len(bare) :] + run.text
        if i:
            runs[i - 1] = replace(before, text=bare)
        if bracket:
            end = after.text.index(")") + 1
            text += after.text[:end]
            runs[i + 1] = replace(after, text=after.text[end:])
        runs[i] = replace(run, text=text)
    return runs


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """The runs without white space at the ends of the block, and without empty ones."""
    while runs and not runs[0].text.strip():
        runs = runs[1:]
    while runs and not runs[-1].text.strip():
        runs = runs[:-1]
    if runs:
        runs[0] = replace(runs[0], text=runs[0].text.lstrip())
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return tuple(run for run in runs if run.text)


def _odd(blocks: Sequence[Block], text: str) -> Iterator[Notice]:
    at = odd_character(text)
    if at >= 0:
        block = next(block for block in blocks if block.origin.end > at)
        yield odd_character_notice(text[at], Origin(block.origin.locator, at, at + 1))
