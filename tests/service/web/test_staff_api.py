"""The routes for programs of the staff: everything that the pages do, with a token and its scopes."""

import pytest
from httpx2 import Response
from sqlalchemy import Connection

from grader.service.exercises.handing_in import hand_in_answers
from grader.service.identity.enrolling import get_account
from grader.service.identity.tokens import Scope
from grader.service.store.courses import find_course
from grader.service.store.exercises import find_exercise
from grader.service.upkeep.deletion.deleting import delete_person
from grader.service.web.access import AllowToken
from tests.service.web.site import RUBRIC, Site
from tests.service.web.test_access import APP, list_routes
from tests.service.web.test_api import Program

COURSE = "/api/v1/courses/calculus"
HERE = f"{COURSE}/exercises/week3"
BROKEN = b"answers: [slope: 2x"
ANSWERS = b"answers:\n  slope: 2x\n  sign: grows\n"
WAITING = RUBRIC.replace(
    "      - id: sign\n",
    "      - id: why\n        title: Why\n        prompt: Why is that so?\n        type: text\n        points: 1\n"
    "      - id: sign\n",
)


class Staff(Program):
    """A program of somebody on the staff."""

    def send(self, method: str, path: str, content: object = None) -> Response:
        return self.client.request(method, path, json=content, headers=self.headers)


def find_account(site: Site, name: str) -> int:
    members = Staff(site, "ivy").get(f"{COURSE}/members").json()["members"]
    return next(one["account"] for one in members if one["student"] == name)


def hand_in(site: Site, name: str, answers: bytes = ANSWERS) -> None:
    assert Program(site, name).post(f"{HERE}/submissions", answers).status_code == 201
    site.do_jobs()


def test_exercise_is_uploaded_opened_and_closed(site: Site) -> None:
    ivy, rubric = Staff(site, "ivy"), RUBRIC.replace("rubric: week3", "rubric: week4").encode()
    made = ivy.post(f"{COURSE}/exercises", rubric)
    assert (made.status_code, made.json()["exercise"], made.json()["is_ok"]) == (201, "week4", True)
    assert "whether each answer is right" in made.json()["phases"][0]["feedback"]
    there = f"{COURSE}/exercises/week4"
    assert ivy.get(f"{there}/opening").status_code == 404
    assert Program(site, "ada").get(there).status_code == 404
    assert ivy.send("PUT", f"{there}/opening", {"revision": 1, "is_open": True}).status_code == 200
    assert Program(site, "ada").get(there).json()["is_open"] is True
    assert [one["slug"] for one in Program(site, "ada").get(f"{COURSE}/exercises").json()] == ["week3", "week4"]
    assert ivy.send("PUT", f"{there}/opening", {"revision": 1, "is_open": False}).json()["is_open"] is False
    assert [one["slug"] for one in Program(site, "ada").get(f"{COURSE}/exercises").json()] == ["week3"]
    assert ivy.get(f"{there}/revisions/1/rubric").content == rubric
    assert ivy.post(f"{COURSE}/exercises", rubric).status_code == 409


def test_rubric_with_faults_comes_back_with_our_messages(site: Site) -> None:
    refused = Staff(site, "ivy").post(f"{HERE}/revisions", RUBRIC.replace("type: choice", "type: choise").encode())
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    (found,) = refused.json()["diagnostics"]
    assert (found["slug"], found["span"]["source"], found["help"]) == (
        "unknown-answer-type",
        "rubric.yaml",
        "Write 'choice'.",
    )


def test_revision_that_others_are_graded_by_is_not_replaced(site: Site) -> None:
    hand_in(site, "ada")
    ivy = Staff(site, "ivy")
    assert ivy.post(f"{HERE}/revisions", RUBRIC.replace("points: 2", "points: 3").encode()).json()["number"] == 2
    assert ivy.get(f"{HERE}/revisions/2").json()["changes"] == [
        "All items together are worth 5 instead of 4 points.",
        "The slope: it is worth 3 instead of 2 points.",
    ]
    assert ivy.get(f"{HERE}/revisions/1").json()["changes"] == []
    refused = ivy.send("PUT", f"{HERE}/opening", {"revision": 2})
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "Students have handed in. Try the new revision first, and see whose score changes.",
    )
    counting = [(one["number"], one["counts"]) for one in ivy.get(f"{HERE}/revisions").json()["revisions"]]
    assert counting == [(2, False), (1, True)]


