"""``grader push``: hand in from a program, such as the CI of a course repository, and show what comes back."""

import argparse
import json
import os
import time
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from grader.cli import console
from grader.cli.check import choose_exit_code
from grader.cli.exit_codes import DONE
from grader.documents.files import read_bytes
from grader.errors import Diagnostic, DocumentError, GraderError, UsageError
from grader.patterns import regex
from grader.reports.formats.json import from_json
from grader.reports.formats.terminal import render
from grader.reports.record.record import restore_diagnostic

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Hand in a file to a service, and show the feedback: for the CI of a course repository."
EXAMPLE = "grader push answers.yaml --to https://grader.example.edu/courses/calculus/week3"
TOKEN: Final = "GRADER_TOKEN"
ADDRESS: Final = regex(r"/courses/(?P<course>[^/]+)/(?P<exercise>[^/-][^/]*)/?")
TYPES: Final = {".json": "application/json"}
EVERY_S: Final = 0.5  # between two questions whether the work is done
TIMEOUT_S: Final = 30
MOST_BYTES: Final = 20_000_000  # of an answer of the service


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the submission, YAML or JSON")
    parser.add_argument("--to", required=True, metavar="URL", help="the address of the exercise, as a browser shows it")
    parser.add_argument("--check", action="store_true", help="only have it looked at: hand nothing in")
    parser.add_argument(
        "--wait",
        type=parse_seconds,
        default=60,
        metavar="SECONDS",
        help="how long to wait for the feedback (default: 60); with 0 only the receipt is shown",
    )


def parse_seconds(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of seconds")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Hand in, wait, and return the exit code that ``check`` has for the same feedback."""
    path = Path(args.file)
    service = Service(find_address(args.to), find_token(), args.file)
    data, media_type = read_bytes(path), TYPES.get(path.suffix.lower(), "application/yaml")
    if args.check:
        check = service.ask("/checks", data, media_type)
        warn(check, args.file)
        place = check["address"]
    else:
        try:
            receipt = service.ask("/submissions", data, media_type)
        except DocumentError:
            console.complain("Nothing was handed in.")
            raise
        warn(receipt, args.file)
        console.say(f"Handed in as submission {receipt['number']} of {receipt['student']}, {receipt['received']}.")
        place = f"{service.path}/submissions/{receipt['number']}/feedback"
    report = service.wait_for(place, args.wait)
    if report is None:
        if args.wait:
            console.complain(f"There is no feedback after {args.wait} seconds. It will be on the page of the exercise.")
        return DONE
    graded = from_json(json.dumps(report))
    console.write(render(graded, colour=console.wants_colour()))
    return choose_exit_code(graded)


def warn(answer: Mapping[str, Any], file: str) -> None:
    """Show what the service warns of. As with ``check``, a warning changes no exit code."""
    for data in answer.get("warnings", ()):
        console.complain(str(restore_diagnostic(name_file(data, file))))


def find_address(url: str) -> str:
    """Return the address for programs of an exercise whose page has this address."""
    parts = urlsplit(url)
    match = ADDRESS.fullmatch(parts.path)
    if parts.scheme not in ("http", "https") or not parts.netloc or match is None:
        raise make_error(
            "wrong-usage",
            f"'{url}' is not the address of an exercise.",
            "It looks like 'https://grader.example.edu/courses/calculus/week3'.",
            "Open the exercise in a browser, and copy its address.",
        )
    return f"{parts.scheme}://{parts.netloc}/api/v1/courses/{match['course']}/exercises/{match['exercise']}"


def find_token() -> str:
    """Return the token in the environment. As an option it would be shown to everybody on this machine."""
    token = os.environ.get(TOKEN, "").strip()
    if not (token and token.isascii() and token.isprintable() and " " not in token):
        raise make_error(
            "no-token",
            f"There is no token in the environment variable {TOKEN}.",
            "The service hands in for the person to whom the token belongs.",
            f"Make one on the page 'Tokens' of your course, and keep it as a secret called {TOKEN}.",
        )
    return token


class Service:
    """The routes of one exercise. Messages are about ``file``, whatever the service calls it."""

    def __init__(self, address: str, token: str, file: str) -> None:
        parts = urlsplit(address)
        self.root, self.path = f"{parts.scheme}://{parts.netloc}", parts.path
        self.token, self.file = token, file

    def ask(self, path: str, data: bytes, media_type: str) -> Mapping[str, Any]:
        """Send a file to a route of the exercise, and return the answer."""
        return self.open(f"{self.path}{path}", data, {"Content-Type": media_type})

    def wait_for(self, path: str, seconds: int) -> Mapping[str, Any] | None:
        """Return the report at a path as soon as it is there; None if it takes longer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            report: Mapping[str, Any] | None = self.open(path)["report"]
            if report is not None:
                return report
            time.sleep(EVERY_S)
        return None

    def open(self, path: str, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """Return what the service answers; UsageError if it refuses or cannot be reached."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", **(headers or {})}
        try:
            with urlopen(Request(self.root + path, data, sent), timeout=TIMEOUT_S) as response:
                answer: Mapping[str, Any] = json.loads(response.read(MOST_BYTES))
                return answer
        except HTTPError as error:
            raise explain_refusal(error, self.file) from error
        except (URLError, HTTPException, TimeoutError, ValueError) as error:
            why = str(getattr(error, "reason", error)) or type(error).__name__
            raise make_error(
                "no-service",
                f"The service at '{self.root}' did not answer as it should.",
                f"The system says: {why}.",
                "Check the address, and try again later.",
            ) from error


def explain_refusal(error: HTTPError, file: str) -> GraderError:
    """Return the error for an answer that refuses a request; the messages about the file, if there are any."""
    try:
        problem = json.loads(error.read(MOST_BYTES))
        detail = str(problem["detail"])
        found = [restore_diagnostic(name_file(one, file)) for one in problem["diagnostics"]]
    except (ValueError, LookupError, TypeError):
        detail, found = f"It answered {error.code} {error.reason}.", []
    if found:
        return DocumentError(found)
    return make_error("refused", "The service refused the request.", detail, "Correct that, and run the command again.")


def name_file(data: Mapping[str, Any], file: str) -> Mapping[str, Any]:
    """Return a message with the name of a file as it is here."""
    return {**data, "span": {**data["span"], "source": file}} if data.get("span") else data


def make_error(slug: str, what: str, why: str, help: str) -> UsageError:
    return UsageError(Diagnostic(slug=slug, what=what, why=why, help=help))
