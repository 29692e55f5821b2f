"""From graded records to the files of other systems, without grading again."""

import csv
import json
from pathlib import Path

import pytest

from grader.batch.store import Store
from grader.cli import main

RUBRIC = """
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
      - {id: large, type: number, points: 2, prompt: What is 8 + 9?, expected: 17}
"""
GRADEBOOK = (
    "Student,ID,SIS Login ID,Section,Sums (77)\r\n"
    "    Points Possible,,,,3.00\r\n"
    "Ann,1,ann,A,\r\n"
    "Ben,2,ben,A,\r\n"
    "Cem,3,cem,A,\r\n"
)


CLASSROOM = [
    f"--option={name}={value}"
    for name, value in {
        "classroom": "c", "assignment": "a", "submission": "submit/x", "commit": "https://h/c",
        "release": "https://h/r", "datetime": "2026-11-30T22:59:00Z",
    }.items()
]  # fmt: skip


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    Path("subs").mkdir()
    for student, large in (("ann", "17"), ("ben", "16")):
        Path(f"subs/{student}.yaml").write_text(f"student: {student}\nanswers: {{small: 2, large: {large}}}\n", "utf-8")
    main(["grade", "subs", "-r", "rubric.yaml", "-o", "out"])
    Path("gradebook.csv").write_bytes(GRADEBOOK.encode())


def export(*arguments: str) -> int:
    return main(["export", "out", *arguments])


def test_gradebook_is_filled_in_and_exit_code_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--option", "assignment_id=77", "--option", "gradebook=gradebook.csv")
    capsys.readouterr()
    assert export("--to", "canvas", *options, "--output", "new.csv") == 0
    assert capsys.readouterr() == ("", "")
    with Path("new.csv").open(newline="", encoding="utf-8") as file:
        assert [row[-1] for row in csv.reader(file)] == ["Sums (77)", "3.00", "3.00", "1.00", ""]


def test_score_that_goes_nowhere_is_reported_and_exit_code_is_1(capsys: pytest.CaptureFixture[str]) -> None:
    Path("gradebook.csv").write_bytes(GRADEBOOK.replace(",ben,", ",benno,").encode())
    capsys.readouterr()
    options = ("--option", "assignment_id=77", "--option", "gradebook=gradebook.csv")
    assert export("--to", "canvas", *options, "--output", "new.csv") == 1
    assert capsys.readouterr().err == (
        "error[not-in-gradebook]: There is no 'ben' in column 'SIS Login ID' of 'gradebook.csv'.\n"
        "   why:   Nothing is written for this student.\n"
        "   help:  Choose the column that holds the students' identifiers, or correct the file.\n"
    )
    assert "Ann,1,ann,A,3.00" in Path("new.csv").read_text(encoding="utf-8")


GROUP = """\
submission_7:
  :submitters:
  - :name: Ann
    :email: ann@example.org
  - :name: Ben
    :email: ben@example.org
  :created_at: 2026-11-26 22:00:00 Z
submission_8:
  :submitters:
  - :name: Cem
    :email: cem@example.org
  :created_at: 2026-11-26 22:00:00 Z
"""
ROSTER = "student,email\nann,ann@example.org\nben,ben@example.org\ncem,cem@example.org\n"


def test_everybody_in_a_group_gets_the_score_of_what_it_handed_in(capsys: pytest.CaptureFixture[str]) -> None:
    Path("class").mkdir()
    Path("class/submission_metadata.yml").write_text(GROUP, encoding="utf-8")
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    for folder, large in (("submission_7", 17), ("submission_8", 16)):
        Path("class", folder).mkdir()
        Path("class", folder, "answers.yaml").write_text(f"answers: {{small: 2, large: {large}}}\n", encoding="utf-8")
    main(["grade", "class", "-r", "rubric.yaml", "-o", "groups", "--roster", "roster.csv"])
    record = json.loads(Path("groups/ann.json").read_text(encoding="utf-8"))
    assert (record["student"], record["group"]) == ("ann", ["ann", "ben"])
    capsys.readouterr()
    assert main(["regrade", "groups", "-r", "rubric.yaml", "--student", "ben", "--dry-run", "--quiet"]) == 0
    assert capsys.readouterr().out == "0 of 1 submission would change.\n"
    assert main(["export", "groups", "--to", "moodle"]) == 0
    assert capsys.readouterr().out.splitlines() == ["username,Grade", "ann,3.00", "ben,3.00", "cem,1.00"]
    assert main(["export", "groups", "--to", "moodle", "--student", "ben"]) == 0
    Path("users.csv").write_text("student,user_id\nann,u1\nben,u2\ncem,u3\n", encoding="utf-8")
    options = ("--option", "users=users.csv", "--option", "timestamp=2026-11-30T23:59:00+01:00")
    capsys.readouterr()
    assert main(["export", "groups", "--to", "ags", *options]) == 0
    sent = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["userId"], each["scoreGiven"]) for each in sent] == [("u1", 3), ("u2", 3), ("u3", 1)]


