"""Lists of declarations, functions and ranges in words: as many parameters as said, nothing empty, nothing lost."""

import pytest

from grader import limits
from grader.equivalence.pairs.symbols import parse_declaration, parse_symbols
from grader.errors import UsageError


@pytest.mark.parametrize(
    ("text", "count"), [("function", 1), ("function(1)", 1), ("function(2)", 2), ("Function(9)", 9)]
)
def test_a_function_has_as_many_parameters_as_it_says(text: str, count: int) -> None:
    parameters = parse_declaration("f", text).parameters
    assert parameters is not None
    assert len(parameters) == len(set(parameters)) == count


@pytest.mark.parametrize("domain", ["[1, 1]", "(1, 1)", "[2, 1]", "[0.5, 1/2]"])
def test_a_range_without_an_inside_is_refused(domain: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_declaration("w", domain)
    assert str(caught.value) == (
        f"error[symbol-declaration]: The range '{domain}' of 'w' is empty.\n   help:  write the smaller end first."
    )


def test_a_name_may_be_as_long_as_the_limit() -> None:
    longest = "x" * limits.MAX_NAME_CHARACTERS
    assert parse_declaration(longest, "real").name == longest
    with pytest.raises(UsageError):
        parse_declaration(longest + "x", "real")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x:real,y:positive", {"x": "real", "y": "positive"}), ("x:real;y:[0, 1]", {"x": "real", "y": "[0, 1]"}),
        ("A:matrix(m, n),b:real", {"A": "matrix(m, n)", "b": "real"}), ("x:real,", {"x": "real"}),
    ],
)  # fmt: skip
def test_nothing_is_lost_between_two_declarations(text: str, found: dict[str, str]) -> None:
    assert parse_symbols(text) == found
