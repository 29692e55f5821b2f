"""The tables. ``../migrations/`` makes them; a test compares both.

Three of them are only ever added to: ``submission`` (the bytes that were handed in), ``grading`` (what the engine said
of one submission under one revision of the rubric), and ``ledger`` (what counts for a student, since when, and why).
Whatever is derived can be computed from these again.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

__all__ = [
    "Instant", "account", "allowance", "audit", "check", "choice", "course", "decision", "draft", "exercise",
    "extension", "grading", "job", "ledger", "link", "member", "metadata", "proof", "release", "request", "revision",
    "secret", "session", "submission", "token", "told", "trial",
]  # fmt: skip

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An instant, kept as text in UTC to the microsecond: the same in every database, and sorted as time goes."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def key() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def to(table: str, *, nullable: bool = False, name: str | None = None) -> Column[int]:
    """A reference to the id of a row in another table."""
    return Column(name or f"{table}_id", Integer, ForeignKey(f"{table}.id"), nullable=nullable)


account = Table(
    "account",
    metadata,
    key(),
    Column("name", String(200), nullable=False, unique=True),  # what one signs in with
    Column("display", String(200), nullable=False),
    Column("password", String(200)),  # argon2id; none until the person chooses one
    Column("is_admin", Boolean, nullable=False, default=False),
    Column("is_closed", Boolean, nullable=False, default=False),
    Column("created", Instant, nullable=False),
)

link = Table(  # lets one person in, once
    "link",
    metadata,
    key(),
    Column("token", String(64), nullable=False, unique=True),  # SHA-256
    to("account"),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("used", Instant),
)

session = Table(
    "session",
    metadata,
    key(),
    Column("token", String(64), nullable=False, unique=True),  # SHA-256
    to("account"),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
)

token = Table(  # lets a program in, as one person in one course
    "token",
    metadata,
    key(),
    Column("token", String(64), nullable=False, unique=True),  # SHA-256
    to("account"),
    to("course"),
    Column("label", String(100), nullable=False),
    Column("scopes", String(200), nullable=False),  # words, with blanks between them
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("used", Instant),
)

course = Table(
    "course",
    metadata,
    key(),
    Column("slug", String(60), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("zone", String(60), nullable=False),  # of the IANA database, for instants that are shown
    Column("created", Instant, nullable=False),
)

member = Table(
    "member",
    metadata,
    key(),
    to("course"),
    to("account"),
    Column("role", String(20), nullable=False),
    Column("section", String(60), nullable=False, default=""),
    Column("student", String(200), nullable=False),  # the name in submissions and reports
    UniqueConstraint("course_id", "account_id"),
    UniqueConstraint("course_id", "student"),
)

exercise = Table(
    "exercise",
    metadata,
    key(),
    to("course"),
    Column("slug", String(60), nullable=False),
    Column("title", String(300), nullable=False),
    Column("created", Instant, nullable=False),
    UniqueConstraint("course_id", "slug"),
)

revision = Table(  # of a rubric; never changed
    "revision",
    metadata,
    key(),
    to("exercise"),
    Column("number", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("rubric", LargeBinary, nullable=False),
    Column("proved", LargeBinary, nullable=False),  # the file with the proved key; empty if there is none
    Column("wrong", LargeBinary, nullable=False),  # the file with the wrong answers that mistakes lead to
    to("account"),
    Column("created", Instant, nullable=False),
    UniqueConstraint("exercise_id", "number"),
)

release = Table(  # which revision students see and are graded by, and since when; the latest row counts
    "release",
    metadata,
    key(),
    to("exercise"),
    to("revision"),
    to("account"),
    Column("is_open", Boolean, nullable=False),
    Column("created", Instant, nullable=False),
)

extension = Table(  # who may hand in later, and why; the latest row of a student counts
    "extension",
    metadata,
    key(),
    to("exercise"),
    to("account"),
    Column("until", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False, default=False, server_default=false()),
)

allowance = Table(  # verdicts that a student may see in checks beyond the usual number; the latest row counts
    "allowance",
    metadata,
    key(),
    to("exercise"),
    to("account"),
    Column("verdicts", Integer, nullable=False),  # on each item; 0 withdraws what was allowed before
    Column("until", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created", Instant, nullable=False),
)

draft = Table(  # what a student is typing; ``version`` grows with each save
    "draft",
    metadata,
    key(),
    to("exercise"),
    to("account"),
    Column("item", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("saved", Instant, nullable=False),
    UniqueConstraint("exercise_id", "account_id", "item"),
)

submission = Table(
    "submission",
    metadata,
    key(),
    to("exercise"),
    to("account"),
    Column("number", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("confirmed", Text, nullable=False, default="", server_default=text("''")),  # the map of a worked document
    Column("form", String(100), nullable=False),  # the same form is handed in once, however often it is sent
    Column("received", Instant, nullable=False),
    Column("erased", Instant),  # since when its bytes are gone, because its author was deleted
    UniqueConstraint("exercise_id", "account_id", "number"),
    UniqueConstraint("exercise_id", "account_id", "form"),
)

request = Table(  # for another submission, in place of one that cannot be read; its author reads the text
    "request",
    metadata,
    key(),
    to("submission"),
    Column("text", Text, nullable=False),
    to("account"),  # who asks
    Column("created", Instant, nullable=False),
)

grading = Table(
    "grading",
    metadata,
    key(),
    to("submission"),
    to("revision"),
    Column("engine", String(40), nullable=False),
    Column("record", Text, nullable=False),
    Column("created", Instant, nullable=False),
    UniqueConstraint("submission_id", "revision_id", "engine"),
)

ledger = Table(
    "ledger",
    metadata,
    key(),
    to("exercise"),
    to("account"),
    to("grading"),
    Column("score", String(80), nullable=False),  # exact, as a fraction
    Column("pending", String(80), nullable=False),
    Column("because", String(40), nullable=False),
    Column("created", Instant, nullable=False),
    Column("zero", String(40), nullable=False, default="", server_default=text("''")),  # why the score is 0, if it is
    Column(
        "waiting", Integer, nullable=False, default=0, server_default=text("0")
    ),  # how many answers a person has to look at
    Index("ix_ledger_exercise_account", "exercise_id", "account_id"),
)

seen = Table(  # up to which row of the ledger a student has seen why their score changed; the latest row counts
    "seen",
    metadata,
    key(),
    to("exercise"),
    to("account"),
    to("ledger"),
    Column("created", Instant, nullable=False),
    UniqueConstraint("account_id", "ledger_id"),
)

decision = Table(  # of a person on an answer; never changed, and the later one counts
    "decision",
    metadata,
    key(),
    to("exercise"),
    Column("item", String(200), nullable=False),
    to("account", nullable=True, name="student_id"),  # whose answer it is about; none if everyone's who gave it
    Column("answer", Text, nullable=False),
    Column("points", String(80), nullable=False),  # exact, as a fraction; empty if it withdraws the one before it
    Column("reason", Text, nullable=False),
    Column("automatic", Text, nullable=False),  # what the machine had said, one verdict on each line
    to("grading"),  # what was seen
    to("account"),  # who decided
    Column("created", Instant, nullable=False),
    Index("ix_decision_exercise_item", "exercise_id", "item"),
)

proof = Table(  # what 'grader rubric check' says of a revision
    "proof",
    metadata,
    key(),
    to("revision"),
    Column("is_ok", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("created", Instant, nullable=False),
)

trial = Table(  # of a revision on what counts now, before it counts itself
    "trial",
    metadata,
    key(),
    to("exercise"),
    to("revision"),
    to("account"),
    Column("state", String(20), nullable=False),
    Column("created", Instant, nullable=False),
)

check = Table(  # a look before handing in; ``record`` is empty until the work is done
    "check",
    metadata,
    key(),
    to("exercise"),
    to("account"),
    to("revision"),
    Column("data", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("record", Text, nullable=False, default=""),
    Column("created", Instant, nullable=False),
    Index("ix_check_exercise_account", "exercise_id", "account_id"),
)

told = Table(  # a verdict on an answer that a student has seen in a check; seeing it again is free
    "told",
    metadata,
    key(),
    to("exercise"),
    to("account"),
    Column("item", String(200), nullable=False),
    Column("answer", String(64), nullable=False),  # SHA-256 of the answer as it was read
    Column("created", Instant, nullable=False),
    UniqueConstraint("exercise_id", "account_id", "item", "answer"),
)

job = Table(
    "job",
    metadata,
    key(),
    Column("kind", String(40), nullable=False),
    Column("name", String(200), nullable=False, unique=True),  # a second job of the same name is nothing
    Column("target", Integer, nullable=False),  # the id of the row that it is about
    Column("priority", Integer, nullable=False),  # smaller is sooner
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("owner", String(64)),
    Column("lease", Instant),
    Column("created", Instant, nullable=False),
    Column("finished", Instant),
    Index("ix_job_state_priority", "state", "priority", "id"),
)

choice = Table(  # what the staff chose when they exported last, as JSON
    "choice",
    metadata,
    key(),
    to("course"),
    Column("format", String(40), nullable=False),
    Column("options", Text, nullable=False),
    UniqueConstraint("course_id", "format"),
)

secret = Table(  # what the service signs with
    "secret",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

audit = Table(  # who did what; each row holds the hash of the row before it
    "audit",
    metadata,
    key(),
    Column("at", Instant, nullable=False),
    to("account", nullable=True),
    Column("action", String(60), nullable=False),
    Column("target", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    Column("salt", String(64), nullable=False, default="", server_default=text("''")),  # of the hash; see 'audit.py'
    Column("before", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
)
