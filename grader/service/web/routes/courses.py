"""Making courses, which administrators do."""

import re
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from grader.service.identity.accounts import Account, make_account, make_link
from grader.service.store.audit import note
from grader.service.store.courses import Course, Role, add_course, add_member, find_course, list_courses
from grader.service.web.access import AdminVisit, Form, Visit
from grader.service.web.rendering import render_page
from grader.service.web.routes.members import show_page, write_address
from grader.submission.schema import ID_IN_WORDS, is_student_id

__all__ = ["SLUG", "router"]

router = APIRouter(include_in_schema=False)
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@router.post("/courses")
def make_course(visit: AdminVisit, form: Form) -> Response:
    """Make a course, and show its members, with a link for an instructor who has none yet."""
    words = {name: " ".join(str(form.get(name, "")).split()) for name in ("title", "slug", "zone", "instructor")}
    title, slug, zone, instructor = words.values()
    service, by, now = visit.service, visit.person, visit.service.clock()
    if refusal := find_fault(title, slug, zone, instructor):
        return show_home(visit, 422, refusal)

    def make(connection: Connection) -> tuple[Course, Account | None, str] | None:
        if find_course(connection, slug) is not None:
            return None
        course = add_course(connection, slug, title, zone, now)
        account = make_account(connection, instructor, now) if instructor else None
        secret = ""
        if account:
            add_member(connection, course, account.id, Role.INSTRUCTOR, instructor)
            secret = "" if account.password or account.is_closed else make_link(connection, account, now)
        note(connection, by.id, "course-made", f"course {course.id}", now, slug=slug, instructor=instructor)
        return course, account, secret

    made = service.database.write(make)
    if made is None:
        return show_home(visit, 409, f"There is a course called '{slug}' already. Choose another name in addresses.")
    course, account, secret = made
    if not secret:
        return RedirectResponse(f"/courses/{slug}/-/members", 303)
    there = replace(visit, course=course)
    return show_page(there, 201, link=write_address(visit, secret), person=account)


def find_fault(title: str, slug: str, zone: str, instructor: str) -> str:
    """Return what is wrong with a new course; empty if nothing is."""
    if not title or len(title) > 200:
        return "A course has a title of at most 200 characters."
    if not SLUG.fullmatch(slug):
        return (
            "The name in addresses has small letters, digits, '-' and '_', at most 60, and does not begin with a sign."
        )
    if instructor and not is_student_id(instructor):
        return f"'{instructor}' cannot be the name of an account. {ID_IN_WORDS}"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"'{zone}' is not a time zone. Write one such as 'Europe/Berlin' or 'UTC'."
    return ""


def show_home(visit: Visit, status: int, notice: str) -> Response:
    with visit.service.database.read() as connection:
        courses = list_courses(connection)
    return render_page(visit, "home", status, courses=courses, notice=notice)
