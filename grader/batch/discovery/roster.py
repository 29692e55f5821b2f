"""The roster: who is enrolled, from a table whose columns are recognised by their headers.

A roster is what a platform exports (Canvas's gradebook, Moodle's participants or grading worksheet, Gradescope's
roster) or what somebody keeps in a spreadsheet. A student is found by an identifier that is equal, never by a name
that is similar: two students may share a name, and a wrong match would give one student's score to another.

>>> roster = parse_roster(Source("students.csv", "id;name;email\\nada;Ada Lovelace;Ada@example.edu\\n"))
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
from grader.documents.table import read_rows
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span
from grader.submission.schema import ID_IN_WORDS, is_student_id

__all__ = ["Enrolled", "Roster", "fold_lookalikes", "load_roster", "parse_roster"]

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
TRIAL = "Student, Test"  # Canvas adds this test student at the end of a gradebook
Row = Sequence[Scalar]


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """A student on the roster. ``id`` is the name in reports; ``number`` is the institution's.

    ``canvas`` is the user number in Canvas, ``participant`` the participant number in a Moodle assignment.
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
    """The students enrolled, in the order of the roster; each can be found by any identifier."""

    students: tuple[Enrolled, ...]
    _by: Mapping[str, dict[str, Enrolled]] = field(default_factory=dict, repr=False, compare=False)
    _alike: dict[str, Enrolled] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        by = {
            kind: {normalize_identifier(kind, value): one for one in self.students if (value := getattr(one, kind))}
            for kind in IDENTIFIERS
        }
        object.__setattr__(self, "_by", by)
        object.__setattr__(self, "_alike", {fold_lookalikes(one.id): one for one in reversed(self.students)})

    def __len__(self) -> int:
        return len(self.students)

    def find(self, text: str) -> Enrolled | None:
        """Return the student with this id, or else with this login, email address or number."""
        return self.find_first(LOOKED_UP, text)

    def find_claimed(self, claim: Claim) -> Enrolled | None:
        """Return the student whom a platform or folder names, by the identifiers that it uses.

        A Moodle number may be that of a group, and students can put a number into their own name in Canvas. So the name
        next to a number must not be somebody else's.
        """
        found = self.find_first(CLAIMED_BY[claim.naming], claim.id)
        found = found or (self.find_first(("number",), claim.number) if claim.number else None)
        is_named = claim.naming in (Naming.MOODLE, Naming.CANVAS) and found and found.name
        return None if is_named and found and sort_letters(found.name) != sort_letters(claim.name) else found

    def contradicts(self, claim: Claim, enrolled: Enrolled) -> bool:
        """Whether the roster knows a student under another claim of the same platform.

        A folder may have any name, and a Moodle number may be that of a group or of another assignment.
        """
        known = [kind for kind in CLAIMED_BY[claim.naming] if getattr(enrolled, kind)]
        said = [text for text in (claim.id, claim.number) if text]
        is_same = any(
            normalize_identifier(kind, getattr(enrolled, kind)) == normalize_identifier(kind, text)
            for kind in known
            for text in said
        )
        return claim.naming in (Naming.CANVAS, Naming.GRADESCOPE) and bool(known) and not is_same

    def knows(self, naming: Naming) -> bool:
        """Whether the roster has the identifiers that a platform uses."""
        return any(self._by[kind] for kind in CLAIMED_BY[naming])

    def find_lookalike(self, text: str) -> Enrolled | None:
        """Return the student whose id differs only in capitals, forms of letters or spaces; to be shown, not used."""
        return self._alike.get(fold_lookalikes(text))

    def find_first(self, kinds: Sequence[str], text: str) -> Enrolled | None:
        found = (self._by[kind].get(normalize_identifier(kind, text)) for kind in kinds)
        return next((one for one in found if one), None)


def normalize_identifier(kind: str, text: str) -> str:
    """Return an identifier in the form in which it is compared: capitals do not matter in an address or a login."""
    text = normalize("NFC", text.strip())
    return text.casefold() if kind in WITHOUT_CASE else text


