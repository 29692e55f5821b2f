"""The command ``grader``. Each command is one file in this folder, and every command starts and ends here.

A command is a module with ``SUMMARY``, ``EXAMPLE``, ``add_arguments(parser)`` and ``run(args) -> int``. Only the module
of the command that was called is imported, with what that command needs: ``grader --help`` loads no engine.
Start with ``check``.

No traceback ever reaches a user. A mistake in what they typed gets a located message. A mistake of ours gets one line
with a number to report; ``GRADER_DEBUG=1`` shows the rest.
"""

import argparse
import gc
import os
import re
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from grader import __version__
from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, INTERRUPTED, OUR_FAULT, PIPE_CLOSED, USAGE
from grader.errors import GraderError, UsageError, escape_unprintable

__all__ = ["list_commands", "main", "run_as_program"]

SUMMARY_LINE = re.compile(r'^SUMMARY = "(?P<sentence>[^"]*)"$', re.MULTILINE)
DESCRIPTION = "Grades mathematical answers: a verdict that is proved, feedback that teaches."


def list_commands() -> list[str]:
    """A module in this folder is a command if it says in one sentence, ``SUMMARY``, what it does."""
    files = Path(__file__).parent.glob("*.py")
    return sorted(path.stem for path in files if SUMMARY_LINE.search(path.read_text(encoding="utf-8")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    console.prepare_streams()
    try:
        try:
            return run_command(sys.argv[1:] if arguments is None else arguments)
        finally:
            console.flush()
    except BrokenPipeError:
        console.silence()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        console.complain("grader: stopped.")
        return INTERRUPTED
    except GraderError as error:
        console.complain(*map(str, error.diagnostics))
        return USAGE if isinstance(error, UsageError) else CANNOT_READ
    except Exception as error:  # the door: a mistake of ours becomes one line with a number
        return report_own_fault(error)


def run_command(arguments: Sequence[str]) -> int:
    first = next(iter(arguments), "")
    parser = make_parser([first] if first in list_commands() else list_commands(), arguments)
    if not arguments:
        console.complain(parser.format_help().rstrip("\n"))
        return USAGE
    called, surplus = parser.parse_known_args(arguments)
    if surplus:
        parser.error(f"unrecognized arguments: {' '.join(surplus)}{called.hint}")
    warn_of_outdated_keys(getattr(called, "rubric", None))
    code: int = called.run(called)
    return code


def warn_of_outdated_keys(rubrics: str | Sequence[str] | None) -> None:
    """Warn if a key that another version has proved is left aside."""
    if not rubrics:
        return
    # The command has loaded this module already; a command without a rubric does not need it.
    find = import_module("grader.rubric.proved").find_outdated_key
    found = [find(Path(name)) for name in ([rubrics] if isinstance(rubrics, str) else rubrics)]
    console.complain(*(str(diagnostic) for diagnostic in found if diagnostic))


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are harmless to print, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        console.complain(f"{self.prog}: error: {escape_unprintable(message)}.", f"Try '{self.prog} --help'.")
        raise SystemExit(USAGE)


def run_as_program() -> int:
    """Run the command of ``sys.argv``, as the only thing that this process does."""
    # Modules create no garbage while they are imported, and looking for it costs 5 % of a short run. ``main`` leaves
    # the collector alone, as it may be called by a program that lives on.
    gc.disable()
    for name in set(sys.argv[1:2]).intersection(list_commands()):
        import_module(f"grader.cli.{name}")
    gc.freeze()
    gc.enable()
    return main()


def read_summary(name: str) -> str:
    """Read a command's summary without importing its module."""
    found = SUMMARY_LINE.search((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
    return found["sentence"] if found else ""


def make_parser(names: Iterable[str], arguments: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Build the parser for some commands. Commands that ``arguments`` do not mention are only named in it."""
    parser = Parser(
        prog="grader",
        description=DESCRIPTION,
        allow_abbrev=False,
        epilog="'grader COMMAND --help' explains a command, with an example.",
    )
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in names:
        if arguments is not None and name not in arguments:
            subparsers.add_parser(name, help=read_summary(name).replace("%", "%%"))
            continue
        command = import_module(f"grader.cli.{name}")
        subparser = subparsers.add_parser(
            name,
            help=command.SUMMARY.replace("%", "%%"),
            description=command.SUMMARY,
            epilog=f"example:\n  {command.EXAMPLE}",
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run, hint=describe_single_argument(subparser))
    return parser


def describe_single_argument(parser: argparse.ArgumentParser) -> str:
    """Say what a command takes if that is a single thing, for people who gave it more."""
    actions = parser._get_positional_actions()
    one = len(actions) == 1 and actions[0].nargs is None
    return f"; '{parser.prog}' takes one {actions[0].metavar}" if one else ""


def report_own_fault(error: Exception) -> int:
    """Report a mistake of ours in one line, with a number that is the same whenever the same mistake happens."""
    import hashlib
    import traceback

    if os.environ.get("GRADER_DEBUG") == "1":
        traceback.print_exception(error)
    frames = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-3:]]
    number = hashlib.sha256(" ".join([type(error).__name__, *frames]).encode()).hexdigest()[:8]
    console.complain(
        f"grader: this is our mistake, number {number} (grader {__version__}): please report it with the command "
        "that you gave; GRADER_DEBUG=1 shows the details."
    )
    return OUR_FAULT
