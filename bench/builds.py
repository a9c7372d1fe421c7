"""Times builds, clean and incremental, and says whether they give the same bytes: `python -m bench.builds`.

Processor time of the whole command and of its workers, start of Python included, because time by the clock depends on
what else the machine does; that is told of the cold build alone, to see how far all processors had work. The second
corpus holds the dossier four times: what one file costs hardly depends on how many others there are.
"""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
CONCLUSIO = Path(sys.executable).with_name("conclusio")
COPIES = 4


def build(corpus: Path, out: Path, *options: str) -> float:
    """Build the site into `out`; seconds of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [CONCLUSIO, "build", "--corpus", corpus, "--out", out, *options]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def fingerprint(folder: Path) -> str:
    """One checksum over the names and bytes of all files."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def edit(dossier: Path, word: str, other: str) -> None:
    """Change one word of the Dutch text and register the new checksum."""
    path, toml = dossier / "ST-10125-2022-INIT" / "nl.txt", dossier / "dossier.toml"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(path.read_text(encoding="utf-8").replace(word, other, 1), encoding="utf-8")
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    assert new != old, "the word is not in the text"
    toml.write_text(toml.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def measure(scratch: Path, copies: int) -> bool:
    """Cold, nothing to do, one file changed, clean; whether the last two are the same."""
    corpus, out = scratch / "corpus", scratch / "site"
    (source,) = [path.parent for path in CORPUS.glob("*/dossier.toml")][:1]
    for number in range(copies):
        shutil.copytree(source, corpus / (source.name if number == 0 else f"{source.name}-{number}"))
    start = time.monotonic()
    cold = build(corpus, out)
    clock, processors = time.monotonic() - start, os.cpu_count() or 1
    nothing = build(corpus, out)
    edit(corpus / source.name, "onderzoekers", "onderzoeksters")
    one = build(corpus, out)
    build(corpus, scratch / "clean", "--no-memory")
    files = [path for path in out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"{copies} dossiers, {48 * copies} texts: {len(files)} files, {size / 1e6:.1f} MB")
    print(
        f"  cold {cold:.1f} s; by the clock {clock:.1f} s, {cold / clock / processors:.0%} of {processors} processors"
    )
    for what, seconds in (("nothing to do", nothing), ("one file changed", one)):
        print(f"  {what} {seconds:.2f} s, {seconds / cold:.1%} of cold")
    return fingerprint(out) == fingerprint(scratch / "clean")


def main() -> None:
    """Both corpora; exit code 1 where an incremental build differs from a clean one."""
    same = []
    for copies in (1, COPIES):
        with tempfile.TemporaryDirectory() as scratch:
            same.append(measure(Path(scratch), copies))
    print("incremental and clean builds: same bytes" if all(same) else "DIFFERENT bytes")
    sys.exit(0 if all(same) else 1)


if __name__ == "__main__":
    main()
