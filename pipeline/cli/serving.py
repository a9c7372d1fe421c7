"""Show a site on this machine; build it anew when its sources change, and reload the pages that are open.

A page as it is served has one script more, which asks for `/-/now.js` once a second; the files of the site stay as
they are. The script comes from the server itself, so that the policy of the pages holds here as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

Stamp = tuple[tuple[str, int, int], ...]
"""Path, size and time of change in nanoseconds of each file."""

_RELOAD = b""""use strict";
setInterval(() => {
  const script = document.createElement("script");
  script.src = "/-/now.js?" + Date.now();
  script.onload = () => script.remove();
  document.head.append(script);
}, 1000);
"""
_NOW = """(() => {{ const html = document.documentElement, now = "{turn}";
if (html.dataset.turn && html.dataset.turn !== now) location.reload(); html.dataset.turn = now; }})();
"""


class Site(ThreadingHTTPServer):
    """The server of one folder. `turn` counts the builds; pages reload when it changes."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.folder = folder
        self.turn = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(SimpleHTTPRequestHandler):
    server: Site

    def __init__(self, request: object, client: object, server: Site) -> None:
        super().__init__(request, client, server, directory=str(server.folder))  # type: ignore[arg-type]

    def do_GET(self) -> None:  # the name that the library calls
        path = self.path.partition("?")[0]
        if path == "/-/reload.js":
            self._send(_RELOAD, "text/javascript")
        elif path == "/-/now.js":
            self._send(_NOW.format(turn=self.server.turn).encode(), "text/javascript")
        elif path.endswith(("/", ".html")) and (page := self._page()).is_file():
            script = b'<script src="/-/reload.js" defer></script></body>'
            self._send(page.read_bytes().replace(b"</body>", script), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a line for each request would hide what a build says."""

    def _page(self) -> Path:
        page = Path(self.translate_path(self.path))
        return page / "index.html" if page.is_dir() else page

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)


def stamp(folders: Sequence[Path]) -> Stamp:
    """What the files below these folders look like from outside; equal as long as nobody changed them."""
    files = (path for folder in folders for path in folder.rglob("*"))
    seen = ((str(path), path.stat()) for path in files if path.is_file())
    return tuple(sorted((name, about.st_size, about.st_mtime_ns) for name, about in seen))


def watch(site: Site, folders: Sequence[Path], build: Callable[[], None], stop: Event, pause: float = 1.0) -> None:
    """Call `build` after each change below the folders, and tell the pages; returns when `stop` is set."""
    known = stamp(folders)
    while not stop.wait(pause):
        try:
            seen = stamp(folders)
        except OSError:  # a file went away while we looked: the next look tells
            continue
        if seen != known:
            known = seen
            build()
            site.turn += 1


def run(site: Site, folders: Sequence[Path], build: Callable[[], None]) -> None:
    """Serve until interrupted."""
    stop = Event()
    watcher = Thread(target=watch, args=(site, folders, build, stop), daemon=True)
    watcher.start()
    try:
        site.serve_forever()
    except KeyboardInterrupt:
        stop.set()
        watcher.join(timeout=2)
