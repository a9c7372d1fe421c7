"""sitemap.xml, for a site that knows the address at which it will stand (sitemaps.org 0.9).

Parts are written while the build goes on, so that no more than the pages of one dossier are held. Addresses are
percent-encoded and hold nothing that XML would read as markup. There is no `lastmod`: a build knows no time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from pipeline.errors import CorpusError

NAME, ROBOTS = "sitemap.xml", "robots.txt"
MOST_PAGES, MOST_BYTES = 50_000, 50_000_000
"""Of a part: the limits of the protocol."""

_ADDRESS = re.compile(r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?(/[A-Za-z0-9._~%-]+)*/?")
_NO_PAGES = ("downloads/", "static/")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{}>\n'
_SET_HEAD = _HEAD.format("urlset", ' xmlns:xhtml="http://www.w3.org/1999/xhtml"').encode()
_SET_END = b"</urlset>\n"


def base_of(address: str) -> str:
    """The address of a site, with a slash at its end. Raises CorpusError for one that no site can have.

    >>> base_of("https://example.eu/conclusions")
    'https://example.eu/conclusions/'
    """
    if not _ADDRESS.fullmatch(address):
        raise CorpusError(
            f"the address of the site is {address!r}; write https://, a host and a path in ASCII, no ? and no #"
        )
    return f"{address.rstrip('/')}/"


class Sitemap:
    """The map of one site: told of each file, and when the pages of a dossier are done."""

    def __init__(self, folder: Path, base: str) -> None:
        self._folder, self._base = folder, base
        self._waiting: dict[str, dict[str, str]] = {}
        self._part = self._pages = self._size = 0

    def add(self, path: str) -> None:
        """Take a file of the site; what is no page is left aside."""
        from pipeline.site.addresses import version_of  # not before it is needed: the room of the site is slow to load

        if path.endswith(".html") and not path.startswith(_NO_PAGES):
            page, language = version_of(path)
            self._waiting.setdefault(page, {})[language] = path

    def turn(self) -> None:
        """Write down all pages so far: no other language version of them comes any more."""
        for _, versions in sorted(self._waiting.items()):  # not in the order in which they were made
            for entry in self._entries(versions):
                self._write(entry)
        self._waiting.clear()

    def close(self) -> tuple[str, ...]:
        """Write the rest; the files that were written."""
        self.turn()
        for number in range(1, self._part + 1):
            with self._of(number).open("ab") as file:
                file.write(_SET_END)
        names = [_part(number) for number in range(1, self._part + 1)]
        if self._part == 1:
            self._of(1).rename(self._folder / NAME)
            names = [NAME]
        else:
            lines = "".join(f"<sitemap><loc>{self._base}{name}</loc></sitemap>\n" for name in names)
            (self._folder / NAME).write_bytes(f"{_HEAD.format('sitemapindex', '')}{lines}</sitemapindex>\n".encode())
            names.append(NAME)
        if urlsplit(self._base).path == "/":  # robots look for it at the root of a host only
            (self._folder / ROBOTS).write_bytes(f"Sitemap: {self._base}{NAME}\n".encode())
            names.append(ROBOTS)
        return tuple(names)

    def _entries(self, versions: Mapping[str, str]) -> Iterator[bytes]:
        links = {language: f"{self._base}{quote(path)}" for language, path in sorted(versions.items())}
        others = "".join(_alternates(links.items())) if len(links) > 1 else ""
        for link in links.values():
            yield f"<url><loc>{link}</loc>{others}</url>\n".encode()

    def _write(self, entry: bytes) -> None:
        full = self._pages >= MOST_PAGES or self._size + len(entry) + len(_SET_END) > MOST_BYTES
        if full or not self._part:
            self._part, self._pages, self._size = self._part + 1, 0, len(_SET_HEAD)
            self._of(self._part).write_bytes(_SET_HEAD)
        with self._of(self._part).open("ab") as file:
            file.write(entry)
        self._pages += 1
        self._size += len(entry)

    def _of(self, number: int) -> Path:
        return self._folder / _part(number)


def _part(number: int) -> str:
    return f"sitemap-{number}.xml"


def _alternates(links: Iterable[tuple[str, str]]) -> Iterator[str]:
    for language, link in links:
        yield f'\n<xhtml:link rel="alternate" hreflang="{language}" href="{link}"/>'
