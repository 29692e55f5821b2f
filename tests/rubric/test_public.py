"""Nothing of the key is in a public exercise: its bytes depend on the fields that are listed here, and on no other."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.answers import ANSWER_TYPES
from grader.documents import load, parse_yaml
from grader.errors import DocumentError
from grader.rubric import load_rubric, parse_rubric
from grader.rubric.public import parse_exercise, publish_document
from grader.rubric.public.publish import ITEM_FIELDS, list_public_options
from grader.rubric.schema import rubric_schema
from grader.submission import make_template, submission_schema

REPOSITORY = Path(__file__).parents[2]
RUBRICS = [
    *(REPOSITORY / "rubrics" / f"{name}.yaml" for name in ("exercise3", "logistic_newton")),
    *sorted((REPOSITORY / "tests" / "findings" / "answers" / "rubrics").glob("*.yaml")),
]
# A rubric with every field that a rubric may have. Its parts are not all meant for each other.
FULL = yaml.load((Path(__file__).parent / "every_field.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
PART, NAMES = "parts.*.", "parts.*.notation."
PUBLIC = {
    "rubric",
    "claims",
    "decimal",
    "title",
    "retired.*",
    f"{PART}id",
    f"{PART}title",
    f"{NAMES}ranges.NAME",
    f"{NAMES}symbols.NAME",  # only if it is complex, integer or natural: see the test on domains
    f"{NAMES}symbols.NAME.domain",
    f"{NAMES}symbols.NAME.shape.*",
    f"{NAMES}symbols.NAME.iterates",
    f"{NAMES}symbols.NAME.aliases.*",
    f"{NAMES}symbols.NAME.unit",
    f"{NAMES}functions.NAME.aliases.*",
    f"{NAMES}functions.NAME.unit",
    f"{NAMES}quantities.NAME.shape.*",
    f"{NAMES}quantities.NAME.aliases.*",
    f"{NAMES}quantities.NAME.unit",
    f"{NAMES}aliases.NAME",
    f"{PART}items.*.id",
    f"{PART}items.*.title",
    f"{PART}items.*.prompt",
    f"{PART}items.*.points",
    f"{PART}items.*.symbol.*",
    f"{PART}items.*.allow.*",
    f"{PART}items.*.example",
    f"{PART}items.*.exact",
    f"{PART}items.*.bonus",
    f"{PART}items.*.digits",
    f"{PART}items.*.decimals",
    f"{PART}items.*.form.*",
    f"{PART}items.*.choices.NAME",
    f"{PART}items.*.items.NAME",
    f"{PART}items.*.left.NAME",
    f"{PART}items.*.right.NAME",
    f"{PART}items.*.once",
    f"{PART}items.*.steps",
    f"{PART}items.*.first",
    f"{PART}items.*.up_to",
    f"{PART}items.*.angle",
    f"{PART}items.*.units.*",
    f"{PART}items.*.coordinates.*",
}
FIXED = {"type", "hidden"}  # another word here makes another kind of rubric; tests of their own are below
DOMAINS = set(rubric_schema()["$defs"]["domain"]["enum"])
FAMILIES = {
    "ranges",
    "symbols",
    "functions",
    "quantities",
    "aliases",
    "choices",
    "items",
    "left",
    "right",
    "feedback",
    "follow",
}


def publish(rubric: Any) -> str:
    return publish_document(parse_yaml(yaml.safe_dump(rubric, allow_unicode=True, sort_keys=False), "rubric.yaml"))


def scalars(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every text in a rubric."""
    if not isinstance(node, dict | list):
        yield path
        return
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield from scalars(value, (*path, key))


def generalise(path: tuple[Any, ...]) -> str:
    """Return a path without the names that an author chose, and without numbers."""
    words = ["*" if isinstance(step, int) else str(step) for step in path]
    return ".".join(
        "NAME" if before in FAMILIES and word != "*" else word
        for before, word in zip(["", *words], words, strict=False)
    )


