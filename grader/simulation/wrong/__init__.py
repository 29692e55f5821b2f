"""Wrong answers whose cause is known: near misses, named mistakes, and what follows from them.

Start with ``wrong_answers``.
"""
