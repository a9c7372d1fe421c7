"""Comparison beside others in one run: processor time and edits on the specimens and on two versions of 900 kB.

Each peer gets what it is made for: plain text, or Akoma Ntoso (xmldiff). Each result is checked to rebuild both texts
where the peer gives edits at all. A peer that is not installed is left out with a word. An edit is a stretch that is
deleted or inserted.
"""

from __future__ import annotations

import importlib
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
from specimens import parsed  # noqa: E402

from pipeline.compare import apply, compare, segments  # noqa: E402
from pipeline.export.akn import akoma_ntoso  # noqa: E402
from pipeline.ids import DocumentId, ExpressionId  # noqa: E402
from pipeline.model import EditOp, Expression, Kind, Op, Provenance, Status, Subdivision  # noqa: E402

LANGUAGE = "nl"
LIMIT = 90
"""Seconds after which a peer is stopped on the long text."""

Peer = Callable[[str, str], int]


def cpu() -> float:
    """Seconds of processor time, those of child processes included: other work on the machine does not count."""
    return sum(os.times()[:4])


def main() -> None:
    """Print one table for the specimens and one for the long versions."""
    old, new = parsed(LANGUAGE, "rev1")[1], parsed(LANGUAGE, "adopted")[1]
    print(f"the specimens in {LANGUAGE}, {len(as_text(old)) // 1000} kB")
    own = ours(old, new, 20)
    for name in ("dmp", "fast_dmp", "redlines", "difflib", "xmldiff", "prosediff"):
        peer(name, old, new, own)
    long_old, long_new = long_versions()
    print(f"\ntwo versions of {len(as_text(long_old)) // 1000} kB, made of words of the specimens")
    own = ours(long_old, long_new, 3)
    for name in ("dmp", "fast_dmp", "redlines", "difflib", "xmldiff", "prosediff"):
        peer(name, long_old, long_new, own)


