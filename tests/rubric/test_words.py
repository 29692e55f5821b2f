"""What an author of items about choices and words is told to change, in whole sentences."""

import pytest

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.rubric import parse_rubric
from grader.rubric.records import Rubric


def rubric_of(*items: str) -> Rubric:
    lines = "".join(
        f"      - {{id: i{number}, prompt: P, points: 1, {item}}}\n" for number, item in enumerate(items, start=1)
    )
    text = f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    items:\n{lines}"
    return parse_rubric(parse_yaml(text, "r.yaml"))


CHOICE = "type: choice, choices: {a: one, b: two}"
FAULTS = [
    (
        f"{CHOICE}, expected: []",
        "no-choice-holds",
        "No alternative is expected here. The credit is a share of the alternatives that hold. "
        "Add an alternative such as 'none: none of these', and write its name.",
    ),
    (
        "type: ordering, items: {a: one, b: two, c: three}, expected: [c, a]",
        "item-without-place",
        "The expected order does not say where 'b' is. Students see all of the 'items', and put all of them in order. "
        "Write every name once, or remove what belongs nowhere.",
    ),
    (
        "type: ordering, items: {a: one, b: two}, expected: [a, b]",
        "order-is-shown",
        "The 'items' are listed in the order that is expected. Students see them in this order, so whoever copies the "
        "list is right. List the 'items' in another order.",
    ),
    (
        "type: matching, left: {a: one, b: two}, right: {1: eins, 2: zwei}, expected: a-1",
        "item-without-partner",
        "The expected pairs do not say what 'b' belongs to. Students see everything on the left, and match all of it. "
        "Write a partner for every name; it may be one such as 'none: nothing of this'.",
    ),
    (
        "type: matching, left: {a: one, b: two}, right: {a: eins, 2: zwei}, expected: {a: 2, b: a}",
        "name-on-both-sides",
        "'a' is a name on the left and on the right. Students write '1-a' and 'a-1', so a name has to say which side "
        "it is on. Use letters on one side, and numbers on the other.",
    ),
    (
        "type: short_text, expected: [Taylor, Maclaurin]",
        "several-spellings",
        "The expected answer is not one text. It is the spelling that is shown as the right one. "
        "Write one spelling here, and the others under 'accept'.",
    ),
    (
        "type: short_text, expected: Taylor, wrong: [taylor.]",
        "right-and-wrong",
        "'taylor.' is declared as wrong, and 'Taylor' is right. By the rules of this item both are the same spelling. "
        "Remove one of them, or say under 'counts' what makes the difference.",
    ),
    (
        "type: short_text, expected: Taylor, accept: ['...']",
        "no-word-accepted",
        "There is no word in '...'. Every spelling under 'accept' and 'wrong' is one that a student may write. "
        "Write a word there, or remove it.",
    ),
    (
        "type: short_text, expected: sin x, typos: 1",
        "typos-without-effect",
        "'typos: 1' has no effect here. In a word with fewer than four letters, or with signs or digits, "
        "no typing mistake is overlooked. Remove 'typos', or list other spellings under 'accept'.",
    ),
]


@pytest.mark.parametrize(("item", "slug", "message"), FAULTS, ids=[slug for _, slug, _ in FAULTS])
def test_fault_of_an_item_is_a_message_that_says_what_to_change(item: str, slug: str, message: str) -> None:
    with pytest.raises(DocumentError) as refused:
        rubric_of(item)
    assert [
        (each.slug, f"{each.what} {each.why} {each.help}", each.audience) for each in refused.value.diagnostics
    ] == [(slug, message, "author")]


def test_answer_to_another_item_is_never_a_typing_mistake() -> None:
    alone, other = "type: short_text, expected: Taylor, typos: 1", "type: short_text, expected: Tailor"
    (item,), (first, second) = rubric_of(alone).items, rubric_of(alone, other).items
    assert (item.task.others, first.task.others, second.task.others) == ((), ("Tailor",), ("Taylor",))
    assert item.fingerprint != first.fingerprint
    outcomes = []
    for one in (item, first):
        assert one.key is not None
        answer = one.answer_type.read(parse_yaml("Tailor", "a.yaml").root, one.task)
        outcomes.append(one.answer_type.judge(answer, one.key.answer, one.task).outcome.value)
    assert outcomes == ["correct", "undecided"]
