"""Adding to the file with people's decisions: it is a log, in which nothing is ever changed or removed by us."""

from collections.abc import Sequence

from grader.documents import parse_yaml
from grader.documents.quoting import quoted
from grader.errors import Diagnostic, DocumentError, UsageError
from grader.grading.people.override_file import parse_overrides
from grader.grading.people.overrides import Override
from grader.rubric import Rubric

__all__ = ["added"]

HEADER = "# Decisions of people on answers; see docs/review.md. New ones stand at the end.\n"


def added(text: str, name: str, rubric: Rubric, new: Sequence[Override]) -> str:
    """Return the text of a file with decisions added at its end; ``text`` is empty where there is no file yet.

    What is returned has been read back: it holds all that was there, and the new ones. UsageError where it cannot.
    """
    before = parse_overrides(parse_yaml(text, name), rubric).entries if text else ()
    start = text if text else f"{HEADER}rubric: {rubric.id}\noverrides:\n"
    start += "" if start.endswith("\n") else "\n"
    whole = start + "".join(map(as_yaml, new))
    try:
        after = parse_overrides(parse_yaml(whole, name), rubric).entries
    except DocumentError:
        after = ()
    if after != (*before, *new):
        raise UsageError(
            Diagnostic(
                slug="cannot-add",
                what=f"Nothing can be added at the end of '{name}'.",
                why="New decisions are added as lines below 'overrides:', which has to come last, one '  - ' for each.",
                help="Write the file in that form.",
                audience="author",
            )
        )
    return whole


def as_yaml(override: Override) -> str:
    """Return a decision as an entry of the file."""
    lines = [f"item: {override.item}"]
    lines += [f"{key}: {quoted(value)}" for key in ("student", "answer") if (value := getattr(override, key))]
    lines += [f"points: {override.points}", *(["bonus: yes"] if override.bonus else [])]
    lines += [f"{key}: {quoted(getattr(override, key))}" for key in ("reason", "author", "date")]
    if override.automatic:
        lines.append(f"automatic: [{', '.join(map(str, override.automatic))}]")
    return "  - " + "\n    ".join(lines) + "\n"
