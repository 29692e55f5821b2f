"""Which named mistake leads to a wrong answer.

Start with ``diagnosis``; ``predictions`` works out what each mistake leads to.
"""
