"""Scalars are the text that was typed, whatever another reader would make of them."""

from pathlib import Path

import pytest

from grader.documents import Mapping, Scalar, Sequence, load, parse_json, parse_yaml
from grader.documents.schemas.validation import to_plain_value


@pytest.mark.parametrize(
    "text",
    ["1e-3", "1e3", "010", "12:30", "no", "NO", "1_000", "2024-01-01", "2024-99-99", "0x_", ".nan", ".5", "+1", "0o7",
     "1" * 5_000, ":".join(["59"] * 20_000), "true", "=", "-x", "x^{2}", r"\frac{1}{2}", "∂L/∂w", "1[x > 0]"],
)  # fmt: skip
def test_a_yaml_scalar_is_the_text_that_was_typed(text):
    assert parse_yaml(f"a: {text}", "a.yaml").root.get("a").text == text


@pytest.mark.parametrize("text", ["1e400", "-0.0", "1E+5", "0.1000", "9" * 5_000, "true", "false", "null"])
def test_a_json_number_or_word_is_the_text_that_was_typed(text):
    assert parse_json(f'{{"a": {text}}}', "a.json").root.get("a").text == text


@pytest.mark.parametrize(
    ("text", "is_blank"),
    [
        ("a:", True),
        ("a: ''", True),
        ("a: ~", True),
        ("a: null", True),
        ("a: |\n\n", True),
        ("a: 'null'", False),
        ("a: 0", False),
    ],
)
def test_nothing_null_and_white_space_are_blank(text, is_blank):
    assert parse_yaml(text, "a.yaml").root.get("a").is_blank is is_blank


def test_null_in_json_is_blank_and_the_word_in_quotes_is_not():
    root = parse_json('{"a": null, "b": "null", "c": ""}', "a.json").root
    assert [node.is_blank for _, node in root.entries] == [True, False, True]


@pytest.mark.parametrize("text", ["a: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "\ufeffa: 1\nb: 2"])
def test_every_kind_of_line_break_and_a_byte_order_mark_read_the_same(text):
    assert to_plain_value(parse_yaml(text, "a.yaml").root) == {"a": "1", "b": "2"}


def test_a_byte_order_mark_does_not_shift_places():
    document = parse_yaml(b"\xef\xbb\xbfa: x", "a.yaml")
    assert document.root.get("a").span.place == "a.yaml:1:4"


def test_lists_and_mappings_keep_order_and_say_how_they_were_written():
    root = parse_yaml("b: [1, {x: y}]\na:\n  - 1\n  - 2\n", "a.yaml").root
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["b", "a"]
    flow, block = root.get("b"), root.get("a")
    assert isinstance(flow, Sequence)
    assert isinstance(block, Sequence)
    assert (flow.is_flow, block.is_flow, root.is_flow) == (True, False, False)
    assert (flow.span.text, block.span.text) == ("[1, {x: y}]", "- 1\n  - 2")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[(9, 3), (8, 4)]", "[(9, 3), (8, 4)]"),
        ("{1, 2}", "{1, 2}"),
        ("[[1, 2],\n [3, 4]]", "[[1, 2],\n [3, 4]]"),
        ("['(9, 3)', '(8, 4)']", None),
        ("[1, # one\n 2]", None),
        ("\n- 1\n- 2", None),
    ],
)
def test_what_was_typed_in_brackets_can_be_read_as_the_text_it_is(text, written):
    node = parse_yaml(f"a: {text}", "a.yaml").root.get("a")
    assert (node.as_typed and node.as_typed.text) == written


def test_what_was_typed_in_brackets_keeps_its_places():
    node = parse_yaml("a: [(9, 3),\n    (8, x)]", "a.yaml").root.get("a").as_typed
    offset = node.text.index("x")
    assert node.locate(offset, offset + 1).place == "a.yaml:2:9"


def test_a_scalar_typed_by_itself_has_places_of_its_own():
    scalar = Scalar.typed("x + y", "argument")
    assert scalar.locate(4, 5).place == "argument:1:5"


def test_a_missing_key_is_none():
    root = parse_yaml("a: 1", "a.yaml").root
    assert (root.get("b"), root.key("b"), root.key("a").text) == (None, None, "a")


def test_the_hash_is_that_of_the_bytes_read():
    assert parse_yaml(b"a: 1", "x.yaml").sha256 == "16c3c6d78678d53d39ab2c7a5a7bc4596567b46a1a57000a2d707334f779b824"


@pytest.mark.parametrize(
    ("value", "text", "lines"),
    [
        ("Result: (9,3)\n    (8,4)", "Result: (9,3) (8,4)", "Result: (9,3)\n(8,4)"),
        ("[9,3]^T\n    [8,4]^T\n    [7,5]^T", "[9,3]^T [8,4]^T [7,5]^T", "[9,3]^T\n[8,4]^T\n[7,5]^T"),
        ("'Random' samples are used,\n      drawn anew.", "'Random' samples are used, drawn anew.",
         "'Random' samples are used,\ndrawn anew."),
        ("* full batch\n    * mini batch: few", "* full batch * mini batch: few", "* full batch\n* mini batch: few"),
        ("*Full batch* is slow.\n\n    It uses all.", "*Full batch* is slow.\nIt uses all.",
         "*Full batch* is slow.\nIt uses all."),
        ("@ x\r\n    + 1", "@ x + 1", "@ x\n+ 1"),
        ("[1, 2]^T\n    # not an answer", "[1, 2]^T", "[1, 2]^T"),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_yaml_keeps_all_its_lines(tmp_path: Path, value: str, text: str, lines: str) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text(f"student: ada\nanswers:\n  first: {value}\n  second: 7\n", encoding="utf-8", newline="")
    answers = load(path, answers=()).root.get("answers")
    assert isinstance(answers, Mapping)
    first, second = answers.get("first"), answers.get("second")
    assert isinstance(first, Scalar) and isinstance(second, Scalar)
    assert (first.text, first.lines, second.text) == (text, lines, "7")
