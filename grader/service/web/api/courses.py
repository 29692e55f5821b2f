"""Courses: that of the token, and making new ones."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from grader.service.staff.copying import make_copy
from grader.service.staff.courses import make_course
from grader.service.web.access import AdminManageVisit, ManageVisit, ReadVisit
from grader.service.web.programs import CHANGES, COURSE, READS

__all__ = ["router"]

router = APIRouter(tags=["courses"])
Text = Annotated[str, Field(max_length=200)]


class CourseRow(BaseModel):
    """A course. ``slug`` is its name in addresses, ``role`` what the owner of the token is in it."""

    slug: str
    title: str
    zone: str
    role: str | None = None


class NewCourse(BaseModel):
    """A course to make. ``instructor`` is the name of the account of its first instructor, if it has one."""

    model_config = {
        "json_schema_extra": {"example": {"slug": "algebra", "title": "Algebra", "zone": "UTC", "instructor": "ivy"}}
    }
    slug: Text
    title: Text
    zone: Text = "UTC"
    instructor: Text = ""


class NewCopy(BaseModel):
    """A copy to make of the course. With an empty ``title`` it has the same one."""

    model_config = {"json_schema_extra": {"example": {"slug": "calculus-2027", "with_staff": True}}}
    slug: Text
    title: Text = ""
    with_staff: bool = False


@router.get(COURSE, responses=READS)
def get_course(visit: ReadVisit) -> CourseRow:
    """Return the course of the token."""
    course, member = visit.in_course, visit.member
    return CourseRow(slug=course.slug, title=course.title, zone=course.zone, role=member.role if member else None)


@router.post(f"{COURSE}/copies", status_code=201, responses=CHANGES)
def copy(visit: ManageVisit, new: NewCopy) -> CourseRow:
    """Copy the course for the next term: its exercises, closed, and nobody's work."""
    by, now = visit.person, visit.service.clock()
    slug, title = (" ".join(text.split()) for text in (new.slug, new.title or visit.in_course.title))
    made = visit.service.database.write(
        lambda c: make_copy(c, visit.in_course, slug, title, by, now, with_staff=new.with_staff)
    )
    return CourseRow(slug=made.slug, title=made.title, zone=made.zone)


@router.post("/api/v1/courses", status_code=201, responses=CHANGES)
def add_course(visit: AdminManageVisit, new: NewCourse) -> CourseRow:
    """Make a course. Only administrators may; what happens in it needs a token of that course."""
    by, now = visit.person, visit.service.clock()
    title, slug, zone, instructor = (" ".join(text.split()) for text in (new.title, new.slug, new.zone, new.instructor))
    made = visit.service.database.write(lambda c: make_course(c, by, title, slug, zone, instructor, now))
    return CourseRow(slug=made.course.slug, title=made.course.title, zone=made.course.zone)
