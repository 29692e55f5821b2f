"""What single students are allowed: more time, more verdicts in checks; given, imported, withdrawn."""

from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection, event

from grader.batch.discovery.roster import Enrolled
from grader.service.exercises import looking
from grader.service.identity.accounts import make_account
from grader.service.staff.allowing import Grant, grant
from grader.service.staff.members import take_in_roster
from grader.service.store.gradings import list_entries
from tests.service.web.site import find_field

from .school import COURSE, HERE, NOW, RUBRIC, School, read_notices, read_rows, read_text

GIVE = f"{HERE}/extensions"
SATURDAY = "Sat 5 Dec 2026, 12:00 (UTC+01:00, Europe/Berlin)"


def look(school: School, name: str, answer: str) -> str:
    """Return what a student sees of a check of one answer."""
    student, exercise = school.person(name), "/courses/calculus/week3"
    version = find_field(student.get(exercise), "version.slope")
    sent = student.post(f"{exercise}/check", **{"answer.slope": answer, "version.slope": version})
    school.do_jobs()
    return read_text(student.get(sent.headers["location"]).text)


def test_extension_is_withdrawn_and_counted_at_once(school: School) -> None:
    school.pass_by(days=2)
    school.hand_in("ada", slope="2x")
    ivy, ada = school.person("ivy"), school.key("ada")
    ivy.post(GIVE, account=str(ada), until="2026-12-05T12:00", reason="ill")
    assert ivy.post(f"{GIVE}/{ada}/withdraw", what="extension").status_code == 303
    with school.database.read() as connection:
        entries = list_entries(connection, school.exercise.id, ada)
    assert [(one.because, one.score) for one in entries] == [("hand-in", "1"), ("extension", "2"), ("extension", "1")]
    assert "Nobody has one." in read_text(ivy.get(f"{HERE}/setup").text)
    assert "withdrew an extension" in read_text(ivy.get(f"{COURSE}/log").text)
    assert ivy.post(f"{GIVE}/{ada}/withdraw", what="extension").status_code == 303  # a second click changes nothing


def test_extension_beyond_the_release_hides_the_key_until_it_ends(school: School) -> None:
    for name in ("ada", "ben"):
        school.hand_in(name, slope="3x")
    school.person("ivy").post(GIVE, account=str(school.key("ada")), until="2026-12-10T12:00", reason="ill")
    seen = []
    for days in (8.5, 2):  # after the release, and after the extension
        school.pass_by(days=days)
        pages = [school.person(name).get("/courses/calculus/week3/feedback").text for name in ("ada", "ben")]
        files = ZipFile(BytesIO(school.person("ivy").post(f"{HERE}/exports/markdown").content))
        pages += [files.read(name).decode() for name in sorted(files.namelist())]
        seen.append(["Expected" in read_text(page) for page in pages])
    assert seen == [[False, True] * 2, [True, True] * 2]


def test_checks_of_whoever_has_an_extension_are_those_before_the_deadline(school: School) -> None:
    ivy = school.person("ivy")
    levels = "visibility:\n  student: {before_deadline: none, after_deadline: none, released: everything}"
    ivy.send(f"{HERE}/revisions", {"rubric": ("rubric.yaml", RUBRIC.replace("visibility:", levels).encode())})
    school.do_jobs()
    assert ivy.post(f"{HERE}/revisions/2/release", open="yes").status_code == 303
    ivy.post(GIVE, account=str(school.key("ada")), until="2026-12-10T12:00", reason="ill")
    school.pass_by(days=8.5)
    assert ["Not correct" in look(school, name, "3x") for name in ("ada", "ben")] == [False, True]


def test_list_of_exercises_has_the_deadline_of_each_student(school: School) -> None:
    school.person("ivy").post(GIVE, account=str(school.key("ada")), until="2026-12-05T12:00", reason="ill")
    ada, ben = (read_text(school.person(name).get(COURSE.removesuffix("/-")).text) for name in ("ada", "ben"))
    assert "Due Sat 5 Dec 2026, 12:00" in ada
    assert "Due Tue 1 Dec 2026, 13:00" in ben


