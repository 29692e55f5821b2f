"""Mathematics in sentences: what is found, how it is set, and that hostile text is only ever text."""

from pathlib import Path

import html5lib
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import put_in_quotes
from grader.reports.markup import escape_text
from grader.reports.pages.page import render_page
from grader.reports.prose.formulas import find_formulas, read_whole
from grader.reports.prose.sentences import spell_sentence, typeset_message, typeset_sentence
from tests.operations import count_operations

from .pages import faults, parsed

ROWS = yaml.safe_load(Path(__file__).with_name("prose.yaml").read_text(encoding="utf-8"))
ATTACKS = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text(encoding="utf-8"))


def page(inside: str) -> str:
    return render_page(title="x", body=[f"<main><h1>x</h1><p>{inside}</p></main>"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["given"])
def test_mathematics_of_a_sentence_is_found_and_nothing_else(row: dict[str, str]) -> None:
    found = find_formulas(row["given"])
    assert "".join(text if box is None else f"«{box.plain}»" for text, box in found) == row["spelled"]
    assert spell_sentence(row["given"]) == row["spelled"].replace("«", "").replace("»", "")
    assert typeset_sentence(row["given"]).count("<math>") == row["spelled"].count("«")


@pytest.mark.parametrize(
    ("sentence", "html"),
    [
        ("Give x_1^2.", "Give <math><msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup></math>."),
        ("x*y, 2*x and 2*3", "<math><mrow><mi>x</mi><mo>&#x2062;</mo><mi>y</mi></mrow></math>, "
         "<math><mrow><mn>2</mn><mo>&#x2062;</mo><mi>x</mi></mrow></math> and 2*3"),
        ("loss_1*rate_k", "<math><mrow><msub><mi>loss</mi><mn>1</mn></msub><mo>·</mo>"
         "<msub><mi>rate</mi><mi>k</mi></msub></mrow></math>"),
        ("'(8, 4)' is not 'the loss'", "<math><mrow><mo>(</mo><mrow><mn>8</mn><mo>,</mo><mn>4</mn></mrow><mo>)</mo>"
         "</mrow></math> is not &#x27;the loss&#x27;".replace("&#x27;", "'")),
    ],
)  # fmt: skip
def test_sentence_is_set_as_mathml(sentence: str, html: str) -> None:
    assert typeset_sentence(sentence) == html


def test_message_marks_keys_and_leaves_words() -> None:
    assert typeset_message("Allowed here: sgd_rule, g_components, delta, z, dL_dv_all, loss.") == (
        "Allowed here: <code>sgd_rule</code>, <code>g_components</code>, delta, z, <code>dL_dv_all</code>, loss."
    )


@pytest.mark.parametrize(
    ("before", "written", "after"),
    [
        ("Write this line to be sure how it is read: ", "a.b-1: '''f'' is [1, 2)'", ""),
        ("Write the whole answer in single quotes: ", "'[1, 2'", "."),
        ("Write a single quote inside single quotes twice: ", "'it''s'", "."),
    ],
)
def test_what_is_written_into_a_file_keeps_its_quotes(before: str, written: str, after: str) -> None:
    shown = written.replace("'", "&#x27;")
    assert typeset_message(f"{before}{written}{after}") == f"{before}<code>{shown}</code>{after}"


def test_message_shows_what_to_type_as_it_is_typed() -> None:
    assert typeset_message("'2x' is no name. Known are delta_k and x_1; write '2*x'.") == (
        "<code>2x</code> is no name. Known are <code>delta_k</code> and <code>x_1</code>; write <code>2*x</code>."
    )


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("'f''(x)' is not 'f'(x)'.", ["f''(x)", "f'(x)"]),
        ("\"y'' + y\" is not \"f'\", don't write 'x'.", ["y'' + y", "f'", "x"]),
        ("Put 'f'(3)' (as 'f'' or 'x') there.", ["f'(3)", "f'", "x"]),
    ],
)
def test_primes_in_a_quotation_are_kept(message: str, shown: list[str]) -> None:
    root = parsed(page(typeset_message(message)))
    assert ["".join(code.itertext()) for code in root.iter("code")] == shown


@given(st.text(st.sampled_from("fx'’()2 +,."), min_size=1, max_size=12), st.sampled_from([" is read", ".", ", or", ""]))
def test_whatever_is_put_in_quotes_is_shown_whole(text: str, after: str) -> None:
    html = typeset_message(f"{put_in_quotes(text)}{after}")
    assert html == f"<code>{escape_text(text)}</code>{after}"


@pytest.mark.parametrize("text", ["", "x y", "the loss", "x +", "(x", "x)", "x" * 5_000])
def test_text_that_is_no_whole_formula_is_none(text: str) -> None:
    assert read_whole(text) is None


@given(st.text(st.sampled_from("xae_^(){}[]|12 +-*/=<>'\"&;.,∂∇δ₁²ᵀ½\u202e\n"), max_size=30) | st.text(max_size=30))
def test_every_character_is_kept_and_the_markup_is_strict(text: str) -> None:
    assert "".join(written for written, _ in find_formulas(text)) == text
    for html in (typeset_sentence(text), typeset_message(text)):
        assert faults(page(html)) == []


@pytest.mark.parametrize("attack", sorted({*ATTACKS["html"], *ATTACKS["terminal"]}), ids=ascii)
def test_hostile_text_is_text(attack: str) -> None:
    for html in (typeset_sentence(attack), typeset_message(attack)):
        shown = html5lib.parseFragment(html, namespaceHTMLElements=False)
        tags = {element.tag.rpartition("}")[2] for element in shown.iter() if isinstance(element.tag, str)}
        assert tags - {"code"} <= {"DOCUMENT_FRAGMENT", "math", "mrow", "mi", "mn", "mo", "msub", "msup", "msubsup"}
        assert faults(page(html)) == []


@pytest.mark.parametrize(
    "unit", ["(", "f(", "(x+", "x_", "x+", "-", "x^(x", "a.", "'x' ", "∂", "|x", "{x,", "1[", "'(", "\"'"]
)
def test_long_text_costs_work_in_proportion_to_its_length(unit: str) -> None:
    """A formula is bounded, so that a text which never ends one is not read to its end from each of its places."""
    small, large = (
        count_operations(lambda size=size: typeset_sentence.__wrapped__(unit * (size // len(unit))))
        for size in (900, 3_600)
    )
    assert large < 8 * small


@pytest.mark.parametrize("unit", ["∂", "∇", "f(x, ", "f(", "(x, ", "((((((((x", "|x, ", "x_1+(", "-∂(", "{∂x, "])
def test_a_sentence_is_read_at_most_2000_pieces_deep_and_then_shown_as_it_is(unit: str) -> None:
    sentence = (unit * 4_000)[:3_990]
    assert "".join(written for written, _ in find_formulas(sentence)) == sentence
    # A piece calls about 20 functions, and each character that is skipped 3.
    assert count_operations(lambda: list(find_formulas(sentence))) < 2_000 * 30 + 3_990 * 5


def test_prose_as_long_as_a_sentence_may_be_has_its_last_formula_set() -> None:
    sentence = "Give the gradient, f(x) and x_1. " * 120 + "Give x_2."
    assert list(find_formulas(sentence))[-2][0] == "x_2"


def test_sentences_in_a_page_are_found_by_a_browser_as_they_were_written() -> None:
    root = parsed(page(typeset_sentence("Give delta_k & <x>.")))
    assert "".join(root.find(".//p").itertext()) == "Give δk & <x>."  # type: ignore[union-attr]
