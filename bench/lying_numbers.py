"""Numbers that lie: one language of twelve damaged, seeded: `python -m bench.lying_numbers`.

The damage is done to the file as received, at the numbers of its points, so that reading and parsing are tried too.
A row is right when it holds in each language the words that it held before; a defect is reported when a notice of the
alignment names the language and the point.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable

from specimens import ROOT, VERSIONS, parsed

from pipeline.align import align
from pipeline.build import make_expression
from pipeline.corpus import load_dossier, read_bytes
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Alignment, Expression, Kind

SEEDS = 6
Numbers = dict[int, int | None]  # what is printed at the points 1, 2, …; None: nothing


def shift(rng: random.Random, points: int) -> tuple[Numbers, list[int]]:
    """All numbers one too high from some point on."""
    first = rng.randint(2, points - 1)
    return {n: n + 1 for n in range(first, points + 1)}, [first]


def swap(rng: random.Random, points: int) -> tuple[Numbers, list[int]]:
    """Two points with the number of each other."""
    a, b = rng.sample(range(1, points + 1), 2)
    return {a: b, b: a}, [a, b]


def drop(rng: random.Random, points: int) -> tuple[Numbers, list[int]]:
    """One point without its number."""
    gone = rng.randint(2, points)
    return {gone: None}, [gone]


def merge(rng: random.Random, points: int) -> tuple[Numbers, list[int]]:
    """One point runs into the one before; all later ones count on."""
    gone = rng.randint(2, points)
    return {gone: None, **{n: n - 1 for n in range(gone + 1, points + 1)}}, [gone]


def double(rng: random.Random, points: int) -> tuple[Numbers, list[int]]:
    """One number printed twice."""
    again = rng.randint(2, points)
    return {again: again - 1}, [again]


DAMAGES: tuple[Callable[[random.Random, int], tuple[Numbers, list[int]]], ...] = (shift, swap, drop, merge, double)


def damaged(language: str, version: str, printed: Numbers) -> Expression:
    """The specimen read anew with other numbers printed at its points."""
    document = load_dossier(ROOT / "corpus" / "2022-research-innovation").documents[VERSIONS[version]]
    file = next(file for file in document.files if file.id.expression.language == language)
    lines = read_bytes(file.path).decode("utf-8").split("\n")
    wanted = 1
    for at, line in enumerate(lines):
        match = re.match(r"(\s*)(\d{1,2})(\.\s*)(?=\S)", line)
        if match and int(match[2]) == wanted:
            number = printed.get(wanted, wanted)
            lines[at] = (f"{match[1]}{number}{match[3]}" if number else match[1]) + line[match.end() :]
            wanted += 1
    data = "\n".join(lines).encode("utf-8")
    return make_expression(data, file.path.name, "txt", file.id.expression, file.provenance)[1]


def words(text: str) -> str:
    """The text without spaces and figures at its start."""
    return "".join(text.split()).lstrip("0123456789.")


def right(alignment: Alignment, texts: dict[str, Expression], whole: dict[str, Expression]) -> tuple[int, int]:
    """Rows of clauses whose cells all say what the clause said in the undamaged text, and how many there are."""
    names = {code: {words(c.text): c.eid for c in e.of_kind(Kind.CLAUSE)} for code, e in whole.items()}
    own = {code: {c.eid: words(c.text) for c in e.of_kind(Kind.CLAUSE)} for code, e in texts.items()}
    rows = [row for row in alignment.rows if row.kind is Kind.CLAUSE]
    good = 0
    for row in rows:
        said = {names[code].get(own[code][eid], "?") for code, eids in row.cells for eid in eids}
        good += len(said) == 1 and "?" not in said and len(row.cells) == len(texts)
    return good, max(len(rows), max(len(known) for known in names.values()))


def main() -> None:
    """All damages, several times each, in languages, places and companies that the seed picks."""
    good: dict[str, int] = defaultdict(int)
    rows: dict[str, int] = defaultdict(int)
    told: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for damage in DAMAGES:
        for seed in range(SEEDS):
            rng = random.Random(f"{damage.__name__} {seed}")
            codes = rng.sample(PROTOCOL_ORDER, 12)
            version = rng.choice(sorted(VERSIONS))
            whole = {code: parsed(code, version)[1] for code in codes}
            printed, places = damage(rng, len(whole[codes[0]].of_kind(Kind.POINT)))
            texts = whole | {codes[0]: damaged(codes[0], version, printed)}
            alignment = align(texts.values())
            of_clauses, count = right(alignment, texts, whole)
            good[damage.__name__] += of_clauses
            rows[damage.__name__] += count
            for place in places:
                told[damage.__name__][1] += 1
                told[damage.__name__][0] += any(
                    n.message.startswith(f"{codes[0]}:") and re.search(rf"\bpoints? {place}\b", n.message)
                    for n in alignment.notices
                )
            if of_clauses < count:
                print(f"  {damage.__name__} {seed}: {codes[0]} {version} {places}: {of_clauses} of {count} rows")
    for name, count in rows.items():
        print(
            f"{name:7s} rows right {good[name] / count:.4f} ({good[name]} of {count})   "
            f"reported {told[name][0]} of {told[name][1]}"
        )


if __name__ == "__main__":
    main()
