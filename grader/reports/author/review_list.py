"""The list of answers that a person has to look at, to be filled in: as YAML, or as CSV for a spreadsheet.

What students typed stands in quotes with escapes for all that does not show as itself. In CSV an answer keeps its
quotes, so that no spreadsheet computes it, and every cell that one might compute gets a leading apostrophe.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from grader.documents.quoting import quoted, quoted_for_json
from grader.grading.people.review import Group
from grader.grading.people.review_csv import COLUMNS
from grader.reports.formats.csv import text_cell
from grader.reports.wording import counted

__all__ = ["review_as_csv", "review_as_yaml"]

GUIDE = """\
# Answers that a person has to look at: {groups} for {answers}.
# Fill in 'points' (1, 1/2 or 0.5) and 'comment', which the students read and all points do not need; what you leave
# blank stays open. Then:
#   grader review --apply THIS-FILE --rubric RUBRIC --author YOUR-NAME --date 2026-11-30
# 'for: everyone' serves all who gave this answer, in whatever equivalent form, now and later; 'for: students' only
# those who are listed. More points than the item is worth need a line 'bonus: yes'.
"""


def review_as_yaml(rubric: str, groups: Sequence[Group]) -> str:
    """Return the list as YAML."""
    answers = sum(len(group.students) for group in groups)
    guide = GUIDE.format(groups=counted(len(groups), "decision"), answers=counted(answers, "answer"))
    return "".join([guide, f"rubric: {quoted(rubric)}\n", "groups:\n", *map(group_as_yaml, groups)])


def group_as_yaml(group: Group) -> str:
    """Return one group as an entry of the list."""
    lines = [
        f"item: {quoted(group.item)}",
        f"title: {quoted(group.title)}",
        f"for: {audience(group)}",
        f"students: {quoted_list(group.students)}",
        f"automatic: {quoted_list(map(str, group.automatic))}",
        f"answer: {quoted(group.answer)}",
        f"remarks: {quoted_list(group.remarks)}",
        f"of: {quoted(str(group.points))}",
        f"suggested: {quoted(number(group.suggested))}",
        "points:",
        "comment:",
    ]
    return "\n  - " + "\n    ".join(lines) + "\n"


def quoted_list(texts: Iterable[str]) -> str:
    """Return texts as a list on one line."""
    return f"[{', '.join(map(quoted, texts))}]"


def audience(group: Group) -> str:
    """Return whom a decision on a group is for."""
    return "everyone" if group.is_shared else "students"


def number(points: Fraction | None) -> str:
    """Return a number of points; nothing where there is none."""
    return "" if points is None else str(points)


def review_as_csv(rubric: str, groups: Sequence[Group]) -> str:
    """Return the list as a table; records end with CR LF, as RFC 4180 has it."""
    rows = [COLUMNS, *(tuple(cells(rubric, group)) for group in groups)]
    return "".join(",".join(map(text_cell, row)) + "\r\n" for row in rows)


def cells(rubric: str, group: Group) -> Iterator[str]:
    """Yield the cells of one group, in the order of the columns."""
    yield from (rubric, group.item, group.title, audience(group))
    yield " ".join(group.students)
    yield "; ".join(map(str, group.automatic))
    yield quoted_for_json(group.answer)
    yield "\n".join(group.remarks)
    yield from (str(group.points), number(group.suggested), "", "", "")
