"""Pictures: contour lines and paths are in the right places, and words describe everything."""

import itertools
import json
import math
import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.figure import CurvesFigure, DescentFigure, Figure, NetworkFigure, NetworkNode
from grader.grading.result import ComponentResult, ItemResult
from grader.records import Outcome
from grader.reports.formats.html import render
from grader.reports.formats.json import from_json, to_json
from grader.reports.pages.page import render_page
from grader.reports.pictures.by_figure import draw_item
from grader.reports.pictures.contours import choose_levels, sample_grid, trace_contours
from grader.reports.pictures.descent import choose_window, draw_contours, draw_descent, make_plane_frame
from grader.reports.pictures.network import draw_network
from grader.reports.pictures.plotted import read_function
from grader.reports.pictures.svg import Frame, choose_ticks, format_path_data, typeset_name

from .figures import CURVES, DESCENT, LINE, NETWORK
from .pages import faults, parsed
from .samples import ALICE, BLANK, CORRECT, INCORRECT, PARTIAL, hostile

SADDLE = [[1.0, 0.0], [0.0, 1.0]]


def shown(figure: Figure, item: ItemResult = INCORRECT) -> Element:
    """Return a picture with its caption, read back."""
    markup = draw_item(replace(item, figure=figure))
    whole = render_page(title="x", body=["<main><h1>x</h1>", markup, "</main>"])
    assert faults(whole) == []
    main = parsed(whole).find(".//main")
    assert main is not None
    return main


def said(root: Element, name: str) -> str:
    """Return the text of the first element of a name."""
    found = root.find(f".//{{*}}{name}")
    return "" if found is None else " ".join("".join(found.itertext()).split())


def by_class(root: Element, kind: str) -> list[Element]:
    """Return the elements of a class."""
    return [element for element in root.iter() if kind in (element.get("class") or "").split()]


# Contours


def test_saddle_whose_corners_cancel_turns_as_their_exact_mean_says() -> None:
    grid = [[1.0, -1e16], [0.0, 1e16]]  # corners in order: 1, -1e16, 1e16, 0; before Python 3.12, ``sum`` gives 0
    lines = [[(round(x, 9), round(y, 9)) for x, y in line] for _, line in trace_contours(grid, [0.1])]
    assert sorted(map(sorted, lines)) == [[(0, 0), (1, 0.5)], [(0, 0.9), (0, 1)]]


def test_grid_whose_sum_is_too_large_for_a_float_has_contours() -> None:
    assert len(list(trace_contours([[1.5e308, 0.0], [0.0, 1.5e308]], [1e308]))) == 2


def test_sum_in_a_formula_is_rounded_once_in_every_version_of_python() -> None:
    f = read_function("x + y + z", ("x", "y", "z"))
    assert f is not None
    assert f(1e16, 1.0, -1e16) == 1.0


@given(st.integers(0, 3), st.floats(-3, 3), st.floats(-3, 3), st.floats(-1, 1))
def test_every_point_of_a_contour_has_its_level(turn: int, a: float, b: float, c: float) -> None:
    def f(x: float, y: float) -> float:
        return (a * x + b * y + c, x * y + a, x, y)[turn]

    grid = sample_grid(f, (-2.0, 2.0, -2.0, 2.0), 8)
    heights = choose_levels(grid, 5)
    for place, points in trace_contours(grid, heights):
        for i, j in points:
            assert f(-2 + i / 2, -2 + j / 2) == pytest.approx(heights[place], abs=1e-6)


def test_circles_are_closed_and_as_large_as_their_level() -> None:
    grid = sample_grid(lambda x, y: x * x + y * y, (-2.0, 2.0, -2.0, 2.0), 80)
    for _, points in trace_contours(grid, [1.0]):
        assert points[0] == points[-1]
        assert all(math.hypot(i / 20 - 2, j / 20 - 2) == pytest.approx(1, abs=2e-3) for i, j in points)


def test_each_side_of_the_grid_is_crossed_once() -> None:
    grid = sample_grid(lambda x, y: math.sin(3 * x) * math.cos(2 * y), (-2.0, 2.0, -2.0, 2.0), 20)
    level = choose_levels(grid, 3)[1]
    lines = [points for _, points in trace_contours(grid, [level])]
    open_or_closed = sum(len(set(points)) for points in lines)
    rows = sum((one > level) != (other > level) for row in grid for one, other in itertools.pairwise(row))
    columns = sum(
        (one > level) != (other > level)
        for low, high in itertools.pairwise(grid)
        for one, other in zip(low, high, strict=True)
    )
    assert open_or_closed == rows + columns


