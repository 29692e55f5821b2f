"""A trial of a rubric on answers with known truth: mutation testing of its key.

The key must score full marks, and so must random equivalent forms of it, and the key in every way in which people type
such an answer. A blank, near misses of the expected answer, and the answers that named mistakes lead to must not.
Everything else is a failure: a tolerance that is too wide, a misconception that earns full marks, key points that
accept a list of words as a sentence.
"""

from dataclasses import dataclass, field
from random import Random

from grader.answers.protocol import WritesAnswers
from grader.documents import parse_yaml
from grader.expr import to_text
from grader.expr.nodes import Node
from grader.grading.diagnosis.predictions import predictions_of
from grader.grading.form import is_right_but_for_form
from grader.grading.grade import grade_item, grade_submission, judge_item
from grader.grading.handed_back import find_handed_back
from grader.grading.proof import check_key, format_key, make_submission
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.rubric import Item, Rubric
from grader.simulation.forms.forms import draw_right_form, is_formula
from grader.simulation.forms.given import Given, format_given, format_yaml, write_given_with_commas
from grader.simulation.forms.sentences import drop_each_point, join_phrases, sample_of
from grader.simulation.forms.unworked import list_unworked
from grader.simulation.spellings import Spelling, spell_key
from grader.simulation.wrong.difference import is_different, list_near_misses, list_unreached
from grader.submission import read_submission
from grader.submission.spelling import COMMA, has_decimals

__all__ = ["FORMS", "AskedBack", "ItemTrial", "MisjudgedAnswer", "Trial", "try_rubric"]

FORMS = 20
COUNTED = ("spellings", "near_misses", "mistakes", "undecided")
MOST_NEAR_MISSES = 80  # of an item; a long formula has more, and the seed decides which are tried
NO_SAMPLE = "The rubric holds no right answer to this item: write a 'sample' that mentions every key point."


