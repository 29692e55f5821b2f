"""Adding to the file with people's decisions: it is a log, in which we never change or remove anything."""

from collections.abc import Sequence

from grader.documents import parse_yaml
from grader.documents.quoting import quote_for_yaml
from grader.errors import Diagnostic, DocumentError, UsageError
from grader.grading.people.override_file import parse_overrides
from grader.grading.people.overrides import Override
from grader.rubric import Rubric

__all__ = ["append_decisions"]

HEADER = "# Decisions of people on answers; see docs/review.md. New ones come at the end.\n"


def append_decisions(text: str, name: str, rubric: Rubric, new: Sequence[Override]) -> str:
    """The text of a file with decisions added at its end; ``text`` is empty if there is no file yet.

    The result has been read back: it holds everything that was there, and the new decisions. Raises UsageError if that
    fails.
    """
    before = parse_overrides(parse_yaml(text, name), rubric).entries if text else ()
    start = text if text else f"{HEADER}rubric: {rubric.id}\noverrides:\n"
    start += "" if start.endswith("\n") else "\n"
    whole = start + "".join(map(format_entry, new))
    try:
        after = parse_overrides(parse_yaml(whole, name), rubric).entries
    except DocumentError:
        after = ()
    if after != (*before, *new):
        raise UsageError(
            Diagnostic(
                slug="cannot-add",
                what=f"No decision can be added at the end of '{name}'.",
                why="New decisions are added as lines below 'overrides:', which must be last, one '  - ' for each.",
                help="Write the file in that form.",
                audience="author",
            )
        )
    return whole


def format_entry(override: Override) -> str:
    """A decision as an entry of the file."""
    lines = [f"item: {override.item}"]
    lines += [f"{key}: {quote_for_yaml(value)}" for key in ("student", "answer") if (value := getattr(override, key))]
    lines += [f"points: {override.points}", *(["bonus: yes"] if override.bonus else [])]
    lines += [f"{key}: {quote_for_yaml(getattr(override, key))}" for key in ("reason", "author", "date")]
    if override.automatic:
        lines.append(f"automatic: [{', '.join(map(str, override.automatic))}]")
    return "  - " + "\n    ".join(lines) + "\n"
