"""What commands about the service share: where its data are, and whether its libraries are installed."""

import argparse
import os
from importlib.util import find_spec

from grader.errors import Diagnostic, UsageError

__all__ = ["add_database_arguments", "add_worker_arguments", "check_installed", "parse_count"]

NEEDED = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "jinja2", "argon2")


def add_database_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", default="grader-data", metavar="DIR", help="the folder of the service (default: grader-data)"
    )
    parser.add_argument(
        "--database",
        default=os.environ.get("GRADER_DATABASE"),
        metavar="URL",
        help="the database, such as postgresql://user@host/name (default: GRADER_DATABASE of the environment, where a "
        "password is not seen by others on the machine; without it, a file of SQLite in the folder)",
    )


def add_worker_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workers", type=parse_count, default=1, metavar="N", help="how many submissions to grade at once (default: 1)"
    )


def parse_count(text: str) -> int:
    """Return a whole number of at least 1; a port is one too."""
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 65535")
    return int(text)


def check_installed() -> None:
    """Raise UsageError if a library that the service needs is not installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            Diagnostic(
                slug="missing-extra",
                what="The service needs libraries that are not installed.",
                why="Grading on the command line does without them, so they are an optional extra of this package.",
                help="Run: pip install 'grader[service]'",
                audience="author",
            )
        )
