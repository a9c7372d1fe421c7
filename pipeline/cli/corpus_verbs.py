"""The commands on the verbs of a whole corpus: concordance, dictionary, lexicon; one document after another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import CORPUS
from pipeline.cli.printing import progress_bar
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from pipeline.concordance import Counts, Occurrence, Opposite, Proposal, Use
    from pipeline.export.tables import Table

_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True
)


@click.command()
@click.argument("wanted", required=False, default="")
@CORPUS
@click.option("--lang", default="", help="Languages to print, as nl,fr; else all.")
@click.option("--counts", "counted", is_flag=True, help="Only the counts by year.")
@_FORMAT
def concordance(wanted: str, corpus: Path, lang: str, counted: bool, form: str) -> None:
    """Every clause of the corpus whose operative verb is a concept, or a printed form, with its verb in each language.

    WANTED is a concept (invite) or a form in any language (VERZOEKT); without it all are printed. Official texts and
    specimens are counted apart, by year.

    \b
    Examples:
      conclusio concordance invite --lang en,nl
      conclusio concordance VERZOEKT --format csv
      conclusio concordance --counts
    """
    from pipeline.concordance import merged, uses
    from pipeline.export.concordance import concordance_table, concordance_view, counts_table, counts_text
    from pipeline.export.concordance import occurrence_text as text

    codes = _languages(lang)
    kept: list[Occurrence] = []

    def each() -> Iterator[Counts[Use]]:
        for document in _documents(corpus):
            found = [one for one in document if _is_wanted(one, wanted)]
            if form == "text" and not counted:
                click.echo("".join(f"{text(one, codes)}\n" for one in found), nl=False)
            elif not counted:
                kept.extend(found)
            yield uses(found)

    total = _of(merged(each()), codes)
    if wanted and not total.entries:
        raise ReadError(f"{wanted!r} is neither a concept nor a printed form of a verb here", where=str(corpus))
    if form == "json":
        _print_json(concordance_view(wanted, kept, total))
    elif form == "csv":
        _print_csv(counts_table(total) if counted else concordance_table(kept, codes))
    else:
        click.echo(counts_text(total), nl=False)


@click.command()
@CORPUS
@click.option("--from", "left", required=True, help="Language to look up.")
@click.option("--to", "right", required=True, help="Language beside it.")
@_FORMAT
def dictionary(corpus: Path, left: str, right: str, form: str) -> None:
    """Which operative verb of one language stands opposite which of another, learned from the rows of the corpus.

    Dice says how seldom two forms part (1 for never), the log-likelihood ratio how little chance explains it.

    Example: conclusio dictionary --from nl --to en
    """
    from pipeline.concordance import correspondences, merged, pairs
    from pipeline.export.concordance import dictionary_table, dictionary_text, dictionary_view
    from pipeline.languages import load

    for code in (left, right):
        load(code)
    counts = merged(pairs(document, left, right) for document in _documents(corpus))
    if not counts.entries:
        raise ReadError(f"no document has verbs in both {left!r} and {right!r}", where=str(corpus))
    found = correspondences(counts)
    if form == "json":
        _print_json(dictionary_view(left, right, found))
    elif form == "csv":
        _print_csv(dictionary_table(left, right, found))
    else:
        click.echo(dictionary_text(found), nl=False)


@click.command()
@CORPUS
@click.option("--lang", default="", help="Languages, as nl,fr; else all.")
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, help="Clauses that a proposal needs.")
@click.option(
    "--share", type=click.FloatRange(0, 1), default=0.75, show_default=True, help="Share of a form's clauses, too."
)
@click.option("--write", "output", type=click.Path(path_type=Path), help="Write the proposals to this file.")
@_FORMAT
def lexicon(corpus: Path, lang: str, least: int, share: float, output: Path | None, form: str) -> None:
    """Propose forms of verbs that the language files lack, or have for another concept; with the evidence, as TOML.

    The other languages of a row say what a form stands opposite to. The language files are never written: a person
    reviews the proposals and puts in what is right.

    \b
    Examples:
      conclusio lexicon --lang nl
      conclusio lexicon --least 5 --write proposals.toml
    """
    from pipeline.concordance import proposals
    from pipeline.export.concordance import lexicon_table, lexicon_toml, lexicon_view
    from pipeline.export.csv import csv_table
    from pipeline.export.json import dump

    codes = _languages(lang)
    counts, examples = _opposites(corpus)
    found = [one for one in proposals(counts, least, share) if not codes or one.language in codes]
    places = {one: _example(one, examples) for one in found}
    if form == "json":
        data = dump(lexicon_view(found, places, least, share)).encode()
    elif form == "csv":
        data = csv_table(lexicon_table(found, places))
    else:
        data = lexicon_toml(found, places, least, share).encode()
    if output:
        from pipeline.corpus.store import write_whole

        write_whole(output, data)
    else:
        sys.stdout.buffer.write(data)
    click.echo(f"proposals: {len(found)}", err=True)


_Examples = dict[tuple[str, str, str, bool], "Occurrence"]


def _opposites(corpus: Path) -> tuple[Counts[Opposite], _Examples]:
    """What stands opposite each form, and the first place of each, official or not."""
    from pipeline.concordance import merged, opposites

    examples: _Examples = {}

    def counted() -> Iterator[Counts[Opposite]]:
        for document in _documents(corpus):
            for row in document:
                for one in row.said:
                    if one.opposite:
                        examples.setdefault((one.language, one.form, one.opposite, one.status == "official"), row)
            yield opposites(document)

    return merged(counted()), examples


def _example(one: Proposal, examples: _Examples) -> Occurrence:
    return examples[one.language, one.form, one.concept, bool(one.official)]


def _documents(corpus: Path) -> Iterator[list[Occurrence]]:
    """The occurrences of each document of the corpus."""
    from pipeline.build import view_dossier
    from pipeline.concordance import occurrences
    from pipeline.corpus import dossier_folders, load_dossier

    for folder in dossier_folders(corpus):
        with progress_bar() as progress:
            view, _ = view_dossier(load_dossier(folder), progress)
        for one in view.documents:
            yield list(occurrences(view.slug, one.date, one.alignment, one.expressions))


def _is_wanted(one: Occurrence, wanted: str) -> bool:
    """Whether a row has the concept or, in any language, the form that is asked for."""
    from pipeline.languages.folding import fold

    if not wanted or one.concept == wanted:
        return True
    return any(fold(said.form) == fold(" ".join(wanted.split())) for said in one.said if said.form)


def _of(counts: Counts[Use], codes: tuple[str, ...]) -> Counts[Use]:
    from pipeline.concordance import Counts

    return Counts(tuple(entry for entry in counts if not codes or entry[0].language in codes))


def _languages(lang: str) -> tuple[str, ...]:
    """The codes of an option. Raises LanguageError for one that is not of the 24."""
    from pipeline.languages import load

    return tuple(load(one.strip()).code for one in lang.split(",") if one.strip())


def _print_json(view: dict[str, object]) -> None:
    from pipeline.export.json import dump

    click.echo(dump(view), nl=False)


def _print_csv(table: Table) -> None:
    from pipeline.export.csv import csv_table

    sys.stdout.buffer.write(csv_table(table))
