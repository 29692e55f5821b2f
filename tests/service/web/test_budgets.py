"""Limits by work and account: who asks for too much waits a moment, and nobody else notices."""

from tests.service.web.site import HERE, Site
from tests.service.web.test_api import ANSWERS, API, Program

FORMULA = "x + " * 500 + "x"


def preview(site: Site, name: str, text: str = FORMULA) -> int:
    return site.person(name).post(f"{HERE}/preview", item="slope", text=text).status_code


def test_previews_are_limited_by_account_and_by_what_they_cost(site: Site) -> None:
    statuses = [preview(site, "ada") for _ in range(130)]
    assert statuses[:100] == [200] * 100
    assert statuses[-1] == 429
    refused = site.person("ada").post(f"{HERE}/preview", item="slope", text=FORMULA)
    assert refused.headers["retry-after"] == "1"
    assert preview(site, "ben") == 200  # at the same address
    site.clock.pass_by(seconds=1)
    assert preview(site, "ada") == 200


def test_lecture_hall_at_one_address_notices_nothing(site: Site) -> None:
    service = site.app.state.service
    for second in range(30):
        site.clock.pass_by(seconds=1)
        for account in range(300):
            for _ in range(4):  # as fast as a page asks
                service.reading.spend(account, 300 + second, site.clock())


def test_checks_and_hand_ins_are_limited_and_a_program_is_told_when_to_come_back(site: Site) -> None:
    program = Program(site, "ada")
    statuses = [program.post(f"{API}/week3/checks", ANSWERS).status_code for _ in range(100)]
    assert statuses[:99] == [202] * 99
    refused = program.post(f"{API}/week3/submissions", ANSWERS)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.headers["content-type"] == "application/problem+json"
    site.clock.pass_by(seconds=2)
    assert program.post(f"{API}/week3/submissions", ANSWERS).status_code == 201


def test_largest_file_is_possible(site: Site) -> None:
    program = Program(site, "ada")
    data = b"answers:\n  slope: 2x\n" + b"# a remark\n" * 80_000
    assert program.post(f"{API}/week3/submissions", data).status_code == 201
