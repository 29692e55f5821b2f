"""A Dask cluster, for when one machine is not enough: its workers grade, this process reads and writes files.

Workers share nothing but messages: the job once, submissions by content, reports back as text. When a worker is lost,
Dask gives its portion to another one. If a portion kills its bench, or Dask gives up on it, it is graded on this
machine, one submission at a time (``pool.py``), so that only the answer that caused it ends in a fault.

Dask runs any code that a scheduler and its workers send each other: connect only to a cluster that you trust.
"""

import gc
import logging
from collections.abc import Collection, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from grader.batch.engines import bench
from grader.batch.engines.engine import Finished, Workshop, split_into_chunks, write_reports
from grader.batch.engines.pool import LocalPool
from grader.batch.work import Done, Sent, Task
from grader.errors import Diagnostic, GraderError, UsageError
from grader.version import __version__

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["DaskCluster", "check_installed"]

PORTION = 20  # submissions in one message
WAITING_PER_THREAD = 2  # portions: one to work on, one waiting
CONNECT_S = 10  # for an answer of the scheduler
LOGGING = ("asyncio", "distributed", "tornado")  # the libraries that report a lost connection in their own way
PATIENCE_S = 30  # for a first worker of a cluster that has none


@dataclass(frozen=True, kw_only=True)
class DaskCluster:
    """The workers of the scheduler at an address."""

    scheduler: str
    portion: int = PORTION

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield the result of each task, as soon as it is ready."""
        alone = list[Task]()
        with silence_dask(), connect(self.scheduler) as client:
            check_workers(client, self.scheduler)
            job = client.submit(bench.pass_job, workshop.job, pure=False)
            portions = (
                bench.Portion(batch=job.key, tasks=tuple(map(load_content, chunk)), seconds=workshop.seconds)
                for chunk in split_into_chunks(tasks, self.portion)
            )
            for portion, future in share_portions(client, job, portions):
                done = read_result(future)
                if done is None:
                    alone += portion.tasks
                else:
                    yield from write_reports(done, workshop)
            client.run(bench.close_benches, job.key, on_error="ignore")
        if alone:
            yield from LocalPool(portion=1).run(workshop, alone)


def load_content(task: Task) -> Task:
    """Return a task that holds the content of its file."""
    return task if isinstance(task.source, Sent) else replace(task, source=Sent.load(task.source))


def share_portions(
    client: "Client", job: "Future", portions: Iterator[bench.Portion]
) -> Iterator[tuple[bench.Portion, "Future"]]:
    """Keep the cluster busy with portions, few of which wait; yield each with its finished future."""
    waiting: dict[Future, bench.Portion] = {}
    while True:
        capacity = max(1, WAITING_PER_THREAD * sum(client.nthreads().values()))
        while len(waiting) < capacity and (portion := next(portions, None)):
            waiting[client.submit(bench.grade_on_bench, job, portion, pure=False)] = portion
        if not waiting:
            return
        for future in wait_for_first(client, waiting):
            yield waiting.pop(future), future


def wait_for_first(client: "Client", waiting: Collection["Future"]) -> Collection["Future"]:
    """Return the futures that finish first; UsageError if there is no worker left."""
    from distributed import wait

    while True:
        try:
            with client.as_current():
                ended = wait(list(waiting), timeout=PATIENCE_S, return_when="FIRST_COMPLETED")
            done: Collection[Future] = ended.done
            return done
        except TimeoutError:
            if not client.nthreads():
                raise no_workers(client.scheduler.address) from None


def read_result(future: "Future") -> tuple[Done, ...] | None:
    """Return the results of a portion; None if it killed its workers."""
    from distributed import KilledWorker

    try:
        result: bench.Result = future.result()
    except KilledWorker:
        return None
    except ImportError as error:  # from a worker that joined late
        raise cluster_differs(f"One of its workers says: {error}.") from error
    if isinstance(result, GraderError):
        raise cluster_differs(f"One of its workers says: {result.diagnostic.what}") from result
    return result


@contextmanager
def connect(address: str) -> Iterator["Client"]:
    """Be a client of a cluster while a block runs; UsageError if the cluster cannot be reached, or no longer can."""
    from distributed import Client

    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise no_cluster(address, f"It did not answer within {CONNECT_S} seconds, or the address is wrong.") from error
    except ImportError as error:  # the two versions of Dask are too far apart to talk to each other
        raise cluster_differs(f"Dask says: {error}.") from error
    with client:
        try:
            yield client
        except (OSError, CancelledError) as error:
            why = "The connection was lost during grading. What was graded already is kept."
            raise no_cluster(address, why) from error


@contextmanager
def silence_dask() -> Iterator[None]:
    """Let Dask log nothing during a block: what matters is said in a message of ours, once and without a traceback."""
    import distributed  # noqa: F401 (makes its loggers)

    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in LOGGING]
    loggers = [logger for name in names if not (logger := logging.getLogger(name)).disabled]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        # What was left unfinished when a connection was lost is reported when it is thrown away: now.
        gc.collect()
        for logger in loggers:
            logger.disabled = False


def check_workers(client: "Client", address: str) -> None:
    """Raise UsageError if there are no workers, or if they or the scheduler have another version of grader."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError:
        raise no_workers(address) from None
    try:
        found = {"The scheduler": client.run_on_scheduler(bench.get_version)}
    except ImportError as error:
        found = {"The scheduler": error}
    found |= {
        f"The worker {name}": version for name, version in client.run(bench.get_version, on_error="return").items()
    }
    for who, version in sorted(found.items()):
        if version != __version__:
            has = f"cannot use grader ({version})" if isinstance(version, Exception) else f"has grader {version}"
            raise cluster_differs(f"{who} {has}; this is grader {__version__}.")


def check_installed() -> None:
    """Raise UsageError if Dask is not installed."""
    if find_spec("distributed") is None:
        raise UsageError(
            Diagnostic(
                slug="missing-extra",
                what="The engine 'dask' needs a library that is not installed.",
                why="Most people need only one machine, so the library is an optional extra of this package.",
                help="Run: pip install 'grader[dask]'",
                audience="author",
            )
        )


def cluster_differs(why: str) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="cluster-differs",
            what="The cluster would not grade as this installation does.",
            why=why,
            help="Install the same version of grader there as here, and the same plug-ins.",
            audience="author",
        )
    )


def no_workers(address: str) -> UsageError:
    return no_cluster(address, f"It has had no workers for {PATIENCE_S} seconds.")


def no_cluster(address: str, why: str) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="no-cluster",
            what=f"The Dask cluster at '{address}' cannot be used.",
            why=why,
            help="Check that its scheduler and workers are running, and run the command again.",
            audience="author",
        )
    )
