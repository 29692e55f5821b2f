"""Who may use a route. Every route names one ``Access``; a test fails for one that does not.

Whoever is not a member of a course gets the same answer as for a course that does not exist.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import FormData

from grader.service.identity.accounts import Account
from grader.service.identity.tokens import Scope, Token, find_token, note_use
from grader.service.identity.visiting import find_asked
from grader.service.refusals import AccessError, NotFoundError
from grader.service.store.courses import Course, Member, Role
from grader.service.store.exercises import Exercise, Release
from grader.service.web.budgets import Budget
from grader.service.web.service import Service, get_service

__all__ = [
    "COOKIE", "Access", "AccessError", "AdminManageVisit", "AdminVisit", "Allow", "AllowToken", "AnybodyVisit",
    "DecideVisit", "ExportVisit", "Form", "InstructorVisit", "ManageVisit", "MemberVisit", "NotFoundError",
    "OpenForm", "ReadClassVisit", "ReadLogVisit", "ReadVisit", "SignInError", "SignedInVisit",
    "StaffVisit", "StaleFormError", "SubmitVisit", "TokenError", "Visit", "make_bare_visit", "make_form_token",
    "read_open_form",
]  # fmt: skip

COOKIE = "session"
BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="A token from the page 'Tokens' of a course.")
USE_NOTED_EVERY = timedelta(hours=1)  # when a token was used last is worth a write, but not with each request
MAX_FIELDS = 2_000  # an exercise has far fewer items
MAX_FILES = 3  # a rubric, and the two files beside it
MAX_PART_BYTES = 2_000_000  # a submission has at most 1 MB


class Access(IntEnum):
    """Who may use a route; each includes those below it."""

    ANYBODY = 0
    SIGNED_IN = 1
    MEMBER = 2
    STAFF = 3
    INSTRUCTOR = 4
    ADMIN = 5


WHO = {
    Access.SIGNED_IN: "people who are signed in",
    Access.MEMBER: "members of the course",
    Access.STAFF: "the staff of the course",
    Access.INSTRUCTOR: "the instructors of the course",
    Access.ADMIN: "administrators",
}


class SignInError(Exception):
    """Nobody is signed in, and the route is not for everybody."""


class StaleFormError(Exception):
    """A form that no page of this session has made: somebody has signed in again since."""


class TokenError(Exception):
    """A program shows no token, or one that cannot be used."""


@dataclass(frozen=True)
class Visit:
    """Who asks, and for what: as far as the path of the route says it.

    ``member`` is None for an administrator who is not a member of the course.
    """

    request: Request
    service: Service
    account: Account | None = None
    secret: str = ""
    course: Course | None = None
    member: Member | None = None
    exercise: Exercise | None = None
    token: Token | None = None
    release: Release | None = None  # what counts for the exercise now

    @property
    def person(self) -> Account:
        """The account of whoever is signed in."""
        assert self.account is not None
        return self.account

    @property
    def in_course(self) -> Course:
        assert self.course is not None
        return self.course

    @property
    def in_exercise(self) -> Exercise:
        assert self.exercise is not None
        return self.exercise

    @property
    def access(self) -> Access:
        """How much this person may do here."""
        if self.account is None:
            return Access.ANYBODY
        if self.account.is_admin:
            return Access.ADMIN
        if self.member is None:
            return Access.SIGNED_IN
        levels = {Role.STUDENT: Access.MEMBER, Role.ASSISTANT: Access.STAFF, Role.INSTRUCTOR: Access.INSTRUCTOR}
        return levels[Role(self.member.role)]

    @property
    def is_staff(self) -> bool:
        """Whether this person sees the work of others, and the key."""
        return self.access >= Access.STAFF

    def charge(self, budget: Budget, characters: int) -> None:
        """Take what a request costs from the budget of this person; TooMuchError if that is too much."""
        budget.spend(self.person.id, characters, self.service.clock())

    @property
    def form_token(self) -> str:
        """What a form of this session holds, so that no other site can make one."""
        return make_form_token(self.secret)


def make_form_token(secret: str) -> str:
    """Return the token of a session's forms: nobody can compute it who does not have the session."""
    return sha256(f"form {secret}".encode()).hexdigest()


@dataclass(frozen=True)
class Allow:
    """The dependency of a route that only these may use."""

    access: Access

    def __call__(self, request: Request) -> Visit:
        """Return who asks; raise unless they may."""
        found = make_visit(request)
        check_access(found, self.access, request)
        return found


