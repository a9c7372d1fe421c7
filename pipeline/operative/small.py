"""The verb that a point begins with in a text that prints no verb in capitals: "1. welcomes the initiative"."""

from __future__ import annotations

from dataclasses import replace

from pipeline.languages import Language
from pipeline.operative.lexicon import Match, find_verbs
from pipeline.repair.openings import opening


def in_small_letters(text: str, language: Language) -> list[Match]:
    """The known operative form at the beginning of a text, when the sentence goes on behind it; else nothing.

    The lexicon is asked as if the form were printed in capitals; the match has it as it is printed.
    """
    verb = opening(text, language)
    if verb is None or not verb.operative or verb.capitals or not _goes_on(text[verb.end :]):
        return []
    raised = text[: verb.end].upper() + text[verb.end :]
    matches = find_verbs(raised, language, "") if len(raised) == len(text) else []
    if not matches or not matches[0].concepts or matches[0].start > verb.start:
        return []
    first = matches[0]
    printed = [text[start:end] for start, end in first.spans]
    particle = printed[1] if len(printed) > 1 else ""
    return [replace(first, text=" … ".join(printed), head=printed[0], particle=particle)]


def _goes_on(rest: str) -> bool:
    """Whether small letters follow, at most behind a comma or colon: a noun of the same form has a name or number."""
    return rest.lstrip(" ,:")[:1].islower()
