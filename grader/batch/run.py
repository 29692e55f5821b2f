"""A batch from beginning to end: what is new is graded, the rest is left as it is, and the class is summed up.

A submission is as good as graded when it was made from the same bytes under the same job, goes by the same name, and
its reports are still there. So a second run over the same folder does nothing, and one that was stopped goes on where
it was: a report is written before it is entered into the store, and what is in the store was written.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from grader.batch.engines.engine import Engine, Workshop
from grader.batch.handing_in import Handed
from grader.batch.job import Job
from grader.batch.store import FOLDER, Entry, Known, Store
from grader.batch.work import Done, Task
from grader.grading.course.cohort import Cohort
from grader.grading.lateness.lateness import lateness_of
from grader.reports.choice import class_formats
from grader.reports.write import cannot_write, report_names, write_all

__all__ = ["Batch", "left", "run_batch", "work_through"]

COMMIT_EVERY = 500
NEVER = ""  # what a submission was made from that is to be graded again in any case
SCRATCH = "scratch"
GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What is to be done: the job, the submissions in the order of the class, where to, by whom.

    ``progress`` is told of each submission that is graded; ``begin`` of how many there will be. ``only`` holds the
    sources that may be worked on, so that all others stay as they are; None for all.
    """

    job: Job
    handed: Sequence[Handed]
    out: Path
    engine: Engine
    begin: Callable[[int], None] = lambda count: None
    progress: Callable[[], None] = lambda: None
    seconds: float | None = None
    only: frozenset[str] | None = None

    @cached_property
    def stems(self) -> Sequence[str]:
        """What the reports of each submission are called."""
        return report_names([(one.student, one.source) for one in self.handed])

    def workshop(self, scratch: Path) -> Workshop:
        """Return what workers have to know."""
        workshop = Workshop(job=self.job, out=self.out, scratch=scratch)
        return workshop if self.seconds is None else replace(workshop, seconds=self.seconds)


def run_batch(batch: Batch, store: Store) -> int:
    """Grade what is not graded yet, and sum up the class; return how many submissions were graded."""
    if batch.only is None:
        put_in_order(batch, store)
    before = store.all_known()
    pending = list(left(batch, before))
    store.doubt(batch.handed[task.position].source for task in pending)  # whoever is stopped may have written some
    store.commit()
    batch.begin(len(pending))
    with scratch_in(batch.out / FOLDER) as scratch:
        work_through(batch, pending, store, scratch)
        if pending and before:
            store.forget_unused()
        clear_away(batch, before, store)
        sum_up(batch, store, scratch)
    return len(pending)


@contextmanager
def scratch_in(folder: Path) -> Iterator[Path]:
    """Make a folder in which reports are written before they are moved to where they belong.

    It is another one in each run, and those of runs that were killed are moved away at once: a worker that outlives
    its run can write nothing more over the reports of this one.
    """
    gone, scratch = folder / GONE, folder / SCRATCH
    try:
        shutil.rmtree(gone, ignore_errors=True)
        if scratch.exists():
            scratch.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
        scratch.mkdir()
        made = Path(mkdtemp(dir=scratch))
    except OSError as error:
        raise cannot_write(scratch, f"The system says: {error.strerror or error}.") from error
    try:
        yield made
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def work_through(batch: Batch, tasks: Sequence[Task], store: Store, scratch: Path) -> None:
    """Grade submissions, and keep each as soon as its reports are written."""
    if not tasks:
        return
    with closing(batch.engine.run(batch.workshop(scratch), tasks)) as work:  # all are gone before others may come
        for count, finished in enumerate(work, start=1):
            done = finished.done
            one, stem = batch.handed[done.position], batch.stems[done.position]
            now = made_from(batch.job, one, stem) if done.is_final else NEVER
            store.put(entry_of(done, one, now, finished.reports))
            batch.progress()
            if count % COMMIT_EVERY == 0:
                store.commit()


def put_in_order(batch: Batch, store: Store) -> None:
    """Give every submission its place in the class, and forget those that are no longer there."""
    kept, there = store.positions(), {one.source for one in batch.handed}
    store.forget(source for source in kept if source not in there)
    for position, one in enumerate(batch.handed):
        if kept.get(one.source, position) != position:
            store.move(one.source, position)
    store.commit()


def left(batch: Batch, kept: Mapping[str, Known]) -> Iterator[Task]:
    """Yield the tasks that are left beside what is kept; nothing is changed."""
    for position, (one, stem) in enumerate(zip(batch.handed, batch.stems, strict=True)):
        if batch.only is not None and one.source not in batch.only:
            continue
        known = kept.get(one.source)
        if known is None or not is_done(known, made_from(batch.job, one, stem), batch.out):
            yield Task(
                position=position,
                source=one.found,
                stem=stem,
                student=one.student,
                group=one.identity.group,
                submitted=one.submitted,
            )


def clear_away(batch: Batch, before: Mapping[str, Known], store: Store) -> None:
    """Delete the reports that a submission had under another name, unless another one has that name now."""
    renamed = [
        name
        for one, stem in zip(batch.handed, batch.stems, strict=True)
        if one.source in before
        for name in before[one.source].reports
        if not name.startswith(f"{stem}.")
    ]
    if renamed:
        taken = {name for known in store.all_known().values() for name in known.reports}
        for name in set(renamed) - taken:
            with suppress(OSError):
                (batch.out / name).unlink()


def is_done(known: Known, now: str, out: Path) -> bool:
    """Whether the reports of a submission are there, made from what it is made from now."""
    return known.made_from == now and is_there(known.reports, known.reports, out)


def is_there(sizes: Mapping[str, int], names: Iterable[str], out: Path) -> bool:
    """Whether files are there, each of its size."""
    return all(name in sizes and has_size(f"{out}/{name}", sizes[name]) for name in names)


def has_size(path: str, size: int) -> bool:
    """Whether a file of a size is there."""
    try:
        return os.stat(path).st_size == size  # noqa: PTH116 - of many files, and a path object takes longer than the disk
    except OSError:
        return False


def made_from(job: Job, one: Handed, stem: str) -> str:
    """Return a digest of all that the reports of a submission depend on."""
    policy = job.rubric.late
    late = lateness_of(one.submitted, policy, one.student) if policy and one.submitted else policy is not None
    parts = (job.fingerprint, one.sha256, one.source, stem, one.student, *one.identity.group, repr(late))
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def entry_of(done: Done, one: Handed, now: str, reports: dict[str, int]) -> Entry:
    """Return what the store keeps of a submission."""
    return Entry(
        source=one.source,
        position=done.position,
        made_from=now,
        sha256=one.sha256,
        typed=one.identity.typed,
        head=done.head,
        line=done.line,
        items=done.items,
        records=done.records,
        reports=reports,
    )


def sum_up(batch: Batch, store: Store, scratch: Path) -> None:
    """Write the reports on the class, unless they are there and nothing in them has changed."""
    formats = class_formats()
    now = store.fingerprint(form.kind for form in formats)
    names = [f"{form.stem}{form.suffix}" for form in formats]
    if store.meta("class") == now and is_there(json.loads(store.meta("class-reports", "{}")), names, batch.out):
        return
    cohort = Cohort(submissions=store.submissions(), rubric=batch.job.rubric)
    texts = ((name, form.render_class(cohort)) for name, form in zip(names, formats, strict=True) if form.render_class)
    store.set_meta("class", "")
    store.commit()
    sizes = write_all(batch.out, texts, scratch)
    store.set_meta("class", now)
    store.set_meta("class-reports", json.dumps(dict(zip(names, sizes, strict=True))))
    store.commit()
