"""Proving a rubric's key before anybody is graded with it.

Four things are shown for every item. The reference is confirmed by a second, independent method. The key, printed and
read back as a student would write it, scores full marks. The answers that the item follows from lead to its key. An
empty answer scores nothing. Items that a person judges are named, so that nobody expects a score for them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.answers import Answer, Chain
from grader.answers.accepted.branches import Branch, find_branch
from grader.answers.conditions import Condition, check_conditions
from grader.answers.leaving_open import find_member
from grader.documents import Scalar
from grader.errors import put_in_quotes
from grader.expr import to_text
from grader.expr.nodes import Mul, Number, Relation, Vector
from grader.grading.accuracy import list_doubtful_accuracies, list_idle_accuracies
from grader.grading.dimensions import describe_key
from grader.grading.following.conditions import same
from grader.grading.grade import grade_submission, judge_item
from grader.grading.handed_back import find_handed_back, propose_form
from grader.grading.repeated import list_repeated
from grader.grading.result import ItemResult
from grader.records import Equality, Outcome
from grader.rubric import Item, Rubric
from grader.rubric.accepted.rounded import round_tree
from grader.submission import Submission

__all__ = ["Finding", "RubricProof", "check_rubric"]

UNREADABLE = Outcome.UNREADABLE
ON_INTERVALS = re.compile(r"\b(?:intervals?|inequalit(?:y|ies)|domain)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What one check showed about one item. If ``is_ok`` is False, the rubric must not be used.

    What ``is_doubtful`` may be as the author wants it, and may be a mistake.
    """

    item: str
    check: str
    is_ok: bool
    text: str
    is_doubtful: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RubricProof:
    """All findings, and the scores of the key and of a blank submission."""

    findings: tuple[Finding, ...]
    points: Fraction
    key_score: Fraction
    blank_score: Fraction
    for_a_person: Fraction

    @property
    def is_ok(self) -> bool:
        """Whether the key is proved."""
        return all(finding.is_ok for finding in self.findings)


def check_rubric(rubric: Rubric) -> RubricProof:
    """Prove the key of a rubric. Every check of every item is reported, the successful ones too."""
    key = grade_submission(make_submission(rubric, {item.id: format_key(item) for item in rubric.items}), rubric)
    blank = grade_submission(make_submission(rubric, {}), rubric)
    findings = [finding for item in rubric.items for finding in confirm_reference(item)]
    findings += [
        finding for item, result in zip(rubric.items, key.items, strict=True) for finding in check_key(item, result)
    ]
    findings += [finding for item in rubric.items for finding in check_follow(item, rubric)]
    findings += [report_blank_credit(result) for result in blank.items if result.credit != 0]
    findings += [report_right_example(item) for item in rubric.items if is_example_right(item, rubric)]
    findings += [finding for item in rubric.items for finding in check_start(item, rubric)]
    findings += [finding for item in rubric.items for finding in describe_degrees(item)]
    findings += [finding for item in rubric.items for finding in check_accuracy(item)]
    findings += [finding for item in rubric.items for finding in describe_left_open(item)]
    findings += [report_dimensions(item.id, text) for item in rubric.items if (text := describe_key(item))]
    findings += [finding for item in rubric.items for finding in check_right_answers(item)]
    findings += [finding for item in rubric.items for finding in check_branches(item)]
    findings += [finding for item in rubric.items for finding in report_repeated(item, rubric)]
    findings += [report_list(item) for item in rubric.items if may_be_interval(item)]
    findings += [finding for item in rubric.items for finding in check_prompt(item, rubric)]
    return RubricProof(
        findings=tuple(findings),
        points=rubric.points,
        key_score=key.score,
        blank_score=blank.score,
        for_a_person=key.pending,
    )


def describe_degrees(item: Item) -> Iterator[Finding]:
    """Say how angles are read, where degrees are asked for or named and the key is a plain number."""
    asked = item.task.asked
    if asked.in_degrees:
        text = f"Degrees are asked for: {format_key(item)} and the same with ° are right; radians go to a person."
        yield Finding(item=item.id, check="degrees", is_ok=True, text=text)
    elif asked.is_angle and {"degree", "degrees"} & asked.words and isinstance(asked.tree, Number):
        value = format_key(item)
        said = f"The prompt does not say 'in degrees', so {value}° is read in radians and is wrong."
        yield Finding(
            item=item.id, check="degrees", is_ok=True, is_doubtful=True, text=f"{said} Say so, or write {value}°."
        )


