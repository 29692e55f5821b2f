"""The options that say where a batch is worked on, and the engine that they choose."""

import argparse
import os

from grader.batch.engines.cluster import DaskCluster, check_installed
from grader.batch.engines.engine import Engine
from grader.batch.engines.inline import Inline
from grader.batch.engines.pool import LocalPool
from grader.errors import Diagnostic, UsageError

__all__ = ["check_engine", "engine_of"]

FEW = 8  # submissions are not worth another process
PORTIONS_PER_WORKER = 4
CLUSTER = 16  # workers, if nobody knows


def check_engine(args: argparse.Namespace) -> None:
    """Raise UsageError where the options do not go together, or need a library that is not there."""
    if (args.engine == "dask") != bool(args.scheduler):
        raise UsageError(
            Diagnostic(
                slug="engine-and-scheduler",
                what="--engine dask and --scheduler ADDRESS belong together.",
                why="A Dask cluster is found by the address of its scheduler, and nothing else needs one.",
                help="Give both, such as --engine dask --scheduler tcp://10.0.0.1:8786, or neither.",
                audience="author",
            )
        )
    if args.engine == "dask":
        check_installed()


def engine_of(args: argparse.Namespace, count: int) -> "Engine":
    """Return where the work is done; no more processes than there is work for."""
    if args.engine == "inline":
        return Inline()
    if args.engine == "dask":
        return DaskCluster(scheduler=args.scheduler, portion=portion(DaskCluster.portion, count, CLUSTER))
    jobs = args.jobs or min(os.cpu_count() or 1, -(-count // FEW))
    return LocalPool(jobs=jobs, portion=portion(LocalPool.portion, count, jobs))


def portion(most: int, count: int, workers: int) -> int:
    """Return how many submissions go to a worker at once, so that each gets some more than once."""
    return max(1, min(most, -(-count // (PORTIONS_PER_WORKER * workers))))
