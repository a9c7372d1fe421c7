"""Recall of the findings on planted defects, and what they say where nothing was planted: `make bench`, or

    python -m bench.seeded_divergences [--each N] [--sample N] [--jobs N] [--panel N] [--missed] [--only NAME]

One defect at a time is planted in one language version of one document (`bench/defects`), which is then parsed, aligned
and checked anew; `--each` defects of each kind in each language and document, of which `--sample` takes a part by
chance. It counts as found when a rule that fits names the language at the place.

What is not done anew, to stay within minutes:
- the other languages are parsed once; what pure functions say of the same words is remembered;
- where the defect leaves the parts of the text as they were (a verb, a figure), the rows are kept and all 24 languages
  checked. One such defect in 25 is aligned anew with all 24, and the last lines say how often rows came out otherwise;
- where it changes the parts (a clause left out), the language is aligned anew with 5 others, taken in turn.
With `--panel N` each defect is aligned and checked with N languages in all, as somebody would who has no more.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import Pool
from time import perf_counter

from specimens import ROOT, VERSIONS, parsed

import pipeline.align.segments as segments
import pipeline.operative.lexicon as lexicon
from bench.defects import OTHER_LANGUAGE, PLAIN, WITH_PHRASE, Defect, Specimen, with_phrase
from pipeline.align import align
from pipeline.align.concepts import settle_concepts
from pipeline.align.identity import carry_wids, with_wids
from pipeline.build import view_dossier
from pipeline.check import check
from pipeline.compare import compare
from pipeline.corpus import load_dossier
from pipeline.findings import Finding, Severity
from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import Alignment, Comparison, Expression, Source
from pipeline.operative import add_clauses
from pipeline.parse import parse
from pipeline.site import DossierView

PANEL = 6  # languages aligned anew where a defect changes the parts of a text
AGAIN = 25  # of so many defects that leave the parts alone, one is aligned anew all the same
ARTICLE = {
    "bg": "член 47", "es": "artículo 47", "cs": "článek 47", "da": "artikel 47", "de": "Artikel 47",
    "et": "artikkel 47", "el": "άρθρο 47", "en": "Article 47", "fr": "article 47", "ga": "Airteagal 47",
    "hr": "članak 47.", "it": "articolo 47", "lv": "47. pants", "lt": "47 straipsnis", "hu": "47. cikk",
    "mt": "Artikolu 47", "nl": "artikel 47", "pl": "art. 47", "pt": "artigo 47.º", "ro": "articolul 47",
    "sk": "článok 47", "sl": "člen 47", "fi": "47 artikla", "sv": "artikel 47",
}  # fmt: skip

Task = tuple[str, str, int, bool, int, bool]
"""Language, version, number of the plant, whether with the phrase, number of the try, align anew."""


@dataclass(frozen=True)
class Outcome:
    """What the checks said of one defect.

    `astray` are new findings about other languages, `rows_kept` is None where it was not tried.
    """

    kind: str
    code: str
    version: str
    told: str
    found: bool
    rules: tuple[str, ...]
    besides: tuple[str, ...]
    astray: tuple[str, ...]
    rows_kept: bool | None


class Base:
    """The specimens of one document as they are, or with the phrase, aligned."""

    def __init__(self, version: str, *, phrase: bool = False) -> None:
        view = _view()
        self.version = version
        self.before = view.documents[0] if version == "adopted" else None
        document = view.documents[VERSIONS[version]]
        self.alignment = document.alignment
        self.texts = {one.language: one for one in document.expressions}
        self.sources = {code: parsed(code, version)[0] for code in self.texts}
        if phrase:
            self.sources = {code: with_phrase(self.specimen(code), ARTICLE[code]) for code in self.texts}
            self.texts = self.settled({code: self.expression(code, self.sources[code]) for code in self.texts})
        self.findings: dict[str, tuple[Finding, ...]] = {
            "": check(self.alignment, tuple(self.texts.values()), self.comparisons(self.texts))
        }

    def specimen(self, code: str) -> Specimen:
        """One language, to plant a defect in."""
        return Specimen(code, self.version, self.sources[code], self.texts[code])

    def expression(self, code: str, source: Source) -> Expression:
        """Parsed as the file of this language."""
        old = self.texts[code]
        return add_clauses(parse(source, load(code), old.id, old.provenance), load(code))

    def settled(self, texts: dict[str, Expression], alignment: Alignment | None = None) -> dict[str, Expression]:
        """With concepts and wIds as the rows have them."""
        rows = alignment or self.alignment
        return {one.language: with_wids(one, rows) for one in settle_concepts(list(texts.values()), rows)}

    def comparisons(self, texts: dict[str, Expression]) -> list[Comparison]:
        """With the document before, if there is one."""
        if self.before is None:
            return []
        return [_compared(old, texts[old.language]) for old in self.before.expressions if old.language in texts]

    def aligned(self, texts: dict[str, Expression]) -> tuple[Alignment, dict[str, Expression]]:
        """Align anew and take over the wIds, as the build does."""
        alignment = align(texts.values())
        if self.before is not None:
            alignment = carry_wids(alignment, self.before.alignment, self.comparisons(texts))
        return alignment, self.settled(texts, alignment)

    def panel(self, code: str, size: int) -> dict[str, Expression]:
        """A language with some others, taken in turn."""
        at = PROTOCOL_ORDER.index(code)
        codes = [PROTOCOL_ORDER[(at + (24 // size) * i) % 24] for i in range(size)]
        return {one: self.texts[one] for one in sorted(codes, key=PROTOCOL_ORDER.index)}

    def try_out(self, code: str, defect: Defect, *, again: bool, panel: int) -> Outcome:
        """Plant, parse, align, check."""
        new = self.expression(code, defect.source)
        rows_kept = None
        if not panel and parts(new) == parts(self.texts[code]) and not defect.moves:
            texts = {**self.texts, code: new}
            if again:
                alignment, texts = self.aligned(texts)
                rows_kept = cells(alignment) == cells(self.alignment)
            else:
                alignment, texts = self.alignment, self.settled(texts)
            known = self.findings[""]
        else:
            some = self.panel(code, panel or PANEL)
            if code not in self.findings:
                alignment, texts = self.aligned(some)
                self.findings[code] = check(alignment, tuple(texts.values()), self.comparisons(texts))
            alignment, texts = self.aligned({**some, code: new})
            known = self.findings[code]
        found = check(alignment, tuple(texts.values()), self.comparisons(texts))
        names = self.names(alignment, code)
        found = tuple(replace(one, wid=names.get(one.wid, one.wid)) for one in found)
        return outcome(code, self.version, defect, known, found, rows_kept)

    def names(self, alignment: Alignment, code: str) -> dict[str, str]:
        """wIds as in the rows without the defect: a row is named by its first language, perhaps the altered one."""
        wids = {(other, eid): row.wid for row in self.alignment.rows for other, eids in row.cells for eid in eids}
        names = {}
        for row in alignment.rows:
            votes = Counter(wids[other, eid] for other, eids in row.cells for eid in eids if other != code)
            if votes:
                names[row.wid] = max(votes, key=lambda wid: votes[wid])
        return names


def outcome(
    code: str, version: str, defect: Defect, known: Sequence[Finding], found: Sequence[Finding], rows_kept: bool | None
) -> Outcome:
    """Sort the findings that were not there before into hits, others of this language, and strays."""
    marks = {finding.fingerprint for finding in known}
    shared = {(finding.rule, finding.wid): set(finding.languages) for finding in known}
    new = [f for f in found if f.fingerprint not in marks]
    own = [f for f in new if code in f.languages]
    hit = [f for f in own if f.rule in defect.expected and (not defect.wids or f.wid in defect.wids)]
    stray = [f for f in new if code not in f.languages and not set(f.languages) <= shared.get((f.rule, f.wid), set())]
    return Outcome(
        defect.kind,
        code,
        version,
        defect.told,
        bool(hit),
        tuple(sorted({f.rule for f in hit})),
        tuple(f.rule for f in own if f.rule not in defect.expected),
        tuple(f"{f.rule}: {f.message}" for f in stray),
        rows_kept,
    )


def parts(text: Expression) -> list[tuple[str, str]]:
    """What rows are made of."""
    return [(part.kind, part.eid) for part in text.walk()] + [(note.eid, note.anchor) for note in text.notes]


def cells(alignment: Alignment) -> list[object]:
    """The rows without scores and names."""
    return [row.cells for row in alignment.rows]


@cache
def _view() -> DossierView:
    return view_dossier(load_dossier(ROOT / "corpus" / "2022-research-innovation"))[0]


@cache
def _compared(old: Expression, new: Expression) -> Comparison:
    return compare(old, new)


@cache
def base(version: str, phrase: bool) -> Base:
    """Made once."""
    return Base(version, phrase=phrase)


def remember() -> None:
    """Keep what pure functions say of a text: all but one paragraph is the same at each try."""
    by_start: Callable[..., object] = lexicon._by_start
    known: dict[tuple[int, str], object] = {}

    def once(language: object, doc: object, words: lexicon._Words) -> object:
        key = (id(language), words.text)
        if key not in known:
            known[key] = by_start(language, doc, words)
        return known[key]

    lexicon._by_start = once  # type: ignore[assignment]
    segments.features = cache(segments.features)  # type: ignore[assignment]


def trial(task: tuple[Task, int]) -> Outcome | None:
    """One defect; None where the text has nothing to plant it in."""
    (code, version, number, phrase, attempt, again), panel = task
    plant = (WITH_PHRASE if phrase else PLAIN)[number]
    chance = random.Random(f"{code} {version} {plant.__name__} {number} {phrase}")
    here = base(version, phrase)
    found = plant(here.specimen(code), here.specimen(OTHER_LANGUAGE.get(code, "en")), chance)
    defect = next((one for i, one in enumerate(found) if i == attempt), None)
    return here.try_out(code, defect, again=again, panel=panel) if defect else None


def tasks(each: int, sample: int, only: str) -> list[Task]:
    """What to plant: the same at each run."""
    found = [
        (code, version, number, phrase, attempt)
        for version in VERSIONS
        for phrase, plants in ((False, PLAIN), (True, WITH_PHRASE))
        for code in PROTOCOL_ORDER
        for number, plant in enumerate(plants)
        for attempt in range(each)
        if only in plant.__name__
    ]
    chance = random.Random(20220610)
    chosen = sorted(chance.sample(range(len(found)), min(sample or len(found), len(found))))
    return [(*found[i], chance.randrange(AGAIN) == 0) for i in chosen]


def report(outcomes: Sequence[Outcome], *, missed: bool) -> None:
    """Recall by kind of defect, and what was said beside the point."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_kind[one.kind].append(one)
    print(f"{'defect':31} {'planted':>7} {'found':>5} {'recall':>6}  found by")
    for kind, found in by_kind.items():
        rules = Counter(rule for one in found for rule in one.rules)
        print(f"{kind:31} {_row(found)}  {', '.join(f'{rule} {n}' for rule, n in rules.most_common())}")
        for one in found if missed else ():
            if not one.found:
                print(f"    missed in {one.code} {one.version}: {one.told}  {one.besides}")
    print(f"{'all':31} {_row(outcomes)}")
    worst = min((sum(o.found for o in outcomes if o.code == c) / max(1, sum(o.code == c for o in outcomes)), c)
                for c in {o.code for o in outcomes})  # fmt: skip
    print(f"lowest language: {worst[1]} {worst[0]:.3f}")
    astray = [said for one in outcomes for said in one.astray]
    print(f"new findings about languages in which nothing was planted: {len(astray)} in {len(outcomes)} trials")
    for said, times in Counter(astray).most_common(30 if missed else 5):
        print(f"    {times} x {said[:150]}")
    besides = Counter(rule for one in outcomes for rule in one.besides)
    said = ", ".join(f"{n} {rule}" for rule, n in besides.most_common()) or "nothing"
    print(f"also said of the language with the defect: {said}")
    again = [one.rows_kept for one in outcomes if one.rows_kept is not None]
    print(f"aligned anew with all though the parts were the same: {len(again)}; rows altered: {again.count(False)}")


