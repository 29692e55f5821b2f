"""The conventions that a machine can check: imports point down, files are small, nothing evaluates text."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from grader.patterns import make_atomic

REPOSITORY = Path(__file__).parents[1]
MODULES = sorted((REPOSITORY / "grader").rglob("*.py"))
PYTHON_FILES = [
    *MODULES,
    *sorted((REPOSITORY / "tests").rglob("*.py")),
    *sorted((REPOSITORY / "benchmarks").rglob("*.py")),
]
MAX_LINES = 400
MAX_MEDIAN_LINES = 140
MAX_FILES = 20  # in one folder; members of a family do not count

# Each of these runs code from a text, or from bytes, that somebody else wrote.
FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "sympify", "S", "parse_expr", "parse_latex", "lambdify", "nsimplify",
    "loads_pickle", "unsafe_load", "full_load",
}  # fmt: skip
FORBIDDEN_ATTRIBUTES = {
    ("pickle", "load"), ("pickle", "loads"), ("marshal", "loads"), ("yaml", "load"), ("yaml", "load_all"),
    ("yaml", "full_load"), ("yaml", "unsafe_load"), ("os", "system"), ("ast", "literal_eval"), ("ast", "parse"),
    ("builtins", "eval"), ("builtins", "exec"), ("sympy", "S"), ("sp", "S"),
}  # fmt: skip


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")


def relative_path(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


KNOWN = {module_name(path) for path in MODULES}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a module says of itself; its tree is much larger, so only this is kept. Imports and calls have lines."""

    has_docstring: bool
    imports: tuple[tuple[str, int], ...]
    imports_in_functions: tuple[tuple[str, int], ...]
    names_of_root: frozenset[str]
    calls: tuple[tuple[str, str, int], ...]
    caught: tuple[tuple[str, int], ...]


@cache
def read_facts(path: Path) -> Facts:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return Facts(
        has_docstring=bool(ast.get_docstring(tree)),
        imports=tuple(list_imports(tree)),
        imports_in_functions=tuple(list_imports_in_functions(tree)),
        names_of_root=frozenset(list_names_of_root(tree)),
        calls=tuple(list_calls(tree)),
        caught=tuple(list_caught(tree)),
    )


def list_imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every module that a module imports, with the line; imports that are only for types count too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if whole in KNOWN else node.module), node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno


def list_contracts() -> list[tuple[str, list[list[str]]]]:
    """Return each import contract: a package, and the modules of its layers from the top down."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return [
        (container, [[f"{container}.{name.strip()}" for name in layer.split("|")] for layer in contract["layers"]])
        for contract in project["tool"]["importlinter"]["contracts"]
        for container in contract["containers"]
    ]


CONTRACTS = list_contracts()


def find_layer(module: str, layers: list[list[str]]) -> tuple[int, str] | None:
    """Return the depth of a module's layer, from the top, and which of the layer's packages it is in."""
    for depth, packages in enumerate(layers):
        for package in packages:
            if module == package or module.startswith(f"{package}."):
                return depth, package
    return None


@pytest.mark.parametrize(("container", "layers"), CONTRACTS, ids=[container for container, _ in CONTRACTS])
def test_imports_point_down(container: str, layers: list[list[str]]) -> None:
    for path in MODULES:
        here = find_layer(module_name(path), layers)
        for imported, line in read_facts(path).imports if here else ():
            there = find_layer(imported, layers)
            if here and there and here[1] != there[1]:
                assert there[0] > here[0], f"{relative_path(path)}:{line}: {here[1]} may not import {imported}"


def test_every_module_of_the_package_is_in_the_import_contract() -> None:
    layers = dict(CONTRACTS)["grader"]
    assert all(find_layer(module_name(path), layers) for path in MODULES if path.parent.name != "grader")


def list_names_of_root(tree: ast.AST) -> Iterator[str]:
    """Yield every name that is imported from ``grader`` itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "grader":
            yield from (alias.name for alias in node.names)


def test_no_module_imports_the_package_root_for_more_than_its_version() -> None:
    known = {"__version__"} | {name.removeprefix("grader.") for name in KNOWN}
    assert [relative_path(path) for path in MODULES if not read_facts(path).names_of_root <= known] == []


@cache
def count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_long() -> None:
    assert [relative_path(path) for path in PYTHON_FILES if count_lines(path) > MAX_LINES] == []


def test_most_files_are_small() -> None:
    lengths = sorted(map(count_lines, MODULES))
    assert lengths[len(lengths) // 2] <= MAX_MEDIAN_LINES


def test_every_file_has_a_docstring() -> None:
    """Only a file of tests may be empty, because it makes a folder a package."""
    texts = [path for path in PYTHON_FILES if path in MODULES or path.read_text(encoding="utf-8").strip()]
    assert [relative_path(path) for path in texts if not read_facts(path).has_docstring] == []


def list_calls(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Yield every call as (the object whose attribute is called, the name, the line)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield "", node.func.id, node.lineno
            elif isinstance(node.func, ast.Attribute):
                owner = node.func.value.id if isinstance(node.func.value, ast.Name) else "…"
                yield owner, node.func.attr, node.lineno


def is_forbidden(owner: str, name: str) -> bool:
    """Whether a call runs code from a text; ``re.compile`` does not."""
    if (owner, name) in FORBIDDEN_ATTRIBUTES:
        return True
    return name in FORBIDDEN and not (owner and name in ("compile", "S"))


def test_nothing_evaluates_text() -> None:
    found = [
        f"{relative_path(path)}:{line}: {owner}.{name}"
        for path in MODULES
        for owner, name, line in read_facts(path).calls
        if is_forbidden(owner, name)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)", "exec(text)", "sympy.sympify(text)", "sympify(text)", "parse_expr(text)", "parse_latex(text)",
        "sympy.lambdify(x, text)", "pickle.loads(data)", "yaml.load(text)", "sympy.S(text)",
        "compile(text, '', 'eval')",
    ],
)  # fmt: skip
def test_rule_against_evaluating_text_sees(source: str) -> None:
    assert any(is_forbidden(owner, name) for owner, name, _ in list_calls(ast.parse(source)))


