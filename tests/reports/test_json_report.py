"""The JSON report: exact, lossless, within its schema, and the source of every other report."""

import json
from dataclasses import replace
from fractions import Fraction

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import Diagnostic, DocumentError
from grader.grading.result import GradedSubmission
from grader.records import Remark
from grader.reports import REPORT_FORMATS
from grader.reports.formats.json import dump_indented, from_json, load_report_schema, to_json
from grader.source import Source, Span

from .samples import ALICE, BOB, CAROL, CORRECT, hostile, rendered

SAMPLES = {"alice": ALICE, "bob": BOB, "carol": CAROL, "hostile": hostile("::error::`\x1b[31m\ud800")}
PER_STUDENT = [kind for kind, form in REPORT_FORMATS.items() if form.render]


def test_record_without_places_survives_the_way_to_json_and_back() -> None:
    graded = replace(ALICE, items=tuple(replace(item, diagnostics=()) for item in ALICE.items))
    assert from_json(to_json(graded)) == graded


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("kind", PER_STUDENT)
def test_record_read_back_renders_to_the_same_bytes(name: str, kind: str) -> None:
    assert rendered(kind, from_json(to_json(SAMPLES[name]))) == rendered(kind, SAMPLES[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_report_follows_its_published_schema(name: str) -> None:
    report = json.loads(to_json(SAMPLES[name]))
    assert [
        error.message for error in jsonschema_rs.validator_for(dict(load_report_schema())).iter_errors(report)
    ] == []


def test_fractions_are_exact_text_with_a_rounded_decimal_beside_them() -> None:
    item = replace(CORRECT, points=Fraction(7), credit=Fraction(1, 3))
    report = json.loads(to_json(replace(ALICE, items=(item,))))
    assert (report["score"], report["score_decimal"]) == ("7/3", 2.333333)
    assert (report["items"][0]["credit"], report["items"][0]["credit_decimal"]) == ("1/3", 0.333333)


def test_what_a_person_must_judge_has_no_score() -> None:
    report = json.loads(to_json(ALICE))
    waiting = [item for item in report["items"] if item["outcome"] in ("undecided", "unreadable", "fault")]
    assert [(item["credit"], item["score"], item["score_decimal"]) for item in waiting] == [(None, None, None)] * 3
    assert report["pending"] == "11/2"


def test_file_that_cannot_be_read_has_no_score() -> None:
    report = json.loads(to_json(CAROL))
    assert (report["score"], report["score_decimal"], report["items"]) == (None, None, [])


def test_student_text_is_kept_unchanged_in_ascii() -> None:
    text = "∂L/∂w \x1b[31m </script> ::error::\ud800"
    written = to_json(hostile(text))
    assert written.isascii()
    assert json.loads(written)["items"][0]["given"] == text


@given(st.text(max_size=40), st.fractions(min_value=0, max_value=1, max_denominator=10**6))
def test_any_text_and_any_credit_survive(text: str, credit: Fraction) -> None:
    item = replace(CORRECT, given=text, credit=credit, remarks=(Remark(id="a", text=text, parameters=((text, text),)),))
    graded = replace(ALICE, student=text, items=(item,))
    assert from_json(to_json(graded)) == graded


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 3))
def test_excerpt_of_a_long_line_is_shown_as_in_the_whole_document(start: int, length: int, line: int) -> None:
    source = Source("long.json", "short\n" * line + "0123456789" * 40 + "\nlast")
    first = 6 * line + start
    complaint = Diagnostic(slug="a", what="b", span=Span(source, first, first + length))
    graded: GradedSubmission = replace(CAROL, diagnostics=(complaint,))
    assert str(from_json(to_json(graded)).diagnostics[0]) == str(complaint)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("nothing", "This report is not JSON."),
        ("[" * 100_000, "This report is not JSON."),
        ("[]", "This report does not follow its schema at '/'."),
        (to_json(BOB).replace('"format_version": 3', '"format_version": 4'), None),
        (to_json(BOB).replace('"credit": "1"', '"credit": "1/0"'), None),
    ],
)
def test_text_that_is_not_a_report_is_refused(text: str, what: str | None) -> None:
    with pytest.raises(DocumentError) as caught:
        from_json(text)
    assert caught.value.diagnostic.slug == "not-a-report"
    if what:
        assert caught.value.diagnostic.what == what


def test_unknown_version_is_named() -> None:
    with pytest.raises(DocumentError) as caught:
        from_json(to_json(BOB).replace('"format_version": 3', '"format_version": 4'))
    assert caught.value.diagnostic.what == "This report does not follow its schema at '/format_version'."
    assert caught.value.diagnostic.why == "A report is the JSON that 'grader grade' writes, in format version 1 to 3."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
)


@given(JSON)
def test_indented_json_is_that_of_the_standard_library(data: object) -> None:
    assert dump_indented(data) == json.dumps(data, indent=1, ensure_ascii=True, allow_nan=False)
