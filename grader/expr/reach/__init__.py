"""How far an operator without brackets may be meant to reach: as it is read, or over more of what follows.

A root sign, ``^``, ``/``, ``log_b`` and a function without brackets have only what stands directly after them. On paper
a line over the root or the height of an exponent says how far it goes, and typed the line is gone. The reading stays
the narrow one; this room lists the wider ones.
"""
