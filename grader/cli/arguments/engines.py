"""The options that say where a batch is graded, and the engine that they choose."""

import argparse
import os

from grader.batch.engines.cluster import DaskCluster, check_installed
from grader.batch.engines.engine import Engine
from grader.batch.engines.inline import Inline
from grader.batch.engines.pool import LocalPool
from grader.errors import Diagnostic, UsageError

__all__ = ["check_engine", "choose_engine"]

SUBMISSIONS_PER_PROCESS = 8  # submissions are not worth another process
PORTIONS_PER_WORKER = 4
CLUSTER_WORKERS = 16  # workers, if nobody knows


def check_engine(args: argparse.Namespace) -> None:
    """Raise UsageError if the options do not go together, or need a library that is not installed."""
    if (args.engine == "dask") != bool(args.scheduler):
        raise UsageError(
            Diagnostic(
                slug="engine-and-scheduler",
                what="--engine dask and --scheduler ADDRESS must be given together.",
                why="A Dask cluster is found by the address of its scheduler, and no other engine needs one.",
                help="Give both, such as --engine dask --scheduler tcp://10.0.0.1:8786, or neither.",
                audience="author",
            )
        )
    if args.engine == "dask":
        check_installed()


def choose_engine(args: argparse.Namespace, count: int) -> "Engine":
    """Choose where the work is done. It never starts more processes than there is work for."""
    if args.engine == "inline":
        return Inline()
    if args.engine == "dask":
        return DaskCluster(
            scheduler=args.scheduler, portion=choose_portion(DaskCluster.portion, count, CLUSTER_WORKERS)
        )
    jobs = args.jobs or min(os.cpu_count() or 1, -(-count // SUBMISSIONS_PER_PROCESS))
    return LocalPool(jobs=jobs, portion=choose_portion(LocalPool.portion, count, jobs))


def choose_portion(most: int, count: int, workers: int) -> int:
    """Choose how many submissions a worker gets at once. Most workers get several portions, so that none sits idle."""
    return max(1, min(most, -(-count // (PORTIONS_PER_WORKER * workers))))
