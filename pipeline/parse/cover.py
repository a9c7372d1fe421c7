"""The cover page: labelled fields, document type, subtitle and the sentence to the delegations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.languages import Language
from pipeline.model import Block, Kind, Subdivision
from pipeline.repair import plain
from pipeline.repair.paragraphs import DASHED, NUMBERED, fold, is_annex, is_capitals, starts_formula

FIELDS = ("from", "date", "to", "previous", "commission", "subject")


def read_cover(blocks: Sequence[Block], language: Language) -> tuple[tuple[Subdivision, ...], Sequence[Block]]:
    """The cover fields (empty where the text has no cover), and the blocks that follow."""
    end = next((i for i, block in enumerate(blocks) if _is_body(plain(block), language)), len(blocks))
    if not any(_label(plain(block), language) for block in blocks[:end]):
        return (), blocks
    parts: list[Subdivision] = []
    seen: set[str] = set()
    for block in blocks[:end]:
        part = _field(block, seen, language)
        seen.add(part.eid.removeprefix("cover__") if part.kind is Kind.COVER else "")
        parts.append(part)
    return tuple(parts), blocks[end:]


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
    return is_annex(text, language) or starts_formula(text, language) or bool(NUMBERED.match(text))


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


def _field(block: Block, seen: set[str], language: Language) -> Subdivision:
    text = plain(block)
    label = _label(text, language)
    if label and label[0] not in seen:
        return _cover(label[0], block, text[: label[1]], text[label[1] :].strip())
    dash = DASHED.match(text)
    if "subject" in seen and "subtitle" not in seen and dash:
        return _cover("subtitle", block, text[: dash.end()].strip(), text[dash.end() :])
    if "subject" in seen and "note" not in seen:
        return _cover("note", block, "", text)
    if "type" not in seen and not seen & set(FIELDS) and _is_type(text, language):
        return _cover("type", block, "", text)
    return Subdivision(Kind.JUNK, "junk", text, origins=(block.origin,))


def _is_type(text: str, language: Language) -> bool:
    return is_capitals(text) or any(fold(text) == fold(name) for name in language.cover["types"])


def _cover(name: str, block: Block, label: str, text: str) -> Subdivision:
    return Subdivision(Kind.COVER, f"cover__{name}", text, label, origins=(block.origin,))
