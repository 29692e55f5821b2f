"""A file that cannot be read as a whole: asking its student for another one, or giving points for what is in it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from grader.service.staff.unreadable import MAX_TEXT, ask_again, put_blank_answers, read_choices
from grader.service.web.access import DecideVisit
from grader.service.web.api.class_rows import must_be_opened
from grader.service.web.keys import Key
from grader.service.web.programs import CHANGES, EXERCISE, Id, Instant, Item, Points, Reason

__all__ = ["router"]

router = APIRouter(tags=["review"])


class NewRequest(BaseModel):
    """What a student should do, whose submission with this number cannot be read.

    They read it above the exercise until what counts can be read.
    """

    model_config = {"json_schema_extra": {"example": {"number": 1, "text": "Correct the file as its messages say."}}}
    number: Id
    text: Annotated[str, Field(max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]


class ReadPoints(BaseModel):
    """What a person gives for the answers that they read in the submission with this number, by item.

    What is left out is worth 0. ``reason`` is what the student reads beside each of them.
    """

    model_config = {
        "json_schema_extra": {
            "example": {"number": 1, "points": {"slope": "3/2"}, "reason": "Read by a person in your file."}
        }
    }
    number: Id
    points: dict[Item, Points] = {}
    reason: Reason = ""


class BlankAnswers(BaseModel):
    """The submission of blank answers, which counts from the instant of the file in whose place it is."""

    number: int
    received: Instant


@router.post(f"{EXERCISE}/class/{{account}}/requests", status_code=204, responses=CHANGES)
def ask(visit: DecideVisit, account: Key, new: NewRequest) -> None:
    """Ask a student whose file cannot be read to hand in again; 409 if what counts can be read by now."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: ask_again(c, exercise, account, new.number, new.text, by, now))


@router.post(f"{EXERCISE}/class/{{account}}/blank-answers", status_code=201, responses=CHANGES)
def give_points(visit: DecideVisit, account: Key, new: ReadPoints) -> BlankAnswers:
    """Put blank answers in the place of a file that cannot be read, with the points for what a person reads in it.

    Once, however often it is sent; 409 if something else counts by now, or if somebody has given other points.
    """
    opened, exercise, by, now = must_be_opened(visit), visit.in_exercise, visit.person, visit.service.clock()
    choices = read_choices(opened, new.points, new.reason, by.id)
    made = visit.service.database.write(
        lambda c: put_blank_answers(c, exercise, opened, account, new.number, choices, by, now)
    )
    visit.service.runner.wake()
    return BlankAnswers(number=made.number, received=made.received)
