"""Exports of what counts, in the formats of the command line."""

from html import unescape
from io import BytesIO
from zipfile import ZipFile

from grader.reports import REPORT_FORMATS

from .school import HERE, School, read_rows, read_text
from .test_deleting import delete

EXPORTS = f"{HERE}/exports"


def hand_in_some(school: School) -> None:
    school.hand_in("ben", slope="2x")
    school.hand_in("ada", slope="2x", why="the power rule")


def test_table_withholds_a_score_that_is_not_final(school: School) -> None:
    hand_in_some(school)
    sent = school.person("tim").post(f"{EXPORTS}/csv")
    assert sent.headers["content-disposition"] == 'attachment; filename="week3-csv.csv"'
    assert sent.text == (
        "student,file,status,score,points,score_so_far,pending,days_late,deduction,slope,why\r\n"
        "ada,ada.yaml,waits for a person,,3,2,1,0,0,2,\r\n"
        "ben,ben.yaml,graded,2,3,2,0,0,0,2,0\r\n"
    )
    settled = school.person("tim").post(f"{EXPORTS}/csv", pending="zero").text.split("\r\n")
    assert settled[1] == "ada,ada.yaml,graded,2,3,2,0,0,0,2,0"


def test_gradebook_needs_its_file_and_says_so(school: School) -> None:
    hand_in_some(school)
    page = school.person("tim").post(f"{EXPORTS}/moodle_worksheet")
    assert page.status_code == 422
    text = unescape(page.text)
    assert "error[missing-option]: 'moodle_worksheet' needs the option 'worksheet'" in text


def test_moodle_takes_the_final_scores(school: School) -> None:
    hand_in_some(school)
    sent = school.person("tim").post(f"{EXPORTS}/moodle", **{"option.key": "username", "anyway": "yes"})
    assert sent.text.splitlines()[0] == "username,Grade"
    assert "ben,2" in sent.text
    assert "ada" not in sent.text


def test_reports_for_each_student_show_what_they_may_see(school: School) -> None:
    school.hand_in("ada", slope="3x")
    sent = school.person("tim").post(f"{EXPORTS}/html")
    assert sent.headers["content-disposition"] == 'attachment; filename="week3-html.zip"'
    with ZipFile(BytesIO(sent.content)) as archive:
        assert archive.namelist() == ["ada.html"]
        assert "Expected" not in read_text(archive.read("ada.html").decode())


def test_file_of_a_system_that_knows_no_waiting_is_left_out(school: School) -> None:
    hand_in_some(school)
    with ZipFile(BytesIO(school.person("tim").post(f"{EXPORTS}/gradescope").content)) as archive:
        assert archive.namelist() == ["ben.gradescope.json", "left-out.txt"]
        assert (
            archive.read("left-out.txt")
            .decode()
            .startswith("error[pending-answer]: 'ada' has no final score yet, so there is no file: why.")
        )


def test_every_format_is_offered_to_staff_alone(school: School) -> None:
    hand_in_some(school)
    page = school.person("tim").get(EXPORTS).text
    for kind in REPORT_FORMATS:
        assert f'id="{kind}"' in page
        assert school.person("ada").post(f"{EXPORTS}/{kind}").status_code == 403
        if not REPORT_FORMATS[kind].needs:
            assert school.person("tim").post(f"{EXPORTS}/{kind}", anyway="yes").status_code == 200, kind


def test_class_page_and_export_agree(school: School) -> None:
    hand_in_some(school)
    rows = read_rows(school.person("tim").get(f"{HERE}/class"))
    assert [row[2] for row in rows[1:]] == ["2 so far", "2"]


def test_table_has_those_who_handed_in_nothing(school: School) -> None:
    school.hand_in("ben", slope="2x")
    lines = school.person("tim").post(f"{EXPORTS}/csv").text.split("\r\n")
    assert lines[1:] == ["ben,ben.yaml,graded,2,3,2,0,0,0,2,0", "ada,,not handed in,,3,,,,,,", ""]
    assert {line.count(",") for line in lines[:3]} == {10}


def test_moodle_works_at_the_first_attempt(school: School) -> None:
    hand_in_some(school)
    page = school.person("tim").get(EXPORTS)
    text = read_text(page.text)
    assert "1 student has no final score yet, because answers wait for a person." in text
    assert "map the column with the scores to the grade item." in text
    form = page.text.partition('id="moodle"')[2].partition("</form>")[0]
    assert '<option value="username" selected>Username</option>' in form
    assert 'name="anyway" value="yes" checked' in form
    fields = {"option.key": "username", "option.title": "Grade", "anyway": "yes"}
    sent = school.person("tim").post(f"{EXPORTS}/moodle", **fields)
    assert sent.text == "username,Grade\r\nben,2.00\r\n"


def test_choice_is_remembered_for_the_course(school: School) -> None:
    hand_in_some(school)
    fields = {"option.key": "email", "option.title": "Week 3", "anyway": "yes", "pending": "zero"}
    school.person("tim").post(f"{EXPORTS}/moodle", **fields)
    for name in ("ivy", "tim"):
        form = school.person(name).get(EXPORTS).text.partition('id="moodle"')[2].partition("</form>")[0]
        assert '<option value="email" selected>Email address</option>' in form
        assert 'value="Week 3"' in form
        assert 'name="pending" value="zero" checked' in form


def test_figures_keep_whoever_was_deleted_and_gradebooks_do_not(school: School) -> None:
    hand_in_some(school)
    key = delete(school, "ben")
    tim = school.person("tim")
    assert f"deleted-{key},erased,graded,2,3,2,0,0,0,2,0" in tim.post(f"{EXPORTS}/csv").text
    assert "deleted" not in tim.post(f"{EXPORTS}/moodle", anyway="yes").text


def test_what_was_typed_stays_where_something_is_missing(school: School) -> None:
    hand_in_some(school)
    tim = school.person("tim")
    fields = {"option.assignment_id": "77", "option.title": "Ex3"}
    assert tim.post(f"{EXPORTS}/canvas", **fields).status_code == 422
    page = tim.get(EXPORTS).text
    assert 'value="77"' in page and 'value="Ex3"' in page
