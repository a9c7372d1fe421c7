"""Weight of the pages and time to first paint: the included dossier, and the same text made 200 pages long.

`python -m bench.site`. The long document repeats the points of the specimens with other numbers, in 24 languages. The
same text as plain HTML, one paragraph a part, without style, stands beside it. Weights are gzip; paint is the median
of five openings from the folder in Chromium, if that and playwright-core are installed.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from pipeline.build.stages import view_dossier
from pipeline.corpus import load_dossier
from pipeline.model import Alignment, Expression, Kind, Subdivision
from pipeline.site import DocumentView, DossierView, pages

ROOT = Path(__file__).resolve().parent.parent
DOSSIER = ROOT / "corpus" / "2022-research-innovation"
PAGES_OF_THE_TEXT = 10
LONG = 200
OWN = ("static/site.css", "static/columns.css", "static/early.js", "static/site.js")
BUDGETS = {"reading": 60, "parallel": 400}
PAINT = """
import { chromium } from "playwright-core";
const [executablePath, ...addresses] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const found = {};
for (const address of addresses) {
  found[address] = [];
  for (let time = 0; time < 5; time += 1) {
    const page = await browser.newPage();
    await page.goto(address);
    const told = await page.evaluate(() => new Promise((done) => {
      let shift = 0;
      new PerformanceObserver((list) => { for (const one of list.getEntries()) shift += one.value; })
        .observe({ type: "layout-shift", buffered: true });
      const look = () => {
        const paint = performance.getEntriesByName("first-contentful-paint")[0];
        if (paint) setTimeout(() => done([paint.startTime, shift]), 300); else setTimeout(look, 20);
      };
      look();
    }));
    found[address].push(told);
    await page.close();
  }
}
await browser.close();
console.log(JSON.stringify(found));
"""


def main() -> None:
    """Print both tables."""
    view, _ = view_dossier(load_dossier(DOSSIER))
    document = view.documents[-1]
    for name, dossier in (("the dossier", view), (f"a made document of {LONG} pages", _long(view, document))):
        begin = perf_counter()
        made = dict(pages([dossier]))
        print(
            f"{name}: {len(made)} files, {sum(map(len, made.values())) / 1e6:.0f} MB, in {perf_counter() - begin:.0f} s"
        )
        _report(made, dossier)


def _report(made: dict[str, bytes], dossier: DossierView) -> None:
    newest = dossier.documents[-1]
    folder = f"{dossier.slug}/{newest.id.slug}"
    own = sum(_weight(made[path]) for path in OWN)
    kinds = {
        "reading": _matching(made, rf"{folder}/[a-z]{{2}}(-\d+)?\.html"),
        "parallel": _matching(made, rf"{folder}/parallel(-\d+)?\.html"),
        "changes": _matching(made, rf"{folder}/changes-..\.html"),
        "verbs": _matching(made, rf"{folder}/verbs\.html"),
        "asked": _matching(made, rf"{folder}/asked-..\.html"),
        "findings": _matching(made, rf"{folder}/findings\.html"),
        "start": _matching(made, r"index(-..)?\.html"),
        "search": _matching(made, r"search(-..)?\.html"),
    }
    heaviest = {kind: max(paths, key=lambda path: _weight(made[path])) for kind, paths in kinds.items() if paths}
    plain = {f"plain-{one.language}.html": _plain(one) for one in newest.expressions}
    heaviest["plain HTML"] = max(plain, key=lambda path: _weight(plain[path]))
    paint = _paint(made | plain, list(heaviest.values()))
    print(f"  {'page':<12}{'pages':>6}{'kB':>8}{'budget':>8}{'paint ms':>10}{'shift':>8}   heaviest")
    for kind, path in heaviest.items():
        size = _weight((made | plain)[path]) + (0 if kind == "plain HTML" else own)
        budget = str(BUDGETS.get(kind, ""))
        milliseconds, shift = paint.get(path, ("", ""))
        count = len(kinds.get(kind, plain))
        print(f"  {kind:<12}{count:>6}{size / 1000:>8.1f}{budget:>8}{milliseconds:>10}{shift:>8}   {path}")
    print(f"  the index of the search in one language: {max(map(_weight, _search(made))) / 1000:.0f} kB")


def _search(made: dict[str, bytes]) -> list[bytes]:
    return [made[path] for path in _matching(made, r"static/search/..-\d+\.js")]


def _matching(made: Iterable[str], pattern: str) -> list[str]:
    return [path for path in made if re.fullmatch(pattern, path)]


def _weight(data: bytes) -> int:
    return len(gzip.compress(data, mtime=0))


def _plain(expression: Expression) -> bytes:
    lines = (f"<p>{html.escape(f'{part.num} {part.text}'.strip())}</p>" for part in expression.walk() if part.text)
    return f"<!DOCTYPE html><html lang={expression.language}><title>x</title>{''.join(lines)}".encode()


def _paint(made: dict[str, bytes], wanted: list[str]) -> dict[str, tuple[str, str]]:
    chromium, node = shutil.which("chromium"), shutil.which("node")
    if not (chromium and node and (ROOT / "node_modules" / "playwright-core").is_dir()):
        print("  first paint: skipped, Chromium or playwright-core is not installed", file=sys.stderr)
        return {}
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        for path, data in made.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        script = Path(folder) / "paint.mjs"
        script.write_text(PAINT, encoding="utf-8")
        addresses = {(Path(folder) / path).as_uri(): path for path in wanted}
        done = subprocess.run([node, script, chromium, *addresses], capture_output=True, text=True, check=True)
    found = {addresses[address]: times for address, times in json.loads(done.stdout).items()}
    return {
        path: (f"{statistics.median(one[0] for one in told):.0f}", f"{max(one[1] for one in told):.3f}")
        for path, told in found.items()
    }


def _long(view: DossierView, document: DocumentView) -> DossierView:
    """The document, its points repeated until it has 200 pages."""
    times = LONG // PAGES_OF_THE_TEXT
    step = 1 + max(int(part.num.strip(".")) for part in document.expressions[0].parts if part.kind is Kind.POINT)
    expressions = tuple(_repeated(one, times, step) for one in document.expressions)
    rows = [
        replace(row, wid=_moved(row.wid, turn * step), cells=tuple((c, _all(e, turn * step)) for c, e in row.cells))
        for turn in range(times)
        for row in document.alignment.rows
        if turn == 0 or _moved(row.wid, turn * step) != row.wid
    ]
    alignment = Alignment(document.id, document.alignment.languages, tuple(rows))
    return replace(view, documents=(replace(document, expressions=expressions, alignment=alignment),), comparisons=())


def _repeated(expression: Expression, times: int, step: int) -> Expression:
    body = [part for part in expression.parts if _moved(part.eid, 1) != part.eid]
    more = [_part(part, turn * step) for turn in range(1, times) for part in body]
    return replace(expression, parts=(*expression.parts, *more))


def _part(part: Subdivision, by: int) -> Subdivision:
    children = tuple(_part(child, by) for child in part.children)
    num = re.sub(r"\d+", lambda found: str(int(found[0]) + by), part.num) if part.kind is Kind.POINT else part.num
    return replace(part, eid=_moved(part.eid, by), wid=_moved(part.wid, by), num=num, children=children)


def _all(eids: Iterable[str], by: int) -> tuple[str, ...]:
    return tuple(_moved(eid, by) for eid in eids)


def _moved(eid: str, by: int) -> str:
    return re.sub(r"^(para|crossHeading)_(\d+)", lambda found: f"{found[1]}_{int(found[2]) + by}", eid)


if __name__ == "__main__":
    main()
