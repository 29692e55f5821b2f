"""Solutions in words: ``x = 1 or x = -1``, ``1 and -1``, ``x = 1, -1``."""

from collections.abc import Iterator

from grader.expr import to_text
from grader.expr.nodes import Junction, Node, SetOf, Symbol, Vector
from grader.expr.sets.solutions import find_solutions
from grader.expr.traverse import walk
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write a set of numbers as its members, with *or* and *and* between them, with the name of the unknown or not."""
    tree = find_tree(item)
    if tree is None or item.type in ("iterates", "index_family", "update_rule"):
        return
    solved = find_values(tree, item)
    if solved is None:
        return
    name, values = solved
    texts = list(map(to_text, values))
    yield f"{{{', '.join(texts)}}}"
    yield ", ".join(texts)
    yield "; ".join(texts)
    yield " and ".join(texts)
    yield " or ".join(texts)
    if name:
        yield f"{name} = {', '.join(texts)}"
        yield f"{name} = {' or '.join(texts)}"
        yield f"{name} = {' and '.join(texts)}"
        yield " or ".join(f"{name} = {text}" for text in texts)
        yield " and ".join(f"{name} = {text}" for text in texts)
        yield ", ".join(f"{name} = {text}" for text in texts)
        yield ", ".join(f"{name}={text}" for text in texts)
        yield " ∨ ".join(f"{name} = {text}" for text in texts)
        yield f"{name} ∈ {{{', '.join(texts)}}}"
        yield f"{name} \\in \\{{{', '.join(texts)}\\}}"
        yield "\n".join(f"{name} = {text}" for text in texts)
        if len(texts) > 1:
            yield ", ".join(f"{name}_{number} = {text}" for number, text in enumerate(texts, start=1))


def find_values(tree: Node, item: Item) -> tuple[str, tuple[Node, ...]] | None:
    """Return the name of an unknown, if there is one, and its values."""
    solutions = find_solutions(tree) if isinstance(tree, SetOf | Junction) else None
    if solutions is None or not isinstance(solutions[1], SetOf):
        return None
    name, items = solutions[0], solutions[1].items
    if name is not None:
        return to_text(name), items
    if not items or any(isinstance(part, Vector | Symbol) for one in items for part in walk(one)):
        return None
    names = [name for name, entry in item.notation.entries.items() if not entry.axes and entry.definition is None]
    return (names[0] if len(names) == 1 else ""), items


MEMBER = Spelling(kind="words in sets", summary="solutions with 'or', 'and' and the name of the unknown", write=write)
