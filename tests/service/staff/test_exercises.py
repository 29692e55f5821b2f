"""Rubrics: uploading, checking, what students see when, opening, extensions."""

from html import unescape

import pytest

from .school import COURSE, HERE, RUBRIC, School, read_notices, read_rows, read_text

NEW = f"{COURSE}/new-exercise"
OTHER = RUBRIC.replace("rubric: week3", "rubric: Week4").replace("Week 3: slopes", "Week 4: slopes")


def upload(school: School, path: str, rubric: str, **fields: str):
    return school.person("ivy").send(path, {"rubric": ("rubric.yaml", rubric.encode())}, **fields)


def test_rubric_is_uploaded_checked_and_opened(school: School) -> None:
    ivy, ada = school.person("ivy"), school.person("ada")
    sent = upload(school, NEW, OTHER)
    assert sent.headers["location"] == "/courses/calculus/week4/-/revisions/1"
    page = ivy.get(sent.headers["location"])
    assert "No problem was found." in read_text(page.text)
    assert "✓ slope: The key scores full marks." in read_text(page.text)
    assert "It does not count." in read_text(page.text)
    assert ada.get("/courses/calculus/week4").status_code == 404
    assert ivy.post("/courses/calculus/week4/-/revisions/1/release", open="yes").status_code == 303
    assert ada.get("/courses/calculus/week4").status_code == 200
    assert ivy.post("/courses/calculus/week4/-/revisions/1/release", open="no").status_code == 303
    assert "This exercise is closed at the moment." in ada.get("/courses/calculus/week4").text
    assert ivy.get("/courses/calculus/week4/-/revisions/1/rubric.yaml").text == OTHER


def test_rubric_with_faults_is_refused_with_every_place(school: School) -> None:
    wrong = OTHER.replace("points: 1", "points: one")
    page = upload(school, NEW, wrong)
    assert page.status_code == 422
    assert read_notices(page) == ["Nothing was kept: 1 fault was found. Correct the file as shown, and send it again."]
    text = unescape(page.text)
    assert "rubric.yaml:25:17: error[wrong-form]: 'one' is not a number such as 2, 1/2 or 0.5." in text
    assert "   25 |         points: one" in text
    assert school.person("ivy").get("/courses/calculus/week4/-/setup").status_code == 404
    assert read_notices(upload(school, NEW, OTHER, slug="Week 4")) == [
        "The name in addresses has small letters, digits, '-' and '_', at most 60. Choose one below."
    ]


def test_rubric_with_free_late_days_is_refused_because_nobody_would_keep_the_account(school: School) -> None:
    page = upload(school, f"{HERE}/revisions", RUBRIC.replace("per_day: 50 %", "per_day: 50 %\n  late_days: 2"))
    assert "The service does not keep an account of free late days." in read_text(page.text)


def test_rubric_that_counts_another_attempt_than_students_are_told_is_refused(school: School) -> None:
    page = upload(school, f"{HERE}/revisions", RUBRIC.replace("late:\n", "attempts: best\nlate:\n"))
    assert "In the service the last submission in time counts." in read_text(page.text)
    page = upload(school, f"{HERE}/revisions", RUBRIC.replace("late:\n", "attempts: last in time\nlate:\n"))
    assert page.status_code == 303


@pytest.mark.parametrize("path", [NEW, f"{HERE}/revisions"])
def test_faults_of_a_rubric_are_counted_right_above_its_form(school: School, path: str) -> None:
    page = upload(school, path, RUBRIC.replace("points: 1", "points: one").replace("points: 2", "points: two"))
    before, _, after = page.text.partition('<form method="post" action="' + path + '"')
    counted = "Nothing was kept: 2 faults were found. Correct the file as shown, and send it again."
    assert after
    assert read_text(before.rpartition("<h")[2]).count("error[") == 2  # no other heading is between them and the form
    assert counted in read_text(before.rpartition("<h")[2])
    assert "error[" not in after


def test_page_with_faults_leads_to_them_from_its_beginning(school: School) -> None:
    page = upload(school, f"{HERE}/revisions", RUBRIC.replace("points: 1", "points: one"))
    first = page.text.partition("</h1>")[2].partition("</p>")[0]
    assert read_text(first) == "Nothing was kept: 1 fault was found. It is shown above the form ."
    assert 'href="#faults"' in first
    assert page.text.count('id="faults"') == 1


