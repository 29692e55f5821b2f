"""Reading the tables of cases: text to trees, symbols to a notation, options to a policy."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from grader.equivalence import Policy, decide
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation
from grader.records import Decision

__all__ = ["decided", "notation_of", "rows"]

HERE = Path(__file__).parent
USUAL = ("x", "y", "z", "w", "a", "b", "t", "sigma", "n")


def rows(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((HERE / name).read_text(encoding="utf-8")))


def notation_of(symbols: dict[str, str]) -> Notation:
    kinds = dict.fromkeys(USUAL, "real") | symbols
    return Notation(entries={name: Entry(name=name, domain=Domain(kind=kind)) for name, kind in kinds.items()})


def decided(row: dict[str, Any]) -> Decision:
    notation = notation_of(row.get("symbols", {}))
    tolerance = {key: Fraction(row[key]) for key in ("rtol", "atol") if key in row}
    others = {key: row[key] for key in ("digits", "strict", "ordered", "undefined", "deadline_s") if key in row}
    student, expected = (parse(str(row[side]), notation).tree for side in ("student", "expected"))
    return decide(student, expected, notation, Policy(**tolerance, **others))
