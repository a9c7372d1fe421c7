"""The tasks, or whole dossiers, on a Dask cluster: `conclusio build --scheduler tcp://…`, with the extra `cluster`.

Dask has the queue, counts the deaths of workers (`distributed.scheduler.allowed-failures`) and gives their tasks to
others. A task is named by the checksum of its values and limits, so that one that is asked for twice is done once. All
tasks that a dead worker had count as suspicious, so those that Dask gives up are tried once more, alone.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.build.codec import checksum, encode
from pipeline.build.engine import Engine, Limits, Pool, Result, Task, attempt, quiet
from pipeline.errors import ConclusioError

if TYPE_CHECKING:
    from distributed import Client, Future

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")

AHEAD = 400
"""At most so many tasks are with the scheduler at once."""

ALONE = "alone-"
REMEMBERED = "build again: what was done is remembered"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a scheduler. After `wait` seconds without a result it is asked whether there is a worker at all;
    where there is none, it has `wait` seconds to come."""

    client: Client
    address: str
    limits: Limits = field(default=Limits())
    wait: float = 30

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Result]]:
        """Raises ConclusioError when the scheduler or all workers are gone; what was done until then is remembered.

        Dask gets `AHEAD` tasks, and another one for each that is done, so that it never holds the bytes of all. What
        ends as poison is tried once more when all others are done, one after the other.
        """
        places: dict[str, list[int]] = {}
        for place, task in enumerate(tasks):
            places.setdefault(_key(task, self.limits), []).append(place)
        poison: list[str] = []
        with self._there():
            for key, result in self._any({key: tasks[at[0]] for key, at in places.items()}, AHEAD):
                if result.poison:
                    poison.append(key)
                else:
                    yield from ((place, result) for place in places[key])
            for key, result in self._any({ALONE + key: tasks[places[key][0]] for key in poison}, 1):
                yield from ((place, result) for place in places[key.removeprefix(ALONE)])

    def each(self, work: Callable[[A], B], given: Iterable[A]) -> Generator[B | None, None, None]:
        """Work that has many tasks in it, by one worker each; the results in order, None where workers died of it.

        Raises ConclusioError as `run` does. Each worker has one to do, and another one waits for it.
        """
        from distributed import KilledWorker

        left, there = iter(given), deque["Future"]()
        with self._there():
            while True:
                ahead = max(1, 2 * sum(self.client.nthreads().values()))  # there may be no worker for a while
                with quiet():
                    for one in islice(left, max(0, ahead - len(there))):
                        there.append(self.client.submit(work, one, pure=False))
                if not there:
                    return
                future = there.popleft()
                try:
                    result: B | None = self._value(future)
                except KilledWorker:
                    result = None
                future.release()
                yield result

    @contextlib.contextmanager
    def _there(self) -> Iterator[None]:
        """Within this block a scheduler that goes away is an error of one line."""
        from distributed import CancelledError
        from distributed.client import ClosedClientError

        try:
            yield
        except (CancelledError, ClosedClientError, OSError):  # a closed connection is an OSError
            raise ConclusioError(f"the scheduler is gone; start it and {REMEMBERED}", where=self.address) from None

    def _any(self, tasks: Mapping[str, Task], ahead: int) -> Iterator[tuple[str, Result]]:
        """The results of tasks by their keys, as they come; never more than `ahead` tasks are under way."""
        left = iter(tasks.items())
        there: dict[str, Future] = {}
        done: SimpleQueue[Future] = SimpleQueue()
        while True:
            for key, task in islice(left, ahead - len(there)):
                with quiet():  # Dask warns of large values
                    there[key] = self.client.submit(attempt, task, self.limits, key=key, pure=True)
                there[key].add_done_callback(done.put)
            if not there:
                return
            future = self._patiently(done.get)
            result = self._result(future)
            del there[future.key]
            future.release()
            yield future.key, result

    def _result(self, future: Future) -> Result:
        """What a task came to."""
        from distributed import KilledWorker

        try:
            result: Result = self._value(future)
        except KilledWorker:
            return Result(refused=_killed(self.limits), poison=True)
        return result

    def _value(self, future: Future) -> Any:  # noqa: ANN401  # Dask does not know of which type
        """What a worker gave. It may have died since, so that it is done anew."""
        from distributed import CancelledError, KilledWorker

        try:
            return self._patiently(future.result)
        except (KilledWorker, CancelledError, OSError, ConclusioError):
            raise
        except Exception as error:  # noqa: BLE001  # workers let none pass: it is of Dask, or of the worker's program
            why = " ".join(f"{type(error).__name__}: {error}".split())
            message = f"its workers cannot do the work ({why:.200}); each needs the same version of Conclusio"
            raise ConclusioError(message, where=self.address) from None

    def _patiently(self, ask: Callable[..., T]) -> T:
        """Wait for an answer as long as there is a worker: one that hangs is ended by the limit of its task, if any."""
        while True:
            try:
                return ask(timeout=self.wait)
            except (Empty, TimeoutError):
                if self.client.nthreads():
                    continue
            try:
                self.client.wait_for_workers(1, timeout=self.wait)
            except TimeoutError:
                message = f"has no worker any more; start dask worker and {REMEMBERED}"
                raise ConclusioError(message, where=self.address) from None


@contextlib.contextmanager
def cluster(address: str, limits: Limits, wait: float = 30) -> Iterator[Cluster]:
    """The cluster at an address. Raises ConclusioError where there is none within `wait` seconds, or no extra.

    What Dask would log is silent in this block: what matters of it becomes an error or a notice.
    """
    try:
        from distributed import Client
        from distributed.utils import silence_logging_cmgr
    except ImportError:
        message = "building on a cluster needs the extra: pip install conclusio[cluster]"
        raise ConclusioError(message, where=address) from None
    client: Any = None
    with silence_logging_cmgr(logging.CRITICAL):
        try:
            client = Client(address, timeout=wait, set_as_default=False)
            client.wait_for_workers(1, timeout=wait)
        except (OSError, ValueError, TimeoutError) as error:
            if client is not None:
                client.close()
            why = "has no worker" if client is not None else f"no scheduler answers ({type(error).__name__})"
            raise ConclusioError(f"{why}; start dask scheduler and dask worker", where=address) from None
        try:
            yield Cluster(client, address, limits)
        finally:
            client.close()


@contextlib.contextmanager
def engine_for(workers: int | None, scheduler: str | None, limits: Limits) -> Iterator[Engine]:
    """The engine that is asked for: a cluster, or processes of this machine. Raises ConclusioError as `cluster` does.

    With a number of workers even a few tasks go to them.
    """
    if scheduler:
        with cluster(scheduler, limits) as there:
            yield there
    else:
        yield Pool(workers or 0, limits, always=workers is not None)


def _key(task: Task, limits: Limits) -> str:
    sums = [checksum(value) for value in (*task.values, encode(limits))]
    return f"{task.work}-{checksum(' '.join(sums).encode())}"


def _killed(limits: Limits) -> str:
    """What is said of a task whose workers died: Dask does not say of what."""
    why = ["ends every process that reads it"]
    if limits.seconds:
        why.append(f"takes longer than {limits.seconds} s")
    if limits.megabytes:
        why.append(f"needs more memory than {limits.megabytes} MB")
    return ", or ".join(why)
