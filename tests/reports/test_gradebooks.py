"""A score goes to exactly its student's row or nowhere, and a score that goes nowhere is reported."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission, Lateness
from grader.records import Outcome
from grader.reports import REPORT_FORMATS
from grader.reports.gradebooks.downloaded import read_columns_by_student, read_table
from grader.reports.options import File

from .linters.canvas import lint as lint_canvas
from .linters.moodle_worksheet import DOWNLOADED
from .linters.moodle_worksheet import lint as lint_worksheet
from .samples import ALICE, BOB, CAROL, OPTIONS, downloaded, rendered_class

LATE = Lateness(submitted="2026-12-02T10:00:00+01:00", due="2026-12-01T00:00:00+01:00", days=2, share=Fraction(1, 5))


def rename_students(*students: str) -> list[GradedSubmission]:
    """Return a final submission of each."""
    return [replace(BOB, student=student, file=f"{number}.yaml") for number, student in enumerate(students)]


def list_messages(kind: str, submissions: Sequence[GradedSubmission], **options: object) -> list[str]:
    """Return the first line of each message about a class."""
    found = REPORT_FORMATS[kind].misfits(Cohort(submissions=submissions), **{**OPTIONS[kind], **options})
    return [str(diagnostic).splitlines()[0] for diagnostic in found]


def test_pending_and_unreadable_submissions_are_counted_and_their_cells_left_alone() -> None:
    assert list_messages("canvas", [ALICE, BOB, CAROL]) == [
        "warning[no-final-score]: 2 submissions have no final score yet: 'alice', 'carol'."
    ]
    assert list_messages("moodle_worksheet", [ALICE, BOB, CAROL]) == list_messages("canvas", [ALICE, BOB, CAROL])
    assert list_messages("blackboard", [ALICE, BOB, CAROL]) == list_messages("canvas", [ALICE, BOB, CAROL])
    rows = list(csv.reader(io.StringIO(rendered_class("canvas", [ALICE, BOB, CAROL]), newline="")))
    assert {row[3]: row[5] for row in rows[3:]} == {
        "alice": "", "bob": "5.00", "carol": "", "dora": "EX", "erin": "", "37af2c": "",
    }  # fmt: skip


def test_score_that_is_in_the_gradebook_stays_where_there_is_no_new_one() -> None:
    assert ",4.00\r\n" in rendered_class("canvas", [ALICE, replace(ALICE, student="bob")])


def test_every_score_that_goes_nowhere_is_reported() -> None:
    assert list_messages("canvas", rename_students("erin", "Bob", "zoe", "dora", "alice", "alice")) == [
        "error[two-submissions]: 'alice' handed in more than once: 4.yaml, 5.yaml.",
        "error[not-in-gradebook]: There is no 'zoe' in column 'SIS Login ID' of 'canvas.csv'.",
        "error[twice-in-gradebook]: 'erin' appears more than once in column 'SIS Login ID' of 'canvas.csv': rows 8, 9.",
        "error[not-in-gradebook]: There is no 'Bob' in column 'SIS Login ID' of 'canvas.csv'.",
        "warning[other-points]: The exercise is worth 5 points, but in Canvas 12.5.",
        "error[excused]: 'dora' is excused in Canvas.",
    ]
    untouched = rendered_class("canvas", [])
    assert rendered_class("canvas", rename_students("erin", "Bob", "zoe", "dora", "alice", "alice")) == untouched


def test_students_whom_the_gradebook_does_not_have_are_reported_at_once() -> None:
    strangers = [f"stranger{number}" for number in range(37)]
    listed = ", ".join(f"'{who}'" for who in strangers[:10])
    assert list_messages("moodle", rename_students("bob", *strangers)) == [
        f"error[not-in-gradebook]: 37 students are not in column 'Username' of 'participants.csv': {listed}, "
        "… and 27 more."
    ]
    assert list_messages("ags", rename_students(*strangers[:2])) == [
        "error[not-in-gradebook]: 2 students are not in 'users.csv' with a user id: 'stranger0', 'stranger1'."
    ]


def test_identifier_that_differs_only_in_case_is_named() -> None:
    found, _ = REPORT_FORMATS["canvas"].misfits(Cohort(submissions=rename_students("Bob")), **OPTIONS["canvas"])
    assert found.help == "There is 'bob', which is not the same. Correct one of the two."


def test_name_is_never_what_a_student_is_found_by() -> None:
    assert rendered_class("canvas", rename_students("Adams, Alice")) == rendered_class("canvas", [])


def test_what_was_taken_off_for_being_late_is_off_in_the_gradebook() -> None:
    assert rendered_class("moodle", [replace(BOB, lateness=LATE)]) == "username,Grade\r\nbob,4.00\r\n"


def test_locked_grade_stays_and_is_reported() -> None:
    assert list_messages("moodle_worksheet", rename_students("dora")) == [
        "warning[other-points]: The exercise is worth 5 points, but in Moodle 12.5.",
        "error[locked-grade]: Moodle does not allow changes to the grade of 'dora'.",
    ]
    assert rendered_class("moodle_worksheet", rename_students("dora")) == DOWNLOADED


def test_worksheet_is_the_downloaded_one_but_for_its_grades() -> None:
    assert rendered_class("moodle_worksheet", []) == DOWNLOADED
    text = rendered_class("moodle_worksheet", rename_students("alice", "carol"))
    assert text == DOWNLOADED.replace('grading - ",,12.50,Yes', 'grading - ",5.00,12.50,Yes', 1).replace(
        '"No submission",,12.50', '"No submission",5.00,12.50'
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("Alice Adams", "Alice A"), "row 2 has other text"),
        ((',4.00,12.50', ",five,12.50"), "row 3 has the grade 'five'"),
        ((" - \",,12.50,No", " - \",5.00,12.50,No"), "the grade of row 5 is locked"),
        (("\r\n", "\n"), "bytes outside the grades have changed"),
        (("\ufeff", ""), "row 1 has other text"),
    ],
)  # fmt: skip
def test_rules_of_the_worksheet_see_every_change(change: tuple[str, str], says: str) -> None:
    assert says in lint_worksheet(DOWNLOADED.replace(*change))


def test_cell_in_quotation_marks_stays_in_them() -> None:
    table = read_table(File(name="w.csv", content=b'\xef\xbb\xbfId;"Grade";x\r\n"1";"";\n'))
    assert table.filled_in({(1, 1): "2.00"}) == '\ufeffId;"Grade";x\r\n"1";"2.00";\n'


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cn")), max_size=8)


@settings(max_examples=150)
@given(names=st.lists(TEXT, min_size=1, max_size=5), quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_hostile_worksheet_is_filled_in_where_it_should_be_and_nowhere_else(names: list[str], quoting: int) -> None:
    lines = io.StringIO(newline="")
    table = csv.writer(lines, quoting=quoting)  # type: ignore[arg-type]
    heads = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"]
    table.writerow(heads)
    for number, name in enumerate(names):
        table.writerow([f"Participant {number}", name, f"s{number}", "x", "", "5.00", "Yes"])
    worksheet = File(name="w.csv", content=lines.getvalue().encode())
    form = REPORT_FORMATS["moodle_worksheet"]
    cohort = Cohort(submissions=rename_students(*(f"s{number}" for number in range(0, len(names), 2))))
    text = "".join(form.render_class(cohort, worksheet=worksheet))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    expected = [
        [f"Participant {number}", name, f"s{number}", "x", "" if number % 2 else "5.00", "5.00", "Yes"]
        for number, name in enumerate(names)
    ]
    assert rows == [heads, *expected]
    assert lint_worksheet(text, lines.getvalue()) == []


@settings(max_examples=150)
@given(
    names=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_hostile_gradebook_of_canvas_is_taken_back_with_every_score_at_its_student(
    names: list[tuple[str, str]], quoting: int
) -> None:
    lines = io.StringIO(newline="")
    table = csv.writer(lines, quoting=quoting)  # type: ignore[arg-type]
    table.writerow(["Student", "ID", "SIS Login ID", "Section", "Week 2 (1)", "Week 3 (4711)"])
    for number, (name, section) in enumerate(names):
        table.writerow([f"N{name}" if name == "" else name, number, f"s{number}", section, "7.00", ""])
    gradebook = File(name="g.csv", content=lines.getvalue().encode())
    cohort = Cohort(submissions=rename_students(*(f"s{number}" for number in range(0, len(names), 2))))
    text = "".join(REPORT_FORMATS["canvas"].render_class(cohort, assignment_id="4711", gradebook=gradebook))
    assert lint_canvas(text) == []
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [(row[1], row[2], row[4]) for row in rows[1:]] == [
        (str(number), f"s{number}", "" if number % 2 else "5.00") for number in range(len(names))
    ]


def test_assignment_that_is_not_in_the_gradebook_is_refused_because_canvas_would_make_one() -> None:
    with pytest.raises(UsageError) as caught:
        rendered_class_with("canvas", assignment_id="9")
    assert caught.value.diagnostic.what == "'canvas.csv' has no column whose header ends with '(9)'."


def rendered_class_with(kind: str, **options: object) -> str:
    """Return the report on one student with other options."""
    form = REPORT_FORMATS[kind]
    return "".join(form.render_class(Cohort(submissions=[ALICE, BOB]), **{**OPTIONS[kind], **options}))


@pytest.mark.parametrize(
    ("kind", "options", "what"),
    [
        (
            "canvas",
            {"gradebook": downloaded("users.csv")},
            "'users.csv' has no column called 'Student', 'ID' and 'Section'",
        ),
        ("canvas", {"key": "Integration ID"}, "'canvas.csv' has no column called 'Integration ID'."),
        ("canvas", {"gradebook": ""}, "'canvas' needs the option 'gradebook' or the option 'title'."),
        ("moodle_worksheet", {"grade": "Bewertung"}, "'worksheet.csv' has no column called 'Bewertung'."),
        ("moodle", {"column": "Benutzer"}, "'participants.csv' has no column called 'Benutzer'."),
        ("blackboard", {"column_id": "1"}, "'blackboard.txt' has no column whose header ends with '|1'."),
        ("ags", {"users": downloaded("students.csv")}, "'students.csv' has no column called 'user_id'."),
    ],
)
def test_file_that_is_not_the_right_one_is_reported(kind: str, options: dict[str, object], what: str) -> None:
    with pytest.raises(UsageError) as caught:
        rendered_class_with(kind, **options)
    assert caught.value.diagnostic.what.startswith(what)


def test_gradebook_of_canvas_without_a_download_has_blank_cells_for_what_is_not_final() -> None:
    form, cohort = REPORT_FORMATS["canvas"], Cohort(submissions=[ALICE, BOB, CAROL, replace(BOB, student="=1+1")])
    options = {"assignment_id": "4711", "title": "Week 3", "key": "SIS User ID"}
    assert "".join(form.render_class(cohort, **options)) == (
        "Student,ID,SIS User ID,Section,Week 3 (4711)\r\n"
        "alice,,alice,,\r\n"
        "bob,,bob,,5.00\r\n"
        "carol,,carol,,\r\n"
    )  # fmt: skip
    assert [str(one).splitlines()[0] for one in form.misfits(cohort, **options)] == [
        "warning[no-final-score]: 2 submissions have no final score yet: 'alice', 'carol'.",
        "error[not-an-identifier]: '=1+1' is not an identifier of a student.",
    ]


def test_unknown_user_is_kept_out_of_what_moodle_would_refuse_whole() -> None:
    assert rendered_class("moodle", rename_students("bob", "zoe")) == "username,Grade\r\nbob,5.00\r\n"
    assert list_messages("moodle", rename_students("bob", "zoe")) == [
        "error[not-in-gradebook]: There is no 'zoe' in column 'Username' of 'participants.csv'."
    ]


def test_record_of_classroom_50_takes_what_is_each_students_own_from_a_table() -> None:
    form = REPORT_FORMATS["classroom50"]
    options = {"classroom": "c", "assignment": "a", "students": downloaded("students.csv")}
    assert '"owner": "alice-gh"' in form.render(ALICE, **options)
    assert '"owner": "bob"' in form.render(BOB, **options)
    with pytest.raises(UsageError) as caught:
        form.render(CAROL, **options)
    assert [one.what.split(":")[0] for one in caught.value.diagnostics] == [
        f"There is no '{name}' for the submission of 'carol'"
        for name in ("submission", "commit", "release", "review", "datetime")
    ]


def test_record_of_classroom_50_has_the_instant_of_the_submission_in_utc() -> None:
    text = REPORT_FORMATS["classroom50"].render(
        replace(BOB, lateness=LATE), **{**OPTIONS["classroom50"], "datetime": "", "scale": "3"}
    )
    assert '"datetime": "2026-12-02T09:00:00Z"' in text
    assert '"score": 12,' in text
    assert '"test-name": "Late: 1 off"' in text


def test_id_that_two_students_share_is_sent_for_neither() -> None:
    users = File(name="u.csv", content=b"student,user_id\nann,7\nben,7\ncem,8\n")
    assert list_messages("ags", rename_students("ann", "cem"), users=users) == [
        "error[twice-in-gradebook]: In 'u.csv', 'ann' has the same user id as another student."
    ]
    cohort = Cohort(submissions=rename_students("ann", "cem"))
    text = "".join(REPORT_FORMATS["ags"].render_class(cohort, **{**OPTIONS["ags"], "users": users}))
    assert text.count("\n") == 1
    assert '"userId": "8"' in text


def test_record_that_does_not_show_every_outcome_differs_from_one_that_waits() -> None:
    untold = replace(BOB, items=(replace(BOB.items[0], outcome=Outcome.WITHHELD, credit=None), *BOB.items[1:]))
    (found,) = REPORT_FORMATS["moodle"].misfits(Cohort(submissions=[untold]), **OPTIONS["moodle"])
    assert str(found) == (
        "error[untold]: 1 record does not show every outcome.\n"
        "   why:   Reports for students leave some outcomes out, so the final score is not known.\n"
        "   help:  Grade with '--audience grader', and export again."
    )


def test_table_with_a_student_twice_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        read_columns_by_student(File(name="s.csv", content=b"student,owner\na,x\na,y\n"))
    assert caught.value.diagnostic.what == "'s.csv' has more than one row for 'a'."
