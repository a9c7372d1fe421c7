"""Other verbs and addressees; passages in another language; clauses that were not revised."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from specimens import gold, of_clause

from bench.defects.values import Defect, Specimen, altered, edited, shuffled, span
from pipeline.languages import VerbForm, concepts
from pipeline.model import Block, Subdivision


def forms(one: Specimen, concept: str, like: str) -> list[VerbForm]:
    """Forms for a concept in the number (singular, plural) of the text."""
    number = next((form.number for form in one.language.verbs if form.text == like), "sg")
    wanted = ("inv", number) if number != "inv" else ("inv", "sg")
    return [form for form in one.language.verbs if form.concept == concept and form.number in wanted]


def listed_under(one: Specimen, text: str) -> set[str]:
    """The concepts that a form stands for."""
    return {form.concept for form in one.language.verbs if form.text == text}


def with_verb(one: Specimen, point: Subdivision, clause: Subdivision, form: VerbForm) -> tuple[int, Block]:
    """The block of a point with another operative verb in one clause."""
    at = one.at(point)
    block = one.blocks[at]
    start = span(block, clause.text)[0]
    spans = sorted(clause.verb.spans, reverse=True) if clause.verb else []
    for low, high in spans:
        if (low, high) == spans[-1]:
            block = edited(block, start + low, start + high, form.text.replace(" … ", " ").replace(" …", ""))
        else:
            block = edited(block, start + low - 1, start + high, "")
    return at, block


def verb_strength(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A weaker or stronger verb of the same kind of act, which the language does not use for what the gold says."""
    for point, clause, name in shuffled(one.clauses(), chance):
        own = concepts()[str(of_clause(one.code, one.version, "concepts", name))]
        equals = {c.name for c in concepts().values() if c.group == own.group and c.rank == own.rank}
        targets = [c.name for c in concepts().values() if c.group == own.group and c.rank and c.rank != own.rank]
        chosen = [
            form
            for target in targets
            for form in forms(one, target, clause.verb.text)
            if not listed_under(one, form.text) & equals
        ]
        if clause.verb and own.rank and chosen:
            form = chance.choice(chosen)
            at, block = with_verb(one, point, clause, form)
            yield altered(
                one,
                "verb of other strength",
                {at: [block]},
                "verb-strength verb-concept",
                clause.wid,
                f"{clause.verb.text} -> {form.text}",
            )


def verb_concept(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A verb for another kind of act."""
    for point, clause, name in shuffled(one.clauses(), chance):
        own = concepts()[str(of_clause(one.code, one.version, "concepts", name))]
        kin = {c.name for c in concepts().values() if c.group == own.group}
        targets = [c.name for c in concepts().values() if c.group not in (own.group, "preamble")]
        chosen = [
            form
            for target in targets
            for form in forms(one, target, clause.verb.text)
            if not listed_under(one, form.text) & kin
        ]
        if clause.verb and chosen:
            form = chance.choice(chosen)
            at, block = with_verb(one, point, clause, form)
            yield altered(
                one,
                "verb of another concept",
                {at: [block]},
                "verb-concept verb-strength",
                clause.wid,
                f"{clause.verb.text} -> {form.text}",
            )


def verb_small(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """An operative verb in small letters."""
    for point, clause, _name in shuffled(one.clauses(), chance):
        at, block = with_verb(
            one, point, clause, VerbForm(clause.verb.text.replace(" … ", " ").lower(), "", "", False, "", "", "")
        )
        yield altered(
            one, "verb not in capitals", {at: [block]}, "verb-missing part-merged part-missing", "", clause.verb.text
        )


def verb_other_form(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """Another verb for the same concept, which nearly every language has by one verb in two places at least."""
    clauses = list(one.clauses())
    named = {name: of_clause(one.code, one.version, "concepts", name) for _, _, name in clauses}
    for point, clause, name in shuffled(iter(clauses), chance):
        if list(named.values()).count(named[name]) < 3 or not clause.verb:
            continue
        words = set(clause.verb.text.split())
        chosen = [form for form in forms(one, str(named[name]), clause.verb.text) if not words & set(form.text.split())]
        if chosen and listed_under(one, clause.verb.text):
            form = chance.choice(chosen)
            at, block = with_verb(one, point, clause, form)
            yield altered(
                one,
                "verb translated in two ways",
                {at: [block]},
                "verb-varies verb-concept verb-strength",
                "",
                f"{clause.verb.text} -> {form.text}",
            )


def addressee_dropped(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """One of two addressees left out, with the joining word."""
    for point, clause, _name in shuffled(one.clauses(), chance):
        if len(clause.addressees) > 1:
            at = one.at(point)
            start = span(one.blocks[at], clause.text)[0]
            last, before = clause.addressees[-1], clause.addressees[-2]
            block = edited(one.blocks[at], start + before.end, start + last.end, "")
            yield altered(one, "addressee left out", {at: [block]}, "addressee-missing", clause.wid, last.text)


def addressee_other(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """One addressee put in the place of another: both stand elsewhere in the text in this case."""
    clauses = [entry for entry in one.clauses() if entry[1].addressees]
    known = {a.kind: a.text for _, clause, _ in clauses for a in clause.addressees if len(clause.addressees) == 1}
    for point, clause, _name in shuffled(iter(clauses), chance):
        present = {a.kind for a in clause.addressees}
        others = [kind for kind in known if kind not in present]
        if len(clause.addressees) == 1 and others:
            at, old, kind = one.at(point), clause.addressees[0], chance.choice(others)
            start = span(one.blocks[at], clause.text)[0]
            block = edited(one.blocks[at], start + old.start, start + old.end, known[kind])
            yield altered(
                one,
                "another addressee",
                {at: [block]},
                "addressee-missing addressee-surplus",
                clause.wid,
                f"{old.text} -> {known[kind]}",
            )


def passage(one: Specimen, other: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A sentence of another language at the end of a clause."""
    texts = [clause.text for _, clause, _ in other.clauses()]
    for point, clause, _name in shuffled(one.clauses(), chance):
        words = chance.choice([text for text in texts if len(text.split()) > 20]).split()
        start = chance.randrange(2, len(words) - 16)
        said = " ".join(words[start : start + 16]).rstrip(".;,")
        at = one.at(point)
        end = span(one.blocks[at], clause.text.rstrip(" .;"))[1]
        yield altered(
            one,
            "passage in another language",
            {at: [edited(one.blocks[at], end, end, f", {said}")]},
            "untranslated",
            clause.wid,
            said,
        )


def old_text(one: Specimen, _: Specimen, chance: random.Random) -> Iterator[Defect]:
    """A clause as it stood in the document before, where the gold of the changes says that it became another."""
    if one.version != "adopted":
        return
    units = gold(one.code)
    for point, clause, name in shuffled(one.clauses(), chance):
        before, after = (re.sub(r"\[\^\d+\]", "", units[version].get(name, "")) for version in ("rev1", "adopted"))
        if before and after and before != after:
            at = one.at(point)
            start, end = span(one.blocks[at], clause.text)
            yield altered(
                one,
                "clause not revised",
                {at: [edited(one.blocks[at], start, end, before)]},
                "unchanged",
                clause.wid,
                before[:50],
            )
