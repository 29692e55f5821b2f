"""The cost of naming the mistake in a wrong answer, compared with grading the same answers without naming it.

Both are measured in one run, in turns, in CPU time, once the predictions of the rubric exist. The time for these is
printed too, both for the solvers and for reading them from the file that was written when the key was proved. Right
answers are measured in the same way: diagnosis adds nothing to them. Run it with ``python benchmarks/diagnosis.py``; it
prints a table.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from grader.documents import load
from grader.grading.diagnosis.diagnosis import diagnose
from grader.grading.diagnosis.predictions import predictions_of
from grader.grading.grade import mark
from grader.grading.marked import Marked
from grader.rubric import Rubric, load_rubric
from grader.submission import Submission, read_submission

REPOSITORY = Path(__file__).parents[1]
RUBRIC = REPOSITORY / "rubrics" / "exercise3.yaml"
EXAMPLES = REPOSITORY / "submissions_example"
ROUNDS = 15
TARGET_RATIO = 2.0


def marks(submissions: list[Submission], rubric: Rubric, names: list[tuple[int, str]]) -> Callable[[], list[Marked]]:
    """Return the work of reading and judging some answers."""
    items = {item.id: item for item in rubric.items}
    return lambda: [mark(items[name], submissions[place]) for place, name in names]


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the CPU time of one call in milliseconds."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def main() -> None:
    """Measure and print."""
    rubric = load_rubric(RUBRIC)
    paths = [path for path in sorted(EXAMPLES.glob("*.yaml")) if "names " in path.read_text(encoding="utf-8")]
    submissions = [read_submission(load(path), rubric) for path in paths]
    every = [(place, item.id) for place in range(len(paths)) for item in rubric.items]
    outcomes = dict(zip(every, marks(submissions, rubric, every)(), strict=True))
    wrong = [name for name, one in outcomes.items() if one.is_wrong]
    right = [name for name, one in outcomes.items() if one.answer is not None and one.result.credit == 1]
    for how, fresh in (("worked out", load_rubric(RUBRIC, proved=False)), ("read", rubric)):
        singles = cpu_ms(lambda fresh=fresh: [predictions_of(item).singles for item in fresh.items])
        pairs = cpu_ms(lambda fresh=fresh: [predictions_of(item).pairs for item in fresh.items])
        count = len(rubric.items)
        print(f"predictions of {count} items, once, {how}: {singles:.0f} ms, of pairs {pairs:.0f} ms")
    for label, names in (("wrong", wrong), ("right", right)):
        judged = marks(submissions, rubric, names)
        done = judged()
        for one in done:
            diagnose(one)
        grading = [cpu_ms(judged) for _ in range(ROUNDS)]
        telling = [cpu_ms(lambda done=done: [diagnose(one) for one in done]) for _ in range(ROUNDS)]
        plain, more = median(grading) / len(names), median(telling) / len(names)
        print(
            f"{label} answers ({len(names)}): grading {plain:.3f} ms, diagnosis {more:.3f} ms, ratio {more / plain:.2f}"
        )
        if label == "wrong":
            print(f"  the aim is at most {TARGET_RATIO:g}: {'met' if more / plain <= TARGET_RATIO else 'missed'}")


if __name__ == "__main__":
    main()