def put(rubric: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    """Return a copy of a rubric in which one text is another."""
    changed = deepcopy(rubric)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = change(place[path[-1]])
    return changed


def is_in_hidden_item(path: tuple[Any, ...]) -> bool:
    return path[2:3] == ("items",) and FULL["parts"][path[1]]["items"][path[3]].get("hidden") == "yes"


def another(text: str) -> str:
    """Return another text in the place of one: a formula stays a formula, and a number a number."""
    return f"{text}1" if text[-1:].isdigit() else "natural" if text in DOMAINS else f"{text} + w_1"


def test_sample_has_every_field_of_a_rubric() -> None:
    items = [item for part in FULL["parts"] for item in part["items"]]
    defs = rubric_schema()["$defs"]
    assert set(FULL) == set(rubric_schema()["properties"])
    assert {key for part in FULL["parts"] for key in part} == set(defs["part"]["properties"])
    assert {key for item in items for key in item} >= set(defs["item"]["properties"])
    for answer_type in ANSWER_TYPES.values():
        own = [set(item) for item in items if item["type"] == answer_type.kind]
        assert set().union(*own) >= set(answer_type.options), answer_type.kind
    names = [entry for part in FULL["parts"] for entry in part.get("notation", {}).get("symbols", {}).values()]
    assert set().union(*(name for name in names if isinstance(name, dict))) == set(defs["symbol"]["properties"])


@pytest.mark.parametrize("path", sorted(scalars(FULL), key=str), ids=lambda path: ".".join(map(str, path)))
def test_exercise_depends_on_the_public_fields_alone(path: tuple[Any, ...]) -> None:
    if path[-1] in FIXED:
        return
    is_same = publish(put(FULL, path, another)) == publish(FULL)
    assert is_same == (generalise(path) not in PUBLIC or is_in_hidden_item(path)), generalise(path)


def test_every_public_field_is_in_the_sample() -> None:
    assert {generalise(path) for path in scalars(FULL)} >= PUBLIC


def test_public_fields_of_the_code_are_those_listed_here() -> None:
    options = {option for answer_type in ANSWER_TYPES.values() for option in list_public_options(answer_type)}
    listed = {path.split(".")[4] for path in PUBLIC if path.startswith(f"{PART}items.*.")}
    assert {*ITEM_FIELDS, *options} - {"type"} == listed


@pytest.mark.parametrize("key", sorted(set(rubric_schema()["$defs"]["item"]["properties"]) - set(ITEM_FIELDS) - FIXED))
def test_private_key_of_an_item_may_come_and_go(key: str) -> None:
    for place, item in enumerate(FULL["parts"][0]["items"]):
        path = ("parts", 0, "items", place)
        without = put(FULL, path, lambda old: {name: value for name, value in old.items() if name != key})
        assert publish(without) == publish(FULL), item["id"]


def test_hidden_items_and_their_parts_may_come_and_go() -> None:
    hidden = {"id": "secret", "type": "number", "points": "7", "prompt": "What else?", "expected": "2", "hidden": "yes"}
    more = put(FULL, ("parts", 0, "items"), lambda items: [hidden, *items])
    part = {"id": "kept", "title": "Kept", "notation": {"symbols": {"q": "real"}}, "items": [{**hidden}]}
    assert publish({**more, "parts": [part, *more["parts"]]}) == publish(FULL)
    assert "secret" not in publish(more)


def test_whether_a_name_is_equal_to_something_does_not_show() -> None:
    def publish_name(family: str, value: Any) -> str:
        part = {"id": "a", "title": "A", "notation": {family: {"p": value}}}
        item = {"id": "i", "type": "expression", "points": "1", "prompt": "?"}
        return publish({"rubric": "r", "title": "R", "parts": [{**part, "items": [item]}]})

    shown = {publish_name("symbols", value) for value in ("real", "positive", {"domain": "negative", "upper": "3"})}
    shown |= {publish_name("quantities", value) for value in ("2", "natural", {"value": "natural", "description": "x"})}
    assert len(shown) == 1
    assert "domain: natural" in publish_name("symbols", "natural")


OTHER_KEYS = {
    "number": "7",
    "expression": "{7, 8}",
    "vector": "(7, 8, 9)",
    "matrix": "[[7]]",
    "index_family": "7",
    "iterates": "[7, 8, 9, 10, 11]",
    "equation": "0 = 1",
}


def give_another_key(item: dict[str, Any], names: str) -> dict[str, Any]:
    """Return an item with another key, other misconceptions and tolerances, and nothing that needs the old key."""
    kept = {key: item[key] for key in (*ITEM_FIELDS, "choices", "first", "items", "steps") if key in item}
    private = {"feedback": {"incorrect": "No!"}, "hints": ["Think.", "Harder."], "assumptions": "person"}
    if item["type"] == "text":
        return {**kept, **private, "key_points": [{"id": "other", "any": ["other"]}], "sample": "Other."}
    if item["type"] == "choice":
        choices = list(item["choices"])
        return {**kept, **private, "expected": choices[-2:] if len(choices) > 2 else choices[-1]}
    if item["type"] == "update_rule":
        return {**kept, **private, "expected": names}
    key = OTHER_KEYS[item["type"]]
    wrong = [{"answer": key, "say": "You again?", "credit": "1/3"}]
    return {**kept, **private, "expected": key, "misconceptions": wrong, "rtol": "1/7", "strict": "yes"}


def with_another_key(rubric: dict[str, Any]) -> dict[str, Any]:
    """Return a rubric that asks the same, and has another key wherever it can have one."""
    changed = deepcopy(rubric)
    for part in changed["parts"]:
        names = part.get("notation", {})
        for family in ("functions", "quantities"):
            for name, value in names.get(family, {}).items():
                old = value if isinstance(value, dict) else {}
                names[family][name] = {**old, "value": "7", "description": "other"} if "shape" not in old else value
        rules = [item["id"] for item in part["items"] if item["type"] == "update_rule"]
        part["items"] = [
            give_another_key(item, "x^(k+1) = 7" if item["id"] == "gd_rule" else "w := 7") for item in part["items"]
        ]
        assert len(rules) < 2
        hidden = {"id": f"hidden_{part['id']}", "type": "number", "points": "9", "prompt": "?", "expected": "9"}
        part["items"].append({**hidden, "hidden": "yes"})
    visibility = {"deadline": "2026-11-30T23:59:00+01:00", "student": "none"}
    return {**changed, "visibility": visibility, "unreadable": "zero", "follow_through": "no"}


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_rubric_with_another_key_has_the_same_exercise(path: Path) -> None:
    before = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    after = with_another_key(before)
    rubric = parse_rubric(parse_yaml(yaml.safe_dump(after, allow_unicode=True, sort_keys=False), "other.yaml"))
    assert not {item.fingerprint for item in rubric.items} & {item.fingerprint for item in load_rubric(path).items}
    assert publish(after) == publish(before) == publish_document(load(path))


def test_comments_layout_and_format_of_the_rubric_do_not_show() -> None:
    path = RUBRICS[0]
    text = "# the answer is 42\n" + path.read_text(encoding="utf-8").replace("points: 1\n", "points:   1  # easy\n")
    assert publish_document(parse_yaml(text, "other-name.yaml")) == publish_document(load(path))


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_template_and_schema_are_those_of_the_rubric(path: Path) -> None:
    rubric = load_rubric(path)
    exercise = parse_exercise(parse_yaml(publish_document(load(path)), "exercise.yaml"))
    assert make_template(exercise) == make_template(rubric)
    assert submission_schema(exercise) == submission_schema(rubric)
    assert [list(part.notation.aliases.items()) for part in exercise.parts] == [
        list(part.notation.aliases.items()) for part in rubric.parts
    ]


NAMES_OF_SYMBOLS = """
rubric: r
title: R
parts:
  - id: a
    title: A
    notation:
      symbols: {x_1: {iterates: "yes"}, x_2: {iterates: "yes"}, x: {iterates: "yes"}, A: {shape: [2, 2]}}
      functions: {"f(x_1, x_2)": x_1*x_2, "h(x)": x^2}
    items: [{id: i, type: vector, points: 1, prompt: "?", expected: "(1, 2)", symbol: SYMBOL}]
"""


@pytest.mark.parametrize(
    ("symbol", "published"),
    [
        ("grad f", ["grad f"]),
        ("grad f(x^(1))", ["grad f(x^(1))"]),
        ("x^(2)", ["x^(2)"]),
        ("x_1", ["x_1"]),
        ("d^2h/dx^2", ["d^2h/dx^2"]),
        ("grad f(9, 3)", ["∇f(x_1, x_2)"]),
        ("grad f(9, x_2)", ["∇f(x_1, x_2)"]),
        ("f(9, 3)", ["f(x_1, x_2)"]),
        ("h'(2)", ["h'(x)"]),
        ("h(pi/2)", ["h(x)"]),
        ("sqrt(9)", []),
        ("det(A - 3)", []),
        ("x + 3", []),
        ("3*x", []),
        ('[grad f, "grad f(9, 3)", "grad f(1, 1)"]', ["grad f", "∇f(x_1, x_2)"]),
    ],
)
def test_no_value_is_in_the_name_of_what_is_asked(symbol: str, published: list[str]) -> None:
    text = NAMES_OF_SYMBOLS.replace("SYMBOL", symbol if symbol.startswith("[") else f'"{symbol}"')
    exercise = yaml.safe_load(publish_document(parse_yaml(text, "rubric.yaml")))
    assert exercise["parts"][0]["items"][0].get("symbol", []) == published
    parse_exercise(parse_yaml(publish_document(parse_yaml(text, "rubric.yaml")), "exercise.yaml"))


def test_exercise_cannot_take_the_place_of_its_rubric() -> None:
    document = parse_yaml(publish_document(load(RUBRICS[0])), "exercise3.yaml")
    with pytest.raises(DocumentError) as refused:
        parse_rubric(document)
    assert str(refused.value.diagnostics[0]) == (
        "exercise3.yaml:1:9: error[no-key]: This is a public exercise, and a rubric is needed here.\n"
        "    1 | format: grader-exercise\n"
        "      |         ^^^^^^^^^^^^^^^\n"
        "   why:   It has no key, so nothing can be graded with it. Only 'check', 'template' and 'schema' take it.\n"
        "   help:  Give the rubric of 'exercise3', from which it was published."
    )


EXERCISE = """format: grader-exercise
format_version: 1
exercise: r
title: R
parts:
  - id: a
    title: A
    items:
      - {id: i, type: expression, points: 1, prompt: Why?}
"""


@pytest.mark.parametrize(
    ("before", "after", "slug", "place"),
    [
        ("prompt: Why?", "prompt: Why?, expected: 3", "unknown-key", "9:60"),
        ("prompt: Why?", "prompt: Why?, hints: [a]", "unknown-key", "9:60"),
        ("type: expression", "type: exprssion", "unknown-answer-type", "9:23"),
        ("format_version: 1", "format_version: 2", "not-a-choice", "2:17"),
        ("title: A", "title: A\n    notation: {quantities: {p: 1}}", "unknown-key", "8:16"),
        ("title: A", "title: A\n    notation: {symbols: {p: {lower: 1}}}", "unknown-key", "8:30"),
        ("prompt: Why?", "prompt: Why?, symbol: qq", "unknown-name", "9:68"),
    ],
)
def test_exercise_that_was_changed_by_hand_is_refused_at_the_place(
    before: str, after: str, slug: str, place: str
) -> None:
    with pytest.raises(DocumentError) as refused:
        parse_exercise(parse_yaml(EXERCISE.replace(before, after), "e.yaml"))
    found = [(each.slug, each.span.line_and_column) for each in refused.value.diagnostics if each.span]
    assert (slug, place) in found
