"""A place in a scalar's text is the place of those very characters in the file, in every style."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import parse_json, parse_yaml, walk_scalars
from grader.documents.offsets import find_layout
from grader.errors import DocumentError

# ▲ follows the character that must be found, in the file and in the text.
STYLES = [
    ("plain", "a: x + y▲z", "z"),
    ("plain over two lines", "a: one\n  two y▲z", "z"),
    ("plain over an empty line", "a: one\n\n  two y▲z", "z"),
    ("single quotes", "a: 'it''s y▲z'", "z"),
    ("single quotes over lines", "a: 'it''s\n   here y▲z'", "z"),
    ("double quotes", 'a: "é\\u00e9\\x41 y▲z"', "z"),
    ("double quotes over lines", 'a: "one\n   two\\\n   three y▲z"', "z"),
    ("a literal block", "a: |\n  one\n    two y▲z\n  three\n", "z"),
    ("a literal block with an indentation of its own", "a: |2\n    one\n  two y▲z\n", "z"),
    ("a literal block after empty lines", "a: |+\n\n  one\n\n  y▲z\n\n", "z"),
    ("a folded block", "a: >\n  one\n  two y▲z\n  three\n", "z"),
    ("a folded block with lines indented further", "a: >-\n\n  one\n    two\n    three\n\n  four y▲z\n", "z"),
    ("Windows line breaks", "a: |\r\n  one\r\n  y▲z\r\n", "z"),
    ("letters of every width", "∂: 'é😀 y▲z'", "z"),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in STYLES], ids=[case[0] for case in STYLES])
def test_a_character_is_found_in_every_style_of_yaml(text, wanted):
    place = text.index("▲")
    document = parse_yaml(text.replace("▲", ""), "a.yaml")
    scalar = document.root.entries[0][1]
    offset = scalar.text.rindex("yz") + 1
    assert (scalar.locate(offset, offset + 1).start, scalar.locate(offset, offset + 1).text) == (place, wanted)


def test_an_escaped_character_is_its_whole_escape():
    scalar = parse_json(r'{"a": "x \u00e9 \ud83d\ude00 \\frac"}', "a.json").root.get("a")
    assert [scalar.locate(at, at + 1).text for at in (2, 4, 6)] == [r"\u00e9", r"\ud83d\ude00", r"\\"]
    assert scalar.locate(6, 11).text == r"\\frac"


def test_an_empty_range_is_an_empty_place_and_the_end_is_after_the_last_character():
    scalar = parse_yaml("a: 'x''y'", "a.yaml").root.get("a")
    assert [(scalar.locate(at, at).start, scalar.locate(at, at).end) for at in range(4)] == [
        (4, 4),
        (5, 5),
        (7, 7),
        (8, 8),
    ]


def test_an_empty_text_has_its_place():
    scalar = parse_yaml("a: ''", "a.yaml").root.get("a")
    assert scalar.locate(0, 1).place == "a.yaml:1:4"


FRAGMENTS = [
    " ", "  ", "\n", "\n  ", "\n    ", "a", "b: ", "c:", "- ", "? ", "[", "]", "{", "}", ",", '"', "'", "\\", "\\n",
    "\\x41", "\\u00e9", "\\U0001F600", "\\UFFFFFFFF", "\\\n", "|", "|-", "|+", "|2", ">", ">+\n", "#", " #x", "&a",
    "*a", "!t", "!", "%YAML 1.1\n", "---", "...", "\t", "\r\n", "\r", "é", "∂", "😀", "<<: ", "~", "1e3", "x", "''",
    "\ufeff", "\u2028", "\x07", ":", "''y z", '"\\frac"', "\ud800",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join))


@given(TEXTS, st.booleans())
def test_any_yaml_is_read_as_the_base_loader_reads_it_or_refused_in_place(text, with_c):
    loader = yaml.CBaseLoader if with_c else yaml.BaseLoader
    with pytest.MonkeyPatch.context() as patch:
        if not with_c:
            patch.delattr(yaml, "CBaseLoader")
        document = read(parse_yaml, text)
    if document is not None:
        ours = [scalar.text for scalar in walk_scalars(document.root)]
        assert ours == values(yaml.compose(document.source.text, loader))
        check_places(document)


@given(TEXTS)
def test_any_json_is_read_as_the_standard_library_reads_it_or_refused_in_place(text):
    document = read(parse_json, text)
    if document is not None:
        json.loads(document.source.text)
        check_places(document)


JSON_VALUES = st.recursive(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])) | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcλ é"), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_whatever_json_is_written_is_read_back(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    document = parse_json(text, "a.json")
    assert [scalar.text for scalar in walk_scalars(document.root)] == leaves(value)
    check_places(document)


PRINTABLE = st.text(st.sampled_from("ab'\"\\ \n:#-é∂😀[]{}0."), max_size=30)


@given(PRINTABLE, st.sampled_from([None, "'", '"', "|", ">"]))
def test_every_character_of_a_text_is_found_in_every_style(text, style):
    document = parse_yaml(yaml.dump({"k": [text]}, default_style=style, allow_unicode=True, width=20), "a.yaml")
    scalar = document.root.get("k").items[0]
    assert scalar.text == text
    check_places(document)


def read(parse, text):
    """Return the document, or None where it is refused; every complaint must be within the source."""
    try:
        return parse(text, "a")
    except DocumentError as refused:
        for fault in refused.diagnostics:
            assert 0 <= fault.span.start <= fault.span.end <= len(fault.span.source.text)
        return None


def check_places(document):
    """Check that every scalar's characters are found one by one, in order, within the scalar."""
    for scalar in walk_scalars(document.root):
        raw = document.source.text[scalar.start : scalar.end]
        assert not scalar.text or find_layout(raw, scalar.text, scalar.style) is not None
        ends = [scalar.start]
        for offset, character in enumerate(scalar.text):
            span = scalar.locate(offset, offset + 1)
            assert ends[-1] <= span.start <= span.end <= scalar.end or span == scalar.locate(offset - 1, offset)
            assert len(span.text) != 1 or span.text == character or character in " \n"
            ends.append(span.start)


def values(node):
    if isinstance(node, yaml.ScalarNode):
        return [node.value]
    if isinstance(node, yaml.SequenceNode):
        return [text for item in node.value for text in values(item)]
    return [text for pair in node.value for part in pair for text in values(part)]


def leaves(value):
    if isinstance(value, list):
        return [text for item in value for text in leaves(item)]
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (key, *leaves(item))]
    return [value if isinstance(value, str) else json.dumps(value)]