def test_people_come_into_the_course_and_leave_it(site: Site) -> None:
    ivy = Staff(site, "ivy")
    added = ivy.send("POST", f"{COURSE}/members", {"student": "mia", "name": "Mia", "role": "student"}).json()
    assert added["link"].startswith("http://127.0.0.1/enter/")
    assert ivy.send("POST", f"{COURSE}/members", {"student": "mia"}).status_code == 409
    account = added["member"]["account"]
    assert ivy.send("PATCH", f"{COURSE}/members/{account}", {"role": "assistant"}).status_code == 204
    assert ivy.send("POST", f"{COURSE}/members/{account}/link").json()["link"] != added["link"]
    assert ivy.send("DELETE", f"{COURSE}/members/{account}").status_code == 204
    assert ivy.send("DELETE", f"{COURSE}/members/{account}").status_code == 404
    assert ivy.send("DELETE", f"{COURSE}/members/{find_account(site, 'ivy')}").status_code == 409
    taken = ivy.post(f"{COURSE}/members/roster", b"id,name\nlea,Lea\nada,Ada\n").json()["members"]
    assert [one["member"]["student"] for one in taken] == ["lea", "ada"]


def test_extension_is_given(site: Site) -> None:
    ivy, ada = Staff(site, "ivy"), find_account(site, "ada")
    until = "2026-12-05T12:00:00+01:00"
    given = {"account": ada, "until": until, "reason": "ill"}
    assert ivy.send("POST", f"{HERE}/extensions", given).status_code == 204
    (found,) = ivy.get(f"{HERE}/extensions").json()["extensions"]
    assert (found["student"], found["until"], found["reason"]) == ("ada", "2026-12-05T11:00:00+00:00", "ill")
    early = ivy.send("POST", f"{HERE}/extensions", {**given, "until": "2026-11-01T12:00:00Z"})
    assert early.status_code == 422
    assert early.json()["detail"].startswith("Everybody has until Tue 1 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin).")
    assert Program(site, "ada").get(HERE).json()["deadline"] == "2026-12-05T11:00:00+00:00"


