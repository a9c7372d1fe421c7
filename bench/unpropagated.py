"""Changes of the specimens undone in one language: is each found there, and nothing else?

Every change in every language, in rounds in which no language and no change comes twice; then single pairs at random.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
from specimens import parsed  # noqa: E402
from undoing import changes_to_undo, every_pair_once, random_pairs, undone  # noqa: E402

from pipeline.align import align  # noqa: E402
from pipeline.compare import compare  # noqa: E402
from pipeline.compare.propagation import propagate  # noqa: E402
from pipeline.languages import PROTOCOL_ORDER  # noqa: E402
from pipeline.model import Alignment, Expression, Propagation, Reach  # noqa: E402

Texts = dict[str, Expression]

SINGLE = 8


def main() -> None:
    """Print how many of the undone changes were found, and what else was."""
    began = time.process_time()
    old = {code: parsed(code, "rev1")[1] for code in PROTOCOL_ORDER}
    new = {code: parsed(code, "adopted")[1] for code in PROTOCOL_ORDER}
    changes = {code: compare(old[code], new[code]).changes for code in PROTOCOL_ORDER}
    places = {code: changes_to_undo(changes[code]) for code in PROTOCOL_ORDER}
    count = len(places[PROTOCOL_ORDER[0]])
    before = align(list(old.values()))
    rounds = [
        *every_pair_once(PROTOCOL_ORDER, count),
        *([pair] for pair in random_pairs(PROTOCOL_ORDER, count, SINGLE, 7)),
    ]
    tally: Counter[str] = Counter()
    for pairs in rounds:
        texts = dict(new)
        expected: set[tuple[str, str, str]] = set()
        for code, place in pairs:
            change = changes[code][places[code][place]]
            texts[code] = undone(old[code], new[code], change)
            expected.add((code, str(change.op), change.old_eids[0] if change.old_eids else change.new_eids[0]))
        found = _findings(old, texts, before)
        tally["undone"] += len(expected)
        tally["found"] += len(expected & found)
        tally["more"] += len(found - expected)
        for one in sorted(expected ^ found):
            print("missed" if one in expected else "more", *one, file=sys.stderr)
    print(f"{count} changes × {len(PROTOCOL_ORDER)} languages in rounds, and {SINGLE} single pairs at random")
    print(f"undone {tally['undone']}, found {tally['found']}, other findings {tally['more']}")
    print(f"{time.process_time() - began:.0f} s of processor time, {len(rounds)} alignments of 24 languages")


def _findings(old: Texts, texts: Texts, before: Alignment) -> set[tuple[str, str, str]]:
    """(language, operation, eId) of all that is not reached or differs; the eId as in the untouched comparison."""
    after = align(list(texts.values()))
    comparisons = [compare(old[code], texts[code]) for code in texts]
    found: set[tuple[str, str, str]] = set()
    for one in propagate(comparisons, before, after):
        for reached in one.reached:
            if reached.reach is not Reach.YES:
                found.add((reached.language, str(one.change.op), _eid(one, reached.language, before, after)))
    return found


def _eid(one: Propagation, code: str, before: Alignment, after: Alignment) -> str:
    """The eId that this language has for the row of a change."""
    key = one.change.old_eids[0] if one.change.old_eids else one.change.new_eids[0]
    rows = before if one.change.old_eids else after
    row = next((row for row in rows.rows if key in row.cell(one.language)), None)
    own = row.cell(code) if row else ()
    return own[0] if own else key


if __name__ == "__main__":
    main()
