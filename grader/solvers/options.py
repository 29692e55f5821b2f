"""Reading the options of a solver, and the errors that show the author what is wrong with them.

>>> from grader.expr.notation import Notation
>>> read_whole_number(Problem(Notation(), {"count": "3"}), "count", most=100)
3
"""

from typing import Any

from grader.errors import AnswerError, Diagnostic, LimitError
from grader.expr import nodes
from grader.expr.nodes import Node, Vector
from grader.solvers.protocol import Problem, Schema

__all__ = [
    "MATH", "MATH_LIST", "WHOLE", "author_error", "author_limit", "choice_schema", "list_formulas", "options_schema",
    "read_formula", "read_whole_number",
]  # fmt: skip

MATH: Schema = {"type": "string", "format": "math"}
MATH_LIST: Schema = {"type": ["string", "array"], "format": "math", "items": {"type": ["string", "array"]}}
WHOLE: Schema = {"type": "string", "pattern": "^[0-9]+$"}


def options_schema(required: tuple[str, ...], **properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def choice_schema(*words: str, description: str) -> Schema:
    """Return the schema of an option that takes one of the given words."""
    return {"type": "string", "enum": list(words), "description": description}


def read_formula(problem: Problem, key: str) -> Node:
    value = problem.options.get(key)
    if not isinstance(value, Node):
        raise author_error(f"The option '{key}' is missing.", f"Write '{key}:' with a formula.")
    return value


def list_formulas(value: Any) -> tuple[Node, ...]:
    """Return the formulas of an option as a flat list, however it was written; one formula is a list of one."""
    if value is None:
        return ()
    if isinstance(value, Vector):
        return value.items
    if isinstance(value, nodes.SetOf):
        return value.items
    if isinstance(value, list | tuple):
        return tuple(part for item in value for part in ([item] if isinstance(item, Node) else list_formulas(item)))
    return (value,) if isinstance(value, Node) else ()


def read_whole_number(problem: Problem, key: str, *, most: int, default: int | None = None) -> int:
    """Read an option that is a whole number from 0 to ``most``."""
    given = problem.options.get(key)
    if given is None and default is not None:
        return default
    text = str(given).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise author_error(f"The option '{key}' is not a whole number from 0 to {most}.", f"Write '{key}: 3', say.")
    return int(text)


def author_error(what: str, help: str = "", why: str = "") -> AnswerError:
    """Return an error for a problem that cannot be solved as the author states it."""
    return AnswerError(Diagnostic(slug="unsolvable-problem", what=what, why=why, help=help, audience="author"))


def author_limit(what: str, limit: str, help: str) -> LimitError:
    """Return an error for a problem that would take too much work; ``limit`` is the name of the limit."""
    why = f"The limit is {limit}, in docs/limits.md."
    return LimitError(Diagnostic(slug="problem-too-large", what=what, why=why, help=help, audience="author"))
