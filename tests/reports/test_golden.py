"""Each report of the samples, byte for byte; ``pytest --accept`` writes the files again, for you to read and commit.

Of a page its style and its script are left out, for a change of the look is no change of what is told.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.reports import REPORT_FORMATS
from grader.reports.formats.terminal import render as render_terminal

from .samples import ALICE, BOB, CAROL, rendered, rendered_class

STYLED = re.compile(r"(?<=<style>).*?(?=</style>)|(?<=<script>).*?(?=</script>)|(?<='sha256-)[^']*(?=')", re.DOTALL)
GOLDEN = Path(__file__).parent / "golden"
SAMPLES = {"alice": ALICE, "carol": CAROL}
CLASS = (ALICE, BOB, CAROL)
Golden = Callable[[Path, str], None]


def plain(text: str) -> str:
    """Return a report without the style and the script of a page."""
    return STYLED.sub("…", text)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("kind", [kind for kind, form in REPORT_FORMATS.items() if form.render])
def test_report_of_one_submission(kind: str, name: str, golden: Golden) -> None:
    golden(GOLDEN / f"{name}-{kind}{REPORT_FORMATS[kind].suffix}", plain(rendered(kind, SAMPLES[name])))


@pytest.mark.parametrize("kind", [kind for kind, form in REPORT_FORMATS.items() if form.render_class])
def test_report_of_a_class(kind: str, golden: Golden) -> None:
    golden(GOLDEN / f"class-{kind}{REPORT_FORMATS[kind].suffix}", plain(rendered_class(kind, CLASS)))


def test_terminal_report_in_colour(golden: Golden) -> None:
    golden(GOLDEN / "alice.ansi", render_terminal(ALICE, colour=True))
