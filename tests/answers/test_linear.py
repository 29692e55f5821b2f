"""A text or a choice is read and judged in time in proportion to its length, also where nobody would write it so."""

from collections.abc import Callable

import pytest

from grader.answers.working.lines import split_lines
from grader.documents import DocumentNode, parse_yaml
from grader.documents.nodes import Mapping
from tests.answers.tables import FOLDER, judge, rows
from tests.growth import growth_of

ANSWERS: dict[str, tuple[str, Callable[[int], str]]] = {
    "names with commas between them": ("choice", lambda n: "stays," * (n // 6)),
    "blanks after a name": ("choice", lambda n: "stays" + " " * n + ","),
    "a word of many letters": ("text", lambda n: "a" * n),
    "points that end no sentence": ("text", lambda n: "." * n + "x"),
    "short sentences": ("text", lambda n: "a. " * (n // 3)),
}


@pytest.mark.parametrize("about", ANSWERS)
def test_four_times_as_long_an_answer_takes_about_four_times_as_long(about: str) -> None:
    kind, text = ANSWERS[about]
    item = next(rows(FOLDER / f"{kind}.yaml")).item()

    def given(length: int) -> DocumentNode:
        root = parse_yaml(f"a: '{text(length)}'", "a.yaml").root
        assert isinstance(root, Mapping)
        return root.entries[0][1]

    assert growth_of(lambda node: judge(item, node), given, 2_400) < 10


@pytest.mark.parametrize("blank", [" ", "\t", "\v"])
def test_blanks_are_divided_into_lines_in_time_in_proportion(blank: str) -> None:
    assert growth_of(split_lines, lambda length: "x" + blank * length + "\n" + blank * length, 5_000) < 10
    assert split_lines(f"{blank}a\n\n{blank}\nb{blank}") == [(0, 2), (6, 8)]
