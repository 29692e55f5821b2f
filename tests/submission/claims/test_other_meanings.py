"""What has the name of an answer and is none: of another part, another try, taken back, numbers, or misread."""

import pytest

from grader.rubric import Rubric, load_rubric
from tests.submission.claims.samples import ROOT, read, statuses

BIAS = r"$\frac{\partial L}{\partial b} = p-y$"
LOGIT = r"$\frac{\partial L}{\partial z} = p-y$"
OUTPUT = r"$\frac{\partial L}{\partial v} = (p-y) h$"


@pytest.fixture(scope="module")
def newton() -> Rubric:
    return load_rubric(ROOT / "rubrics" / "logistic_newton.yaml")


@pytest.mark.parametrize(
    "text",
    [
        f"# Exercice 1\n\n{LOGIT}, {BIAS}\n\n# Exercice 4\n\n{OUTPUT}",
        f"# Exercice 4\n\n{OUTPUT}\n\n# Exercice 1\n\n{BIAS}, {LOGIT}",
        f"## A\n\n{LOGIT}\n\n{BIAS}\n\n## B\n\n{OUTPUT}",
        f"**Task 1**\n\n{LOGIT}, {BIAS}\n\n**Task 4**\n\n{OUTPUT}",
        f"# 1 Logistic regression\n\n{BIAS}\n\n# 4 tanh network\n\nno time",
        f"# Logistic regression with one feature\n\n{BIAS}\n\n# A network with one tanh unit\n\n{OUTPUT}",
        f"<!-- item: dL_dz -->\n\n# One\n\n{LOGIT}, {BIAS}\n\n# Two\n\n{OUTPUT}",
    ],
)
def test_what_stands_in_another_part_is_asked(text: str, newton: Rubric) -> None:
    assert statuses(read(text, newton))["dL_db_tanh"] == "ask"