@pytest.mark.parametrize(("level", "corner"), [(0.4, (0.0, 1.0)), (0.6, (0.0, 0.0))])
def test_at_a_saddle_the_mean_of_the_corners_decides_what_belongs_together(
    level: float, corner: tuple[float, float]
) -> None:
    ends = [{points[0], points[-1]} for _, points in trace_contours(SADDLE, [level])]
    assert len(ends) == 2
    x, y = corner
    assert any(all(abs(i - x) + abs(j - y) < 0.7 for i, j in pair) for pair in ends)


def test_there_is_no_line_where_there_is_no_value_and_none_of_a_constant() -> None:
    grid = sample_grid(lambda x, y: math.nan if x > 0 else y, (-1.0, 1.0, -1.0, 1.0), 10)
    assert all(i <= 5 for _, points in trace_contours(grid, choose_levels(grid, 4)) for i, _ in points)
    assert choose_levels(sample_grid(lambda x, y: 3.0, (0.0, 1.0, 0.0, 1.0), 4), 5) == []


# Primitives


@given(st.lists(st.tuples(st.floats(-999, 999), st.floats(-999, 999)), min_size=1, max_size=12))
def test_broken_line_goes_through_its_places(places: list[tuple[float, float]]) -> None:
    numbers = [
        float(each) for each in re.findall(r"-?(?:\d+(?:\.\d+)?|\.\d+)", format_path_data(places).replace("l", " "))
    ]
    x, y, *steps = numbers
    assert (x, y) == pytest.approx(places[0], abs=0.06)
    for (to_x, to_y), dx, dy in zip(places[1:], steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        assert (x, y) == pytest.approx((to_x, to_y), abs=0.06 + 1e-6)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_marks_are_round_few_and_inside(low: float, width: float) -> None:
    marks = choose_ticks(low, low + width)
    assert 2 <= len(marks) <= 7
    assert all(low - width * 1e-6 <= mark <= low + width * (1 + 1e-6) for mark in marks)


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("L", "L"),
        ("delta_k", 'δ<tspan class="sub" dy="3">k</tspan>'),
        ("v_{1,2}", 'v<tspan class="sub" dy="3">1,2</tspan>'),
        (
            "∂f_i/∂a_j",
            '∂f<tspan class="sub" dy="3">i</tspan><tspan dy="-3">/∂a</tspan><tspan class="sub" dy="3">j</tspan>',
        ),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_names_are_set_with_their_subscripts(name: str, markup: str) -> None:
    assert typeset_name(name) == markup


# Descent


def walked(outcomes: list[Outcome]) -> ItemResult:
    """Return an item whose iterates have these outcomes."""
    parts = tuple(ComponentResult(label="iterate", outcome=outcome, credit=None) for outcome in outcomes)
    return replace(INCORRECT, title="The iterates", components=parts)


def test_path_is_described_in_words() -> None:
    root = shown(DESCENT, walked([Outcome.CORRECT, Outcome.INCORRECT, Outcome.CORRECT]))
    assert said(root, "title") == "The path of your answer: The iterates"
    assert said(root, "desc") == (
        "Contour lines of (x₁ − 6)² + x₂² − x₁·x₂. "
        "Your path: (6, 6), (9, 4), (25/3, 13/3), (sqrt(2)·6, 17/4). The first step that is not right is step 2. "
        "The expected path: (6, 6), (9, 3), (8, 4), (8, 4)."
    )
    assert said(root, "figcaption") == (
        "● your path, with its points numbered; ● the first step that is not right (step 2); ○ the expected path. "
        "On each line (x1−6)2+x22−x1\u2062x2 has the value that is written on it."
    )


def test_points_are_drawn_in_their_places() -> None:
    root = shown(DESCENT)
    frame = make_plane_frame(choose_window([(6, 6), (9, 4), (25 / 3, 13 / 3), (6 * 2**0.5, 4.25), (9, 3), (8, 4)]))
    own = [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in by_class(root, "own") if dot.get("cx")]
    assert own[1] == pytest.approx(frame.at(9, 4), abs=0.06)
    assert own[2] == pytest.approx(frame.at(25 / 3, 13 / 3), abs=0.06)
    assert len(own) == 4


@pytest.mark.parametrize(
    ("outcomes", "marked"),
    [
        ([], ["0", "1", "2", "3"]),
        ([Outcome.CORRECT] * 3, ["0", "1", "2", "3"]),
        ([Outcome.INCORRECT, Outcome.CORRECT, Outcome.CORRECT], ["0", "1 ✗", "2", "3"]),
        ([Outcome.CORRECT, Outcome.PARTIAL, Outcome.INCORRECT], ["0", "1", "2 ✗", "3"]),
    ],
)
def test_first_wrong_step_is_marked_where_the_record_shows_it(outcomes: list[Outcome], marked: list[str]) -> None:
    assert ["".join(step.itertext()) for step in by_class(shown(DESCENT, walked(outcomes)), "step")] == marked


def test_path_of_the_key_is_drawn_only_where_the_record_has_it() -> None:
    own_alone = DESCENT.without_key()
    assert by_class(shown(own_alone), "key") == []
    assert "expected" not in "".join(shown(own_alone).itertext())


def test_window_reveals_nothing_about_a_path_that_is_not_shown() -> None:
    other = replace(DESCENT, expected=(("900", "3"), ("8", "4"), ("8", "4")))
    assert draw_item(replace(CORRECT, figure=other.without_key())) == draw_item(
        replace(CORRECT, figure=DESCENT.without_key())
    )


def test_background_is_drawn_once_for_all_whose_path_fits_the_same_window() -> None:
    draw_contours.cache_clear()
    for place in ("8.98", "9", "9.01"):
        assert draw_descent(INCORRECT, replace(DESCENT.without_key(), own=((place, "3"), ("8", "4"))))
    assert draw_contours.cache_info().misses == 1


def test_points_in_one_place_share_a_label() -> None:
    root = shown(replace(DESCENT, own=(("9", "3"), ("8", "4"), ("8", "4"))))
    assert ["".join(step.itertext()) for step in by_class(root, "step")] == ["0", "1", "2, 3"]


@pytest.mark.parametrize(
    "figure",
    [
        replace(DESCENT, own=(("1" + "0" * 290, "1"),)),
        replace(DESCENT, own=(("1/0", "1"),)),
        replace(DESCENT, own=(("sqrt(-1)", "1"),)),
        replace(DESCENT, own=(("<b>", "1"),)),
        replace(DESCENT, own=()).without_key(),
        replace(DESCENT, function="what(x_1)"),
        replace(DESCENT, function="x_1 +"),
        replace(LINE, function="ln(x - 9)"),
        replace(LINE, function="y"),
        replace(LINE, own=()),
        replace(CURVES, own="y"),
        replace(CURVES, own="1/(x - x)", expected=""),
        replace(CURVES, own="</svg><script>alert(1)</script>"),
    ],
)
def test_what_cannot_be_drawn_is_left_out(figure: Figure) -> None:
    assert draw_item(replace(INCORRECT, figure=figure)) == ""


def test_every_other_contour_has_its_value_away_from_the_others() -> None:
    labels = by_class(shown(DESCENT), "level")
    places = [(float(label.get("x", "")), float(label.get("y", ""))) for label in labels]
    assert [label.text for label in labels] == ["−11.7", "−11.1", "−10.2", "−8.6", "−5"]
    assert min(math.dist(one, other) for one, other in itertools.combinations(places, 2)) >= 28


def test_a_path_that_stays_where_it_is_can_be_drawn() -> None:
    assert by_class(shown(replace(DESCENT, own=(("6", "6"),), expected=())), "own")


# Descent in one variable


def test_points_of_a_path_in_one_variable_are_on_the_curve() -> None:
    root = shown(LINE, walked([Outcome.CORRECT, Outcome.INCORRECT]))
    dots = [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in by_class(root, "own") if dot.get("cx")]
    (curve,) = (path.get("d", "") for path in by_class(root, "curve"))
    x, y, *steps = (float(each) for each in re.findall(r"-?(?:\d+(?:\.\d+)?|\.\d+)", curve.replace("l", " ")))
    drawn = [(x, y)]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        drawn.append((drawn[-1][0] + dx, drawn[-1][1] + dy))
    assert len(dots) == 3
    assert all(min(math.dist(dot, place) for place in drawn) < 3 for dot in dots)
    assert ["".join(step.itertext()) for step in by_class(root, "step")] == ["0", "1", "2 ✗"]


def test_path_in_one_variable_is_described_in_words() -> None:
    root = shown(LINE.without_key())
    assert said(root, "desc") == "The curve of x³/3 − 2x. Your path: 1, 3/2, 4/3."
    assert said(root, "figcaption") == (
        "● your path, with its points numbered. The line is the curve of x3/3−2\u2062x over x."
    )


# Curves


def test_curves_are_described_in_words() -> None:
    root = shown(CURVES)
    assert said(root, "desc") == "The curve of 1/x + 1 over x. The curve of the expected answer ln(x)."
    assert said(root, "figcaption") == "━ your answer; ╍ the expected answer."


def test_point_where_both_differ_is_marked_where_the_record_has_it() -> None:
    decision = PARTIAL.decision
    assert decision is not None
    item = replace(INCORRECT, decision=decision)
    root = shown(replace(CURVES, variable="x_1", own="x_1", expected="x_1 + 1", lower=""), item)
    assert "They differ at x₁ = −3/7." in said(root, "desc")
    assert len(by_class(root, "witness")) == 2
    assert by_class(shown(CURVES), "witness") == []


@given(st.sampled_from(["1/x", "tan(x)", "x^9", "exp(5*x)", "sign(x)*100", "ln(x)", "sqrt(x - 1)", "1/(x - 2)^2"]))
def test_curves_stay_inside_their_frame(formula: str) -> None:
    root = shown(CurvesFigure(variable="x", own=formula, expected="x", lower="", upper=""))
    for curve in by_class(root, "own") + by_class(root, "key"):
        if "d" in curve.attrib:
            x, y = map(float, re.findall(r"M(\S+) ?(-?[\d.]+)", curve.get("d", ""))[0])
            numbers = re.findall(r"-?(?:\d+(?:\.\d+)?|\.\d+)", curve.get("d", "").partition("l")[2])
            for dx, dy in zip(map(float, numbers[::2]), map(float, numbers[1::2]), strict=True):
                assert 49.9 <= x <= 450.1
                assert 19.9 <= y <= 240.1
                x, y = x + dx, y + dy


def test_right_answer_has_no_curve() -> None:
    assert draw_item(replace(CORRECT, figure=CURVES)) == ""


def test_a_curve_is_never_alone() -> None:
    assert draw_item(replace(INCORRECT, figure=CURVES.without_key())) == ""


# Networks


def network(figure: NetworkFigure = NETWORK, items: tuple[ItemResult, ...] = ALICE.items) -> Element:
    whole = render_page(title="x", body=["<main><h1>x</h1>", draw_network(figure, items), "</main>"])
    assert faults(whole) == []
    return parsed(whole)


def test_network_says_in_words_and_signs_what_is_right() -> None:
    root = network()
    assert said(root, "desc") == (
        "δₖ is computed from wₖ. L is computed from δₖ. L is computed from y. "
        "∂L/∂wₖ: cannot be read. ∂L/∂wₖ: correct. δₖ: blank. L: not correct."
    )
    assert [" ".join("".join(each.itertext()).split()) for each in by_class(root, "partial-name")] == ["∂L/∂wk ?✓"]
    assert [each.text for each in by_class(root, "sign")] == ["?", "✓", "–", "✗"]


def test_network_without_items_to_show_is_not_drawn() -> None:
    assert draw_network(NETWORK, ()) == ""


def test_nodes_do_not_overlap() -> None:
    nodes = tuple(NetworkNode(name=f"q_{i}", layer=i % 3, is_given=i % 2 == 0, asked=("loss",)) for i in range(9))
    root = network(NetworkFigure(part="x", nodes=nodes, edges=((0, 1), (7, 99))))
    places = {(rect.get("x"), rect.get("y")) for rect in by_class(root, "node")}
    assert len(places) == 9


def test_hostile_names_are_shown_as_text() -> None:
    text = '"><script>alert(1)</script>_{</text>}'
    node = NetworkNode(name=text, layer=0, is_given=True, partials=((text, ("loss",)),))
    root = network(NetworkFigure(part=text, nodes=(node,), edges=()))
    assert not list(root.iter("script"))


# Records


def test_figures_survive_the_way_to_json_and_back() -> None:
    items = (replace(CORRECT, figure=DESCENT), replace(INCORRECT, figure=CURVES), replace(BLANK, figure=LINE))
    graded = replace(ALICE, items=items, networks=(NETWORK,))
    assert from_json(to_json(graded)) == graded
    assert render(from_json(to_json(graded))) == render(graded)


def test_record_without_figures_says_nothing_of_them() -> None:
    graded = replace(ALICE, items=(BLANK,), networks=())
    assert not {"networks", "figure"} & {*json.loads(to_json(graded)), *json.loads(to_json(graded))["items"][0]}


@pytest.mark.parametrize("text", ["</svg><script>alert(1)</script>", "\u202e", "x", "1"])
def test_figures_of_a_changed_record_are_drawn_as_text_or_not_at_all(text: str) -> None:
    point = (text, text)
    figure = DescentFigure(function=text, variables=point, start=point, own=(point,), expected=(point,))
    item = replace(hostile(text).items[0], figure=figure)
    assert faults(render(replace(ALICE, items=(item,)))) == []


def test_frame_keeps_the_proportions_of_its_window() -> None:
    frame = Frame(window=(0, 2, -1, 1), box=(10, 20, 100, 100))
    assert (frame.at(0, 1), frame.at(2, -1), frame.at(1, 0)) == ((10, 20), (110, 120), (60, 70))
