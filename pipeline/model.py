"""The values that pass between stages. All frozen, hashable and picklable; this module imports no stage.

bytes → `Source` (blocks of runs) → `Expression` (a tree of `Subdivision`, with `Note`s) → `Alignment`, `Comparison`.
Text offsets are in code points. `Origin` offsets point into the decoded text of the file as received.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.ids import DocumentId, ExpressionId

DASHES = "-\N{FIGURE DASH}–—―\N{MINUS SIGN}_•●○◦■□▪▫‣\N{HYPHEN BULLET}\uf0a7\uf0b7"
"""Signs that mark the items of a list without a number; the last two are bullets of a symbol font."""


class Status(StrEnum):
    """Who wrote the words: the Council, or this project."""

    OFFICIAL = "official"
    SPECIMEN = "specimen"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a text comes from. `retrieved` is an ISO date or "", `sha256` is of the file's bytes."""

    status: Status
    source: str = ""
    retrieved: str = ""
    sha256: str = ""
    licence: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in the file as received: a locator to show ("line 12") and a half-open range of code points."""

    locator: str
    start: int
    end: int


class Level(StrEnum):
    """How serious a notice is. `ERROR` means that the value cannot be trusted at that place."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something doubtful that was met; it travels with the value. `code` is listed in docs/notices.md."""

    level: Level
    code: str
    message: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One alteration of the text: `before`, which stood at `origin`, became `after` under `rule`."""

    rule: str
    before: str
    after: str
    origin: Origin


class Mark(StrEnum):
    """Character formatting that can carry meaning in a Council document."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKE = "strike"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one formatting; `note` is the mark when the run is a reference to a note."""

    text: str
    marks: frozenset[Mark] = frozenset()
    note: str = ""


class Style(StrEnum):
    """What a reader could tell about a block from its layout alone."""

    LINE = "line"  # a physical line; paragraphs are still to be put together
    PARAGRAPH = "paragraph"
    NOTE = "note"  # stands in the note area of a page
    FURNITURE = "furniture"  # running head or foot


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph as the reader met it. `kind`, `num` and `depth` only where the format states them."""

    runs: tuple[Run, ...]
    origin: Origin
    style: Style = Style.PARAGRAPH
    kind: str = ""
    num: str = ""
    depth: int = 0
    page_start: bool = False

    @property
    def text(self) -> str:
        """The text of all runs, note marks included."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Source:
    """A file after reading, and again after repair; `repairs` tells the one from the other."""

    name: str
    language: str
    sha256: str
    blocks: tuple[Block, ...]
    notices: tuple[Notice, ...] = ()
    repairs: tuple[Repair, ...] = ()
    text: str = field(default="", repr=False)  # what `Origin` offsets point into


class Kind(StrEnum):
    """The parts of a Council text. AKN element names stand in docs/glossary.md."""

    COVER = "cover"
    ANNEX = "annex"
    TITLE = "title"
    ENACTING = "enacting"
    PREAMBLE = "preamble"  # the verb of the preamble; its items are the children
    ITEM = "item"
    HEADING = "heading"
    POINT = "point"
    SUBPARAGRAPH = "subparagraph"
    CLAUSE = "clause"
    NOTE = "note"
    JUNK = "junk"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is asked: a kind from the language files ("commission", "member_states", …, "other") and the words."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OperativeVerb:
    """The verb in capitals that opens a clause.

    `text` is as printed, with " … " for a gap; `spans` are half-open ranges in the clause text, head first.
    `concepts` has the likeliest first and is empty for a verb that the lexicon does not know.
    `strength` is the group of the first concept ("request", "emphasis", …), `rank` its place in the order of
    strength inside that group (see docs/decisions.md), 0 where unknown.
    """

    text: str
    head: str
    particle: str
    concepts: tuple[str, ...]
    strength: str
    rank: int
    spans: tuple[tuple[int, int], ...]
    attested: bool = False


