"""``grader worker``: more processes that grade for a service, on this machine or another one."""

import argparse
from pathlib import Path

from grader.cli import console
from grader.cli.arguments.services import add_database_arguments, add_worker_arguments, check_installed
from grader.cli.exit_codes import DONE

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Grade for a service that runs elsewhere: take work from its database until stopped."
EXAMPLE = "grader worker --data grader-data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_database_arguments(parser)
    add_worker_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Work until somebody stops it."""
    check_installed()
    from grader.service.serving import work
    from grader.service.settings import Settings
    from grader.service.upkeep.opening import hide_password

    settings = Settings.of_folder(Path(args.data), args.database)
    console.say(f"Grading for {hide_password(args.database) if args.database else settings.data}. Stop it with Ctrl-C.")
    console.flush()
    work(settings, args.workers)
    return DONE