def test_class_comes_page_by_page_and_is_not_sent_again(site: Site) -> None:
    hand_in(site, "ada")
    tim = Staff(site, "tim")
    first = tim.get(f"{HERE}/class?limit=1")
    (row,) = first.json()["rows"]
    assert (row["student"], row["state"], row["score"], row["zero"]) == ("ada", "graded", "3", "")
    (last,) = tim.get(first.json()["next"]).json()["rows"]
    assert (last["student"], last["score"], last["zero"]) == ("ben", None, "Nothing was handed in.")
    tag = first.headers["ETag"]
    again = tim.get(f"{HERE}/class?limit=1", **{"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    hand_in(site, "ada", b"answers: {slope: 3x}\n")
    assert tim.get(f"{HERE}/class?limit=1", **{"If-None-Match": tag}).json()["rows"][0]["submissions"] == 2


def test_work_of_a_student_is_read_as_the_staff_see_it(site: Site) -> None:
    hand_in(site, "ada")
    tim, ada = Staff(site, "tim"), find_account(site, "ada")
    work = tim.get(f"{HERE}/class/{ada}").json()
    assert [(one["number"], one["counts"]) for one in work["submissions"]] == [(1, True)]
    outcomes = {item["id"]: item["outcome"] for item in work["report"]["items"]}
    assert outcomes == {"slope": "correct", "secret": "blank", "sign": "correct"}
    assert tim.get(f"{HERE}/class/{ada}/submissions/1").content == ANSWERS
    assert tim.get(f"{HERE}/class/{ada}/submissions/2").status_code == 404


def test_answer_that_waits_is_decided_once(site: Site) -> None:
    site.release(WAITING)
    hand_in(site, "ada", b"answers: {slope: 2x, why: the power rule}\n")
    tim, ivy = Staff(site, "tim"), Staff(site, "ivy")
    (group,) = tim.get(f"{HERE}/review").json()["groups"]
    assert (group["item"], group["answer"], group["students"]) == ("why", "the power rule", ["ada"])
    choice = {"item": "why", "grading": group["grading"], "points": "1/2", "reason": "No formula."}
    assert tim.send("POST", f"{HERE}/decisions", {**choice, "reason": ""}).status_code == 422
    assert tim.send("POST", f"{HERE}/decisions", choice).status_code == 204
    late = ivy.send("POST", f"{HERE}/decisions", {**choice, "points": "1"})
    assert (late.status_code, late.json()["detail"]) == (
        409,
        "tim was faster, and gave 1/2 of 1: No formula. Nothing was changed.",
    )
    site.do_jobs()
    assert tim.get(f"{HERE}/review").json()["groups"] == []
    ada = find_account(site, "ada")
    own = {"item": "slope", "points": "1", "reason": "Copied.", "seen": 0}
    assert ivy.send("POST", f"{HERE}/class/{ada}/decisions", own).status_code == 204
    assert ivy.send("POST", f"{HERE}/class/{ada}/decisions", own).status_code == 409
    decisions = tim.get(f"{HERE}/decisions").json()["decisions"]
    found = [(one["item"], one["points"], one["author"]) for one in decisions]
    assert found == [("why", "1/2", "tim"), ("slope", "1", "ivy")]
    number = decisions[0]["number"]
    assert tim.send("DELETE", f"{HERE}/decisions/{number}").status_code == 204
    again = tim.send("DELETE", f"{HERE}/decisions/{number}")
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "Somebody has decided again since. Nothing was changed.",
    )
    site.do_jobs()
    assert len(tim.get(f"{HERE}/review").json()["groups"]) == 1


def test_revision_is_tried_compared_and_accepted(site: Site) -> None:
    hand_in(site, "ada")
    ivy = Staff(site, "ivy")
    ivy.post(f"{HERE}/revisions", RUBRIC.replace("expected: 2*x", "expected: 3*x").encode())
    trial = ivy.send("POST", f"{HERE}/revisions/2/trials").json()
    there = f"{HERE}/trials/{trial['number']}"
    assert (trial["state"], trial["done"], trial["total"], trial["changes"]) == ("running", 0, 1, None)
    assert ivy.send("POST", f"{there}/accept").status_code == 409
    assert ivy.send("POST", f"{there}/stop").json()["state"] == "stopped"
    assert ivy.send("POST", f"{there}/go-on").json()["state"] == "running"
    site.do_jobs()
    (change,) = ivy.get(there).json()["changes"]
    assert (change["student"], change["before"], change["after"]) == ("ada", "3", "1")
    assert change["why"] == ["slope: correct, 2 → not correct, 0 (the key changed)"]
    assert Staff(site, "tim").send("POST", f"{there}/accept").status_code == 403
    assert ivy.send("POST", f"{there}/accept").json()["state"] == "accepted"
    assert ivy.get(f"{HERE}/class").json()["rows"][0]["score"] == "1"


def test_scores_are_exported(site: Site) -> None:
    hand_in(site, "ada")
    tim = Staff(site, "tim")
    assert "csv" in [one["kind"] for one in tim.get(f"{HERE}/exports").json()["formats"]]
    sent = tim.send("POST", f"{HERE}/exports/csv", {})
    assert sent.headers["content-disposition"] == 'attachment; filename="week3-csv.csv"'
    assert sent.text.splitlines()[1].startswith("ada,ada.yaml,graded,3,4,")
    refused = tim.send("POST", f"{HERE}/exports/canvas", {"options": {"assignment_id": "x"}})
    assert refused.status_code == 422
    assert refused.json()["diagnostics"]
    assert tim.send("POST", f"{HERE}/exports/nothing", {}).status_code == 404


def test_log_says_which_details_are_erased(site: Site) -> None:
    hand_in(site, "ada")
    account, now = find_account(site, "ada"), site.clock()
    site.database.write(lambda c: delete_person(c, get_account(c, account), None, now))
    rows = Staff(site, "ivy").get(f"{COURSE}/log").json()["rows"]
    assert [(one["action"], one["detail"], one["erased"]) for one in rows if one["action"] == "hand-in"] == [
        ("hand-in", {}, True)
    ]


def test_log_comes_page_by_page(site: Site) -> None:
    hand_in(site, "ada")
    Staff(site, "tim").send("POST", f"{HERE}/exports/csv", {})
    ivy = Staff(site, "ivy")
    first = ivy.get(f"{COURSE}/log?limit=1").json()
    assert [(one["who"], one["action"], one["exercise"]) for one in first["rows"]] == [("tim", "export", "week3")]
    assert [one["action"] for one in ivy.get(first["next"]).json()["rows"]] == ["hand-in"]
    assert Staff(site, "tim").get(f"{COURSE}/log").status_code == 403


def test_administrator_makes_a_course(site: Site) -> None:
    new = {"slug": "algebra", "title": "Algebra", "zone": "UTC", "instructor": "ivy"}
    assert Staff(site, "ivy").send("POST", "/api/v1/courses", new).status_code == 403
    root = Staff(site, "root")
    assert root.send("POST", "/api/v1/courses", new).status_code == 201
    assert root.send("POST", "/api/v1/courses", new).status_code == 409
    assert root.send("POST", "/api/v1/courses", {**new, "slug": "other", "zone": "Mars"}).status_code == 422
    assert Staff(site, "ivy", course="algebra").get("/api/v1/courses/algebra").json()["role"] == "instructor"


ROUTES = [
    (method, route.path, one.call.scope)
    for route in list_routes(APP)
    for method in sorted(route.methods)
    for one in route.dependant.dependencies
    if isinstance(one.call, AllowToken)
]


@pytest.mark.parametrize("scope", Scope)
def test_token_does_only_what_its_scopes_name(site: Site, scope: Scope) -> None:
    root = Staff(site, "root", scope)
    for method, path, needed in ROUTES:
        concrete = path.format(course="calculus", exercise="week3", number=1, key=1, account=1, kind="csv")
        status = root.send(method, concrete).status_code
        assert (status == 403) == (needed is not scope), (method, concrete)


def test_token_never_does_more_than_its_owner_may_do_by_then(site: Site) -> None:
    ivy, tim = Staff(site, "ivy"), Staff(site, "tim")
    assert tim.get(f"{HERE}/class").status_code == 200
    account = find_account(site, "tim")
    assert ivy.send("PATCH", f"{COURSE}/members/{account}", {"role": "student"}).status_code == 204
    assert tim.get(f"{HERE}/class").status_code == 403
    assert tim.get(HERE).status_code == 200
    assert ivy.send("DELETE", f"{COURSE}/members/{account}").status_code == 204
    assert tim.get(HERE).status_code == 404


def test_page_offers_only_the_scopes_of_a_role(site: Site) -> None:
    tokens = "/courses/calculus/-/tokens"
    offered = {name: site.person(name).get(tokens).text.count('name="scope"') for name in ("ada", "tim", "ivy")}
    assert offered == {"ada": 2, "tim": 5, "ivy": 6}
    assert site.person("ada").post(tokens, label="mine", days="3", scope="manage").status_code == 422


def test_examples_in_the_description_can_be_sent(site: Site) -> None:
    ivy, paths = Staff(site, "ivy"), APP.openapi()["paths"]
    rubric = paths["/api/v1/courses/{course}/exercises"]["post"]["requestBody"]["content"]["application/yaml"]
    assert ivy.post(f"{COURSE}/exercises", rubric["example"].encode()).json()["is_ok"] is True
    roster = paths["/api/v1/courses/{course}/members/roster"]["post"]["requestBody"]["content"]["text/csv"]
    assert ivy.post(f"{COURSE}/members/roster", roster["example"].encode()).status_code == 200


def test_extra_checks_and_extensions_are_given_and_withdrawn(site: Site) -> None:
    ivy, ada = Staff(site, "ivy"), find_account(site, "ada")
    given = {"account": ada, "until": "2026-12-05T12:00:00+01:00", "reason": "ill"}
    assert ivy.send("POST", f"{HERE}/extensions", {**given, "verdicts": 5}).status_code == 204
    assert ivy.send("POST", f"{HERE}/extensions", given).status_code == 204
    found = ivy.get(f"{HERE}/extensions").json()
    assert [one["student"] for one in found["extensions"]] == ["ada"]
    assert [(one["student"], one["verdicts"]) for one in found["checks"]] == [("ada", 5)]
    assert ivy.send("DELETE", f"{HERE}/extensions/{ada}/checks").status_code == 204
    assert ivy.send("DELETE", f"{HERE}/extensions/{ada}").status_code == 204
    assert ivy.get(f"{HERE}/extensions").json() == {"extensions": [], "checks": []}


def test_course_is_copied(site: Site) -> None:
    ivy = Staff(site, "ivy")
    made = ivy.send("POST", f"{COURSE}/copies", {"slug": "calculus-2"})
    assert (made.status_code, made.json()["slug"], made.json()["title"]) == (201, "calculus-2", "Calculus")
    assert ivy.send("POST", f"{COURSE}/copies", {"slug": "calculus-2"}).status_code == 409
    assert ivy.send("POST", f"{COURSE}/copies", {"slug": "Not a slug"}).status_code == 422


def hand_in_broken(site: Site, name: str) -> int:
    """Hand in a file that cannot be read, as a page does after it has asked; return the account."""
    account, now = find_account(site, name), site.clock()

    def act(connection: Connection) -> None:
        course = find_course(connection, "calculus")
        exercise = find_exercise(connection, course, "week3") if course else None
        assert exercise
        hand_in_answers(connection, exercise.id, account, f"{name}.yaml", BROKEN, "f", now, now)

    site.database.write(act)
    site.do_jobs()
    return account


def test_student_of_a_file_that_cannot_be_read_is_asked_for_another(site: Site) -> None:
    tim, ada = Staff(site, "tim"), hand_in_broken(site, "ada")
    assert tim.get(f"{HERE}/review").json()["unreadable"] == ["ada"]
    there = f"{HERE}/class/{ada}/requests"
    empty = tim.send("POST", there, {"number": 1, "text": " "})
    said = "Say what the student should do: they read it above the exercise."
    assert (empty.status_code, empty.json()["detail"]) == (422, said)
    assert tim.send("POST", there, {"number": 1, "text": "Save it as YAML."}).status_code == 204
    assert "Save it as YAML." in site.person("ada").get("/courses/calculus/week3").text
    hand_in(site, "ada")
    refused = tim.send("POST", there, {"number": 1, "text": "Once more."})
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "Something else counts by now than the file that you saw. Nothing was changed.",
    )
    of_ben = f"{HERE}/class/{find_account(site, 'ben')}/requests"
    assert tim.send("POST", of_ben, {"number": 1, "text": "x"}).status_code == 404


