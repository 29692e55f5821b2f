"""``decide``: compare a student's tree with the expected one, under a notation and a policy.

An expected tree is prepared once (``Comparer``), and every answer to it is then lowered into the same graph, decided,
and forgotten again. Index letters that stay free make a family: every member is decided on its own.

What decides conditions, sets, lists without order and symbolic sizes is a third of the engine, and few answers need it.
So it is loaded when one of them does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product as tuples

from grader import limits
from grader.equivalence.complex_witness import confirm_complex_witness, refute_at_solution
from grader.equivalence.form.written_numbers import list_entry_trees
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.work import MAX_EVALUATIONS, OutOfWorkError
from grader.equivalence.infinite import decide_infinite
from grader.equivalence.joining import join_decisions
from grader.equivalence.lowering.arrays import Array, Value, describe_shape, entries_of, shape_of
from grader.equivalence.lowering.chosen_sizes import add_sizes_note, choose_sizes, format_sizes, format_sizes_sentence
from grader.equivalence.lowering.complex_trees import find_complex_names, holds_complex
from grader.equivalence.lowering.index_letters import find_index_letters, order_letters
from grader.equivalence.lowering.scope import Scope
from grader.equivalence.policy import Policy
from grader.equivalence.rungs.ladder import ORDER, Ladder
from grader.equivalence.rungs.tolerance import decide_with_tolerance, is_relative_to_zero, is_undefined_constant
from grader.equivalence.second_look.confirming import confirm_difference
from grader.equivalence.witness import leave_undecided, refute_by_structure
from grader.errors import AnswerError, Diagnostic, GraderError, LimitError
from grader.expr.nodes import (
    Assignment,
    Interval,
    Junction,
    Node,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.notation import Notation
from grader.memory import Memory
from grader.records import Decision, Equality, Witness

__all__ = ["Comparer", "decide"]

TOO_DEEP = Diagnostic(
    slug="answer-too-deep",
    what="This answer is nested too deeply.",
    why="Written out with its definitions, it has more levels of brackets than grader follows.",
    help="write a shorter answer, or use the quantities that the exercise names.",
)
NOT_VALUES = (Assignment, Relation, Junction, SetOf, Interval, Union)
CACHED = 2048  # expected answers, each by itself and by what it is equal to; few rubrics have a tenth as many
LONE = 64  # expected answers of ``compare``, which remembers as many texts
LARGER_SIZE = 6  # beyond the usual sizes, so that an identity of small matrices alone shows itself
# A comparer's graph grows with an answer and shrinks again, so each thread prepares its own.
_comparers = Memory(CACHED)
_lone_comparers = Memory(LONE)
_foundations = Memory(CACHED)


def decide(
    student: Node, expected: Node, notation: Notation, policy: Policy = Policy(), *, is_only: bool = False
) -> Decision:
    """Return whether two trees are equal, and how that is known; infinity is no matter for the engine.

    With ``is_only`` there is no other object that is equal to the expected tree, so none is looked for.
    """
    infinite = None if isinstance(expected, NOT_VALUES) else decide_infinite(student, expected)
    if infinite is not None:
        return infinite
    # By identity, because hashing a whole tree takes time. ``keep`` holds both, so that no id is used again.
    key = (id(expected), id(notation), policy)
    memory, make = (_lone_comparers, Comparer) if is_only else (_comparers, find_comparer)
    comparer: Comparer | None = memory.recalled(key)
    if comparer is None:
        comparer = memory.keep(key, make(expected, notation, policy), (expected, notation))
    return comparer.decide(student)


def find_comparer(expected: Node, notation: Notation, policy: Policy) -> "Comparer":
    """Return the comparer of an equal tree, such as a rule that was put in normal form before; or a new one."""
    key = (expected, id(notation), policy)
    found: Comparer | None = _comparers.recalled(key)
    return _comparers.keep(key, Comparer(expected, notation, policy), (notation,)) if found is None else found


class Comparer:
    """One expected tree, ready to be compared with many answers."""

    def __init__(
        self, expected: Node, notation: Notation, policy: Policy = Policy(), *, over_complex: bool = False
    ) -> None:
        self.expected = expected
        self.notation = notation
        self.policy = policy
        self.letters = find_index_letters(expected, notation)
        self.complex_names = find_complex_names(notation)
        # Whether roots and logarithms of negative numbers are principal values. Otherwise they are undefined.
        self.over_complex = over_complex or bool(self.complex_names and holds_complex(expected, self.complex_names))
        self.workbenches = [Workbench(self, sizes) for sizes in choose_sizes(expected, notation)]

    def decide(self, student: Node) -> Decision:
        """Return the decision about one answer."""
        if self.complex_names and not self.over_complex and holds_complex(student, self.complex_names):
            return self.complex_comparer.decide(student)
        decision = self.decide_once(student)
        if decision.result is not Equality.DIFFERENT:
            return decision
        return confirm_difference(decision, student, self.expected, self.notation)

    def decide_once(self, student: Node) -> Decision:
        """Return the decision before its witness is looked at again."""
        letters = self.letters | find_index_letters(student, self.notation)
        ordered = order_letters(letters, self.notation)
        if len(self.workbenches) > 1 and self.depends_on_sizes(student):
            return self.decide_for_all_sizes(student, ordered)
        found = self.workbenches[0].decide(student, ordered)
        if found.result is Equality.DIFFERENT and found.by != "structure" and self.workbenches[0].is_range_unclear:
            return leave_undecided()
        if found.result is Equality.UNKNOWN and not self.over_complex and self.workbenches[0].is_off_reals(ordered):
            return self.complex_comparer.decide(student)
        if not self.over_complex:
            return found
        refuted = (
            refute_at_solution(student, self.expected, self.notation) if found.result is Equality.UNKNOWN else None
        )
        return refuted or confirm_complex_witness(found, student, self.expected)

    @cached_property
    def complex_comparer(self) -> "Comparer":
        """The same expected tree over the complex numbers: for an answer with ``i``, and for ``sqrt(-4)``."""
        return Comparer(self.expected, self.notation, self.policy, over_complex=True)

    def decide_for_all_sizes(self, student: Node, letters: Sequence[str]) -> Decision:
        """Decide where sizes stay symbolic: a witness at some sizes, or a proof for all."""
        from grader.equivalence.all_sizes import size_proof

        sides = (student, self.expected)
        first, *others = self.workbenches
        decision = first.decide(student, letters)
        if decision.result is Equality.DIFFERENT:  # one size is enough to refute, and none to prove
            return decision
        bound = size_proof.prove_for_all_sizes(*sides, self.notation, self.policy, letters)
        gap = bound and size_proof.find_sizes_without_value(*sides, self.notation, self.policy, letters)
        if gap:
            return refute_by_structure(f"The answer has no value for {format_sizes(gap)}; the expected one has.")
        # The other choices are tried where there is no proof, or where a size occurs as a number: 1/(m - 2) is
        # undefined at a single size.
        if bound is None or size_proof.counts_sizes(sides, first.sizes) or not is_seen_defined(decision):
            decisions = [decision, *(bench.decide(student, letters) for bench in others)]
            decision = min(filter(is_seen_defined, decisions), key=lambda d: ORDER[d.result], default=decision)
        if bound is not None and is_seen_defined(decision) and decision.result is not Equality.DIFFERENT:
            return extend_to_all_sizes(decision, bound)
        # The same tree is equal at every size without a proof.
        if decision.result is not Equality.EQUAL or student == self.expected:
            return decision
        return decide_at_larger_sizes(self, student, letters)

    def depends_on_sizes(self, student: Node) -> bool:
        from grader.equivalence.all_sizes import size_proof

        return size_proof.concerns_sizes((student, self.expected), self.notation, self.workbenches[0].sizes)


class Workbench:
    """The graph and ladder for one choice of the symbolic sizes."""

    def __init__(self, comparer: Comparer, sizes: dict[str, int]) -> None:
        self.comparer = comparer
        self.sizes = sizes
        self.scope = prepare_scope(
            comparer.notation, sizes, strict=comparer.policy.strict, over_complex=comparer.over_complex
        )
        self.graph = self.scope.graph
        letters = tuple(order_letters(comparer.letters, comparer.notation))
        self.expected = {letters: self.lower_members(comparer.expected, letters)}
        references = self.expected[letters] if comparer.policy.rtol else ()
        # A relative tolerance of 0 cannot be what the author means.
        self.is_range_unclear = any(
            is_relative_to_zero(self.graph, list(entries_of(reference)), comparer.policy)
            for reference in references
            if reference is not None
        )
        self.ladder = Ladder(self.graph, comparer.policy)

    def decide(self, student: Node, letters: Sequence[str]) -> Decision:
        """Return the decision at these sizes."""
        mark, scope = self.begin(), self.scope
        # The answer's definitions and derivatives are forgotten with it: no verdict depends on the answers before it.
        self.scope = scope.branch()
        try:
            expected = self.expected.get(tuple(letters)) or self.lower_members(self.comparer.expected, letters)
            return self.decide_two_scalars(student, letters, expected) or join_decisions(
                letters, list(self.decide_parts(student, letters, expected))
            )
        except OutOfWorkError:
            return leave_undecided()
        except RecursionError:
            raise LimitError(TOO_DEEP) from None
        except AnswerError as error:
            # A message about shapes would be puzzling with numbers that nobody chose: it says which sizes they are.
            raise type(error)(add_sizes_note(error.diagnostic, self.sizes)) if self.sizes else error from None
        finally:
            self.scope = scope
            self.ladder.rewind(mark)

    def is_off_reals(self, letters: Sequence[str]) -> bool:
        """Whether the expected answer is a number that has no value over the reals."""
        expected = self.expected.get(tuple(letters), [None])[0]
        return isinstance(expected, int) and is_undefined_constant(self.graph, expected)

    def begin(self) -> int:
        """Begin to count the work for an answer, and return the number of nodes before it."""
        mark = len(self.graph)
        # The limits are for what one answer adds, whatever the expected side holds already.
        self.graph.limit = mark + limits.MAX_GRAPH_NODES
        self.graph.work.begin(mark, MAX_EVALUATIONS)
        return mark

    def lower_members(self, tree: Node, letters: Sequence[str]) -> list[Value | None]:
        """Return a tree's value for every choice of the index letters; None for a condition or set."""
        if isinstance(tree, NOT_VALUES):
            return [None for _ in self.list_choices(letters)]
        return [self.scope.lower(tree, self.bind_letters(letters, key)) for key in self.list_choices(letters)]

    def list_choices(self, letters: Sequence[str]) -> list[tuple[int, ...]]:
        ranges = self.comparer.notation.ranges
        return list(tuples(*(range(1, ranges[letter] + 1) for letter in letters))) if letters else [()]

    def bind_letters(self, letters: Sequence[str], key: tuple[int, ...]) -> dict[str, Value]:
        return {letter: self.graph.number(index) for letter, index in zip(letters, key, strict=True)} if key else {}

    def decide_two_scalars(
        self, student: Node, letters: Sequence[str], expected: Sequence[Value | None]
    ) -> Decision | None:
        """Decide where both sides are a single number, as they mostly are; None where they are not."""
        if letters or not isinstance(expected[0], int) or isinstance(student, NOT_VALUES):
            return None
        value = self.scope.lower(student)
        if not isinstance(value, int):
            return None
        return decide_with_tolerance(self.ladder, student, value, expected[0], self.comparer.expected)

    def decide_parts(
        self, student: Node, letters: Sequence[str], expected: Sequence[Value | None]
    ) -> Iterator[tuple[tuple[int, ...], Decision]]:
        """Yield the decision about each member of a family and each entry of an array."""
        reference_tree = self.comparer.expected
        for key, reference in zip(self.list_choices(letters), expected, strict=True):
            env = self.bind_letters(letters, key)
            if reference is None:
                yield key, self.decide_condition(student, reference_tree, env)
            elif isinstance(student, NOT_VALUES):
                yield key, refute_by_structure("A value is expected, not a relation, a set or an assignment.")
            else:
                yield from self.decide_values(key, student, self.scope.lower(student, env), reference)

    def decide_condition(self, student: Node, expected: Node, env: dict[str, Value]) -> Decision:
        from grader.equivalence.conditions.relations import decide_assignment, decide_relation
        from grader.equivalence.conditions.rounded_ends import (
            leave_border_open,
            put_expected_ends,
            refute_unrounded_ends,
        )
        from grader.equivalence.conditions.sets import decide_sets

        if isinstance(expected, Assignment):
            return decide_assignment(self.scope, self.ladder, student, expected, env)
        unrounded = refute_unrounded_ends(self.scope, self.ladder, student, env)
        if unrounded is not None:
            return unrounded
        # Ends of intervals that are rounded decimals become the exact ones, and ``by`` keeps that they were rounded.
        student, by, is_open = put_expected_ends(self.scope, self.ladder, student, expected, env)
        decide_kind = decide_relation if isinstance(expected, Relation | Junction) else decide_sets
        found = decide_kind(self.scope, self.ladder, student, expected, env)
        return replace(found, by=by) if by and found.result is Equality.EQUAL else leave_border_open(found, is_open)

    def decide_values(
        self, key: tuple[int, ...], student: Node, value: Value, reference: Value
    ) -> Iterator[tuple[tuple[int, ...], Decision]]:
        wanted = self.comparer.expected
        if isinstance(value, Array) != isinstance(reference, Array):
            student, value = unwrap_single_entry(student, value)
            wanted, reference = unwrap_single_entry(wanted, reference)
        if shape_of(value) != shape_of(reference):
            reason = (
                f"The answer is {describe_shape(shape_of(value))}, "
                f"but {describe_shape(shape_of(reference))} is expected."
            )
            yield key, refute_by_structure(f"{reason} {format_sizes_sentence(self.sizes)}".strip())
        elif not isinstance(value, Array) or not isinstance(reference, Array):
            yield key, decide_with_tolerance(self.ladder, student, value, reference, wanted)  # type: ignore[arg-type]
        # Without order, entry 1 may equal entry 2, so a list is compared as a whole.
        elif len(value.shape) == 1 and not self.comparer.policy.ordered:
            yield key, self.decide_unordered(student, value, reference)
        else:
            trees = list_entry_trees(student, len(value.entries))
            keys = list_entry_trees(wanted, len(reference.entries))
            for place, tree, left, right, theirs in zip(
                value.list_indices(), trees, value.entries, reference.entries, keys, strict=True
            ):
                yield key + place, decide_with_tolerance(self.ladder, tree, left, right, theirs)

    def decide_unordered(self, student: Node, value: Array, reference: Array) -> Decision:
        from grader.equivalence.conditions.rounded_ends import leave_border_open, put_expected_entries
        from grader.equivalence.conditions.sets import match_lists

        trees = list_entry_trees(student, len(value.entries))
        keys = list_entry_trees(self.comparer.expected, len(reference.entries))
        entries, is_open = put_expected_entries(self.ladder, trees, value.entries, reference.entries, keys)
        return leave_border_open(match_lists(self.ladder, entries, reference.entries), is_open)


