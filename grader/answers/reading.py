"""How mathematics in a submission becomes one tree, however YAML or JSON parsed it.

A flow sequence is read as it was typed (``[(9, 3), (8, 4)]`` would otherwise be split at its commas); a block sequence
is a vector of its items. Then the name of what is asked may be dropped from the left (``g_1 = …``). Two things are not
answers and are refused: the name itself, and derivatives, which only name what was to be computed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from grader.answers.conclusions.asides import read_beside
from grader.answers.conclusions.reading import read_conclusion
from grader.answers.labelled import (
    choose_result,
    drop_argument,
    explain_relation,
    is_equation,
    is_letter_of_constant,
    is_written_out,
    refuse_equations,
)
from grader.answers.members import assemble_members, read_as_partial
from grader.answers.points import take_condition_as_points
from grader.answers.proposals import is_read, keep_proposals
from grader.answers.protocol import Answer, AnswerType, Chain, Task
from grader.answers.quantities import name_quantities
from grader.answers.repairs.closing import read_closed
from grader.answers.repairs.near_reading import read_near_names
from grader.answers.repairs.program import read_program
from grader.answers.rewordings.rewording import read_reworded
from grader.answers.wholes import refuse_whole
from grader.documents import DocumentNode, Scalar, Sequence, find_typed
from grader.errors import AnswerError, Diagnostic, LimitError, put_in_quotes
from grader.expr import to_text
from grader.expr.asked.asked import Asked, ask_for
from grader.expr.asked.asking import QUESTIONS
from grader.expr.asked.counting import count_in_unit
from grader.expr.names import names_of
from grader.expr.nodes import (
    Assignment,
    Call,
    Derivative,
    Gradient,
    Junction,
    Matrix,
    Node,
    Number,
    Relation,
    Symbol,
    Vector,
)
from grader.expr.notation import Notation
from grader.expr.reading_memory import ReadingMemory
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import find_solutions, join_sets
from grader.expr.shapes.components import take_components
from grader.expr.spellings.zero_arrays import fill_zero
from grader.expr.statements.identity import show_identity
from grader.expr.statements.read import read_as, read_with_working
from grader.expr.traverse import walk

__all__ = [
    "find_working",
    "read_answer",
    "read_entry",
    "read_mathematics",
    "read_tree",
    "read_untried",
    "list_names",
    "refuse_echo",
    "refuse_functions",
    "rows_of",
    "try_proposals",
]

# What is said of an answer with a name that is not known.
OTHER_NAMES = frozenset({"unknown-name", "left-side", "bare-function", "index", "subscript", "not-a-function"})
NAMED = frozenset({Symbol, Call, Derivative, Gradient})
_readings = ReadingMemory(capacity=2048)


def read_answer(answer_type: AnswerType, given: DocumentNode, task: Task) -> Answer:
    """Read an answer of any type; nothing else is done with one that is too long.

    What an error proposes has been tried: written in place of the answer to this item, it is read.
    """
    try:
        return read_untried(answer_type, given, task)
    except LimitError:
        raise
    except AnswerError as error:
        raise try_proposals(error, answer_type, given, task) from None


def try_proposals(error: AnswerError, answer_type: AnswerType, given: DocumentNode, task: Task) -> AnswerError:
    """Return an error with only those proposals that are read in place of the answer."""
    return keep_proposals(error, given, lambda other: is_read(other, answer_type, task))


def read_untried(answer_type: AnswerType, given: DocumentNode, task: Task) -> Answer:
    """Do as ``read_answer``, but leave it to the caller to try what an error proposes."""
    try:
        return read_in_own_words(answer_type, given, task)
    except LimitError:
        raise
    except AnswerError:
        found = read_reworded(given, task, lambda other: read_in_own_words(answer_type, other, task))
        if found is None:
            raise
        return found


def read_in_own_words(answer_type: AnswerType, given: DocumentNode, task: Task) -> Answer:
    """Read an answer without translating or rewording it."""
    refuse_whole(given)
    try:
        answer = answer_type.read(given, task)
    except LimitError:
        raise
    except AnswerError as error:
        found = read_closed(answer_type, given, task) if error.diagnostic.slug == "unclosed" else None
        found = found or read_program(answer_type, given, task)
        if error.diagnostic.slug not in QUESTIONS:  # what is asked back has several readings
            found = found or read_conclusion(answer_type, given, task)
            found = found or read_beside(given, task, lambda bare: read_untried(answer_type, bare, task))
        if found is None and error.diagnostic.slug in OTHER_NAMES:
            found = read_near_names(answer_type, given, task)
        if found is None:
            raise
        answer = found
    if answer.whole is None and answer.tree is not None and "I" in given.span.text:
        shown = show_identity(answer.tree, task.notation)
        return answer if shown == answer.tree else replace(answer, whole=shown)
    return answer


def read_mathematics(given: DocumentNode, task: Task, *, derivatives: bool = False) -> Answer:
    """Read a value: ``name = value`` gives the value, and an answer that only names the question is refused.

    ``derivatives`` allows derivatives as names within the answer (update rules need them).
    """
    read, ignored = read_with_ignored(given, task)
    read = drop_zero(drop_repeated_name(read), task)
    if task.asked.shape == "any" and isinstance(read, Relation | Junction):
        read = take_solutions(read)
    if task.asked.has_points:
        read = take_condition_as_points(read, task)
    value = check_value(drop_name(read, given, task), given, task, derivatives=derivatives)
    typed = find_typed(given)
    tree = count_in_unit(value, typed.text if typed else "", task.asked)
    # With a prefix in the unit that is asked for, the sides before the result may be in another one.
    working = find_working(read, task.notation) if all(unit.size == 1 for unit in task.asked.units) else ()
    if (zero := fill_zero(tree, task.asked)) != tree:  # in the working, too, it is no number
        working = tuple(
            replace(chain, operands=tuple(fill_zero(side, task.asked) for side in chain.operands)) for chain in working
        )
    return Answer(text=given.span.text, tree=zero, working=working, ignored=ignored, is_bare_zero=zero != tree)


def drop_repeated_name(tree: Node) -> Node:
    """Return ``∇f = (2x, 2y) = ∇f`` without the name at its end; any other tree as it is."""
    if not isinstance(tree, Relation) or len(tree.operands) < 3 or set(tree.operators) != {"="}:
        return tree
    first, *_, last = tree.operands
    is_repeated = first == last and isinstance(first, Symbol | Derivative | Gradient)
    return Relation(tree.operands[:-1], tree.operators[:-1]) if is_repeated else tree


def drop_zero(tree: Node, task: Task) -> Node:
    """Return a characteristic polynomial without ``= 0``, which makes its equation of it; any other tree as it is."""
    is_asked = task.asked.shape == "value" and {"characteristic", "polynomial"} <= task.asked.words
    if not is_asked or not isinstance(tree, Relation) or set(tree.operators) != {"="}:
        return tree
    *sides, last = tree.operands
    if not isinstance(last, Number) or last.value:
        return tree
    return sides[0] if len(sides) == 1 else Relation(tuple(sides), tree.operators[:-1])


def take_solutions(tree: Relation | Junction) -> Node:
    """Return a condition that gives its solutions, ``1 < x <= 2``, as their set; any other, and ``x = 3``, as it is."""
    if isinstance(tree, Relation) and "=" in tree.operators:
        return tree
    found = find_solutions(solve_by_sight(tree))
    return tree if found is None else found[1]


def check_value(tree: Node, given: DocumentNode, task: Task, *, derivatives: bool = False) -> Node:
    """Return a value with its quantities by name; one that only names what was to be computed is refused."""
    names = list(list_names(tree, task))
    if any(isinstance(name, Derivative) for name in names):
        tree = name_quantities(tree, task)
        names = list(list_names(tree, task))
    refuse_echo(names, given, task, derivatives or "derivatives" in task.options.get("allow", ()))
    refuse_functions(names, given, task)
    return tree


def read_entry(text: str, wanted: Node, task: Task) -> Node:
    """Read one entry of an answer by itself; the names for which the whole is refused are refused here, too."""
    given = Scalar.typed(text)
    return check_value(read_as(given.lines, task.notation, ask_for(wanted)), given, task)


def find_working(tree: Node, notation: Notation) -> tuple[Chain, ...]:
    """Return the working ``a = b = value`` in an answer, or in its members one by one; ``x^(1) = …`` names a value."""
    equations = tree.items if isinstance(tree, Vector) else (tree,)
    found = []
    for line, equation in enumerate(equations, start=1):
        if isinstance(equation, Relation) and set(equation.operators) == {"="}:
            first = read_as_partial(equation.operands[0], notation)  # fx
            is_name = isinstance(first, Symbol | Derivative | Gradient) or is_letter_of_constant(equation.operands)
            found.append(Chain((first, *equation.operands[1:]), (line,) * len(equation.operands), is_name))
    has_working = any(len(chain.operands) > 1 + chain.is_named for chain in found)
    return tuple(found) if has_working else ()


def read_tree(given: DocumentNode, task: Task, *, is_entry: bool = False) -> Node:
    """Parse a scalar, the text in brackets as it was typed, or every item of a list, each of which ``is_entry``."""
    return read_with_ignored(given, task, is_entry=is_entry)[0]


def read_with_ignored(given: DocumentNode, task: Task, *, is_entry: bool = False) -> tuple[Node, tuple[str, ...]]:
    """Do as ``read_tree``, and return also the statements of a text that are ignored."""
    typed = given if isinstance(given, Scalar) else given.as_typed
    if typed is not None:
        return parse_scalar(typed, task, is_entry)
    if isinstance(given, Sequence):
        items = tuple(read_tree(item, task, is_entry=True) for item in given.items)
        return join_sets(items) if task.asked.shape == "set" else Vector(items), ()
    raise AnswerError(
        Diagnostic(
            slug="answer-is-a-mapping",
            what="This answer holds keys and values.",
            why="A formula, a number or a list of them is asked for.",
            help="Write the answer after the item's name, in quotes if it holds ': ' or ' #'.",
            span=given.span,
        )
    )


def parse_scalar(given: Scalar, task: Task, is_entry: bool) -> tuple[Node, tuple[str, ...]]:
    """Parse one scalar; an error gets its place in the file."""
    try:
        return _readings.read(given.lines, (task.notation, task.asked), read_kept, is_entry)
    except AnswerError as error:
        raise type(error)(given.relocate(diagnostic) for diagnostic in error.diagnostics) from None


def read_kept(text: str, notation: Notation, asked: Asked, is_entry: bool) -> tuple[Node, tuple[str, ...]]:
    return read_with_working(text, notation, asked, is_entry=is_entry)


def drop_name(tree: Node, given: DocumentNode, task: Task) -> Node:
    """Return the value of ``name = value``, of working ``a = b = value``, or of members; refuse other relations."""
    if isinstance(tree, Vector):
        found = assemble_members(tree.items, task.symbols, task.notation) or take_components(tree, task.notation)
        refuse_equations(found, given)
        return found
    if isinstance(tree, Assignment) and tree.target in task.symbols:
        return tree.value
    if isinstance(tree, Relation) and set(tree.operators) == {"="} and is_possible_head(tree.operands[0], task):
        if is_equation(tree.operands, task.symbols):
            raise AnswerError(explain_relation(tree, given, task))
        return choose_result(tree.operands)
    is_unsolved = isinstance(tree, Junction) and task.asked.shape in ("set", "interval") and not task.asked.has_points
    if is_unsolved or isinstance(tree, Relation | Assignment):
        raise AnswerError(explain_relation(tree, given, task))
    return tree


def is_possible_head(node: Node, task: Task) -> bool:
    """Whether an answer may begin with ``node =``: the name of what is asked, or working rather than a name."""
    node = drop_own_arguments(node, task)
    if node in [drop_own_arguments(symbol, task) for symbol in task.symbols]:
        return True
    if isinstance(node, Gradient) and node.at:
        return any(isinstance(symbol, Gradient) and is_point_of(node, symbol) for symbol in task.symbols)
    if isinstance(node, Symbol | Derivative | Gradient) and not task.symbols:
        return node not in task.asked.unknowns  # any name may be a label where none is given
    if isinstance(node, Derivative):
        own = [drop_argument(symbol) for symbol in task.symbols]  # df/dx for f'(x)
        return drop_argument(node) in own or any(is_written_out(node, symbol, task) for symbol in own)
    return node in task.asked.labels or node in task.symbols or not isinstance(node, Symbol | Gradient)


def drop_own_arguments(node: Node, task: Task) -> Node:
    """Return ``∇f(x, y)`` at the variables of f itself as ``∇f``; other nodes as they are."""
    if not isinstance(node, Gradient) or not isinstance(node.of, Symbol) or not node.at:
        return node
    entry = task.notation.entries.get(node.of.name)
    names = [names_of(task.notation).resolve(name) for name in (entry.parameters if entry else None) or ()]
    own = [Symbol(meaning.name, meaning.indices) for meaning in names]
    # ∇f(x) where f depends on x_1 and x_2, which are all of x
    is_own = list(node.at) == own or (
        len(own) > 1 and len(node.at) == 1 and {Symbol(name.name) for name in own} == set(node.at)
    )
    return replace(node, at=()) if is_own else node


def is_point_of(node: Gradient, symbol: Gradient) -> bool:
    """Whether ``∇f(9, 3)`` may mean ``∇f(x^(1))``, which is asked for: the student's own numbers are put in."""
    if node == symbol:
        return True
    own = not any(isinstance(part, Symbol) for argument in node.at for part in walk(argument))
    return own and bool(symbol.at) and (node.of, node.by) == (symbol.of, symbol.by)