def test_blank_answers_are_put_once_in_the_place_of_a_file_that_cannot_be_read(site: Site) -> None:
    tim, ada = Staff(site, "tim"), hand_in_broken(site, "ada")
    received = tim.get(f"{HERE}/class/{ada}").json()["submissions"][0]["received"]
    site.clock.pass_by(days=3)
    there = f"{HERE}/class/{ada}/blank-answers"
    read = {"number": 1, "points": {"sign": "1"}, "reason": "It is in your file."}
    for points in ({"sign": "9"}, {"nothing": "1"}):
        assert tim.send("POST", there, {"number": 1, "points": points, "reason": "x"}).status_code == 422
    made = [tim.send("POST", there, read) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in made] == [(201, {"number": 2, "received": received})] * 2
    site.do_jobs()
    counting = [(one["number"], one["counts"]) for one in tim.get(f"{HERE}/class/{ada}").json()["submissions"]]
    assert sorted(counting) == [(1, False), (2, True)]
    seen = tim.get(f"{HERE}/decisions").json()["decisions"][-1]["number"]
    own = {"item": "slope", "points": "2", "reason": "It is in your file.", "seen": seen}
    assert tim.send("POST", f"{HERE}/class/{ada}/decisions", own).status_code == 204
    site.do_jobs()
    assert tim.get(f"{HERE}/class").json()["rows"][0]["score"] == "3"
    assert tim.send("POST", there, read).status_code == 409
    assert tim.get(f"{HERE}/class/{ada}/submissions/1").content == BROKEN


