"""build.json: what a site was made from and what was found, for the workflow that publishes it.

It holds no time and no place, so that the same input gives the same bytes; durations stand in the memory folder.
Each dossier has an account of its own, and that of the site names these, so that none grows without end.
The fields are a contract: docs/schemas/build.schema.json.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.build.inputs import Inputs, total
from pipeline.model import Notice

if TYPE_CHECKING:
    from pipeline.site.views import DocumentView, DossierView

ACCOUNT = "build.json"
"""The file that says what a site, or what of it belongs to a dossier, was made from."""

VERSION = 2
LEFT_OUT = frozenset({"left-out", "quarantine", "dossier"})
"""The notices of what is not on the site."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the account of the site says of a dossier: its name, its documents and their texts."""

    name: str
    documents: int
    texts: int


def account(
    dossiers: Sequence[Counted],
    notices: Sequence[Notice],
    sums: Mapping[str, str],
    inputs: Inputs,
    official_only: bool,
) -> bytes:
    """The bytes of build.json; `sums` are the checksums of the files that belong to no dossier, and of the accounts of
    the dossiers."""
    return _json(
        {
            "version": VERSION,
            "official_only": official_only,
            "versions": dict(inputs.versions),
            "code": total(inputs.code),
            "templates": total(inputs.templates),
            "dossiers": [{"name": one.name, "documents": one.documents, "texts": one.texts} for one in dossiers],
            "notices": _counted(notices),
            "left_out": [notice.message for notice in notices if notice.code in LEFT_OUT],
            "files": dict(sorted(sums.items())),
        }
    )


def account_of(view: DossierView, sums: Mapping[str, str]) -> bytes:
    """The bytes of the build.json of a dossier; `sums` are the checksums of all its other files."""
    documents = [_document(document, view) for document in view.documents]
    return _json({"version": VERSION, "name": view.slug, "documents": documents, "files": dict(sorted(sums.items()))})


def counted(view: DossierView) -> Counted:
    """A dossier in numbers."""
    return Counted(view.slug, len(view.documents), sum(len(document.expressions) for document in view.documents))


def _json(table: object) -> bytes:
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


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
