"""A student's own quantities extend the notation; one that cannot be used costs only the answers that use it."""

from pathlib import Path

import pytest
import yaml

from grader.documents import parse_yaml
from grader.errors import AnswerError
from grader.expr import parse
from grader.expr.nodes import Symbol
from grader.expr.traverse import walk
from grader.submission import (
    Definition,
    explain_unknown_name,
    explain_unreadable,
    read_submission,
    resolve_definitions,
    task_of,
)
from tests.submission.samples import NETWORK, RUBRIC

CASES = Path(__file__).parent.parent / "cases" / "submission" / "definitions.yaml"
ROWS = yaml.safe_load(CASES.read_text(encoding="utf-8"))
ITEMS = {item.id: item for item in RUBRIC.items}


def definitions(text):
    root = parse_yaml(text, "alice.yaml").root
    return [
        Definition(name=key, value=getattr(node, "as_typed", node)) for key, node in root.get("definitions").entries
    ]


def resolved(text):
    return resolve_definitions(definitions(text), NETWORK, [item.id for item in RUBRIC.items])


def submission(text):
    return read_submission(parse_yaml(text, "alice.yaml"), RUBRIC)


def uses(entry):
    return {node.name for node in walk(entry.definition) if isinstance(node, Symbol)}


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_a_definition_that_cannot_be_used_is_reported_at_its_place(row):
    assert "\n".join(str(fault) for fault in submission(row["given"]).diagnostics) == row["message"]


def test_definitions_may_come_in_any_order_and_end_in_order_of_use():
    found = resolved("definitions:\n  c: a*b\n  b: a + 1\n  a: 2*x\n")
    assert found.faults == {}
    assert found.own == {"a", "b", "c"}
    assert list(found.notation.entries)[-3:] == ["a", "b", "c"]
    assert uses(found.notation.entries["c"]) == {"a", "b"}


def test_a_name_may_carry_index_letters():
    found = resolved("definitions:\n  h_k: w_k*x\n  m_{k,j}: z_k*f_j\n  s_1: x\n")
    axes = {name: found.notation.entries[name].axes for name in found.own}
    assert axes == {"h": ("k",), "m": ("k", "j"), "s_1": ()}
    assert parse("h_1 + h_2 + m_12", found.notation).tree is not None


@pytest.mark.parametrize("name", ["s", "s_1", "s_{1}", "alpha", "α", "sₖ", "step_size", "s1"])
def test_a_name_is_a_letter_or_word_with_a_subscript(name):
    assert resolved(f"definitions:\n  '{name}': x\n").faults == {}


@pytest.mark.parametrize(
    "name", ["2x", "a b", "f(x)", "s^2", "s'", "", "a+b", "__proto__", "s_{k+1}", "x" * 41, "<b>", "dL/dw", "a.b"]
)
def test_anything_else_is_no_name(name):
    key = name.replace("'", "''")
    (fault,) = resolved(f"definitions:\n  '{key}': x\n").faults.values()
    assert fault.slug == "not-a-name"


@pytest.mark.parametrize(
    "name", ["x", "w", "w_1", "w_k", "u", "u_2", "f", "k", "sin", "exp", "pi", "e", "dL_dw", "why", "sum"]
)
def test_what_already_means_something_keeps_its_meaning(name):
    found = resolved(f"definitions:\n  {name}: 3\n")
    assert [fault.slug for fault in found.faults.values()] == ["name-in-use"]
    assert found.notation == NETWORK


def test_the_name_itself_may_be_on_the_left():
    plain, equation, assignment = (resolved(f"definitions:\n  s: {text}\n") for text in ("2*x", "s = 2*x", "s := 2*x"))
    assert plain.notation.entries["s"] == equation.notation.entries["s"] == assignment.notation.entries["s"]


def test_a_vector_may_be_defined_in_brackets():
    assert resolved("definitions:\n  v: [x, 2*x]\n").own == {"v"}


def test_a_definition_is_usable_where_its_notation_is():
    found = submission("definitions:\n  s: w_1*x\n  d: x_1 - x_2\nanswers:\n  why: x\n")
    assert found.diagnostics == ()
    assert task_of(ITEMS["dL_dw"], found).own == {"s"}
    assert task_of(ITEMS["iterates"], found).own == {"d"}


def test_an_answer_that_uses_an_unusable_definition_says_why():
    reading = resolved("definitions:\n  s: 2*q\n  t: s + 1\n")
    with pytest.raises(AnswerError) as unreadable:
        parse("t*x", reading.notation)
    reported = explain_unknown_name(unreadable.value.diagnostic, reading)
    assert (reported.slug, reported.why, reported.help) == (
        "unknown-name",
        "Its definition cannot be used: 't' uses 's', whose definition cannot be used.",
        "Fix the definition of 's'.",
    )


