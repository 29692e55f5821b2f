r"""The answers of a form as a submission: a YAML file that its author can read, and that ``grader`` grades.

An answer of one line is in single quotes, in which nothing is escaped but the quote itself, so that a message can show
the line as it was typed. Several lines are a block. What does not show as itself is in double quotes, by its number.

>>> print(write_submission("ada", "week3", {"q1": "x^2", "q2": "it's\nthis"}), end="")
student: ada
exercise: week3
answers:
  q1: 'x^2'
  q2: |2-
    it's
    this
"""

import re
from collections.abc import Mapping

from grader.documents.quoting import quote_for_yaml
from grader.documents.writing import write_yaml
from grader.reports.write import name_reports
from grader.submission.schema import is_student_id

__all__ = ["list_definitions", "normalize_text", "place_of_submission", "write_submission"]

MAX_FOLDER_BYTES = 200  # of a name; file systems allow 255

LINE_BREAK = re.compile(r"\r\n|[\r\u0085\u2028\u2029]")
DEFINITION = re.compile(r"\s*([^:=]+?)\s*(?::=|=|:)\s*(.*?)\s*")


def write_submission(student: str, exercise: str, answers: Mapping[str, str], definitions: str = "") -> str:
    """Return a submission. Answers that are blank are left out; ``definitions`` has one quantity on each line."""
    own = list_definitions(definitions)
    typed = {item: text for item, value in answers.items() if (text := normalize_text(value))}
    return "".join(
        (
            write_yaml({"student": student, "exercise": exercise}),
            "definitions:\n" if own else "",
            *(f"  {write_text(name)}: {write_text(formula)}\n" for name, formula in own),
            "answers:\n" if typed else "answers: {}\n",
            *(f"  {write_yaml({item: ''}).partition(':')[0]}: {write_text(text)}\n" for item, text in typed.items()),
        )
    )


def place_of_submission(student: str, name: str) -> str:
    """Return where a submission is in an exported exercise, and so what it is called when it is graded.

    ``grader grade`` knows whose it is by the folder, and a record names the file as its path was given.
    """
    is_short = len(student.encode("utf-8", "backslashreplace")) <= MAX_FOLDER_BYTES
    folder = student if is_student_id(student) and is_short else name_reports([(student, "")])[0]
    return f"submissions/{folder}/{name}"


def normalize_text(text: str) -> str:
    """Return a text as it is handed in: line breaks of one kind, and no blanks at its ends."""
    return LINE_BREAK.sub("\n", text).strip()


def list_definitions(text: str) -> list[tuple[str, str]]:
    """Return the names and formulas in lines such as ``s = f_1*f_2``; a line without a sign has no formula."""
    found = []
    for line in normalize_text(text).split("\n"):
        match = DEFINITION.fullmatch(line)
        if match:
            found.append((match[1], match[2]))
        elif line.strip():
            found.append((line.strip(), ""))
    return found


def write_text(text: str) -> str:
    """Return a text as YAML reads it back: in quotes, or below its key."""
    lines = text.split("\n")
    if not all(line.isprintable() for line in lines):
        return quote_for_yaml(text)
    if len(lines) == 1:
        return "'{}'".format(text.replace("'", "''"))
    return "\n".join(("|2-", *(f"    {line}" if line else "" for line in lines)))
