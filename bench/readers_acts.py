"""Formex and HTML of the same act and language, as the Publications Office keeps both: do they give the same text?

    python -m bench.readers_acts FOLDER

FOLDER holds `<act>/versions/<date>--<hash>/<lang>.html` beside `<lang>.fmx4/*.xml`. Left out on both sides is what two
publications of one text differ in by design: furniture, note marks, the publisher's marks of amendments (►M1 … ◄),
white space, and what Formex keeps as deleted. Notes are compared for themselves, because only the HTML prints them at
the end. Each place that differs is shown with its surroundings. Exit code 0 when all texts are the same, 1 when not,
2 without a folder.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from pipeline.ingest import read
from pipeline.model import Source, Style
from pipeline.repair import plain

_AMENDMENT = re.compile(r"[►▼◄]\s*(?:[BMACR]\d*)?")
_WORD = re.compile(r"\w+|[^\w\s]")


def main(arguments: list[str]) -> int:
    """Compare all pairs below a folder and print one line for each."""
    folder = Path(arguments[0]) if arguments else Path("../shared/data/consolidated-acts")
    if not folder.is_dir():
        sys.stdout.write(f"skipped: no acts in {folder}; name the folder that holds them\n")
        return 2
    differing = compared = 0
    for html, formex in pairs(folder):
        language = html.stem
        one = words(read(html.read_bytes(), html.name, language, "html"))
        other = words(read(formex.read_bytes(), formex.name, language, "fmx"))
        compared += 1
        differing += one != other
        for part, (left, right) in enumerate(zip(one, other, strict=True)):
            report(html, ("text", "notes")[part], left, right)
    sys.stdout.write(f"{compared} pairs, {compared - differing} with the same text\n")
    return 1 if differing else 0


def pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each HTML file that has a Formex file of the same version and language beside it."""
    for html in sorted(folder.glob("*/versions/*/*.html")):
        for formex in sorted(html.with_suffix(".fmx4").glob("*.xml")):
            yield html, formex


def words(source: Source) -> tuple[list[str], list[str]]:
    """The words and signs of the text and of its notes, without marks of notes and amendments."""
    text = [block for block in source.blocks if block.style not in (Style.NOTE, Style.FURNITURE)]
    notes = [block for block in source.blocks if block.style is Style.NOTE]
    body = " ".join(plain(block) for block in text)
    below = " ".join(re.sub(rf"^\W*{re.escape(block.num.strip('*'))}\W*", "", block.text) for block in notes)
    return _WORD.findall(_AMENDMENT.sub(" ", body)), _WORD.findall(_AMENDMENT.sub(" ", below))


def report(html: Path, part: str, left: list[str], right: list[str]) -> None:
    """One line on a pair, and one on each place that differs."""
    name = f"{html.parts[-4]} {html.parts[-2][:10]} {html.stem} {part}"
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    sys.stdout.write(f"{name}: {len(left)} and {len(right)} words, {matcher.ratio():.6f}\n")
    for op, i, j, k, m in matcher.get_opcodes() if left != right else ():
        if op != "equal":
            before, html_only, formex_only = (" ".join(x) for x in (left[max(0, i - 6) : i], left[i:j], right[k:m]))
            sys.stdout.write(f"    … {before} | html: {html_only[:300]!r} | formex: {formex_only[:300]!r}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["../shared/data/consolidated-acts"]))
