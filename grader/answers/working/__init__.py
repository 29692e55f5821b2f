"""The working that comes with an answer: chains of equalities, lines of a derivation, and the mistakes in one step.

Start with ``working``.
"""
