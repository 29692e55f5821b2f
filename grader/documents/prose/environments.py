"""The environments of LaTeX that hold formulas, and those whose text is left as it is."""

__all__ = ["FORMULAS", "VERBATIM", "is_formula_environment"]

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
