"""sitemap.xml: every page once, with its language versions; without an address nothing changes."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from corpora import tiny_corpus
from lxml import etree
from test_build import tree

from pipeline.build import InProcess, Options, build, memory_of, sitemap
from pipeline.build.sitemap import Sitemap, base_of
from pipeline.cli import main
from pipeline.errors import CorpusError

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
BASE = "https://example.eu/conclusions/"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_corpus(tmp_path_factory.mktemp("corpus"), share=0.2)


@pytest.fixture(scope="module")
def site(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "site"
    build(corpus, out, options=options(out, BASE))
    return out


def options(out: Path, address: str) -> Options:
    return Options(memory_of(out), address=address, engine=InProcess())


def listed(folder: Path, base: str = BASE) -> dict[str, dict[str, str]]:
    """Path of each page in the sitemap, with its versions by language; the structure is checked on the way."""
    root = etree.parse(folder / "sitemap.xml").getroot()
    names = ["sitemap.xml"]
    if etree.QName(root).localname == "sitemapindex":
        names = [path_of(one.text, base) for one in root.iterfind("s:sitemap/s:loc", NS)]
        assert len(names) == len(root) > 1
    found: dict[str, dict[str, str]] = {}
    for name in names:
        part = etree.parse(folder / name).getroot()
        assert part.tag == f"{{{NS['s']}}}urlset" and 0 < len(part) <= sitemap.MOST_PAGES
        assert (folder / name).stat().st_size <= sitemap.MOST_BYTES
        for url in part:
            loc, *links = url
            assert (url.tag, loc.tag) == (f"{{{NS['s']}}}url", f"{{{NS['s']}}}loc")
            assert all((one.tag, one.get("rel")) == (f"{{{NS['x']}}}link", "alternate") for one in links)
            path = path_of(loc.text, base)
            assert path not in found, "once"
            found[path] = {one.get("hreflang"): path_of(one.get("href"), base) for one in links}
            assert len(found[path]) == len(links)
    return found


def path_of(address: str, base: str) -> str:
    assert address.startswith(base)
    return unquote(address.removeprefix(base))


def pages_in(folder: Path) -> set[str]:
    paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    return {path for path in paths if not path.startswith("downloads/")}


def test_every_page_is_listed_once_and_every_address_is_a_file(site: Path) -> None:
    assert set(listed(site)) == pages_in(site)


def test_the_versions_of_a_page_name_each_other_and_are_in_the_language_they_claim(site: Path) -> None:
    found = listed(site)
    for path, versions in found.items():
        assert not versions or path in versions.values()
        for language, other in versions.items():
            assert found[other] == versions
            assert f'<html lang="{language}"' in (site / other).read_text(encoding="utf-8"), other
    assert len(found["index.html"]) == 24
    document = "2022-research-innovation/ST-10125-2022-INIT"
    assert found[f"{document}/nl.html"] == {code: f"{document}/{code}.html" for code in ("en", "nl")}
    assert set(found[f"{document}/changes-nl.html"]) == {"en", "nl"} and not found[f"{document}/parallel.html"]


def test_without_an_address_nothing_else_changes(corpus: Path, site: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "plain", options=Options(engine=InProcess()))
    plain, mapped = tree(tmp_path / "plain"), tree(site)
    assert set(mapped) - set(plain) == {"sitemap.xml"}
    assert {name for name in plain if plain[name] != mapped[name]} == {"build.json"}
    files = json.loads((site / "build.json").read_bytes())["files"]
    assert files["sitemap.xml"] == mapped["sitemap.xml"]


def test_an_address_that_comes_or_goes_is_an_input(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    for address in ("", BASE, "https://example.eu", ""):
        report = build(corpus, out, options=options(out, address))
        build(corpus, tmp_path / "clean", options=Options(address=address, engine=InProcess()))
        assert tree(out) == tree(tmp_path / "clean")
        assert (out / "sitemap.xml").exists() == bool(address)
        assert (out / "robots.txt").exists() == (address == "https://example.eu")
        assert build(corpus, out, options=options(out, address)).pages == report.pages


def test_robots_are_told_where_it_is() -> None:
    assert base_of("https://example.eu") == base_of("https://example.eu/") == "https://example.eu/"


@pytest.mark.parametrize("most", ["MOST_PAGES", "MOST_BYTES"])
def test_many_pages_are_split_with_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: str) -> None:
    monkeypatch.setattr(sitemap, most, {"MOST_PAGES": 7, "MOST_BYTES": 1200}[most])
    one = Sitemap(tmp_path, "https://example.eu/")
    expected = set()
    for number in range(10):
        for name in ("index.html", "index-nl.html", "a b&c/nl.html", "verbs.html", "data.json"):
            one.add(f"d{number}/{name}")
            expected |= {f"d{number}/{name}"} if name.endswith("html") else set()
        one.turn()
    one.add("static/mine.html")
    names = one.close()
    assert "sitemap-2.xml" in names and set(names) == {path.name for path in tmp_path.iterdir()}
    assert set(listed(tmp_path, "https://example.eu/")) == expected
    assert (tmp_path / "robots.txt").read_text() == "Sitemap: https://example.eu/sitemap.xml\n"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.eu",
        "example.eu",
        "https://",
        "https://a b.eu",
        "https://é.eu",
        "https://a.eu/?q",
        "https://u@a.eu",
        "https://a.eu/#x",
        "https://a.eu/\n",
        "https://a.eu/<x>",
    ],
)
def test_a_bad_address_is_one_line(corpus: Path, tmp_path: Path, address: str) -> None:
    with pytest.raises(CorpusError):
        base_of(address)
    words = ["build", "--corpus", str(corpus), "--out", str(tmp_path / "site"), "--address", address]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2 and len(result.stderr.strip().splitlines()) == 1
    assert "the address of the site" in result.stderr and not (tmp_path / "site").exists()
