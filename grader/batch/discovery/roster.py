"""The roster: who is enrolled, from a table whose columns are known by their headers.

A roster is what a platform exports (Canvas's gradebook, Moodle's participants or grading worksheet, Gradescope's
roster) or what somebody keeps in a spreadsheet. A student is looked up by an identifier that is equal, never by a name
that is alike: two students may share a name, and a wrong match gives one student's score to another.

>>> roster = roster_in(Source("students.csv", "id;name;email\\nada;Ada Lovelace;Ada@example.edu\\n"))
>>> roster.find("ada@example.edu").name
'Ada Lovelace'
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from unicodedata import category, normalize

from grader import limits
from grader.batch.discovery.found import Claim, Naming
from grader.documents import Scalar
from grader.documents.decoding import decode
from grader.documents.files import read_bytes
from grader.documents.table import rows
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span
from grader.submission.schema import STUDENT_ID

__all__ = ["Enrolled", "Roster", "alike", "load_roster", "roster_in"]

HEADERS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "student id", "student"),
    "login": ("login", "login id", "sis login id", "username", "user name"),
    "email": ("email", "e mail", "email address", "mail"),
    "number": ("sid", "number", "id number", "student number", "sis user id", "sis id", "matriculation number",
               "orgdefinedid"),
    "canvas": ("canvas id", "canvas user id"),
    "participant": ("participant", "participant id", "identifier"),
    "name": ("name", "full name", "display name", "student name"),
    "first": ("first name", "given name"),
    "last": ("last name", "surname", "family name"),
    "section": ("section", "sections", "section name", "group", "groups"),
}  # fmt: skip
IDENTIFIERS = ("id", "login", "number", "email", "canvas", "participant")
WITHOUT_CASE = ("login", "email")
LOOKED_UP = ("id", "login", "email", "number")
CLAIMED_BY: Mapping[Naming, tuple[str, ...]] = {
    Naming.FOLDER: LOOKED_UP,
    Naming.MOODLE: ("participant",),
    Naming.CANVAS: ("canvas",),
    Naming.GRADESCOPE: ("email", "number"),
}
LAST_NUMBER = re.compile(r"(\d+)\s*$")
TRIAL = "Student, Test"  # whom Canvas puts at the end of a gradebook
Row = Sequence[Scalar]


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """A student on the roster. ``id`` is what reports call the student; ``number`` is the institution's.

    ``canvas`` is the number of the user in Canvas, ``participant`` that of the participant in an assignment of Moodle.
    """

    id: str
    name: str = ""
    email: str = ""
    login: str = ""
    number: str = ""
    section: str = ""
    canvas: str = ""
    participant: str = ""


ATTRIBUTES = tuple(one.name for one in fields(Enrolled))


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The students enrolled, in the order of the roster, each found by any identifier."""

    students: tuple[Enrolled, ...]
    _by: Mapping[str, dict[str, Enrolled]] = field(default_factory=dict, repr=False, compare=False)
    _alike: dict[str, Enrolled] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        by = {
            kind: {comparable(kind, value): one for one in self.students if (value := getattr(one, kind))}
            for kind in IDENTIFIERS
        }
        object.__setattr__(self, "_by", by)
        object.__setattr__(self, "_alike", {alike(one.id): one for one in reversed(self.students)})

    def __len__(self) -> int:
        """Return how many students are enrolled."""
        return len(self.students)

    def find(self, text: str) -> Enrolled | None:
        """Return the student with this id, or else with this login, email address or number."""
        return self.first(LOOKED_UP, text)

    def claimed(self, claim: Claim) -> Enrolled | None:
        """Return the student whom a platform or folder names, by the identifiers that it uses.

        A number of Moodle may be that of a group, and a student may put one into the own name in Canvas: so the name
        beside a number must not be somebody else's.
        """
        found = self.first(CLAIMED_BY[claim.naming], claim.id)
        found = found or (self.first(("number",), claim.number) if claim.number else None)
        is_named = claim.naming in (Naming.MOODLE, Naming.CANVAS) and found and found.name
        return None if is_named and found and letters(found.name) != letters(claim.name) else found

    def contradicts(self, claim: Claim, enrolled: Enrolled) -> bool:
        """Whether the roster knows a student to a platform as somebody else than the claim says.

        A folder may be called anything, and a number of Moodle may be a group's or of another assignment.
        """
        known = [kind for kind in CLAIMED_BY[claim.naming] if getattr(enrolled, kind)]
        said = [text for text in (claim.id, claim.number) if text]
        is_same = any(
            comparable(kind, getattr(enrolled, kind)) == comparable(kind, text) for kind in known for text in said
        )
        return claim.naming in (Naming.CANVAS, Naming.GRADESCOPE) and bool(known) and not is_same

    def knows(self, naming: Naming) -> bool:
        """Whether the roster has the identifiers that a platform uses."""
        return any(self._by[kind] for kind in CLAIMED_BY[naming])

    def near(self, text: str) -> Enrolled | None:
        """Return the student whose id is the same but for capitals, accents' forms or spaces; it is told, not taken."""
        return self._alike.get(alike(text))

    def first(self, kinds: Sequence[str], text: str) -> Enrolled | None:
        """Return the student that the first of these kinds of identifier leads to."""
        found = (self._by[kind].get(comparable(kind, text)) for kind in kinds)
        return next((one for one in found if one), None)