def refuse_echo(names: Iterable[Node], given: DocumentNode, task: Task, derivatives: bool) -> None:
    """Refuse an answer that only names what was to be computed."""
    asked = [symbol for symbol in task.symbols if isinstance(symbol, Symbol)]
    for node in names:
        if isinstance(node, Derivative | Gradient) and not derivatives:
            raise AnswerError(explain_unevaluated(node, given))
        if isinstance(node, Symbol) and any(is_member_of(node, symbol, task) for symbol in asked):
            raise AnswerError(explain_echo(node, given))
        if isinstance(node, Call) and node in task.symbols:
            raise AnswerError(explain_echo(node, given))


def refuse_functions(names: Iterable[Node], given: DocumentNode, task: Task) -> None:
    """Refuse an answer that leaves a function of the exercise uncomputed, unless the item allows functions."""
    if "functions" in task.options.get("allow", ()):
        return
    for node in names:
        if isinstance(node, Call) and node.function in task.notation.entries and node.function not in task.own:
            raise AnswerError(explain_uncomputed(node, given))


def is_member_of(node: Symbol, symbol: Symbol, task: Task) -> bool:
    """Whether a name may be what is asked; index letters and bare names match every member."""
    if node.name != symbol.name:
        return False
    pairs = list(zip(node.indices, symbol.indices, strict=False))
    pairs += [(node.iterate, symbol.iterate)] if node.iterate and symbol.iterate else []
    return all(own == asked or is_letter(own, task) or is_letter(asked, task) for own, asked in pairs)


