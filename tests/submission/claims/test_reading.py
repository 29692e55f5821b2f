"""Reading worked documents: what is proposed, that no key is looked at, and that nothing is made up."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
import yaml

from grader.documents import load, parse_yaml
from grader.expr.asked.asked import Asked
from grader.grading import grade
from grader.records import Outcome
from grader.rubric import Rubric, parse_rubric
from grader.rubric.public import parse_exercise, publish_document
from grader.submission.claims.mapping import Confirmed, parse_map, write_map
from grader.submission.claims.reading import find_suspicions, propose
from grader.submission.claims.writing import write_submission
from tests.submission.claims.samples import (
    ROOT,
    SEED,
    as_github,
    as_latex,
    as_mathpix,
    as_mineru,
    as_notebook,
    exercise3,
    prose_of,
    read,
    sources,
    statuses,
    texts_of,
)

HANDWRITTEN = ROOT / "submissions_example" / "21-handwritten.yaml"
DRESSINGS = {
    "as it is": (str, ".md"),
    "Mathpix": (as_mathpix, ".mmd"),
    "GitHub": (as_github, ".md"),
    "MinerU": (as_mineru, ".md"),
    "LaTeX": (as_latex, ".tex"),
    "a notebook": (as_notebook, ".ipynb"),
}
WORDS = {"stochastic", "batches", "going_on", "minimum"}


def squeeze(found: dict[str, str | list[str]]) -> dict[str, list[str]]:
    """Sources without blanks, which recognition programs add."""
    return {
        name: ["".join(text.split()) for text in ([texts] if isinstance(texts, str) else texts)]
        for name, texts in found.items()
    }


def handwritten() -> dict[str, list[str]]:
    root = load(HANDWRITTEN).root.get("answers")
    return squeeze({key.text: texts_of(node) for key, node in root.entries if key.text not in WORDS})


@pytest.mark.parametrize("dressing", DRESSINGS)
def test_the_seed_is_read_as_somebody_typed_it_by_hand(dressing: str) -> None:
    dress, suffix = DRESSINGS[dressing]
    reading = read(dress(SEED), suffix=suffix)
    found = squeeze(sources(reading))
    wanted = handwritten()
    wanted["dL_dv"] = [r"\frac{\partialL}{\partialv_{k,ij}}=z_kg_{k,ij}"]  # typed there with its box
    assert found == wanted
    rest = {name: status for name, status in statuses(reading).items() if name not in found or status != "proposed"}
    words = dict.fromkeys(("stochastic", "batches", "going_on"), "text")
    assert rest == {**words, "minimum": "missing", "softmax_jacobian": "unreadable"}


def test_the_seed_is_graded_as_somebody_typed_it_by_hand() -> None:
    graded = grade(parse_document(SEED), exercise3())
    typed = {item.id: item for item in grade(HANDWRITTEN, exercise3()).items}
    for item in graded.items:
        if item.id not in ("going_on", "minimum"):
            assert (item.outcome, item.credit) == (typed[item.id].outcome, typed[item.id].credit), item.id
    left = {item.id: item.outcome for item in graded.items if item.id in ("going_on", "minimum")}
    assert left == {"going_on": Outcome.UNREADABLE, "minimum": Outcome.UNREADABLE}


def parse_document(text: str, name: str = "una.md"):
    from grader.documents.loading import parse_named

    return parse_named(text.encode, name, answers=("any",))


def test_both_slips_of_the_seed_are_suspected_as_misread_and_nothing_else() -> None:
    reading = read(SEED)
    found = [(each.span.line_and_column, each.text, each.instead) for each in find_suspicions(reading, exercise3())]
    assert found == [("41:70", "f", r"\delta"), ("89:83", "1 -", "-")]


# Blindness


def rubric_with(change) -> Rubric:
    return parse_rubric(parse_yaml(change((ROOT / "rubrics" / "exercise3.yaml").read_text(encoding="utf-8")), "r.yaml"))


OTHER_KEYS = {
    "expected: w_k*x": "expected: w_k + x",
    "expected: max(0, delta_k)": "expected: delta_k^2",
    "expected: f_j - y_j": "expected: y_j - f_j",
    "expected: (diag(f) - f*f^T)*e": "expected: e",
    "expected: exp(a_j)/(exp(a_1) + exp(a_2))": "expected: a_j",
    "expected: stays": "expected: moves",
    'start: "(6, 6)", steps: [1/2, 1/3, 1/4], count: 3': 'start: "(1, 2)", steps: [1, 1], count: 2',
    "expected: {solver: gradient, of: f}": 'expected: "(1, 2)"',
    'expected: {solver: gradient, of: f, at: "(6, 6)"}': 'expected: "(2, 1)"',
}


def test_another_key_gets_the_same_proposals() -> None:
    def change(text: str) -> str:
        for old, new in OTHER_KEYS.items():
            assert old in text
            text = text.replace(old, new)
        return text

    other = rubric_with(change)
    assert tell_all(read(SEED, other)) == tell_all(read(SEED))


def test_without_any_key_the_proposals_are_the_same() -> None:
    rubric = exercise3()
    parts = tuple(
        replace(
            part,
            items=tuple(
                replace(item, key=None, follow=(), misconceptions=(), task=replace(item.task, asked=Asked()))
                for item in part.items
            ),
        )
        for part in rubric.parts
    )
    assert tell_all(read(SEED, replace(rubric, parts=parts))) == tell_all(read(SEED))


def test_a_public_exercise_gets_the_same_proposals() -> None:
    text = publish_document(load(ROOT / "rubrics" / "exercise3.yaml"))
    exercise = parse_exercise(parse_yaml(text, "exercise.yaml"))
    found, wanted = propose(prose_of(SEED), exercise), read(SEED)
    assert sources(found) == sources(wanted)


def tell_all(reading) -> dict[str, object]:
    return {
        name: (
            proposal.status,
            proposal.why,
            texts_of(proposal.source) if proposal.source else None,
            [texts_of(each.source) for each in proposal.alternatives],
        )
        for name, proposal in reading.items.items()
    }


@pytest.mark.parametrize("hidden", ["g_matrix", "dL_dv_all", "iterates", "batches", "delta"])
def test_a_hidden_item_changes_nothing_about_the_others(hidden: str) -> None:
    def hide(text: str) -> str:
        return text.replace(f"      - id: {hidden}\n", f"      - id: {hidden}\n        hidden: yes\n")

    def leave_out(text: str) -> str:
        return re.sub(rf"      - id: {hidden}\n(?:        .*\n|\n(?=        ))*", "", text)

    with_hidden = tell_all(read(SEED, rubric_with(hide)))
    del with_hidden[hidden]
    kept = {item.id: item for item in exercise3().items if item.id != hidden}
    rubric = exercise3()
    parts = tuple(replace(part, items=tuple(item for item in part.items if item.id in kept)) for part in rubric.parts)
    assert with_hidden == tell_all(read(SEED, replace(rubric, parts=parts)))


# Nothing is made up


def displays(text: str) -> list[str]:
    return re.findall(r"\$\$.*?\$\$", text, flags=re.DOTALL)


@pytest.mark.parametrize("place", range(len(displays(SEED))))
def test_without_one_formula_nothing_else_is_proposed_in_its_place(place: int) -> None:
    whole = squeeze(sources(read(SEED)))
    found = squeeze(sources(read(SEED.replace(displays(SEED)[place], "", 1))))
    assert {name: found[name] for name in found if found[name] != whole.get(name)} == {}


def test_the_order_of_the_formulas_does_not_matter() -> None:
    backwards = "\n\n".join(reversed(displays(SEED)))
    forwards = "\n\n".join(displays(SEED))
    assert sources(read(backwards)) == sources(read(forwards))


def test_what_was_read_is_read_the_same_as_yaml() -> None:
    reading = read(SEED)
    text = write_submission(reading, "exercise3", "una")
    document = parse_yaml(text, "una.yaml")
    again = {key.text: texts_of(node) for key, node in document.root.get("answers").entries}
    assert {name: texts for name, texts in again.items() if name not in WORDS} == sources(reading)
    graded, first = (grade(each, exercise3()) for each in (document, parse_document(SEED)))
    outcomes = [{item.id: (item.outcome, item.credit) for item in one.items} for one in (graded, first)]
    assert {k: v for k, v in outcomes[0].items() if k not in WORDS} == {
        k: v for k, v in outcomes[1].items() if k not in WORDS
    }


# Single items

CASES = {
    row["about"]: row
    for row in yaml.safe_load((ROOT / "tests" / "cases" / "claims" / "matching.yaml").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("about", CASES)
def test_an_item_is_found_or_asked(about: str) -> None:
    wanted = CASES[about]["items"]
    reading = read(CASES[about]["text"])
    found, status = sources(reading), statuses(reading)
    assert {name: found.get(name, status[name]) for name in wanted} == wanted


SUPPOSED = {
    row["about"]: row
    for row in yaml.safe_load((ROOT / "tests" / "cases" / "claims" / "supposed.yaml").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("about", SUPPOSED)
def test_what_is_only_supposed_is_never_taken(about: str) -> None:
    wanted = SUPPOSED[about]["statuses"]
    found = statuses(read(SUPPOSED[about]["text"]))
    assert {name: found[name] for name in wanted} == wanted


def test_messages_are_in_the_order_of_the_document_and_every_place_is_right() -> None:
    reading = read(SEED)
    for proposal in reading.items.values():
        if proposal.source is not None:
            assert proposal.source.span.start < proposal.source.span.end
    orders = [claim.text.start for claim in reading.claims]
    assert all(one < other for one, other in pairwise(orders))


@pytest.mark.parametrize(
    ("text", "taken", "why"),
    [
        (
            "$L = 1$, later $L = 2$",
            "L = 2",
            "It begins with 'L'; you wrote several that differ, and the last one counts.",
        ),
        (
            "$L = 2$, later $L = 1$",
            "L = 1",
            "It begins with 'L'; you wrote several that differ, and the last one counts.",
        ),
        ("$$\\boxed{L = 1}$$ and $L = 2$", "L = 1", "It begins with 'L'."),
        (
            "$L = 1+1$, later $L = 2$",
            "L = 2",
            "It begins with 'L'; you wrote it more than once, and the last result counts.",
        ),
        ("$L = 1$, later ~~$L = 2$~~", "L = 1", "It begins with 'L'."),
    ],
)
def test_the_last_of_several_counts_where_the_rubric_says_so(text: str, taken: str, why: str) -> None:
    rubric = rubric_with(lambda text: text.replace("parts:\n", "claims: last\nparts:\n", 1))
    text_of_rubric = (ROOT / "rubrics" / "exercise3.yaml").read_text(encoding="utf-8")
    published = publish_document(parse_yaml(text_of_rubric.replace("parts:\n", "claims: last\nparts:\n", 1), "r.yaml"))
    public = parse_exercise(parse_yaml(published, "e.yaml"))
    for one in (rubric, public):
        reading = propose(prose_of(text), one)
        assert sources(reading)["loss"] == taken
        assert reading.items["loss"].why.startswith(why)


def test_without_it_somebody_is_asked() -> None:
    assert statuses(read("$L = 1$, later $L = 2$"))["loss"] == "ask"


def test_what_two_items_may_mean_is_asked_even_then() -> None:
    rubric = rubric_with(lambda text: text.replace("parts:\n", "claims: last\nparts:\n", 1))
    assert statuses(read("$g_2 = e_2$", rubric)) == statuses(read("$g_2 = e_2$"))


@pytest.mark.parametrize(("settled", "is_blank"), [(Confirmed(), True), (Confirmed(is_elsewhere=True), False)])
def test_what_the_student_sets_aside_is_not_taken(settled: Confirmed, is_blank: bool) -> None:
    confirmed = parse_map(write_map({"loss": settled}).encode(), "a.map")
    assert confirmed == {"loss": settled}
    found = propose(prose_of("$L = 1$"), exercise3(), confirmed).items["loss"]
    assert (found.status, found.source, found.is_blank, found.is_settled) == ("missing", None, is_blank, True)
