"""A register on loopback: a real HTTP server with documents and faults, and a log of what it was asked and sent."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
}
ROOT = "/doc/document"


@dataclass(frozen=True)
class Fault:
    """An answer other than the document: a status with headers and body, or a document cut after `cut` bytes.

    `drip` seconds pass after each 1,000 bytes; `endless` repeats the body until the client goes away; with `hold` a cut
    document is not cut but held up until `Register.release` is set.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cut: int = -1
    drip: float = 0.0
    endless: bool = False
    length: bool = True
    hold: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as it was served: path, Range header, status, first byte sent and number of bytes sent."""

    path: str
    range: str
    status: int
    start: int
    sent: int


@dataclass
class Register:
    """Documents by path, faults by path (each used once, in order), and the log."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    served: list[Asked] = field(default_factory=list)
    busy: list[int] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    ranges: bool = True
    validators: bool = True
    drip: float = 0.0
    port: int = 0

    @property
    def log(self) -> list[Asked]:
        """What was asked and sent, once all answers are finished."""
        end = time.monotonic() + 10
        while self.busy and time.monotonic() < end:
            time.sleep(0.001)
        return self.served

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}{ROOT}"

    def put(self, slug: str, language: str, format: str, data: bytes) -> str:
        path = f"{ROOT}/{slug}/{language}/{format}"
        self.files[path] = data
        return path

    def sent(self, path: str) -> list[tuple[int, int]]:
        """The half-open ranges of bytes of a file that were sent."""
        return [(a.start, a.start + a.sent) for a in self.log if a.path == path and a.status in (200, 206) and a.sent]

    def asked(self, path: str) -> int:
        return sum(one.path == path for one in self.log)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    register: Register

    def handle_error(self, *args: object) -> None:
        pass  # a client that goes away is part of the tests


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    @property
    def register(self) -> Register:
        return self.server.register

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.register.busy.append(1)
        try:
            self.serve()
        finally:
            self.register.busy.pop()

    def serve(self) -> None:
        queue = self.register.faults.get(self.path, [])
        fault = queue.pop(0) if queue else None
        if fault is not None and fault.cut < 0:
            self.answer(fault.status, fault.headers, fault.body, fault)
        elif self.path in self.register.files:
            self.document(self.register.files[self.path], fault)
        else:
            self.answer(404, (("Content-Type", "text/html"),), b"<html>not found</html>", None)

    def document(self, data: bytes, fault: Fault | None) -> None:
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        headers = [("Content-Type", TYPES[self.path.rpartition("/")[2]])]
        headers += [("ETag", tag)] if self.register.validators else []
        start, wanted = 0, self.headers.get("Range", "")
        if self.register.ranges and wanted and self.headers.get("If-Range") == tag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(data):
                self.answer(416, (("Content-Range", f"bytes */{len(data)}"),), b"", None)
                return
            headers.append(("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}"))
        self.answer(206 if start else 200, headers, data[start:], fault, start)

    def answer(self, status: int, headers: object, body: bytes, fault: Fault | None, start: int = 0) -> None:
        fault = fault or Fault(drip=self.register.drip)
        sent = 0
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if fault.length and not fault.endless:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        try:
            sent = self.send(body if fault.cut < 0 else body[: fault.cut], fault)
        except OSError:
            self.close_connection = True
        if fault.hold:
            self.register.release.wait(60)
        self.register.served.append(Asked(self.path, self.headers.get("Range", ""), status, start, sent))
        if fault.cut >= 0:
            self.close_connection = True

    def send(self, body: bytes, fault: Fault) -> int:
        sent = 0
        while True:
            for i in range(0, len(body), 1000):
                self.wfile.write(body[i : i + 1000])
                sent += len(body[i : i + 1000])
                if fault.drip:
                    time.sleep(fault.drip)
            if not fault.endless:
                return sent


@contextmanager
def serving(register: Register, port: int = 0) -> Iterator[Register]:
    """The register at work, on a port of its own."""
    with _Server(("127.0.0.1", port), _Handler) as server:
        server.register = register
        register.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield register
        finally:
            register.release.set()
            server.shutdown()