def ours(old: Expression, new: Expression, times: int) -> float:
    """The least of several times in seconds; prints it with the changes and edits."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        comparison = compare(old, new)
        best = min(best, time.process_time() - began)
    assert apply(old, comparison) == segments(new)
    edits = sum(
        sum(edit.op is not EditOp.EQUAL for edit in change.edits) if change.op is Op.REPLACE else 1
        for change in comparison.changes
        if change.op is not Op.RENUMBER
    )
    print(f"conclusio            {best:9.4f} s            {edits:6} edits in {len(comparison.changes)} changes")
    return best


def peer(name: str, old: Expression, new: Expression, own: float) -> None:
    """Run one peer in a process of its own, so that it can be stopped."""
    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    for file, expression in (("old", old), ("new", new)):
        (folder / f"{file}.txt").write_text(as_text(expression), encoding="utf-8")
        (folder / f"{file}.xml").write_bytes(akoma_ntoso(expression))
    command = [sys.executable, "-m", "bench.comparison", name, str(folder)]
    try:
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        print(f"{name:20} more than {LIMIT} s   {LIMIT / own:7.0f} ×")
        return
    if result.returncode == 3:
        print(f"{name:20} not installed")
    elif result.returncode:
        print(f"{name:20} failed: {(result.stderr.strip().splitlines() or ['?'])[-1][:80]}")
    else:
        seconds, edits = result.stdout.split()
        print(f"{name:20} {float(seconds):9.4f} s {float(seconds) / own:8.1f} × {edits:>6} edits")


def as_text(expression: Expression) -> str:
    """One paragraph a line, as the peers are given it."""
    lines: list[list[str]] = []
    for part in expression.walk():
        if part.kind is Kind.CLAUSE and lines:
            lines[-1].append(part.text)
        else:
            lines.append([part.num, part.text])
    return "\n".join(" ".join(filter(None, words)) for words in lines)


def long_versions() -> tuple[Expression, Expression]:
    """Some 900 kB of points of random words of the specimens, and the same with 60 edits of several sorts."""
    rng = random.Random(5)
    vocabulary = sorted(set(re.findall(r"\w+", as_text(parsed(LANGUAGE, "adopted")[1]))))
    made = [[" ".join(rng.choices(vocabulary, k=rng.randint(15, 60))) + ";" for _ in range(3)] for _ in range(850)]
    other = [list(point) for point in made]
    for _ in range(20):
        point = other[rng.randrange(len(other))]
        words = point[0].split()
        words[rng.randrange(len(words) - 1)] = rng.choice(vocabulary) + "x"
        point[0] = " ".join(words)
    for _ in range(20):
        other.insert(rng.randrange(len(other)), other.pop(rng.randrange(len(other))))
    for _ in range(10):
        del other[rng.randrange(len(other))]
        other.insert(rng.randrange(len(other)), [" ".join(rng.choices(vocabulary, k=30)) + ";"])
    return points(made), points(other)


def points(texts: list[list[str]]) -> Expression:
    """An expression of numbered points with clauses."""
    made = []
    for number, clauses in enumerate(texts, 1):
        below = tuple(Subdivision(Kind.CLAUSE, f"para_{number}__clause_{i}", text) for i, text in enumerate(clauses, 1))
        made.append(Subdivision(Kind.POINT, f"para_{number}", "", f"{number}.", below))
    id = ExpressionId("bench", DocumentId("ST", 1, 2022), LANGUAGE)
    return Expression(id, Provenance(Status.SPECIMEN), tuple(made))


def dmp(folder: Path) -> int:
    """diff-match-patch on characters with semantic cleanup, its usual way."""
    module = importlib.import_module("diff_match_patch")
    tool = module.diff_match_patch()
    tool.Diff_Timeout = 0
    old, new = texts(folder)
    found = tool.diff_main(old, new)
    tool.diff_cleanupSemantic(found)
    return sum(op != 0 for op, _ in found)


def fast_dmp(folder: Path) -> int:
    """The same in C++."""
    module = importlib.import_module("fast_diff_match_patch")
    old, new = texts(folder)
    return sum(op != "=" for op, _ in module.diff(old, new, timelimit=0, cleanup="Semantic", counts_only=False))


def redlines(folder: Path) -> int:
    """redlines on the whole text."""
    module = importlib.import_module("redlines")
    old, new = texts(folder)
    found = module.Redlines(old, new)
    _ = found.output_markdown
    return sum((end > start) + (stop > begin) for op, start, end, begin, stop in found.opcodes if op != "equal")


def difflib(folder: Path) -> int:
    """difflib on words, without the rule that takes frequent words for junk."""
    matcher = importlib.import_module("difflib").SequenceMatcher
    old, new = (re.split(r"(\s+)", text) for text in texts(folder))
    found = matcher(None, old, new, autojunk=False).get_opcodes()
    return sum((end > start) + (stop > begin) for op, start, end, begin, stop in found if op != "equal")


def xmldiff(folder: Path) -> int:
    """xmldiff on the Akoma Ntoso form; its edits are actions on a tree."""
    module = importlib.import_module("xmldiff.main")
    return len(module.diff_files(str(folder / "old.xml"), str(folder / "new.xml")))


def prosediff(folder: Path) -> int:
    """prosediff as its command, its edits as `git diff --word-diff` writes them."""
    importlib.import_module("prosediff")
    out = folder / "prosediff.wdiff"
    files = [str(folder / "old.txt"), str(folder / "new.txt")]
    command = [sys.executable, "-m", "prosediff", "--files", *files, "--format", "wdiff", "-o", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return len(re.findall(r"\[-|\{\+", out.read_text(encoding="utf-8")))


def texts(folder: Path) -> tuple[str, str]:
    """The two texts of a peer."""
    old, new = ((folder / f"{name}.txt").read_text(encoding="utf-8") for name in ("old", "new"))
    return old, new


def run_peer(name: str, folder: Path) -> None:
    """In a process of its own: print the seconds and the edits, or end with 3 when the peer is not here."""
    run = {f.__name__: f for f in (dmp, fast_dmp, redlines, difflib, xmldiff, prosediff)}[name]
    package = {"dmp": "diff_match_patch", "fast_dmp": "fast_diff_match_patch", "xmldiff": "xmldiff.main"}.get(
        name, name
    )
    try:
        importlib.import_module(package)
    except ImportError:
        sys.exit(3)
    began = cpu()
    edits = run(folder)
    print(cpu() - began, edits)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_peer(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
