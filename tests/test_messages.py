"""The page of messages: every slug in the source is on it, every one on it is in the source, and examples are true."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from grader.documents.loading import parse_named
from grader.equivalence.pairs.compare import compare
from grader.errors import DocumentError

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NEVER_SHOWN = {"not-read-back"}  # a prediction that is dropped
PUT_TOGETHER = {"unknown-answer-type", "unknown-reference-solver"}  # in ``look_up_member``
IN_JSON = {"comment-in-json", "trailing-comma", "trailing-text", "not-a-number", "lone-surrogate"}


@cache
def parse_sources() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "grader").rglob("*.py")))


def find_slug_places() -> dict[str, set[int]]:
    """Return for each function with a parameter ``slug``, and each record with such a field, at which place it is."""
    places: dict[str, set[int]] = {}
    for node in (node for tree in parse_sources() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        if "NamedTuple" in [getattr(base, "id", "") for base in node.bases]:
            fields = [getattr(each.target, "id", "") for each in node.body if isinstance(each, ast.AnnAssign)]
            if "slug" in fields:
                places.setdefault(node.name, set()).add(fields.index("slug"))
    for node in (node for tree in parse_sources() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args) if argument.arg != "self"]
        if "slug" in names:
            places.setdefault(node.name, set()).add(names.index("slug"))
    return places


def list_texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be."""
    if isinstance(node, ast.IfExp):
        yield from (*list_texts(node.body), *list_texts(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def list_slugs() -> Iterator[str]:
    """Yield what stands in the source where a slug belongs, or is assigned to a name ``slug``."""
    places = find_slug_places()
    for node in (node for tree in parse_sources() for node in ast.walk(tree)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [node.args[place] for place in places.get(name, ()) if place < len(node.args)]
            given += [keyword.value for keyword in node.keywords if keyword.arg == "slug"]
            yield from (text for each in given for text in list_texts(each))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):  # slug, what = "…", "…"
            for target in node.targets:
                names = [getattr(each, "id", "") for each in getattr(target, "elts", ())]
                if "slug" in names and len(names) == len(node.value.elts):
                    yield from list_texts(node.value.elts[names.index("slug")])


def list_documented() -> Iterator[str]:
    for cell in re.findall(r"^\| (`[a-z0-9-]+`(?:, `[a-z0-9-]+`)*) \|", PAGE, re.MULTILINE):
        yield from re.findall("[a-z0-9-]+", cell)


def test_every_message_of_the_source_is_on_the_page() -> None:
    found = {text for text in list_slugs() if SLUG.fullmatch(text)}
    assert len(found) > 250
    assert sorted(found - set(list_documented()) - NEVER_SHOWN) == []


def test_every_message_on_the_page_is_in_the_source() -> None:
    texts = {
        node.value
        for tree in parse_sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(list_documented()) - texts - PUT_TOGETHER) == []


FILES = PAGE.partition("\n## Files\n")[2].partition("\nWhat is in a file")[0].replace("\\|", "¦")
EXAMPLES = re.findall(r"^\| `([a-z0-9-]+)` \| `([^`]+)`(?: in JSON)? \|", FILES, re.MULTILINE)


@pytest.mark.parametrize(("slug", "example"), EXAMPLES, ids=[slug for slug, _ in EXAMPLES])
def test_every_example_of_a_file_gets_its_message(slug: str, example: str) -> None:
    text = f"{example}\n---\na: 1\n" if slug == "directive" else example.replace("⏎", "\n")
    name = example if slug == "unknown-file-type" else "a.json" if slug in IN_JSON else "a.yaml"
    found = set()
    for answers in (None, ()):  # a rubric, and a submission, in which most faults cost their answer alone
        try:
            document = parse_named(lambda: text.encode(), name, answers=answers)
            found |= {each.slug for each in document.warnings}
        except DocumentError as error:
            found |= {each.slug for each in error.diagnostics}
    assert slug in found


FORMS = {
    "not-expanded": "expanded", "not-factored": "factored", "not-in-lowest-terms": "lowest terms",
    "several-fractions": "single fraction", "unsimplified-number": "simplified numbers", "decimal": "no decimals",
    "not-worked-out": "worked out", "not-collected": "collected", "not-rationalised": "rationalised",
}  # fmt: skip


def list_examples(heading: str) -> list[tuple[str, str]]:
    """Return the answers that are examples in the table below a heading; a command is none."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows: list[tuple[str, str]] = re.findall(r"^\| `([a-z-]+)` \| `([^`-][^`]*|\([^`]+)` \|", section, re.MULTILINE)
    return rows


OF_FORM, OF_VALUES = list_examples("The form of an answer"), list_examples("Comparing values")


@pytest.mark.parametrize(("slug", "example"), OF_FORM, ids=[slug for slug, _ in OF_FORM])
def test_every_example_of_a_form_gets_its_message(slug: str, example: str) -> None:
    assert [each.slug for each in compare(example, example, form=[FORMS[slug]]).diagnostics] == [slug]


@pytest.mark.parametrize(("slug", "example"), OF_VALUES, ids=[slug for slug, _ in OF_VALUES])
def test_every_example_of_a_value_gets_its_message(slug: str, example: str) -> None:
    assert [each.slug for each in compare(example, "x").diagnostics] == [slug]
