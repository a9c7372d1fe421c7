"""How time and memory of an alignment grow with the text: `python -m bench.alignment_growth [DATA_FOLDER]`.

The units of a long proposal, over and over, of which each language lacks another 3 %, so that no path is straight.
Each size is measured in a process of its own.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from itertools import combinations

from bench.alignment import DATA, peak, read_off
from pipeline.align import align_lines
from pipeline.languages import PROTOCOL_ORDER

SIZES = (100, 300, 1000, 3000, 10_000)
LACKING = 0.03


def grown(units: int, languages: int) -> tuple[dict[str, list[str]], dict[str, list[int]]]:
    """Texts of about so many units, and which unit each segment is. Beyond 12 languages a text is used again."""
    listed = json.loads((DATA / "gdpr-proposal" / "units.json").read_text("utf-8"))
    known = sorted({code for unit in listed for code in unit["text"]})
    texts: dict[str, list[str]] = {}
    ids: dict[str, list[int]] = {}
    for at, code in enumerate(PROTOCOL_ORDER[:languages]):
        rng = random.Random(code)
        source = known[at % len(known)]
        all_units = [(n, listed[n % len(listed)]["text"].get(source)) for n in range(units)]
        kept = [(n, text) for n, text in all_units if text and rng.random() >= LACKING]
        ids[code], texts[code] = [n for n, _ in kept], [text for _, text in kept]
    return texts, ids


def measure(units: int, languages: int) -> None:
    """Print F1 over all pairs of languages, time and memory of one size."""
    texts, ids = grown(units, languages)
    start = time.process_time()
    beads = align_lines(texts)
    seconds = time.process_time() - start
    gold = found = right = 0
    for x, y in combinations(texts, 2):
        gold += len(set(ids[x]) & set(ids[y]))
        linked = [(ids[x][i], ids[y][j]) for left, other in read_off(beads, x, y) for i in left for j in other]
        found += len(linked)
        right += sum(a == b for a, b in linked)
    memory = peak()
    each = 1000 * seconds / units / (languages * (languages - 1) / 2)
    print(
        f"{languages:2d} languages × {units:5d} units: F1 {2 * right / (gold + found):.4f}   {seconds:6.1f} CPU s "
        f"({each:.2f} ms a unit and pair), peak {memory} MB",
        flush=True,
    )


def main() -> None:
    """All sizes with three languages, then one text of 884 units in 24."""
    if not (DATA / "gdpr-proposal").is_dir():
        print(f"skipped, no folder gdpr-proposal in {DATA.name}; name the data folder")
        return
    for units, languages in (*((size, 3) for size in SIZES), (884, 24)):
        command = [sys.executable, "-m", "bench.alignment_growth", str(DATA), str(units), str(languages)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
