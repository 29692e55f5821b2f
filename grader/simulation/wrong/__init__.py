"""Wrong answers with a known cause: near misses, named mistakes, and what follows from them.

Start with ``wrong_answers``.
"""
