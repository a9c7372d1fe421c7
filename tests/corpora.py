"""The included dossier made small, so that tests of the build are quick."""

from __future__ import annotations

import hashlib
from pathlib import Path

from conftest import ROOT

SOURCE = ROOT / "corpus" / "2022-research-innovation"


def tiny_corpus(home: Path, codes: tuple[str, ...] = ("en", "nl"), share: float = 0.4) -> Path:
    """A corpus at `home` with the first part of each text in some languages; both documents, same provenance."""
    dossier = home / SOURCE.name
    head, *entries = (SOURCE / "dossier.toml").read_text(encoding="utf-8").split("[[document.file]]")
    kept = [head]
    for entry in entries:
        language = entry.split('language = "')[1][:2]
        if language in codes:
            kept.append(f"[[document.file]]{entry}")
        elif "[[document]]" in entry:
            kept.append(f"[[document]]{entry.split('[[document]]')[1]}")
    toml = "".join(kept)
    for source in SOURCE.glob("*/*.txt"):
        if source.stem not in codes:
            continue
        target = dossier / source.relative_to(SOURCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(text[: int(len(text) * share)], encoding="utf-8")
        toml = toml.replace(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in (source, target)))
    (dossier / "dossier.toml").write_text(toml, encoding="utf-8")
    return home
