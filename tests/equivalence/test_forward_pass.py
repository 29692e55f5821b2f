"""Back-propagation through a declared forward pass: derivatives as names mean their actual values."""

import pytest

from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr import parse
from grader.expr.notation import Entry, Notation


def network() -> Notation:
    entries: dict[str, Entry] = {}
    ranges = {"k": 2, "j": 2, "i": 2}
    for name, axes, definition in [
        ("x", (), ""), ("w", ("k",), ""), ("v", ("k", "j"), ""), ("y", ("j",), ""),
        ("delta", ("k",), "w_k x"), ("z", ("k",), "max(0, delta_k)"), ("a", ("j",), "sum_k z_k v_{kj}"),
        ("f", ("j",), "softmax(a)_j"), ("e", ("j",), "f_j - y_j"), ("L", (), "1/2 sum_j (f_j - y_j)^2"),
        ("g", ("j",), "dL/da_j"),
    ]:  # fmt: skip
        tree = parse(definition, Notation(entries=entries, ranges=ranges)).tree if definition else None
        entries = {**entries, name: Entry(name=name, axes=axes, definition=tree)}
    return Notation(entries=entries, ranges=ranges)


NETWORK = network()

RIGHT = [
    ("(v_11 g_1 + v_12 g_2) 1[delta_1 > 0] x", "dL/dw_1"),
    ("(v_k1 g_1 + v_k2 g_2) 1[w_k x > 0] x", "dL/dw_k"),
    ("v_k1 g_1 + v_k2 g_2", "dL/dz_k"),
    ("z_k g_j", "dL/dv_kj"),
    ("(diag(f) - f f^T) e", "dL/da"),
    ("f_i (1[i = j] - f_j)", "df_i/da_j"),
    ("diag(f) - f f^T", "df/da"),
    ("f_1 f_2 (e_1 - e_2)", "g_1"),
    ("e_1 f_1 (1 - f_1) - e_2 f_1 f_2", "dL/da_1"),
    ("e_j", "dL/df_j"),
    ("f - y", "dL/df"),
    ("1 - f_1", "f_2"),
    ("x 1[delta_k > 0]", "dz_k/dw_k"),
]
WRONG = [
    ("(v_11 g_1 + v_12 g_2) x", "dL/dw_1", "(('v_11'"),
    ("(v_11 g_1 + v_21 g_2) 1[delta_1 > 0] x", "dL/dw_1", "(('v_11'"),
    ("f_i (1 - f_j)", "df_i/da_j", ""),
    ("f_1 f_2 (e_2 - e_1)", "g_1", ""),
    ("2 e_j", "dL/df_j", ""),
    ("z_k g_1", "dL/dv_kj", ""),
]


@pytest.mark.parametrize(("answer", "expected"), RIGHT)
def test_a_right_partial_derivative_is_proved(answer: str, expected: str) -> None:
    decision = decide(parse(answer, NETWORK).tree, parse(expected, NETWORK).tree, NETWORK)
    assert decision.result == "equal", decision
    assert decision.by in ("tree", "modular")


@pytest.mark.parametrize(("answer", "expected", "point"), WRONG)
def test_a_wrong_partial_derivative_is_refuted_at_a_point_of_the_free_symbols(
    answer: str, expected: str, point: str
) -> None:
    decision = decide(parse(answer, NETWORK).tree, parse(expected, NETWORK).tree, NETWORK)
    assert (decision.result, decision.by) == ("different", "enclosure")
    assert decision.witness is not None
    assert {name[0] for name, _ in decision.witness.point} <= set("xwvy")
    assert str(decision.witness.point).startswith(point)


def test_a_family_is_decided_member_by_member_and_the_witness_names_its_indices() -> None:
    decision = decide(parse("f_i (1[i = j] - f_i)", NETWORK).tree, parse("df_i/da_j", NETWORK).tree, NETWORK)
    assert {key: part.result for key, part in decision.parts} == {
        (1, 1): "equal", (1, 2): "different", (2, 1): "different", (2, 2): "equal",
    }  # fmt: skip
    assert decision.witness is not None and decision.witness.at == (("j", 1), ("i", 2))


def test_a_derivative_of_what_has_no_definition_is_a_name_of_its_own() -> None:
    notation = Notation(entries={name: Entry(name=name) for name in ("w", "eta", "L")})
    expected = parse("w := w - eta dL/dw", notation).tree
    assert decide(parse("w := -eta dL/dw + w", notation).tree, expected, notation).result == "equal"
    assert decide(parse("w := w + eta dL/dw", notation).tree, expected, notation).result == "different"


def test_an_index_out_of_range_is_named() -> None:
    with pytest.raises(AnswerError):
        decide(parse("z_3", NETWORK).tree, parse("z_1", NETWORK).tree, NETWORK)


def test_the_letters_of_a_sum_within_a_sum_are_not_free() -> None:
    double = parse("sum_k sum_j v_kj", NETWORK).tree
    decision = decide(double, parse("v_11 + v_12 + v_21 + v_22", NETWORK).tree, NETWORK)
    assert (decision.result, decision.parts) == ("equal", ())


def test_an_index_letter_that_is_not_asked_for_makes_a_family() -> None:
    decision = decide(parse("w_k", NETWORK).tree, parse("w_1", NETWORK).tree, NETWORK)
    assert decision.result == "different"
    assert [(key, part.result) for key, part in decision.parts] == [((1,), "equal"), ((2,), "different")]
