"""A simulated class: one file for each student, and the truth about it.

Each student depends only on the seed and the student's number, so the first students are the same in a class of any
size. Students are written as they are drawn and not kept, so the class can be of any size.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from grader.documents import parse_yaml
from grader.errors import GraderError
from grader.expr import parse
from grader.expr.nodes import Node, Symbol
from grader.expr.traverse import substitute
from grader.records import Outcome
from grader.rubric import Item, Rubric
from grader.rubric.records import Unreadable
from grader.simulation.defining import POINTS, make_defined_answers
from grader.simulation.forms.forms import is_formula
from grader.simulation.forms.given import format_yaml, format_yaml_scalar
from grader.simulation.people import Student, draw_student
from grader.simulation.planted import WRONG, Kind, Planted
from grader.simulation.pool import Pool, draw_right_answer, make_pools
from grader.simulation.proportions import Proportions
from grader.simulation.worked.dialects import DIALECTS, Dialect
from grader.simulation.worked.documents import Answered, write_document
from grader.simulation.wrong.broken import MALFORMED
from grader.submission import read_submission, task_of
from grader.submission.schema import STUDENT_ID
from grader.submission.spelling import COMMA, has_decimals

__all__ = ["Sheet", "simulate_class"]

USUAL = Proportions()
SPREAD = 1.0  # how far students differ: from no mistakes to twice as many as on average
# Guesses: a class should have a few of each.
SHARE_BY_FILE_NAME = 0.03  # of the students, whose id is only in the name of the file
SHARE_WITH_NOTE = 0.2
SHARE_WITH_DEFINITION = 0.05
DRAWN = (Kind.MISCONCEPTION, Kind.SLIP, Kind.BLANK, Kind.UNREADABLE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What one student hands in: the name and content of the file, and the line about it in ``truth.jsonl``."""

    student: str
    name: str
    file: str
    content: bytes
    truth: str


def simulate_class(
    rubric: Rubric, count: int, seed: int = 0, shares: Proportions = USUAL, dialect: str = ""
) -> Iterator[Sheet]:
    """Yield the files of a class, one by one; ``dialect`` is the kind of its documents, empty for YAML and JSON.

    The same seed draws the same answers in every dialect.
    """
    classroom = Classroom(rubric, seed, shares, DIALECTS[dialect] if dialect else None)
    return map(classroom.make_sheet, range(1, count + 1))


