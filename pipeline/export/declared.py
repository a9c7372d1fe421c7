"""Declared against actual changes for other programs (docs/json.md)."""

from __future__ import annotations

from pipeline.compare.declared import Declared, Stretch
from pipeline.export.json import JSON, VERSION, notice_view


def declared_view(found: Declared) -> JSON:
    """What `conclusio declared` prints."""
    return {
        "version": VERSION,
        "looks": [str(look) for look in found.looks],
        "said_on_cover": found.said,
        "agreed": found.agreed,
        "changes_without_mark": [_stretch(one) for one in found.unmarked],
        "marks_without_change": [_stretch(one) for one in found.unchanged],
        "notices": [notice_view(notice) for notice in found.notices],
    }


def _stretch(one: Stretch) -> JSON:
    return {"eid": one.eid or None, "op": str(one.op), "start": one.start, "end": one.end, "text": one.text}
