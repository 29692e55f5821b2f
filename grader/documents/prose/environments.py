"""The environments of LaTeX that hold formulas, those whose text is left as it is, and the levels of headings."""

__all__ = ["FORMULAS", "VERBATIM", "is_formula_environment", "level_of"]

LEVELS = {"chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4}

FORMULAS = frozenset(
    {
        "align", "alignat", "aligned", "alignedat", "displaymath", "dmath", "eqnarray", "equation", "flalign",
        "gather", "gathered", "math", "multline", "split",
    }
)  # fmt: skip
VERBATIM = frozenset({"verbatim", "Verbatim", "lstlisting", "minted", "comment", "filecontents", "alltt"})


def is_formula_environment(name: str) -> bool:
    """Whether an environment is a formula; a star only takes its number away."""
    return name.removesuffix("*") in FORMULAS


def level_of(command: str) -> int:
    """The level of a heading by its command; 1 is the largest."""
    return LEVELS.get(command, 3)
