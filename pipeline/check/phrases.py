"""Phrases that the messages of several rules share: places, languages, addressees, concepts.

They are written so that they need no other case or gender in any language: a template holds names and numbers, and no
word of it depends on them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.check.majority import Split
from pipeline.findings import Message, counted, message
from pipeline.model import Kind, Note, Subdivision

_NAMED = 3  # languages on the other side that are named; more are counted
_LISTED = 6  # languages that are listed; more are counted

ADDRESSEES = {
    "commission": message("the Commission"),
    "member_states": message("the Member States"),
    "council": message("the Council"),
    "european_parliament": message("the European Parliament"),
    "european_council": message("the European Council"),
    "high_representative": message("the High Representative"),
    "eeas": message("the European External Action Service"),
    "presidency": message("the Presidency"),
    "eib": message("the European Investment Bank"),
    "agencies": message("agencies of the Union"),
    "institutions": message("institutions of the Union"),
    "international_partners": message("international partners"),
    "third_countries": message("third countries"),
    "candidate_countries": message("candidate countries"),
    "regions": message("regions and local authorities"),
    "stakeholders": message("stakeholders"),
    "social_partners": message("social partners"),
    "civil_society": message("civil society"),
    "industry": message("industry"),
    "higher_education": message("higher education institutions"),
    "researchers": message("researchers"),
    "international_organisations": message("international organisations"),
    "parties": message("the parties"),
}
"""The kinds of addressees of the language files, as the reader is told them."""

_FIELDS = {
    "type": message("Type of document"),
    "from": message("From"),
    "date": message("Date"),
    "to": message("To"),
    "previous": message("Previous document"),
    "commission": message("Commission document"),
    "subject": message("Subject"),
    "subtitle": message("Subtitle"),
    "note": message("Cover note"),
    "session": message("Session"),
}

_NAMES = {
    Kind.ANNEX: message("annex"),
    Kind.TITLE: message("title"),
    Kind.ENACTING: message("opening words"),
    Kind.PREAMBLE: message("preamble"),
    Kind.HEADING: message("heading"),
    Kind.JUNK: message("passage not understood"),
}


def addressee(kind: str) -> Message:
    """Who is asked, by the kind."""
    return ADDRESSEES.get(kind, message("others"))


def listed(languages: Sequence[str]) -> str | Message:
    """Language codes, "nl, fr, de"; many are counted."""
    if len(languages) > _LISTED:
        return counted("%(num)s language", "%(num)s languages", len(languages))
    return ", ".join(languages)


def rest(found: Split) -> str | Message:
    """Who stands on the other side: "en", "22 other languages", and whether the evidence is thin."""
    many = len(found.agree) > _NAMED
    said: str | Message = ", ".join(found.agree)
    if many:
        said = counted("%(num)s other language", "%(num)s other languages", len(found.agree))
    return said if found.firm or found.even else message("%(languages)s (thin evidence)", languages=said)


def note_name(note: Note) -> Message:
    """A note by its mark."""
    if not note.mark:
        return message("note without a mark")
    return message("%(part)s %(number)s", part=message("note"), number=note.mark)


def part_name(part: Subdivision) -> Message:
    """A part as a reader counts it: by its printed number, else as its eId counts."""
    number = re.search(r"_(\d+)$", part.eid)
    if part.kind is Kind.POINT and (part.num or number):
        return message("point %(number)s", number=part.num.rstrip(".)") or (number[1] if number else ""))
    if part.kind is Kind.COVER:
        field = part.eid.rpartition("__")[2]
        return message("%(around)s: %(part)s", around=message("Cover page"), part=_FIELDS.get(field, field))
    if number and part.kind is Kind.CLAUSE:
        return message("clause %(number)s", number=number[1])
    if number and part.kind is Kind.SUBPARAGRAPH:
        return message("subparagraph %(number)s", number=number[1])
    if number and part.kind is Kind.ITEM:
        return message("item %(number)s", number=number[1])
    name = _NAMES.get(part.kind, message("text"))
    return message("%(part)s %(number)s", part=name, number=number[1]) if number else name


def within(around: Message, part: Message) -> Message:
    """A part inside another: "point 6, clause 2"."""
    return message("%(around)s, %(part)s", around=around, part=part)
