"""How far an operator without brackets may be meant to reach: as it is read, or over more of what follows.

On paper a line over a root or the height of an exponent says how far it goes, and typed that is gone. The reading stays
the narrow one; this room lists the wider ones. Start with ``sites.py``, which finds the operators; ``variants.py`` puts
the brackets, and ``doubt.py`` says which are missing whatever the key is.
"""
