"""Fuzzing of the whole chain: `python -m bench.fuzz_chain [MINUTES] [SEED]` (60, 1).

Each round makes a dossier of two documents in three languages, each file in a format of its own; mutates files, table
and decisions; plants markup, formulas and templates in the texts; builds the site. What must hold: only a
ConclusioError comes out; pages hold no script, style or link but our own; JSON and XML can be read; no cell of a
table is a formula; and one build in four, made again with what the first one left after a file went, gives the bytes of
a clean one. Rounds are seeded: the number that is printed gives the same round again.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml import etree
from specimens import parsed
from writers.akn import council_akn
from writers.docx import council_docx, manuscript
from writers.formex import council_formex
from writers.html import GENERATIONS, council_html

from bench.builds import CORPUS, fingerprint
from bench.fuzz_mutators import mutate
from pipeline.build import Options, build
from pipeline.errors import ConclusioError
from pipeline.model import Expression

LANGUAGES = ("nl", "en", "el", "bg", "ga", "hu", "mt", "fi")
DOCUMENTS = (("ST 9524/1/22 REV 1", "ST-9524-2022-REV-1", "rev1"), ("ST 10125/22", "ST-10125-2022-INIT", "adopted"))
FORMATS = ("txt", "txt", "html", "formex", "akn", "docx")
KINDS = {"formex": "xml", "akn": "xml"}  # the others are named as their files are
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "]]><x/>&y;",
    "=HYPERLINK(1)",
    "javascript:alert(1)",
    "\u202e",
    "../../../etc/passwd",
    "</script><svg onload=alert(1)>",
)
SCRIPTS = frozenset({None, "application/ld+json"})
"""Types of our scripts; one without a type has an address below static/."""
KEPT = ("html", "head", "body")
MOST = 400_000


def whole(version: str, code: str) -> bytes:
    """The specimen as text, its first six points."""
    (folder,) = CORPUS.glob(f"*/{version}")
    text = (folder / f"{code}.txt").read_text(encoding="utf-8")
    return text.partition("\n7.")[0].encode()


def written(format: str, text: bytes, expression: Expression, dice: random.Random) -> bytes:
    """A text in a format."""
    if format == "html":
        return council_html(expression, dice.choice(GENERATIONS))
    if format == "docx":
        return council_docx(manuscript(expression), expression.language)
    return text if format == "txt" else (council_formex if format == "formex" else council_akn)(expression)


def poisoned(data: bytes, format: str, dice: random.Random) -> bytes:
    """The file with hostile words in it, and mutated one time in two."""
    if format == "txt":
        for _ in range(dice.randint(0, 3)):
            at = data.find(b" ", dice.randrange(len(data)))
            data = data[: at + 1] + dice.choice(HOSTILE).encode() + data[at:]
    elif format != "docx" and dice.random() < 0.5:
        word = dice.choice(HOSTILE).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        at = data.find(b"</p>" if b"</p>" in data else b"</P>", dice.randrange(len(data)))
        data = data[:at] + word.encode() + data[at:] if at > 0 else data
    if dice.random() < 0.5:
        data = mutate(KINDS.get(format, format), b"\0" + data, MOST, dice.randrange(2**32), lambda one, _: one)[1:]
    return data


def dossier(home: Path, dice: random.Random) -> None:
    """The files and tables of a round."""
    folder = home / "corpus" / "dossier"
    languages = dice.sample(LANGUAGES, 3)
    lines = []
    for code, slug, version in DOCUMENTS:
        lines += ["[[document]]", f'code = "{code}"', "date = 2022-06-10", f'stage = "{version}"']
        for language in languages:
            format = dice.choice(FORMATS)
            text = whole(slug, language)
            data = poisoned(written(format, text, parsed(language, version)[1], dice), format, dice)
            path = folder / slug / f"{language}.{KINDS.get(format, format)}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            sha = hashlib.sha256(data).hexdigest()
            provenance = dice.choice(["specimen", "specimen", "official"])
            lines += ["[[document.file]]", f'language = "{language}"', f'format = "{KINDS.get(format, format)}"']
            lines += [f'provenance = "{provenance}"', f'sha256 = "{sha}"']
    (folder / "dossier.toml").write_bytes(_table("\n".join(lines), dice))
    if dice.random() < 0.5:
        (folder / "decisions.toml").write_bytes(_table(_decisions(dice, languages), dice))


def _table(text: str, dice: random.Random) -> bytes:
    data = text.encode()
    return (
        mutate("txt", b"\0" + data, MOST, dice.randrange(2**32), lambda one, _: one)[1:]
        if dice.random() < 0.2
        else data
    )


def _decisions(dice: random.Random, languages: list[str]) -> str:
    word = json.dumps(dice.choice(HOSTILE))
    place = f"para_{dice.randint(1, 6)}"
    parts = json.dumps([f"{code}:{place}" for code in languages])
    verdict = dice.choice(["confirmed", "joined", "split"])
    said = f"reason = {word}\nby = {word}\n"
    one = f'[[decision]]\nverdict = "dismissed"\nfingerprint = "{dice.randrange(2**64):016x}"\n{said}'
    other = f'[[decision]]\nverdict = "{verdict}"\nfingerprint = "0"\n{said}'
    return f'{one}{other}document = "ST 10125/22"\nparts = {parts}\n'


def wrong(site: Path) -> Iterator[str]:
    """What a site has that it must not have."""
    for path in sorted(site.rglob("*")):
        if path.suffix == ".html":
            yield from (f"{path.relative_to(site)}: {fault}" for fault in _page(path))
        elif path.suffix in (".json", ".jsonld"):
            json.loads(path.read_bytes())
        elif path.suffix in (".xml", ".tmx", ".xlf", ".tbx"):
            etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        elif path.suffix == ".csv":
            cells = (cell for line in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()) for cell in line)
            yield from (f"{path.name}: a formula: {cell[:40]}" for cell in cells if cell[:1] in ("=", "+", "@", "\t"))


def _page(path: Path) -> Iterator[str]:
    page = lxml.html.fromstring(path.read_bytes())
    for one in page.iter(etree.Element):
        if any(name.startswith("on") or name == "style" for name in one.attrib):
            yield f"attributes {dict(one.attrib)}"
        if one.tag == "script" and not (
            one.get("type") in SCRIPTS and (one.get("type") or "static/" in one.get("src", ""))
        ):
            yield f"script {dict(one.attrib)}"
        if one.tag in ("img", "iframe", "object", "embed", "base", "x"):
            yield f"element {one.tag}"
        if one.get("href", "").strip().lower().startswith(("javascript:", "data:", "file:")):
            yield f"link {one.get('href')}"


def one_round(seed: int) -> tuple[str, list[str]]:
    """What came of a round, and what was wrong."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        dossier(home, dice)
        corpus, out, memory = home / "corpus", home / "site", home / "memory"
        try:
            report = build(corpus, out, options=Options(memory))
        except ConclusioError:
            return "refused", []
        except Exception:  # noqa: BLE001  # this is what is looked for
            return "broken", [traceback.format_exc()]
        try:
            faults = list(wrong(out))
        except (ValueError, etree.LxmlError, csv.Error) as error:
            faults = [f"a file that cannot be read: {error}"]
        if dice.random() < 0.25:
            faults += _again(corpus, out, memory, dice)
        return ("whole" if not report.left_out else "with files left out"), faults


