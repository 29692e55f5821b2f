"""What YAML and JSON texts are refused with: the whole message, for a table of mistakes and tricks."""

from pathlib import Path

import pytest
import yaml

from grader.documents import parse_json, parse_yaml
from grader.errors import DocumentError

CASES = Path(__file__).parent.parent / "cases" / "documents"


def cases(name):
    rows = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(row["given"], row["message"], id=row["case"]) for row in rows]


@pytest.mark.parametrize(("given", "message"), cases("yaml_refused.yaml"))
def test_yaml_is_refused_with_place_reason_and_remedy(given, message):
    with pytest.raises(DocumentError) as refused:
        parse_yaml(given, "w.yaml")
    assert str(refused.value) == message


@pytest.mark.parametrize(("given", "message"), cases("json_refused.yaml"))
def test_json_is_refused_with_place_reason_and_remedy(given, message):
    with pytest.raises(DocumentError) as refused:
        parse_json(given, "w.json")
    assert str(refused.value) == message


@pytest.mark.parametrize("given", [row.values[0] for row in cases("yaml_refused.yaml")])
def test_the_parser_without_c_refuses_the_same_texts(given, monkeypatch):
    monkeypatch.delattr(yaml, "CBaseLoader")
    with pytest.raises(DocumentError):
        parse_yaml(given, "w.yaml")


@pytest.mark.parametrize(
    ("data", "slug", "place"),
    [
        (b"answer: \xff\xfe", "not-utf-8", "a.yaml:1:9"),
        (b"a: \xc3\xa9\nanswer: \xc3", "not-utf-8", "a.yaml:2:9"),
        (b"\xff\xfea\x00:\x00 \x001\x00", "not-utf-8", "a.yaml:1:1"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", "not-utf-8", "a.yaml:1:1"),
        (b"\xef\xbb\xbfa: \xff", "not-utf-8", "a.yaml:1:4"),
        (b"a: \x00", "control-character", "a.yaml:1:4"),
        ("a: \ud800", "lone-surrogate", "a.yaml:1:4"),
        ("a: \udcff b: \ud800", "lone-surrogate", "a.yaml:1:4"),
    ],
)
def test_text_that_is_not_clean_utf8_is_refused_at_its_place(data, slug, place):
    with pytest.raises(DocumentError) as refused:
        parse_yaml(data, "a.yaml")
    assert (refused.value.diagnostic.slug, refused.value.diagnostic.span.place) == (slug, place)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("a: " + "x" * 1_000_000, "MAX_DOCUMENT_BYTES"),
        ("[" * 100_000 + "]" * 100_000, "MAX_DOCUMENT_DEPTH"),
        ("- " * 20_000 + "a", "MAX_DOCUMENT_DEPTH"),
        ("? " * 3_000, "MAX_DOCUMENT_DEPTH"),
        ("[" + "x," * 100_000 + "]", "MAX_DOCUMENT_NODES"),
    ],
)
def test_a_limit_is_named_by_its_message(text, limit):
    with pytest.raises(DocumentError) as refused:
        parse_yaml(text, "a.yaml")
    assert limit in refused.value.diagnostic.why


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"a":[' * 100_000 + "1"])
def test_nesting_of_json_is_counted_and_never_recursed_into(text):
    with pytest.raises(DocumentError) as refused:
        parse_json(text, "a.json")
    assert refused.value.diagnostic.slug == "document-too-deep"


def test_no_more_faults_are_reported_than_anyone_would_read():
    with pytest.raises(DocumentError) as refused:
        parse_yaml("a: !t 1\n" * 5_000, "a.yaml")
    assert len(refused.value.diagnostics) == 100


def test_a_text_cut_short_by_a_comment_is_a_warning():
    document = parse_yaml("a: x #2\nb: y # a remark\nc: 'z' #3\n", "a.yaml")
    assert [str(warning) for warning in document.warnings] == [
        "a.yaml:1:6: warning[hidden-by-comment]: '#2' is not read.\n"
        "    1 | a: x #2\n"
        "      |      ^^\n"
        "   why:   A # after a space begins a comment, which goes on to the end of the line.\n"
        "   help:  If it belongs to the answer, write the whole answer in single quotes."
    ]


def test_further_faults_are_reported_along_with_faults_of_the_format_in_document_order():
    def also(document):
        return [document.warnings[0]] if document.warnings else []

    with pytest.raises(DocumentError) as refused:
        parse_yaml("a: x #2\nb: 1\nb: 2\n", "a.yaml", also)
    assert [fault.slug for fault in refused.value.diagnostics] == ["hidden-by-comment", "duplicate-key"]
