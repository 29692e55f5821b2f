"""A small exercise for the tests: two parts with notations of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from grader.expr.notation import Entry, Notation


@dataclass(frozen=True, kw_only=True)
class Task:
    notation: Notation
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Item:
    id: str
    title: str
    prompt: str
    points: Fraction
    notation: Notation
    answer_schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    example: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    form: tuple[str, ...] = ()
    is_bonus: bool = False
    rounding: str = ""

    @property
    def ways(self):
        return self.form

    @property
    def names(self):
        return self.choices

    @property
    def task(self):
        return Task(notation=self.notation)


@dataclass(frozen=True, kw_only=True)
class Part:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Rubric:
    id: str
    title: str
    parts: tuple[Part, ...]
    is_whole: bool = True
    retired: tuple[str, ...] = ()
    decimal: str = "point"

    @property
    def items(self):
        return tuple(item for part in self.parts for item in part.items)


NETWORK = Notation(
    entries={
        name: Entry(name=name, axes=axes)
        for name, axes in {"x": (), "w": ("k",), "z": ("k",), "f": ("j",), "e": ("j",), "L": ()}.items()
    },
    ranges={"j": 2, "k": 2},
    aliases={"u": "w"},
)
DESCENT = Notation(entries={name: Entry(name=name) for name in ("x_1", "x_2")})

TEXTS = {"type": ["string", "array"], "items": {"type": "string"}}

RUBRIC = Rubric(
    id="exercise9",
    title="Exercise 9: a small network, and descent",
    parts=(
        Part(
            title="A network",
            items=(
                Item(
                    id="dL_dw",
                    title="Gradient by the weights",
                    prompt="Give the derivative of L by w_k.\nUse the quantities of the forward pass: "
                    + "as many as you like, " * 6
                    + "in any order.",
                    points=Fraction(3, 2),
                    notation=NETWORK,
                    example="x + 1",
                ),
                Item(
                    id="why",
                    title="Why",
                    prompt="Say why.",
                    points=Fraction(1),
                    notation=NETWORK,
                ),
            ),
        ),
        Part(
            title="Descent",
            items=(
                Item(
                    id="iterates",
                    title="Iterates",
                    prompt="Give three iterates.",
                    points=Fraction(1, 2),
                    notation=DESCENT,
                    answer_schema=TEXTS,
                    example="[(1, 2), (3, 4)]",
                ),
                Item(
                    id="next",
                    title="What follows",
                    prompt="What would the iterates do?",
                    points=Fraction(1),
                    notation=DESCENT,
                    answer_schema=TEXTS,
                    example="first",
                    choices={"moves": "they keep moving,\nstep by step", "stays": "they stay"},
                ),
            ),
        ),
    ),
)
