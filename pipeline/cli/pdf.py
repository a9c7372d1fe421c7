"""HTML → PDF by whichever tool is there. The bytes depend on the tool and its fonts, so no site holds them."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.errors import ReadError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 120


def pdf(page: bytes) -> bytes:
    """The page as PDF. Raises ReadError where neither WeasyPrint nor Chromium is there."""
    try:
        weasyprint = importlib.import_module("weasyprint")
    except (ImportError, OSError):  # OSError: its libraries are missing
        return _by_browser(page)
    data: bytes = weasyprint.HTML(string=page.decode(), url_fetcher=_nothing).write_pdf()
    return data


def _nothing(url: str, *_: object, **__: object) -> object:
    raise ValueError(f"nothing is loaded, and not {url}")


def _by_browser(page: bytes) -> bytes:
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), "")
    if not browser:
        raise ReadError("a PDF needs WeasyPrint or Chromium; install one, or export html and print it")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_bytes(page)
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
        try:
            subprocess.run(  # noqa: S603  # a program of this machine on a page of our own
                [browser, *options, source.as_uri()], check=True, capture_output=True, timeout=_SECONDS
            )
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise ReadError(
                f"{Path(browser).name} made no PDF ({type(error).__name__}); export html and print it"
            ) from None
