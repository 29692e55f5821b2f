"""``grader review``: list the answers that a person has to decide on, each once, and apply their decisions."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.cli import console
from grader.cli.arguments.stored import open_whole_records
from grader.cli.exit_codes import CANNOT_READ, DONE
from grader.errors import Diagnostic, UsageError
from grader.grading import GradedSubmission
from grader.grading.people.override_file import is_day, load_overrides, path_of_overrides
from grader.grading.people.override_log import append_decisions
from grader.grading.people.overrides import Override
from grader.grading.people.review import close_review, list_for_review
from grader.grading.people.review_file import load_review, read_filled_review
from grader.reports.author.review_list import review_as_csv, review_as_yaml
from grader.reports.wording import format_count
from grader.reports.write import write_new, write_text
from grader.rubric import Rubric, load_rubric

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "List the answers that a person has to decide on, each once, and apply the decisions."
EXAMPLE = "grader review reports --rubric rubrics/exercise3.yaml --output review.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", metavar="DIR", help="the folder that 'grader grade' wrote its reports to")
    parser.add_argument("--rubric", "-r", metavar="RUBRIC", help="the rubric, used to recognize equal answers")
    parser.add_argument(
        "--output", "-o", default="review.yaml", metavar="FILE", help="the list, .yaml or .csv (default: review.yaml)"
    )
    parser.add_argument(
        "--apply", metavar="FILE", help="apply the decisions in a filled-in list; needs --rubric, --author and --date"
    )
    parser.add_argument(
        "--accept-suggested",
        action="store_true",
        help="with --apply: give the suggested points where nothing is filled in",
    )
    parser.add_argument(
        "--close",
        action="store_true",
        help="give no points for each answer in DIR on which nobody has decided; needs --rubric, --author and --date",
    )
    parser.add_argument(
        "--author", metavar="NAME", help="with --apply and --close, which need it: who decided; students see this name"
    )
    parser.add_argument(
        "--date", metavar="DAY", help="with --apply and --close, which need it: when they decided, such as 2026-11-30"
    )


def run(args: argparse.Namespace) -> int:
    """Write the list, or apply it."""
    if args.apply is not None:
        if args.folder is not None or not (args.rubric and args.author and args.date):
            raise make_usage_error("'--apply FILE' needs '--rubric', '--author' and '--date', and takes no folder.")
        if args.close:
            raise make_usage_error("'--apply FILE' and '--close' are two steps. Apply first, and grade again.")
        return apply_decisions(args)
    if args.close:
        if args.folder is None or not (args.rubric and args.author and args.date):
            raise make_usage_error("'--close' needs the folder with the reports, '--rubric', '--author' and '--date'.")
        return close(args)
    if args.folder is None:
        raise make_usage_error("Give the folder with the reports, or '--apply FILE'.")
    return write_list(args)


def make_usage_error(what: str) -> UsageError:
    return UsageError(
        Diagnostic(slug="wrong-usage", what=what, help="'grader review --help' shows both ways.", audience="author")
    )


def write_list(args: argparse.Namespace) -> int:
    """Write the list of what a person has to look at. An existing list is never overwritten."""
    rubric = load_rubric(args.rubric) if args.rubric else None
    with open_whole_records(Path(args.folder)) as (graded, complaints):
        groups = list_for_review(graded, rubric)
        warnings = list_record_warnings(graded, rubric.id if rubric else None, rubric.sha256 if rubric else None)
        console.complain(*complaints, *warnings)
        name = rubric.id if rubric else next((each.rubric for each in graded if each.items), "")
    if not groups:
        console.say("No answer waits for a person.")
    else:
        as_text = review_as_csv if args.output.lower().endswith(".csv") else review_as_yaml
        write_new(Path(args.output), as_text(name, groups))
        answers = sum(len(group.students) for group in groups)
        console.say(
            f"{format_count(len(groups), 'decision')} for {format_count(answers, 'answer')}: fill in {args.output}."
        )
    return CANNOT_READ if complaints else DONE


def list_record_warnings(graded: "Iterable[GradedSubmission]", rubric: str | None, sha256: str | None) -> Iterator[str]:
    if any(each.withheld for each in graded):
        yield "warning: some reports do not show every outcome; grade with '--audience grader' to review all answers."
    if any(rubric is not None and each.rubric != rubric for each in graded):
        yield f"warning: some reports are for another exercise than '{rubric}'."
    elif any(sha256 is not None and each.provenance.rubric != sha256 for each in graded):
        yield "warning: the rubric has changed since some of these reports were made; grade again to be sure."


def apply_decisions(args: argparse.Namespace) -> int:
    """Add the decisions in a filled-in list to the file beside the rubric."""
    check_day(args.date)
    rubric = load_rubric(args.rubric)
    author = " ".join(args.author.split())
    document = load_review(Path(args.apply))
    filled = read_filled_review(document, rubric, author, args.date, accepts_suggestions=args.accept_suggested)
    new, target = add_decisions(args.rubric, rubric, filled.overrides)
    still_open = f"; {format_count(filled.open_count, 'group')} still open" if filled.open_count else ""
    then = say_what_follows(new, bool(filled.overrides))
    console.say(f"{format_count(new, 'decision')} added to {target}{still_open}. {then}")
    return DONE


def close(args: argparse.Namespace) -> int:
    """Add a decision of no points for each answer that still waits."""
    check_day(args.date)
    rubric = load_rubric(args.rubric)
    with open_whole_records(Path(args.folder)) as (graded, complaints):
        settled, open_count = close_review(graded, rubric, " ".join(args.author.split()), args.date)
        console.complain(*complaints, *list_record_warnings(graded, rubric.id, rubric.sha256))
    new, target = add_decisions(args.rubric, rubric, settled)
    if open_count:
        console.complain(f"warning: {format_count(open_count, 'answer')} on which we made a mistake still open.")
    then = say_what_follows(new, is_filled_in=True) if settled else "No answer waits for a person."
    console.say(f"{format_count(new, 'decision')} of no points added to {target}. {then}")
    return CANNOT_READ if complaints else DONE


def check_day(day: str) -> None:
    if not is_day(day):
        raise make_usage_error(f"'{day}' is not a day such as 2026-11-30.")


def add_decisions(path: str, rubric: Rubric, overrides: Iterable[Override]) -> tuple[int, Path]:
    """Add the decisions that are not there yet to the file beside the rubric; return how many, and the file."""
    target = path_of_overrides(Path(path))
    known = load_overrides(target, rubric).entries
    new = [override for override in overrides if override not in known]
    if new:
        before = target.read_bytes().decode("utf-8") if known or target.exists() else ""
        write_text(target, append_decisions(before, str(target), rubric, new))
    return len(new), target


def say_what_follows(new_count: int, is_filled_in: bool) -> str:
    if new_count:
        return f"Grade again to apply {'it' if new_count == 1 else 'them'}."
    return "All that are filled in were there already." if is_filled_in else "Nothing is filled in yet."
