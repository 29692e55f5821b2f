"""What programs that watch the service see: whether it is ready, how much it does, and what it logs."""

import json
import logging
from collections import namedtuple

import pytest
from sqlalchemy import text

from grader.service.logs import JsonFormatter
from grader.service.web.routes import health
from tests.service.web.site import HERE, Site
from tests.service.web.test_api import ANSWERS, API, Program

Usage = namedtuple("Usage", "free")


def test_service_is_ready(site: Site) -> None:
    answer = site.person(None).get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_service_is_not_ready_without_space_on_the_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "disk_usage", lambda folder: Usage(3_000_000))
    answer = site.person(None).get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the disk is full: 3 MB are left\n")


def test_service_is_not_ready_while_its_tables_are_older(site: Site) -> None:
    site.database.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '0001'")))
    answer = site.person(None).get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database is not up to date\n")


def test_metrics_count_by_route_and_name_nobody(site: Site) -> None:
    Program(site, "ada").post(f"{API}/week3/submissions", ANSWERS)
    site.person("ada").get(HERE)
    site.person("ada").get("/courses/nowhere")
    site.clock.pass_by(seconds=90)
    lines = site.person(None).get("/metrics").text.splitlines()
    route = "/api/v1/courses/{course}/exercises/{exercise}/submissions"
    assert f'grader_requests_total{{method="POST",route="{route}",status="201"}} 1' in lines
    assert 'grader_requests_total{method="GET",route="/courses/{course}",status="404"} 1' in lines
    assert f'grader_request_seconds_count{{route="{route}"}} 1' in lines
    assert f'grader_request_seconds_bucket{{route="{route}",le="+Inf"}} 1' in lines
    assert 'grader_jobs{state="waiting"} 1' in lines
    assert "grader_oldest_job_seconds 90.0" in lines
    assert "grader_workers 0" in lines  # those of this process
    assert not [line for line in lines if "ada" in line or "week3" in line or "calculus" in line]


def test_log_has_the_number_of_the_request_and_no_secret(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    program = Program(site, "ada")
    with caplog.at_level(logging.INFO):
        answer = program.get(f"{API}/week3?token=from-the-address")
        site.person(None).get("/enter/a-secret-of-a-link")
    formatter = JsonFormatter()
    lines = [json.loads(formatter.format(one)) for one in caplog.records if one.name == "grader.requests"]
    found = [(line["method"], line["route"], line["status"]) for line in lines]
    assert found == [
        ("GET", "/api/v1/courses/{course}/exercises/{exercise}", 200),
        ("GET", "/enter/{secret}", 410),
    ]
    written = " ".join(map(str, lines))
    assert not [one for one in ("a-secret", "from-the-address", program.headers["Authorization"][7:]) if one in written]
    assert len(answer.headers["x-request-id"]) == 12


def test_fault_of_ours_names_the_number_that_is_in_the_log(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(health, "count_jobs", lambda connection: 1 / 0)
    answer = site.person(None).get("/metrics")
    assert answer.status_code == 500
    (logged,) = [one for one in caplog.records if one.name == "grader.service.web.faults"]
    number = answer.text.rpartition(" ")[2].strip(".\n")
    assert logged.getMessage() == f"request {number} failed"
    assert "ZeroDivisionError" in json.loads(JsonFormatter().format(logged))["traceback"]
