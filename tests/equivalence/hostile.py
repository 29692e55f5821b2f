"""Trees that would abort the interpreter, or run for ever, if they were worked out as written; run as a script."""

import time
from collections.abc import Iterator
from fractions import Fraction

from grader.equivalence import Policy, decide
from grader.errors import GraderError
from grader.expr.nodes import Add, BigOperator, Call, Constant, Factorial, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.notation import Entry, Notation

X = Symbol("x")
DEADLINE_S = 0.9


def number(value: int) -> Number:
    return Number(Fraction(value))


def tower(height: int, base: Node) -> Node:
    return base if height == 1 else Power(base, tower(height - 1, base))


def doubled(depth: int) -> Notation:
    entries = [Entry(name="x"), Entry(name="d0", definition=Add((Call("sin", (X,)), Call("cos", (X,)))))]
    for level in range(1, depth):
        below = Symbol(f"d{level - 1}")
        entries.append(
            Entry(name=f"d{level}", definition=Add((Call("sin", (below,)), Mul((below, Call("cos", (below,)))))))
        )
    return Notation(entries={entry.name: entry for entry in entries})


def cases() -> Iterator[tuple[str, Node, Notation]]:
    plain = Notation(
        entries={"x": Entry(name="x"), "A": Entry(name="A", axes=(10**5, 10**5)), "B": Entry(name="B", axes=(20, 20))}
    )
    yield "9^(10^10)", Power(number(9), Power(number(10), number(10))), plain
    yield "2^(10^12)", Power(number(2), number(10**12)), plain
    yield "2^-(10^12)", Power(number(2), Neg(number(10**12))), plain
    yield "9^9^9^9^9", tower(5, number(9)), plain
    yield "x^x^x^x^x^x", tower(6, X), plain
    yield "(10^9)!", Factorial(number(10**9)), plain
    yield "x!!!", Factorial(Factorial(Factorial(X))), plain
    yield "x^(10^15)", Power(X, number(10**15)), plain
    yield "((x+1)^1000)^1000", Power(Power(Add((X, number(1))), number(1000)), number(10**6)), plain
    yield "2^(1/10^9)", Power(number(2), Number(Fraction(1, 10**9))), plain
    yield "a root of a long number", Power(number(7**11_000 * 3), Number(Fraction(1, 997))), plain
    yield "exp^6(10)", Call("exp", (Call("exp", (Call("exp", (Call("exp", (Call("exp", (number(10),)),)),)),)),)), plain
    yield "tan(10^1000)", Call("tan", (Power(number(10), number(1000)),)), plain
    yield "floor(pi 10^5000)", Call("floor", (Mul((Constant("pi"), Power(number(10), number(5000)))),)), plain
    yield "sin(9^(10^10))", Call("sin", (Power(number(9), Power(number(10), number(10))),)), plain
    yield "a matrix of 10^10 entries", Call("tr", (Symbol("A"),)), plain
    yield "B^64", Call("tr", (Power(Symbol("B"), number(64)),)), plain
    yield "det of 20 x 20", Call("det", (Symbol("B"),)), plain
    yield "a sum of 10^9 terms", BigOperator("sum", Symbol("k"), "k", number(1), number(10**9)), plain
    yield "a product of sums", BigOperator("product", Add((X, Symbol("k"))), "k", number(1), number(1000)), plain
    yield "binomial(10^9, 5 10^8)", Call("binomial", (number(10**9), number(5 * 10**8))), plain
    yield "definitions that double", Symbol("d40"), doubled(41)
    yield "definitions that double, too deep", Symbol("d90"), doubled(91)
    yield "max of 100", Call("max", tuple(Add((X, Power(X, number(k)))) for k in range(2, 102))), plain
    yield "twenty kinks", Add(tuple(Call("abs", (Add((X, number(k))),)) for k in range(20))), plain


def main() -> None:
    for name, tree, notation in cases():
        start = time.process_time()
        try:
            result: str = decide(tree, Add((X, number(1))), notation, Policy(deadline_s=0)).result
            decide(Add((tree, number(1))), tree, notation, Policy(deadline_s=0))
            decide(Add((tree, X, Neg(X), number(0))), tree, notation, Policy(deadline_s=0))
        except GraderError as refused:
            result = refused.diagnostic.slug
        print(f"{name}: {result} {time.process_time() - start:.2f}s", flush=True)
    print("alive")


if __name__ == "__main__":
    main()
