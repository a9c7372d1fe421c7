"""Verbs that govern one clause together: WELCOMES AND SUPPORTS the initiative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.languages import Language
from pipeline.operative.lexicon import Match


def together(text: str, matches: Sequence[Match], language: Language) -> list[Match]:
    """The matches, those with nothing but a comma or a joining word between them as one.

    Its text runs from the first verb to the last, its concepts are those of all, the first verb's first.
    """
    joined: list[Match] = []
    for match in matches:
        before = joined[-1] if joined else None
        if before and before.concepts and match.concepts and _only_joined(text, before, match, language):
            joined[-1] = _both(text, before, match)
        else:
            joined.append(match)
    return joined


def _only_joined(text: str, before: Match, after: Match, language: Language) -> bool:
    """Whether a comma, a joining word or both are all that stands between two verbs."""
    end = before.spans[0][1]
    if len(before.spans) > 1 or after.start < end:
        return False
    between = " ".join(text[end : after.start].replace(",", " ").casefold().split())
    return between in language.joiners or (not between and "," in text[end : after.start])


def _both(text: str, before: Match, after: Match) -> Match:
    span = (before.spans[0][0], after.spans[0][1])
    head = text[span[0] : span[1]]
    names = tuple(dict.fromkeys((*before.concepts, *after.concepts)))
    whole = " … ".join([head, *(text[a:b] for a, b in after.spans[1:])])
    return replace(
        before,
        text=whole,
        head=head,
        particle=after.particle,
        concepts=names,
        spans=(span, *after.spans[1:]),
        attested=before.attested and after.attested,
    )
