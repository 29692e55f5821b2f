"""A tree as text in the answer language (docs/answer-language.md), with every product and bracket written out."""

from tests.adversary.tree import Node, number_of

__all__ = ["to_text"]

# How tightly an operation binds; an operand that binds less tightly gets brackets.
OR, AND, REL, SUM, PRODUCT, SIGN, POWER, ATOM = range(8)


def to_text(node: Node) -> str:
    return write(node)[0]


def within(node: Node, least: int) -> str:
    """Return the text of an operand, in brackets if it binds less tightly than ``least``."""
    text, strength = write(node)
    return text if strength >= least else f"({text})"


def write(node: Node) -> tuple[str, int]:
    """Return the text of a tree, and how tightly its outermost operation binds."""
    args = node.args
    match node.op:
        case "num":
            value = number_of(node)
            return str(value), SIGN if value < 0 else (PRODUCT if value.denominator != 1 else ATOM)
        case "entry":
            return f"{node.value}_{''.join(map(to_text, args))}", ATOM
        case "sym" | "const" | "dec":
            return str(node.value), ATOM if not str(node.value).startswith("-") else SIGN
        case "infinity":
            return "oo", ATOM
        case "add":
            return write_sum(args), SUM
        case "neg":
            return f"-{within(args[0], POWER)}", SIGN
        case "mul":
            # A fraction is put in brackets: 1/2*x would be read as it is meant, x/2*y would be refused.
            first = within(args[0], POWER if args[0].op != "neg" else SIGN)
            return "*".join([first, *(within(arg, POWER) for arg in args[1:])]), PRODUCT
        case "div":
            return f"{within(args[0], POWER)}/{within(args[1], POWER)}", PRODUCT
        case "pow":
            return f"{within(args[0], ATOM)}^{within(args[1], ATOM)}", POWER
        case "call":
            return f"{node.value}({', '.join(map(to_text, args))})", ATOM
        case "sum":
            return f"sum({to_text(args[0])}, {node.value}, {to_text(args[1])}, {to_text(args[2])})", ATOM
        case "ind":
            return f"1[{to_text(args[0])}]", ATOM
        case "transpose":
            return f"{within(args[0], ATOM)}^T", POWER
    return write_statement(node)


def write_sum(terms: tuple[Node, ...]) -> str:
    text = within(terms[0], SUM + 1)
    for term in terms[1:]:
        if term.op == "neg":
            text += f" - {within(term.args[0], SUM + 1 if term.args[0].op != 'neg' else ATOM)}"
        elif term.op == "num" and number_of(term) < 0:
            text += f" - {-number_of(term)}"
        else:
            text += f" + {within(term, SUM + 1)}"
    return text


def write_statement(node: Node) -> tuple[str, int]:
    """Return the text of a condition, a set, or an array."""
    args = node.args
    match node.op:
        case "rel":
            return f"{within(args[0], SUM)} {node.value} {within(args[1], SUM)}", REL
        case "and":
            return " and ".join(within(arg, REL) for arg in args), AND
        case "or":
            return " or ".join(within(arg, AND) for arg in args), OR
        case "set":
            return f"{{{', '.join(map(to_text, args))}}}", ATOM
        case "union":
            return " ∪ ".join(within(arg, ATOM) for arg in args), PRODUCT
        case "interval":
            left, right = str(node.value)
            first = "-oo" if args[0].op == "infinity" else to_text(args[0])
            return f"{left}{first}, {to_text(args[1])}{right}", ATOM
        case "vector":
            return f"({', '.join(map(to_text, args))})", ATOM
        case "matrix":
            rows = (f"[{', '.join(map(to_text, row.args))}]" for row in args)
            return f"[{', '.join(rows)}]", ATOM
    raise NotImplementedError(node.op)
