"""What slipped through a rubric, for its author: item by item in sentences, or as JSON for a pipeline."""

import json
from collections.abc import Iterator
from typing import Final

from grader.reports.wording import counted
from grader.simulation.trial import ItemTrial, Trial

__all__ = ["TRIAL_FORMAT_VERSION", "trial_as_json", "trial_as_text"]

TRIAL_FORMAT_VERSION: Final = 1  # 1: the first


def trial_as_text(trial: Trial) -> str:
    """Return the trial for a terminal."""
    return "\n".join(lines(trial)) + "\n"


def lines(trial: Trial) -> Iterator[str]:
    """Yield what came of each item, and the conclusion."""
    for item in trial.items:
        yield from lines_of_item(item)
    yield ""
    slips, items = sum(len(item.slips) for item in trial.items), sum(bool(item.slips) for item in trial.items)
    if trial.is_ok:
        tried = (
            f"{counted(sum(item.forms for item in trial.items), 'equivalent form')}, "
            f"{plural(sum(item.near_misses for item in trial.items), 'near miss', 'near misses')} and "
            f"{counted(sum(item.mistakes for item in trial.items), 'mistake')}"
        )
        yield f"Nothing slipped through: {tried} were judged as they should be (seed {trial.seed})."
    else:
        said = f"{counted(slips, 'answer')} slipped through in {counted(items, 'item')} (seed {trial.seed})"
        yield f"{said}: fix what is marked ✗ above before this rubric is used."


def lines_of_item(item: ItemTrial) -> Iterator[str]:
    """Yield whether an item held, every answer that slipped through, and what it does not test."""
    if not item.slips:
        yield f"✓ {item.item}: {tried(item)}"
    for slip in item.slips:
        yield f"✗ {item.item}: {slip.text}"
    if item.untested:
        yield f"  ! This item does not test {', '.join(item.untested)}: the right answer comes out."
    if item.undecided:
        misses = plural(item.undecided, "near miss", "near misses")
        yield f"  ! It could not be decided whether {misses} differ{'s' * (item.undecided == 1)} from what is expected."


def tried(item: ItemTrial) -> str:
    """Return the sentence about an item that held."""
    forms = plural(item.forms, "form of the key scores", "forms of the key score")
    wrong = [plural(item.near_misses, "near miss", "near misses")] if item.near_misses else []
    wrong += [counted(item.mistakes, "mistake")] if item.mistakes else []
    verb = "does" if len(wrong) == 1 and item.near_misses + item.mistakes == 1 else "do"
    refused = f"; {' and '.join(wrong)} {verb} not" if wrong else ""
    return f"{forms} what the key scores{refused}."


def plural(count: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{count} {one if count == 1 else many}"


def trial_as_json(trial: Trial) -> str:
    """Return the trial as JSON."""
    return json.dumps(as_data(trial), ensure_ascii=False, indent=1) + "\n"


def as_data(trial: Trial) -> dict[str, object]:
    """Return the trial as plain data."""
    return {
        "format": "grader-rubric-test",
        "format_version": TRIAL_FORMAT_VERSION,
        "rubric": trial.rubric,
        "sha256": trial.sha256,
        "seed": trial.seed,
        "ok": trial.is_ok,
        "items": [item_data(item) for item in trial.items],
    }


def item_data(item: ItemTrial) -> dict[str, object]:
    """Return what came of one item as plain data."""
    return {
        "id": item.item,
        "forms": item.forms,
        "near_misses": item.near_misses,
        "mistakes": item.mistakes,
        "undecided": item.undecided,
        "untested": list(item.untested),
        "slips": [{"check": slip.check, "answer": slip.answer, "text": slip.text} for slip in item.slips],
    }
