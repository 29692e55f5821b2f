"""Looking for mistakes in an answer takes time in proportion to its length."""

from collections.abc import Callable

import pytest

from grader.expr import reading
from grader.expr.advice import lists, prose, values
from grader.expr.grammar import products, subscripts
from grader.expr.shapes import splitting
from grader.expr.statements import labels, multiples, rounding
from grader.expr.words import remarks
from tests.growth import growth_of

SEARCHES: dict[str, tuple[Callable[[str], object], Callable[[int], str]]] = {
    "blanks after a formula in dollars": (reading.looks_like_latex, lambda n: "$x$" + " " * n + "x"),
    "dollars with blanks between them": (reading.looks_like_latex, lambda n: "$ " * n + "x"),
    "a long number without a colon": (values._RATIO.search, lambda n: "1." * n),
    "blanks between the entries of a list": (lists.space_commas, lambda n: "x" + " " * n + "y, x"),
    "a sentence": (prose._WORD.findall, lambda n: "a'a" * n),
    "a command without braces": (prose._NAMED.findall, lambda n: "\\" + "a" * n + " " * n),
    "a spaced list": (products.SPACED_NUMBERS.fullmatch, lambda n: "1 " * n + "x"),
    "an update": (values._UPDATE.fullmatch, lambda n: "x" * n + " " * n + "y"),
    "about": (values._ABOUT.fullmatch, lambda n: "about" + " " * n),
    "blanks before a formula": (remarks.drop_introduction, lambda n: " " * n + "x"),
    "blanks in an introduction": (remarks.drop_introduction, lambda n: "\\text{So" + " " * n + "x"),
    "words of an introduction": (remarks.drop_introduction, lambda n: "a-" * n + " b"),
    "blanks before the values of an index": (remarks._RANGE.search, lambda n: "x" + " ," * n + "x"),
    "values of an index": (remarks._RANGE.search, lambda n: "x for j = " + "1, " * n + "x"),
    "letters of an index": (remarks._RANGE.search, lambda n: "x for " + "j, " * n + "="),
    "blanks after an environment": (
        splitting._ALIGNED.fullmatch,
        lambda n: "\\begin{aligned}\\end{aligned}" + " " * n + "x",
    ),
    "an environment without an end": (splitting._ALIGNED.fullmatch, lambda n: "\\begin{aligned}" + "\\end" * n),
    "letters before an index": (subscripts._WITH_COMMA.search, lambda n: "a" * n),
    "blanks in a percentage": (rounding._IN_BRACKETS.search, lambda n: "1/2 (" + " " * n + "x%"),
    "digits of a percentage": (rounding._IN_BRACKETS.search, lambda n: "1/2 (" + "1" * n + " " * n + "x%"),
    "blanks after a sign for about": (rounding._IN_BRACKETS.search, lambda n: "1/2 (≈" + " " * n + "x)"),
    "digits after a sign": (rounding._AFTER_SIGN.search, lambda n: "1/2 ≈" + " " * n + "1" * n + " " * n + "x"),
    "decimals after a comma": (rounding._AFTER_SIGN.search, lambda n: "=1," * n),
    "blanks after a percentage": (rounding._IN_BRACKETS.search, lambda n: "1/2 (50%" + " " * n + ")" + " " * n + "x"),
    "blanks before a label": (labels.find_label, lambda n: " " * n + "(1, 2)"),
    "letters of a name before a bracket": (multiples._PIECE.findall, lambda n: "a1" * n),
    "open brackets after names": (lambda text: list(multiples.find_called_names(text)), lambda n: "t(" * n + ",)" * n),
    "blanks after names": (lambda text: list(multiples.find_called_names(text)), lambda n: "t" + " " * n + "t"),
    "arrows": (lists._ARROW.split, lambda n: "-" * n + "x"),
    "turned brackets": (lambda text: lists._TURNED.sub("", text), lambda n: "[x" * n),
    "cases": (prose._ELSE.split, lambda n: "and" + " " * n + "and " * n),
}


@pytest.mark.parametrize("about", SEARCHES)
def test_four_times_as_long_a_text_takes_about_four_times_as_long(about: str) -> None:
    search, text = SEARCHES[about]
    assert growth_of(search, text, 2_500) < 10
