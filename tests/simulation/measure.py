"""How well worked documents with known truth are read: wrong proposals, proposals without asking, and questions.

``python -m tests.simulation.measure --students 50 --seed 1 --show 10`` measures classes of every kind, in every rubric
of the repository, and shows the first proposals that are wrong and answers that were not found.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.documents import walk_scalars
from grader.documents.loading import parse_named
from grader.documents.prose import ProseDocument
from grader.grading import grade
from grader.rubric import Rubric, load_rubric
from grader.simulation.classroom import Sheet, simulate_class
from grader.simulation.proportions import Proportions
from grader.simulation.worked.dialects import DIALECTS
from grader.submission.claims.reading import Proposal, propose

ROOT = Path(__file__).parents[2]
RUBRICS = ("exercise3", "logistic_newton")
OPEN = frozenset({"unreadable", "undecided"})  # a person decides
PLAIN = Proportions(malformed=0, json=0)


@dataclass
class Measure:
    """Counts over documents; ``notes`` say which proposals were wrong, not found, or graded otherwise."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Measure") -> None:
        self.counts.update(other.counts)
        self.notes += other.notes

    @property
    def wrong_share(self) -> float:
        return self.counts["wrong"] / max(1, self.counts["proposed"])

    @property
    def found_share(self) -> float:
        return self.counts["found"] / max(1, self.counts["formulas"])

    @property
    def asked_per_document(self) -> float:
        return self.counts["asked"] / max(1, self.counts["documents"])

    @property
    def text(self) -> str:
        return (
            f"{self.counts['documents']} documents, {self.counts['wrong']} of {self.counts['proposed']} proposals "
            f"wrong ({self.wrong_share:.2%}), {self.found_share:.1%} of {self.counts['formulas']} formulas found, "
            f"{self.asked_per_document:.2f} asked and {self.counts['missing'] / max(1, self.counts['documents']):.2f} "
            f"not found in a document; of {self.counts['graded']} graded items {self.counts['otherwise']} differ, "
            f"{self.counts['open']} are open in the document alone, {self.counts['following']} may follow from these"
        )


def measure_reading(sheet: Sheet, rubric: Rubric) -> Measure:
    """Compare what is proposed for a document with the truth about it."""
    document = parse_named(lambda: sheet.content, sheet.file, answers=("any",))
    assert isinstance(document, ProseDocument)
    found = Measure(Counter(documents=1))
    truth = json.loads(sheet.truth)["items"]
    for name, one in propose(document.prose, rubric).items.items():
        said = truth[name]
        is_formula = said["written"] == "formula"
        found.counts["formulas"] += is_formula
        found.counts["asked"] += one.status == "ask"
        found.counts["missing"] += is_formula and one.status == "missing"
        if one.status == "proposed" or (one.status == "unreadable" and one.source is not None):
            is_right = is_there(one, said.get("places", []), document)
            found.counts["proposed"] += 1
            found.counts["wrong"] += not is_right
            found.counts["found"] += is_right and is_formula
            if not is_right:
                found.notes.append(f"wrong {sheet.file} {name}: {spell(one)}")
        if is_formula and one.status != "proposed":
            found.notes.append(f"{one.status} {sheet.file} {name} {said['places'][0]['start']}: {one.why}")
    return found


def is_there(one: Proposal, places: Sequence[Any], document: ProseDocument) -> bool:
    """Whether a proposal is made of exactly the places that hold the answer."""
    assert one.source is not None
    spans = [
        (document.source.position(each.start), document.source.position(each.end)) for each in walk_scalars(one.source)
    ]
    held = [((p["start"]["line"], p["start"]["column"]), (p["end"]["line"], p["end"]["column"])) for p in places]
    inside = {place for start, end in spans for place in held if place[0] <= start and end <= place[1]}
    return len(inside) == len(held) and all(
        any(place[0] <= start and end <= place[1] for place in held) for start, end in spans
    )


def spell(one: Proposal) -> str:
    return "; ".join(each.text for each in walk_scalars(one.source)) if one.source is not None else ""


def measure_grading(document: Sheet, sheet: Sheet, rubric: Rubric) -> Measure:
    """Compare the grades of a document with those of the same answers in YAML."""
    found = Measure()
    results = [
        grade(parse_named(lambda each=each: each.content, each.file, answers=("any",)), rubric)
        for each in (document, sheet)
    ]
    ours, theirs = ({item.id: item for item in result.items} for result in results)
    # While a person has to look at an answer, what follows from it is not known.
    is_settled = not any(
        other.outcome.value in OPEN and theirs[name].outcome.value not in OPEN
        for name, other in ours.items()
        if theirs[name].outcome.value != "blank"
    )
    for name, one in theirs.items():
        other = ours[name]
        found.counts["graded"] += 1
        if (other.outcome, other.score) == (one.outcome, one.score):
            continue
        is_open = other.outcome.value in OPEN
        kind = "open" if is_open else "otherwise" if is_settled else "following"
        found.counts[kind] += 1
        if kind == "otherwise":
            text = (
                f"{one.outcome.value} {one.score} '{one.given}' is {other.outcome.value} {other.score}: {other.given}"
            )
            found.notes.append(f"otherwise {document.file} {name}: {text}")
    return found


def measure_class(rubric: Rubric, count: int, seed: int, dialect: str, *, is_graded: bool = True) -> Measure:
    """Measure the documents of a class of one kind."""
    total = Measure()
    documents = simulate_class(rubric, count, seed, PLAIN, dialect)
    for document, sheet in zip(documents, simulate_class(rubric, count, seed, PLAIN), strict=True):
        total.add(measure_reading(document, rubric))
        if is_graded:
            total.add(measure_grading(document, sheet, rubric))
    return total


def measure_all(count: int, seed: int, *, is_graded: bool) -> Iterator[tuple[str, Measure]]:
    for name in RUBRICS:
        rubric = load_rubric(ROOT / "rubrics" / f"{name}.yaml")
        for dialect in DIALECTS:
            yield f"{name} as {dialect}", measure_class(rubric, count, seed, dialect, is_graded=is_graded)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--ungraded", action="store_true")
    args = parser.parse_args()
    total = Measure()
    for name, one in measure_all(args.students, args.seed, is_graded=not args.ungraded):
        print(f"{name}: {one.text}")
        print("".join(f"  {note}\n" for note in sorted(one.notes, reverse=True)[: args.show]), end="", flush=True)
        total.add(one)
    print(f"all: {total.text}")


if __name__ == "__main__":
    main()
