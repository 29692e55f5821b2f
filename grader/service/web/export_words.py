"""The formats of exports, their options and their values in the words that people use, and what to do with the file."""

from collections.abc import Collection, Mapping
from typing import Final

__all__ = ["HINTS", "OPTION_WORDS", "TITLES", "VALUE_WORDS", "guess_options"]

TITLES: Final[Mapping[str, str]] = {
    "ags": "LTI Advantage (AGS)", "blackboard": "Blackboard", "canvas": "Canvas", "classroom50": "Classroom 50",
    "csv": "Table for a spreadsheet", "dashboard": "Page about the class", "github": "GitHub annotations",
    "gradescope": "Gradescope", "html": "Feedback pages", "json": "Whole records, for programs",
    "junit": "JUnit, for CI", "markdown": "Feedback as Markdown", "moodle": "Moodle: grade import",
    "moodle_worksheet": "Moodle: grading worksheet",
    "prairielearn": "PrairieLearn", "statistics": "Statistics of the items", "step_summary": "GitHub step summary",
    "summary": "Class summary as Markdown", "terminal": "Feedback as plain text",
}  # fmt: skip
OPTION_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("moodle", "key"): "How Moodle knows your students: what their names in submissions are",
    ("moodle", "title"): "Name of the column with the scores",
    ("moodle", "participants"): "The users of the Moodle course (CSV), to leave out whoever is not in it",
    ("moodle", "column"): "Header of the identifier in that file, if your Moodle is not in English",
    ("moodle_worksheet", "worksheet"): "The grading worksheet that you downloaded from the assignment in Moodle",
    ("moodle_worksheet", "key"): "Header of the column in which the names in submissions are",
    ("moodle_worksheet", "grade"): "Header of the column for the score, in your site's language",
    ("canvas", "assignment_id"): "Number of the assignment: it is at the end of its web address",
    ("canvas", "title"): "Title of the assignment, if you upload no gradebook",
    ("canvas", "gradebook"): "The gradebook that you exported from Canvas",
    ("canvas", "key"): "How Canvas knows your students: what their names in submissions are",
    ("blackboard", "gradebook"): "The gradebook that you downloaded from Blackboard",
    ("blackboard", "column_id"): "Number at the end of the header of the column for the score",
}
VALUE_WORDS: Final[Mapping[str, str]] = {
    "username": "Username", "email": "Email address", "idnumber": "ID number", "id": "User ID (Moodle's own number)",
    "withhold": "leave the student out", "zero": "count it as 0", "refuse": "refuse the submission",
    "leave_out": "leave the answer out", "SIS Login ID": "Login", "SIS User ID": "SIS user ID",
    "ID": "Canvas's own number",
}  # fmt: skip
HINTS: Final[Mapping[str, str]] = {
    "csv": "It has a row for every student. Of whoever handed in nothing, the score is blank and the status says so.",
    "moodle": "In Moodle, open Grades, Import, CSV file, and upload the file. On the next page choose, as 'Map from' "
    "and 'Map to', what you choose here; and map the column with the scores to the grade item.",
    "moodle_worksheet": "In the Moodle assignment, turn on 'Offline grading worksheet', download the worksheet, and "
    "upload the file that you get here in the same place.",
    "canvas": "In Canvas, open Grades, Import, and upload the file.",
    "blackboard": "In Blackboard, open Grade Center, Work Offline, Upload.",
}


def guess_options(kind: str, students: Collection[str]) -> Mapping[str, str]:
    """Return what is probably right, from what students are called in submissions.

    >>> guess_options("moodle", ["ada@example.edu", "ben@example.edu"]), guess_options("moodle", ["1234", "5678"])
    ({'key': 'email'}, {'key': 'idnumber'})
    """
    if not students:
        return {}
    has_emails = all("@" in one for one in students)
    has_numbers = all(one.isdigit() for one in students)
    if kind == "moodle":
        return {"key": "email" if has_emails else "idnumber" if has_numbers else "username"}
    if kind == "canvas":
        return {"key": "SIS User ID" if has_numbers else "SIS Login ID"}
    return {}
