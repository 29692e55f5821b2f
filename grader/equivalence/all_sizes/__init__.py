"""Proofs about matrices and vectors whose sizes are names: one evaluation that holds for all sizes.

Start with ``size_proof``, then ``evaluation``. Importing this folder registers every rule.
"""

from grader.equivalence.all_sizes import arithmetic, functions, names, sums, thresholds

__all__ = ["arithmetic", "functions", "names", "sums", "thresholds"]
