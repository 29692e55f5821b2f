"""The routes for programs about people: deleting them for good, and new links for all who need one."""

from tests.service.web.site import Site
from tests.service.web.test_staff_api import COURSE, HERE, Staff, find_account, hand_in


def test_links_are_made_for_all_who_need_one(site: Site) -> None:
    ivy, there = Staff(site, "ivy"), f"{COURSE}/members/links"
    assert ivy.send("POST", f"{COURSE}/members", {"student": "mia"}).status_code == 201
    made = ivy.send("POST", there)
    assert made.status_code == 201
    links = {one["member"]["student"]: one["link"] for one in made.json()["members"]}
    assert "mia" not in links  # hers still works
    assert {"ada", "ben"} <= set(links)
    assert all(link.startswith("http://127.0.0.1/enter/") for link in links.values())
    assert site.person(None).get(links["ada"].removeprefix("http://127.0.0.1")).status_code == 200
    site.clock.pass_by(days=5)
    assert ivy.send("POST", there).json() == {"members": []}


def test_person_is_deleted_after_it_was_said_what_goes(site: Site) -> None:
    hand_in(site, "ada")
    root, ada, there = Staff(site, "root"), find_account(site, "ada"), f"{COURSE}/members"
    for name in ("tim", "ivy"):
        assert Staff(site, name).send("DELETE", f"{there}/{ada}/person").status_code == 403
        assert Staff(site, name).get(f"{there}/{ada}/person").status_code == 403
    assert root.get(f"{there}/{ada}/person").json() == {
        "account": ada,
        "name": "ada",
        "display": "ada",
        "courses": 1,
        "submissions": 1,
        "drafts": 0,
    }
    deleted = root.send("DELETE", f"{there}/{ada}/person")
    assert (deleted.status_code, deleted.json()) == (200, {"pseudonym": f"deleted-{ada}", "submissions": 1})
    left = {one["account"]: one["student"] for one in root.get(f"{there}").json()["members"]}
    assert left[ada] == f"deleted-{ada}"
    again = root.send("DELETE", f"{there}/{ada}/person")
    assert (again.status_code, again.json()["detail"]) == (409, "This person was deleted already.")
    assert root.get(f"{there}/{ada}/person").status_code == 200
    assert root.send("DELETE", f"{there}/12345/person").status_code == 404


def test_nobody_deletes_themselves(site: Site) -> None:
    ivy, root = Staff(site, "ivy"), Staff(site, "root")
    ivy.send("POST", f"{COURSE}/members", {"student": "root", "role": "instructor"})
    account = find_account(site, "root")
    refused = root.send("DELETE", f"{COURSE}/members/{account}/person")
    said = "Nobody can delete themselves. Another administrator can do it."
    assert (refused.status_code, refused.json()["detail"]) == (403, said)
    page = site.person("root").post(f"/courses/calculus/-/members/{account}/delete")
    assert page.status_code == 403
    assert root.get(COURSE).status_code == 200


def test_deletion_by_a_program_leaves_nothing_in_memory(site: Site) -> None:
    readers, ada = site.app.state.service.readers, find_account(site, "ada")
    Staff(site, "ada").send("POST", f"{HERE}/preview", {"item": "slope", "text": "2x"})
    assert readers.kept
    assert Staff(site, "root").send("DELETE", f"{COURSE}/members/{ada}/person").status_code == 200
    assert not readers.kept
