"""A derivation: lines from the question to the result; every step is decided.

``a = b = c`` in one line, or line by line; a line that begins with ``=``, or is an expression alone, continues the line
before. With ``steps: equations`` each line is an equation, and a step holds if both equations are equivalent. The
result has its own weight. The rest of the credit is the share of the steps that hold; in each chain they count up to
the first that does not. A step that only repeats an earlier line is not counted, and the start is not a result. Steps
count only if the derivation is about the question: it starts from ``start`` (a single chain may also start from
something equal to the expected answer), reaches the expected result, or passes through a required step.

Where something is lost, extra steps do not help: steps that hold never weigh more than the steps in the author's own
derivation. So a wrong step does not shrink among true rewritings, and neither does the missing part where the result is
not reached.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.answers.judging import UNDECIDED, outcome_of
from grader.answers.protocol import Answer, Chain, Schema, Task
from grader.answers.reading import list_names, refuse_echo
from grader.answers.working.alike import is_written_alike
from grader.answers.working.lines import build_chains, read_lines
from grader.answers.working.naming import list_values
from grader.answers.working.working import (
    Step,
    decide_steps,
    find_failing,
    format_ordinal,
    remark_on_assumptions,
    remark_on_step,
)
from grader.documents import DocumentNode, Scalar
from grader.equivalence import decide
from grader.equivalence.form.violations import find_violations
from grader.equivalence.known import are_known_equal
from grader.errors import Diagnostic, LimitError
from grader.expr.nodes import Node, Vector
from grader.limits import MAX_DERIVATION_STEPS
from grader.records import ComponentResult, Decision, Equality, Remark, Verdict

__all__ = ["MEMBER", "DerivationAnswer"]

RESULT = Fraction(1, 2)  # the share of the credit that the result earns, unless the rubric says otherwise
NOTHING = Fraction(0)
MOST_COUNTED = 3  # steps that count next to one that fails, where the author shows no derivation


class DerivationAnswer:
    """Lines from the question to the result."""

    kind = "derivation"
    summary = "lines from the question to the result; each step that holds earns its share"
    options: Schema = {
        "start": {"type": "string", "format": "math", "description": "What the first line must be equal to."},
        "required": {
            "type": "array",
            "items": {"type": "string", "format": "math"},
            "description": "Values or formulas that must occur on the way; each missing one counts as a step.",
        },
        "steps": {"enum": ["values", "equations"], "description": "What the lines are; values if left out."},
        "result": {
            "type": "string",
            "pattern": "^(0|1|0?[.][0-9]+|[0-9]+/[1-9][0-9]*)$",
            "description": "The share of the credit that the result earns; 1/2 if left out.",
        },
        "sample": {
            "type": ["string", "array"],
            "items": {"type": "string"},
            "description": "A derivation that earns full marks, for 'rubric check'; 'expected' if it is one.",
        },
        "form": {"type": "array", "items": {"type": "string"}, "description": "The form of the last line."},
    }
    public_options = ("steps",)
    answer_schema: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
    example = "2*(3 + 4) = 2*7 = 14"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the lines; a line that continues the one before joins its chain."""
        lines = list(read_lines(given, task))
        trees = tuple(tree for tree, _ in lines)
        is_of_values = task.options.get("steps") != "equations"
        chains = build_chains(lines) if is_of_values else (Chain(trees, tuple(range(1, len(trees) + 1))),)
        if sum(len(chain.operands) for chain in chains) > MAX_DERIVATION_STEPS:
            raise LimitError(explain_step_limit(given))
        result = chains[-1].operands[-1]
        refuse_echo(list_names(result, task), given, task, derivatives="derivatives" in task.options.get("allow", ()))
        whole = trees[0] if len(trees) == 1 else Vector(trees)
        return Answer(text=given.span.text, tree=result, steps=chains, whole=whole)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge the result and every step."""
        return Judging(answer, expected, task).judge()


def explain_step_limit(given: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="derivation-too-long",
        what=f"This derivation has more than {MAX_DERIVATION_STEPS} steps.",
        why="The limit MAX_DERIVATION_STEPS keeps one answer from using up the time of all others.",
        help="Leave out steps that can be done in one's head.",
        span=given.span,
    )


class Judging:
    """One derivation, compared with the expected one."""

    def __init__(self, answer: Answer, expected: Answer, task: Task) -> None:
        assert answer.tree is not None
        assert expected.tree is not None
        self.task, self.expected, self.chains = task, expected.tree, answer.steps
        self.author = expected.steps
        self.steps = [step for step in decide_steps(answer.steps, task) if not is_padding(step)]
        self.missing = find_missing_steps(answer.steps, expected.tree, task)
        self.decision = decide(answer.tree, expected.tree, task.notation, task.policy)
        self.is_copied = is_copied(answer.tree, task)
        self.is_reached = self.decision.result is Equality.EQUAL and not self.is_copied
        self.faults = (
            find_violations(answer.tree, task.options.get("form", ()), task.notation) if self.is_reached else ()
        )
        self.starts = is_right_start(answer.steps, expected.tree, task)

    def judge(self) -> Verdict:
        """Return the verdict: the result earns its weight, and the steps that hold earn their share of the rest."""
        weight = read_result_share(self.task)
        last = judge_result(self.decision, self.is_copied or bool(self.faults), weight)
        parts = [*self.weigh_parts(1 - weight), last]
        credit = None if any(part.credit is None for part in parts) else Fraction(0)
        if credit is not None:
            credit = sum((part.weight * (part.credit or 0) for part in parts), credit)
        wrong = find_failing(self.steps)
        return Verdict(
            outcome=outcome_of(credit),
            credit=credit,
            remarks=tuple(self.list_remarks(wrong, is_undecided=credit is None)),
            components=tuple(parts),
            decision=collect_evidence(self.steps, self.decision),
        )

    def weigh_parts(self, whole: Fraction) -> list[ComponentResult]:
        """Return the share of ``whole`` that each step, and each missing step, earns."""
        steps = list(list_components(self.steps)) if self.is_relevant else []
        missing = [judge_missing_step(f"required step {number}") for number in self.missing]
        if steps and not missing and self.decision.result is Equality.DIFFERENT and find_failing(self.steps) is None:
            missing = [judge_missing_step("steps to the result")]
        parts = [*steps, *missing]
        failed = sum(part.credit == 0 for part in parts)
        held = len(parts) - failed
        counted = min(held, self.count_limit()) if failed else held
        of_failed = whole / (counted + failed) if parts else NOTHING
        of_held = of_failed * counted / held if held else NOTHING
        return [weigh_component(part, of_failed if part.credit == 0 else of_held) for part in parts]

    def count_limit(self) -> int:
        """Return how many steps that hold may count where something is lost: as many as the author has, or requires."""
        required = len(self.task.options.get("required", ()))
        if self.missing:
            return required
        return max(count_steps(self.author, self.task) or self.count_sample_steps() or MOST_COUNTED, required)

    def count_sample_steps(self) -> int:
        """Return how many steps the author's sample has."""
        sample = self.task.options.get("sample", ())
        texts = (sample,) if isinstance(sample, str) else sample
        lines = [line for text in texts for line in read_lines(Scalar.typed(text), self.task)]
        return count_steps(build_chains(lines), self.task)

    @property
    def is_relevant(self) -> bool:
        """Whether the steps are about the question, so that they count."""
        if self.starts is not None:
            return self.starts
        return self.is_reached or len(self.missing) < len(self.task.options.get("required", ()))

    def list_remarks(self, wrong: Step | None, *, is_undecided: bool) -> Iterator[Remark]:
        """Yield the remarks, the most important first."""
        several = len({line for chain in self.chains for line in chain.lines}) > 1
        if wrong:
            yield remark_on_step(wrong, self.task, several)
        if is_undecided:
            yield UNDECIDED
        if self.starts is False:
            yield Remark(id="start", text="The first line is not the required starting point.")
        elif self.is_copied:
            yield Remark(id="result", text="The last line only repeats the start; it is not the result yet.")
        elif not self.is_reached and not wrong and not is_undecided:
            yield Remark(id="result", text="Every step holds, but the last line is not the result yet.")
        yield from (Remark(id="form", text=f"{fault.what} {fault.why}") for fault in self.faults)
        yield from map(remark_on_required_step, self.missing)
        if self.is_reached and not self.steps:
            yield Remark(id="no-steps", text="There is only the result: show the steps that lead to it too.")
        yield from remark_on_assumptions(self.steps, several)


