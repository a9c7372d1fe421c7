"""The concordance, the dictionary and the proposals → JSON, tables, plain text, TOML. Each says what is a specimen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.concordance import Correspondence, Counts, Occurrence, Proposal, Said, Use
from pipeline.concordance.counts import Tally
from pipeline.export.json import JSON, VERSION
from pipeline.export.material import NO_LEGAL_VALUE, OFFICIAL, SPECIMEN
from pipeline.export.tables import Table
from pipeline.languages import order

_ABOUT = {"notice": NO_LEGAL_VALUE, "official": OFFICIAL, "specimen": SPECIMEN}


def concordance_view(wanted: str, found: Iterable[Occurrence], counts: Counts[Use]) -> JSON:
    """Occurrences and counts as `conclusio concordance --format json` prints them; `wanted` is "" for all."""
    return {
        "version": VERSION,
        "about": _ABOUT,
        "wanted": wanted or None,
        "occurrences": [_occurrence(one) for one in found],
        "counts": [_use(key, tally) for key, tally in counts],
    }


def _occurrence(one: Occurrence) -> JSON:
    return {
        "dossier": one.dossier,
        "document": one.document.printed,
        "date": one.date or None,
        "wid": one.wid,
        "kind": str(one.kind),
        "place": one.place,
        "concept": one.concept or None,
        "said": [_said(said) for said in one.said],
    }


def _said(said: Said) -> JSON:
    return {
        "language": said.language,
        "status": str(said.status),
        "eid": said.eid,
        "verb": said.form or None,
        "concepts": list(said.concepts),
        "before": said.before,
        "keyword": said.keyword,
        "after": said.after,
    }


def _use(key: Use, tally: Tally) -> JSON:
    return {
        "language": key.language,
        "concept": key.concept or None,
        "verb": key.form,
        "status": str(key.status),
        "year": key.year or None,
        "clauses": tally.clauses,
        "documents": tally.documents,
    }


def dictionary_view(left: str, right: str, found: Iterable[Correspondence]) -> JSON:
    """Correspondences as `conclusio dictionary --format json` prints them."""
    return {
        "version": VERSION,
        "about": _ABOUT,
        "from": left,
        "to": right,
        "pairs": [
            {
                "from": one.left or None,
                "to": one.right or None,
                "clauses": one.clauses,
                "official": one.official,
                "documents": one.documents,
                "dice": round(one.dice, 4),
                "likelihood": round(one.likelihood, 2),
            }
            for one in found
        ],
    }


def lexicon_view(found: Iterable[Proposal], places: Mapping[Proposal, Occurrence], least: int, share: float) -> JSON:
    """Proposals as `conclusio lexicon --format json` prints them."""
    return {
        "version": VERSION,
        "about": _ABOUT,
        "threshold": {"clauses": least, "share": share},
        "proposals": [
            {
                "language": one.language,
                "form": one.form,
                "concept": one.concept,
                "known": list(one.known),
                "clauses": one.clauses,
                "judged": one.judged,
                "documents": one.documents,
                "official": one.official,
                "witnessed": one.witnessed,
                "example": _occurrence(places[one]),
            }
            for one in found
        ],
    }


def concordance_table(found: Iterable[Occurrence], languages: Sequence[str]) -> Table:
    """One line a text of a row."""
    head = ("Document", "Date", "Place", "wId", "Concept", "Language", "Status", "eId", "Verb", "Before", "In", "After")
    lines = (
        (
            *(one.document.printed, one.date, one.place, one.wid, one.concept),
            *(said.language, str(said.status), said.eid, said.form, said.before, said.keyword, said.after),
        )
        for one in found
        for said in one.said
        if not languages or said.language in languages
    )
    return Table("concordance", head, tuple(lines))


def counts_table(counts: Counts[Use]) -> Table:
    """One line a form, status and year."""
    head = ("Language", "Concept", "Verb", "Status", "Year", "Clauses", "Documents")
    lines = (
        (key.language, key.concept, key.form, str(key.status), key.year, tally.clauses, tally.documents)
        for key, tally in counts
    )
    return Table("counts", head, tuple(lines))


def dictionary_table(left: str, right: str, found: Iterable[Correspondence]) -> Table:
    """One line a pair of forms."""
    head = (left, right, "Clauses", "Official in both", "Documents", "Dice", "Log-likelihood")
    lines = (
        (one.left, one.right, one.clauses, one.official, one.documents, round(one.dice, 4), round(one.likelihood, 2))
        for one in found
    )
    return Table("dictionary", head, tuple(lines))


def lexicon_table(found: Iterable[Proposal], places: Mapping[Proposal, Occurrence]) -> Table:
    """One line a proposal."""
    head = ("Language", "Form", "Concept", "Known as", "Clauses", "Of", "Documents", "Official", "Witnessed", "Example")
    lines = (
        (
            *(one.language, one.form, one.concept, " ".join(one.known), one.clauses, one.judged),
            *(one.documents, one.official, one.witnessed, _where(places[one])),
        )
        for one in found
    )
    return Table("proposals", head, tuple(lines))


def occurrence_text(one: Occurrence, languages: Sequence[str]) -> str:
    """An occurrence for people: where it stands, and a line a language."""
    date = f"  {one.date}" if one.date else ""
    head = f"{one.document.printed}{date}  {one.place}  {one.concept or 'not in the lexicon'}  {one.wid}"
    said = (said for said in one.said if not languages or said.language in languages)
    return "\n".join((head, *(f"  {_line(line)}" for line in said))) + "\n"


def _line(said: Said) -> str:
    context = " ".join(
        filter(None, (said.before.strip(), f"[{said.keyword}]" if said.form else "", said.after.strip()))
    )
    return f"{said.language} {said.status}  {said.form or '(no verb)'}: {context}"


def counts_text(counts: Counts[Use]) -> str:
    """A line a concept, language and status, with the clauses of each year."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for key, tally in counts:
        years = found.setdefault((key.concept, key.language, str(key.status)), {})
        years[key.year] = years.get(key.year, 0) + tally.clauses
    lines = (
        f"{concept or 'not in the lexicon'}  {language} {status}  {sum(years.values())}  ({_years(years)})"
        for (concept, language, status), years in sorted(found.items(), key=lambda one: (one[0][0], order(one[0][1])))
    )
    return "".join(f"{line}\n" for line in lines)