def _row(found: Sequence[Outcome]) -> str:
    hits = sum(one.found for one in found)
    return f"{len(found):7} {hits:5} {hits / max(1, len(found)):6.3f}"


def untouched() -> None:
    """The findings on the specimens as they are, each in full."""
    for version in VERSIONS:
        found = base(version, phrase=False).findings[""]
        mean = sum(len(finding.languages) for finding in found if finding.severity is not Severity.INFO) / 24
        print(
            f"untouched, {version}: {len(found)} findings in 24 languages; errors and warnings a language: {mean:.2f}"
        )
        for finding in found:
            print(f"    {finding.severity} {finding.rule}: {finding.message}")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--sample", type=int, default=2400)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--panel", type=int, default=0, help="always align and check with so many languages")
    parser.add_argument("--missed", action="store_true", help="show each defect that was not found")
    parser.add_argument("--only", default="", help="only plants whose name contains this")
    given = parser.parse_args()
    start = perf_counter()
    remember()
    untouched()
    for version in VERSIONS:
        base(version, phrase=True)
    work = [(task, given.panel) for task in tasks(given.each, given.sample, given.only)]
    with Pool(given.jobs) as pool:
        outcomes = []
        for done, one in enumerate(pool.imap(trial, work, chunksize=20), 1):
            outcomes += [one] if one else []
            if one and not one.found and given.missed:
                print(f"missed: {one.kind} in {one.code} {one.version}: {one.told}  {one.besides}", file=sys.stderr)
            if done % 200 == 0:
                hits = sum(one.found for one in outcomes)
                print(f"{done} of {len(work)}: {hits} of {len(outcomes)} found", file=sys.stderr, flush=True)
    report(outcomes, missed=given.missed)
    print(f"{perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