def _again(corpus: Path, out: Path, memory: Path, dice: random.Random) -> list[str]:
    """One file goes; the site made with what is remembered must be the clean one."""
    dice.choice(sorted(corpus.glob("*/*/*.*"))).unlink()
    ends = []
    for where, options in ((out, Options(memory)), (out.with_name("clean"), Options())):
        try:
            build(corpus, where, options=options)
            ends.append(fingerprint(where))
        except ConclusioError as error:
            ends.append(str(error))
        except Exception:  # noqa: BLE001  # this is what is looked for
            return [traceback.format_exc()]
    return [] if ends[0] == ends[1] else ["an incremental build differs from a clean one"]


def main() -> None:
    """Rounds for the minutes asked; exit code 1 where something was wrong."""
    minutes, seed = float((*sys.argv[1:], "60")[0]), int((*sys.argv[2:], "1")[0])
    done: Counter[str] = Counter()
    found: dict[str, int] = {}
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        kind, faults = one_round(seed)
        done[kind] += 1
        for fault in faults:
            if found.setdefault(fault.strip().splitlines()[-1][:160], seed) == seed:
                print(f"round {seed}: {fault}", file=sys.stderr, flush=True)
        seed += 1
    print(f"{sum(done.values())} rounds: " + ", ".join(f"{number} {kind}" for kind, number in sorted(done.items())))
    for fault, first in found.items():
        print(f"  WRONG, first in round {first}: {fault}")
    print(f"kinds of faults: {len(found)}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
