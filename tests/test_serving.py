"""conclusio serve: the site as it is with one script more, built anew when its sources change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from pipeline.cli.serving import Site, stamp, watch


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    (folder / "static").mkdir(parents=True)
    (folder / "index.html").write_bytes(b"<body>Text</body>")
    (folder / "static" / "site.css").write_bytes(b"a{}")
    with Site(folder, 0) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(site: Site, path: str) -> bytes:
    with urlopen(site.address + path, timeout=5) as answer:  # noqa: S310  # our own server
        data: bytes = answer.read()
        return data


def test_a_page_is_served_with_a_script_and_the_file_stays(site: Site) -> None:
    for path in ("", "index.html", "index.html?ui=nl"):
        assert get(site, path) == b'<body>Text<script src="/-/reload.js" defer></script></body>'
    assert (site.folder / "index.html").read_bytes() == b"<body>Text</body>"
    assert get(site, "static/site.css") == b"a{}"
    assert b"/-/now.js" in get(site, "-/reload.js")


def test_what_is_not_there_or_outside_is_not_found(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_bytes(b"<body></body>")
    for path in ("none.html", "../secret.html", "%2e%2e/secret.html"):
        with pytest.raises(HTTPError, match="404"):
            get(site, path)


def test_a_change_of_a_source_builds_anew_and_tells_the_pages(site: Site, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "nl.txt").write_text("one")
    built, stop = Event(), Event()
    before = get(site, "-/now.js")
    watcher = Thread(target=watch, args=(site, [corpus], built.set, stop, 0.02), daemon=True)
    watcher.start()
    assert not built.wait(0.1)
    (corpus / "nl.txt").write_text("another")
    assert built.wait(10)
    stop.set()
    watcher.join(10)
    assert get(site, "-/now.js") != before


def test_a_stamp_is_the_same_until_a_file_changes(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = stamp([tmp_path])
    assert stamp([tmp_path]) == first
    (tmp_path / "b").write_text("")
    assert stamp([tmp_path]) != first
