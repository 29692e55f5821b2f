"""A whole file that cannot be read: its student is asked for another one, or a person gives points for it."""

from httpx2 import Response

from grader.service.exercises.handing_in import hand_in_answers
from grader.service.store.gradings import list_entries
from grader.service.upkeep.inspection import inspect_database

from .school import HERE, School, read_notices, read_rows, read_text

BROKEN = b"answers: [slope: 2x"
EXERCISE = "/courses/calculus/week3"
OTHER_FILE = "Something else counts by now than the file that you saw. Nothing was changed."


def hand_in_broken(school: School, form: str = "f") -> str:
    """Hand in a file that cannot be read; return the address of the work."""
    mine, now = (school.exercise.id, school.key("ada")), school.now
    school.database.write(lambda c: hand_in_answers(c, *mine, "ada.yaml", BROKEN, form, now, now))
    school.do_jobs()
    return f"{HERE}/work/{school.key('ada')}"


def test_file_is_opened_and_the_student_is_asked_for_another(school: School) -> None:
    here, tim, ada = hand_in_broken(school), school.person("tim"), school.person("ada")
    assert "Ada" not in read_text(tim.get(f"{HERE}/review").text).partition("Files that cannot be read")[0]
    assert "Files that cannot be read" in read_text(tim.get(f"{HERE}/review").text)
    assert tim.get(f"{here}/submissions/1").content == BROKEN
    refused = tim.post(f"{here}/ask", number="1", text=" ")
    assert read_notices(refused)[0] == "Say what the student should do: they read it above the exercise."
    assert tim.post(f"{here}/ask", number="1", text="Save it as YAML.").status_code == 303
    said = "Please hand in again. Submission 1 cannot be read. Save it as YAML."
    assert said in read_notices(ada.get(EXERCISE))
    assert "Save it as YAML." in read_text(tim.get(here).text)
    assert read_notices(school.person("ben").get(EXERCISE)) == []
    school.hand_in("ada", slope="2x")
    assert read_notices(ada.get(EXERCISE)) == []
    assert read_notices(tim.post(f"{here}/ask", number="1", text="Again."))[0] == (OTHER_FILE)


def test_person_gives_points_for_a_file_from_the_same_instant(school: School) -> None:
    here, tim = hand_in_broken(school), school.person("tim")
    school.pass_by(days=3)
    given = {
        "number": "1",
        "points.slope": "3/2",
        "points.why": "1",
        "points.secret": " ",
        "reason": "As in your file.",
    }
    assert tim.post(f"{here}/blank-answers", **given).status_code == 303
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
        refused = tim.post(f"{here}/blank-answers", **{"number": "1", "points.slope": points, "reason": "Read."})
        assert refused.status_code == 422
        assert why in read_notices(refused)[0]
        assert f'name="points.slope" value="{points}"' in refused.text
    no_reason = tim.post(f"{here}/blank-answers", **{"number": "1", "points.slope": "1", "reason": ""})
    assert "Say why" in read_notices(no_reason)[0]
    assert tim.get(f"{here}/submissions/2").status_code == 404


def give(school: School, name: str, slope: str, number: int = 1) -> Response:
    """Give points for the slope in a file that cannot be read."""
    fields = {"number": str(number), "points.slope": slope, "reason": "As in your file."}
    return school.person(name).post(f"{HERE}/work/{school.key('ada')}/blank-answers", **fields)


def test_points_never_replace_what_was_handed_in_meanwhile(school: School) -> None:
    hand_in_broken(school)
    school.keep("ada", slope="2x")
    refused = give(school, "tim", "0")
    assert (refused.status_code, read_notices(refused)[0]) == (409, OTHER_FILE)
    school.do_jobs()
    assert give(school, "tim", "0").status_code == 409
    assert read_rows(school.person("tim").get(f"{HERE}/class"))[1][1:3] == ["graded", "2"]


def test_points_are_for_the_file_that_was_read(school: School) -> None:
    here = hand_in_broken(school)
    hand_in_broken(school, form="second")
    assert read_notices(give(school, "tim", "1"))[0] == OTHER_FILE
    assert read_notices(school.person("tim").post(f"{here}/ask", number="1", text="x"))[0] == OTHER_FILE
    assert give(school, "tim", "1", number=2).status_code == 303


def test_second_of_two_who_give_points_is_told(school: School) -> None:
    hand_in_broken(school)
    for graded in (False, True):
        assert give(school, "tim", "1").status_code == 303  # the same once more changes nothing
        other = give(school, "ivy", "2")
        assert (other.status_code, "Somebody else has given points" in read_notices(other)[0]) == (409, True)
        school.do_jobs()
        assert graded or read_rows(school.person("tim").get(f"{HERE}/class"))[1][1:3] == ["graded", "1"]


def test_blank_points_are_nought_whatever_was_decided_before(school: School) -> None:
    school.hand_in("ada", slope="7x")
    own = {"item": "slope", "points": "2", "reason": "Said in class.", "seen": "0"}
    assert school.person("tim").post(f"{HERE}/work/{school.key('ada')}/decide", **own).status_code == 303
    hand_in_broken(school)
    assert give(school, "tim", " ", number=2).status_code == 303
    school.do_jobs()
    assert read_rows(school.person("tim").get(f"{HERE}/class"))[1][1:3] == ["graded No answer is right.", "0"]


def test_students_decide_on_no_file(school: School) -> None:
    here = hand_in_broken(school)
    for path in ("ask", "blank-answers"):
        assert school.person("ada").post(f"{here}/{path}", text="x").status_code == 403
