"""The exercise as a page to answer: how each answer is read while somebody types, drafts, and checks."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.datastructures import FormData

from grader import limits
from grader.reports.formats.html import render_sections
from grader.service.exercises.answers_file import write_submission
from grader.service.exercises.looking import MOST_VERDICTS, look_at, show_check
from grader.service.exercises.preview import preview
from grader.service.identity.secrets import make_secret
from grader.service.store.checks import find_check
from grader.service.store.drafts import Draft, Saved, save_draft
from grader.service.web.access import Form, MemberVisit, NotFoundError, Visit
from grader.service.web.desk import DEFINITIONS, Desk, load_desk
from grader.service.web.reading import render_preview
from grader.service.web.rendering import render_page

__all__ = ["CHANGED_ELSEWHERE", "find_address", "read_typed", "router", "save_all", "show_desk", "write_answers"]

router = APIRouter(prefix="/courses/{course}/{exercise}", include_in_schema=False)
ANSWER, VERSION = "answer.", "version."
NONE: Mapping[str, Draft] = {}
NO_TEXTS: Mapping[str, str] = {}
CHANGED_ELSEWHERE = (
    "some answers were changed in another tab or on another machine. The fields hold what you typed here, and the "
    "other texts are below them. What is in the fields counts if you send it again."
)


@router.get("")
def show_exercise(visit: MemberVisit) -> Response:
    """Show the exercise with what the student has typed so far."""
    return show_desk(visit, load_desk(visit))


def show_desk(
    visit: Visit,
    desk: Desk,
    status: int = 200,
    *,
    note: str = "",
    newer: Mapping[str, Draft] = NONE,
    typed: Mapping[str, str] = NO_TEXTS,
) -> Response:
    """Show the page to answer. ``newer`` holds drafts that another tab or machine has saved since.

    ``typed`` holds what was sent from this one: it stays in the fields, and counts if it is sent again.
    """
    kept = {item: replace(draft, text=typed.get(item, "")) for item, draft in newer.items()}
    desk = replace(desk, drafts={**desk.drafts, **kept})
    previews = {item: preview_draft(desk, item, draft) for item, draft in desk.drafts.items()}
    return render_page(
        visit,
        "exercise",
        status,
        desk=desk,
        previews=previews,
        form=make_secret(),
        now=visit.service.clock(),
        note=note,
        newer=newer,
    )


def preview_draft(desk: Desk, item: str, draft: Draft) -> Markup:
    """Return how a draft is read; nothing for an item that is hidden, or not in the exercise any more."""
    if not draft.text.strip() or desk.opened.public is None:
        return Markup()
    for question in desk.opened.public.items:
        if question.id == item:
            return render_preview(preview(desk.opened.public, question, draft.text, desk.definitions.text))
    return Markup()


@router.post("/preview")
def show_reading(visit: MemberVisit, form: Form) -> Response:
    """Return how one answer is read, for the page that somebody is typing in."""
    desk, text = load_desk(visit), str(form.get("text", ""))
    question = desk.find_question(str(form.get("item", "")))
    public = desk.opened.public
    if public is None or len(text) > limits.MAX_ANSWER_CHARACTERS:
        return JSONResponse({"html": "", "outcome": "long"})
    definitions = str(form.get(DEFINITIONS, ""))
    visit.charge(visit.service.reading, len(text) + len(definitions))
    result = preview(public, question, text, definitions)
    return JSONResponse({"html": str(render_preview(result)), "outcome": result.outcome.value})


@router.post("/draft")
def keep_draft(visit: MemberVisit, form: Form) -> Response:
    """Keep the draft of one answer; 409 with the newer text if another tab has saved one since."""
    desk, item, text = load_desk(visit), str(form.get("item", "")), str(form.get("text", ""))
    check_item(desk, item)
    saved = save_one(visit, item, text, str(form.get("version", "")))
    draft = saved.draft
    content = {"version": draft.version, "text": draft.text, "saved": draft.saved.isoformat()}
    return JSONResponse(content, 200 if saved.is_mine else 409)


def check_item(desk: Desk, item: str) -> None:
    if item not in desk.opened.rubric.by_id and item != DEFINITIONS:
        raise NotFoundError


def save_one(visit: Visit, item: str, text: str, version: str) -> Saved:
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    over, kept = parse_version(version), text[: limits.MAX_ANSWER_CHARACTERS]
    return visit.service.database.write(
        lambda connection: save_draft(connection, exercise, account, item, kept, over, now)
    )


def parse_version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@router.post("/save")
def keep_all(visit: MemberVisit, form: Form) -> Response:
    """Keep every answer of the page: what its button does without JavaScript."""
    newer = save_all(visit, load_desk(visit), form)
    desk = load_desk(visit)
    if newer:
        note = f"Not all of it is saved: {CHANGED_ELSEWHERE}"
        return show_desk(visit, desk, 409, note=note, newer=newer, typed=read_typed(desk, form))
    return show_desk(visit, desk, note="Saved. Nothing is handed in yet.")


def save_all(visit: Visit, desk: Desk, form: FormData) -> Mapping[str, Draft]:
    """Save the answers in a form, and return the newer drafts of those that could not be saved."""
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    changed = {item: text for item, text in read_typed(desk, form).items() if text or item in desk.drafts}

    def save(connection: Connection) -> dict[str, Draft]:
        found = {}
        for item, text in changed.items():
            over = parse_version(str(form.get(f"{VERSION}{item}", "")))
            kept = text[: limits.MAX_ANSWER_CHARACTERS]
            saved = save_draft(connection, exercise, account, item, kept, over, now)
            if not saved.is_mine:
                found[item] = saved.draft
        return found

    return visit.service.database.write(save)


def read_typed(desk: Desk, form: FormData) -> dict[str, str]:
    """Return everything that was typed into a form by item, the student's own quantities too."""
    return {**read_answers(desk, form), DEFINITIONS: str(form.get(DEFINITIONS, ""))}


