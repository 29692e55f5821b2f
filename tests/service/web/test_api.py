"""The routes for programs: tokens, handing in, checking, and what a program is told when something is wrong."""

from typing import Any

import pytest
from httpx2 import Response

from grader.service.exercises.receipts import is_genuine
from grader.service.identity.accounts import find_account
from grader.service.identity.tokens import Scope, make_token
from grader.service.store.courses import add_course, find_course
from grader.service.store.keys import get_key
from tests.service.web.site import HERE, Site

API = "/api/v1/courses/calculus/exercises"
ANSWERS = b"answers:\n  slope: 2x\n  sign: grows\n"


class Program:
    """A program that shows a token."""

    def __init__(self, site: Site, name: str, *scopes: Scope, course: str = "calculus", days: int = 10) -> None:
        def make(connection: Any) -> str:
            account, found = find_account(connection, name), find_course(connection, course)
            assert account and found
            return make_token(connection, account, found.id, "ci", scopes or tuple(Scope), days, site.clock())

        self.client = site.person(None).client
        self.headers = {"Authorization": f"Bearer {site.database.write(make)}"}

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers={**self.headers, **headers})

    def post(self, path: str, data: bytes, **headers: str) -> Response:
        return self.client.post(
            path, content=data, headers={"Content-Type": "application/yaml", **self.headers, **headers}
        )


def test_program_hands_in_and_reads_the_feedback(site: Site) -> None:
    program = Program(site, "ada")
    receipt = program.post(f"{API}/week3/submissions", ANSWERS)
    assert (receipt.status_code, receipt.json()["number"], receipt.json()["student"]) == (201, 1, "ada")
    assert program.get(f"{API}/week3/submissions/1/feedback").json()["state"] == "waiting"
    site.do_jobs()
    found = program.get(f"{API}/week3/feedback")
    assert found.json()["state"] == "done"
    outcomes = {item["id"]: item["outcome"] for item in found.json()["report"]["items"]}
    assert outcomes == {"slope": "correct", "secret": "withheld", "sign": "correct"}
    assert all(item["expected"] is None for item in found.json()["report"]["items"])
    assert program.get(f"{API}/week3/feedback", **{"If-None-Match": found.headers["ETag"]}).status_code == 304
    assert "Feedback" in site.person("ada").get(HERE).text


def test_request_with_the_same_key_is_handed_in_once(site: Site) -> None:
    program = Program(site, "ada")
    numbers = {
        program.post(f"{API}/week3/submissions", ANSWERS, **{"Idempotency-Key": "build-7"}).json()["number"]
        for _ in range(3)
    }
    assert numbers == {1}
    assert program.post(f"{API}/week3/submissions", ANSWERS).json()["number"] == 2


def test_program_is_warned_of_a_file_that_replaces_one_with_more_answers(site: Site) -> None:
    program = Program(site, "ada")
    assert program.post(f"{API}/week3/submissions", ANSWERS).json()["warnings"] == []
    sent = {"Idempotency-Key": "build-8"}
    fewer = program.post(f"{API}/week3/submissions", b"answers: {slope: 2x}", **sent).json()
    assert [one["what"] for one in fewer["warnings"]] == [
        "This submission has fewer answers than the one that it replaces: 1, not 2."
    ]
    again = program.post(f"{API}/week3/submissions", b"answers: {slope: 2x}", **sent).json()
    assert (again["number"], again["warnings"]) == (2, [])


def test_receipt_of_a_program_is_the_one_that_was_signed(site: Site) -> None:
    program = Program(site, "ada")
    program.post(f"{API}/week3/submissions", ANSWERS)
    receipt = program.get(f"{API}/week3/submissions/1").json()
    assert receipt["received"] == "2026-11-30T12:00:00+00:00"
    assert receipt == site.person("ada").get(f"{HERE}/submissions/1/receipt").json()
    assert is_genuine(receipt, get_key(site.database, "receipt"))
    assert program.get(f"{API}/week3").json()["deadline"] == "2026-12-01T12:00:00+00:00"


