"""Which answers a rubric judged wrongly, for its author: item by item in sentences, or as JSON for a pipeline."""

import json
from collections.abc import Iterator
from typing import Final

from grader.errors import put_in_quotes
from grader.reports.wording import format_count
from grader.simulation.trial import ItemTrial, Trial

__all__ = ["TRIAL_FORMAT_VERSION", "trial_as_json", "trial_as_text"]

TRIAL_FORMAT_VERSION: Final = 3  # 1: the first version; 2: "unreached"; 3: "spellings" and "asked"


def trial_as_text(trial: Trial) -> str:
    """Return the trial for a terminal."""
    return "\n".join(list_trial_lines(trial)) + "\n"


def list_trial_lines(trial: Trial) -> Iterator[str]:
    for item in trial.items:
        yield from lines_of_item(item)
    yield ""
    misjudged = sum(len(item.misjudged) for item in trial.items)
    items = sum(bool(item.misjudged) for item in trial.items)
    if trial.is_ok:
        tried = (
            f"{format_count(sum(item.forms for item in trial.items), 'equivalent form')}, "
            f"{format_count(sum(item.spellings for item in trial.items), 'spelling')}, "
            f"{format_plural(sum(item.near_misses for item in trial.items), 'near miss', 'near misses')} and "
            f"{format_count(sum(item.mistakes for item in trial.items), 'mistake')}"
        )
        yield f"No problem was found: {tried} were judged correctly (seed {trial.seed})."
    else:
        said = (
            f"{format_count(misjudged, 'answer')} in {format_count(items, 'item')} judged wrongly (seed {trial.seed})"
        )
        yield f"{said}: fix what is marked ✗ above before you use this rubric."


def lines_of_item(item: ItemTrial) -> Iterator[str]:
    """Yield whether an item passed, each answer that was judged wrongly, and what the item does not test."""
    if not item.misjudged:
        yield f"✓ {item.item}: {describe_item_trial(item)}"
    for one in item.misjudged:
        yield f"✗ {item.item}: {one.text}"
    for asked in item.asked:
        yield f"  ! {quote_in_one_line(asked.answer)} is asked back: {asked.reason}"
    if item.untested:
        yield f"  ! This item does not test {', '.join(item.untested)}: with them, the answer is still right."
    for branch in item.unreached:
        yield f"  ! No answer that was tried reaches the branch '{branch}': write an 'example' that does, or remove it."
    if item.undecided:
        misses = format_plural(item.undecided, "near miss", "near misses")
        verb = "differs" if item.undecided == 1 else "differ"
        yield f"  ! It could not be decided whether {misses} {verb} from the expected answer."


def describe_item_trial(item: ItemTrial) -> str:
    forms = format_plural(item.forms, "form of the key scores", "forms of the key score")
    if item.spellings:
        forms = f"{format_count(item.forms, 'form')} and {format_count(item.spellings, 'spelling')} of the key score"
    wrong = [format_plural(item.near_misses, "near miss", "near misses")] if item.near_misses else []
    wrong += [format_count(item.mistakes, "mistake")] if item.mistakes else []
    verb = "does" if len(wrong) == 1 and item.near_misses + item.mistakes == 1 else "do"
    refused = f"; {' and '.join(wrong)} {verb} not" if wrong else ""
    return f"{forms} what the key scores{refused}."


def quote_in_one_line(text: str) -> str:
    return put_in_quotes(text.replace("\n", "⏎"))


def format_plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def trial_as_json(trial: Trial) -> str:
    """Return the trial as JSON."""
    return json.dumps(trial_data(trial), ensure_ascii=False, indent=1) + "\n"


def trial_data(trial: Trial) -> dict[str, object]:
    return {
        "format": "grader-rubric-test",
        "format_version": TRIAL_FORMAT_VERSION,
        "rubric": trial.rubric,
        "sha256": trial.sha256,
        "seed": trial.seed,
        "ok": trial.is_ok,
        "items": [item_trial_data(item) for item in trial.items],
    }


def item_trial_data(item: ItemTrial) -> dict[str, object]:
    return {
        "id": item.item,
        "forms": item.forms,
        "spellings": item.spellings,
        "near_misses": item.near_misses,
        "mistakes": item.mistakes,
        "undecided": item.undecided,
        "untested": list(item.untested),
        "unreached": list(item.unreached),
        "asked": [{"spelling": one.spelling, "answer": one.answer, "reason": one.reason} for one in item.asked],
        "slips": [{"check": one.check, "answer": one.answer, "text": one.text} for one in item.misjudged],
    }
