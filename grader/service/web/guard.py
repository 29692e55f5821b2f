"""What every request must be before a route sees it, and what every response says to browsers.

A request is refused if it asks for a host that is not ours (another site may have given us a name of its own), if it
changes something and comes from another site, if its body is larger than anything that is handed in here, compressed,
or not in UTF-8. The length of a body is checked before it is read, and counted while it is read.

The instant at which a request began to arrive is kept, because lateness is counted from it.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.service.web.problems import is_for_programs, make_problem
from grader.service.web.static_files import STATIC

__all__ = ["HEADERS", "MAX_BODY_BYTES", "POLICY", "Guard"]

TOO_LARGE: Final = "The request is too large."
MAX_BODY_BYTES: Final = 4_000_000  # a submission has at most 1 MB, and a form escapes its characters
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS: Final = frozenset({*SAFE, "POST", "PUT", "PATCH", "DELETE"})
# Pages load their own style and scripts, and send forms to us. Nothing may frame them or change where addresses lead.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
SECURE: Final = {b"strict-transport-security": b"max-age=31536000"}
Fault = tuple[int, str]
"""The status of a refusal, and why."""


class Guard:
    """The outermost part of the service."""

    def __init__(
        self, app: ASGIApp, hosts: tuple[str, ...], is_behind_proxy: bool, clock: Callable[[], datetime]
    ) -> None:
        self.app, self.hosts, self.is_behind_proxy, self.clock = app, frozenset(hosts), is_behind_proxy, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["received"] = self.clock()
            fault = self.find_fault(scope, Headers(scope=scope))
            app = refuse(scope, fault) if fault else self.app
            try:
                await app(scope, count_body(receive), protect(send, scope, is_secure=self.is_behind_proxy))
            finally:
                await close_files(scope)
        else:
            await self.app(scope, receive, send)

    def find_fault(self, scope: Scope, headers: Headers) -> Fault | None:
        """Return the refusal of a request that must not be passed on."""
        method = scope["method"]
        if method not in METHODS:
            return (405, "There is no such method here.")
        if strip_port(headers.get("host", "")) not in self.hosts:
            return (400, "This service has another name. Ask whoever runs it to allow this one with --host-name.")
        if method in SAFE:
            return None
        if not is_from_here(headers):
            return (403, "The request comes from another site.")
        return find_body_fault(headers, may_be_empty=method == "DELETE")


def strip_port(host: str) -> str:
    name, separator, port = host.rpartition(":")
    return name.lower() if separator and port.isdigit() else host.lower()


def is_from_here(headers: Headers) -> bool:
    """Whether a request was made by one of our own pages, or by a program that is no browser."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def find_body_fault(headers: Headers, *, may_be_empty: bool) -> Fault | None:
    """Return the refusal of a body that cannot be one of ours, from what is said of it."""
    length, is_chunked = headers.get("content-length"), "transfer-encoding" in headers
    if length is not None and is_chunked:
        return (400, "Say how long the request is in one way only.")
    if headers.get("content-encoding", "identity") != "identity":
        return (415, "Send the request without compression.")
    charset = headers.get("content-type", "").lower().partition("charset=")[2].strip(' "').partition(";")[0]
    if charset not in ("", "utf-8", "utf8"):
        return (415, "Send the request in UTF-8.")
    if length is None and not is_chunked and not may_be_empty:
        return (411, "Say how long the request is.")
    if length is not None and (not (length.isascii() and length.isdigit()) or len(length) > 18):
        return (400 if not length.isdigit() else 413, "The length of the request is not a number of bytes.")
    return (413, TOO_LARGE) if length and int(length) > MAX_BODY_BYTES else None


def refuse(scope: Scope, fault: Fault) -> Response:
    """Return the response that says what is wrong with a request."""
    status, why = fault
    if is_for_programs(scope):
        return make_problem(status, HTTPStatus(status).phrase, why)
    return PlainTextResponse(f"{why}\n", status)


def count_body(receive: Receive) -> Receive:
    """Return what receives a body, and stops when it becomes too large."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BODY_BYTES:
            raise HTTPException(413, TOO_LARGE)
        return message

    return counted


def protect(send: Send, scope: Scope, *, is_secure: bool) -> Send:
    """Return what sends a response with the headers that protect our pages."""

    # What is shown to one person must not be kept for the next one at the same machine.
    keeping = b"max-age=3600" if scope["path"].startswith(STATIC) else b"no-store"
    wanted = {**HEADERS, b"cache-control": keeping, **(SECURE if is_secure else {})}

    async def protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            known = {name for name, _ in headers}
            message["headers"] = headers + [pair for pair in wanted.items() if pair[0] not in known]
        await send(message)

    return protected


async def close_files(scope: Scope) -> None:
    """Close the files that were sent with a form."""
    form: FormData | None = scope["state"].get("form")
    if form is not None:
        await form.close()
