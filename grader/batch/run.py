"""A batch from start to end: grade what is new, leave the rest alone, and write the reports on the class.

A submission counts as graded if it was made from the same bytes under the same job, has the same name, and its reports
still exist. So a second run over the same folder does nothing, and a run that was stopped continues where it was: a
report is written before the store records it, so whatever the store records was written.
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

from grader.batch.attempts import list_not_counting
from grader.batch.engines.engine import Engine, Workshop
from grader.batch.handing_in import Handed
from grader.batch.job import Job
from grader.batch.read_back import read_sizes
from grader.batch.store import FOLDER, Entry, Known, Store
from grader.batch.work import Done, Task
from grader.grading.course.cohort import Cohort
from grader.grading.lateness.lateness import lateness_of
from grader.reports.choice import list_class_formats
from grader.reports.write import make_write_error, name_reports, write_all

__all__ = ["Batch", "list_remaining_tasks", "run_batch", "grade_tasks"]

COMMIT_EVERY = 500  # a run that is killed grades at most so many submissions again
NEVER = ""  # equal to no digest, so that the submission is graded again
SCRATCH = "scratch"
DISCARDED = "gone"


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What a run needs: the job, the submissions in the order of the class, the output folder, and the engine.

    ``begin`` is called with the number of submissions to grade, ``progress`` after each one. ``only`` holds the sources
    that may be graded; all others stay as they are. None means all of them.
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
        """The file names of the reports on each submission, without suffix."""
        return name_reports([(one.student, one.source) for one in self.handed])

    def workshop(self, scratch: Path) -> Workshop:
        workshop = Workshop(job=self.job, out=self.out, scratch=scratch)
        return workshop if self.seconds is None else replace(workshop, seconds=self.seconds)


def run_batch(batch: Batch, store: Store) -> int:
    """Grade what is not graded yet, and write the reports on the class; return the number of submissions graded."""
    if batch.only is None:
        update_positions(batch, store)
    before = store.read_all_known()
    pending = list(list_remaining_tasks(batch, before))
    store.mark_outdated(batch.handed[task.position].source for task in pending)  # in case we are killed
    store.commit()
    batch.begin(len(pending))
    with make_scratch_folder(batch.out / FOLDER) as scratch:
        grade_tasks(batch, pending, store, scratch)
        if pending and before:
            store.forget_unused()
        delete_renamed_reports(batch, before, store)
        store.set_not_counting(list_not_counting(batch.handed, store.lines_by_source))
        write_class_reports(batch, store, scratch)
    return len(pending)


@contextmanager
def make_scratch_folder(folder: Path) -> Iterator[Path]:
    """Make a folder in which reports are written before they are moved into place.

    Each run has a new one, and the folders of runs that were killed are moved away first. So a worker that outlives its
    run cannot overwrite the reports of this one.
    """
    gone, scratch = folder / DISCARDED, folder / SCRATCH
    try:
        shutil.rmtree(gone, ignore_errors=True)
        if scratch.exists():
            scratch.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
        scratch.mkdir()
        made = Path(mkdtemp(dir=scratch))
    except OSError as error:
        raise make_write_error(scratch, f"The system says: {error.strerror or error}.") from error
    try:
        yield made
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def grade_tasks(batch: Batch, tasks: Sequence[Task], store: Store, scratch: Path) -> None:
    """Grade submissions, and store each as soon as its reports are written."""
    if not tasks:
        return
    with closing(batch.engine.run(batch.workshop(scratch), tasks)) as work:  # closed, so that no worker outlives it
        for count, finished in enumerate(work, start=1):
            done = finished.done
            one, stem = batch.handed[done.position], batch.stems[done.position]
            # A fault of ours is kept like any other verdict: tried again, it would take its whole time once more. A
            # file that was changed after it was looked at is graded again, whatever it holds by then.
            is_unchanged = done.sha256 in ("", one.sha256)
            now = digest_inputs(batch.job, one, stem) if is_unchanged else NEVER
            store.put(entry_of(done, one, now, finished.reports))
            batch.progress()
            if count % COMMIT_EVERY == 0:
                store.commit()


def update_positions(batch: Batch, store: Store) -> None:
    """Store the position of every submission in the class, and forget those that no longer exist."""
    kept, there = store.positions(), {one.source for one in batch.handed}
    store.forget(source for source in kept if source not in there)
    for position, one in enumerate(batch.handed):
        if kept.get(one.source, position) != position:
            store.move(one.source, position)
    store.commit()


def list_remaining_tasks(batch: Batch, kept: Mapping[str, Known]) -> Iterator[Task]:
    """Yield the tasks that still have to be done, given what is stored; nothing is changed."""
    for position, (one, stem) in enumerate(zip(batch.handed, batch.stems, strict=True)):
        if batch.only is not None and one.source not in batch.only:
            continue
        known = kept.get(one.source)
        if known is None or not is_done(known, digest_inputs(batch.job, one, stem), batch.out):
            yield Task(
                position=position,
                source=one.found,
                stem=stem,
                student=one.student,
                group=one.identity.group,
                submitted=one.submitted,
                attempt=one.attempt,
            )


def delete_renamed_reports(batch: Batch, before: Mapping[str, Known], store: Store) -> None:
    """Delete reports that are left from an earlier name of a submission, unless another one has that name now."""
    renamed = [
        name
        for one, stem in zip(batch.handed, batch.stems, strict=True)
        if one.source in before
        for name in before[one.source].reports
        if not name.startswith(f"{stem}.")
    ]
    if renamed:
        taken = {name for known in store.read_all_known().values() for name in known.reports}
        by_fold = {name.casefold(): name for name in taken}
        for name in set(renamed) - taken:
            with suppress(OSError):
                old, new = batch.out / name, by_fold.get(name.casefold())
                if new is None or not old.samefile(batch.out / new):  # the same file where capitals do not matter
                    old.unlink()


def is_done(known: Known, now: str, out: Path) -> bool:
    """Whether the reports of a submission exist and were made from the same inputs."""
    return known.made_from == now and are_there(known.reports, known.reports, out)


def are_there(sizes: Mapping[str, int], names: Iterable[str], out: Path) -> bool:
    """Whether files exist, each with its recorded size."""
    return all(name in sizes and has_size(f"{out}/{name}", sizes[name]) for name in names)


def has_size(path: str, size: int) -> bool:
    try:
        return os.stat(path).st_size == size  # noqa: PTH116 - making a path object takes longer than the disk
    except OSError:
        return False


def digest_inputs(job: Job, one: Handed, stem: str) -> str:
    """Return a digest of everything that the reports on a submission depend on."""
    policy = job.rubric.late
    late = lateness_of(one.submitted, policy, one.student) if policy and one.submitted else policy is not None
    which = (repr(one.attempt),) if one.attempt else ()
    parts = (job.fingerprint, one.sha256, one.source, stem, one.student, *one.identity.group, repr(late), *which)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def entry_of(done: Done, one: Handed, now: str, reports: dict[str, int]) -> Entry:
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


def write_class_reports(batch: Batch, store: Store, scratch: Path) -> None:
    """Write the reports on the class, unless they exist and nothing in them has changed."""
    formats = list_class_formats()
    now = store.fingerprint(form.kind for form in formats)
    names = [f"{form.stem}{form.suffix}" for form in formats]
    if store.meta("class") == now and are_there(read_sizes(store.meta("class-reports", "{}")), names, batch.out):
        return
    cohort = Cohort(submissions=store.submissions(), rubric=batch.job.rubric)
    texts = ((name, form.render_class(cohort)) for name, form in zip(names, formats, strict=True) if form.render_class)
    store.set_meta("class", "")
    store.commit()
    sizes = write_all(batch.out, texts, scratch)
    store.set_meta("class", now)
    store.set_meta("class-reports", json.dumps(dict(zip(names, sizes, strict=True))))
    store.commit()
