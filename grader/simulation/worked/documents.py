r"""One student's answers as a worked document, and the truth about it: where each answer is, or that it is in words.

The order of the questions, their numbers, and how formulas are set are the student's. Some answers come after a first
try that is struck or corrected by a box, and some are written again later. The parts of an exercise stay together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from grader.answers.members import map_member_names
from grader.expr.nodes import Node
from grader.rubric import Item, Rubric
from grader.simulation.forms.given import Given, format_given
from grader.simulation.worked.dialects import Dialect
from grader.simulation.worked.equations import Equation, Names, draw_names, write_equations, write_raw
from grader.simulation.worked.hands import Hand, draw_hand
from grader.simulation.worked.noise import space_out, spread_names, write_arrays
from grader.simulation.worked.places import mark, take_marks

__all__ = ["Answered", "WorkedDocument", "write_document"]

SHARE_OF_FALSE_STARTS = 0.06
SHARE_REPEATED = 0.05
LEADS: Final = ("", "", "So ", "We get ", "Therefore ", "Then ")
CORRECTIONS: Final = ("Correction:", "That was wrong. Again:", "Better:")
REPEATS: Final = ("So far we have", "To sum up,", "Once more:")
WORDS: Final = ("text", "choice")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What is to be written for one item: a formula, or what cannot be read as one; ``other`` is a wrong first try."""

    item: Item
    given: Given | None
    tree: Node | None = None
    other: Node | None = None

    @property
    def is_blank(self) -> bool:
        return self.given is None or not format_given(self.given).strip()

    @property
    def written(self) -> str:
        """What the truth says about how it is answered."""
        if self.is_blank:
            return "nothing"
        if self.item.type in WORDS:
            return "words"
        return "formula" if self.tree is not None else "unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkedDocument:
    """The text of a document, and for each item what the truth adds about its place."""

    text: str
    truth: Mapping[str, Mapping[str, Any]]


def write_document(
    rubric: Rubric, answers: Mapping[str, Answered], student: str, dialect: Dialect, random: Random
) -> WorkedDocument:
    """Write the answers of a student; ``student`` is empty if only the name of the file says whose they are."""
    writer = Writer(dialect, draw_hand(random), random)
    parts = list(rubric.parts)
    if writer.hand.is_shuffled:
        random.shuffle(parts)
    writer.add_title(rubric.title)
    for number, part in enumerate(parts, start=1):
        writer.write_part(part.title, number, [answers[item.id] for item in part.items])
    text, places = take_marks(dialect.finish(writer.blocks, student))
    truth = {
        name: {"written": answer.written} | ({"places": places[name]} if name in places else {})
        for name, answer in answers.items()
    }
    return WorkedDocument(text=text, truth=truth)


