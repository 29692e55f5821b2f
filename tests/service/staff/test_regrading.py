"""A new revision changes nothing until somebody has seen whose score it changes."""

import pytest

from grader.service.exercises.records import write_record
from grader.service.jobs.kinds import regrade
from grader.service.jobs.runner import do_job
from grader.service.store.exercises import add_revision, find_release, find_revision
from grader.service.store.gradings import find_newest_grading, list_entries
from grader.service.store.submissions import list_submissions
from grader.service.typed.answers_file import place_of_submission

from .school import HERE, RUBRIC, InlineBench, School, read_notices, read_rows, read_text

FIXED = RUBRIC.replace("expected: 2*x", "expected: 3*x")


def upload(school: School, rubric: str = FIXED) -> None:
    """Add a revision, as uploading does once it is checked."""
    account = school.key("ivy")
    school.database.write(lambda c: add_revision(c, school.exercise, rubric.encode(), account, school.now))


def begin(school: School, number: int = 2) -> str:
    return school.person("ivy").post(f"{HERE}/revisions/{number}/try").headers["location"]


def test_trial_shows_whose_score_changes_and_why_and_changes_nothing(school: School) -> None:
    school.hand_in("ada", slope="2x")
    school.hand_in("ben", slope="3x")
    upload(school)
    trial, ivy = begin(school), school.person("ivy")
    assert trial == f"{HERE}/trials/1"
    assert "0 of 2 submissions are graded under it." in read_text(ivy.get(trial).text)
    school.do_jobs()
    page = ivy.get(trial)
    assert "2 of 2 submissions would change. Nothing has changed yet." in read_text(page.text)
    assert read_rows(page) == [
        ["Item", "Submissions", "Points", "Why"],
        ["slope", "2", "+2 -2", "the key changed"],
        ["Student", "Before", "After", "Change", "Why"],
        ["ada", "2", "0", "-2", "slope: correct, 2 → not correct, 0 (the key changed)"],
        ["ben", "0", "2", "+2", "slope: not correct, 0 → correct, 2 (the key changed)"],
    ]
    assert [row[2] for row in read_rows(ivy.get(f"{HERE}/class"))[1:]] == ["2", "0"]
    table = ivy.get(f"{trial}/changes.csv").text.splitlines()
    assert [line.partition(",")[0] for line in table] == ["student", "ada", "ben"]


def test_removed_item_that_is_retired_leaves_what_was_handed_in_readable(school: School) -> None:
    school.hand_in("ada", slope="2x", why="because")
    shorter = RUBRIC[: RUBRIC.index("      - id: why")]
    upload(school, shorter)
    upload(school, shorter.replace("parts:", "retired: [why]\nparts:"))
    ivy, pages = school.person("ivy"), []
    for number in (2, 3):
        trial = begin(school, number)
        school.do_jobs()
        pages.append(ivy.get(trial))
    assert "the file can no longer be read" in read_text(pages[0].text)
    assert ["ada", "2", "2", "0", "why: a person decides → not there (the item was removed)"] in read_rows(pages[1])
    assert ivy.post(f"{trial}/accept").status_code == 303
    assert read_rows(ivy.get(f"{HERE}/class"))[1][2] == "2"


def test_accepting_makes_everything_count_at_once(school: School) -> None:
    school.hand_in("ada", slope="2x")
    upload(school)
    trial, ivy = begin(school), school.person("ivy")
    school.do_jobs()
    assert ivy.post(f"{trial}/accept").headers["location"] == f"{HERE}/class"
    assert read_rows(ivy.get(f"{HERE}/class"))[1][2] == "0"
    with school.database.read() as connection:
        entries = list_entries(connection, school.exercise.id, school.key("ada"))
        release = find_release(connection, school.exercise.id)
    assert [(entry.because, entry.score) for entry in entries] == [("hand-in", "2"), ("regrade", "0")]
    assert release is not None
    assert release.is_open
    again = ivy.post(f"{trial}/accept")
    assert read_notices(again) == ["Somebody else has stopped this trial, or made it count. Nothing was changed."]


def test_what_is_handed_in_after_the_trial_is_graded_too(school: School) -> None:
    school.hand_in("ada", slope="2x")
    upload(school)
    trial, ivy = begin(school), school.person("ivy")
    school.do_jobs()
    school.hand_in("ben", slope="3x")
    school.hand_in("ada", slope="3x")
    assert ivy.post(f"{trial}/accept").status_code == 303
    school.do_jobs()
    assert [row[2] for row in read_rows(ivy.get(f"{HERE}/class"))[1:]] == ["2", "2"]


