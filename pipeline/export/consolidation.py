"""A consolidated text for reading and for other programs: plain text with sigla, and JSON (docs/json.md)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.compare.parts import outline
from pipeline.consolidate import BASE, NO_LEGAL_VALUE, Consolidation, Modification, Siglum
from pipeline.export.json import JSON, VERSION, expression_view, notice_view
from pipeline.ids import DocumentId
from pipeline.model import Kind

OPEN, CLOSE = "\N{BLACK RIGHT-POINTING POINTER}", "\N{BLACK LEFT-POINTING POINTER}"
"""Stand around what came with a later document, as in the consolidated acts of the Publications Office: ►C1 … ◄."""


def consolidation_view(consolidation: Consolidation) -> JSON:
    """A consolidated text as `conclusio consolidate --json` prints it."""
    passages: dict[str, list[JSON]] = {}
    for one in consolidation.passages:
        passages.setdefault(one.eid, []).append({"start": one.start, "end": one.end, "siglum": one.siglum})
    return {
        "version": VERSION,
        "language": consolidation.base.language,
        "legal_value": False,
        "notice": NO_LEGAL_VALUE,
        "base": code_of(consolidation.base.document),
        "sigla": [_siglum(siglum) for siglum in consolidation.sigla],
        "modifications": [_modification(one) for one in consolidation.modifications],
        "passages": [{"eid": eid, "passages": found} for eid, found in passages.items()],
        "text": expression_view(consolidation.result),
        "notices": [notice_view(notice) for notice in consolidation.notices],
    }


def code_of(document: DocumentId) -> str | None:
    """The printed code of a document, None where it is not known."""
    return document.printed if document.number else None


def _siglum(siglum: Siglum) -> JSON:
    return {"siglum": siglum.mark, "document": code_of(siglum.document), "date": siglum.date or None}


def _modification(one: Modification) -> JSON:
    target = one.target
    return {
        "op": str(one.op),
        "document": code_of(one.modifier),
        "siglum": one.siglum or None,
        "applied": one.applied,
        "target": {
            "page": target.page or None,
            "point": target.point or None,
            "note": target.note or None,
            "kinds": [str(kind) for kind in target.kinds],
            "text": target.text or None,
        },
        "old": one.old or None,
        "new": one.text or None,
        "everywhere": one.everywhere,
        "eids": list(one.eids),
        "changes": len(one.changes),
    }


def consolidation_text(consolidation: Consolidation) -> str:
    """The consolidated text, one part a paragraph, with its sigla and what they stand for; says what it is first."""
    head = [NO_LEGAL_VALUE, "", *map(_legend, consolidation.sigla), ""]
    refused = [one for one in consolidation.modifications if not one.applied]
    if refused:
        head += [f"{len(refused)} instructions could not be carried out; the notices say why.", ""]
    return "\n".join([*head, *_paragraphs(consolidation)]) + "\n"


def _legend(siglum: Siglum) -> str:
    name = code_of(siglum.document) or ("base" if siglum.mark == BASE else "document without a code")
    return f"{OPEN}{siglum.mark} {name}" + (f", {siglum.date}" if siglum.date else "")


def _paragraphs(consolidation: Consolidation) -> Iterator[str]:
    """Each part that is no clause, with its clauses behind it; then the notes."""
    expression = consolidation.result
    words = marked_texts(consolidation)
    running: list[str] = []
    for part in outline(expression).parts:
        text = words.get(part.key, "")
        if part.kind is not Kind.CLAUSE:
            if running:
                yield from (" ".join(filter(None, running)), "")
            running = [f"[{part.num}]" if part.kind is Kind.NOTE else part.num]
        running.append(text)
    if running:
        yield " ".join(filter(None, running))


def marked_texts(consolidation: Consolidation) -> dict[str, str]:
    """The text of each part by key, what came later between its siglum and ◄."""
    texts = {part.key: part.text for part in outline(consolidation.result).parts}
    out: dict[str, str] = {}
    for one in consolidation.passages:
        piece = texts[one.eid][one.start : one.end]
        out[one.eid] = out.get(one.eid, "") + _marked(piece, one.siglum)
    return out


def _marked(piece: str, siglum: str) -> str:
    """The mark stands at the words, not at the white space around them."""
    words = piece.strip()
    if siglum == BASE or not words:
        return piece
    start = piece.index(words)
    return f"{piece[:start]}{OPEN}{siglum} {words} {CLOSE}{piece[start + len(words) :]}"
