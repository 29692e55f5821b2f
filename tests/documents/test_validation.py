"""Faults against a schema are reported at their place, in our words, with a remedy."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import parse_json, parse_yaml, validate
from grader.documents.schemas.validation import compile_schema, to_plain_value

CASES = Path(__file__).parent.parent / "cases" / "documents" / "schema_faults.yaml"
ROWS = yaml.safe_load(CASES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_a_fault_is_reported_at_its_place_with_reason_and_remedy(row):
    document = parse_yaml(row["given"], "s.yaml")
    assert "\n".join(str(fault) for fault in validate(document, row["schema"])) == row["message"].rstrip("\n")


def test_a_document_that_fits_has_no_faults():
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": "^[0-9]+$"}}}
    assert validate(parse_yaml("a: 010", "s.yaml"), schema) == ()


def test_numbers_of_json_are_strings_to_the_schema():
    assert validate(parse_json('{"a": 1e400}', "s.json"), {"properties": {"a": {"type": "string"}}}) == ()


def test_a_format_is_for_the_editor_alone():
    assert validate(parse_yaml("a: '(('", "s.yaml"), {"properties": {"a": {"format": "math"}}}) == ()


def test_no_other_schema_is_fetched():
    with pytest.raises(Exception, match="nothing is fetched"):
        validate(parse_yaml("a: 1", "s.yaml"), {"properties": {"a": {"$ref": "http://127.0.0.1:1/x.json"}}})


def test_a_reference_within_a_document_is_an_ordinary_key():
    (fault,) = validate(parse_yaml("$ref: http://127.0.0.1:1/", "s.yaml"), {"additionalProperties": False})
    assert (fault.slug, fault.span.text) == ("unknown-key", "$ref")


def test_a_schema_is_compiled_once_for_each_object_and_never_mistaken_for_another():
    first, second = {"type": "string"}, {"type": "array"}
    assert compile_schema(first) is compile_schema(first)
    assert compile_schema(first) is not compile_schema(second)


def test_no_more_than_a_hundred_faults_are_reported():
    text = "".join(f"k{number}: 1\n" for number in range(500))
    assert len(validate(parse_yaml(text, "s.yaml"), {"additionalProperties": False})) == 100


SCHEMAS = st.sampled_from(
    [
        {"type": "object", "required": ["a", "b"], "additionalProperties": False, "properties": {"a": {"enum": ["x"]}}},
        {"anyOf": [{"type": "array", "minItems": 2}, {"type": "object", "properties": {"a": {"const": "1"}}}]},
        {"oneOf": [{"type": "string"}, {"type": ["string", "array"]}, {"type": "object", "minProperties": 3}]},
        {"items": {"type": "string", "maxLength": 1}, "uniqueItems": True, "propertyNames": {"pattern": "^[ab]$"}},
        {"not": {"type": "object"}, "properties": {"a": False}, "contains": {"type": "array"}},
    ]
)
VALUES = st.recursive(
    st.sampled_from(["x", "1", "", "yy"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "cc"]), inner, max_size=3),
    max_leaves=6,
)


@given(SCHEMAS, VALUES)
def test_every_misfit_is_reported_within_the_document_and_nothing_else_is(schema, value):
    document = parse_yaml(yaml.safe_dump(value, default_style='"'), "s.yaml")
    faults = validate(document, schema)
    assert bool(faults) is not compile_schema(schema).is_valid(to_plain_value(document.root))
    for fault in faults:
        assert 0 <= fault.span.start <= fault.span.end <= len(document.source.text)
        assert str(fault).count("\n") >= 2
