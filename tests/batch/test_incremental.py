"""However a folder came to be what it is, its reports are those of a fresh run: byte for byte, class pages included."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from grader.batch.store import Store
from grader.cli import main
from grader.grading.course.cohort import Cohort
from grader.reports.record.sums import line_data, summand_data
from grader.rubric import load_rubric

RUBRIC = """
rubric: mixed
title: Mixed
parts:
  - id: one
    title: One
    notation: {symbols: {x: real}}
    items:
      - {id: small, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
      - {id: sum, type: expression, points: 3/2, prompt: What is x plus x?, expected: 2*x}
      - {id: why, type: text, points: 1, prompt: Why?, key_points: [{id: reason, any: [because]}]}
"""
SMALL, SUM = ("2", "3", "three", "2.0"), ("2*x", "x + x", "3*x", "x + x + x", "2*(x", "y", "x^2")
WHY = ("because", "no idea", "'because | of <b>'", "nobody knows")
BROKEN = ("answers: {", "student: [\n", "")
Act = Callable[[Path, Random], None]


def hand_in(folder: Path, chance: Random) -> None:
    """Write somebody's answers, over those that they gave before."""
    number = chance.randrange(30)
    answers = f"{{small: {chance.choice(SMALL)}, sum: '{chance.choice(SUM)}', why: {chance.choice(WHY)}}}"
    text = f"student: s{number % 25}\nexercise: mixed\nanswers: {answers}\n"
    (folder / f"{number}.yaml").write_text(text, encoding="utf-8")


def spoil(folder: Path, chance: Random) -> None:
    """Write what cannot be read."""
    (folder / f"{chance.randrange(30)}.yaml").write_text(chance.choice(BROKEN), encoding="utf-8")


def take_away(folder: Path, chance: Random) -> None:
    """Delete what somebody handed in."""
    if len(there := sorted(folder.iterdir())) > 1:
        chance.choice(there).unlink()


ACTS: tuple[Act, ...] = (hand_in, hand_in, hand_in, hand_in, spoil, take_away)


def grade(out: str) -> None:
    assert main(["grade", "subs", "-r", "rubric.yaml", "--out", out, "--engine", "inline", "-q"]) in (0, 3)


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "subs").mkdir()
    return tmp_path


@pytest.mark.parametrize("seed", range(4))
def test_class_that_grew_step_by_step_is_reported_on_as_one_that_is_new(course: Path, seed: int) -> None:
    chance = Random(seed)
    for step in range(5):
        for _ in range(12 if step == 0 else chance.randrange(1, 5)):
            chance.choice(ACTS if step else (hand_in,))(course / "subs", chance)
        grade("grown")
        grade(f"fresh{step}")
        grown, fresh = files(course / "grown"), files(course / f"fresh{step}")
        assert {name: grown[name] for name in fresh} == fresh


def test_what_is_kept_for_the_class_counts_as_the_full_records_do(course: Path) -> None:
    chance = Random(9)
    for _ in range(40):
        chance.choice(ACTS[:-1])(course / "subs", chance)
    grade("out")
    with Store.open_read_only(course / "out") as store:
        kept = Cohort(submissions=store.submissions(), rubric=load_rubric("rubric.yaml"))
        full = Cohort(submissions=list(store.submissions()), rubric=kept.rubric)
        both = [
            [[line_data(line._replace(report="")), *map(summand_data, adds)] for line, adds in cohort.summed()]
            for cohort in (kept, full)
        ]
        assert both[0] == both[1]
        assert list(kept.counts.items) == list(full.counts.items) == ["small", "sum", "why"]
        for name, counts in kept.counts.items.items():
            other = full.counts.items[name]
            assert (counts.outcomes, counts.mean_credit, counts.item_rest, counts.mistakes) == (
                (other.outcomes, other.mean_credit, other.item_rest, other.mistakes)
            )
            assert counts.unreadable.groups(None) == other.unreadable.groups(None)
            assert counts.wrong.groups(None) == other.wrong.groups(None)
            assert counts.waiting.groups(None) == other.waiting.groups(None)
