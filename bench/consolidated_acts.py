"""Our changes against the publisher's marks in dated states of real acts (../shared/data/consolidated-acts).

The Publications Office sets ▼M2 before what came with the second amending act, and ►M2 … ◄ around words of it. Each
state is compared with the one before, as a flat sequence of paragraphs without the marks. A paragraph is marked when it
carries a mark that the state before did not have; it is changed when our comparison inserts, replaces or moves it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.compare import compare
from pipeline.compare.likeness import Likeness
from pipeline.ids import DocumentId, ExpressionId
from pipeline.ingest import read
from pipeline.model import Comparison, EditOp, Expression, Kind, Nature, Op, Provenance, Status, Style, Subdivision

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "consolidated-acts"
_BLOCK = re.compile(r"▼([A-Z]\d*)")
_INLINE = re.compile(r"►([A-Z]\d*)\s?(.*?)\s?◄", re.DOTALL)
_WORD = re.compile(r"\w+")
_RULE = re.compile(r"[—–_-]{3,}")


@dataclass(frozen=True)
class State:
    """One dated state: paragraphs without marks, the sigla of each, the words that inline marks enclose."""

    date: str
    paragraphs: tuple[str, ...]
    sigla: tuple[frozenset[str], ...]
    inline: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def known(self) -> frozenset[str]:
        return frozenset().union(*self.sigla)


def main() -> None:
    """Print precision and recall per act, language and state, and what the disagreements are."""
    if not DATA.is_dir():
        print("skipped: ../shared/data/consolidated-acts is not here")
        return
    total: Counter[str] = Counter()
    print(
        "act        language date        marked changed both  precision substantive recall  words of inline marks found"
    )
    reasons: Counter[str] = Counter()
    for act in sorted(path for path in DATA.iterdir() if path.is_dir()):
        for code in ("en", "fr"):
            states = [state(folder, code) for folder in sorted((act / "versions").iterdir())]
            for old, new in pairwise(states):
                tally = measure(old, new, code, reasons)
                total.update(tally)
                print(f"{act.name} {code:8} {new.date}  {row(tally)}")
    print(f"all{' ' * 31}{row(total)}")
    print("disagreements: " + "; ".join(f"{count} {reason}" for reason, count in reasons.most_common()))


def row(tally: Counter[str]) -> str:
    """The figures of one state."""
    precision = tally["both"] / tally["changed"] if tally["changed"] else 1
    recall = tally["both"] / tally["marked"] if tally["marked"] else 1
    strict = tally["both substantive"] / tally["substantive"] if tally["substantive"] else 1
    words = f"{tally['words found']}/{tally['words']}" if tally["words"] else "-"
    counts = f"{tally['marked']:6} {tally['changed']:7} {tally['both']:4}"
    return f"{counts}  {precision:9.3f} {strict:11.3f} {recall:6.3f}  {words}"


def state(folder: Path, code: str) -> State:
    """A dated state as the HTML reader gives it."""
    path = next(path for path in (folder / f"{code}.html", folder / f"{code}.xml") if path.is_file())
    source = read(path.read_bytes(), f"{folder.name}/{path.name}", code, "html")
    blocks = [block for block in source.blocks if block.text.strip()]
    start = next((i for i, block in enumerate(blocks) if block.text.strip() == "▼B"), -1)  # after the table of acts
    current, paragraphs, sigla, inline = "B", [], [], []
    for block in blocks[start + 1 :]:
        mark = _BLOCK.fullmatch(block.text.strip())
        if mark:
            current = mark[1]
        elif block.style is not Style.FURNITURE or _RULE.fullmatch(block.text.strip()):
            found = tuple((one, " ".join(words.split())) for one, words in _INLINE.findall(block.text))
            text = re.sub(r"►[A-Z]\d*\s?|\s?◄|▼[A-Z]\d*", "", block.text)
            paragraphs.append(" ".join(text.split()))
            sigla.append(frozenset({current, *(one for one, _ in found)}))
            inline.append(found)
    return State(folder.name[:10], tuple(paragraphs), tuple(sigla), tuple(inline))


def expression(found: State, code: str) -> Expression:
    """The paragraphs as parts of one level."""
    id = ExpressionId("act", DocumentId("ST", 1, 2000), code)
    parts = tuple(Subdivision(Kind.SUBPARAGRAPH, f"p_{i}", text) for i, text in enumerate(found.paragraphs))
    return Expression(id, Provenance(Status.OFFICIAL), parts)


def measure(old: State, new: State, code: str, reasons: Counter[str]) -> Counter[str]:
    """Counts of one step; reasons for disagreements are added to `reasons`."""
    fresh = new.known - old.known
    marked = {i for i, sigla in enumerate(new.sigla) if sigla & fresh}
    comparison = compare(expression(old, code), expression(new, code))
    changed = changed_paragraphs(comparison)
    substantive = changed_paragraphs(comparison, Nature.SUBSTANTIVE)
    for i in marked - changed:
        same = new.paragraphs[i] in old.paragraphs
        reasons["marked, but word for word as before" if same else "marked and not seen"] += 1
    for i in changed - marked:
        reasons[f"not marked, but {unmarked(i, old, new)}"] += 1
    tally = Counter({"marked": len(marked), "changed": len(changed), "both": len(marked & changed)})
    tally.update({"substantive": len(substantive), "both substantive": len(marked & substantive)})
    for i, found in enumerate(new.inline):
        words = [word for one, text in found if one in fresh for word in text.split()]
        if words:
            wanted, got = inline_words(comparison, i, " ".join(words))
            tally["words"] += wanted.total()
            tally["words found"] += (wanted & got).total()
    return tally


def changed_paragraphs(comparison: Comparison, nature: Nature | None = None) -> set[int]:
    """The indexes of new paragraphs that were inserted, replaced or moved."""
    ops = (Op.INSERT, Op.REPLACE, Op.MOVE)
    return {
        int(eid[2:])
        for change in comparison.changes
        if change.op in ops and nature in (None, change.nature)
        for eid in change.new_eids
    }


def unmarked(i: int, old: State, new: State) -> str:
    """What can be said of a changed paragraph without a mark."""
    likeness = Likeness(old.paragraphs, [new.paragraphs[i]])
    best = max((likeness(j, 0) for j in range(len(old.paragraphs))), default=0)
    if best == 1000:
        return "moved or differing in signs only"
    return "the words differ from the state before" if best >= 500 else "new words"


def inline_words(comparison: Comparison, i: int, enclosed: str) -> tuple[Counter[str], Counter[str]]:
    """The words that an inline mark encloses and the paragraph did not have before; those that our edits insert."""
    wanted, got = Counter(_WORD.findall(enclosed)), Counter[str]()
    for change in comparison.changes:
        if f"p_{i}" in change.new_eids:
            wanted -= Counter(_WORD.findall(change.before))
            for edit in change.edits:
                got.update(_WORD.findall(edit.text) if edit.op is EditOp.INSERT else ())
    return wanted, got


if __name__ == "__main__":
    main()
