"""The numbers that are chosen for symbolic sizes, and what messages say of them."""

from dataclasses import replace

from grader.errors import Diagnostic
from grader.expr.nodes import Node
from grader.expr.notation import Notation

__all__ = ["add_sizes_note", "choose_sizes", "format_sizes", "format_sizes_sentence"]


def choose_sizes(expected: Node, notation: Notation) -> list[dict[str, int]]:
    """Choose numbers for sizes that stay symbolic: two choices, with different numbers throughout."""
    names = notation.symbolic_sizes()
    if not names:
        return [{}]
    # 2, 3, … and then …, 4, 2. Equal sizes would let m × n pass for n × m, and one order alone could suit a formula by
    # chance.
    rising = {name: 2 + place for place, name in enumerate(names)}
    falling = {name: 2 * (len(names) - place) for place, name in enumerate(names)} if len(names) > 1 else {names[0]: 5}
    return [rising, falling]


def add_sizes_note(diagnostic: Diagnostic, sizes: dict[str, int]) -> Diagnostic:
    """Add the numbers of symbolic sizes to a message about shapes."""
    if "shape" not in diagnostic.slug:
        return diagnostic
    return replace(diagnostic, why=f"{diagnostic.why} {format_sizes_sentence(sizes)}".strip())


def format_sizes_sentence(sizes: dict[str, int]) -> str:
    return f"Here {format_sizes(sizes)}." if sizes else ""


def format_sizes(sizes: dict[str, int]) -> str:
    return ", ".join(f"{name} = {size}" for name, size in sizes.items())