class Classroom:
    """A rubric with the possible answers of its class."""

    def __init__(self, rubric: Rubric, seed: int, shares: Proportions, dialect: Dialect | None = None) -> None:
        self.rubric, self.seed, self.shares, self.dialect = rubric, seed, shares, dialect
        self.pools: Mapping[str, Pool] = make_pools(rubric, seed)
        self.defined = make_defined_answers(rubric, seed)
        self.points = {item.id: item.points for item in rubric.items}
        self.trees: dict[Planted, Node | None] = {}
        self.written: dict[Planted, Planted] = {}
        self.spread = min(SPREAD, 1 / shares.wrong - 1) if shares.wrong else 0.0

    def make_sheet(self, number: int) -> Sheet:
        """Return what the student with this number hands in."""
        random = Random(f"{self.seed}:{number}")
        who = draw_student(number, random)
        answers = self.draw_answers(random)
        is_json, is_malformed = random.random() < self.shares.json, random.random() < self.shares.malformed
        by_name = random.random() < SHARE_BY_FILE_NAME and re.fullmatch(STUDENT_ID, who.stem) is not None
        own = who.stem if by_name else who.id
        note = who.name if random.random() < SHARE_WITH_NOTE else ""
        if self.dialect is not None:
            return self.make_document(own if not by_name else "", own, who, answers, self.dialect)
        if self.rubric.decimal == COMMA:
            answers = {name: self.write_with_commas(name, answer) for name, answer in answers.items()}
        if is_malformed:
            fault = random.choice(list(MALFORMED))
            content = MALFORMED[fault](self.write_yaml(own, note, answers, by_name=False))
            truth = format_unreadable_truth(own, who, fault)
            return Sheet(student=own, name=who.name, file=f"{who.stem}.yaml", content=content, truth=truth)
        text = self.write_json(own, note, answers, by_name) if is_json else self.write_yaml(own, note, answers, by_name)
        file = f"{who.stem}.{'json' if is_json else 'yaml'}"
        truth = self.write_truth(own, file, answers)
        return Sheet(student=own, name=who.name, file=file, content=text.encode(), truth=truth)

    def make_document(
        self, named: str, own: str, who: Student, answers: Mapping[str, Planted], dialect: Dialect
    ) -> Sheet:
        """Return the same answers as a worked document. A notebook names no student, so its file does."""
        random = Random(f"{self.seed}:{own}:document")
        written = {item.id: self.prepare(item, answers[item.id]) for item in self.rubric.items}
        document = write_document(self.rubric, written, named, dialect, random)
        stem = own if dialect.is_named_by_file else who.stem
        file = f"{stem}{dialect.suffix}"
        truth = self.write_truth(own, file, answers, document.truth)
        return Sheet(student=own, name=who.name, file=file, content=document.text.encode(), truth=truth)

    def prepare(self, item: Item, planted: Planted) -> Answered:
        """Return an answer as a formula, with a wrong one that may have been a first try."""
        slips = self.pools[item.id].kinds.get(Kind.SLIP)
        other = self.read(item, slips.answers[0]) if slips and is_formula(item) else None
        return Answered(item=item, given=planted.given, tree=self.read(item, planted), other=other)

    def read(self, item: Item, planted: Planted) -> Node | None:
        """Return the formula of an answer, with what the student defined written out; None if it is none."""
        if not is_formula(item) or planted.given is None:
            return None
        if planted not in self.trees:
            self.trees[planted] = read_planted(planted, item, self.rubric)
        return self.trees[planted]

    def draw_answers(self, random: Random) -> dict[str, Planted]:
        """Return the answers of one student by item, in the order of the rubric."""
        ability = 1 + self.spread * (2 * random.random() - 1)
        given: dict[str, Planted] = {}
        for name, pool in self.pools.items():
            if name not in given:
                given[name] = self.draw_answer(pool, given, ability, random)
                if given[name].kind in WRONG and random.random() < self.shares.follow_through:
                    self.carry_on(pool, given, random)
        if self.defined and random.random() < SHARE_WITH_DEFINITION:
            own = random.choice(self.defined)
            given[own.item] = own if given[own.item].kind is Kind.RIGHT else given[own.item]
        return {item.id: given[item.id] for item in self.rubric.items}

    def draw_answer(self, pool: Pool, given: Mapping[str, Planted], ability: float, random: Random) -> Planted:
        """Draw one answer. After a wrong answer it is right, blank or unreadable, so nothing follows by accident."""
        kind = self.choose_kind(random.random() / ability if ability else 1.0)
        builds_on_wrong = any(
            given[name].kind in {*WRONG, Kind.FOLLOW_THROUGH} for name in pool.built_on if name in given
        )
        if kind not in pool.kinds or (kind in WRONG and builds_on_wrong):
            kind = Kind.RIGHT
        if kind is Kind.RIGHT and random.random() < self.shares.unique:
            return draw_right_answer(pool.item, random)
        return pool.kinds[kind].draw(random)

    def write_with_commas(self, name: str, answer: Planted) -> Planted:
        """Return an answer with decimal commas, the same object for the same answer."""
        if not has_decimals(self.pools[name].item):
            return answer
        if answer not in self.written:
            self.written[answer] = answer.with_commas()
        return self.written[answer]

    def choose_kind(self, chance: float) -> Kind:
        """Return the kind of answer for a random number from 0 on."""
        shares = (self.shares.misconceptions, self.shares.slips, self.shares.blanks, self.shares.unreadable)
        for kind, share in zip(DRAWN, shares, strict=True):
            if chance < share:
                return kind
            chance -= share
        return Kind.RIGHT

    def carry_on(self, pool: Pool, given: dict[str, Planted], random: Random) -> None:
        """Replace a wrong answer by one of the same kind from which later answers follow, if there is one."""
        bundles = pool.bundles[given[pool.item.id].kind]
        if not bundles:
            return
        bundle = random.choice(bundles)
        others = {name for one in bundle.followers for name in self.pools[one.item].built_on} - {pool.item.id}
        if any(name in given and given[name].kind is not Kind.RIGHT for name in others):
            return
        given[pool.item.id] = bundle.wrong
        given.update({one.item: one for one in bundle.followers if one.item not in given})
        for name in sorted(others - set(given)):
            given[name] = self.pools[name].kinds[Kind.RIGHT].draw(random)

    def write_yaml(self, own: str, note: str, answers: Mapping[str, Planted], by_name: bool) -> str:
        """Write a file as people do."""
        lines = [] if by_name else [f"student: {format_yaml_scalar(own)}\n"]
        lines += [f"exercise: {self.rubric.id}\n", *([f"note: {format_yaml_scalar(note)}\n"] if note else [])]
        lines += [
            f"definitions:\n  {name}: {format_yaml(formula)}\n"
            for name, formula in collect_definitions(answers).items()
        ]
        lines += ["answers:\n"]
        return "".join([*lines, *(answer.yaml for answer in answers.values())])

    def write_json(self, own: str, note: str, answers: Mapping[str, Planted], by_name: bool) -> str:
        """Write a file as programs do."""
        head: dict[str, Any] = {} if by_name else {"student": own}
        head |= {"exercise": self.rubric.id} | ({"note": note} if note else {})
        head |= {"definitions": quantities} if (quantities := collect_definitions(answers)) else {}
        lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n" for key, value in head.items()]
        listed = ",\n".join(filter(None, (answer.json for answer in answers.values())))
        return f'{{\n{"".join(lines)}  "answers": {{\n{listed}\n  }}\n}}\n'

    def write_truth(
        self, own: str, file: str, answers: Mapping[str, Planted], places: Mapping[str, Mapping[str, Any]] | None = None
    ) -> str:
        """Return the line of the truth: the score if it is known, the pending points, and every item."""
        known = [(answer.credit, self.points[name]) for name, answer in answers.items() if answer.credit is not None]
        open_ones = [answer for answer in answers.values() if answer.credit is None]
        is_known = all(answer.outcome in (Outcome.UNDECIDED, Outcome.UNREADABLE) for answer in open_ones)
        score = sum((credit * points for credit, points in known), Fraction(0))
        pending = sum((self.points[one.item] for one in open_ones if self.is_pending(one)), Fraction(0))
        head = json.dumps({"student": own, "file": file, "readable": True}, ensure_ascii=False)[:-1]
        said = f'"score": {json.dumps(str(score) if is_known else None)}, "pending": "{pending}"'
        items = [
            answer.truth if not places else f"{answer.truth[:-1]}, {json.dumps(places[name])[1:]}"
            for name, answer in answers.items()
        ]
        return f'{head}, {said}, "items": {{{", ".join(items)}}}}}\n'

    def is_pending(self, answer: Planted) -> bool:
        """Whether it is known that a person has to decide on an answer without credit."""
        is_counted = answer.outcome is Outcome.UNREADABLE and self.rubric.unreadable is Unreadable.ZERO
        return answer.outcome in (Outcome.UNDECIDED, Outcome.UNREADABLE) and not is_counted


