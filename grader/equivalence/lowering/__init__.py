"""From syntax trees to the graph: names, definitions, sums, arrays and function calls become scalars.

Start with ``scope``, then ``arithmetic``. Importing this folder registers every rule.
"""

from grader.equivalence.lowering import arithmetic, calls, derivatives, quantities

__all__ = ["arithmetic", "calls", "derivatives", "quantities"]
