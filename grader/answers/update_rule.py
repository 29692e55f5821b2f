"""An update rule, however it is written: ``w := w - eta*dL/dw`` or ``x^{k+1} = x^k - alpha_k*grad f(x^k)``.

Both spellings are brought to one: the value that comes next on the left, the current values on the right, without
their iteration counts (Nocedal & Wright, *Numerical Optimization*, §2.2 writes the second, Goodfellow et al., *Deep
Learning*, §8.3 the first). A right-hand side that uses any other iterate than the current one stays different.
"""

from fractions import Fraction

from grader.answers.judging import judge_whole
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_tree
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic
from grader.expr.nodes import Add, Assignment, Gradient, Neg, Node, Number, Relation, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import children, rebuild
from grader.records import Verdict

__all__ = ["MEMBER", "UpdateRuleAnswer"]


class UpdateRuleAnswer:
    """A rule that computes the next value from the current one."""

    kind = "update_rule"
    summary = "a rule for the next value in terms of the current one"
    options: Schema = {}
    answer_schema: Schema = {"type": "string"}
    example = "x := x + 1"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read ``next := value in terms of current``, or the same with iteration counts."""
        tree = read_tree(given, task)
        rule = as_assignment(tree)
        if rule is None or not isinstance(rule.target, Symbol):
            raise AnswerError(
                Diagnostic(
                    slug="rule-expected",
                    what="This is not an update rule.",
                    why="An update rule has the quantity that is updated on its left and its next value on its right.",
                    mend="Write 'quantity := value', such as 'x := x + 1'.",
                    span=given.span,
                )
            )
        return Answer(text=given.span.text, tree=tree)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the target and the value, both without iteration counts."""
        rule, wanted = (normal_form(tree, task.notation) for tree in (answer.tree, expected.tree))
        assert rule is not None
        assert wanted is not None
        return judge_whole(rule, wanted, task)


def as_assignment(tree: Node | None) -> Assignment | None:
    """Read ``a := b``, or ``a = b``, as an assignment."""
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
    count = count_of(rule.target, notation)
    if count is None:
        return rule
    return Assignment(without_count(rule.target, count), without_count(rule.value, one_less(count)))


def count_of(symbol: Symbol, notation: Notation) -> Node | None:
    """Return the iteration count of a symbol: its superscript, or its subscript where it has no axes."""
    has_axes = symbol.name in notation.entries and notation.entries[symbol.name].axes
    return symbol.iterate or (symbol.indices[0] if symbol.indices and not has_axes else None)


def one_less(count: Node) -> Node:
    """Return the count before ``count``: ``k`` for ``k + 1``, ``k - 1`` for ``k``, 0 for 1."""
    if isinstance(count, Number):
        return Number(count.value - 1)
    if isinstance(count, Add) and is_one(count.terms[-1]):
        rest = count.terms[:-1]
        return rest[0] if len(rest) == 1 else Add(rest)
    return Add((count, Neg(Number(Fraction(1)))))


def is_one(node: Node) -> bool:
    """Tell whether a node is the number one."""
    return isinstance(node, Number) and node.value == 1


def without_count(node: Node, current: Node) -> Node:
    """Drop the iteration count ``current`` from superscripts, subscripts and the arguments of gradients."""
    if isinstance(node, Symbol):
        iterate = None if node.iterate == current else node.iterate
        return Symbol(node.name, tuple(index for index in node.indices if index != current), iterate)
    if isinstance(node, Gradient) and node.at:
        at = tuple(without_count(argument, current) for argument in node.at)
        bare = all(isinstance(argument, Symbol) and argument.iterate is None for argument in at)
        return Gradient(node.of, () if bare else at, node.by)
    return rebuild(node, [without_count(child, current) for child in children(node)])


MEMBER = UpdateRuleAnswer()
