"""Tokens for programs: making one, which is shown once, and taking it back."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from grader.service.identity.tokens import LONGEST_DAYS, Scope, list_tokens, make_token, revoke_token
from grader.service.store.audit import note
from grader.service.web.access import Access, Form, MemberVisit, NotFoundError, Visit
from grader.service.web.rendering import render_page

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/-/tokens", include_in_schema=False)
USUAL_DAYS = 120  # a term
MOST_TOKENS = 20
SCOPES = {
    Scope.SUBMIT: "check and hand in as you",
    Scope.READ_OWN: "read what you handed in, and the feedback",
    Scope.READ_CLASS: "read the work and the scores of the class",
    Scope.DECIDE: "decide on answers",
    Scope.EXPORT: "export scores",
    Scope.MANAGE: "upload rubrics, open exercises, regrade, and change dates and members",
}
NEEDED = {
    Scope.SUBMIT: Access.MEMBER,
    Scope.READ_OWN: Access.MEMBER,
    Scope.READ_CLASS: Access.STAFF,
    Scope.DECIDE: Access.STAFF,
    Scope.EXPORT: Access.STAFF,
    Scope.MANAGE: Access.INSTRUCTOR,
}
USUAL_SCOPES = (Scope.SUBMIT, Scope.READ_OWN)


@router.get("")
def show_tokens(visit: MemberVisit) -> Response:
    """Show the tokens that this person has in the course."""
    return show(visit)


def show(visit: Visit, status: int = 200, *, secret: str = "", fault: str = "") -> Response:
    with visit.service.database.read() as connection:
        tokens = list_tokens(connection, visit.person.id, visit.in_course.id)
    return render_page(
        visit,
        "tokens",
        status,
        tokens=tokens,
        secret=secret,
        fault=fault,
        days=USUAL_DAYS,
        most_days=LONGEST_DAYS,
        scopes={scope: words for scope, words in SCOPES.items() if visit.access >= NEEDED[scope]},
        usual=USUAL_SCOPES,
    )


@router.post("")
def add_token(visit: MemberVisit, form: Form) -> Response:
    """Make a token, and show it once."""
    service, account, course = visit.service, visit.person, visit.in_course
    label, days = str(form.get("label", "")).strip()[:100], str(form.get("days", ""))
    if not label or not (days.isascii() and days.isdigit() and 0 < int(days[:5]) <= LONGEST_DAYS):
        return show(visit, 422, fault=f"A token has a name, and lasts for 1 to {LONGEST_DAYS} days.")
    with service.database.read() as connection:
        if len(list_tokens(connection, account.id, course.id)) >= MOST_TOKENS:
            return show(visit, 422, fault=f"You have {MOST_TOKENS} tokens here. Take one back first.")
    scopes = [scope for scope in Scope if scope.value in form.getlist("scope") and visit.access >= NEEDED[scope]]
    if not scopes:
        return show(visit, 422, fault="Choose what the token may do.")
    now = service.clock()

    def make(connection: Connection) -> str:
        detail = {"label": label, "may": " ".join(scopes)}
        note(connection, account.id, "token", f"course {course.id}", now, **detail)
        return make_token(connection, account, course.id, label, scopes, int(days), now)

    secret = service.database.write(make)
    return show(visit, 201, secret=secret)


@router.post("/{number}/revoke")
def take_back(visit: MemberVisit, number: int, form: Form) -> Response:
    """Take a token back."""
    if not 0 < number < 10**9:
        raise NotFoundError
    account, course, now = visit.person.id, visit.in_course.id, visit.service.clock()
    visit.service.database.write(lambda connection: revoke_token(connection, account, course, number, now))
    return RedirectResponse(f"/courses/{visit.in_course.slug}/-/tokens", 303)
