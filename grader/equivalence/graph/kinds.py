"""The seven kinds of node in the graph of scalars, as small whole numbers."""

from typing import Final

__all__ = ["ATOM", "CALL", "NOTHING", "NUMBER", "ONE", "POWER", "PRODUCT", "SUM", "UNDEFINED", "ZERO"]

NUMBER: Final = 0  # data: an int, or flint's fmpq where it is not whole
ATOM: Final = 1  # data: (name, domain)
SUM: Final = 2  # data: (constant, ((term, coefficient), …)) in order of the terms
PRODUCT: Final = 3  # data: ((factor, whole exponent), …) in order of the factors, without numbers
POWER: Final = 4  # data: (base, exponent) where the exponent is not whole
CALL: Final = 5  # data: (function, (argument, …)); a name that begins with "@" is a function without a definition
NOTHING: Final = 6  # the one undefined value, such as 1/0

UNDEFINED: Final = 0  # the first three nodes of every graph
ZERO: Final = 1
ONE: Final = 2
