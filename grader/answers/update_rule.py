"""An update rule, however it is written: ``w := w - eta*dL/dw`` or ``x^{k+1} = x^k - alpha_k*grad f(x^k)``.

Both spellings are brought to one form: the next value on the left, the current values on the right, without their
iteration counts (Nocedal & Wright, *Numerical Optimization*, §2.2 writes the second, Goodfellow et al., *Deep
Learning*, §8.3 the first). A right-hand side that uses any other iterate than the current one stays different. Further
spellings (``w_{t+1} = w_t - …`` without a declared counter, ``w' = w - …``) are in ``update_spellings.py``.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from grader.answers.judging import judge_whole
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_tree
from grader.answers.update_spellings import allow_counts, bracket_count, drop_remarks, list_spellings
from grader.documents import DocumentNode, Scalar
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr import parse, to_text
from grader.expr.complaints import propose_answer
from grader.expr.nodes import Add, Assignment, Derivative, Gradient, Neg, Node, Number, Relation, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import children, rebuild, walk
from grader.memory import Memory
from grader.records import Outcome, Remark, Verdict

__all__ = ["MEMBER", "UpdateRuleAnswer"]

_memory = Memory(capacity=512)  # the keys that one process works with, in normal form

Count = tuple[tuple[Node, ...], Fraction]


class UpdateRuleAnswer:
    """A rule that computes the next value from the current one."""

    kind = "update_rule"
    summary = "a rule for the next value in terms of the current one"
    options: Schema = {}
    answer_schema: Schema = {"type": "string"}
    example = "x := x + 1"
    needs_expected = True
    shape = "value"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read ``next := value in terms of current``, or the same with iteration counts."""
        try:
            tree = read_rule(given, task)
        except AnswerError as error:
            if error.diagnostic.slug != "assignment":
                raise
            raise AnswerError(explain_rule(given)) from None
        rule = as_assignment(tree)
        if rule is None or not isinstance(rule.target, Symbol):
            raise AnswerError(explain_rule(given))
        if any(isinstance(node, Gradient) and is_own(node, rule.target) for node in walk(rule.value)):
            raise AnswerError(explain_gradient(rule.target, given, task.notation))
        return Answer(text=given.span.text, tree=tree)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the target and the value, both without iteration counts."""
        assert answer.tree is not None
        if any(isinstance(part, Symbol) and not is_known(part, task.notation) for part in walk(answer.tree)):
            task = replace(task, notation=allow_counts(task.notation))
        rule, wanted = normal_form(answer.tree, task.notation), _memory.of(normal_form, expected.tree, task.notation)
        assert rule is not None
        assert wanted is not None
        if is_particular(answer.tree, task.notation) and not is_particular(expected.tree, task.notation):
            return reject_rule(
                "one-step", "This is the rule for one numbered step; a rule for every step is asked for."
            )
        if is_other_name(rule.target, wanted.target):
            given = put_in_quotes(to_text(rule.target))
            text = f"The rule gives a new value to {given}, and another quantity is to be updated."
            return reject_rule("target", f"{text} Put the quantity that the question names on the left.")
        return judge_whole(rule, wanted, task)


def read_rule(given: DocumentNode, task: Task) -> Node:
    """Read a rule in the notation of the exercise; if it is not a rule there, try other spellings of rules."""
    refused: AnswerError | None = None
    if isinstance(given, Scalar):
        bare = drop_remarks(given.text, task.notation)
        found = read_other_spelling(bare, task.notation) if bare != given.text else None
        if found is not None:
            return found
    try:
        # The left side of a rule is a part of it, and no label, so it is not read as a value is.
        tree = read_tree(given, replace(task, asked=replace(task.asked, shape="any")))
        if is_rule(tree) or not isinstance(given, Scalar):
            return tree
    except AnswerError as error:
        refused = error
    found = read_other_spelling(given.text, task.notation) if isinstance(given, Scalar) else None
    if found is not None:
        return found
    if refused is not None:
        raise refused
    return tree


def read_other_spelling(text: str, notation: Notation) -> Node | None:
    """Return the rule that a text means in another spelling; None where it is none."""
    for spelling, names in list_spellings(text, notation):
        try:
            tree = parse(spelling, names).tree
        except AnswerError:
            continue
        if is_rule(tree):
            return tree
    return None


def is_rule(tree: Node) -> bool:
    """Whether a tree gives a name a new value."""
    rule = as_assignment(tree)
    return rule is not None and isinstance(rule.target, Symbol)


def is_known(symbol: Symbol, notation: Notation) -> bool:
    """Whether a name, and its counter, belong to the exercise."""
    entry = notation.entries.get(symbol.name)
    if entry is None:
        return symbol.name in notation.ranges
    return entry.iterates or (symbol.iterate is None and len(symbol.indices) <= len(entry.axes))


def explain_rule(given: DocumentNode) -> Diagnostic:
    """Say what an update rule is; ``x^k+1 = …`` is proposed with its count in brackets."""
    inside = find_inside(given.text) if isinstance(given, Scalar) else ""
    if ":=" in inside:
        return Diagnostic(
            slug="rule-expected",
            what="The whole rule is in brackets.",
            why="What is in brackets is a value, and an update rule gives a value to a name.",
            help="Write it without the brackets around it.",
            span=given.span,
        ).propose([propose_answer(inside)])
    bracketed = bracket_count(given.text) if isinstance(given, Scalar) else ""
    return Diagnostic(
        slug="rule-expected",
        what="This is not an update rule.",
        why="An update rule has the quantity that is updated on its left and its next value on its right.",
        help="Write the quantity that is updated, ':=' and its next value.",
        span=given.span,
    ).propose([propose_answer(bracketed)] if bracketed else [])


def find_inside(text: str) -> str:
    """Return what is between the brackets around a whole text; empty if there are none."""
    bare, depth = text.strip(), 0
    for place, sign in enumerate(bare):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return bare[1:-1].strip() if place > 0 and place == len(bare) - 1 else ""
    return ""


def is_own(gradient: Gradient, target: Symbol) -> bool:
    """Whether a gradient is written of the quantity that is updated: ``grad(x)``."""
    return isinstance(gradient.of, Symbol) and gradient.of.name == target.name


def explain_gradient(target: Symbol, given: DocumentNode, notation: Notation) -> Diagnostic:
    """Say that a gradient is that of a function; for the only one, what may be meant is shown."""
    functions = [entry.name for entry in notation.entries.values() if entry.parameters is not None]
    shown = f", as in 'grad {functions[0]}({target.name})'" if len(functions) == 1 else ""
    return Diagnostic(
        slug="gradient-of-variable",
        what=f"This is the gradient of {put_in_quotes(target.name)}, the quantity that is updated.",
        why="A gradient is that of a function, at a point.",
        help=f"Name the function whose gradient is meant{shown}.",
        span=given.span,
    )


def as_assignment(tree: Node | None) -> Assignment | None:
    """Return ``a := b``, or ``a = b``, as an assignment."""
    if isinstance(tree, Assignment):
        return tree
    if isinstance(tree, Relation) and tree.operators == ("=",):
        return Assignment(*tree.operands)
    return None


def normal_form(tree: Node | None, notation: Notation) -> Assignment | None:
    """Return the rule without iteration counts: the next value on the left, current values on the right."""
    rule = as_assignment(tree)
    if rule is None or not isinstance(rule.target, Symbol):
        return rule
    count = find_count(rule.target, notation)
    target = drop_count(rule.target) if count is not None else rule.target
    current = find_only_count(rule.value, target, notation)
    if count is not None:
        parts, constant = split_count(count)
        current = (parts, constant - 1)
    return Assignment(target, drop_counts(rule.value, current, target, notation))


def find_only_count(value: Node, target: Symbol, notation: Notation) -> Count | None:
    """Return the only count of the updated name in a value, as in ``w := w_t - …``; None for none or several.

    Where that name has none, it is the letter by which the others are counted: ``x := x - alpha_k*grad f(x)``.
    """
    counts = [find_count(node, notation) for node in list_used_names(value) if node.name == target.name]
    found = {split_count(count) for count in counts if count is not None}
    if not found:
        others = {find_count(node, notation) for node in list_used_names(value)} - {None}
        found = {split_count(count) for count in others if isinstance(count, Symbol)} if len(others) == 1 else set()
        return found.pop() if found else None
    return found.pop() if len(found) == 1 and None not in counts else None


def list_used_names(value: Node) -> Iterator[Symbol]:
    """Yield the symbols whose values are used; the variable of a derivative is not one of them."""
    if isinstance(value, Symbol):
        yield value
    elif not isinstance(value, Derivative):
        for child in children(value):
            yield from list_used_names(child)


def is_particular(tree: Node | None, notation: Notation) -> bool:
    """Whether a rule is for one numbered step, such as from ``x^(2)`` to ``x^(3)``."""
    rule = as_assignment(tree)
    return (
        rule is not None and isinstance(rule.target, Symbol) and isinstance(find_count(rule.target, notation), Number)
    )


def find_count(symbol: Symbol, notation: Notation) -> Node | None:
    """Return the iteration count of a symbol: its superscript, or a subscript that cannot be an index.

    A subscript is a count if the symbol has no axes, or if its names are not index letters, as in ``x_{k+1}`` for a
    vector with components ``x_i``.
    """
    if symbol.iterate is not None or len(symbol.indices) != 1:
        return symbol.iterate
    entry, index = notation.entries.get(symbol.name), symbol.indices[0]
    if entry is None or not entry.axes:
        return index
    names = {part.name for part in walk(index) if isinstance(part, Symbol)}
    return index if entry.iterates and names and not names & set(notation.ranges) else None


def drop_count(symbol: Symbol) -> Symbol:
    """Return a symbol without its count, which is a superscript or a subscript."""
    return Symbol(symbol.name, symbol.indices if symbol.iterate is not None else ())


def split_count(count: Node) -> Count:
    """Return the terms of a count, in one order, and the whole number that is added to them.

    >>> k, one = Symbol("k"), Number(Fraction(1))
    >>> split_count(Add((one, k))) == split_count(Add((k, one)))
    True
    """
    terms = count.terms if isinstance(count, Add) else (count,)
    constant, others = Fraction(0), []
    for term in terms:
        if isinstance(term, Number):
            constant += term.value
        elif isinstance(term, Neg) and isinstance(term.operand, Number):
            constant -= term.operand.value
        else:
            others.append(term)
    return tuple(sorted(others, key=repr)), constant


def drop_counts(node: Node, current: Count | None, target: Symbol, notation: Notation) -> Node:
    """Drop the iteration count ``current``, and the point of a gradient if it is the updated quantity."""
    if isinstance(node, Symbol):
        count = find_count(node, notation)
        return drop_count(node) if count is not None and split_count(count) == current else node
    parts = [drop_counts(child, current, target, notation) for child in children(node)]
    found = rebuild(node, parts)
    return name_gradient(found, target, notation) if isinstance(found, Gradient) else found


def name_gradient(node: Gradient, target: Symbol, notation: Notation) -> Node:
    """Return a gradient without its point if that is the target; by a single number it is the derivative."""
    at = () if node.at == (target,) else node.at
    entry = notation.entries.get(node.of.name) if isinstance(node.of, Symbol) else None
    own = notation.entries.get(target.name)
    is_by_number = own is not None and not own.axes and not target.indices and node.by in (None, target)
    if not at and is_by_number and entry is not None and entry.parameters is None:
        return Derivative(node.of, (target,))
    return Gradient(node.of, at, node.by, node.prime and bool(at))


def is_other_name(target: Node, wanted: Node) -> bool:
    """Whether a rule updates another quantity than the one asked for."""
    return isinstance(target, Symbol) and isinstance(wanted, Symbol) and target.name != wanted.name


def reject_rule(reason: str, text: str) -> Verdict:
    """Return the verdict on a rule that is wrong without a comparison."""
    return Verdict(outcome=Outcome.INCORRECT, credit=Fraction(0), remarks=(Remark(id=reason, text=text),))


MEMBER = UpdateRuleAnswer()