def check_accuracy(item: Item) -> Iterator[Finding]:
    """Report tolerances and digits without an effect, and those that may have another one than the author means."""
    for text in list_idle_accuracies(item):
        yield Finding(item=item.id, check="accuracy", is_ok=False, text=text)
    for text in list_doubtful_accuracies(item):
        yield Finding(item=item.id, check="accuracy", is_ok=True, is_doubtful=True, text=text)


def report_repeated(item: Item, rubric: Rubric) -> Iterator[Finding]:
    """Report what is said twice, so that one of the two means nothing."""
    for text in list_repeated(item, lambda answer: judge_item(item, make_submission(rubric, {item.id: answer}))):
        yield Finding(item=item.id, check="repeated", is_ok=True, is_doubtful=True, text=text)


def report_dimensions(name: str, text: str) -> Finding:
    return Finding(item=name, check="dimensions", is_ok=True, is_doubtful=True, text=text)


def describe_left_open(item: Item) -> Iterator[Finding]:
    """Say what a right answer may leave open."""
    member = find_member(item.task)
    if member is not None:
        text = f"Right is {member.summary}: {format_key(item)}, {member.with_key}."
        yield Finding(item=item.id, check="up-to", is_ok=True, text=text)


def format_key(item: Item) -> str:
    """The expected answer as a student would write it."""
    sample = item.task.options.get("sample", "")
    if sample or item.key is None:
        return "\n".join(sample) if isinstance(sample, tuple) else str(sample)
    answer = item.key.answer
    if answer.steps:
        return "\n".join(line for chain in answer.steps for line in format_chain(chain))
    if answer.tree is None:
        return ", ".join(answer.words)
    policy = item.task.policy
    return to_text(round_tree(answer.tree, policy) if policy.exactly else answer.tree)


def format_chain(chain: Chain) -> Iterator[str]:
    """The lines of a derivation: a chain of values on one line, equations one by one."""
    texts = list(map(to_text, chain.operands))
    yield from texts if isinstance(chain.operands[0], Relation) else [" = ".join(texts)]


def make_submission(rubric: Rubric, answers: dict[str, str]) -> Submission:
    return Submission(
        student="key",
        exercise=rubric.id,
        file="key",
        answers={name: Scalar.typed(text, name) for name, text in answers.items()},
        sha256="",
    )


def confirm_reference(item: Item) -> Iterator[Finding]:
    """Confirm a solved key by the solver's second method."""
    key = item.key
    if key is None or key.solver is None or key.problem is None or key.solution is None:
        return
    confirmation = key.solver.confirm(key.problem, key.solution)
    verb = "confirmed" if confirmation.agrees else "contradicted"
    yield Finding(
        item=item.id,
        check="reference",
        is_ok=confirmation.agrees,
        text=f"The {key.solver.kind} reference is {verb} by {confirmation.method}: {confirmation.detail}",
    )


