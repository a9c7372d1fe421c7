"""What consolidation passes on: instructions, what became of them, and the consolidated text with its sigla."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.ids import DocumentId, ExpressionId
from pipeline.model import Change, Expression, Kind, Notice, Origin, Source

NO_LEGAL_VALUE = (
    "Consolidated text, put together by a program for reading only. It has no legal value: "
    "only the documents that the Council published count."
)
"""Stands in every output of a consolidated text."""

BASE = "B"
"""The siglum of the base. Later versions have M1, M2, …, corrigenda C1, C2, …, addenda A1, A2, …, in their order."""


class Operation(StrEnum):
    """What a modification does. WHOLE puts a whole text in the place of the one before, APPEND adds an addendum."""

    REPLACE = "replace"
    INSERT = "insert"
    DELETE = "delete"
    WHOLE = "whole"
    APPEND = "append"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a corrigendum says that the words stand; everything it does not say is empty.

    `page` is of the printed document, `point` and `note` are printed numbers; `kinds` are TITLE, HEADING, PREAMBLE or
    NOTE. `text` is what the corrigendum says.
    """

    page: str = ""
    point: str = ""
    note: str = ""
    kinds: tuple[Kind, ...] = ()
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether a part is named, and not only a page."""
        return bool(self.point or self.kinds)


@dataclass(frozen=True, slots=True)
class Modification:
    """One instruction, or one later version as a whole. Architecture: a Change is observed, a Modification instructed.

    REPLACE puts `text` in the place of `old` (of the whole target where `old` is empty), DELETE takes `old` away,
    INSERT puts `text` after `old`; `everywhere` means all places. WHOLE has its observed `changes`. What was applied
    has a `siglum` and the `eids` of the parts of the result that it altered; what was refused has neither.
    """

    op: Operation
    modifier: DocumentId
    target: Target = Target()
    old: str = ""
    text: str = ""
    everywhere: bool = False
    origin: Origin | None = None
    siglum: str = ""
    eids: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def applied(self) -> bool:
        return bool(self.siglum)


@dataclass(frozen=True, slots=True)
class Corrigendum:
    """A COR document as read. `languages` is empty where all are concerned."""

    document: DocumentId
    languages: tuple[str, ...]
    modifications: tuple[Modification, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Modifier:
    """A later document in the language of the base, with its ISO date or "".

    `source` has the paragraphs of a corrigendum as they stand in its file; without it they are taken from the parts.
    """

    expression: Expression
    date: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Siglum:
    """A short name of a document in a consolidated text: B, M1, C1."""

    mark: str
    document: DocumentId
    date: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the result with one origin: a half-open range of code points in the text of part or note `eid`.

    Where a damaged text uses an eId twice, "~2" and so on stand after it, as in a comparison.
    """

    eid: str
    start: int
    end: int
    siglum: str


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A base with later documents worked in. `passages` cover every text of `result`, in its order.

    `states` are the texts after each siglum; the first is the base.
    """

    base: ExpressionId
    sigla: tuple[Siglum, ...]
    modifications: tuple[Modification, ...]
    result: Expression
    passages: tuple[Passage, ...]
    notices: tuple[Notice, ...] = ()
    states: tuple[Expression, ...] = ()