def test_faults_of_a_table_of_extensions_are_right_above_its_form(school: School) -> None:
    table = {"file": ("table.csv", b"student,until,reason\nada,never,ill\n")}
    page = school.person("ivy").send(f"{HERE}/extensions/import", table)
    before = page.text.partition(f'<form method="post" action="{HERE}/extensions/import"')[0]
    assert "error[" in before.rpartition("<details")[2]
    assert "Nothing was kept: 1 fault was found." in read_text(before.rpartition("<details")[2])
    assert page.text.count('id="faults"') == 1
    assert before.rpartition("<details")[2].startswith(' class="own" open>')


def test_rubric_with_a_problem_is_kept_and_says_so(school: School) -> None:
    page = school.person("ivy").get(
        upload(school, NEW, OTHER.replace("points: 2\n", "points: 2\n        example: 2*x\n")).headers["location"]
    )
    assert "Do not use this rubric yet." in read_text(page.text)


def test_table_says_what_students_see_when(school: School) -> None:
    rows = read_rows(school.person("tim").get(f"{HERE}/revisions/1"))
    why = "whether each answer is right, and why it is wrong"
    everything = "whether each answer is right, why it is wrong, and the expected answer"
    first, second = (
        "Tue 1 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin)",
        "Tue 8 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin)",
    )
    assert rows == [
        ["When", "Of what they handed in", "Of a check before handing in"],
        [f"Until {first}", f"They see {why}.", f"They see {why}."],
        [f"From {first} to {second}", f"They see {why}.", f"They see {why}."],
        [f"From {second}", f"They see {everything}.", f"They see {why}."],
    ]


def test_looking_as_a_student_keeps_nothing(school: School) -> None:
    page = school.person("tim").get(f"{HERE}/revisions/1/as-student")
    assert "Give the derivative of" in read_text(page.text)
    assert "<form" not in page.text.replace('<form method="post" action="/sign-out"', "")
    assert 'src="/static/answer' not in page.text


def test_new_revision_does_not_count_where_students_have_handed_in(school: School) -> None:
    school.hand_in("ada", slope="2x")
    sent = upload(school, f"{HERE}/revisions", RUBRIC.replace("points: 2", "points: 4"))
    assert sent.headers["location"] == f"{HERE}/revisions/2"
    refused = school.person("ivy").post(f"{HERE}/revisions/2/release", open="yes")
    assert refused.status_code == 409
    assert read_notices(refused) == [
        "Students have handed in. Try the new revision first, and see whose score changes."
    ]


def test_extension_is_given_with_a_reason_and_counted_at_once(school: School) -> None:
    school.pass_by(days=2)
    school.hand_in("ada", slope="2x", why="the power rule")
    ivy = school.person("ivy")
    assert read_rows(ivy.get(f"{HERE}/class"))[1][:3] == ["Ada", "waits for a person late", "1 so far"]
    ada = str(school.key("ada"))
    early = ivy.post(f"{HERE}/extensions", account=ada, until="2026-11-30T12:00", reason="ill")
    assert read_notices(early) == [
        "Everybody has until Tue 1 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin). Choose a later instant."
    ]
    assert read_notices(ivy.post(f"{HERE}/extensions", account=ada, until="2026-12-05T12:00")) == [
        "An extension has a student, an instant and a reason."
    ]
    assert ivy.post(f"{HERE}/extensions", account=ada, until="2026-12-05T12:00", reason="ill").status_code == 303
    assert read_rows(ivy.get(f"{HERE}/class"))[1][:3] == ["Ada", "waits for a person", "2 so far"]
    given = ["ada", "Sat 5 Dec 2026, 12:00 (UTC+01:00, Europe/Berlin)", "ill"]
    assert given in read_rows(school.person("tim").get(f"{HERE}/setup"))
    assert "ill" not in read_text(school.person("ada").get("/courses/calculus/week3").text).split()


def test_extension_needs_a_late_policy(school: School) -> None:
    upload(school, f"{HERE}/revisions", RUBRIC.replace("late:\n  grace: 15 minutes\n  per_day: 50 %\n", ""))
    ivy = school.person("ivy")
    assert ivy.post(f"{HERE}/revisions/2/release", open="yes").status_code == 303
    page = ivy.post(f"{HERE}/extensions", account=str(school.key("ada")), until="2026-12-05T12:00", reason="ill")
    assert read_notices(page) == [
        "The rubric has no 'late', so handing in late costs nobody anything, and there is nothing to extend. "
        "Add 'late' to the rubric first, and upload it as a new revision."
    ]