def check_key(item: Item, result: ItemResult) -> Iterator[Finding]:
    """Check that the key scores full marks; of a solved one, that it does but for its form."""
    in_another_form = [remark.text for remark in result.remarks if remark.id == "form"]
    if in_another_form and item.form:
        is_solved = item.key is not None and item.key.solver is not None
        fix = "Students see it like this." if is_solved else "Write 'expected' in this form."
        text = f"The key {put_in_quotes(result.given)} is not in the form that the item asks for. "
        yield Finding(
            item=item.id, check="form", is_ok=is_solved, is_doubtful=is_solved, text=f"{text}{in_another_form[0]} {fix}"
        )
    elif result.outcome is Outcome.CORRECT:
        yield Finding(item=result.id, check="key", is_ok=True, text="The key scores full marks.")
    elif result.type == "text" and result.outcome is Outcome.UNDECIDED:
        found = sum(component.outcome is Outcome.CORRECT for component in result.components)
        count = len(result.components)
        if not result.given:
            yield report_no_sample(result, count)
            return
        yield Finding(
            item=result.id,
            check="sample",
            is_ok=found == count,
            text=f"A person judges this item; the sample mentions {found} of {count} key points.",
        )
    elif result.outcome is Outcome.PARTIAL and "no-steps" in {remark.id for remark in result.remarks}:
        text = "The result alone earns its share; write a 'sample' with the steps to have all of it proved."
        yield Finding(item=result.id, check="key", is_ok=True, text=text)
    elif result.type == "text" and not result.given:
        text = "The key points decide, but nothing shows that they can: write a 'sample' that mentions every key point."
        yield Finding(item=result.id, check="key", is_ok=False, text=text)
    else:
        why = " ".join(str(diagnostic.what) for diagnostic in result.diagnostics)
        yield Finding(
            item=result.id,
            check="key",
            is_ok=False,
            text=f"The key {put_in_quotes(result.given)} is judged {result.outcome.value}. {why}".strip(),
        )


def report_no_sample(result: ItemResult, count: int) -> Finding:
    """Say that a text has no sample. A person decides, so the rubric can be used without one."""
    if not count:
        return Finding(item=result.id, check="sample", is_ok=True, text="A person judges this item.")
    text = "A person judges this item. It has no 'sample', so its key points are not checked."
    return Finding(item=result.id, check="no-sample", is_ok=True, text=text)


def check_follow(item: Item, rubric: Rubric) -> Iterator[Finding]:
    """Check that each way to follow leads from the other items' keys to this item's key."""
    keys = {other.id: other.key.answer.tree for other in rubric.items if other.key}
    for way in item.follow:
        names = ", ".join(entry.name for entry, _ in way.quantities)
        entries = [(entry, keys[reference.item]) for entry, reference in way.quantities]
        notation = item.notation.extended(replace(entry, definition=tree) for entry, tree in entries)
        expected = way.expected or (item.key.answer.tree if item.key else None)
        if expected is None or item.key is None or item.key.answer.tree is None:
            continue
        task = replace(item.task, notation=notation)
        verdict = item.answer_type.judge(Answer(text="", tree=expected), item.key.answer, task)
        yield Finding(
            item=item.id,
            check="follow",
            is_ok=verdict.outcome is Outcome.CORRECT,
            text=f"What follows from {names} by the other items' keys is judged {verdict.outcome.value}.",
        )


def check_right_answers(item: Item) -> Iterator[Finding]:
    """Check that the key satisfies the conditions of its item, and that zero does not."""
    conditions: tuple[Condition, ...] = item.task.options.get("conditions", ())
    tree = item.key.answer.tree if item.key is not None else None
    if not conditions or tree is None:
        return
    found = check_conditions(tree, conditions, item.task)
    for condition, decision in zip(conditions, found, strict=True):
        if decision.result is not Equality.EQUAL:
            said = "does not satisfy" if decision.result is Equality.DIFFERENT else "cannot be proved to satisfy"
            text = f"The key {put_in_quotes(to_text(tree))} {said} {condition.text}."
            yield Finding(item=item.id, check="conditions", is_ok=False, text=text)
    zero = check_conditions(Mul((Number(Fraction(0)), tree)), conditions, item.task)
    if all(decision.result is Equality.EQUAL for decision in zero):
        text = "Zero satisfies every condition. If it is no right answer, add the condition 'answer != 0'."
        yield Finding(item=item.id, check="conditions", is_ok=True, is_doubtful=True, text=text)


