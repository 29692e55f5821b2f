"""Processes that read what people type: they read as this process does, and one that dies is replaced."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from grader import limits
from grader.batch.engines.crew import Crew
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.service.typed import readers as readers_module
from grader.service.typed.documents import ReadDocument
from grader.service.typed.preview import preview, publish
from grader.service.typed.readers import Readers
from grader.service.web.reading import render_preview

from .courses import RUBRIC

EXERCISE = publish(RUBRIC)
QUESTIONS = {question.id: question for question in EXERCISE.items}
TYPED = [("step", "2x"), ("step", "2x +"), ("value", "sqrt(36)"), ("value", ""), ("step", "a*x"), ("step", "y = 2x")]


@contextmanager
def open_readers(count: int) -> Iterator[Readers]:
    readers = Readers(count)
    readers.start()
    try:
        yield readers
    finally:
        readers.close()


def get_crew(readers: Readers) -> Crew:
    """The crew that is free."""
    crew = readers.free.get()
    readers.free.put(crew)
    return crew


def read(readers: Readers, item: str, text: str, definitions: str = "") -> ItemResult:
    return readers.read(RUBRIC, EXERCISE, QUESTIONS[item], text, definitions)


@pytest.mark.parametrize("definitions", ["", "a = 2"])
def test_process_reads_as_this_one_does(definitions: str) -> None:
    with open_readers(1) as readers:
        for item, text in TYPED:
            here = preview(EXERCISE, QUESTIONS[item], text, definitions)
            assert render_preview(read(readers, item, text, definitions)) == render_preview(here)


def test_process_that_was_killed_is_replaced() -> None:
    with open_readers(1) as readers:
        assert read(readers, "step", "2x").outcome is Outcome.READ
        process = get_crew(readers).hands[0].process
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        assert read(readers, "step", "3x").outcome is Outcome.READ


def test_what_was_read_is_forgotten_with_the_process_that_read_it() -> None:
    with open_readers(1) as readers:
        assert read(readers, "step", "2x").outcome is Outcome.READ
        process = get_crew(readers).hands[0].process.pid
        readers.forget()
        assert not readers.kept
        assert read(readers, "step", "2x").outcome is Outcome.READ
        assert get_crew(readers).hands[0].process.pid != process


def test_answer_that_takes_too_long_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_module.limits, "MAX_PREVIEW_S", 0.0)
    with open_readers(1) as readers:
        slow = read(readers, "step", "2x")
        assert slow.outcome is Outcome.FAULT
        assert [remark.text for remark in slow.remarks] == [readers_module.TOO_SLOW]
        get_crew(readers).seconds = 60
        assert read(readers, "step", "2x").outcome is Outcome.READ


def test_what_was_read_is_not_read_again() -> None:
    readers = Readers(0)
    assert read(readers, "step", "2x") is read(readers, "step", "2x")
    long = "x" + " + x" * 60
    assert read(readers, "step", long) == read(readers, "step", long)
    assert len(readers.kept) == 1


def test_reading_is_given_up_while_all_processes_are_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_module.limits, "MAX_PREVIEW_S", 0.05)
    readers = Readers(1)
    crew = readers.free.get()
    assert read(readers, "step", "2x").outcome is Outcome.FAULT
    readers.free.put(crew)
    readers.close()


WORKED = b"My solution\n\n$$y = 2x$$\n\nand $z = 7$.\n"


def read_worked(readers: Readers, data: bytes, **fields: str) -> ReadDocument | None:
    return readers.read_document(RUBRIC, EXERCISE, "a.md", data, "", fields, has_fields=True)


@pytest.mark.parametrize("fields", [{}, {"number.step": "1"}, {"use.step": "none"}])
def test_process_reads_a_document_as_this_one_does(fields: dict[str, str]) -> None:
    with open_readers(1) as readers, open_readers(0) as here:
        assert read_worked(readers, WORKED, **fields) == read_worked(here, WORKED, **fields)


def test_document_that_cannot_be_read_says_why_from_a_process() -> None:
    with open_readers(1) as readers:
        found = read_worked(readers, b"$y = \xff$")
    assert found is not None
    assert [fault.slug for fault in found.faults] == ["not-utf-8"]


def test_document_that_takes_too_long_is_given_up_and_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PREVIEW_S", 0.0001)
    with open_readers(1) as readers:
        assert read_worked(readers, WORKED * 300) is None
        get_crew(readers).seconds = 60
        assert read_worked(readers, WORKED) is not None
