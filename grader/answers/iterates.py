"""Iterates: the points that a method visits, one after another, each with its share of the credit.

They may be given as a list of vectors, or one by one under their names: ``x^(1): (9, 3)``.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import zip_longest

from grader.answers.iterate_labels import write_labels
from grader.answers.judging import judge_whole, verdict_of_components
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import find_working, list_names, read_tree, refuse_echo, refuse_functions, rows_of
from grader.answers.vector import explain_iterate, is_mere_iterate
from grader.documents import DocumentNode, Mapping, Scalar
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr import to_text
from grader.expr.asked.asked import Asked
from grader.expr.nodes import Assignment, Node, Number, Relation, Symbol, Vector
from grader.expr.shapes.columns import as_point
from grader.expr.spellings.zero_arrays import fill_zero
from grader.expr.traverse import substitute
from grader.patterns import regex
from grader.records import ComponentResult, Outcome, Remark, Verdict

__all__ = ["MEMBER", "IteratesAnswer"]

Head = tuple[Symbol, Fraction]
NAME = regex(r"\D*?\^?[({]*(\d+)[)}]*")


class IteratesAnswer:
    """The iterates of a method; each earns its share."""

    kind = "iterates"
    summary = "the points a method visits; each iterate earns its share of the credit"
    options: Schema = {
        "first": {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "The number of the first iterate, 1 if left out.",
        }
    }
    public_options = ("first",)
    answer_schema: Schema = {
        "type": ["string", "array", "object"],
        "items": {"type": ["string", "array"], "items": {"type": "string"}},
        "additionalProperties": {"type": ["string", "array"], "items": {"type": "string"}},
    }
    example = "[(1, 2), (3, 4)]"
    needs_expected = True
    shape = "list"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the points: a list, or a mapping from their names."""
        written = write_labels(given, int(task.options.get("first", "1")), task.notation)
        if written is not None:
            try:
                return replace(self.read_points(written, task), text=given.span.text)
            except AnswerError:  # the message is about what was typed
                pass
        return self.read_points(given, task)

    def read_points(self, given: DocumentNode, task: Task) -> Answer:
        """Read points each of which has a value of its own, perhaps in terms of the points before it."""
        named = given.entries if isinstance(given, Mapping) and given.as_typed is None else None
        tree = read_named(named, task) if named else read_tree(given, task)
        lines = rows_of(tree) or (tree,)
        ordered = lines if named else order_by_number(lines, given, task)
        points = put_points_in(tuple(map(find_value, ordered)), list(map(find_head, ordered)))
        if any(isinstance(point, Vector) for point in (task.asked.tree and rows_of(task.asked.tree)) or ()):
            points = tuple(map(as_point, points))
        points = fill_zeros(points)
        refuse_names(points, given, task)
        names = list(list_names(Vector(points), task))
        refuse_echo(names, given, task, derivatives=False)
        refuse_functions(names, given, task)
        return Answer(text=given.span.text, tree=Vector(points), working=find_working(tree, task.notation))

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge point by point, in order."""
        assert answer.tree is not None
        wanted = rows_of(expected.tree or answer.tree) or ()
        given = list_points(answer.tree, wanted)
        if len(given) == len(wanted) + 1:
            return judge_without_one(given, wanted, task)
        if len(given) > len(wanted):
            return reject_count(len(given), len(wanted))
        return verdict_of_components(judge_points(given, wanted, task), remark_on_count(len(given), len(wanted)))


def judge_without_one(given: tuple[Node, ...], wanted: tuple[Node, ...], task: Task) -> Verdict:
    """Judge one point too many: the start before the iterates, or one more step after them, is not counted.

    It is the one without which more of the others are right. Where a single point is asked for, only the start may be
    there too: two guesses are none.
    """
    found = []
    ways = (("first", given[1:]), ("last", given[:-1]))
    for which, points in ways if len(wanted) > 1 else ways[:1]:
        results = judge_points(points, wanted, task)
        right = sum((result.credit or Fraction(0) for result in results), Fraction(0))
        open_count = sum(result.credit is None for result in results)
        found.append((right, open_count, which, results))
    right, open_count, which, results = max(found, key=lambda one: (one[0], one[1]))
    if not right and not open_count:
        return reject_count(len(given), len(wanted))
    return verdict_of_components(results, remark_on_count(len(given), len(wanted), f"The {which} is not counted."))


def list_points(tree: Node, wanted: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return the points that were given; a single point needs no list around it.

    If the expected points have components, as many numbers as one point has are read as one point.
    """
    given = rows_of(tree) or ()
    sizes = {len(rows_of(point) or ()) for point in wanted}
    is_point = 0 not in sizes and (len(wanted) == 1 or sizes == {len(given)})
    return (tree,) if is_point and given and not any(map(rows_of, given)) else given


