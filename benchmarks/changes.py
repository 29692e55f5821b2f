"""The changes that ``mutate.py`` makes: one operator, comparison or constant of a function at a time.

A change is identified by its function and by the text before and after it. Its outcome also has a digest of the
function: it stays valid while other functions change, and is forgotten when this one does. ``mutants.yaml`` lists the
changes that no test has to notice, each with its reason.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import yaml

__all__ = ["Change", "read_accepted", "change_module", "changes_of"]

CONTEXT = 30  # characters shown around what is changed
ACCEPTED = Path(__file__).parent / "mutants.yaml"
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift,
}  # fmt: skip
COMPOUND = (ast.If, ast.While, ast.For, ast.With, ast.Try, ast.FunctionDef, ast.Match, ast.match_case)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: its module and function, what changes, on which lines, and its number in the module."""

    module: str
    function: str
    digest: str
    what: str
    lines: range
    number: int

    @property
    def name(self) -> str:
        """The name for people."""
        return f"{self.module} {self.function}: {self.what}"

    @property
    def id(self) -> str:
        """The key of its outcome: the digest of the original function, and the name."""
        return f"{self.digest} {self.name}"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A node that can be changed, the node around it that shows where it is, and the lines on which it runs."""

    node: ast.AST
    shown: ast.AST
    lines: range


def functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions of a module and the methods of its classes, with their qualified names."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            yield prefix + statement.name, statement
        elif isinstance(statement, ast.ClassDef):
            yield from functions(statement.body, f"{prefix}{statement.name}.")


def lines_of(statement: ast.stmt | ast.match_case) -> range:
    """Return the lines of a statement, without those that are statements within it."""
    within = [below.lineno for below in ast.walk(statement) if below is not statement and isinstance(below, ast.stmt)]
    first = statement.pattern.lineno if isinstance(statement, ast.match_case) else statement.lineno
    last = (statement.pattern.end_lineno if isinstance(statement, ast.match_case) else statement.end_lineno) or first
    return range(first, max(first, min([last, *(line - 1 for line in within)])) + 1)


def places(node: ast.AST, around: ast.AST, lines: range) -> Iterator[Place]:
    """Yield the places below a node that can be changed."""
    if isinstance(node, ast.stmt | ast.match_case):
        lines = lines_of(node)
    if isinstance(node, ast.Compare | ast.BinOp | ast.BoolOp):
        yield Place(node=node, shown=node, lines=lines)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        yield Place(node=node, shown=around, lines=lines)
    for name, below in ast.iter_fields(node):
        for child in below if isinstance(below, list) else [below]:
            if isinstance(child, ast.AST) and name not in ("annotation", "returns", "decorator_list"):
                yield from places(child, node, lines)


def change(node: ast.AST) -> Iterator[None]:
    """Change a node, stop, and change it back; or do not stop, where there is nothing to change."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        comparison = node.ops[0]
        node.ops[0] = COMPARISONS[type(comparison)]()
        yield
        node.ops[0] = comparison
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        operator = node.op
        node.op = OPERATORS[type(operator)]()
        yield
        node.op = operator
    elif isinstance(node, ast.BoolOp):
        joint = node.op
        node.op = ast.Or() if isinstance(joint, ast.And) else ast.And()
        yield
        node.op = joint
    elif isinstance(node, ast.Constant):
        value = node.value
        node.value = not value if isinstance(value, bool) else value + 1  # type: ignore[operator]
        yield
        node.value = value


def shorten(node: ast.AST) -> str:
    """Return a node as text, a compound statement by its first line."""
    text = ast.unparse(node)
    return text.strip().splitlines()[0] if isinstance(node, COMPOUND) else " ".join(text.split())


def difference(before: str, after: str) -> str:
    """Return ``before → after``, with little more than what is different."""
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    longest = min(len(before), len(after)) - start
    end = next((n for n in range(longest) if before[-1 - n] != after[-1 - n]), longest)
    left, right = max(0, start - CONTEXT), max(0, end - CONTEXT)
    left, right = left if left > 1 else 0, right if right > 1 else 0
    parts = [
        ("…" if left else "") + text[left : len(text) - right] + ("…" if right else "") for text in (before, after)
    ]
    return " → ".join(parts)


def walk(tree: ast.Module, module: str) -> Iterator[Change]:
    """Make every change to a tree in turn, yielding what it is, and undo it."""
    number = 0
    for name, function in functions(tree.body):
        digest = blake2b(ast.unparse(function).encode(), digest_size=5).hexdigest()
        seen: Counter[str] = Counter()
        found = [place for statement in function.body for place in places(statement, function, range(0))]
        for place in found:
            before = shorten(place.shown)
            for _ in change(place.node):
                what = difference(before, shorten(place.shown))
                seen[what] += 1
                what += f" ({seen[what]})" if seen[what] > 1 else ""
                yield Change(
                    module=module, function=name, digest=digest, what=what, lines=place.lines, number=number
                )  # fmt: skip
                number += 1


def changes_of(path: Path, module: str) -> list[Change]:
    """Return every change of a module."""
    return list(walk(ast.parse(path.read_text(encoding="utf-8")), module))


def change_module(path: Path, wanted: Change) -> ast.Module:
    """Return the tree of a module with one change made."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    next(found for found in walk(tree, wanted.module) if found.number == wanted.number)
    return tree


def read_accepted() -> dict[str, str]:
    """Return the names of the changes that no test has to notice, each with its reason."""
    document = yaml.safe_load(ACCEPTED.read_text(encoding="utf-8")) if ACCEPTED.exists() else {}
    return {
        f"{module} {name}": group["why"]
        for module, groups in document.items()
        for group in groups
        for name in group["changes"]
    }