def _years(years: Mapping[str, int]) -> str:
    return ", ".join(f"{year or 'no date'}: {years[year]}" for year in sorted(years))


def dictionary_text(found: Iterable[Correspondence]) -> str:
    """A line a pair, under the form that it begins with."""
    lines: list[str] = []
    last = None
    for one in found:
        if one.left != last:
            lines.append(one.left or "(no verb)")
            last = one.left
        measures = f"Dice {one.dice:.2f}, log-likelihood {one.likelihood:.1f}"
        seen = f"clauses {one.clauses} ({one.official} official), documents {one.documents}"
        lines.append(f"  {one.right or '(no verb)'}: {seen}, {measures}")
    return "".join(f"{line}\n" for line in lines)


def lexicon_toml(found: Sequence[Proposal], places: Mapping[Proposal, Occurrence], least: int, share: float) -> str:
    """Proposals as lines for the language files, each with its evidence as a comment."""
    head = [
        "# Proposals for pipeline/languages/<code>.toml, to be reviewed: put what is right into its [verbs].",
        f"# Threshold: {least} clauses or more, and {share:.0%} of those about which the other languages agree.",
        "# number is a guess (sg: the Council alone). Only what was read in an official text is called attested.",
    ]
    return "".join(f"{line}\n" for line in (*head, *(line for one in found for line in _entry(one, places[one]))))


def _entry(one: Proposal, place: Occurrence) -> Iterator[str]:
    known = f"known as {', '.join(one.known)}" if one.known else "not in the lexicon"
    official = f"{one.official} in official texts, {one.clauses - one.official} in specimens"
    yield ""
    yield f"# {one.language}: {_comment(one.form)}, {known}"
    yield f"# opposite {one.concept} in {one.clauses} of {one.judged} clauses ({official}), documents: {one.documents};"
    yield f"# {one.witnessed} with official texts alone for witnesses; for example {_where(place)}"
    for said in place.said:
        if said.form:
            yield f"#   {_comment(f'{said.language} {said.status}: {said.form}')}"
    yield f"[[{one.language}.verbs.{one.concept}]]"
    yield f"text = {_quoted(one.form)}"
    yield 'number = "sg"'
    if one.official:
        yield "attested = true"
        yield f"source = {_quoted(f'{place.document.printed} {one.language}')}"


def _where(place: Occurrence) -> str:
    return f"{place.document.printed} {place.place}"


def _comment(text: str) -> str:
    """A text that cannot leave its line."""
    return "".join(c if c.isprintable() else " " for c in text)


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
