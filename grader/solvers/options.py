"""Reading a solver's options, and complaining about them to the author.

>>> from grader.expr.notation import Notation
>>> whole_number(Problem(Notation(), {"count": "3"}), "count", most=100)
3
"""

from typing import Any

from grader.errors import AnswerError, Diagnostic, LimitError
from grader.expr import nodes
from grader.expr.nodes import Node, Vector
from grader.solvers.protocol import Problem, Schema

__all__ = [
    "MATH", "MATH_LIST", "WHOLE", "author_error", "author_limit", "choice", "items", "schema", "tree", "whole_number",
]  # fmt: skip

MATH: Schema = {"type": "string", "format": "math"}
MATH_LIST: Schema = {"type": ["string", "array"], "format": "math", "items": {"type": ["string", "array"]}}
WHOLE: Schema = {"type": "string", "pattern": "^[0-9]+$"}


def schema(required: tuple[str, ...], **properties: Schema) -> Schema:
    """Return the JSON Schema of a solver's options."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def choice(*words: str, description: str) -> Schema:
    """Return the schema of an option that is one of some words."""
    return {"type": "string", "enum": list(words), "description": description}


def tree(problem: Problem, key: str) -> Node:
    """Return an option that is one formula."""
    value = problem.options.get(key)
    if not isinstance(value, Node):
        raise author_error(f"The option '{key}' is missing.", f"Write '{key}:' with a formula.")
    return value


def items(value: Any) -> tuple[Node, ...]:
    """Return the items of a list of formulas, however it was written; one formula is a list of one."""
    if value is None:
        return ()
    if isinstance(value, Vector):
        return value.items
    if isinstance(value, nodes.SetOf):
        return value.items
    if isinstance(value, list | tuple):
        return tuple(part for item in value for part in ([item] if isinstance(item, Node) else items(item)))
    return (value,) if isinstance(value, Node) else ()


def whole_number(problem: Problem, key: str, *, most: int, default: int | None = None) -> int:
    """Return an option that counts something, between 0 and ``most``."""
    given = problem.options.get(key)
    if given is None and default is not None:
        return default
    text = str(given).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise author_error(f"The option '{key}' is not a whole number from 0 to {most}.", f"Write '{key}: 3', say.")
    return int(text)


def author_error(what: str, help: str = "", why: str = "") -> AnswerError:
    """Return a complaint about a problem as an author states it."""
    return AnswerError(Diagnostic(slug="unsolvable-problem", what=what, why=why, help=help, audience="author"))


def author_limit(what: str, limit: str, help: str) -> LimitError:
    """Return a complaint about a problem that would take too much work, naming the limit."""
    why = f"The limit is {limit}, in docs/limits.md."
    return LimitError(Diagnostic(slug="problem-too-large", what=what, why=why, help=help, audience="author"))
