"""A student's own quantities: ``definitions: {s: f_1*f_2*(e_1 - e_2)}`` extends the notation of the exercise.

Each formula is parsed once, in a notation that knows all the defined names; its tree then shows which of them it uses.
That graph is walked without recursion. Circles are reported by name, and the length and size of chains are counted
before anything is substituted (a quantity stays shared, it is never written out). A definition that cannot be used
costs only the answers that use it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter

from grader import limits
from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.nodes import Assignment, BigOperator, Node, Relation, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import children, walk
from grader.submission.definition_faults import (
    describe_circle,
    describe_large_formula,
    describe_long_chain,
    describe_loose_index,
    describe_no_formula,
    describe_relation,
    describe_repeated_definition,
    describe_too_many_definitions,
    describe_unusable_part,
)
from grader.submission.definition_names import DefinedName, Definition, check_is_free, normalize_name, read_name

__all__ = ["Definition", "Resolved", "explain_unknown_name", "resolve_definitions", "select_complaints"]


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """Definitions under one notation: what they add to it, and why some of them cannot be used.

    ``own`` holds the names that were added; ``faults`` the message about each of the others, by the key as written.
    """

    notation: Notation
    own: frozenset[str] = frozenset()
    faults: Mapping[str, Diagnostic] = field(default_factory=dict)


@dataclass(kw_only=True, eq=False)
class Formula:
    """A definition that is being resolved: its entry, and what it uses. ``fault`` is set once it cannot be used.

    ``size`` is the number of nodes the formula would have if it were written out, ``depth`` the length of the longest
    chain of definitions below it.
    """

    definition: Definition
    entry: Entry
    uses: dict[str, int] = field(default_factory=dict)
    size: int = 0
    depth: int = 1
    fault: Diagnostic | None = None


def resolve_definitions(definitions: Sequence[Definition], notation: Notation, items: Collection[str] = ()) -> Resolved:
    """Extend the notation by the definitions that can be used, and report the others."""
    faults: dict[str, Diagnostic] = {}
    formulas: dict[str, Formula] = {}
    for number, definition in enumerate(definitions):
        found = (
            describe_too_many_definitions(definition)
            if number >= limits.MAX_DEFINITIONS
            else declare_name(definition, notation, items)
        )
        if isinstance(found, Entry) and found.name in formulas:
            found = describe_repeated_definition(definition, formulas[found.name].definition)
        if isinstance(found, Entry):
            formulas[found.name] = Formula(definition=definition, entry=found)
        else:
            faults[definition.name.text] = found
    names = notation.extended(formula.entry for formula in formulas.values())
    for formula in formulas.values():
        fill_in_formula(formula, names, formulas, faults)
    order = sort_formulas(formulas)
    for name in order:
        check_dependencies(formulas[name], formulas)
    usable = [formulas[name].entry for name in order if formulas[name].fault is None]
    faults.update({f.definition.name.text: f.fault for f in formulas.values() if f.fault})
    return Resolved(notation=notation.extended(usable), own=frozenset(entry.name for entry in usable), faults=faults)


def declare_name(definition: Definition, notation: Notation, items: Collection[str]) -> Entry | Diagnostic:
    """The entry that a definition declares, still without its formula, or the reason why it declares none."""
    name = read_name(definition.name, notation)
    if isinstance(name, DefinedName):
        return check_is_free(definition.name, name, notation, items) or Entry(name=name.name, axes=name.axes)
    return name


def fill_in_formula(
    formula: Formula, notation: Notation, formulas: Mapping[str, Formula], unusable: Mapping[str, Diagnostic]
) -> None:
    """Parse a formula, and count how often it uses each other definition."""
    value = formula.definition.value
    if value is None or value.is_blank:
        formula.fault = describe_no_formula(formula.definition)
        return
    if formula.definition.question is not None:
        formula.fault = formula.definition.question
        return
    try:
        tree = drop_own_name(parse(value.text, notation).tree, formula.entry)
    except AnswerError as error:
        broken = find_unusable_definition(error.diagnostic, unusable)
        formula.fault = (
            describe_unusable_part(formula.definition, broken) if broken else value.relocate(error.diagnostic)
        )
        return
    loose = find_free_letters(tree, notation) - set(formula.entry.axes)
    if isinstance(tree, Relation | Assignment):
        formula.fault = describe_relation(formula.definition, value)
    elif loose:
        formula.fault = describe_loose_index(formula.definition, value, min(loose))
    formula.entry = replace(formula.entry, definition=tree)
    for node in walk(tree):
        formula.size += 1
        if isinstance(node, Symbol) and node.name in formulas:
            formula.uses[node.name] = formula.uses.get(node.name, 0) + 1


def drop_own_name(tree: Node, entry: Entry) -> Node:
    """The value of ``s = value`` and ``s := value`` in the definition of ``s``."""
    if isinstance(tree, Assignment) and isinstance(tree.target, Symbol) and tree.target.name == entry.name:
        return tree.value
    if isinstance(tree, Relation) and tree.operators == ("=",):
        left, right = tree.operands
        return right if isinstance(left, Symbol) and left.name == entry.name else tree
    return tree


def find_free_letters(tree: Node, notation: Notation) -> set[str]:
    """The index letters of a tree that no sum runs over."""
    if isinstance(tree, Symbol) and tree.name in notation.ranges and not tree.indices:
        return {tree.name}
    found = {letter for child in children(tree) for letter in find_free_letters(child, notation)}
    return found - {tree.index} if isinstance(tree, BigOperator) else found


def sort_formulas(formulas: Mapping[str, Formula]) -> list[str]:
    """Sort the names so that each comes after those it uses; names in a circle get a message that lists the circle."""
    graph = {name: list(formula.uses) for name, formula in formulas.items()}
    while True:
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = rotate_circle(list(reversed(error.args[1]))[1:], list(formulas))
            for name in circle:
                formulas[name].fault = formulas[name].fault or describe_circle(formulas[name].definition, circle)
                graph[name] = []


def rotate_circle(circle: list[str], written: list[str]) -> list[str]:
    """A circle of names, starting with the one that was written first."""
    start = circle.index(min(circle, key=written.index))
    return circle[start:] + circle[:start]


def check_dependencies(formula: Formula, formulas: Mapping[str, Formula]) -> None:
    """Check a formula whose dependencies have been checked: usable, and neither too long nor too big."""
    if formula.fault:
        return
    broken = next((name for name in formula.uses if formulas[name].fault), None)
    if broken:
        formula.fault = describe_unusable_part(formula.definition, formulas[broken].definition.name.text)
        return
    formula.depth += max((formulas[name].depth for name in formula.uses), default=0)
    formula.size += sum(count * formulas[name].size for name, count in formula.uses.items())
    if formula.depth > limits.MAX_DEFINITION_DEPTH:
        formula.fault = describe_long_chain(formula.definition)
    elif formula.size > limits.MAX_EXPANDED_NODES:
        formula.fault = describe_large_formula(formula.definition)


def select_complaints(definitions: Sequence[Definition], readings: Iterable[Resolved]) -> tuple[Diagnostic, ...]:
    """The messages about definitions that no notation of the exercise can use.

    A formula for one part of an exercise may be unreadable under the notation of another part. So the message comes
    from the notation that could read most of it. A definition that only uses an unusable one is not reported again.
    """
    found: dict[str, Diagnostic] = {}
    everywhere = list(readings)
    for definition in definitions:
        faults = [reading.faults.get(definition.name.text) for reading in everywhere]
        complaints = [fault for fault in faults if fault and fault.slug != "built-on-unusable"]
        if complaints and None not in faults:
            furthest = max(complaints, key=lambda fault: fault.span.start if fault.span else 0)
            found.setdefault(furthest.what, furthest)
    return tuple(found.values())


def explain_unknown_name(complaint: Diagnostic, reading: Resolved) -> Diagnostic:
    """Explain an unknown name in an answer by the student's own definition of it, which could not be used."""
    name = find_unusable_definition(complaint, reading.faults)
    if name is None:
        return complaint
    fault = reading.faults[name]
    why = f"Its definition cannot be used: {fault.what}"
    return replace(complaint, why=why, help=fault.help, proposals=())  # what is proposed there is no answer


def find_unusable_definition(complaint: Diagnostic, unusable: Mapping[str, Diagnostic]) -> str | None:
    """The key of the unusable definition that makes a name unknown, if there is one."""
    if complaint.slug != "unknown-name" or complaint.span is None:
        return None
    typed = normalize_name(complaint.span.text)
    return next((name for name in unusable if normalize_name(name) == typed), None)