def is_letter(index: Node, task: Task) -> bool:
    """Whether an index means all of its range."""
    return isinstance(index, Symbol) and index.name in task.notation.ranges


def list_names(tree: Node, task: Task) -> Iterator[Node]:
    """Yield the names in a tree and in the student's own definitions that it uses, each definition once."""
    seen: set[str] = set()
    waiting = [tree]
    while waiting:
        for node in walk(waiting.pop()):
            if type(node) not in NAMED:
                continue
            yield node
            name = node.name if isinstance(node, Symbol) else node.function if isinstance(node, Call) else ""
            if name in task.own and name not in seen:
                seen.add(name)
                definition = task.notation.entries[name].definition
                waiting += [definition] if definition else []


def explain_unevaluated(node: Node, given: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="unevaluated-derivative",
        what=f"{put_in_quotes(to_text(node))} names a derivative; its result is asked for.",
        why="A derivative that is only written down is the question, not the answer.",
        help="Work the derivative out and write the result.",
        span=given.span,
    )


def explain_uncomputed(node: Call, given: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="uncomputed-function",
        what=f"{put_in_quotes(to_text(node))} names a value that was to be computed.",
        why="A function of the exercise that is only written down is the question, not the answer.",
        help="Insert the formula of the function and write the result.",
        span=given.span,
    )


def explain_echo(node: Node, given: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="echo-of-the-question",
        what=f"{put_in_quotes(to_text(node))} is what the question asks for, so it cannot be part of the answer.",
        why="An answer has to be written in terms of other quantities.",
        help="Write what it is equal to.",
        span=given.span,
    )


def rows_of(tree: Node) -> tuple[Node, ...] | None:
    """Return the items of a vector or the rows of a matrix as vectors; None for anything else."""
    if isinstance(tree, Vector):
        return tree.items
    if isinstance(tree, Matrix):
        return tuple(Vector(row) for row in tree.rows)
    return None
