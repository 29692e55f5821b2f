"""A whole file that cannot be read: its student is asked for another one, or a person gives points for it."""

from grader.service.exercises.handing_in import hand_in_answers
from grader.service.store.gradings import list_entries
from grader.service.upkeep.inspection import inspect_database

from .school import HERE, School, read_notices, read_rows, read_text

BROKEN = b"answers: [slope: 2x"
EXERCISE = "/courses/calculus/week3"


def hand_in_broken(school: School) -> str:
    """Hand in a file that cannot be read; return the address of the work."""
    exercise, key = school.exercise.id, school.key("ada")
    school.database.write(lambda c: hand_in_answers(c, exercise, key, "ada.yaml", BROKEN, "f", school.now, school.now))
    school.do_jobs()
    return f"{HERE}/work/{key}"


def test_file_is_opened_and_the_student_is_asked_for_another(school: School) -> None:
    here, tim, ada = hand_in_broken(school), school.person("tim"), school.person("ada")
    assert "Ada" not in read_text(tim.get(f"{HERE}/review").text).partition("Files that cannot be read")[0]
    assert "Files that cannot be read" in read_text(tim.get(f"{HERE}/review").text)
    assert tim.get(f"{here}/submissions/1").content == BROKEN
    refused = tim.post(f"{here}/ask", text=" ")
    assert read_notices(refused)[0] == "Say what the student should do: they read it above the exercise."
    assert tim.post(f"{here}/ask", text="Save it as YAML.").status_code == 303
    said = "Please hand in again. Submission 1 cannot be read. Save it as YAML."
    assert said in read_notices(ada.get(EXERCISE))
    assert "Save it as YAML." in read_text(tim.get(here).text)
    assert read_notices(school.person("ben").get(EXERCISE)) == []
    school.hand_in("ada", slope="2x")
    assert read_notices(ada.get(EXERCISE)) == []
    assert read_notices(tim.post(f"{here}/ask", text="Again."))[0] == (
        "What counts can be read by now. Nothing was changed."
    )


def test_person_gives_points_for_a_file_from_the_same_instant(school: School) -> None:
    here, tim = hand_in_broken(school), school.person("tim")
    school.pass_by(days=3)
    given = {"points.slope": "3/2", "points.why": "1", "points.secret": " ", "reason": "As in your file."}
    assert tim.post(f"{here}/stand-in", **given).status_code == 303
    assert "So far" not in read_text(tim.get(f"{HERE}/class").text)
    school.do_jobs()
    assert "These answers are blank, in the place of submission 1" in read_text(tim.get(here).text)
    assert read_rows(tim.get(f"{HERE}/class"))[1][1:3] == ["graded", "2.5"]
    feedback = read_text(school.person("ada").get(f"{EXERCISE}/feedback").text)
    assert "As in your file. (decided by Tim, 2026-12-03)" in feedback
    assert tim.get(f"{here}/submissions/1").content == BROKEN
    assert inspect_database(school.database) == []
    ada = school.key("ada")
    with school.database.read() as connection:
        assert list_entries(connection, school.exercise.id, ada)[-1].waiting == 0


def test_points_that_cannot_be_given_are_refused_and_kept_in_the_form(school: School) -> None:
    here, tim = hand_in_broken(school), school.person("tim")
    for points, why in (("7", "Give a number of points from 0 to 2"), ("x", "such as 1, 1/2 or 0.5.")):
        refused = tim.post(f"{here}/stand-in", **{"points.slope": points, "points.why": "1", "reason": "Read."})
        assert refused.status_code == 422
        assert why in read_notices(refused)[0]
        assert f'name="points.slope" value="{points}"' in refused.text
    no_reason = tim.post(f"{here}/stand-in", **{"points.slope": "1", "reason": ""})
    assert "Say why" in read_notices(no_reason)[0]
    assert tim.get(f"{here}/submissions/2").status_code == 404


def test_students_decide_on_no_file(school: School) -> None:
    here = hand_in_broken(school)
    for path in ("ask", "stand-in"):
        assert school.person("ada").post(f"{here}/{path}", text="x").status_code == 403
