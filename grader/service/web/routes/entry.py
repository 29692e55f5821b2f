"""Coming in and going out: one-time links, passwords, sessions.

A link that somebody opens shows a button and changes nothing, because programs that scan mail open links too.
"""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from grader.service.identity.accounts import (
    Account,
    close_session,
    find_account,
    find_link,
    normalize_name,
    open_session,
    set_password,
    sign_in,
    use_link,
)
from grader.service.identity.passwords import LEAST_CHARACTERS, MOST_CHARACTERS, hash_password
from grader.service.store.audit import note
from grader.service.web.access import COOKIE, AnybodyVisit, Form, OpenForm, SignedInVisit
from grader.service.web.rendering import render_page
from grader.service.web.service import Service

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
SESSION_S = 30 * 24 * 3600
LONGEST_NAME = 200
TOO_OFTEN = "There were too many wrong passwords for this name. Wait ten minutes, or ask the staff for a link."


@router.get("/enter/{secret}")
def show_link(visit: AnybodyVisit, secret: str) -> Response:
    """Show a button that uses a link up."""
    service = visit.service
    with service.database.read() as connection:
        account = find_link(connection, secret, service.clock())
    return render_page(visit, "enter", 200 if account else 410, account=account, secret=secret)


@router.post("/enter/{secret}")
def enter(visit: AnybodyVisit, secret: str) -> Response:
    """Let in whoever has a link, once."""
    service = visit.service
    now = service.clock()
    account = service.database.write(lambda connection: use_link(connection, secret, now))
    if account is None:
        return render_page(visit, "enter", 410, account=None, secret=secret)
    return start_session(service, account, "/password" if account.password is None else "/")


@router.get("/sign-in")
def show_sign_in(visit: AnybodyVisit, to: str = "/") -> Response:
    """Show the page to sign in; whoever is signed in goes on."""
    if visit.account is not None:
        return RedirectResponse(keep_here(to), 303)
    return render_page(visit, "sign_in", to=keep_here(to), name="", fault="")


@router.post("/sign-in")
def check_sign_in(visit: AnybodyVisit, form: OpenForm) -> Response:
    """Let in whoever knows the password; the same answer for a wrong name and a wrong password."""
    service, name, to = visit.service, str(form.get("name", ""))[:LONGEST_NAME], keep_here(str(form.get("to", "/")))
    now, key = service.clock(), normalize_name(name)
    if service.throttle.is_closed(key, now):
        return render_page(visit, "sign_in", 429, to=to, name=name, fault=TOO_OFTEN)
    with service.database.read() as connection:
        account = find_account(connection, name)
    if not sign_in(account, str(form.get("password", ""))) or account is None:
        service.throttle.note_wrong(key, now)
        return render_page(visit, "sign_in", 403, to=to, name=name, fault="The name or the password is wrong.")
    service.throttle.forget(key)
    return start_session(service, account, to)


@router.post("/sign-out")
def sign_out(visit: SignedInVisit, form: Form) -> Response:
    """End the session."""
    visit.service.database.write(lambda connection: close_session(connection, visit.secret))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/password")
def show_password(visit: SignedInVisit) -> Response:
    """Show the page to choose a password."""
    return render_page(visit, "password", least=LEAST_CHARACTERS, fault="")


@router.post("/password")
def choose_password(visit: SignedInVisit, form: Form) -> Response:
    """Keep a new password. Other sessions of the account end."""
    password, service, account = str(form.get("password", "")), visit.service, visit.person
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        fault = f"A password has at least {LEAST_CHARACTERS} characters. Several words make a good one."
        return render_page(visit, "password", 422, least=LEAST_CHARACTERS, fault=fault)
    now, kept = service.clock(), hash_password(password)  # outside of the transaction: it takes long on purpose

    def act(connection: Connection) -> None:
        set_password(connection, account, kept)
        note(connection, account.id, "password", account.name, now)

    service.database.write(act)
    return start_session(service, account, "/")


def start_session(service: Service, account: Account, to: str) -> Response:
    """Return the way to a page, with the cookie of a new session."""
    now = service.clock()
    secret = service.database.write(lambda connection: open_session(connection, account, now))
    response = RedirectResponse(to, 303)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=SESSION_S,
        httponly=True,
        samesite="lax",
        secure=service.settings.is_behind_proxy,
        path="/",
    )
    return response


def keep_here(to: str) -> str:
    """Return an address of ours; anything that leads to another site becomes the first page."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() else "/"