def read_planted(planted: Planted, item: Item, rubric: Rubric) -> Node | None:
    """Return the formula of an answer as grading reads it; None if it cannot be read."""
    defined = dict([planted.definition]) if planted.definition else {}
    lines = [f"definitions:\n  {name}: {format_yaml(formula)}\n" for name, formula in defined.items()]
    text = f"student: own\nexercise: {rubric.id}\n{POINTS}{''.join(lines)}answers:\n{planted.yaml}"
    try:
        submission = read_submission(parse_yaml(text, "own"), rubric)
        if item.id not in submission.answers:
            return None
        tree = item.answer_type.read(submission.answers[item.id], task_of(item, submission)).tree
        meaning = {Symbol(name): parse(formula, item.notation).tree for name, formula in defined.items()}
    except GraderError:
        return None
    return substitute(tree, meaning) if tree is not None and meaning else tree


def collect_definitions(answers: Mapping[str, Planted]) -> dict[str, str]:
    """Return the quantities that the student defines, with their formulas."""
    return dict(answer.definition for answer in answers.values() if answer.definition)


def format_unreadable_truth(own: str, who: Student, fault: str) -> str:
    """Return the line of the truth about a file that cannot be read."""
    data = {"student": own, "file": f"{who.stem}.yaml", "readable": False, "fault": fault, "items": {}}
    return json.dumps(data, ensure_ascii=False) + "\n"
