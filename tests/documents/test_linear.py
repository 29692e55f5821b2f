"""Reading a document, refusing it and pointing into it take time in proportion to its size, and few messages are made.

Everything here happens before a worker process with a time limit has the submission, or in ``check``, which has none.
"""

import json
from collections.abc import Callable
from contextlib import suppress

import pytest

from grader import limits
from grader.documents import Scalar, nodes, parse_json, parse_yaml
from grader.documents.glance import read_text_under
from grader.documents.json import faults as json_faults
from grader.documents.offsets import find_layout
from grader.documents.schemas import wording
from grader.documents.schemas.validation import validate
from grader.documents.yaml import faults as yaml_faults
from grader.errors import DocumentError
from tests.growth import growth_of

UNSEEN = "\\u0001x"
PLACES = {
    "an answer": '{{"answers": {{"a": "{0}"}}}}',
    "the name of an answer": '{{"answers": {{"{0}": "a"}}}}',
    "a definition": '{{"definitions": {{"g": "{0}"}}, "answers": {{}}}}',
    "an unknown field": '{{"extra": "{0}"}}',
    "a list": '{{"answers": {{"a": ["x", "{0}"]}}}}',
    "the root": '"{0}"',
}


def read(parse: Callable[[str, str], object]) -> Callable[[str], None]:
    """Read a text whose faults do not matter."""

    def reading(text: str) -> None:
        with suppress(DocumentError):
            parse(text, "a.yaml")

    return reading


read_yaml, read_json = read(parse_yaml), read(parse_json)


def glance_at_yaml(text: str) -> str:
    return read_text_under("student", text, "a.yaml")


def glance_at_json(text: str) -> str:
    return read_text_under("student", text, "a.json")


DOCUMENTS: dict[str, tuple[Callable[[str], object], Callable[[int], str], int]] = {
    **{
        f"{reader.__name__}: {about}": (reader, lambda n, form=form: form.format(UNSEEN * n), 150)
        for about, form in PLACES.items()
        for reader in (glance_at_json, glance_at_yaml)
    },
    "read_json": (read_json, lambda n: PLACES["an answer"].format(UNSEEN * n), 150),
    "read_yaml": (read_yaml, lambda n: PLACES["an answer"].format(UNSEEN * n), 150),
    "a value that begins with @": (read_yaml, lambda n: "a: @" + " " * n + "x", 10_000),
    "text after a closing quote": (read_yaml, lambda n: 'a: "b" c' + " " * n + "x", 10_000),
    "blanks in a key": (read_yaml, lambda n: "a" + " " * n + "b: c: d", 10_000),
    "blanks before a second colon": (read_yaml, lambda n: "a: b" + " " * n + ": d", 10_000),
    "a colon without a space": (read_yaml, lambda n: "a:b" + " " * n + "c\nd: 1", 10_000),
    "dashes before a key": (read_yaml, lambda n: "a: [\n" + "- " * n + "b", 5_000),
    "tabs at the end of a line": (read_yaml, lambda n: "a: 1" + "\t" * n + "\nb: 2", 200),
    "blanks in a file with a tab": (read_yaml, lambda n: "a: 1 #\t" + "\n" + " " * n + "\nb: 2", 5_000),
    "tabs between values": (read_yaml, lambda n: "a: [1" + ",\t1" * n + "]", 2_000),
    "comments at values": (read_yaml, lambda n: "a:\n" + "- 1 #x\n" * n, 2_000),
    "properties of values": (read_yaml, lambda n: "a:\n" + "- !x &a 1\n" * n, 2_000),
    "directives of a second document": (
        read_yaml,
        lambda n: "a: 1\n...\n" + "".join(f"%TAG !a{i}! x\n" for i in range(n)) + "--- 1",
        4_000,
    ),
    "directives": (read_yaml, lambda n: "".join(f"%TAG !a{i}! x\n" for i in range(n)) + "--- 1", 4_000),
}


@pytest.mark.parametrize("about", DOCUMENTS)
def test_four_times_as_large_a_document_takes_about_four_times_as_long(about: str) -> None:
    reader, text, size = DOCUMENTS[about]
    assert growth_of(reader, text, size) < 10


@pytest.mark.parametrize("style", ["plain", "'", '"', "|", ">", "json"])
@pytest.mark.parametrize("piece", ["a ", "a  b", "\\\\", "''", "x\n  "])
def test_every_part_of_a_text_is_located_in_linear_time(style: str, piece: str) -> None:
    growth = growth_of(locate_parts, lambda n: make_scalar(style, piece, n), 300)
    assert growth < 10


