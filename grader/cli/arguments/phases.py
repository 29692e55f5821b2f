"""The options that say in which phase a report is read; the clock is never asked, so that bytes do not depend on it."""

import argparse

from grader.grading.visibility.visibility import chosen_phase
from grader.rubric import Rubric
from grader.rubric.visibility import Phase

__all__ = ["PHASES", "add_phase_arguments", "phase_of"]

PHASES = ("before_deadline", "after_deadline", "released")  # as in the rubric; named here so that --help loads nothing


def add_phase_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--phase`` and ``--now``, of which one may be given."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--phase", choices=PHASES, help="how much the rubric lets the report tell (default: before_deadline)"
    )
    group.add_argument(
        "--now",
        metavar="INSTANT",
        help="find the phase by the rubric's deadline and release, at an instant such as 2026-11-30T23:59:00+01:00",
    )


def phase_of(args: argparse.Namespace, rubric: "Rubric") -> "Phase":
    """Return the phase that the options mean."""
    return chosen_phase(rubric, args.phase, args.now)