def read_result_share(task: Task) -> Fraction:
    """Return the share of the credit that the result earns."""
    said = task.options.get("result")
    return Fraction(said) if said else RESULT


def is_padding(step: Step) -> bool:
    """Whether a step only repeats what was written before; a wrong step is never overlooked."""
    return step.is_trivial and step.decision.result is not Equality.DIFFERENT


def is_copied(result: Node, task: Task) -> bool:
    """Whether a result is written like the start of the derivation."""
    start = task.options.get("start")
    return start is not None and is_written_alike(result, start)


def list_components(steps: Sequence[Step]) -> Iterator[ComponentResult]:
    """Yield what each step earns; after one that does not hold, the rest of its chain earns nothing."""
    broken: set[int] = set()
    for step in steps:
        part = judge_step(step)
        yield replace(part, outcome=outcome_of(NOTHING), credit=NOTHING) if step.chain in broken else part
        broken |= {step.chain} if step.decision.result is Equality.DIFFERENT else set()


def judge_step(step: Step) -> ComponentResult:
    """Return what a step earns by itself."""
    credit = {Equality.EQUAL: Fraction(1), Equality.DIFFERENT: NOTHING}.get(step.decision.result)
    return ComponentResult(label=f"line {step.line}, step {step.number}", outcome=outcome_of(credit), credit=credit)


