"""Each report of the samples, byte for byte; ``pytest --accept`` writes the files anew, to be read and committed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.grading.cohort import Cohort
from grader.reports import REPORT_FORMATS
from grader.reports.terminal import render as render_terminal

from .samples import ALICE, BOB, CAROL

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = {"alice": ALICE, "carol": CAROL}
CLASS = (ALICE, BOB, CAROL)
Golden = Callable[[Path, str], None]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("kind", [kind for kind, form in REPORT_FORMATS.items() if form.render])
def test_report_of_one_submission(kind: str, name: str, golden: Golden) -> None:
    form = REPORT_FORMATS[kind]
    golden(GOLDEN / f"{name}-{kind}{form.suffix}", form.render(SAMPLES[name]))


@pytest.mark.parametrize("kind", [kind for kind, form in REPORT_FORMATS.items() if form.render_class])
def test_report_of_a_class(kind: str, golden: Golden) -> None:
    form = REPORT_FORMATS[kind]
    golden(GOLDEN / f"class-{kind}{form.suffix}", "".join(form.render_class(Cohort(submissions=CLASS))))


def test_terminal_report_in_colour(golden: Golden) -> None:
    golden(GOLDEN / "alice.ansi", render_terminal(ALICE, colour=True))
