"""Who may use which route: every route with every kind of visitor, refused unless it is allowed."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from grader.service.settings import Settings
from grader.service.web.access import Access, Allow, AllowToken
from grader.service.web.app import create_app
from tests.service.web.site import Site

VISITORS = {
    None: Access.ANYBODY,
    "eve": Access.SIGNED_IN,
    "ada": Access.MEMBER,
    "tim": Access.STAFF,
    "ivy": Access.INSTRUCTOR,
    "root": Access.ADMIN,
}
PARAMETERS = {"course": "calculus", "exercise": "week3"}
REFUSED = (401, 403, 404)


def list_routes(app: FastAPI) -> list[APIRoute]:
    """Every route of ours; the framework may nest those of a router."""
    found: list[APIRoute] = []
    waiting = list(app.router.routes)
    while waiting:
        route = waiting.pop(0)
        if isinstance(route, APIRoute):
            found.append(route)
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
    return found


def find_access(route: APIRoute) -> list[Access]:
    return [one.call.access for one in route.dependant.dependencies if isinstance(one.call, Allow | AllowToken)]


APP = create_app(Settings.of_folder(Path("unused")))
ROUTES = [(method, route.path) for route in list_routes(APP) for method in sorted(route.methods)]
ACCESS = {(method, route.path): find_access(route) for route in list_routes(APP) for method in route.methods}


def test_there_are_routes() -> None:
    assert len(ROUTES) > 20


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_route_names_who_may_use_it(method: str, path: str) -> None:
    assert len(ACCESS[method, path]) == 1


@pytest.mark.parametrize("name", VISITORS)
def test_visitor_is_refused_where_they_may_not_go(site: Site, name: str | None) -> None:
    for (method, path), (access,) in ACCESS.items():
        is_for_programs = path.startswith("/api/")  # a session is no token
        if not is_for_programs and (VISITORS[name] >= access or access is Access.ANYBODY):
            continue
        concrete = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: PARAMETERS.get(found[1], "1"), path)
        person = site.person(name)
        answer = (
            person.post(concrete)
            if method == "POST"
            else person.client.request(method, concrete, follow_redirects=False)
        )
        is_sent_to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        assert answer.status_code in REFUSED or (name is None and is_sent_to_sign_in), (method, concrete)


def test_course_of_others_looks_like_one_that_does_not_exist(site: Site) -> None:
    eve = site.person("eve")
    there, not_there = eve.get("/courses/calculus"), eve.get("/courses/algebra")
    assert there.status_code == not_there.status_code == 404
    assert there.text == not_there.text
