"""From a decision of the equality engine to a verdict with credit and remarks.

The engine says equal, different or unknown, for the whole and for each entry; here that becomes credit. ``unknown``
never becomes a score: the whole item goes to a person if any entry that counts could not be decided.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.answers.protocol import Schema, Task
from grader.equivalence import Policy, decide
from grader.errors import join_words
from grader.expr.nodes import Node, Number
from grader.expr.traverse import walk
from grader.memory import by_identity
from grader.records import ComponentResult, Decision, Equality, Outcome, Remark, Verdict

__all__ = [
    "PARTIAL_CREDIT", "is_all_or_nothing", "is_misfit", "judge_components", "judge_whole", "outcome_of",
    "verdict_of_components",
]  # fmt: skip

PARTIAL_CREDIT: Schema = {
    "enum": ["yes", "no"],
    "description": "Whether each component, or each member of a set, earns its share; 'no' makes it all or nothing.",
}
# What floating-point numbers are off by after a few operations: they have 15 to 17 digits.
MANY_DIGITS = 15
FLOATING = Policy(rtol=Fraction(1, 10**14), atol=Fraction(1, 10**15))
LEAST_DIGITS = 3  # a decimal with fewer digits says too little about the value it was rounded from
CREDIT = {Equality.EQUAL: Fraction(1), Equality.DIFFERENT: Fraction(0), Equality.UNKNOWN: None}
UNDECIDED = Remark(
    id="undecided",
    text="It could not be proved that this is right or wrong, so a person will look at it.",
)

ROUNDED = Remark(
    id="rounded",
    text="This is a rounded value, and an exact one is asked for: write a fraction or a root instead of a decimal.",
)
HALFWAY = Remark(
    id="rounded",
    text="This is halfway between two rounded values, so it may be rounded either way, and a person will decide.",
)
WELL_ROUNDED = Remark(
    id="rounded",
    text="This is a correctly rounded value of an exact one, so a person will decide whether it is enough. "
    "To be sure, write a fraction or a root instead of a decimal.",
)

SINGLE_POINTS = Remark(
    id="single-points",
    text="This is right but at single numbers: look at which case holds where one ends and the next begins.",
)

# The same remarks on some of the entries: on one, and on several.
ENTRIES_UNDECIDED = (
    "it could not be proved that {names} is right or wrong, so a person will look at it.",
    "it could not be proved that {names} are right or wrong, so a person will look at them.",
)
ENTRIES_ROUNDED = (
    "{names} is a correctly rounded value of an exact one, so a person will decide whether it is enough. "
    "To be sure, write a fraction or a root instead of a decimal.",
    "{names} are correctly rounded values of exact ones, so a person will decide whether they are enough. "
    "To be sure, write fractions or roots instead of decimals.",
)
ENTRIES_HALFWAY = (
    "{names} is halfway between two rounded values, so it may be rounded either way, and a person will decide.",
    "{names} are halfway between two rounded values, so they may be rounded either way, and a person will decide.",
)


def outcome_of(credit: Fraction | None) -> Outcome:
    if credit is None:
        return Outcome.UNDECIDED
    return Outcome.CORRECT if credit == 1 else Outcome.INCORRECT if credit == 0 else Outcome.PARTIAL


def is_misfit(verdict: Verdict) -> bool:
    """Whether an answer was judged by its shape alone: it is no value of the kind that is expected."""
    return verdict.decision is not None and verdict.decision.by == "structure"


def judge_whole(tree: Node, expected: Node, task: Task) -> Verdict:
    """Judge all or nothing."""
    decision = leave_roundings_open(decide(tree, expected, task.notation, task.policy), tree, expected, task)
    credit = CREDIT[decision.result]
    return Verdict(
        outcome=outcome_of(credit), credit=credit, remarks=remarks_on(decision, tree, expected, task), decision=decision
    )


def leave_roundings_open(decision: Decision, tree: Node, expected: Node, task: Task) -> Decision:
    """Return a decision in which a correct rounding is not *different* but left to a person, entry by entry.

    It has at least three digits, and the item neither accepts roundings nor says that it wants an exact value; or it
    has the digits of a computer, as 33.99999999999999 for 34.
    """
    if task.policy.exactly:
        return decision  # what has another number of digits was not asked for
    is_exact = task.options.get("exact") == "yes"
    if decision.result is Equality.DIFFERENT and not is_exact and has_decimals(tree, MANY_DIGITS):
        near = decide(tree, expected, task.notation, replace(FLOATING, seed=task.policy.seed))
        if near.result is Equality.EQUAL and task.policy.accepts_rounding:
            return near  # 0.30870000000000003, where roundings are accepted
        if near.result is Equality.EQUAL:
            return replace(decision, result=Equality.UNKNOWN, by="rounding", parts=open_parts(decision, near))
    is_stated = is_exact or not task.policy.is_exact
    if decision.result is not Equality.DIFFERENT or is_stated or not has_decimals(tree, LEAST_DIGITS):
        return decision
    near = decide(tree, expected, task.notation, Policy(digits=LEAST_DIGITS, seed=task.policy.seed))
    if near.result is Equality.EQUAL:
        return replace(decision, result=Equality.UNKNOWN, by="rounding", parts=open_parts(decision, near))
    return replace(decision, parts=open_parts(decision, near))


def open_parts(decision: Decision, near: Decision) -> tuple[tuple[tuple[int, ...], Decision], ...]:
    """Return the parts of a decision, those left open that are equal as roundings."""
    equal = {indices for indices, part in near.parts if part.result is Equality.EQUAL}
    return tuple(
        (indices, replace(part, result=Equality.UNKNOWN, by="rounding"))
        if part.result is Equality.DIFFERENT and indices in equal
        else (indices, part)
        for indices, part in decision.parts
    )


def has_decimals(tree: Node, digits: int = 1) -> bool:
    """Whether a decimal with at least so many significant digits is in a tree."""
    return any(written >= digits for written in list_written_digits(tree))


@by_identity
def list_written_digits(tree: Node) -> tuple[int, ...]:
    """List how many significant digits each number in a tree was written with as a decimal, 0 for all others."""
    return tuple(node.digits or 0 for node in walk(tree) if isinstance(node, Number))


def judge_components(tree: Node, expected: Node, task: Task, label: Callable[[tuple[int, ...]], str]) -> Verdict:
    """Give each entry its share of the credit; ``label`` names an entry to the student by its indices."""
    whole = judge_whole(tree, expected, task)
    decision = whole.decision
    if decision is None or not decision.parts or decision.result is Equality.EQUAL or is_all_or_nothing(task):
        return whole
    components = tuple(judge_entry(label(indices), part) for indices, part in decision.parts)
    return verdict_of_components(components, name_open_parts(whole.remarks, decision, label), decision)


def name_open_parts(
    remarks: tuple[Remark, ...], decision: Decision, label: Callable[[tuple[int, ...]], str]
) -> tuple[Remark, ...]:
    """Say which entries wait for a person, and why, unless all wait for the same reason, which is said already.

    As long as a person may accept a rounding, it is not said that an exact value is asked for.
    """
    unknown = [(label(indices), part) for indices, part in decision.parts if part.result is Equality.UNKNOWN]
    rounded = [name for name, part in unknown if part.by == "rounding"]
    others = [name for name, part in unknown if part.by != "rounding"]
    if not unknown or len(decision.parts) in (len(rounded), len(others)):
        return remarks
    on_border = (HALFWAY, rounded, ENTRIES_HALFWAY)
    is_stated = any(remark == HALFWAY for remark in remarks)
    reasons = (
        on_border if is_stated else (WELL_ROUNDED, rounded, ENTRIES_ROUNDED),
        (UNDECIDED, others, ENTRIES_UNDECIDED),
    )
    named = tuple(name_entries(remark, names, texts) for remark, names, texts in reasons if names)
    return (*named, *(remark for remark in remarks if remark.id not in (ROUNDED.id, UNDECIDED.id)))


def name_entries(remark: Remark, names: Sequence[str], texts: tuple[str, str]) -> Remark:
    """Return a remark on some of the entries instead of the whole, by its text for one and for several."""
    text = texts[len(names) > 1].format(names=join_words(names))
    return replace(remark, text=text[0].upper() + text[1:], parameters=(("entries", ", ".join(names)),))


def is_all_or_nothing(task: Task) -> bool:
    """Whether the author turned partial credit off."""
    return task.options.get("partial_credit") == "no"


def judge_entry(label: str, decision: Decision) -> ComponentResult:
    credit = CREDIT[decision.result]
    return ComponentResult(label=label, outcome=outcome_of(credit), credit=credit)


def verdict_of_components(
    components: Sequence[ComponentResult], remarks: Sequence[Remark] = (), decision: Decision | None = None
) -> Verdict:
    """Add up the credit of components by weight; one undecided component leaves the whole item to a person."""
    credits = [component.credit for component in components]
    weight = sum((component.weight for component in components), Fraction(0))
    total: Fraction | None = None
    if None not in credits:
        earned = (component.weight * (component.credit or 0) for component in components)
        total = sum(earned, Fraction(0)) / weight
    return Verdict(
        outcome=outcome_of(total),
        credit=total,
        remarks=(*remark_on_wrong_components(components), *remarks) if total != 1 else tuple(remarks),
        components=tuple(components),
        decision=decision,
    )


def remark_on_wrong_components(components: Sequence[ComponentResult]) -> tuple[Remark, ...]:
    """Name the wrong components if only some are wrong; say that the rest is right only if all of it is."""
    wrong = [component.label for component in components if component.outcome is Outcome.INCORRECT]
    blank = [component.label for component in components if component.outcome is Outcome.BLANK]
    if not wrong or len(wrong) == len(components):
        return ()
    outcomes = {component.outcome for component in components} - {Outcome.INCORRECT, Outcome.BLANK}
    text = f"{join_words(wrong)} {'is' if len(wrong) == 1 else 'are'} not right"
    text += f", and {join_words(blank)} {'is' if len(blank) == 1 else 'are'} missing" if blank else ""
    text += "" if outcomes != {Outcome.CORRECT} else "; the rest is right." if blank else "; the rest is."
    text = f"{text.rstrip('.')}."
    return (Remark(id="components", text=text[0].upper() + text[1:], parameters=(("wrong", ", ".join(wrong)),)),)


def remarks_on(decision: Decision, tree: Node, expected: Node, task: Task) -> tuple[Remark, ...]:
    """Return the remarks of the decision itself: on domains, on the structure, on a rounded number."""
    if decision.result is Equality.UNKNOWN:
        if decision.by != "rounding":
            return (UNDECIDED,)
        return (HALFWAY if task.policy.accepts_rounding else WELL_ROUNDED,)
    said = tuple(Remark(id="domain", text=text) for text in decision.remarks)
    if decision.result is Equality.EQUAL:
        return said
    if task.policy.strict and not said and is_equal_but_for_points(tree, expected, task):
        return (SINGLE_POINTS,)
    if decision.by == "structure" and decision.witness and decision.witness.reason:
        said = (Remark(id="structure", text=decision.witness.reason), *said)
    return (*remark_on_rounding(tree, expected, task), *said)


def is_equal_but_for_points(tree: Node, expected: Node, task: Task) -> bool:
    """Whether an answer differs only at single numbers, which count here, as where cases meet."""
    return decide(tree, expected, task.notation, replace(task.policy, strict=False)).result is Equality.EQUAL


def remark_on_rounding(tree: Node, expected: Node, task: Task) -> tuple[Remark, ...]:
    """Return a remark for a student who rounded although an exact value is asked for."""
    written = list(filter(None, list_written_digits(tree)))
    if not written or not task.policy.is_exact:
        return ()
    near = decide(tree, expected, task.notation, Policy(digits=min(written), seed=task.policy.seed))
    return (ROUNDED,) if near.result is Equality.EQUAL else ()
