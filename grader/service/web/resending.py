"""A form that was made for an earlier session: it is shown again, so that nothing that somebody typed is lost.

The page carries everything that was sent, and sends it once more when somebody presses its button: the guard has ruled
out that another site has sent it. Files are not carried, because browsers let no page put one into a form, and
passwords are not shown again.
"""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from grader.service.web.access import COOKIE, make_bare_visit, make_form_token, read_open_form
from grader.service.web.rendering import render_page

__all__ = ["ask_to_send_again", "lead_to_sign_in"]

SECRETS = frozenset({"password", "token"})
TYPED = ("answer.", "definitions", "reason", "text", "points.")  # how the fields begin that people type into
MOST_CARRIED = 400_000  # characters, also of somebody who is not signed in; an exercise has fewer
Field = tuple[str, str]
"""The name of a field and its text; of a file, its name."""


async def ask_to_send_again(request: Request, status: int) -> Response | None:
    """Return a page that carries the form of a request; None if it is of this session, or holds nothing worth it."""
    if request.method != "POST":
        return None
    form: FormData = getattr(request.state, "form", None) or await read_open_form(request)
    if "password" in form or form.get("token") == make_form_token(request.cookies.get(COOKIE, "")):
        return None
    items = [(name, value) for name, value in form.multi_items() if name not in SECRETS]
    carried = [(name, value) for name, value in items if isinstance(value, str)]
    files = [(name, value.filename) for name, value in items if isinstance(value, UploadFile) and value.filename]
    is_worth_it = bool(files) or any(value.strip() for _, value in carried)
    if not is_worth_it or sum(len(value) for _, value in carried) > MOST_CARRIED:
        return None
    return await run_in_threadpool(show_again, request, status, carried, files)


def show_again(request: Request, status: int, carried: Sequence[Field], files: Sequence[Field]) -> Response:
    typed = [value for name, value in carried if value.strip() and name.startswith(TYPED)]
    context = {"carried": carried, "files": files, "typed": typed, "sign_in": lead_to_sign_in(request)}
    return render_page(make_bare_visit(request), "again", status, **context)


def lead_to_sign_in(request: Request) -> str:
    """Return the address of the page to sign in, which leads back to where somebody was, or wanted to go."""
    before = urlsplit(request.headers.get("referer", ""))
    is_ours = before.netloc.lower() == request.headers.get("host", "").lower()
    path = request.url.path if request.method == "GET" else before.path if is_ours else ""
    return f"/sign-in?to={quote(path or '/')}"