def fold_lookalikes(text: str) -> str:
    """Return a text without what people do not see: capitals, forms of letters, spaces, characters without width."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return "".join(sign for sign in folded if not sign.isspace() and category(sign) != "Cf")


def sort_letters(name: str) -> list[str]:
    """Return the sorted letters and digits of a name, whatever the order of its words and the signs between them."""
    return sorted(sign for sign in normalize("NFKC", normalize("NFKC", name).casefold()) if sign.isalnum())


def load_roster(path: str | Path) -> Roster:
    """Load the roster at ``path``; ``DocumentError`` with every fault if it cannot be used."""
    limit = limits.MAX_TABLE_BYTES
    return parse_roster(decode(read_bytes(Path(path), follow_links=True, at_most=limit), str(path), at_most=limit))


def parse_roster(source: Source) -> Roster:
    """Return the roster in a table; ``DocumentError`` with every fault if it cannot be used."""
    table = [row for row in read_rows(source, not_a_roster) if any(cell.text.strip() for cell in row)]
    if not table:
        raise not_a_roster("It is empty.", Span(source, 0, 0))
    columns = find_columns(table[0], source)
    read = [(row, read_row(row, columns)) for row in table[1:]]
    read = [(row, values) for row, values in read if not is_no_student(row, values)]
    if faults := sorted(find_faults(read, columns), key=start_of_fault):
        raise DocumentError(faults[: limits.MAX_REPORTED_FAULTS])
    return Roster(students=tuple(Enrolled(**{kind: values[kind] for kind in ATTRIBUTES}) for _, values in read))


def find_columns(header: Sequence[Scalar], source: Source) -> dict[str, int]:
    """Return which column holds what; if several could, the one whose header comes first in HEADERS."""
    names = [re.sub(r"[\s_-]+", " ", cell.text.strip().casefold()) for cell in header]
    if names[:2] == ["student", "id"] and "section" in names and "name" not in names:
        names[:2] = ["name", "canvas id"]  # the headers of Canvas's gradebook
    if "id" in names and "student" in names and "name" not in names:
        names[names.index("student")] = "name"
    columns = {
        kind: names.index(next(known for known in headers if known in names))
        for kind, headers in HEADERS.items()
        if any(known in names for known in headers)
    }
    if not any(kind in columns for kind in IDENTIFIERS):
        raise not_a_roster("No column identifies the students.", Span(source, header[0].start, header[-1].end))
    return columns


def read_row(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    """Return what a row says about a student, by attribute; without an id, the next best identifier is the id."""
    values = dict.fromkeys(HEADERS, "") | {kind: read_cell(row, column, kind) for kind, column in columns.items()}
    values["id"] = next((values[kind] for kind in IDENTIFIERS if values[kind]), "")
    values["name"] = values["name"] or f"{values['first']} {values['last']}".strip()
    return values


def read_cell(row: Row, column: int, kind: str) -> str:
    """Return the text in a column; Moodle's participant is a word and a number, of which the number counts."""
    text = normalize("NFC", row[column].text.strip()) if column < len(row) else ""
    if kind != "participant":
        return text
    number = LAST_NUMBER.search(text)
    return number[1] if number else text


def is_no_student(row: Row, values: Mapping[str, str]) -> bool:
    """Whether Canvas added a row: the points of each assignment, or the test student."""
    return row[0].text.strip().startswith("Points Possible") or (bool(values["canvas"]) and values["name"] == TRIAL)


def find_faults(table: Sequence[tuple[Row, Mapping[str, str]]], columns: Mapping[str, int]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the rows: no identifier, a bad id, or an identifier that an earlier row has too."""
    seen: dict[tuple[str, str], Scalar] = {}
    for row, values in table:
        reported: list[Scalar] = []
        if not values["id"]:
            yield no_student_in_row(row)
        for kind in IDENTIFIERS:
            if value := values[kind]:
                cell = find_cell(row, columns, kind)
                if kind == "id" and not is_student_id(value):
                    yield not_an_id(cell, value)
                first = seen.setdefault((kind, normalize_identifier(kind, value)), cell)
                if first is not cell and cell not in reported:
                    reported.append(cell)
                    yield repeated_student(cell, first)


def find_cell(row: Row, columns: Mapping[str, int], kind: str) -> Scalar:
    """Return the cell that holds an identifier; for a blank id, the cell that is used instead."""
    held = [columns[one] for one in (IDENTIFIERS if kind == "id" else (kind,)) if one in columns]
    return next(row[column] for column in held if column < len(row) and row[column].text.strip())


def start_of_fault(fault: Diagnostic) -> int:
    return fault.span.start if fault.span else 0


def repeated_student(cell: Scalar, first: Scalar) -> Diagnostic:
    line, _ = first.source.position(first.start)
    return Diagnostic(
        slug="repeated-student",
        what=f"'{cell.text.strip()}' is in line {line} already.",
        why="An identifier belongs to one student.",
        help="Remove one of the two rows, or correct it.",
        span=cell.span,
        audience="author",
    )


def no_student_in_row(row: Row) -> Diagnostic:
    return Diagnostic(
        slug="no-student-in-row",
        what="This row identifies nobody.",
        why="A name is not enough: two students may share it.",
        help="Fill in one of the columns that identify students, or remove the row.",
        span=Span(row[0].source, row[0].start, row[-1].end),
        audience="author",
    )


def not_an_id(cell: Scalar, text: str) -> Diagnostic:
    return Diagnostic(
        slug="wrong-form",
        what=f"'{text}' is not a student id.",
        why=ID_IN_WORDS,
        help="If the column holds names, call it 'name', and add a column 'id', 'login', 'email' or 'number'.",
        span=cell.span,
        audience="author",
    )


def not_a_roster(why: str, span: Span) -> DocumentError:
    return DocumentError(
        Diagnostic(
            slug="not-a-roster",
            what="This is not a roster.",
            why=why,
            help="Write a table with a row for each student, and a first row that names the columns: "
            "'id', 'login', 'email' or 'number' to identify them, and if you like 'name' and 'section'.",
            span=span,
            audience="author",
        )
    )
