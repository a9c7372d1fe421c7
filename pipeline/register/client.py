"""One request after the other, politely: spaced, with time limits, tried again where that can help, resumed.

Waiting times follow Retry-After (RFC 9110, section 10.2.3); resuming follows sections 13.1.5 and 14 (If-Range, Range).
Nothing that a server answers makes this module ask another host, write without bound or wait without end.
"""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InvalidHeader,
    LocationValueError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse

from pipeline.errors import ReadError
from pipeline.ids import REGISTER
from pipeline.register.addresses import Form, check_base, redirected
from pipeline.register.partial import Download, Partial

_REDIRECTS = 5
_PIECE = 2**16  # bytes read at a time
_TOO_MANY = 429
_AGAIN = frozenset({408, 425, _TOO_MANY, 500, 502, 503, 504})
_GONE = frozenset({404, 410})
_MOVED = frozenset({301, 302, 303, 307, 308})
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Manners:
    """How the register is asked: seconds between requests, tries, seconds before the second try (then doubled).

    `patience` is the longest wait that a server may ask for, `connect` and `read` are time limits for one step and
    `whole` for one file, all in seconds; `largest` is in bytes.
    """

    interval: float = 1.0
    tries: int = 5
    backoff: float = 2.0
    patience: float = 120.0
    connect: float = 10.0
    read: float = 30.0
    whole: float = 600.0
    largest: int = 64 * 2**20


