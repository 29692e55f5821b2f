"""Who is in a course: listing, roster, links, roles."""

import re
from html import unescape

from grader.service.identity.enrolling import get_account
from grader.service.upkeep.deletion.deleting import delete_person

from .school import COURSE, School, read_notices, read_rows

MEMBERS = f"{COURSE}/members"


def read_table(page) -> str:
    """Return the table of links that a page shows."""
    found = re.search(r'<textarea id="links"[^>]*>(.*?)</textarea>', page.text, re.DOTALL)
    assert found
    return unescape(found[1])


def test_members_are_listed_by_name_with_role_and_section(school: School) -> None:
    rows = read_rows(school.person("tim").get(MEMBERS))
    assert rows == [
        ["Name", "In submissions", "Section", "Role"],
        ["Ada", "ada", "", "student"],
        ["Ben", "ben", "", "student"],
        ["Ivy", "ivy", "", "instructor"],
        ["Tim", "tim", "", "assistant"],
    ]


def test_students_see_nothing_of_it_and_assistants_change_nothing(school: School) -> None:
    assert school.person("ada").get(MEMBERS).status_code == 403
    assert school.person("root").get(MEMBERS).status_code == 200
    ada = school.key("ada")
    for name in ("ada", "tim"):
        for path in (MEMBERS, f"{MEMBERS}/roster", f"{MEMBERS}/{ada}/link", f"{MEMBERS}/{ada}/role"):
            assert school.person(name).post(path, role="instructor", student="x").status_code == 403


def test_roster_is_imported_and_answered_with_links(school: School) -> None:
    table = b"id;name;email;section\neve;Eve =1;eve@example.org;B\nada;Ada;;A\n"
    sent = school.person("ivy").send(f"{MEMBERS}/roster", {"file": ("roster.csv", table)})
    assert sent.status_code == 200
    assert read_notices(sent) == ["1 new, 1 already here, 0 skipped."]
    shown = read_table(sent)
    file = school.person("ivy").post(f"{MEMBERS}/links.csv", table=shown)
    assert file.headers["content-disposition"] == 'attachment; filename="calculus-links.csv"'
    head, eve, ada, end = file.text.split("\r\n")
    assert (head, end) == ("student,name,email,link", "")
    assert re.fullmatch(r"eve,Eve =1,eve@example.org,http://127\.0\.0\.1/enter/[\w-]+", eve)
    assert re.fullmatch(r"ada,Ada,,http://127\.0\.0\.1/enter/[\w-]+", ada)
    secret = eve.rpartition("/")[2]
    assert school.person("ivy").get(f"/enter/{secret}").status_code == 200
    rows = read_rows(school.person("tim").get(MEMBERS))
    assert ["Eve =1 eve@example.org", "eve", "B", "student"] in rows
    assert ["Ada", "ada", "A", "student"] in rows


def test_roster_that_cannot_be_used_is_refused_with_the_place(school: School) -> None:
    table = b"id,name\neve,Eve\neve,Eva\n"
    page = school.person("ivy").send(f"{MEMBERS}/roster", {"file": ("roster.csv", table)})
    assert page.status_code == 422
    assert read_notices(page) == ["Nobody was added. Correct the table as shown, and import it again."]
    assert "roster.csv:3:1: error[repeated-student]: 'eve' is in line 2 already." in unescape(page.text)
    assert len(read_rows(page)) == 5


def test_one_person_is_added_with_a_link(school: School) -> None:
    page = school.person("ivy").post(MEMBERS, student="fay", name="Fay", role="assistant")
    assert page.status_code == 200
    assert re.search(r"http://127\.0\.0\.1/enter/[\w-]+", page.text)
    assert [row[:3] for row in read_rows(page) if row[0] == "Fay"] == [["Fay", "fay", ""]]
    again = school.person("ivy").post(MEMBERS, student="FAY", role="student")
    assert read_notices(again) == ["fay is in the course already, as assistant."]


def test_name_that_no_submission_can_have_is_refused(school: School) -> None:
    page = school.person("ivy").post(MEMBERS, student="a/b")
    assert page.status_code == 422
    assert read_notices(page) == [
        "'a/b' cannot be the name in submissions. It begins with a letter or digit and has at most 64 letters, digits, "
        "blanks and ' . , _ @ + - ( )."
    ]


def test_link_is_not_made_for_somebody_who_has_more_rights_elsewhere(school: School) -> None:
    ivy, root = school.person("ivy"), school.person("root")
    made = root.post("/courses", title="Algebra", slug="algebra", zone="UTC", instructor="bob")
    assert made.status_code == 201
    assert "/enter/" in made.text
    for name in ("bob", "root"):
        added = ivy.post(MEMBERS, student=name)
        assert read_notices(added) == [f"{name} is in the course now, and signs in as before."]
        refused = ivy.post(f"{MEMBERS}/{school.key(name)}/link")
        assert refused.status_code == 403
        assert read_notices(refused) == [
            f"{name} is in another course too, or runs this service. Only an administrator can make a link for them."
        ]
    assert "/enter/" in ivy.post(f"{MEMBERS}/{school.key('ada')}/link").text
    assert "/enter/" in root.post(f"{MEMBERS}/{school.key('bob')}/link").text


