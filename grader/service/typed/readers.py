"""Processes that read answers while people type, so that pages are served meanwhile, and no answer can hold them up.

A process that dies of an answer, or is too slow, is replaced. What was read last is kept: the members of a class type
the same formulas, and a page shows again how its drafts are read.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from queue import Empty, LifoQueue
from threading import Lock, Thread
from typing import Final, TypeVar

from grader import limits
from grader.batch.engines.crew import Crew, Order
from grader.batch.engines.pool import bound_memory, choose_context
from grader.grading.marked import make_question_result
from grader.grading.result import ItemResult
from grader.memory import Memory
from grader.records import Outcome, Remark
from grader.rubric.public import Exercise
from grader.rubric.records import Question
from grader.service.recent import Recent
from grader.service.typed.documents import ReadDocument, read_document
from grader.service.typed.preview import preview, publish

__all__ = ["Readers"]

MOST_KEPT: Final = 8192  # readings
LONGEST_KEPT: Final = 200  # characters; few answers are longer, and what is kept is bounded by its number
MOST_EXERCISES: Final = 64  # that a process keeps
log = logging.getLogger(__name__)
TOO_SLOW: Final = "This answer takes too long to be read while you type. You can hand it in all the same."
Result = TypeVar("Result")


class Unknown(Enum):
    """What a process answers that does not know an exercise yet."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
_exercises = Memory(capacity=MOST_EXERCISES)  # of a process that reads, by hash


class Readers:
    """``count`` processes; without any, answers are read in this one."""

    def __init__(self, count: int) -> None:
        self.kept: Recent[tuple[str, ...], ItemResult] = Recent(MOST_KEPT)
        self.taking = Lock()
        self.count = count
        self.free = LifoQueue[Crew]()  # the one that was used last has most of what it needs at hand
        for _ in range(count):
            self.free.put(make_crew())

    def start(self) -> None:
        """Start the processes in the background, so that the first reading does not wait for them."""
        for crew in self.take_all():
            Thread(target=self.wake, args=(crew,), daemon=True).start()

    def forget(self) -> None:
        """Keep nothing of what was read so far, nor the processes that read it."""
        self.kept.clear()
        for crew in self.take_all():
            crew.close()
            Thread(target=self.wake, args=(crew,), daemon=True).start()

    def take_all(self) -> Sequence[Crew]:
        """Take every process, as soon as it reads nothing; one caller at a time, so that no two hold some each."""
        with self.taking:
            return [self.free.get() for _ in range(self.count)]

    def wake(self, crew: Crew) -> None:
        try:
            order(crew, is_awake)
        finally:
            self.free.put(crew)

    def close(self) -> None:
        """Kill the processes, after what they are reading."""
        for crew in self.take_all():
            crew.close()

    def read(
        self, rubric: bytes, exercise: Exercise, question: Question, text: str, definitions: str = ""
    ) -> ItemResult:
        """Read one answer to a question of a public exercise, which was made from a rubric."""
        key = (exercise.sha256, question.id, text, definitions)
        known = self.kept.get(key)
        if known is not None:
            return known
        found = self.ask(rubric, exercise, read_here, question.id, text, definitions)
        if found is None:
            blank, remark = make_question_result(question), Remark(id="fault", text=TOO_SLOW)
            return replace(blank, given=text, outcome=Outcome.FAULT, remarks=(remark,), is_uncounted=True)
        if len(text) + len(definitions) <= LONGEST_KEPT:
            self.kept.keep(key, found)
        return found

    def read_document(
        self,
        rubric: bytes,
        exercise: Exercise,
        name: str,
        data: bytes,
        chosen: str,
        fields: Mapping[str, str],
        *,
        has_fields: bool,
    ) -> ReadDocument | None:
        """Read a worked document against a public exercise, which was made from a rubric; None if it takes too long."""
        return self.ask(rubric, exercise, read_document_here, name, data, chosen, dict(fields), has_fields)

    def ask(
        self, rubric: bytes, exercise: Exercise, function: Callable[..., Result], *arguments: object
    ) -> Result | None:
        """Have a process call a function with an exercise; None if none can, or if it takes too long."""
        if not self.count:
            return function(exercise, *arguments)
        try:
            crew = self.free.get(timeout=limits.MAX_PREVIEW_S)
        except Empty:  # all of them have more to do than they can
            return None
        try:
            found = order(crew, call_known, exercise.sha256, function, *arguments)
            return order(crew, call_new, rubric, function, *arguments) if isinstance(found, Unknown) else found
        except RuntimeError:  # no process can be started; the next try begins anew
            log.exception("no process that reads can be started")
            crew.close()
            crew = make_crew()
            return None
        finally:
            self.free.put(crew)


def make_crew() -> Crew:
    return Crew(1, choose_context(), begin_reading, (), limits.MAX_PREVIEW_S)


def order(crew: Crew, function: Callable[..., Result], *arguments: object) -> Result | None:
    """Return what a process makes of an order; None if it is too slow, or dies twice: once may be no fault of it."""
    for _ in range(2):
        (report,) = crew.reports(iter((Order(function=function, arguments=arguments),)))
        if report.result is not None or report.is_late:
            break
    return report.result


def begin_reading(sign: Callable[[float], None]) -> None:
    """Make this process one that reads, with bounded memory."""
    bound_memory(limits.MAX_WORKER_BYTES)
    sign(float(limits.MAX_PREVIEW_S))


def is_awake() -> bool:
    return True


def call_known(exercise: str, function: Callable[..., Result], *arguments: object) -> Result | Unknown:
    """Call a function here, if this process knows the exercise with that hash."""
    known: Exercise | None = _exercises.recalled(exercise)
    return UNKNOWN if known is None else function(known, *arguments)


def call_new(rubric: bytes, function: Callable[..., Result], *arguments: object) -> Result:
    """Call a function here with an exercise that this process does not know yet."""
    exercise = publish(rubric)
    _exercises.keep(exercise.sha256, exercise)
    return function(exercise, *arguments)


def read_here(exercise: Exercise, item: str, text: str, definitions: str) -> ItemResult:
    question = next(question for question in exercise.items if question.id == item)
    return preview(exercise, question, text, definitions)


def read_document_here(
    exercise: Exercise, name: str, data: bytes, chosen: str, fields: Mapping[str, str], has_fields: bool
) -> ReadDocument:
    return read_document(exercise, name, data, chosen, fields, has_fields=has_fields)