class Writer:
    """Writes one document, block by block."""

    def __init__(self, dialect: Dialect, hand: Hand, random: Random) -> None:
        self.dialect, self.hand, self.random = dialect, hand, random
        self.blocks: list[str] = []
        self.names = Names(aliases={}, letters={})
        self.part: Sequence[Answered] = ()

    def add_title(self, title: str) -> None:
        if self.random.random() < 1 / 2:
            self.blocks.append(self.dialect.heading(title, 1))

    def write_part(self, title: str, number: int, answers: Sequence[Answered]) -> None:
        if self.hand.has_part_headings:
            heading = f"{number}. {title}" if self.hand.headings != "titles" else title
            self.blocks.append(self.dialect.heading(heading, 2))
        elif self.hand.headings == "numbers":
            self.blocks.append(f"{number}.")
        self.part = answers
        order = list(answers)
        if self.hand.is_shuffled:
            self.random.shuffle(order)
        self.names = draw_names(answers[0].item.notation, self.random)
        repeated: list[str] = []
        for place, answer in enumerate(order):
            self.blocks += filter(None, (self.label(answer, place),))
            if answer.is_blank:
                continue
            if answer.item.type in WORDS or answer.tree is None:
                self.blocks += self.write_words(answer)
            else:
                # A mark says where the answer is, so nobody with marks writes it again elsewhere.
                again = self.random.random() < SHARE_REPEATED and not self.hand.has_markers
                self.write_formula(answer, repeated if again else None)
        if repeated:
            has_titles = self.hand.titles_unnamed or self.hand.headings in ("titles", "numbered titles")
            self.blocks += [self.dialect.heading("Summary", 3)] if has_titles else []
            self.blocks.append(self.random.choice(REPEATS))
            self.blocks += repeated

    def label(self, answer: Answered, place: int) -> str:
        """What is written above an answer: a title, a number, or nothing."""
        title, letter = answer.item.title, chr(ord("a") + place % 26)
        headings = self.hand.headings
        if headings in ("numbers", "none") and self.hand.titles_unnamed and not is_named(answer.item):
            headings = "none" if answer.is_blank else "titles"
        if headings == "titles":
            label = self.dialect.heading(title, 3)
        elif headings == "numbered titles":
            label = self.dialect.heading(f"{letter}) {title}", 3)
        else:
            label = f"{letter})" if headings == "numbers" else ""
        marker = self.dialect.marker(answer.item.id) if self.hand.has_markers else ""
        return "\n\n".join(filter(None, (label, marker)))

    def write_words(self, answer: Answered) -> Iterator[str]:
        assert answer.given is not None
        if answer.item.type in WORDS:
            yield mark(answer.item.id, format_given(answer.given))
        else:
            yield self.inline(mark(answer.item.id, write_raw(format_given(answer.given), answer.item).text))

    def write_formula(self, answer: Answered, repeated: list[str] | None) -> None:
        """Write a formula, perhaps after a first try; what is repeated is written later and counts there."""
        assert answer.tree is not None
        item = answer.item
        is_false_start = answer.other is not None and self.random.random() < SHARE_OF_FALSE_STARTS
        is_boxed = self.hand.has_boxes and self.random.random() < 1 / 2
        if is_false_start and answer.other is not None:
            first = write_equations(answer.other, item, self.names, Random(0))
            final = write_equations(answer.tree, item, self.names, Random(0))
            if len(first) == len(final) == 1:
                is_struck = self.random.random() < 1 / 2
                formula = self.inline(first[0].text)
                self.blocks.append(self.dialect.strike(formula) if is_struck else formula)
                self.blocks.append(self.random.choice(CORRECTIONS))
                self.blocks += self.set_equations(final, item.id, is_boxed=True)
                return
        equations = write_equations(answer.tree, item, self.names, self.random)
        if len(equations) > 1 and not self.hand.has_markers and self.may_answer_another(item):
            self.blocks.append(self.dialect.marker(item.id))
        if repeated is not None and is_named(item) and len(equations) == 1:
            self.blocks += self.set_equations(equations, "", is_boxed=False)
            again = Equation(head=equations[0].head, step="", value=equations[0].value)
            repeated += self.set_equations([again], item.id, is_boxed=False)
            return
        self.blocks += self.set_equations(equations, item.id, is_boxed=is_boxed)

    def may_answer_another(self, item: Item) -> bool:
        """Whether the members of an answer would answer another question, too, which the student left out."""
        members = list_member_names(item)
        return any(other.is_blank and members & list_member_names(other.item) for other in self.part)

    def set_equations(self, equations: Sequence[Equation], item: str, *, is_boxed: bool) -> Iterator[str]:
        """Set equations as one aligned formula, in one line, or each by itself."""
        if len(equations) > 1 and self.random.random() < 1 / 3:
            equations = self.random.sample(equations, len(equations))
        if self.random.random() < self.hand.rows and any(len(each.sides) > 1 for each in equations) and not is_boxed:
            rows = [place(item, write_rows(each)) for each in equations]
            yield self.display("\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}")
            return
        written = [place(item, rf"\boxed{{{each.text}}}" if is_boxed else each.text) for each in equations]
        if self.random.random() < self.hand.display:
            if len(written) > 1 and self.random.random() < 1 / 2:
                yield self.display(self.random.choice((r", \quad ", ", ", r" \qquad ")).join(written))
            else:
                yield from map(self.display, written)
        else:
            lead = self.random.choice(LEADS)
            yield lead + self.random.choice((", ", " and ")).join(map(self.inline, written)) + "."

    def inline(self, latex: str) -> str:
        return self.dialect.inline(self.dress(latex))

    def display(self, latex: str) -> str:
        return self.dialect.display(self.dress(latex))

    def dress(self, latex: str) -> str:
        """The formula as a recognition program writes it, if one wrote the document."""
        if not self.dialect.is_recognised:
            return latex
        latex = write_arrays(latex) if self.hand.has_arrays else latex
        spaced = space_out(latex)
        return spread_names(spaced) if self.hand.has_spread_names else spaced


def is_named(item: Item) -> bool:
    """Whether the question gives a name by which its answer is known."""
    return bool(item.task.symbols) or item.type in ("iterates", "update_rule")


def list_member_names(item: Item) -> set[Node]:
    """The names of the members of what an item asks for."""
    return {name for symbol in item.task.symbols for name in map_member_names(symbol, item.notation).values()}


def write_rows(equation: Equation) -> str:
    """An equation with a row for each side after the first."""
    first, *others = equation.sides
    return (
        " \\\\\n".join([f"{first} &= {others[0]}", *(f"&= {each}" for each in others[1:])]) if others else f"& {first}"
    )


def place(item: str, latex: str) -> str:
    return mark(item, latex) if item else latex
