"""Grading a class a second time on paper: what would change and why, before anything is written.

Only submissions of which something has changed that their reports are made from are graded again; for all others the
record that is kept is what they would be graded as. What comes of it goes into a store of its own, which is thrown
away: no report is rendered, and what is kept is not touched.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.batch.run import Batch, left, work_through
from grader.batch.store import Store
from grader.batch.work import Task
from grader.grading.changes import Comparison, compared

__all__ = ["comparisons"]


def comparisons(batch: Batch, store: Store) -> list[Comparison]:
    """Return what would change if the batch were run: in the order of the class, submissions that are gone last."""
    tasks = list(left(batch, store.all_known()))
    batch.begin(len(tasks))
    found = [*(regraded(batch, tasks, store) if tasks else ()), *gone(batch, store)]
    return [each for each in found if each.changes]


def regraded(batch: Batch, tasks: list[Task], store: Store) -> Iterator[Comparison]:
    """Grade some submissions again, and yield each compared with what is kept of it."""
    with TemporaryDirectory() as folder, Store(Path(folder)) as new:
        on_paper = replace(batch, job=replace(batch.job, formats=()), out=Path(folder))
        work_through(on_paper, tasks, new, Path(folder))
        before, after = store.submissions(), new.submissions()
        for task in tasks:
            source = batch.handed[task.position].source
            yield replace(compared(before.at(source), after.at(source)), source=source)


def gone(batch: Batch, store: Store) -> Iterator[Comparison]:
    """Yield the submissions that are kept and no longer there; none where only some are looked at."""
    there = {one.source for one in batch.handed}
    kept = store.submissions()
    for source in store.sources() if batch.only is None else ():
        if source not in there:
            yield replace(compared(kept.at(source), None), source=source)
