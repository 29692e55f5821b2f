"""One report of each kind of feedback, as a student reads it: answers that are graded here, byte for byte.

The answers are in ``tests/cases/feedback``; ``pytest --accept`` writes the reports anew, to be read cold and committed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grader.documents import DocumentNode, Mapping, Sequence, load, parse_yaml
from grader.grading import grade
from grader.grading.people.override_file import parse_overrides
from grader.grading.people.overrides import apply_overrides
from grader.grading.result import GradedSubmission
from grader.grading.visibility.hidden import seal_rubric
from grader.grading.visibility.remarks import MAX_REMARKS
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.reports import REPORT_FORMATS
from grader.rubric import Rubric, load_rubric
from grader.rubric.fields import find_entry, get_text
from grader.rubric.visibility import Audience

from .samples import PROVENANCE

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases" / "feedback"
GOLDEN = Path(__file__).parent / "golden"
RUBRICS = {
    "exercise3": load_rubric(ROOT / "rubrics" / "exercise3.yaml"),
    "kinds": load_rubric(FOLDER / "kinds.yaml"),
}


@dataclass(frozen=True)
class Row:
    kind: str
    rubric: Rubric
    answers: Mapping
    node: DocumentNode

    @property
    def view(self) -> View:
        """Who looks."""
        return View(
            audience=Audience(get_text(self.node, "audience") or "student"),
            hints=int(get_text(self.node, "hints") or 0),
            is_check=get_text(self.node, "check") == "yes",
        )

    def graded(self) -> GradedSubmission:
        """Grade the answers, and return what may be seen of those items."""
        lines = [f"  {key.text}: {value.span.text}\n" for key, value in self.answers.entries]
        document = parse_yaml(f"student: ada\nexercise: {self.rubric.id}\nanswers:\n{''.join(lines)}", "ada.yaml")
        graded = grade(document, seal_rubric(self.rubric) if self.view.is_check else self.rubric)
        override = get_text(self.node, "override")
        if override:
            text = f"rubric: {self.rubric.id}\noverrides:\n  - {override}\n"
            graded = apply_overrides(
                graded, self.rubric, parse_overrides(parse_yaml(text, "overrides.yaml"), self.rubric)
            )
        asked = {key.text for key, _ in self.answers.entries}
        shown = restrict_to_view(graded, self.rubric, self.view)
        return replace(shown, items=tuple(item for item in shown.items if item.id in asked), provenance=PROVENANCE)


def rows() -> Iterator[Row]:
    listed = find_entry(load(FOLDER / "answers.yaml").root, "kinds")
    assert isinstance(listed, Sequence)
    for node in listed.items:
        answers = find_entry(node, "answers")
        assert isinstance(answers, Mapping)
        yield Row(get_text(node, "kind"), RUBRICS[get_text(node, "rubric")], answers, node)


ROWS = list(rows())


@pytest.mark.parametrize("form", ["markdown", "terminal"])
def test_one_report_of_each_kind(form: str, golden: Callable[[Path, str], None]) -> None:
    render, suffix = REPORT_FORMATS[form].render, REPORT_FORMATS[form].suffix
    assert render is not None
    texts = [f"{'=' * 20} {row.kind} {'=' * 20}\n\n{render(row.graded()).rstrip()}\n" for row in ROWS]
    golden(GOLDEN / f"kinds{suffix}", "\n".join(texts))


@pytest.mark.parametrize("row", ROWS, ids=[row.kind for row in ROWS])
def test_a_student_reads_three_remarks_at_most_and_what_to_do_before_what_is_so(row: Row) -> None:
    for item in row.graded().items:
        assert len(item.remarks) <= (MAX_REMARKS if row.view.audience is Audience.STUDENT else 9)