def test_extra_checks_are_for_one_student_and_end(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_VERDICTS", 1)
    ivy, ada = school.person("ivy"), school.key("ada")
    used_up = "You have seen the verdicts on 1 different answers here."
    for name in ("ada", "ben"):
        look(school, name, "3x")
        assert used_up in look(school, name, "4x")
    given = ivy.post(GIVE, account=str(ada), until="2026-12-05T12:00", reason="new to it", verdicts="1")
    assert given.status_code == 303
    assert ["ada", "1", SATURDAY, "new to it"] in read_rows(school.person("tim").get(f"{HERE}/setup"))
    assert "You have seen" not in look(school, "ada", "4x")
    assert "verdicts on 2 different answers here" in look(school, "ada", "5x")
    assert used_up in look(school, "ben", "4x")
    school.pass_by(days=6)
    assert used_up in look(school, "ada", "6x")


def test_extra_checks_are_withdrawn(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_VERDICTS", 1)
    ivy, ada = school.person("ivy"), school.key("ada")
    ivy.post(GIVE, account=str(ada), until="2026-12-05T12:00", reason="new to it", verdicts="5")
    assert ivy.post(f"{GIVE}/{ada}/withdraw", what="checks").status_code == 303
    look(school, "ada", "3x")
    assert "You have seen the verdicts on 1 different answers here." in look(school, "ada", "4x")


def test_table_gives_both(school: School) -> None:
    table = b"student;until;verdicts;reason\nADA;2026-12-05 12:00;;ill\nben;2026-12-05T12:00+01:00;7;new to it\n"
    page = school.person("ivy").send(f"{GIVE}/import", {"file": ("more.csv", table)})
    assert read_notices(page) == ["1 may hand in later, and 1 may see more verdicts in checks."]
    rows = read_rows(school.person("tim").get(f"{HERE}/setup"))
    assert ["ada", SATURDAY, "ill"] in rows
    assert ["ben", "7", SATURDAY, "new to it"] in rows


def test_table_with_faults_changes_nothing_and_names_each_place(school: School) -> None:
    table = b"student,until,reason\nada,2026-12-05,ill\neve,2026-12-05,ill\nben,soon,ill\nben,2026-12-05,\n"
    page = school.person("ivy").send(f"{GIVE}/import", {"file": ("more.csv", table)})
    assert page.status_code == 422
    text = unescape(page.text)
    assert "more.csv:3:1: error[bad-row]: This is no student of the course." in text
    assert "more.csv:4:1: error[bad-row]: There is no instant here." in text
    assert "more.csv:5:1: error[bad-row]: There is no reason here." in text
    assert "Nobody has one." in read_text(school.person("ivy").get(f"{HERE}/setup").text)
    early = b"student,until,reason\nada,2026-11-05,ill\n"
    refused = read_notices(school.person("ivy").send(f"{GIVE}/import", {"file": ("more.csv", early)}))
    assert refused[0].startswith("Nothing was changed. Everybody has until Tue 1 Dec 2026, 13:00")


def test_students_and_assistants_give_nothing(school: School) -> None:
    for name in ("ada", "tim"):
        for path in (GIVE, f"{GIVE}/import", f"{GIVE}/1/withdraw"):
            assert school.person(name).post(path, account="1").status_code == 403


@pytest.mark.parametrize("count", [2, 5])
def test_what_a_class_has_is_read_once_for_a_table_of_it(school: School, count: int) -> None:
    """While staff import a table, nobody can hand in where the database is a file."""
    roster = [Enrolled(id=f"s{number}") for number in range(count)]
    asked = list[str]()
    event.listen(school.database.writing, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def act(connection: Connection) -> None:
        ivy = make_account(connection, "ivy", NOW)
        made = take_in_roster(connection, school.course, ivy, roster, NOW)
        until = NOW + timedelta(days=9)
        grants = [Grant(account_id=one.person.account_id, until=until, reason="ill") for one in made if one.person]
        assert len(grants) == count
        grant(connection, school.course, school.exercise, grants, ivy, NOW)

    school.database.write(act)
    assert sum("FROM extension" in one for one in asked) == 1
    assert sum("FROM member" in one and "student" in one and "account_id =" not in one for one in asked) == 0
    assert sum("FROM account JOIN member" in one and "account.id =" not in one for one in asked) == 2
