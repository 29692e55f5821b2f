"""What the summary says about mistakes after its tables. The golden files show the tables."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from grader.grading.course.cohort import Cohort
from grader.grading.result import ItemResult
from grader.records import Outcome, Remark
from grader.reports.formats.summary import describe_means, render_class

from .samples import ALICE, BOB, CORRECT, INCORRECT
from .test_hostile_text import MARKDOWN, outside_code


def make_mistake(name: str, text: str, item: ItemResult = INCORRECT) -> ItemResult:
    remark = Remark(id="misconception", text=text, parameters=(("mistake", name),))
    return replace(item, outcome=Outcome.INCORRECT, credit=Fraction(0), remarks=(remark,))


def summary(*classes: tuple[ItemResult, ...]) -> str:
    graded = [replace(BOB, student=f"s{number}", items=items) for number, items in enumerate(classes)]
    return "".join(render_class(Cohort(submissions=graded)))


def test_mistakes_are_there_the_hardest_item_and_the_commonest_mistake_first() -> None:
    sign, factor = make_mistake("sign", "A sign."), make_mistake("factor", "A factor.")
    uphill = make_mistake("uphill", "Uphill.", CORRECT)
    shown = summary((uphill, sign), (CORRECT, factor), (CORRECT, factor))
    assert shown.endswith(
        "\n\n## What went wrong\n\n"
        "- The loss (`loss`), 0 %:\n  - 2 × A factor.\n  - 1 × A sign.\n\n"
        "- The first three iterates (`iterates`), 67 %:\n  - 1 × Uphill.\n"
    )


def test_only_the_commonest_mistakes_are_reported() -> None:
    shown = summary(*((make_mistake(f"m{number}", f"Mistake {number}."),) for number in range(5)))
    assert shown.count("\n  - 1 × Mistake") == 3


def test_without_mistakes_nothing_is_said_of_them() -> None:
    assert "What went wrong" not in "".join(render_class(Cohort(submissions=[ALICE, BOB])))
    assert "What went wrong" not in summary((replace(make_mistake("sign", "A sign."), outcome=Outcome.CORRECT),))


@pytest.mark.parametrize("attack", MARKDOWN, ids=ascii)
def test_a_mistake_stays_one_entry_whatever_it_quotes(attack: str) -> None:
    quiet, loud = summary((make_mistake("sign", "x"),)), summary((make_mistake("sign", attack),))
    assert loud.startswith(quiet.removesuffix("x\n"))
    assert "\n" not in loud.removeprefix(quiet.removesuffix("x\n")).rstrip("\n")
    assert outside_code(loud).count("<") == outside_code(loud).count("\\<")


@pytest.mark.parametrize(
    ("final", "still_open", "words"),
    [
        ([], [], ""),
        ([4, 6], [], "The mean score is 5 (2 scores, all final)."),
        ([], [3], "The mean of 1 score so far is 3; none is final."),
        ([2, 2], [5, 7], "The mean of 4 scores so far is 4; of those that are final (2) it is 2."),
    ],
)
def test_the_mean_says_which_scores_are_counted(final: list[int], still_open: list[int], words: str) -> None:
    assert describe_means(*(Counter(map(Fraction, scores)) for scores in (final, still_open))) == words