def test_other_dates_make_a_revision_that_differs_in_them_alone(site: Site) -> None:
    ivy = Staff(site, "ivy")
    made = ivy.send("POST", f"{HERE}/revisions/1/dates", {"release": "2026-12-09T12:00:00+00:00"})
    assert (made.status_code, made.json()["number"], made.json()["counts"]) == (201, 2, False)
    (change,) = made.json()["changes"]
    assert change.startswith("Students see what comes after the release from Wed 9 Dec 2026, 13:00 ")
    later = RUBRIC.replace("release: 2026-12-08", "release: 2026-12-09").encode()
    assert ivy.get(f"{HERE}/revisions/2/rubric").content == later
    same = ivy.send("POST", f"{HERE}/revisions/2/dates", {})
    assert (same.status_code, same.json()["detail"]) == (422, "Choose an instant. Nothing was changed.")
    early = ivy.send("POST", f"{HERE}/revisions/1/dates", {"release": "2026-11-01T12:00:00+00:00"})
    assert (early.status_code, early.json()["diagnostics"][0]["span"]["line"]) == (422, 5)
    assert ivy.send("POST", f"{HERE}/revisions/9/dates", {}).status_code == 404


def test_table_of_extensions_is_given_or_nothing_of_it(site: Site) -> None:
    ivy, there = Staff(site, "ivy"), f"{HERE}/extensions/table"
    table = "student,until,verdicts,reason\nada,2026-12-05 12:00,,ill\nben,2026-12-05 12:00,10,reads slowly\n"
    refused = ivy.post(there, table.replace("ben", "nobody").encode())
    assert (refused.status_code, refused.json()["diagnostics"][0]["span"]["line"]) == (422, 3)
    assert ivy.get(f"{HERE}/extensions").json() == {"extensions": [], "checks": []}
    assert ivy.post(there, table.encode()).json() == {"extensions": 1, "checks": 1}
    found = ivy.get(f"{HERE}/extensions").json()
    assert [one["student"] for one in found["extensions"]] == ["ada"]
    assert [(one["student"], one["verdicts"]) for one in found["checks"]] == [("ben", 10)]
