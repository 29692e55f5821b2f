"""Quantities where names are units, too, and what is said of the dimensions of formulas."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers.units.grammar import read_whole_unit
from grader.answers.units.table import find_symbol, read_table
from grader.answers.units.unit import combine
from grader.answers.units.values import convert
from grader.documents import Mapping, load, parse_yaml
from grader.documents.nodes import Sequence
from grader.expr.nodes import Number
from grader.grading import grade
from grader.records import Outcome
from grader.rubric import parse_rubric
from grader.rubric.fields import find_entry, get_text, get_texts
from tests.answers.tables import Row, item_of, judge, rows_of

FOLDER = Path(__file__).parents[1] / "cases" / "quantities"
NAMES = list(rows_of(load(FOLDER / "names.yaml").root, "quantity"))
ABOUT = ("about", "given", "outcome", "diagnostic", "said")
FORMULAS = (FOLDER / "formulas.yaml").read_text(encoding="utf-8")


def keys_of(row: Row) -> Mapping:
    assert isinstance(row.node, Mapping)
    entries = tuple(entry for entry in row.node.entries if entry[0].text not in ABOUT)
    return Mapping(entries, row.node.source, row.node.start, row.node.end)


@pytest.mark.parametrize("row", NAMES, ids=[f"{row.about}: {row.given.span.text}" for row in NAMES])
def test_unit_that_is_a_name_is_asked_back_unless_the_item_says_more(row: Row) -> None:
    verdict, complaint = judge(item_of("quantity", keys_of(row), row.notation), row.given)
    assert verdict.outcome == get_text(row.node, "outcome"), complaint
    assert complaint == (get_text(row.node, "diagnostic") or complaint)


def formula_rows() -> list[Mapping]:
    cases = find_entry(parse_yaml(FORMULAS, "formulas.yaml").root, "cases")
    assert isinstance(cases, Sequence)
    return [row for row in cases.items if isinstance(row, Mapping)]


def make_rubric(row: Mapping) -> str:
    """Return a rubric with one item: that of a row, in the names of the table."""
    head, _, _ = FORMULAS.partition("cases:\n")
    notation = "".join(f"    {line}\n" for line in head.splitlines() if not line.startswith("#"))
    keys = {"id": "i", "points": "1", "prompt": "P", "type": get_text(row, "type") or "expression"}
    item = ", ".join(f"{key}: {value}" for key, value in keys.items())
    item += f', expected: "{get_text(row, "expected")}"'
    item += f", allow: [{', '.join(get_texts(row, 'allow'))}]" if get_texts(row, "allow") else ""
    return f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n{notation}    items: [{{{item}}}]\n"


@pytest.mark.parametrize(
    "row", formula_rows(), ids=lambda row: f"{get_text(row, 'given')} for {get_text(row, 'expected')}"
)
def test_what_is_said_of_the_dimensions_of_a_formula(row: Mapping) -> None:
    rubric = parse_rubric(parse_yaml(make_rubric(row), "r.yaml"))
    document = parse_yaml(f'student: ada\nanswers: {{i: "{get_text(row, "given")}"}}', "ada.yaml")
    (result,) = grade(document, rubric, pictures=False).items
    said = [remark.text for remark in result.remarks if remark.id.endswith("-dimension")]
    assert (result.outcome is Outcome.CORRECT) == (get_text(row, "outcome") == "correct"), result
    assert result.outcome is not Outcome.UNREADABLE, result.complaints
    assert said == list(get_texts(row, "said"))


SYMBOLS = sorted(read_table().symbols)
PREFIXED = sorted(
    f"{prefix}{symbol}" for symbol, taken in read_table().prefixes.items() for prefix in taken if symbol != "1"
)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_symbol_of_the_table_is_read_as_its_unit(symbol: str) -> None:
    written = read_whole_unit(symbol)
    if symbol == "1":
        assert written is None  # a plain number, and only options name it
        return
    assert written is not None
    assert written.doubt is None
    assert written.unit.measure == read_table().symbols[symbol].measure


def test_no_prefix_makes_a_symbol_of_another_unit() -> None:
    taken = {symbol for symbol in PREFIXED if symbol in read_table().symbols}
    assert taken == {"kg"}  # a thousand grams, and the base unit


@given(
    st.lists(
        st.tuples(st.sampled_from(PREFIXED), st.integers(-3, 3).filter(bool)), min_size=1, max_size=3, unique_by=str
    )
)
def test_product_of_units_is_read_as_it_was_written(factors: list[tuple[str, int]]) -> None:
    found = [(unit, Fraction(power)) for symbol, power in factors if (unit := find_symbol(symbol))]
    whole = combine(found)
    assert whole is not None
    if not whole.text or any(unit.is_scale for unit, _ in found):
        return
    written = read_whole_unit(whole.text)
    assert written is not None
    assert written.doubt is None
    assert written.unit.measure == whole.measure


@given(
    st.fractions(), st.sampled_from(["m/s", "km/h", "mph", "ft/min", "cm/s"]), st.sampled_from(["kn", "m/s", "km/d"])
)
def test_conversion_there_and_back_changes_nothing(value: Fraction, one: str, other: str) -> None:
    units = [written.unit for text in (one, other) if (written := read_whole_unit(text))]
    there = convert(Number(value), units[0], units[1])
    assert convert(there, units[1], units[0]) == Number(value)


def test_temperatures_are_converted_with_their_zeros() -> None:
    kelvin, celsius, fahrenheit = (written.unit for text in ("K", "°C", "°F") if (written := read_whole_unit(text)))
    assert convert(Number(Fraction(100)), celsius, fahrenheit) == Number(Fraction(212))
    assert convert(Number(Fraction(-40)), fahrenheit, celsius) == Number(Fraction(-40))
    assert convert(Number(Fraction(0)), kelvin, celsius) == Number(Fraction("-273.15"))
