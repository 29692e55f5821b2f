"""A form that somebody sends after their session has ended: it is shown again, so that nothing that they typed is lost.

The page carries everything that was sent, and sends it once more when somebody presses its button. Files are not
carried: browsers let no page put one into a form. Passwords are not shown again either.
"""

from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from grader.service.web.access import Visit, make_visit, read_open_form
from grader.service.web.rendering import render_page

__all__ = ["ask_to_send_again", "lead_to_sign_in"]

SECRETS = frozenset({"password", "token"})
OURS = ("form", "revision", "version.")  # how fields begin that nobody types into


async def ask_to_send_again(request: Request, status: int) -> Response | None:
    """Return a page that carries a form; None if nothing was sent that would be worth it."""
    if request.method != "POST":
        return None
    form: FormData = getattr(request.state, "form", None) or await read_open_form(request)
    carried = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name not in SECRETS]
    if "password" in form or not any(value.strip() for _, value in carried):
        return None
    files = [value.filename for value in form.values() if not isinstance(value, str) and value.filename]
    return await run_in_threadpool(show_again, request, status, carried, files)


def show_again(request: Request, status: int, carried: list[tuple[str, str]], files: list[str]) -> Response:
    found = make_visit(request)
    # Without what the path names: whoever asks now may be somebody who must not know whether that exists.
    visit = Visit(request, found.service, found.account, found.secret)
    address = lead_to_sign_in(request)
    typed = [value for name, value in carried if value.strip() and not name.startswith(OURS)]
    return render_page(visit, "again", status, carried=carried, typed=typed, files=files, sign_in=address)


def lead_to_sign_in(request: Request) -> str:
    """Return the address of the page to sign in, which leads back to where somebody was, or wanted to go."""
    before = urlsplit(request.headers.get("referer", ""))
    is_ours = before.netloc.lower() == request.headers.get("host", "").lower()
    path = request.url.path if request.method == "GET" else before.path if is_ours else ""
    return f"/sign-in?to={quote(path or '/')}"
