"""Laws of the answer language: what is printed reads back, what cannot be read is refused and never crashes."""

from contextlib import suppress
from xml.etree import ElementTree

from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.errors import AnswerError, LimitError
from grader.expr import parse, to_latex, to_text
from grader.expr.nodes import Node
from grader.expr.printing.mathml import to_mathml
from tests.expr.notations import NETWORK, NOTATIONS
from tests.expr.trees import answers

PIECES = [
    "x",
    "w_1",
    "v_kj",
    "f",
    "e",
    "a",
    "y_hat",
    "L",
    "dL",
    "dw",
    "d",
    "∂",
    "∇",
    "sin",
    "exp",
    "max",
    "sum",
    "log",
    "softmax",
    "delta_ij",
    "1",
    "2",
    "0.5",
    "1e3",
    "+",
    "-",
    "*",
    "/",
    "^",
    "**",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "|",
    "||",
    ",",
    ";",
    "=",
    "<",
    ">=",
    ":=",
    "!",
    "'",
    "_",
    "²",
    "ᵀ",
    "½",
    "√",
    "∑",
    "⊙",
    "⊗",
    "∈",
    "∪",
    "and",
    "or",
    "\\frac",
    "\\left",
    "\\right",
    "\\sum",
    "\\hat",
    "\\mathbf",
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "\\\\",
    "&",
    "\\{",
    "\\}",
    "$",
    "\\partial",
    "\\sqrt",
    "\\lvert",
    "\\text",
    "\\cdot",
    "T",
    "U",
    "I",
    ":",
]


def read_back(printed: str, syntax: str) -> Node | None:
    """Read what was printed; None where a generated value is beyond a limit, as 9^9^9 is."""
    try:
        return parse(printed, NETWORK, syntax).tree  # type: ignore[arg-type]
    except LimitError:
        return None


@given(answers())
@settings(max_examples=400)
def test_printed_text_reads_back_as_the_same_tree(tree: Node) -> None:
    assert read_back(to_text(tree), "text") in (tree, None)


@given(answers())
@settings(max_examples=400)
def test_printed_latex_reads_back_as_the_same_tree(tree: Node) -> None:
    assert read_back(to_latex(tree), "latex") in (tree, None)


@given(answers())
def test_printed_text_is_never_read_as_latex(tree: Node) -> None:
    with suppress(LimitError):
        assert parse(to_text(tree), NETWORK).syntax == "text"


@given(answers())
def test_mathml_is_well_formed(tree: Node) -> None:
    assert ElementTree.fromstring(to_mathml(tree)).tag == "math"


def check_reads_or_refuses(text: str) -> None:
    """Read ``text`` in every way; a refusal points into the text and consists of sentences."""
    for notation in NOTATIONS.values():
        for syntax in (None, "text", "latex"):
            try:
                reading = parse(text, notation, syntax)  # type: ignore[arg-type]
            except AnswerError as error:
                for diagnostic in error.diagnostics:
                    assert diagnostic.span is not None
                    assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
                    assert diagnostic.what.endswith(".")
                    assert str(error)
            else:
                again = parse(to_text(reading.tree), notation, "text")
                assert to_text(again.tree) == to_text(reading.tree)
                assert to_latex(reading.tree) and to_mathml(reading.tree)
                span = reading.span(reading.tree)
                assert span is None or 0 <= span.start <= span.end <= len(text)


@given(st.text(max_size=40))
@example("")
@example("\\")
@example("_")
@example("^{")
@example("\\frac")
@example("\\begin{")
@example("\\mathbf")
@example("$")
@settings(max_examples=500)
def test_any_text_is_read_or_refused(text: str) -> None:
    check_reads_or_refuses(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["", " "]))
@settings(max_examples=1500)
def test_any_mixture_of_pieces_is_read_or_refused(pieces: list[str], space: str) -> None:
    check_reads_or_refuses(space.join(pieces))
