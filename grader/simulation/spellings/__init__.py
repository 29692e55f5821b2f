"""FAMILY: ways in which people spell a right answer, one a file; ``rubric test`` writes each key in all of them.

Start with ``protocol``. A new way is a new file with ``MEMBER``, and its table in ``tests/cases/spellings``.
"""

from grader.simulation.spellings.protocol import Spelling, list_spellings, spell_key

__all__ = ["Spelling", "list_spellings", "spell_key"]
