"""Changes for reading: plain text with or without colour, one HTML page, and lines for `git diff`.

What was deleted and inserted is marked by signs, [-so-] and {+so+}, and only then by colour.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from html import escape

from pipeline.compare.letters import refined
from pipeline.compare.parts import outline
from pipeline.languages import load
from pipeline.model import Change, Comparison, Edit, EditOp, Expression, Kind, Op

_RED, _GREEN, _BOLD, _PLAIN = "\N{ESCAPE}[31m", "\N{ESCAPE}[32m", "\N{ESCAPE}[1m", "\N{ESCAPE}[0m"
_CLAUSE = re.compile(r"para_(\w+?)__clause_(\w+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SAID = {
    Op.INSERT: "inserted",
    Op.DELETE: "deleted",
    Op.REPLACE: "changed",
    Op.MOVE: "moved",
    Op.SPLIT: "split",
    Op.MERGE: "merged",
    Op.RENUMBER: "renumbered",
}


def comparison_text(comparison: Comparison, color: bool = False) -> str:
    """The changes as `conclusio compare --format text` prints them: a heading line each, then the words."""
    if not comparison.changes:
        return "no changes\n"
    return "\n".join("\n".join(_paragraph(change, color)) + "\n" for change in comparison.changes)


def _paragraph(change: Change, color: bool) -> Iterator[str]:
    head = f"{place(change)}: {heading(change)}"
    yield f"{_BOLD}{head}{_PLAIN}" if color else head
    if change.verb:
        yield f"  operative verb: {change.verb.before or '-'} -> {change.verb.after or '-'} ({change.verb.direction})"
    if change.op in (Op.RENUMBER, Op.SPLIT, Op.MERGE):
        yield f"  {change.before or '-'} -> {change.after or '-'}"
    else:
        yield "  " + "".join(_signed(edit, color) for edit in refined(change.edits))


def _signed(edit: Edit, color: bool) -> str:
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", edit.text)
    if edit.op is EditOp.EQUAL or not text:
        return text
    signs, tint = (("[-", "-]"), _RED) if edit.op is EditOp.DELETE else (("{+", "+}"), _GREEN)
    marked = f"{signs[0]}{text}{signs[1]}"
    return f"{tint}{marked}{_PLAIN}" if color else marked


def heading(change: Change) -> str:
    """What happened, and by which rule it is editorial or substantive."""
    origin = f" from {_part(change.kind, change.old_eids[0])}" if change.op is Op.MOVE and change.old_eids else ""
    return f"{_SAID[change.op]}{origin} ({change.nature}: {change.rule})"


def place(change: Change) -> str:
    """Where a change stands, in the new text if it is there."""
    eids = change.new_eids or change.old_eids
    return _part(change.kind, eids[0] if eids else "")


def _part(kind: Kind, eid: str) -> str:
    clause = _CLAUSE.fullmatch(eid)
    if clause:
        return f"point {clause[1]}, clause {clause[2]}"
    number = re.search(r"_(\w+)$", eid)
    if kind in (Kind.COVER, Kind.TITLE, Kind.ANNEX, Kind.ENACTING):
        return f"{kind} {eid.removeprefix('cover__')}" if kind is Kind.COVER else str(kind)
    return f"{kind} {number[1]}" if number else str(kind)


def comparison_html(comparison: Comparison) -> str:
    """One page without scripts or references: the changes, each marked by element and by words for screen readers."""
    code = comparison.new.language
    body = "\n".join(map(_article, comparison.changes)) or "<p>No changes.</p>"
    title = f"Changes: {load(code).name}"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        "<style>ins{background:#e3f3e3;text-decoration:underline}del{background:#fbe5e5;text-decoration:line-through}"
        "body{max-width:45em;margin:auto;padding:1em;font-family:serif}"
        ".sr{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}</style>\n"
        f'</head>\n<body>\n<h1>{escape(title)}</h1>\n<main data-language="{code}">\n{body}\n</main>\n</body>\n</html>\n'
    ).replace("<p class=text>", f'<p lang="{code}">')


def _article(change: Change) -> str:
    verb = ""
    if change.verb:
        said = f"{change.verb.before or '-'} \N{RIGHTWARDS ARROW} {change.verb.after or '-'} ({change.verb.direction})"
        verb = f"<p>Operative verb: {escape(said)}</p>"
    if change.op in (Op.RENUMBER, Op.SPLIT, Op.MERGE):
        words = f"<p>{escape(change.before or '-')} \N{RIGHTWARDS ARROW} {escape(change.after or '-')}</p>"
    else:
        words = f"<p class=text>{''.join(map(_element, refined(change.edits)))}</p>"
    head = escape(f"{place(change)}: {heading(change)}")
    return f'<section id="{escape(change.wid)}--{change.op}">\n<h2>{head}</h2>\n{verb}{words}\n</section>'


def _element(edit: Edit) -> str:
    text = escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", edit.text))
    if edit.op is EditOp.EQUAL or not text:
        return text
    name, said = ("del", "deleted") if edit.op is EditOp.DELETE else ("ins", "inserted")
    return f'<{name}><span class="sr">[{said}: </span>{text}<span class="sr">]</span></{name}>'


def text_lines(expression: Expression) -> list[str]:
    """A text as lines for `git diff`: numbers, clauses and notes each on a line of their own."""
    out: list[str] = []
    for part in outline(expression).parts:
        opens = part.kind in (Kind.HEADING, Kind.POINT, Kind.PREAMBLE, Kind.ENACTING, Kind.TITLE)
        out += [""] if opens and out else []
        if part.kind is Kind.NOTE:
            out.append(f"[{part.num}] {part.text}")
        else:
            out += [text for text in (part.num, part.text) if text]
    return [_CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(line.split())) for line in out]


def comparison_unified(old: Expression, new: Expression, names: Sequence[str] = ("old", "new")) -> str:
    """The differences of both texts as lines in the unified format."""
    lines = difflib.unified_diff(text_lines(old), text_lines(new), names[0], names[1], lineterm="")
    return "".join(f"{line}\n" for line in lines)