@dataclass(frozen=True, slots=True)
class Subdivision:
    """A part of a text. `text` is its own text without number and note marks; a point's text is in its clauses.

    `eid` says where the part stands in this expression; `wid` what it is across languages and versions.
    `num` is the printed number, list mark or cover label ("12.", "–", "van:").
    """

    kind: Kind
    eid: str
    text: str = ""
    num: str = ""
    children: tuple[Subdivision, ...] = ()
    verb: OperativeVerb | None = None
    addressees: tuple[Addressee, ...] = ()
    origins: tuple[Origin, ...] = ()
    wid: str = ""

    def walk(self) -> Iterator[Subdivision]:
        """This part and all below it, in reading order."""
        yield self
        for part in self.children:
            yield from part.walk()

    @property
    def full_text(self) -> str:
        """The text of this part and of all below it, joined by spaces, without numbers."""
        return " ".join(part.text for part in self.walk() if part.text)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its mark, its text, and where its reference stands (`offset` in the text of part `anchor`)."""

    eid: str
    mark: str
    text: str
    anchor: str = ""
    offset: int = 0
    origins: tuple[Origin, ...] = ()
    wid: str = ""


@dataclass(frozen=True, slots=True)
class Expression:
    """One language version, parsed. `parts` are the top-level parts in reading order, cover fields first."""

    id: ExpressionId
    provenance: Provenance
    parts: tuple[Subdivision, ...]
    notes: tuple[Note, ...] = ()
    notices: tuple[Notice, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def language(self) -> str:
        return self.id.language

    def walk(self) -> Iterator[Subdivision]:
        """All parts in reading order, parents before children."""
        for part in self.parts:
            yield from part.walk()

    def of_kind(self, kind: Kind) -> tuple[Subdivision, ...]:
        """All parts of one kind, in reading order."""
        return tuple(part for part in self.walk() if part.kind is kind)

    def part(self, eid: str) -> Subdivision | None:
        """The part with this eId, or None."""
        return next((part for part in self.walk() if part.eid == eid), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason why the cells of a row belong together, and how much it says (0 against … 1 for)."""

    name: str
    value: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The same part in all languages. `cells` is sorted in protocol order and names only languages with a segment."""

    wid: str
    kind: Kind
    cells: tuple[tuple[str, tuple[str, ...]], ...]
    score: float
    evidence: tuple[Evidence, ...] = ()

    def cell(self, language: str) -> tuple[str, ...]:
        """The eIds of this row in one language; empty where it has a gap."""
        return next((eids for code, eids in self.cells if code == language), ())


@dataclass(frozen=True, slots=True)
class Alignment:
    """The table of rows × languages of one document, in reading order."""

    document: DocumentId
    languages: tuple[str, ...]
    rows: tuple[Row, ...]
    notices: tuple[Notice, ...] = ()


class Op(StrEnum):
    """What happened to a part between two versions."""

    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"
    MOVE = "move"
    SPLIT = "split"
    MERGE = "merge"
    RENUMBER = "renumber"


class Nature(StrEnum):
    """Whether a change can alter the meaning."""

    SUBSTANTIVE = "substantive"
    EDITORIAL = "editorial"


class Direction(StrEnum):
    """What a change of operative verb does to the request or statement."""

    STRONGER = "stronger"
    WEAKER = "weaker"
    OTHER = "other"


class EditOp(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of whole words that both texts share, or that one of them has alone."""

    op: EditOp
    text: str


@dataclass(frozen=True, slots=True)
class VerbChange:
    """The operative verb before and after, as printed."""

    before: str
    after: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Change:
    """One observed change of one part.

    `before` and `after` are texts (for RENUMBER, SPLIT and MERGE the printed numbers). `old_eids` and `new_eids`
    name the parts; `edits` rebuild `after` from `before`; `rule` names the rule that decided `nature`. `passage` marks
    the move of a sentence between parts, which tells in one what the changes of the two parts tell apart.
    """

    op: Op
    kind: Kind
    wid: str
    before: str = ""
    after: str = ""
    old_eids: tuple[str, ...] = ()
    new_eids: tuple[str, ...] = ()
    nature: Nature = Nature.SUBSTANTIVE
    rule: str = ""
    verb: VerbChange | None = None
    edits: tuple[Edit, ...] = ()
    passage: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a part of the new text comes from: its old eId, or "" when it is new.

    The placements in order, with the changes, rebuild the new text from the old one.
    """

    old: str
    new: str
    kind: Kind
    num: str = ""
    anchor: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one expression to another of the same language."""

    old: ExpressionId
    new: ExpressionId
    changes: tuple[Change, ...]
    placements: tuple[Placement, ...] = field(default=(), repr=False)


class Reach(StrEnum):
    """Whether a change that one language has is in another."""

    YES = "yes"
    NO = "no"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Reached:
    """One language of a propagation; `detail` says in what the change differs, or why it is not there."""

    language: str
    reach: Reach
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Propagation:
    """One change of a text over all its languages.

    `change` is the change as `language` has it, the first in protocol order of those that agree with most; `reached`
    stands in protocol order and names every language that has both versions.
    """

    change: Change
    language: str
    reached: tuple[Reached, ...]

    def languages(self, reach: Reach) -> tuple[str, ...]:
        """The languages with this reach."""
        return tuple(one.language for one in self.reached if one.reach is reach)