def test_a_folder_for_the_reports_is_made_whatever_the_format() -> None:
    assert export("--to", "json", "--output", "new/reports") == 0
    assert sorted(path.name for path in Path("new/reports").iterdir()) == sorted(
        path.name for path in Path("out").glob("*.json")
    )
    assert export("--to", "json", "--student", "ann", "--output", "ann_alone.json") == 0
    assert Path("ann_alone.json").is_file()


def test_class_goes_to_standard_output_where_no_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert export("--to", "moodle") == 0
    assert capsys.readouterr().out.splitlines() == ["username,Grade", "ann,3.00", "ben,1.00"]


def test_format_for_each_student_goes_to_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert export("--to", "gradescope", "--output", "results") == 0
    assert capsys.readouterr().out == "2 files in results\n"
    assert [path.name for path in sorted(Path("results").iterdir())] == ["ann.gradescope.json", "ben.gradescope.json"]
    assert json.loads(Path("results/ben.gradescope.json").read_text(encoding="utf-8"))["score"] == 1


def test_one_student_goes_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert export("--to", "prairielearn", "--student", "ann", "--output", "results/results.json") == 0
    assert capsys.readouterr().out == "Written to results/results.json\n"
    assert json.loads(Path("results/results.json").read_text(encoding="utf-8"))["score"] == 1


def test_several_students_do_not_fit_into_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert export("--to", "gradescope", "--output", "results.json") == 2
    assert "'gradescope' has a file for each student, and there are 2." in capsys.readouterr().err
    assert export("--to", "gradescope") == 2
    assert not Path("results.json").exists()


def test_files_of_other_formats_beside_the_records_are_no_records() -> None:
    assert main(["grade", "subs", "-r", "rubric.yaml", "-o", "out", "--format", "json,gradescope,prairielearn"]) == 0
    assert Path("out/ann.gradescope.json").exists()
    assert export("--to", "moodle", "--output", "grades.csv") == 0


def test_options_of_a_format_are_listed_without_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["export", "--to", "gradescope"]) == 0
    assert capsys.readouterr().out == (
        "gradescope: The results.json of a Gradescope autograder: a test for each item.\n"
        "  --option visibility: when students see the results (visible, after_due_date, after_published, hidden); "
        "default: visible\n"
        "  --option pending: what to do if an answer waits for a person: leave the submission out, or count it as 0 "
        "(withhold, zero); default: withhold\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("excel", 2, "error[wrong-usage]: 'excel' is not a format."),
        ("canvas", 2, "error[missing-option]: 'canvas' needs the option 'assignment_id'"),
        ("moodle --option key", 2, "error[wrong-usage]: '--option key' cannot be used."),
        ("moodle --option key=id --option key=id", 2, "It is given twice."),
        ("moodle --option participants=absent.csv", 3, "absent.csv"),
        ("moodle --option participants=gradebook.csv", 2, "'gradebook.csv' has no column called 'Username'."),
        ("moodle --student zoe", 2, "There is no record for 'zoe'."),
        (
            "moodle_worksheet --option worksheet=gradebook.csv -o gradebook.csv",
            2,
            "'gradebook.csv' would be overwritten.",
        ),
        (
            "classroom50 -o x --option classroom=c --option assignment=a",
            2,
            "There is no 'submission' for the submission",
        ),
    ],
)
def test_options_that_cannot_be_used_are_reported(
    words: str, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert export("--to", *words.split()) == code
    ended = capsys.readouterr()
    assert (ended.out, says in ended.err) == ("", True)


def test_student_without_a_record_elsewhere_is_reported_and_the_others_are_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("students.csv").write_text(
        "student,submission,commit,release,datetime\n"
        "ann,submit/a,https://h/c,https://h/r,2026-11-30T22:59:00Z\n",
        encoding="utf-8",
    )  # fmt: skip
    capsys.readouterr()
    words = ("--option", "classroom=c", "--option", "assignment=a", "--option", "students=students.csv")
    assert export("--to", "classroom50", *words, "--output", "results") == 1
    assert "There is no 'submission' for the submission of 'ben'" in capsys.readouterr().err
    assert [path.name for path in Path("results").iterdir()] == ["ann.classroom50.json"]


def test_report_shows_no_more_than_the_rubric_allows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "subs", "-r", "rubric.yaml", "-o", "out", "--audience", "grader"]) == 0
    capsys.readouterr()
    assert export("--to", "gradescope", "--student", "ben") == 0
    assert "Expected  \\u2502 17" in capsys.readouterr().out
    assert export("--to", "gradescope", "--student", "ben", "--rubric", "rubric.yaml") == 0
    assert "Expected" not in capsys.readouterr().out
    assert export("--to", "junit", "--rubric", "rubric.yaml", "--audience", "grader") == 0
    assert "Expected" in capsys.readouterr().out


