"""What is shown when a request cannot be served: a page to people, and problem details to programs."""

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Match

from grader.errors import Diagnostic, GraderError, escape_unprintable, put_in_quotes
from grader.service.refusals import RefusedError
from grader.service.store.database import NoConnectionError, Trouble, find_trouble
from grader.service.web.access import (
    AccessError,
    NotFoundError,
    SignInError,
    StaleFormError,
    TokenError,
    Visit,
    make_bare_visit,
)
from grader.service.web.budgets import TooMuchError
from grader.service.web.guard import HEADERS
from grader.service.web.problems import find_status, is_for_programs, make_problem
from grader.service.web.rendering import render_page
from grader.service.web.resending import ask_to_send_again, lead_to_sign_in
from grader.service.web.service import get_service

__all__ = ["add_handlers"]

LONGEST_SHOWN = 60  # characters of what was sent
RETRY_S = 5  # a database that is started again needs about as long
TROUBLES = {
    Trouble.AWAY: ("One moment", "The database of the service cannot be reached just now, and nothing was changed."),
    Trouble.FULL: ("The disk is full", "The disk of the server is full, and nothing was changed."),
}
log = logging.getLogger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Add what is shown when a request cannot be served."""
    add_refusals(app)
    add_complaints(app)
    add_delays(app)


def add_refusals(app: FastAPI) -> None:
    """Add what is shown to whoever may not do something."""

    @app.exception_handler(SignInError)
    async def ask_to_sign_in(request: Request, error: SignInError) -> Response:
        return await ask_to_send_again(request, 401) or RedirectResponse(lead_to_sign_in(request), 303)

    @app.exception_handler(StaleFormError)
    async def renew_form(request: Request, error: StaleFormError) -> Response:
        why = "This form is from an earlier visit. Load the page again, and send it from there."
        return await show_stale_form(request, lambda: show_fault(request, 403, "Not for you", why))

    @app.exception_handler(TokenError)
    def ask_for_token(request: Request, error: TokenError) -> Response:
        why = "Send a token that is valid: 'Authorization: Bearer …'. Make one on the page 'Tokens' of your course."
        response = make_problem(401, "No valid token", why)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @app.exception_handler(AccessError)
    async def refuse(request: Request, error: AccessError) -> Response:
        return await show_stale_form(request, lambda: show_fault(request, 403, "Not for you", error.why))

    @app.exception_handler(RefusedError)
    def decline(request: Request, error: RefusedError) -> Response:
        return show_fault(request, find_status(error), "This cannot be done", error.why)

    @app.exception_handler(NotFoundError)
    async def find_nothing(request: Request, error: NotFoundError) -> Response:
        return await show_stale_form(request, lambda: show_nothing(request))


def add_complaints(app: FastAPI) -> None:
    """Add what is shown when a request is not as it should be, or when we are not."""

    @app.exception_handler(HTTPException)
    def explain(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return show_nothing(request)
        phrase = HTTPStatus(error.status_code).phrase
        title = phrase if is_for_programs(request.scope) else "This request cannot be served"
        response = show_fault(request, error.status_code, title, f"{error.detail}.")
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(405)
    def lead_to_page(request: Request, error: HTTPException) -> Response:
        is_page = request.method == "GET" and not is_for_programs(request.scope)
        return RedirectResponse(find_page_above(request), 303) if is_page else explain(request, error)

    @app.exception_handler(RequestValidationError)
    def complain_of_request(request: Request, error: RequestValidationError) -> Response:
        faults = error.errors()
        if is_for_programs(request.scope):
            return show_fault(request, 422, "The request is not as it should be", " ".join(map(describe_fault, faults)))
        if any(fault["loc"][0] == "path" for fault in faults):
            return show_nothing(request)
        why = f"{' '.join(map(describe_fault, faults))} Go back, and follow a link of the page instead."
        return show_fault(request, 422, "This address cannot be used", why)

    @app.exception_handler(GraderError)
    def complain(request: Request, error: GraderError) -> Response:
        is_for_staff = getattr(request.state, "is_for_staff", not is_for_programs(request.scope))
        shown = [one for one in error.diagnostics if is_for_staff or one.audience == "student"]
        what = " ".join(one.what for one in shown) or "It cannot be read."
        return show_fault(request, 422, "This cannot be used", what, shown)

    @app.exception_handler(Exception)
    def admit(request: Request, error: Exception) -> Response:
        number = request.state.number
        log.error("request %s failed", number, exc_info=error)
        why = f"Something went wrong on our side, and nothing was lost that you had saved. Report the number {number}."
        is_program = is_for_programs(request.scope)
        response = make_problem(500, "Our mistake", why) if is_program else PlainTextResponse(f"{why}\n", 500)
        response.headers.raw.extend(HEADERS.items())  # this response does not pass through the guard
        return response


def add_delays(app: FastAPI) -> None:
    """Add what is shown when the same request will be served in a moment."""

    @app.exception_handler(TooMuchError)
    def slow_down(request: Request, error: TooMuchError) -> Response:
        why = f"That is a lot of work in a short time. Try again in {error.seconds} seconds; nothing else has changed."
        response = show_fault(request, 429, "One moment", why)
        response.headers["Retry-After"] = str(error.seconds)
        return response

    @app.exception_handler(DBAPIError)
    @app.exception_handler(NoConnectionError)
    def ask_for_patience(request: Request, error: Exception) -> Response:
        trouble = find_trouble(error)
        if trouble is None:
            raise error
        log.warning("the database is %s: %s", trouble.value, type(error).__name__)
        return show_trouble(request, trouble)


def find_page_above(request: Request) -> str:
    """Return the address of the nearest page above one to which forms are sent: that with the form, or its list."""
    path: str = request.scope["path"]
    while path := path.rpartition("/")[0]:
        scope = {**request.scope, "path": path, "method": "GET"}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            return path
    return "/"


async def show_stale_form(request: Request, otherwise: Callable[[], Response]) -> Response:
    """Return the page that sends a form again which was made for somebody else; another one if that is not why."""
    found = None if is_for_programs(request.scope) else await ask_to_send_again(request, 403)
    return await run_in_threadpool(otherwise) if found is None else found


def describe_fault(fault: Mapping[str, Any]) -> str:
    """Say in a sentence which part of a request is not as it should be.

    >>> describe_fault({"loc": ("query", "at"), "msg": "Input should be a valid integer", "input": "abc"})
    "'at' cannot be 'abc': input should be a valid integer."
    """
    *_, name = fault["loc"]
    given, why = fault.get("input"), str(fault["msg"])
    shown = (
        f" {put_in_quotes(escape_unprintable(given))}"
        if isinstance(given, str) and len(given) < LONGEST_SHOWN
        else " this"
    )
    return f"'{name}' cannot be{shown}: {why[:1].lower()}{why[1:]}."


def show_trouble(request: Request, trouble: Trouble) -> Response:
    """Return a page that asks to send a request again; it needs no database. To a program, as data."""
    title, why = TROUBLES[trouble]
    again = "Load this page again in a moment: what you typed is sent with it, and is kept once."
    if is_for_programs(request.scope):
        response: Response = make_problem(503, title, f"{why} Send the request again.")
    else:
        visit = Visit(request, get_service(request))
        response = render_page(visit, "fault", 503, title=title, why=f"{why} {again}", is_passing=True)
    response.headers["Retry-After"] = str(RETRY_S)
    return response


def show_nothing(request: Request) -> Response:
    """Say that there is no such thing, in the same words as where it is not for whoever asks."""
    return show_fault(request, 404, "Not found", "There is no such thing here, or it is not for you.")


def show_fault(request: Request, status: int, title: str, why: str, diagnostics: Sequence[Diagnostic] = ()) -> Response:
    """Return a page that says in one sentence why there is no other one; to a program, as data."""
    if is_for_programs(request.scope):
        return make_problem(status, title, why, diagnostics)
    return render_page(make_bare_visit(request), "fault", status, title=title, why=why, is_passing=False)
