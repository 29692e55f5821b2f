"""What waits for a person: one group of equal answers after another, and deciding on them."""

from collections.abc import Mapping
from fractions import Fraction

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from starlette.datastructures import FormData

from grader.reports.pages.item import render_item
from grader.reports.wording import format_count
from grader.service.exercises.opened import Opened
from grader.service.exercises.records import show_to_staff
from grader.service.exercises.review_queue import Choice, load_queue
from grader.service.refusals import ConflictError, RefusedError
from grader.service.staff.decided import list_made
from grader.service.staff.deciding import decide_on_group, decide_on_one, read_choice, undo_decisions
from grader.service.store.decisions import Decision, list_decisions
from grader.service.web.access import Form, StaffVisit, Visit
from grader.service.web.desk import find_opened
from grader.service.web.keys import Key, read_key
from grader.service.web.problems import find_status
from grader.service.web.rendering import render_page
from grader.service.web.routes.class_page import show_one
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-", include_in_schema=False)
NOTHING: Mapping[str, str] = {}
MOST_DECIDED = 50  # in the list of decisions on a page that is loaded after each of them
UNDONE = "Undone. The decision is withdrawn, and what counted before it counts again in a moment."


@router.get("/review")
def show_queue(visit: StaffVisit, at: int = 0, done: str = "", answers: int = 0) -> Response:
    """Show one group of equal answers, and how many there are; ``done`` names the decisions that were just made."""
    return show(visit, at, done=done, count=answers)


def show(
    visit: Visit,
    at: int,
    status: int = 200,
    *,
    notice: str = "",
    done: str = "",
    count: int = 0,
    refused: Mapping[str, str] = NOTHING,
) -> Response:
    """Show a group. ``refused`` is what was typed about it, where that cannot be used as it is."""
    opened = find_opened(visit)
    if opened is None:
        return render_page(visit, "nothing_released")
    first = parse_range(done)[0]
    with visit.service.database.read() as connection:
        queue = load_queue(connection, visit.in_exercise.id)
        decisions = list_decisions(connection, visit.in_exercise.id)
    made = next((one for one in decisions if one.id == first), None)
    at = min(max(at, 0), max(len(queue.cases) - 1, 0))
    case = queue.cases[at] if queue.cases else None
    item = show_to_staff(case.graded, opened, visit.service.clock()).items[0] if case else None
    return render_page(
        visit,
        "review",
        status,
        queue=queue,
        at=at,
        case=case,
        body=Markup(render_item(item)) if item else "",
        answers=sum(len(one.accounts) for one in queue.cases),
        notice=notice,
        typed=refused if case and refused.get("grading") == str(case.grading_id) else NOTHING,
        done=done,
        decided=list_made(decisions, opened.rubric),
        most_decided=MOST_DECIDED,
        said=describe_made(opened, made, count) if made else "",
    )


def parse_range(text: str) -> tuple[int, int]:
    """Return the first and the last id in the address of a page: ``12.15``, or ``12`` for one alone."""
    keys = [int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0 for key in text.split(".")]
    return keys[0], keys[-1]


def describe_made(opened: Opened, made: Decision, count: int) -> str:
    """Say what was just decided."""
    asked = opened.rubric.by_id.get(made.item)
    points = format_count(Fraction(made.points), "point")
    to = "1 answer" if count < 2 else f"{count} equal answers" if not made.student else f"{count} answers"
    return f"{asked.title if asked else made.item}: {points} to {to}."


@router.post("/review")
def decide(visit: StaffVisit, form: Form) -> Response:
    """Decide on a group, and lead to the next one; say so if somebody else was faster."""
    opened, service, exercise = find_opened(visit), visit.service, visit.in_exercise.id
    item, at = str(form.get("item", "")), read_key(form, "at")
    now = service.clock()
    try:
        choice = read_decision(visit, opened, item, form)
        decided = decide_on_group(service.database, exercise, item, read_key(form, "grading"), choice, now)
    except RefusedError as error:
        is_decided = isinstance(error, ConflictError)  # then another answer is shown, which this was not typed for
        typed = {name: "" if is_decided else str(form.get(name, "")) for name in ("grading", "reason", "other")}
        return show(visit, at, find_status(error), notice=error.why, refused=typed)
    service.runner.wake()
    done = ".".join(map(str, sorted({decided.decisions[0], decided.decisions[-1]})))
    return RedirectResponse(f"{find_address(visit)}/-/review?at={at}&done={done}&answers={decided.count}", 303)


@router.post("/review/undo")
def undo(visit: StaffVisit, form: Form) -> Response:
    """Withdraw what was decided, just now or earlier; what counted before it counts again."""
    service, exercise, by, now = visit.service, visit.in_exercise.id, visit.person.id, visit.service.clock()
    (first, last), at = parse_range(str(form.get("done", ""))), read_key(form, "at")
    try:
        service.database.write(lambda c: undo_decisions(c, exercise, first, last, by, now))
    except RefusedError as error:
        return show(visit, at, find_status(error), notice=error.why)
    service.runner.wake()
    return show(visit, at, notice=UNDONE)


def read_decision(visit: Visit, opened: Opened | None, item: str, form: FormData) -> Choice:
    points = str(form.get("points", "")) or str(form.get("other", ""))
    return read_choice(opened, item, points, str(form.get("reason", "")), visit.person.id)


@router.post("/work/{account}/decide")
def decide_alone(visit: StaffVisit, form: Form, account: Key) -> Response:
    """Decide on one answer of one student, whatever the machine says."""
    opened, service, exercise, now = find_opened(visit), visit.service, visit.in_exercise.id, visit.service.clock()
    item, seen = str(form.get("item", "")), read_key(form, "seen")
    try:
        choice = read_decision(visit, opened, item, form)
        service.database.write(lambda c: decide_on_one(c, exercise, account, item, choice, seen, now))
    except RefusedError as error:
        return show_one(visit, account, find_status(error), notice=error.why)
    service.runner.wake()
    return RedirectResponse(f"{find_address(visit)}/-/work/{account}", 303)


@router.post("/work/{account}/withdraw")
def withdraw(visit: StaffVisit, form: Form, account: Key) -> Response:
    """Withdraw a decision that counts on an answer of one student."""
    service, exercise, by, now = visit.service, visit.in_exercise.id, visit.person.id, visit.service.clock()
    first, last = parse_range(str(form.get("done", "")))
    try:
        service.database.write(lambda c: undo_decisions(c, exercise, first, last, by, now))
    except RefusedError as error:
        return show_one(visit, account, find_status(error), notice=error.why)
    service.runner.wake()
    return RedirectResponse(f"{find_address(visit)}/-/work/{account}", 303)
