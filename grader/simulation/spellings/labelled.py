"""The name of what is asked for, or an equals sign alone, before the answer."""

from collections.abc import Iterator

from grader.expr import to_latex, to_text
from grader.expr.nodes import Assignment, Relation
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree, list_texts

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write each name that is asked for before the key, and words such as *answer*."""
    tree = find_tree(item)
    if tree is None or isinstance(tree, Relation | Assignment) or item.type in ("iterates", "index_family"):
        return
    for text in list_texts(item):
        for symbol in item.task.symbols[:1]:
            name = to_text(symbol)
            yield f"{name} = {text}"
            yield f"{name}={text}"
            yield f"{name}: {text}"
            yield f"{name} is {text}"
            yield f"{to_latex(symbol)} = {to_latex(tree)}"
        yield f"= {text}"
        yield f"answer: {text}"
        yield f"The answer is {text}."


MEMBER = Spelling(kind="labelled", summary="the name of what is asked for before the answer", write=write)
