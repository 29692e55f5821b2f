"""The notations that the tests of the answer language read by."""

from grader.expr.notation import Domain, Entry, Notation

NETWORK = Notation(
    entries={
        entry.name: entry
        for entry in (
            Entry(name="x"),
            Entry(name="w", axes=("k",)),
            Entry(name="delta", axes=("k",)),
            Entry(name="z", axes=("k",)),
            Entry(name="v", axes=("k", "j")),
            Entry(name="a", axes=("j",)),
            Entry(name="f", axes=("j",)),
            Entry(name="y", axes=("j",)),
            Entry(name="e", axes=("j",)),
            Entry(name="g", axes=("j",)),
            Entry(name="L"),
            Entry(name="eta", domain=Domain(kind="positive")),
            Entry(name="omega"),
            Entry(name="y_hat"),
            Entry(name="X", axes=("m", "n")),
            Entry(name="loss"),
        )
    },
    ranges={"k": 2, "j": 2, "i": 2},
    aliases={"u": "v", "g_{2,j}": "g_j", "ℓ": "f", "c": "e", "w_bar": "w", "\\bar{z}": "delta"},
)
"""A two-unit network, as in the first exercise: indexed quantities, and several spellings of one name."""

DESCENT = Notation(
    entries={
        entry.name: entry
        for entry in (
            Entry(name="x", axes=(2,), iterates=True),
            Entry(name="y"),
            Entry(name="k", domain=Domain(kind="natural")),
            Entry(name="n", domain=Domain(kind="natural")),
            Entry(name="alpha", axes=("t",)),
            Entry(name="f", parameters=("x_1", "x_2")),
            Entry(name="h", parameters=("y",)),
            Entry(name="A", axes=("m", "n")),
            Entry(name="B", axes=("m", "n")),
        )
    },
    ranges={"t": 3},
)
"""Iterates, functions with parameters, and matrices whose sizes stay symbolic."""

PLAIN = Notation(
    entries={
        name: Entry(name=name)
        for name in [
            "x",
            "y",
            "z",
            "a",
            "b",
            "c",
            "d",
            "f",
            "w",
            "t",
            "u",
            "A",
            "B",
            "N",
            "I",
            "O",
            "E",
            "S",
            "Q",
            "theta",
            "sigma",
            "lambda",
            "gamma",
            "alpha",
            "x_1",
            "mu",
            "y_hat",
            "L",
        ]
    }
)
"""Scalars only, many of them with names that other systems keep for themselves."""

NOTATIONS = {"network": NETWORK, "descent": DESCENT, "plain": PLAIN}
