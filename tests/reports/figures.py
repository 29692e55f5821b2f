"""Figures made by hand: a path that leaves that of the key, a wrong curve, and the network of a small forward pass."""

from grader.grading.figure import CurvesFigure, DescentFigure, NetworkFigure, NetworkNode

DESCENT = DescentFigure(
    function="(x_1 - 6)^2 + x_2^2 - x_1*x_2",
    variables=("x_1", "x_2"),
    start=("6", "6"),
    own=(("9", "4"), ("25/3", "13/3"), ("sqrt(2)*6", "17/4")),
    expected=(("9", "3"), ("8", "4"), ("8", "4")),
)
LINE = DescentFigure(
    function="x^3/3 - 2*x",
    variables=("x",),
    start=("1",),
    own=(("3/2",), ("4/3",)),
    expected=(("3/2",), ("17/12",)),
)
CURVES = CurvesFigure(variable="x", own="1/x + 1", expected="ln(x)", lower="0", upper="")
NETWORK = NetworkFigure(
    part="Forward pass",
    nodes=(
        NetworkNode(name="w_k", layer=0, is_given=True, partials=(("∂L/∂w_k", ("jacobian", "iterates")),)),
        NetworkNode(name="delta_k", layer=1, is_given=False, asked=("minimum",)),
        NetworkNode(name="L", layer=2, is_given=False, asked=("loss",)),
        NetworkNode(name="y", layer=1, is_given=True),
    ),
    edges=((0, 1), (1, 2), (3, 2)),
)
