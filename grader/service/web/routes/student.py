"""The exercise as a page to answer: how each answer is read while somebody types, drafts, and checks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.datastructures import FormData

from grader import limits
from grader.records import Outcome
from grader.reports.formats.html import render_sections
from grader.service.exercises.looking import look_at, show_check
from grader.service.exercises.students.places import move_to_fields
from grader.service.exercises.students.removed import list_removed_items
from grader.service.identity.secrets import make_secret
from grader.service.refusals import RefusedError
from grader.service.store.allowances.requests import find_request
from grader.service.store.drafts import Draft, Saved, save_draft, save_drafts
from grader.service.typed.answers_file import write_submission
from grader.service.web.access import Form, MemberVisit, NotFoundError, Visit
from grader.service.web.desk import DEFINITIONS, Desk, find_check_of, load_desk, load_opened
from grader.service.web.keys import Key
from grader.service.web.reading import render_preview
from grader.service.web.rendering import render_page

__all__ = [
    "ANSWER", "VERSION", "find_address", "keep_drafts", "keep_while_closed", "list_typed", "read_answers",
    "read_typed", "router", "save_all", "show_closed", "show_conflict", "show_desk", "write_answers",
]  # fmt: skip

router = APIRouter(prefix="/courses/{course}/{exercise}", include_in_schema=False)
AGAIN = (Outcome.INCORRECT, Outcome.PARTIAL, Outcome.UNREADABLE)
ANSWER, VERSION = "answer.", "version."
MOST_KEPT = 100_000  # characters of a draft, which may become shorter before it is handed in
NONE: Mapping[str, Draft] = {}
NO_TEXTS: Mapping[str, str] = {}
CHANGED_ELSEWHERE = (
    "some answers were changed in another tab or on another machine. The fields hold what you typed here, and the "
    "other texts are below them. What is in the fields counts if you send it again."
)


@router.get("")
def show_exercise(visit: MemberVisit) -> Response:
    """Show the exercise with what the student has typed so far."""
    desk = load_desk(visit, may_be_closed=True)
    return show_desk(visit, desk) if desk.is_open else show_closed(visit, desk)


def show_closed(
    visit: Visit,
    desk: Desk,
    status: int = 200,
    *,
    note: str = "",
    newer: Mapping[str, Draft] = NONE,
    typed: Mapping[str, str] = NO_TEXTS,
) -> Response:
    """Say that the exercise is closed, and show what the student typed; ``newer`` and ``typed`` as in ``show_desk``."""
    titles = {**{item.id: item.title for item in desk.opened.rubric.items}, DEFINITIONS: "Quantities of your own"}
    kept = [(titles[item], draft.text) for item, draft in desk.drafts.items() if item in titles and draft.text.strip()]
    here = [(titles[item], typed.get(item, "")) for item in newer if item in titles]
    removed = list_removed_drafts(visit, desk)
    return render_page(visit, "closed", status, desk=desk, kept=[*kept, *removed], here_typed=here, note=note)


def keep_while_closed(visit: Visit, desk: Desk, form: FormData, *, wanted: str = "") -> Response:
    """Keep what was typed into a page that was loaded before the exercise was closed, and say that it is closed.

    ``wanted`` says what cannot be done.
    """
    newer = save_all(visit, desk, form)
    after, typed = load_desk(visit, may_be_closed=True), read_typed(desk, form)
    note = wanted or ("Not all of it is saved." if newer else "Saved.")
    return show_closed(visit, after, 409 if wanted or newer else 200, note=note, newer=newer, typed=typed)


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
    previews = {item: preview_draft(visit, desk, item, draft) for item, draft in desk.drafts.items()}
    with visit.service.database.read() as connection:
        request = find_request(connection, visit.in_exercise.id, visit.person.id)
    return render_page(
        visit,
        "exercise",
        status,
        removed=list_removed_drafts(visit, desk),
        desk=desk,
        previews=previews,
        form=make_secret(),
        now=visit.service.clock(),
        note=note,
        newer=newer,
        request=request,
    )


def show_conflict(visit: Visit, desk: Desk, form: FormData, newer: Mapping[str, Draft], what: str) -> Response:
    """Show what was sent beside the ``newer`` drafts of another tab or machine; ``what`` says what was not done."""
    note, typed = f"{what}: {CHANGED_ELSEWHERE}", read_typed(desk, form)
    return show_desk(visit, desk, 409, note=note, newer=newer, typed=typed)


def list_removed_drafts(visit: Visit, desk: Desk) -> Sequence[tuple[str, str]]:
    """List what was typed for items that are not in the exercise any more: their titles and the texts."""
    known = {*desk.opened.rubric.by_id, DEFINITIONS}
    found = [draft for draft in desk.drafts.values() if draft.item not in known and draft.text.strip()]
    titles = find_removed_items(visit, desk) if found else {}
    return [(titles.get(draft.item, draft.item), draft.text) for draft in found]


def find_removed_items(visit: Visit, desk: Desk) -> Mapping[str, str]:
    with visit.service.database.read() as connection:
        return list_removed_items(connection, visit.in_exercise, desk.opened)


def preview_draft(visit: Visit, desk: Desk, item: str, draft: Draft) -> Markup:
    """Return how a draft is read; nothing for an item that is hidden, or not in the exercise any more."""
    text, own = draft.text, desk.definitions.text
    result = desk.opened.read_typed(visit.service.readers, item, text, own) if text.strip() else None
    return render_preview(result) if result else Markup()


@router.post("/preview")
def show_reading(visit: MemberVisit, form: Form) -> Response:
    """Return how one answer is read, for the page that somebody is typing in."""
    text, definitions = str(form.get("text", "")), str(form.get(DEFINITIONS, ""))
    if max(len(text), len(definitions)) > limits.MAX_ANSWER_CHARACTERS:
        return JSONResponse({"html": "", "outcome": "long"})
    visit.charge(visit.service.reading, len(text) + len(definitions))
    result = load_opened(visit).read_typed(visit.service.readers, str(form.get("item", "")), text, definitions)
    if result is None:
        raise NotFoundError
    return JSONResponse({"html": str(render_preview(result)), "outcome": result.outcome.value})


@router.post("/draft")
def keep_draft(visit: MemberVisit, form: Form) -> Response:
    """Keep the draft of one answer; 409 with the newer text if another tab has saved one since."""
    item, text = str(form.get("item", "")), str(form.get("text", ""))
    if item not in load_opened(visit, may_be_closed=True).rubric.by_id and item != DEFINITIONS:
        raise NotFoundError
    if len(text) > MOST_KEPT:
        return JSONResponse({"why": describe_long(len(text), MOST_KEPT)}, 422)
    saved = save_one(visit, item, text, str(form.get("version", "")))
    draft = saved.draft
    content = {"version": draft.version, "text": draft.text, "saved": draft.saved.isoformat()}
    if len(text) > limits.MAX_ANSWER_CHARACTERS:
        content["why"] = describe_long(len(text), limits.MAX_ANSWER_CHARACTERS)
    return JSONResponse(content, 200 if saved.is_mine else 409)


def describe_long(count: int, most: int) -> str:
    """Say that a text is too long, after a word that says what was done with it.

    >>> describe_long(12007, 10000)
    'this text has 12,007 characters, and an answer at most 10,000.'
    """
    kind = "an answer" if most == limits.MAX_ANSWER_CHARACTERS else "a draft"
    return f"this text has {count:,} characters, and {kind} at most {most:,}."


def save_one(visit: Visit, item: str, text: str, version: str) -> Saved:
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    over = parse_version(version)
    return visit.service.database.write(
        lambda connection: save_draft(connection, exercise, account, item, text, over, now)
    )


def parse_version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@router.post("/save")
def keep_all(visit: MemberVisit, form: Form) -> Response:
    """Keep every answer of the page: what its button does without JavaScript."""
    desk = load_desk(visit, may_be_closed=True)
    if not desk.is_open:
        return keep_while_closed(visit, desk, form)
    newer = save_all(visit, desk, form)
    desk = load_desk(visit)
    if newer:
        return show_conflict(visit, desk, form, newer, "Not all of it is saved")
    before = "The changes are not handed in; what you handed in before counts."
    return show_desk(visit, desk, note=f"Saved. {before if desk.submissions else 'Nothing is handed in yet.'}")


def save_all(visit: Visit, desk: Desk, form: FormData) -> Mapping[str, Draft]:
    """Save the answers in a form, and return the newer drafts of those that could not be saved."""
    typed = list_typed(visit, desk, form)
    return visit.service.database.write(lambda connection: keep_drafts(connection, visit, typed))


def list_typed(visit: Visit, desk: Desk, form: FormData) -> Mapping[str, tuple[str, int]]:
    """Return the texts of a form that are worth a draft, each with the version that it was typed over."""
    texts = {**read_typed(desk, form), **read_removed(visit, desk, form)}
    longest = max(map(len, texts.values()), default=0)
    if longest > MOST_KEPT:
        raise RefusedError(f"Nothing was kept: {describe_long(longest, MOST_KEPT)} Go back and shorten it.")
    return {
        item: (text, parse_version(str(form.get(f"{VERSION}{item}", ""))))
        for item, text in texts.items()
        if text or item in desk.drafts
    }


def keep_drafts(connection: Connection, visit: Visit, typed: Mapping[str, tuple[str, int]]) -> Mapping[str, Draft]:
    """Save texts, and return the newer drafts of those that could not be saved."""
    return save_drafts(connection, visit.in_exercise.id, visit.person.id, typed, visit.service.clock())


def read_typed(desk: Desk, form: FormData) -> dict[str, str]:
    """Return everything that was typed into a form by item, the student's own quantities too."""
    return {**read_answers(desk, form), DEFINITIONS: str(form.get(DEFINITIONS, ""))}