def comparable(kind: str, text: str) -> str:
    """Return an identifier as it is compared: whoever types an address or a login need not mind capitals."""
    text = normalize("NFC", text.strip())
    return text.casefold() if kind in WITHOUT_CASE else text


def alike(text: str) -> str:
    """Return a text without what people do not see: capitals, forms of letters, spaces, characters without width."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return "".join(sign for sign in folded if not sign.isspace() and category(sign) != "Cf")


def letters(name: str) -> list[str]:
    """Return the letters of a name, in whatever order its words are and with whatever signs between them."""
    return sorted(sign for sign in normalize("NFKC", normalize("NFKC", name).casefold()) if sign.isalnum())


def load_roster(path: str | Path) -> Roster:
    """Load the roster at ``path``; ``DocumentError``, with every fault, if it cannot be used."""
    limit = limits.MAX_TABLE_BYTES
    return roster_in(decode(read_bytes(Path(path), follow_links=True, at_most=limit), str(path), at_most=limit))


def roster_in(source: Source) -> Roster:
    """Return the roster in a table; ``DocumentError``, with every fault, if it cannot be used."""
    table = [row for row in rows(source, no_roster) if any(cell.text.strip() for cell in row)]
    if not table:
        raise no_roster("It is empty.", Span(source, 0, 0))
    columns = columns_in(table[0], source)
    read = [(row, values_in(row, columns)) for row in table[1:]]
    read = [(row, values) for row, values in read if not is_no_student(row, values)]
    if faults := sorted(faults_in(read, columns), key=place):
        raise DocumentError(faults[: limits.MAX_REPORTED_FAULTS])
    return Roster(students=tuple(Enrolled(**{kind: values[kind] for kind in ATTRIBUTES}) for _, values in read))


def columns_in(header: Sequence[Scalar], source: Source) -> dict[str, int]:
    """Return which column holds what; of several that could, the one whose header comes first in the list."""
    names = [re.sub(r"[\s_-]+", " ", cell.text.strip().casefold()) for cell in header]
    if names[:2] == ["student", "id"] and "section" in names and "name" not in names:
        names[:2] = ["name", "canvas id"]  # as Canvas heads its gradebook
    if "id" in names and "student" in names and "name" not in names:
        names[names.index("student")] = "name"
    columns = {
        kind: names.index(next(known for known in headers if known in names))
        for kind, headers in HEADERS.items()
        if any(known in names for known in headers)
    }
    if not any(kind in columns for kind in IDENTIFIERS):
        raise no_roster("No column identifies the students.", Span(source, header[0].start, header[-1].end))
    return columns


def values_in(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    """Return what a row says of a student, by attribute; whoever has no id is called by the next best identifier."""
    values = dict.fromkeys(HEADERS, "") | {kind: value_in(row, column, kind) for kind, column in columns.items()}
    values["id"] = next((values[kind] for kind in IDENTIFIERS if values[kind]), "")
    values["name"] = values["name"] or f"{values['first']} {values['last']}".strip()
    return values


def value_in(row: Row, column: int, kind: str) -> str:
    """Return what a row says in a column; of a participant, whom Moodle gives a word and a number, the number."""
    text = normalize("NFC", row[column].text.strip()) if column < len(row) else ""
    if kind != "participant":
        return text
    number = LAST_NUMBER.search(text)
    return number[1] if number else text


def is_no_student(row: Row, values: Mapping[str, str]) -> bool:
    """Whether a row is one of those that Canvas adds: the points of each assignment, and a student for trying out."""
    return row[0].text.strip().startswith("Points Possible") or (bool(values["canvas"]) and values["name"] == TRIAL)


def faults_in(table: Sequence[tuple[Row, Mapping[str, str]]], columns: Mapping[str, int]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the rows: nobody, no id, and identifiers that an earlier row has too."""
    seen: dict[tuple[str, str], Scalar] = {}
    for row, values in table:
        told: list[Scalar] = []
        if not values["id"]:
            yield nameless(row)
        for kind in IDENTIFIERS:
            if value := values[kind]:
                cell = cell_of(row, columns, kind)
                if kind == "id" and not re.fullmatch(STUDENT_ID, value):
                    yield no_id(cell, value)
                first = seen.setdefault((kind, comparable(kind, value)), cell)
                if first is not cell and cell not in told:
                    told.append(cell)
                    yield twice(cell, first)


