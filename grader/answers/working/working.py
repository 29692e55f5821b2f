"""Working, step by step: each equality in ``a = b = c`` is decided, and the first that does not hold is shown.

A name of what is asked, at the head of a line (``x^(1) = …``), only names what follows (``naming.py``). Every other
equality is a step, decided by the engine under the names of the exercise and the student's own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from grader.answers.protocol import Answer, Chain, Task
from grader.answers.reading import find_working, rows_of
from grader.answers.working.alike import sort_parts
from grader.answers.working.naming import Names
from grader.answers.working.slips import StepMistake, recognise_mistake
from grader.equivalence import decide
from grader.errors import AnswerError, put_in_quotes
from grader.expr import to_text
from grader.expr.complaints import shorten_quote
from grader.expr.nodes import Assignment, Node, Relation, Symbol
from grader.expr.reach.variants import list_variants
from grader.expr.statements.read import read_as
from grader.expr.statements.rounding import is_rounded_form, is_rounding_of
from grader.limits import MAX_DERIVATION_STEPS
from grader.records import Decision, Equality, Remark

__all__ = [
    "Step",
    "decide_steps",
    "find_failing",
    "find_first_failing",
    "find_sides",
    "find_wrong_entries",
    "format_ordinal",
    "read_chain",
    "remark_on_assumptions",
    "remark_on_ignored",
    "remark_on_step",
    "remark_on_working",
]

UNDECIDED = Decision(result=Equality.UNKNOWN, by="limit")
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SHOWN_CHARACTERS = 80  # so that the sentence around it stays readable
MAX_WIDER = 6  # readings of one answer with a failing step; more brackets are not left out at once


@dataclass(frozen=True, kw_only=True)
class Step:
    """One equality: its sides, its place (``number`` of ``count`` in its line), and the decision of the engine.

    ``chain`` is the number of the ``a = b = c`` that it belongs to.
    ``is_trivial`` says that the right side is written like something that its line, or another step, already contains.
    """

    left: Node
    right: Node
    line: int
    number: int
    count: int
    chain: int = 0
    is_trivial: bool = False
    decision: Decision = UNDECIDED


Undecided = tuple[Step, Node, Node]
"""A step that is still to be decided, and its sides with the named values in place of their names."""


def read_chain(tree: Node, line: int = 1) -> Chain:
    """Return the operands of ``a = b = c``; any other formula alone."""
    if isinstance(tree, Relation) and set(tree.operators) == {"="}:
        return Chain(tree.operands, (line,) * len(tree.operands))
    if isinstance(tree, Assignment):
        return Chain((tree.target, tree.value), (line, line))
    return Chain((tree,), (line,))


def decide_steps(chains: Sequence[Chain], task: Task, *, is_judged: bool = True) -> tuple[Step, ...]:
    """Return every step of a working with its decision; ``is_judged`` says whether it earns anything."""
    if not chains:
        return ()
    names = Names(task, is_judged=is_judged)
    said: set[tuple[Node, Node]] = set()
    found: list[Undecided] = []
    for number, chain in enumerate(chains):
        named = names.find_places(chain)
        values = [place for place in range(len(chain.operands)) if place not in named and (place or not chain.is_named)]
        steps = list_chain_steps(chain, values, number)
        found += mark_padding([(step, names.fill_in(step.left), names.fill_in(step.right)) for step in steps], said)
        for name in dict.fromkeys(chain.operands[place] for place in sorted(named) if values):
            if isinstance(name, Symbol):
                names.bind(name, chain.operands[values[-1]])
    return tuple(replace(step, decision=decide_step(left, right, names)) for step, left, right in found)


def mark_padding(steps: Sequence[Undecided], said: set[tuple[Node, Node]]) -> Iterator[Undecided]:
    """Yield the steps of one chain; a step that only repeats what the chain, or another step, contains is trivial."""
    chain: set[Node] = set()
    last: tuple[Node, Node] | None = None  # the right side of one step is mostly the left side of the next
    for step, left, right in steps:
        before = last[1] if last and last[0] is left else sort_parts(left)
        after = sort_parts(right)
        last = right, after
        chain.add(before)
        yield replace(step, is_trivial=after in chain or (before, after) in said), left, right
        chain.add(after)
        said.add((before, after))


def list_chain_steps(chain: Chain, values: Sequence[int], which: int) -> Iterator[Step]:
    """Yield the steps of one chain, still undecided; ``values`` are the places of what is not only a name."""
    operands = chain.operands
    for before, after in pairwise(values):
        line = chain.lines[after]
        within = [at for at in range(1, len(operands)) if chain.lines[at] == line]
        yield Step(
            left=operands[before],
            right=operands[after],
            line=line,
            number=within.index(after) + 1,
            count=len(within),
            chain=which,
        )


def decide_step(left: Node, right: Node, names: Names) -> Decision:
    """Decide one step; one that cannot be worked out, such as a division by zero, is not known to hold.

    Nor is one that holds a name without a value: it does not say what that is equal to.

    A step may lead to a formula that is defined in fewer places, as from ``log(y^2)`` to ``2*log(y)``. It holds where
    both sides are defined, and a remark says so.
    """
    notation, policy = names.notation, names.task.policy
    try:
        decision = decide(right, left, notation, policy)
        if decision.result is not Equality.DIFFERENT:
            return decision
        if names.is_open(left) or names.is_open(right):
            return UNDECIDED
        turned = decide(left, right, notation, policy)
        return turned if turned.result is Equality.EQUAL else decision
    except AnswerError:
        return UNDECIDED


def find_failing(steps: Sequence[Step]) -> Step | None:
    return next((step for step in steps if step.decision.result is Equality.DIFFERENT), None)


def remark_on_assumptions(steps: Sequence[Step], several_lines: bool) -> tuple[Remark, ...]:
    """Say which steps hold only under an assumption."""
    return tuple(
        Remark(
            id="assumption",
            text=f"{describe_place(step, several_lines)} holds only where both of its sides are defined.",
            parameters=list_place_parameters(step),
        )
        for step in steps
        if step.decision.result is Equality.EQUAL and step.decision.remarks
    )


def remark_on_step(step: Step, task: Task, several_lines: bool, known: StepMistake | None = None) -> Remark:
    """Show a step that does not hold: its place, both sides, and the mistake it looks like (``known``, if given)."""
    place = describe_place(step, several_lines)
    wrong = find_wrong_entries(step)
    left, right, entry = find_sides(step, wrong)
    mistake = known or recognise_mistake(left, right, task) or recognise_mistake(step.left, step.right, task)
    where = name_wrong_entry(wrong)
    shown, wanted = (put_in_quotes(shorten_side(side)) for side in (right, left))
    text = f"{place} does not hold{where}: {shown} is not equal to {wanted}."
    said = f"{text} {mistake.text}" if mistake else text
    return Remark(id="step", text=said, parameters=list_parameters(step, left, right, entry, mistake))


def find_wrong_entries(step: Step) -> list[tuple[int, ...]]:
    """Return the entries in which a step of arrays fails; none if it fails in all of them."""
    parts = step.decision.parts
    wrong = [place for place, part in parts if part.result is Equality.DIFFERENT]
    return wrong if len(wrong) < len(parts) else []


def find_sides(step: Step, wrong: Sequence[tuple[int, ...]]) -> tuple[Node, Node, str]:
    """Return both sides of a step; if it fails in a single entry, both sides of that entry and its place."""
    if len(wrong) == 1:
        left, right = (find_entry(tree, wrong[0]) for tree in (step.left, step.right))
        if left is not None and right is not None:
            return left, right, ", ".join(map(str, wrong[0]))
    return step.left, step.right, ""


def find_entry(tree: Node, place: Sequence[int]) -> Node | None:
    """Return an entry of an array that is written out."""
    for number in place:
        rows = rows_of(tree)
        if rows is None or number > len(rows):
            return None
        tree = rows[number - 1]
    return tree


def name_wrong_entry(wrong: Sequence[tuple[int, ...]]) -> str:
    """Name the entry in which a step fails: ``in its second component``."""
    if len(wrong) != 1:
        return ""
    if len(wrong[0]) == 1:
        return f" in its {format_ordinal(wrong[0][0])} component"
    return f" in its entry ({', '.join(map(str, wrong[0]))})"


def format_ordinal(number: int) -> str:
    return ORDINALS[number] if number < len(ORDINALS) else f"{number}th"


def describe_place(step: Step, several_lines: bool) -> str:
    """Name an equality: ``The last equality in line 2``."""
    if step.count == 1:
        which = "equality"
    else:
        which = "last equality" if step.number == step.count else f"{format_ordinal(step.number)} equality"
    return f"The {which} in line {step.line}" if several_lines else f"The {which}"


def shorten_side(tree: Node) -> str:
    """Return a side for a message, cut if it is long."""
    text = to_text(tree)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def list_place_parameters(step: Step) -> tuple[tuple[str, str], ...]:
    return (("line", str(step.line)), ("step", str(step.number)))


def list_parameters(
    step: Step, left: Node, right: Node, entry: str, mistake: StepMistake | None
) -> tuple[tuple[str, str], ...]:
    """Return a failing step as parameters of a remark."""
    said = (
        *list_place_parameters(step),
        ("left", to_text(left)),
        ("right", to_text(right)),
        ("entry", entry),
        ("kind", mistake.kind if mistake else ""),
    )
    return tuple((name, value) for name, value in said if value)


def find_first_failing(answer: Answer, task: Task) -> tuple[Step, bool] | None:
    """Return the first equality of an answer that does not hold, and whether the answer has several lines."""
    chains = answer.steps or answer.working
    if sum(len(chain.operands) for chain in chains) > MAX_DERIVATION_STEPS:
        return None
    steps = decide_steps(chains, task, is_judged=bool(answer.steps))
    step = find_failing(steps if answer.steps else [step for step in steps if not is_rounding(step)])
    return (step, len({line for chain in chains for line in chain.lines}) > 1) if step else None


def is_rounding(step: Step) -> bool:
    """Whether a step that does not hold only rounds: ``2/3 = 67%``."""
    return step.decision.result is Equality.DIFFERENT and is_rounded_form(step.right, step.left)


def remark_on_working(answer: Answer, task: Task) -> tuple[Remark, ...]:
    """Show the first equality that does not hold in the working before a value, and say what is not looked at."""
    ignored = remark_on_ignored(answer)
    if not answer.working:
        return ignored
    found = find_first_failing(answer, task)
    if found and not holds_with_wider_reach(answer, task):
        return (remark_on_step(found[0], task, several_lines=found[1]), *ignored)
    return (*remark_on_rounding(answer), *ignored)


def holds_with_wider_reach(answer: Answer, task: Task) -> bool:
    """Whether the working holds where an operator without brackets reaches further: ``log2 3/4`` may be log2(3/4)."""
    for variant in islice(list_variants([answer.text], task.notation), MAX_WIDER):
        try:
            chains = find_working(read_as(variant.texts[0], task.notation, task.asked), task.notation)
        except AnswerError:
            continue
        steps = decide_steps(chains, task, is_judged=False)
        if chains and find_failing([step for step in steps if not is_rounding(step)]) is None:
            return True
    return False


def remark_on_ignored(answer: Answer) -> tuple[Remark, ...]:
    """Say which statements beside the result are taken for working; they cost nothing."""
    if not answer.ignored:
        return ()
    shown = ", ".join(put_in_quotes(shorten_quote(text)) for text in answer.ignored)
    text = f"Only the result counts; the rest is read as working: {shown}."
    return (Remark(id="ignored", text=text, parameters=(("statements", str(len(answer.ignored))),)),)


def remark_on_rounding(answer: Answer) -> tuple[Remark, ...]:
    """Say that a value was judged exactly, and not as it is rounded after a last ``=``."""
    *_, exact, rounded = answer.working[-1].operands
    if answer.tree != exact or not is_rounding_of(rounded, exact, digits=1) or is_rounded_form(exact, rounded):
        return ()
    given, value = put_in_quotes(shorten_side(rounded)), put_in_quotes(shorten_side(exact))
    text = f"{given} is a rounded value of {value}, so '≈' belongs between them. "
    sides = (("exact", to_text(exact)), ("rounded", to_text(rounded)))
    return (Remark(id="rounded-step", text=f"{text}The exact value was judged.", parameters=sides),)