@dataclass(frozen=True, slots=True)
class NotThere:
    """The register does not have the file (404)."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The file could not be had; `reason` is part of a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Again:
    """A try that failed in a way that may pass. `after` is what the server asks to wait, `lost` that none answers."""

    reason: str
    after: float | None = None
    lost: bool = False


_Outcome = Download | NotThere | Failed | _Again


@dataclass(frozen=True, slots=True)
class _File:
    """What is asked for: its address, its format, where it is written, and the time at which it is given up."""

    url: str
    form: Form
    partial: Partial
    end: float


class _SilenceError(Exception):
    """A request was sent and nothing came back in time."""


class Client:
    """Asks one server. `sleep` and `clock` are replaced in tests."""

    def __init__(
        self,
        base: str = REGISTER,
        manners: Manners | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises ReadError for a base address that is neither the register's nor on this machine."""
        check_base(base)
        self.base = base
        self._manners = manners or Manners()
        self._sleep, self._clock = sleep, clock
        self._free = clock()
        self._pool = _pool(base, self._manners)

    def download(self, url: str, form: Form, partial: Partial) -> Download | NotThere | Failed:
        """Get one file into its `.part`, going on where an earlier try ended.

        Raises ReadError when no server answers or it asks to come back later: then further requests are of no use.
        """
        file = _File(url, form, partial, self._clock() + self._manners.whole)
        last = _Again("")
        for attempt in range(self._manners.tries):
            if attempt:
                self._sleep(last.after if last.after is not None else self._manners.backoff * 2 ** (attempt - 1))
            outcome = self._attempt(file)
            if not isinstance(outcome, _Again):
                return outcome
            last = outcome
            if last.after is not None and last.after > self._manners.patience:
                raise ReadError(f"{last.reason} and asks to wait {last.after:.0f} seconds; try later", where=self._host)
        if last.lost or last.after is not None:
            raise ReadError(f"{last.reason}, after {self._manners.tries} tries; try later", where=self._host)
        return Failed(f"{last.reason}, after {self._manners.tries} tries")

    @property
    def _host(self) -> str:
        return urlsplit(self.base).netloc

    def _attempt(self, file: _File) -> _Outcome:
        """One request with its redirects, and the body if it is what was asked for."""
        have, validator = file.partial.resume(file.url)
        headers = {"Range": f"bytes={have}-", "If-Range": validator} if have else {}
        at = file.url
        try:
            for _ in range(_REDIRECTS + 1):
                with closing(self._request(at, file.form, headers)) as response:
                    if response.status not in _MOVED:
                        return self._read(response, file, have)
                    location = response.headers.get("Location", "")
                    target = redirected(at, location, self.base)
                    if target is None:
                        return Failed(f"it redirects to {location[:100]!r}, which is not of the register: refused")
                    at = target
        except SSLError as error:
            raise ReadError(f"no secure connection: {_first_line(error)}", where=self._host) from None
        except _SilenceError:
            return _Again("the server does not answer", lost=True)
        except (NewConnectionError, ConnectTimeoutError, ProxyError) as error:
            return _Again(f"no connection ({type(error).__name__})", lost=True)
        except LocationValueError:
            return Failed("it redirects to an address that is none: refused")
        except HTTPError as error:
            return _Again(f"the connection was cut ({type(error).__name__})")
        return Failed(f"it redirects more than {_REDIRECTS} times")

    def _request(self, url: str, form: Form, headers: dict[str, str]) -> BaseHTTPResponse:
        wait = self._free - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._free = self._clock() + self._manners.interval
        headers = {"Accept": ", ".join(form.types), "Accept-Encoding": "identity", **_AGENT, **headers}
        try:
            return self._pool.request(
                "GET",
                url,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
        except ReadTimeoutError:
            raise _SilenceError from None

    def _read(self, response: BaseHTTPResponse, file: _File, have: int) -> _Outcome:
        """What an answer that is no redirect amounts to."""
        status = response.status
        if status in _GONE:
            file.partial.discard()
            return NotThere()
        if status in _AGAIN:
            return _Again(f"the server answers {status}", _retry_after(response), lost=status == _TOO_MANY)
        if status == 416 and response.headers.get("Content-Range", "") == f"bytes */{have}":
            return self._whole(file, is_sure=True)  # an earlier run was stopped right after the last byte
        if status == 416:  # what is here does not fit what is there
            file.partial.discard()
            return _Again("the server has not the rest of the file")
        if status not in (200, 206):
            return Failed("it is not public (403)" if status == 403 else f"the server answers {status}")
        kind = response.headers.get("Content-Type", "")
        if not file.form.allows(kind) or response.headers.get("Content-Encoding", "identity") != "identity":
            return Failed(f"the answer is {kind.partition(';')[0][:60] or 'encoded'!r}, not {file.form.name}")
        if status == 206 and not _continues(response, have):
            file.partial.discard()
            return _Again("the server sent another part than was asked for")
        if status == 200:
            file.partial.start(file.url, _validator(response))
            have = 0
        return self._body(response, file, have)

    def _body(self, response: BaseHTTPResponse, file: _File, have: int) -> _Outcome:
        """Write the body behind what is there already."""
        length = response.headers.get("Content-Length", "")
        whole = have + int(length) if re.fullmatch(r"[0-9]{1,18}", length) else None
        limit = self._manners.largest
        if whole is not None and whole > limit:
            file.partial.discard()
            return Failed(f"it has {whole / 2**20:.0f} MB; at most {limit // 2**20} MB are taken")
        with file.partial.path.open("ab", buffering=0) as out:  # what has come is there when the run is killed
            while piece := response.read1(_PIECE):
                out.write(piece)
                have += len(piece)
                if have > limit or self._clock() > file.end:
                    break
        if have > limit:
            file.partial.discard()
            return Failed(f"it has more than {limit // 2**20} MB: given up")
        if self._clock() > file.end:  # what came stays, the next run goes on from there
            return Failed(f"it did not come within {self._manners.whole:.0f} seconds: given up")
        if whole is not None and have < whole:
            return _Again("the connection was cut")
        return self._whole(file, is_sure=whole is not None or "Transfer-Encoding" in response.headers)

    def _whole(self, file: _File, *, is_sure: bool) -> _Outcome:
        """The file, if it is what it should be. Where no length was stated (not `is_sure`), its end must show it."""
        with file.partial.path.open("rb") as data:
            head = data.read(1024)
            data.seek(max(0, file.partial.path.stat().st_size - 1024))
            tail = data.read()
        if not head or not file.form.starts(head):
            file.partial.discard()
            return Failed(f"the answer is not {file.form.name}" if head else "the answer is empty")
        if not is_sure and not file.form.ends(tail):
            file.partial.discard()
            return _Again("the connection was cut")
        return file.partial.finish(file.url, datetime.now(UTC).date().isoformat())


def _pool(base: str, manners: Manners) -> urllib3.PoolManager:
    """Connections to the register, through the proxy that the environment names for https."""
    timeout = urllib3.Timeout(connect=manners.connect, read=manners.read)
    parts = urlsplit(base)
    proxy = urllib.request.getproxies().get("https", "") if parts.scheme == "https" else ""
    if proxy and not urllib.request.proxy_bypass(parts.netloc):
        return urllib3.ProxyManager(proxy if "://" in proxy else f"http://{proxy}", timeout=timeout)
    return urllib3.PoolManager(timeout=timeout)


def _agent() -> str:
    try:
        return f"conclusio/{version('conclusio')} (reads public documents of the Council, one at a time)"
    except PackageNotFoundError:
        return "conclusio (reads public documents of the Council, one at a time)"


_AGENT = {"User-Agent": _agent()}


def _retry_after(response: BaseHTTPResponse) -> float | None:
    """Seconds that the server asks to wait, None when it does not say or cannot be understood."""
    said = response.headers.get("Retry-After")
    try:
        return None if said is None else max(0.0, float(urllib3.Retry().parse_retry_after(said)))
    except (InvalidHeader, ValueError, OverflowError):
        return None


def _validator(response: BaseHTTPResponse) -> str:
    """What If-Range may name: a strong ETag, else the date of the last change."""
    tag = response.headers.get("ETag", "")
    found = tag if tag.startswith('"') else response.headers.get("Last-Modified", "")
    return found if found.isascii() and found.isprintable() else ""


def _continues(response: BaseHTTPResponse, have: int) -> bool:
    match = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    return match is not None and int(match[1]) == have


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
