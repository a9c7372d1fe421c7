"""Points and operative verbs in 93 real Dutch texts, 1961 to 2012, one line each: `python -m bench.nl_council FOLDER`.

The texts are resolutions and conclusions of the Council from EUR-Lex; they are not part of this project, and where
they are not there the command says so. What should be found is estimated without the pipeline and without its lists
of verbs, by the shape of the words alone:

- numbers: the longest chains "1. … 2. … 3. …" in which each number but the first follows a stop, or "and" after one;
- verbs: runs of words in capitals that stand where a clause can begin (after a stop, a label, a word that joins
  clauses, or the name of the Council) and hold a word that ends as Dutch verbs do: -t, -end, -ende, or one of few
  irregular or plural forms. A second verb-shaped word in the run is not counted.

A verb that the pipeline finds and the estimate does not have counts as false, one of the estimate that it does not
find as missed; both were looked at one by one, see docs/benchmarks.md.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.build import make_expression
from pipeline.ids import UNKNOWN, ExpressionId
from pipeline.model import Expression, Kind, Provenance, Status

WORST = 10
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_RUN = re.compile(rf"(?<![\w-]){_CAPITAL}{{2,}}(?:[ -]+{_CAPITAL}{{2,}})*(?!\w)")
_VERB = re.compile(r"\w{3,}(?:T|END|ENDE)")
_IRREGULAR = frozenset("IS ROEPEN SPOREN STELLEN VERBINDEN GEZIEN OVERTUIGD INGENOMEN BEWUST VERWIJZING LICHT".split())
_NO_VERB = frozenset("LICHT BERICHT".split())
_BEGINS = re.compile(
    r"(?:^|[.;:,)_–—-]|\b[IVX]+|\b(?:en|alsmede|voorts|maar|tevens)|RAAD|RAAD VAN DE EUROPESE \w+)\s*$"
)
_NUMBER = re.compile(r"(?<![^\s;:.,)])(\d{1,2}) ?\.\s*(?=[^\W\d_(\"„])")


@dataclass(frozen=True)
class Measure:
    """What is expected and what was found in one text."""

    name: str
    numbers: int
    numbered: int
    points: int
    expected: Counter[str]
    found: Counter[str]
    lost: int
    small: int

    @property
    def missed(self) -> Counter[str]:
        return self.expected - self.found

    @property
    def false(self) -> Counter[str]:
        return self.found - self.expected

    @property
    def faults(self) -> int:
        return self.missed.total() + self.false.total() + abs(self.numbers - self.numbered) + self.lost

    @property
    def reason(self) -> str:
        parts = [
            f"missed {_words(self.missed)}" if self.missed else "",
            f"false {_words(self.false)}" if self.false else "",
            f"numbers {self.numbered} of {self.numbers}" if self.numbers != self.numbered else "",
            f"{self.lost} characters lost" if self.lost else "",
        ]
        return "; ".join(part for part in parts if part)


def _words(count: Counter[str]) -> str:
    return " ".join(f"{word}×{n}" if n > 1 else word for word, n in sorted(count.items()))


def expected_verbs(text: str) -> Counter[str]:
    """One verb-shaped word for each run of capitals at the beginning of a clause."""
    found: Counter[str] = Counter()
    for run in _RUN.finditer(text):
        if _BEGINS.search(text[: run.start()]) or run[0].startswith("DE RAAD "):
            words = (word for word in re.split("[ -]+", run[0]) if _is_verb(word))
            found.update([verb] if (verb := next(words, "")) else [])
    return found


def _is_verb(word: str) -> bool:
    return word in _IRREGULAR or (bool(_VERB.fullmatch(word)) and word not in _NO_VERB)


def expected_numbers(text: str) -> int:
    """The numbers of all chains 1, 2, …; a chain of one does not count."""
    open_chains: list[int] = []
    count = 0
    for match in _NUMBER.finditer(text):
        number = int(match[1])
        stop = text[: match.start()].rstrip().removesuffix(" en")[-1:] in ".;:,)"
        if number == 1:
            open_chains.append(1)
            continue
        at = next((i for i in range(len(open_chains) - 1, -1, -1) if open_chains[i] == number - 1), -1)
        if at >= 0 and stop:
            count += 2 if number == 2 else 1
            open_chains[at:] = [number]
    return count


def measure(name: str, text: str) -> Measure:
    """Read one text with the pipeline and hold it against the estimate."""
    id = ExpressionId("", UNKNOWN, "nl")
    _, expression = make_expression(text.encode(), name, "txt", id, Provenance(Status.OFFICIAL))
    expected = expected_verbs(" ".join(text.split()))
    parts = list(expression.walk())
    numbered = sum(bool(re.fullmatch(r"\d{1,2} ?\.|\d{1,2}(\.\d{1,2})+ ?\.?", part.num)) for part in parts)
    points = sum(part.kind is Kind.POINT for part in parts)
    found = Counter(_key(part.verb.text, expected) for part in parts if part.verb and _in_capitals(part.verb.text))
    small = sum(bool(part.verb) and not _in_capitals(part.verb.text) for part in parts)
    lost = _letters(text) - sum(_letters(part.num + part.text) for part in parts) - _in_notes(expression)
    return Measure(name, expected_numbers(" ".join(text.split())), numbered, points, expected, found, lost, small)


def _in_capitals(verb: str) -> bool:
    return verb.split()[0].isupper()


def _key(verb: str, expected: Counter[str]) -> str:
    """The word by which a found verb is known: the first that the estimate has, else the first."""
    words = re.findall(r"[^\W\d_]+", verb)
    return next((word for word in words if word in expected), words[0])


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _in_notes(expression: Expression) -> int:
    return sum(_letters(note.mark + note.text) for note in expression.notes)


def main() -> None:
    """Print the totals, the texts without points or verbs, and the worst texts with the reason."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/data/nl-council/txt")
    files = sorted(folder.glob("*.txt"))
    if not files:
        print(f"skipped: no texts in {folder}; name the folder that holds them")
        return
    measures = [measure(path.stem, path.read_text(encoding="utf-8")) for path in files]
    expected = sum((one.expected for one in measures), Counter[str]())
    found = sum((one.found for one in measures), Counter[str]())
    missed, false = sum(one.missed.total() for one in measures), sum(one.false.total() for one in measures)
    print(f"texts                {len(measures)}")
    print(f"points               {sum(one.points for one in measures)}")
    print(f"numbers              {sum(one.numbered for one in measures)} of {sum(one.numbers for one in measures)}")
    small = sum(one.small for one in measures)
    print(f"verbs in small letters {small}, in texts that have none in capitals")
    print(f"verbs in capitals    {found.total()} found, {expected.total()} expected, {missed} missed, {false} false")
    for label, names in (
        ("no point", [one.name for one in measures if not one.points]),
        ("no verb, one expected", [one.name for one in measures if not one.found and one.expected]),
        ("no capitals, so no verb", [one.name for one in measures if not one.found and not one.expected]),
    ):
        print(f"{label:24} {len(names)}: {' '.join(names)}")
    worst = sorted(measures, key=lambda one: (-one.faults, one.name))
    for one in worst[:WORST]:
        print(f"{one.faults:4} {one.name}: {one.reason or 'nothing'}")


if __name__ == "__main__":
    main()
