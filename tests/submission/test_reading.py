"""What a submission may hold, what refuses the whole file, and what costs one answer alone."""

from dataclasses import replace

import pytest

from grader.documents import load, parse_json, parse_yaml
from grader.errors import AnswerError, DocumentError
from grader.submission import list_file_complaints, read_submission, task_of
from tests.submission.samples import RUBRIC

ITEMS = {item.id: item for item in RUBRIC.items}


def submission(text, name="alice.yaml"):
    return read_submission(parse_yaml(text, name), RUBRIC)


def refused(text, name="alice.yaml"):
    with pytest.raises(DocumentError) as found:
        submission(text, name)
    return found.value.diagnostics


def test_answers_are_found_by_item_and_keep_their_text():
    found = submission("student: bob\nexercise: exercise9\nanswers:\n  why: no\n  dL_dw: 1e-3\n")
    assert (found.student, found.exercise, found.file) == ("bob", "exercise9", "alice.yaml")
    assert {name: node.text for name, node in found.answers.items()} == {"why": "no", "dL_dw": "1e-3"}


def test_json_is_read_alike():
    text = '{"student": "bob", "note": "hello", "answers": {"why": "no", "dL_dw": 1e-3, "iterates": null}}'
    found = read_submission(parse_json(text, "b.json"), RUBRIC)
    assert {name: node.text for name, node in found.answers.items()} == {"why": "no", "dL_dw": "1e-3"}


def test_answer_to_a_retired_item_is_left_out_with_a_remark():
    text = "answers:\n  old: 3\n  why: no\n"
    found = read_submission(parse_yaml(text, "alice.yaml"), replace(RUBRIC, retired=("older", "old")))
    assert set(found.answers) == {"why"}
    assert [str(one) for one in found.diagnostics] == [
        "alice.yaml:2:3: warning[not-asked-any-more]: 'old' is not asked any more, so this answer does not count.\n"
        "    2 |   old: 3\n"
        "      |   ^^^\n"
        "   why:   The exercise had an item of this name when it was handed out first.\n"
        "   help:  there is nothing to do."
    ]
    assert [fault.slug for fault in refused(text)] == ["unknown-key"]


def test_retired_name_is_left_out_among_the_answers_alone():
    text = "old: 3\nanswers:\n  why: no\n"
    with pytest.raises(DocumentError):
        read_submission(parse_yaml(text, "alice.yaml"), replace(RUBRIC, retired=("old",)))


@pytest.mark.parametrize(
    "text", ["student: bob", "answers:", "answers: null", "answers: {}", "definitions:\nanswers:\n  why:\n"]
)
def test_a_submission_may_be_blank(text):
    assert submission(text).answers == {}


@pytest.mark.parametrize("blank", ["", "''", "~", "null", "|\n    \n", "['', '']", "[]", "\n    - \n    - ''\n"])
def test_a_blank_answer_is_no_answer(blank):
    assert "iterates" not in submission(f"answers:\n  iterates: {blank}\n").answers


@pytest.mark.parametrize(
    ("student", "file", "expected"),
    [
        ("student: bob.b@uni-x_1", "x.yaml", "bob.b@uni-x_1"),
        ("student:", "folder/carol.yaml", "carol"),
        ("", "d_1.json", "d_1"),
    ],
)
def test_the_student_is_named_in_the_file_or_by_it(student, file, expected):
    assert submission(f"{student}\nanswers: {{why: x}}", file).student == expected


@pytest.mark.parametrize(
    "student",
    [
        "María Peña",
        "O'Brien",
        "Ngô Bảo-Châu",
        "陈 省身",
        "Ольга Л.",
        "अरुण",
        "महेश",
        "Jr., A. (Bo)",
        "D’Arcy",
        "ü",
        "a_b@c.de",
    ],
)
def test_a_student_may_have_any_name(student):
    assert submission(f'student: "{student}"\nanswers: {{why: x}}').student == student


@pytest.mark.parametrize(
    "student",
    [
        "../../../tmp/pwn",
        "/etc/cron.d/x",
        '".."',
        "=cmd",
        "x" * 65,
        "-rf",
        '" a"',
        '"a "',
        '"a\\u202eb"',
        '"a\\u200bb"',
        '"a\\tb"',
        "<b>x</b>",
        "a;b",
        "[a, b]",
        "{a: b}",
    ],
)
def test_a_name_that_cannot_be_used_costs_a_warning_and_never_becomes_a_path_a_command_or_a_formula(student):
    found = submission(f"student: {student}\nanswers: {{why: x}}")
    (warning,) = found.diagnostics
    assert found.student == "alice"
    assert set(found.answers) == {"why"}
    assert (warning.slug, warning.severity, warning.span.place) == ("unusable-student", "warning", "alice.yaml:1:10")


