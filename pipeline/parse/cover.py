"""The cover page: letterhead, labelled fields, document type, subtitle and the sentence to the delegations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.languages import Language
from pipeline.model import Block, Kind, Origin, Subdivision
from pipeline.repair import plain
from pipeline.repair.letterhead import fields, is_date
from pipeline.repair.openings import opening
from pipeline.repair.paragraphs import DASHED, NUMBERED, fold, is_annex, is_capitals, starts_formula

HEAD = ("institution", "place_date", "original_language", "code", "distribution", "subject_codes")
"""The fields of the letterhead, which have no label."""
FIELDS = ("from", "date", "to", "previous", "commission", "subject")
_DATE_LENGTH = 40  # characters; a numbered point that names a date is longer


def read_cover(blocks: Sequence[Block], language: Language) -> tuple[tuple[Subdivision, ...], Sequence[Block]]:
    """The cover fields (empty where the text has no cover), and the blocks that follow.

    A text has a cover when a labelled field or a letterhead with place and date stands before its body.
    """
    end = next((i for i, block in enumerate(blocks) if block.kind or _is_body(plain(block), language)), len(blocks))
    front = _with_values(blocks[:end], language)
    labelled = next((i for i, (text, _) in enumerate(front) if _label(text, language)), len(front))
    dated = next((i for i, (text, _) in enumerate(front[:labelled]) if _is_dated(text, language)), -1)
    if labelled == len(front) and dated < 0:
        return (), blocks
    parts: list[Subdivision] = []
    seen: set[str] = set()
    for i, (text, origins) in enumerate(front):
        found = _letterhead(text, origins, language, before_date=i < dated) if i < labelled else []
        for part in found or [_field(text, origins, seen, language)]:
            seen.add(part.eid.removeprefix("cover__") if part.kind is Kind.COVER else "")
            _add(parts, part)
    return tuple(parts), blocks[end:]


def _with_values(blocks: Sequence[Block], language: Language) -> list[tuple[str, tuple[Origin, ...]]]:
    """The text of each block; a label that stands alone goes with the block behind it, as in a table of two columns."""
    out: list[tuple[str, tuple[Origin, ...]]] = []
    alone = False
    for block in blocks:
        text = plain(block)
        if alone and not _label(text, language):
            before, origins = out[-1]
            out[-1] = (f"{before} {text}", (*origins, block.origin))
        else:
            out.append((text, (block.origin,)))
        label = _label(out[-1][0], language)
        alone = label is not None and not out[-1][0][label[1] :].strip()
    return out


def _letterhead(text: str, origins: tuple[Origin, ...], language: Language, *, before_date: bool) -> list[Subdivision]:
    """What a block above the labelled fields is: place and date, code, …; above the date, the institution."""
    named = fields(text, language)
    if not named and before_date and not any(map(str.isdigit, text)):
        named = (("institution", text),)
    return [_cover(name, origins, "", words) for name, words in named]


def _add(parts: list[Subdivision], part: Subdivision) -> None:
    """Add a part; what the letterhead has on several lines is one part."""
    same = next((i for i, one in enumerate(parts) if one.eid == part.eid and part.kind is Kind.COVER), None)
    if same is None:
        parts.append(part)
    else:
        one = parts[same]
        parts[same] = replace(one, text=f"{one.text} {part.text}", origins=(*one.origins, *part.origins))


def _is_dated(text: str, language: Language) -> bool:
    return any(name == "place_date" for name, _ in fields(text, language))


def session(parts: Sequence[Subdivision], language: Language) -> str:
    """The number of the Council meeting that the cover names, as digits, or ""."""
    stems = "|".join(re.escape(stem) for stem in language.session)
    if not stems:
        return ""
    pattern = re.compile(rf"(\d{{3,4}})[^\s\d]*(?:\s+\S+)??\s+(?:{stems})|(?:{stems})\S*\s+(\d{{3,4}})", re.IGNORECASE)
    texts = (part.text for part in parts if part.kind is Kind.COVER)
    match = next((found for text in texts if (found := pattern.search(text))), None)
    return (match[1] or match[2]) if match else ""


def _is_body(text: str, language: Language) -> bool:
    if NUMBERED.match(text) and is_date(text, language) and len(text) <= _DATE_LENGTH:
        return False
    body = is_annex(text, language) or starts_formula(text, language) or bool(NUMBERED.match(text))
    return body or _is_recital(text, language)


def _is_recital(text: str, language: Language) -> bool:
    """Whether a text begins and ends as a paragraph of a preamble does: Having regard to …,"""
    verb = opening(text, language) if text.endswith((",", ";")) else None
    return verb is not None and verb.preamble and not verb.operative


def _label(text: str, language: Language) -> tuple[str, int] | None:
    """The field whose label opens the text, and the length of the label."""
    best: tuple[str, int] | None = None
    for name in FIELDS:
        for label in language.cover[name]:
            match = re.match(_loose(label), fold(text))
            if match and (best is None or len(label) > best[1]):
                best = (name, len(label))
    return best


def _loose(label: str) -> str:
    """A label that ends in a letter must be followed by a space; spaces are folded."""
    folded = re.escape(fold(label))
    return folded + (r"(?=\s|$)" if label[-1].isalnum() else "")


def _field(text: str, origins: tuple[Origin, ...], seen: set[str], language: Language) -> Subdivision:
    label = _label(text, language)
    if label and label[0] not in seen:
        return _cover(label[0], origins, text[: label[1]], text[label[1] :].strip())
    dash = DASHED.match(text)
    if "subject" in seen and "subtitle" not in seen and dash:
        return _cover("subtitle", origins, text[: dash.end()].strip(), text[dash.end() :])
    if "subject" in seen and "note" not in seen:
        return _cover("note", origins, "", text)
    if "type" not in seen and not seen & set(FIELDS) and _is_type(text, language):
        return _cover("type", origins, "", text)
    return Subdivision(Kind.JUNK, "junk", text, origins=origins)


def _is_type(text: str, language: Language) -> bool:
    return is_capitals(text) or any(fold(text) == fold(name) for name in language.cover["types"])


def _cover(name: str, origins: tuple[Origin, ...], label: str, text: str) -> Subdivision:
    return Subdivision(Kind.COVER, f"cover__{name}", text, label, origins=origins)
