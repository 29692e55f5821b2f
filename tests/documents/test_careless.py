"""YAML as students write it: an answer that is no YAML costs at most itself, and what is not read as it is, is said."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader import limits
from grader.documents import DocumentNode, Mapping, Scalar, load, walk_scalars
from grader.documents.loading import parse_named
from grader.errors import Diagnostic, DocumentError
from tests.growth import growth_of

CASES = Path(__file__).parent.parent / "cases" / "documents"
ROWS = yaml.safe_load((CASES / "careless.yaml").read_text(encoding="utf-8"))
VALID = (CASES / "careful.yaml").read_text(encoding="utf-8")
BROKEN = yaml.safe_load((CASES / "breaking.yaml").read_text(encoding="utf-8"))
NAMES = ("plain", "listed", "quoted", "block", "folded", "flow", "double", "blank", "last")
LINE_OF_BLOCK = ("folded", "      NAME: VALUE")  # as deep as the lines of the block above, it is one of them
SIGNS = "abx1 \t\u00a0:#|>'\"[](){},&*!?%@`-+=^_\\/~$."


def read(text: str, names: tuple[str, ...] = ("a", "b", "c", "d")) -> Any:
    return parse_named(lambda: text.encode("utf-8"), "w.yaml", answers=names)


def find_answers(document: Any) -> dict[str, DocumentNode]:
    answers = document.root.get("answers")
    assert isinstance(answers, Mapping)
    return {key.text: node for key, node in answers.entries}


def list_texts(node: DocumentNode) -> str | list[str]:
    texts = [scalar.text for scalar in walk_scalars(node)]
    return texts[0] if len(texts) == 1 else texts


def say(found: Diagnostic) -> str:
    assert found.span is not None
    return f"{found.span.line_and_column} {found.slug}: {found.what} {found.help}"


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_what_is_read_what_is_set_aside_and_what_is_said(row: dict[str, Any]) -> None:
    document = read("answers:\n" + row["given"])
    assert {name: list_texts(node) for name, node in find_answers(document).items()} == row["read"]
    assert {name: [*map(say, found)] for name, found in document.set_aside.items()} == row.get("set_aside", {})
    assert [*map(say, document.warnings)] == row["said"]


def describe(node: DocumentNode) -> tuple[type, bool, list[tuple[str, str]]]:
    """What an answer is to its reader: its kind, and its texts with the lines that were typed."""
    is_flow = not isinstance(node, Scalar) and node.is_flow
    return type(node), is_flow, [(scalar.text, scalar.lines) for scalar in walk_scalars(node)]


def describe_others(text: str, broken: str) -> dict[str, object]:
    answers = find_answers(read(text, NAMES))
    return {name: describe(node) for name, node in answers.items() if name != broken}


def drop_comments(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.strip().startswith("#"))


def replace_line(text: str, name: str, new: str) -> str:
    """A text with another line for the key of an answer; what is below it stays."""
    (old,) = (line for line in text.split("\n") if line.startswith(f"  {name}:"))
    value = old.removeprefix(f"  {name}:").strip()
    return text.replace(f"{old}\n", new.replace("NAME", name).replace("VALUE", value) + "\n")


def test_the_file_that_is_to_be_broken_is_read_as_it_is() -> None:
    document = read(VALID, NAMES)
    assert document.warnings == ()
    assert set(find_answers(document)) == set(NAMES)


@pytest.mark.parametrize("line", BROKEN)
@pytest.mark.parametrize("text", [VALID, drop_comments(VALID)], ids=["as in the template", "without comments"])
def test_a_broken_line_leaves_all_other_answers_as_they_are(text: str, line: str) -> None:
    for name in NAMES:
        if (name, line) != LINE_OF_BLOCK:
            assert describe_others(replace_line(text, name, line), name) == describe_others(text, name), name


@given(st.sampled_from(NAMES), st.text(SIGNS, max_size=12))
def test_whatever_is_typed_as_one_answer_leaves_all_others_as_they_are(name: str, value: str) -> None:
    assert describe_others(replace_line(VALID, name, f"  NAME: {value}"), name) == describe_others(VALID, name)


@given(st.lists(st.text(SIGNS, max_size=8), min_size=4, max_size=4))
def test_no_answers_whatsoever_refuse_the_file(values: list[str]) -> None:
    text = "".join(f"  {name}: {value}\n" for name, value in zip("abcd", values, strict=True))
    assert list(find_answers(read("answers:\n" + text))) == ["a", "b", "c", "d"]


def test_an_answer_that_is_read_as_text_keeps_its_places() -> None:
    node = find_answers(read("answers:\n  a: '[1, 2\n  b:\t[x]^T\n"))["b"]
    assert isinstance(node, Scalar)
    assert node.locate(1, 2).place == "w.yaml:3:7"


def test_the_keys_of_the_file_are_read_likewise() -> None:
    document = read("student: 'Mia\nnote: see: page 2\nanswers:\n  a: [1\n")
    assert [document.root.get(key).text for key in ("student", "note")] == ["Mia", "see: page 2"]
    assert [warning.slug for warning in document.warnings] == ["unclosed-quote", "read-as-text", "read-as-text"]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("loose\nanswers:\n  a: [1\n  b: 'x\n", ["indentation", "read-as-text", "unclosed-quote"]),
        ("student: x\n---\nanswers:\n  a: [1\n", ["second-document", "read-as-text"]),
        ("student: x\nstudent: y\nanswers:\n  a: [1\n  a: 2\n", ["duplicate-key", "read-as-text", "duplicate-key"]),
        ("answers: {a: [1}\nnote: 'x\n", ["unclosed-bracket", "unclosed-quote"]),
        ("definitions:\n  s: 1\n  s: 2\nanswers:\n  a: [1\n", ["duplicate-key", "read-as-text"]),
    ],
)
def test_a_fault_of_the_file_refuses_it_and_comes_with_all_that_is_wrong(text: str, slugs: list[str]) -> None:
    with pytest.raises(DocumentError) as refused:
        read(text)
    assert [fault.slug for fault in refused.value.diagnostics] == slugs


def test_more_values_than_a_document_may_have_refuse_it() -> None:
    text = "".join(f"  a{number}: [1\n" for number in range(limits.MAX_DOCUMENT_NODES))
    with pytest.raises(DocumentError) as refused:
        read("answers:\n" + text)
    (fault,) = [fault for fault in refused.value.diagnostics if fault.severity == "error"]
    assert fault.slug == "document-too-many-values"


@pytest.mark.parametrize(
    "piece",
    [
        "  a{}: [1\n",
        "  a{}: 'x\n",
        "  a{}: |\nx\n",
        "\ta{}: 1\n",
        "  a: {} # x: \n",
        "x{}\n",
        "---\n",
        "  a{}:\t\t- x\n",
        "\n",
    ],
)
def test_a_file_of_four_times_as_many_broken_answers_takes_about_four_times_as_long(piece: str) -> None:
    def make(count: int) -> str:
        return "answers:\n  a: [\n" + "".join(piece.format(number) for number in range(count))

    def try_to_read(text: str) -> None:
        with suppress(DocumentError):
            read(text)

    assert growth_of(try_to_read, make, 300) < 10


@pytest.mark.parametrize("sign", [" ", "\t", "\u00a0", "'", '"', "it's ", "#", " #", "[", "- ", "| ", "\\", ": "])
def test_a_long_answer_is_read_in_linear_time(sign: str) -> None:
    def try_to_read(text: str) -> None:
        read(text)

    assert growth_of(try_to_read, lambda count: f"answers:\n  a: [{sign * count}x\n  b: 'x\n", 3_000) < 10


def test_a_careless_file_is_loaded_as_such_from_a_disk(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("student: ada\nanswers:\n  a: [1, 2]^T\n\tb: 'x\n", encoding="utf-8")
    answers = find_answers(load(path, answers={"a", "b"}))
    assert {name: list_texts(node) for name, node in answers.items()} == {"a": "[1, 2]^T", "b": "x"}