def unwrap_single_entry(tree: Node, value: Value) -> tuple[Node, Value]:
    """Return the entry of a 1 × 1 matrix, or of a list such as ``[6]`` with its tree; any other value as it is.

    Some write x^T A x with brackets around it, and some without; around one term they only group.
    """
    if isinstance(value, Array) and value.shape == (1,) and isinstance(tree, Vector):
        return tree.items[0], value.entries[0]
    return tree, value.entries[0] if isinstance(value, Array) and value.shape == (1, 1) else value


def is_seen_defined(decision: Decision) -> bool:
    """Whether both sides had a value somewhere: the inverse of X^T X has none if X has few rows."""
    seen = decision.agreement
    return decision.result is not Equality.UNKNOWN or (seen is not None and seen.points > 0)


def extend_to_all_sizes(decision: Decision, bound: int) -> Decision:
    """Extend a decision by a proof for all sizes; no point has shown a difference."""
    bound = max(bound, decision.error_bound_log2 or bound)
    # At the sizes that were tried no rung proved it, but the proof for all sizes includes them.
    if decision.result is Equality.UNKNOWN:
        return Decision(result=Equality.EQUAL, by="modular", error_bound_log2=bound, remarks=decision.remarks)
    return replace(decision, by="modular" if decision.by == "tree" else decision.by, error_bound_log2=bound)