def read_named(entries: tuple[tuple[Scalar, DocumentNode], ...], task: Task) -> Vector:
    """Read iterates given by name; their numbers must run from the first without a gap."""
    first = int(task.options.get("first", "1"))
    numbers = [NAME.fullmatch(key.text.replace(" ", "")) for key, _ in entries]
    if len(entries) > 1 and numbers[0] is not None and int(numbers[0][1]) == first - 1:
        entries = entries[1:]  # the starting point by its name
    for number, (key, _) in enumerate(entries, start=first):
        match = NAME.fullmatch(key.text.replace(" ", ""))
        if match is None or int(match[1]) != number:
            raise AnswerError(explain_iterate_name(key.text, number, key))
    return Vector(tuple(read_tree(value, task) for _, value in entries))


def explain_iterate_name(name: str, number: int, at: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="iterate-name",
        what=f"{put_in_quotes(name)} is not the name of iterate {number}.",
        why="Iterates are given in order, each under its number.",
        help="Number the iterates in order, or give the points as a list without names.",
        span=at.span,
    )


def order_by_number(lines: tuple[Node, ...], given: DocumentNode, task: Task) -> tuple[Node, ...]:
    """Return the lines ``x^(1) = …`` in the order of their numbers, which must run without a gap."""
    first = int(task.options.get("first", "1"))
    heads = [find_head(line) for line in lines]
    if None not in heads:
        found = sorted(zip(heads, lines, strict=True), key=lambda pair: pair[0][1] if pair[0] else 0)
        heads, lines = [head for head, _ in found], tuple(line for _, line in found)
        if len(lines) > 1 and heads[0] is not None and heads[0][1] == first - 1:
            heads, lines = heads[1:], lines[1:]  # the starting point by its name is none of the iterates
    if len(lines) > 1 and heads[0] is None and heads[1] is not None and heads[1][1] == first:
        heads, lines = heads[1:], lines[1:]  # nor is what is in front of the first one by its name
    for number, head in enumerate(heads, start=first):
        if head is not None and (head[1] != number or head[0].name != next(filter(None, heads))[0].name):
            raise AnswerError(explain_iterate_name(to_text(head[0]), number, given))
    return lines


def find_head(line: Node) -> Head | None:
    """Return the iterate that a line names, with its number; None where it names none."""
    head = line.operands[0] if isinstance(line, Relation) else line.target if isinstance(line, Assignment) else None
    if isinstance(head, Symbol):
        count = head.iterate or (head.indices[0] if len(head.indices) == 1 else None)
        return (head, count.value) if isinstance(count, Number) else None
    return None


def find_value(point: Node) -> Node:
    """Return the point at the end of ``x^(1) = … = point``."""
    return point.operands[-1] if isinstance(point, Relation) and set(point.operators) == {"="} else point


def put_points_in(points: tuple[Node, ...], heads: Sequence[Head | None]) -> tuple[Node, ...]:
    """Return points in which each name of an earlier one, as in ``x^(3) = x^(2) - (1, 0)``, has its value."""
    values: dict[Symbol, Node] = {}
    found = []
    for point, head in zip(points, heads, strict=True):
        found.append(substitute(point, values) if values else point)
        if head is not None and head[0].iterate is not None:
            values[head[0]] = found[-1]
    return tuple(found)


def fill_zeros(points: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return points with 0 among vectors as the zero vector."""
    vector = next((point for point in points if isinstance(point, Vector)), None)
    asked = Asked("vector", tree=vector)
    return points if vector is None else tuple(fill_zero(point, asked) for point in points)


def refuse_names(points: tuple[Node, ...], given: DocumentNode, task: Task) -> None:
    """Refuse a point that is only named, without its value."""
    for point in points:
        if isinstance(point, Symbol) and is_mere_iterate(point, task):
            raise AnswerError(explain_iterate(point, given))


def judge_points(given: tuple[Node, ...], wanted: tuple[Node, ...], task: Task) -> list[ComponentResult]:
    """Judge each point by itself; a missing point earns nothing."""
    first = int(task.options.get("first", "1"))
    task = replace(task, policy=task.policy.beside_others()) if len(wanted) > 1 else task
    results = []
    for number, (point, expected) in enumerate(zip_longest(given, wanted), start=first):
        label = f"iterate {number}"
        if point is None:
            results.append(ComponentResult(label=label, outcome=Outcome.BLANK, credit=Fraction(0)))
        else:
            verdict = judge_whole(point, expected, task)
            results.append(ComponentResult(label=label, outcome=verdict.outcome, credit=verdict.credit))
    return results


def reject_count(given: int, wanted: int) -> Verdict:
    """Return the verdict on too many points: it is unclear which of them are the ones asked for."""
    return Verdict(outcome=Outcome.INCORRECT, credit=Fraction(0), remarks=remark_on_count(given, wanted))


def remark_on_count(
    given: int, wanted: int, after: str = "The starting point is not one of them."
) -> tuple[Remark, ...]:
    """Say how many points are asked for, if the answer has another number."""
    if given == wanted:
        return ()
    asked = "1 iterate is" if wanted == 1 else f"{wanted} iterates are"
    text = f"{asked} asked for, and {given or 'no'} {'was' if given == 1 else 'were'} given."
    if given > wanted:
        text += f" {after}"
    return (Remark(id="count", text=text, parameters=(("given", str(given)), ("wanted", str(wanted)))),)


MEMBER = IteratesAnswer()
