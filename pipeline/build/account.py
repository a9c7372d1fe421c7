"""build.json: what a site was made from and what was found, for the workflow that publishes it.

It holds no time and no place, so that the same input gives the same bytes; durations stand in the memory folder.
The fields are a contract: docs/schemas/build.schema.json.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.build.inputs import Inputs, total
from pipeline.model import Notice

if TYPE_CHECKING:
    from pipeline.site.views import DocumentView, DossierView

VERSION = 1


def account(
    views: Sequence[DossierView],
    notices: Sequence[Notice],
    sums: Mapping[str, str],
    inputs: Inputs,
    official_only: bool,
) -> bytes:
    """The bytes of build.json; `sums` are the checksums of all other files of the site."""
    table = {
        "version": VERSION,
        "official_only": official_only,
        "versions": dict(inputs.versions),
        "code": total(inputs.code),
        "templates": total(inputs.templates),
        "dossiers": [_dossier(view) for view in views],
        "notices": _counted(notices),
        "left_out": [notice.message for notice in notices if notice.code in ("left-out", "dossier")],
        "files": dict(sorted(sums.items())),
    }
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


def _dossier(view: DossierView) -> dict[str, Any]:
    return {"name": view.slug, "documents": [_document(document, view) for document in view.documents]}


def _document(document: DocumentView, view: DossierView) -> dict[str, Any]:
    doubts = [notice for expression in document.expressions for notice in expression.notices]
    return {
        "code": document.id.printed,
        "date": document.date,
        "texts": [
            {
                "language": one.language,
                "provenance": str(one.provenance.status),
                "source": one.provenance.source,
                "sha256": one.provenance.sha256,
            }
            for one in document.expressions
        ],
        "rows": len(document.alignment.rows),
        "changes": sum(len(one.comparison.changes) for one in view.comparisons_of(document.id)),
        "notices": _counted([*document.notices, *document.alignment.notices, *doubts]),
    }


def _counted(notices: Iterable[Notice]) -> dict[str, int]:
    """How many notices there are of each code."""
    return dict(sorted(Counter(notice.code for notice in notices).items()))
