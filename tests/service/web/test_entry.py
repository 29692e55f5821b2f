"""Coming in: links that work once, passwords, and whoever guesses them."""

from grader.service.identity.accounts import find_account, make_link, set_password
from grader.service.identity.passwords import hash_password
from grader.service.web.access import COOKIE
from tests.service.web.site import Site

PASSWORD = "four words make one"


def set_password_of(site: Site, name: str) -> None:
    def act(connection: object) -> None:
        account = find_account(connection, name)  # type: ignore[arg-type]
        assert account
        set_password(connection, account, hash_password(PASSWORD))  # type: ignore[arg-type]

    site.database.write(act)


def make_link_for(site: Site, name: str) -> str:
    def act(connection: object) -> str:
        account = find_account(connection, name)  # type: ignore[arg-type]
        assert account
        return make_link(connection, account, site.clock())  # type: ignore[arg-type]

    return f"/enter/{site.database.write(act)}"


def is_signed_out(site: Site, secret: str) -> bool:
    """Whether a session that somebody had can be used no more."""
    stranger = site.person(None)
    stranger.client.cookies.set(COOKIE, secret, domain="127.0.0.1")
    return stranger.get("/").headers.get("location", "").startswith("/sign-in")


def test_link_lets_in_once_and_only_by_its_button(site: Site) -> None:
    link, stranger = make_link_for(site, "ada"), site.person(None)
    assert "This link lets you in once." in stranger.get(link).text
    assert "This link lets you in once." in stranger.get(link).text  # a program that scans mail uses nothing up
    entered = stranger.post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/password")
    assert "HttpOnly" in entered.headers["set-cookie"] and "SameSite=lax" in entered.headers["set-cookie"]
    again = stranger.post(link)
    assert again.status_code == 410
    assert "This link does not work any more" in again.text


def test_link_stops_working_after_fourteen_days_or_with_the_next_one(site: Site) -> None:
    stranger, first = site.person(None), make_link_for(site, "ada")
    second = make_link_for(site, "ada")
    assert stranger.get(first).status_code == 410
    site.clock.pass_by(days=14)
    assert stranger.get(second).status_code == 410


def test_wrong_name_and_wrong_password_get_the_same_answer(site: Site) -> None:
    set_password_of(site, "ada")
    stranger = site.person(None)
    wrong = stranger.post("/sign-in", name="ada", password="not that one")
    nobody = stranger.post("/sign-in", name="adb", password="not that one")
    assert wrong.status_code == nobody.status_code == 403
    assert wrong.text == nobody.text.replace("adb", "ada")
    assert "The name or the password is wrong." in wrong.text


def test_sign_in_leads_back_and_never_to_another_site(site: Site) -> None:
    set_password_of(site, "ada")
    stranger = site.person(None)
    sent = stranger.get("/courses/calculus/week3").headers["location"]
    assert sent == "/sign-in?to=/courses/calculus/week3"
    for wanted, led in (("/courses/calculus", "/courses/calculus"), ("//evil.example", "/"), ("/\\evil.example", "/")):
        answer = stranger.post("/sign-in", name=" ADA ", password=PASSWORD, to=wanted)
        assert (answer.status_code, answer.headers["location"]) == (303, led)


def test_account_takes_no_password_for_a_while_after_ten_wrong_ones(site: Site) -> None:
    set_password_of(site, "ada")
    stranger = site.person(None)
    for _ in range(10):
        assert stranger.post("/sign-in", name="ada", password="a guess").status_code == 403
    closed = stranger.post("/sign-in", name="ada", password=PASSWORD)
    assert closed.status_code == 429
    assert "Wait ten minutes, or ask the staff for a link." in closed.text
    site.clock.pass_by(minutes=10)
    assert stranger.post("/sign-in", name="ada", password=PASSWORD).status_code == 303


def test_new_password_ends_every_other_session(site: Site) -> None:
    ada, secret = site.person("ada"), site.person("ada").secret
    assert ada.post("/password", password="short").status_code == 422
    assert ada.post("/password", password=PASSWORD).status_code == 303
    assert is_signed_out(site, secret)


def test_form_of_another_session_is_refused(site: Site) -> None:
    ada = site.person("ada")
    refused = ada.client.post("/sign-out", data={"token": "0" * 64}, follow_redirects=False)
    assert refused.status_code == 403
    assert "This form is from an earlier visit." in refused.text
    assert ada.get("/").status_code == 200


def test_signing_out_ends_the_session(site: Site) -> None:
    ada = site.person("ada")
    assert ada.post("/sign-out").headers["location"] == "/sign-in"
    assert is_signed_out(site, ada.secret)