def test_trial_is_stopped_and_goes_on_where_it_was(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regrade, "PORTION", 1)
    school.hand_in("ada", slope="2x")
    school.hand_in("ben", slope="3x")
    upload(school)
    trial, ivy = begin(school), school.person("ivy")
    assert do_job(school.database, InlineBench(), school.clock)
    assert "1 of 2 submissions are graded under it." in read_text(ivy.get(trial).text)
    assert ivy.post(f"{trial}/stop").status_code == 303
    school.do_jobs()
    text = read_text(ivy.get(trial).text)
    assert "1 of 2 submissions are graded under it. It was stopped. What is graded is kept." in text
    assert ivy.post(f"{trial}/go-on").status_code == 303
    assert school.do_jobs() == 1
    assert "2 of 2 submissions would change." in read_text(ivy.get(trial).text)


def test_hand_in_is_graded_before_the_next_portion(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regrade, "PORTION", 1)
    school.hand_in("ada", slope="2x")
    school.hand_in("ben", slope="3x")
    upload(school)
    begin(school)
    graded = []

    class Bench(InlineBench):
        def grade(self, revision, name, data, student, confirmed=b""):
            graded.append((revision.number, student))
            if len(graded) == 1:
                school.person("ben").post("/courses/calculus/week3/hand-in", form="f", **{"answer.slope": "2x"})
            return super().grade(revision, name, data, student)

    while do_job(school.database, Bench(), school.clock):
        pass
    assert graded == [(2, "ada"), (1, "ben"), (2, "ben")]


def test_assistant_sees_a_trial_and_starts_none(school: School) -> None:
    school.hand_in("ada", slope="2x")
    upload(school)
    assert school.person("tim").post(f"{HERE}/revisions/2/try").status_code == 403
    trial = begin(school)
    school.do_jobs()
    assert school.person("tim").get(trial).status_code == 200
    assert school.person("ada").get(trial).status_code == 403
    assert school.person("tim").post(f"{trial}/accept").status_code == 403
    assert begin(school) == trial


def test_trial_goes_on_after_its_worker_was_killed(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    school.hand_in("ada", slope="2x")
    school.hand_in("ben", slope="3x")
    upload(school)
    trial, ivy = begin(school), school.person("ivy")
    graded = []

    class DyingBench(InlineBench):
        def grade(self, revision, name, data, student, confirmed=b""):
            graded.append(student)
            if len(graded) == 2:
                raise KeyboardInterrupt  # nothing after this line is run, as after a kill
            return super().grade(revision, name, data, student)

    with pytest.raises(KeyboardInterrupt):
        do_job(school.database, DyingBench(), school.clock)
    assert "1 of 2 submissions are graded under it." in read_text(ivy.get(trial).text)
    assert not do_job(school.database, DyingBench(), school.clock)  # the lease still runs
    school.pass_by(minutes=1)
    while do_job(school.database, DyingBench(), school.clock):
        pass
    assert graded == ["ada", "ben", "ben"]
    assert "2 of 2 submissions would change." in read_text(ivy.get(trial).text)


def test_students_see_nothing_of_a_trial_until_it_counts(school: School) -> None:
    school.hand_in("ada", slope="2x")
    ada, feedback = school.person("ada"), "/courses/calculus/week3/feedback"
    before = ada.get(feedback).text
    upload(school)
    trial = begin(school)
    school.do_jobs()
    assert ada.get(feedback).text == before
    assert ada.get("/courses/calculus/week3/-/revisions/2").status_code == 403
    school.person("ivy").post(f"{trial}/accept")
    assert ada.get(feedback).text != before


def test_regrading_says_what_grading_says(school: School) -> None:
    school.hand_in("ada", slope="2x + (")
    upload(school)
    begin(school)
    school.do_jobs()
    with school.database.read() as connection:
        (submission,) = list_submissions(connection, school.exercise.id)
        revision = find_revision(connection, school.exercise, 2)
        assert revision is not None
        found = find_newest_grading(connection, submission.id, revision.id)
    assert found is not None
    place = place_of_submission("ada", submission.name)
    assert found.record == write_record(InlineBench().grade(revision, place, submission.data, "ada"))
