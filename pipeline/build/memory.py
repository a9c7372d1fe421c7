"""Results of earlier builds, found again by what they were made from.

A step has a name and a table of inputs with their checksums. When all checksums are those of the last time, its result
is taken over; else it is made, and the step says which inputs were changed. Results are files named by their sha256,
which is checked when they are read: a damaged one is made anew. Pages are not kept twice: the last site has them.

The steps of one dossier are a chapter, and only one chapter is held at a time. What was made is noted at once in the
journal of its chapter, so that a build that was killed is found again by the next one.

    <folder>/manifest.json              the steps of the last build outside the dossiers, and its report
    <folder>/steps/<chapter>.json       the steps of a dossier, their inputs and results
    <folder>/steps/<chapter>.journal    those made since; gone when the chapter is whole
    <folder>/durations.json             seconds for each step of the last build that was made, the longest alone
    <folder>/values/<chapter>/abcd…     results
"""

from __future__ import annotations

import contextlib
import heapq
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Generic, TypeVar

from pipeline.build.codec import checksum, decode, encode
from pipeline.build.engine import Engine, Limits, Result, Task
from pipeline.build.inputs import Table, changed, total
from pipeline.build.manifest import VERSION, Entry, Kept, Manifest, bytes_of, empty, journal, read, write_whole
from pipeline.errors import ConclusioError

T = TypeVar("T")

