"""Roots of numbers, with their small prime factors drawn out: ``sqrt(12) = 2 sqrt(3)``."""

from functools import lru_cache

from flint import fmpq, fmpz

from grader.equivalence.graph.graph import Graph, fits, raised
from grader.equivalence.graph.kinds import POWER

__all__ = ["factored", "factored_fraction", "perfect_root", "root_kernel", "root_of_number"]

MAX_FACTORED_BITS = 64
SMALL_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)


@lru_cache(maxsize=1024)
def factored(number: int) -> tuple[tuple[int, int], ...]:
    """Return the prime factors of a positive number with exponents; of a long one, what is left over, unfactored."""
    found = []
    for prime in SMALL_PRIMES:
        exponent = 0
        while number % prime == 0:
            number //= prime
            exponent += 1
        if exponent:
            found.append((prime, exponent))
    if number.bit_length() <= MAX_FACTORED_BITS:
        return (*found, *((int(prime), exponent) for prime, exponent in fmpz(number).factor()))
    return (*found, (number, 1))


def factored_fraction(value: object) -> tuple[tuple[int, int], ...]:
    """Return a positive rational number as powers of small primes and left-over whole numbers."""
    fraction = fmpq(value)
    top, bottom = int(fraction.p), int(fraction.q)
    return (*factored(top), *((base, -exponent) for base, exponent in factored(bottom)))


def root_kernel(g: Graph, base: int, power: fmpq) -> int:
    """Return a whole power of the elementary root of a base."""
    kernel = g.intern(POWER, (base, g.number(fmpq(1, power.q))))
    return g.power(kernel, int(power.p))


def root_of_number(g: Graph, base: int, power: fmpq) -> int:
    """Return a root of a number with its small prime factors drawn out: ``sqrt(12) = 2 sqrt(3)``."""
    value = g.data[base]
    if value < 0:
        return root_kernel(g, base, power)
    factors = []
    for prime, exponent in factored_fraction(value):
        whole, rest = divmod(exponent * power.p, power.q)
        if not fits(prime, int(whole)):
            return root_kernel(g, base, power)
        perfect = perfect_root(prime, int(power.q)) if rest and prime > SMALL_PRIMES[-1] else None
        if perfect is not None:
            factors.append(g.number(raised(perfect, int(exponent * power.p))))
            continue
        factors.append(g.number(raised(prime, int(whole))))
        if rest:
            factors.append(root_kernel(g, g.number(prime), fmpq(int(rest), int(power.q))))
    return g.mul(factors)


def perfect_root(number: int, index: int) -> int | None:
    """Return the whole root of a number that is a perfect power, else None."""
    if number.bit_length() > 4096:
        return None
    low, high = 1, 1 << (number.bit_length() // index + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**index < number else (low, middle)
    return low if low**index == number else None
