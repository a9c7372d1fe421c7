"""Whether builds became costlier: `python -m bench.guard`; exit code 1 and one line where a ratio is worse.

All figures are ratios within one run on a small corpus, so the machine and its load matter little: no time is compared
with a time of another day. docs/measured/accepted.toml says what is accepted of each ratio, and by how much a run may
exceed it. A ratio that became better is accepted by writing it there.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora import SOURCE, tiny_corpus

from bench.builds import edit
from bench.floor import BUILD, FLOOR, cost, warm

ACCEPTED = Path(__file__).resolve().parent.parent / "docs" / "measured" / "accepted.toml"
LANGUAGES = ("el", "en", "nl")
WORD, OTHER = "onderzoek", "onderzoeking"


@dataclass(frozen=True, slots=True)
class Judged:
    """A ratio as measured, what is accepted, and the most that passes."""

    name: str
    measured: float
    accepted: float
    most: float

    @property
    def worse(self) -> bool:
        """Whether it fails; a ratio that is no number does."""
        return not self.measured <= self.most


def judge(measured: Mapping[str, float], accepted: Mapping[str, Mapping[str, float]]) -> list[Judged]:
    """Each ratio against what is accepted. Raises ValueError where the two do not name the same ratios."""
    if measured.keys() != accepted.keys():
        raise ValueError(f"not in both: {', '.join(sorted(measured.keys() ^ accepted.keys()))}")
    return [
        Judged(name, value, accepted[name]["ratio"], accepted[name]["ratio"] * (1 + accepted[name]["tolerance"]))
        for name, value in measured.items()
    ]


def table(judged: Sequence[Judged]) -> str:
    """All ratios, as text."""
    lines = [f"{'ratio':<28}{'measured':>10}{'accepted':>10}{'most':>10}"]
    lines += [f"{one.name:<28}{one.measured:>10.3f}{one.accepted:>10.3f}{one.most:>10.3f}" for one in judged]
    return "\n".join(lines)


def verdict(judged: Sequence[Judged]) -> str:
    """What is worse, in one line; "" where nothing is."""
    worse = [f"{one.name} is {one.measured:.3f}, at most {one.most:.3f} is accepted" for one in judged if one.worse]
    return f"worse: {'; '.join(worse)}" if worse else ""


def measure(home: Path) -> dict[str, float]:
    """The ratios of one run. Seconds are of the processor, the least of several: other programs add to them."""
    cache = warm(home, LANGUAGES)
    corpus, site = tiny_corpus(home / "corpus", LANGUAGES), home / "site"
    words = (BUILD, corpus, site, home / "memory")
    floor, low = _least(cost(cache, FLOOR, corpus) for _ in range(2))
    first = cost(cache, BUILD, corpus, home / "first", home / "first-memory")
    cold, high = _least([first, cost(cache, *words)])
    texts = sum(path.stat().st_size for path in corpus.glob("*/*/*.txt"))
    written = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    nothing, _ = _least(cost(cache, *words) for _ in range(3))
    changed = []
    for _ in range(2):
        edit(corpus / SOURCE.name, WORD, OTHER)
        changed.append(cost(cache, *words))
    one, _ = _least(changed)
    return {
        "cold to floor": cold / floor,
        "nothing to do, to cold": nothing / cold,
        "one file changed, to cold": one / cold,
        "bytes of site to texts": written / texts,
        "memory to floor": high / low,
    }


def _least(costs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The least seconds and the least memory."""
    seconds, memory = zip(*costs, strict=True)
    return min(seconds), min(memory)


def main() -> None:
    """Measure once and judge."""
    with tempfile.TemporaryDirectory() as scratch:
        measured = measure(Path(scratch))
    judged = judge(measured, tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))["ratios"])
    print(table(judged), flush=True)
    sys.exit(verdict(judged) or None)


if __name__ == "__main__":
    main()
