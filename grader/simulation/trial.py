"""A rubric held against answers of which it is known what they are: mutation testing of its key.

The key must score full marks, and so must random equivalent forms of it; a blank, near misses of the expected answer
and what named mistakes predict must not. Whatever does not come out so has slipped through: a tolerance that is too
wide, a misconception that earns everything, key points that do not tell a sentence from a list of words.
"""

from dataclasses import dataclass, field
from random import Random

from grader.documents import parse_yaml
from grader.expr import to_text
from grader.expr.nodes import Node
from grader.grading.diagnosis.predictions import predictions_of
from grader.grading.grade import grade_item, grade_submission, mark
from grader.grading.proof import key_findings, key_text, written
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.rubric import Item, Rubric
from grader.simulation.forms.forms import is_formula, right_form
from grader.simulation.forms.given import Given, as_yaml, shown
from grader.simulation.forms.sentences import phrase_list, sample_of, without_point
from grader.simulation.wrong.difference import is_different, misses_of
from grader.submission import read_submission

__all__ = ["FORMS", "ItemTrial", "Slip", "Trial", "try_rubric"]

FORMS = 20
MOST_NEAR_MISSES = 80
NO_SAMPLE = "The rubric holds no right answer to this item: write a 'sample' that mentions every key point."


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """One answer that did not get what it should: the kind of answer, what it was, and a sentence about it."""

    check: str
    answer: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemTrial:
    """What came of one item: how many answers of each kind were tried, what it does not test, and what slipped through.

    ``undecided`` counts near misses of which nobody could say whether they differ from the expected answer.
    """

    item: str
    forms: int = 0
    near_misses: int = 0
    mistakes: int = 0
    undecided: int = 0
    untested: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What came of a whole rubric."""

    rubric: str
    sha256: str
    seed: int
    items: tuple[ItemTrial, ...]

    @property
    def is_ok(self) -> bool:
        """Whether nothing slipped through."""
        return not any(item.slips for item in self.items)


def try_rubric(rubric: Rubric, seed: int = 0, forms: int = FORMS) -> Trial:
    """Hold a rubric against its key, a blank, ``forms`` rewritten keys, near misses and named mistakes."""
    key = grade_submission(written(rubric, {item.id: key_text(item) for item in rubric.items}), rubric)
    blank = grade_submission(written(rubric, {}), rubric)
    sheets = [rewritten_key(rubric, seed, number) for number in range(forms)]
    graded = [graded_sheet(rubric, sheet) for sheet in sheets]
    trials = []
    for place, item in enumerate(rubric.items):
        on_trial = OnTrial(item, rubric, seed)
        on_trial.try_key(key.items[place], blank.items[place])
        for sheet, result in zip(sheets, graded, strict=True):
            on_trial.try_form(sheet[item.id], result.items[place], key.items[place])
        on_trial.try_wrong_answers()
        trials.append(on_trial.result())
    return Trial(rubric=rubric.id, sha256=rubric.sha256, seed=seed, items=tuple(trials))


def rewritten_key(rubric: Rubric, seed: int, number: int) -> dict[str, Given]:
    """Return the key with every answer in a form by chance."""
    return {item.id: right_form(item, Random(f"{seed}:{number}:{item.id}")) for item in rubric.items}


def graded_sheet(rubric: Rubric, answers: dict[str, Given]) -> GradedSubmission:
    """Return answers graded as those of a file that holds them."""
    lines = [f"  {name}: {as_yaml(given)}\n" for name, given in answers.items()]
    text = f"student: key\nexercise: {rubric.id}\nanswers:\n{''.join(lines)}"
    return grade_submission(read_submission(parse_yaml(text, "key"), rubric), rubric)


@dataclass
class OnTrial:
    """One item while answers are tried on it."""

    item: Item
    rubric: Rubric
    seed: int
    slips: list[Slip] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"near_misses": 0, "mistakes": 0, "undecided": 0})

    def result(self) -> ItemTrial:
        """Return what came of the item."""
        known = predictions_of(self.item)
        return ItemTrial(
            item=self.item.id,
            forms=len(set(self.forms)),
            untested=tuple(dict.fromkeys(one.id for one in known.harmless)),
            slips=tuple(dict.fromkeys(self.slips)),
            **self.counts,
        )

    def slip(self, check: str, answer: str, text: str) -> None:
        """Note an answer that slipped through."""
        self.slips.append(Slip(check=check, answer=answer, text=text))

    def try_key(self, key: ItemResult, blank: ItemResult) -> None:
        """Ask that the key scores full marks and a blank nothing."""
        for finding in key_findings(key):
            if not finding.is_ok:
                self.slip("key", key.given, finding.text if key.given else NO_SAMPLE)
        if blank.credit != 0:
            self.slip("blank", "", f"An empty answer is judged {blank.outcome.value}; it should score nothing.")

    def try_form(self, given: Given, result: ItemResult, key: ItemResult) -> None:
        """Ask that an equivalent form is judged as the key is."""
        answer = shown(given)
        if not answer:
            return  # the rubric does not say what a right answer is, which is told of its key
        self.forms.append(answer)
        if result.outcome is not key.outcome and result.outcome is not Outcome.CORRECT:
            why = f": {result.diagnostics[0].what}" if result.diagnostics else "."
            text = f"The equivalent form '{answer}' of the expected answer is judged {result.outcome.value}{why}"
            self.slip("form", answer, text)

    def try_wrong_answers(self) -> None:
        """Ask that nothing which is wrong scores full marks."""
        if is_formula(self.item):
            self.try_near_misses()
        self.try_mistakes()
        self.try_words()

    def try_near_misses(self) -> None:
        """Ask it of the near misses that are certainly different from the expected answer."""
        found = misses_of(self.item)
        if len(found) > MOST_NEAR_MISSES:
            found = Random(f"{self.seed}:{self.item.id}").sample(found, MOST_NEAR_MISSES)
        for miss in found:
            differs = is_different(miss.tree, self.item)
            if differs is None:
                self.counts["undecided"] += 1
            elif differs:
                self.try_near_miss(to_text(miss.tree), f" ({miss.words})")

    def try_near_miss(self, answer: str, words: str = "") -> None:
        """Ask it of one near miss."""
        self.counts["near_misses"] += 1
        if self.marked(answer).outcome is Outcome.CORRECT:
            self.slip("near miss", answer, f"The near miss '{answer}'{words} scores full marks.")

    def marked(self, answer: str) -> ItemResult:
        """Return the result of a text as the answer."""
        return mark(self.item, written(self.rubric, {self.item.id: answer})).result

    def try_mistakes(self) -> None:
        """Ask it of what mistakes predict, and of wrong answers that the author declares, with their credit."""
        known = predictions_of(self.item)
        for one in known.singles:
            self.try_mistake(one.id, one.answer, "What comes out by the mistake")
        for wrong in self.item.misconceptions:
            if wrong.answer is not None:
                self.try_mistake(wrong.id, wrong.answer, "The wrong answer that is declared as")

    def try_mistake(self, name: str, answer: Node, kind: str) -> None:
        """Ask it of one wrong answer, with the credit that the author gives for it."""
        self.counts["mistakes"] += 1
        text = to_text(answer)
        says = {wrong.id: wrong for wrong in self.item.misconceptions}
        result = self.marked(text)
        if name in says and result.outcome is not Outcome.CORRECT:
            result = grade_item(self.item, written(self.rubric, {self.item.id: text}))
        if result.outcome is Outcome.CORRECT:
            self.slip("mistake", text, f"{kind} '{name}', which is '{text}', scores full marks.")

    def try_words(self) -> None:
        """Ask it of other choices, and of texts without a key point or without a sentence."""
        key = self.item.key
        for name in self.item.choices:
            if key is not None and (name,) != key.answer.words:
                self.try_near_miss(name)
        if self.item.type != "text" or not sample_of(self.item):
            return
        for point, text in without_point(self.item):
            self.try_near_miss(text, f" (without the key point '{point}')")
        self.try_near_miss(phrase_list(self.item), " (a list of phrases and no sentence)")
