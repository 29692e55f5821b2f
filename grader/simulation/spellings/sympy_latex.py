r"""LaTeX as ``sympy.latex`` prints it: ``\left[\begin{matrix}1\\2\end{matrix}\right]``, ``\sin{\left(x \right)}``."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from grader.expr import to_latex
from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import (
    Add,
    Call,
    Div,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    SetOf,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.traverse import walk
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree

__all__ = ["MEMBER", "print_as_sympy"]

RELATIONS: Final = {"=": "=", "!=": "\\neq", "<": "<", "<=": "\\leq", ">": ">", ">=": "\\geq"}
MATRIX: Final = "\\left[\\begin{matrix}%s\\end{matrix}\\right]"
NEXT_ROW: Final = "\\\\"
LOOSE: Final = (Add, Neg)
# sympy has no such thing, or prints it in a way of its own that nobody copies.
OWN: Final = frozenset({"relu", "sigmoid", "softplus", "softmax", "logsumexp", "norm", "transpose", "root", "binomial"})


def write(item: Item) -> Iterator[str]:
    """Write the key as sympy prints it, if sympy has all that is in it."""
    tree = find_tree(item)
    if tree is not None and item.type not in ("iterates", "index_family", "update_rule") and is_known(tree):
        yield print_as_sympy(tree)
        yield (
            print_as_sympy(tree)
            .replace("\\left[\\begin{matrix}", "\\begin{bmatrix}")
            .replace("\\end{matrix}\\right]", "\\end{bmatrix}")
        )


def is_known(tree: Node) -> bool:
    """Whether every function in a formula is one of sympy's."""
    calls = [node for node in walk(tree) if isinstance(node, Call)]
    return all(call.function in FUNCTIONS and call.function not in OWN and len(call.arguments) == 1 for call in calls)


def print_as_sympy(node: Node) -> str:
    """Print a formula as ``sympy.latex`` does."""
    printer = PRINTERS.get(type(node))
    return printer(node) if printer else to_latex(node)


def in_brackets(node: Node, *loose: type[Node]) -> str:
    text = print_as_sympy(node)
    return f"\\left({text}\\right)" if isinstance(node, loose) else text


def print_number(node: Number) -> str:
    if node.decimals is None or "e" not in to_latex(node):
        return to_latex(node)
    factor, _, exponent = to_latex(node).partition("e")
    return f"{factor} \\cdot 10^{{{exponent}}}"


def print_sum(node: Add) -> str:
    text = print_as_sympy(node.terms[0])
    for term in node.terms[1:]:
        text += f" - {in_brackets(term.operand, Add)}" if isinstance(term, Neg) else f" + {in_brackets(term, Neg)}"
    return text


def print_negative(node: Neg) -> str:
    return f"- {in_brackets(node.operand, Add, Neg)}"


def print_product(node: Mul) -> str:
    """Print factors side by side, with a dot between two numbers."""
    text = in_brackets(node.factors[0], *LOOSE)
    for factor in node.factors[1:]:
        shown = in_brackets(factor, *LOOSE)
        text += f" \\cdot {shown}" if shown[0].isdigit() or starts_with_number(factor) else f" {shown}"
    return text


def starts_with_number(node: Node) -> bool:
    return isinstance(node, Div) and isinstance(node.numerator, Number)


def print_quotient(node: Div) -> str:
    return f"\\frac{{{print_as_sympy(node.numerator)}}}{{{print_as_sympy(node.denominator)}}}"


def print_power(node: Power) -> str:
    if isinstance(node.base, Call) and node.base.function not in ("sqrt", "abs", "exp"):
        return print_call(node.base, f"^{{{print_as_sympy(node.exponent)}}}")
    return f"{in_brackets(node.base, *LOOSE, Mul, Div, Power, Call)}^{{{print_as_sympy(node.exponent)}}}"


def print_call(node: Call, power: str = "") -> str:
    inner = print_as_sympy(node.arguments[0])
    if node.function == "sqrt":
        return f"\\sqrt{{{inner}}}"
    if node.function == "exp":
        return f"e^{{{inner}}}"
    if node.function == "abs":
        return f"\\left|{{{inner}}}\\right|"
    if node.function in ("floor", "ceil"):
        side = "floor" if node.function == "floor" else "ceil"
        return f"\\left\\l{side}{{{inner}}}\\right\\r{side}"
    name = {"log": "\\log", "asin": "\\operatorname{asin}", "acos": "\\operatorname{acos}"}.get(node.function)
    name = name or {"atan": "\\operatorname{atan}"}.get(node.function, FUNCTIONS[node.function].latex)
    return f"{name}{power}{{\\left({inner} \\right)}}"


def print_vector(node: Vector) -> str:
    return MATRIX % NEXT_ROW.join(map(print_as_sympy, node.items))


def print_matrix(node: Matrix) -> str:
    return MATRIX % NEXT_ROW.join(" & ".join(map(print_as_sympy, row)) for row in node.rows)


def print_set(node: SetOf) -> str:
    return f"\\left\\{{{', '.join(map(print_as_sympy, node.items))}\\right\\}}" if node.items else "\\emptyset"


def print_interval(node: Interval) -> str:
    opening, closing = "[" if node.lower_closed else "(", "]" if node.upper_closed else ")"
    return f"\\left{opening}{print_as_sympy(node.lower)}, {print_as_sympy(node.upper)}\\right{closing}"


def print_union(node: Union) -> str:
    return " \\cup ".join(map(print_as_sympy, node.parts))


def print_relation(node: Relation) -> str:
    text = print_as_sympy(node.operands[0])
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        text += f" {RELATIONS[operator]} {print_as_sympy(operand)}"
    return text


def print_junction(node: Junction) -> str:
    return (" \\vee " if node.kind == "or" else " \\wedge ").join(map(print_as_sympy, node.parts))


PRINTERS: Final[dict[type[Node], Callable[[Any], str]]] = {
    Number: print_number, Add: print_sum, Neg: print_negative, Mul: print_product, Div: print_quotient,
    Power: print_power, Call: print_call, Vector: print_vector, Matrix: print_matrix, SetOf: print_set,
    Interval: print_interval, Union: print_union, Relation: print_relation, Junction: print_junction,
}  # fmt: skip
MEMBER = Spelling(kind="sympy latex", summary="LaTeX as sympy prints it", write=write)