def read_answers(desk: Desk, form: FormData) -> dict[str, str]:
    """Return the answers in a form by item."""
    return {item.id: str(form.get(f"{ANSWER}{item.id}", "")) for item in desk.opened.rubric.items}


@router.post("/check")
def check_answers(visit: MemberVisit, form: Form) -> Response:
    """Have the answers of the page looked at, and lead to what is found."""
    desk = load_desk(visit)
    save_all(visit, desk, form)
    data = write_answers(desk, form).encode()
    visit.charge(visit.service.sending, len(data))
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    check = visit.service.database.write(
        lambda connection: look_at(connection, exercise, account, desk.revision.id, data, now)
    )
    visit.service.runner.wake()
    return RedirectResponse(f"{find_address(visit)}/checks/{check}", 303)


def write_answers(desk: Desk, form: FormData) -> str:
    """Return the answers of a form as a file that ``grader`` grades."""
    return write_submission(
        desk.student, desk.opened.rubric.id, read_answers(desk, form), str(form.get(DEFINITIONS, ""))
    )


@router.get("/checks/{number}")
def show_found(visit: MemberVisit, number: int) -> Response:
    """Show what a check has found, as much of it as the rubric's levels allow; or that it is still being worked on."""
    desk, service = load_desk(visit), visit.service
    exercise, account, now = visit.in_exercise.id, visit.person.id, service.clock()
    with service.database.read() as connection:
        check = find_check(connection, exercise, account, number)
    if check is None:
        raise NotFoundError
    if not check.record:
        return render_page(visit, "checking", number=number)
    look = service.database.write(lambda connection: show_check(connection, check, desk.opened, now))
    body = Markup("".join(render_sections(look.graded)))
    is_used = max(look.used.values(), default=0) >= MOST_VERDICTS // 2
    return render_page(visit, "check", body=body, used=look.used if is_used else {}, most=MOST_VERDICTS, desk=desk)


def find_address(visit: Visit) -> str:
    """Return the address of the exercise of a visit."""
    return f"/courses/{visit.in_course.slug}/{visit.in_exercise.slug}"
