"""The graph keeps a canonical form: what is the same by arrangement is the same node, and nothing undefined is lost."""

import pytest
from flint import fmpq

from grader import limits
from grader.equivalence.graph.graph import Graph, is_power_short, raise_number
from grader.equivalence.graph.kinds import NUMBER, ONE, PRODUCT, UNDEFINED, ZERO
from grader.equivalence.graph.powers import sqrt
from grader.equivalence.graph.signs import floor, sign
from grader.errors import LimitError

LONG = 10**10


@pytest.fixture
def g() -> Graph:
    return Graph()


def test_a_power_of_a_number_is_written_out_only_within_the_limit_of_digits() -> None:
    digits = limits.MAX_VALUE_DIGITS
    for one in (0, 1, -1):
        assert is_power_short(one, LONG)
    for base in (10, -10, fmpq(1, 10), fmpq(-9, 10)):
        assert all(is_power_short(base, exponent) for exponent in (digits // 2, -digits // 2))
        assert not any(is_power_short(base, exponent) for exponent in (2 * digits, -2 * digits))
    assert is_power_short(10 ** (digits // 2 - 10), 2) and not is_power_short(10 ** (digits // 2 + 50), 2)
    assert not is_power_short(10**101, digits // 100)


def test_a_power_of_a_number_is_exact() -> None:
    assert [raise_number(2, exponent) for exponent in (3, 1, 0, -1, -3)] == [8, 2, 1, fmpq(1, 2), fmpq(1, 8)]
    assert raise_number(fmpq(2, 3), -2) == fmpq(9, 4)
    assert [type(value) for value in (raise_number(2, 0), raise_number(fmpq(1, 2), -2), raise_number(-1, -1))] == [
        int,
        int,
        int,
    ]


def test_a_number_with_too_many_digits_is_refused_and_one_with_half_as_many_is_not(g: Graph) -> None:
    x = g.atom("x")
    some, many = (g.number(10 ** (limits.MAX_VALUE_DIGITS * share // 10)) for share in (6, 11))
    assert g.data[g.mul([some, x])] == (0, ((x, g.data[some]),))
    for factors in ([some, some], [some, some, x], [many, x], [many, ONE]):
        with pytest.raises(LimitError) as caught:
            g.mul(factors)
        assert str(caught.value) == (
            "error[number-too-large]: A number in this answer has more than 10000 digits.\n"
            "   why:   The limit MAX_VALUE_DIGITS keeps the work for one answer bounded.\n"
            "   help:  Leave large powers and factorials as they are, or simplify the expression."
        )


def test_a_power_too_long_to_write_out_stays_a_power_and_cancels_against_its_inverse(g: Graph) -> None:
    nine = g.number(9)
    long = g.power(nine, LONG)
    assert g.data[long] == ((nine, LONG),)
    assert g.mul([long, g.power(nine, -LONG)]) == ONE
    assert g.mul([long, g.power(nine, 5)]) == g.scale(long, 9**5)
    assert g.mul([long, long]) == g.power(nine, 2 * LONG)
    assert g.power(g.number(-1), LONG) == ONE and g.power(g.number(-1), LONG + 1) == g.number(-1)


def test_an_answer_that_grows_beyond_the_limit_is_refused_and_leaves_the_graph_as_it_was() -> None:
    g = Graph(limit=5)
    x, y = g.atom("x"), g.atom("y")
    with pytest.raises(LimitError) as caught:
        g.add([x, y])
    assert str(caught.value) == (
        "error[answer-too-large]: This answer unrolls into more than 20000 operations.\n"
        "   why:   The limit MAX_GRAPH_NODES keeps the work for one answer bounded.\n"
        "   help:  Write a shorter answer, or use the quantities that the exercise names."
    )
    assert len(g) == 5
    assert g.atom("x") == x
    g.limit = 6
    assert g.add([x, y]) == 5


def test_what_is_forgotten_is_built_again_and_what_is_kept_is_not(g: Graph) -> None:
    calls = []

    def build(graph: Graph, node: int) -> int:
        calls.append(node)
        return graph.call("sin", node)

    x = g.atom("x")
    before = g.build_once(build, x)
    mark = len(g)
    after = g.build_once(build, before)
    g.rewind(mark)
    assert len(g) == mark == after
    assert [g.build_once(build, x), g.build_once(build, before)] == [before, after]
    assert calls == [x, before, before]


def test_powers_of_zero(g: Graph) -> None:
    assert g.power(ZERO, 0) == ONE  # as an empty product, and as polynomials need it
    assert g.product([(ZERO, 0)]) == ONE
    assert g.power(ZERO, 2) == ZERO
    assert g.power(ZERO, -1) == UNDEFINED
    assert g.power(UNDEFINED, 0) == UNDEFINED


def test_a_power_with_exponent_zero_is_undefined_where_its_base_is(g: Graph) -> None:
    x = g.atom("x")
    root = sqrt(g, x)
    assert g.power(x, 0) == ONE
    assert g.power(root, 0) == g.combine([(ONE, 1), (root, 0)]) != ONE
    assert g.mul([g.power(root, 0), x]) != x


def test_what_cancels_leaves_behind_where_it_is_undefined(g: Graph) -> None:
    x = g.atom("x")
    for t in (floor(g, x), sqrt(g, x), g.call("log", x)):
        inverse = g.power(t, -1)
        assert g.mul([t, inverse]) == g.combine([(ONE, 1), (inverse, 0)])
    assert g.mul([x, g.power(x, -1)]) == ONE
    steps = sign(g, floor(g, x))
    assert g.product([(steps, 1), (steps, -1)]) == g.combine([(ONE, 1), (g.intern(PRODUCT, ((steps, -1),)), 0)])
    assert g.sub(g.call("log", x), g.call("log", x)) == g.scale(g.call("log", x), 0) != ZERO


def test_one_over_a_quotient_is_undefined_where_its_denominator_is_zero_on_a_whole_region_and_only_there(
    g: Graph,
) -> None:
    x, y = g.atom("x"), g.atom("y")
    steps = floor(g, x)
    assert g.power(g.power(x, -1), -1) == x
    assert g.power(g.div(y, x), -2) == g.power(g.div(x, y), 2)
    assert g.power(g.power(steps, -1), -1) == g.mul([steps, g.combine([(ONE, 1), (g.power(steps, -1), 0)])])
    assert g.data[g.power(g.mul([steps, y]), -1)] == tuple(sorted([(y, -1), (steps, -1)]))
    assert g.data[g.power(g.div(y, steps), 2)] == tuple(sorted([(y, 2), (steps, -2)]))


def test_one_over_a_sign_is_the_sign_but_for_where_that_is_zero(g: Graph) -> None:
    x = g.atom("x")
    smooth, steps = sign(g, x), sign(g, floor(g, x))
    assert [g.power(smooth, exponent) for exponent in (-1, -2, -3)] == [smooth, ONE, smooth]
    where = g.combine([(ONE, 1), (g.intern(PRODUCT, ((steps, -1),)), 0)])
    assert g.power(steps, -1) == g.power(steps, -3) == g.mul([steps, where])
    assert g.power(steps, -2) == g.mul([g.power(steps, 2), where])


def test_a_canonical_product_is_not_changed_by_building_it_again(g: Graph) -> None:
    x, y = g.atom("x"), g.atom("y")
    whole = [
        g.power(g.combine([(ONE, 1), (g.call("log", x), 0)]), 2), g.power(g.combine([(x, 2), (y, 4)]), 3),
        g.mul([g.power(g.add([x, ONE]), -2), y]), g.scale(g.mul([x, y]), fmpq(2, 3)), g.mul([sqrt(g, x), x]),
    ]  # fmt: skip
    for node in whole:
        assert g.mul([node, ONE]) == g.mul([ONE, node]) == g.product([(node, 1)]) == node


def test_whole_coefficients_are_whole_wherever_they_come_from(g: Graph) -> None:
    x, y = g.atom("x"), g.atom("y")
    half, two = g.number(fmpq(1, 2)), g.number(2)
    assert g.mul([half, two]) == ONE
    assert g.mul([half, two, x]) == x
    assert g.mul([half, g.number(4), x]) == g.scale(x, 2)
    assert g.mul([half, g.add([g.scale(x, 2), g.scale(y, 4)])]) == g.add([x, g.scale(y, 2)])
    assert g.number(fmpq(4, 2)) == two


def test_powers_of_signs_of_the_imaginary_unit_and_of_roots_of_numbers_are_carried_out(g: Graph) -> None:
    x = g.atom("x")
    i, steps, s = g.call("i"), sign(g, floor(g, x)), sign(g, x)
    assert [g.power(i, exponent) for exponent in (2, 3, 4, 5, -1)] == [
        g.number(-1), g.neg(i), ONE, i, g.neg(i),
    ]  # fmt: skip
    assert [g.power(s, exponent) for exponent in (2, 3, 5)] == [ONE, s, s]
    assert g.power(steps, 2) not in (ONE, steps)  # zero, and on more than single points
    assert [g.power(steps, exponent) for exponent in (3, 4, 5)] == [steps, g.power(steps, 2), steps]
    two, three = sqrt(g, g.number(2)), sqrt(g, g.number(3))
    assert [g.power(two, exponent) for exponent in (2, 3, -1, -2)] == [
        g.number(2), g.scale(two, 2), g.scale(two, fmpq(1, 2)), g.number(fmpq(1, 2)),
    ]  # fmt: skip
    assert g.product([(two, 3), (three, 2)]) == g.scale(two, 6)


def test_a_rule_for_one_factor_leaves_the_others_alone(g: Graph) -> None:
    i, x = g.call("i"), g.atom("x")
    named, exponential, root = g.atom("i"), g.call("exp", x), sqrt(g, x)
    for other in (named, exponential, root, g.atom("sign"), x):
        for exponent in (2, 3, -2):
            assert g.product([(other, exponent), (i, 2)]) == g.neg(g.power(other, exponent))
            assert g.data[g.power(other, exponent)] == ((other, exponent),)


def test_the_root_of_a_negative_number_has_no_square(g: Graph) -> None:
    root = sqrt(g, g.number(-2))
    assert g.data[g.power(root, 2)] == ((root, 2),)
    assert g.data[g.power(root, 3)] == ((root, 3),)


def test_a_power_of_a_root_too_long_to_write_out_stays_a_power(g: Graph) -> None:
    root = sqrt(g, g.number(2))
    assert g.kind[root] != NUMBER
    assert g.data[g.power(root, LONG)] == ((root, LONG),)
    assert g.data[g.product([(root, LONG), (g.atom("x"), 1)])] == ((root, LONG), (g.atom("x"), 1))