def test_sympy_is_imported_only_where_it_may_be() -> None:
    allowed = ("grader/equivalence/", "grader/solvers/")
    users = {
        relative_path(path)
        for path in MODULES
        if any(module.split(".")[0] == "sympy" for module, _ in read_facts(path).imports)
    }
    assert [path for path in sorted(users) if not path.startswith(allowed)] == []


def list_caught(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield what each ``except`` catches, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            yield ast.unparse(node.type) if node.type else "everything", node.lineno


def test_broad_except_is_used_only_at_the_entry_points_and_boundaries() -> None:
    allowed = {
        "grader/cli/__init__.py", "grader/grading/grade.py", "grader/grading/sameness.py",
        "grader/grading/course/answer_counts.py", "grader/equivalence/pairs/batch.py", "grader/batch/work.py",
        "grader/batch/engines/crew.py", "grader/grading/practice.py", "grader/service/jobs/runner.py",
    }  # fmt: skip
    found = [
        f"{relative_path(path)}:{line}"
        for path in MODULES
        for caught, line in read_facts(path).caught
        if caught in ("everything", "Exception", "BaseException") and relative_path(path) not in allowed
    ]
    assert found == []


SLOW_TO_LOAD = {
    "difflib", "distributed", "hashlib", "importlib", "jsonschema_rs", "subprocess", "sympy", "traceback", "zoneinfo",
}  # fmt: skip
OF_AN_EXTRA = ("alembic", "grader.service")  # the library, and what needs those of the extra 'service'
LOADS_SYMPY = {"grader.solvers.confirmation.sympy_bridge", "grader.solvers.descent.replay"}
# A third of the engine, which few answers need; and what reads texts that are no formula, or worked documents, which a
# command may not need; and units, which few exercises have.
LOADED_LATE = (
    "grader.equivalence.conditions.",
    "grader.equivalence.all_sizes",
    "grader.expr.statements.read",
    "grader.submission.claims.",
    "grader.answers.units.",
)
ONLY_ON_SOME_SYSTEMS = {"resource"}


def list_imports_in_functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every module that is imported inside a function, with the line."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom):
                    yield node.module or "", node.lineno
                elif isinstance(node, ast.Import):
                    yield from ((alias.name, node.lineno) for alias in node.names)


def may_be_imported_late(module: str) -> bool:
    is_slow = module.split(".")[0] in SLOW_TO_LOAD | ONLY_ON_SOME_SYSTEMS or module in LOADS_SYMPY
    is_of_extra = any(module == name or module.startswith(f"{name}.") for name in OF_AN_EXTRA)
    return is_slow or is_of_extra or module.startswith(LOADED_LATE)


def test_only_what_is_slow_to_load_is_imported_inside_functions() -> None:
    found = [
        f"{relative_path(path)}:{line} imports {module}"
        for path in MODULES
        for module, line in read_facts(path).imports_in_functions
        if not may_be_imported_late(module)
    ]
    assert found == []


def test_there_are_no_import_cycles() -> None:
    graph = {module_name(path): {name for name, _ in read_facts(path).imports if name in KNOWN} for path in MODULES}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the modules of a cycle


def test_folders_have_few_files() -> None:
    for folder in {path.parent for path in MODULES}:
        files = [path for path in folder.glob("*.py") if "\nMEMBER = " not in path.read_text(encoding="utf-8")]
        assert len(files) <= MAX_FILES, (
            f"{relative_path(folder)} has {len(files)} files that are not members of a family"
        )


def test_folders_are_three_deep_at_most() -> None:
    for path in MODULES:
        parts = path.relative_to(REPOSITORY / "grader").parts
        # The service is a program of its own inside the package (docs/decisions/service.md).
        assert len(parts) <= (4 if parts[0] == "service" else 3), relative_path(path)


def test_every_folder_says_where_to_start_reading() -> None:
    for folder in {path.parent for path in MODULES} - {REPOSITORY / "grader"}:
        assert "Start with ``" in (folder / "__init__.py").read_text(encoding="utf-8"), relative_path(folder)


def skip_without_extra(module: str) -> None:
    """Skip a test that imports a module of the service where its libraries are not installed."""
    if module.startswith("grader.service"):
        for library in ("sqlalchemy", "alembic", "fastapi", "argon2", "jinja2"):
            pytest.importorskip(library)


def list_patterns(path: Path) -> Iterator[re.Pattern[str]]:
    """Yield the regular expressions that a module compiles while it is imported."""
    module = import_module(module_name(path))
    return (
        value for value in vars(module).values() if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    )


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem != "__main__"], ids=relative_path)
def test_no_pattern_needs_a_newer_python(path: Path) -> None:
    """Python before 3.11.5 loses matches of ``(...)*+``; ``regex`` and ``make_atomic`` write it in another way."""
    skip_without_extra(module_name(path))
    assert [found.pattern for found in list_patterns(path) if found.pattern != make_atomic(found.pattern)] == []