def cell_of(row: Row, columns: Mapping[str, int], kind: str) -> Scalar:
    """Return the cell that holds an identifier; of an id, that of the one that stands for it where it is blank."""
    held = [columns[one] for one in (IDENTIFIERS if kind == "id" else (kind,)) if one in columns]
    return next(row[column] for column in held if column < len(row) and row[column].text.strip())


def place(fault: Diagnostic) -> int:
    """Return where a complaint stands."""
    return fault.span.start if fault.span else 0


def twice(cell: Scalar, first: Scalar) -> Diagnostic:
    """Return the complaint about an identifier that two rows have."""
    line, _ = first.source.position(first.start)
    return Diagnostic(
        slug="repeated-student",
        what=f"'{cell.text.strip()}' stands in line {line} already.",
        why="An identifier belongs to one student.",
        help="Remove one of the two rows, or correct it.",
        span=cell.span,
        audience="author",
    )


def nameless(row: Row) -> Diagnostic:
    """Return the complaint about a row without an identifier."""
    return Diagnostic(
        slug="no-student-in-row",
        what="This row identifies nobody.",
        why="A name is not enough: two students may share it.",
        help="Fill in one of the columns that identify students, or remove the row.",
        span=Span(row[0].source, row[0].start, row[-1].end),
        audience="author",
    )


def no_id(cell: Scalar, text: str) -> Diagnostic:
    """Return the complaint about an id that no submission can have."""
    return Diagnostic(
        slug="wrong-form",
        what=f"'{text}' is not a student id.",
        why="It begins with a letter or digit and has at most 64 letters, digits and . _ @ -.",
        help="If the column holds names, call it 'name', and add a column 'id', 'login', 'email' or 'number'.",
        span=cell.span,
        audience="author",
    )


def no_roster(why: str, span: Span) -> DocumentError:
    """Return the complaint about a file that is no roster."""
    return DocumentError(
        Diagnostic(
            slug="not-a-roster",
            what="This is not a roster.",
            why=why,
            help="Write a table with a row for each student, and a first row that names the columns: "
            "'id', 'login', 'email' or 'number' for what identifies them, 'name' and 'section' where you like.",
            span=span,
            audience="author",
        )
    )
