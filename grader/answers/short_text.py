"""A word or a short phrase: right where it is spelled as the rubric says, and never silently wrong.

Case, accents, the number of blanks and punctuation do not count, unless ``counts`` says so. What matches ``expected``
or a spelling under ``accept`` is right, what matches one under ``wrong`` is wrong, and ``typos`` says how many typing
mistakes are overlooked. Anything else that is near a right spelling goes to a person; what is far from all of them is
wrong. A text that is as near to a declared wrong answer, or to the answer of another item, is never a typing mistake.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from grader.answers.judging import outcome_of
from grader.answers.protocol import Answer, Schema, Task, WrongText
from grader.answers.spelled.nearness import LETTERS_PER_TYPO, count_edits, count_typos, is_near
from grader.answers.spelled.spelling import RULES, has_word, simplify
from grader.documents import DocumentNode, Scalar
from grader.errors import AnswerError, Diagnostic, LimitError, put_in_quotes
from grader.limits import MAX_SHORT_TEXT_CHARACTERS
from grader.records import Remark, Verdict

__all__ = ["MEMBER", "ShortTextAnswer"]

MOST_SPELLINGS = 100  # of one list, so that one answer is compared with a bounded number of them
SPELLINGS: Schema = {"type": "array", "minItems": 1, "maxItems": MOST_SPELLINGS, "items": {"type": "string"}}
COUNTING = {
    "case": "Upper and lower case count here.",
    "accents": "Accents count here.",
    "spaces": "Every blank counts here.",
    "punctuation": "Punctuation counts here.",
}
NEAR = Remark(
    id="near-spelling",
    text="This is not one of the spellings that count as right, but close to one, so a person will look at it.",
)


class ShortTextAnswer:
    """One word, name or short phrase."""

    kind = "short_text"
    is_of_words = True
    summary = "a word or short phrase, right in any accepted spelling; a person decides what is near"
    options: Schema = {
        "accept": {**SPELLINGS, "description": "Other spellings that are right."},
        "wrong": {**SPELLINGS, "description": "Answers that are wrong, however near they are; nobody looks at them."},
        "typos": {
            "enum": ["0", "1", "2"],
            "description": "How many typing mistakes are overlooked; none if left out, at most one for four letters.",
        },
        "counts": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"enum": list(RULES)},
            "description": "What has to be as it is in the expected answer; without it none of these has to.",
        },
    }
    answer_schema: Schema = {"type": "string"}
    example = "a word"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Return the text without the blanks around it."""
        if not isinstance(given, Scalar):
            raise AnswerError(
                Diagnostic(
                    slug="short-text-expected",
                    what="This answer is a list or a mapping.",
                    why="One word or a short phrase is asked for.",
                    help="Write the one that you mean.",
                    span=given.span,
                )
            )
        text = given.text.strip()
        if len(text) > MAX_SHORT_TEXT_CHARACTERS:
            raise LimitError(
                Diagnostic(
                    slug="long-short-text",
                    what=f"This answer has {len(text):,} characters, more than {MAX_SHORT_TEXT_CHARACTERS:,}.",
                    why="One word or a short phrase is asked for (MAX_SHORT_TEXT_CHARACTERS).",
                    help="Write only the word or the phrase.",
                    span=given.span,
                )
            )
        if not has_word(text):
            raise AnswerError(
                Diagnostic(
                    slug="no-word",
                    what=f"There is no word in {put_in_quotes(text)}.",
                    why="One word or a short phrase is asked for.",
                    help="Write it, or leave the answer empty.",
                    span=given.span,
                )
            )
        return Answer(text=text, words=(text,))

    def read_key(self, expected: DocumentNode, task: Task) -> Answer:
        """Read the expected answer, and refuse spellings that cannot be meant."""
        if not isinstance(expected, Scalar):
            raise describe_fault(
                "several-spellings",
                "The expected answer is not one text.",
                "It is the spelling that is shown as the right one.",
                "Write one spelling here, and the others under 'accept'.",
            )
        key = self.read(expected, task)
        check_spellings(key, task)
        return key

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the spelling with those that are right, those that are wrong, and those that are near."""
        counts = task.options.get("counts", ())
        typed, right = simplify(answer.text, counts), list_right(expected, task)
        wrong = [simplify(text, counts) for text in task.options.get("wrong", ())]
        if typed in right:
            return make_verdict(Fraction(1))
        if typed in wrong:
            return make_verdict(Fraction(0))
        if reasons := tuple(find_what_counts(answer.text, expected, task)):
            return make_verdict(Fraction(0), *reasons)
        others = [*wrong, *(simplify(text, counts) for text in task.others)]
        found = find_typing_mistake(typed, right, others, int(task.options.get("typos", "0")))
        if found is not None:
            remark = Remark(
                id="typing-mistake",
                text=f"A typing mistake was overlooked: this was read as {put_in_quotes(found)}.",
                parameters=(("spelling", found),),
            )
            return make_verdict(Fraction(1), remark)
        is_open = any(is_near(simplify(typed), simplify(spelling)) for spelling in right)
        return make_verdict(None, NEAR) if is_open else make_verdict(Fraction(0))

    def list_accepted(self, expected: Answer, task: Task) -> tuple[str, ...]:
        """Return the spellings that are right."""
        return (expected.text, *task.options.get("accept", ()))

    def list_right_forms(self, expected: Answer, task: Task) -> Iterator[str]:
        """Yield the accepted spellings, and what may be changed in them."""
        counts = task.options.get("counts", ())
        for text in self.list_accepted(expected, task):
            yield text
            if "case" not in counts:
                yield from (text.upper(), text.lower())
            if "spaces" not in counts:
                yield f"  {text.replace(' ', '   ')} "
            if "punctuation" not in counts and text[-1].isalpha():
                yield f"{text}."
        if typed := misspell(expected, task):
            yield typed

    def list_near_misses(self, expected: Answer, task: Task) -> Iterator[WrongText]:
        """Yield the declared wrong answers, and what nobody but a person may accept."""
        for text in task.options.get("wrong", ()):
            yield WrongText(text=text, words="declared as wrong")
        candidates = (
            (f"not {expected.text}", "the opposite in words"),
            (f"{expected.text} or something else", "two answers"),
            *((text, "the answer to another item") for text in task.others[:MOST_SPELLINGS]),
        )
        for text, words in candidates:
            yield WrongText(text=text, words=words, credit=self.judge(Answer(text=text), expected, task).credit)


def make_verdict(credit: Fraction | None, *remarks: Remark) -> Verdict:
    return Verdict(outcome=outcome_of(credit), credit=credit, remarks=remarks)


def list_right(expected: Answer, task: Task, counts: Iterable[str] | None = None) -> list[str]:
    """List the accepted spellings without what does not count."""
    rules = tuple(task.options.get("counts", ()) if counts is None else counts)
    return [simplify(text, rules) for text in (expected.text, *task.options.get("accept", ()))]


def find_what_counts(text: str, expected: Answer, task: Task) -> Iterator[Remark]:
    """Yield why a text is wrong that differs from a right one only in what the item says has to be the same."""
    counts = tuple(task.options.get("counts", ()))
    if not counts or simplify(text) not in list_right(expected, task, ()):
        return
    without = [[other for other in counts if other != rule] for rule in counts]
    alone = [
        rule
        for rule, rest in zip(counts, without, strict=True)
        if simplify(text, rest) in list_right(expected, task, rest)
    ]
    for rule in alone or counts:
        yield Remark(id=f"{rule}-counts", text=COUNTING[rule])


def find_typing_mistake(typed: str, right: list[str], others: list[str], most: int) -> str | None:
    """Return the right spelling of which a text is a typing mistake; None if it may be another answer."""
    found = {spelling: count_typos(typed, spelling, most) for spelling in right} if most else {}
    near = [(typos, spelling) for spelling, typos in found.items() if typos is not None]
    if not near:
        return None
    typos, spelling = min(near)
    is_another = any(other not in right and count_edits(typed, other, typos) <= typos for other in others)
    return None if is_another else spelling


def misspell(expected: Answer, task: Task) -> str:
    """Return the expected answer with two letters of its longest word exchanged, if that is overlooked."""
    word = max(expected.text.split(), key=len)
    middle = len(word) // 2
    if len(word) < LETTERS_PER_TYPO:
        return ""
    typed = f"{word[: middle - 1]}{word[middle]}{word[middle - 1]}{word[middle + 1 :]}"
    text = expected.text.replace(word, typed, 1)
    counts = task.options.get("counts", ())
    others = [simplify(other, counts) for other in (*task.options.get("wrong", ()), *task.others)]
    most = int(task.options.get("typos", "0"))
    plain = simplify(text, counts)
    return text if find_typing_mistake(plain, list_right(expected, task), others, most) and plain not in others else ""


def check_spellings(key: Answer, task: Task) -> None:
    """Refuse options of an item that contradict each other, or without effect."""
    options, counts = task.options, task.options.get("counts", ())
    right = {simplify(text, counts): text for text in (key.text, *options.get("accept", ()))}
    for text in (*options.get("accept", ()), *options.get("wrong", ())):
        if not has_word(text):
            raise describe_fault(
                "no-word-accepted",
                f"There is no word in {put_in_quotes(text)}.",
                "Every spelling under 'accept' and 'wrong' is one that a student may write.",
                "Write a word there, or remove it.",
            )
    both = next((text for text in options.get("wrong", ()) if simplify(text, counts) in right), None)
    if both is not None:
        same = right[simplify(both, counts)]
        raise describe_fault(
            "right-and-wrong",
            f"{put_in_quotes(both)} is declared as wrong, and {put_in_quotes(same)} is right.",
            "By the rules of this item both are the same spelling.",
            "Remove one of them, or say under 'counts' what makes the difference.",
        )
    most = int(options.get("typos", "0"))
    if most and not any(len(word) >= LETTERS_PER_TYPO and word.isalpha() for text in right for word in text.split()):
        raise describe_fault(
            "typos-without-effect",
            f"'typos: {most}' has no effect here.",
            "In a word with fewer than four letters, or with signs or digits, no typing mistake is overlooked.",
            "Remove 'typos', or list other spellings under 'accept'.",
        )


def describe_fault(slug: str, what: str, why: str, help_text: str) -> AnswerError:
    """An error of the author, at the place of the item."""
    return AnswerError(Diagnostic(slug=slug, what=what, why=why, help=help_text, audience="author"))


MEMBER = ShortTextAnswer()
