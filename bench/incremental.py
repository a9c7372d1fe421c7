"""The two laws of the build, tried at length: `python -m bench.incremental [EDITS] [KILLS]` (200 of each).

After each random edit (texts, dossier, decisions, templates, language files) an incremental build must equal a clean
one, byte for byte. A build that is killed, finds the disk full or may not write must leave one whole site.
The corpus is the included dossier with two languages, so that 200 clean builds take minutes and not hours; twice, so
that there is a dossier that was not edited. Every other build that is killed has both edited, and a process for each.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from bench.builds import CORPUS, fingerprint

ROOT = CORPUS.parent
CODES = ("nl", "en")
HEAVY = ("cli", "cli.serving", "operative", "align", "compare", "register", "site", "export.formats")
KINDS = ("word", "word", "word", "cut", "break", "dossier", "decisions", "template", "language", "code")
(SOURCE,) = [path.parent for path in CORPUS.glob("*/dossier.toml")][:1]
NAMES = (SOURCE.name, f"{SOURCE.name}-2")
WORDS = ("RAAD", "x", "2024", "\n\n9. INVITES", "<b>", "")
MODULES = ("parse/tree.py", "align/rows.py", "compare/words.py", "site/places.py")


def small(home: Path) -> Path:
    """A corpus with two languages, texts cut short, and a copy of the program that may be edited."""
    for name in ("pipeline", "site_templates"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    source, corpus = SOURCE, home / "corpus"
    for folder in (path for path in source.iterdir() if path.is_dir()):
        (corpus / source.name / folder.name).mkdir(parents=True)
        for code in CODES:
            text = (folder / f"{code}.txt").read_text(encoding="utf-8")
            (corpus / source.name / folder.name / f"{code}.txt").write_text(text[: len(text) // 3], encoding="utf-8")
    register(corpus / source.name)
    shutil.copytree(corpus / source.name, corpus / NAMES[1])
    return corpus


def register(dossier: Path) -> None:
    """Write a dossier.toml that names all texts as they are."""
    lines = ["# made by a bench"]
    for folder in sorted(path for path in dossier.iterdir() if path.is_dir())[::-1]:
        lines += ["[[document]]", f'code = "{folder.name}"']
        for path in sorted(folder.glob("*.txt")):
            lines += ["[[document.file]]", f'language = "{path.stem}"', 'format = "txt"', 'provenance = "specimen"']
            lines += [f'sha256 = "{_sha(path)}"']
    (dossier / "dossier.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def edit(chance: random.Random, home: Path) -> str:
    """One random edit; what it was."""
    dossier = home / "corpus" / chance.choice(NAMES)
    texts = sorted(dossier.glob("*/*.txt"))
    what = chance.choice(KINDS)
    if what in ("word", "cut"):
        path = chance.choice(texts)
        words = path.read_text(encoding="utf-8", errors="replace").split(" ")
        at = chance.randrange(len(words))
        words[at : at + (1 if what == "word" else 30)] = [chance.choice(WORDS)]
        path.write_text(" ".join(words), encoding="utf-8")
        register(dossier)
    elif what == "break":
        chance.choice(texts).write_bytes(chance.choice([b"", b"\0", b"\xff\xfe\x00"]))
    elif what == "dossier":
        toml = dossier / "dossier.toml"
        fields = chance.choice(['stage = "draft"', 'stage = "adopted"', "date = 2022-06-05"])
        text = re.sub(r"\n(stage|date) = .*", "", toml.read_text(encoding="utf-8"))
        toml.write_text(text.replace("[[document]]\n", f"[[document]]\n{fields}\n", 1), encoding="utf-8")
    elif what == "decisions":
        (dossier / "decisions.toml").write_text(f"# {chance.random()}\n", encoding="utf-8")
    else:
        _edit_program(chance, home, what)
    return what


def _edit_program(chance: random.Random, home: Path, what: str) -> None:
    if what == "template":
        path = home / "site_templates" / chance.choice(["base.html", "reading.html", "static/site.css"])
        old, new = "</footer>", f"</footer><!-- {chance.randrange(99)} -->"
    elif what == "language":
        path = home / "pipeline" / "languages" / f"{chance.choice(CODES)}.toml"
        old, new = "[structure]\n", f"[structure]\n# {chance.randrange(99)}\n"
    else:
        path = home / "pipeline" / chance.choice(MODULES)
        old, new = (
            "\n\n\n",
            f"\n\n\n# {chance.randrange(99)}\n",
        )
    text = path.read_text(encoding="utf-8")
    new = text.replace(old, new, 1) if old in text else f"{text}\n/* {chance.randrange(99)} */\n"
    path.write_text(new, encoding="utf-8")


def start(home: Path, out: Path, *options: str, failing: tuple[int, OSError] | None = None) -> int:
    """Begin a build by the program in `home`; the number of its process. `failing`: from this file on, every writing
    fails with this error."""
    return command("build", "--corpus", str(home / "corpus"), "--out", str(out), *options, failing=failing)


def command(*words: str, failing: tuple[int, OSError] | None = None) -> int:
    """Begin a command of the program that was imported; the number of its process. Importing takes longer than
    building, so it was done once, and each command is a fork."""
    number = os.fork()
    if number:
        return number
    ours = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if failing:
        _fail(*failing)
    main_ = sys.modules["pipeline.cli"].main
    try:
        code = main_(list(words), standalone_mode=False)
    except SystemExit as end:
        os._exit(int(end.code or 0))
    except BaseException:  # noqa: BLE001  # a fork never goes on in the code of the bench
        os.write(ours, traceback.format_exc().encode())
        os._exit(99)
    os._exit(int(code or 0))


def ended(number: int) -> int:
    """The exit code of a build, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def _fail(left: int, error: OSError) -> None:
    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def write(*values: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise error
            return real(*values)

        return write

    Path.write_bytes = failing(Path.write_bytes)  # type: ignore[assignment,method-assign]
    os.link, shutil.copyfile = failing(os.link), failing(shutil.copyfile)  # type: ignore[assignment]


def law(home: Path, edits: int) -> int:
    """How many of the edits broke the law; a build that fails must fail in both ways and leave the last site."""
    chance, wrong = random.Random(20221010), 0
    made: dict[str, int] = {}
    out, clean = home / "site", home / "clean"
    ended(start(home, out))
    for _ in range(edits):
        what = edit(chance, home)
        made[what] = made.get(what, 0) + 1
        codes = [ended(start(home, out)), ended(start(home, clean, "--no-memory"))]
        if codes[0] != codes[1] or (codes[0] == 0 and fingerprint(out) != fingerprint(clean)):
            wrong += 1
            print(f"  {what}: exit codes {codes}, different")
        if codes[0]:  # nothing could be built any more: begin again
            shutil.rmtree(home / "corpus")
            shutil.rmtree(home / "pipeline")
            shutil.rmtree(home / "site_templates")
            small(home)
    print(
        f"incremental law: {edits} edits ({', '.join(f'{n} {k}' for k, n in sorted(made.items()))}), {wrong} broke it"
    )
    return wrong


def whole(site: Path) -> bool:
    """Whether the folder holds one build: all files as its build.json says, and no others."""
    found = (site / "build.json", *site.glob("*/build.json"))
    accounts = [json.loads(path.read_text(encoding="utf-8")) for path in found]
    account = {name: sha for one in accounts for name, sha in one["files"].items()}
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return there == {*account, "build.json", ".conclusio-site"} and all(_sha(site / n) == s for n, s in account.items())


def kills(home: Path, times: int) -> int:
    """How often a stopped build left something else than one whole site: killed, disk full, permission lost."""
    chance, wrong, stopped = random.Random(7), 0, dict.fromkeys(("killed", "disk full", "no permission"), 0)
    out = home / "site"
    ended(start(home, out))
    begin = time.perf_counter()
    ended(start(home, home / "other"))
    seconds = time.perf_counter() - begin
    beside, several = ("--workers", "2"), 0
    for number in range(times):
        how = ("killed", "killed", "disk full", "no permission")[number % 4]
        options, most = (beside, 2.5 * seconds) if number % 4 == 0 else ((), seconds)
        for name in NAMES if options else [chance.choice(NAMES)]:
            edit_text(chance, home, name)
        if how == "killed":
            several += bool(options)
            process = start(home, out, *options)
            time.sleep(chance.uniform(0, most))
            os.kill(process, signal.SIGKILL)
            stopped[how] += ended(process) == -signal.SIGKILL
        else:
            stopped[how] += _limited(home, out, how, chance) != 0
        wrong += not whole(out)
    left = [path.name for path in home.iterdir() if path.name.startswith(".site-")]
    ended(start(home, out))
    kept = [path.name for path in home.iterdir() if path.name.startswith(".site-")]
    print(f"stopped builds: {times} ({', '.join(f'{n} {k}' for k, n in stopped.items())}), {wrong} left no whole site")
    print(f"  {several} of those to be killed had a process for each of two dossiers")
    print(f"left behind by them: {len(left)} folders; after one more build: {len(kept)}")
    return wrong + len(kept)


def edit_text(chance: random.Random, home: Path, name: str) -> None:
    """Another text in a dossier, so that there is something to build."""
    dossier = home / "corpus" / name
    path = chance.choice(sorted(dossier.glob("*/*.txt")))
    path.write_bytes(path.read_bytes() + f"\n{chance.randrange(10**6)}".encode())  # it may be no text any more
    register(dossier)


def _limited(home: Path, out: Path, how: str, chance: random.Random) -> int:
    """A build whose writing fails from a random file on, as a full disk or a lost permission makes it fail."""
    error = OSError(28, "No space left on device") if how == "disk full" else PermissionError(13, "Permission denied")
    return ended(start(home, out, failing=(chance.randrange(600), error)))


def load_program(home: Path) -> None:
    """Import the copy of the program in `home`, once for all the forks."""
    sys.path.insert(0, str(home))
    os.environ["PYTHONPATH"] = str(home)  # for the processes that builds start
    for name in HEAVY:
        importlib.import_module(f"pipeline.{name}")
    assert sys.modules["pipeline.cli"].__file__ == str(home / "pipeline" / "cli" / "__init__.py")


def main() -> None:
    """Both; exit code 1 where a law was broken."""
    edits, times = (int(one) for one in (*sys.argv[1:], "200", "200")[:2])
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        small(home)
        load_program(home)
        sys.exit(1 if kills(home, times) + law(home, edits) else 0)


if __name__ == "__main__":
    main()