def test_rubric_of_another_exercise_is_no_revision_of_this_one(school: School) -> None:
    page = upload(school, "/courses/calculus/week3/-/revisions", OTHER)
    assert page.status_code == 422
    assert read_notices(page) == [
        "This rubric is called 'Week4', and this exercise is 'week3'. Add it as an exercise of its own."
    ]


def test_message_about_a_rubric_keeps_its_lines(school: School) -> None:
    page = unescape(upload(school, NEW, OTHER.replace("points: 1", "points: one")).text)
    assert "\\x0a" not in page


def test_closed_exercise_keeps_what_was_handed_in_open_to_its_author(school: School) -> None:
    school.hand_in("ada", slope="2x")
    assert school.person("ivy").post(f"{HERE}/revisions/1/release", open="no").status_code == 303
    ada, exercise = school.person("ada"), "/courses/calculus/week3"
    assert "Closed at the moment." in read_text(ada.get("/courses/calculus").text)
    assert "This exercise is closed at the moment." in read_text(ada.get(exercise).text)
    for path in ("submissions", "submissions/1", "submissions/1/file", "feedback"):
        assert ada.get(f"{exercise}/{path}").status_code == 200, path
    assert ada.post(f"{exercise}/hand-in", form="f2", **{"answer.slope": "3x"}).status_code == 409
    assert ada.get(f"{exercise}/submissions/2").status_code == 404
    assert "You have handed in nothing." in read_text(school.person("ben").get(exercise).text)


@pytest.mark.parametrize("way", ["save", "check", "hand-in", "draft"])
def test_what_is_typed_while_the_exercise_is_closed_is_kept(school: School, way: str) -> None:
    exercise, ben, ivy = "/courses/calculus/week3", school.person("ben"), school.person("ivy")
    assert ben.get(exercise).status_code == 200
    ivy.post(f"{HERE}/revisions/1/release", open="no")
    fields = {"item": "slope", "text": "2x"} if way == "draft" else {"form": "f1", "answer.slope": "2x"}
    assert ben.post(f"{exercise}/{way}", **fields).status_code == (200 if way in ("draft", "save") else 409)
    assert "What you typed is kept too, and is not handed in" in read_text(ben.get(exercise).text)
    ivy.post(f"{HERE}/revisions/1/release", open="yes")
    assert ">2x</textarea>" in ben.get(exercise).text


def test_two_tabs_while_the_exercise_is_closed_lose_nothing(school: School) -> None:
    exercise, ben = "/courses/calculus/week3", school.person("ben")
    ben.post(f"{exercise}/draft", item="slope", text="2x in tab one", version="0")
    school.person("ivy").post(f"{HERE}/revisions/1/release", open="no")
    sent = ben.post(f"{exercise}/save", definitions="s = 2", **{"answer.slope": "2x in tab two", "version.slope": "0"})
    assert sent.status_code == 409
    for text in ("Not all of it is saved.", "2x in tab one", "2x in tab two", "s = 2"):
        assert text in read_text(sent.text)


def test_revision_that_was_never_open_stays_unknown_while_closed(school: School) -> None:
    ben, ivy, exercise = school.person("ben"), school.person("ivy"), "/courses/calculus/week3"
    ivy.post(f"{HERE}/revisions/1/release", open="no")
    upload(school, f"{HERE}/revisions", RUBRIC.replace("id: why", "id: exam").replace("The reason", "Of the exam"))
    ivy.post(f"{HERE}/revisions/2/release", open="no")
    assert ben.post(f"{exercise}/draft", item="exam", text="x").status_code == 404
    assert ben.post(f"{exercise}/draft", item="why", text="so").status_code == 200
    page = read_text(ben.get(exercise).text)
    assert "The reason so" in page
    assert "exam" not in page


def test_file_is_not_handed_in_while_the_exercise_is_closed(school: School) -> None:
    exercise, ben = "/courses/calculus/week3", school.person("ben")
    school.person("ivy").post(f"{HERE}/revisions/1/release", open="no")
    file = ("ben.yaml", b"student: ben\nexercise: week3\nanswers: {slope: 2x}\n")
    sent = ben.send(f"{exercise}/upload", {"file": file}, form="f1")
    assert sent.status_code == 409
    assert "Not handed in. This exercise is closed at the moment." in read_text(sent.text)


def test_findings_have_a_line_each(school: School) -> None:
    sent = upload(school, NEW, OTHER)
    page = school.person("ivy").get(sent.headers["location"]).text
    assert "\\x0a" not in page
    assert "The key scores full marks.\n" in page
