"""The documentation as pages: `make docs`, or `python docs/manual.py [FOLDER]` (build/docs).

README, the Markdown files beside it and in docs/ become pages at the same places, in the type of the site itself. Links
between them are checked: one that leads nowhere, or to a heading that is not there, fails with one line. What else they
link to is copied. The pages work from a folder and ask nothing of the net.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from os.path import normpath, relpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "site_templates" / "static"
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – Conclusio</title>
<link rel="icon" type="image/svg+xml" href="{up}static/icon.svg">
<link rel="stylesheet" href="{up}static/site.css">
<link rel="stylesheet" href="{up}static/manual.css">
</head>
<body class="manual">
<a class="skip" href="#main">Skip to the text</a>
<header class="site"><a class="wordmark" href="{up}index.html">Conclusio</a></header>
<div class="pages">
<nav aria-label="Documentation"><ul>
{menu}
</ul></nav>
<main id="main" tabindex="-1"><article>
{body}
</article></main>
</div>
</body>
</html>
"""


POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'"


class BrokenLinkError(Exception):
    """A link that leads nowhere: page, link."""


def sources() -> list[Path]:
    """The Markdown files, in the order of the menu, relative to the project."""
    top = [Path(name) for name in TOP]
    return top[:1] + sorted(path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md")) + top[1:]


def address(source: Path) -> str:
    """Where the page of a source stands."""
    return "index.html" if source == Path("README.md") else source.with_suffix(".html").as_posix()


def slug(words: str, taken: set[str]) -> str:
    """The id of a heading, as code hosts make it: lower case, spaces to hyphens, no punctuation, a number if taken."""
    base = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
    found = next(name for name in (base, *(f"{base}-{n}" for n in range(1, 1000))) if name not in taken)
    taken.add(found)
    return found


class Manual:
    """All pages, parsed; `ids` are the headings of each."""

    def __init__(self) -> None:
        self.markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
        self.tokens = {source: self.markdown.parse((ROOT / source).read_text(encoding="utf-8")) for source in sources()}
        self.ids = {source: set(self._headings(tokens)) for source, tokens in self.tokens.items()}
        self.copied: set[Path] = set()

    def _headings(self, tokens: list[Token]) -> Iterator[str]:
        taken: set[str] = set()
        for opening, inline in pairwise(tokens):
            if opening.type == "heading_open":
                name = slug("".join(one.content for one in inline.children or ()), taken)
                opening.attrSet("id", name)
                yield name

    def title(self, source: Path) -> str:
        """The first heading of a page."""
        pairs = pairwise(self.tokens[source])
        heading = next(inline for opening, inline in pairs if opening.type == "heading_open")
        return "".join(one.content for one in heading.children or ())

    def page(self, source: Path) -> str:
        """One page. Raises BrokenLinkError."""
        for token in self.tokens[source]:
            for inner in token.children or ():
                for name in ("href", "src"):
                    if inner.attrGet(name):
                        inner.attrSet(name, self.link(source, str(inner.attrGet(name))))
        here = address(source)
        menu = "\n".join(
            f'<li><a href="{relpath(address(one), Path(here).parent)}"{" aria-current=page" if one == source else ""}>'
            f"{escape(self.title(one))}</a></li>"
            for one in self.tokens
        )
        body = self.markdown.renderer.render(self.tokens[source], self.markdown.options, {})
        body = re.sub(
            r"<table>.*?</table>",
            r'<div class="wide" tabindex="0" role="region" aria-label="Table">\g<0></div>',
            body,
            flags=re.DOTALL,
        )
        up = "../" * here.count("/")
        return PAGE.format(policy=POLICY, title=escape(self.title(source)), up=up, menu=menu, body=body)

    def link(self, source: Path, target: str) -> str:
        """A link as the page has it; what it leads to is checked, and copied where it is no page."""
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return target
        path = Path(normpath(source.parent / unquote(parts.path))) if parts.path else source
        if (ROOT / path).is_dir():
            path = path / "README.md" if (ROOT / path / "README.md").exists() else Path("README.md")
        if not (ROOT / path).is_file() or path.is_absolute() or ".." in path.parts:
            raise BrokenLinkError(f"{source}: {target} leads to no file")
        if path in self.tokens:
            if parts.fragment and parts.fragment not in self.ids[path]:
                raise BrokenLinkError(f"{source}: {target} leads to no heading")
            end = f"#{parts.fragment}" if parts.fragment else ""
            return (relpath(address(path), Path(address(source)).parent) if parts.path else "") + end
        self.copied.add(path)
        return relpath(path, Path(address(source)).parent)


def write(target: Path) -> int:
    """Write all pages into a folder, in place of what stood there; how many they are. Raises BrokenLinkError."""
    manual = Manual()
    pages = {address(source): manual.page(source) for source in manual.tokens}
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(STATIC, target / "static", ignore=shutil.ignore_patterns("*.js"))
    shutil.copy(ROOT / "docs" / "manual.css", target / "static" / "manual.css")
    for path in sorted(manual.copied):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target / path)
    for path, page in pages.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(page, encoding="utf-8")
    return len(pages)


def main() -> None:
    """Write the pages and say where."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "docs"
    try:
        count = write(target)
    except BrokenLinkError as error:
        sys.exit(str(error))
    print(f"{count} pages in {target}; open {target / 'index.html'}")


if __name__ == "__main__":
    main()
