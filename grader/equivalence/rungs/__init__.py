"""The rungs of the ladder that decides whether two scalars are equal: refutations, proofs, tolerances.

Start with ``ladder``, which says in which order they are tried.
"""