AnybodyVisit = Annotated[Visit, Depends(Allow(Access.ANYBODY))]
SignedInVisit = Annotated[Visit, Depends(Allow(Access.SIGNED_IN))]
MemberVisit = Annotated[Visit, Depends(Allow(Access.MEMBER))]
StaffVisit = Annotated[Visit, Depends(Allow(Access.STAFF))]
InstructorVisit = Annotated[Visit, Depends(Allow(Access.INSTRUCTOR))]
AdminVisit = Annotated[Visit, Depends(Allow(Access.ADMIN))]


@dataclass(frozen=True)
class AllowToken:
    """The dependency of a route for programs: they show a token that has a scope, of somebody who may use the route."""

    access: Access
    scope: Scope

    def __call__(
        self, request: Request, shown: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]
    ) -> Visit:
        """Return for whom the program asks; raise unless it may."""
        service = get_service(request)
        now = service.clock()
        request.state.is_for_staff = self.access >= Access.STAFF  # they read what is said to authors of rubrics
        with service.database.read() as connection:
            found = find_token(connection, shown.credentials, now) if shown else None
        if found is None:
            raise TokenError
        token, account = found
        if token.used is None or now - token.used > USE_NOTED_EVERY:
            service.database.write(lambda connection: note_use(connection, token, now))
        visit = make_visit(request, account, token)
        is_other_course = "course" in request.path_params and (
            visit.course is None or visit.course.id != token.course_id
        )
        if is_other_course:
            raise NotFoundError
        if not token.allows(self.scope):
            raise AccessError(f"This token does not have the scope '{self.scope.value}'.")
        check_access(visit, self.access, request)
        return visit


SubmitVisit = Annotated[Visit, Depends(AllowToken(Access.MEMBER, Scope.SUBMIT))]
ReadVisit = Annotated[Visit, Depends(AllowToken(Access.MEMBER, Scope.READ_OWN))]
ReadClassVisit = Annotated[Visit, Depends(AllowToken(Access.STAFF, Scope.READ_CLASS))]
DecideVisit = Annotated[Visit, Depends(AllowToken(Access.STAFF, Scope.DECIDE))]
ExportVisit = Annotated[Visit, Depends(AllowToken(Access.STAFF, Scope.EXPORT))]
ReadLogVisit = Annotated[Visit, Depends(AllowToken(Access.INSTRUCTOR, Scope.READ_CLASS))]
ManageVisit = Annotated[Visit, Depends(AllowToken(Access.INSTRUCTOR, Scope.MANAGE))]
AdminManageVisit = Annotated[Visit, Depends(AllowToken(Access.ADMIN, Scope.MANAGE))]


def make_visit(request: Request, account: Account | None = None, token: Token | None = None) -> Visit:
    """Find who asks, unless that is known, and what the path names."""
    service, secret = get_service(request), request.cookies.get(COOKIE, "")
    path = request.path_params
    if account is None and not secret and "course" not in path:
        return Visit(request, service)  # without the database, which may be away
    known, slugs = account.id if account else None, {name: path.get(name, "") for name in ("course", "exercise")}
    with service.database.read() as connection:
        found = find_asked(connection, service.clock(), secret=secret, known=known, **slugs)
    shown = secret if found.account and token is None else ""
    return Visit(
        request, service, found.account, shown, found.course, found.member, found.exercise, token, found.release
    )


def make_bare_visit(request: Request) -> Visit:
    """Find who asks, without what the path names: a page about a refusal must not say whether that exists."""
    found = make_visit(request)
    return Visit(request, found.service, found.account, found.secret)


def check_access(visit: Visit, access: Access, request: Request) -> None:
    """Raise unless this person may use a route."""
    if access is Access.ANYBODY:
        return
    if visit.account is None:
        raise SignInError
    path = request.path_params
    is_found = (visit.course or "course" not in path) and (visit.exercise or "exercise" not in path)
    if "course" in path and (not is_found or visit.access < Access.MEMBER):
        raise NotFoundError
    if visit.access < access:
        raise AccessError(f"This is for {WHO[access]}.")


async def read_open_form(request: Request) -> FormData:
    """Read a form that somebody sends who is not signed in yet. That another site made it, the guard has ruled out.

    The guard closes the files in it as soon as the response was sent.
    """
    form = await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_PART_BYTES)
    request.state.form = form
    return form


async def read_form(request: Request) -> FormData:
    """Read a form, and refuse one that none of our pages has made for this session."""
    form = await read_open_form(request)
    if form.get("token") != make_form_token(request.cookies.get(COOKIE, "")):
        raise StaleFormError
    return form


OpenForm = Annotated[FormData, Depends(read_open_form)]
Form = Annotated[FormData, Depends(read_form)]