def test_another_complaint_stays_as_it_is():
    reading = resolved("definitions:\n  s: 2*q\n")
    with pytest.raises(AnswerError) as unreadable:
        parse("x + qq", reading.notation)
    assert explain_unknown_name(unreadable.value.diagnostic, reading) is unreadable.value.diagnostic


@pytest.mark.parametrize(
    ("formula", "slug", "place"),
    [
        ("x + zzz", "unknown-name", "alice.yaml:2:10"),
        ("'x + zzz'", "unknown-name", "alice.yaml:2:11"),
        ("|\n    x +\n    2*)", "missing-operand", "alice.yaml:4:7"),
        ("x" + "+x" * 3_000, "limit", "alice.yaml:2:2006"),
    ],
)
def test_a_formula_that_cannot_be_read_is_reported_at_its_place_in_the_file(formula, slug, place):
    (fault,) = submission(f"definitions:\n  s: {formula}\n").diagnostics
    assert (fault.slug, fault.span.place) == (slug, place)


def test_only_the_root_of_several_faults_is_reported():
    (fault,) = submission("definitions:\n  p: s*2\n  s: qqq + 1\n  t: s + p\n").diagnostics
    assert fault.span.text == "qqq"


def test_growth_is_counted_and_never_carried_out():
    text = "definitions:\n  a0: x + x\n" + "".join(f"  a{n}: a{n - 1}*a{n - 1}\n" for n in range(1, 40))
    found = resolved(text)
    assert found.faults["a20"].slug == "built-on-unusable"
    (reported,) = submission(text).diagnostics
    assert (reported.slug, "MAX_EXPANDED_NODES" in reported.why) == ("definition-too-big", True)


def test_a_long_chain_is_refused_by_its_length():
    text = "definitions:\n" + "".join(f"  a{n}: a{n + 1} + 1\n" for n in range(80)) + "  a80: x\n"
    assert len(resolved(text).own) == 50
    (reported,) = submission(text).diagnostics
    assert (reported.slug, "MAX_DEFINITION_DEPTH" in reported.why) == ("definitions-too-deep", True)


def test_only_so_many_definitions_are_read():
    text = "definitions:\n" + "".join(f"  a{n}: a{n + 1} + 1\n" for n in range(5_000)) + "  a5000: x\n"
    assert resolved(text).own == frozenset()
    (reported,) = submission(text).diagnostics
    assert (reported.slug, reported.span.text, "MAX_DEFINITIONS" in reported.why) == (
        "too-many-definitions",
        "a100",
        True,
    )


def test_what_leads_into_a_circle_is_unusable_and_what_is_separate_is_not():
    found = resolved("definitions:\n  a: b\n  b: c + a\n  c: a\n  d: b\n  s: 2*x\n")
    assert found.own == {"s"}
    assert {name: fault.slug for name, fault in found.faults.items()} == {
        "a": "circular-definition",
        "b": "circular-definition",
        "c": "built-on-unusable",
        "d": "built-on-unusable",
    }


def test_the_reason_reaches_the_answer():
    found = submission("definitions:\n  s: 2*qqq\nanswers:\n  dL_dw: s*x\n")
    answer, item = found.answers["dL_dw"], ITEMS["dL_dw"]
    with pytest.raises(AnswerError) as unreadable:
        parse(answer.text, task_of(item, found).notation)
    (reported,) = explain_unreadable(unreadable.value, item, found)
    assert reported.why == "Its definition cannot be used: 'qqq' is not a name of this exercise."
    (plain,) = explain_unreadable(unreadable.value, item, submission("answers:\n  dL_dw: s*x\n"))
    assert plain is unreadable.value.diagnostic


def test_a_quantity_of_ones_own_is_no_index():
    found = submission("definitions:\n  q: 1/2\nanswers:\n  dL_dw: 2*w_q\n")
    with pytest.raises(AnswerError) as unreadable:
        parse(found.answers["dL_dw"].text, task_of(ITEMS["dL_dw"], found).notation)
    assert str(unreadable.value) == (
        "answer:1:3: error[unknown-name]: The subscript of 'w_q' does not fit.\n"
        "    1 | 2*w_q\n"
        "      |   ^^^\n"
        "   why:   'q' is not an index of this exercise; the indices are j, k.\n"
        "   help:  write one of them, or a number."
    )
