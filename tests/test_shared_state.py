"""What threads may share (docs/decisions/threads.md), as far as the source alone shows it."""

import ast
from pathlib import Path

import pytest

from .test_conventions import MODULES, relative_path


def test_the_precision_of_flint_is_touched_in_one_module_alone() -> None:
    for path in MODULES:
        if relative_path(path) != "grader/equivalence/precision.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            imported = {
                alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and node.module == "flint"
                for alias in node.names
            }
            used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            assert not imported & {"ctx", "*"} and not used & {"prec", "dps", "workprec", "workdps"}, relative_path(
                path
            )


def test_nothing_is_yielded_while_others_wait_for_the_precision() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.With) and any("precision(" in ast.unparse(item) for item in node.items):
                found = [inner for inner in ast.walk(node) if isinstance(inner, ast.Yield | ast.YieldFrom)]
                assert not found, f"{relative_path(path)}:{node.lineno}"


FILLED_ON_IMPORT = {  # tables of rules, which the functions of a folder enter while the folder is imported
    "grader/equivalence/all_sizes/evaluation.py", "grader/equivalence/lowering/scope.py",
}  # fmt: skip
STATE_OF_A_PROCESS = {"grader/batch/engines/bench.py", "grader/batch/engines/pool.py"}  # which job a worker process has
MUTABLE = {"dict", "list", "set", "OrderedDict", "defaultdict", "deque", "Counter", "WeakKeyDictionary"}
MUTATING = {
    "add", "append", "appendleft", "clear", "discard", "extend", "insert", "move_to_end", "pop", "popitem", "popleft",
    "remove", "setdefault", "sort", "update",
}  # fmt: skip


def shared_names(tree: ast.Module) -> set[str]:
    """Return the names in a module that are bound to something that can change."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            value = node.value
            called = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
            displays = ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp
            if isinstance(value, displays) or called in MUTABLE:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def changes_of_shared_state(source: str) -> list[int]:
    """Return the lines in which a function changes what its whole module, and so every thread, shares."""
    tree = ast.parse(source)
    shared, found = shared_names(tree), []
    for function in ast.walk(tree):
        for node in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
            held = None
            if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                held = node.value
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATING:
                held = node.func.value
            if isinstance(node, ast.Global) or (isinstance(held, ast.Name) and held.id in shared):
                found.append(node.lineno)
    return found


OTHERS = [path for path in MODULES if relative_path(path) not in STATE_OF_A_PROCESS | FILLED_ON_IMPORT]


@pytest.mark.parametrize("path", OTHERS, ids=relative_path)
def test_what_grows_is_kept_in_a_memory_and_not_in_a_module(path: Path) -> None:
    assert changes_of_shared_state(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "KNOWN = {}\ndef f(x):\n    KNOWN[x] = 1",
        "KNOWN: dict[int, int] = {}\ndef f(x):\n    return KNOWN.setdefault(x, 1)",
        "KNOWN = OrderedDict()\nclass A:\n    def f(self, x):\n        del KNOWN[x]",
        "known = None\ndef f(x):\n    global known\n    known = x",
    ],
)
def test_rule_against_shared_state_sees(source: str) -> None:
    assert changes_of_shared_state(source)


def test_results_that_all_threads_share_are_immutable() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(d) for d in node.decorator_list):
                if any(ast.unparse(d) == "cached_property" for d in node.decorator_list):
                    continue
                returned = ast.unparse(node.returns) if node.returns else ""
                assert not returned.startswith(("list", "dict", "set", "Graph", "Scope", "Comparer")), (
                    f"{relative_path(path)}:{node.lineno}: '{node.name}' returns what can be changed"
                )
