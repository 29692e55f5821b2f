"""Roots of numbers, with their small prime factors drawn out: ``sqrt(12) = 2 sqrt(3)``."""

from functools import lru_cache

from flint import fmpq, fmpz

from grader.equivalence.graph.graph import Graph, is_power_short, raise_number
from grader.equivalence.graph.kinds import POWER

__all__ = ["factor_number", "factor_fraction", "find_perfect_root", "build_root_kernel", "root_of_number"]

# Longer numbers may take long to factor: a product of two primes of 32 bits takes about 10 ms, of 64 bits 200 ms.
MAX_FACTORED_BITS = 64
# The primes below 100 are cheap to try, whatever the length of the number.
SMALL_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)


@lru_cache(maxsize=1024)
def factor_number(number: int) -> tuple[tuple[int, int], ...]:
    """Return the prime factors of a positive number with exponents; of a long one, the rest stays unfactored."""
    found = []
    for prime in SMALL_PRIMES:
        exponent = 0
        # Up the squares prime, prime^2, prime^4, … as far as they divide, and down again: a long power of two would
        # take thousands of divisions one by one.
        squares: list[int] = []
        power = prime
        while number % power == 0:
            number //= power
            exponent += 1 << len(squares)
            squares.append(power)
            power *= power
        for place in range(len(squares) - 1, -1, -1):
            if number % squares[place] == 0:
                number //= squares[place]
                exponent += 1 << place
        if exponent:
            found.append((prime, exponent))
    if number.bit_length() <= MAX_FACTORED_BITS:
        return (*found, *((int(prime), exponent) for prime, exponent in fmpz(number).factor()))
    return (*found, (number, 1))


def factor_fraction(value: object) -> tuple[tuple[int, int], ...]:
    fraction = fmpq(value)
    top, bottom = int(fraction.p), int(fraction.q)
    return (*factor_number(top), *((base, -exponent) for base, exponent in factor_number(bottom)))


def build_root_kernel(g: Graph, base: int, power: fmpq) -> int:
    """Return a whole power of the elementary root of a base, ``(base^(1/q))^p``."""
    kernel = g.intern(POWER, (base, g.number(fmpq(1, power.q))))
    return g.power(kernel, int(power.p))


def root_of_number(g: Graph, base: int, power: fmpq) -> int:
    """Return a root of a number with its small prime factors drawn out: ``sqrt(12) = 2 sqrt(3)``."""
    value = g.data[base]
    # The principal root of a negative number is not real, and (-8)^(1/3) must not become -2: it stays as it is.
    if value < 0:
        return build_root_kernel(g, base, power)
    factors = []
    for prime, exponent in factor_fraction(value):
        whole, rest = divmod(exponent * power.p, power.q)
        if not is_power_short(prime, int(whole)):
            return build_root_kernel(g, base, power)
        # What is left of a long number may still be a perfect power. The small primes are none.
        perfect = find_perfect_root(prime, int(power.q)) if rest and prime > SMALL_PRIMES[-1] else None
        if perfect is not None:
            factors.append(g.number(raise_number(perfect, int(exponent * power.p))))
            continue
        factors.append(g.number(raise_number(prime, int(whole))))
        if rest:
            factors.append(build_root_kernel(g, g.number(prime), fmpq(int(rest), int(power.q))))
    return g.mul(factors)


def find_perfect_root(number: int, index: int) -> int | None:
    """Return the whole root of a positive number that is a perfect power, else None."""
    if number == 1:
        return 1
    # The root of a number of fewer bits than the index is below 2. This also keeps a long index, which flint could not
    # take, from being a power.
    if number.bit_length() > 4096 or index >= number.bit_length():
        return None
    root = fmpz(number).root(index)
    return int(root) if root**index == number else None
