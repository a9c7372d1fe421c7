"""Words that know their document: a text as stretches, each with a siglum, and what is done to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Edit, EditOp


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that came together from one document."""

    text: str
    siglum: str


Words = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Splice:
    """Put `text` in the place of a half-open range of code points."""

    start: int
    end: int
    text: str


def words_of(text: str, siglum: str) -> Words:
    """A text from one document."""
    return (Stretch(text, siglum),) if text else ()


def joined(words: Iterable[Stretch]) -> str:
    """The text without the sigla."""
    return "".join(stretch.text for stretch in words)


def merged(words: Iterable[Stretch]) -> Words:
    """The same words with neighbours of one document as one stretch."""
    out: list[Stretch] = []
    for stretch in words:
        if out and out[-1].siglum == stretch.siglum:
            out[-1] = Stretch(out[-1].text + stretch.text, stretch.siglum)
        elif stretch.text:
            out.append(stretch)
    return tuple(out)


def cut(words: Sequence[Stretch], start: int, end: int) -> Words:
    """The words of a half-open range."""
    out: list[Stretch] = []
    at = 0
    for stretch in words:
        piece = stretch.text[max(0, start - at) : max(0, end - at)]
        if piece:
            out.append(Stretch(piece, stretch.siglum))
        at += len(stretch.text)
    return tuple(out)


def spliced(words: Words, splices: Sequence[Splice], siglum: str) -> Words:
    """The words with pieces replaced; the splices stand in order and do not overlap."""
    out: list[Stretch] = []
    at = 0
    for splice in splices:
        out += [*cut(words, at, splice.start), *words_of(splice.text, siglum)]
        at = splice.end
    return merged([*out, *cut(words, at, len(joined(words)))])


def splices_of(edits: Iterable[Edit]) -> tuple[Splice, ...]:
    """Edits as splices of the old text."""
    out: list[Splice] = []
    at = 0
    open_splice = False
    for edit in edits:
        if edit.op is EditOp.EQUAL:
            at += len(edit.text)
            open_splice = False
            continue
        last = out.pop() if open_splice else Splice(at, at, "")
        taken = len(edit.text) if edit.op is EditOp.DELETE else 0
        out.append(Splice(last.start, last.end + taken, last.text + ("" if taken else edit.text)))
        at += taken
        open_splice = True
    return tuple(out)


def shifted(offset: int, splices: Sequence[Splice]) -> int:
    """Where a place of the old text has come to; one inside a replaced piece goes to its end."""
    shift = 0
    for splice in splices:
        if offset <= splice.start:
            break
        if offset < splice.end:
            return splice.start + shift + len(splice.text)
        shift += len(splice.text) - (splice.end - splice.start)
    return offset + shift


def fresh(wid: str, used: set[str], slug: str) -> str:
    """A wId for a new part: its own name, unless another part has or had it; as between the documents of a chain."""
    name, count = wid if wid not in used else f"{wid}--{slug.lower()}", 2
    while name in used:
        name, count = f"{wid}--{slug.lower()}~{count}", count + 1
    used.add(name)
    return name
