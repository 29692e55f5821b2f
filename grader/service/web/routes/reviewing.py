"""What waits for a person: one group of equal answers after another, and deciding on them."""

from collections.abc import Sequence
from fractions import Fraction

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.datastructures import FormData

from grader.grading.people.overrides import automatic_of, read_decision
from grader.grading.result import ItemResult
from grader.reports.pages.item import render_item
from grader.reports.wording import format_count
from grader.service.exercises.counting import find_counting
from grader.service.exercises.opened import Opened
from grader.service.exercises.records import show_to_staff
from grader.service.exercises.review_queue import Choice, decide_case, load_queue, queue_recount, undo_decisions
from grader.service.store.audit import note
from grader.service.store.decisions import Decision, add_decision, list_decisions, lock_exercise
from grader.service.web.access import Form, NotFoundError, StaffVisit, Visit
from grader.service.web.keys import Key, read_key
from grader.service.web.rendering import render_page
from grader.service.web.routes.class_page import find_opened, show_one
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-", include_in_schema=False)
MOST_UNDONE = 100  # decisions at once: what fits into an address
MAX_REASON = 2000  # characters, as in the file with the decisions
ALL_POINTS = "All points."
NO_REASON = "Say why: the students read it as the reason why they get less than full points."


@router.get("/review")
def show_queue(visit: StaffVisit, at: int = 0, done: str = "", answers: int = 0) -> Response:
    """Show one group of equal answers, and how many there are; ``done`` are the decisions that were just made."""
    return show(visit, at, done=done, count=answers)


def show(visit: Visit, at: int, status: int = 200, *, notice: str = "", done: str = "", count: int = 0) -> Response:
    opened = find_opened(visit)
    if opened is None:
        return render_page(visit, "nothing_released")
    with visit.service.database.read() as connection:
        queue = load_queue(connection, visit.in_exercise.id)
        counting = {one.id: one for one in list_decisions(connection, visit.in_exercise.id)}
    made = [counting[key] for key in parse_keys(done) if key in counting]
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
        reason="",
        done=done,
        said=describe_made(opened, made[0], count) if made else "",
    )


def parse_keys(text: str) -> Sequence[int]:
    """Return the ids in the address of a page: ``12.13``."""
    return [int(key) for key in text.split(".")[:MOST_UNDONE] if key.isascii() and key.isdigit() and len(key) < 10]


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
    choice = read_choice(visit, opened, item, form)
    if isinstance(choice, str):
        return show(visit, at, 422, notice=choice)
    now = service.clock()
    decided = decide_case(service.database, exercise, item, read_key(form, "grading"), choice, now)
    if not decided.decisions:
        return show(visit, at, 409, notice=describe_earlier(decided.before))
    detail = {"item": item, "points": str(choice.points), "reason": choice.reason}
    service.database.write(lambda c: note(c, visit.person.id, "decision", f"exercise {exercise}", now, **detail))
    service.runner.wake()
    done = ".".join(map(str, decided.decisions[:MOST_UNDONE]))
    return RedirectResponse(f"{find_address(visit)}/-/review?at={at}&done={done}&answers={decided.count}", 303)


@router.post("/review/undo")
def undo(visit: StaffVisit, form: Form) -> Response:
    """Withdraw what was just decided; the answers wait again."""
    service, exercise, by, now = visit.service, visit.in_exercise.id, visit.person.id, visit.service.clock()
    keys, at = parse_keys(str(form.get("done", ""))), read_key(form, "at")

    def act(connection: Connection) -> Sequence[Decision]:
        found = undo_decisions(connection, exercise, keys, by, now)
        for one in found:
            detail = {"item": one.item, "points": one.points, **({"student": one.student} if one.student else {})}
            note(connection, by, "decision-withdrawn", f"exercise {exercise}", now, **detail)
        return found

    found = service.database.write(act)
    service.runner.wake()
    if not found:
        return show(visit, at, 409, notice="Somebody has decided again since. Nothing was changed.")
    return show(visit, at, notice="Undone. The decision is withdrawn, and the answer waits again in a moment.")


def read_choice(visit: Visit, opened: Opened | None, item: str, form: FormData) -> Choice | str:
    """Return what was chosen, or a sentence that says what is wrong with it."""
    asked = opened.rubric.by_id.get(item) if opened else None
    if asked is None:
        raise NotFoundError
    points = read_points(str(form.get("points", "")) or str(form.get("other", "")))
    if points is None or points > asked.points:
        return f"Give a number of points from 0 to {asked.points}, such as 1, 1/2 or 0.5."
    reason = " ".join(str(form.get("reason", "")).split())[:MAX_REASON]
    if not reason and points < asked.points:
        return NO_REASON
    return Choice(points=points, reason=reason or ALL_POINTS, account_id=visit.person.id)


def read_points(text: str) -> Fraction | None:
    """Read a number of points: ``1``, ``1/2`` or ``0.5``."""
    text = text.strip().replace(",", ".")
    if len(text) > 12 or not text.isascii() or set(text) - set("0123456789./"):
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def describe_earlier(before: ItemResult | None) -> str:
    """Say what somebody else has decided in the meantime."""
    found = dict(read_decision(before)) if before else {}
    if not found:
        return "This answer does not wait any more: something else counts by now. Nothing was changed."
    points, author, reason = found["points"], found["author"], found["reason"]
    return f"{author} was faster, and gave {points} of {before.points if before else 0}: {reason} Nothing was changed."


@router.post("/work/{account}/decide")
def decide_on_one(visit: StaffVisit, form: Form, account: Key) -> Response:
    """Decide on one answer of one student, whatever the machine says."""
    opened, service, exercise, now = find_opened(visit), visit.service, visit.in_exercise.id, visit.service.clock()
    item, seen = str(form.get("item", "")), read_key(form, "seen")
    choice = read_choice(visit, opened, item, form)
    if isinstance(choice, str):
        return show_one(visit, account, 422, notice=choice)

    def act(connection: Connection) -> str:
        lock_exercise(connection, exercise)
        counting = find_counting(connection, exercise, account)
        result = next((one for one in counting.graded.items if one.id == item), None) if counting else None
        if counting is None or result is None:
            return "There is no such answer. Nothing was changed."
        student = counting.graded.student
        newer = [one for one in list_decisions(connection, exercise) if one.id > seen and one.item == item]
        if any(one.student in ("", student) for one in newer):
            return describe_earlier(result)
        newest = add_decision(
            connection,
            exercise,
            item,
            student_id=account,
            answer=result.read.text if result.read and result.type != "text" else result.given,
            points=str(choice.points),
            reason=choice.reason,
            automatic=str(automatic_of(result)),
            grading_id=counting.grading.id,
            account_id=choice.account_id,
            now=now,
        )
        queue_recount(connection, exercise, newest, now)
        detail = {"item": item, "student": student, "points": str(choice.points), "reason": choice.reason}
        note(connection, choice.account_id, "decision", f"exercise {exercise}", now, **detail)
        return ""

    refusal = service.database.write(act)
    service.runner.wake()
    if refusal:
        return show_one(visit, account, 409, notice=refusal)
    return RedirectResponse(f"{find_address(visit)}/-/work/{account}", 303)
