"""Graded submissions made by hand: one item of each outcome, a file that cannot be read, and a hostile one.

``rendered`` and ``rendered_class`` give every format the options that it needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from grader.errors import Diagnostic
from grader.grading.course.cohort import Cohort
from grader.grading.result import ComponentResult, GradedSubmission, ItemResult, Provenance, ReadBack
from grader.records import Agreement, Decision, Equality, Outcome, Remark, Witness
from grader.reports import REPORT_FORMATS
from grader.reports.options import File
from grader.source import Source, Span

from .figures import DESCENT, NETWORK

PROVENANCE = Provenance(submission="5a" * 32, rubric="c0" * 32, engine="0.1.0")
FORMULA = "f_1*f_2*(e_1 - e_2"
FILE = Source("alice.yaml", f'answers:\n  jacobian: "{FORMULA}"\n')

CORRECT = ItemResult(
    id="iterates",
    part="Gradient descent",
    title="The first three iterates",
    prompt="From x^(0) = (6, 6) with steps ½, ⅓, ¼: give x^(1), x^(2) and x^(3).",
    type="iterates",
    points=Fraction(3),
    outcome=Outcome.CORRECT,
    credit=Fraction(1),
    given="(9,3), (8,4), (8,4)",
    read=ReadBack(text="((9, 3), (8, 4), (8, 4))", latex=r"\left((9, 3), (8, 4), (8, 4)\right)"),
    decision=Decision(result=Equality.EQUAL, by="tree"),
    figure=replace(DESCENT, own=DESCENT.expected).without_key(),
)
PARTIAL = ItemResult(
    id="gradient",
    part="Gradient descent",
    title="The gradient of f",
    prompt="Give ∇f(x₁, x₂).",
    type="vector",
    points=Fraction(2),
    outcome=Outcome.PARTIAL,
    credit=Fraction(1, 3),
    given="(2(x1-6) - x2, 2x2 + x1)",
    read=ReadBack(text="(2*(x_1 - 6) - x_2, 2*x_2 + x_1)", latex="(2(x_{1}-6)-x_{2}, 2x_{2}+x_{1})"),
    remarks=(Remark(id="component", text="Component 2 is not right.", parameters=(("component", "2"),)),),
    components=(
        ComponentResult(label="component 1", outcome=Outcome.CORRECT, credit=Fraction(1)),
        ComponentResult(label="component 2", outcome=Outcome.INCORRECT, credit=Fraction(0), weight=Fraction(2)),
    ),
    decision=Decision(
        result=Equality.DIFFERENT,
        by="structure",
        parts=(
            ((1,), Decision(result=Equality.EQUAL, by="exact")),
            (
                (2,),
                Decision(
                    result=Equality.DIFFERENT,
                    by="enclosure",
                    witness=Witness(
                        point=(("x_1", "-3/7"), ("x_2", "2")),
                        student="[3.571428571 +/- 5e-10]",
                        expected="[4.428571429 +/- 5e-10]",
                        at=(("i", 2),),
                    ),
                ),
            ),
        ),
    ),
)
INCORRECT = ItemResult(
    id="loss",
    part="Forward pass",
    title="The loss",
    prompt="Write L in terms of the outputs.",
    type="equation",
    points=Fraction(1),
    outcome=Outcome.INCORRECT,
    credit=Fraction(0),
    given="L = sum_j (f_j - y_j)^2",
    read=ReadBack(
        text="L = sum_j (f_j - y_j)^2",
        latex=r"L = \sum_{j} (f_{j} - y_{j})^{2}",
        mathml="<math><mrow><mi>L</mi><mo>=</mo><munder><mo>∑</mo><mi>j</mi></munder><msup><mrow><mo>(</mo><mrow>"
        "<msub><mi>f</mi><mi>j</mi></msub><mo>−</mo><msub><mi>y</mi><mi>j</mi></msub></mrow><mo>)</mo></mrow><mn>2</mn>"
        "</msup></mrow></math>",
    ),
    remarks=(
        Remark(id="factor", text="Your answer is twice what is asked for; is a factor 1/2 missing?"),
        Remark(id="see", text="Look again at how the loss is defined in the exercise."),
    ),
    decision=Decision(result=Equality.DIFFERENT, by="modular", error_bound_log2=-120),
)
BLANK = ItemResult(
    id="minimum",
    part="Forward pass",
    title="What happens next?",
    prompt="What happens if one goes on?",
    type="choice",
    points=Fraction(1),
    outcome=Outcome.BLANK,
    credit=Fraction(0),
)
UNREADABLE = ItemResult(
    id="jacobian",
    part="Backward pass",
    title="The softmax Jacobian",
    prompt="Give ∂f₁/∂a₂.",
    type="expression",
    points=Fraction(2),
    outcome=Outcome.UNREADABLE,
    credit=None,
    given=FORMULA,
    diagnostics=(
        Diagnostic(
            slug="unclosed-bracket",
            what="The bracket '(' is never closed.",
            why="Every opening bracket needs a closing one.",
            help="write ')' where it ends.",
            span=Span(FILE, FILE.text.index("(e_1"), FILE.text.index("(e_1") + 1),
        ),
    ),
)
UNDECIDED = ItemResult(
    id="stochastic",
    part="Stochastic gradient descent",
    title="What is stochastic about it?",
    prompt="In one or two sentences.",
    type="text",
    points=Fraction(2),
    outcome=Outcome.UNDECIDED,
    credit=None,
    given="The samples are drawn\nat random.",
    remarks=(Remark(id="key-points", text="Found: random samples. Not found: estimate of the gradient."),),
    components=(
        ComponentResult(label="random samples", outcome=Outcome.CORRECT, credit=Fraction(1)),
        ComponentResult(label="estimate of the gradient", outcome=Outcome.UNDECIDED, credit=None),
    ),
    decision=Decision(result=Equality.UNKNOWN, by="limit", agreement=Agreement(points=20, digits=30)),
)
FAULT = ItemResult(
    id="hessian",
    part="Second order",
    title="The Hessian",
    prompt="Give the Hessian of f.",
    type="matrix",
    points=Fraction(3, 2),
    outcome=Outcome.FAULT,
    credit=None,
    given="[[2, -1], [-1, 2]]",
    remarks=(Remark(id="fault", text="The mistake has the number 3fa92c1b."),),
)

ALICE = GradedSubmission(
    student="alice",
    file="alice.yaml",
    rubric="exercise3",
    title="Exercise 3: gradient descent",
    items=(CORRECT, PARTIAL, INCORRECT, BLANK, UNREADABLE, UNDECIDED, FAULT),
    provenance=PROVENANCE,
    places={"iterates": "2:3", "jacobian": "2:14"},
    networks=(NETWORK,),
)
BOB = replace(ALICE, student="bob", file="bob.json", items=(CORRECT, replace(PARTIAL, credit=Fraction(1))))
BROKEN_FILE = Source("carol.yaml", "answers:\n\t- iterates\n")
CAROL = GradedSubmission(
    student="carol",
    file="carol.yaml",
    rubric="exercise3",
    title="Exercise 3: gradient descent",
    items=(),
    diagnostics=(
        Diagnostic(
            slug="yaml-tab",
            what="A tab cannot indent a line.",
            why="YAML indents with blanks alone.",
            help="replace the tab by two blanks.",
            span=Span(BROKEN_FILE, 9, 10),
        ),
    ),
    provenance=PROVENANCE,
)


def hostile(text: str) -> GradedSubmission:
    """Return a submission in which every text that a student can influence is ``text``."""
    source = Source(text, text)
    diagnostic = Diagnostic(slug="unknown-name", what=text, why=text, help=text, span=Span(source, 0, len(text)))
    item = replace(
        UNREADABLE,
        given=text,
        read=ReadBack(text=text, latex=text, mathml=text),
        remarks=(Remark(id="shown", text=text, parameters=(("given", text),)),),
        components=(ComponentResult(label=text, outcome=Outcome.PARTIAL, credit=Fraction(1, 2)),) * 2,
        diagnostics=(diagnostic,),
    )
    return replace(ALICE, student=text, file=text, items=(item,), diagnostics=(diagnostic,), places={item.id: text})


FILES = Path(__file__).with_name("files")


def downloaded(name: str) -> File:
    """Return a file as some system downloads it."""
    return File(name=name, content=(FILES / name).read_bytes())


OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "ags": {"users": downloaded("users.csv"), "timestamp": "2026-11-30T23:59:00+01:00"},
    "blackboard": {"gradebook": downloaded("blackboard.txt"), "column_id": "990002"},
    "canvas": {"assignment_id": "4711", "gradebook": downloaded("canvas.csv")},
    "classroom50": {
        "classroom": "descent", "assignment": "week-3", "owner": "a-student", "submission": "submit/x-1",
        "commit": "https://github.com/c/a/commit/1", "release": "https://github.com/c/a/releases/tag/1",
        "datetime": "2026-11-30T22:59:00Z", "pending": "zero",
    },
    "gradescope": {"pending": "zero"},
    "moodle": {"participants": downloaded("participants.csv")},
    "moodle_worksheet": {"worksheet": downloaded("worksheet.csv")},
    "prairielearn": {"pending": "leave_out", "unreadable": "file"},
}  # fmt: skip
ATTACKS = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text(encoding="utf-8"))


def rendered(kind: str, graded: GradedSubmission) -> str:
    """Return the report of one submission in a format."""
    return REPORT_FORMATS[kind].render(graded, **OPTIONS.get(kind, {}))


def rendered_class(kind: str, submissions: Sequence[GradedSubmission]) -> str:
    """Return the report of a class in a format."""
    return "".join(REPORT_FORMATS[kind].render_class(Cohort(submissions=submissions), **OPTIONS.get(kind, {})))
