"""The same tasks on a Dask cluster: `conclusio build --scheduler tcp://…`, with the extra `cluster`.

Dask has the queue, counts the deaths of workers (`distributed.scheduler.allowed-failures`) and gives their tasks to
others. A task is named by its checksum, so that one that is asked for twice is done once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.build.codec import checksum
from pipeline.build.engine import Engine, Limits, Pool, Result, Task, attempt
from pipeline.errors import ConclusioError

if TYPE_CHECKING:
    from distributed import Client


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a scheduler."""

    client: Client
    address: str
    limits: Limits = field(default=Limits())

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Result]]:
        """Raises ConclusioError when the scheduler or all workers are gone; what was done until then is remembered."""
        from distributed import CancelledError, KilledWorker, as_completed
        from distributed.comm.core import CommClosedError

        if not tasks:
            return
        places: dict[str, list[int]] = {}
        futures = []
        for place, task in enumerate(tasks):
            key = f"{task.work}-{_name(task)}"
            if key not in places:
                futures.append(self.client.submit(attempt, task, self.limits, key=key, pure=True))
            places.setdefault(key, []).append(place)
        try:
            for future in as_completed(futures, loop=self.client.loop):
                try:
                    result: Result = future.result()
                except KilledWorker:
                    result = Result(refused="ends every process that reads it, or takes too long", poison=True)
                yield from ((place, result) for place in places[future.key])
                future.release()
        except (CancelledError, CommClosedError, OSError, TimeoutError):
            message = "the scheduler is gone; start it and build again: what was done is remembered"
            raise ConclusioError(message, where=self.address) from None


@contextlib.contextmanager
def cluster(address: str, limits: Limits, wait: float = 30) -> Iterator[Cluster]:
    """The cluster at an address. Raises ConclusioError where there is none within `wait` seconds, or no extra."""
    try:
        from distributed import Client
    except ImportError:
        message = "building on a cluster needs the extra: pip install conclusio[cluster]"
        raise ConclusioError(message, where=address) from None
    client: Any = None
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


def _name(task: Task) -> str:
    return checksum(b"\0".join(checksum(value).encode() for value in task.values))
