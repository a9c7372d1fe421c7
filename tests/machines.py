"""A scheduler and workers of Dask: each a process with a folder of its own, so that nothing is shared but values."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from conftest import ROOT

from pipeline.build import Limits, engine_for
from pipeline.build.engine import Engine

LIMITS = Limits(300, 16000)
ENV = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}


class Machines:
    """A scheduler and workers, each a process with a folder of its own."""

    def __init__(self, home: Path) -> None:
        self._home, self._all = home, list[subprocess.Popen[bytes]]()
        self.env = dict(ENV)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"

    def know(self, code: str) -> None:
        """Workers that are started from now on run this code first."""
        (self._home / "code").mkdir()
        (self._home / "code" / "sitecustomize.py").write_text(code.format(root=str(ROOT)), encoding="utf-8")
        self.env["PYTHONPATH"] = str(self._home / "code")

    def _start(self, *words: str, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        folder = self._home / str(len(self._all))
        folder.mkdir()
        command = [sys.executable, "-m", "dask", *words]
        self._all.append(
            subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        return self._all[-1]

    def scheduler(self, failures: int = 1) -> subprocess.Popen[bytes]:
        env = {**ENV, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(failures)}
        return self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", env=env)

    def worker(self, nanny: str = "--no-nanny", address: str = "") -> subprocess.Popen[bytes]:
        words = ("--nthreads", "1", nanny, "--no-dashboard", "--death-timeout", "60")
        return self._start("worker", address or self.address, *words, env=self.env)

    def end(self) -> None:
        for one in reversed(self._all):
            one.kill()  # the worker of a nanny ends with it
            one.wait()


class Wire:
    """A TCP connection to a port of this machine, for as many as ask, that can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._to, self._whole, self._ends = port, True, list[socket.socket]()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._to)) if self._whole else None
                except OSError:
                    far = None
                if far is None:
                    near.close()
                    continue
                self._ends += near, far
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()

    def cut(self) -> None:
        self._whole = False
        for one in self._ends:
            _shut(one)

    def mend(self) -> None:
        self._whole = True

    def end(self) -> None:
        self.cut()
        _shut(self._door)
        for one in (self._door, *self._ends):
            one.close()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while some := one.recv(1 << 16):
            other.sendall(some)
    _shut(one)
    _shut(other)


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def engine(machines: Machines) -> Iterator[Engine]:
    with engine_for(None, machines.address, LIMITS) as there:
        yield there