def read_removed(visit: Visit, desk: Desk, form: FormData) -> dict[str, str]:
    """Return the answers in a form to items that a new revision has removed since the page was opened."""
    names = (name.removeprefix(ANSWER) for name in form if name.startswith(ANSWER))
    unknown = {name: str(form[f"{ANSWER}{name}"]) for name in names if name not in desk.opened.rubric.by_id}
    titles = find_removed_items(visit, desk) if unknown else {}
    return {name: text for name, text in unknown.items() if name in titles}


def read_answers(desk: Desk, form: FormData) -> dict[str, str]:
    """Return the answers in a form by item."""
    return {item.id: str(form.get(f"{ANSWER}{item.id}", "")) for item in desk.opened.rubric.items}


@router.post("/check")
def check_answers(visit: MemberVisit, form: Form) -> Response:
    """Have the answers of the page looked at, and lead to what is found."""
    desk = load_desk(visit, may_be_closed=True)
    if not desk.is_open:
        return keep_while_closed(visit, desk, form, wanted="Not checked.")
    newer = save_all(visit, desk, form)
    if newer:
        return show_conflict(visit, load_desk(visit), form, newer, "Not checked")
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
def show_found(visit: MemberVisit, number: Key) -> Response:
    """Show what a check has found, as much of it as the rubric's levels allow; or that it is still being worked on."""
    desk, check, service = load_desk(visit, may_be_closed=True), find_check_of(visit, number), visit.service
    if not check.record:
        return render_page(visit, "checking", number=number)
    look = service.database.write(
        lambda connection: show_check(connection, check, desk.opened, desk.due, service.clock())
    )
    name = f"{desk.student}.yaml"
    *sections, _ = render_sections(move_to_fields(desk.opened, name, check.data, look.graded))  # without provenance
    is_used = max(look.used.values(), default=0) >= look.most // 2
    return render_page(
        visit,
        "check",
        body=Markup("".join(sections)),
        again=[item for item in look.graded.items if item.given and item.outcome in AGAIN],
        of_definitions=bool(look.graded.is_readable and look.graded.diagnostics),
        used=look.used if is_used else {},
        most=look.most,
        desk=desk,
    )


def find_address(visit: Visit) -> str:
    """Return the address of the exercise of a visit."""
    return f"/courses/{visit.in_course.slug}/{visit.in_exercise.slug}"
