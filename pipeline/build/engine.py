"""Who does the work: this process, a pool of processes on this machine, or a cluster.

A task is one file, one document's alignment, one language's comparison, one document's check. It gets bytes and gives
bytes, so that it can be done where no disk is shared. A task that is refused says why; one that kills its worker, takes
too long or needs too much memory is tried once more alone, and is then poison: it is left out, and that is remembered.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Thread
from time import perf_counter, sleep
from typing import Protocol, TypeVar

from pipeline.errors import ConclusioError

A = TypeVar("A")
B = TypeVar("B")

FEW = 12
"""So many tasks are done sooner in this process than by a pool that has to be started."""

MEGABYTE = 1 << 20
WATCH = 0.2
"""Seconds after which a worker sees that the process which started it is gone."""


@dataclass(frozen=True, slots=True)
class Task:
    """A function of `pipeline.build.tasks` by name, with the values that it gets, encoded."""

    work: str
    values: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The encoded value, or why there is none. `poison`: another try would end in the same way. `seconds` are those of
    the worker."""

    data: bytes = b""
    refused: str = ""
    poison: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take: seconds by the clock, and MB of address space of its worker. 0 is no limit."""

    seconds: int = 900
    megabytes: int = 8192


class Engine(Protocol):
    """Does tasks, in any order: yields the place of each task in the sequence, and its result."""

    @property
    def limits(self) -> Limits: ...

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Result]]: ...


@dataclass(frozen=True, slots=True)
class InProcess:
    """Does one task after the other in this process, which no limit can protect."""

    limits: Limits = field(default=Limits(0, 0))

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Result]]:
        for place, task in enumerate(tasks):
            yield place, attempt(task)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a worker does that has several tasks to do: as in its own process, but within the limits of each."""

    limits: Limits

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Result]]:
        """Raises PoisonError at a task that others have to try, alone."""
        for place, task in enumerate(tasks):
            result = attempt(task, self.limits)
            if result.poison:
                raise PoisonError
            yield place, result


class PoisonError(Exception):
    """A task that needs more than its limits."""


@dataclass(slots=True, eq=False)
class Pool:
    """Processes of this machine, by joblib; a few tasks are done in this process, unless `always` or they run."""

    workers: int = 0
    limits: Limits = field(default=Limits())
    always: bool = False
    _running: bool = field(default=False, init=False)

    @property
    def processes(self) -> int:
        return self.workers or os.cpu_count() or 1

    def shares(self, works: int, tasks: int) -> bool:
        """Whether it pays to give whole works, with so many tasks in all, to one process each (see `each`)."""
        return self.processes > 1 and works > 1 and (self.always or self._running or tasks >= FEW)

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Result]]:
        workers, few = self.processes, 2 if self._running else FEW
        if (workers == 1 or len(tasks) < few) and not self.always:
            yield from InProcess().run(tasks)
            return
        self._running = True
        left = dict(enumerate(tasks))
        for place, result in self._together(left, workers):
            if not result.poison:
                del left[place]
                yield place, result
        for place, task in left.items():
            yield place, self._alone(task)

    def _together(self, tasks: dict[int, Task], workers: int) -> Iterator[tuple[int, Result]]:
        """The results until a worker dies."""
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        work = [delayed(_placed)(place, task, self.limits, os.getpid()) for place, task in list(tasks.items())]
        pool = Parallel(n_jobs=max(2, workers), batch_size=1, return_as="generator_unordered")
        with quiet():
            try:
                yield from pool(work)
            except TerminatedWorkerError:
                return

    def each(self, work: Callable[[A], B], given: Sequence[A]) -> Generator[B | None, None, None]:
        """Work that has many tasks in it, by one process each; the results in order.

        None for what has to be done otherwise: it raised PoisonError, or its process, or one beside it, died.
        """
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        self._running = True
        done, parent = 0, os.getpid()
        while done < len(given):
            pool = Parallel(n_jobs=max(2, self.processes), batch_size=1, return_as="generator")
            with quiet(), closing(pool(delayed(_unless_poison)(work, one, parent) for one in given[done:])) as results:
                try:
                    for found in results:
                        done += 1
                        yield found
                except TerminatedWorkerError:
                    done += 1
                    yield None

    def _alone(self, task: Task) -> Result:
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        with quiet():
            try:
                (found,) = Parallel(n_jobs=2, batch_size=1)([delayed(_placed)(0, task, self.limits, os.getpid())])
            except TerminatedWorkerError as death:
                return Result(refused=said(str(death), self.limits), poison=True)
        result: Result = found[1]
        return result


def attempt(task: Task, limits: Limits | None = None) -> Result:
    """Do a task here, within limits. A time limit ends the process: nothing else stops code that hangs."""
    from pipeline.build.tasks import WORK

    start = perf_counter()
    try:
        with _limited(limits or Limits(0, 0)):
            data = WORK[task.work](*task.values)
    except ConclusioError as error:
        return Result(refused=str(error))
    except MemoryError:
        most = f" than {limits.megabytes} MB" if limits and limits.megabytes else " than there is"
        return Result(refused=f"needs more memory{most}", poison=True)
    except UnicodeEncodeError:
        return Result(refused="holds half of a character (a lone surrogate); save it anew as UTF-8")
    except Exception as fault:  # noqa: BLE001  # one text of a whole register must not end the build
        return Result(refused=f"fault of Conclusio, please report it: {fault!r:.200}")
    return Result(data, seconds=perf_counter() - start)


def said(death: str, limits: Limits) -> str:
    """What is said of a task whose worker died, from the message of the pool."""
    if "SIGALRM" in death:
        return f"takes longer than {limits.seconds} s"
    signals = ", ".join(sorted(set(re.findall(r"SIG[A-Z]+", death))))
    return f"ends the process that reads it ({signals or 'no signal'})"


@cache
def _end_with(parent: int) -> None:
    """Let this process end soon after the one that started it: when that was killed, nobody else would end it."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(WATCH)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _unless_poison(work: Callable[[A], B], given: A, parent: int) -> B | None:
    _end_with(parent)
    try:
        return work(given)
    except PoisonError:
        return None


def _placed(place: int, task: Task, limits: Limits, parent: int) -> tuple[int, Result]:
    _end_with(parent)
    return place, attempt(task, limits)


@contextmanager
def _limited(limits: Limits) -> Iterator[None]:
    """Within this block the process ends after so many seconds, and gets no more memory than that."""
    if limits.megabytes and sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.megabytes * MEGABYTE, hard))
    if limits.seconds:
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        yield
    finally:
        if limits.seconds:
            signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def quiet() -> Iterator[None]:
    """The death of a worker is no warning: it becomes a notice."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
