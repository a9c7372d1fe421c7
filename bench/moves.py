"""Moves planted at random in texts of points and clauses, with and without edits inside, and texts without a move."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from specimens import parsed  # noqa: E402

from bench.comparison import points  # noqa: E402
from pipeline.compare import apply, compare, segments  # noqa: E402
from pipeline.model import Op  # noqa: E402

TRIALS = 400


def main() -> None:
    """Print how many planted moves were found, and how many moves were told that nobody planted."""
    rng = random.Random(11)
    text = " ".join(part.full_text for part in parsed("nl", "adopted")[1].parts)
    vocabulary = sorted(set(re.findall(r"\w+", text)))
    found = false = false_without = 0
    for trial in range(TRIALS):
        old = [[sentence(rng, vocabulary) for _ in range(3)] for _ in range(12)]
        new = [[edited(rng, clause, vocabulary, 0.2) for clause in point] for point in old]
        without = points(old), points(new)
        false_without += sum(change.op is Op.MOVE for change in compare(*without).changes)
        origin, goal = rng.sample(range(12), 2)
        moved = edited(rng, new[origin].pop(rng.randrange(3)), vocabulary, trial % 2)
        new[goal].insert(rng.randrange(len(new[goal]) + 1), moved)
        pair = points(old), points(new)
        comparison = compare(*pair)
        assert apply(pair[0], comparison) == segments(pair[1])
        moves = [change for change in comparison.changes if change.op is Op.MOVE]
        found += any(change.after == moved for change in moves)
        false += sum(change.after != moved for change in moves)
    print(
        f"{TRIALS} moves planted, half of them with edits inside: found {found / TRIALS:.3f}, other moves told {false}"
    )
    print(f"{TRIALS} texts with edits and without a move: moves told {false_without}")


def sentence(rng: random.Random, vocabulary: list[str]) -> str:
    """A clause of random words."""
    return " ".join(rng.choices(vocabulary, k=rng.randint(8, 40))) + ";"


def edited(rng: random.Random, clause: str, vocabulary: list[str], share: float) -> str:
    """With this probability, a clause in which one word in ten is another."""
    words = clause.split()
    if rng.random() < share:
        for _ in range(1 + len(words) // 10):
            words[rng.randrange(len(words) - 1)] = rng.choice(vocabulary)
    return " ".join(words)


if __name__ == "__main__":
    main()
