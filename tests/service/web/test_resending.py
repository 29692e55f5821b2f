"""A form that is sent after its session has ended: nothing that was typed is lost."""

import re
from html import unescape

import pytest
from httpx2 import Response

from grader.service.web.access import COOKIE
from tests.service.web.site import HERE, Person, Site
from tests.service.web.test_access import list_routes

TYPED = {"form": "f1", "answer.slope": '2x < "3"', "answer.sign": "grows"}


def sign_out(ada: Person) -> None:
    """End the session in another tab, which forgets the cookie too."""
    assert ada.post("/sign-out").status_code == 303
    ada.client.cookies.clear()


def sign_in_again(site: Site, ada: Person, name: str = "ada") -> None:
    ada.secret = site.database.write(lambda connection: site.sign_in(connection, name))
    ada.client.cookies.set(COOKIE, ada.secret, domain="127.0.0.1")


def press(person: Person, page: Response) -> Response:
    """Press the button of the page, which sends what it holds."""
    body = page.text.partition("<main")[2]
    address = re.search(r'<form method="post" action="([^"]*)"', body)
    assert address
    held = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', body)
    fields = {name: unescape(value) for name, value in held}
    return person.client.post(address[1], data=fields, follow_redirects=False)


def test_form_of_somebody_who_is_signed_out_is_sent_after_signing_in_again(site: Site) -> None:
    ada = site.person("ada")
    sign_out(ada)
    refused = ada.post(f"{HERE}/hand-in", **TYPED)
    assert refused.status_code == 401
    assert "Nothing was kept yet: you are signed out." in refused.text
    assert "2x &lt; &#34;3&#34;" in refused.text
    sign_in_again(site, ada)
    asked = press(ada, refused)
    assert asked.status_code == 403
    assert "You are <strong>ada</strong> now." in asked.text
    sent = press(ada, asked)
    assert sent.headers["location"] == f"{HERE}/submissions/1"
    assert "slope: '2x < \"3\"'" in ada.get(f"{HERE}/submissions/1/file").text


def test_form_of_an_earlier_session_says_who_would_send_it(site: Site) -> None:
    ada = site.person("ada")
    before = ada.secret
    sign_in_again(site, ada, "ben")
    now, ada.secret = ada.secret, before
    asked = ada.post(f"{HERE}/hand-in", **TYPED)
    ada.secret = now
    assert asked.status_code == 403
    assert "You are <strong>ben</strong> now." in asked.text


def test_form_of_somebody_else_is_carried_where_one_may_not_go(site: Site) -> None:
    ada = site.person("ada")
    before = ada.secret
    sign_in_again(site, ada, "eve")  # who is in another course
    now, ada.secret = ada.secret, before
    asked = ada.post(f"{HERE}/hand-in", **TYPED)
    ada.secret = now
    assert asked.status_code == 403
    assert "You are <strong>eve</strong> now." in asked.text
    assert "Week 3" not in asked.text.replace("week3", "")
    assert press(ada, asked).status_code == 404


def test_large_form_of_a_stranger_is_not_sent_back(site: Site) -> None:
    answer = site.person(None).post(f"{HERE}/hand-in", **{"answer.slope": "<" * 500_000})
    assert (answer.status_code, answer.content) == (303, b"")


def test_file_has_to_be_chosen_again(site: Site) -> None:
    ada = site.person("ada")
    sign_out(ada)
    page = ada.send(f"{HERE}/upload", "mine.yaml", b"student: ada\n", form="f1")
    assert page.status_code == 401
    assert "Choose <code>mine.yaml</code> again:" in page.text
    assert '<input type="file" name="file">' in page.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/password", {"password": "correct horse"}), ("/sign-out", {}), (f"{HERE}/save", {"answer.slope": " "})],
    ids=["a password", "nothing", "blanks"],
)
def test_passwords_and_blanks_are_not_shown_again(site: Site, path: str, fields: dict[str, str]) -> None:
    stranger = site.person(None)
    answer = stranger.post(path, **fields)
    assert answer.status_code == 303
    assert "horse" not in answer.text


def test_signing_in_leads_back_to_the_page_that_was_left(site: Site) -> None:
    stranger = site.person(None)
    here = {"referer": f"http://127.0.0.1{HERE}?newer"}
    far = {"referer": f"https://example.org{HERE}"}
    ways = [stranger.client.post("/sign-out", headers=one, follow_redirects=False) for one in (here, far)]
    assert [one.headers["location"] for one in ways] == [f"/sign-in?to={HERE}", "/sign-in?to=/"]


def list_posts(site: Site) -> list[str]:
    """The addresses to which pages send forms, and which are no pages."""
    found: dict[str, set[str]] = {}
    for route in list_routes(site.app):
        if not route.path.startswith("/api/"):
            found.setdefault(route.path, set()).update(route.methods)
    return [path for path, methods in found.items() if "GET" not in methods]


def test_address_of_every_form_leads_to_a_page(site: Site) -> None:
    root, addresses = site.person("root"), list_posts(site)
    for address in addresses:
        path = address.format(course="calculus", exercise="week3", account=1, number=1, key=1, secret="x", kind="csv")
        sent = root.get(path)
        assert sent.status_code == 303, path
        page = sent.headers["location"]
        assert root.get(page).status_code == 200 or page[-1].isdigit(), path  # a number that nothing has
    assert len(addresses) > 20
