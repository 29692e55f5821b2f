"""A dry run of grading a class again: what would change and why, before anything is written.

A submission is graded again only if something that its reports depend on has changed. All others keep their records.
The results go into a temporary store, which is deleted. No report is rendered, and the stored records stay as they are.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.batch.run import Batch, grade_tasks, list_remaining_tasks
from grader.batch.store import Store
from grader.batch.work import Task
from grader.grading.changes import Comparison, compare_gradings

__all__ = ["preview_changes"]


def preview_changes(batch: Batch, store: Store) -> list[Comparison]:
    """Return what would change if the batch were run, in the order of the class, with removed submissions last."""
    tasks = list(list_remaining_tasks(batch, store.read_all_known()))
    batch.begin(len(tasks))
    found = [*(compare_regraded(batch, tasks, store) if tasks else ()), *compare_removed(batch, store)]
    return [each for each in found if each.changes]


def compare_regraded(batch: Batch, tasks: list[Task], store: Store) -> Iterator[Comparison]:
    """Grade some submissions again, and compare each with its stored record."""
    with TemporaryDirectory() as folder, Store(Path(folder)) as new:
        on_paper = replace(batch, job=replace(batch.job, formats=()), out=Path(folder))
        grade_tasks(on_paper, tasks, new, Path(folder))
        before, after = store.submissions(), new.submissions()
        for task in tasks:
            source = batch.handed[task.position].source
            yield replace(compare_gradings(before.at(source), after.at(source)), source=source)


def compare_removed(batch: Batch, store: Store) -> Iterator[Comparison]:
    """Compare the stored submissions whose files are gone; none where only some sources are looked at."""
    there = {one.source for one in batch.handed}
    kept = store.submissions()
    for source in store.sources() if batch.only is None else ():
        if source not in there:
            yield replace(compare_gradings(kept.at(source), None), source=source)
