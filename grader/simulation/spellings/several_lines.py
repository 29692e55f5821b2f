"""Members of a set, entries of a vector, rows of a matrix and conditions on lines of their own; a sum in two lines."""

from collections.abc import Iterator

from grader.expr import to_text
from grader.expr.nodes import Add, Junction, Matrix, SetOf, Vector
from grader.rubric import Item
from grader.simulation.spellings.array_brackets import ROW_OR_COLUMN
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write each part of the key on a line of its own."""
    tree = find_tree(item)
    if item.type in ("iterates", "index_family", "update_rule"):
        return
    match tree:
        case Vector(items=parts) | SetOf(items=parts) if len(parts) > 1:
            texts = list(map(to_text, parts))
            yield "\n".join(texts)
            yield ",\n".join(texts)
            if isinstance(tree, SetOf):
                yield f"{{{f',{chr(10)}'.join(texts)}}}"
            else:
                yield f"({f',{chr(10)}'.join(texts)})"
        case Matrix(rows=rows):
            yield "\n".join(" ".join(to_text(cell).replace(" ", "") for cell in row) for row in rows)
            yield "\n".join(f"[{', '.join(map(to_text, row))}]" for row in rows)
            yield "\n".join(", ".join(map(to_text, row)) for row in rows)
        case Junction(parts=parts, kind=kind):
            yield f"\n{kind} ".join(map(to_text, parts))
            yield f" {kind}\n".join(map(to_text, parts))
            yield "\n".join(map(to_text, parts))
        case Add():
            text = to_text(tree)
            last = max(text.rfind(" + "), text.rfind(" - "))
            if "(" not in text:
                yield f"{text[: last + 2]}\n{text[last + 3 :]}"
                yield f"{text[:last]}\n{text[last + 1 :]}"


MEMBER = Spelling(
    kind="several lines",
    summary="parts on lines of their own",
    write=write,
    asked={
        "list-for-matrix": ROW_OR_COLUMN,
        "juxtaposed-number": "A number after a blank may be a factor.",
        "spaced-number": "A blank between digits may separate thousands.",
        "spaced-entries": "A sign after a blank may begin an entry, or join two terms.",
    },
)
