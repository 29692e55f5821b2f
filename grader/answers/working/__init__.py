"""Working shown with an answer: chains of equalities, lines of a derivation, and the mistakes seen in one step.

Start with ``working``.
"""
