"""The list of answers that a person has to look at and fill in: as YAML, or as CSV for a spreadsheet.

What students typed is in quotes, with escapes for everything that would not show as itself. In CSV an answer keeps its
quotes, so that no spreadsheet computes it, and every other cell that a spreadsheet might compute gets a leading
apostrophe.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from grader.documents.quoting import quote_for_json, quote_for_yaml
from grader.grading.people.review import Group
from grader.grading.people.review_csv import COLUMNS
from grader.reports.formats.csv import format_text_cell
from grader.reports.wording import format_count

__all__ = ["review_as_csv", "review_as_yaml"]

GUIDE = """\
# Answers that a person has to look at: {groups} for {answers}.
# Fill in 'points' (1, 1/2 or 0.5) and 'comment'. Students read the comment; it is optional if you give all points.
# 'sample' is a right answer. 'unreadable' means that the machine could not read the answer; 'remarks' says why.
# What you leave blank stays open. Then run, with the day on which you decided:
#   grader review --apply THIS-FILE --rubric RUBRIC --author YOUR-NAME --date YYYY-MM-DD
# 'for: everyone' applies to everybody who gives this answer, now and later, in any equivalent form (or, if it is
# unreadable, in the same characters). 'for: students' applies only to the students listed. To give more points than
# the item is worth, add a line 'bonus: yes'.
"""


def review_as_yaml(rubric: str, groups: Sequence[Group]) -> str:
    """Return the list as YAML."""
    answers = sum(len(group.students) for group in groups)
    guide = GUIDE.format(groups=format_count(len(groups), "decision"), answers=format_count(answers, "answer"))
    return "".join([guide, f"rubric: {quote_for_yaml(rubric)}\n", "groups:\n", *map(group_as_yaml, groups)])


def group_as_yaml(group: Group) -> str:
    lines = [
        f"item: {quote_for_yaml(group.item)}",
        f"title: {quote_for_yaml(group.title)}",
        f"prompt: {quote_for_yaml(group.prompt)}",
        f"for: {describe_audience(group)}",
        f"students: {quote_list(group.students)}",
        f"automatic: {quote_list(map(str, group.automatic))}",
        f"answer: {quote_for_yaml(group.answer)}",
        f"remarks: {quote_list(group.remarks)}",
        f"sample: {quote_for_yaml(group.sample)}",
        f"of: {quote_for_yaml(str(group.points))}",
        f"suggested: {quote_for_yaml(format_points(group.suggested))}",
        "points:",
        "comment:",
    ]
    return "\n  - " + "\n    ".join(lines) + "\n"


def quote_list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quote_for_yaml, texts))}]"


def describe_audience(group: Group) -> str:
    return "everyone" if group.is_shared else "students"


def format_points(points: Fraction | None) -> str:
    return "" if points is None else str(points)


def review_as_csv(rubric: str, groups: Sequence[Group]) -> str:
    """Return the list as a table. Rows end with CR LF, as RFC 4180 says."""
    rows = [COLUMNS, *(tuple(list_group_cells(rubric, group)) for group in groups)]
    return "".join(",".join(map(format_text_cell, row)) + "\r\n" for row in rows)


def list_group_cells(rubric: str, group: Group) -> Iterator[str]:
    yield from (rubric, group.item, group.title, group.prompt, describe_audience(group))
    yield " ".join(group.students)
    yield "; ".join(map(str, group.automatic))
    yield quote_for_json(group.answer)
    yield "\n".join(group.remarks)
    yield group.sample
    yield from (str(group.points), format_points(group.suggested), "", "", "")