def judge_missing_step(label: str) -> ComponentResult:
    return ComponentResult(label=label, outcome=outcome_of(NOTHING), credit=NOTHING)


def count_steps(chains: Sequence[Chain], task: Task) -> int:
    """Return how many equalities there are; one that only names something does not count."""
    return sum(max(0, len(list_values(chain, task)) - 1) for chain in chains)


def weigh_component(part: ComponentResult, weight: Fraction) -> ComponentResult:
    return ComponentResult(label=part.label, outcome=part.outcome, credit=part.credit, weight=weight)


def judge_result(decision: Decision, is_refused: bool, weight: Fraction) -> ComponentResult:
    credits = {Equality.EQUAL: Fraction(int(not is_refused)), Equality.DIFFERENT: Fraction(0)}
    credit = credits.get(decision.result)
    return ComponentResult(label="result", outcome=outcome_of(credit), credit=credit, weight=weight)


def remark_on_required_step(number: int) -> Remark:
    """Say that a required step is missing, without showing it."""
    text = f"A required step is missing: the {format_ordinal(number)} one."
    return Remark(id="required-step", text=text, parameters=(("number", str(number)),))


def collect_evidence(steps: Sequence[Step], result: Decision) -> Decision:
    """Return the decision on the result; where a step does not hold, with the decisions on the steps as its parts."""
    if find_failing(steps) is None:
        return result
    parts = tuple(((number,), step.decision) for number, step in enumerate(steps, start=1))
    wrong = find_failing(steps)
    witness = result.witness or (wrong.decision.witness if wrong else None)
    return Decision(
        result=result.result,
        by=result.by,
        witness=witness,
        agreement=result.agreement,
        remarks=result.remarks,
        parts=parts,
    )


def is_right_start(chains: Sequence[Chain], expected: Node, task: Task) -> bool | None:
    """Whether the first line is what it has to be; None where this cannot be said."""
    start = task.options.get("start")
    if start is None and len(chains) > 1:
        return None
    values = list_values(chains[0], task)
    if not values:
        return None
    return is_same(values[0], expected if start is None else start, task)


def find_missing_steps(chains: Sequence[Chain], expected: Node, task: Task) -> list[int]:
    """Return the numbers of the required steps that do not occur.

    Every line of a chain has the value of the result. So a required step with that value has to be written as required,
    up to the order of terms and factors.
    """
    operands = [operand for chain in chains for operand in chain.operands]
    missing = []
    for number, required in enumerate(task.options.get("required", ()), start=1):
        written = [operand for operand in operands if is_written_alike(operand, required)]
        if not any(
            is_same(operand, required, task) for operand in (written if is_same(required, expected, task) else operands)
        ):
            missing.append(number)
    return missing


def is_same(left: Node, right: Node, task: Task) -> bool:
    """Whether two formulas are known to be equal."""
    return are_known_equal(left, right, task.notation, task.policy)


MEMBER = DerivationAnswer()
