"""Where quoted words stand in a text, whatever its spaces, quotation marks, apostrophes and hyphens look like."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from pipeline.compare.typography import APOSTROPHES, DASHES, ELLIPSIS, QUOTES
from pipeline.compare.words import edits
from pipeline.consolidate.stretches import Splice, splices_of

_INVISIBLE = (
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
)
_MARKS = QUOTES + APOSTROPHES


@dataclass(frozen=True, slots=True)
class Folded:
    """A text for finding: `offsets` says of each character where it stands in the text, and where the text ends."""

    text: str
    offsets: tuple[int, ...]


def folded(text: str) -> Folded:
    """A text with single spaces, one sign for all quotation marks and one for all hyphens and dashes."""
    out: list[str] = []
    offsets: list[int] = []
    for i, character in enumerate(text):
        signs = _sign(character)
        if signs == " " and (not out or out[-1] == " "):
            continue
        out += signs
        offsets += [i] * len(signs)
    return Folded("".join(out), (*offsets, len(text)))


def _sign(character: str) -> str:
    if character in _INVISIBLE:
        return ""
    if character.isspace():
        return " "
    if character in _MARKS:
        return "'"
    if character in DASHES:
        return "-"
    return "..." if character == ELLIPSIS else character


def find(quoted: str, text: Folded) -> tuple[int, ...]:
    """Where quoted words stand in a folded text, as whole words."""
    words = folded(quoted.strip()).text.strip()
    found: list[int] = []
    at = text.text.find(words) if words else -1
    while at >= 0:
        if _is_whole(text.text, at, at + len(words)):
            found.append(at)
        at = text.text.find(words, at + 1)
    return tuple(found)


def _is_whole(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after


def span(quoted: str, text: Folded, at: int) -> tuple[int, int]:
    """The range in the text itself of quoted words found at a place of the folded text."""
    size = len(folded(quoted.strip()).text.strip())
    return text.offsets[at], text.offsets[at + size - 1] + 1


def rewriting(quoted: str, new: str, text: Folded, at: int) -> tuple[Splice, ...]:
    """How the text must be spliced so that the words found at `at` become `new`.

    Only the words in which the two quotations differ are written; the others stay as the text has them.
    """
    quoted = quoted.strip()
    own = folded(quoted)
    return tuple(
        Splice(_place(own, splice.start, text, at), _end(own, splice, text, at), splice.text)
        for splice in splices_of(edits(quoted, new.strip()))
    )


def _place(own: Folded, offset: int, text: Folded, at: int) -> int:
    """Where an offset of the quotation stands in the text; its end is the end of the last character before."""
    i = bisect_left(own.offsets, offset)
    return text.offsets[at + i] if i < len(own.text) or not i else text.offsets[at + i - 1] + 1


def _end(own: Folded, splice: Splice, text: Folded, at: int) -> int:
    return max(_place(own, splice.start, text, at), _place(own, splice.end, text, at))


def removing(start: int, end: int, text: str) -> Splice:
    """A deletion that leaves neither two spaces nor one before a mark of punctuation."""
    before, after = text[:start], text[end:]
    if before.endswith(" ") and (not after or after[0] in " ,;.:)"):
        start -= 1
    elif not before and after.startswith(" "):
        end += 1
    return Splice(start, end, "")


def adding(end: int, new: str, text: str) -> Splice:
    """An insertion behind a place, with a space before it unless it begins with punctuation."""
    joint = "" if new[:1] in ",;.:)" or text[end - 1 : end].isspace() else " "
    return Splice(end, end, joint + new)
