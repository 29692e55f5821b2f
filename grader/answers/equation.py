"""An equation or inequality: right in any rearranged form, as ``y = 2*x + 1`` and ``2*y - 4*x = 2`` are the same."""

from grader.answers.judging import PARTIAL_CREDIT
from grader.answers.leaving_open import CONSTANT_OPTIONS, judge_left_open
from grader.answers.points import take_points_as_condition
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import list_names, read_tree, refuse_echo
from grader.answers.set_members import judge_set
from grader.answers.sets.ends import ENDS, judge_with_open_ends
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic
from grader.expr.asked.asked import find_unknowns
from grader.expr.grammar.conditions import say_membership
from grader.expr.nodes import Assignment, Junction, Node, Relation, SetOf
from grader.expr.sets.solutions import SETS
from grader.records import Verdict

__all__ = ["MEMBER", "EquationAnswer"]

CONDITIONS = (Relation, Assignment, Junction)


class EquationAnswer:
    """A relation between two sides."""

    kind = "equation"
    summary = "an equation or inequality, right in any rearranged form"
    options: Schema = {"partial_credit": PARTIAL_CREDIT, "ends": ENDS, **CONSTANT_OPTIONS}
    public_options = ("up_to",)
    answer_schema: Schema = {"type": "string"}
    example = "y = 2*x + 1"
    needs_expected = True
    shape = "condition"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the relation, or the set of its solutions where that is asked for; a value alone is neither."""
        tree = take_points_as_condition(read_tree(given, task), task)
        if not isinstance(tree, CONDITIONS if task.asked.shape == "condition" else (*CONDITIONS, *SETS)):
            raise AnswerError(
                Diagnostic(
                    slug="value-for-relation",
                    what="This is a value, but an equation or inequality is asked for.",
                    why="It has no '=', '<' or '>' in it.",
                    help="Write both sides, with the sign between them.",
                    span=given.span,
                )
            )
        derivatives = "derivatives" in task.options.get("allow", ())
        refuse_echo(list_names(tree, task), given, task, derivatives)
        return Answer(text=given.span.text, tree=tree, whole=SetOf(()) if says_nothing_holds(tree) else None)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Decide whether the two relations are equivalent."""
        assert answer.tree is not None
        assert expected.tree is not None
        wanted = state_as_asked(expected.tree, answer.tree)
        if task.options.get("ends") == "any":
            return judge_with_open_ends(answer.tree, wanted, task)
        return judge_left_open(answer.tree, wanted, task, lambda tree: judge_set(tree, wanted, task))


def says_nothing_holds(tree: Node) -> bool:
    """Whether a condition is ``x != x``, as *no solution* is read where a condition is asked for."""
    return isinstance(tree, Relation) and tree.operators == ("!=",) and tree.operands[0] == tree.operands[1]


def state_as_asked(expected: Node, given: Node) -> Node:
    """Return an expected set as the condition that the name of a given condition is in it; else as it is."""
    names = find_unknowns(given)
    is_needed = isinstance(expected, SETS) and isinstance(given, CONDITIONS) and len(names) == 1
    return say_membership(names[0], expected) if is_needed else expected


MEMBER = EquationAnswer()
