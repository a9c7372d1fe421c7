"""The documentation as pages: every link leads somewhere, every page stands by itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

ROOT = Path(__file__).resolve().parent.parent
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def manual() -> ModuleType:
    spec = importlib.util.spec_from_file_location("manual", ROOT / "docs" / "manual.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_is_made_and_every_link_leads_to_a_file_and_a_place(manual: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "docs"
    assert manual.write(target) == len(list((ROOT / "docs").rglob("*.md"))) + len(manual.TOP)
    pages = {path: html5lib.parse(path.read_text("utf-8")) for path in target.rglob("*.html")}
    for path, tree in pages.items():
        assert len(list(tree.iter(f"{XHTML}h1"))) == 1, path
        for name in ("href", "src"):
            for one in tree.iter():
                address = urlsplit(one.get(name) or "")
                if address.scheme:
                    assert one.tag == f"{XHTML}a", f"{path} asks something of the net"
                elif one.get(name):
                    led = (path.parent / unquote(address.path)).resolve() if address.path else path
                    assert led.is_file() and target in led.parents, f"{path}: {one.get(name)}"
                    if address.fragment:
                        assert address.fragment in {other.get("id") for other in pages[led].iter()}, one.get(name)


@pytest.mark.parametrize("link", ["nowhere.md", "corpus.md#nowhere", "../../elsewhere.md", "/etc/hosts"])
def test_a_link_that_leads_nowhere_is_named(manual: ModuleType, link: str) -> None:
    with pytest.raises(manual.BrokenLinkError, match="leads to no"):
        manual.Manual().link(Path("docs/building.md"), link)
