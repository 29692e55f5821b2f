"""Every spelling reads back as the formula that was meant, and every style is used."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.documents import parse_json, parse_yaml
from grader.expr import parse
from grader.expr.nodes import Node
from grader.rubric import load_rubric
from grader.simulation.forms.given import format_json, format_yaml
from grader.simulation.forms.spelling import STYLES, reads_as, spell, spell_randomly
from tests.expr.notations import NETWORK
from tests.expr.trees import answers

ROOT = Path(__file__).parents[2]


@given(answers(), st.integers(0, 10**6))
@settings(max_examples=300)
def test_what_is_spelt_is_plain_text_or_reads_back(tree: Node, seed: int) -> None:
    text = spell_randomly(tree, NETWORK, Random(seed))
    assert text == spell(tree, NETWORK, "text") or reads_as(text, tree, NETWORK)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("1/2*(f_1 - y_1)^2", {"text": "1/2*(f_1 - y_1)^2", "tight": "1/2*(f_1-y_1)^2", "unicode": "½·(f₁ − y₁)²",
                               "latex": "\\frac{1}{2} \\, \\left(f_{1} - y_{1}\\right)^{2}"}),
        ("delta_k >= 0", {"text": "delta_k >= 0", "tight": "delta_k>=0", "unicode": "δₖ ≥ 0",
                          "latex": "\\delta_{k} \\geq 0"}),
        ("x = 1 and L = 2", {"text": "x = 1 and L = 2", "tight": "x=1 and L=2", "unicode": "x = 1 and L = 2",
                             "latex": "x = 1 \\text{ and } L = 2"}),
    ],
)  # fmt: skip
def test_a_style_looks_as_expected(style: str, text: str, spellings: dict[str, str]) -> None:
    assert spell(parse(text, NETWORK).tree, NETWORK, style) == spellings[style]


def test_other_names_and_other_words_for_functions_occur() -> None:
    rubric = load_rubric(ROOT / "rubrics/exercise3.yaml")
    item = next(item for item in rubric.items if item.id == "z")
    tree = parse("max(0, w_k*x)", item.notation).tree
    found = {spell_randomly(tree, item.notation, Random(seed)) for seed in range(80)}
    assert {"max(0, omega_k*x)", "Max(0, w_k*x)", "max(0, w_bar_k*x)", "max(0,w_k*x)"} <= found


@given(st.text(max_size=30))
@settings(max_examples=300)
def test_any_text_survives_yaml_and_json(text: str) -> None:
    if not text.strip() or not text.isprintable():
        return
    given = (text, "x")
    yaml = parse_yaml(f"a: {format_yaml(text)}\nb:{format_yaml(given)}\n", "t.yaml").root
    assert yaml.get("a").text == text
    assert [item.text for item in yaml.get("b").items] == list(given)
    json = parse_json(f'{{"a": {format_json(text)}, "b": {format_json(given)}}}', "t.json").root
    assert json.get("a").text == text
    assert [item.text for item in json.get("b").items] == list(given)
