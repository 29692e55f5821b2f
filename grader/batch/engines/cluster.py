"""A Dask cluster, where one machine is not enough: its workers grade, this process reads files and writes reports.

Nothing is shared with the workers but what is sent: the job once, submissions by content, reports back as text. Dask
gives what a lost worker had to another one. A portion of which a bench died, or on which Dask gives up, is graded on
this machine, one submission at a time (``pool.py``), so that only the answer which is to blame ends in a fault.

Dask runs whatever a scheduler and its workers send each other: one connects only to a cluster that one trusts.
"""

from collections.abc import Collection, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from grader.batch.engines import bench
from grader.batch.engines.engine import Finished, Workshop, in_chunks, written
from grader.batch.engines.pool import LocalPool
from grader.batch.work import Done, Sent, Task
from grader.errors import Diagnostic, GraderError, UsageError
from grader.version import __version__

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["DaskCluster", "check_installed"]

PORTION = 20
WAITING_PER_THREAD = 2
CONNECT_S = 10
PATIENCE_S = 30  # with a cluster without workers


@dataclass(frozen=True, kw_only=True)
class DaskCluster:
    """The workers of the scheduler at an address."""

    scheduler: str
    portion: int = PORTION

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield what came of each task, as it is ready."""
        alone = list[Task]()
        with connected(self.scheduler) as client:
            check_workers(client, self.scheduler)
            job = client.submit(bench.given, workshop.job, pure=False)
            portions = (
                bench.Portion(batch=job.key, tasks=tuple(map(by_content, chunk)), seconds=workshop.seconds)
                for chunk in in_chunks(tasks, self.portion)
            )
            for portion, future in shared_out(client, job, portions):
                done = done_by(future)
                if done is None:
                    alone += portion.tasks
                else:
                    yield from written(done, workshop)
            client.run(bench.close_benches, job.key, on_error="ignore")
        if alone:
            yield from LocalPool(portion=1).run(workshop, alone)


def by_content(task: Task) -> Task:
    """Return a task that needs no file."""
    return task if isinstance(task.source, Sent) else replace(task, source=Sent.of(task.source))


def shared_out(
    client: "Client", job: "Future", portions: Iterator[bench.Portion]
) -> Iterator[tuple[bench.Portion, "Future"]]:
    """Keep the cluster busy with portions, few of which wait; yield each with the future that has come to its end."""
    waiting: dict[Future, bench.Portion] = {}
    while True:
        room = max(1, WAITING_PER_THREAD * sum(client.nthreads().values()))
        while len(waiting) < room and (portion := next(portions, None)):
            waiting[client.submit(bench.work_on, job, portion, pure=False)] = portion
        if not waiting:
            return
        for future in first_of(client, waiting):
            yield waiting.pop(future), future


def first_of(client: "Client", waiting: Collection["Future"]) -> Collection["Future"]:
    """Return the futures that are the first to come to an end; UsageError where there is nobody to work on them."""
    from distributed import wait

    while True:
        try:
            with client.as_current():
                ended = wait(list(waiting), timeout=PATIENCE_S, return_when="FIRST_COMPLETED")
            done: Collection[Future] = ended.done
            return done
        except TimeoutError:
            if not client.nthreads():
                raise without_workers(client.scheduler.address) from None


def done_by(future: "Future") -> tuple[Done, ...] | None:
    """Return what came of a portion; None where nobody lived to tell."""
    from distributed import KilledWorker

    try:
        result: bench.Result = future.result()
    except KilledWorker:
        return None
    except ImportError as error:  # a worker that came later
        raise differs(f"One of its workers says: {error}.") from error
    if isinstance(result, GraderError):
        raise differs(f"One of its workers says: {result.diagnostic.what}") from result
    return result


@contextmanager
def connected(address: str) -> Iterator["Client"]:
    """Be a client of a cluster for the length of a block; UsageError where it cannot be reached any more."""
    from distributed import Client

    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise no_cluster(address, f"There is no answer within {CONNECT_S} seconds, or no such address.") from error
    except ImportError as error:  # Dask's own versions are too far apart to talk to each other
        raise differs(f"Dask says: {error}.") from error
    with client:
        try:
            yield client
        except (OSError, CancelledError) as error:
            raise no_cluster(address, "The connection was lost in the middle; what was graded is kept.") from error


def check_workers(client: "Client", address: str) -> None:
    """Raise UsageError where there are no workers, or where they, or the scheduler, would not grade as we do."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError:
        raise without_workers(address) from None
    try:
        found = {"The scheduler": client.run_on_scheduler(bench.version_here)}
    except ImportError as error:
        found = {"The scheduler": error}
    found |= {
        f"The worker {name}": version for name, version in client.run(bench.version_here, on_error="return").items()
    }
    for who, version in sorted(found.items()):
        if version != __version__:
            has = f"cannot use grader ({version})" if isinstance(version, Exception) else f"has grader {version}"
            raise differs(f"{who} {has}; this is grader {__version__}.")


def check_installed() -> None:
    """Raise UsageError where the library is not installed."""
    if find_spec("distributed") is None:
        raise UsageError(
            Diagnostic(
                slug="missing-extra",
                what="The engine 'dask' needs a library that is not installed.",
                why="Most people need one machine only, so the library is an extra of this package.",
                help="Run: pip install 'grader[dask]'",
                audience="author",
            )
        )


def differs(why: str) -> UsageError:
    """Return the complaint about a cluster that would not grade as this installation does."""
    return UsageError(
        Diagnostic(
            slug="cluster-differs",
            what="The cluster would not grade as this installation does.",
            why=why,
            help="Install there what is installed here: the same version, and the same packages that add to it.",
            audience="author",
        )
    )


def without_workers(address: str) -> UsageError:
    """Return the complaint about a cluster in which nobody works."""
    return no_cluster(address, f"It has had no workers for {PATIENCE_S} seconds.")


def no_cluster(address: str, why: str) -> UsageError:
    """Return the complaint about a cluster that cannot be used."""
    return UsageError(
        Diagnostic(
            slug="no-cluster",
            what=f"The Dask cluster at '{address}' cannot be used.",
            why=why,
            help="See that its scheduler and workers are running, and give the command again.",
            audience="author",
        )
    )