@dataclass(frozen=True, kw_only=True, slots=True)
class MisjudgedAnswer:
    """One answer that did not get what it should: the kind of answer, what it was, and a sentence about it."""

    check: str
    answer: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedBack:
    """A spelling of the key that is not taken silently, because it has another reading; and why it has."""

    spelling: str
    answer: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemTrial:
    """The result for one item: how many answers of each kind were tried, what was not tested, and the failures.

    ``unreached`` are the branches that no answer reached that was tried. ``spellings`` counts the ways of typing the
    key that are read as the key, and ``asked`` holds those that are asked back.
    ``undecided`` counts near misses for which it is not known whether they differ from the expected answer.
    """

    item: str
    forms: int = 0
    spellings: int = 0
    near_misses: int = 0
    mistakes: int = 0
    undecided: int = 0
    untested: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    asked: tuple[AskedBack, ...] = ()
    misjudged: tuple[MisjudgedAnswer, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """The result for a whole rubric."""

    rubric: str
    sha256: str
    seed: int
    items: tuple[ItemTrial, ...]

    @property
    def is_ok(self) -> bool:
        """Whether every answer was judged as it should be."""
        return not any(item.misjudged for item in self.items)


def try_rubric(rubric: Rubric, seed: int = 0, forms: int = FORMS) -> Trial:
    """Try a rubric on its key, a blank, ``forms`` rewritten keys, near misses and named mistakes."""
    key = grade_submission(make_submission(rubric, {item.id: format_key(item) for item in rubric.items}), rubric)
    blank = grade_submission(make_submission(rubric, {}), rubric)
    sheets = [rewrite_key(rubric, seed, number) for number in range(forms)]
    graded = [grade_sheet(rubric, sheet) for sheet in sheets]
    trials = []
    for place, item in enumerate(rubric.items):
        on_trial = OnTrial(item, rubric, seed)
        on_trial.try_key(key.items[place], blank.items[place])
        for sheet, result in zip(sheets, graded, strict=True):
            on_trial.try_form(sheet[item.id], result.items[place], key.items[place])
        on_trial.try_spellings(key.items[place])
        on_trial.try_wrong_answers()
        trials.append(on_trial.result())
    return Trial(rubric=rubric.id, sha256=rubric.sha256, seed=seed, items=tuple(trials))


def rewrite_key(rubric: Rubric, seed: int, number: int) -> dict[str, Given]:
    """Return the key with every answer in a random form."""
    drawn = {item.id: draw_right_form(item, Random(f"{seed}:{number}:{item.id}")) for item in rubric.items}
    if rubric.decimal != COMMA:
        return drawn
    return {**drawn, **{i.id: write_given_with_commas(drawn[i.id]) for i in rubric.items if has_decimals(i)}}


def grade_sheet(rubric: Rubric, answers: dict[str, Given]) -> GradedSubmission:
    """Grade answers as if a file held them."""
    lines = [f"  {name}: {format_yaml(given)}\n" for name, given in answers.items()]
    text = f"student: key\nexercise: {rubric.id}\nanswers:\n{''.join(lines)}"
    return grade_submission(read_submission(parse_yaml(text, "key"), rubric), rubric)


def describe_outcome(result: ItemResult) -> str:
    """The outcome of an answer, with the first thing that is said of it."""
    return f"{result.outcome.value}: {result.diagnostics[0].what}" if result.diagnostics else f"{result.outcome.value}."


@dataclass
class OnTrial:
    """One item while answers are tried on it."""

    item: Item
    rubric: Rubric
    seed: int
    misjudged: list[MisjudgedAnswer] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    asked: list[AskedBack] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))

    def result(self) -> ItemTrial:
        known = predictions_of(self.item)
        return ItemTrial(
            item=self.item.id,
            forms=len(set(self.forms)),
            untested=tuple(dict.fromkeys(one.id for one in known.harmless)),
            unreached=tuple(list_unreached(self.item)),
            asked=tuple(self.asked),
            misjudged=tuple(dict.fromkeys(self.misjudged)),
            **self.counts,
        )

    def note_misjudged(self, check: str, answer: str, text: str) -> None:
        """Note an answer that was judged wrongly."""
        self.misjudged.append(MisjudgedAnswer(check=check, answer=answer, text=text))

    def try_key(self, key: ItemResult, blank: ItemResult) -> None:
        """Check that the key scores full marks and a blank nothing."""
        for finding in check_key(self.item, key):
            # Without a sample there is no right answer to try, although the rubric may be used.
            if not finding.is_ok or finding.check == "no-sample":
                self.note_misjudged("key", key.given, finding.text if key.given else NO_SAMPLE)
        if blank.credit != 0:
            self.note_misjudged(
                "blank", "", f"An empty answer is judged {blank.outcome.value}; it should score nothing."
            )

    def try_form(self, given: Given, result: ItemResult, key: ItemResult) -> None:
        """Check that an equivalent form is judged as the key is."""
        answer = format_given(given)
        if not answer:
            return  # the rubric does not say what a right answer is; ``try_key`` reports that
        self.forms.append(answer)
        if not self.is_judged_as_key(result, key):
            text = f"The equivalent form '{answer}' of the expected answer is judged {describe_outcome(result)}"
            self.note_misjudged("form", answer, text)

    def is_judged_as_key(self, result: ItemResult, key: ItemResult) -> bool:
        """Whether a right answer earns what the key earns; with the right value in another form, it was read."""
        return result.outcome in (key.outcome, Outcome.CORRECT) or is_right_but_for_form(result, self.item)

    def try_spellings(self, key: ItemResult) -> None:
        """Check that the key, in each way in which people type such an answer, is judged as the key is."""
        for spelling, answer in spell_key(self.item):
            result = self.mark_answer(answer)
            if self.is_judged_as_key(result, key):
                self.counts["spellings"] += 1
            else:
                self.note_lost_spelling(spelling, answer, result)

    def note_lost_spelling(self, spelling: Spelling, answer: str, result: ItemResult) -> None:
        """Note a spelling that is not read as the key: it is asked back for a reason that is known, or it is lost."""
        slugs = [one.slug for one in result.diagnostics if one.slug in spelling.asked]
        if result.outcome is Outcome.UNREADABLE and slugs:
            self.asked.append(AskedBack(spelling=spelling.kind, answer=answer, reason=spelling.asked[slugs[0]]))
            return
        shown = answer.replace("\n", "⏎")
        text = f"The key spelled '{shown}' ({spelling.summary}) is judged {describe_outcome(result)}"
        self.note_misjudged("spelling", answer, text)

    def try_wrong_answers(self) -> None:
        """Check that no wrong answer scores full marks."""
        if is_formula(self.item):
            self.try_near_misses()
            self.try_unworked()
        self.try_mistakes()
        self.try_words()

    def try_near_misses(self) -> None:
        """Check the near misses that certainly differ from the expected answer."""
        found = list_near_misses(self.item)
        if len(found) > MOST_NEAR_MISSES:
            found = Random(f"{self.seed}:{self.item.id}").sample(found, MOST_NEAR_MISSES)
        for miss in found:
            differs = is_different(miss.tree, self.item)
            if differs is None:
                self.counts["undecided"] += 1
            elif differs:
                self.try_near_miss(to_text(miss.tree), f" ({miss.words})")

    def try_near_miss(self, answer: str, words: str = "") -> None:
        self.counts["near_misses"] += 1
        if self.mark_answer(answer).outcome is Outcome.CORRECT:
            self.note_misjudged("near miss", answer, f"The near miss '{answer}'{words} scores full marks.")

    def try_unworked(self) -> None:
        """Check that the question handed back, and the key before its last step, do not earn what the form earns."""
        if not self.item.form:
            return
        handed_back = find_handed_back(self.item, self.mark_answer)
        for text in handed_back:
            self.note_misjudged("handed back", text, f"'{text}', which stands in the prompt, scores full marks.")
        for tree in list_unworked(self.item):
            self.try_near_miss(to_text(tree), " (the key in another form)")

    def mark_answer(self, answer: str) -> ItemResult:
        return judge_item(self.item, make_submission(self.rubric, {self.item.id: answer}))

    def try_mistakes(self) -> None:
        """Check what named mistakes lead to, and the wrong answers that the author declares, with their credit."""
        known = predictions_of(self.item)
        for one in known.singles:
            self.try_mistake(one.id, one.answer, "The result of the mistake")
        for wrong in self.item.misconceptions:
            if wrong.answer is not None:
                self.try_mistake(wrong.id, wrong.answer, "The declared wrong answer")

    def try_mistake(self, name: str, answer: Node, kind: str) -> None:
        """Check one wrong answer, with the credit that the author gives for it."""
        self.counts["mistakes"] += 1
        text = to_text(answer)
        says = {wrong.id: wrong for wrong in self.item.misconceptions}
        result = self.mark_answer(text)
        if name in says and result.outcome is not Outcome.CORRECT:
            result = grade_item(self.item, make_submission(self.rubric, {self.item.id: text}))
        if result.outcome is Outcome.CORRECT:
            self.note_misjudged("mistake", text, f"{kind} '{name}', which is '{text}', scores full marks.")

    def try_words(self) -> None:
        """Check the other choices, and texts that lack a key point or a sentence."""
        key = self.item.key
        for name in self.item.choices:
            if key is not None and (name,) != key.answer.words:
                self.try_near_miss(name)
        if key is not None and isinstance(self.item.answer_type, WritesAnswers):
            for miss in self.item.answer_type.list_near_misses(key.answer, self.item.task):
                self.try_near_miss(miss.text, f" ({miss.words})")
        if self.item.type != "text" or not sample_of(self.item):
            return
        for point, text in drop_each_point(self.item):
            self.try_near_miss(text, f" (without the key point '{point}')")
        self.try_near_miss(join_phrases(self.item), " (a list of phrases and no sentence)")
