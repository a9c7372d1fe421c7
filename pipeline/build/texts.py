"""A file through all stages that concern it alone."""

from __future__ import annotations

from dataclasses import replace

from pipeline.ids import ExpressionId
from pipeline.languages import load
from pipeline.model import Expression, Level, Notice, Provenance, Source, Status

_FATAL = frozenset({"no-points", "wrong-language"})
NOWHERE = Provenance(Status.SPECIMEN)
"""Stands in a text until its provenance is put in."""


def make_expression(
    data: bytes, name: str, format: str, id: ExpressionId, provenance: Provenance
) -> tuple[Source, Expression]:
    """A file through all stages that concern it alone. Raises ReadError for what cannot be read.

    A text in another language than declared gets a notice of level error, and so does one that the stages lost text of.
    """
    from pipeline.ingest import read
    from pipeline.ingest.identify import wrong_language
    from pipeline.operative import add_clauses
    from pipeline.parse import account, parse
    from pipeline.repair import repair

    language = load(id.language)
    source = repair(read(data, name, id.language, format), language)
    doubt = wrong_language(source, id.language)
    if doubt is not None:
        source = replace(source, notices=(*source.notices, doubt))
    expression = add_clauses(parse(source, language, id, provenance), language)
    lost = account(source, expression).lost
    if lost:
        expression = replace(expression, notices=(*expression.notices, _loss(lost)))
    return source, expression


def _loss(count: int) -> Notice:
    what = f"{count} characters of the file are in no part" if count > 0 else f"{-count} characters occur twice"
    message = f"{what}; compare the text with the file, and report this as a fault of Conclusio"
    return Notice(Level.ERROR, "text-lost", message)


def unusable(expression: Expression) -> Notice | None:
    """The notice that makes an expression unusable, if there is one."""
    return next((notice for notice in expression.notices if notice.code in _FATAL), None)
