"""Students of all kinds: names from many languages, ids as schools make them, and file names as people choose them.

Every id is legal, and no two students of a class have ids or files that differ only in case, because each contains the
student's number in the class.
"""

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Final

__all__ = ["Student", "draw_student"]

GIVEN: Final = (
    "Anna", "José", "Zoë", "Mehmet", "Łukasz", "Ngọc", "Siobhán", "Björn", "Chloé", "Dmitri", "Ying", "Aïcha", "Tomáš",
    "Olu", "Priya", "Jörg", "Renée", "İpek", "Kofi", "Mårten", "Noa", "Sofía", "Thị", "Ursula", "Vân", "Wei", "Xóchitl",
    "Yusuf", "Željka", "Ben", "Clara", "Emil", "Fatima", "Greta", "Hugo", "Ines", "Jonas", "Karim", "Lea", "Max",
)  # fmt: skip
FAMILY: Final = (
    "Müller", "O'Brien", "García-López", "Nguyễn", "van den Berg", "Kowalski", "Øst", "Şahin", "Čapek", "de la Cruz",
    "Ivanova", "Wang", "Okafor", "D'Angelo", "Smith", "Å", "Ng", "Þórsdóttir", "Petrov", "Dvořák", "Haddad", "Silva",
    "Yılmaz", "Sørensen", "Li", "Gonçalves", "Kim", "Schröder-Weiß", "Rossi", "Novák", "Null", "True", "Tan", "Ó Sé",
)  # fmt: skip
# Letters that Unicode does not decompose into a plain letter and a mark.
FOLDED: Final = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "ı": "i", "Þ": "Th", "þ": "th"})
# Ids that YAML could read as something else than text.
AWKWARD: Final = ("1e{n}", "0{n}", "null.{n}", "{n}.", "Yes-{n}", "-{n}", "true_{n}", "0x{n}", "a@{n}", "{n}_{n}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Student:
    """One student: the id in the file, the name, and the stem of the file."""

    id: str
    name: str
    stem: str


def draw_student(number: int, random: Random) -> Student:
    """Draw the student with a number, counted from 1."""
    given, family = random.choice(GIVEN), random.choice(FAMILY)
    name = f"{given} {family}"
    way = random.random()
    first, last = fold_name(given), fold_name(family)
    if way < 0.35:
        own = f"{first}.{last}{number}"
    elif way < 0.65:
        own = f"{first[0]}{last}{number}"
    elif way < 0.8:
        own = f"s{number:07}"
    elif way < 0.95:
        own = f"{first}_{last}{number}@uni.example"
    else:
        own = random.choice(AWKWARD).format(n=number).lstrip("-")
    named = random.random() < 0.1
    return Student(id=own, name=name, stem=f"{family} {given} {number} answers" if named else own.strip("."))


def fold_name(name: str) -> str:
    """Return a name in small ASCII letters, as ids have it.

    >>> fold_name("Schröder-Weiß"), fold_name("D'Angelo"), fold_name("Ngọc")
    ('schroder-weiss', 'dangelo', 'ngoc')
    """
    plain = unicodedata.normalize("NFKD", name.translate(FOLDED)).encode("ascii", "ignore").decode()
    return "".join(sign for sign in plain.lower() if sign.isalnum() or sign == "-") or "x"
