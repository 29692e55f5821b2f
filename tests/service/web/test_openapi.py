"""The routes for programs are what their description says, whatever is sent to them (schemathesis)."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.service.web.site import Site, open_site
from tests.service.web.test_access import APP
from tests.service.web.test_api import ANSWERS, Program

schemathesis = pytest.importorskip("schemathesis", reason="needs the extra 'fuzz'")
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES, SEED = 12, 14
MODES = schemathesis.GenerationMode
OPERATIONS = [one.ok() for one in schemathesis.openapi.from_dict(APP.openapi()).get_all_operations()]
KNOWN = {"course": "calculus", "exercise": "week3", "number": 1, "key": 1, "account": 1, "kind": "csv"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site where something was handed in, and a revision is tried."""
    with open_site(tmp_path_factory.mktemp("site")) as opened:
        ada, ivy = Program(opened, "ada"), Program(opened, "ivy")
        there = "/api/v1/courses/calculus/exercises/week3"
        ada.post(f"{there}/submissions", ANSWERS)
        ada.post(f"{there}/checks", ANSWERS)
        ivy.post(f"{there}/revisions/1/trials", b"")
        opened.do_jobs()
        yield opened


@pytest.fixture(scope="module")
def administrator(site: Site) -> Program:
    """A program that may do everything."""
    return Program(site, "root")


@pytest.mark.parametrize("operation", OPERATIONS, ids=[f"{one.method.upper()} {one.path}" for one in OPERATIONS])
def test_route_is_as_described(operation, administrator: Program) -> None:
    cases = st.one_of(operation.as_strategy(generation_mode=mode) for mode in (MODES.POSITIVE, MODES.NEGATIVE))

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(case=cases, is_known=st.booleans())
    def check(case, is_known: bool) -> None:
        names = case.path_parameters or {}
        case.path_parameters = {name: KNOWN[name] if is_known else value for name, value in names.items()}
        if "course" in names:
            case.path_parameters["course"] = KNOWN["course"]
        arguments = case.as_transport_kwargs(base_url="http://127.0.0.1", headers=administrator.headers)
        arguments.pop("cookies", None)  # programs have none
        if isinstance(arguments.get("data"), bytes | str):
            arguments["content"] = arguments.pop("data")
        response = administrator.client.request(**arguments, follow_redirects=False)
        case.validate_response(response, checks=CHECKS)

    check()
