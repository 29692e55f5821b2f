"""Systems of polynomial equations and inequalities: a proof that one has no real solution, or a rational one.

Equations that are linear in a variable are solved for it, and what never changes its sign is zero only where its parts
are. Inequalities are then added up, with every monomial as a variable of its own (Fourier-Motzkin elimination). Last, a
Gröbner basis shows that no complex numbers solve the equations where the other polynomials are not zero (Rabinowitsch:
with ``t p - 1`` among the equations, the basis holds 1). All of this is bounded by counts, and proves nothing beyond
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd, lcm
from typing import Any, Final

from flint import Ordering, fmpq, fmpz_mpoly_ctx, fmpz_mpoly_vec

from grader.equivalence.graph.facts import ANY, NEGATIVE, NULL, POSITIVE
from grader.equivalence.systems.definite_forms import add_up_signs, find_definite_zeros, find_polynomial_signs
from grader.equivalence.systems.kernel_polynomials import MAX_VARIABLES, Polynomial, find_variables, make_monic
from grader.equivalence.systems.linear_rows import Row, is_consistent

__all__ = ["EmptySystemError", "RealSystem", "TooLargeError", "Variables"]

MAX_ROUNDS: Final = 16  # equations that are solved or taken apart
MAX_TERMS: Final = 120  # of a polynomial after something was put in its place
MAX_DEGREE: Final = 24
MAX_FACTORS: Final = 6  # inequalities that are multiplied by each other
MAX_NONZERO: Final = 3  # polynomials of which both signs are tried
# Of a Gröbner basis: polynomials in it, terms of each, bits of a coefficient. Systems of a course need a tenth.
BASIS_LIMITS: Final = (40, 60, 400)
MAX_BASIS_DEGREE: Final = 12


class TooLargeError(Exception):
    """A polynomial grew beyond the limits."""


class EmptySystemError(Exception):
    """The system has been proved to have no real solution."""


@dataclass(frozen=True, slots=True)
class Variables:
    """What is known about the variables of a system by themselves."""

    masks: Sequence[int]  # the signs that each may have
    wholes: frozenset[int] = frozenset()  # those that are whole numbers
    constants: frozenset[int] = frozenset()  # those that are constants, such as sqrt(2)
    roots: frozenset[int] = frozenset()  # those that are square roots
    find_constant_signs: Callable[[Polynomial], int] = lambda polynomial: ANY  # of a polynomial in constants alone

    def find_signs(self, polynomial: Polynomial) -> int:
        """Return the signs that a polynomial may have."""
        if polynomial == 0:
            return NULL
        held = find_variables(polynomial)
        if held and self.constants.issuperset(held):
            return self.find_constant_signs(polynomial)
        return find_polynomial_signs(polynomial, self.masks)


@dataclass(slots=True)
class RealSystem:
    """What must be zero, positive, not negative and not zero, and the signs of each variable.

    ``solved`` holds, in order, what each variable is in terms of those that are solved for later or never.
    """

    known: Variables
    zeros: list[Polynomial]
    positives: list[Polynomial]
    nonnegatives: list[Polynomial]
    nonzeros: list[Polynomial]
    solved: list[tuple[int, Polynomial]] = field(default_factory=list)

    def is_empty(self) -> bool:
        """Whether the system is known to have no real solution."""
        try:
            self.reduce()
            if self.is_refuted_by_sums() or self.is_refuted_by_ideal():
                return True
            # What follows from the equations together may be simpler than each of them.
            self.add_consequences()
            self.reduce()
            self.add_products()
            return self.is_refuted_by_sums()
        except EmptySystemError:
            return True
        except TooLargeError:
            return False

    def reduce(self) -> None:
        """Solve equations and take them apart until nothing changes; raise where a contradiction shows."""
        for _ in range(MAX_ROUNDS):
            self.check_signs()
            if not any(self.simplify(place) for place in range(len(self.zeros))):
                self.positives = [self.drop_positive_factors(positive) for positive in self.positives]
                return

    def check_signs(self) -> None:
        """Raise where one condition alone is impossible."""
        if any(self.known.wholes.issuperset(find_variables(zero)) and not may_be_whole(zero) for zero in self.zeros):
            raise EmptySystemError
        for group, wanted in ((self.zeros, NULL), (self.positives, POSITIVE), (self.nonnegatives, POSITIVE | NULL),
                              (self.nonzeros, POSITIVE | NEGATIVE)):  # fmt: skip
            for polynomial in group:
                if not self.known.find_signs(polynomial) & wanted:
                    raise EmptySystemError
        self.zeros = [zero for zero in self.zeros if zero != 0]

    def simplify(self, place: int) -> bool:
        """Solve one equation for a variable, or write simpler equations in its place."""
        zero = self.zeros[place]
        for variable in find_variables(zero):
            rate = zero.derivative(variable)
            if rate.is_constant():
                # rate * variable + rest = 0, where the rate is a number.
                generator = zero.context().gens()[variable]
                value = generator - zero / rate.leading_coefficient()
                # Put in place of n, (2m + 1)/2 would no longer be known to be whole.
                if variable in self.known.wholes and any(factor.q != 1 for factor in value.coeffs()):
                    continue
                self.put(variable, value)
                return True
        kept = self.drop_nonzero_factors(zero)
        parts = kept if kept is not None else self.take_apart(zero)
        if parts is None:
            return False
        self.zeros[place : place + 1] = parts
        return True

    def put(self, variable: int, value: Polynomial) -> None:
        """Write a polynomial in place of a variable everywhere."""
        self.solved.append((variable, value))
        mask = self.known.masks[variable]
        generator = value.context().gens()[variable]
        # What is known of the variable is from now on said of its value.
        if not mask & NEGATIVE:
            (self.nonnegatives if mask & NULL else self.positives).append(generator)
        elif not mask & POSITIVE:
            (self.nonnegatives if mask & NULL else self.positives).append(-generator)
        elif not mask & NULL:
            self.nonzeros.append(generator)
        for group in (self.zeros, self.positives, self.nonnegatives, self.nonzeros):
            group[:] = [substitute(polynomial, variable, value) for polynomial in group]

    def drop_nonzero_factors(self, zero: Polynomial) -> list[Polynomial] | None:
        """Return an equation without factors that are not zero, and without exponents; None where nothing changes."""
        _, found = zero.factor()
        known = {str(make_monic(factor)[1]) for other in [*self.positives, *self.nonzeros]
                 for factor, _ in other.factor()[1]}  # fmt: skip
        kept = [factor for factor, _ in found if self.known.find_signs(factor) & NULL
                and str(make_monic(factor)[1]) not in known]  # fmt: skip
        if len(kept) == len(found) and all(exponent == 1 for _, exponent in found):
            return None
        product = zero.context().constant(1)
        for factor in kept:
            product = product * factor
        return [product]

    def drop_positive_factors(self, positive: Polynomial) -> Polynomial:
        """Return what else is positive where a polynomial is: of r (r - 2) > 0 with r > 0, it is r - 2."""
        if positive.total_degree() < 2:
            return positive
        content, found = positive.factor()
        rest = positive.context().constant(1 if content > 0 else -1)
        for factor, exponent in found:
            signs = self.known.find_signs(factor)
            if exponent % 2 and signs != POSITIVE:
                rest = rest * (-1 if signs == NEGATIVE else factor)
        return rest if not rest.is_constant() else positive

    def take_apart(self, zero: Polynomial) -> list[Polynomial] | None:
        """Return simpler equations for one that is never negative; None where there are none."""
        for flip in (1, -1):
            parts = find_definite_zeros(zero * flip, self.known.masks)
            if parts is not None:
                return parts
        signs = add_up_signs(zero, self.known.masks)
        if signs & POSITIVE and signs & NEGATIVE:
            return None
        # All terms pull the same way, so each of them is zero.
        terms = [zero.context().from_dict({monomial: 1}) for monomial in zero.monoms()]
        return terms if len(terms) > 1 else None

    def is_refuted_by_sums(self) -> bool:
        """Whether adding multiples of the inequalities shows a contradiction."""
        rows = self.list_linear_rows()
        rows += list(self.list_monomial_rows([*self.zeros, *self.positives, *self.nonnegatives, *self.nonzeros]))
        return self.is_refuted_with(rows, self.nonzeros[:MAX_NONZERO])

    def list_linear_rows(self) -> list[Row]:
        """Return all but what is not zero as inequalities, linear in the monomials."""
        rows = [*self.list_rows(self.zeros, None), *self.list_rows(self.positives, True)]
        return rows + self.list_rows(self.nonnegatives, False)

    def is_refuted_with(self, rows: list[Row], nonzeros: Sequence[Polynomial]) -> bool:
        """Whether there is a contradiction for either sign of each polynomial that is not zero."""
        if not is_consistent(rows):
            return True
        return bool(nonzeros) and all(
            self.is_refuted_with([*rows, *self.list_rows([nonzeros[0] * flip], True)], nonzeros[1:]) for flip in (1, -1)
        )

    def list_rows(self, polynomials: Sequence[Polynomial], strict: bool | None) -> list[Row]:
        """Return linear inequalities between monomials; None for equations."""
        rows: list[Row] = []
        for polynomial in polynomials:
            factors, constant = read_linear(polynomial)
            if strict is not None and self.known.wholes.issuperset(find_variables(polynomial)):
                rows.append(tighten(factors, constant, strict))
                continue
            rows.append((factors, constant, strict))
        return rows

    def list_monomial_rows(self, polynomials: Sequence[Polynomial]) -> list[Row]:
        """Return what is known of each monomial by itself, such as x^2 >= 0."""
        rows: list[Row] = []
        monomials = {monomial: polynomial.context() for polynomial in polynomials for monomial in polynomial.monoms()}
        for monomial, context in monomials.items():
            if any(monomial):
                mask = self.known.find_signs(context.from_dict({monomial: 1}))
                for flip, bit in ((1, NEGATIVE), (-1, POSITIVE)):
                    if not mask & bit:
                        rows.append(({name_monomial(monomial): fmpq(flip)}, fmpq(0), not mask & NULL))
        return rows

    def add_products(self) -> None:
        """Add products of two inequalities: from 0 <= r < 1 follows r - r^2 >= 0."""
        known = [p for p in [*self.positives, *self.nonnegatives] if p.total_degree() == 1][:MAX_FACTORS]
        used = {place for polynomial in known for place in find_variables(polynomial)}
        if known:
            generators = known[0].context().gens()
            for place in sorted(used):
                if (
                    not self.known.masks[place] & NEGATIVE
                    and generators[place] not in known
                    and len(known) < MAX_FACTORS
                ):
                    known.append(generators[place])
        self.nonnegatives += [left * right for number, left in enumerate(known) for right in known[number + 1 :]]

    def add_consequences(self) -> None:
        """Add the equations of a Gröbner basis."""
        if len(self.zeros) < 2 or any(zero.total_degree() > MAX_BASIS_DEGREE for zero in self.zeros):
            return
        ring = self.zeros[0].context()
        whole = fmpz_mpoly_ctx.get(tuple(f"t{place}" for place in range(MAX_VARIABLES + 1)), Ordering.degrevlex)
        equations = fmpz_mpoly_vec([convert_to_whole(whole, zero) for zero in self.zeros], whole)
        basis, is_complete = equations.buchberger_naive(limits=BASIS_LIMITS)
        if is_complete:
            self.zeros = [ring.from_dict({monomial[:-1]: fmpq(factor) for monomial, factor in member.to_dict().items()})
                          for member in basis.autoreduction()]  # fmt: skip

    def is_refuted_by_ideal(self) -> bool:
        """Whether not even complex numbers solve the equations where the other polynomials are not zero."""
        if not self.zeros:
            return False
        # t0 … t11 as before, and one more variable for 1/p.
        ring = fmpz_mpoly_ctx.get(tuple(f"t{place}" for place in range(MAX_VARIABLES + 1)), Ordering.degrevlex)
        equations = [convert_to_whole(ring, zero) for zero in self.zeros]
        inverse = ring.gens()[MAX_VARIABLES]
        product = inverse
        # What is positive by its signs alone is a product of variables that are not zero, which come last.
        said = [polynomial for polynomial in self.positives if self.known.find_signs(polynomial) & NULL]
        for polynomial in [*self.nonzeros, *self.list_conjugates(), *said, *self.list_nonzero_variables()]:
            factor = convert_to_whole(ring, polynomial)
            if product.total_degree() + factor.total_degree() > MAX_BASIS_DEGREE or len(product) > BASIS_LIMITS[1]:
                break  # what is left out only makes the proof harder
            product = product * factor
        if any(equation.total_degree() > MAX_BASIS_DEGREE for equation in equations):
            return False
        basis, _ = fmpz_mpoly_vec([*equations, product - 1], ring).buchberger_naive(limits=BASIS_LIMITS)
        return any(member.is_constant() and member != 0 for member in basis)

    def list_conjugates(self) -> list[Polynomial]:
        """Return what is not zero by its signs, and whose product with one that is not zero has a root less."""
        found = []
        for polynomial in [*self.nonzeros, *self.positives][:MAX_FACTORS]:
            for place in sorted(self.known.roots.intersection(find_variables(polynomial))):
                conjugate = substitute(polynomial, place, -polynomial.context().gens()[place])
                if not self.known.find_signs(conjugate) & NULL:
                    found.append(conjugate)
        return found

    def list_nonzero_variables(self) -> list[Polynomial]:
        if not self.zeros:
            return []
        used = {place for zero in self.zeros for place in find_variables(zero)}
        generators = self.zeros[0].context().gens()
        return [generators[place] for place in sorted(used) if not self.known.masks[place] & NULL]


def substitute(polynomial: Polynomial, variable: int, value: Polynomial) -> Polynomial:
    """Return a polynomial with another one in place of a variable."""
    degree = int(polynomial.degrees()[variable])
    if degree <= 0:  # -1 for the polynomial 0
        return polynomial
    # Counted before it is worked out: the powers of the value, times the rest.
    size = int(polynomial.total_degree()) + degree * (int(value.total_degree()) - 1)
    if size > MAX_DEGREE or len(value) ** min(degree, 20) * len(polynomial) > 8 * MAX_TERMS:
        raise TooLargeError
    places = list(polynomial.context().gens())
    places[variable] = value
    return polynomial.compose(*places)


def read_linear(polynomial: Polynomial) -> tuple[dict[int, fmpq], fmpq]:
    """Return a polynomial as a linear combination of monomials, and its constant."""
    factors: dict[int, fmpq] = {}
    constant = fmpq(0)
    for monomial, factor in polynomial.to_dict().items():
        if any(monomial):
            factors[name_monomial(monomial)] = factor
        else:
            constant = factor
    return factors, constant


def may_be_whole(zero: Polynomial) -> bool:
    """Whether an equation may have whole solutions: 2m - 2n = 1 has none, because 2 does not divide 1."""
    factors, constant = read_linear(zero)
    if not factors:
        return True
    scale = lcm(*(int(factor.q) for factor in (*factors.values(), constant)))
    common = gcd(*(int((factor * scale).p) for factor in factors.values()))
    return int((constant * scale).p) % common == 0


def tighten(factors: dict[int, fmpq], constant: fmpq, strict: bool) -> Row:
    """Return an inequality between whole numbers with the largest constant: 2n > 3 says n >= 2."""
    scale = fmpq(lcm(*(int(factor.q) for factor in factors.values())))
    common = fmpq(gcd(*(int((factor * scale).p) for factor in factors.values())))
    if not factors:
        return factors, constant, strict
    # The left side of sum >= bound (or > bound) is whole, and no multiple of anything.
    bound = -constant * scale / common
    least = bound.floor() + 1 if strict else bound.ceil()
    return {key: factor * scale / common for key, factor in factors.items()}, -fmpq(least), False


def name_monomial(monomial: Sequence[Any]) -> int:
    """Return a whole number for a monomial: its exponents are the digits."""
    name = 0
    for power in monomial:
        name = name * (MAX_DEGREE + 1) + int(power)
    return name


def convert_to_whole(ring: Any, polynomial: Polynomial) -> Any:
    """Return a multiple of a polynomial with whole coefficients, in a ring with one more variable."""
    terms: Mapping[Any, fmpq] = polynomial.to_dict()
    scale = 1
    for factor in terms.values():
        scale = scale * int(factor.q) if scale % int(factor.q) else scale
    return ring.from_dict({(*monomial, 0): int((factor * scale).p) for monomial, factor in terms.items()})