def test_receipts_come_page_by_page(site: Site) -> None:
    program = Program(site, "ada")
    for _ in range(3):
        program.post(f"{API}/week3/submissions", ANSWERS)
    first = program.get(f"{API}/week3/submissions?limit=2").json()
    assert [one["number"] for one in first["receipts"]] == [1, 2]
    last = program.get(first["next"]).json()
    assert ([one["number"] for one in last["receipts"]], last["next"]) == ([3], None)


def test_file_that_cannot_be_read_comes_back_with_our_own_messages(site: Site) -> None:
    refused = Program(site, "ada").post(f"{API}/week3/submissions", b"answers:\n  slop: 2x\nextra: 1\n")
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    problem = refused.json()
    assert problem["title"] == "This cannot be used"
    places = [(one["slug"], one["span"]["line"]) for one in problem["diagnostics"]]
    assert places == [("unknown-key", 2), ("unknown-key", 3)]
    assert site.do_jobs() == 0


def test_preview_is_read_and_never_judged(site: Site) -> None:
    program = Program(site, "ada")
    answer = program.client.post(
        f"{API}/week3/preview", json={"item": "slope", "text": "3x"}, headers=program.headers
    ).json()
    assert (answer["outcome"], answer["text"], answer["latex"]) == ("read", "3*x", r"3 \, x")


def test_check_is_found_at_its_address(site: Site) -> None:
    program = Program(site, "ada")
    place = program.post(f"{API}/week3/checks", ANSWERS)
    assert (place.status_code, place.json()["state"]) == (202, "waiting")
    site.do_jobs()
    assert program.get(place.json()["address"]).json()["state"] == "done"
    assert program.get(f"{API}/week3/feedback").status_code == 404  # nothing was handed in
    assert Program(site, "ben").get(place.json()["address"]).status_code == 404


@pytest.mark.parametrize("shown", [{}, {"Authorization": "Bearer 0000"}, {"Authorization": "Basic YTpi"}])
def test_without_a_valid_token_nothing_is_told(site: Site, shown: dict[str, str]) -> None:
    refused = site.person(None).client.get(f"{API}/week3", headers=shown)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert refused.json()["detail"] == (
        "Send a token that is valid: 'Authorization: Bearer …'. Make one on the page 'Tokens' of your course."
    )


def test_token_can_do_no_more_than_its_scopes(site: Site) -> None:
    refused = Program(site, "ada", Scope.READ_OWN).post(f"{API}/week3/submissions", ANSWERS)
    assert (refused.status_code, refused.json()["detail"]) == (403, "This token does not have the scope 'submit'.")


def test_token_of_another_course_finds_nothing(site: Site) -> None:
    site.database.write(lambda connection: add_course(connection, "algebra", "Algebra", "UTC", site.clock()))
    assert Program(site, "ada", course="algebra").get(f"{API}/week3").status_code == 404


def test_token_expires(site: Site) -> None:
    program = Program(site, "ada", days=10)
    assert program.get(f"{API}/week3").status_code == 200
    site.clock.pass_by(days=10)
    assert program.get(f"{API}/week3").status_code == 401


def test_token_of_somebody_who_left_the_course_finds_nothing(site: Site) -> None:
    assert Program(site, "eve").get(f"{API}/week3").status_code == 404


def test_token_is_shown_once_and_can_be_taken_back(site: Site) -> None:
    ada = site.person("ada")
    made = ada.post("/courses/calculus/-/tokens", label="my repository", days="30", scope="read-own")
    secret = made.text.partition('<code id="secret">')[2].partition("<")[0]
    headers = {"Authorization": f"Bearer {secret}"}
    assert ada.client.get(f"{API}/week3", headers=headers).status_code == 200
    page = ada.get("/courses/calculus/-/tokens").text
    assert secret not in page
    assert "never" not in page  # it was used
    assert site.person("ben").post("/courses/calculus/-/tokens/1/revoke").status_code == 303  # of nobody's, so nothing
    assert ada.client.get(f"{API}/week3", headers=headers).status_code == 200
    ada.post("/courses/calculus/-/tokens/1/revoke")
    assert ada.client.get(f"{API}/week3", headers=headers).status_code == 401


def test_description_of_the_routes_is_openapi(site: Site) -> None:
    description = site.person(None).get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in description["paths"])
    assert description["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            assert operation["security"] == [{"token": []}], (method, path)
            assert operation["description"], (method, path)