def test_hidden_item_counts_in_a_gradebook_and_is_not_shown_where_students_look(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("rubric.yaml").write_text(RUBRIC.replace("{id: large,", "{id: large, hidden: yes,"), encoding="utf-8")
    assert main(["grade", "subs", "-r", "rubric.yaml", "-o", "new", "--format", "json,markdown"]) == 0
    capsys.readouterr()
    assert main(["export", "new", "--to", "moodle"]) == 0
    assert capsys.readouterr().out.splitlines() == ["username,Grade", "ann,3.00", "ben,1.00"]
    for words in ([], ["--rubric", "rubric.yaml"]):
        assert main(["export", "new", "--to", "classroom50", "--student", "ben", *words, *CLASSROOM]) == 0
        test = json.loads(capsys.readouterr().out)["tests"][1]
        assert (test["score"], test["test-name"].endswith("not shown yet")) == (0, True)


def test_gradebook_needs_no_json_reports_beside_the_records(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "subs", "-r", "rubric.yaml", "-o", "new", "--format", "markdown"]) == 0
    capsys.readouterr()
    assert main(["export", "new", "--to", "moodle"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["ann,3.00", "ben,1.00"]
    assert main(["export", "new", "--to", "gradescope", "--rubric", "rubric.yaml", "--output", "results"]) == 0
    assert main(["export", "new", "--to", "gradescope", "--output", "results"]) == 3


def test_gradebook_of_blackboard_is_in_utf_16() -> None:
    text = '"Last Name"\t"Username"\t"Sums [Total Pts: 3 Score] |5"\r\n"Ünal"\t"ann"\t""\r\n'
    Path("gradebook.txt").write_bytes(text.encode("utf-16"))
    words = ("--option", "gradebook=gradebook.txt", "--option", "column_id=5", "--student", "ann")
    assert export("--to", "blackboard", *words, "--output", "new.txt") == 0
    assert Path("new.txt").read_bytes().decode("utf-16") == text.replace('""', '"3.00"')


def test_format_that_needs_options_is_not_one_for_grading(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "subs", "-r", "rubric.yaml", "--format", "classroom50"]) == 2
    assert (
        "error[missing-option]: 'classroom50' needs options that this command does not take: classroom, assignment.\n"
        "   why:   Only 'grader export' takes these, with '--option'.\n"
        "   help:  Grade first. Then run 'grader export DIR --to classroom50', which says what is missing.\n"
    ) in capsys.readouterr().err


def test_check_prints_what_ci_takes(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check", "subs/ben.yaml", "-r", "rubric.yaml", "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith(
        "::error file=subs/ben.yaml,line=2,col=28,endColumn=30,title=ben%3A large::"
    )
    assert main(["check", "subs/ben.yaml", "-r", "rubric.yaml", "--format", "junit"]) == 1
    assert 'name="ben/large" file="ben.yaml"' in capsys.readouterr().out


def test_class_of_nobody_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with Store(Path("out")) as store:
        store.forget(store.sources())
    capsys.readouterr()
    assert export("--to", "moodle") == 2
    assert capsys.readouterr() == (
        "",
        "error[wrong-usage]: There is nothing to export.\n"
        "   why:   'out' holds no records.\n"
        "   help:  Grade first, and name that folder.\n",
    )


def test_records_are_exported_while_a_run_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    with Store(Path("out")) as store:
        store.forget(store.sources())
        assert export("--to", "moodle") == 0
    assert capsys.readouterr().out.splitlines() == ["username,Grade", "ann,3.00", "ben,1.00"]