def check_branches(item: Item) -> Iterator[Finding]:
    """Check that no right answer reaches a branch that takes credit away, and that each example reaches its own."""
    branches: tuple[Branch, ...] = item.task.options.get("when", ())
    if not branches or item.key is None:
        return
    for answer in (item.key.answer, *item.task.options.get("any_of", ())):
        assert answer.tree is not None
        reached = find_branch(answer.tree, branches, item.task)
        if reached.branch is not None and reached.branch.takes_credit:
            verb = "reaches" if reached.is_certain else "may reach"
            text = f"The right answer {put_in_quotes(to_text(answer.tree))} {verb} the branch '{reached.branch.text}'"
            text += f", which gives {reached.branch.credit} of the credit."
            yield Finding(item=item.id, check="branches", is_ok=False, text=text)
    for branch in branches:
        for answer in branch.examples:
            assert answer.tree is not None
            reached = find_branch(answer.tree, branches, item.task)
            if reached.branch is not branch or not reached.is_certain:
                other = f"reaches '{reached.branch.text}'" if reached.branch is not None else "reaches none"
                other = f"may reach '{reached.branch.text}'" if reached.branch and not reached.is_certain else other
                text = f"The example {put_in_quotes(to_text(answer.tree))} of the branch '{branch.text}' {other}."
                yield Finding(item=item.id, check="branches", is_ok=False, text=text)


def check_prompt(item: Item, rubric: Rubric) -> Iterator[Finding]:
    """Say which formula of its own prompt answers an item, and how to ask for work."""
    found = find_handed_back(item, lambda text: judge_item(item, make_submission(rubric, {item.id: text})))
    text = next(found, "")
    if text:
        form = propose_form(item, text)
        fix = f"If work is asked for, write 'form: {form}'." if form else "If work is asked for, add a 'form'."
        if item.form:
            fix = f"The form '{', '.join(item.form)}' does not refuse it. {fix}"
        said = f"{put_in_quotes(text)}, which stands in the prompt, is a right answer. {fix}"
        yield Finding(item=item.id, check="prompt", is_ok=not item.form, text=said, is_doubtful=not item.form)


def report_blank_credit(result: ItemResult) -> Finding:
    return Finding(
        item=result.id,
        check="blank",
        is_ok=False,
        text=f"An empty answer is judged {result.outcome.value}; it should score nothing.",
    )


def is_example_right(item: Item, rubric: Rubric) -> bool:
    """Whether the example that every student sees is a right answer."""
    if item.key is None or item.choices:
        return False
    return judge_item(item, make_submission(rubric, {item.id: item.example})).outcome is Outcome.CORRECT


def report_right_example(item: Item) -> Finding:
    return Finding(
        item=item.id,
        check="example",
        is_ok=False,
        text=f"The example {put_in_quotes(item.example)}, which the template shows, is a right answer; "
        "write another 'example'.",
    )


def may_be_interval(item: Item) -> bool:
    """Whether a key of two values in brackets, which is a list, is the answer to a question about intervals."""
    tree = item.key.answer.tree if item.key else None
    if item.type != "expression" or not isinstance(tree, Vector) or len(tree.items) != 2:
        return False
    return not any(isinstance(end, Vector) for end in tree.items) and bool(ON_INTERVALS.search(item.prompt))


def report_list(item: Item) -> Finding:
    """Say how to ask for an interval, and how for a list."""
    given = item.key.answer.text.strip("'\"") if item.key else ""  # as it is in the rubric, perhaps in quotes
    return Finding(
        item=item.id,
        check="interval",
        is_ok=True,
        text=f"{put_in_quotes(given)} is read as a list, and the prompt reads as if an interval were asked for. "
        f"Use 'type: equation' with the inequality, or write '{given} ∪ ∅'; for a list, use 'type: vector'.",
        is_doubtful=True,
    )


def check_start(item: Item, rubric: Rubric) -> Iterator[Finding]:
    """Report a derivation whose question can be handed in as its result."""
    start, key = item.task.options.get("start"), item.key
    if start is None or key is None or key.answer.tree is None:
        return
    asks_more = item.task.options.get("form") or item.task.options.get("required")
    if not asks_more and same(start, key.answer.tree, item.notation, item.task.policy):
        text = "The 'start' is equal to the expected answer: add a 'form' for the last line, or 'required' steps."
        yield Finding(item=item.id, check="start", is_ok=False, text=text)
    copied = " = ".join([to_text(start)] * 2)
    if judge_item(item, make_submission(rubric, {item.id: copied})).credit != 0:
        text = f"{put_in_quotes(copied)}, which only repeats the question, earns credit."
        yield Finding(item=item.id, check="start", is_ok=False, text=text)
