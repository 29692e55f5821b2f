"""The house rules that a machine can check: imports point down, files are small, nothing evaluates text."""

import ast
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
MODULES = sorted((REPOSITORY / "grader").rglob("*.py"))
PYTHON_FILES = [
    *MODULES,
    *sorted((REPOSITORY / "tests").rglob("*.py")),
    *sorted((REPOSITORY / "benchmarks").rglob("*.py")),
]
MAX_LINES = 400
MAX_MEDIAN_LINES = 140
MAX_FILES = 20  # of one folder; members of a family do not count

# Each of these runs code that is in a text, or in bytes, that somebody else wrote.
FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "sympify", "S", "parse_expr", "parse_latex", "lambdify", "nsimplify",
    "loads_pickle", "unsafe_load", "full_load",
}  # fmt: skip
FORBIDDEN_ATTRIBUTES = {
    ("pickle", "load"), ("pickle", "loads"), ("marshal", "loads"), ("yaml", "load"), ("yaml", "load_all"),
    ("yaml", "full_load"), ("yaml", "unsafe_load"), ("os", "system"), ("ast", "literal_eval"), ("ast", "parse"),
    ("builtins", "eval"), ("builtins", "exec"), ("sympy", "S"), ("sp", "S"),
}  # fmt: skip


def name_of(path: Path) -> str:
    """Return the name of a module."""
    return ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")


def by_name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every module of ours that a module imports, with the line; names that are only for types count too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {name_of(module) for module in MODULES}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if whole in known else node.module), node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno


def layers() -> list[list[str]]:
    """Return the rooms of the house from the top down, as the import contract has them."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (contract,) = (contract for contract in contracts if not contract["containers"])
    return [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]


def room_of(module: str) -> tuple[int, str] | None:
    """Return how deep in the house a module lives, and in which room."""
    for depth, rooms in enumerate(layers()):
        for room in rooms:
            if module == room or module.startswith(f"{room}."):
                return depth, room
    return None


@pytest.mark.parametrize("path", MODULES, ids=by_name)
def test_imports_point_down(path: Path) -> None:
    here = room_of(name_of(path))
    for imported, line in imports(path):
        there = room_of(imported)
        if here and there and here[1] != there[1]:
            assert there[0] > here[0], f"{by_name(path)}:{line}: {here[1]} may not import {imported}"


def test_every_room_is_in_the_import_contract() -> None:
    rooms = {name_of(path) for path in (REPOSITORY / "grader").iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert rooms <= {room for layer in layers() for room in layer}


def test_no_module_imports_the_package_root_for_more_than_its_version() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "grader"
            for alias in node.names
        ]
        known = {name_of(module).removeprefix("grader.") for module in MODULES}
        assert set(names) <= {"__version__"} | known, by_name(path)


@pytest.mark.parametrize("path", PYTHON_FILES, ids=by_name)
def test_file_says_what_it_is_about_and_is_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "The file has no docstring."


@pytest.mark.parametrize("path", MODULES, ids=by_name)
def test_every_module_of_the_package_has_a_docstring(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_files_are_small_as_a_rule() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lengths[len(lengths) // 2] <= MAX_MEDIAN_LINES


def calls(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Yield every call as (what it is an attribute of, its name, line)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield "", node.func.id, node.lineno
            elif isinstance(node.func, ast.Attribute):
                owner = node.func.value.id if isinstance(node.func.value, ast.Name) else "…"
                yield owner, node.func.attr, node.lineno


def is_forbidden(owner: str, name: str) -> bool:
    """Whether a call runs code that is in a text; ``re.compile`` does not."""
    if (owner, name) in FORBIDDEN_ATTRIBUTES:
        return True
    return name in FORBIDDEN and not (owner and name in ("compile", "S"))


@pytest.mark.parametrize("path", MODULES, ids=by_name)
def test_nothing_evaluates_text(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        f"{by_name(path)}:{line}: {owner}.{name}" for owner, name, line in calls(tree) if is_forbidden(owner, name)
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
    assert any(is_forbidden(owner, name) for owner, name, _ in calls(ast.parse(source)))


def test_sympy_is_imported_only_where_it_may_be() -> None:
    allowed = ("grader/equivalence/", "grader/solvers/")
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(module.split(".")[0] == "sympy" for module in modules):
                assert by_name(path).startswith(allowed), by_name(path)


def test_broad_except_stands_only_at_the_doors_and_at_the_boundaries() -> None:
    allowed = {
        "grader/cli/__init__.py", "grader/grading/grade.py", "grader/grading/sameness.py",
        "grader/grading/course/answer_counts.py", "grader/equivalence/pairs/batch.py", "grader/batch/work.py",
        "grader/batch/engines/crew.py",
    }  # fmt: skip
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                if caught in ("everything", "Exception", "BaseException"):
                    assert by_name(path) in allowed, f"{by_name(path)}:{node.lineno}"


SLOW_TO_LOAD = {"sympy", "distributed", "jsonschema_rs", "difflib", "hashlib", "importlib", "subprocess", "traceback"}
LOADS_SYMPY = {"grader.solvers.confirmation.sympy_bridge", "grader.solvers.descent.replay"}
ONLY_ON_SOME_SYSTEMS = {"resource"}


def imports_in_functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every module that is imported inside a function, with the line."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom):
                    yield node.module or "", node.lineno
                elif isinstance(node, ast.Import):
                    yield from ((alias.name, node.lineno) for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=by_name)
def test_only_what_is_slow_to_load_is_imported_inside_functions(path: Path) -> None:
    for module, line in imports_in_functions(ast.parse(path.read_text(encoding="utf-8"))):
        is_slow = module.split(".")[0] in SLOW_TO_LOAD | ONLY_ON_SOME_SYSTEMS or module in LOADS_SYMPY
        assert is_slow, f"{by_name(path)}:{line} imports {module}"


def test_modules_import_each_other_in_no_circle() -> None:
    known = {name_of(module) for module in MODULES}
    graph = {name_of(path): {name for name, _ in imports(path) if name in known} for path in MODULES}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the modules of a circle


def test_folders_can_be_taken_in_at_a_glance() -> None:
    for folder in {path.parent for path in MODULES}:
        files = [path for path in folder.glob("*.py") if "\nMEMBER = " not in path.read_text(encoding="utf-8")]
        assert len(files) <= MAX_FILES, f"{by_name(folder)} holds {len(files)} files that are no members of a family"


def test_every_folder_says_where_to_start_reading() -> None:
    for folder in {path.parent for path in MODULES} - {REPOSITORY / "grader"}:
        assert "Start with ``" in (folder / "__init__.py").read_text(encoding="utf-8"), by_name(folder)
