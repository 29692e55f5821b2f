"""The page about the routes for programs: its requests are sent, one after the other, and answered as it says."""

import json
import re
from pathlib import Path

from tests.service.web.site import Site
from tests.service.web.test_access import APP
from tests.service.web.test_api import Program

PAGE = (Path(__file__).parents[3] / "docs/service/api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http as (\w+)\n(.*?)```", PAGE, re.DOTALL)
ANYTHING = "…"


def fits(shown: object, got: object) -> bool:
    """Whether an answer is as shown: it may have more, and ``…`` stands for anything."""
    if shown == ANYTHING:
        return got is not None
    if isinstance(shown, dict):
        return isinstance(got, dict) and all(name in got and fits(value, got[name]) for name, value in shown.items())
    if isinstance(shown, list):
        return isinstance(got, list) and len(shown) <= len(got) and all(map(fits, shown, got))
    return shown == got


def test_requests_are_answered_as_the_page_says(site: Site) -> None:
    assert len(EXAMPLES) > 8
    for name, text in EXAMPLES:
        head, _, rest = text.partition("\n\n")
        request, *headers = head.splitlines()
        method, path = request.split()
        match = re.search(r"(?:\A|\n\n)(\d{3})\n(.*)\Z", rest, re.DOTALL)
        assert match, request
        program = Program(site, name)
        sent = dict(line.split(": ") for line in headers)
        answer = program.client.request(
            method, path, content=rest[: match.start()].encode(), headers={**program.headers, **sent}
        )
        assert answer.status_code == int(match[1]), (request, answer.text)
        assert not match[2].strip() or fits(json.loads(match[2]), answer.json()), (request, answer.text)
        site.do_jobs()


def test_page_names_every_route() -> None:
    shown = set(re.findall(r"`([^`\n]*)`", PAGE))
    for path in APP.openapi()["paths"]:
        short = path.removeprefix("/api/v1/courses/{course}").replace("/exercises/{exercise}/", "…/")
        last = short.rpartition("/")[2]
        known = any(short in one or f"…/{last}" in one for one in shown)
        assert known or path == "/api/v1/courses/{course}", path