FIRST = "not made before"
LOST = "its result is gone"
LONGEST = 10_000
"""Of so many steps durations.json says how long they took."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a build: its name, why it was made, in what time; no reason when an earlier result was taken over."""

    name: str
    reasons: tuple[str, ...]
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Wanted(Generic[T]):
    """A step that a worker can do: its name, the work (see `tasks`), what encodes the values that it gets, the type of
    its result, and what it is made from.

    `anew` names inputs of a step that can make use of its last result: where those are the same, the work gets that
    result as one more value, else no bytes. It has no part in what comes out.
    """

    name: str
    work: str
    values: Callable[[], tuple[bytes, ...]]
    kind: type[T]
    inputs: Mapping[str, str | Table]
    anew: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step has no result. `poison`: it is not tried again while its inputs and the limits are the same."""

    why: str
    poison: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """What a memory knows besides its chapters: their names, the tables, how long steps took."""

    chapters: tuple[str, ...]
    tables: Mapping[str, dict[str, str]]
    longest: tuple[tuple[float, str], ...]


@dataclass(slots=True)
class _Chapter:
    """The steps of the last build and of this one, of one dossier or of what belongs to none ("")."""

    name: str
    last: Mapping[str, Kept]
    steps: dict[str, Kept] = field(default_factory=dict)


class Memory:
    """The steps of one build, with those of the last one behind them. Without a folder nothing is remembered.

    `told` is called with each step when it is done.
    """

    def __init__(
        self, folder: Path | None = None, site: Path | None = None, told: Callable[[Step], None] = lambda _: None
    ) -> None:
        self._folder, self._site, self._told = folder, site, told
        self._last = read(folder / "manifest.json") if folder else empty()
        self._outer = self._chapter = _Chapter("", self._last.steps)
        self._tables: dict[str, dict[str, str]] = {}
        self._seen: set[str] = set()
        self._longest: list[tuple[float, str]] = []

    @property
    def summary(self) -> str:
        """What the last build left under `close`; "" when there was none."""
        return self._last.summary

    @contextmanager
    def chapter(self, name: str) -> Iterator[None]:
        """The steps of one dossier: all that are done in this block. Results that it did not use are forgotten."""
        steps = self._folder / "steps" / f"{name}.json" if self._folder else None
        self._chapter = _Chapter(name, self._steps(name))
        self._seen.add(name)
        try:
            yield
            if steps:
                self._end(steps)
        finally:
            self._chapter = self._outer

    def _steps(self, chapter: str) -> dict[str, Kept]:
        """The steps of a chapter of the last build, and of one that was stopped since."""
        if self._folder is None:
            return {}
        path = self._folder / "steps" / f"{chapter}.json"
        return {**read(path).steps, **journal(path.with_suffix(".journal"))}

    def knows(self, chapter: str, name: str, inputs: Mapping[str, str | Table]) -> bool:
        """Whether the last build had this step in a chapter, with the same inputs."""
        known = self._steps(chapter).get(name)
        return known is not None and known.inputs == self._sums(inputs)

    def holds(self, chapter: str) -> bool:
        """Whether there is any step of a dossier, be it of a build that was stopped."""
        return bool(self._steps(chapter))

    @property
    def notes(self) -> Notes:
        """What belongs to no chapter, for the memory of the process that asked for this one."""
        return Notes(tuple(sorted(self._seen)), self._tables, tuple(self._longest))

    def take_up(self, notes: Notes) -> None:
        """Take what the memory of another process has noted while it did chapters of this build."""
        self._seen.update(notes.chapters)
        self._tables |= notes.tables
        for seconds, name in notes.longest:
            self._timed(seconds, name)

    def _end(self, steps: Path) -> None:
        """Leave a whole chapter to the next build. A full disk only costs time later."""
        with contextlib.suppress(OSError):
            if self._chapter.steps:
                write_whole(steps, encode(Manifest(VERSION, self._chapter.steps, {}, "")))
            else:
                steps.unlink(missing_ok=True)
            steps.with_suffix(".journal").unlink(missing_ok=True)
            self._forget(self._chapter)

    def _forget(self, chapter: _Chapter) -> None:
        used = {kept.result for kept in chapter.steps.values()}
        assert self._folder  # noqa: S101
        for path in (self._folder / "values" / (chapter.name or "-")).glob("*"):
            if path.name not in used:
                path.unlink(missing_ok=True)

    def remember(self, name: str, make: Callable[[], T], kind: type[T], inputs: Mapping[str, str | Table]) -> T:
        """The value of a step: that of the last build if all inputs are the same, else made.

        The value is always the one that its bytes give back, so that it does not depend on where it came from.
        """
        known = self._same(name, sums := self._sums(inputs))
        data = self._value(known.result) if known else None
        if data is not None:
            try:
                value = decode(data, kind)
            except ValueError:
                data = None
            else:
                self._done(name, sums, known.result if known else "")
                return value
        start = perf_counter()
        data = encode(make())
        self._done(name, sums, self._put(data), perf_counter() - start)
        self._write_down(name)
        return decode(data, kind)

    def gather(
        self, wanted: Sequence[Wanted[T]], engine: Engine, tick: Callable[[int, int], None] = lambda *_: None
    ) -> list[T | Failure]:
        """The values of steps, each taken over or made by the engine, in the order asked for; `tick` is told how many
        are there and how many there will be."""
        found: dict[int, T | Failure] = {}
        left: list[tuple[int, dict[str, str]]] = []
        tasks: list[Task] = []
        for place, one in enumerate(wanted):
            sums = self._sums(one.inputs)
            there = self._taken_over(one, sums, engine.limits)
            if there is None:
                try:
                    tasks.append(Task(one.work, (*one.values(), *self._last_result(one, sums))))
                    left.append((place, sums))
                except ConclusioError as error:
                    found[place] = Failure(str(error))
            else:
                found[place] = there
        for number, result in engine.run(tasks):
            place, sums = left[number]
            made = self._made(wanted[place], sums, result, engine.limits)
            found[place] = made
            tick(len(found), len(wanted))
        tick(len(wanted), len(wanted))
        return [found[place] for place in range(len(wanted))]

    def _last_result(self, one: Wanted[T], sums: Mapping[str, str]) -> tuple[bytes, ...]:
        """The last result of a step that can make use of it, or no bytes; nothing for any other step."""
        if not one.anew:
            return ()
        known = self._chapter.last.get(one.name)
        if known is None or any(known.inputs.get(name) != sums[name] for name in one.anew):
            return (b"",)
        data = self._value(known.result) or b""
        try:
            decode(data, one.kind)
        except ValueError:
            return (b"",)
        return (data,)

    def _taken_over(self, one: Wanted[T], sums: dict[str, str], limits: Limits) -> T | Failure | None:
        known = self._same(one.name, sums)
        if known is None or (known.refused and known.limits != limits):
            return None
        if known.refused:
            self._done(one.name, sums, "", refused=known.refused, limits=limits)
            return Failure(known.refused, poison=True)
        data = self._value(known.result)
        try:
            value = decode(data, one.kind) if data is not None else None
        except ValueError:
            return None
        if value is not None:
            self._done(one.name, sums, known.result)
        return value

    def _made(self, one: Wanted[T], sums: dict[str, str], result: Result, limits: Limits) -> T | Failure:
        if result.refused:
            if result.poison:
                self._done(one.name, sums, "", 0.0, result.refused, limits)
                self._write_down(one.name)
            return Failure(result.refused, result.poison)
        self._done(one.name, sums, self._put(result.data), result.seconds)
        self._write_down(one.name)
        return decode(result.data, one.kind)

    def page(self, path: str, make: Callable[[], bytes], inputs: Mapping[str, str | Table]) -> bytes:
        """The bytes of a page of the site: those of the last site if all inputs are the same, else made."""
        name = f"page {path}"
        known = self._same(name, sums := self._sums(inputs))
        if known and self._site:
            data = bytes_of(self._site / path)
            if data is not None and checksum(data) == known.result:
                self._done(name, sums, known.result)
                return data
        start = perf_counter()
        data = make()
        self._done(name, sums, checksum(data), perf_counter() - start)
        return data

    def same(self, name: str, inputs: Mapping[str, str | Table]) -> str:
        """The result of a step of the last build, if all inputs are the same, else ""."""
        known = self._same(name, self._sums(inputs))
        return known.result if known else ""

    def found(self, name: str, inputs: Mapping[str, str | Table], kind: type[T]) -> T | None:
        """The value of a step of the last build, if all inputs are the same and it is not damaged."""
        known = self._same(name, self._sums(inputs))
        data = self._value(known.result) if known else None
        try:
            return decode(data, kind) if data is not None else None
        except ValueError:
            return None

    def put(self, name: str, inputs: Mapping[str, str | Table], value: object) -> None:
        """Remember the value of a step that was made elsewhere."""
        self._done(name, self._sums(inputs), self._put(encode(value)), 0.0)

    def carry(self) -> None:
        """Take over all steps of the chapter as they are."""
        for name, kept in self._chapter.last.items():
            for checksum_ in kept.inputs.values():
                if checksum_ in self._last.tables:
                    self._tables.setdefault(checksum_, self._last.tables[checksum_])
            self._done(name, kept.inputs, kept.result, refused=kept.refused, limits=kept.limits)

    def note(self, name: str, inputs: Mapping[str, str | Table], result: str) -> None:
        """Remember a step that was made elsewhere."""
        self._done(name, self._sums(inputs), result, 0.0)

    def close(self, summary: str) -> None:
        """Leave this build to the next one, and forget chapters that it did not have. A full disk only costs time
        later."""
        if self._folder is None:
            return
        manifest = Manifest(VERSION, self._outer.steps, self._tables, summary)
        with contextlib.suppress(OSError):
            write_whole(self._folder / "manifest.json", encode(manifest))
            made = {name: round(seconds, 3) for seconds, name in sorted(self._longest, reverse=True)}
            write_whole(self._folder / "durations.json", encode(made))
            self._forget(self._outer)
            for path in (self._folder / "values").glob("*"):
                if path.name not in (*self._seen, "-"):
                    shutil.rmtree(path, ignore_errors=True)
            for path in (self._folder / "steps").glob("*"):
                if path.suffix not in (".json", ".journal") or path.stem not in self._seen:
                    path.unlink(missing_ok=True)

    def _write_down(self, name: str) -> None:
        """Note a step in the journal of its chapter, in case that this build is stopped."""
        if self._folder and self._chapter.name:
            path = self._folder / "steps" / f"{self._chapter.name}.journal"
            with contextlib.suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("ab") as file:
                    file.write(encode(Entry(name, self._chapter.steps[name])) + b"\n")

    def _sums(self, inputs: Mapping[str, str | Table]) -> dict[str, str]:
        sums: dict[str, str] = {}
        for name, given in inputs.items():
            sums[name] = given if isinstance(given, str) else total(given)
            if not isinstance(given, str):
                self._tables.setdefault(sums[name], dict(given))
        return sums

    def _same(self, name: str, sums: Mapping[str, str]) -> Kept | None:
        known = self._chapter.last.get(name)
        return known if known and known.inputs == sums else None

    def _reasons(self, name: str, sums: Mapping[str, str]) -> tuple[str, ...]:
        known = self._chapter.last.get(name)
        if known is None:
            return (FIRST,)
        return tuple(self._reason(one, known.inputs, sums) for one in changed(known.inputs, sums)) or (LOST,)

    def _reason(self, name: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
        before, after = (
            tables.get(sums.get(name, "")) for tables, sums in ((self._last.tables, old), (self._tables, new))
        )
        if before is None or after is None:
            return name if name in old and name in new else f"{name} {'gone' if name in old else 'new'}"
        names = changed(before, after)
        return f"{name}: {', '.join(names[:3])}" + (f" and {len(names) - 3} more" if len(names) > 3 else "")

    def _done(
        self,
        name: str,
        sums: dict[str, str],
        result: str,
        seconds: float | None = None,
        refused: str = "",
        limits: Limits | None = None,
    ) -> None:
        """Note a step that was made in `seconds`, or taken over."""
        reasons = () if seconds is None else self._reasons(name, sums)
        self._chapter.steps[name] = Kept(sums, result, refused, limits)
        if seconds is not None:
            self._timed(seconds, name)
        self._told(Step(name, reasons, seconds or 0.0))

    def _timed(self, seconds: float, name: str) -> None:
        push = heapq.heappush if len(self._longest) < LONGEST else heapq.heappushpop
        push(self._longest, (seconds, name))

    def _path(self, name: str) -> Path | None:
        return self._folder / "values" / (self._chapter.name or "-") / name if self._folder else None

    def _value(self, name: str) -> bytes | None:
        path = self._path(name)
        data = bytes_of(path) if path else None
        return data if data is not None and checksum(data) == name else None

    def _put(self, data: bytes) -> str:
        name = checksum(data)
        path = self._path(name)
        if path:
            try:
                write_whole(path, data)
            except OSError:
                return name  # the next build makes it again
        return name
