"""Where a batch is graded: options that do not fit together, or need a missing library, are reported at the start."""

import subprocess
import sys
from argparse import Namespace

import pytest

from grader.batch.engines import cluster
from grader.batch.engines.cluster import DaskCluster
from grader.batch.engines.engine import Engine
from grader.batch.engines.inline import Inline
from grader.batch.engines.pool import LocalPool
from grader.cli import main
from grader.cli.arguments.engines import choose_engine

GRADES = ["grade", "nobody", "--rubric", "nothing.yaml"]
ADDRESS = "tcp://127.0.0.1:1"


@pytest.mark.parametrize("options", [["--engine", "dask"], ["--scheduler", ADDRESS]], ids=" ".join)
def test_engine_and_scheduler_belong_together(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*GRADES, *options]) == 2
    assert capsys.readouterr().err == (
        "error[engine-and-scheduler]: --engine dask and --scheduler ADDRESS must be given together.\n"
        "   why:   A Dask cluster is found by the address of its scheduler, and no other engine needs one.\n"
        "   help:  Give both, such as --engine dask --scheduler tcp://10.0.0.1:8786, or neither.\n"
    )


def test_a_missing_library_is_reported_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    assert main([*GRADES, "--engine", "dask", "--scheduler", ADDRESS]) == 2
    assert capsys.readouterr().err == (
        "error[missing-extra]: The engine 'dask' needs a library that is not installed.\n"
        "   why:   Most people need only one machine, so the library is an optional extra of this package.\n"
        "   help:  Run: pip install 'grader[dask]'\n"
    )


@pytest.mark.parametrize(
    ("engine", "jobs", "count", "chosen"),
    [
        ("inline", None, 100, Inline()),
        ("local", 2, 1, LocalPool(jobs=2, portion=1)),
        ("local", 2, 100, LocalPool(jobs=2, portion=13)),
        ("local", 2, 10_000, LocalPool(jobs=2, portion=40)),
        ("dask", None, 100, DaskCluster(scheduler=ADDRESS, portion=2)),
        ("dask", None, 10_000, DaskCluster(scheduler=ADDRESS, portion=20)),
    ],
)
def test_the_engine_gets_portions_by_how_much_there_is_to_do(
    engine: str, jobs: int | None, count: int, chosen: Engine
) -> None:
    assert choose_engine(Namespace(engine=engine, jobs=jobs, scheduler=ADDRESS), count) == chosen


def test_the_library_is_not_loaded_before_there_is_something_to_do() -> None:
    program = (
        "import sys, grader.batch.engines.cluster as c; c.DaskCluster(scheduler='x'); "
        "assert 'distributed' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