def test_the_warning_about_a_student_id_says_what_one_is():
    (warning,) = submission("student: ../pwn\nanswers: {why: x}").diagnostics
    assert str(warning) == (
        "alice.yaml:1:10: warning[unusable-student]: '../pwn' is not a student id, "
        "so the answers count for whoever handed in 'alice'.\n"
        "    1 | student: ../pwn\n"
        "      |          ^^^^^^\n"
        "   why:   It begins with a letter or digit and has at most 64 letters, digits, blanks and ' . , _ @ + - ( ).\n"
        "   help:  write your student id, or your name."
    )


@pytest.mark.parametrize("name", ["::set-output name=x::y.yaml", "=cmd.yaml", "..yaml"])
def test_a_file_name_that_is_no_student_id_is_not_taken_for_one(name):
    (fault,) = refused("answers: {why: x}", name)
    assert fault.slug == "no-student"
    assert submission("student: bob\nanswers: {why: x}", name).student == "bob"


def test_nothing_in_a_submission_can_set_a_score():
    assert [fault.what for fault in refused("student: alice\nscore: 100\nverdict: correct\n")] == [
        "'score' is not a key that can be used here.",
        "'verdict' is not a key that can be used here.",
    ]


def test_an_unknown_item_comes_with_the_nearest_one():
    (fault,) = refused("answers:\n  iterats: x\n")
    assert str(fault) == (
        "alice.yaml:2:3: error[unknown-key]: 'iterats' is not an item of this exercise.\n"
        "    2 |   iterats: x\n"
        "      |   ^^^^^^^\n"
        "   why:   Allowed here: dL_dw, why, iterates, next.\n"
        "   help:  Write 'iterates'."
    )


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("answers:\n  why: a\ndL_dw: x\n", "Indent it under 'answers:'."),
        ("dL_dw: x\n", "Write 'answers:' above it, and indent it."),
    ],
)
def test_an_answer_beside_the_answers_is_not_to_be_removed(text, help):
    (fault,) = refused(text)
    assert (fault.what, fault.why, fault.help) == (
        "'dL_dw' is not a key that can be used here.",
        "It is an item of this exercise, and answers belong under 'answers:'.",
        help,
    )


def test_an_answer_among_the_definitions_is_to_be_moved():
    (fault,) = submission("definitions:\n  dL_dw: x\n").diagnostics
    assert fault.help == "Move it under 'answers:' if it is your answer to that item; otherwise choose another name."


def test_another_exercise_is_refused():
    (fault,) = refused("exercise: exercise8\n")
    assert (fault.what, fault.why) == ("'exercise8' is not the exercise that is graded here.", "Its id is exercise9.")


@pytest.mark.parametrize("text", ["- 1", "x", "null", "[]", "answers: [1, 2]", "answers: x", "definitions: [x]"])
def test_a_file_of_another_shape_is_refused(text):
    assert {fault.slug for fault in refused(text)} <= {"wrong-kind", "wrong-form"}


def test_a_wrong_form_of_one_answer_costs_that_one_alone():
    found = submission("answers:\n  why:\n    - one\n    - two\n  dL_dw: x\n")
    assert task_of(ITEMS["dL_dw"], found).notation is ITEMS["dL_dw"].notation
    with pytest.raises(AnswerError) as unreadable:
        task_of(ITEMS["why"], found)
    assert str(unreadable.value) == (
        "alice.yaml:2:3: error[wrong-kind]: A list is here, but text is expected.\n"
        "    2 |   why:\n"
        "      |   ^^^\n"
        "   help:  Write it on one line, as text."
    )


def test_what_is_typed_in_brackets_has_the_form_of_a_text():
    found = submission("answers:\n  dL_dw: [x > 0]\n  iterates: [(9, 3), (8, 4)]\n")
    assert found.misfits == {}
    assert found.answers["dL_dw"].as_typed.text == "[x > 0]"


def test_faults_of_the_format_and_of_the_content_are_reported_together(tmp_path):
    (tmp_path / "tom.yaml").write_text(
        "student: tom\nscore: 1\nanswers:\n  why: a\n  whi: b\n  why: c\n", encoding="utf-8"
    )
    with pytest.raises(DocumentError) as found:
        load(tmp_path / "tom.yaml", lambda document: list_file_complaints(document, RUBRIC))
    assert [(fault.slug, fault.span.text) for fault in found.value.diagnostics] == [
        ("unknown-key", "score"),
        ("unknown-key", "whi"),
        ("duplicate-key", "why"),
    ]


def test_a_text_cut_short_by_a_comment_is_reported_with_the_submission():
    (warning,) = submission("answers:\n  dL_dw: x #2\n").diagnostics
    assert (warning.severity, warning.slug) == ("warning", "hidden-by-comment")
