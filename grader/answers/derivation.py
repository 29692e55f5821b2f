"""A derivation: lines from the question to the result, every step of which is decided.

``a = b = c`` in one line, or line by line; a line that begins with ``=``, or is an expression alone, goes on from the
line before. With ``steps: equations`` each line is an equation, and a step holds where both say the same. The result
has its own weight; the rest of the credit is the share of the steps that hold, in each chain up to the first that does
not. A step that only says again what was said before is none, and the start is no result. Steps count only where the
derivation has to do with the question: it starts from ``start`` (for one chain, from something equal to what is
expected), reaches the expected result, or passes through a required step.

Where something is lost, more steps than the author takes weigh no more than those, so that a wrong step does not shrink
among true rewritings, nor does the way that is missing where the result is not reached.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.answers.judging import UNDECIDED, outcome_of
from grader.answers.protocol import Answer, Chain, Schema, Task
from grader.answers.reading import refuse_echo
from grader.answers.working.alike import written_alike
from grader.answers.working.lines import chains_of, read_lines
from grader.answers.working.naming import name_of
from grader.answers.working.working import Step, assumptions, failing, ordinal, remark_on, steps_in
from grader.documents import DocumentNode, Scalar
from grader.equivalence import decide
from grader.equivalence.form.violations import violations
from grader.equivalence.known import known_equal
from grader.errors import Diagnostic, LimitError
from grader.expr.nodes import Node, Vector
from grader.limits import MAX_DERIVATION_STEPS
from grader.records import ComponentResult, Decision, Equality, Remark, Verdict

__all__ = ["MEMBER", "DerivationAnswer"]

RESULT = Fraction(1, 2)
NOTHING = Fraction(0)
MOST_COUNTED = 3  # steps that weigh in beside one that fails, where the author shows no derivation


class DerivationAnswer:
    """Lines from the question to the result."""

    kind = "derivation"
    summary = "lines from the question to the result; each step that holds earns its share"
    options: Schema = {
        "start": {"type": "string", "format": "math", "description": "What the first line must be equal to."},
        "required": {
            "type": "array",
            "items": {"type": "string", "format": "math"},
            "description": "Values or formulas that must occur on the way; each that is missing counts as a step.",
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
    answer_schema: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
    example = "2*(3 + 4) = 2*7 = 14"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the lines; those that go on from the one before become one chain with it."""
        lines = list(read_lines(given, task))
        trees = tuple(tree for tree, _ in lines)
        is_of_values = task.options.get("steps") != "equations"
        chains = chains_of(lines) if is_of_values else (Chain(trees, tuple(range(1, len(trees) + 1))),)
        if sum(len(chain.operands) for chain in chains) > MAX_DERIVATION_STEPS:
            raise LimitError(too_long(given))
        result = chains[-1].operands[-1]
        refuse_echo(result, given, task, derivatives="derivatives" in task.options.get("allow", ()))
        whole = trees[0] if len(trees) == 1 else Vector(trees)
        return Answer(text=given.span.text, tree=result, steps=chains, whole=whole)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge the result and every step."""
        return Judging(answer, expected, task).verdict()


def too_long(given: DocumentNode) -> Diagnostic:
    """Explain the limit on the length of a derivation."""
    return Diagnostic(
        slug="derivation-too-long",
        what=f"This derivation has more than {MAX_DERIVATION_STEPS} steps.",
        why="The limit MAX_DERIVATION_STEPS keeps one answer from using up the time of all others.",
        help="Leave out steps that can be done in one's head.",
        span=given.span,
    )


class Judging:
    """One derivation beside what is expected of it."""

    def __init__(self, answer: Answer, expected: Answer, task: Task) -> None:
        assert answer.tree is not None
        assert expected.tree is not None
        self.task, self.expected, self.chains = task, expected.tree, answer.steps
        self.author = expected.steps
        self.steps = [step for step in steps_in(answer.steps, task) if not is_padding(step)]
        self.missing = missing_steps(answer.steps, expected.tree, task)
        self.decision = decide(answer.tree, expected.tree, task.notation, task.policy)
        self.is_copied = is_copied(answer.tree, task)
        self.is_reached = self.decision.result is Equality.EQUAL and not self.is_copied
        self.faults = violations(answer.tree, task.options.get("form", ()), task.notation) if self.is_reached else ()
        self.starts = starts_right(answer.steps, expected.tree, task)

    def verdict(self) -> Verdict:
        """Return the verdict: the result by its weight, and the share of the steps that hold by the rest."""
        weight = share_of_result(self.task)
        last = result_component(self.decision, self.is_copied or bool(self.faults), weight)
        parts = [*self.weighed_parts(1 - weight), last]
        credit = None if any(part.credit is None for part in parts) else Fraction(0)
        if credit is not None:
            credit = sum((part.weight * (part.credit or 0) for part in parts), credit)
        wrong = failing(self.steps)
        return Verdict(
            outcome=outcome_of(credit),
            credit=credit,
            remarks=tuple(self.remarks(wrong, is_undecided=credit is None)),
            components=tuple(parts),
            decision=evidence(self.steps, self.decision),
        )

    def weighed_parts(self, whole: Fraction) -> list[ComponentResult]:
        """Return what the steps, and those that are missing, earn of ``whole``."""
        steps = list(components(self.steps)) if self.is_about_it else []
        missing = [absent(f"required step {number}") for number in self.missing]
        if steps and not missing and self.decision.result is Equality.DIFFERENT and failing(self.steps) is None:
            missing = [absent("steps to the result")]
        parts = [*steps, *missing]
        failed = sum(part.credit == 0 for part in parts)
        held = len(parts) - failed
        counted = min(held, self.most_counted()) if failed else held
        of_failed = whole / (counted + failed) if parts else NOTHING
        of_held = of_failed * counted / held if held else NOTHING
        return [weighed(part, of_failed if part.credit == 0 else of_held) for part in parts]

    def most_counted(self) -> int:
        """Return how many steps that hold weigh in where something is lost: the author's own, or those required."""
        required = len(self.task.options.get("required", ()))
        if self.missing:
            return required
        return max(count_of_steps(self.author, self.task) or self.steps_of_sample() or MOST_COUNTED, required)

    def steps_of_sample(self) -> int:
        """Return how many steps the derivation has that the author shows."""
        sample = self.task.options.get("sample", ())
        texts = (sample,) if isinstance(sample, str) else sample
        lines = [line for text in texts for line in read_lines(Scalar.typed(text), self.task)]
        return count_of_steps(chains_of(lines), self.task)

    @property
    def is_about_it(self) -> bool:
        """Whether the steps have to do with the question, so that they count."""
        if self.starts is not None:
            return self.starts
        return self.is_reached or len(self.missing) < len(self.task.options.get("required", ()))

    def remarks(self, wrong: Step | None, *, is_undecided: bool) -> Iterator[Remark]:
        """Yield what there is to say, the most important first."""
        several = len({line for chain in self.chains for line in chain.lines}) > 1
        if wrong:
            yield remark_on(wrong, self.task, several)
        if is_undecided:
            yield UNDECIDED
        if self.starts is False:
            yield Remark(id="start", text="The first line is not what the derivation has to start from.")
        elif self.is_copied:
            yield Remark(id="result", text="The last line is what the derivation starts from, and not the result yet.")
        elif not self.is_reached and not wrong and not is_undecided:
            yield Remark(id="result", text="Every step holds, but the last line is not the result yet.")
        yield from (Remark(id="form", text=f"{fault.what} {fault.why}") for fault in self.faults)
        yield from map(required_remark, self.missing)
        if self.is_reached and not self.steps:
            yield Remark(id="no-steps", text="The result stands alone: the steps that lead to it are asked for too.")
        yield from assumptions(self.steps, several)


