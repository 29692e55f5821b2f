"""Seeing at a glance that a document fits never contradicts the validator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import Document, DocumentNode, Mapping, Scalar, Sequence
from grader.documents.schemas.fitting import fits
from grader.documents.schemas.validation import compile_schema, to_plain_value
from grader.rubric import load_rubric
from grader.rubric.load import rubric_schema
from grader.submission import submission_schema
from tests.test_examples import CASES, ROOT

TEXTS = st.sampled_from(["", "a", "b", "3", "1/2", "yes", "ä", "x\n", "k", "abc"]) | st.text(max_size=3)
KEYS = st.sampled_from(["a", "b", "items", "x_1"])


def scalar(text: str) -> Scalar:
    return Scalar.typed(text)


def sequence(items: list[DocumentNode]) -> Sequence:
    return Sequence(tuple(items), scalar("").source, 0, 0)


def mapping(entries: dict[str, DocumentNode]) -> Mapping:
    return Mapping(tuple((scalar(key), node) for key, node in entries.items()), scalar("").source, 0, 0)


NODES = st.recursive(
    TEXTS.map(scalar),
    lambda inner: st.lists(inner, max_size=3).map(sequence) | st.dictionaries(KEYS, inner, max_size=3).map(mapping),
    max_leaves=6,
)
LEAVES = st.sampled_from(
    [
        {"type": "string"},
        {"type": ["string", "array"], "items": {"type": "string"}},
        {"enum": ["a", "b"]},
        {"pattern": "^[a-z]$"},
        {"type": "string", "minLength": 2},
        {"type": "array", "minItems": 1, "maxItems": 2},
        {"not": {"type": "string"}},
        {"$ref": "#/$defs/one"},
        True,
        False,
    ]
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(KEYS, inner, max_size=2),
            "additionalProperties": inner,
            "required": st.lists(KEYS, max_size=1),
            "propertyNames": st.just({"pattern": "^[a-z]+$"}),
            "items": inner,
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "minProperties": st.integers(0, 2),
            "title": st.just("t"),
        },
    ),
    max_leaves=5,
)


@given(NODES, SCHEMAS)
def test_what_fits_at_a_glance_has_no_fault_for_the_validator(node: DocumentNode, schema: object) -> None:
    whole = {"allOf": [schema], "$defs": {"one": {"type": "string"}}}
    if fits(node, schema, whole):
        assert list(compile_schema(whole).iter_errors(to_plain_value(node))) == []


@pytest.mark.parametrize(("rubric", "path"), CASES, ids=[path.stem for _, path in CASES])
def test_the_examples_that_have_no_fault_are_seen_at_a_glance(rubric: str, path: object) -> None:
    from grader.documents import load
    from grader.errors import DocumentError
    from grader.submission.reading import drop_blanks

    schema = submission_schema(load_rubric(ROOT / "rubrics" / f"{rubric}.yaml"))
    try:
        document: Document = load(path)  # type: ignore[arg-type]
    except DocumentError:
        return
    root = drop_blanks(document.root)
    assert fits(root, schema) == (list(compile_schema(schema).iter_errors(to_plain_value(root))) == [])


def test_our_own_rubrics_are_seen_at_a_glance() -> None:
    from grader.documents import load

    for path in (ROOT / "rubrics").glob("*.yaml"):
        assert fits(load(path).root, rubric_schema())