@pytest.mark.parametrize(
    "text",
    [
        f"# One\n\n{LOGIT}\n\n# Two\n\n{OUTPUT}, {BIAS}",
        f"{LOGIT}, {OUTPUT}, {BIAS}",
        f"# Results\n\n{LOGIT}, {OUTPUT}, {BIAS}",
        f"# 1 Logistic regression\n\n{LOGIT}\n\n# 4 tanh network\n\n{BIAS}",
    ],
)
def test_what_stands_in_its_own_part_is_taken(text: str, newton: Rubric) -> None:
    assert statuses(read(text, newton))["dL_db_tanh"] == "proposed"


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("iterates", "$x^{(1)}=(8,4)$. With $\\alpha = 1$: $x^{(1)} = (2, 0)$, $x^{(2)} = (0, 1)$, $x^{(3)} = (1, 2)$"),
        ("iterates", "$x^{(1)} = (8, 4)$\n\n$x^{(1)} = (9, 3)$, $x^{(2)} = (0, 1)$, $x^{(3)} = (1, 2)$"),
        ("iterates", "Let $x^{(0)} = (1, 1)$. $x^{(1)} = (9, 3)$, $x^{(2)} = (8, 4)$, $x^{(3)} = (8, 4)$"),
        ("iterates", "With another start $x^{(1)} = (9, 3)$, $x^{(2)} = (8, 4)$, $x^{(3)} = (8, 4)$"),
        ("iterates", "Mit anderen Schrittweiten $x^{(1)} = (9, 3)$, $x^{(2)} = (8, 4)$, $x^{(3)} = (8, 4)$"),
        ("iterates", "$x^{(1)} = (9, 3)$, $x^{(2)} = (8, 4)$, $x^{(3)} = (8, 4)$ -- all wrong."),
        ("g_matrix", "$g_2 = f_2(1-f_2)e_2 - f_1f_2e_1$ and the other one by symmetry"),
        ("g_matrix", "$g_2 = f_1 f_2 (e_2 - e_1)$"),
        ("loss", "$L = 1$ -- this is wrong, I mixed up the sign."),
        ("loss", "$L = 1$. That is not right."),
        ("loss", "$L = 1$ (wrong!)"),
        ("loss", "$L = 1$. Das stimmt so nicht."),
        ("loss", "$L = 1$, das ist leider falsch."),
        ("loss", "$$L = 1$$\n\nNo, this cannot be right."),
        ("error", "Let $e_1 = 0.1$ and $e_2 = -0.1$ be given."),
        ("error", "$e_j = 0.1$"),
        ("a", "Numbers: $z_1 = 2$, $z_2 = 0$, so $a_1 = 2 v_{11}$, $a_2 = 2 v_{12}$."),
        ("delta", r"$\delta_1 = 3$, $\delta_2 = -1$"),
        ("error", "$f_1 = 1/2$ and $f_2 = 1/2$, that is $e_1 = 1/2 - y_1$, $e_2 = 1/2 - y_2$"),
    ],
)  # fmt: skip
def test_what_is_not_meant_is_asked(item: str, text: str) -> None:
    assert statuses(read(text))[item] in ("ask", "missing")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("iterates", "First $x^{(1)} = (9, 3)$. All: $x^{(1)} = (9, 3)$, $x^{(2)} = (8, 4)$, $x^{(3)} = (8, 4)$"),
        ("iterates", "$x^{(0)} = (6, 6)$, $x^{(1)} = (9, 3)$, $x^{(2)} = (8, 4)$, $x^{(3)} = (8, 4)$"),
        ("g_matrix", "$g_2 = (diag(f) - f f^T) e$"),
        ("loss", "$L = 1$. This is not difficult."),
        ("loss", "$L = 1$. That is right."),
        ("a", "$a_1 = z_1 v_{11} + z_2 v_{21}$, $a_2 = z_1 v_{12} + z_2 v_{22}$"),
        ("delta", "For $k = 1$: $\\delta_1 = w_1 x$. For $k = 2$: $\\delta_2 = w_2 x$."),
    ],
)
def test_what_is_meant_is_taken(item: str, text: str) -> None:
    assert statuses(read(text))[item] == "proposed"


@pytest.mark.parametrize(("sign", "meant"), [("(l - h^2)", "'1'"), ("(1 - h^2) * l", "'1'")])
def test_what_may_be_misread_in_an_answer_is_asked(sign: str, meant: str, newton: Rubric) -> None:
    found = read(rf"$\frac{{\partial L}}{{\partial b}} = (p - y) v {sign}$", newton).items["dL_db_tanh"]
    assert found.status == "ask"
    assert meant in found.why


@pytest.mark.parametrize(
    ("own", "answer", "status"),
    [
        ("Let $e = p - y$.", r"$\frac{\partial L}{\partial z} = e$", "ask"),
        ("Let $e := p - y$.", r"$\frac{\partial L}{\partial z} = 2 e$", "ask"),
        ("Mit $e = p-y$ folgt", r"$\frac{\partial L}{\partial z} = e \cdot 1$", "ask"),
        ("Let $\\pi = p - y$.", r"$\frac{\partial L}{\partial z} = \pi$", "ask"),
        (r"$\frac{\partial L}{\partial z} = e$", "where $e = p - y$", "ask"),
        ("Let $q = p - y$.", r"$\frac{\partial L}{\partial z} = p - y$", "proposed"),
        ("With $e = 2.718$:", r"$\frac{\partial L}{\partial z} = e^{0} (p - y)$", "proposed"),
        ("Let $e = p - y$.", r"$\frac{\partial L}{\partial z} = p - y$", "proposed"),
    ],
)
def test_a_constant_to_which_the_student_gives_a_meaning_is_asked(
    own: str, answer: str, status: str, newton: Rubric
) -> None:
    assert statuses(read(f"{own}\n\n{answer}", newton))["dL_dz"] == status
