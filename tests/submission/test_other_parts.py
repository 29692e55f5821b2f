"""A name that belongs to another part of the exercise is reported with that part."""

import pytest

from grader.documents import parse_yaml
from grader.errors import AnswerError
from grader.expr import parse
from grader.submission import explain_unreadable, read_submission
from tests.submission.samples import RUBRIC

ITEMS = {item.id: item for item in RUBRIC.items}


def show_fault(name: str, text: str) -> str:
    found = read_submission(parse_yaml(f"answers:\n  {name}: {text}\n", "alice.yaml"), RUBRIC)
    with pytest.raises(AnswerError) as unreadable:
        parse(text, ITEMS[name].notation)
    (diagnostic,) = explain_unreadable(unreadable.value, ITEMS[name], found)
    return str(diagnostic)


def test_the_part_that_has_the_name_comes_with_the_names_that_may_be_used():
    assert show_fault("iterates", "2*u_k + 1") == (
        "answer:1:3: error[unknown-name]: 'u_k' is not a name of this part of the exercise.\n"
        "    1 | 2*u_k + 1\n"
        "      |   ^^^\n"
        "   why:   It belongs to the part 'A network', and each part has names of its own.\n"
        "   help:  use the names of this part: x_1, x_2."
    )


def test_a_name_of_no_part_keeps_its_own_hint():
    assert show_fault("iterates", "qqq + x_1") == (
        "answer:1:1: error[unknown-name]: 'qqq' is not a name of this exercise.\n"
        "    1 | qqq + x_1\n"
        "      | ^^^\n"
        "   why:   Only names that the exercise declares can be used.\n"
        "   help:  use its names: x_1, x_2."
    )
