"""Other spellings of lists, points and intervals: each file rewrites some of them in the answer language.

Start with ``respelling``. A spelling is only taken where the text, rewritten, has the kind and size that is asked for.
"""
