"""The options that say in which phase a report is read. No clock is asked, so that reports do not depend on it."""

import argparse

from grader.grading.visibility.visibility import View, choose_phase
from grader.rubric import Rubric
from grader.rubric.visibility import Audience, Phase, parse_instant

__all__ = ["PHASES", "add_phase_arguments", "find_phase", "find_view"]

PHASES = ("before_deadline", "after_deadline", "released")  # as in the rubric; named here so that --help loads nothing


def add_phase_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--phase`` and ``--now``. Only one of them may be given."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--phase",
        choices=PHASES,
        help="when the report is read; it shows what the rubric allows then (default: before_deadline)",
    )
    group.add_argument(
        "--now",
        metavar="INSTANT",
        help="find the phase from the rubric's deadline and release date, at a time such as 2026-11-30T23:59:00+01:00",
    )


def find_phase(args: argparse.Namespace, rubric: Rubric) -> Phase:
    """Return the phase that the options name; UsageError if they name none."""
    return choose_phase(rubric, args.phase, args.now)


def find_view(args: argparse.Namespace, rubric: Rubric) -> View:
    """Return what the readers of reports may see, who are those in ``--audience``."""
    phase = find_phase(args, rubric)
    return View(audience=Audience(args.audience), phase=phase, now=parse_instant(args.now) if args.now else None)