def share_of_result(task: Task) -> Fraction:
    """Return the share of the credit that the result earns."""
    said = task.options.get("result")
    return Fraction(said) if said else RESULT


def is_padding(step: Step) -> bool:
    """Tell whether a step only says again what was said before; one that is wrong is never overlooked."""
    return step.is_trivial and step.decision.result is not Equality.DIFFERENT


def is_copied(result: Node, task: Task) -> bool:
    """Tell whether a result is written like what the derivation starts from."""
    start = task.options.get("start")
    return start is not None and written_alike(result, start)


def components(steps: Sequence[Step]) -> Iterator[ComponentResult]:
    """Yield what each step earns; behind one that does not hold its chain earns no more, however long it goes on."""
    broken: set[int] = set()
    for step in steps:
        part = component(step)
        yield replace(part, outcome=outcome_of(NOTHING), credit=NOTHING) if step.chain in broken else part
        broken |= {step.chain} if step.decision.result is Equality.DIFFERENT else set()


def component(step: Step) -> ComponentResult:
    """Return what a step earns by itself."""
    credit = {Equality.EQUAL: Fraction(1), Equality.DIFFERENT: NOTHING}.get(step.decision.result)
    return ComponentResult(label=f"line {step.line}, step {step.number}", outcome=outcome_of(credit), credit=credit)