def test_role_is_changed_but_the_last_instructor_stays(school: School) -> None:
    ivy = school.person("ivy")
    assert ivy.post(f"{MEMBERS}/{school.key('ada')}/role", role="assistant").status_code == 303
    assert school.person("ada").get(MEMBERS).status_code == 200
    refusal = ["ivy is the only instructor. Make somebody else an instructor first."]
    assert read_notices(ivy.post(f"{MEMBERS}/{school.key('ivy')}/role", role="student")) == refusal
    assert read_notices(ivy.post(f"{MEMBERS}/{school.key('ivy')}/remove")) == refusal


def test_work_of_somebody_who_was_removed_stays(school: School) -> None:
    school.hand_in("ada", slope="2x")
    ivy, ada = school.person("ivy"), school.key("ada")
    assert ivy.post(f"{MEMBERS}/{ada}/remove").status_code == 303
    assert school.person("ada").get("/courses/calculus").status_code == 404
    assert ivy.get(f"/courses/calculus/week3/-/work/{ada}").status_code == 200
    assert ivy.post(MEMBERS, student="ada").status_code == 200
    assert "Ada" in [row[0] for row in read_rows(ivy.get("/courses/calculus/week3/-/class"))]


def test_course_is_made_by_administrators_alone(school: School) -> None:
    fields = {"title": "Algebra", "slug": "algebra", "zone": "UTC"}
    assert school.person("ivy").post("/courses", **fields).status_code == 403
    root = school.person("root")
    refused = root.post("/courses", **{**fields, "zone": "Berlin"})
    assert all(f'value="{typed}"' in refused.text for typed in ("Algebra", "algebra", "Berlin"))
    assert read_notices(refused) == ["'Berlin' is not a time zone. Write one such as 'Europe/Berlin' or 'UTC'."]
    assert read_notices(root.post("/courses", **{**fields, "slug": "-"})) == [
        "The name in addresses has small letters, digits, '-' and '_', at most 60, and does not begin with a sign."
    ]
    assert root.post("/courses", **fields).status_code == 303
    assert read_notices(root.post("/courses", **fields)) == [
        "There is a course called 'algebra' already. Choose another name in addresses."
    ]


def test_names_are_sorted_as_people_look_for_them(school_of_each_kind: School) -> None:
    school = school_of_each_kind
    ivy = school.person("ivy")
    for number, name in enumerate(("Zoe", "Émile", "adam", "Łukasz", "Öner", "Eve")):
        ivy.post(MEMBERS, student=f"s{number}", name=name)
    names = ["Ada", "adam", "Ben", "Émile", "Eve", "Ivy", "Łukasz", "Öner", "Tim", "Zoe"]
    assert [row[0].split()[0] for row in read_rows(ivy.get(MEMBERS))[1:]] == names
    rows = read_rows(ivy.get("/courses/calculus/week3/-/class"))
    assert [row[0] for row in rows[1:]] == [name for name in names if name not in ("Ivy", "Tim")]


def test_roster_skips_whoever_cannot_be_taken_in_and_names_the_line(school: School) -> None:
    ivy = school.person("ivy")
    table = b"id,name,email\neve,Eve,eve@example.org\n\nada2,Ada,ada\nfay,Fay,\n"
    page = ivy.send(f"{MEMBERS}/roster", {"file": ("roster.csv", table)})
    said = "2 new, 0 already here, 1 skipped: line 4: The same person is in the course as 'ada'."
    assert read_notices(page) == [said]
    assert [line.partition(",")[0] for line in read_table(page).split()] == ["student", "eve", "fay"]


def test_links_that_have_ended_are_made_again_by_one_click(school: School) -> None:
    ivy = school.person("ivy")
    page = ivy.send(f"{MEMBERS}/roster", {"file": ("roster.csv", b"id\neve\nfay\n")})
    links = dict(line.split(",")[0::3] for line in read_table(page).split()[1:])
    school.person("eve").post(links["eve"].removeprefix("http://127.0.0.1"))
    school.pass_by(days=15)
    assert "people have no password, and no link that still works." in ivy.get(MEMBERS).text
    page = ivy.post(f"{MEMBERS}/links")
    again = dict(line.split(",")[0::3] for line in read_table(page).split()[1:])
    assert set(again) == {"ada", "ben", "eve", "fay", "ivy", "tim"}
    assert again["fay"] != links["fay"]
    assert read_notices(ivy.post(f"{MEMBERS}/links")) == ["0 new links."]
    for name in ("ada", "tim"):
        assert school.person(name).post(f"{MEMBERS}/links").status_code == 403


def test_whoever_left_the_course_is_in_no_export(school: School) -> None:
    school.hand_in("ada", slope="2x")
    school.hand_in("ben", slope="2x")
    assert school.person("ivy").post(f"{MEMBERS}/{school.key('ben')}/remove").status_code == 303
    sent = school.person("tim").post("/courses/calculus/week3/-/exports/csv").text
    assert [line.partition(",")[0] for line in sent.splitlines()] == ["student", "ada"]


def test_nobody_can_make_a_link_for_somebody_who_was_deleted(school: School) -> None:
    key = school.key("ben")
    school.database.write(lambda c: delete_person(c, get_account(c, key), None, school.now))
    page = school.person("ivy").get(MEMBERS).text
    assert f"/{key}/link" not in page
    assert "nobody can sign in" in page
