"""The table of named mistakes on the page on misconceptions, generated from the solvers.

``python -m tests.solvers.mistakes_page`` writes it again.
"""

from pathlib import Path

from grader.grading.diagnosis.typed_mistakes import TYPED_MISTAKES
from grader.solvers import SOLVERS
from grader.solvers.named_mistakes import Mistake, Mistaken

PAGE = Path(__file__).parents[2] / "docs" / "misconceptions.md"
MARK = "<!-- made by tests/solvers/mistakes_page.py from here on -->\n"


def page() -> str:
    """Return the whole page: the text above the mark, and the tables."""
    above = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    solvers = {kind: SOLVERS[kind] for kind in SOLVERS}
    tables = "".join(
        table(kind, tuple(solver.mistakes)) for kind, solver in solvers.items() if isinstance(solver, Mistaken)
    )
    return above + MARK + tables + table("A key that is typed in", TYPED_MISTAKES)


def table(title: str, mistakes: tuple[Mistake, ...]) -> str:
    rows = "".join(f"| `{mistake.id}` | {mistake.words.replace('{place}', '…')} |\n" for mistake in mistakes)
    return f"\n### {title}\n\n| name | This is what one gets by … |\n|---|---|\n{rows}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