def decide_at_larger_sizes(comparer: Comparer, student: Node, letters: Sequence[str]) -> Decision:
    """Decide sides that are equal at the usual sizes: by a witness at larger ones, or by what was tried."""
    sizes = [bench.sizes for bench in comparer.workbenches]
    # Different numbers, so that m × n and n × m are two shapes.
    larger = {name: LARGER_SIZE + place for place, name in enumerate(sizes[0])}
    try:
        decision = Workbench(comparer, larger).decide(student, letters)
    except GraderError:  # a determinant or inverse that is too large to be written out
        pass
    else:
        if decision.result is not Equality.EQUAL:
            return decision
        sizes.append(larger)
    said = ", for ".join(map(format_sizes, sizes))
    reason = f"They are equal for {said}, but it could not be proved that they are equal for all sizes."
    return Decision(result=Equality.UNKNOWN, by="sizes", witness=Witness(reason=reason))


def prepare_scope(notation: Notation, sizes: dict[str, int], *, strict: bool, over_complex: bool) -> Scope:
    """Return a scope in which all quantities of a notation are lowered already; each answer only adds to it."""
    defined = [
        entry for entry in notation.entries.values() if entry.definition is not None and entry.parameters is None
    ]
    if not defined:  # nothing is lowered beforehand, so there is nothing to keep
        return Scope(Graph(strict=strict, over_complex=over_complex), notation, sizes)
    key = (id(notation), tuple(sizes.items()), strict, over_complex)
    scope: Scope | None = _foundations.recalled(key)
    if scope is None:
        scope = Scope(Graph(strict=strict, over_complex=over_complex), notation, sizes)
        for entry in defined:
            mark, memo = len(scope.graph), dict(scope.memo)
            try:
                scope.lower(Symbol(entry.name))
            except GraderError:
                # A definition with a fault of its own is reported when an answer uses it, not here.
                scope.graph.rewind(mark)
                scope.memo, scope.children = memo, {}
        _foundations.keep(key, scope, (notation,))
    return scope.copy()