@pytest.mark.parametrize("style", ["plain", "single", "double"])
def test_blanks_inside_a_text_are_passed_in_one_step(style: str) -> None:
    quote = {"plain": "", "single": "'", "double": '"'}[style]
    growth = growth_of(
        lambda text: find_layout(f"{quote}a{text}b{quote}", f"a{text}b", style), lambda n: " " * n, 5_000
    )
    assert growth < 10


def make_scalar(style: str, piece: str, count: int) -> Scalar:
    """A text in one of the styles that is made of equal pieces."""
    text = piece * count + "x"
    document = {
        "plain": lambda: parse_yaml(f"a: {text.replace(chr(39), '')}", "a.yaml"),
        "|": lambda: parse_yaml(f"a: |\n  {text}", "a.yaml"),
        ">": lambda: parse_yaml(f"a: >\n  {text}", "a.yaml"),
        "json": lambda: parse_json(json.dumps({"a": text}), "a.json"),
    }.get(style, lambda: parse_yaml(f"a: {style}{text}{style}", "a.yaml"))()
    found = document.root.get("a")  # type: ignore[union-attr]
    assert isinstance(found, Scalar)
    return found


def locate_parts(scalar: Scalar) -> None:
    for place in range(len(scalar.text)):
        scalar.locate(place, place + 1)


def test_a_scalar_is_laid_out_once_for_all_its_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(nodes, "find_layout", lambda *given: calls.append(given) or find_layout(*given))
    scalar = make_scalar("'", "''", 50)
    locate_parts(scalar)
    assert len(calls) == 1


def count_calls(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    """Let a function count its calls, and return the list that grows with them."""
    calls: list[object] = []
    function = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given, **named: calls.append(given) or function(*given, **named))
    return calls


UNSEEN_TEXT = PLACES["a list"].format(UNSEEN * 300)
MESSAGES = [
    (json_faults, "report_unseen", read_json, UNSEEN_TEXT),
    (yaml_faults, "report_unseen", read_yaml, UNSEEN_TEXT),
    (yaml_faults, "report_unseen", glance_at_yaml, UNSEEN_TEXT),
    (json_faults, "report_unseen", glance_at_json, UNSEEN_TEXT),
    (yaml_faults, "report_tab", read_yaml, "a: [1" + ",\t1" * 300 + "]"),
    (yaml_faults, "report_tag", read_yaml, "a: " + "!x " * 300 + "1"),
    (yaml_faults, "report_tag", read_yaml, "a:\n" + "- !x 1\n" * 300),
    (yaml_faults, "report_directive", read_yaml, "".join(f"%TAG !a{i}! x\n" for i in range(300)) + "--- 1"),
    (yaml_faults, "quote_shortened", read_yaml, "a:\n" + "- 1 #x\n" * 300),
]


@pytest.mark.parametrize(("module", "name", "reader", "text"), MESSAGES)
def test_no_more_messages_are_made_than_are_reported(
    module: object, name: str, reader: Callable[[str], object], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = count_calls(monkeypatch, module, name)
    reader(text)
    assert 0 < len(calls) <= 2 * limits.MAX_REPORTED_FAULTS  # report_tag and report_anchor take turns


CLOSED = {"type": "object", "additionalProperties": False}
NUMBERS = {"type": "object", "additionalProperties": {"type": "object", "properties": {"a": {"enum": ["b"]}}}}


@pytest.mark.parametrize(
    ("schema", "value"), [(CLOSED, "1"), (NUMBERS, "1"), (NUMBERS, "{a: c}")], ids=["unknown", "kind", "choice"]
)
def test_a_schema_makes_no_more_messages_than_are_reported(
    schema: dict[str, object], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = parse_yaml("".join(f"k{number}: {value}\n" for number in range(300)), "a.yaml")
    calls = count_calls(monkeypatch, wording, "Diagnostic")
    found = validate(document, schema)
    assert len(found) == limits.MAX_REPORTED_FAULTS
    assert [fault.span and fault.span.source.position(fault.span.start)[0] for fault in found] == [*range(1, 101)]
    assert len(calls) == limits.MAX_REPORTED_FAULTS


def test_many_unknown_keys_take_linear_time() -> None:
    def check(text: str) -> None:
        validate(parse_yaml(text, "a.yaml"), CLOSED)

    assert growth_of(check, lambda n: "".join(f"k{number}: 1\n" for number in range(n)), 1_500) < 10