def absent(label: str) -> ComponentResult:
    """Return what a step that is missing earns."""
    return ComponentResult(label=label, outcome=outcome_of(NOTHING), credit=NOTHING)


def count_of_steps(chains: Sequence[Chain], task: Task) -> int:
    """Return how many equalities there are that do not only name something."""
    return sum(len(chain.operands) - 1 - bool(name_of(chain, task)) for chain in chains)


def weighed(part: ComponentResult, weight: Fraction) -> ComponentResult:
    """Return a step with its share of the credit."""
    return ComponentResult(label=part.label, outcome=part.outcome, credit=part.credit, weight=weight)


def result_component(decision: Decision, is_refused: bool, weight: Fraction) -> ComponentResult:
    """Return what the result earns."""
    credits = {Equality.EQUAL: Fraction(int(not is_refused)), Equality.DIFFERENT: Fraction(0)}
    credit = credits.get(decision.result)
    return ComponentResult(label="result", outcome=outcome_of(credit), credit=credit, weight=weight)


def required_remark(number: int) -> Remark:
    """Say that a required step is missing, without telling it."""
    text = f"A step that is asked for is missing: the {ordinal(number)} one."
    return Remark(id="required-step", text=text, parameters=(("number", str(number)),))


def evidence(steps: Sequence[Step], result: Decision) -> Decision:
    """Return the decision on the result, with those on the steps as its parts where one does not hold."""
    if failing(steps) is None:
        return result
    parts = tuple(((number,), step.decision) for number, step in enumerate(steps, start=1))
    wrong = failing(steps)
    witness = result.witness or (wrong.decision.witness if wrong else None)
    return Decision(
        result=result.result,
        by=result.by,
        witness=witness,
        agreement=result.agreement,
        remarks=result.remarks,
        parts=parts,
    )


def starts_right(chains: Sequence[Chain], expected: Node, task: Task) -> bool | None:
    """Tell whether the first line is what it has to be; None where nothing is known of it."""
    start = task.options.get("start")
    if start is None and len(chains) > 1:
        return None
    first = chains[0].operands
    head = first[1] if name_of(chains[0], task) else first[0]
    return same(head, expected if start is None else start, task)


def missing_steps(chains: Sequence[Chain], expected: Node, task: Task) -> list[int]:
    """Return the numbers of the required steps that do not occur.

    A step whose value is that of the result has to be written as required, up to the order of terms and factors:
    every line of a chain has that value.
    """
    operands = [operand for chain in chains for operand in chain.operands]
    missing = []
    for number, required in enumerate(task.options.get("required", ()), start=1):
        written = [operand for operand in operands if written_alike(operand, required)]
        if not any(
            same(operand, required, task) for operand in (written if same(required, expected, task) else operands)
        ):
            missing.append(number)
    return missing


def same(left: Node, right: Node, task: Task) -> bool:
    """Tell whether two formulas are known to be equal."""
    return known_equal(left, right, task.notation, task.policy)


MEMBER = DerivationAnswer()
