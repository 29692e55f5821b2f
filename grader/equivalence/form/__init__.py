"""The form of an answer, judged apart from its value: factored, expanded, simplified.

Start with ``violations``.
"""
