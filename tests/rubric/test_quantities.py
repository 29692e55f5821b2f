"""What an author of items about quantities is told to change, in whole sentences, and what their use costs others."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading import check_rubric, grade
from grader.rubric import parse_rubric
from grader.rubric.records import Rubric
from grader.simulation.trial import try_rubric
from grader.submission import make_template

REPOSITORY = Path(__file__).parents[2]
NOTATION = "{symbols: {m: positive, s: real}}"


def rubric_of(item: str, notation: str = "{}") -> Rubric:
    text = (
        f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    notation: {notation}\n    items:\n"
        f"      - {{id: i, prompt: P, points: 1, type: quantity, {item}}}\n"
    )
    return parse_rubric(parse_yaml(text, "r.yaml"))


FAULTS = [
    (
        "expected: '5'",
        "quantity-key",
        "The expected answer has no unit. An item of type 'quantity' compares a value with its unit. "
        "Write the unit after the value. For a plain number use the type 'number', or name 1 in 'units'.",
    ),
    (
        "expected: 5 m, units: [m, apples]",
        "quantity-key",
        "'apples' in 'units' is no unit that is known. Units are written by their symbols, as kg, m/s^2 or kWh. "
        "Check its spelling.",
    ),
    (
        "expected: 5 m, units: [m, any]",
        "quantity-key",
        "'any' in 'units' is no unit that is known. Units are written by their symbols, as kg, m/s^2 or kWh. "
        "'any' alone takes every unit.",
    ),
    (
        "expected: 5 m, units: [m, s]",
        "quantity-key",
        "'s' in 'units' is a time, and the expected answer is a length. No answer in that unit would be right. "
        "Change the unit, or the expected answer.",
    ),
    (
        "expected: 4.2 J/(g*K), units: J/g K",
        "quantity-key",
        "'J/g K' in 'units' is not clear. It may mean 'J/(g*K)' or 'J*K/g'. Write one of them.",
    ),
    (
        "expected: 20 m/s, units: km/h",
        "quantity-key",
        "The expected answer is in 'm/s', and 'units' names 'km/h'. So the key itself would not be right. "
        "Write the expected answer in one of these units, or add its unit.",
    ),
    (
        "expected: 20 m/s, difference: 'yes'",
        "quantity-key",
        "'difference' says nothing here. It is about differences of temperatures, and the expected answer is a speed. "
        "Remove it.",
    ),
    (
        "expected: 20 m/s, units: any, same_dimension: 'no'",
        "quantity-key",
        "'same_dimension' and 'units' do not go together. Each of them says in which units an answer is right. "
        "Remove one of them.",
    ),
    (
        "expected: 20 m/s, unit_share: '1'",
        "quantity-key",
        "'unit_share: 1' leaves nothing for the value or for the unit. Each of them earns a share of the credit. "
        "Write a share between 0 and 1, or remove it: then only both together earn anything.",
    ),
    (
        "expected: 5 apples",
        "unknown-unit",
        "'apples' is no unit that is known here. Units are written by their symbols, as kg, m/s^2 or kWh, or by their "
        "names in English. Check its spelling, or write it in SI units, as 'kg*m/s^2' for the newton.",
    ),
    (
        "expected: {solver: value, of: 2 + 3}",
        "key-to-be-written",
        "The expected answer of an item of type 'quantity' is neither solved nor referred to. Solvers and other "
        "answers give formulas and numbers, which are no answer of this type. Write it, such as '3.5 kg'.",
    ),
]


def list_faults(item: str, notation: str = "{}") -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as refused:
        rubric_of(item, notation)
    return [(each.slug, f"{each.what} {each.why} {each.help}") for each in refused.value.diagnostics]


@pytest.mark.parametrize(("item", "slug", "message"), FAULTS, ids=[item for item, _, _ in FAULTS])
def test_fault_of_a_quantity_is_a_message_that_says_what_to_change(item: str, slug: str, message: str) -> None:
    assert list_faults(item) == [(slug, message)]


def test_key_in_a_unit_that_is_a_name_is_refused_before_every_answer_is_asked_back() -> None:
    message = (
        "'m/s' may be a unit here, or a product of names of the exercise. Every answer in this unit would be asked "
        "back. Write 'units: any', or name the units: then no answer of this item is read as a product of names."
    )
    assert list_faults("expected: 5 m/s", NOTATION) == [("quantity-key", message)]
    assert rubric_of("expected: 5 m/s, units: any", NOTATION).items[0].key is not None
    assert rubric_of("expected: 5 m/s, units: [m/s, km/h]", NOTATION).items[0].key is not None
    assert rubric_of("expected: 5 kg", NOTATION).items[0].key is not None


CHECK = """
import sys
from grader.cli import main
main(["check", "submissions_example/01-complete-plain.yaml", "--rubric", "rubrics/exercise3.yaml"])
print(sorted(name for name in sys.modules if "answers.units" in name or name.endswith("answers.quantity")))
"""


def test_exercise_without_quantities_loads_nothing_of_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHECK], capture_output=True, encoding="utf-8", check=True, cwd=REPOSITORY
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_template_says_in_which_units_an_answer_may_be() -> None:
    said = "  # How to write it: in km/h or m/s\n"
    assert said in make_template(rubric_of("expected: 72 km/h, units: [km/h, m/s]"))
    assert "How to write it" not in make_template(rubric_of("expected: 72 km/h, units: any"))
    assert "How to write it" not in make_template(rubric_of("expected: 72 km/h"))


PAGE = (REPOSITORY / "docs" / "quantities.md").read_text(encoding="utf-8")
RUBRICS = [text.partition("```")[0] for text in PAGE.split("```yaml\n")[1:]]
SAID = re.findall(r"^\| (`.*`) \| \*(.+)\* \|$", PAGE, re.MULTILINE)


def say(item: str, answer: str) -> list[str]:
    """Return what is said of an answer to an item of the page, or to one about a speed."""
    on_page = RUBRICS[1] if item == "place" or item == "decay" else ""
    rubric = parse_rubric(parse_yaml(on_page, "p.yaml")) if on_page else rubric_of("expected: 20 m/s")
    name = item if on_page else "i"
    document = parse_yaml(f"student: ada\nanswers: {{{name}: '{answer}'}}", "ada.yaml")
    return [remark.text for one in grade(document, rubric, pictures=False).items for remark in one.remarks if one.given]


@pytest.mark.parametrize(("answers", "text"), SAID, ids=[answers for answers, _ in SAID])
def test_page_shows_what_is_said_of_a_wrong_answer(answers: str, text: str) -> None:
    for answer in re.findall(r"`([^`]+)`", answers):
        item = "decay" if "exp" in answer else "place" if not answer[0].isdigit() else "speed"
        assert text in say(item, answer), answer


def test_second_rubric_on_the_page_can_be_used_and_tested() -> None:
    assert len(RUBRICS) == 2
    assert len(SAID) == 8
    rubric = parse_rubric(parse_yaml(RUBRICS[1], "motion.yaml"))
    assert [one.text for one in check_rubric(rubric).findings if not one.is_ok or one.is_doubtful] == []
    assert [one.text for item in try_rubric(rubric).items for one in item.misjudged] == []


def test_author_is_told_where_the_dimensions_of_the_key_do_not_fit() -> None:
    rubric = parse_rubric(parse_yaml(RUBRICS[1].replace("x_0 + v*t", "x_0 + v"), "motion.yaml"))
    assert [one.text for one in check_rubric(rubric).findings if one.check == "dimensions"] == [
        "The dimensions of the expected answer do not fit, so those of answers are not looked at. "
        "'v', the second term of a sum, is a speed, but 'x_0' is a length, and these cannot be added."
    ]


def test_unknown_unit_of_a_name_is_reported_at_its_place() -> None:
    with pytest.raises(DocumentError) as refused:
        parse_rubric(parse_yaml(RUBRICS[1].replace("{unit: m/s}", "{unit: metters}"), "motion.yaml"))
    (fault,) = refused.value.diagnostics
    assert (fault.slug, fault.what, fault.span and fault.span.text) == (
        "unknown-unit", "'metters' is no unit that is known here.", "metters",
    )  # fmt: skip
