"""What an item accepts beside its expected answer, and how an answer has to be written: the keys that say so.

Start with ``right_answers``.
"""
